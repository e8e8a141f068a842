"""Interreg: a partner's flat rates as they are read from its budget, and those that the form cannot hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

from grants.funders.ground import PlannedLine
from grants.funders.interreg import Category, FlatRates
from grants.values.language import Text
from grants.values.outline import is_under

_OFFICE: Final = "office"
_RATE_OF_ARTICLE: Final[Mapping[str, str]] = {
    "interreg_staff": "staff",
    "cpr_55_1": "staff",
    "interreg_travel": "travel",
    "interreg_office": _OFFICE,
    "cpr_54a": "office_on_direct",
    "cpr_54b": "office_on_staff",
    "cpr_56_1": "other",
}
_RATE_OF_CATEGORY: Final[Mapping[str, str]] = {
    "staff": "staff",
    "travel": "travel",
    "indirect": _OFFICE,
    "other": "other",
}
RATED: Final[Mapping[str, Category]] = {
    "staff": Category.STAFF,
    "travel": Category.TRAVEL,
    "office_on_staff": Category.OFFICE,
    "office_on_direct": Category.OFFICE,
    "other": Category.OTHER,
}
RATE_NAMES: Final[Mapping[str, Text]] = {
    "staff": Text("за персонал", "for staff costs"),
    "travel": Text("за пътни разходи", "for travel costs"),
    "office_on_staff": Text("за офисни разходи върху персонала", "for office costs on staff costs"),
    "office_on_direct": Text("за офисни разходи върху преките разходи", "for office costs on direct costs"),
    "other": Text("за други разходи", "for other costs"),
}
_MOST_ON_DIRECT: Final = 7  # per cent: office costs above it can only stand on staff costs
_MOST: Final = 100  # per cent


@dataclass(frozen=True, slots=True)
class Refused:
    """A flat rate that the form cannot hold: its line, which rate it would be (empty: none of them), and why not."""

    line: PlannedLine
    name: str
    why: Text


@dataclass(frozen=True, slots=True)
class Rates:
    """A partner's flat rates with the lines they were read from; `refused` are those the form cannot hold."""

    rates: FlatRates
    lines: Mapping[int, str]  # which rate, by the id of its line
    refused: tuple[Refused, ...] = ()

    def meant(self, line_id: int | None) -> str:
        """Which rate a line is, or would be were it not refused; empty of any other line."""
        refused = {one.line.id: one.name for one in self.refused}
        return self.lines.get(line_id or 0) or refused.get(line_id or 0, "")


def rates_of(flat: Sequence[PlannedLine], lines: Sequence[PlannedLine]) -> Rates:
    """The rates of lines that are flat rates, in their order; `lines` are all lines, for the bases they name.

    Of rates that exclude each other the first in the budget's order stands.
    """
    found: dict[str, PlannedLine] = {}
    read: dict[int, str] = {}
    refused = []
    for line in flat:
        name = _rate_name(line, lines)
        if why := _refused(line, name, found):
            refused.append(Refused(line, name, why))
        else:
            found.setdefault(name, line)
            read[line.id] = name
    rates = FlatRates(**{name: int(line.rate) for name, line in found.items() if line.rate is not None})
    return Rates(rates, read, tuple(refused))


def _rate_name(line: PlannedLine, lines: Sequence[PlannedLine]) -> str:
    """Which of the form's rates a line is; empty where it is none of them."""
    name = _RATE_OF_ARTICLE.get(line.article) or _RATE_OF_CATEGORY.get(line.category, "")
    if name != _OFFICE:
        return name
    bases = {one.category for one in lines if is_under(one.number, line.base)}
    if bases:
        return "office_on_staff" if bases == {"staff"} else "office_on_direct"
    return "office_on_direct" if line.rate is not None and line.rate <= _MOST_ON_DIRECT else "office_on_staff"


# --- why the form cannot hold one -------------------------------------------------------------------------------------


def _refused(line: PlannedLine, name: str, found: Mapping[str, PlannedLine]) -> Text | None:
    """Why a rate does not stand beside those before it; None where it does."""
    if not name:
        return Text(
            "единната ставка не е за персонал, офисни, пътни или други разходи, а Jems не знае други единни ставки",
            "the flat rate is not for staff, office, travel or other costs, and Jems knows no other flat rates",
        )
    if line.rate is None:
        return Text("единната ставка няма процент", "the flat rate has no per cent")
    if line.rate != int(line.rate) or not 1 <= line.rate <= _MOST:
        return Text(
            f"единната ставка е {per_cent(line.rate).bg}, а Jems приема само цели проценти от 1 до 100",
            f"the flat rate is {per_cent(line.rate).en}, and Jems takes whole per cent from 1 to 100 only",
        )
    same = found.get(name)
    if same is not None and same.rate is not None and same.rate != line.rate:
        return Text(
            f"единната ставка {RATE_NAMES[name].bg} е {per_cent(line.rate).bg}, а на ред {same.number} – "
            f"{per_cent(same.rate).bg}; Jems приема само една",
            f"the flat rate {RATE_NAMES[name].en} is {per_cent(line.rate).en} and on line {same.number} "
            f"{per_cent(same.rate).en}; Jems takes only one",
        )
    others = [one for other, one in found.items() if other != name and not _beside(name, other)]
    return _excluded(name, others[0]) if others else None


def _beside(one: str, other: str) -> bool:
    """Whether two rates may stand together."""
    try:
        FlatRates(**{one: 1, other: 1})
    except ValueError:
        return False
    return True


def _excluded(name: str, other: PlannedLine) -> Text:
    if name.startswith(_OFFICE) and _rate_of_office(other):
        return Text(
            f"единна ставка за офисни разходи има и на ред {other.number}, върху друга база; Jems приема офисните разходи или "
            "върху персонала, или върху преките разходи",
            f"line {other.number} is a flat rate for office costs as well, on another base; Jems takes office costs either on "
            "staff costs or on direct costs",
        )
    return Text(
        f"единната ставка {RATE_NAMES[name].bg} и тази на ред {other.number} се изключват: в Jems единна ставка за други "
        "разходи не върви с никоя друга",
        f"the flat rate {RATE_NAMES[name].en} and that of line {other.number} exclude each other: in Jems a flat rate for other "
        "costs goes with no other one",
    )


def _rate_of_office(line: PlannedLine) -> bool:
    return (_RATE_OF_ARTICLE.get(line.article) or _RATE_OF_CATEGORY.get(line.category, "")).startswith(_OFFICE)


def per_cent(rate: Decimal) -> Text:
    """A per cent in words of a sentence: 12,5 % and 12.5%."""
    plain = f"{rate.normalize():f}"
    return Text(f"{plain.replace('.', ',')}\N{NO-BREAK SPACE}%", f"{plain}%")


# --- categories that a rate replaces ----------------------------------------------------------------------------------


def replaced_by(rates: FlatRates, category: Category) -> Text | None:
    """The rate that stands for all costs of a category, in words: "40% for other costs"; None where none does."""
    name = rates.replaced.get(category, "")
    rate = {one.name: getattr(rates, one.name) for one in fields(rates)}.get(name)
    if rate is None:
        return None
    said, whose = per_cent(Decimal(rate)), RATE_NAMES[name]
    return Text(f"{said.bg} {whose.bg}", f"{said.en} {whose.en}")
