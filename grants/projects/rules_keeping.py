"""Until when papers are kept: each reason counted as its law counts it, the latest of them for the whole project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from grants.errors import Objection
from grants.projects.rules import KeepingKind
from grants.values.days import ONE_DAY, add_months
from grants.values.language import N_

MOST_YEARS: Final = 100
SMALL_OPERATION: Final = 1_000_000_00  # euro cents: below it three years after the accounts, else two (2014–2020)
LOW_VALUE_GRANT: Final = 60_000_00  # euro cents: up to it three years after the balance, else five (EU direct)

# Reasons that are counted from the end of a year; the others end on the same-numbered day.
_YEAR_END: Final = frozenset(
    {KeepingKind.LAST_PAYMENT, KeepingKind.ACCOUNTS, KeepingKind.ACCOUNTING_ACT, KeepingKind.PAYROLL}
)
# Reasons of some papers only; the others are of the whole project.
OF_SOME_PAPERS: Final = frozenset({KeepingKind.ACCOUNTING_ACT, KeepingKind.PAYROLL})
# Reasons whose clock stands still while a court case or a request of the Commission lasts.
_STOPPED_BY_COURT: Final = frozenset(
    {KeepingKind.LAST_PAYMENT, KeepingKind.ACCOUNTS, KeepingKind.PROGRAMME_CLOSURE, KeepingKind.BALANCE}
)
_BY_PERIOD: Final[Mapping[str, KeepingKind]] = {
    "2021-2027": KeepingKind.LAST_PAYMENT,
    "2014-2020": KeepingKind.ACCOUNTS,
    "2007-2013": KeepingKind.PROGRAMME_CLOSURE,
    "RRP": KeepingKind.BALANCE,
}

LAST_PAYMENT = N_("The last payment came on {day}: {years} from 31 December {year}.")
PAID_SO_FAR = N_("Paid so far until {day}: {years} from 31 December {year}; each later payment moves the day.")
NOT_PAID_YET = N_("Nothing has been paid yet: {years} from 31 December of the year of the last payment.")
ACCOUNTS = N_("The accounts that hold the last expenditure were submitted on {day}: {years} from 31 December {year}.")
ACCOUNTS_EXPECTED = N_("Paid until {paid}, so probably in the accounts of 15 February {year}: {years} from 31 December {year}. Ask the managing authority for the day.")  # fmt: skip
ACCOUNTS_UNKNOWN = N_("Nothing has been paid yet: {years} from 31 December of the year of the accounts that hold the last expenditure.")  # fmt: skip
CLOSURE = N_("The programme was closed on {day}: {years} after that.")
CLOSURE_UNKNOWN = N_("{years} after the closure of the programme; the managing authority says on which day that was.")
AID = N_("The aid was granted on {day}: {years} from that day.")
BALANCE = N_("The balance was paid on {day}: {years} after that.")
BALANCE_UNKNOWN = N_("The balance has not been paid yet: {years} after it.")
BOOKS = N_("Accounts of {year}: {years} from 1 January after that year.")
PAYROLLS = N_("Payrolls of {year}: {years} from 1 January after that year.")
CASE_OPEN = N_("The clock is stopped since {day}: nothing is destroyed before the case is over.")
CASE_OPEN_SOME_DAY = N_("The clock is stopped: nothing is destroyed before the case is over.")
CASE_OVER = N_("The clock stood still from {day} to {last}.")
STATED = N_("This day is stated.")
COUNTED = N_("{years} from {day}.")
NOT_KNOWN = N_("Fill in from which day it is counted, or until when.")

_SAID: Final[Mapping[KeepingKind, str]] = {
    KeepingKind.LAST_PAYMENT: LAST_PAYMENT,
    KeepingKind.ACCOUNTS: ACCOUNTS,
    KeepingKind.PROGRAMME_CLOSURE: CLOSURE,
    KeepingKind.STATE_AID: AID,
    KeepingKind.BALANCE: BALANCE,
    KeepingKind.ACCOUNTING_ACT: BOOKS,
    KeepingKind.PAYROLL: PAYROLLS,
}
_UNKNOWN: Final[Mapping[KeepingKind, str]] = {
    KeepingKind.LAST_PAYMENT: NOT_PAID_YET,
    KeepingKind.ACCOUNTS: ACCOUNTS_UNKNOWN,
    KeepingKind.PROGRAMME_CLOSURE: CLOSURE_UNKNOWN,
    KeepingKind.BALANCE: BALANCE_UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as it was typed; what is left empty is taken from the project."""

    kind: KeepingKind
    from_on: date | None = None
    years: int | None = None
    until_on: date | None = None
    paused: bool = False
    row_id: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether it is a court case with both its days: a time for which clocks stood still."""
        return self.kind is KeepingKind.COURT and not self.paused and bool(self.from_on and self.until_on)


@dataclass(frozen=True, slots=True)
class KeepingFacts:
    """What a project's own rows say of keeping; `period` as in its numbers ("2021-2027", "RRP"), sums in euro cents."""

    period: str = ""
    paid_on: date | None = None  # the latest payment from the funder
    final_paid: bool = False
    total: int | None = None
    grant: int | None = None
    closed_on: date | None = None
    last_paper: date | None = None  # the latest paper in the accounts
    last_payroll: date | None = None
    aid_on: date | None = None  # when State aid was granted, where the contract is State aid


