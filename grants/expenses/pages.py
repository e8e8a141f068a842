"""The pages of expenses: the ledger, the form with its paper beside it, the states, and the files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from grants.access import Permission, sees_all_money
from grants.audit.queries import was_removed
from grants.budget.kinds import COST_CATEGORIES
from grants.errors import AlreadyDone, Changed, NotAllowed, NotFound, Objected, Objection, Refused, TooLarge
from grants.expenses.actions import (
    Versions,
    change_expense,
    record_expense,
    remove_expense,
    return_expense,
    submit_expense,
    verify_expense,
)
from grants.expenses.checklist.queries import missing_of
from grants.expenses.claims import pages as claims
from grants.expenses.claims.pages import claim_again, claim_page, claim_shown
from grants.expenses.claims.queries import lines_claimed_so
from grants.expenses.documents import pages as documents
from grants.expenses.entering import (
    Offered,
    all_of_it,
    begun,
    both_versions,
    entered,
    facts,
    offered,
    stored,
)
from grants.expenses.ledger import Known, ledger_context, ledger_steps, papers_on
from grants.expenses.masking import NOT_SHOWN
from grants.expenses.queries import (
    ASKED,
    COUNTED,
    NOT_VERIFIED,
    OPENING,
    Filters,
    Recorded,
    choices,
    expense_of,
    expense_seen,
    file_seen,
    ledger,
    newest_expense,
    years_of,
)
from grants.expenses.records import EXPENSE
from grants.expenses.rules import EXPENSE_STATES, ExpenseState
from grants.expenses.shown import Form, below, form_page, one, opened
from grants.values.files import OTHER_KIND, KeptFile
from grants.values.language import N_
from grants.web.files import given_out
from grants.web.forms import new_form_key, sent
from grants.web.pages import Visit, address

CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; save again to keep yours."
)
LOOK_AGAIN = N_("Somebody else changed this expense since you opened it. Look at it again before you decide.")


async def expenses(visit: Visit) -> Response:
    """The ledger, narrowed by what its address says."""
    return await ledger_page(visit)


async def ledger_page(
    visit: Visit,
    errors: Sequence[tuple[str | None, str]] = (),
    ticked: frozenset[int] = frozenset(),
    status: int = 200,
) -> Response:
    """The ledger; where rows could not be brought on, with why, and still ticked."""
    filters, wrong = _filters(visit)
    page = visit.page_asked()
    found = await ledger(visit.by, visit.project, filters, page)
    offered_here = await choices(visit.by, visit.project)
    missing = await missing_of(visit.project, papers_on(found))
    opening = f"/projects/{visit.project.code}/budget/opening" if visit.may(Permission.EDIT_BUDGET) else ""
    known = Known(offered_here, await years_of(visit.by, visit.project), opening)
    shown = ledger_context(found, filters, known, visit.words, below(visit), missing)
    may_add = visit.may(Permission.RECORD_EXPENSE)
    accounting = f"/projects/{visit.project.code}/accounting" if sees_all_money(visit.by, visit.project.ref) else ""
    steps = ledger_steps(found, may_submit=may_add, may_verify=visit.may(Permission.VERIFY_EXPENSE))
    query = visit.request.url.query
    more = {
        "may_add": may_add,
        "claims_alone": may_add and bool(await lines_claimed_so(visit.by, visit.project)),
        "may_import": False,
        "accounting_url": accounting,
        "may_report": visit.may(Permission.PREPARE_REPORT),
        "may_decide": visit.may(Permission.VERIFY_EXPENSE),
        **steps,
        "many_url": below(visit, "/many" + (f"?{query}" if query else "")),
        "form_key": new_form_key(),
        "errors": [*errors, *((place, sentence) for place, sentence in wrong.items())],
        "wrong": {"first": None, "last": None} | wrong,
        "ticked": ticked,
    }
    return visit.page("expenses/expenses.html", {**shown, **more}, status)


def _filters(visit: Visit) -> tuple[Filters, dict[str, str]]:
    """What the address asks for, and what is wrong with its days; a day that can't be read narrows nothing."""
    asked: dict[str, Any] = {name: visit.query(name)[:200] for name in ASKED}
    if asked["state"] not in {*EXPENSE_STATES, NOT_VERIFIED, COUNTED, OPENING}:
        asked["state"] = ""
    if asked["category"] not in COST_CATEGORIES:
        asked["category"] = ""
    days, wrong = visit.days_asked("first", "last")
    return Filters(**(asked | days)), wrong


