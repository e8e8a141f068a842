"""What is asked on the page of reports: format, period and language, as typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.registry import NEWEST, choice_of
from grants.projects.queries import Seen
from grants.reports.editions import format_typed
from grants.reports.queries import NOT_PREPARED, GivenBefore, given_before, imported_until
from grants.reports.read_period import period_typed
from grants.reports.rules import Period
from grants.values.language import Language, language_named
from grants.values.wording import Wording

ALL: Final = "all"
_DIGITS: Final = 18  # of a number the database can have given


@dataclass(frozen=True)
class Asked:
    """Which report is asked for: what was typed, and what it means where it could be read."""

    typed: Mapping[str, str]
    format: Format
    language: Language
    period: Period | None
    objections: tuple[Objection, ...]
    given: tuple[GivenBefore, ...] = ()
    since: int | None = None

    @property
    def imported(self) -> frozenset[int]:
        """The documents that are left out, because they went out before."""
        return frozenset() if self.since is None else imported_until(self.given, self.since)

    @property
    def label(self) -> str:
        """How the history names it, where its days could be read."""
        days = f" {self.period.first.isoformat()} – {self.period.last.isoformat()}" if self.period else ""
        return f"{choice_of(self.format)}{days}"

    def after(self, given: tuple[GivenBefore, ...]) -> Asked:
        """The same, knowing what was prepared before for these days: the inventory holds all, or what is new since one."""
        if not given:
            return replace(self, typed={name: value for name, value in self.typed.items() if name != "since"})
        typed = self.typed.get("since") or ALL
        since = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS else None
        known = replace(self, given=given, typed={**self.typed, "since": typed})
        if typed == ALL:
            return known
        if since not in {report.id for report in given}:
            return replace(known, objections=(*self.objections, Objection(NOT_PREPARED, place="since")))
        return replace(known, since=since)


def asked(
    typed: Mapping[str, str], usual: str, offered: Period, today: date, words: Wording, *, people: bool = False
) -> Asked:
    """What the form asks for; what it leaves out is the usual format, the period offered and the reader's language.

    `people`: also a format that lists people may be chosen.
    """
    shown = {
        "format": typed.get("format", "").strip() or usual,
        "first": typed.get("first", words.day(offered.first)),
        "last": typed.get("last", words.day(offered.last)),
        "language": typed.get("language", "") or words.language,
        "since": typed.get("since", ""),
    }
    found: list[Objection] = []
    format_ = format_typed(shown["format"], people=people)
    if isinstance(format_, Objection):
        found.append(format_)
        format_ = next(iter(NEWEST.values()))
    else:
        shown["format"] = choice_of(format_)
    period, wrong = period_typed(shown, today, words)
    found += wrong
    language = language_named(shown["language"]) or words.language
    return Asked(shown, format_, language, period, tuple(found))


async def known_before(project: Seen, wanted: Asked) -> Asked:
    """The same, knowing what was prepared before for these days. One query at most."""
    if wanted.period is None or wanted.objections:
        return wanted
    return wanted.after(await given_before(project, wanted.format, wanted.period.first, wanted.period.last))
