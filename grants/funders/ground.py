"""What a report may say, as plain rows: the contract, its lines, partners and sources, what was reported before, and each
expense of the report. Formats take their figures from here and from nowhere else.

A ground can be kept as a file and read back: what was frozen with a package gives the same report for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Protocol, TypeVar, runtime_checkable

import msgspec

from grants.values.language import Text
from grants.values.money import Money, in_euro, per_unit
from grants.values.outline import chapters

EURO: Final = "EUR"
NOTHING_WRITTEN: Final = Text()
_Worked = TypeVar("_Worked")


def in_money(amount: Money, currency: str) -> Money | None:
    """The amount in a currency to which it needs no rate, or has one by law; else None."""
    if amount.currency == currency:
        return amount
    return in_euro(amount) if currency == EURO else None


def in_other(euro: Money | None, per_euro: Decimal | None, currency: str) -> Money | None:
    """Euro at so many units of another currency for one, half up to its cent; None where one of them is not known."""
    return Money(euro.at(per_euro).minor, currency) if euro is not None and per_euro is not None else None


@dataclass(frozen=True, slots=True)
class Party:
    """A partner of the project; `role` is that of the partnership ("lead", "partner", "associated"…)."""

    id: int
    number: str
    name: Text
    role: str
    eik: str = ""
    vat: str = ""
    country: str = ""
    pic: str = ""


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line of the budget in force. `number` is its place in the tree; a chapter may have no amount of its own.

    `category`, `form`, `article` and `rounding` are keys of the budget's closed lists; `base` the numbers a flat rate
    stands on. `own` is what of the amount is not grant, where the sources say it.
    """

    id: int
    number: str
    title: Text
    currency: str
    amount: Money | None = None
    partner_id: int | None = None
    activity_id: int | None = None
    year: str = ""
    category: str = "none"
    form: str = "actual"
    unit: Text = NOTHING_WRITTEN
    units: Decimal | None = None
    unit_price: Money | None = None
    rate: Decimal | None = None
    base: tuple[str, ...] = ()
    article: str = "none"
    rounding: str = "toward_zero"
    moved: Money | None = None  # what moves within the contract brought to it, or took from it

    @property
    def euro(self) -> Money:
        """Its amount in euro; nothing where there is none, or no fixed rate."""
        return (in_euro(self.amount) if self.amount else None) or Money.zero(EURO)


@dataclass(frozen=True, slots=True)
class FundedBy:
    """A source of funding, of the whole project or of one partner's part; `kind` is a key of the budget's list."""

    kind: str
    name: Text
    amount: Money | None = None
    share: Decimal | None = None
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class PaidOut:
    """One payment of a document."""

    paid_on: date
    amount: Money
    order_number: str = ""
    statement: str = ""


