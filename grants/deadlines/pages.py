"""Pages of deadlines: one project's, one's own tasks; and the button that marks one as done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from starlette.responses import Response

from grants.access import Permission
from grants.deadlines.actions import settle_deadline
from grants.deadlines.agenda import Shown, agenda_row, group, grouped
from grants.deadlines.queries import DeadlineSeen, deadline_seen, deadlines_of
from grants.deadlines.rules import DeadlineState
from grants.deadlines.rules_pages import sees_whole
from grants.deadlines.rules_yield import Offices
from grants.deadlines.tasks import Task, my_tasks
from grants.deadlines.things import offices
from grants.deadlines.views.shown import state_said
from grants.deadlines.why import why_of
from grants.errors import NotFound, WrongState
from grants.letters.failing.queries import unreached_people
from grants.values.language import N_, Text
from grants.values.places import page_of
from grants.values.wording import Wording
from grants.web.forms import sent
from grants.web.pages import Visit, address

_DELIVERABLES_AHEAD = timedelta(days=30)
WAITING = N_("Waiting for you")
SETTLED = N_("Done and cancelled")
DONE = N_("Mark as done")
OPEN_AGAIN = N_("Open again")

# What a task is, in a word or two.
TASK_KINDS: Mapping[str, str] = {
    "deadline": N_("Deadline"),
    "deliverable": N_("Deliverable"),
    "decide": N_("Deliverable waits for a decision"),
    "verify": N_("To verify"),
    "returned": N_("Returned expense"),
    "hours": N_("Timesheets to approve"),
    "hours_returned": N_("Returned timesheet"),
}


async def deadlines(visit: Visit) -> Response:
    """The deadlines of a project by nearness; what is settled stands at the end."""
    found = await deadlines_of(visit.by, visit.project)
    base = f"/projects/{visit.project.code}/deadlines"
    known = await offices()
    open_ones = [(one.due_on, _deadline(visit, one, known, base)) for one in found if one.open]
    ended = sorted((one for one in found if not one.open), key=lambda one: one.done_on or one.due_on, reverse=True)
    settled = [_deadline(visit, one, known, base) for one in ended]
    groups = grouped(open_ones, visit)
    if settled:
        groups.append(group(visit.words.say(SETTLED), settled, visit.words))
    plans = visit.may(Permission.EDIT_DEADLINES)
    context = {
        "groups": groups,
        "calendar_url": f"/account/calendars?project={visit.project.code}",
        "rules_url": f"{base}/rules" if sees_whole(visit.by, visit.project.ref) else None,
        "may_add": plans,
        "unreached": await _unreached(visit) if plans else [],
    }
    return visit.page("deadlines/deadlines.html", context)


async def _unreached(visit: Visit) -> list[str]:
    """Whose reminders do not arrive, and what the mail server said."""
    sentence = N_("Letters to {name} ({email}) do not arrive: {said}")
    return [
        visit.words.say(sentence, name=one["name"], email=one["email"], said=one["said"])
        for one in await unreached_people(visit.project.id, visit.today)
    ]


def _deadline(visit: Visit, one: DeadlineSeen, known: Offices, base: str) -> Shown:
    return agenda_row(visit, one.title, one.due_on if one.open else one.done_on or one.due_on) | {
        "id": one.id,
        "url": f"{base}/{one.id}",
        "project": "",
        "note": one.note or _why(visit, one, known),
        "when": visit.words.distance((one.due_on - visit.today).days) if one.open else "",
        "late": one.open and one.due_on < visit.today,
        "person": one.person,
        "button": _button(visit, one, base),
        **state_said(one, visit.today, visit.words),
    }


def _why(visit: Visit, one: DeadlineSeen, known: Offices) -> Text:
    """From what its day is counted, in the reader's language."""
    said = why_of(visit.words, one, known)
    return Text(said, said)


