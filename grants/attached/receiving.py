"""Files sent to a row's address, given out from it and taken off: the same wherever files hang, once the row was seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from starlette.responses import Response

from grants.access import Permission
from grants.attached.actions import add_files, remove_file
from grants.attached.files import kept_files, sendings_of
from grants.attached.queries import attachment_seen
from grants.attached.rules import RowNamed
from grants.audit.queries import was_removed
from grants.errors import AlreadyDone, NoRoom, NotFound, Objected, Objection, TooLarge
from grants.values.files import OTHER_KIND
from grants.values.language import N_
from grants.web.files import given_out
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit

CHOOSE = N_("Choose a file first.")
Again = Callable[[Sequence[Objection], int, Sent], Awaitable[Response]]  # the page once more, with what can't be

Off = Callable[[int, str], Awaitable[None]]  # takes off the file of that id, once for the form's key


async def files_taken_in(visit: Visit, row: RowNamed, permission: Permission, again: Again) -> Response:
    """The files that were sent, kept with the row."""
    form = await sent(visit.request)
    sendings = sendings_of(form, "attached")
    if not sendings:
        return await again([Objection(CHOOSE, place="file")], 422, form)
    try:
        kept = await kept_files(sendings, visit.request.app.state.files, visit.settings.max_upload)
        await add_files(visit.by, visit.project, row, kept, permission=permission, once=form.key)
    except Objected as problem:
        return await again(problem.objections, status_of(problem.objections), form)
    except (TooLarge, NoRoom) as problem:
        return await again(*not_kept(problem, "file"), form)
    except AlreadyDone:
        return visit.see(f"{row.page}#files", "already")
    return visit.see(f"{row.page}#files", "added")


def not_kept(problem: TooLarge | NoRoom, place: str) -> tuple[list[Objection], int]:
    """What is said beside the field of files that are too large to be kept, and with which status."""
    return [Objection(problem.sentence, problem.facts, place=place)], 413 if isinstance(problem, TooLarge) else 507


def status_of(objections: Sequence[Objection]) -> int:
    """415 where nothing but the kind of a file is wrong."""
    return 415 if all(one.sentence == OTHER_KIND for one in objections) else 422


async def file_given_out(visit: Visit, row: RowNamed) -> Response:
    """The file that the address names."""
    found = await attachment_seen(visit.project.id, row.kind, row.row_id, visit.number_in_path("file_id"))
    return await given_out(visit.request.app.state.files, found.name, found.sha256, here=found.here)


async def file_taken_off(visit: Visit, row: RowNamed, permission: Permission, off: Off | None = None) -> Response:
    """The file that the address names, taken off after asking; `off` does it, where more is to be looked at than the permission."""
    file_id = visit.number_in_path("file_id")
    if visit.request.method == "GET":
        found = await attachment_seen(visit.project.id, row.kind, row.row_id, file_id)
        shown = {"name": found.name, "size": visit.words.size(found.size), "heading": row.label}
        return visit.page(
            "attached/remove.html", {**shown, "back_url": f"{row.page}#files", "form_key": new_form_key()}
        )
    form = await sent(visit.request)
    try:
        if off is not None:
            await off(file_id, form.key)
        else:
            await remove_file(visit.by, visit.project, row, file_id, permission=permission, once=form.key)
    except AlreadyDone:
        return visit.see(f"{row.page}#files", "already")
    except NotFound:
        if not await was_removed(visit.project.id, "file", file_id):
            raise
        return visit.see(f"{row.page}#files", "already")
    return visit.see(f"{row.page}#files", "removed")
