"""What a report package takes and what it leaves out and why, when it is ready, and what differs between its versions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from grants.errors import Objection
from grants.expenses.rules import ExpenseState
from grants.funders.format import Format
from grants.funders.ground import Ground
from grants.reports.rules_package import PARTS, PackageKind, PackageState, Part
from grants.values.entry import REQUIRED
from grants.values.language import N_, Text
from grants.values.money import Money

DAY_NEEDED = N_("Fill in the day.")
IN_THE_FUTURE = N_("This day has not come yet.")
HOUR_AHEAD = N_("This hour has not come yet: it is {hour}.")

# --- its number -----------------------------------------------------------------------------------------------------

_SEQUENCE: Final = re.compile(r"\s*(\d{1,6})(?:\.\d{1,6})?\s*")


def sequence_in(number: str) -> int:
    """The first of the two numbers of a package ("3.2": 3); 0 where it is numbered otherwise."""
    found = _SEQUENCE.fullmatch(number)
    return int(found[1]) if found else 0


def next_sequence(said: str, known: Iterable[str]) -> int:
    """The sequence of the next package: what the contract's terms say comes next, but after every package that is known."""
    return max(sequence_in(said), 1 + max((sequence_in(number) for number in known), default=0))


# --- opening it -----------------------------------------------------------------------------------------------------

ANOTHER_OPEN = N_(
    "Package {number} is still being prepared. Send it first, or bring it to its end; a contract has one package in preparation."
)
PERIOD_TAKEN = N_("Package {number} already reports this period.")
BEFORE_ITS_START = N_("The period ends before it begins.")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a package is opened with, its `format` as it is chosen; `period_id` where it reports a planned period."""

    kind: PackageKind
    first: date
    last: date
    format: str
    language: str
    period_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Another package of the contract, as much of it as opening one asks."""

    number: str
    state: PackageState
    revision: int = 1
    period_id: int | None = None


_NO_LONGER: Final = frozenset({PackageState.REFUSED, PackageState.RETURNED})


def opening_objections(opening: Opening, others: Iterable[Standing]) -> list[Objection]:
    """Why a package can't be opened: one in preparation per contract, but for one that was returned and is put right."""
    found = []
    if opening.last < opening.first:
        found.append(Objection(BEFORE_ITS_START, place="last"))
    for other in others:
        if other.state in {PackageState.DRAFT, PackageState.READY} and other.revision == 1:
            found.append(Objection(ANOTHER_OPEN, {"number": other.number}))
        elif opening.period_id is not None and opening.period_id == other.period_id and other.state not in _NO_LONGER:
            found.append(Objection(PERIOD_TAKEN, {"number": other.number}, place="period"))
    return found


def takes_expenses(kind: PackageKind) -> bool:
    """Whether a package of that kind reports expenses."""
    return Part.FINANCIAL in PARTS[kind]


def reports(kind: PackageKind) -> bool:
    """Whether a package of that kind holds a report, of money or of work; a payment request alone holds none."""
    return PARTS[kind] != (Part.PAYMENT,)


def kind_of_period(*, technical: bool, financial: bool) -> PackageKind:
    """Which package a period with these parts asks for."""
    if financial:
        return PackageKind.ALL if technical else PackageKind.MONEY
    return PackageKind.TECHNICAL


# --- what is left out -----------------------------------------------------------------------------------------------


class Reason(StrEnum):
    """Why an expense is not in a package."""

    BY_HAND = "by_hand"
    RETURNED = "returned"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    NO_DAY = "no_day"
    AFTER_END = "after_end"
    NO_LINE = "no_line"
    PARKED = "parked"
    IN_PACKAGE = "in_package"


REASONS: Mapping[str, str] = {
    Reason.BY_HAND: N_("left out by hand"),
    Reason.RETURNED: N_("returned to whoever entered it"),
    Reason.DRAFT: N_("still a draft"),
    Reason.SUBMITTED: N_("submitted, not verified yet"),
    Reason.NO_DAY: N_("without a day of payment"),
    Reason.AFTER_END: N_("paid after the end of the period"),
    Reason.NO_LINE: N_("on no budget line"),
    Reason.PARKED: N_("set aside by the funder"),
    Reason.IN_PACKAGE: N_("already in package {number}"),
}
_OF_STATE: Final = {
    ExpenseState.RETURNED: Reason.RETURNED,
    ExpenseState.DRAFT: Reason.DRAFT,
    ExpenseState.SUBMITTED: Reason.SUBMITTED,
    ExpenseState.PARKED: Reason.PARKED,
}
_REPORTED: Final = frozenset({ExpenseState.REPORTED, ExpenseState.APPROVED, ExpenseState.CUT, ExpenseState.PARKED})


