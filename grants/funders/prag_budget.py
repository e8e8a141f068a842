"""The budget of a PRAG grant (Annex III) and what was spent of it, by the six headings of the form.

Where the project's own tree is the form's (chapters 1 to 6, then the closing rows 8, 10 and 12, and no line whose category
says otherwise), a line stands under the heading of its first number. Otherwise its category decides: staff, civil contracts
and allowances are human resources, travel is travel, equipment is equipment and supplies, services, events, training and
publicity are other services, works, sub-grants and everything else are other; volunteers are contributions in kind. Indirect
costs are the lines of that category or of PRAG's article; the reserve is the line 8 or 10 that is none of them.

Whether the reserve comes before indirect costs is said by the terms of the contract; where they don't, by the numbers of
these lines in a tree that is the form's, else by the form's edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from grants.funders.ground import EURO, Earlier, Entry, Ground, PlannedLine, in_money
from grants.funders.line_amounts import own_amounts
from grants.funders.prag import INDIRECT, RESERVE, Closing
from grants.values.language import Text
from grants.values.money import EUR_RATE_BGN, Money, per_unit, share, total
from grants.values.outline import chapters
from grants.values.reading import whole_number

HEADINGS: Final[Mapping[int, Text]] = {
    1: Text("Човешки ресурси", "Human Resources"),
    2: Text("Пътувания", "Travel"),
    3: Text("Оборудване и доставки", "Equipment and supplies"),
    4: Text("Местен офис", "Local office"),
    5: Text("Други разходи и услуги", "Other costs, services"),
    6: Text("Други", "Other"),
}
IN_KIND_ROW: Final = 12
_OTHER: Final = 6
_FIRST: Final = {"before": True, "after": False}
_CLOSING_ROWS: Final = frozenset({8, 10})
_BY_CATEGORY: Final[Mapping[str, int]] = {
    "staff": 1,
    "civil_contract": 1,
    "allowances": 1,
    "travel": 2,
    "equipment": 3,
    "services": 5,
    "events": 5,
    "training": 5,
    "publicity": 5,
    "works": 6,
    "sub_grants": 6,
    "volunteers": IN_KIND_ROW,
}
# Only these say of a chapter that it is none of the form's: the others may rightly stand in several.
_TELLING: Final[Mapping[str, frozenset[int]]] = {
    "staff": frozenset({1}),
    "travel": frozenset({1, 2}),
    "equipment": frozenset({3}),
    "sub_grants": frozenset({6}),
    "volunteers": frozenset({IN_KIND_ROW}),
}
ZERO: Final = Money.zero(EURO)


def _top(line: PlannedLine) -> int:
    return whole_number(line.number.partition(".")[0]) or 0


def is_indirect(line: PlannedLine) -> bool:
    """Whether a line holds the indirect costs, row 8 or 10."""
    return line.article == "prag_7" or line.category == "indirect"


def follows_the_form(lines: Iterable[PlannedLine]) -> bool:
    """Whether the project's tree of lines is that of the form."""
    tops = frozenset({*HEADINGS, *_CLOSING_ROWS, IN_KIND_ROW})
    return all(
        is_indirect(line) or (_top(line) in tops and _top(line) in _TELLING.get(line.category, tops)) for line in lines
    )


def reserve_comes_first(ground: Ground, *, usually: bool) -> bool:
    """Whether the contract has the reserve before indirect costs, as row 8; `usually` is how the form's edition has it."""
    if ground.reserve_place in _FIRST:
        return _FIRST[ground.reserve_place]
    if not follows_the_form(ground.lines):
        return usually
    closing = [(_top(line), is_indirect(line)) for line in ground.lines if _top(line) in _CLOSING_ROWS]
    first = {(row == min(_CLOSING_ROWS)) != indirect for row, indirect in closing}
    return first.pop() if len(first) == 1 else usually


def in_euro_of(entry: Entry) -> tuple[Money, Money]:
    """What of an expense is cost and what is contributed in kind, in euro; nothing of what has no rate."""
    whole = entry.in_money(EURO) or ZERO
    in_kind = (entry.part_in(entry.in_kind, EURO) or ZERO) if entry.in_kind else ZERO
    return whole - in_kind, in_kind