@dataclass(frozen=True, slots=True)
class Counted:
    """A reason counted: until when, and in which words; `years` among the facts is a number of years."""

    kind: KeepingKind
    until: date | None
    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    row_id: int | None = None
    stood_still: int = 0  # days by which a court case moved it
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """How long papers are kept: the whole project's, the latest reason first, and some papers' longer."""

    whole: tuple[Counted, ...]
    papers: tuple[Counted, ...]

    @property
    def until(self) -> date | None:
        """The day until which everything is kept; None where no reason gives one."""
        return self.by.until if self.by else None

    @property
    def by(self) -> Counted | None:
        """The reason that gives the day."""
        return next((one for one in self.whole if one.until), None)

    @property
    def stopped(self) -> bool:
        """Whether a clock is stopped: then the day is the earliest, and nothing is destroyed even after it."""
        return any(one.stopped for one in self.whole)


def reason_of(row: Mapping[str, Any]) -> Reason:
    """A kept row as the rule looks at it."""
    kind = KeepingKind(row["kind"])
    return Reason(kind, row["from_on"], row["years"], row["until_on"], row["paused"], row.get("id", -1))


def kept_until(reasons: Sequence[Reason], facts: KeepingFacts) -> Kept:
    """Every reason that is typed or follows from the project, counted; the latest one comes first."""
    known = [*reasons, *_implied({one.kind for one in reasons}, facts)]
    cases = sorted((one for one in known if one.is_over), key=lambda one: one.from_on or date.min)
    counted = [_moved(_counted(one, facts), cases) for one in known]
    in_order = sorted(counted, key=lambda one: one.until or date.min, reverse=True)
    return Kept(
        tuple(one for one in in_order if one.kind not in OF_SOME_PAPERS),
        tuple(one for one in in_order if one.kind in OF_SOME_PAPERS),
    )


def _implied(typed: set[KeepingKind], facts: KeepingFacts) -> Iterator[Reason]:
    """The reasons a project has by itself, where none of their kind is typed."""
    by_period = _BY_PERIOD.get(facts.period)
    if by_period and by_period not in typed:
        yield Reason(by_period)
    if facts.aid_on and KeepingKind.STATE_AID not in typed:
        yield Reason(KeepingKind.STATE_AID)
    if facts.last_paper and KeepingKind.ACCOUNTING_ACT not in typed:
        yield Reason(KeepingKind.ACCOUNTING_ACT)
    if facts.last_payroll and KeepingKind.PAYROLL not in typed:
        yield Reason(KeepingKind.PAYROLL)


def usual_years(kind: KeepingKind, facts: KeepingFacts) -> int | None:
    """How many years the law asks for; None where only the contract says."""
    match kind:
        case KeepingKind.LAST_PAYMENT:
            return 5
        case KeepingKind.ACCOUNTS:
            return 3 if facts.total is None or facts.total < SMALL_OPERATION else 2
        case KeepingKind.PROGRAMME_CLOSURE:
            return 3
        case KeepingKind.STATE_AID | KeepingKind.ACCOUNTING_ACT:
            return 10
        case KeepingKind.BALANCE:
            return 3 if facts.grant is not None and facts.grant <= LOW_VALUE_GRANT else 5
        case KeepingKind.PAYROLL:
            return 50
    return None


def _begins(kind: KeepingKind, facts: KeepingFacts) -> date | None:
    """The day from which a reason is counted, as the project's rows tell it."""
    match kind:
        case KeepingKind.LAST_PAYMENT:
            return facts.paid_on
        case KeepingKind.ACCOUNTS:
            return accounts_due(facts.paid_on) if facts.paid_on else None
        case KeepingKind.PROGRAMME_CLOSURE:
            return facts.closed_on
        case KeepingKind.BALANCE:
            return facts.paid_on if facts.final_paid else None
        case KeepingKind.STATE_AID:
            return facts.aid_on
        case KeepingKind.ACCOUNTING_ACT:
            return facts.last_paper
        case KeepingKind.PAYROLL:
            return facts.last_payroll
    return None


