"""The pages of hours: a member's month to type in, decide on and print, and the months of a member and of the team."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response

from grants.access import Permission
from grants.errors import AlreadyDone, Changed, NotAllowed, Objected, Objection, WrongState
from grants.team.rules import SheetState
from grants.team.timesheets.actions import (
    DECIDED_MEANWHILE,
    IS_APPROVED,
    IS_SUBMITTED,
    Entered,
    approve_month,
    approve_months,
    enter_hours,
    give_back,
)
from grants.team.timesheets.forms import (
    ReadMonth,
    Typed,
    as_typed,
    fields_of,
    read_month,
    rows_offered,
    text_name,
    typed_month,
)
from grants.team.timesheets.lists import team_month_shown
from grants.team.timesheets.queries import Month, month_seen
from grants.team.timesheets.rules import TYPED_IN, copied, may_enter, why_not_decide
from grants.team.timesheets.rules_typed import cell_name
from grants.team.timesheets.shown import (
    Drawing,
    head_shown,
    month_address,
    months_address,
    not_told,
    paper_facts,
    pay_shown,
    row_label,
    sums_shown,
    table_shown,
)
from grants.values.days import add_months
from grants.values.language import N_
from grants.values.wording import Wording
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

CHANGED_MEANWHILE = N_(
    "Somebody else changed this month meanwhile. What stands there now is shown beside yours; save again to keep yours."
)
COPIED = N_(
    "The hours of {month} are laid on the working days of this one. Look them over and save: nothing is kept yet."
)
NOTHING_TO_COPY = N_("There are no hours in {month} to copy.")
_CHOSEN: Final = re.compile(r"member_([0-9]{1,18})")
_MOST_FIELDS: Final = 20_000
_LONGEST: Final = 2000


class MonthConvertor(Convertor[date]):
    """A month in an address: 2026-11."""

    regex = r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])"

    def convert(self, value: str) -> date:
        """Its first day."""
        return date.fromisoformat(f"{value}-01")

    def to_string(self, value: date) -> str:
        """The month of a day."""
        return f"{value:%Y-%m}"


register_url_convertor("month", MonthConvertor())


def month_in_path(visit: Visit) -> date:
    """The first day of the month in the address."""
    first: date = visit.request.path_params["month"]
    return first


async def _month(visit: Visit) -> Month:
    return await month_seen(visit.by, visit.project, visit.number_in_path("id"), month_in_path(visit))


# --- a month ------------------------------------------------------------------------------------------------------


async def timesheet(visit: Visit) -> Response:
    """A member's month; sent, its hours are kept, and submitted where asked."""
    month = await _month(visit)
    if visit.request.method == "GET":
        return _page(visit, month, _stands(visit, month))
    form = await sent(visit.request, most_fields=_MOST_FIELDS)
    typed = typed_month(form.typed, month)
    match form.line("then"):
        case "sums":
            return _sums(visit, month, typed)
        case "copy":
            return _with_last_month(visit, month, typed, form)
        case then:
            return await _keep(visit, month, typed, form, submit=then == "submit")


def _stands(visit: Visit, month: Month) -> Typed:
    rows = rows_offered(month, every=bool(visit.query("all")))
    return as_typed(month, rows, visit.language)


async def _keep(visit: Visit, month: Month, typed: Typed, form: Sent, *, submit: bool) -> Response:
    read = read_month(typed, month)
    if month.state not in TYPED_IN:
        why = IS_APPROVED if month.state is SheetState.APPROVED else IS_SUBMITTED
        return _both(visit, month, typed, form, why)
    if read.objections:
        return _page(visit, month, typed, form=form, objections=read.objections, status=422)
    entered = Entered(typed.rows, read.cells, read.texts)
    who = (visit.by, visit.project, month.member["id"], month.first)
    try:
        await enter_hours(*who, form.whole("version"), entered, visit.today, submit=submit, once=form.key)
    except Objected as problem:
        return _page(visit, month, typed, form=form, objections=problem.objections, status=422)
    except AlreadyDone:
        return visit.see(month_address(visit, month.member["id"], month.first), "already")
    except Changed:
        return _both(visit, await _month(visit), typed, form, CHANGED_MEANWHILE)
    except WrongState as problem:
        return _both(visit, await _month(visit), typed, form, problem.sentence)
    return visit.see(month_address(visit, month.member["id"], month.first), "done" if submit else "saved")


def _sums(visit: Visit, month: Month, typed: Typed) -> Response:
    """What the form would come to if it were saved as it is typed now; nothing is kept."""
    read = read_month(typed, month)
    cells = _with_those_outside(month, typed, read)
    shown = sums_shown(month, cells, visit.words, visit.today, unread=len(read.objections))
    return visit.page("team/_timesheet_sums.html", shown)