# No dataclass: of a long report many thousands are read from a file, which would take four times as long.
class Entry(msgspec.Struct, frozen=True, gc=False):
    """An expense of the report, with its document where it has one (`document_id` is None without).

    `amount` in the currency it was claimed in, `euro` by the rate booked for it, None where there is none; the parts that
    are no grant are `own`, `in_kind` and `third`. `late` says that it belongs to an earlier period than the report's, and
    `adjusts` which package before this one (its sequence) reported that period, 0 where none did; `parked_in` names the package it was set aside in before, and `parked_at` which of its partner's rows it was there.
    A claim without a document is of the day
    `claimed_on`, one at a flat rate of what its base came to since `base_from`. `cut` is what the funder took away of it (`cut_euro` in euro), with the day and the reason. `carried_out` is a key of the list of places
    where activities are carried out. `files` are the names of its papers in their order, `file_sizes` how many
    bytes each has; `lacking` are papers asked for with it that are not there.
    `rate_month` is the first day of the month whose InforEuro rate `per_euro` is; None where it is another rate.
    Where the contract is in a currency without a fixed rate, `into` is that currency, and `into_per_euro` so many of it for a
    euro on the day of the expense, None where that is not known.
    """

    id: int
    number: str
    state: str
    amount: Money
    own: Money
    in_kind: Money
    third: Money
    euro: Money | None
    line_id: int | None = None
    line: str = ""
    activity_id: int | None = None
    activity: str = ""
    partner_id: int | None = None
    description: Text = NOTHING_WRITTEN
    form: str = "actual"
    category: str = "none"
    units: Decimal | None = None
    unit_price: Money | None = None
    per_euro: Decimal | None = None
    base_from: date | None = None
    rate_month: date | None = None
    claimed_on: date | None = None
    evidence: str = ""
    document_id: int | None = None
    register_number: str = ""
    kind: str = ""
    paper_number: str = ""
    issued_on: date | None = None
    paid_on: date | None = None
    supplier: str = ""
    supplier_eik: str = ""
    paper_description: Text = NOTHING_WRITTEN
    paper_partner_id: int | None = None
    net: Money | None = None
    vat: Money | None = None
    vat_recoverable: bool = False
    sensitive: bool = False
    supply_id: int | None = None
    supply: str = ""
    original: str = ""
    from_advance: bool = False
    cross_financed: bool = False
    carried_out: str = "inside"
    corrects: str = ""
    late: bool = False
    adjusts: int = 0
    parked_in: str = ""
    parked_at: int = 0
    cut: Money | None = None
    cut_euro: Money | None = None
    decided_on: date | None = None
    decision: str = ""
    sampled: bool = False  # in the sample of the funder's control
    error_kind: str = ""  # the typology of error of what is cut
    files: tuple[str, ...] = ()
    file_sizes: tuple[int, ...] = ()
    lacking: tuple[Text, ...] = ()
    payments: tuple[PaidOut, ...] = ()
    credited: tuple[str, ...] = ()  # of a credit note: the numbers of the invoices it is set against
    into: str = ""
    into_per_euro: Decimal | None = None

    def but(self, **changes: Any) -> Entry:
        """The same with what is different in it."""
        return msgspec.structs.replace(self, **changes)

    @property
    def converted(self) -> bool:
        """Whether it is in a currency without a fixed rate, and has one."""
        return self.per_euro is not None and self.amount.currency not in {EURO, "BGN"}

    @property
    def day(self) -> date | None:
        """The day by which it falls in a period."""
        return (self.paid_on or self.issued_on) if self.document_id is not None else self.claimed_on

    @property
    def grant(self) -> Money:
        """What of it is asked from the funder."""
        return self.amount - self.own - self.in_kind - self.third

    def in_money(self, currency: str) -> Money | None:
        """The whole of it in the one currency of a form; None where no rate leads there."""
        if currency == EURO and self.euro is not None:
            return self.euro
        found = in_money(self.amount, currency)
        if found is None and currency == self.into:
            return in_other(self.in_money(EURO), self.into_per_euro, currency)
        return found

    def part_in(self, part: Money, currency: str) -> Money | None:
        """A part of its amount in that currency: by the same rate as the whole, half up."""
        if currency == EURO and self.per_euro is not None:
            return per_unit(part, self.per_euro)
        found = in_money(part, currency)
        if found is None and currency == self.into:
            return in_other(self.part_in(part, EURO), self.into_per_euro, currency)
        return found


@dataclass(frozen=True, slots=True)
class Again:
    """Another document with the same number of the same supplier, on which this expense's partner claimed before it."""

    entry_id: int
    number: str  # of that other expense
    package: str
    same_amount: bool


