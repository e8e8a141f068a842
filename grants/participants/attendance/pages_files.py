"""The signed list and other files of a session: attached, given out and taken off under the session's own address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from grants.access import Permission
from grants.attached.queries import attachments_of
from grants.attached.receiving import file_given_out, file_taken_off, files_taken_in
from grants.attached.rules import RowNamed
from grants.attached.shown import Shown, hanging
from grants.errors import Objection
from grants.participants.attendance.actions import KIND
from grants.participants.attendance.queries import session_seen
from grants.participants.attendance.shown import below
from grants.storage.columns import text
from grants.storage.database import Row
from grants.web.forms import Sent
from grants.web.pages import Visit, address

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

    async def again(objections: Sequence[Objection], status: int, _form: Sent) -> Response:
        return await _again(visit, row, objections[0], status)

    return await files_taken_in(visit, page, _EDIT, again)


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
    return await file_given_out(visit, named(visit, row))


async def file_remove(visit: Visit) -> Response:
    """Taking a file off a session, after asking."""
    row = await session_seen(visit.by, visit.project, visit.number_in_path("id"), visit.today)
    return await file_taken_off(visit, named(visit, row), _EDIT)


_BELOW = "/projects/{code}/participants/sessions/{id:int}/files"
ROUTES = [
    address(_BELOW, "session_files", files, changes=True),
    address(f"{_BELOW}/{{file_id:int}}", "session_file", file),
    address(f"{_BELOW}/{{file_id:int}}/remove", "session_file_remove", file_remove, changes=True),
]
