"""The pages that add, change and remove one row, whatever it is; and a project, and what projects share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from grants.access import ROWS as ROW_RULES
from grants.access import Permission
from grants.audit.queries import was_removed
from grants.entries import hanging
from grants.entries.actions import (
    add_project,
    add_row,
    add_shared,
    change_project,
    change_row,
    change_shared,
    remove_row,
)
from grants.entries.fields import error_pairs, form_fields, form_parts, number_objection, told_by_place
from grants.entries.foreseeing import (
    NOTHING_AHEAD,
    Ahead,
    looked_ahead,
    moves_context,
    moves_part,
    wants_moves_only,
)
from grants.entries.hanging import hanging_on
from grants.entries.kinds import BY_NAME, PROJECT, ROWS, SHARED, Kind
from grants.entries.queries import choices_for, project_row, row_seen, shared_row
from grants.entries.standing import removal_page, seen_page, settled_page
from grants.errors import AlreadyDone, Changed, NotAllowed, NotFound, Objected, Objection, WrongState
from grants.projects.queries import Seen
from grants.projects.rules import code_objection
from grants.values.choices import Choice, names, references
from grants.values.entry import Reader, Reading, read_entry, typed_again
from grants.values.language import N_, Text
from grants.values.places import PAGES, page_of
from grants.values.records import Kind as FieldKind
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

_NUMBERED = {kind.name for kind in ROWS} - {
    *("document", "expense"),  # these have pages and a life of their own
    *("version", "version_line", "move"),  # so have these
}
_SHARED = {kind.name for kind in SHARED}
CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; save again to keep yours."
)


@dataclass
class Asked:
    """A form about one record: what may be chosen in it and how it was read."""

    kind: Kind
    choices: dict[str, tuple[Choice, ...]]
    sent: Sent | None = None
    reading: Reading | None = None

    @property
    def typed(self) -> Mapping[str, str]:
        """What was typed, or nothing yet."""
        return self.sent.typed if self.sent else {}


async def asked(visit: Visit, kind: Kind) -> Asked:
    """The form of a record of this kind: empty to show, or read when it was sent."""
    choices = await choices_for(kind, visit.by, visit.project)
    if visit.request.method == "GET":
        return Asked(kind, choices)
    form = await sent(visit.request)
    reader = Reader(visit.words, visit.today, references(choices), may_name_new_organisations=True)
    reading = read_entry(kind.record, form.typed, reader)
    if kind.name in _NUMBERED:
        reading = replace(reading, objections=(*number_objection(form.typed), *reading.objections))
    return Asked(kind, choices, form, reading)


def _kind(visit: Visit) -> Kind:
    name = visit.named("kind")
    if name not in _NUMBERED:
        raise NotFound
    kind = BY_NAME[name]
    if not visit.may(ROW_RULES[name][1]):
        raise NotAllowed(N_("Your role does not allow this."))
    return kind


def _only_reads(visit: Visit) -> bool:
    """Whether this person sees rows of the kind and does not change them."""
    name = visit.named("kind")
    return name in _NUMBERED and visit.may(ROW_RULES[name][0]) and not visit.may(ROW_RULES[name][1])


async def rows_new(visit: Visit) -> Response:
    """Adding a row."""
    form = await asked(visit, _kind(visit))
    if form.sent is None and (sentence := await form.kind.settled(visit.project.id)):
        raise WrongState(sentence)
    if form.reading is None or form.sent is None:
        return await _row_page(visit, form, {}, [])
    if form.reading.objections:
        return await _row_page(visit, form, form.typed, form.reading.objections, status=422)
    add = partial(add_row, visit.by, visit.project, form.kind, form.sent.line("number"), form.reading.values)
    try:
        ahead = await looked_ahead(visit, form.kind, form.sent, add)
        if ahead.is_asked:
            return await _row_page(visit, form, form.typed, [], ahead=ahead)
        await add(once=form.sent.key)
    except Objected as problem:
        return await _row_page(visit, form, form.typed, problem.objections, status=422)
    except WrongState as problem:
        return await _row_page(visit, form, form.typed, [Objection(problem.sentence, problem.facts)], status=409)
    except AlreadyDone:
        return visit.see(_tab(visit, form.kind), "already")
    if form.sent.line("then") == "next":
        return visit.see(visit.request.url.path, "added")
    return visit.see(_tab(visit, form.kind), "added")


async def row_edit(visit: Visit) -> Response:
    """Changing a row; when somebody else was quicker both versions are shown."""
    if visit.request.method == "GET" and _only_reads(visit):
        return await seen_page(visit, BY_NAME[visit.named("kind")])
    kind = _kind(visit)
    row = await row_seen(kind, visit.by, visit.project, visit.number_in_path("id"))
    form = await asked(visit, kind)
    stands = {**typed_again(kind.record, row, visit.words, names(form.choices)), "number": row["number"]}
    if form.reading is None or form.sent is None:
        if sentence := await kind.settled(visit.project.id):
            return await settled_page(visit, kind, row, form.choices, sentence, _tab(visit, kind))
        return await _row_page(visit, form, stands, [], row=row)
    if form.reading.objections:
        return await _row_page(visit, form, form.typed, form.reading.objections, row=row, status=422)
    version, number = form.sent.whole("version"), form.sent.line("number")
    change = partial(change_row, visit.by, visit.project, kind, row["id"], version, number, form.reading.values)
    try:
        ahead = await looked_ahead(visit, kind, form.sent, change)
        if ahead.is_asked:
            return await _row_page(visit, form, form.typed, [], row=row, ahead=ahead)
        await change()
    except Objected as problem:
        return await _row_page(visit, form, form.typed, problem.objections, row=row, status=422)
    except Changed:
        return await _row_page(
            visit, form, form.typed, [Objection(CHANGED_MEANWHILE)], row=row, stands=stands, status=409
        )
    except WrongState as problem:
        told = [Objection(problem.sentence, problem.facts)]
        return await _row_page(visit, form, form.typed, told, row=row, stands=stands, status=409)
    return visit.see(_tab(visit, kind), "saved")


async def row_remove(visit: Visit) -> Response:
    """Removing a row, after asking."""
    kind = _kind(visit)
    if visit.request.method == "GET":
        return await removal_page(visit, kind, _tab(visit, kind))
    form = await sent(visit.request)
    try:
        await remove_row(visit.by, visit.project, kind, visit.number_in_path("id"), once=form.key)
    except AlreadyDone:
        return visit.see(_tab(visit, kind), "already")
    except NotFound:
        if not await was_removed(visit.project.id, kind.name, visit.number_in_path("id")):
            raise
        return visit.see(_tab(visit, kind), "already")
    except WrongState as problem:
        told = [Objection(problem.sentence, problem.facts)]
        return await removal_page(visit, kind, _tab(visit, kind), told, 409)
    return visit.see(_tab(visit, kind), "removed")


def _tab(visit: Visit, kind: Kind) -> str:
    tab = kind.record.tab
    return f"/projects/{visit.project.code}" + ("" if tab == "overview" else f"/{tab}")


async def _row_page(
    visit: Visit,
    form: Asked,
    typed: Mapping[str, str],
    objections: Sequence[Objection],
    *,
    row: Mapping[str, Any] | None = None,
    stands: Mapping[str, str] | None = None,
    ahead: Ahead = NOTHING_AHEAD,
    status: int = 200,
) -> Response:
    """The form of one row; one that comes back keeps the version it was opened with, unless both versions are shown."""
    words, record = visit.words, form.kind.record
    if form.sent and wants_moves_only(visit, form.sent):
        return moves_part(visit, form.kind, ahead, error_pairs(objections, record, words))
    told = told_by_place(objections, words)
    begun = row is None and not form.sent and visit.query(_begin(form.kind))
    fields = form_parts if record.parts else form_fields
    shown = fields(record, _first_typed(visit, record.slots, typed, row), told, words, form.choices)
    context = {
        "heading": words.say(record.new) if row is None else words.say(record.singular),
        "number": typed.get("number", ""),
        "number_error": told.get("number"),
        "parts": shown if record.parts else [],
        "groups": [] if record.parts else shown,
        "errors": error_pairs(objections, record, words),
        "version": None if row is None else _version(form, row["version"], shows_both=stands is not None),
        "theirs": _both_versions(form.kind, stands, typed, words) if stands else None,
        "form_key": form.sent.key if form.sent else new_form_key(),
        "back_url": _tab(visit, form.kind),
        "remove_url": None if row is None else visit.request.url.path + "/remove",
        "draft": f"{record.name}-{row['id'] if row else 'new'}{f'-{begun}' if begun else ''}",
        "attached": None if row is None else await hanging_on(visit, form.kind, dict(row)),
        "page_url": None
        if row is None or form.kind.name not in PAGES
        else f"/projects/{visit.project.code}{page_of(record.name, row['id'])}",
        **_begins(visit, form, row),
        **moves_context(visit, form.kind, ahead),
    }
    return visit.page("entries/row.html", context, status)


def _begins(visit: Visit, form: Asked, row: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a form that is still to be filled may begin with, and what is said of the one that was chosen."""
    found = [] if row is not None or form.sent else _beginnings(visit, form.kind)
    chosen = next((one["name"] for one in found if one["chosen"]), None)
    return {
        "beginnings": found,
        "begin_with": visit.words.say(form.kind.begin_with),
        "begun": visit.words.say(form.kind.begun_with, name=chosen) if chosen else "",
    }


