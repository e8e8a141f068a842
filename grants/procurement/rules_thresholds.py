"""From what amount, net of VAT, a law asks for a stronger way of choosing a supplier; and what was bought in smaller parts.

Everything is counted within one project, over its whole life: purchases of other projects of the same organisation are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from grants.errors import Objection
from grants.procurement.rules import Law, Method, PurchaseKind
from grants.values.identifiers import search_form
from grants.values.language import N_
from grants.values.money import Money, in_euro, total

# How much each method asks of who buys; of another method nothing is known, and it is never called too weak.
STRENGTH: Mapping[Method, int] = {
    Method.DIRECT: 0,
    Method.MARKET_CHECK: 1,
    Method.THREE_OFFERS: 2,
    Method.LOW_VALUE: 3,
    Method.PUBLIC_INVITATION: 4,
    Method.PUBLIC_PROCUREMENT: 5,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """From `amount` on, net of VAT, `law` asks for `method` when `kind` is bought between two days, both included."""

    law: Law
    kind: PurchaseKind
    method: Method
    first_on: date
    last_on: date | None
    amount: Money
    note: str = ""

    def holds_on(self, day: date | None) -> bool:
        """Whether it is in force on that day; without one, whether it is in force until further notice."""
        if day is None:
            return self.last_on is None
        return self.first_on <= day and (self.last_on is None or day <= self.last_on)


# Proposed where nothing is entered for a law. To be checked before use: the sums were changed more than once, and those in
# euro are the lev sums at the fixed rate. None is proposed of the Public Procurement Act.
_LEV_DAYS: Final[tuple[date, date | None]] = (date(2016, 1, 1), date(2025, 12, 31))
_EURO_DAYS: Final[tuple[date, date | None]] = (date(2026, 1, 1), None)
PRESETS: Final[tuple[Bound, ...]] = tuple(
    Bound(Law.BENEFICIARY, kind, Method.PUBLIC_INVITATION, first, last, Money.of(amount, currency))
    for kind, in_lev, euro in (
        (PurchaseKind.WORKS, "50000", "25564.59"),
        (PurchaseKind.SERVICES, "30000", "15338.76"),
        (PurchaseKind.GOODS, "30000", "15338.76"),
    )
    for (first, last), amount, currency in ((_LEV_DAYS, in_lev, "BGN"), (_EURO_DAYS, euro, "EUR"))
)


def bounds_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Bound, ...]:
    """The thresholds that count: those kept, and for a law of which none is kept the proposed ones."""
    own = tuple(
        Bound(
            Law(row["law"]),
            PurchaseKind(row["kind"]),
            Method(row["method"]),
            row["first_on"],
            row["last_on"],
            Money(row["amount_cents"], row["currency"]),
            row["note"],
        )
        for row in kept
    )
    laws = {one.law for one in own}
    return (*own, *(one for one in PRESETS if one.law not in laws))


class By(StrEnum):
    """Why purchases belong together."""

    SUPPLIER = "supplier"
    SUBJECT = "subject"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase, or a part of one: all parts of one purchase have the same `of` (the kind and the id of its row).

    `net` is without VAT; `method` is None where none was recorded; `buyer` is the partner who buys.
    """

    of: tuple[str, int]
    net: Money
    day: date | None
    kind: PurchaseKind = PurchaseKind.SERVICES
    law: Law = Law.BENEFICIARY
    method: Method | None = None
    buyer: int | None = None
    supplier: str = ""
    eik: str = ""
    subject: str = ""
    lines: frozenset[int] = frozenset()

    @property
    def works(self) -> bool:
        """Building is counted by itself, goods and services together."""
        return self.kind is PurchaseKind.WORKS


@dataclass(frozen=True, slots=True)
class Crossing:
    """Several purchases, each below a threshold, that reach it together; `label` is the supplier or the code as written."""

    by: By
    label: str
    line: int | None
    made: Money
    purchases: frozenset[tuple[str, int]]
    bound: Bound


def asked_of(value: Money, kind: PurchaseKind, law: Law, day: date | None, bounds: Iterable[Bound]) -> Bound | None:
    """The highest threshold that a purchase of this value reaches by itself."""
    reached = [
        one
        for one in bounds
        if (one.law, one.kind) == (law, kind) and one.holds_on(day) and _reaches([value], one.amount)
    ]
    return max(reached, key=_height, default=None)


def weaker(method: Method | None, asked: Method) -> bool:
    """Whether a method asks less of who buys than the one needed; none recorded is weaker than any."""
    if method is None:
        return True
    return method in STRENGTH and asked in STRENGTH and STRENGTH[method] < STRENGTH[asked]