def reasons_left_out(
    state: str, package: str, day: date | None, *, has_line: bool, by_hand: bool, number: str, last: date
) -> tuple[Reason, ...]:
    """Why an expense is not in the package `number` that goes until `last`, the first thing to see to first; nothing where it is.

    That it is on no budget line keeps no expense out by itself: it is an error of the package, and said beside the rest.
    """
    now = ExpenseState(state)
    if package == number and now in _REPORTED:
        return ()
    found = [Reason.BY_HAND] if by_hand else []
    if now in _OF_STATE:
        found.append(_OF_STATE[now])
    if now in _REPORTED:
        found.append(Reason.IN_PACKAGE)
    elif day is None:
        found.append(Reason.NO_DAY)
    elif day > last:
        found.append(Reason.AFTER_END)
    if found and not has_line:
        found.append(Reason.NO_LINE)
    return tuple(found)


# --- whether it is ready --------------------------------------------------------------------------------------------

NOTHING_IN_IT = N_(
    "No expense is in the package. Have what belongs to the period verified, or choose a technical report."
)
UNMAPPED = N_("Expense {number} is on no budget line. Choose its line, or leave it out of the package.")
NO_RATE = N_(
    "Expense {number} is in {currency} and has no rate to the euro. Enter the rate of its day and convert it, or leave it out of the package."
)
RETURNED_MEANWHILE = N_(
    "Expense {number} was returned while this package was open. Have it put right and verified again, or leave it out of the package by hand."
)
CLAIMED_TWICE = N_("Expense {number} also stands in package {package}. Leave it out of one of the two.")
ROWS_MOVED = N_(
    "Expenses of this package changed since you opened the page. Nothing was frozen; look at the rows again."
)


def ready_objections(
    ground: Ground, elsewhere: Mapping[int, str], returned: Sequence[tuple[int, str]], *, takes: bool
) -> Iterator[Objection]:
    """Why a package can't be frozen. `elsewhere` names the other package an expense stands in; `returned` are expenses (id and
    number) that went back while it was open.
    """
    if takes and not len(ground.entries):
        yield Objection(NOTHING_IN_IT)
    for expense_id, number in returned:
        yield Objection(RETURNED_MEANWHILE, {"number": number, "expense_id": expense_id})
    for entry in ground.entries:
        about = {"number": entry.number, "expense_id": entry.id}
        if entry.line_id is None:
            yield Objection(UNMAPPED, about)
        if entry.euro is None and entry.amount.currency != ground.currency:
            yield Objection(NO_RATE, {**about, "currency": entry.amount.currency})
        if entry.id in elsewhere:
            yield Objection(CLAIMED_TWICE, {**about, "package": elsewhere[entry.id]})


# --- what happened to it --------------------------------------------------------------------------------------------

BEFORE_ITS_PERIOD = N_("The period only begins on {day}.")
BEFORE_IT_WAS_SENT = N_("The package was sent only on {day}.")
NOT_AN_HOUR = N_("Write the hour like 14:30.")
CHOOSE_RETURNED = N_("Choose what was returned.")
REASON_NEEDED = N_("Say why, so that others know what to mend.")
UNDECIDED = N_("Expenses without a decision: {count}. Record it row by row, or accept all of them as they are.")
_HOUR: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Sending:
    """How a package went out; `hour` as HH:MM, `closes` the deadlines that are met by it. `as_rated` insists that it went out
    although its rates are those of another month.
    """

    sent_on: date | None
    hour: str
    signer: str
    funder_number: str
    closes: tuple[int, ...] = ()
    as_rated: bool = False


def hour_in(typed: str) -> str | None:
    """An hour as it is kept, from what people type; None for what is none."""
    found = _HOUR.fullmatch(typed.strip())
    return f"{int(found[1]):02}:{found[2]}" if found else None