def _beginnings(visit: Visit, kind: Kind) -> list[dict[str, Any]]:
    """What a new row may begin with, as links back to the form that carry its values."""
    begin, words = _begin(kind), visit.words
    called = [
        one.name.in_(words.language) if isinstance(one.name, Text) else words.say(one.name) for one in kind.beginnings
    ]
    return [
        {
            "name": name,
            "note": words.say(one.note) if one.note else "",
            "heading": words.say(one.heading) if one.heading else "",
            "place": place,
            "url": "?" + urlencode({begin: name, **one.values}),
            "chosen": visit.query(begin) == name,
        }
        for place, (one, name) in enumerate(zip(kind.beginnings, called, strict=True))
    ]


def _begin(kind: Kind) -> str:
    """What of an address says with what a row begins: its title where that is a line to keep it in."""
    title = kind.record.title
    return title if kind.record.field(title).kind is FieldKind.LINE else "begin"


def _first_typed(
    visit: Visit, slots: Sequence[str], typed: Mapping[str, str], row: Mapping[str, Any] | None
) -> Mapping[str, str]:
    """A new form begins with what its address carries (`?activity=3`)."""
    if typed or row is not None:
        return typed
    return {slot: visit.query(slot) for slot in slots if visit.query(slot)}


def _version(form: Asked, now: int, *, shows_both: bool) -> int:
    return now if shows_both or form.sent is None else form.sent.whole("version")