async def new_expense(visit: Visit) -> Response:
    """Adding a document with what of it is claimed and its scanned files."""
    form = await opened(visit)
    if visit.request.method == "GET":
        first = {name: visit.query(name) for name in ("line", "activity", "partner") if visit.query(name)}
        form.typed = begun(await newest_expense(visit.by, visit.project), form.names) | first
        return await form_page(form)
    form.sent = await sent(visit.request)
    read = entered(form.sent.typed, form.reader, on_a_line=bool(form.choices["line"]))
    files = offered(form.sent.files.get("file", ()))
    scans = await _scans(form, read.objections, files)
    if isinstance(scans, Form):
        return await form_page(scans)
    next_one = form.sent.line("then") == "next"
    try:
        expense_id = await record_expense(
            visit.by, visit.project, read.document, read.expense, scans, once=form.sent.key
        )
    except Objected as problem:
        return await form_page(form.wrong(problem.objections))
    except AlreadyDone:
        return visit.see(below(visit, "/new" if next_one else ""), "already")
    return visit.see(below(visit, f"/new?after={expense_id}" if next_one else f"/{expense_id}"), "added")


async def _scans(form: Form, objections: Sequence[Objection], files: Sequence[Offered]) -> list[KeptFile] | Form:
    """The files of a form in which nothing is wrong, kept; else the form to show again."""
    told = [*objections, *(objection for file in files if (objection := file.objection))]
    if told:
        kind_alone = all(objection.sentence == OTHER_KIND for objection in told)
        return form.wrong(told, 415 if kind_alone else 422)
    try:
        return await stored(files, form.visit.request.app.state.files, form.visit.settings.max_upload)
    except TooLarge as problem:
        return form.wrong([Objection(problem.sentence, problem.facts, place="file")], 413)
    except Refused as problem:
        return form.wrong([Objection(problem.sentence, problem.facts, place="file")], 507)


async def expense(visit: Visit) -> Response:
    """One expense with its paper: changed where it may be, read where not."""
    recorded = await expense_seen(visit.by, visit.project, visit.number_in_path("id"))
    if not recorded.document:
        return await claim_page(visit, recorded)
    form = await opened(visit, recorded)
    if visit.request.method == "GET":
        return await form_page(form)
    assert form.recorded is not None
    if form.recorded.masked:
        raise NotAllowed(NOT_SHOWN)
    form.sent = await sent(visit.request)
    kept = (form.recorded.document, form.recorded.expense)
    read = entered(form.sent.typed, form.reader, on_a_line=bool(form.choices["line"]), kept=kept)
    scans = await _scans(form, read.objections, offered(form.sent.files.get("file", ())))
    if isinstance(scans, Form):
        return await form_page(scans)
    started_from = Versions(form.sent.whole("version"), form.sent.whole("document_version"))
    dropped = frozenset(file["id"] for file in form.recorded.files if form.sent.line(f"drop_{file['id']}"))
    id_ = visit.number_in_path("id")
    try:
        await change_expense(visit.by, visit.project, id_, started_from, read.document, read.expense, scans, dropped)
    except Objected as problem:
        return await form_page(form.wrong(problem.objections))
    except Changed:
        now = await opened(visit, await expense_seen(visit.by, visit.project, id_))
        now.sent, now.theirs = form.sent, both_versions(now.typed, form.sent.typed, visit.words)
        return await form_page(now.wrong([Objection(CHANGED_MEANWHILE)], 409))
    return visit.see(below(visit, "/new" if form.sent.line("then") == "next" else f"/{id_}"), "saved")