def _with_those_outside(month: Month, typed: Typed, read: ReadMonth) -> Mapping[Any, Any]:
    """What was read, and the hours of activities that the form does not show."""
    return {**{key: hours for key, hours in month.cells.items() if key[0] not in typed.rows}, **read.cells}


def _with_last_month(visit: Visit, month: Month, typed: Typed, form: Sent) -> Response:
    """The form with last month's hours in its empty cells, and with rows for them; nothing is kept."""
    offered = fields_of(copied(month.last_month, month.days, month.member), visit.language)
    named = {"month": visit.words.month(add_months(month.first, -1))}
    if not offered:
        told = [Objection(NOTHING_TO_COPY, named)]
        return _page(visit, month, typed, form=form, objections=told)
    rows = [*typed.rows, *({activity for activity, _ in month.last_month} - set(typed.rows))]
    order = [row["id"] for row in month.activities] + [None]
    fields = {**offered, **{name: said for name, said in typed.fields.items() if said.strip()}}
    filled = Typed(tuple(sorted(rows, key=order.index)), fields)
    return _page(visit, month, filled, form=form, said=visit.words.say(COPIED, **named))


# --- somebody else was quicker ------------------------------------------------------------------------------------


def _both(visit: Visit, now: Month, typed: Typed, form: Sent, why: str) -> Response:
    """The form as it was typed, with what stands there now beside every cell that differs; nothing is lost."""
    stands = as_typed(now, typed.rows, visit.language)
    words = visit.words
    theirs = []
    for activity in typed.rows:
        label = row_label(now, activity, words)
        names = [(f"{label}, {words.day(day.on)}", cell_name(activity, day.on.day)) for day in now.days]
        names += [
            (f"{label}: {words.say(N_('What was done'))}", text_name("done", activity)),
            (f"{label}: {words.say(N_('With which results'))}", text_name("results", activity)),
        ]
        for said, name in names:
            there, mine = stands.fields.get(name, "").strip(), typed.fields.get(name, "").strip()
            if there.replace("\r\n", "\n") != mine.replace("\r\n", "\n"):
                theirs.append((said, there, mine))
    fresh = Sent({**form.typed, "version": str(now.version)})
    return _page(visit, now, typed, form=fresh, objections=[Objection(why)], theirs=theirs, status=409)


# --- the page -----------------------------------------------------------------------------------------------------


def _page(
    visit: Visit,
    month: Month,
    typed: Typed,
    *,
    form: Sent | None = None,
    objections: Sequence[Objection] = (),
    theirs: Sequence[tuple[str, str, str]] = (),
    said: str = "",
    reason: str = "",
    status: int = 200,
) -> Response:
    words = visit.words
    enters = may_enter(visit.by, visit.project.ref, month.member)
    editable = enters and (month.state in TYPED_IN or bool(theirs))
    read = read_month(typed, month)
    cells = _with_those_outside(month, typed, read) if editable else month.cells
    if not editable:
        typed = replace(typed, rows=tuple(one for one in typed.rows if _says(month, one)) or typed.rows[-1:])
    told = {one.place: words.say(one.sentence, **one.facts) for one in reversed(objections) if one.place}
    drawing = Drawing(typed, cells, editable, told, len(read.objections) if editable else 0)
    offered = len(month.activities) + 1
    context = {
        **head_shown(visit, month),
        **table_shown(month, drawing, words, visit.today),
        **_decisions(visit, month),
        **pay_shown(visit, month),
        "may_save": editable and month.state in TYPED_IN,
        "version": form.whole("version") if form else month.version,
        "form_key": new_form_key(),
        "errors": [(one.place or None, _placed(month, one, words)) for one in objections],
        "theirs": theirs,
        "said": said,
        "reason_typed": reason,
        "reason_error": told.get("reason"),
        "not_told": not_told(month, month.cells, month.texts, words) if month.state is not SheetState.DRAFT else [],
        "copies": bool(month.last_month),
        "all_url": f"{month_address(visit, month.member['id'], month.first)}?all=1"
        if editable and len(typed.rows) < offered
        else None,
    }
    return visit.page("team/timesheet.html", context, status)


def _says(month: Month, activity: int | None) -> bool:
    """Whether anything was entered for an activity."""
    return any(month.texts.get(activity, ())) or any(one == activity for one, _ in month.cells)


def _placed(month: Month, one: Objection, words: Wording) -> str:
    """A problem with the row and the day it is about."""
    sentence = words.say(one.sentence, **one.facts)
    name, _, day = one.place.removeprefix("h").partition(".")
    if not day:
        return sentence
    where = row_label(month, int(name) or None, words)
    return f"{where}, {words.day(month.first.replace(day=int(day)))}: {sentence}"