@dataclass(frozen=True, slots=True)
class Turned:
    """Sums in the contract's currency, of expenses and their parts converted one by one at the rate of the day of each."""

    amount: Money
    own: Money
    in_kind: Money
    third: Money
    cut: Money
    unpaid: Money

    @property
    def grant(self) -> Money:
        """What of it was asked from the funder."""
        return self.amount - self.own - self.in_kind - self.third


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was reported before on one line, by one partner, in one form, currency and package; sums over all such expenses.

    Gross of what the funder took away: `cut` and `parked` are parts of `amount`, `decided` that part of it on which there
    is a decision. Figures taken over say until which day they reach (`opening_until`). Euro are sums of expenses converted one
    by one; None where some have no rate. `turned` are the same sums in the contract's currency where that has no fixed rate;
    None where some have no rate to it.
    """

    line_id: int | None
    partner_id: int | None
    category: str
    form: str
    amount: Money
    own: Money
    in_kind: Money
    third: Money
    cut: Money
    parked: Money
    decided: Money
    euro: Money | None
    lost_euro: Money | None
    package: str = ""
    parked_euro: Money | None = None
    decided_euro: Money | None = None
    opening_until: date | None = None
    unpaid: Money | None = None  # what of the grant is on papers not paid by the report's last day
    turned: Turned | None = None

    @property
    def grant(self) -> Money:
        """What of it was asked from the funder."""
        return self.amount - self.own - self.in_kind - self.third

    def in_money(self, currency: str) -> Money | None:
        """The whole of it in the one currency of a form; None where no rate leads there."""
        if self.turned is not None and self.turned.amount.currency == currency:
            return self.turned.amount
        return self.euro if currency == EURO and self.euro is not None else in_money(self.amount, currency)

    def part_in(self, part: Money, currency: str) -> Money | None:
        """A part of its amount in that currency; of a sum at several rates the same share as of the whole, half up."""
        known = in_money(part, currency)
        if known is not None or self.euro is None or currency != EURO:
            return known
        return self.euro.at(Fraction(part.minor, self.amount.minor)) if self.amount else Money.zero(EURO)

    @property
    def approved(self) -> Money:
        """What the funder accepted so far; opening figures stand as accepted, less what was cut of them."""
        return (self.decided if self.opening_until is None else self.amount) - self.cut - self.parked

    @property
    def approved_euro(self) -> Money | None:
        """The same in euro, expense by expense where each has a rate."""
        whole = self.decided_euro if self.opening_until is None else self.euro
        if whole is None or self.lost_euro is None:
            return self.part_in(self.approved, EURO)
        return whole - self.lost_euro


@dataclass(frozen=True, slots=True)
class Reported:
    """A period that a package before this one reported; `number` is that of the planned period, where there is one."""

    sequence: int
    number: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment asked from the funder, and what came of it."""

    kind: str
    package: str
    requested: Money | None
    approved: Money | None
    received: Money | None
    received_on: date | None
    cleared: Money | None


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What the lead passed on to a partner until the report's last day, less what came back."""

    partner_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class SubAwarded:
    """A sub-grant with its sums: agreed, paid in instalments, accepted of its reports, own money attracted."""

    number: str
    recipient: Text
    agreement: str
    amount: Money
    advanced: Money
    accepted: Money
    match_required: Money
    matched: Money
    matched_in_kind: Money


@dataclass(frozen=True, slots=True)
class Supplied:
    """A contract with a supplier."""

    id: int
    number: str
    title: Text
    reference: str
    signed_on: date | None
    amount: Money | None
    supplier: str
    supplier_eik: str
    partner_id: int | None = None
    parts: tuple[SubContracted, ...] = ()  # what others carry out of it
    linked: tuple[Linked, ...] = ()  # what the funder's system has it for; empty where that is not known


@dataclass(frozen=True, slots=True)
class Linked:
    """A budget line for which the funder's system has a contract, with the activity; None where it has any, or none at all.

    Without a line, and then alone, it says that the contract is for none there.
    """

    line_id: int | None = None
    activity_id: int | None = None


@dataclass(frozen=True, slots=True)
class SubContracted:
    """Whom a supplier lets carry out a part of its contract."""

    name: str
    eik: str
    amount: Money | None


