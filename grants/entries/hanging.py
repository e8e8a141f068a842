"""Files and comments of any row: sent to its address, read only after the row itself was seen by this person."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from starlette.responses import Response

from grants.access import ROWS as ROW_RULES
from grants.access import Permission, may, own_part_only
from grants.attached.actions import say
from grants.attached.receiving import file_given_out, file_taken_off, files_taken_in
from grants.attached.rules import RowNamed
from grants.attached.shown import Shown, hanging_of
from grants.deliverables.rules import may_prove
from grants.entries.kinds import BY_NAME, ROWS, Kind
from grants.entries.queries import Row, row_named, row_seen
from grants.errors import AlreadyDone, NotAllowed, NotFound, Objected, Objection
from grants.values.language import N_
from grants.web.forms import Sent, sent
from grants.web.pages import Visit, address

# A document has scanned papers of its own; versions of a budget are snapshots.
_HANGS = {kind.name for kind in ROWS} - {"document", "version", "version_line"}
_BY_PARTNERS = {"deliverable", "activity", "milestone"}  # what a partner hands over it also proves


def may_attach(visit: Visit, kind: Kind, row: Row, named: RowNamed) -> bool:
    """Whether this person attaches files to a row that is seen: whoever may change it, in its own part, while it is open."""
    permission = attaching(kind)
    if kind.name not in _HANGS or not may(visit.by, permission, visit.project.ref) or kind.closed(row):
        return False
    if kind.name == "deliverable":
        return may_prove(visit.by, visit.project.ref, row)
    own = own_part_only(visit.by, visit.project.ref, permission)
    return own is None or own == named.partner_id


def attaching(kind: Kind) -> Permission:
    """What attaching a file to a row of that kind asks."""
    return Permission.DELIVER if kind.name in _BY_PARTNERS else ROW_RULES[kind.name][1]


async def hanging_on(visit: Visit, kind: Kind, row: Row) -> Shown | None:
    """What hangs on a row, for its page; None for a kind of row on which nothing hangs."""
    if kind.name not in _HANGS:
        return None
    named = await row_named(kind, visit.project, row)
    return await hanging_of(visit, named, may_attach=may_attach(visit, kind, row, named))


async def _seen(visit: Visit) -> tuple[Kind, Row, RowNamed]:
    name = visit.named("kind")
    if name not in _HANGS:
        raise NotFound
    kind = BY_NAME[name]
    row = await row_seen(kind, visit.by, visit.project, visit.number_in_path("id"))
    return kind, row, await row_named(kind, visit.project, row)


async def comments(visit: Visit) -> Response:
    """Saying something of a row."""
    kind, row, named = await _seen(visit)
    if visit.request.method == "GET":
        return visit.see(f"{named.page}#comments")
    form = await sent(visit.request)
    try:
        await say(
            visit.by, visit.project, named, form.line("comment"), visit.now, visit.settings.base_url, once=form.key
        )
    except Objected as problem:
        return await _again(visit, kind, row, named, problem.objections, 422, form)
    except AlreadyDone:
        return visit.see(f"{named.page}#comments", "already")
    return visit.see(f"{named.page}#comments", "added")


async def files(visit: Visit) -> Response:
    """Attaching files to a row."""
    kind, row, named = await _seen(visit)
    if visit.request.method == "GET":
        return visit.see(f"{named.page}#files")
    _refuse_attaching(visit, kind, row, named)
    return await files_taken_in(visit, named, attaching(kind), partial(_again, visit, kind, row, named))


def _refuse_attaching(visit: Visit, kind: Kind, row: Row, named: RowNamed) -> None:
    if not may_attach(visit, kind, row, named):
        raise NotAllowed(N_("Your role does not allow this."))


async def file(visit: Visit) -> Response:
    """A file of a row that this person sees."""
    _kind, _row, named = await _seen(visit)
    return await file_given_out(visit, named)


async def file_remove(visit: Visit) -> Response:
    """Taking a file off a row, after asking."""
    kind, row, named = await _seen(visit)
    _refuse_attaching(visit, kind, row, named)
    return await file_taken_off(visit, named, attaching(kind))


async def _again(
    visit: Visit,
    kind: Kind,
    row: Row,
    named: RowNamed,
    objections: Sequence[Objection],
    status: int,
    form: Sent,
) -> Response:
    """What was sent, to be put right; what was typed stays."""
    attaches = may_attach(visit, kind, row, named)
    fields = {"file": "attached"}
    context = {
        "heading": named.label,
        "back_url": named.page,
        "errors": [
            (fields.get(one.place, one.place) or None, visit.words.say(one.sentence, **one.facts)) for one in objections
        ],
        "attached": await hanging_of(visit, named, may_attach=attaches, objections=objections, form=form),
    }
    return visit.page("attached/hanging.html", context, status)


_BELOW = "/projects/{code}/rows/{kind}/{id:int}"
ROUTES = [
    address(f"{_BELOW}/comments", "row_comments", comments, changes=True),
    address(f"{_BELOW}/files", "row_files", files, changes=True),
    address(f"{_BELOW}/files/{{file_id:int}}", "row_file", file),
    address(f"{_BELOW}/files/{{file_id:int}}/remove", "row_file_remove", file_remove, changes=True),
]
