"""The pages of a long list: which of its rows are shown, and where those before and after them are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from grants.values.language import N_
from grants.values.wording import Wording


class Pages(TypedDict):
    """What templates/parts/pager.html shows."""

    sentence: str
    before: str | None
    after: str | None


def pages_of(words: Wording, page: int, size: int, shown: int, count: int, at: Callable[[int], str]) -> Pages | None:
    """The way from this page to its neighbours; None where all `count` rows fit on one of `size`. `at` is a page's address."""
    if count <= size:
        return None
    first = (page - 1) * size + 1
    last = first + shown - 1
    sentence = words.say(
        N_("Rows {first} to {last} of {count}"),
        first=words.number(first),
        last=words.number(last),
        count=words.number(count),
    )
    return {
        "sentence": sentence,
        "before": at(page - 1) if page > 1 else None,
        "after": at(page + 1) if last < count else None,
    }