def accounts_due(paid_on: date) -> date:
    """When the authority submits the accounts of the year (from 1 July to 30 June) in which something was paid: on the
    15 February after its end (Regulation 1303/2013, art. 137; Regulation 2018/1046, art. 63).
    """
    return date(paid_on.year + (2 if paid_on.month > 6 else 1), 2, 15)


def _counted(reason: Reason, facts: KeepingFacts) -> Counted:
    if reason.kind is KeepingKind.COURT:
        return _case(reason)
    if reason.until_on:
        return Counted(reason.kind, reason.until_on, STATED, {}, reason.row_id, stopped=reason.paused)
    years = usual_years(reason.kind, facts) if reason.years is None else reason.years
    begins = reason.from_on or _begins(reason.kind, facts)
    if begins is None or years is None:
        sentence = _UNKNOWN.get(reason.kind, NOT_KNOWN) if years is not None else NOT_KNOWN
        told = {"years": years} if sentence is not NOT_KNOWN else {}
        return Counted(reason.kind, None, sentence, told, reason.row_id, stopped=reason.paused)
    until = _after(reason.kind, begins, years)
    said: dict[str, Any] = {"day": begins, "year": str(begins.year), "years": years}
    sentence = _SAID.get(reason.kind, COUNTED)
    if reason.from_on is None and reason.kind is KeepingKind.ACCOUNTS:
        sentence, said = ACCOUNTS_EXPECTED, said | {"paid": facts.paid_on}
    if reason.from_on is None and reason.kind is KeepingKind.LAST_PAYMENT and not facts.final_paid:
        sentence = PAID_SO_FAR
    return Counted(reason.kind, until, sentence, said, reason.row_id, stopped=reason.paused)


def _after(kind: KeepingKind, begins: date, years: int) -> date:
    if kind in _YEAR_END:
        return date(min(begins.year + years, date.max.year), 12, 31)
    return add_months(begins, years * 12)


def _case(reason: Reason) -> Counted:
    """A court case: open, over with both its days, or one of which only the last day is known."""
    if reason.is_over:
        said = {"day": reason.from_on, "last": reason.until_on}
        return Counted(reason.kind, None, CASE_OVER, said, reason.row_id)
    if reason.until_on and not reason.paused:
        return Counted(reason.kind, reason.until_on, STATED, {}, reason.row_id)
    if reason.from_on:
        return Counted(reason.kind, None, CASE_OPEN, {"day": reason.from_on}, reason.row_id, stopped=True)
    return Counted(reason.kind, None, CASE_OPEN_SOME_DAY, {}, reason.row_id, stopped=True)


def _moved(counted: Counted, cases: Sequence[Reason]) -> Counted:
    """The same reason with the days for which its clock stood still; a case before its clock ran, or after, moves nothing."""
    if counted.until is None or counted.kind not in _STOPPED_BY_COURT:
        return counted
    begins = _clock_begins(counted)
    until, stood_still, counted_to = counted.until, 0, begins
    for case in cases:
        assert case.from_on is not None
        assert case.until_on is not None
        first, last = max(case.from_on, counted_to + ONE_DAY), case.until_on
        if first > until or last < first:
            continue
        days = (last - first).days + 1
        stood_still += days
        counted_to = last
        until = until + timedelta(days=days) if (date.max - until).days > days else date.max
    return replace(counted, until=until, stood_still=stood_still) if stood_still else counted


def _clock_begins(counted: Counted) -> date:
    """The day after which the clock of a reason runs; of a stated day that is not known: from ever."""
    begins: date | None = counted.facts.get("day")
    if begins is None:
        return date.min
    return date(begins.year, 12, 31) if counted.kind in _YEAR_END else begins


# --- what is typed ------------------------------------------------------------------------------------------------

YEARS_WRONG = N_("A number of years is between 0 and {most}.")
UNTIL_BEFORE_FROM = N_("This day is before the one it is counted from.")
CASE_WITHOUT_DAY = N_("Fill in the day on which the case began.")


def keeping_objections(values: Mapping[str, Any]) -> list[Objection]:
    """What can't be kept of a reason as it was typed."""
    told = []
    if values["years"] is not None and not 0 <= values["years"] <= MOST_YEARS:
        told.append(Objection(YEARS_WRONG, {"most": MOST_YEARS}, place="years"))
    if values["from_on"] and values["until_on"] and values["until_on"] < values["from_on"]:
        told.append(Objection(UNTIL_BEFORE_FROM, place="until"))
    if values["kind"] == KeepingKind.COURT and not values["from_on"] and not values["until_on"]:
        told.append(Objection(CASE_WITHOUT_DAY, place="from"))
    return told
