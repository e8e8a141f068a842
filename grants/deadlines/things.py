"""What a project's deadlines follow: its things that have a day, the days its rules count from, and what stands already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, Final

from grants.correspondence.queries import answer_terms, answered_elsewhere
from grants.deadlines.models import DeadlineRule, ReminderPlan
from grants.deadlines.rules import DeadlineKind, DeadlineState, Origin
from grants.deadlines.rules_steps import Facts, InHouse, Standing, Wanted
from grants.deadlines.rules_yield import (
    Anchors,
    DateRule,
    Offices,
    PeriodKnown,
    Yielded,
    closes_with_report,
    rule_of,
    until,
    yields,
)
from grants.errors import Objection
from grants.payments.queries import payment_terms
from grants.projects.models import Contract, Period
from grants.projects.periods import office_days, reporting_plan
from grants.projects.rules import PeriodKind, PeriodState
from grants.projects.rules_periods import ReportingPlan, in_force
from grants.storage.columns import text
from grants.storage.database import Row, rows
from grants.values.days import Unit
from grants.values.language import N_, Text
from grants.values.terms import Term, UnknownYear, reckon
from grants.values.wording import Wording, wording

REPORTED: Final = frozenset({PeriodState.SUBMITTED, PeriodState.ACCEPTED})

# How a deadline of a thing is called; what is not here is called as the thing.
CALLED: Final[Mapping[str, str]] = {
    "period": N_("Report for {period}"),
    "final": N_("Final report for {period}"),
    "supply": N_("Contract ends: {title}"),
    "guarantee": N_("Expires: {title}"),
    "payment": N_("Payment {number} by the authority"),
    "matter": N_("Answer: {title}"),
    "sub_report": N_("Report of {title} for {period}"),
    "purchase": N_("Offers until: {title}"),
}

_TO_FUNDER: Final = frozenset({"period", "matter"})
# From which day and how long things of a kind were given, by the thing's id.
_Given = Mapping[str, Mapping[int, tuple[date, Term]]]

_THINGS: Final = "SELECT * FROM thing_due WHERE project_id = $1 ORDER BY due_on, thing, position"
_STANDING: Final = """
SELECT d.*, EXISTS (SELECT FROM reminder r WHERE r.deadline_id = d.id) AS told,
  coalesce((SELECT r.country FROM deadline_rule r WHERE r.id = d.rule_id), '') AS rule_country
FROM deadline d WHERE $1::bigint IS NULL OR d.project_id = $1 ORDER BY d.position
"""


# What a recovery or a correction brought goes the other way: it is no payment to the project.
_PAID: Final = """
SELECT max(received_on) FILTER (WHERE kind IN ('advance', 'interim', 'final', 'opening')) AS paid,
  max(received_on) FILTER (WHERE kind = 'final') AS balance FROM funder_payment WHERE project_id = $1