@dataclass(frozen=True, slots=True)
class Planned:
    """An activity of the work plan, with what was told of it in the period; `package` is the work package it is in."""

    id: int
    number: str
    title: Text
    start_on: date | None = None
    end_on: date | None = None
    began_on: date | None = None
    finished_on: date | None = None
    progress: int | None = None
    done: Text = NOTHING_WRITTEN
    late: Text = NOTHING_WRITTEN
    partner_id: int | None = None
    package: str = ""
    package_title: Text = NOTHING_WRITTEN


@dataclass(frozen=True, slots=True)
class Invested:
    """An investment of the project; `lines` are numbers of the budget's lines and chapters on which it is paid."""

    number: str
    title: Text
    lines: tuple[str, ...]
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """An indicator: its target, what was reached before the period, and what the period added to it; None where nothing is
    recorded.

    `told` is what the funder is told of the period: that, or where it stood at the end if each value holds those before it;
    of these so many are men and women, where that is kept, and `comment` was written beside. A `level` holds in each value
    those before it. `approved` is what the funder accepted of the values before the period, `source` from where they are
    taken; of men and women likewise, where that is kept. One without a trend may fall.
    """

    id: int
    number: str
    code: str
    name: Text
    unit: Text
    baseline: Decimal | None = None
    target: Decimal | None = None
    before: Decimal | None = None
    now: Decimal | None = None
    told: Decimal | None = None
    men: Decimal | None = None
    women: Decimal | None = None
    comment: Text = NOTHING_WRITTEN
    level: bool = False
    approved: Decimal | None = None
    source: Text = NOTHING_WRITTEN
    men_so_far: Decimal | None = None
    women_so_far: Decimal | None = None
    men_approved: Decimal | None = None
    women_approved: Decimal | None = None
    trendless: bool = False

    @property
    def so_far(self) -> Decimal | None:
        """Where it stands at the end of the period; None where nothing was ever recorded."""
        return (
            None if self.before is None and self.now is None else (self.before or Decimal(0)) + (self.now or Decimal(0))
        )


@dataclass(frozen=True, slots=True)
class Delivered:
    """A deliverable due or handed in by the end of the period."""

    number: str
    title: Text
    activity: str
    due_on: date | None
    handed_in_on: date | None
    state: str
    target: Decimal | None = None
    quantity: Decimal | None = None
    unit: Text = NOTHING_WRITTEN
    partner_id: int | None = None
    note: Text = NOTHING_WRITTEN


@dataclass(frozen=True, slots=True)
class Tally:
    """The report's expenses that are alike in everything by which a summary sorts them, added up.

    Euro are sums of expenses converted one by one, without those that have no rate; `rated` says whether all of them have.
    """

    line_id: int | None
    activity: str
    partner_id: int | None
    category: str
    form: str
    state: str
    amount: Money
    own: Money
    in_kind: Money
    third: Money
    euro: Money
    in_kind_euro: Money
    rated: bool
    number: int  # how many they are
    adjusts: int = 0  # see `Entry`


class Tallying:
    """The expenses added up while one walks through them."""

    def __init__(self) -> None:
        self.found: dict[tuple[int | None, str, int | None, str, str, str, str, int], list[int]] = {}

    def add(self, one: Entry) -> None:
        """One more."""
        amount, currency = one.amount, one.amount.currency
        key = (one.line_id, one.activity, one.partner_id, one.category, one.form, one.state, currency, one.adjusts)
        sums = self.found.get(key)
        if sums is None:
            sums = self.found[key] = [0] * 8
        sums[0] += amount.minor
        sums[1] += one.own.minor
        sums[2] += one.in_kind.minor
        sums[3] += one.third.minor
        if one.euro is None:
            sums[6] += 1
        else:
            sums[4] += one.euro.minor
        if one.in_kind.minor:
            sums[5] += (in_euro(one.in_kind) or Money.zero(EURO)).minor
        sums[7] += 1

    def tallies(self) -> tuple[Tally, ...]:
        """What was added up so far."""
        return tuple(
            Tally(
                *key[:6],
                Money(sums[0], key[6]),
                Money(sums[1], key[6]),
                Money(sums[2], key[6]),
                Money(sums[3], key[6]),
                Money(sums[4], EURO),
                Money(sums[5], EURO),
                not sums[6],
                sums[7],
                key[7],
            )
            for key, sums in self.found.items()
        )