async def document(visit: Visit) -> Response:
    """A document is looked at with what is claimed of it."""
    found = await expense_of(visit.by, visit.project, visit.number_in_path("id"))
    return visit.see(f"/projects/{visit.project.code}/expenses/{found}")


async def submit(visit: Visit) -> Response:
    """Saying that an expense is ready to be verified."""
    if visit.request.method == "GET":
        return visit.see(one(visit))
    form = await sent(visit.request)
    try:
        await submit_expense(visit.by, visit.project, visit.number_in_path("id"), form.whole("version"))
    except Changed:
        return await _looked_at_again(visit, [Objection(LOOK_AGAIN)], 409)
    return visit.see(one(visit), "done")


async def state(visit: Visit) -> Response:
    """Verifying an expense, or giving it back with a reason."""
    if visit.request.method == "GET":
        return visit.see(one(visit))
    form = await sent(visit.request)
    which = (visit.by, visit.project, visit.number_in_path("id"), form.whole("version"))
    try:
        if form.line("to") == ExpenseState.VERIFIED:
            await verify_expense(*which, on=visit.today)
        else:
            await return_expense(*which, form.line("reason")[:2000])
    except Objected as problem:
        return await _looked_at_again(visit, problem.objections, 422)
    except Changed:
        return await _looked_at_again(visit, [Objection(LOOK_AGAIN)], 409)
    return visit.see(one(visit), "done")


async def _looked_at_again(visit: Visit, objections: Sequence[Objection], status: int) -> Response:
    recorded = await expense_seen(visit.by, visit.project, visit.number_in_path("id"))
    if not recorded.document:
        return await claim_again(visit, recorded, objections, status)
    form = await opened(visit, recorded)
    form.objections, form.status = objections, status
    return await form_page(form)


async def remove(visit: Visit) -> Response:
    """Removing an expense with its paper, after asking."""
    id_ = visit.number_in_path("id")
    if visit.request.method == "GET":
        recorded = await expense_seen(visit.by, visit.project, id_)
        if recorded.masked:
            raise NotAllowed(NOT_SHOWN)
        shown = {
            "singular": visit.words.say(EXPENSE.singular),
            "number": recorded.expense["number"],
            "shown": await (_facts(visit, recorded) if recorded.document else claim_shown(visit, recorded)),
            "errors": [],
            "back_url": one(visit),
            "form_key": new_form_key(),
        }
        return visit.page("entries/remove.html", shown)
    try:
        await remove_expense(visit.by, visit.project, id_, once=(await sent(visit.request)).key)
    except AlreadyDone:
        return visit.see(below(visit), "already")
    except NotFound:
        if not await was_removed(visit.project.id, "expense", id_):
            raise
        return visit.see(below(visit), "already")
    return visit.see(below(visit), "removed")


async def _facts(visit: Visit, recorded: Recorded) -> list[tuple[str, str]]:
    form = await opened(visit, recorded)
    return facts(all_of_it(recorded.document, recorded.expense, visit.words, form.names), form.choices, visit.words)


async def file(visit: Visit) -> Response:
    """A scanned paper; shown by the browser only where its own bytes say that it may be."""
    row = await file_seen(visit.by, visit.project, visit.number_in_path("id"), visit.number_in_path("file_id"))
    return await given_out(visit.request.app.state.files, row["name"], row["sha256"], here=row["here"])


ROUTES = [
    address("/projects/{code}/expenses", "expenses", expenses),
    address("/projects/{code}/expenses/new", "new_expense", new_expense, changes=True),
    address("/projects/{code}/expenses/{id:int}", "expense", expense, changes=True),
    address("/projects/{code}/documents/{id:int}", "document", document),
    address("/projects/{code}/expenses/{id:int}/submit", "submit_expense", submit, changes=True),
    address("/projects/{code}/expenses/{id:int}/state", "expense_state", state, changes=True),
    address("/projects/{code}/expenses/{id:int}/remove", "remove_expense", remove, changes=True),
    address("/projects/{code}/expenses/{id:int}/files/{file_id:int}", "expense_file", file),
    *claims.ROUTES,
    *documents.ROUTES,
]
