"""The addresses below a payment request: its files, and the documents the funder asks for with one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from grants.access import Permission
from grants.attached.files import kept_files, sendings_of
from grants.attached.receiving import CHOOSE, file_given_out, file_taken_off, not_kept, status_of
from grants.errors import AlreadyDone, NoRoom, Objected, Objection, TooLarge, WrongState
from grants.funders.registry import NEWEST
from grants.reports.packages.queries import PackageSeen, package_seen
from grants.reports.packages.request.attaching.actions import (
    add_file,
    ask_for_papers,
    remove_file,
    request_row,
    tell_of_files,
)
from grants.reports.packages.request.attaching.rules import FileTold, papers_read, told_objections
from grants.reports.packages.request.pages import here_of, request_page
from grants.reports.packages.request.rules import kinds_offered
from grants.values.language import N_
from grants.values.reading import whole_number
from grants.web.forms import Sent, sent
from grants.web.pages import Visit, address

CHOOSE_AGAIN: Final = N_("The file can't be kept until everything else is right. Please choose it again.")


async def files(visit: Visit) -> Response:
    """A file attached to a payment request, or what is said of those it has."""
    found = await _package(visit)
    below = here_of(visit, found) + "#files"
    if visit.request.method == "GET":
        return visit.see(below)
    form = await sent(visit.request)
    try:
        if form.line("do") == "tell":
            await tell_of_files(visit.by, visit.project, found.id, _told_of(form), once=form.key)
        else:
            await _add(visit, found, form)
    except AlreadyDone:
        return visit.see(below, "already")
    except (Objected, TooLarge, NoRoom, WrongState) as problem:
        return await request_page(visit, found, form, *_refused(problem))
    return visit.see(below, "saved" if form.line("do") == "tell" else "added")


async def _add(visit: Visit, found: PackageSeen, form: Sent) -> None:
    told, sendings = _told(form), sendings_of(form, "attached")
    problems = [] if sendings else [Objection(CHOOSE, place="attached")]
    chosen = NEWEST.get(found.format)
    problems += told_objections(chosen, told) if chosen else ()
    if problems:
        raise Objected([*problems, *([Objection(CHOOSE_AGAIN, place="attached")] if sendings else [])])
    kept = await kept_files(sendings, visit.request.app.state.files, visit.settings.max_upload)
    await add_file(visit.by, visit.project, found.id, kept, told, once=form.key)


def _told(form: Sent, place: str = "") -> FileTold:
    """What is said of a file: a description of several rows is one."""
    return FileTold(" ".join(form.line(f"description{place}").split()), form.line(f"paper{place}"))


def _told_of(form: Sent) -> dict[int, FileTold]:
    """What the form says of each file, by its id."""
    named = [name.removeprefix("description-") for name in form.typed if name.startswith("description-")]
    return {id_: _told(form, f"-{name}") for name in named if (id_ := whole_number(name)) is not None}


def _refused(problem: Exception) -> tuple[Sequence[Objection], int]:
    match problem:
        case Objected():
            return [_placed(one) for one in problem.objections], status_of(problem.objections)
        case TooLarge() | NoRoom():
            return not_kept(problem, "attached")
        case WrongState():
            return [Objection(problem.sentence, problem.facts)], 409
        case _:
            raise problem


def _placed(one: Objection) -> Objection:
    return Objection(one.sentence, one.facts, place="attached") if one.place in {"", "file"} else one


async def file(visit: Visit) -> Response:
    """One file of a payment request."""
    return await file_given_out(visit, request_row(visit.project, await _package(visit)))


async def file_removed(visit: Visit) -> Response:
    """A file of a draft's payment request, taken off after asking."""
    found = await _package(visit)

    async def off(file_id: int, key: str) -> None:
        await remove_file(visit.by, visit.project, found.id, file_id, once=key)

    try:
        return await file_taken_off(visit, request_row(visit.project, found), Permission.PREPARE_REPORT, off)
    except WrongState as problem:
        return await request_page(visit, found, None, [Objection(problem.sentence, problem.facts)], 409)


async def papers(visit: Visit) -> Response:
    """The documents that the funder asks for with payment requests of a kind, a row each."""
    found = await _package(visit)
    below = here_of(visit, found) + "#files"
    if visit.request.method == "GET":
        return visit.see(below)
    form = await sent(visit.request)
    kinds = kinds_offered(found.kind)
    kind = next((one for one in kinds if one.value == form.line("of")), kinds[0])
    try:
        await ask_for_papers(visit.by, visit.project, kind, papers_read(form.typed.get("papers", "")), once=form.key)
    except AlreadyDone:
        return visit.see(below, "already")
    except Objected as problem:
        return await request_page(visit, found, form, problem.objections, 422)
    return visit.see(below, "saved")


async def _package(visit: Visit) -> PackageSeen:
    return await package_seen(visit.by, visit.project, visit.number_in_path("id"))


_BELOW: Final = "/projects/{code}/reports/packages/{id:int}/request"
ROUTES = [
    address(f"{_BELOW}/files", "request_files", files, changes=True),
    address(f"{_BELOW}/files/{{file_id:int}}", "request_file", file),
    address(f"{_BELOW}/files/{{file_id:int}}/remove", "request_file_remove", file_removed, changes=True),
    address(f"{_BELOW}/papers", "request_papers", papers, changes=True),
]