class Entries(Protocol):
    """The expenses of a report, in their order; may be walked through again and again without all being in memory."""

    def __iter__(self) -> Iterator[Entry]: ...

    def __len__(self) -> int: ...


@runtime_checkable
class SortedOut(Protocol):
    """Expenses that are sorted out of others as one walks through these."""

    @property
    def entries(self) -> Entries: ...

    def holds(self, one: Entry, /) -> bool: ...


def sorted_from(entries: Entries) -> tuple[Entries, tuple[Callable[[Entry], bool], ...]]:
    """The expenses out of which these are sorted, and all that must hold of one that is among them."""
    if not isinstance(entries, SortedOut):
        return entries, ()
    whole, held = sorted_from(entries.entries)
    return whole, (*held, entries.holds)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The expenses of some partners, and of one period where that is asked, sorted out as one walks through; how many they are
    is known from the sums.
    """

    entries: Entries
    partners: frozenset[int | None]
    adjusts: int | None
    count: int

    def holds(self, one: Entry | Tally) -> bool:
        """Whether an expense, or a sum of some, is among them."""
        return one.partner_id in self.partners and self.adjusts in {None, one.adjusts}

    def __iter__(self) -> Iterator[Entry]:
        return (entry for entry in self.entries if self.holds(entry))

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What lies in the period, or in none, and is not in the report."""

    drafts: int = 0
    returned: int = 0
    undated: int = 0  # expenses whose document has neither a day of its own nor one of payment
    undated_claims: int = 0  # claims without a document that are not said to be of any day
    without_expense: int = 0  # documents of the period on which nothing is claimed