def sending_objections(sending: Sending, first: date, today: date, hour: str = "") -> list[Objection]:
    """What is missing in how a package went out, or can't be so; `hour` is the one it is now ("16:05"), where that is known."""
    found = _of_a_day(sending.sent_on, "sent_on", today)
    if not found and sending.sent_on is not None and sending.sent_on < first:
        found.append(Objection(BEFORE_ITS_PERIOD, {"day": first}, place="sent_on"))
    sent_at = hour_in(sending.hour)
    if sent_at is None:
        found.append(Objection(NOT_AN_HOUR if sending.hour else REQUIRED, place="hour"))
    elif hour and sending.sent_on == today and sent_at > hour:
        found.append(Objection(HOUR_AHEAD, {"hour": hour}, place="hour"))
    for place in ("signer", "funder_number"):
        if not getattr(sending, place).strip():
            found.append(Objection(REQUIRED, place=place))
    return found


def outcome_objections(
    to: PackageState, day: date | None, reason: str, sent_on: date | None, today: date
) -> list[Objection]:
    """What is missing in what the funder decided on a package."""
    found = _of_a_day(day, "day", today)
    if not found and day is not None and sent_on is not None and day < sent_on:
        found.append(Objection(BEFORE_IT_WAS_SENT, {"day": sent_on}, place="day"))
    if to in _NO_LONGER and not reason.strip():
        found.append(Objection(REASON_NEEDED, place="reason"))
    return found


def _of_a_day(day: date | None, place: str, today: date) -> list[Objection]:
    if day is None:
        return [Objection(DAY_NEEDED, place=place)]
    return [Objection(IN_THE_FUTURE, place=place)] if day > today else []


_REPORTED_WITHIN: Final = timedelta(days=120)


def met_by(due_on: date, period_due: date | None, last: date) -> bool:
    """Whether a deadline for a report is likely that of a period: due on its day, else in the months after its end."""
    if period_due is not None:
        return due_on == period_due
    return last < due_on <= last + _REPORTED_WITHIN


# --- versions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RowKept:
    """An expense as it stands in a version."""

    number: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Difference:
    """What a version has that the last one had not, the other way round, and what changed its amount; sums by currency."""

    added: tuple[RowKept, ...] = ()
    removed: tuple[RowKept, ...] = ()
    changed: tuple[tuple[RowKept, RowKept], ...] = ()
    before: Mapping[str, Money] = field(default_factory=dict)
    after: Mapping[str, Money] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


# --- words ----------------------------------------------------------------------------------------------------------

LONGEST_TEXT: Final = 5000
TOO_LONG = N_("This is {length} characters long; at most {maximum} fit. Shorten it.")

PLACES: Mapping[str, str] = {
    "summary": N_("Summary of the period"),
    "problems": N_("Problems and how they were solved"),
    "deviations": N_("Deviations from the plan, and why"),
}
"""What is written for a package whose format asks for nothing of its own, by the name under which it is found."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something to be written for a package: where formats find it, and its label (a sentence, or a funder's own words)."""

    place: str
    label: str | Text

    @property
    def name(self) -> str:
        """How a form names it."""
        return field_of(self.place)


def field_of(place: str) -> str:
    """A place as the name of a field: "variation 1.1" is variation-1-1."""
    return re.sub(r"\W+", "-", place)


def places_of(chosen: Format | None, ground: Ground) -> list[Place]:
    """What is to be written for a package in that format, in its order; None where the format is written no more."""
    if chosen is None or chosen.texts is None:
        return [Place(place, label) for place, label in PLACES.items()]
    return [Place(place, label) for place, label in chosen.texts(ground)]


def text_stays(place: str, stays: Collection[Part]) -> bool:
    """Whether a text stays as it was because its part was not returned: the summary and what goes with it are the technical
    report's; what a format asks for may tell of the work and of the money, and stays only with both.
    """
    of = {Part.TECHNICAL} if place in PLACES else {Part.TECHNICAL, Part.FINANCIAL}
    return of <= set(stays)


def stays_of(kind: PackageKind, returned: Collection[Part]) -> frozenset[Part]:
    """The parts of a package that stay as they were where these were returned."""
    return frozenset(PARTS[kind]) - set(returned)


def text_objections(words: Text, place: str) -> list[Objection]:
    """What is wrong with a text of a package, in either language."""
    return [
        Objection(
            TOO_LONG, {"length": Decimal(len(side)), "maximum": Decimal(LONGEST_TEXT)}, place=f"{place}_{language}"
        )
        for language, side in (("bg", words.bg), ("en", words.en))
        if len(side) > LONGEST_TEXT
    ]
