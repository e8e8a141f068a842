"""The rows of PRAG's Annex VI, the same on every sheet: headings 1 to 6 with their lines, then the closing rows.

The closing rows stand as the contract has them: indirect costs as row 8 and the reserve as row 10, as is usual since 2015, or
the reserve as row 8 and indirect costs, on row 9, as row 10. Indirect costs that the ledger claims stand
as claimed; where it claims none they are the contract's per cent of row 7, counted on what is cumulated, so that the cents
of one report never add up to more than the per cent allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from grants.funders.grid import Before, Behind, Kind, Line, Spot, Value, on_line
from grants.funders.ground import EURO, Earlier, Entry, Ground
from grants.funders.line_amounts import numbered
from grants.funders.prag import INDIRECT, RESERVE, variation
from grants.funders.prag_budget import (
    HEADINGS,
    ZERO,
    Budget,
    Closed,
    Placed,
    Spent,
    budget,
    first_agreed,
    reserve_comes_first,
    spent,
)
from grants.values.language import Text
from grants.values.money import Money, in_euro, total

ON_NO_LINE: Final = Text("На никой ред от бюджета", "On no budget line")


@dataclass(frozen=True, slots=True)
class Edition:
    """What differs between the editions of the form."""

    year: int
    indirect: Text  # what it calls indirect costs
    per_currency: bool  # each currency has four columns, converted in one sum at the mean of the period's months
    move_limit: Decimal  # per cent of a heading that may move without an addendum, where the contract says none
    reserve_first: bool  # where the contract doesn't say whether indirect costs are counted on the reserve too


NEWER: Final = Edition(2018, Text("Непреки разходи", "Indirect costs"), False, Decimal(25), False)
OLDER: Final = Edition(2012, Text("Административни разходи", "Administrative costs"), True, Decimal(15), True)


def _captions(indirect: Text, *, reserve_first: bool) -> Mapping[str, Text]:
    """The closing rows in their order."""
    row, of = (10, 9) if reserve_first else (8, 7)
    ordered = {
        "direct": Text(
            "7. Общо преки допустими разходи на действието (1–6)",
            "7. Subtotal direct eligible costs of the Action (1-6)",
        ),
        "indirect": Text(
            f"{row}. {indirect.bg} (най-много 7 % от {of})", f"{row}. {indirect.en} (maximum 7 % of {of})"
        ),
        "between": Text(
            "9. Общо допустими разходи на действието без резерва (7+8)",
            "9. Total eligible costs of the Action, excluding reserve (7+8)",
        ),
        "reserve": Text(
            "10. Резерв за непредвидени разходи (най-много 5 % от 7)",
            "10. Provision for contingency reserve (maximum 5 % of 7)",
        ),
        "eligible": Text("11. Общо допустими разходи (9+10)", "11. Total eligible costs (9+10)"),
        "in_kind": Text("12. Данъци / принос в натура", "12. Taxes / contributions in kind"),
        "accepted": Text(
            "13. Общо приети разходи на действието (11+12)", "13. Total accepted costs of the Action (11+12)"
        ),
    }
    if not reserve_first:
        return ordered
    ordered["reserve"] = Text(
        "8. Резерв за непредвидени разходи (най-много 5 % от 7)",
        "8. Provision for contingency reserve (maximum 5 % of 7)",
    )
    ordered["between"] = Text(
        "9. Общо преки допустими разходи на действието (7+8)", "9. Total direct eligible costs of the Action (7+8)"
    )
    order = ("direct", "reserve", "between", "indirect", "eligible", "in_kind", "accepted")
    return {key: ordered[key] for key in order}


@dataclass(frozen=True, slots=True)
class Worked:
    """A ground as one edition of the form sees it."""

    edition: Edition
    reserve_first: bool  # the contract has the reserve before indirect costs, which are counted on it too
    budget: Budget
    spent: Spent

    @property
    def captions(self) -> Mapping[str, Text]:
        """The closing rows in their order."""
        return _captions(self.edition.indirect, reserve_first=self.reserve_first)

    def period(self, line_id: int | None) -> Money:
        """What was claimed on a line in the period, as this edition converts it."""
        return self.spent.period(line_id, in_one_sum=self.edition.per_currency)

    def claims(self, closed: Closed) -> bool:
        """Whether the ledger has ever claimed anything on these lines."""
        return any(one in self.spent.used or one in self.spent.before for one in closed.ids)

    def claimed(self, closed: Closed) -> Money:
        """What was claimed on them in the period."""
        return total((self.period(one) for one in sorted(closed.ids)), EURO)

    def claimed_before(self, closed: Closed) -> Money:
        """What was claimed on them before."""
        return total((self.spent.before.get(one, ZERO) for one in sorted(closed.ids)), EURO)


def _newer(ground: Ground) -> Worked:
    return _worked(ground, NEWER)


def _older(ground: Ground) -> Worked:
    return _worked(ground, OLDER)


def _worked(ground: Ground, edition: Edition) -> Worked:
    first = reserve_comes_first(ground, usually=edition.reserve_first)
    return Worked(edition, first, budget(ground, reserve_first=first), ground.once(spent))


def worked(ground: Ground, edition: Edition) -> Worked:
    """The ground as this edition sees it, worked out once."""
    return ground.once(_older if edition.per_currency else _newer)


Cells = Mapping[str, Value | Spot]
Closing = Mapping[str, Mapping[str, Spot]]  # the cells of the closing rows, by row and column


def table(
    of: Worked, cells: Callable[[Placed], Cells], summed: tuple[str, ...], closing: Closing, derived: bool = True
) -> Iterator[Line]:
    """Every row of a sheet: `cells` gives those of a line, `summed` are the columns that headings add up."""
    for number, heading in HEADINGS.items():
        placed = of.budget.under[number]
        yield Line({"what": Text(f"{number}. {heading.bg}", f"{number}. {heading.en}")}, f"h{number}", Kind.CHAPTER)
        below = [_line(row, cells) for row in placed]
        yield from (_with_derived(line) if derived else line for line in below)
        subtotal = _subtotal(number, heading, below, summed)
        yield _with_derived(subtotal) if derived else subtotal
    for key, caption in of.captions.items():
        row = Line({"what": caption, **closing.get(key, {})}, key, Kind.TOTAL)
        yield _with_derived(row) if derived else row


def _line(row: Placed, cells: Callable[[Placed], Cells]) -> Line:
    if row.line is None:
        return Line({"what": ON_NO_LINE, **cells(row)}, row.key, behind=on_line(None))
    what = numbered(row.line)
    return (
        Line({"what": what}, row.key, Kind.CHAPTER)
        if row.caption
        else Line({"what": what, **cells(row)}, row.key, behind=on_line(row.line.id))
    )


def money_in(line: Line, shows: str) -> Money:
    """The amount in a cell; none is zero."""
    cell = line.cells.get(shows)
    value = cell.value if isinstance(cell, Spot) else cell
    return value if isinstance(value, Money) else ZERO


def _subtotal(number: int, heading: Text, below: list[Line], summed: tuple[str, ...]) -> Line:
    cells: dict[str, Value | Spot] = {
        "what": Text(f"Междинна сума „{heading.bg}“", f"Subtotal {heading.en}"),
    }
    for shows in summed:
        formula = f"SUM([{shows}@{below[0].key}:{below[-1].key}])" if below else ""
        held = [value for line in below if isinstance(value := _value(line, shows), Money)]
        currency = held[0].currency if held else EURO
        cells[shows] = Spot(total(held, currency), formula)
    return Line(cells, f"s{number}", Kind.TOTAL)


def _value(line: Line, shows: str) -> Value:
    cell = line.cells.get(shows)
    return cell.value if isinstance(cell, Spot) else cell


def _with_derived(line: Line) -> Line:
    """The row with what follows from its amounts: the budget in force, cumulated costs and the variation."""
    if "contract" not in line.cells:
        return line
    in_force = money_in(line, "contract") + money_in(line, "moved")
    cumulated = money_in(line, "period") + money_in(line, "before")
    apart, share = variation(cumulated, in_force)
    follows: Cells = {"in_force": in_force, "cumulated": cumulated, "variation": apart, "variation_share": share}
    return replace(line, cells={**line.cells, **follows})


# --- the closing rows -----------------------------------------------------------------------------------------------


def closed(
    of: Worked, shows: str, direct: Money, indirect: Spot, reserve: Spot, in_kind: Spot
) -> dict[str, dict[str, Spot]]:
    """A column of the closing rows, with the sums among them."""
    indirect_is, reserve_is, in_kind_is = (money_in(Line({shows: one}), shows) for one in (indirect, reserve, in_kind))
    first, second = ("reserve", "indirect") if of.reserve_first else ("indirect", "reserve")
    between = direct + (reserve_is if of.reserve_first else indirect_is)
    eligible = direct + indirect_is + reserve_is
    column = {
        "direct": Spot(direct, "+".join(f"[{shows}@s{number}]" for number in HEADINGS)),
        "indirect": indirect,
        "reserve": reserve,
        "between": Spot(between, f"[{shows}@direct]+[{shows}@{first}]"),
        "eligible": Spot(eligible, f"[{shows}@between]+[{shows}@{second}]"),
        "in_kind": in_kind,
        "accepted": Spot(eligible + in_kind_is, f"[{shows}@eligible]+[{shows}@in_kind]"),
    }
    return {key: {shows: spot} for key, spot in column.items()}


def joined(*columns: Mapping[str, Mapping[str, Spot]]) -> dict[str, dict[str, Spot]]:
    """Several columns of the closing rows together."""
    keys = dict.fromkeys(key for column in columns for key in column)
    return {key: {shows: spot for column in columns for shows, spot in column.get(key, {}).items()} for key in keys}


def agreed_closing(of: Worked, shows: str = "contract") -> dict[str, dict[str, Spot]]:
    """The closing rows of the budget as first agreed."""
    budget_ = of.budget
    found = first_agreed(budget_, reserve_first=of.reserve_first)
    base = "between" if of.reserve_first else "direct"
    return closed(
        of,
        shows,
        budget_.direct,
        Spot(found.indirect, _at_most(budget_.indirect, f"[{shows}@{base}]", INDIRECT)),
        Spot(found.reserve, _at_most(budget_.reserve, f"[{shows}@direct]", RESERVE)),
        Spot(found.in_kind),
    )


def plain_rate(rate: Decimal) -> str:
    """A per cent as a formula multiplies with it."""
    return format(rate.scaleb(-2).normalize(), "f")


def _at_most(one: Closed, base: str, most: Decimal) -> str:
    if one.agreed is None:
        return f"ROUND({base}*{plain_rate(one.rate)},2)"
    return f"MIN({one.agreed.plain},ROUND({base}*{plain_rate(most)},2))"


def moved_closing(of: Worked) -> dict[str, dict[str, Spot]]:
    """The closing rows of what was moved."""
    direct = total((row.moved for placed in of.budget.under.values() for row in placed), EURO)
    parts = (Spot(one.moved) for one in (of.budget.indirect, of.budget.reserve, of.budget.in_kind))
    return closed(of, "moved", direct, *parts)


def direct_of(of: Worked, amount: Callable[[int | None], Money], currency: str = EURO) -> Money:
    """Row 7 of a column."""
    rows = (row for placed in of.budget.under.values() for row in placed if not row.caption)
    return total((amount(row.line.id if row.line else None) for row in rows), currency)


def period_closing(of: Worked) -> dict[str, dict[str, Spot]]:
    """The closing rows of this period's costs and of those before."""
    now = direct_of(of, of.period)
    before = direct_of(of, lambda line_id: of.spent.before.get(line_id, ZERO))
    indirect_now, indirect_before = _indirect(of, now, before)
    return joined(
        closed(
            of,
            "period",
            now,
            indirect_now,
            Spot(of.claimed(of.budget.reserve), behind=_on_any(of.budget.reserve)),
            Spot(
                of.claimed(of.budget.in_kind) + of.spent.now_parts.in_kind,
                behind=_on_any(of.budget.in_kind, given=True),
            ),
        ),
        closed(
            of,
            "before",
            before,
            indirect_before,
            Spot(of.claimed_before(of.budget.reserve), behind=Before(_on_any(of.budget.reserve))),
            Spot(
                of.claimed_before(of.budget.in_kind) + of.spent.before_parts.in_kind,
                behind=Before(_on_any(of.budget.in_kind, given=True)),
            ),
        ),
    )


