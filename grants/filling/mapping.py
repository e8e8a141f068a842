"""What of a mapping still fits the template, and what is written where for a report. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from grants.errors import Objected, Objection
from grants.filling.filled import NO_SHEET, Block, against, filled
from grants.filling.preview import words_beside
from grants.filling.showing import COLUMNS, Mapped, NotShown, Reported, figure_named, objection_to, values_of
from grants.filling.template import Template
from grants.values.language import N_

MOVED = N_(
    "Beside {cell} on “{sheet}” stood “{before}” when it was chosen, and in this version of the file stands “{now}”. Choose "
    "the cell again, or another one."
)
GONE = N_(
    "{cell} on “{sheet}” is gone: beside it stood “{before}” when it was chosen, and in this version of the file stands "
    "nothing. Choose another cell, or remove this one."
)
NOTHING_MAPPED = N_("Nothing in this template is mapped to a figure yet. Choose a cell and what it shows first.")


def is_column(address: str) -> bool:
    """Whether a figure is a column, written from its cell downward."""
    shows = figure_named(address)
    return shows is not None and shows.of in COLUMNS


def problem_with(template: Template, mapped: Mapped) -> Objection | None:
    """Why a cell chosen earlier can't be filled in this version of the file, if it can't."""
    facts = {"cell": mapped.cell, "sheet": mapped.sheet}
    if mapped.sheet not in template.sheets:
        return Objection(NO_SHEET, facts, sheet=mapped.sheet)
    now = words_beside(template, mapped.sheet, mapped.place, column=is_column(mapped.shows))
    if mapped.beside and now != mapped.beside:
        told = {**facts, "before": mapped.beside, "now": now}
        return Objection(MOVED if now else GONE, told, sheet=mapped.sheet)
    return next(against(template, Block(mapped.sheet, mapped.place, (None,))), None)


def filled_for(template: Template, cells: Sequence[Mapped], reported: Reported) -> bytes:
    """The workbook filled for a report. Raises Objected with every cell that can't be filled, and why."""
    blocks, objections = blocks_for(template, cells, reported)
    if objections:
        raise Objected(objections)
    return filled(template, blocks)


def blocks_for(template: Template, cells: Sequence[Mapped], reported: Reported) -> tuple[list[Block], list[Objection]]:
    """What is to be written for a report, and what of the mapping fits neither the template nor the report."""
    objections = [problem for mapped in cells if (problem := problem_with(template, mapped))]
    return list(_blocks(cells, reported, objections)), objections


def _blocks(cells: Iterable[Mapped], reported: Reported, objections: list[Objection]) -> Iterator[Block]:
    for mapped in cells:
        try:
            values = values_of(mapped.shows, reported)
        except NotShown as problem:
            objections.append(objection_to(mapped, problem))
            continue
        column = is_column(mapped.shows)
        # A column without rows leaves its first cell empty.
        yield Block(mapped.sheet, mapped.place, values or (None,), column=column)
