"""A sheet of a workbook with the figures its cells will hold laid over it, each with the rows of the ledger behind it.

Nothing is written: the file is drawn as it is, and what a mapping says of a report stands in its cells. Formulas show no
value, because the one that stands in the file is of the last time somebody opened it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from grants.filling.filled import Block, against_all
from grants.filling.mapping import blocks_for
from grants.filling.places import Place
from grants.filling.preview import SHOWN_ROWS, ShownCell, preview
from grants.filling.showing import Mapped, Of, Reported, Shows, figure_named
from grants.filling.template import Template
from grants.funders.format import Style
from grants.reports.cells import Cell, said
from grants.reports.packages.books.shelf import BookSeen, CellSeen
from grants.values.money import Money

_FORMULA: Final = "="
_PLANNED: Final = frozenset(
    {"approved", "left", "net", "vat"}
)  # amounts behind which there are no expenses of the ledger


def filled_sheets(template: Template, cells: Sequence[Mapped]) -> tuple[str, ...]:
    """The sheets in which something is filled, as the workbook has them."""
    mapped = {one.sheet for one in cells}
    return tuple(name for name in template.sheets if name in mapped)


def laid_over(template: Template, cells: Sequence[Mapped], of: Reported, at: int) -> BookSeen:
    """The beginning of one of those sheets, the last for a place beyond it, and what can't be filled in the whole workbook."""
    sheets = filled_sheets(template, cells)
    sheet = sheets[min(at, len(sheets) - 1)] if sheets else ""
    blocks, problems = blocks_for(template, cells, of)
    problems = problems or against_all(template, blocks)
    if not sheet:
        return BookSeen(problems=tuple(problems))
    shows = {(one.sheet, one.place): figure_named(one.shows) for one in cells}
    over: dict[Place, CellSeen] = {}
    last = Place(0, 0)
    for block in (one for one in blocks if one.sheet == sheet):
        last = _further(last, block.start.below(len(block.values) - 1))
        over |= dict(_over(template, block, shows[sheet, block.start], of))
    found = preview(template, sheet, last)
    rows = tuple(tuple(_seen(cell, over.get(cell.place)) for cell in row) for row in found.rows)
    return BookSeen(sheets, sheet, found.letters, rows, found.more_rows, found.more_columns, tuple(problems))


def _further(one: Place, other: Place) -> Place:
    return Place(max(one.row, other.row), max(one.column, other.column))


def _over(template: Template, block: Block, shows: Shows | None, of: Reported) -> Iterator[tuple[Place, CellSeen]]:
    """The first of a block's values, as many as are shown; what stands in the way of others is left to be seen."""
    for at, value in enumerate(block.values[:SHOWN_ROWS]):
        place = block.start.below(at)
        cell = template.sheet(block.sheet).cell(place)
        if at and cell is not None and (cell.text or cell.formula):
            return
        share = cell is not None and template.styles.is_share(cell.style)
        text = said(Cell(value, Style.SHARE if share else Style.TEXT), of.words)
        behind = _behind(shows, of, at) if shows and isinstance(value, Money) else {}
        yield place, CellSeen(text, figure=not isinstance(value, str), filled=True, behind=behind)


def _seen(cell: ShownCell, over: CellSeen | None) -> CellSeen:
    """A cell of the file, or what is laid over it."""
    if over is not None:
        return replace(over, across=cell.across, down=cell.down)
    text, figure = (_FORMULA, False) if cell.formula else (cell.text, cell.figure)
    return CellSeen(text, cell.across, cell.down, figure, formula=cell.formula)


def _behind(shows: Shows, of: Reported, at: int) -> Mapping[str, str]:
    """The rows of the ledger behind the figure of a cell, the `at`-th of its column; nothing where they have no list of their own."""
    if shows.name in _PLANNED:
        return {}
    figures = of.figures
    match shows.of:
        case Of.LINE:
            return {"line": shows.which}
        case Of.CATEGORY:
            return {"category": shows.which}
        case Of.LINES:
            return {"line": figures.lines[at].number} if figures.lines[at].number else {}
        case Of.EXPENSES | Of.DOCUMENTS:
            paper = figures.expenses[at].paper if shows.of is Of.EXPENSES else figures.documents[at]
            return {"q": paper.paper_number} if paper and paper.paper_number else {}
        case _:
            return {}
