"""A template in a reader's words: its cells with what they show, the figures to choose from, the sheet as a grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from grants.budget.kinds import COST_CATEGORIES, CostCategory
from grants.filling.mapping import problem_with
from grants.filling.places import place_typed
from grants.filling.preview import preview
from grants.filling.queries import TemplateSeen
from grants.filling.showing import COLUMNS, FIGURES_OF, GROUPS, Of, figure_named
from grants.filling.template import Template
from grants.values.wording import Wording

_LONGEST = 80  # signs of a cell's text on the page


def cells_shown(seen: TemplateSeen, file: Template | None, words: Wording) -> list[dict[str, Any]]:
    """What each cell shows, sheet by sheet as the workbook has them, with why it can't be filled any more."""
    order = {name: at for at, name in enumerate(file.sheets)} if file else {}
    by_place = sorted(
        seen.cells.items(), key=lambda one: (order.get(one[1].sheet, len(order)), one[1].sheet, one[1].place)
    )
    found = []
    for id_, mapped in by_place:
        shows = figure_named(mapped.shows)
        problem = problem_with(file, mapped) if file else None
        found.append(
            {
                "id": id_,
                "sheet": mapped.sheet,
                "cell": mapped.cell,
                "shows": shows.said(words) if shows else mapped.shows,
                "column": bool(shows and shows.of in COLUMNS),
                "beside": mapped.beside,
                "problem": words.say(problem.sentence, **problem.facts) if problem else "",
                "query": urlencode({"sheet": mapped.sheet, "cell": mapped.cell, **_asked(mapped.shows)}),
            }
        )
    return found


def _asked(address: str) -> dict[str, str]:
    """An address as the form names it: the line or the category apart."""
    shows = figure_named(address)
    if shows is None:
        return {}
    which = {"line" if shows.of is Of.LINE else "category": shows.which} if shows.which else {}
    return {"shows": f"{shows.of}.{shows.name}", **which}


def figures_offered(words: Wording) -> list[tuple[str, list[tuple[str, str]]]]:
    """The figures in their groups; which line or category is chosen beside them."""
    return [
        (words.say(GROUPS[of]), [(f"{of}.{name}", text.in_(words.language)) for name, text in figures.items()])
        for of, figures in FIGURES_OF.items()
    ]


def named_categories(words: Wording) -> list[tuple[str, str]]:
    """The cost categories to choose from."""
    return [(code, words.say(name)) for code, name in COST_CATEGORIES.items() if code != CostCategory.NONE]


def sheets_shown(file: Template, current: str, here: str) -> list[dict[str, Any]]:
    """The sheets of the workbook, one of them looked at."""
    return [
        {"label": name, "url": f"{here}?{urlencode({'sheet': name})}#map", "current": name == current}
        for name in file.sheets
    ]


def grid_shown(
    file: Template, sheet: str, seen: TemplateSeen, typed: Mapping[str, str], here: str, words: Wording
) -> dict[str, Any]:
    """A sheet as a grid: each cell leads to choosing what it shows, and one that shows something says what."""
    found = preview(file, sheet)
    shows = {mapped.place: _short(mapped.shows, words) for mapped in seen.cells.values() if mapped.sheet == sheet}
    chosen = place_typed(typed.get("cell", ""))
    kept = {name: typed[name] for name in ("shows", "line", "category") if typed.get(name)}
    rows = [
        [
            {
                "name": cell.place.name,
                "text": cell.text if len(cell.text) <= _LONGEST else f"{cell.text[:_LONGEST]}…",
                "across": cell.across,
                "down": cell.down,
                "formula": cell.formula,
                "figure": cell.figure,
                "shows": shows.get(cell.place, ""),
                "chosen": cell.place == chosen,
                "url": f"{here}?{urlencode({'sheet': sheet, 'cell': cell.place.name, **kept})}#map",
            }
            for cell in row
        ]
        for row in found.rows
    ]
    return {
        "letters": found.letters,
        "rows": rows,
        "more_rows": found.more_rows,
        "more_columns": found.more_columns,
    }


def _short(address: str, words: Wording) -> str:
    """What a cell shows, in few words."""
    shows = figure_named(address)
    if shows is None:
        return address
    name = FIGURES_OF[shows.of][shows.name].in_(words.language)
    which = f"{shows.which} · " if shows.of is Of.LINE else ""
    return f"{which}{name}{' ↓' if shows.of in COLUMNS else ''}"
