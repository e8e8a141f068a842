"""What a check looks at and what it says: the facts of one project, and a finding about one of its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from grants.budget.terms import ContractTerms, terms_in_force
from grants.checks.levels import LEVELS, Level
from grants.checks.people import Team
from grants.values.days import Precision, PublishedDay
from grants.values.identifiers import anatomy
from grants.values.language import Text
from grants.values.money import Money

Row = Mapping[str, Any]  # the kept values under their columns, with `number`, and with `id` where it has one


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check noticed: a code, a sentence to be said with its facts, and the row and field it is about."""

    code: str
    kind: str  # the kind of record; "project" for the project itself
    number: str  # the row's number in it; empty for the project
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)
    field: str = ""
    row_id: int | None = None
    rows: tuple[Finding, ...] = ()  # the findings told together here

    @property
    def level(self) -> Level:
        """How serious it is."""
        return LEVELS[self.code]

    @property
    def row(self) -> str:
        """Where it is: "partner 2", or "project"."""
        return f"{self.kind} {self.number}".strip()


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """Everything recorded about one project, as plain rows by kind, with the shared records they refer to by id."""

    code: str
    project: Row
    rows: Mapping[str, Sequence[Row]]
    organisations: Mapping[int, Row]
    programme: Row | None = None
    procedure: Row | None = None
    today: date | None = None  # without it nothing is said that depends on the day
    known: Sequence[Row] = ()  # the organisations that the reader meets anywhere, by which others are found alike
    files: Sequence[Row] | None = None  # (document_id, name, size) of scanned papers; None where that is not known
    twins: Sequence[Row] = ()  # the same papers in other projects that the reader sees, with what is claimed there
    edits: Sequence[Row] = ()  # of texts in two languages: which sides were changed, in their order
    required: Mapping[str, Sequence[Row]] | None = None  # an organisation's own list of papers by kind of cost
    counted: Mapping[object, Decimal] = field(default_factory=dict)  # by indicator, of those counted from participants
    thresholds: Sequence[Row] = ()  # of procurement, as they are kept; where none is, the proposed ones count
    shown: frozenset[int] = frozenset()  # the duties with which a file lies as evidence
    team: Team = field(default_factory=Team)  # where the reader sees the whole of it; else nothing is told of hours
    suspensions: Sequence[tuple[date, date | None]] = ()  # the first and the last day on which the contract stood still

    def of(self, kind: str) -> Sequence[Row]:
        """The rows of a kind, in their order."""
        return self.rows.get(kind, ())

    @property
    def published(self) -> bool:
        """Whether the project was taken from a page; one typed by hand has no oddities of publishing."""
        return bool(self.of("page") or self.of("wording"))

    @property
    def start(self) -> PublishedDay | None:
        """When it begins, as far as that is known."""
        return _published_day(self.project, "start")

    @property
    def end(self) -> PublishedDay | None:
        """When it ends, as far as that is known."""
        return _published_day(self.project, "end")

    @property
    def total(self) -> Money | None:
        """Its stated value."""
        return amount(self.project, "total")

    @property
    def period(self) -> str:
        """The programming period, "2021-2027": of the project's numbers first, else of its programme; or nothing."""
        numbers = (anatomy(row["value"]) for row in self.of("number"))
        by_number: str = next((number.period for number in numbers if number), "")
        return by_number or self.period_of_programme

    @property
    def period_of_programme(self) -> str:
        """The programming period of its programme, whatever dash it was typed with; or nothing."""
        return re.sub(r"\s*[-–—/]\s*", "-", (self.programme or {}).get("period", ""))

    @property
    def in_isun(self) -> bool:
        """Whether the funder takes its reports in ИСУН: a number of one of the periods that ИСУН 2020 holds says so."""
        return any((number := anatomy(row["value"])) and number.period != "2007-2013" for row in self.of("number"))

    @property
    def terms(self) -> ContractTerms:
        """The rates and limits of the contract in force."""
        return terms_in_force(self.of("terms"), self.today)

    def wordings(self, *fields: str) -> Iterator[Row]:
        """The published wordings of these fields of the project."""
        return (row for row in self.of("wording") if row["field"] in fields)


Rule = Callable[[ProjectFacts], Iterator[Finding]]


def about(kind: str, row: Row, code: str, sentence: str, /, *, on: str = "", **facts: object) -> Finding:
    """A finding about one row; `on` is the field it is about."""
    return Finding(code, kind, str(row["number"]), sentence, facts, on, row.get("id"))


def about_all(kind: str, code: str, sentence: str, /, **facts: object) -> Finding:
    """A finding about the rows of a kind together."""
    return Finding(code, kind, "", sentence, facts)


def about_project(code: str, sentence: str, /, *, on: str = "", **facts: object) -> Finding:
    """A finding about the project itself."""
    return Finding(code, "project", "", sentence, facts, on)


def amount(row: Row, name: str) -> Money | None:
    """The cents beside their currency as one value."""
    cents = row.get(f"{name}_cents")
    return None if cents is None else Money(cents, row["currency"])


def words_of(row: Row, name: str = "name") -> Text:
    """The two columns of a text as one value."""
    return Text(row[f"{name}_bg"], row[f"{name}_en"])


def shortened(wording: str, most: int = 90) -> str:
    """A wording short enough to be quoted in a sentence, on one line."""
    line = " ".join(wording.split(" ")).replace("\n", " / ")
    return line if len(line) <= most else f"{line[:most].rstrip()}…"


def _published_day(row: Row, name: str) -> PublishedDay | None:
    first = row.get(f"{name}_on")
    return None if first is None else PublishedDay(first, Precision(row[f"{name}_precision"]))
