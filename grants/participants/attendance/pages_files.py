"""The signed list and other files of a session: attached, given out and taken off under the session's own address."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from grants.access import Permission
from grants.attached.actions import add_files, remove_file
from grants.attached.files import kept_files, sendings_of
from grants.attached.queries import attachment_seen, attachments_of
from grants.attached.rules import RowNamed
from grants.attached.shown import Shown, hanging
from grants.audit.queries import was_removed
from grants.errors import AlreadyDone, NoRoom, NotFound, Objected, Objection, TooLarge
from grants.participants.attendance.actions import KIND
from grants.participants.attendance.queries import session_seen
from grants.participants.attendance.shown import below
from grants.storage.columns import text
from grants.storage.database import Row
from grants.values.files import OTHER_KIND
from grants.values.language import N_
from grants.web.files import given_out
from grants.web.forms import new_form_key, sent
from grants.web.pages import Visit, address

CHOOSE = N_("Choose a file first.")
_EDIT = Permission.EDIT_PARTICIPANTS


def named(visit: Visit, row: Row) -> RowNamed:
    """A session as what hangs on it asks."""
    return RowNamed(KIND, row["id"], text(row, "title"), below(visit, f"/{row['id']}"), row["partner_id"])


async def files_of(visit: Visit, row: Row, told: Mapping[str, str] | None = None) -> Shown:
    """The files of a session as its page shows them."""
    found = await attachments_of(visit.project.id, KIND, [row["id"]])
    page = named(visit, row)
    shown = hanging(visit, page, found.get(row["id"], []), [], may_attach=visit.may(_EDIT), below=page.page)
    return shown | {"told": dict(told or {})}


async def files(visit: Visit) -> Response:
    """Attaching files to a session."""
    row = await session_seen(visit.by, visit.project, visit.number_in_path("id"), visit.today)
    page = named(visit, row)
    if visit.request.method == "GET":
        return visit.see(f"{page.page}#files")
    form = await sent(visit.request)
    sendings = sendings_of(form, "attached")
    if not sendings:
        return await _again(visit, row, Objection(CHOOSE, place="file"), 422)
    try:
        kept = await kept_files(sendings, visit.request.app.state.files, visit.settings.max_upload)
        await add_files(visit.by, visit.project, page, kept, permission=_EDIT, once=form.key)
    except Objected as problem:
        first = problem.objections[0]
        return await _again(visit, row, first, 415 if first.sentence == OTHER_KIND else 422)
    except (TooLarge, NoRoom) as problem:
        told = Objection(problem.sentence, problem.facts, place="file")
        return await _again(visit, row, told, 413 if isinstance(problem, TooLarge) else 507)
    except AlreadyDone:
        return visit.see(f"{page.page}#files", "already")
    return visit.see(f"{page.page}#files", "added")


async def _again(visit: Visit, row: Row, told: Objection, status: int) -> Response:
    said = visit.words.say(told.sentence, **told.facts)
    context = {
        "heading": text(row, "title"),
        "back_url": below(visit, f"/{row['id']}"),
        "errors": [("attached", said)],
        "attached": await files_of(visit, row, {"file": said}),
    }
    return visit.page("participants/session_files.html", context, status)


async def file(visit: Visit) -> Response:
    """A file of a session that this person sees."""
    row = await session_seen(visit.by, visit.project, visit.number_in_path("id"), visit.today)
    found = await attachment_seen(visit.project.id, KIND, row["id"], visit.number_in_path("file_id"))
    return await given_out(visit.request.app.state.files, found.name, found.sha256, here=found.here)


async def file_remove(visit: Visit) -> Response:
    """Taking a file off a session, after asking."""
    row = await session_seen(visit.by, visit.project, visit.number_in_path("id"), visit.today)
    page, file_id = named(visit, row), visit.number_in_path("file_id")
    if visit.request.method == "GET":
        found = await attachment_seen(visit.project.id, KIND, row["id"], file_id)
        shown = {"name": found.name, "size": visit.words.size(found.size), "heading": page.label}
        more = {"back_url": f"{page.page}#files", "form_key": new_form_key()}
        return visit.page("attached/remove.html", shown | more)
    form = await sent(visit.request)
    try:
        await remove_file(visit.by, visit.project, page, file_id, permission=_EDIT, once=form.key)
    except AlreadyDone:
        return visit.see(f"{page.page}#files", "already")
    except NotFound:
        if not await was_removed(visit.project.id, "file", file_id):
            raise
        return visit.see(f"{page.page}#files", "already")
    return visit.see(f"{page.page}#files", "removed")


_BELOW = "/projects/{code}/participants/sessions/{id:int}/files"
ROUTES = [
    address(_BELOW, "session_files", files, changes=True),
    address(f"{_BELOW}/{{file_id:int}}", "session_file", file),
    address(f"{_BELOW}/{{file_id:int}}/remove", "session_file_remove", file_remove, changes=True),
]