"""


async def offices() -> Offices:
    """The days on which offices work, with what was declared since this release. One query."""
    return Offices(await office_days())


async def anchors_of(project_id: int, plan: ReportingPlan | None) -> Anchors:
    """The days that rules of a project with this plan count from."""
    versions = await Contract.filter(project_id=project_id).order_by("position").values()
    held = in_force(versions)
    partners = await rows(
        "SELECT r.id, o.name_bg, o.name_en FROM partner r JOIN organisation o ON o.id = r.organisation_id "
        "WHERE r.project_id = $1 AND r.left_on IS NULL ORDER BY r.position",
        project_id,
    )
    paid = (await rows(_PAID, project_id))[0]
    return Anchors(
        start=plan.start if plan else None,
        end=plan.end if plan else None,
        signed=next((one["signed_on"] for one in held if one["signed_on"]), None),
        in_force=next((one["in_force_on"] for one in held if one["in_force_on"]), None),
        paid=paid["paid"],
        balance=paid["balance"],
        periods=await periods_known(project_id),
        partners=[(row["id"], row["name_bg"] or row["name_en"]) for row in partners],
        hour=plan.hour if plan else "",
        zone=plan.zone if plan and plan.hour else "",
    )


async def periods_known(project_id: int) -> list[PeriodKnown]:
    """The reporting periods of a project, as rules see them."""
    found = await Period.filter(project_id=project_id).exclude(kind=PeriodKind.PROGRESS).order_by("start_on").values()
    return [
        PeriodKnown(
            row["id"],
            row["number"],
            row["kind"] == PeriodKind.FINAL,
            row["start_on"],
            row["end_on"],
            row["due_on"],
            row["state"] in REPORTED,
            row["submitted_on"],
        )
        for row in found
    ]


async def in_house_of(project_id: int, known: Offices) -> InHouse:
    """How much earlier the house wants things done in a project."""
    found = await ReminderPlan.filter(project_id=project_id).order_by("position").values("kind", "internal_days")
    days = {
        DeadlineKind(row["kind"]) if row["kind"] else None: row["internal_days"]
        for row in found
        if row["internal_days"] is not None
    }
    return InHouse(days, known)


async def standing_of(project_id: int) -> list[Standing]:
    """The deadlines of a project as they stand."""
    return [_standing(row) for row in await rows(_STANDING, project_id)]


async def standing_everywhere() -> dict[int, list[Standing]]:
    """The deadlines of every project as they stand, by project. One query."""
    found: dict[int, list[Standing]] = {}
    for row in await rows(_STANDING, None):
        found.setdefault(row["project_id"], []).append(_standing(row))
    return found


def _standing(row: Row) -> Standing:
    origin = Origin(row["origin"])
    named = ("deliverable", row["deliverable_id"]) if origin is Origin.TYPED and row["deliverable_id"] else None
    thing, thing_id = named or (row["thing"], row["thing_id"])
    gone = (origin is Origin.ATTACHED and thing_id is None) or (origin is Origin.GENERATED and row["rule_id"] is None)
    of_partner = row["partner_id"] if origin is Origin.GENERATED else None
    return Standing(
        id=row["id"],
        number=row["number"],
        key=(row["rule_id"] or 0, thing, thing_id or 0, of_partner or 0),
        origin=origin,
        state=DeadlineState(row["state"]),
        fixed=row["fixed"],
        facts=Facts(
            kind=DeadlineKind(row["kind"]),
            title=text(row, "title"),
            due_on=row["due_on"],
            number=row["thing_number"],
            partner_id=row["partner_id"],
            from_on=row["from_on"],
            amount=row["amount"],
            unit=Unit(row["unit"]),
            raw_on=row["raw_on"],
            ruled_on=row["ruled_on"],
            hour=row["hour"],
            zone=row["zone"],
        ),
        person_id=row["person_id"],
        chosen=row["chosen"],
        internal_on=row["internal_on"],
        told=row["told"],
        gone=gone,
        country=row["rule_country"],
    )


# --- what is wanted -------------------------------------------------------------------------------------------------


async def wanted_of(project_id: int, known: Offices) -> list[Wanted]:
    """The deadlines that a project's things and rules ask for."""
    plan = await reporting_plan(project_id)
    given = {"matter": await answer_terms(project_id), "payment": await payment_terms(project_id)}
    elsewhere = await answered_elsewhere(project_id) if plan and plan.hour else set()
    things = [_of_thing(row, plan, given, known, elsewhere) for row in await rows(_THINGS, project_id)]
    rules = await DeadlineRule.filter(project_id=project_id).order_by("position").values()
    if not rules:
        return things
    anchors = await anchors_of(project_id, plan)
    return [*things, *(one for row in rules for one in wanted_by(row, anchors, known))]


def wanted_by(row: Mapping[str, Any], anchors: Anchors, known: Offices) -> list[Wanted]:
    """The deadlines that one rule asks for; what can't be counted asks for none."""
    rule = rule_of(row)
    return [_by_rule(row, rule, one, anchors) for one in yields(rule, anchors, known) if one.reckoned is not None]


