"""The numbers of an outline: 1.2.3 stands under 1.2 and under 1, also where nothing is numbered 1.2; 12 does not stand under 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def numbers_above(number: str) -> Iterator[str]:
    """Under what a number stands, the nearest first: 1.2 and 1 of 1.2.3."""
    while number := number.rpartition(".")[0]:
        yield number


def chapters(numbers: Iterable[str]) -> set[str]:
    """The numbers under which others stand."""
    return {above for number in numbers for above in numbers_above(number)}


def is_under(number: str, above: Iterable[str]) -> bool:
    """Whether a number is one of those, or stands under one of them."""
    return any(number == one or number.startswith(f"{one}.") for one in above)