def _on_any(closed_: Closed, *, given: bool = False) -> Behind:
    """The expenses on the lines of a closing row; of what is `given` in kind also those on other lines."""

    def holds(entry: Entry | Earlier) -> bool:
        return entry.line_id in closed_.ids or (given and bool(entry.in_kind))

    return holds


def _indirect(of: Worked, now: Money, before: Money) -> tuple[Spot, Spot]:
    lines = of.budget.indirect
    if of.claims(lines) or not lines.ids:
        return Spot(of.claimed(lines), behind=_on_any(lines)), Spot(
            of.claimed_before(lines), behind=Before(_on_any(lines))
        )
    rate = plain_rate(lines.rate)
    at_first = before.at(lines.rate.scaleb(-2))
    in_all = (now + before).at(lines.rate.scaleb(-2))
    return (
        Spot(in_all - at_first, f"ROUND(([period@direct]+[before@direct])*{rate},2)-[before@indirect]"),
        Spot(at_first, f"ROUND([before@direct]*{rate},2)"),
    )


# --- the cells of a line --------------------------------------------------------------------------------------------


def planned_cells(row: Placed) -> Cells:
    """The budget of a line as first agreed: units and what one costs stand only where they give its amount."""
    cells: dict[str, Value | Spot] = {"contract": row.agreed, "moved": row.moved}
    line = row.line
    if line is None:
        return cells
    cells["unit"] = line.unit
    price = in_euro(line.unit_price) if line.unit_price is not None else None
    if line.units is not None and price is not None and price.at(line.units) == row.agreed:
        cells |= {"units": line.units, "price": price}
        cells["contract"] = Spot(row.agreed, "ROUND([units]*[price],2)")
    return cells