def _by_rule(row: Mapping[str, Any], rule: DateRule, one: Yielded, anchors: Anchors) -> Wanted:
    found, point, (hour, zone) = one.reckoned, one.point, until(row, anchors)
    assert found is not None
    partner_id, partner = one.partner or (None, "")
    closes = closes_with_report(rule.kind, point.thing, partner_id)
    return Wanted(
        key=(rule.id, point.thing, point.thing_id or 0, partner_id or 0),
        origin=Origin.GENERATED,
        facts=Facts(
            kind=rule.kind,
            title=_of_what(text(row, "title"), one, partner),
            due_on=found.day,
            number=point.called,
            partner_id=partner_id,
            from_on=found.start,
            amount=found.term.amount,
            unit=found.term.unit,
            raw_on=found.raw,
            hour=hour,
            zone=zone,
        ),
        person_id=row["person_id"],
        done=closes and point.reported,
        done_on=point.reported_on if closes else None,
        closes=closes,
        reported=point.reported,
        internal_days=row["internal_days"],
    )


def _of_what(title: Text, one: Yielded, partner: str) -> Text:
    """The rule's title with the period, the year and the partner that this one is for."""

    def said(words: Wording, side: str) -> str:
        point = one.point
        span = words.period(point.first, point.last) if point.thing == "period" else point.called
        return " · ".join(part for part in (side, span, partner) if part)

    return _both(lambda words: said(words, title.in_(words.language)))


def _of_thing(
    row: Row, plan: ReportingPlan | None, given: _Given, known: Offices, elsewhere: AbstractSet[int]
) -> Wanted:
    return Wanted(
        key=(0, row["thing"], row["thing_id"], 0),
        origin=Origin.ATTACHED,
        facts=Facts(
            kind=DeadlineKind(row["kind"]),
            title=_called(row),
            due_on=row["due_on"],
            number=row["number"],
            partner_id=row["partner_id"],
            **(_until(row, plan, elsewhere) | _why(row, plan, given, known)),
        ),
        person_id=row["person_id"],
        done=row["done"],
        done_on=row["done_on"],
    )


def _until(row: Row, plan: ReportingPlan | None, elsewhere: AbstractSet[int]) -> dict[str, Any]:
    """Until which hour the day of a thing lasts where it goes to the funder: a report, or an answer that is not among those to
    others.
    """
    if plan is None or row["thing"] not in _TO_FUNDER or (row["thing"] == "matter" and row["thing_id"] in elsewhere):
        return {}
    return {"hour": plan.hour, "zone": plan.zone if plan.hour else ""}


def _why(row: Row, plan: ReportingPlan | None, given: _Given, known: Offices) -> dict[str, Any]:
    """From what the day of a thing is counted, where its term comes to it."""
    start, term = given.get(row["thing"], {}).get(row["thing_id"], (None, None))
    if row["thing"] == "period" and plan:
        start, term = row["last_on"], plan.term(final=row["final"])
    if start is None or term is None:
        return {}
    try:
        found = reckon(start, term, known.of("BG"))
    except UnknownYear:
        return {}
    if found.day != row["due_on"]:
        return {}
    return {"from_on": found.start, "amount": term.amount, "unit": term.unit, "raw_on": found.raw}


def _called(row: Row) -> Text:
    """How the deadline of a thing is called."""
    title = text(row, "title")
    sentence = CALLED.get("final" if row["thing"] == "period" and row["final"] else row["thing"])
    if sentence is None:
        return title or Text(row["number"], row["number"])
    return _both(
        lambda words: words.say(
            sentence,
            title=title.in_(words.language) or row["number"],
            number=row["number"],
            period=words.period(row["first_on"], row["last_on"]),
        )
    )


def _both(said: Any) -> Text:
    bg, en = (said(wording(language))[:1000] for language in ("bg", "en"))
    return Text(bg, en)


# --- a rule as it is typed ------------------------------------------------------------------------------------------


async def against_rule(project_id: int, values: Mapping[str, Any], _row_id: int) -> Sequence[Objection]:
    """What can't be kept of a rule: the first of its dates that can't be."""
    found = yields(rule_of(values), await anchors_of(project_id, await reporting_plan(project_id)), await offices())
    return [one.problem for one in found if one.problem is not None][:1]