@dataclass(slots=True)
class Used:
    """What was claimed on a line in one currency, contributions in kind left out; `euro` of what has a rate."""

    amount: Money
    euro: Money = ZERO
    units: Decimal = Decimal(0)
    counted: bool = True  # every expense of it says how many units
    prices: set[Money | None] = field(default_factory=set)
    rates: set[Decimal | None] = field(default_factory=set)

    def add(self, entry: Entry, euro: Money) -> None:
        """One expense more."""
        self.amount += entry.amount - entry.in_kind
        self.euro += euro
        self.units += entry.units or 0
        self.counted = self.counted and entry.units is not None
        self.prices.add(entry.unit_price)
        fixed = entry.amount.currency == "BGN" and entry.per_euro is None
        self.rates.add(EUR_RATE_BGN if fixed else entry.per_euro)

    @property
    def rate(self) -> Decimal | None:
        """The rate, where all of it has the same; the euro has none."""
        return next(iter(self.rates)) if len(self.rates) == 1 else None

    @property
    def price(self) -> Money | None:
        """What a unit cost, where all cost the same."""
        return next(iter(self.prices)) if len(self.prices) == 1 and self.counted else None

    @property
    def in_one_sum(self) -> Money:
        """The edition of 2012: the line's sum converted at once, half up; paper by paper where their rates differ."""
        return self.euro if self.rate is None else per_unit(self.amount, self.rate)


@dataclass(slots=True)
class Parts:
    """Whose money it was, in euro."""

    own: Money = ZERO
    in_kind: Money = ZERO
    third: Money = ZERO

    def add(self, of: Entry | Earlier) -> None:
        """One more."""
        self.own += (of.part_in(of.own, EURO) or ZERO) if of.own else ZERO
        self.in_kind += (of.part_in(of.in_kind, EURO) or ZERO) if of.in_kind else ZERO
        self.third += (of.part_in(of.third, EURO) or ZERO) if of.third else ZERO


@dataclass(slots=True)
class Spent:
    """The expenses of the report and those before it, added up by line; None is for those on no line."""

    used: dict[int | None, dict[str, Used]] = field(default_factory=dict)
    before: dict[int | None, Money] = field(default_factory=dict)
    now_parts: Parts = field(default_factory=Parts)
    before_parts: Parts = field(default_factory=Parts)
    currencies: dict[str, None] = field(default_factory=dict)
    cut_before: Money = ZERO

    def period(self, line_id: int | None, *, in_one_sum: bool) -> Money:
        """What was claimed on a line in the period, in euro."""
        used = self.used.get(line_id, {}).values()
        return total((one.in_one_sum if in_one_sum else one.euro for one in used), EURO)


def spent(ground: Ground) -> Spent:
    """Everything that was claimed; walks through the expenses once."""
    found, known = Spent(), {line.id for line in ground.lines}
    for entry in ground.entries:
        line_id = entry.line_id if entry.line_id in known else None
        currency = entry.amount.currency
        on = found.used.setdefault(line_id, {})
        if currency not in on:
            on[currency] = Used(Money.zero(currency))
        on[currency].add(entry, in_euro_of(entry)[0])
        found.now_parts.add(entry)
        found.currencies[currency] = None
    for earlier in ground.earlier:
        line_id = earlier.line_id if earlier.line_id in known else None
        cost = (earlier.in_money(EURO) or ZERO) - (earlier.part_in(earlier.in_kind, EURO) or ZERO)
        found.before[line_id] = found.before.get(line_id, ZERO) + cost
        found.before_parts.add(earlier)
        found.cut_before += earlier.lost_euro or ZERO
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """A row under a heading: a line with its amount as first agreed, or the caption of those below it.

    Without a line it is what was claimed on none.
    """

    line: PlannedLine | None
    agreed: Money = ZERO
    moved: Money = ZERO
    caption: bool = False

    @property
    def key(self) -> str:
        """The row's name in formulas."""
        return f"l{self.line.id}" if self.line else "none"


@dataclass(frozen=True, slots=True)
class Closed:
    """Lines that stand in one of the closing rows; `rate` is the contract's per cent, None where it names none."""

    ids: frozenset[int] = frozenset()
    agreed: Money | None = None
    moved: Money = ZERO
    rate: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Budget:
    """The lines under the headings and in the closing rows."""

    under: Mapping[int, tuple[Placed, ...]]
    indirect: Closed
    reserve: Closed
    in_kind: Closed
    row_of: Mapping[int | None, int]  # the heading of a line, or 8, 10 or 12
    direct: Money


