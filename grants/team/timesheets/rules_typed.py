"""Hours as people write them: 7,5 and 7.5, 7:30, 8 ч.; kept exactly, and asked about where they can be read in two ways."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from grants.values.language import N_
from grants.values.reading import Unreadable

MOST_OF_A_DAY: Final = Decimal(24)
NOT_HOURS: Final = N_("“{text}” is not a number of hours. Write them so: 8, 7.5 or 7:30.")
BELOW_ZERO: Final = N_("Hours worked can't be below zero.")
OVER_A_DAY: Final = N_("“{text}” is more than the 24 hours a day has.")
TWO_WAYS: Final = N_("Is “{text}” {clock} on the clock, or {decimal} hours? Write {clock} or {decimal}.")
MINUTES: Final = N_(
    "Is “{text}” {clock} on the clock? Then write {clock}; parts of an hour are written as quarters or tenths."
)
NO_SUCH_MINUTE: Final = N_("An hour has 60 minutes; “{text}” says more.")
NOT_EXACT: Final = N_(
    "“{text}” can't be kept exactly. Write quarters of an hour, such as 7:15, or tenths, such as 7.3."
)
_LONGEST: Final = 20
_MINUTES: Final = 60
_MARK: Final = r"(?: ?(?:h|hrs?|hours?|ч|часа?|час))?\.?"
_DECIMAL: Final = re.compile(rf"([0-9]{{1,4}})(?:[.,]([0-9]{{1,4}}))?{_MARK}")
_CLOCK: Final = re.compile(r"([0-9]{1,2}) ?(?:[:hч]|ч\.) ?([0-9]{2}) ?(?:m|min|м|мин)?\.?")
_MINUS: Final = "-\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
_QUARTERS: Final = frozenset({"00", "25", "50", "75"})
_SPACES: Final = dict.fromkeys(map(ord, "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\t\r\n"), " ")


def read_hours(text: str) -> Decimal | None:
    """The hours typed into one cell; None where nothing is, or zero. Raises Unreadable with a sentence.

    Two digits after the comma that are no quarter and could be minutes (7,30) are asked about.
    """
    tidy = text.translate(_SPACES).strip()
    if not tidy or tidy == "\N{EN DASH}":
        return None
    small = tidy.casefold()
    if small[0] in _MINUS and small[1:].strip()[:1].isdigit():
        raise Unreadable(BELOW_ZERO)
    if len(tidy) > _LONGEST:
        raise Unreadable(NOT_HOURS, text=tidy[:_LONGEST])
    if clock := _CLOCK.fullmatch(small):
        hours = _of_clock(clock[1], clock[2], tidy)
    elif decimal := _DECIMAL.fullmatch(small):
        hours = _of_decimal(decimal[1], decimal[2] or "", tidy)
    else:
        raise Unreadable(NOT_HOURS, text=tidy)
    if hours > MOST_OF_A_DAY:
        raise Unreadable(OVER_A_DAY, text=tidy)
    return hours or None


def _of_clock(hours: str, minutes: str, typed: str) -> Decimal:
    if int(minutes) >= _MINUTES:
        raise Unreadable(NO_SUCH_MINUTE, text=typed)
    hundredths, rest = divmod(int(minutes) * 100, _MINUTES)
    if rest:
        raise Unreadable(NOT_EXACT, text=typed)
    return Decimal(f"{int(hours)}.{hundredths:02}")


def _of_decimal(hours: str, decimals: str, typed: str) -> Decimal:
    if len(decimals) == 2 and decimals not in _QUARTERS and int(decimals) < _MINUTES and int(hours) < MOST_OF_A_DAY:
        facts = {"text": typed, "clock": f"{int(hours)}:{decimals}"}
        if decimals[1] == "0":
            raise Unreadable(TWO_WAYS, decimal=Decimal(f"{int(hours)}.{decimals[0]}"), **facts)
        raise Unreadable(MINUTES, **facts)
    kept = decimals.rstrip("0")
    if len(kept) > 2:
        raise Unreadable(NOT_EXACT, text=typed)
    return Decimal(f"{int(hours)}.{kept or 0}")


def typed_hours(hours: Decimal, separator: str) -> str:
    """Hours as a cell shows them, so that they are read as themselves again: 7,5, and 7:09 for what 7,15 would leave open."""
    whole, hundredths = divmod(int(hours * 100), 100)
    decimals = f"{hundredths:02}"
    if decimals in _QUARTERS or decimals.endswith("0") or hundredths >= _MINUTES:
        kept = decimals.rstrip("0")
        return f"{whole}{separator}{kept}" if kept else str(whole)
    minutes, rest = divmod(hundredths * _MINUTES, 100)
    return f"{whole}{separator}{decimals}0" if rest else f"{whole}:{minutes:02}"


def cell_name(activity_id: int | None, day: int) -> str:
    """The name of a cell in the form: of an activity (or of other work) on one day of the month."""
    return f"h{activity_id or 0}.{day}"


CELL: Final = re.compile(r"h([0-9]{1,18})\.([0-9]{1,2})")