@dataclass(frozen=True)
class Head:
    """Everything a report may say but its expenses. `package` is its number with its version ("3.1"), empty outside one.

    `currency` is that of the contract. Amounts keep their own currencies.
    """

    code: str
    number: str
    title: Text
    acronym: str
    beneficiary: Text
    beneficiary_eik: str
    programme: Text
    procedure: Text
    funder: Text
    currency: str
    first: date
    last: date
    made_on: date
    package: str = ""
    state: str = ""  # of the package; empty outside one
    submitted_on: date | None = None  # when it went to the funder, in its first version
    submitted_again_on: date | None = None  # in its last one, where that was not the first
    next_package: int = 0  # the number that the next package of the project will get
    start_on: date | None = None
    end_on: date | None = None
    eligible_from: date | None = None  # by the contract's terms; where they name no days, the project's own hold
    eligible_until: date | None = None
    signed_on: date | None = None
    eu_rate: Decimal | None = None
    interim_cap: Decimal | None = None  # per cent of the grant that may be paid before the balance, by the contract
    convert_total: bool = False
    move_limit: Decimal | None = None  # per cent that may move between lines without an amendment, by the contract
    move_base: str = ""  # of what, a key of the budget's list
    booked_rate: str = "none"  # by which rates the contract has other currencies converted, a key of the budget's list
    reserve_place: str = "none"  # where the contract has the reserve for contingencies, a key of the budget's list
    lines: tuple[PlannedLine, ...] = ()
    partners: tuple[Party, ...] = ()
    sources: tuple[FundedBy, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    reported: tuple[Reported, ...] = ()  # the periods of the packages before this one
    asked: tuple[Asked, ...] = ()
    sub_grants: tuple[SubAwarded, ...] = ()
    supplies: tuple[Supplied, ...] = ()
    activities: tuple[Planned, ...] = ()
    indicators: tuple[Promised, ...] = ()
    deliverables: tuple[Delivered, ...] = ()
    groups: tuple[Text, ...] = ()  # whom the project is for
    investments: tuple[Invested, ...] = ()
    passed_on: tuple[PassedOn, ...] = ()
    set_aside: tuple[Entry, ...] = ()  # expenses the funder parked that are in no report again
    again_since: tuple[
        Earlier, ...
    ] = ()  # parked in earlier reports, and claimed again since: only for who counts gross
    again: tuple[Again, ...] = ()
    left_out: LeftOut = field(default_factory=LeftOut)
    texts: dict[str, Text] = field(default_factory=dict)  # what was written for this package, by the name of its place


@dataclass(frozen=True)
class Ground(Head):
    """The whole of it: with the report's own expenses, in their order."""

    entries: Entries = ()

    def once(self, work: Callable[[Ground], _Worked]) -> _Worked:
        """What a format works out of all its expenses: walked through once, however many sheets ask for it."""
        done: dict[object, Any] = self.__dict__.setdefault("_worked_out", {})
        if work not in done:
            done[work] = work(self)
        found: _Worked = done[work]
        return found

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """The expenses added up, in one walk through them: summaries are made of these, however many expenses there are."""
        tallying = Tallying()
        for entry in self.entries:
            tallying.add(entry)
        return tallying.tallies()

    def of_forms(self, wanted: frozenset[str]) -> Iterator[Entry]:
        """The expenses claimed in some forms; not walked through where there are none."""
        if any(tally.form in wanted for tally in self.tallies):
            yield from (entry for entry in self.entries if entry.form in wanted)

    def of_partners(self, wanted: frozenset[int | None], adjusts: int | None = None, **changes: Any) -> Ground:
        """The part of some partners (None: what names no partner), with what else is different in it; of one period where
        `adjusts` says which, 0 the report's own.
        """
        some = _Wanted(self.entries, wanted, adjusts, 0)
        tallies = tuple(one for one in self.tallies if some.holds(one))
        made = replace(self, entries=replace(some, count=sum(one.number for one in tallies)), **changes)
        return made.told_in_sums(tallies)

    def told_in_sums(self, tallies: tuple[Tally, ...]) -> Ground:
        """The same where the sums of its expenses are known, which need not be walked through for them."""
        made = replace(self)
        made.__dict__["tallies"] = tallies
        return made

    def line(self, line_id: int | None) -> PlannedLine | None:
        """A line by its id."""
        return self._lines_by_id.get(line_id)

    @cached_property
    def _lines_by_id(self) -> dict[int | None, PlannedLine]:
        return {line.id: line for line in reversed(self.lines)}  # of two with one id the first

    def party(self, partner_id: int | None) -> Party | None:
        """A partner by its id."""
        return next((party for party in self.partners if party.id == partner_id), None)

    @property
    def is_whole(self) -> bool:
        """Whether it is of the whole project, and not only of one partner's part."""
        return self.lead is not None or not self.partners

    @property
    def is_final(self) -> bool:
        """Whether it is the final report: it reaches the end of the project."""
        return self.end_on is not None and self.last >= self.end_on

    @property
    def eligible(self) -> tuple[date | None, date | None]:
        """From which day to which costs are eligible."""
        return self.eligible_from or self.start_on, self.eligible_until or self.end_on

    @property
    def lead(self) -> Party | None:
        """The partner that leads the project."""
        return next((party for party in self.partners if party.role == "lead"), None)


def leaves(lines: Sequence[PlannedLine]) -> list[PlannedLine]:
    """The lines that count for themselves: those under which none stands, and a chapter whose amount its lines do not divide.

    Their amounts are the whole budget, each once.
    """
    above = chapters(line.number for line in lines)
    divided = chapters(line.number for line in lines if line.amount is not None)
    return [line for line in lines if line.number not in (above if line.amount is None else divided)]
