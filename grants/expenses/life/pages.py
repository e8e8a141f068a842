"""The pages on which many expenses are brought on at once: from the ledger, into a report, by the funder's decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from starlette.responses import Response

from grants.budget.queries import terms_of
from grants.errors import AlreadyDone, Objected, Objection
from grants.expenses.life.actions import (
    decide_expenses,
    report_expenses,
    submit_expenses,
    undo_decisions,
    verify_expenses,
    withdraw_expenses,
)
from grants.expenses.life.decision import Decision, RowsRefused
from grants.expenses.life.queries import packages_of, waiting
from grants.expenses.life.shown import CUT, listed, more, picked, problems, summed
from grants.expenses.pages import ledger_page
from grants.expenses.rules import ExpenseState
from grants.expenses.shown import below
from grants.values.language import N_
from grants.values.reading import Unreadable, whole_number
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

PACKAGE = N_("Number of the report package")
UNTIL = N_("Paid up to")
DECIDED = N_("Day of the decision")
LETTER = N_("Letter or decision")
REASON = N_("Why it was cut or set aside")
WHY_BACK = N_("Why it is taken back")
ERROR_KIND = N_("Typology of error")
_LABELS = {
    "package": PACKAGE,
    "until": UNTIL,
    "decided": DECIDED,
    "letter": LETTER,
    "reason": REASON,
    "why": WHY_BACK,
    "error_kind": ERROR_KIND,
}
_TO_DECIDE = (ExpenseState.REPORTED, ExpenseState.PARKED)
_DECIDED = (ExpenseState.APPROVED, ExpenseState.CUT, ExpenseState.PARKED)
_LONGEST = 2000


async def many(visit: Visit) -> Response:
    """Submitting or verifying what was ticked in the ledger."""
    if visit.request.method == "GET":
        return visit.see(below(visit))
    form = await sent(visit.request)
    back = below(visit, f"?{visit.request.url.query}" if visit.request.url.query else "")
    try:
        if form.line("to") == ExpenseState.VERIFIED:
            await verify_expenses(visit.by, visit.project, picked(form), on=visit.today, once=form.key)
        else:
            await submit_expenses(visit.by, visit.project, picked(form), once=form.key)
    except AlreadyDone:
        return visit.see(back, "already")
    except Objected as refused:
        errors, _ = problems(refused.objections, {}, visit.words)
        return await ledger_page(visit, errors, frozenset(picked(form)), _status(refused))
    return visit.see(back, "done")


def _status(problem: Objected) -> int:
    return 409 if isinstance(problem, RowsRefused) and problem.stale else 422


async def package(visit: Visit) -> Response:
    """Putting verified expenses into a report package, or taking reported ones out of theirs."""
    if visit.request.method == "GET":
        return await _package_page(visit)
    form = await sent(visit.request)
    chosen = picked(form)
    try:
        if form.line("do") == "withdraw":
            await withdraw_expenses(visit.by, visit.project, chosen, form.line("why")[:_LONGEST], once=form.key)
        else:
            await report_expenses(visit.by, visit.project, chosen, form.line("package")[:20], once=form.key)
    except AlreadyDone:
        return visit.see(below(visit, "/report"), "already")
    except Objected as refused:
        return await _package_page(visit, form, refused.objections, _status(refused))
    return visit.see(below(visit, "/report"), "done")


async def _package_page(
    visit: Visit, form: Sent | None = None, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    until, typed, unread = _until(visit)
    errors, told = problems([*objections, *unread], _said(visit), visit.words)
    verified = await waiting(visit.by, visit.project, [ExpenseState.VERIFIED], until=until)
    reported = await waiting(visit.by, visit.project, [ExpenseState.REPORTED])
    number = form.line("package") if form else (await terms_of(visit.project.id, visit.today)).next_package
    shown = {
        "labels": _said(visit),
        "until": typed,
        "rows": listed(verified, visit.words, below(visit), form),
        "all_ticked": form is None,
        "totals": summed(verified, visit.words),
        "more": more(verified, visit.words),
        "package": number,
        "reported": listed(reported, visit.words, below(visit), form),
        "reported_more": more(reported, visit.words),
        "why": form.line("why") if form else "",
        "errors": errors,
        "told": told,
        "form_key": new_form_key(),
        "withdraw_key": new_form_key(),
    }
    return visit.page("expenses/package.html", shown, status or 200)


def _until(visit: Visit) -> tuple[date | None, str, list[Objection]]:
    """The day up to which expenses are shown: as read, as typed, and what could not be read."""
    typed = visit.query("until")[:40]
    if not typed:
        return None, "", []
    try:
        return visit.words.read_day(typed, visit.today), typed, []
    except Unreadable as problem:
        return None, typed, [Objection(problem.msgid, problem.facts, place="until")]


def _said(visit: Visit) -> Mapping[str, str]:
    return {name: visit.words.say(label) for name, label in _LABELS.items()}


async def decisions(visit: Visit) -> Response:
    """Recording what the funder decided, row by row or on many at once; and taking back what was recorded wrongly."""
    if visit.request.method == "GET":
        return await _decisions_page(visit)
    form = await sent(visit.request)
    chosen = picked(form)
    back = below(visit, "/decisions")
    try:
        if form.line("do") == "back":
            await undo_decisions(visit.by, visit.project, chosen, form.line("why")[:_LONGEST], once=form.key)
            back += "?decided=1"
        else:
            decision = await _decision(visit, form, chosen)
            await decide_expenses(visit.by, visit.project, chosen, decision, visit.today, once=form.key)
    except AlreadyDone:
        return visit.see(back, "already")
    except Objected as refused:
        return await _decisions_page(visit, form, refused.objections, _status(refused))
    return visit.see(back, "done")


async def _decision(visit: Visit, form: Sent, chosen: Mapping[int, int]) -> Decision:
    """What was typed about a decision; Objected with everything that can't be read of it."""
    currencies = {row["id"]: row["currency"] for row in await waiting(visit.by, visit.project, _TO_DECIDE)}
    cuts: dict[int, int] = {}
    unread: list[Objection] = []
    for row_id in chosen:
        typed = form.line(f"{CUT}{row_id}")
        try:
            if typed:
                cuts[row_id] = visit.words.read_amount(typed, currencies.get(row_id, "EUR")).minor
        except Unreadable as problem:
            unread.append(Objection(problem.msgid, problem.facts, place=f"{CUT}{row_id}"))
    decided_on = None
    try:
        decided_on = visit.words.read_day(form.line("decided"), visit.today) if form.line("decided") else None
    except Unreadable as problem:
        unread.append(Objection(problem.msgid, problem.facts, place="decided"))
    if unread:
        raise Objected(unread)
    parked = form.line("verdict") == ExpenseState.PARKED
    said = (form.line("letter")[:_LONGEST], form.line("reason")[:_LONGEST])
    return Decision(parked, decided_on, *said, cuts, bool(form.line("sampled")), form.line("error_kind")[:200])


