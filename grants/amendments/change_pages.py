"""The form of one change: which kind of row, which of them, and its new values beside those that stand there now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from grants.amendments.actions import DECIDED, drop_row, put_change
from grants.amendments.plain import kept_row
from grants.amendments.queries import amendment_seen, change_seen, standing_rows
from grants.amendments.records import AMENDABLE, Amendable
from grants.amendments.rules import AmendmentState
from grants.amendments.said import NOTHING, choices_of, title_of
from grants.amendments.shown import amendments_address
from grants.entries.fields import error_pairs, form_fields, told_by_place
from grants.entries.queries import choices_for
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection, WrongState
from grants.values.choices import names, references
from grants.values.entry import Reader, read_entry, typed_again
from grants.values.language import N_
from grants.values.reading import whole_number
from grants.values.records import Record
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit

Row = Mapping[str, Any]
MEANWHILE = N_("The amendment was changed meanwhile. Look at it as it stands now, then save this again.")
NEW = "new"


async def new_change(visit: Visit) -> Response:
    """A change chosen step by step: the kind, the row, then its new values."""
    amendment = await _draft(visit)
    kind, which = visit.query("kind"), visit.query("row")
    if kind and kind not in AMENDABLE:
        raise NotFound
    if not kind:
        return _kinds_page(visit, amendment)
    amendable = AMENDABLE[kind]
    stand = (await standing_rows(visit.project))[kind]
    if which == NEW and amendable.added is not None:
        return await _form(visit, amendment, amendable, None)
    if amendable.one:
        return await _form(visit, amendment, amendable, next(iter(stand.values()), None))
    if not which:
        return await _rows_page(visit, amendment, amendable, list(stand.values()))
    row = stand.get(whole_number(which) or 0)
    if row is None:
        raise NotFound
    return await _form(visit, amendment, amendable, row)


async def change(visit: Visit) -> Response:
    """A change that is there already, typed again."""
    amendment = await _draft(visit)
    found = await change_seen(amendment["id"], visit.number_in_path("row"))
    amendable = AMENDABLE[found["kind"]]
    if found["after"] is None:
        raise NotFound
    row = None
    if found["row_id"] is not None:
        row = (await standing_rows(visit.project))[amendable.name].get(found["row_id"])
        if row is None:
            raise NotFound
    return await _form(visit, amendment, amendable, row, found)


async def _draft(visit: Visit) -> Row:
    amendment = await amendment_seen(visit.by, visit.project, visit.number_in_path("id"))
    if amendment["state"] != AmendmentState.DRAFT:
        raise WrongState(DECIDED)
    return amendment


def _base(visit: Visit, amendment: Row) -> str:
    return f"{amendments_address(visit)}/{amendment['id']}"


# --- what is to change ----------------------------------------------------------------------------------------------

_ONLY: Mapping[str, str] = {
    "project": N_("Title, start and end of the project"),
    "contract": N_("Total and reporting periods of the contract"),
    "terms": N_("Terms of the contract"),
}


def _kinds_page(visit: Visit, amendment: Row) -> Response:
    words, here = visit.words, f"{_base(visit, amendment)}/changes/new"
    shown = []
    for name, amendable in AMENDABLE.items():
        record = amendable.kind.record
        added = f"{here}?{urlencode({'kind': name, 'row': NEW})}" if amendable.added is not None else ""
        title = words.say(_ONLY.get(name, record.plural))
        shown.append(
            {
                "title": title,
                "url": f"{here}?{urlencode({'kind': name})}",
                "new": words.say(record.new),
                "new_url": added,
            }
        )
    return visit.page("amendments/kinds.html", {"kinds": shown, "back_url": _base(visit, amendment)})


async def _rows_page(visit: Visit, amendment: Row, amendable: Amendable, stand: Sequence[Row]) -> Response:
    choices = await choices_of(visit.by, visit.project, [amendable.name])
    record = amendable.kind.record
    context = {
        "heading": visit.words.say(record.plural),
        "kind": amendable.name,
        "label": visit.words.say(record.singular),
        "rows": [(str(row["id"]), title_of(amendable, row, choices, visit.words)) for row in stand],
        "new": visit.words.say(record.new) if amendable.added is not None else "",
        "new_url": f"{visit.request.url.path}?{urlencode({'kind': amendable.name, 'row': NEW})}",
        "back_url": f"{_base(visit, amendment)}/changes/new",
    }
    return visit.page("amendments/rows.html", context)


# --- its new values -------------------------------------------------------------------------------------------------


async def _form(
    visit: Visit, amendment: Row, amendable: Amendable, row: Row | None, found: Row | None = None
) -> Response:
    adds = row is None and not amendable.renewed
    record = amendable.added if adds and amendable.added is not None else amendable.changed
    choices = await choices_for(amendable.kind, visit.by, visit.project)
    now = typed_again(record, row, visit.words, names(choices)) if row is not None else {}
    if visit.request.method == "GET":
        typed = now
        if found is not None:
            told: dict[str, Any] = dict.fromkeys(amendable.kind.record.columns)
            told |= {**(row or {}), **kept_row(amendable.kind.record, found["after"])}
            typed = typed_again(record, told, visit.words, names(choices))
        return await _form_page(visit, amendment, (amendable, record, row), (now, typed))
    form = await sent(visit.request)
    which = (visit.by, visit.project, amendment["id"], form.whole("version"), amendable.name)
    row_id = row["id"] if row is not None else None
    reader = Reader(visit.words, visit.today, references(choices), may_name_new_organisations=True)
    reading = read_entry(record, form.typed, reader)
    objections: Sequence[Objection] = reading.objections
    status = 422
    try:
        if form.line("do") == "dropped" and row_id is not None:
            await drop_row(*which, row_id, once=form.key)
            return visit.see(_base(visit, amendment), "saved")
        if not objections:
            change_id = found["id"] if found is not None else None
            await put_change(*which, row_id, reading.values, change_id=change_id, once=form.key)
            return visit.see(_base(visit, amendment), "saved")
    except AlreadyDone:
        return visit.see(_base(visit, amendment), "already")
    except Objected as problem:
        objections = problem.objections
    except Changed as problem:
        objections, status = [Objection(MEANWHILE)], 409
        amendment = {**amendment, "version": problem.theirs["version"]}
        return await _form_page(visit, amendment, (amendable, record, row), (now, form.typed), objections, None, status)
    return await _form_page(visit, amendment, (amendable, record, row), (now, form.typed), objections, form, status)


async def _form_page(
    visit: Visit,
    amendment: Row,
    which: tuple[Amendable, Record, Row | None],
    said: tuple[Mapping[str, str], Mapping[str, str]],
    objections: Sequence[Objection] = (),
    form: Sent | None = None,
    status: int = 200,
) -> Response:
    words, (amendable, record, row), (now, typed) = visit.words, which, said
    choices = await choices_for(amendable.kind, visit.by, visit.project)
    titles = await choices_of(visit.by, visit.project, [amendable.name])
    groups = form_fields(record, typed, told_by_place(objections, words), words, choices)
    context = {
        "heading": words.say(record.new) if row is None else title_of(amendable, row, titles, words),
        "kind": words.say(record.singular),
        "groups": groups,
        "stands": _stands(visit, record, now, choices) if row is not None else [],
        "errors": error_pairs(objections, record, words),
        "version": form.whole("version") if form else amendment["version"],
        "form_key": form.key if form else new_form_key(),
        "may_drop": amendable.dropped and row is not None,
        "back_url": _base(visit, amendment),
    }
    return visit.page("amendments/change.html", context, status)


def _stands(
    visit: Visit, record: Record, now: Mapping[str, str], choices: Mapping[str, Sequence[Any]]
) -> list[tuple[str, str]]:
    """What stands there now, field by field, as a reader sees it."""
    shown = []
    for field in record.fields:
        for slot in field.slots:
            side = {"_bg": " (BG)", "_en": " (EN)"}.get(slot[-3:], "") if len(field.slots) == 2 else ""
            value = now.get(slot, "")
            if field.choices is not None and value:
                value = visit.words.say(field.choices.get(value, value))
            if field.refers_to:
                offered = (one.shown(visit.language) for one in choices.get(field.refers_to, ()) if one.typed == value)
                value = next(offered, value)
            shown.append((visit.words.say(field.label) + side, value or NOTHING))
    return shown
