"""What the page of one amendment shows: its changes, everything they move, what stands against them, what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from grants.access import Permission
from grants.amendments.force.actions import try_out
from grants.amendments.foreseen import Dated, Differing, dated
from grants.amendments.preview import Foreseen, contract_total, foresee
from grants.amendments.queries import OPEN, amendments_of, changes_of, last_suspension, waits
from grants.amendments.records import AMENDABLE
from grants.amendments.rules import AMENDMENT_STATES, BRINGS, CALLED, AmendmentKind, AmendmentState, days_still
from grants.amendments.said import NOTHING, change_said, choices_of, differing_said
from grants.budget.kinds import VersionState
from grants.budget.reading import versions_of
from grants.budget.version_pages import differences_shown
from grants.budget.versions import budget_address, version_label
from grants.deadlines.following import MOVES_A_DAY
from grants.deadlines.foreseeing import foreseen
from grants.deadlines.rules_said import moves_shown
from grants.errors import Objection, TrackerError
from grants.projects.rules import PERIOD_KINDS, STATES
from grants.projects.rules_periods import Moved, PeriodMove
from grants.values.language import N_, Text
from grants.values.wording import Wording
from grants.web.forms import new_form_key
from grants.web.pages import Visit

Row = Mapping[str, Any]
TONES: Mapping[str, str] = {"draft": "", "asked": "wait", "approved": "good", "refused": "bad"}
DUE_HEADINGS: Mapping[str, str] = {
    AmendmentKind.TERMINATION: N_("Still due all the same"),
    AmendmentKind.SUSPENSION: N_("Planned for the days on which the project stands still"),
}
_MOVED: Mapping[Moved, tuple[str, str]] = {
    Moved.ADDED: (N_("added"), "good"),
    Moved.CHANGED: (N_("moved"), "wait"),
    Moved.REMOVED: (N_("removed"), "bad"),
}


def amendments_address(visit: Visit) -> str:
    """The address of the amendments of the project visited."""
    return f"/projects/{visit.project.code}/amendments"


# --- the list -------------------------------------------------------------------------------------------------------


async def amendments_section(visit: Visit) -> dict[str, Any]:
    """The amendments as the contract's own page lists them (amendments/_list.html)."""
    base = amendments_address(visit)
    return {
        "rows": [_listed(row, base, visit.words) for row in await amendments_of(visit.by, visit.project)],
        "base": base,
        "may_add": visit.may(Permission.AMEND_CONTRACT),
    }


def _listed(row: Row, base: str, words: Wording) -> dict[str, Any]:
    day = row["decided_on"] or row["asked_on"]
    return {
        "url": f"{base}/{row['id']}",
        "called": words.say(CALLED[row["kind"]], number=row["number"]),
        "reason": Text(row["reason_bg"], row["reason_en"]),
        "state": state_said(row, words),
        "tone": TONES[row["state"]],
        "day": words.day(day) if day else "",
        "in_force": words.day(row["in_force_on"]) if row["in_force_on"] else "",
    }


def state_said(row: Row, words: Wording) -> str:
    """Where it stands; of one whose day is to come, that too."""
    return words.say(N_("approved, not yet in force")) if waits(row) else words.say(AMENDMENT_STATES[row["state"]])


# --- one amendment --------------------------------------------------------------------------------------------------


