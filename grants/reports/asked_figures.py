"""The figures a format asks for: of a long report its sums, and where it lists the expenses these one by one, so that few are
in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Final

from grants.funders.format import Form, Format, Listing, Rows, Summary
from grants.funders.grid import Grid
from grants.funders.ground import Ground
from grants.reports.beside import CHECK as STAFF
from grants.reports.figures import Figures, PaperTotals, add_paper
from grants.reports.grounded import budget_of, claim_in, earlier_of, figures_of, paper_in
from grants.reports.lines import LEV, line_rows
from grants.reports.rows import ExpenseRow
from grants.reports.rules_ground import GROUND_CHECKS, GROUND_WARNINGS
from grants.reports.rules_linked import CHECK as LINKED
from grants.reports.rules_list import LIST_CHECKS
from grants.reports.rules_simplified import CHECK as SIMPLIFIED
from grants.reports.summed import SummedFigures, counts_in, summed_figures
from grants.values.ids import Met

# The checks that ask nothing of the figures but their sums.
_OF_SUMS: Final = frozenset(
    {"amounts_in_euro", "request_complete", STAFF, LINKED, SIMPLIFIED, *GROUND_CHECKS, *GROUND_WARNINGS, *LIST_CHECKS}
)
_MANY: Final = 2000  # expenses that are not listed out of the memory


def figures_for(chosen: Format, ground: Ground) -> Figures:
    """The figures a format asks for: sums alone where all of it is grids; of very many expenses it lists them one by one."""
    found = _figures(chosen, ground)
    return replace(found, comes_to=chosen.comes_to(ground)) if chosen.comes_to else found


def _figures(chosen: Format, ground: Ground) -> Figures:
    sheets = [sheet for part in chosen.package for book in part.books for sheet in book.sheets]
    if any(part.documents for part in chosen.package) or not set(chosen.checks) <= _OF_SUMS:
        return figures_of(ground)
    if all(isinstance(sheet, Grid) for sheet in sheets):
        return summed_figures(ground)
    listed = listed_figures(ground) if len(ground.entries) > _MANY and all(map(_listed, sheets)) else None
    return listed or figures_of(ground)


def _listed(sheet: object) -> bool:
    """Whether a sheet asks for sums, and for expenses in their order."""
    return isinstance(sheet, Grid | Form | Summary) or (isinstance(sheet, Listing) and sheet.rows is Rows.EXPENSES)


@dataclass(frozen=True, slots=True)
class ListedExpenses(Collection[ExpenseRow]):
    """The expenses of a report whose ground has them in the order of a listing: walked through again and again."""

    ground: Ground
    count: int

    def __contains__(self, one: object) -> bool:
        return any(row == one for row in self)

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[ExpenseRow]:
        last: int | None = None
        for entry in self.ground.entries:
            if counts_in(self.ground, entry):
                document = entry.document_id
                paper = paper_in(entry, self.ground) if document is not None else None
                yield ExpenseRow(paper, claim_in(entry, self.ground), first=document is None or document != last)
                last = document


@dataclass(frozen=True)
class ListedFigures(SummedFigures):
    """Sums, with the expenses they are of one by one."""

    listed_one_by_one: ListedExpenses | None = None
    papers_added_up: PaperTotals = field(default_factory=dict)

    @property
    def listed(self) -> ListedExpenses:
        """The expenses, in the order of a listing."""
        assert self.listed_one_by_one is not None
        return self.listed_one_by_one

    @property
    def paper_totals(self) -> PaperTotals:
        """Net and VAT of the documents, by their currency."""
        return self.papers_added_up


def listed_figures(ground: Ground) -> ListedFigures | None:
    """The figures of a ground; None where its expenses do not stand in the order of a listing."""
    totals = _papers_in_order(ground)
    if totals is None:
        return None
    summed = summed_figures(ground)
    listed = ListedExpenses(ground, summed.expense_count)
    told = {one.name: getattr(summed, one.name) for one in fields(SummedFigures)}
    if LEV in summed.counted:  # what of each is own or in kind is converted into euro by itself, and not their sum
        told["lines"] = line_rows(budget_of(ground), earlier_of(ground), listed)
    return ListedFigures(**told, listed_one_by_one=listed, papers_added_up=totals)


def _papers_in_order(ground: Ground) -> PaperTotals | None:
    """The documents added up, if the expenses that count stand day by day, those without a document after the others, and
    each document's together.
    """
    totals: PaperTotals = {}
    before, begun, last = (date.min, False), Met(), None
    for entry in ground.entries:
        if not counts_in(ground, entry):
            continue
        assert entry.day is not None
        here = (entry.day, entry.document_id is None)
        if here < before:
            return None
        if entry.document_id is not None and entry.document_id != last:
            begun.add(entry.document_id)
            add_paper(totals, entry.net, entry.vat)
        before, last = here, entry.document_id
    return None if any(begun.twice()) else totals
