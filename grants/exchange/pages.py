"""Bringing a project in from a file, and carrying one out."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from grants.errors import AlreadyDone, Objected, TooLarge
from grants.exchange.actions import export_project, import_file
from grants.values.language import N_
from grants.web.forms import new_form_key, sent
from grants.web.pages import Visit, address


async def bring(visit: Visit) -> Response:
    """Importing project workbooks, .json or .zip, each whole or not at all."""
    if visit.request.method == "GET":
        return visit.page("exchange/import.html", {"problems": [], "form_key": new_form_key(), "name": ""})
    form = await sent(visit.request)
    uploads = form.files.get("file", ())
    if not uploads:
        problem = {"sentence": visit.words.say(N_("Choose a file first.")), "where": "", "read": ""}
        return visit.page(
            "exchange/import.html", {"problems": [problem], "form_key": form.key or new_form_key(), "name": ""}, 422
        )
    upload = uploads[0]
    if (upload.size or 0) > visit.settings.max_upload:
        raise TooLarge(N_("The file is larger than {limit}."), limit=visit.words.size(visit.settings.max_upload))
    try:
        brought = await import_file(
            visit.by,
            upload.filename or "",
            await upload.read(),
            visit.words,
            today=visit.today,
            kept_by_id=visit.by.organisation_id,
            manager_id=visit.by.person_id,
            files=visit.request.app.state.files,
            once=form.key,
        )
    except Objected as problem:
        listed = [
            {
                "sentence": visit.words.say(one.sentence, **one.facts),
                "where": " · ".join(
                    str(part)
                    for part in (one.sheet, f"{one.column}{one.row or ''}" if one.column or one.row else "", one.place)
                    if part
                ),
                "read": one.read,
            }
            for one in problem.objections
        ]
        return visit.page(
            "exchange/import.html", {"problems": listed, "form_key": new_form_key(), "name": upload.filename}, 422
        )
    except AlreadyDone:
        return visit.see("/projects", "already")
    if brought.warnings:
        warnings = [visit.words.say(one.sentence, **one.facts) for one in brought.warnings]
        return visit.page(
            "exchange/imported.html", {"title": brought.title, "code": brought.code, "warnings": warnings}
        )
    return visit.see(f"/projects/{brought.code}", "imported")


_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "zip": "application/zip",
}


async def carry_out(visit: Visit) -> Response:
    """The project as a workbook, .json or .zip with its files."""
    ending = visit.query("as") if visit.query("as") in _MEDIA else "xlsx"
    content = await export_project(visit.by, visit.project, ending, visit.words, visit.request.app.state.files)  # type: ignore[arg-type]  # checked against _MEDIA above
    name = f"{visit.project.code}.{ending}"
    return Response(
        content,
        media_type=_MEDIA[ending],
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


ROUTES = [
    address("/import", "import_projects", bring, changes=True),
    address("/projects/{code}/export", "export_project", carry_out),
]
