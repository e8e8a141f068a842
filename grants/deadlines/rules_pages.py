"""The page of a project's rules for deadlines: each in a sentence, with the dates it yields now and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from grants.access import Identity, Permission, ProjectRef, own_part_only
from grants.deadlines.models import DeadlineRule
from grants.deadlines.presets import BY_KEY, differs
from grants.deadlines.rules import Basis, DeadlineKind, OfPeriods
from grants.deadlines.rules_said import date_shown, particulars, sentence
from grants.deadlines.rules_steps import Key, Standing
from grants.deadlines.rules_yield import Anchors, DateRule, Offices, Yielded, rule_of, until, yields
from grants.deadlines.things import anchors_of, offices, standing_of
from grants.errors import NotFound, Objected
from grants.projects.periods import proposed_moves, reporting_plan
from grants.projects.rules_periods import ReportingPlan
from grants.storage.columns import text
from grants.storage.database import rows
from grants.values.language import N_, Text
from grants.values.terms import OfficeDays
from grants.web.pages import Visit, address

Shown = dict[str, Any]
FEW = 4  # dates of a rule that are shown at once
INTERIM = N_("Interim report")
FINAL = N_("Final report")
_PEOPLE = "SELECT id, name FROM person WHERE id IN (SELECT person_id FROM deadline_rule WHERE project_id = $1)"


def sees_whole(by: Identity, project: ProjectRef) -> bool:
    """Whether this person sees the whole project, and so its rules."""
    return own_part_only(by, project, Permission.SEE_PROJECT) is None


async def rules(visit: Visit) -> Response:
    """What the contract says of reports, and every rule beside it; for those who see the whole project."""
    project = visit.project
    if not sees_whole(visit.by, project.ref):
        raise NotFound
    plan = await reporting_plan(project.id)
    anchors, known = await anchors_of(project.id, plan), await offices()
    found = await DeadlineRule.filter(project_id=project.id).order_by("position").values()
    standing = {one.key: one for one in await standing_of(project.id)}
    people = {row["id"]: row["name"] for row in await rows(_PEOPLE, project.id)}
    may_change = visit.may(Permission.EDIT_DEADLINES)
    base = f"/projects/{project.code}"
    context = {
        "outdated": await _outdated(project.id, plan),
        "contract": _of_contract(visit, plan, anchors, known, standing) if plan else [],
        "rules": [
            _rule(visit, row, anchors, known, standing)
            | {
                "url": f"{base}/rows/deadline_rule/{row['id']}" if may_change else "",
                "person": people.get(row["person_id"], ""),
            }
            for row in found
        ],
        "may_change": may_change,
        "base": base,
    }
    return visit.page("deadlines/rules.html", context)


async def _outdated(project_id: int, plan: ReportingPlan | None) -> bool:
    """Whether the reporting periods are not yet as the contract in force has them."""
    try:
        return bool(await proposed_moves(project_id, plan))
    except Objected:  # a rhythm that makes too many of them says so on its own page
        return True


def _rule(
    visit: Visit, row: dict[str, Any], anchors: Anchors, known: Offices, standing: Mapping[Key, Standing]
) -> Shown:
    rule = rule_of(row)
    offices, (hour, zone) = known.of(rule.country), until(row, anchors)
    dates = [_date(visit, rule.id, one, standing, offices) for one in yields(rule, anchors, known)]
    return {
        "number": row["number"],
        "title": text(row, "title"),
        "sentence": sentence(rule, visit.words),
        "more": particulars(rule, row | {"hour": hour, "zone": zone}, visit.words),
        "stopped": rule.stopped,
        "note": text(row, "note"),
        **_source(visit, row),
        **_in_two(visit, dates),
    }


def _source(visit: Visit, row: Mapping[str, Any]) -> Shown:
    """Of a rule taken from a programme: where the programme's stands, and its terms where the project's are others."""
    preset, other = BY_KEY.get(row["preset"]), differs(row)
    said = sentence(rule_of(preset.columns), visit.words) if preset and other else ""
    return {"source": visit.words.say(preset.source) if preset else "", "usual": said}


def _date(visit: Visit, rule_id: int, one: Yielded, standing: Mapping[Key, Standing], offices: OfficeDays) -> Shown:
    key = (rule_id, one.point.thing, one.point.thing_id or 0, one.partner[0] if one.partner else 0)
    shown = date_shown(one, standing.get(key), offices, visit.today, visit.words)
    return shown | {"on": one.reckoned and one.reckoned.day}


def _in_two(visit: Visit, dates: Sequence[Shown]) -> Shown:
    """The dates that are still to come and could not be counted, the first few of them; and the others."""
    ahead = [one for one in dates if one["on"] is None or one["on"] >= visit.today]
    first = ahead[:FEW] or dates[-1:]
    return {"dates": first, "others": [one for one in dates if not any(one is shown for shown in first)]}


def _of_contract(
    visit: Visit, plan: ReportingPlan, anchors: Anchors, known: Offices, standing: Mapping[Key, Standing]
) -> list[Shown]:
    """The terms of reports as the contract in force states them; their dates are those of the reporting periods."""
    shown = []
    for final, title in ((False, INTERIM), (True, FINAL)):
        term = plan.term(final=final)
        if term is None:
            continue
        of = OfPeriods.FINAL if final else OfPeriods.INTERIM
        rule = DateRule(0, DeadlineKind.REPORT, Basis.PERIOD_END, of, term)
        said = visit.words.say(title)
        dates = [_date(visit, 0, one, standing, known.of("BG")) for one in yields(rule, anchors, known)]
        row = {"country": "", "hour": plan.hour, "zone": plan.zone if plan.hour else "", "internal_days": None}
        shown.append(
            {
                "title": Text(said, said),
                "sentence": sentence(rule, visit.words),
                "more": particulars(rule, row, visit.words),
                **_in_two(visit, dates),
            }
        )
    return shown


ROUTES = [address("/projects/{code}/deadlines/rules", "deadline_rules", rules)]