async def amendment_context(visit: Visit, row: Row) -> dict[str, Any]:
    """Everything about one amendment but what was typed into its forms."""
    words, changes = visit.words, await changes_of(row["id"])
    ahead = await foresee(visit.by, visit.project, row, changes)
    choices = await choices_of(visit.by, visit.project, [change["kind"] for change in changes])
    is_open, waiting = row["state"] in OPEN, waits(row)
    ahead_shown = is_open or waiting
    may = visit.may(Permission.AMEND_CONTRACT)
    is_draft = row["state"] == AmendmentState.DRAFT
    base = f"{amendments_address(visit)}/{row['id']}"
    return {
        **_head(row, words),
        "changes": [change_said(change, ahead.stand, ahead.then, choices, words) for change in changes],
        "moves": _moves(row, ahead, words) if ahead_shown else [],
        "outside": [_dated_said(one, words) for one in ahead.outside] if ahead_shown else [],
        "still_due": [_dated_said(one, words) for one in ahead.still_due] if ahead_shown else [],
        "periods": [_period_said(move, words) for move in ahead.periods] if ahead_shown else [],
        "deadline_moves": await _deadlines(visit, row, changes, ahead) if ahead_shown else [],
        "refusals": [words.say(one.sentence, **one.facts) for one in ahead.refusals] if ahead_shown else [],
        "warnings": [words.say(one.sentence, **one.facts) for one in ahead.warnings] if ahead_shown else [],
        "differing": differing_rows(ahead.differing, ahead, choices, words) if ahead_shown else [],
        "unchanged": _unchanged(ahead, changes, words) if ahead_shown else [],
        "budget": await _budget_shown(visit, row, ahead, ahead_shown=ahead_shown),
        "suggested": await _suggested(visit, row, ahead) if may and is_draft else None,
        "stuck": waiting and row["in_force_on"] <= visit.today,
        "coming": waiting and row["in_force_on"] > visit.today,
        "may": {
            "edit": may and is_draft,
            "decide": may and is_open,
            "is_draft": is_draft,
            "renew": may and ahead_shown,
        },
        "due_heading": words.say(DUE_HEADINGS.get(row["kind"], "")),
        "sides": [words.say(one) for one in ((N_("Now"), N_("Then")) if ahead_shown else (N_("Before"), N_("After")))],
        "base": base,
        "list_url": amendments_address(visit),
        "version": row["version"],
        "form_key": new_form_key(),
    }


def differing_rows(found: Sequence[Differing], ahead: Foreseen, choices: Any, words: Wording) -> list[dict[str, str]]:
    """What no longer stands, in the reader's words."""
    return [differing_said(one, ahead.stand, choices, words) for one in found]


def _head(row: Row, words: Wording) -> dict[str, Any]:
    is_decided = row["state"] in {AmendmentState.APPROVED, AmendmentState.REFUSED}
    pairs = [
        (N_("Asked on"), row["asked_on"]),
        (N_("Number of the letter"), row["letter"]),
        (N_("Decided on"), row["decided_on"]),
        (N_("Number of the decision"), row["decision"]),
        (N_("Suspended until"), row["until_on"]),
        (N_("Why it was refused"), row["refused_because"] if is_decided else ""),
        (N_("Changes made on"), row["applied_on"]),
    ]
    return {
        "called": words.say(CALLED[row["kind"]], number=row["number"]),
        "reason": Text(row["reason_bg"], row["reason_en"]),
        "state": state_said(row, words),
        "tone": TONES[row["state"]],
        "facts": [(words.say(label), words.fact(value)) for label, value in pairs if value],
        "in_force": words.day(row["in_force_on"]) if row["in_force_on"] else "",
    }


def _moves(row: Row, ahead: Foreseen, words: Wording) -> list[tuple[str, str, str]]:
    """What follows by itself: the project's state, its months, its value; (what, now, then)."""
    moved: list[tuple[str, str, str]] = []
    stood = next(iter(ahead.stand["project"].values()))
    if (state := BRINGS.get(AmendmentKind(row["kind"]))) and state != stood["state"]:
        moved.append(
            (words.say(N_("State of the project")), words.say(STATES[stood["state"]]), words.say(STATES[state]))
        )
    before, after = ahead.months
    if before != after:
        pair = [words.count("{n} month", "{n} months", n) if n is not None else NOTHING for n in (before, after)]
        moved.append((words.say(N_("Duration")), *pair))  # type: ignore[arg-type]  # a pair
    was, total = contract_total(ahead.stand), contract_total(ahead.then)
    if total and was and total != was:
        moved.append(
            (
                words.say(N_("Difference in the total")),
                "",
                words.amount(total - was) if total.currency == was.currency else NOTHING,
            )
        )
    for row_id in ahead.follows:
        sides = [
            _dated_said(one, words)
            for rows in (ahead.stand, ahead.then)
            for one in dated("activity", [rows["activity"][row_id]])
        ]
        title = f"{sides[-1]['kind']} {sides[-1]['number']}"
        moved.append((title, sides[0]["days"], sides[-1]["days"]))
    return moved


async def _deadlines(
    visit: Visit, row: Row, changes: Sequence[dict[str, Any]], ahead: Foreseen
) -> list[dict[str, Any]]:
    """The deadlines it adds, moves, closes or takes away; none of one that can't be brought into force as it is."""
    if ahead.refusals or ahead.differing:
        return []
    dated_changes = [change for change in changes if change["kind"] in MOVES_A_DAY]
    tried = try_out(visit.by, visit.project, dict(row), dated_changes, ahead, visit.today)
    try:
        return moves_shown(await foreseen(visit.by, visit.project.ref, tried), visit.words)
    except TrackerError:  # why it can't be brought is said when somebody tries
        return []


