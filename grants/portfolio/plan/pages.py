"""The pages of the work plan: all of it, and one activity with its updates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from grants.access import Permission, own_part_only
from grants.entries.hanging import hanging_on
from grants.entries.kinds import BY_NAME
from grants.errors import AlreadyDone, Changed, Objected, Objection
from grants.portfolio.frame import base_of
from grants.portfolio.plan.actions import Told, write_update
from grants.portfolio.plan.gantt import Drawn, gantt, tally, tally_said
from grants.portfolio.plan.queries import (
    Row,
    activities_of,
    activity_among,
    behind,
    deliverables_of,
    frame_of,
    milestones_of,
    packages_of,
    periods_of,
    updates_of,
)
from grants.portfolio.plan.shown import (
    activity_said,
    milestones_said,
    money_said,
    parts_of,
    told_of,
    tree_said,
    whole_said,
)
from grants.storage.columns import text
from grants.values.entry import Reader, read_entry, reference_key
from grants.values.language import N_, other_language
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit
from grants.workplan.records import ACTIVITY, ACTIVITY_UPDATE
from grants.workplan.rules import ACTIVITY_STATES, DELIVERABLE_STATES, ActivityState, DeliverableState
from grants.workplan.rules_plan import deliverable_late, in_tree

DELIVERABLE_TONES = {
    DeliverableState.PLANNED: "quiet",
    DeliverableState.SUBMITTED: "active",
    DeliverableState.RETURNED: "wait",
    DeliverableState.ACCEPTED: "good",
}


async def work_plan(visit: Visit) -> Response:
    """What is done, when and by whom, what it costs and how far it is."""
    seen, words, base = visit.project, visit.words, base_of(visit.project)
    may_change = visit.may(Permission.EDIT_WORK_PLAN)
    frame = await frame_of(seen)
    placed = in_tree(await activities_of(visit.by, seen))
    packages = await packages_of(visit.by, seen)
    milestones, handed = await milestones_of(visit.by, seen), await deliverables_of(visit.by, seen)
    periods = await periods_of(seen)
    money = await behind(visit.by, seen, placed, frame.currency) if visit.may(Permission.SEE_MONEY) else None
    by_id = {one.row["id"]: one.row for one in placed}
    told = told_of(placed, frame.start, visit.today, words, base)
    late = {row["id"] for row in handed if deliverable_late(row, visit.today)}
    drawn = Drawn(placed, told, milestones, handed, periods, frame.start, frame.end, visit.today, late)
    context = {
        "drawn": gantt(drawn, words, base),
        "groups": tree_said(placed, packages, told, money, words, base, may_change=may_change),
        "whole": whole_said(placed, money, words),
        "milestones": milestones_said(milestones, by_id, visit.today, words, base, may_change=may_change),
        "may_change": may_change,
        "rows_url": f"{base}/rows",
        "deliverables_said": tally_said(tally(handed, late), words),
        "deliverables_url": f"{base}/deliverables",
    }
    return visit.page("portfolio/workplan.html", context)


# --- one activity -------------------------------------------------------------------------------------------------

CHANGED_MEANWHILE = N_(
    "Somebody else changed this activity meanwhile. How it stands now is shown above; save again to keep yours."
)
_SLOTS = ("written", *(f"{name}_{side}" for name in ("done", "late", "next") for side in ("bg", "en")), "progress")
_REALITY = ("state", "began", "finished")


@dataclass
class Telling:
    """The form of an update: what was typed, and what is wrong with it."""

    typed: Mapping[str, str]
    version: int
    objections: Sequence[Objection] = ()
    key: str = field(default_factory=new_form_key)
    open: bool = False


async def activity(visit: Visit) -> Response:
    """One activity with what belongs to it; sent, an update of it."""
    activity_id = visit.number_in_path("id")
    row = activity_among(await activities_of(visit.by, visit.project), activity_id)
    if visit.request.method == "GET":
        return await _activity_page(visit, activity_id, Telling(_begun(row, visit), row["version"]))
    form = await sent(visit.request)
    here = f"{base_of(visit.project)}/activities/{activity_id}"
    told, objections = _read(form, row, visit)
    version, status = form.whole("version"), 422
    if told is not None:
        try:
            await write_update(visit.by, visit.project, activity_id, version, told, visit.today, once=form.key)
        except AlreadyDone:
            return visit.see(here, "already")
        except Objected as problem:
            objections = list(problem.objections)
        except Changed as changed:
            now: Any = changed.theirs["version"]
            objections, version, status = [Objection(CHANGED_MEANWHILE)], int(now), 409
        else:
            return visit.see(f"{here}#updates", "added")
    return await _activity_page(
        visit, activity_id, Telling(form.typed, version, objections, form.key, open=True), status
    )


def _begun(row: Row, visit: Visit) -> dict[str, str]:
    """What a new update begins with: today, and the activity as it stands."""
    days = {"written": visit.today, "began": row["began_on"], "finished": row["finished_on"]}
    return {
        "state": str(row["state"]),
        "progress": "" if row["progress"] is None else str(row["progress"]),
        **{name: f"{day:%d.%m.%Y}" if day else "" for name, day in days.items()},
    }


def _read(form: Sent, row: Row, visit: Visit) -> tuple[Told | None, list[Objection]]:
    """The update as it was typed; None where something of it could not be read."""
    named = {"activity": {reference_key(row["number"]): row["id"]}}
    reader = Reader(visit.words, visit.today, named)
    typed = {slot: form.typed.get(slot, "") for slot in _SLOTS}
    update = read_entry(ACTIVITY_UPDATE, typed | {"activity": row["number"]}, reader)
    title = {"title_bg": row["title_bg"], "title_en": row["title_en"]}
    stands = read_entry(ACTIVITY, title | {name: form.typed.get(name, "") for name in _REALITY}, reader)
    objections = [*update.objections, *(one for one in stands.objections if one.place in _REALITY)]
    if objections:
        return None, objections
    reality = stands.values
    return Told(update.values, ActivityState(reality["state"]), reality["began_on"], reality["finished_on"]), []


async def _activity_page(visit: Visit, activity_id: int, telling: Telling, status: int = 200) -> Response:
    seen, words, base = visit.project, visit.words, base_of(visit.project)
    may_change = visit.may(Permission.EDIT_WORK_PLAN)
    frame = await frame_of(seen)
    placed = in_tree(await activities_of(visit.by, seen))
    by_id = {one.row["id"]: one.row for one in placed}
    this = next(one for one in placed if one.row["id"] == activity_id)
    money = await behind(visit.by, seen, placed, frame.currency) if visit.may(Permission.SEE_MONEY) else None
    milestones = [row for row in await milestones_of(visit.by, seen) if row["activity_id"] == activity_id]
    shown = activity_said(this, by_id, frame.start, visit.today, words, base)
    above = [by_id[row_id] for row_id in reversed(this.above)]
    parts = [activity_said(one, by_id, frame.start, visit.today, words, base) for one in parts_of(placed, activity_id)]
    for part in parts:
        part["money"] = money_said(money.whole.get(part["id"]), words) if money else None
    context = {
        "activity": shown,
        "summary": text(dict(this.row), "summary") or None,
        "responsible": this.row["person"] or "",
        "above": [
            {"number": row["number"], "title": text(dict(row), "title"), "url": f"{base}/activities/{row['id']}"}
            for row in above
        ],
        "money": money_said(money.whole.get(activity_id), words) if money else None,
        "own_money": money_said(money.own.get(activity_id), words) if money and parts else None,
        "currency": money.currency if money else "",
        "parts": parts,
        "milestones": milestones_said(milestones, by_id, visit.today, words, base, may_change=may_change),
        "deliverables": await _deliverables(visit, activity_id),
        "updates": [_update(row, visit) for row in await updates_of(visit.by, seen, activity_id)],
        "edit_url": f"{base}/rows/activity/{activity_id}" if may_change else None,
        "add_part_url": f"{base}/rows/activity/new?within={this.row['number']}" if may_change else None,
        "plan_url": f"{base}/workplan",
        "attached": await hanging_on(visit, BY_NAME["activity"], dict(this.row)),
        **_form(visit, this.row, telling),
    }
    return visit.page("portfolio/activity.html", context, status)


async def _deliverables(visit: Visit, activity_id: int) -> list[dict[str, Any]]:
    words = visit.words
    return [
        {
            "url": f"{base_of(visit.project)}/deliverables/{row['id']}",
            "number": row["number"],
            "title": text(row, "delivered_title") or text(row, "title"),
            "due": words.day(row["due_on"]) if row["due_on"] else "",
            "delivered": words.day(row["delivered_on"]) if row["delivered_on"] else "",
            "state": words.say(DELIVERABLE_STATES[row["state"]]),
            "tone": DELIVERABLE_TONES[DeliverableState(row["state"])],
            "late": words.distance((row["due_on"] - visit.today).days) if deliverable_late(row, visit.today) else "",
        }
        for row in await deliverables_of(visit.by, visit.project)
        if row["activity_id"] == activity_id
    ]


def _update(row: Row, visit: Visit) -> dict[str, Any]:
    words = visit.words
    return {
        "day": words.long_day(row["written_on"]) if row["written_on"] else "",
        "person": row["person"] or "",
        "progress": "" if row["progress"] is None else words.number(row["progress"]) + "%",
        "done": text(row, "done") or None,
        "late": text(row, "late") or None,
        "next": text(row, "next") or None,
    }


def _form(visit: Visit, row: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """The form of an update, for whoever may write one of this activity."""
    own = own_part_only(visit.by, visit.project.ref, Permission.DELIVER)
    told = problems(telling.objections, visit.words)
    return {
        "may_tell": visit.may(Permission.DELIVER) and own in {None, row["partner_id"]},
        "typed": {name: telling.typed.get(name, "") for name in (*_SLOTS, *_REALITY)},
        "errors": [(one.place or None, said) for one, (_, said) in zip(telling.objections, told.listed, strict=True)],
        "by_field": told.by_field,
        "states": [(str(state), visit.words.say(said)) for state, said in ACTIVITY_STATES.items()],
        "version": telling.version,
        "form_key": telling.key,
        "opened": telling.open,
        "sides": [visit.language, other_language(visit.language)],
    }
