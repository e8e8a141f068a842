"""The page of a report package, and each step that is taken on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from starlette.responses import Response

from grants.errors import AlreadyDone, Changed, Objected, Objection, WrongState
from grants.expenses.life.decision import RowsRefused
from grants.reports.looks.marks import sight_of
from grants.reports.makings.actions import ask_for
from grants.reports.makings.makers import package_asked, ready_asked
from grants.reports.makings.rules import What, is_long
from grants.reports.packages.actions import (
    change_draft,
    drop_draft,
    leave_out,
    only,
    take_back_in,
)
from grants.reports.packages.again.actions import leave_aside, take_set_aside
from grants.reports.packages.books.drawn import own_workbooks
from grants.reports.packages.contents import contents_now
from grants.reports.packages.drawn.inside import out_page, rows_page, sheets_page
from grants.reports.packages.drawn.standing import stands_page
from grants.reports.packages.forms import LONGEST, books_typed, outcome_typed
from grants.reports.packages.freezing.actions import (
    FROZEN_ELSEWHERE,
    NOT_FROZEN,
    FilesRefused,
    back_to_draft,
    make_ready,
    write_files,
)
from grants.reports.packages.outcome.actions import decide_on_package, look_at, not_sent
from grants.reports.packages.queries import (
    PackageSeen,
    package_seen,
)
from grants.reports.packages.rated.actions import rate_again
from grants.reports.packages.shown import (
    address_of,
    head,
    objected,
)
from grants.reports.rules_package import PackageState
from grants.values.language import N_, Language, language_named
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit, address

CHANGED_MEANWHILE: Final = N_(
    "Somebody else changed this meanwhile. What stands there now is shown; look at it before you go on."
)
FILES_REFUSED: Final = N_(
    "The files were not written: the funder would refuse them in this format. Why is told beside the files. What was frozen "
    "stays as it is."
)


async def package(visit: Visit) -> Response:
    """One package; sent, the step that was chosen."""
    id_ = visit.number_in_path("id")
    if visit.request.method == "GET":
        return await package_page(visit)
    form = await sent(visit.request)
    step = _STEPS.get(form.line("do"))
    try:
        return await step(visit, id_, form) if step else visit.see(address_of(visit, id_))
    except AlreadyDone:
        return visit.see(address_of(visit, id_), "already")
    except FilesRefused as problem:
        return await package_page(visit, form, [Objection(FILES_REFUSED)], 422, problem.objections)
    except Objected as problem:
        stale = isinstance(problem, RowsRefused) and problem.stale
        return await package_page(visit, form, problem.objections, 409 if stale else 422)
    except WrongState as problem:
        return await package_page(visit, form, [Objection(problem.sentence, problem.facts)], 409)
    except Changed:
        return await package_page(visit, form, [Objection(CHANGED_MEANWHILE)], 409)


async def _ready(visit: Visit, id_: int, form: Sent) -> Response:
    store, which = visit.request.app.state.files, (visit.by, visit.project, id_)
    stamp, found = form.line("stamp")[:100], await package_seen(*which)
    if is_long((await contents_now(visit.by, visit.project, found)).count):
        return await _ready_by_worker(visit, found, form, stamp)
    await make_ready(*which, form.whole("version"), store, visit.now, visit.today, stamp=stamp, once=form.key)
    return visit.see(address_of(visit, id_), await _made(visit, await package_seen(*which), None, ""))


async def _ready_by_worker(visit: Visit, found: PackageSeen, form: Sent, stamp: str) -> Response:
    """The wish that a long draft be ready, kept for the worker, which looks at everything once more."""
    if found.version != form.whole("version"):
        raise Changed({"state": found.state, "version": found.version})
    only(found, PackageState.READY)
    asked = ready_asked(found.id, found.number, found.version, stamp, sight_of(visit.by, visit.project))
    await ask_for(visit.by, visit.project, What.READY, asked, found.number, once=form.key)
    return visit.see(address_of(visit, found.id), "being_made")


async def _made(visit: Visit, found: PackageSeen, language: Language | None, code: str, key: str = "") -> str:
    """The files of a frozen package written, or asked for from the worker where that takes long; what is said of it."""
    if is_long(int((found.figures or {}).get("expenses", 0))):
        asked = package_asked(found.id, found.number, code, language or found.language)
        await ask_for(visit.by, visit.project, What.PACKAGE, asked, found.number, once=key)
        return "being_made"
    store = visit.request.app.state.files
    await write_files(visit.by, visit.project, found.id, store, language=language, choice=code or None, once=key)
    return "prepared"


async def _write(visit: Visit, id_: int, form: Sent) -> Response:
    found = await package_seen(visit.by, visit.project, id_)
    if not found.frozen:
        raise WrongState(NOT_FROZEN, number=found.number)
    if found.elsewhere:
        raise WrongState(FROZEN_ELSEWHERE, number=found.number)
    notice = await _made(visit, found, language_named(form.line("language")), form.line("format"), form.key)
    return visit.see(address_of(visit, id_) + "#files", notice)


async def _draft(visit: Visit, id_: int, form: Sent) -> Response:
    reason = form.line("reason")[:LONGEST]
    await back_to_draft(visit.by, visit.project, id_, form.whole("version"), reason, once=form.key)
    return visit.see(address_of(visit, id_), "done")


async def _not_sent(visit: Visit, id_: int, form: Sent) -> Response:
    reason = form.line("reason")[:LONGEST]
    await not_sent(visit.by, visit.project, id_, form.whole("version"), reason, visit.today, once=form.key)
    return visit.see(address_of(visit, id_), "done")


async def _review(visit: Visit, id_: int, form: Sent) -> Response:
    reason = form.line("reason")[:LONGEST]
    await look_at(visit.by, visit.project, id_, form.whole("version"), visit.today, reason, once=form.key)
    return visit.see(address_of(visit, id_), "done")


async def _outcome(visit: Visit, id_: int, form: Sent) -> Response:
    outcome, unread = outcome_typed(form, visit.words, visit.today)
    if unread or outcome is None:
        raise Objected(unread)
    which = (visit.by, visit.project, id_, form.whole("version"))
    return visit.see(address_of(visit, await decide_on_package(*which, outcome, visit.today, once=form.key)), "done")


async def _change(visit: Visit, id_: int, form: Sent) -> Response:
    language = language_named(form.line("language")) or visit.language
    which = (visit.by, visit.project, id_, form.whole("version"))
    await change_draft(*which, form.line("format"), language, books=books_typed(form), once=form.key)
    return visit.see(address_of(visit, id_), "saved")


async def _leave_out(visit: Visit, id_: int, form: Sent) -> Response:
    expense = form.whole("expense")
    reason = form.line(f"why_{expense}")[:LONGEST]
    await leave_out(visit.by, visit.project, id_, expense, reason, once=form.key)
    return visit.see(address_of(visit, id_, show="rows"), "done")


async def _take_in(visit: Visit, id_: int, form: Sent) -> Response:
    await take_back_in(visit.by, visit.project, id_, form.whole("expense"), once=form.key)
    return visit.see(address_of(visit, id_, show="out"), "done")


async def _claim_again(visit: Visit, id_: int, form: Sent) -> Response:
    await take_set_aside(visit.by, visit.project, id_, form.whole("expense"), once=form.key)
    return visit.see(address_of(visit, id_, show="out"), "done")


async def _leave_aside(visit: Visit, id_: int, form: Sent) -> Response:
    await leave_aside(visit.by, visit.project, id_, form.whole("expense"), once=form.key)
    return visit.see(address_of(visit, id_, show="rows"), "done")


async def _convert_again(visit: Visit, id_: int, form: Sent) -> Response:
    await rate_again(visit.by, visit.project, id_, visit.now, visit.today, once=form.key)
    return visit.see(address_of(visit, id_), "done")


async def _drop(visit: Visit, id_: int, form: Sent) -> Response:
    await drop_draft(visit.by, visit.project, id_, form.whole("version"), once=form.key)
    return visit.see(f"/projects/{visit.project.code}/reports", "removed")


_STEPS: Final[dict[str, Callable[[Visit, int, Sent], Awaitable[Response]]]] = {
    "ready": _ready,
    "draft": _draft,
    "write": _write,
    "not_sent": _not_sent,
    "in_review": _review,
    "accepted": _outcome,
    "refused": _outcome,
    "returned": _outcome,
    "change": _change,
    "leave_out": _leave_out,
    "take_in": _take_in,
    "claim_again": _claim_again,
    "leave_aside": _leave_aside,
    "convert_again": _convert_again,
    "drop": _drop,
}
_ON_ROWS: Final = {"leave_out": "rows", "leave_aside": "rows", "take_in": "out", "claim_again": "out"}


async def package_page(
    visit: Visit,
    form: Sent | None = None,
    objections: Sequence[Objection] = (),
    status: int = 200,
    refused: Sequence[Objection] = (),
) -> Response:
    """The page of a package; after a step that was refused with what was typed, and why."""
    found = await package_seen(visit.by, visit.project, visit.number_in_path("id"))
    asked = _ON_ROWS.get(form.line("do"), "") if form else visit.query("show")
    shown = (
        asked
        if asked in {"rows", "sheets"} or (asked == "out" and found.state is PackageState.DRAFT and not found.rows_stay)
        else ""
    )
    told = problems(objections, visit.words)
    by_itself = [one for one in objections if not one.facts.get("expense_id") and not one.facts.get("document_id")]
    draws = {"rows": rows_page, "out": out_page, "sheets": sheets_page}.get(shown, stands_page)
    context = {
        "package": head(visit, found),
        "show": shown,
        "told": told.by_field,
        "errors": [(one.place or None, visit.words.say(one.sentence, **one.facts)) for one in by_itself],
        "typed": {name: form.line(name) if form else "" for name in ("reason", "day", "letter", "rest", "do")},
        "form_key": new_form_key(),
        "title_error": bool(objections),
        "refused_files": objected(visit, refused),
        **await draws(visit, found, form),
        **(await own_workbooks(visit, found) if shown == "sheets" else {}),
    }
    return visit.page("reports/package.html", context, status)


ROUTES = [
    address("/projects/{code}/reports/packages/{id:int}", "report_package", package, changes=True),
]