def budget(ground: Ground, *, reserve_first: bool) -> Budget:
    """The project's budget in the form's rows; indirect costs are row 8, or 10 where the reserve comes first."""
    lines = ground.lines
    reserve_row, indirect_row = sorted(_CLOSING_ROWS, reverse=not reserve_first)
    by_tree = follows_the_form(lines)
    rows: dict[int | None, int] = {line.id: _row(line, indirect_row, by_tree=by_tree) for line in lines}
    amounts = own_amounts(lines, EURO)
    touched = _touched(ground)
    under = {heading: tuple(_placed(lines, rows, heading, amounts, touched, by_tree=by_tree)) for heading in HEADINGS}
    if None in touched:
        under[_OTHER] = (*under[_OTHER], Placed(None))
    direct = total((row.agreed for placed in under.values() for row in placed), EURO)
    in_row = {at: [line for line in lines if rows[line.id] == at] for at in (indirect_row, reserve_row, IN_KIND_ROW)}
    reserve = _closed(in_row[reserve_row], amounts, direct, RESERVE)
    base = direct + _within(reserve, direct, RESERVE) if reserve_first else direct
    return Budget(
        under,
        _closed(in_row[indirect_row], amounts, base, INDIRECT),
        reserve,
        _closed(in_row[IN_KIND_ROW], amounts, direct, Decimal(0)),
        {**rows, None: _OTHER},
        direct,
    )


def _row(line: PlannedLine, indirect_row: int, *, by_tree: bool) -> int:
    if is_indirect(line):
        return indirect_row
    if not by_tree:
        return _BY_CATEGORY.get(line.category, _OTHER)
    top = _top(line)
    return sum(_CLOSING_ROWS) - indirect_row if top in _CLOSING_ROWS else top


def _touched(ground: Ground) -> set[int | None]:
    found = ground.once(spent)
    return {*found.used, *found.before}


def moved_of(line: PlannedLine) -> Money:
    """What moves within the contract brought to a line, in euro."""
    return (in_money(line.moved, EURO) if line.moved else None) or ZERO


def _placed(
    lines: Sequence[PlannedLine],
    rows: Mapping[int | None, int],
    heading: int,
    amounts: Mapping[int, Money | None],
    touched: set[int | None],
    *,
    by_tree: bool,
) -> Iterable[Placed]:
    above = chapters(line.number for line in lines)
    for line in lines:
        if rows[line.id] != heading:
            continue
        amount = amounts[line.id]
        if line.number not in above or amount is not None or line.id in touched:
            moved = moved_of(line) if amount is not None else ZERO
            yield Placed(line, (amount or ZERO) - moved, moved)
        elif by_tree and "." in line.number:
            yield Placed(line, caption=True)


def _closed(lines: Sequence[PlannedLine], amounts: Mapping[int, Money | None], base: Money, most: Decimal) -> Closed:
    if not lines:
        return Closed()
    known = [amount for line in lines if (amount := amounts[line.id]) is not None]
    moved = total((moved_of(line) for line in lines if amounts[line.id] is not None), EURO)
    agreed = total(known, EURO) - moved if known else None
    named = next((line.rate for line in lines if line.rate is not None), None)
    of_amount = share(agreed, base) if agreed is not None else None
    rate = named if named is not None else of_amount if of_amount is not None else most
    return Closed(frozenset(line.id for line in lines), agreed, moved, max(Decimal(0), min(rate, most)))


def first_agreed(budget_: Budget, *, reserve_first: bool) -> Closing:
    """What closes the budget as first agreed: the contract's amounts or per cents, never above the form's."""
    direct = budget_.direct
    reserve = _within(budget_.reserve, direct, RESERVE)
    base = direct + reserve if reserve_first else direct
    return Closing(direct, _within(budget_.indirect, base, INDIRECT), reserve, budget_.in_kind.agreed or ZERO)


def _within(closed: Closed, base: Money, most: Decimal) -> Money:
    if closed.agreed is None:
        return base.at(closed.rate.scaleb(-2))
    return min(closed.agreed, base.at(most.scaleb(-2)))
