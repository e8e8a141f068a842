"""Reporting periods as a contract's rhythm makes them, and what a changed contract moves of those that are there already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from grants.errors import Objected, Objection
from grants.projects.rules import ContractState, PeriodKind, PeriodState, Rhythm
from grants.values.days import ONE_DAY, Roll, Unit, computed_end
from grants.values.language import N_
from grants.values.terms import OfficeDays, Term, UnknownYear, hour_objections, reckon

MOST_PERIODS: Final = 240  # a report each month for twenty years
CALENDAR_MONTHS: Final = (1, 2, 3, 4, 6, 12)  # so many make a year whole

BULGARIA: Final = OfficeDays()

TOO_MANY = N_("This rhythm makes more than {most} reporting periods. Check the days of the contract and its rhythm.")
END_BEFORE_START = N_("The end is before the start.")
MONTHS_NEEDED = N_("Say how many months a period has.")
WHOLE_YEARS = N_("By the calendar a period has 1, 2, 3, 4, 6 or 12 months.")
NOT_BELOW_ZERO = N_("A number of days is never below zero.")
ACCEPTED_TOO_SOON = N_("The report was accepted before it was submitted on {day}.")


@dataclass(frozen=True, slots=True)
class PlannedPeriod:
    """A period as the contract has it; `term` is how long after its end the report is due."""

    kind: PeriodKind
    start_on: date
    end_on: date
    due_on: date | None
    technical: bool = True
    financial: bool = True
    term: Term | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ReportingPlan:
    """What the periods of a project are made from."""

    start: date
    end: date
    rhythm: Rhythm = Rhythm.NONE
    months: int | None = None
    report_days: int | None = None
    final_report_days: int | None = None
    report_unit: Unit = Unit.DAYS
    final_report_unit: Unit = Unit.DAYS
    roll: Roll = Roll.NONE
    hour: str = ""
    zone: str = ""

    def term(self, *, final: bool) -> Term | None:
        """How long after its period a report is due; None where the contract does not say."""
        amount, unit = (
            (self.final_report_days, self.final_report_unit) if final else (self.report_days, self.report_unit)
        )
        return None if amount is None or amount < 0 else Term(amount, unit, self.roll)

    def periods(self, offices: OfficeDays = BULGARIA) -> tuple[PlannedPeriod, ...]:
        """The periods of this plan, where offices work on those days."""
        return planned_periods(
            self.start,
            self.end,
            self.rhythm,
            self.months,
            self.term(final=False),
            self.term(final=True),
            offices,
        )


def planned_periods(
    start: date,
    end: date,
    rhythm: Rhythm,
    months: int | None,
    term: Term | None,
    final_term: Term | None,
    offices: OfficeDays = BULGARIA,
) -> tuple[PlannedPeriod, ...]:
    """The periods of a project from its first day to its last, without a gap; the report of the last one is the final one.

    Without a rhythm there is only the final report, where the contract says when it is due. Raises Objected where a
    period would be made for every day that people can type.
    """
    if end < start:
        return ()
    if rhythm is Rhythm.NONE or not months or months < 1:
        ends = [end] if final_term is not None else []
    else:
        ends = _ends(start, end, rhythm, months)
    starts = [start, *(day + ONE_DAY for day in ends[:-1])]
    return tuple(
        PlannedPeriod(
            PeriodKind.FINAL if last == end else PeriodKind.INTERIM,
            first,
            last,
            _due(last, final_term if last == end else term, offices),
            term=final_term if last == end else term,
        )
        for first, last in zip(starts, ends, strict=False)
    )


def _ends(start: date, end: date, rhythm: Rhythm, months: int) -> list[date]:
    """The last day of each period; that of the last one is the project's."""
    ends: list[date] = []
    for day in _cuts(start, rhythm, months):
        # A rest of one day comes of an end on the same-numbered day (15.11.2017 and 15 months: 15.2.2019), not of a period.
        if day >= end or (rhythm is Rhythm.FROM_START and day == end - ONE_DAY):
            return [*ends, end]
        ends.append(day)
        if len(ends) >= MOST_PERIODS:
            raise Objected([Objection(TOO_MANY, {"most": MOST_PERIODS}, place="rhythm_months")])
    return [*ends, end]


