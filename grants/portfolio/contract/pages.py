"""The pages of a contract's life: the tab itself, its reporting periods, duties to take on, and the next stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from grants.access import Permission, own_part_only, sees_all_money
from grants.amendments.shown import amendments_section
from grants.deadlines.rules_said import moves_shown
from grants.entries.hanging import hanging_on
from grants.entries.kinds import BY_NAME
from grants.entries.queries import choices_for, rows_of
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection, WrongState
from grants.portfolio.contract.ahead import ahead_of_periods, ahead_of_report, ahead_of_stage
from grants.portfolio.contract.queries import files_of, packages
from grants.portfolio.contract.shown import (
    duty_row,
    keeping,
    move_row,
    package_said,
    period_row,
    proposal_row,
    standing_row,
    strip,
)
from grants.portfolio.contract.stages import moves, only_by_amendment, step_row, steps, way
from grants.portfolio.frame import base_of
from grants.portfolio.tables import table
from grants.projects.actions import generate_periods, move_stage, report_period, take_on_duties
from grants.projects.duties import duties_proposed
from grants.projects.keeping import kept_of
from grants.projects.models import Period
from grants.projects.periods import kept_periods, proposed_moves, reporting_plan
from grants.projects.queries import Seen
from grants.projects.rules import RHYTHMS, STATES, PeriodState, ProjectState, Rhythm
from grants.projects.rules_periods import NEXT_STATES, NOT_NOW, Report, ReportingPlan, fingerprint, takes_back
from grants.projects.rules_stages import MAY_FOLLOW, goes_back, missing_at
from grants.projects.stages import stage_facts
from grants.reports.packages.queries import periods_to_report
from grants.values.choices import Choice
from grants.values.language import N_
from grants.values.reading import Unreadable
from grants.values.wording import Wording
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit, address

_LONGEST = 2000
CHANGED_MEANWHILE = N_("Somebody else changed this meanwhile. This is how it stands now.")


async def contract(visit: Visit) -> Response:
    """The life of the contract: where it stands, its versions, periods, duties, and how long papers are kept."""
    return await _contract_page(visit)


async def _contract_page(visit: Visit, objections: Sequence[Objection] = (), status: int = 200) -> Response:
    seen: Seen = visit.project
    words, base, may_change = visit.words, base_of(seen), visit.may(Permission.EDIT_PROJECT)
    found = {name: await rows_of(BY_NAME[name], visit.by, seen) for name in ("contract", "period", "duty")}
    whole = own_part_only(visit.by, seen.ref, Permission.SEE_PROJECT) is None
    known = await packages(visit.by, seen)
    named = {one.id: one.label for one in (await choices_for(BY_NAME["duty"], visit.by, seen))["partner"]}
    files = await files_of(seen, "duty")
    periods = sorted(found["period"], key=lambda row: (row["start_on"], row["position"]))
    sees_all = sees_all_money(visit.by, seen.ref)
    context = {
        **(await _stage_context(visit) if whole else {"asked": [], "moves": [], "by_amendment": False}),
        "way": way(ProjectState(seen.state), words),
        "versions": table("contract", found["contract"], _NOTHING, words, base, may_change=may_change),
        "amendments": await amendments_section(visit) if sees_all and visit.may(Permission.SEE_AMENDMENTS) else None,
        "strip": strip(periods, visit.today, base),
        "periods": [period_row(row, known, visit.today, words, base) for row in periods],
        **(await _plan_context(visit, may_change=may_change)),
        "duties": [duty_row(row, files, named, visit.today, words) for row in found["duty"]],
        "proposed": [proposal_row(one, words) for one in await _proposed(visit)] if may_change else [],
        "keeping": keeping(await kept_of(seen.id, visit.today), words, base, may_change=may_change)
        if sees_all
        else None,
        "may_change": may_change,
        "base": base,
        "errors": [("", said) for _, said in problems(objections, words).listed],
        "form_key": new_form_key(),
    }
    return visit.page("contract/contract.html", context, status)


_NOTHING: dict[str, Sequence[Choice]] = {}


async def _stage_context(visit: Visit) -> dict[str, Any]:
    now = ProjectState(visit.project.state)
    facts = await stage_facts(visit.project.id, visit.today)
    may = visit.may(Permission.EDIT_PROJECT)
    return {
        "asked": steps(now, facts, visit.words, base_of(visit.project)),
        "moves": moves(now, visit.words, base_of(visit.project)) if may else [],
        "by_amendment": may and only_by_amendment(now),
    }


async def _plan_context(visit: Visit, *, may_change: bool) -> dict[str, Any]:
    """The contract's rhythm in words, and how many periods differ from it."""
    plan = await reporting_plan(visit.project.id, visit.today)
    try:
        found = await proposed_moves(visit.project.id, plan) if may_change else ()
    except Objected:  # a rhythm that makes too many of them says so on its own page
        found = ()
    return {"rhythm": _rhythm_said(plan, visit.words) if plan else [], "period_moves": len(found)}


async def _proposed(visit: Visit) -> Sequence[Any]:
    return await duties_proposed(visit.project.id, visit.today)