def _both_versions(
    kind: Kind, stands: Mapping[str, str], typed: Mapping[str, str], words: Any
) -> list[tuple[str, str, str]]:
    """Where the two differ: label, what stands there now, what was typed."""
    return [
        (words.say(field.label), stands.get(slot, ""), typed.get(slot, ""))
        for field in kind.record.fields
        for slot in field.slots
        if stands.get(slot, "").strip() != typed.get(slot, "").strip()
    ]


async def new_project(visit: Visit) -> Response:
    """A new project, typed from its contract."""
    form = await asked(visit, PROJECT)
    if form.reading is None or form.sent is None:
        return _project_page(visit, form, {}, [])
    objections = [*form.reading.objections, *code_objection(form.sent.line("code"))]
    if objections:
        return _project_page(visit, form, form.typed, objections, status=422)
    keeper = visit.by.organisation_id or next(s.organisation_id for s in visit.by.seats if s.organisation_id)
    try:
        seen = await add_project(visit.by, form.sent.line("code"), keeper, form.reading.values, once=form.sent.key)
    except Objected as problem:
        return _project_page(visit, form, form.typed, problem.objections, status=422)
    except AlreadyDone:
        return visit.see("/projects", "already")
    return visit.see(f"/projects/{seen.code}", "added")


async def edit_project(visit: Visit) -> Response:
    """A project's own facts."""
    seen: Seen = visit.project
    row = await project_row(seen)
    form = await asked(visit, PROJECT)
    stands = typed_again(PROJECT.record, row, visit.words, names(form.choices))
    if form.reading is None or form.sent is None:
        return _project_page(visit, form, stands, [], version=row["version"])
    if form.reading.objections:
        return _project_page(
            visit, form, form.typed, form.reading.objections, version=form.sent.whole("version"), status=422
        )
    version = form.sent.whole("version")
    change = partial(change_project, visit.by, seen, version, form.reading.values)
    try:
        ahead = await looked_ahead(visit, PROJECT, form.sent, change)
        if ahead.is_asked:
            return _project_page(visit, form, form.typed, [], version=version, ahead=ahead)
        await change()
    except Objected as problem:
        return _project_page(visit, form, form.typed, problem.objections, version=version, status=422)
    except Changed:
        theirs = _both_versions(PROJECT, stands, form.typed, visit.words)
        return _project_page(
            visit, form, form.typed, [Objection(CHANGED_MEANWHILE)], version=row["version"], theirs=theirs, status=409
        )
    return visit.see(f"/projects/{seen.code}", "saved")


