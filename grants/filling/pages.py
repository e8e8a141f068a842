"""The pages of a funder's own workbook: those kept, one with its sheets and what its cells show, filling it for a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import FileResponse, Response

from grants.access import Permission
from grants.errors import AlreadyDone, NotFound, Objected, Objection, TooLarge
from grants.filling.actions import (
    fill_template,
    map_cell,
    remove_template,
    unmap_cell,
    upload_template,
    upload_version,
)
from grants.filling.forms import asked
from grants.filling.queries import TemplateSeen, lines_to_show, template_file, template_seen, templates_seen
from grants.filling.shown import cells_shown, figures_offered, grid_shown, named_categories, sheets_shown
from grants.filling.template import Template
from grants.reports.grounds_counted import entries_counted
from grants.reports.grounds_entries import Selection
from grants.reports.makings.actions import ask_for
from grants.reports.makings.makers import filled_asked
from grants.reports.makings.rules import What, is_long
from grants.reports.queries import period_offered, prepared_reports
from grants.reports.rules import Period
from grants.storage.files import NOT_HERE
from grants.values.days import ONE_DAY
from grants.values.files import disposition
from grants.values.language import N_, Language, language_named
from grants.values.wording import Unreadable
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit, address

LIMIT = N_("The file is larger than {limit}.")
CHOOSE_FILE = N_("Choose a file first.")
SAY_DAY = N_("Say which day.")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _here(visit: Visit, tail: str = "") -> str:
    return f"/projects/{visit.project.code}/reports/templates{tail}"


# --- all of them ------------------------------------------------------------------------------------------------------


async def templates(visit: Visit) -> Response:
    """The templates of the organisation, and uploading a new one."""
    if visit.request.method == "GET":
        return await _templates(visit)
    form = await sent(visit.request)
    try:
        file, store = await _uploaded(visit, form), visit.request.app.state.files
        kept = (store, visit.settings.max_upload, visit.now)
        made = await upload_template(visit.by, visit.project, form.line("name"), file, *kept, once=form.key)
    except Objected as problem:
        return await _templates(visit, form.line("name"), problem.objections, 422)
    except AlreadyDone:
        return visit.see(_here(visit), "already")
    return visit.see(_here(visit, f"/{made}"), "added")


async def _uploaded(visit: Visit, form: Sent) -> tuple[str, bytes]:
    """The name and the bytes of the file that came with a form."""
    uploads = form.files.get("file", ())
    if not uploads:
        raise Objected([Objection(CHOOSE_FILE, place="file")])
    if (uploads[0].size or 0) > visit.settings.max_upload:
        raise TooLarge(LIMIT, limit=visit.words.size(visit.settings.max_upload))
    return uploads[0].filename or "", await uploads[0].read()


async def _templates(visit: Visit, name: str = "", objections: Sequence[Objection] = (), status: int = 200) -> Response:
    words = visit.words
    told = problems(objections, words)
    context = {
        "templates": [
            {
                "url": _here(visit, f"/{one.id}"),
                "name": one.name,
                "file": one.file_name,
                "edition": words.number(one.edition),
                "cells": words.number(len(one.cells)),
                "at": words.moment(one.uploaded_at, visit.zone),
                "by": one.uploaded_by,
            }
            for one in await templates_seen(visit.by, visit.project)
        ],
        "typed_name": name,
        "errors": [(one.place or None, words.say(one.sentence, **one.facts)) for one in objections],
        "told": told.by_field,
        "may_prepare": visit.may(Permission.PREPARE_REPORT),
        "form_key": new_form_key(),
        "reports_url": f"/projects/{visit.project.code}/reports",
    }
    return visit.page("filling/templates.html", context, status)


# --- one of them ------------------------------------------------------------------------------------------------------


async def template(visit: Visit) -> Response:
    """A template with its sheets; sent back, what one of its cells is to show."""
    seen = await template_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "GET":
        return await _template(visit, seen)
    form = await sent(visit.request)
    here = _here(visit, f"/{seen.id}")
    wanted = asked(form)
    if wanted.mapped is None:
        return await _template(visit, seen, typed=form.typed, objections=wanted.objections, status=422)
    try:
        store = visit.request.app.state.files
        await map_cell(visit.by, visit.project, seen.id, wanted.mapped, store, once=form.key)
    except Objected as problem:
        return await _template(visit, seen, typed=form.typed, objections=problem.objections, status=422)
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(f"{here}?{urlencode({'sheet': wanted.mapped.sheet})}#map", "saved")


async def _template(
    visit: Visit,
    seen: TemplateSeen,
    *,
    typed: dict[str, str] | None = None,
    objections: Sequence[Objection] = (),
    unfilled: Sequence[Objection] = (),
    status: int = 200,
) -> Response:
    words = visit.words
    typed = typed if typed is not None else dict(visit.request.query_params)
    file = await template_file(seen, visit.request.app.state.files)
    told = problems(objections, words)
    period = await _offered(visit)
    context: dict[str, Any] = {
        "template": {"id": seen.id, "name": seen.name, "edition": words.number(seen.edition), "file": seen.file_name},
        "uploaded": {"at": words.moment(seen.uploaded_at, visit.zone), "by": seen.uploaded_by},
        "here": _here(visit, f"/{seen.id}"),
        "templates_url": _here(visit),
        "reports_url": f"/projects/{visit.project.code}/reports",
        "is_here": file is not None,
        "cells": cells_shown(seen, file, words),
        "errors": [(one.place or None, words.say(one.sentence, **one.facts)) for one in objections],
        "told": told.by_field,
        "unfilled": [{"level": "error", "sentence": words.say(one.sentence, **one.facts)} for one in unfilled],
        "typed": {
            "first": words.day(period.first),
            "last": words.day(period.last),
            "language": visit.language,
            **{name: typed.get(name, "") for name in ("cell", "shows", "line", "category")},
            **{name: typed[name] for name in ("first", "last", "language") if name in typed},
        },
        "may_prepare": visit.may(Permission.PREPARE_REPORT),
        "form_key": new_form_key(),
        "made": await _made(visit),
    }
    if file is not None:
        context |= await _sheets(visit, seen, file, typed)
    return visit.page("filling/template.html", context, status)


async def _sheets(visit: Visit, seen: TemplateSeen, file: Template, typed: dict[str, str]) -> dict[str, Any]:
    """The sheet that is looked at, and what its cells may show."""
    sheet = typed.get("sheet", "")
    sheet = sheet if sheet in file.sheets else next(iter(file.sheets))
    here = _here(visit, f"/{seen.id}")
    return {
        "sheets": sheets_shown(file, sheet, here),
        "sheet": sheet,
        "grid": grid_shown(file, sheet, seen, typed, here, visit.words),
        "figures": figures_offered(visit.words),
        "lines": [
            (number, " ".join(part for part in (number, bg if visit.language == "bg" and bg else en or bg) if part))
            for number, bg, en in await lines_to_show(visit.project)
        ],
        "categories": named_categories(visit.words),
    }


async def _offered(visit: Visit) -> Period:
    prepared = await prepared_reports(visit.by, visit.project)
    return await period_offered(visit.project, prepared, visit.today)


async def _made(visit: Visit) -> dict[str, str] | None:
    """The file that was just filled."""
    wanted = visit.query("made")
    for report in await prepared_reports(visit.by, visit.project) if wanted else ():
        if str(report.id) == wanted and report.files:
            url = f"/projects/{visit.project.code}/reports/files/{report.files[0].id}"
            return {"url": url, "name": report.files[0].name, "size": visit.words.size(report.files[0].size)}
    return None


async def template_download(visit: Visit) -> Response:
    """The file of a template as it was uploaded; sent back, a new version of it."""
    seen = await template_seen(visit.by, visit.project, visit.number_in_path("id"))
    store = visit.request.app.state.files
    if visit.request.method == "GET":
        path = store.path_of(seen.sha256) if seen.here else None
        if path is None:
            raise NotFound(NOT_HERE)
        headers = {
            "content-disposition": disposition("attachment", seen.file_name),
            "x-content-type-options": "nosniff",
        }
        return FileResponse(path, media_type=XLSX, headers=headers)
    form = await sent(visit.request)
    here = _here(visit, f"/{seen.id}")
    try:
        file = await _uploaded(visit, form)
        kept = (store, visit.settings.max_upload, visit.now)
        await upload_version(visit.by, visit.project, seen.id, file, *kept, once=form.key)
    except Objected as problem:
        return await _template(visit, seen, objections=problem.objections, status=422)
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(here, "saved")


async def cell(visit: Visit) -> Response:
    """Removing what a cell shows."""
    here = _here(visit, f"/{visit.number_in_path('id')}")
    if visit.request.method == "GET":
        return visit.see(here)
    form = await sent(visit.request)
    try:
        ids = (visit.number_in_path("id"), visit.number_in_path("cell"))
        await unmap_cell(visit.by, visit.project, *ids, once=form.key)
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(here, "removed")


async def _asked_for(
    visit: Visit, form: Sent, seen: TemplateSeen, period: tuple[date, date], language: Language
) -> Response:
    """What is long is filled by the worker, and shown where all that it makes is."""
    asked = filled_asked(seen.id, seen.name, *period, language)
    label = f"{seen.name} {period[0].isoformat()} – {period[1].isoformat()}"
    await ask_for(visit.by, visit.project, What.FILLED, asked, label, once=form.key)
    return visit.see(f"/projects/{visit.project.code}/reports#being-made", "being_made")


async def fill(visit: Visit) -> Response:
    """Filling a template for a period."""
    seen = await template_seen(visit.by, visit.project, visit.number_in_path("id"))
    here = _here(visit, f"/{seen.id}")
    if visit.request.method == "GET":
        return visit.see(here)
    form = await sent(visit.request)
    found: list[Objection] = []
    days = [_day(visit, form, name, found) for name in ("first", "last")]
    if days[0] is None or days[1] is None:
        return await _template(visit, seen, typed=form.typed, objections=found, status=422)
    try:
        language = language_named(form.line("language")) or visit.language
        period = (days[0], days[1])
        if is_long(await entries_counted(visit.by, visit.project, Selection(*period))):
            return await _asked_for(visit, form, seen, period, language)
        store = visit.request.app.state.files
        made = await fill_template(visit.by, visit.project, seen.id, period, language, store, once=form.key)
    except Objected as problem:
        of_form = [one for one in problem.objections if one.place]
        rest = [one for one in problem.objections if not one.place]
        return await _template(visit, seen, typed=form.typed, objections=of_form, unfilled=rest, status=422)
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(f"{here}?{urlencode({'made': made.id})}", "prepared")


def _day(visit: Visit, form: Sent, name: str, found: list[Objection]) -> Any:
    text = form.line(name)
    if not text:
        found.append(Objection(SAY_DAY, place=name))
        return None
    try:
        return visit.words.read_day(text, visit.today + ONE_DAY)
    except Unreadable as problem:
        found.append(Objection(problem.msgid, problem.facts, place=name))
        return None


async def remove(visit: Visit) -> Response:
    """Removing a template, after asking."""
    seen = await template_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "POST":
        form = await sent(visit.request)
        try:
            await remove_template(visit.by, visit.project, seen.id, once=form.key)
        except AlreadyDone:
            return visit.see(_here(visit), "already")
        return visit.see(_here(visit), "removed")
    context = {"name": seen.name, "back_url": _here(visit, f"/{seen.id}"), "form_key": new_form_key()}
    return visit.page("filling/remove.html", context)


ROUTES = [
    address("/projects/{code}/reports/templates", "own_templates", templates, changes=True),
    address("/projects/{code}/reports/templates/{id:int}", "own_template", template, changes=True),
    address("/projects/{code}/reports/templates/{id:int}/file", "own_template_file", template_download, changes=True),
    address("/projects/{code}/reports/templates/{id:int}/cells/{cell:int}", "own_template_cell", cell, changes=True),
    address("/projects/{code}/reports/templates/{id:int}/fill", "fill_own_template", fill, changes=True),
    address("/projects/{code}/reports/templates/{id:int}/remove", "remove_own_template", remove, changes=True),
]