# --- making the periods -------------------------------------------------------------------------------------------


async def periods(visit: Visit) -> Response:
    """What the contract in force makes of the reporting periods, before it is done; sent, it is done."""
    if visit.request.method == "GET":
        return await _periods_page(visit)
    form = await sent(visit.request)
    try:
        await generate_periods(visit.by, visit.project, form.line("shown"), visit.today, once=form.key)
    except AlreadyDone:
        return visit.see(f"{base_of(visit.project)}/contract#period", "already")
    except Objected as problem:
        return await _periods_page(visit, problem.objections, 409)
    return visit.see(f"{base_of(visit.project)}/contract#period", "done")


async def _periods_page(visit: Visit, objections: Sequence[Objection] = (), status: int = 200) -> Response:
    words, base = visit.words, base_of(visit.project)
    plan = await reporting_plan(visit.project.id, visit.today)
    try:
        found = await proposed_moves(visit.project.id, plan)
    except Objected as problem:
        found, objections = (), problem.objections
    kept = await kept_periods(visit.project.id)
    context = {
        "rhythm": _rhythm_said(plan, words) if plan else None,
        "makes": bool(plan and (plan.rhythm is not Rhythm.NONE or plan.final_report_days is not None)),
        "days": words.period(plan.start, plan.end) if plan else "",
        "rows": [move_row(move, words) for move in found],
        "moves": moves_shown(await ahead_of_periods(visit, fingerprint(found)) if found else (), words),
        "standing": [standing_row(one, words, base) for one in kept if one.stands],
        "shown": fingerprint(found),
        "errors": [("", said) for _, said in problems(objections, words).listed],
        "form_key": new_form_key(),
        "base": base,
    }
    return visit.page("contract/periods.html", context, status)


def _rhythm_said(plan: ReportingPlan, words: Wording) -> list[str]:
    """What the contract says of reporting, as short sentences."""
    said = []
    if plan.rhythm is not Rhythm.NONE and plan.months:
        every = words.count("a period of {n} month", "a period of {n} months", plan.months)
        said.append(f"{every}, {words.say(RHYTHMS[plan.rhythm])}")
        if plan.report_days is not None:
            said.append(words.count("report due {n} day after it", "report due {n} days after it", plan.report_days))
    if plan.final_report_days is not None:
        said.append(
            words.count(
                "final report due {n} day after the end",
                "final report due {n} days after the end",
                plan.final_report_days,
            )
        )
    return said


# --- the report of one period -------------------------------------------------------------------------------------


async def period(visit: Visit) -> Response:
    """One reporting period: what it asks for, how far its report is, and what happens next with it."""
    if visit.request.method == "GET":
        return await _period_page(visit)
    form = await sent(visit.request)
    here = f"{base_of(visit.project)}/contract/periods/{visit.number_in_path('id')}"
    try:
        report = _report(visit, form)
        await report_period(
            visit.by,
            visit.project,
            visit.number_in_path("id"),
            form.whole("version"),
            report,
            visit.today,
            once=form.key,
        )
    except AlreadyDone:
        return visit.see(here, "already")
    except Changed:
        return await _period_page(visit, form, [Objection(CHANGED_MEANWHILE)], 409)
    except Objected as problem:
        return await _period_page(visit, form, problem.objections, 422)
    return visit.see(here, "done")


def _report(visit: Visit, form: Sent) -> Report:
    """What was typed about a report; Objected when its day can't be read."""
    if form.line("to") not in list(PeriodState):
        raise Objected([Objection(NOT_NOW)])
    typed = form.line("on")
    try:
        on = visit.words.read_day(typed, visit.today) if typed else None
    except Unreadable as problem:
        raise Objected([Objection(problem.msgid, problem.facts, place="on")]) from None
    return Report(PeriodState(form.line("to")), on, form.line("package")[:20], form.line("reason")[:_LONGEST])