def _project_page(
    visit: Visit,
    form: Asked,
    typed: Mapping[str, str],
    objections: Sequence[Objection],
    *,
    version: int | None = None,
    theirs: list[tuple[str, str, str]] | None = None,
    ahead: Ahead = NOTHING_AHEAD,
    status: int = 200,
) -> Response:
    if form.sent and wants_moves_only(visit, form.sent):
        return moves_part(visit, PROJECT, ahead, error_pairs(objections, PROJECT.record, visit.words))
    told = told_by_place(objections, visit.words)
    context = {
        "code": typed.get("code", ""),
        "code_error": told.get("code"),
        "groups": form_fields(PROJECT.record, typed, told, visit.words, form.choices),
        "errors": error_pairs(objections, PROJECT.record, visit.words),
        "version": version,
        "theirs": theirs,
        "form_key": form.sent.key if form.sent else new_form_key(),
        "back_url": f"/projects/{visit.project.code}" if visit.project else "/projects",
        **moves_context(visit, PROJECT, ahead),
    }
    return visit.page("entries/project.html", context, status)


async def edit_shared(visit: Visit) -> Response:
    """An organisation, a programme or a procedure: added, or changed by those who keep projects here."""
    name = visit.named("kind")
    if name not in _SHARED:
        raise NotFound
    kind = BY_NAME[name]
    row = await shared_row(kind, visit.by, visit.number_in_path("id")) if "id" in visit.request.path_params else None
    form = await asked(visit, kind)
    stands = typed_again(kind.record, row, visit.words, names(form.choices)) if row else {}
    version = row["version"] if row else None
    if form.reading is None or form.sent is None:
        return _shared_page(visit, form, stands, [], version)
    if form.reading.objections:
        opened_with = form.sent.whole("version") if row else None
        return _shared_page(visit, form, form.typed, form.reading.objections, opened_with, 422)
    try:
        if row is None:
            await add_shared(visit.by, kind, form.reading.values, once=form.sent.key)
        else:
            await change_shared(visit.by, kind, row["id"], form.sent.whole("version"), form.reading.values)
    except AlreadyDone:
        return visit.see("/organisations", "already")
    except Changed:
        return _shared_page(visit, form, form.typed, [Objection(CHANGED_MEANWHILE)], version, 409)
    return visit.see("/organisations", "saved")


def _shared_page(
    visit: Visit,
    form: Asked,
    typed: Mapping[str, str],
    objections: Sequence[Objection],
    version: int | None,
    status: int = 200,
) -> Response:
    told = told_by_place(objections, visit.words)
    record = form.kind.record
    context = {
        "heading": visit.words.say(record.singular if version else record.new),
        "groups": form_fields(record, typed, told, visit.words, form.choices),
        "errors": error_pairs(objections, record, visit.words),
        "version": version,
        "form_key": form.sent.key if form.sent else new_form_key(),
        "may_save": visit.may(Permission.CREATE_PROJECT),
    }
    return visit.page("entries/shared.html", context, status)


ROUTES = [
    *hanging.ROUTES,
    address("/projects/new", "new_project", new_project, changes=True),
    address("/projects/{code}/rows/{kind}/new", "rows_new", rows_new, changes=True),
    address("/projects/{code}/rows/{kind}/{id:int}", "row_edit", row_edit, changes=True),
    address("/projects/{code}/rows/{kind}/{id:int}/remove", "row_remove", row_remove, changes=True),
    address("/projects/{code}/edit", "edit_project", edit_project, changes=True),
    address("/shared/{kind}/new", "new_shared", edit_shared, changes=True),
    address("/shared/{kind}/{id:int}", "edit_shared", edit_shared, changes=True),
]
