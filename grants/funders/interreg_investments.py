"""Interreg: investments: to which of them an item belongs, and table 5 of the overviews."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grants.funders.grid import Behind, Line
from grants.funders.ground import Earlier, Entry, Ground, Invested
from grants.funders.interreg_lists import counted_in
from grants.funders.interreg_overviews import amounts, computed, total_row
from grants.funders.interreg_part import INVESTED, OPTIONS, Part
from grants.values.language import Text
from grants.values.money import Money
from grants.values.outline import is_under


def called(one: Invested) -> str:
    """How the form calls an investment: I1.1."""
    return f"I{one.number.removeprefix('I')}"


def is_of(part: Part, one: Invested) -> bool:
    """Whether an investment is this partner's: said so, or on lines of its part where no partner is named."""
    if one.partner_id is not None:
        return one.partner_id == part.partner.id
    return any(is_under(line.number, one.lines) for line in part.lines)


def investments_of(parts: Sequence[Part]) -> list[Invested]:
    """The investments of one or several partners, in their order."""
    return [one for one in parts[0].investments if any(is_of(part, one) for part in parts)]


def investment_of(part: Part, entry: Entry) -> Invested | None:
    """To which investment an item belongs: by its budget line; never staff, travel, lump sums and unit costs."""
    if entry.form in OPTIONS or counted_in(entry.category, entry.form) not in INVESTED:
        return None
    return _paid_on(part, entry.line)


def _paid_on(part: Part, number: str) -> Invested | None:
    """The first investment of a partner that names a line, or a chapter above it."""
    return next((one for one in part.investments if is_under(number, one.lines) and is_of(part, one)), None)


def _lines_of(part: Part, one: Invested) -> frozenset[int | None]:
    """The lines that pay an investment in a partner's part."""
    return frozenset(line_id for line_id, number in part.numbers.items() if _paid_on(part, number) is one)


def invested_in(part: Part, one: Invested) -> Money:
    """What of a partner's report is of an investment."""
    return part.on_lines("current", _lines_of(part, one))


def investment_rows(parts: Sequence[Part], current: str = "current") -> Iterable[Line]:
    """Table 5: a row for each investment; flat rates are not among its costs."""
    summed: dict[str, dict[str, Money]] = {}
    for one in investments_of(parts):
        lines = {part.partner.id: _lines_of(part, one) for part in parts}
        found = amounts(parts, lambda part, column, on=lines: part.on_lines(column, on[part.partner.id]), current)  # type: ignore[misc]
        key = f"i{len(summed) + 1}"
        summed[key] = found
        name = Text(*(f"{called(one)} {said}" if said else "" for said in (one.title.bg, one.title.en)))
        behind = _behind(parts, lines)
        yield Line({**computed(found, behind), "name": name}, key, behind=behind)
    keys = list(summed)
    yield total_row(summed.values(), keys[0] if keys else "", keys[-1] if keys else "")


def _behind(parts: Sequence[Part], lines: dict[int, frozenset[int | None]]) -> Behind:
    """The expenses of an investment: on its lines, of the kinds it may consist of."""
    home = parts[0].partner.id

    def holds(one: Entry | Earlier) -> bool:
        invested = one.form not in OPTIONS and counted_in(one.category, one.form) in INVESTED
        return invested and one.line_id in lines.get(one.partner_id or home, lines[home])

    return holds


def has_investments(of: Ground) -> bool:
    """Whether the project has any."""
    return bool(of.investments)