def _cuts(start: date, rhythm: Rhythm, months: int) -> Iterator[date]:
    """The days on which periods end, one after another."""
    if rhythm is Rhythm.FROM_START:
        yield from (computed_end(start, months * n) for n in range(1, MOST_PERIODS + 2))
        return
    whole = date(start.year, (start.month - 1) // months * months + 1, 1) if months <= 12 else start.replace(day=1)
    yield from (computed_end(whole, months * n) for n in range(1, MOST_PERIODS + 2))


def _due(last: date, term: Term | None, offices: OfficeDays) -> date | None:
    try:
        return None if term is None else reckon(last, term, offices).day
    except UnknownYear:
        return None


# --- what the contract says ---------------------------------------------------------------------------------------


def plan_of(
    versions: Sequence[Mapping[str, Any]], project: Mapping[str, Any], on: date | None = None
) -> ReportingPlan | None:
    """The plan by the versions of the contract in force on a day; None where the first or the last day is not known.

    A version often repeats only what it changes: each value is the newest one stated. The days are the project's own,
    where no version states them and they were published to the day.
    """
    held = in_force(versions, on)
    start = _newest(held, "start_on") or _to_the_day(project, "start")
    end = _newest(held, "end_on") or _to_the_day(project, "end")
    if start is None or end is None or end < start:
        return None
    told = next((one for one in reversed(held) if one["rhythm"] != Rhythm.NONE), None)
    return ReportingPlan(
        start,
        end,
        Rhythm(told["rhythm"]) if told else Rhythm.NONE,
        told["rhythm_months"] if told else None,
        *_terms(held),
    )


def _terms(held: Sequence[Mapping[str, Any]]) -> tuple[Any, ...]:
    """The terms of reports, each unit from the version that states its number, and what the newest of them says of days off
    and of the hour.
    """
    stated = {
        name: next((one for one in reversed(held) if one[name] is not None), None)
        for name in ("report_days", "final_report_days")
    }
    newest = next((one for one in reversed(held) if any(one is found for found in stated.values())), None)
    hour = next((one for one in reversed(held) if one["cut_off_hour"]), None)
    return (
        *(one and one[name] for name, one in stated.items()),
        *(Unit(one[unit]) if one else Unit.DAYS for one, unit in zip(stated.values(), _UNITS, strict=True)),
        Roll(newest["roll"]) if newest else Roll.NONE,
        hour["cut_off_hour"] if hour else "",
        hour["cut_off_zone"] if hour else "",
    )


_UNITS: Final = ("report_unit", "final_report_unit")

# What a version of the contract that says nothing of reporting says of it.
REPORTING_TERMS: Final[Mapping[str, Any]] = {
    "rhythm": Rhythm.NONE,
    "rhythm_months": None,
    "report_days": None,
    "final_report_days": None,
    "report_unit": Unit.DAYS,
    "final_report_unit": Unit.DAYS,
    "roll": Roll.NONE,
    "cut_off_hour": "",
    "cut_off_zone": "",
}


def in_force(versions: Sequence[Mapping[str, Any]], on: date | None = None) -> list[Mapping[str, Any]]:
    """The versions of the contract that hold on a day, or at all, the newest last."""
    held = [
        one
        for one in versions
        if one["state"] == ContractState.IN_FORCE and (on is None or (_begins(one) or date.min) <= on)
    ]
    return sorted(held, key=lambda one: (_begins(one) or date.min, one["position"]))


def _begins(version: Mapping[str, Any]) -> date | None:
    found: date | None = version["in_force_on"] or version["signed_on"]
    return found


def _newest(versions: Sequence[Mapping[str, Any]], name: str) -> Any:
    return next((one[name] for one in reversed(versions) if one[name] is not None), None)


def _to_the_day(project: Mapping[str, Any], name: str) -> date | None:
    found: date | None = project[f"{name}_on"] if project[f"{name}_precision"] == "day" else None
    return found


def rhythm_objections(values: Mapping[str, Any]) -> list[Objection]:
    """What can't be kept of a contract version as it was typed."""
    told = []
    if values["start_on"] and values["end_on"] and values["end_on"] < values["start_on"]:
        told.append(Objection(END_BEFORE_START, place="end"))
    months = values["rhythm_months"]
    if values["rhythm"] != Rhythm.NONE and (months is None or months < 1):
        told.append(Objection(MONTHS_NEEDED, place="rhythm_months"))
    elif values["rhythm"] == Rhythm.CALENDAR and months not in CALENDAR_MONTHS:
        told.append(Objection(WHOLE_YEARS, place="rhythm_months"))
    days = [name for name in ("report_days", "final_report_days") if (values[name] or 0) < 0]
    told += [Objection(NOT_BELOW_ZERO, place=name) for name in days]
    return told + hour_objections(values["cut_off_hour"], values["cut_off_zone"], "cut_off_hour", "cut_off_zone")


def period_objections(values: Mapping[str, Any]) -> list[Objection]:
    """What can't be kept of a period as it was typed."""
    told = []
    if values["start_on"] and values["end_on"] and values["end_on"] < values["start_on"]:
        told.append(Objection(END_BEFORE_START, place="end"))
    submitted, accepted = values["submitted_on"], values["accepted_on"]
    if submitted and accepted and accepted < submitted:
        told.append(Objection(ACCEPTED_TOO_SOON, {"day": submitted}, place="accepted"))
    return told


# --- the life of a report -----------------------------------------------------------------------------------------

# What may follow a state; what goes back takes back something written down wrongly.
NEXT_STATES: Final[Mapping[PeriodState, tuple[PeriodState, ...]]] = {
    PeriodState.PLANNED: (PeriodState.SUBMITTED,),
    PeriodState.SUBMITTED: (PeriodState.ACCEPTED, PeriodState.RETURNED, PeriodState.PLANNED),
    PeriodState.RETURNED: (PeriodState.SUBMITTED,),
    PeriodState.ACCEPTED: (PeriodState.SUBMITTED,),
}
DAY_NEEDED = N_("Fill in the day.")
IN_THE_FUTURE = N_("This day has not come yet.")
BEFORE_PERIOD = N_("The period only begins on {day}.")
BEFORE_SUBMITTED = N_("The report was submitted only on {day}.")
REASON_NEEDED = N_("Say why, so that others know what to mend.")
NOT_NOW = N_("This does not follow the state the report is in.")


@dataclass(frozen=True, slots=True)
class Report:
    """What happened to the report of a period: its new state, the day, the package it went out with, and why."""

    state: PeriodState
    on: date | None
    package: str = ""
    reason: str = ""


def takes_back(now: PeriodState, then: PeriodState) -> bool:
    """Whether that takes back what was written down: nothing happened on any day."""
    return (now, then) in {(PeriodState.SUBMITTED, PeriodState.PLANNED), (PeriodState.ACCEPTED, PeriodState.SUBMITTED)}


def report_objections(kept: Mapping[str, Any], report: Report, today: date) -> list[Objection]:
    """Why that can't have happened to the report of a period."""
    now = PeriodState(kept["state"])
    if report.state not in NEXT_STATES[now]:
        return [Objection(NOT_NOW)]
    back = takes_back(now, report.state)
    told = [] if back else _of_its_day(kept, report, today)
    if (back or report.state is PeriodState.RETURNED) and not report.reason.strip():
        told.append(Objection(REASON_NEEDED, place="reason"))
    return told


def _of_its_day(kept: Mapping[str, Any], report: Report, today: date) -> list[Objection]:
    if report.on is None:
        return [Objection(DAY_NEEDED, place="on")]
    if report.on > today:
        return [Objection(IN_THE_FUTURE, place="on")]
    if report.on < kept["start_on"]:
        return [Objection(BEFORE_PERIOD, {"day": kept["start_on"]}, place="on")]
    submitted = kept["submitted_on"]
    if report.state is not PeriodState.SUBMITTED and submitted and report.on < submitted:
        return [Objection(BEFORE_SUBMITTED, {"day": submitted}, place="on")]
    return []


def reported(kept: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """What stands on a period after that."""
    match report.state:
        case PeriodState.PLANNED:
            return {"state": report.state, "submitted_on": None}
        case PeriodState.SUBMITTED if kept["state"] == PeriodState.ACCEPTED:
            return {"state": report.state, "accepted_on": None}
        case PeriodState.SUBMITTED:
            return {"state": report.state, "submitted_on": report.on, "package": report.package or kept["package"]}
        case PeriodState.RETURNED:
            return {"state": report.state, "returned_on": report.on}
        case PeriodState.ACCEPTED:
            return {"state": report.state, "accepted_on": report.on}


# --- what moves ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeptPeriod:
    """A period as it is kept."""

    id: int
    number: str
    kind: PeriodKind
    start_on: date
    end_on: date
    due_on: date | None
    technical: bool
    financial: bool
    state: PeriodState
    generated: bool

    @property
    def stands(self) -> bool:
        """Whether it is never moved: reported already, or typed or changed by hand."""
        return self.state is not PeriodState.PLANNED or not self.generated

    @property
    def as_planned(self) -> PlannedPeriod:
        """What of it a contract could move."""
        return PlannedPeriod(self.kind, self.start_on, self.end_on, self.due_on, self.technical, self.financial)


class Moved(StrEnum):
    """What becomes of a period."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class PeriodMove:
    """One period that is added (no `before`), changed, or removed (no `after`)."""

    before: KeptPeriod | None
    after: PlannedPeriod | None

    @property
    def what(self) -> Moved:
        """What becomes of it."""
        if self.before is None:
            return Moved.ADDED
        return Moved.REMOVED if self.after is None else Moved.CHANGED


def moved_periods(existing: Sequence[KeptPeriod], planned: Sequence[PlannedPeriod]) -> tuple[PeriodMove, ...]:
    """What differs from the plan, in the order of days. Periods that stand are never touched, and what they cover is not
    planned a second time.

    A period keeps its place by its first day, else by its turn, so that what hangs on it goes with it.
    """
    standing = [one for one in existing if one.stands and one.kind is not PeriodKind.PROGRESS]
    wanted = _uncovered(planned, standing)
    loose = sorted((one for one in existing if not one.stands), key=lambda one: (one.start_on, one.id))
    pairs = _paired(loose, wanted)
    moves = [PeriodMove(before, after) for before, after in pairs if before is None or before.as_planned != after]
    return tuple(sorted(moves, key=_first_day))


def _first_day(move: PeriodMove) -> date:
    one = move.after or move.before
    assert one is not None
    return one.start_on


def _paired(
    loose: Sequence[KeptPeriod], wanted: Sequence[PlannedPeriod]
) -> list[tuple[KeptPeriod | None, PlannedPeriod | None]]:
    by_day = {one.start_on: one for one in loose}
    same = [(by_day.pop(one.start_on), one) for one in wanted if one.start_on in by_day]
    met, taken = {after.start_on for _, after in same}, {before.id for before, _ in same}
    left = [one for one in loose if one.id not in taken]
    new = [one for one in wanted if one.start_on not in met]
    turn = min(len(left), len(new))
    return [
        *same,
        *zip(left[:turn], new[:turn], strict=True),
        *((None, one) for one in new[turn:]),
        *((one, None) for one in left[turn:]),
    ]


def _uncovered(planned: Iterable[PlannedPeriod], standing: Sequence[KeptPeriod]) -> list[PlannedPeriod]:
    """The planned periods without the days that standing ones cover; a rest shorter than half goes with its neighbour."""
    wanted: list[PlannedPeriod] = []
    short: PlannedPeriod | None = None  # a rest that waits for the period after it
    for whole in planned:
        for first, last in _free(whole, standing):
            part = _part(whole, first, last)
            if short is not None and short.end_on + ONE_DAY == first:
                part, short = replace(part, start_on=short.start_on), None
            if short is not None:
                wanted.append(short)
                short = None
            if last == whole.end_on and whole.kind is not PeriodKind.FINAL and _is_rest(first, last, whole):
                short = part
            else:
                wanted.append(part)
    return [*wanted, short] if short is not None else wanted


def _part(whole: PlannedPeriod, first: date, last: date) -> PlannedPeriod:
    """So many days of a planned period, its report due on the same terms; only the last day asks for the final one."""
    if last == whole.end_on:
        return replace(whole, start_on=first)
    due = _due(last, whole.term, BULGARIA)
    kind = PeriodKind.INTERIM if whole.kind is PeriodKind.FINAL else whole.kind
    return replace(whole, kind=kind, start_on=first, end_on=last, due_on=due)


def _is_rest(first: date, last: date, whole: PlannedPeriod) -> bool:
    return (last - first).days * 2 < (whole.end_on - whole.start_on).days and first > whole.start_on


def _free(whole: PlannedPeriod, standing: Sequence[KeptPeriod]) -> list[tuple[date, date]]:
    """What is left of a planned period between those that stand."""
    free = [(whole.start_on, whole.end_on)]
    for one in standing:
        free = [
            piece
            for first, last in free
            for piece in ((first, min(last, one.start_on - ONE_DAY)), (max(first, one.end_on + ONE_DAY), last))
            if piece[0] <= piece[1]
        ]
    return free


def counted_anew(
    existing: Sequence[KeptPeriod], plan: ReportingPlan, before: OfficeDays, after: OfficeDays
) -> tuple[PeriodMove, ...]:
    """The periods whose report is due on another day where offices work on other days; what stands, or has a day that did
    not come of the contract's term, is let be.
    """
    found = []
    for one in existing:
        term = plan.term(final=one.kind is PeriodKind.FINAL)
        was, then = (_due(one.end_on, term, offices) for offices in (before, after))
        counted = one.kind is not PeriodKind.PROGRESS and one.due_on is not None and one.due_on == was
        if counted and not one.stands and then not in (None, was):
            found.append(PeriodMove(one, replace(one.as_planned, due_on=then)))
    return tuple(found)


def fingerprint(moves: Sequence[PeriodMove]) -> str:
    """What is moved, short enough for a form to carry along; another move has another one."""
    told = repr([(move.before and (move.before.id, move.before.as_planned), move.after) for move in moves])
    return sha256(told.encode()).hexdigest()[:32]