def _decisions(visit: Visit, month: Month) -> dict[str, Any]:
    """What this person may decide on the month, or why not."""
    approves = visit.may(Permission.APPROVE_HOURS)
    waits, approved = month.state is SheetState.SUBMITTED, month.state is SheetState.APPROVED
    why = (
        why_not_decide(visit.by, month.member, month.sheet, alone_suffices=month.alone_suffices) if month.sheet else ""
    )
    return {
        "may_approve": approves and waits and not why,
        "may_reopen": approves and approved and not why,
        "why_not": visit.words.say(why) if why and approves and (waits or approved) else "",
        "keys": {name: new_form_key() for name in ("approve", "return")},
        "now_version": month.version,
    }


async def decision(visit: Visit) -> Response:
    """Approving a month, giving it back, or opening it again."""
    month = await _month(visit)
    here = month_address(visit, month.member["id"], month.first)
    if visit.request.method == "GET":
        return visit.see(here)
    form = await sent(visit.request)
    which = (visit.by, visit.project, month.member["id"], month.first, form.whole("version"))
    try:
        if form.line("to") == SheetState.APPROVED:
            await approve_month(*which, visit.today, once=form.key)
        else:
            reason = form.line("reason")[:_LONGEST]
            await give_back(*which, reason, visit.now, visit.settings.base_url, once=form.key)
    except AlreadyDone:
        return visit.see(here, "already")
    except (Objected, Changed, WrongState, NotAllowed) as problem:
        return await _refused(visit, form.line("reason"), problem)
    return visit.see(here, "done")


async def _refused(visit: Visit, reason: str, problem: Exception) -> Response:
    """The month as it stands, with why the decision was not taken; the reason that was typed stays."""
    told, status = _told_of(problem)
    month = await _month(visit)
    return _page(visit, month, _stands(visit, month), objections=told, reason=reason, status=status)


def _told_of(problem: Exception) -> tuple[Sequence[Objection], int]:
    """Why something was not decided, and the status that says so."""
    match problem:
        case Objected():
            return problem.objections, 422
        case Changed():
            return [Objection(DECIDED_MEANWHILE)], 409
        case WrongState():
            return [Objection(problem.sentence, problem.facts)], 409
        case NotAllowed():
            return [Objection(problem.sentence, problem.facts)], 403
        case _:
            raise problem


# --- on paper -----------------------------------------------------------------------------------------------------


async def paper(visit: Visit) -> Response:
    """The month to print and sign."""
    month = await _month(visit)
    rows = [one for one in rows_offered(month, every=True) if _says(month, one)]
    drawing = Drawing(as_typed(month, rows, visit.language), month.cells, editable=False)
    context = {
        **head_shown(visit, month),
        **table_shown(month, drawing, visit.words, visit.today),
        "facts": paper_facts(visit, month),
        "coordinator": month.coordinator,
        "approved": month.state is SheetState.APPROVED,
    }
    return visit.page("team/timesheet_paper.html", context)


# --- the month of the team ----------------------------------------------------------------------------------------


async def team_months(visit: Visit) -> Response:
    """Everybody's month; sent, the chosen ones are approved, all of them or none."""
    first = month_in_path(visit)
    if visit.request.method == "GET":
        return visit.page("team/timesheet_months.html", await _team_page(visit, first))
    form = await sent(visit.request, most_fields=_MOST_FIELDS)
    chosen = {int(at[1]): form.whole(f"version_{at[1]}") for name in form.typed if (at := _CHOSEN.fullmatch(name))}
    try:
        await approve_months(visit.by, visit.project, chosen, first, visit.today, once=form.key)
    except AlreadyDone:
        return visit.see(months_address(visit, first), "already")
    except (Objected, Changed, WrongState, NotAllowed) as problem:
        told, status = _told_of(problem)
        context = await _team_page(visit, first, frozenset(chosen), told)
        return visit.page("team/timesheet_months.html", context, status)
    return visit.see(months_address(visit, first), "done")


async def _team_page(
    visit: Visit, first: date, chosen: frozenset[int] = frozenset(), told: Sequence[Objection] = ()
) -> dict[str, Any]:
    shown = await team_month_shown(visit, first, chosen)
    errors = [(None, visit.words.say(one.sentence, **one.facts)) for one in told]
    return shown | {"errors": errors, "form_key": new_form_key()}


ROUTES = [
    address("/projects/{code}/team/{id:int}/{month:month}", "timesheet", timesheet, changes=True),
    address("/projects/{code}/team/{id:int}/{month:month}/decision", "timesheet_decision", decision, changes=True),
    address("/projects/{code}/team/months/{month:month}", "team_months", team_months, changes=True),
    address("/projects/{code}/team/{id:int}/{month:month}/paper", "timesheet_paper", paper),
]
