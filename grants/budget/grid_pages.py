"""The page on which a whole budget is edited as a grid, and the total it comes to while it is being typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.responses import Response

from grants.budget.actions import save_grid
from grants.budget.grid import (
    COLUMNS,
    FIGURES,
    MOST_ROWS,
    Grid,
    Read,
    Typed,
    below_chapters,
    cells_of,
    read_grid,
    same_cell,
    typed_rows,
)
from grants.budget.kinds import COST_CATEGORIES, COST_FORMS, VersionState
from grants.budget.reading import Row, currency_of, lines_of, nameable, settled, token_of, version_seen, versions_of
from grants.budget.versions import budget_address, version_label
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection, WrongState
from grants.values.entry import Reader
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.wording import Wording
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit

CHANGED_MEANWHILE = N_(
    "Somebody else changed this budget meanwhile. What stands there now is shown beside yours; save again to keep yours."
)
DECIDED = N_("This version was decided and is no longer edited.")
DECIDED_MEANWHILE = N_(
    "This version was decided meanwhile and is no longer edited. What you typed is kept on this page: take it from here into a "
    "working version."
)
GIVEN_UP = N_(
    "This version was given up meanwhile. What you typed is kept on this page: take it from here into a new working version."
)
ASKED_MEANWHILE = N_(
    "This version was asked for meanwhile. Take it back to work on it, then save again: what you typed is kept on this page."
)
_EMPTY_ROWS: Final = 5
_FIRST_ROWS: Final = 15
_MOST_FIELDS: Final = (MOST_ROWS + _FIRST_ROWS) * (len(COLUMNS) + 2) + 20
_SUGGESTED: Final = ("partner", "activity", "category", "form")


@dataclass
class Sheet:
    """The lines of one budget with what their grid is read with; no version is the budget in force itself."""

    version: Row | None
    lines: list[Row]
    grid: Grid
    token: str


async def sheet(visit: Visit, version_id: int | None) -> Sheet:
    """The budget in force, or a version of it, as it stands now."""
    version = None if version_id is None else await version_seen(visit.by, visit.project, version_id)
    lines = await lines_of(visit.by, visit.project, version_id)
    reader = Reader(visit.words, visit.today)
    grid = Grid.of(lines, await nameable(visit.project), reader, await currency_of(visit.project, lines))
    return Sheet(version, lines, grid, token_of(lines, version["version"] if version else 0))


async def edit_budget(visit: Visit) -> Response:
    """The budget in force as a grid, as long as nothing was signed; else the working version beside it."""
    versions = await versions_of(visit.by, visit.project)
    working = next((row for row in versions if row["state"] == VersionState.WORKING), None)
    if working is not None and visit.request.method == "GET":
        return visit.see(f"{budget_address(visit)}/versions/{working['id']}/edit")
    if visit.request.method == "GET" and any(row["state"] == VersionState.APPROVED for row in versions):
        return visit.see(f"{budget_address(visit)}/versions")
    return await _edited(visit, None)


async def edit_version(visit: Visit) -> Response:
    """A working version as a grid; what was typed into one that somebody gave up meanwhile is not lost with it."""
    try:
        return await _edited(visit, visit.number_in_path("id"))
    except NotFound:
        if visit.request.method == "GET":
            raise
    form = await sent(visit.request, most_fields=_MOST_FIELDS)
    typed = [replace(row, id=None) for row in typed_rows(form.typed)]
    in_force = await sheet(visit, None)
    told = [Objection(GIVEN_UP)]
    return _page(visit, in_force, typed, form=form, objections=told, may_save=False, status=409)


async def _edited(visit: Visit, version_id: int | None) -> Response:
    now = await sheet(visit, version_id)
    closed = await _closed(visit, now)
    if visit.request.method == "GET":
        if closed:
            raise WrongState(DECIDED)
        return _page(visit, now, _as_typed(now))
    form = await sent(visit.request, most_fields=_MOST_FIELDS)
    typed = typed_rows(form.typed)
    if closed:
        return _both(visit, now, typed, form, closed)
    read = read_grid(now.grid, typed)
    if read.objections:
        return _page(visit, now, typed, form=form, objections=read.objections, status=422)
    done = f"{budget_address(visit)}/versions/{version_id}" if version_id else budget_address(visit)
    try:
        await save_grid(visit.by, visit.project, version_id, form.line("token"), read.rows, read.removed, once=form.key)
    except Objected as problem:
        return _page(visit, now, typed, form=form, objections=problem.objections, status=422)
    except AlreadyDone:
        return visit.see(done, "already")
    except (Changed, WrongState):  # somebody was quicker between the reading and the keeping
        now = await sheet(visit, version_id)
        return _both(visit, now, typed, form, await _closed(visit, now) or CHANGED_MEANWHILE)
    return visit.see(visit.request.url.path if form.line("then") == "stay" else done, "saved")


async def _closed(visit: Visit, now: Sheet) -> str:
    """Why this budget is not edited any more; nothing as long as it is."""
    if now.version is None:
        return await settled(visit.project.id)
    match now.version["state"]:
        case VersionState.WORKING:
            return ""
        case VersionState.ASKED:
            return ASKED_MEANWHILE
        case _:
            return DECIDED_MEANWHILE


def _as_typed(now: Sheet) -> list[Typed]:
    cells = cells_of(now.grid, now.lines)
    return [Typed(at, line["id"], cell) for at, (line, cell) in enumerate(zip(now.lines, cells, strict=True))]


# --- somebody else was quicker ------------------------------------------------------------------------------------


def _both(visit: Visit, now: Sheet, typed: Sequence[Typed], form: Sent, why: str) -> Response:
    """The form as it was typed, with what stands there now beside every cell that differs; nothing is lost."""
    stands = {row.id: row for row in _as_typed(now)}
    words = visit.words
    theirs = [difference for row in typed for difference in _differences(row, stands.get(row.id), words)]
    mine = {row.id for row in typed}
    new = [row for row in stands.values() if row.id not in mine]
    for row in new:
        said = " · ".join(part for part in (row.cells["title"], row.cells["amount"]) if part)
        theirs.append((_place(row.cells["number"], "number", words), said or row.cells["number"], ""))
    highest = max((row.key for row in typed), default=-1)
    kept = [row if row.id in stands else replace(row, id=None) for row in typed]
    shown = [*kept, *(replace(row, key=highest + 1 + at) for at, row in enumerate(new))]
    fresh = Sent({**form.typed, "token": now.token, "form_key": new_form_key()})
    may_save = why in {CHANGED_MEANWHILE, ASKED_MEANWHILE}
    told = [Objection(why)]
    return _page(visit, now, shown, form=fresh, objections=told, theirs=theirs, may_save=may_save, status=409)


def _differences(row: Typed, stands: Typed | None, words: Wording) -> list[tuple[str, str, str]]:
    if row.id is None:
        return []
    if stands is None:
        return [(_place(row.cells["number"], "number", words), words.say(N_("no longer there")), row.cells["title"])]
    return [
        (_place(row.cells["number"], name, words), stands.cells[name], row.cells[name])
        for name in COLUMNS
        if not same_cell(stands.cells[name], row.cells[name])
    ]


def _place(number: str, column: str, words: Wording) -> str:
    return f"{number or words.say(N_('new line'))} · {words.say(COLUMNS[column])}"


# --- the page -----------------------------------------------------------------------------------------------------


def _page(
    visit: Visit,
    now: Sheet,
    typed: Sequence[Typed],
    *,
    form: Sent | None = None,
    objections: Sequence[Objection] = (),
    theirs: Sequence[tuple[str, str, str]] = (),
    may_save: bool = True,
    status: int = 200,
) -> Response:
    words = visit.words
    told = {one.place: words.say(one.sentence, **one.facts) for one in reversed(objections) if one.place}
    start = max((row.key for row in typed), default=-1) + 1
    spare = _EMPTY_ROWS if typed else _FIRST_ROWS
    blank = dict.fromkeys(COLUMNS, "")
    shown = [*typed, *(Typed(start + at, None, blank) for at in range(spare))]
    hints = _hints(now, words)
    read = read_grid(now.grid, typed)
    follows = _amounts_that_follow(read, typed, words)
    context = {
        "heading": _heading(now, words),
        "columns": [_heading_of(name, words) for name in COLUMNS],
        "rows": [_row(row, told, hints.get(row.id, {}) | {"amount": follows.get(row.key, "")}, words) for row in shown],
        "pattern": _row(Typed(0, None, blank), {}, {}, words),
        "lists": _lists(now.grid, words),
        "errors": _listed(typed, objections, words),
        "theirs": theirs,
        "may_save": may_save,
        "token": form.line("token") if form else now.token,
        "form_key": form.key if form else new_form_key(),
        "total": _total_said(read, now.grid.currency, words),
        "version_id": now.version["id"] if now.version else "",
        "currency_said": words.say(N_("Amounts in {currency}"), currency=now.grid.currency),
        "back_url": f"{budget_address(visit)}/versions/{now.version['id']}" if now.version else budget_address(visit),
    }
    return visit.page("budget/edit.html", context, status)


def _heading(now: Sheet, words: Wording) -> str:
    if now.version is None:
        return words.say(N_("Budget"))
    return words.say(N_("Budget: {version}"), version=version_label(now.version, words))


def _heading_of(name: str, words: Wording) -> dict[str, Any]:
    label = words.say(COLUMNS[name])
    return {"name": name, "label": label, "known": f"{label}|{COLUMNS[name]}".casefold(), "figure": name in FIGURES}


def _hints(now: Sheet, words: Wording) -> dict[int | None, dict[str, str]]:
    """What stands in an empty cell in pale letters: the words of the other language."""
    return {
        line["id"]: {
            name: Text(line[f"{name}_bg"], line[f"{name}_en"]).in_(words.language) for name in ("title", "unit")
        }
        for line in now.lines
    }


def _amounts_that_follow(read: Read, typed: Sequence[Typed], words: Wording) -> dict[int, str]:
    """By row, the amount its empty cell comes to, said in pale letters: of a chapter, what stands below it."""
    sums = below_chapters([(row.number, row.values) for row in read.rows])
    blank = {row.key for row in typed if not row.cells["amount"].strip()}
    said: dict[int, str] = {}
    for row in read.rows:
        cents = row.values["amount_cents"]
        amount = sums.get(row.number) if cents is None else Money(cents, row.values["currency"])
        if amount is not None and row.key in blank:
            said[row.key] = words.figure(amount)
    return said


def _row(row: Typed, told: Mapping[str, str], hint: Mapping[str, str], words: Wording) -> dict[str, Any]:
    called = row.cells["number"].strip() or words.say(N_("new line"))
    return {
        "key": row.key,
        "id": row.id or "",
        "removed": row.removed,
        "remove_said": words.say(N_("Remove line {number}"), number=called),
        "chapter": row.id is not None and "." not in row.cells["number"].strip("."),
        "cells": [
            {
                "name": name,
                "value": row.cells[name],
                "label": f"{words.say(label)}, {called}",
                "error": told.get(f"r{row.key}.{name}"),
                "hint": hint.get(name, ""),
                "list": name if name in _SUGGESTED else "",
                "figure": name in FIGURES,
            }
            for name, label in COLUMNS.items()
        ],
    }


def _lists(grid: Grid, words: Wording) -> list[tuple[str, list[str]]]:
    named = [(kind, [one.shown(words.language) for one in offered]) for kind, offered in grid.choices.items()]
    closed = [("category", COST_CATEGORIES), ("form", COST_FORMS)]
    return [*named, *((name, [words.say(said) for said in choices.values()]) for name, choices in closed)]


def _listed(typed: Sequence[Typed], objections: Sequence[Objection], words: Wording) -> list[tuple[str | None, str]]:
    """The problems for the summary on top, each naming its line and its column."""
    numbers = {row.key: row.cells["number"].strip() for row in typed}
    listed: list[tuple[str | None, str]] = []
    for one in objections:
        sentence = words.say(one.sentence, **one.facts)
        key, _, column = one.place.removeprefix("r").partition(".")
        if column not in COLUMNS:
            listed.append((None, sentence))
            continue
        listed.append((one.place, f"{_place(numbers.get(int(key), ''), column, words)}: {sentence}"))
    return listed


# --- the total while it is typed ----------------------------------------------------------------------------------


async def grid_total(visit: Visit) -> Response:
    """What the grid would come to if it were saved as it is typed now; nothing is kept."""
    if visit.request.method == "GET":
        return visit.see(f"{budget_address(visit)}/edit")
    form = await sent(visit.request, most_fields=_MOST_FIELDS)
    now = await sheet(visit, form.whole("version_id") or None)
    typed = typed_rows(form.typed)
    read = read_grid(now.grid, typed)
    context = {
        "total": _total_said(read, now.grid.currency, visit.words),
        "follows": _amounts_that_follow(read, typed, visit.words),
    }
    return visit.page("budget/_total.html", context)


def _total_said(read: Read, currency: str, words: Wording) -> str:
    if read.objections:
        n = len(read.objections)
        return words.count(
            "The total can't be told yet: one cell needs correcting.",
            "The total can't be told yet: {n} cells need correcting.",
            n,
        )
    return words.say(N_("Total {amount}"), amount=read.total(currency))
