"""Whether each expense under a contract with a contractor stands on a budget line, and on an activity, that the contract has in
the funder's system; with the place where the file has it. Of contracts of which that is not known nothing is asked.

Source: the checks of ИСУН's financial report on submission (FinanceReport.cs) and what its upload empties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from grants.errors import Objection
from grants.funders.format import FIRST_IN_INVENTORY, Format
from grants.funders.grid import Grid
from grants.funders.ground import Entry, Ground, Supplied
from grants.funders.isun_costs import contract_shown, papers_of
from grants.funders.isun_typing import TYPING
from grants.reports.figures import Figures
from grants.reports.formulas import column_letters
from grants.reports.grids import first_row
from grants.values.language import N_

CHECK: Final = "lines_linked"
LINE = N_(
    "Document {number}: in ИСУН the contract {contract} is not for budget line {line}. Enter the expense on another line, or "
    "correct what the contract is for."
)
ACTIVITY = N_(
    "Document {number}: in ИСУН the contract {contract} is not for activity {activity} on budget line {line}. Choose another "
    "activity, or correct what the contract is for."
)
FOR_NONE = N_(
    "Document {number}: in ИСУН the contract {contract} is for no budget line, so no expense under it is taken. Have its lines "
    "added there, or correct what the contract is for."
)
_Place = tuple[str, int, Mapping[str, str]]
"""Where a file has an expense: its sheet, its row, and the columns of the line and of the activity."""


def lines_linked(format_: Format, figures: Figures, ground: Ground) -> Iterator[Objection]:
    """The expenses whose line or activity the contract does not have there; each with the funder's own sentence."""
    supplies = {one.id: one for one in ground.supplies if one.linked}
    if not supplies:
        return
    places = _places(format_, figures, ground)
    for entry in ground.entries:
        supply = supplies.get(entry.supply_id or 0)
        wrong = _wrong(entry, supply) if supply and entry.line_id is not None else ""
        if supply and wrong and entry.id in places:
            sheet, row, columns = places[entry.id]
            facts = {"line": entry.line, "activity": entry.activity, "contract": contract_shown(ground, entry)}
            yield Objection(
                _sentence(wrong, supply),
                {"number": entry.register_number, "document_id": entry.document_id, **facts},
                sheet=sheet,
                row=row,
                column=columns[wrong],
                theirs=format_.theirs(f"linked:{wrong}"),
            )


def _wrong(entry: Entry, supply: Supplied) -> str:
    """Which of the two the contract does not have; "" where all is well. An expense may be without an activity."""
    of_line = [one.activity_id for one in supply.linked if one.line_id == entry.line_id]
    if not of_line:
        return "line"
    return "" if entry.activity_id is None or entry.activity_id in of_line or None in of_line else "activity"


def _sentence(wrong: str, supply: Supplied) -> str:
    if wrong == "activity":
        return ACTIVITY
    return LINE if any(one.line_id is not None for one in supply.linked) else FOR_NONE


def _places(format_: Format, figures: Figures, ground: Ground) -> dict[int, _Place]:
    """The place of each expense that is in the file."""
    file = next((one for one in format_.documents if one.about == "costs"), None)
    if file is not None:
        columns = {"line": "BudgetDetail", "activity": "ContractActivity"}
        rows = {paper.id: at for at, paper in enumerate(figures.documents, start=1)}
        return _by_document(ground, rows, file.root, columns)
    for listed in format_.inventories:
        rows = {paper.id: at for at, paper in enumerate(figures.new_documents, start=FIRST_IN_INVENTORY)}
        return _by_document(ground, rows, listed.name, {"line": "", "activity": ""})
    typed = any(sheet is TYPING for book in format_.books for sheet in book.sheets)
    return _of_typing(TYPING, ground) if typed else {}


def _by_document(ground: Ground, rows: Mapping[int, int], sheet: str, columns: Mapping[str, str]) -> dict[int, _Place]:
    found = ((entry.id, rows.get(entry.document_id or 0)) for entry in ground.entries)
    return {id_: (sheet, row, columns) for id_, row in found if row is not None}


def _of_typing(grid: Grid, ground: Ground) -> dict[int, _Place]:
    """A row for each document, below it those of its lines: the first of an expense is told."""
    shown = [column.shows for column in grid.columns]
    columns = {"line": column_letters(shown.index("what")), "activity": column_letters(shown.index("who"))}
    found: dict[int, _Place] = {}
    at = first_row(grid, 0)
    for paper in papers_of(ground):
        at += 1
        for row in paper.rows:
            found.setdefault(row.entry.id, (grid.name.bg, at, columns))
            at += 1
    return found
