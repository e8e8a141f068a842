"""The first and the last day of a period, as typed on the pages of reports and of the dossier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from grants.errors import Objection
from grants.reports.rules import Period, period_objections
from grants.values.language import N_
from grants.values.wording import Unreadable, Wording


def period_typed(typed: Mapping[str, str], today: date, words: Wording) -> tuple[Period | None, tuple[Objection, ...]]:
    """The period that stands in "first" and "last", or everything that is wrong with them, each by its field."""
    found: list[Objection] = []
    first, last = (_day(name, typed.get(name, ""), today, words, found) for name in ("first", "last"))
    if first and last:
        found += period_objections(first, last)
    return (Period(first, last) if first and last and not found else None), tuple(found)


def _day(name: str, text: str, today: date, words: Wording, found: list[Objection]) -> date | None:
    if not text.strip():
        found.append(Objection(N_("Say which day."), place=name))
        return None
    try:
        return words.read_day(text, today)
    except Unreadable as problem:
        found.append(Objection(problem.msgid, problem.facts, place=name))
        return None
