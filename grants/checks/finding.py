"""What a check looks at and what it says: the facts of one project, and a finding about one of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from grants.values.days import Precision, PublishedDay
from grants.values.language import Text
from grants.values.money import Money

Level = Literal["info", "warning", "question"]
Row = Mapping[str, Any]  # the kept values under their columns, with `number`, and with `id` where it has one

LEVELS: Mapping[str, Level] = {
    "HOMOGLYPH": "info",
    "SPACED_ID": "info",
    "TITLE_PREFIXED_BY_ID": "info",
    "NO_ID": "warning",
    "NO_CONTRACT_SUFFIX": "info",
    "EIK_CHECK": "warning",
    "VAT_CHECK": "warning",
    "END_EQUALS_START": "warning",
    "DURATION_MISMATCH": "warning",
    "DURATION_ROUNDED": "info",
    "DURATION_AMBIGUOUS": "info",
    "MONTH_PRECISION": "info",
    "YEAR_PRECISION": "info",
    "MIXED_DATE_STYLE": "info",
    "DATE_NO_SPACE": "info",
    "NO_PAGE_DATE": "info",
    "PERIOD_SECTION_CONFLICT": "warning",
    "NBSP": "info",
    "MIXED_QUOTES": "info",
    "ALL_CAPS_NAME": "info",
    "TITLE_HAS_YEARS": "info",
    "ORG_ALIAS": "info",
    "PROGRAMME_AS_DONOR": "warning",
    "PERSONAL_NUMBER": "warning",
    "NO_LEAD": "warning",
    "NO_PROGRAMME": "warning",
    "NO_TERRITORY": "warning",
    "NO_INDICATORS": "warning",
    "PARTNER_COUNTRY_UNKNOWN": "warning",
    "FUND_NOT_NAMED": "warning",
    "AMOUNT_GROUPING": "question",
    "NO_BUDGET": "warning",
    "NO_SPLIT": "warning",
    "SPLIT_SUM": "warning",
    "BUDGET_KIND_UNKNOWN": "warning",
    "FOREIGN_CURRENCY": "info",
    "EUR_CENT_GAP": "info",
    "DUPLICATE_DOCUMENT": "warning",
    "PAID_BEFORE_ISSUED": "warning",
    "EXPENSE_OUTSIDE_PERIOD": "warning",
    "EXPENSE_OVER_DOCUMENT": "warning",
    "LINE_OVERSPENT": "warning",
}

# Findings about the project as a whole that speak of money: only for those who see all of it.
OF_ALL_MONEY = frozenset(
    {"NO_BUDGET", "NO_SPLIT", "SPLIT_SUM", "BUDGET_KIND_UNKNOWN", "FOREIGN_CURRENCY", "EUR_CENT_GAP"}
)


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

    @property
    def level(self) -> Level:
        """info: nothing to do; warning: needs a look; question: a value is withheld until a person chooses."""
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

    def wordings(self, *fields: str) -> Iterator[Row]:
        """The published wordings of these fields of the project."""
        return (row for row in self.of("wording") if row["field"] in fields)


Rule = Callable[[ProjectFacts], Iterator[Finding]]


def about(kind: str, row: Row, code: str, sentence: str, /, *, on: str = "", **facts: object) -> Finding:
    """A finding about one row; `on` is the field it is about."""
    return Finding(code, kind, str(row["number"]), sentence, facts, on, row.get("id"))


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