def _dated_said(one: Dated, words: Wording) -> dict[str, Any]:
    span = one.span
    days = words.day(span.last) if span.first == span.last and span.last else words.period(span.first, span.last)
    record = AMENDABLE[one.kind].kind.record
    return {"kind": words.say(record.singular), "number": one.number, "title": one.title, "days": days}


def _period_said(move: PeriodMove, words: Wording) -> dict[str, Any]:
    said, tone = _MOVED[move.what]
    sides = [
        {
            "kind": words.say(PERIOD_KINDS[side.kind]),
            "days": words.period(side.start_on, side.end_on),
            "due": words.day(side.due_on) if side.due_on else "",
        }
        if side
        else None
        for side in (move.before, move.after)
    ]
    return {"what": words.say(said), "tone": tone, "number": move.before.number if move.before else "", "sides": sides}


def _unchanged(ahead: Foreseen, changes: Sequence[Row], words: Wording) -> list[tuple[str, str]]:
    """The numbers of the rows that stay as they are, by kind."""
    touched = {(change["kind"], change["row_id"]) for change in changes}
    shown = []
    for name, found in ahead.stand.items():
        if AMENDABLE[name].one:
            continue
        numbers = [row["number"] for row in found.values() if (name, row["id"]) not in touched]
        if numbers:
            shown.append((words.say(AMENDABLE[name].kind.record.plural), ", ".join(numbers)))
    return shown


# --- the budget it brings -------------------------------------------------------------------------------------------


async def _budget_shown(visit: Visit, row: Row, ahead: Foreseen, *, ahead_shown: bool) -> dict[str, Any]:
    """The version that comes into force with it, line by line; where none is named, whether one can be."""
    words, base = visit.words, budget_address(visit)
    versions = await versions_of(visit.by, visit.project)
    working = next((one for one in versions if one["state"] == VersionState.WORKING), None)
    shown: dict[str, Any] = {
        "label": "",
        "lines": None,
        "may_name": None if working is None else {"id": working["id"], "label": version_label(working, words)},
        "may_open": not any(one["state"] in (VersionState.WORKING, VersionState.ASKED) for one in versions)
        and any(one["state"] == VersionState.APPROVED for one in versions),
    }
    if ahead.budget is None:
        return shown
    version = dict(ahead.budget.version)
    url = f"{base}/versions/{version['id']}"
    names = (words.say(N_("in force")), version_label(version, words))
    shown |= {
        "label": names[1],
        "url": url,
        "edit_url": f"{url}/edit" if version["state"] == VersionState.WORKING else "",
        "lines": await differences_shown(visit, ahead.budget.changes, names) if ahead_shown else None,
    }
    if row["applied_on"]:
        earlier = [
            one for one in versions if one["state"] == VersionState.APPROVED and one["position"] < version["position"]
        ]
        if earlier:
            shown["url"] = f"{base}/difference?from={earlier[-1]['id']}&to={version['id']}"
    return shown


async def _suggested(visit: Visit, row: Row, ahead: Foreseen) -> dict[str, Any] | None:
    """What a resumption may ask for: the end moved by the days for which the project stood still."""
    stood = next(iter(ahead.stand["project"].values()))
    then = next(iter(ahead.then["project"].values()))
    if row["kind"] != AmendmentKind.RESUMPTION or stood["end_on"] is None or then["end_on"] != stood["end_on"]:
        return None
    resumed_on = row["in_force_on"] or visit.today
    suspension = await last_suspension(visit.project, resumed_on)
    days = days_still(suspension["in_force_on"], resumed_on) if suspension else 0
    if not days:
        return None
    end = stood["end_on"] + timedelta(days=days)
    said = visit.words.count(
        "The project stood still for one day. Its end can move by as much, to {end}.",
        "The project stood still for {n} days. Its end can move by as much, to {end}.",
        days,
        end=end,
    )
    return {"said": said, "end": end}


def objections_said(objections: Sequence[Objection], words: Wording) -> list[tuple[str | None, str]]:
    """What is said on top of a form, each with the field it is about."""
    return [(one.place or None, words.say(one.sentence, **one.facts)) for one in objections]