def _button(visit: Visit, one: DeadlineSeen, base: str) -> Shown | None:
    """The one thing that may be done to it here, if this person may."""
    needs = Permission.EDIT_DEADLINES if one.state is DeadlineState.CANCELLED else Permission.SETTLE_DEADLINE
    if not visit.may(needs) or (one.hangs and one.state is not DeadlineState.CANCELLED):
        return None
    return {
        "label": visit.words.say(DONE if one.open else OPEN_AGAIN),
        "url": f"{base}/{one.id}/settle",
        "state": DeadlineState.DONE if one.open else DeadlineState.OPEN,
        "version": one.version,
    }


async def settle(visit: Visit) -> Response:
    """Marks a deadline as done, or opens it again; asked twice it is done once. Its own page cancels it, with a reason."""
    back = f"/projects/{visit.project.code}/deadlines"
    if visit.request.method == "GET":
        await deadline_seen(visit.by, visit.project, visit.number_in_path("id"))
        return visit.see(back)
    form = await sent(visit.request)
    deadline_id, wanted = visit.number_in_path("id"), form.line("state")
    if wanted not in {DeadlineState.DONE, DeadlineState.OPEN}:
        raise NotFound
    try:
        await settle_deadline(
            visit.by, visit.project, deadline_id, form.whole("version"), DeadlineState(wanted), visit.today
        )
    except WrongState:
        if (await deadline_seen(visit.by, visit.project, deadline_id)).state != wanted:
            raise
        return visit.see(back, "already")
    return visit.see(f"{back}#deadline-{deadline_id}", "saved")


async def tasks(visit: Visit) -> Response:
    """What waits for this person."""
    found = await my_tasks(visit.by, visit.today + _DELIVERABLES_AHEAD)
    waiting = [_task(visit, task) for task in found if task.due_on is None]
    groups = [group(visit.words.say(WAITING), waiting, visit.words)] if waiting else []
    groups += grouped([(task.due_on, _task(visit, task)) for task in found if task.due_on], visit)
    late = [group for group in groups if group["late"]]
    return visit.page("deadlines/tasks.html", {"groups": late + [group for group in groups if not group["late"]]})


def _task(visit: Visit, task: Task) -> Shown:
    return agenda_row(visit, _title(task, visit.words), task.due_on) | {
        "url": _place(task),
        "project": task.acronym or task.project_title.in_(visit.language),
        "person": visit.words.say(TASK_KINDS[task.kind]),
    }


def _title(task: Task, words: Wording) -> Text:
    if task.kind not in ("verify", "hours", "hours_returned"):
        return task.title or task.project_title
    said = _said(task, words)
    return Text(said, said)


def _said(task: Task, words: Wording) -> str:
    """What waits, where it has no title of its own."""
    if task.month_on is None:
        return words.count("{n} expense waits to be verified", "{n} expenses wait to be verified", task.count)
    month = words.month(task.month_on)
    if task.kind == "hours_returned":
        return words.say(N_("Timesheet for {month}"), month=month)
    return words.count(
        "{n} timesheet for {month} waits for approval",
        "{n} timesheets for {month} wait for approval",
        task.count,
        month=month,
    )


def _place(task: Task) -> str:
    base = f"/projects/{task.code}"
    month = f"{task.month_on:%Y-%m}" if task.month_on else ""
    return {
        "deadline": base + page_of("deadline", task.row_id),
        "deliverable": base + page_of("deliverable", task.row_id),
        "decide": base + page_of("deliverable", task.row_id),
        "verify": f"{base}/expenses?state=submitted",
        "returned": f"{base}/expenses/{task.row_id}",
        "hours": f"{base}/team/months/{month}?show=waiting",
        "hours_returned": f"{base}/team/{task.row_id}/{month}",
    }[task.kind]


ROUTES = [
    address("/tasks", "tasks", tasks),
    address("/projects/{code}/deadlines", "deadlines", deadlines),
    address("/projects/{code}/deadlines/{id:int}/settle", "settle_deadline", settle, changes=True),
]
