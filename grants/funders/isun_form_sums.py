"""The sums behind ИСУН's financial report: what is claimed now and was approved before on each budget line, grant and own
money apart, without what is in kind; and how the budget divides into the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from grants.funders.ground import Earlier, FundedBy, Ground, PlannedLine, leaves
from grants.funders.isun_costs import currency_of, parts, place_of_line
from grants.funders.isun_sums import at_fixed_rate
from grants.values.money import Money, in_lev, split, total

IN_KIND_KEY: Final = "in kind"
_GRANTS: Final = frozenset({"eu", "national", "donor"})
_OWN: Final = frozenset({"own", "third_party"})
Pair = tuple[Money, Money]
"""Grant, and what is not."""


def key_of(number: str) -> str:
    """By which key the rows of a budget line are added up; the sign before it keeps it a text for every spreadsheet."""
    return f"№ {place_of_line(number)}".strip()


def added(one: Pair, other: Pair) -> Pair:
    """Two pairs, part by part."""
    return one[0] + other[0], one[1] + other[1]


def nothing(currency: str) -> Pair:
    """A pair of zeros."""
    return Money.zero(currency), Money.zero(currency)


@dataclass(slots=True)
class Sums:
    """What is claimed in the report: by line, in each form, at each place, from advances, cross-financed; in kind apart."""

    currency: str
    by_line: dict[int | None, Pair] = field(default_factory=dict)
    by_form: dict[str, Pair] = field(default_factory=dict)
    by_place: dict[str, Pair] = field(default_factory=dict)
    cross: Pair = field(init=False)
    advance: Pair = field(init=False)
    rest: Pair = field(init=False)
    in_kind: Money = field(init=False)

    def __post_init__(self) -> None:
        self.advance, self.rest, self.cross = (nothing(self.currency) for _ in range(3))
        self.in_kind = Money.zero(self.currency)

    @property
    def money(self) -> Pair:
        """All that is not in kind."""
        return added(self.advance, self.rest)

    @property
    def everything(self) -> Pair:
        """All of it; what is in kind is no grant."""
        grant, own = self.money
        return grant, own + self.in_kind


def sums_of(ground: Ground) -> Sums:
    """What is claimed in the report, its expenses walked through once."""
    currency = currency_of(ground)
    known = {line.id for line in ground.lines}
    found = Sums(currency)
    zero = nothing(currency)
    for entry in ground.entries:
        line_id = entry.line_id if entry.line_id in known else None
        for part in parts(entry, currency):
            if part.in_kind:
                found.in_kind += part.own
                continue
            pair = part.grant, part.own
            found.by_line[line_id] = added(found.by_line.get(line_id, zero), pair)
            found.by_form[entry.form] = added(found.by_form.get(entry.form, zero), pair)
            found.by_place[entry.carried_out] = added(found.by_place.get(entry.carried_out, zero), pair)
            if entry.cross_financed:
                found.cross = added(found.cross, pair)
            if entry.from_advance:
                found.advance = added(found.advance, pair)
            else:
                found.rest = added(found.rest, pair)
    return found


# --- what was approved before ----------------------------------------------------------------------------------------


def approved_before(ground: Ground) -> Mapping[int | None, Pair]:
    """What the funder approved so far on each line, without what is in kind."""
    currency = currency_of(ground)
    known = {line.id for line in ground.lines}
    found: dict[int | None, Pair] = {}
    for one in ground.earlier:
        line_id = one.line_id if one.line_id in known else None
        found[line_id] = added(found.get(line_id, nothing(currency)), _approved(one, currency))
    return found


def _approved(one: Earlier, currency: str) -> Pair:
    """Of one sum: divided as what was asked was."""
    approved = one.part_in(one.approved, "EUR" if currency == "EUR" else one.amount.currency)
    if approved is not None and approved.currency != currency:
        approved = _in_leva(one, approved)
    weights = [abs(part.minor) for part in (one.grant, one.own + one.third, one.in_kind)]
    if approved is None or not any(weights):
        return nothing(currency)
    grant, own, _ = split(approved, weights)
    return grant, own


def _in_leva(one: Earlier, approved: Money) -> Money | None:
    fixed = at_fixed_rate(approved, "BGN")
    euro = one.part_in(approved, "EUR") if fixed is None else None
    return in_lev(euro) if euro is not None else fixed


# --- how the budget divides -------------------------------------------------------------------------------------------


def of_whole_project(ground: Ground) -> tuple[FundedBy, ...]:
    """The sources of the whole project; where only its partners have some, theirs."""
    whole = tuple(one for one in ground.sources if one.partner_id is None)
    return whole or ground.sources


def source_amount(ground: Ground, one: FundedBy) -> Money:
    """What a source gives: its amount, or its share of the budget."""
    currency = currency_of(ground)
    amount = at_fixed_rate(one.amount, currency) if one.amount is not None else None
    if amount is not None:
        return amount
    budget = total(budgets(ground.lines, currency).values(), currency)
    return budget.at(one.share / Decimal(100)) if one.share is not None else Money.zero(currency)


def budgets(lines: Iterable[PlannedLine], currency: str) -> dict[int, Money]:
    """What each line has of its own: lines under which none stands; a chapter's own amount where its lines have none."""
    known = list(lines)
    below = {line.id for line in leaves(known)}
    found: dict[int, Money] = {}
    for line in known:
        of_lines = [one for one in known if one.id in below and one.number.startswith(f"{line.number}.")]
        if line.id not in below and any(one.amount is not None for one in of_lines):
            continue
        amount = at_fixed_rate(line.amount, currency) if line.amount is not None else None
        if amount is not None:
            found[line.id] = amount
    return found


def budget_pairs(ground: Ground) -> Mapping[int, Pair]:
    """The budget of each line as grant and own: as the sources divide the whole, to the cent."""
    currency = currency_of(ground)
    amounts = budgets(ground.lines, currency)
    whole = total(amounts.values(), currency)
    if whole.minor <= 0 or any(amount.minor < 0 for amount in amounts.values()):
        return {line_id: (amount, Money.zero(currency)) for line_id, amount in amounts.items()}
    granted = split(whole.at(_grant_share(ground)), [amount.minor for amount in amounts.values()])
    return {line_id: (grant, amount - grant) for (line_id, amount), grant in zip(amounts.items(), granted, strict=True)}


def _grant_share(ground: Ground) -> Fraction:
    """Which part of the budget is grant: all of it where no source says otherwise."""
    sources = of_whole_project(ground)
    grant = sum(source_amount(ground, one).minor for one in sources if one.kind in _GRANTS)
    own = sum(source_amount(ground, one).minor for one in sources if one.kind in _OWN)
    return Fraction(grant, grant + own) if grant > 0 and own > 0 else Fraction(1)