async def _period_page(
    visit: Visit, form: Sent | None = None, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    words, base, seen = visit.words, base_of(visit.project), visit.project
    found = await Period.filter(id=visit.number_in_path("id"), project_id=seen.id).values()
    if not found:
        raise NotFound
    row: dict[str, Any] = found[0]
    known = await packages(visit.by, seen)
    told = problems(objections, words)
    may_change = visit.may(Permission.EDIT_PROJECT)
    follows = _next(PeriodState(row["state"]), words) if may_change else []
    context = {
        "row": period_row(row, known, visit.today, words, base),
        "facts": _period_facts(row, words, visit.today),
        "package_said": package_said(known.get(row["package"]), words),
        "package_url": f"{base}/expenses/decisions?package={row['package']}" if row["package"] in known else "",
        "next": follows,
        "ahead": await ahead_of_report(visit, row, follows),
        "edit_url": f"{base}/rows/period/{row['id']}" if may_change else "",
        "open_url": f"{base}/reports/packages/new?period={row['id']}"
        if visit.may(Permission.PREPARE_REPORT) and await periods_to_report(seen, row["id"])
        else "",
        "version": row["version"],
        "typed": {name: form.line(name) if form else "" for name in ("on", "package", "reason")},
        "labels": {name: words.say(label) for name, label in _LABELS.items()},
        "told": told.by_field,
        "errors": [(one.place, said) for one, (_, said) in zip(objections, told.listed, strict=True)],
        "form_key": new_form_key(),
        "base": base,
        "attached": await hanging_on(visit, BY_NAME["period"], row),
    }
    return visit.page("contract/period.html", context, status)


_LABELS = {"on": N_("Day"), "package": N_("Report package"), "reason": N_("Reason")}
_DAYS = (("submitted_on", N_("Submitted on")), ("returned_on", N_("Returned on")), ("accepted_on", N_("Accepted on")))


def _period_facts(row: dict[str, Any], words: Wording, today: date) -> list[tuple[str, str]]:
    due = row["due_on"]
    when = f" ({words.distance((due - today).days)})" if due and row["state"] in {"planned", "returned"} else ""
    told = [
        (words.say(N_("Covers")), words.period(row["start_on"], row["end_on"])),
        (words.say(N_("Report due on")), words.day(due) + when if due else ""),
        *((words.say(label), words.day(row[column])) for column, label in _DAYS if row[column]),
    ]
    return [(label, said) for label, said in told if said]


_NEXT = {
    PeriodState.SUBMITTED: N_("Report submitted"),
    PeriodState.ACCEPTED: N_("Report accepted"),
    PeriodState.RETURNED: N_("Report returned"),
}
_BACK = {PeriodState.PLANNED: N_("It was not submitted"), PeriodState.SUBMITTED: N_("It was not accepted")}


def _next(now: PeriodState, words: Wording) -> list[dict[str, Any]]:
    """The buttons: what may happen to the report now, the usual first."""
    return [
        {
            "to": then.value,
            "label": words.say((_BACK if takes_back(now, then) else _NEXT)[then]),
            "back": takes_back(now, then),
        }
        for then in NEXT_STATES[now]
    ]


# --- duties and stages --------------------------------------------------------------------------------------------


async def duties(visit: Visit) -> Response:
    """Taking on proposed duties: one, or all of them."""
    here = f"{base_of(visit.project)}/contract#duty"
    if visit.request.method == "GET":
        return visit.see(here)
    form = await sent(visit.request)
    wanted = form.line("kind")
    kinds = {one.kind.value for one in await _proposed(visit)} if wanted == "all" else {wanted}
    try:
        await take_on_duties(visit.by, visit.project, kinds, visit.today, once=form.key)
    except AlreadyDone:
        return visit.see(here, "already")
    except Objected as problem:
        return await _contract_page(visit, problem.objections, 422)
    return visit.see(here, "added")


async def stage(visit: Visit) -> Response:
    """Moving a project to another stage, with what is still missing shown first."""
    form = None if visit.request.method == "GET" else await sent(visit.request)
    wanted = form.line("to") if form else visit.query("to")
    if wanted not in list(ProjectState):
        return visit.see(f"{base_of(visit.project)}/contract")
    then = ProjectState(wanted)
    if form is None:
        return await _stage_page(visit, then)
    try:
        await move_stage(visit.by, visit.project, then, form.line("reason")[:_LONGEST], visit.today, once=form.key)
    except AlreadyDone:
        return visit.see(f"{base_of(visit.project)}/contract", "already")
    except Objected as problem:
        return await _stage_page(visit, then, form.line("reason"), problem.objections, 422)
    except WrongState as problem:
        return await _stage_page(visit, then, form.line("reason"), [Objection(problem.sentence, problem.facts)], 409)
    return visit.see(f"{base_of(visit.project)}/contract", "done")


async def _stage_page(
    visit: Visit, then: ProjectState, reason: str = "", objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    words, base, now = visit.words, base_of(visit.project), ProjectState(visit.project.state)
    missing = missing_at(now, await stage_facts(visit.project.id, visit.today))
    told = problems(objections, words)
    back = goes_back(now, then)
    context = {
        "now": words.say(STATES[now]),
        "then": words.say(STATES[then]),
        "to": then.value,
        "may": then in MAY_FOLLOW[now],
        "back": back,
        "missing": [] if back else [step_row(step, words, base) for step in missing],
        "needs_reason": back or bool(missing),
        "reason": reason,
        "moves": moves_shown(await ahead_of_stage(visit, then), words),
        "told": told.by_field,
        "errors": [(one.place, said) for one, (_, said) in zip(objections, told.listed, strict=True)],
        "form_key": new_form_key(),
        "base": base,
    }
    return visit.page("contract/stage.html", context, status)


ROUTES = [
    address("/projects/{code}/contract", "contract", contract),
    address("/projects/{code}/contract/periods", "contract_periods", periods, changes=True),
    address("/projects/{code}/contract/periods/{id:int}", "contract_period", period, changes=True),
    address("/projects/{code}/contract/duties", "contract_duties", duties, changes=True),
    address("/projects/{code}/contract/stage", "contract_stage", stage, changes=True),
]
