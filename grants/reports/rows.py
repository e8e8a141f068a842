"""The rows a report is made of, as they come from the project: documents, expenses, budget lines, sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from grants.budget.kinds import CostForm
from grants.expenses.rules import CarriedOut, ExpenseState
from grants.values.language import Text
from grants.values.money import Money, in_euro

NOTHING_WRITTEN: Final = Text()


@dataclass(frozen=True, slots=True)
class Paper:
    """A supporting document; `lead` says that it is the lead partner's, `supply_id` names the contract it was made out under,
    `linked` says that it is known what the funder's system has that contract for.
    """

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
    vat_recoverable: bool = False
    partner_id: int | None = None
    lead: bool = True
    supply_id: int | None = None
    linked: bool = False

    @property
    def day(self) -> date | None:
        """The day by which it falls in a period."""
        return self.paid_on or self.issued_on


@dataclass(frozen=True, slots=True)
class Claim:
    """An expense: what is claimed on a line, of a document or without one (`paper_id` is None).

    `own`, `in_kind` and `third` are the parts that are no grant; None of the last two says that there is no such part.
    `rated` is what it is in euro where a rate was booked. Without a document it says its `form`, `day` and evidence.
    """

    paper_id: int | None
    amount: Money
    own: Money
    state: ExpenseState
    line_id: int | None = None
    line: str = ""
    activity: str = ""
    partner: Text = NOTHING_WRITTEN
    description: Text = NOTHING_WRITTEN
    in_kind: Money | None = None
    third: Money | None = None
    rated: Money | None = None
    form: str = CostForm.ACTUAL
    day: date | None = None
    units: Decimal | None = None
    unit_price: Money | None = None
    evidence: str = ""
    activity_id: int | None = None
    from_advance: bool = False
    cross_financed: bool = False
    carried_out: str = CarriedOut.INSIDE
    unit: Text = NOTHING_WRITTEN
    expense_id: int | None = None

    @property
    def euro(self) -> Money | None:
        """What it is in euro: at the rate booked for it, else at the lev's fixed rate; None where there is neither."""
        return in_euro(self.amount) if self.rated is None else self.rated

    @property
    def grant(self) -> Money:
        """What of it is asked from the funder."""
        zero = Money.zero(self.amount.currency)
        return self.amount - self.own - (self.in_kind or zero) - (self.third or zero)


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
    """What was claimed on a line before the period, in one currency; in euro each expense was converted by itself.

    `opening_until` is the day up to which it stands as an opening figure, and not as expenses entered here.
    """

    line_id: int | None
    amount: Money
    euro: Money | None
    opening_until: date | None = None


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
    """A claimed expense of the period with its document, if it has one; `first` on the first of that document's expenses."""

    paper: Paper | None
    claim: Claim
    first: bool

    @property
    def day(self) -> date | None:
        """The day by which it falls in a period."""
        return self.paper.day if self.paper else self.claim.day

    @property
    def euro(self) -> Money | None:
        """What it is in euro."""
        return self.claim.euro
