"""What the rules of a contract yield: each date, from what it is counted, and why a rule yields none. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from grants.deadlines.presets import BY_KEY
from grants.deadlines.rules import Basis, DeadlineKind, DeadlineState, OfPeriods, Origin, Side
from grants.errors import Objection
from grants.values.days import Roll, Unit
from grants.values.language import N_, Text
from grants.values.terms import OfficeDays, Reckoned, Term, TooLong, UnknownCountry, UnknownYear, reckon
from grants.values.wording import wording

BEFORE_START = N_("This comes to {day}, before {start}, from which it could be done at all.")
UNKNOWN_YEAR = N_("The days off of {country} are not known for {year}, so this can't be counted.")
TOO_LONG = N_("No term is that long. Write a number up to {most}.")
UNKNOWN_COUNTRY = N_("The days off of {country} are not known. Choose another country, or let the day stand.")
WHOLE_PROJECT: Final = ""


@dataclass(frozen=True, slots=True)
class PeriodKnown:
    """As much of a reporting period as rules ask."""

    id: int
    number: str
    final: bool
    start_on: date
    end_on: date
    due_on: date | None
    reported: bool = False
    reported_on: date | None = None


@dataclass(frozen=True, slots=True)
class Anchors:
    """The days of a project that rules count from."""

    start: date | None = None
    end: date | None = None
    signed: date | None = None
    in_force: date | None = None
    paid: date | None = None  # the funder's latest payment
    balance: date | None = None
    periods: Sequence[PeriodKnown] = ()
    partners: Sequence[tuple[int, str]] = ()  # of each: its id and how it is called
    hour: str = ""  # at which the contract ends the day of what goes to the funder
    zone: str = ""


@dataclass(frozen=True, slots=True)
class DateRule:
    """As much of a rule as yielding dates asks."""

    id: int
    kind: DeadlineKind
    basis: Basis
    periods: OfPeriods
    term: Term
    partners: bool = False
    stopped: bool = False
    country: str = "BG"
    gives_way: bool = False  # to a period that has a day of its own


@dataclass(frozen=True, slots=True)
class Point:
    """A day to count from: of which period or year (`thing`), and the first day on which something could be done."""

    on: date
    thing: str = WHOLE_PROJECT
    thing_id: int | None = None
    called: str = ""
    first: date | None = None
    last: date | None = None
    reported: bool = False
    reported_on: date | None = None


@dataclass(frozen=True, slots=True)
class Yielded:
    """One date of a rule; without `reckoned`, the problem that keeps it from being one."""

    point: Point
    partner: tuple[int, str] | None = None
    reckoned: Reckoned | None = None
    problem: Objection | None = None


@dataclass(frozen=True, slots=True)
class Offices:
    """The days on which offices work, by country."""

    known: Mapping[str, OfficeDays] = field(default_factory=dict)

    def of(self, country: str) -> OfficeDays:
        """Those of a country; of Bulgaria where none is named."""
        return self.known.get(country or "BG") or OfficeDays(country or "BG")


def rule_of(row: Mapping[str, Any]) -> DateRule:
    """A rule as its row or its form has it."""
    return DateRule(
        id=row.get("id") or 0,
        kind=DeadlineKind(row["kind"]),
        basis=Basis(row["basis"]),
        periods=OfPeriods(row["periods"] or OfPeriods.ALL),
        term=term_of(row),
        partners=bool(row["partners"]),
        stopped=bool(row["stopped"]),
        country=row["country"] or "BG",
        gives_way=bool((preset := BY_KEY.get(row.get("preset", ""))) and preset.gives_way),
    )


def term_of(row: Mapping[str, Any]) -> Term:
    """How much after its day a rule counts; below zero where it counts before it."""
    amount = row["amount"] or 0
    before = row["side"] == Side.BEFORE
    return Term(-amount if before else amount, Unit(row["unit"]), Roll(row["roll"] or Roll.NONE))


def points_of(rule: DateRule, anchors: Anchors) -> Iterator[Point]:
    """The days a rule counts from."""
    match rule.basis:
        case Basis.PERIOD_END | Basis.REPORT_DUE:
            yield from _of_periods(rule, anchors.periods)
        case Basis.YEAR_END:
            if anchors.start is not None and anchors.end is not None:
                for year in range(anchors.start.year, anchors.end.year + 1):
                    yield Point(date(year, 12, 31), "year", year, str(year), anchors.start)
        case _:
            on = {
                Basis.PROJECT_START: anchors.start,
                Basis.PROJECT_END: anchors.end,
                Basis.SIGNED: anchors.signed,
                Basis.IN_FORCE: anchors.in_force,
                Basis.PAID_YEAR_END: date(anchors.paid.year, 12, 31) if anchors.paid else None,
                Basis.BALANCE_PAID: anchors.balance,
            }[rule.basis]
            if on is not None:
                yield Point(on, first=_earliest(anchors))


def _earliest(anchors: Anchors) -> date | None:
    """The first day on which a project could do anything: when its contract was signed, or it began."""
    return min((day for day in (anchors.signed, anchors.in_force, anchors.start) if day is not None), default=None)


def _of_periods(rule: DateRule, periods: Sequence[PeriodKnown]) -> Iterator[Point]:
    for one in periods:
        if rule.periods is not OfPeriods.ALL and one.final is not (rule.periods is OfPeriods.FINAL):
            continue
        if rule.gives_way and one.due_on is not None:
            continue
        on = one.end_on if rule.basis is Basis.PERIOD_END else one.due_on
        if on is not None:
            yield Point(on, "period", one.id, one.number, one.start_on, one.end_on, one.reported, one.reported_on)


def yields(rule: DateRule, anchors: Anchors, offices: Offices) -> list[Yielded]:
    """Every date of a rule, in the order of what it is counted from; nothing of one that is no longer in use."""
    if rule.stopped:
        return []
    for_whom: Sequence[tuple[int, str] | None] = anchors.partners if rule.partners else (None,)
    return [
        Yielded(point, partner, *_reckoned(rule, point, offices))
        for point in points_of(rule, anchors)
        for partner in for_whom
    ]


def _reckoned(rule: DateRule, point: Point, offices: Offices) -> tuple[Reckoned | None, Objection | None]:
    try:
        found = reckon(point.on, rule.term, offices.of(rule.country))
    except TooLong as long:
        return None, Objection(TOO_LONG, {"most": Decimal(long.most)}, place="amount")
    except UnknownYear as unknown:
        facts = {"country": _named(unknown.country), "year": str(unknown.year)}
        return None, Objection(UNKNOWN_YEAR, facts, place="amount")
    except UnknownCountry as unknown:
        return None, Objection(UNKNOWN_COUNTRY, {"country": _named(unknown.country)}, place="country")
    if point.first is not None and found.day < point.first:
        return None, Objection(BEFORE_START, {"day": found.day, "start": point.first}, place="amount")
    return found, None


def _named(country: str) -> Text:
    return Text(wording("bg").country(country), wording("en").country(country))


# --- until which hour ---------------------------------------------------------------------------------------------------

_TO_FUNDER = frozenset({DeadlineKind.REPORT, DeadlineKind.PAYMENT_CLAIM, DeadlineKind.ANSWER})


def until(row: Mapping[str, Any], anchors: Anchors) -> tuple[str, str]:
    """The hour and the zone of a rule's deadlines: its own, else of what goes to the funder the contract's."""
    if not row["hour"] and DeadlineKind(row["kind"]) in _TO_FUNDER and not row["partners"]:
        return anchors.hour, anchors.zone
    return row["hour"], row["zone"]


# --- whether a thing closes it --------------------------------------------------------------------------------------

_REPORTED = frozenset({DeadlineKind.REPORT, DeadlineKind.PAYMENT_CLAIM})


def closes_with_report(kind: DeadlineKind, thing: str, partner_id: int | None) -> bool:
    """Whether a rule's deadline is met when the report of its period goes out, and not by saying so."""
    return thing == "period" and kind in _REPORTED and partner_id is None


def hangs(origin: Origin, kind: DeadlineKind, thing: str, partner_id: int | None) -> bool:
    """Whether a deadline closes when its thing happens, and not by saying so."""
    return origin is Origin.ATTACHED or (origin is Origin.GENERATED and closes_with_report(kind, thing, partner_id))


def settled_by_hand(before: DeadlineState, after: DeadlineState) -> bool:
    """Whether saying so brings a deadline that hangs on a thing from one state to the other: only cancelling does."""
    return (
        before is after
        or DeadlineState.CANCELLED is after
        or (before, after)
        == (
            DeadlineState.CANCELLED,
            DeadlineState.OPEN,
        )
    )
