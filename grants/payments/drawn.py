"""The picture of a project's cash: a bar for each month above or below zero, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grants.payments.rules_cash import Month, gap, lowest_ahead
from grants.values.days import Precision, PublishedDay
from grants.values.language import N_
from grants.values.money import Money
from grants.values.wording import Wording

SCALE = 1000
_MOST_LEVELS = 5
_MOST_TICKS = 6

OF_MONTH = N_("{month}, still to come")


def cash_picture(months: Sequence[Month], words: Wording) -> dict[str, Any] | None:
    """Where every bar stands on a scale of 0 to 1000, downwards; None where nothing ever moved."""
    if not months:
        return None
    top = max(0, *(month.position for month in months))
    bottom = min(0, *(month.position for month in months))
    if top == bottom:
        return None
    step = _step(top - bottom)
    count = len(months)
    known = sum(1 for month in months if not month.ahead)
    return {
        "caption": words.say(N_("Euro in hand at the end of each month")),
        "bars": [_bar(month, at, count, top, bottom) for at, month in enumerate(months)],
        "levels": [
            (_height(top - cents, top - bottom), words.number(cents // 100), cents == 0)
            for cents in range(-(-bottom // step) * step, top + 1, step)
        ],
        "ticks": [
            (at * SCALE // count, f"{months[at].first.month}.{months[at].first.year}")
            for at in range(0, count, -(-count // _MOST_TICKS))
        ],
        "today": known * SCALE // count if 0 < known < count else None,
        "rows": [_row(month, words, months[known - 1] if known else None) for month in months],
    }


def _step(span: int) -> int:
    """A round distance in cents between labelled levels, so that there are at most five."""
    step, rounder = 100, 0
    while span > step * _MOST_LEVELS:
        step = (100, 200, 500)[rounder % 3] * 10 ** (rounder // 3)
        rounder += 1
    return step


def _height(part: int, whole: int) -> int:
    return (2 * part * SCALE + whole) // (2 * whole)


def _bar(month: Month, at: int, count: int, top: int, bottom: int) -> dict[str, Any]:
    begins, ends = at * SCALE // count, (at + 1) * SCALE // count
    zero, edge = _height(top, top - bottom), _height(top - month.position, top - bottom)
    tone = "missing" if month.position < 0 else "held"
    between = max(1, (ends - begins) // 6)
    return {
        "x": begins + between // 2,
        "width": max(1, ends - begins - between),
        "y": min(zero, edge),
        "height": max(1, abs(zero - edge)),
        "state": f"{tone} coming" if month.ahead else tone,
    }


def _row(month: Month, words: Wording, last_known: Month | None) -> dict[str, Any]:
    said = words.published_day(PublishedDay(month.first, Precision.MONTH))
    again = month.ahead and last_known is not None and month.first == last_known.first
    return {
        "month": words.say(OF_MONTH, month=said) if again else said,
        "came": words.figure(month.came, dash=True),
        "went": words.figure(month.went, dash=True),
        "position": words.figure(month.position),
        "below": month.position < 0,
        "ahead": month.ahead,
        "rest": again,
    }


def gap_said(months: Sequence[Month], words: Wording) -> dict[str, Any]:
    """What the picture says, in words: where the money runs out and what is needed, or that it does not."""
    found = gap(months)
    if found is None:
        lowest = lowest_ahead(months)
        if lowest is None:
            return {"missing": False, "sentences": []}
        least = words.say(
            N_("No month ahead ends below zero; the least in hand is {amount}, at the end of {month}."),
            amount=Money(lowest.position, "EUR"), month=_month(lowest, words),
        )  # fmt: skip
        return {"missing": False, "sentences": [least]}
    first = words.say(
        N_("In {month} {amount} are missing."),
        month=words.published_day(PublishedDay(found.month, Precision.MONTH)), amount=Money(found.missing, "EUR"),
    )  # fmt: skip
    needed = words.say(
        N_("Up to {amount} of own money are needed, most of all in {month}."),
        amount=Money(found.needed, "EUR"), month=words.published_day(PublishedDay(found.lowest, Precision.MONTH)),
    )  # fmt: skip
    return {"missing": True, "sentences": [first, needed]}


def _month(month: Month, words: Wording) -> str:
    return words.published_day(PublishedDay(month.first, Precision.MONTH))
