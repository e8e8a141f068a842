"""A funder's own workbook in a reader's words: what can't be filled, and the cells of a sheet with the rows behind them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from grants.errors import Objection
from grants.reports.packages.books.shelf import BookSeen, CellSeen
from grants.values.language import Language
from grants.values.wording import Wording

Shown = dict[str, Any]


def problems_shown(seen: BookSeen | Objection, words: Wording) -> Shown:
    """Why there is nothing to be seen, or what of it can't be filled."""
    if isinstance(seen, Objection):
        return {"sentence": words.say(seen.sentence, **seen.facts), "problems": []}
    return {"sentence": "", "problems": [words.say(one.sentence, **one.facts) for one in seen.problems]}


def cells_shown(seen: BookSeen, language: Language) -> Shown:
    """The cells of a sheet."""
    return {
        "sheet": seen.sheet,
        "lang": language,
        "letters": seen.letters,
        "rows": [[_cell(cell) for cell in row] for row in seen.rows],
        "more": bool(seen.more_rows or seen.more_columns),
    }


def _cell(cell: CellSeen) -> Shown:
    return {
        "text": cell.text,
        "across": cell.across,
        "down": cell.down,
        "figure": cell.figure,
        "filled": cell.filled,
        "formula": cell.formula,
        "behind": urlencode(cell.behind),
    }
