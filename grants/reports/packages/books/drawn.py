"""A funder's own workbooks of a package as its page shows them: each sheet that is filled, with its figures."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from grants.errors import NotFound
from grants.reports.makings.rules import is_long
from grants.reports.packages.books.queries import GONE, NO_BYTES, BookChosen, books_of
from grants.reports.packages.books.shelf import BookKept, BookSeen, CellSeen, shelf
from grants.reports.packages.drawn.counting import contents_shown
from grants.reports.packages.queries import PackageSeen, ground_of
from grants.reports.packages.shown import Shown, address_of
from grants.values.language import N_, Language, language_named
from grants.web.pages import Visit

TOO_LONG: Final = N_(
    "The package is long, so this workbook is not drawn here. Its file is written when the package is ready."
)
NOTHING_FILLED: Final = N_("Nothing of this workbook is filled. Choose what its cells show.")
_DIGITS: Final = 9  # of a number in the address, at most


async def own_workbooks(visit: Visit, found: PackageSeen) -> Shown:
    """Every workbook of a package with one of its sheets; the one that the address names with the sheet it names."""
    chosen, language = await books_of(found.id), language_named(visit.query("file_language")) or found.language
    if not chosen:
        return {"own": []}
    if is_long((await contents_shown(visit, found)).count):
        return {"own": [_shown(one, sentence=visit.words.say(TOO_LONG)) for one in chosen]}
    return {"own": [await _drawn(visit, found, one, language) for one in chosen]}


async def _drawn(visit: Visit, found: PackageSeen, one: BookChosen, language: Language) -> Shown:
    words, store = visit.words, visit.request.app.state.files
    kept = one.kept or await _standing(visit, one)
    if kept is None:
        return _shown(one, sentence=words.say(GONE, name=one.name))
    ground = await ground_of(visit.by, visit.project, found, store, visit.today)
    sheet = _asked(visit, "own_sheet") if _asked(visit, "own") == one.id else 0
    try:
        seen = await shelf().seen(kept, ground, language, store, sheet)
    except NotFound:
        return _shown(one, sentence=words.say(NO_BYTES, name=one.name, sha256=kept.sha256))
    problems = [words.say(problem.sentence, **problem.facts) for problem in seen.problems]
    if not seen.sheet:
        return _shown(one, sentence="" if problems else words.say(NOTHING_FILLED), problems=problems)
    return _shown(one, problems=problems, **_of_sheet(visit, found, one, language, seen))


async def _standing(visit: Visit, one: BookChosen) -> BookKept | None:
    """A workbook of a draft, which follows its template."""
    return None if one.template_id is None else await shelf().standing(visit.by, visit.project, one.template_id)


def _asked(visit: Visit, name: str) -> int:
    typed = visit.query(name)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS else 0


def _shown(one: BookChosen, *, sentence: str = "", **drawn: object) -> Shown:
    return {"id": one.id, "name": one.name, "sentence": sentence, "grid": None, "problems": [], "tabs": [], **drawn}


def _of_sheet(visit: Visit, found: PackageSeen, one: BookChosen, language: Language, seen: BookSeen) -> Shown:
    here = address_of(visit, found.id, show="sheets", file_language=language, own=one.id)
    tabs = [
        {"label": name, "url": f"{here}&own_sheet={at}#own-{one.id}", "current": name == seen.sheet}
        for at, name in enumerate(seen.sheets)
    ]
    grid = {
        "sheet": seen.sheet,
        "lang": language,
        "letters": seen.letters,
        "rows": [[_cell(cell) for cell in row] for row in seen.rows],
        "more": bool(seen.more_rows or seen.more_columns),
    }
    return {"tabs": tabs, "grid": grid}


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
