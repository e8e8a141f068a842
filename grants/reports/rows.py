"""The rows a report is made of, as they come from the project: documents, expenses, budget lines, sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from grants.expenses.rules import ExpenseState
from grants.values.language import Text
from grants.values.money import Money

NOTHING_WRITTEN: Final = Text()


@dataclass(frozen=True, slots=True)
class Paper:
    """A supporting document."""

    id: int
    register_number: str
    kind: str
    paper_number: str
    issued_on: date | None
    paid_on: date | None
    supplier: str = ""
    supplier_eik: str = ""
    description: Text = NOTHING_WRITTEN
    partner: Text = NOTHING_WRITTEN
    net: Money | None = None
    vat: Money | None = None

    @property
    def day(self) -> date | None:
        """The day by which it falls in a period."""
        return self.paid_on or self.issued_on


@dataclass(frozen=True, slots=True)
class Claim:
    """An expense: what of a document is claimed, on which line; `own` is the part that is own contribution."""

    paper_id: int
    amount: Money
    own: Money
    state: ExpenseState
    line_id: int | None = None
    line: str = ""
    activity: str = ""
    partner: Text = NOTHING_WRITTEN
    description: Text = NOTHING_WRITTEN


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of the budget with what was approved for it; None where no amount is known."""

    id: int
    number: str
    title: Text
    currency: str
    approved: Money | None


@dataclass(frozen=True, slots=True)
class Before:
    """What was claimed on a line before the period, in one currency; in euro each expense was converted by itself."""

    line_id: int | None
    amount: Money
    euro: Money | None


@dataclass(frozen=True, slots=True)
class FundingSource:
    """Where the project's money comes from."""

    kind: str
    name: Text
    amount: Money | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class About:
    """Which project the report is about."""

    code: str
    number: str
    title: Text
    beneficiary: Text
    sources: tuple[FundingSource, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpenseRow:
    """A claimed expense of the period with its document; `first` on the first of that document's expenses."""

    paper: Paper
    claim: Claim
    euro: Money | None
    first: bool

    @property
    def grant(self) -> Money:
        """What of it is asked from the funder."""
        return self.claim.amount - self.claim.own
