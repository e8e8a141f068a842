"""The figures of a report: which documents fall in the period, what was claimed on each budget line, and the totals.

Pure: rows of a project go in, figures come out; every figure is whole cents of one currency. A document falls in the
period by the day it was paid, or by its own day where no payment is recorded; a claim without a document (units, a lump
sum, a flat rate) by the day it is claimed for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from grants.expenses.rules import COUNTED_STATES, ExpenseState
from grants.funders.ground import LeftOut
from grants.reports.lines import EURO, LineRow, euro_first, line_rows, sum_of
from grants.reports.rows import About, Before, BudgetLine, Claim, ExpenseRow, Paper
from grants.values.money import Money, in_euro, total


@dataclass(frozen=True, slots=True)
class CurrencyRow:
    """What was claimed in one currency; `euro` is the sum of the expenses that have a rate, converted one by one."""

    currency: str
    documents: int
    expenses: int
    claimed: Money
    own: Money
    in_kind: Money
    third: Money
    euro: Money | None

    @property
    def grant(self) -> Money:
        """What of it is asked from the funder."""
        return self.claimed - self.own - self.in_kind - self.third

    @property
    def converted(self) -> Money | None:
        """The total of the currency converted at once."""
        return in_euro(self.claimed)


PaperTotals = dict[str, tuple[Money, Money]]
"""Net and VAT of documents, by their currency."""


def add_paper(totals: PaperTotals, net: Money | None, vat: Money | None) -> None:
    """One document more; one whose amounts are not known adds nothing."""
    code = next((one.currency for one in (net, vat) if one is not None), None)
    if code is not None:
        zero = Money.zero(code)
        so_far = totals.get(code, (zero, zero))
        totals[code] = (so_far[0] + (net or zero), so_far[1] + (vat or zero))


@dataclass(frozen=True)
class Figures:
    """Everything a report says."""

    about: About
    first: date
    last: date
    expenses: tuple[ExpenseRow, ...]
    documents: tuple[Paper, ...]
    lines: tuple[LineRow, ...]
    left_out: LeftOut
    opening_until: date | None = None  # the last day of the opening figures that count before the period
    imported: frozenset[int] = frozenset()  # documents that are in the funder's system already
    comes_to: Money | None = None  # what the files claim in euro, where their form works that out itself

    @cached_property
    def new_documents(self) -> tuple[Paper, ...]:
        """The documents an inventory holds: all but those imported before."""
        return tuple(paper for paper in self.documents if paper.id not in self.imported)

    @cached_property
    def currencies(self) -> tuple[CurrencyRow, ...]:
        """The totals, a row for each currency, the euro first."""
        met = {row.claim.amount.currency for row in self.expenses}
        return tuple(_currency(code, self.expenses) for code in sorted(met, key=euro_first))

    @property
    def listed(self) -> Collection[ExpenseRow]:
        """The expenses, in the order of a listing; they may come one by one."""
        return self.expenses

    @property
    def paper_totals(self) -> PaperTotals:
        """Net and VAT of the documents, by their currency."""
        totals: PaperTotals = {}
        for paper in self.documents:
            add_paper(totals, paper.net, paper.vat)
        return totals

    @property
    def document_count(self) -> int:
        """How many documents."""
        return len(self.documents)

    @property
    def expense_count(self) -> int:
        """How many expenses."""
        return len(self.expenses)

    @property
    def euro(self) -> Money:
        """The total in euro of all that has a rate, fixed or booked: the sum of the expenses converted one by one."""
        return total((row.euro for row in self.currencies if row.euro is not None), EURO)

    @property
    def gap(self) -> Money:
        """The totals converted at once, less the sum of the expenses converted one by one; of what has a fixed rate."""
        gaps = (
            row.converted - row.euro for row in self.currencies if row.converted is not None and row.euro is not None
        )
        return total(gaps, EURO)

    @property
    def without_rate(self) -> tuple[str, ...]:
        """The currencies in which something is not in the total in euro."""
        missing = {row.claim.amount.currency for row in self.expenses if row.euro is None}
        return tuple(row.currency for row in self.currencies if row.currency in missing)

    @property
    def line_totals(self) -> tuple[LineRow, ...]:
        """The sum of the budget lines, a row for each currency they are shown in."""
        tops = [row for row in self.lines if row.parent is None]
        shown = dict.fromkeys(row.currency for row in tops)
        return tuple(sum_of([row for row in tops if row.currency == code], code) for code in shown)


def _currency(code: str, expenses: Iterable[ExpenseRow]) -> CurrencyRow:
    rows = [row for row in expenses if row.claim.amount.currency == code]
    euro = [row.euro for row in rows if row.euro is not None]
    return CurrencyRow(
        code,
        documents=len({row.paper.id for row in rows if row.paper}),
        expenses=len(rows),
        claimed=total((row.claim.amount for row in rows), code),
        own=total((row.claim.own for row in rows), code),
        in_kind=total((row.claim.in_kind for row in rows if row.claim.in_kind), code),
        third=total((row.claim.third for row in rows if row.claim.third), code),
        euro=total(euro, EURO) if euro else None,
    )


def figures(
    about: About,
    first: date,
    last: date,
    papers: Iterable[Paper],
    claims: Iterable[Claim],
    lines: Sequence[BudgetLine],
    before: Sequence[Before],
) -> Figures:
    """The figures of a period, both days counted.

    `papers` and `claims` may reach beyond the period, `before` is what was claimed until the day before `first`.
    """
    by_paper: dict[int | None, list[Claim]] = {None: []}
    for claim in claims:
        by_paper.setdefault(claim.paper_id, []).append(claim)
    known = list(papers)
    inside = [paper for paper in known if paper.day is not None and first <= paper.day <= last]
    paperless = [claim for claim in by_paper[None] if claim.day is not None and first <= claim.day <= last]
    expenses = [row for paper in inside for row in _expense_rows(paper, by_paper.get(paper.id, ()))]
    expenses += [row for claim in paperless for row in _expense_rows(None, [claim])]
    expenses.sort(key=lambda row: row.day or last)
    return Figures(
        about,
        first,
        last,
        tuple(expenses),
        tuple(row.paper for row in expenses if row.first and row.paper),
        line_rows(lines, before, expenses),
        _left_out(inside, [p for p in known if p.day is None], paperless, by_paper),
        max((spent.opening_until for spent in before if spent.opening_until), default=None),
    )


def _expense_rows(paper: Paper | None, claims: Iterable[Claim]) -> list[ExpenseRow]:
    claimed = [claim for claim in claims if claim.state in COUNTED_STATES]
    return [ExpenseRow(paper, claim, at == 0) for at, claim in enumerate(claimed)]


def _left_out(
    inside: Sequence[Paper],
    undated: Iterable[Paper],
    paperless: Iterable[Claim],
    by_paper: Mapping[int | None, list[Claim]],
) -> LeftOut:
    of_papers = (claim for paper in inside for claim in by_paper.get(paper.id, ()))
    states = Counter(claim.state for claim in (*of_papers, *paperless))
    return LeftOut(
        drafts=states[ExpenseState.DRAFT],
        returned=states[ExpenseState.RETURNED],
        undated=sum(len(by_paper.get(paper.id, ())) for paper in undated),
        undated_claims=sum(1 for claim in by_paper[None] if claim.day is None),
        without_expense=sum(1 for paper in inside if not by_paper.get(paper.id)),
    )
