"""A rule for deadlines in a plain sentence, each date it yields with why, and what a change makes of deadlines, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from grants.deadlines.rules import Basis, DeadlineState, OfPeriods
from grants.deadlines.rules_moves import DeadlineMove, What
from grants.deadlines.rules_steps import TOO_OLD, Standing
from grants.deadlines.rules_yield import DateRule, Yielded
from grants.deadlines.why import BY_HAND, reason_of, ruled_said, safe_said, why
from grants.values.days import ROLLS, Roll, Unit
from grants.values.language import N_, Text
from grants.values.terms import OfficeDays, Term
from grants.values.wording import Wording

Shown = dict[str, Any]

AFTER = N_("{term} after {anchor}")
BEFORE = N_("{term} before {anchor}")
BY = N_("by {anchor}")

# From what a rule counts, as its sentence says it; where it counts from reporting periods, from which of them.
ANCHORS: Final[Mapping[tuple[Basis, OfPeriods], str]] = {
    (Basis.PERIOD_END, OfPeriods.ALL): N_("the end of each reporting period"),
    (Basis.PERIOD_END, OfPeriods.INTERIM): N_("the end of each period with an interim report"),
    (Basis.PERIOD_END, OfPeriods.FINAL): N_("the end of the last reporting period"),
    (Basis.REPORT_DUE, OfPeriods.ALL): N_("the day on which each report is due"),
    (Basis.REPORT_DUE, OfPeriods.INTERIM): N_("the day on which each interim report is due"),
    (Basis.REPORT_DUE, OfPeriods.FINAL): N_("the day on which the final report is due"),
    (Basis.PROJECT_START, OfPeriods.ALL): N_("the project's first day"),
    (Basis.PROJECT_END, OfPeriods.ALL): N_("the project's last day"),
    (Basis.SIGNED, OfPeriods.ALL): N_("the signing of the contract"),
    (Basis.IN_FORCE, OfPeriods.ALL): N_("the day the contract comes into force"),
    (Basis.YEAR_END, OfPeriods.ALL): N_("the end of each year of the project"),
    (Basis.PAID_YEAR_END, OfPeriods.ALL): N_("the end of the year of the funder's last payment"),
    (Basis.BALANCE_PAID, OfPeriods.ALL): N_("the payment of the balance"),
}

MOVED: Final[Mapping[What, tuple[str, str]]] = {
    What.ADDED: (N_("appears"), "good"),
    What.MOVED: (N_("moves"), "wait"),
    What.GONE: (N_("goes"), "bad"),
    What.CLOSED: (N_("is done"), "good"),
    What.REOPENED: (N_("opens again"), "wait"),
}
STANDS: Final[Mapping[DeadlineState, tuple[str, str]]] = {
    DeadlineState.OPEN: (N_("open"), "active"),
    DeadlineState.DONE: (N_("done"), "good"),
    DeadlineState.CANCELLED: (N_("cancelled"), ""),
}


def sentence(rule: DateRule, words: Wording) -> str:
    """How far from what: "30 calendar days after the end of each reporting period"."""
    of = rule.periods if (rule.basis, rule.periods) in ANCHORS else OfPeriods.ALL
    anchor = words.say(ANCHORS[rule.basis, of])
    if rule.term.amount == 0:
        return words.say(BY, anchor=anchor)
    return words.say(AFTER if rule.term.amount > 0 else BEFORE, term=_length(rule.term, words), anchor=anchor)


def _length(term: Term, words: Wording) -> str:
    amount = abs(term.amount)
    match term.unit:
        case Unit.DAYS:
            return words.count("{n} calendar day", "{n} calendar days", amount)
        case Unit.WORKING_DAYS:
            return words.count("{n} working day", "{n} working days", amount)
        case Unit.MONTHS:
            return words.count("{n} month", "{n} months", amount)


def particulars(rule: DateRule, row: Mapping[str, Any], words: Wording) -> list[str]:
    """What else a rule says: of days off, whose they are, the hour, whom it is for, how much earlier the house wants it."""
    said = []
    if rule.term.roll is not Roll.NONE:
        said.append(words.say(N_("on a day off: {what}"), what=words.say(ROLLS[rule.term.roll])))
    if row["country"] not in ("", "BG"):
        said.append(words.say(N_("by the holidays of {country}"), country=words.country(row["country"])))
    if row["hour"]:
        where = f" ({row['zone']})" if row["zone"] else ""
        said.append(words.say(N_("until {hour}"), hour=row["hour"] + where))
    if rule.partners:
        said.append(words.say(N_("one for each partner")))
    if row["internal_days"]:
        earlier = row["internal_days"]
        said.append(
            words.count("in the house {n} working day earlier", "in the house {n} working days earlier", earlier)
        )
    return said


def date_shown(one: Yielded, standing: Standing | None, offices: OfficeDays, today: date, words: Wording) -> Shown:
    """One date of a rule: the day, for what, why, and how its deadline stands; or why there is none."""
    point = one.point
    span = words.period(point.first, point.last) if point.thing == "period" else point.called
    shown: Shown = {"what": " · ".join(part for part in (span, one.partner[1] if one.partner else "") if part)}
    if one.reckoned is None:
        problem = words.say(one.problem.sentence, **one.problem.facts) if one.problem else ""
        return shown | {"day": "", "why": "", "problem": problem, "state": "", "tone": ""}
    found = one.reckoned
    said, tone = _stands(standing, one, found.day, today, words)
    reason = why(words, found.start, found.term.amount, found.term.unit, found.raw, found.day, offices)
    reason = f"{reason} {safe_said(words, found.raw, found.day, offices)}".rstrip()
    return shown | {"day": words.day(found.day), "why": reason, "problem": "", "state": said, "tone": tone}


def _stands(standing: Standing | None, one: Yielded, day: date, today: date, words: Wording) -> tuple[str, str]:
    if standing is None and one.point.reported:
        return words.say(N_("the report went out before")), ""
    if standing is None:
        return (words.say(N_("long past, nobody is reminded")), "") if (today - day).days > TOO_OLD else ("", "")
    if standing.open and standing.facts.due_on != day:
        return words.say(N_("has its own day: {day}"), day=standing.facts.due_on), "wait"
    said, tone = STANDS[standing.state]
    return words.say(said), tone


# --- what a change makes of deadlines ---------------------------------------------------------------------------------


def moves_shown(moves: Iterable[DeadlineMove], words: Wording, project: Text | None = None) -> list[Shown]:
    """Each deadline with what becomes of it, from which day to which, and why (deadlines/_moves.html).

    `project` is how theirs is called, where they stand among others.
    """
    return [_move(one, words) | {"project": project} for one in moves]


def _move(move: DeadlineMove, words: Wording) -> Shown:
    said, tone = MOVED[move.what]
    was = move.before.facts.due_on if move.before else None
    then = move.after.facts.due_on if move.after else None
    return {
        "what": words.say(said),
        "tone": tone,
        "title": move.facts.title,
        "was": words.day(was) if was and was != then else "",
        "then": words.day(then) if then else "",
        "why": _because(move.after, move.offices, words) if move.after else "",
        "told": move.told and move.what in (What.MOVED, What.GONE),
    }


def _because(then: Standing, offices: OfficeDays, words: Wording) -> str:
    if then.facts.ruled_on:
        return f"{words.say(BY_HAND)} {ruled_said(words, then.facts, then.origin, offices)}"
    return reason_of(words, then.facts, offices)