def crossings(bought: Iterable[Bought], bounds: Sequence[Bound]) -> tuple[Crossing, ...]:
    """Purchases by one buyer, from one supplier, of one kind or on one line, that reach a threshold together.

    The thresholds are those of the latest of their days. The same purchases are told once, by supplier before kind before
    line; where each was made in a way strong enough nothing is told.
    """
    told: list[Crossing] = []
    for by, label, line, parts in _groups(bought):
        found = _crossing(by, label, line, parts, bounds)
        if found is not None and not any(found.purchases <= one.purchases for one in told):
            told.append(found)
    return tuple(told)


def _groups(bought: Iterable[Bought]) -> Iterator[tuple[By, str, int | None, list[Bought]]]:
    listed = [one for one in bought if one.net.minor > 0]
    for by in By:
        found: dict[object, list[Bought]] = defaultdict(list)
        labels: dict[object, tuple[str, int | None]] = {}
        for one in listed:
            for key, label, line in _keys(by, one):
                alike = (one.law, one.works, one.buyer, key)
                found[alike].append(one)
                labels.setdefault(alike, (label, line))
        for group, parts in found.items():
            yield by, *labels[group], parts


def _keys(by: By, one: Bought) -> Iterator[tuple[object, str, int | None]]:
    if by is By.LINE:
        yield from ((line, "", line) for line in sorted(one.lines))
    elif by is By.SUBJECT and one.subject:
        yield search_form(one.subject), one.subject, None
    elif by is By.SUPPLIER and (key := supplier_key(one.supplier, one.eik)):
        yield key, one.supplier or one.eik, None


def supplier_key(name: str, eik: str) -> str:
    """By what a supplier is told from others: its EIK, else its name in any spelling."""
    return "".join(eik.split()) or search_form(name)


def _crossing(
    by: By, label: str, line: int | None, parts: Sequence[Bought], bounds: Sequence[Bound]
) -> Crossing | None:
    day = max((one.day for one in parts if one.day), default=None)
    law, kinds = parts[0].law, {one.kind for one in parts}
    held = (one for one in bounds if one.law == law and one.kind in kinds and one.holds_on(day))
    for bound in sorted(held, key=_height, reverse=True):
        small = _below(parts, bound.amount)
        made = _together([one.net for one in small], bound.amount)
        several = len({one.of for one in small}) > 1
        if several and _reaches([one.net for one in small], bound.amount):
            if not any(weaker(one.method, bound.method) for one in small):
                return None
            return Crossing(by, label, line, made, frozenset(one.of for one in small), bound)
    return None


def _below(parts: Sequence[Bought], amount: Money) -> list[Bought]:
    """The parts of purchases that do not reach the amount by themselves."""
    whole: dict[object, list[Money]] = defaultdict(list)
    for one in parts:
        whole[one.of].append(one.net)
    return [one for one in parts if not _reaches(whole[one.of], amount)]


def _reaches(parts: Sequence[Money], amount: Money) -> bool:
    made = _together(parts, amount)
    needed = amount if made.currency == amount.currency else in_euro(amount)
    return needed is not None and made >= needed


def _together(parts: Sequence[Money], amount: Money) -> Money:
    """Amounts in the currency of the threshold where all are in it, else in euro; one without a fixed rate is left out."""
    if all(one.currency == amount.currency for one in parts):
        return total(parts, amount.currency)
    return total([euro for one in parts if (euro := in_euro(one)) is not None], "EUR")


def _height(bound: Bound) -> int:
    euro = in_euro(bound.amount)
    return euro.minor if euro else 0


NOT_ABOVE_ZERO: Final = N_("A threshold is above zero.")
ENDS_BEFORE_IT_BEGINS: Final = N_("It ends before it begins.")
THERE_ALREADY: Final = N_(
    "For this law, kind and method a threshold of {amount} is in force in those days. End that one the day before, or change it."
)


def threshold_objections(values: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> tuple[Objection, ...]:
    """What can't be kept of a threshold beside the `others`: nothing, an end before its beginning, two for one day."""
    told = []
    if values["amount_cents"] <= 0:
        told.append(Objection(NOT_ABOVE_ZERO, place="amount"))
    first, last = values["first_on"], values["last_on"] or date.max
    if last < first:
        told.append(Objection(ENDS_BEFORE_IT_BEGINS, place="last"))
    alike = ("law", "kind", "method")
    for row in others:
        same = all(row[name] == values[name] for name in alike)
        if same and row["first_on"] <= last and first <= (row["last_on"] or date.max):
            amount = Money(row["amount_cents"], row["currency"])
            told.append(Objection(THERE_ALREADY, {"amount": amount}, place="first"))
            break
    return tuple(told)