async def _decisions_page(
    visit: Visit, form: Sent | None = None, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    asked, only = visit.query("package")[:20], whole_number(visit.query("row"))
    done = bool(visit.query("decided")) or bool(form and form.line("do") == "back")
    errors, told = problems(objections, _said(visit), visit.words)
    found = await waiting(
        visit.by,
        visit.project,
        _DECIDED if done else _TO_DECIDE,
        package=asked,
        only=only,
    )
    packages = await packages_of(visit.by, visit.project)
    fields = ("decided", "letter", "reason", "why", "verdict", "sampled", "error_kind")
    typed = {name: form.line(name) if form else "" for name in fields}
    shown = {
        "labels": _said(visit),
        "packages": [(number, number) for number in packages],
        "asked": asked,
        "only": only is not None,
        "done": done,
        "rows": listed(found, visit.words, below(visit), form, told),
        "totals": summed(found, visit.words),
        "more": more(found, visit.words),
        "typed": typed,
        "errors": [(place, _of_row(place, text, found)) for place, text in errors],
        "told": told,
        "form_key": new_form_key(),
    }
    return visit.page("expenses/decisions.html", shown, status)


def _of_row(place: str | None, text: str, found: Sequence[Mapping[str, object]]) -> str:
    """A problem with a row's cut says in the summary which row it is."""
    number = next((row["number"] for row in found if place == f"{CUT}{row['id']}"), None)
    return f"{number}: {text}" if number is not None else text


ROUTES = [
    address("/projects/{code}/expenses/many", "many_expenses", many, changes=True),
    address("/projects/{code}/expenses/report", "package", package, changes=True),
    address("/projects/{code}/expenses/decisions", "decisions", decisions, changes=True),
]
