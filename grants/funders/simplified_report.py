"""Simplified costs as the financial report of an ESF+ operation shows them: each form of cost apart, and every unit, lump sum
and flat rate with what it stands on (Regulation (EU) 2021/1060, art. 53 to 56).

No paper lists the columns; they are those the regulation's data lists ask for. A flat rate is held against what of its own base
is in the same report and was not cut: where it covers more than that, the difference is shown and not hidden. Of earlier
reports counts what was approved, as in ИСУН's own financial report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from grants.funders.decided import DECIDED, PARKED, cut_of, euro_of
from grants.funders.format import Book, Column, CurrencyRule, Format, Style
from grants.funders.grid import Behind, Grid, Kind, Line, Spot, checks, compared
from grants.funders.ground import EURO, Earlier, Entry, Ground, PlannedLine, leaves
from grants.funders.simplified import flat
from grants.funders.simplified_bases import own_bases
from grants.funders.simplified_claims import at_flat_rates, by_units, lump_sums
from grants.values.language import Text
from grants.values.money import Money, total

FORMS: Final[Mapping[str, Text]] = {
    "actual": Text("действителни разходи (чл. 53, § 1, а)", "actual costs (art. 53(1)(a))"),
    "unit_cost": Text("единични разходи (чл. 53, § 1, б)", "unit costs (art. 53(1)(b))"),
    "lump_sum": Text("еднократни суми (чл. 53, § 1, в)", "lump sums (art. 53(1)(c))"),
    "flat_rate": Text("единни ставки (чл. 53, § 1, г)", "flat rates (art. 53(1)(d))"),
}
_ROUNDED: Final = {"half_up": "ROUND", "toward_zero": "ROUNDDOWN"}
ZERO: Final = Money.zero(EURO)
_TOTAL: Final = Text("Общо", "Total")


# --- by form --------------------------------------------------------------------------------------------------------


def by_form(ground: Ground) -> Iterator[Line]:
    """A row for each form of cost: its budget, what was approved before, now, so far, remaining; and their sum."""
    for form, name in FORMS.items():
        approved = total((line.euro for line in leaves(ground.lines) if line.form == form), EURO)
        before = _before(one for one in ground.earlier if one.form == form)
        now = total((one.euro for one in ground.tallies if one.form == form), EURO)
        cells: dict[str, Money | Text | Spot] = {"form": name, "approved": approved, "before": before}
        cells["now"] = Spot(now, f'SUMIF([forms!key],"{form}",[forms!amount])' if len(ground.entries) else "")
        left = approved - before - now
        yield Line(cells | {"so_far": before + now, "remaining": left}, form, behind=_of_form(form))
    sums = {
        "approved": total((line.euro for line in leaves(ground.lines) if line.form in FORMS), EURO),
        "before": _before(ground.earlier),
        "now": total((one.euro for one in ground.tallies), EURO),
    }
    spots = {shows: Spot(amount, f"SUM([{shows}@actual:flat_rate])") for shows, amount in sums.items()}
    so_far = sums["before"] + sums["now"]
    yield Line({"form": _TOTAL, **spots, "so_far": so_far, "remaining": sums["approved"] - so_far}, "all", Kind.TOTAL)


def _of_form(form: str) -> Behind:
    return lambda entry: entry.form == form


def _before(of: Iterable[Earlier]) -> Money:
    return total((one.approved_euro or ZERO for one in of), EURO)


def _amount(heading: Text, shows: str, formula: str = "") -> Column:
    return Column(heading, 16, shows, Style.AMOUNT, formula=formula)


BY_FORM: Final = Grid(
    "by_form",
    Text("По форми", "By form"),
    (
        Column(Text("Форма на разхода", "Form of cost"), 44, "form"),
        _amount(Text("Бюджет (EUR)", "Budget (EUR)"), "approved"),
        _amount(Text("Одобрено преди", "Approved before"), "before"),
        _amount(Text("Настоящ отчет", "This report"), "now"),
        _amount(Text("С натрупване", "So far"), "so_far", "[before]+[now]"),
        _amount(Text("Остатък", "Remaining"), "remaining", "[approved]-[so_far]"),
    ),
    by_form,
    title=Text("Разходи по форми", "Costs by form"),
    adds=("now",),
    before=("before",),
    plans=("approved",),
)


# --- every simplified cost ------------------------------------------------------------------------------------------


def _cut_with_its_base(ground: Ground, entry: Entry) -> Money:
    """What a cut of its base cuts of a claim at a flat rate."""
    own = ground.once(own_bases).get(entry.id)
    return own.made - own.left if own is not None and own.base.lost else ZERO


def simplified(ground: Ground) -> Iterator[Line]:
    """A row for each claim by units, lump sum or flat rate, with what it stands on, and their sum."""
    lines = {line.id: line for line in ground.lines}
    found = list(ground.of_forms(frozenset(FORMS) - {"actual"}))
    for place, entry in enumerate(found, start=1):
        line = lines.get(entry.line_id or 0)
        cells: dict[str, object] = {
            "number": entry.number,
            "line": entry.line,
            "form": FORMS.get(entry.form),
            "amount": entry.euro,
            "evidence": entry.evidence,
            "what": entry.description,
            "certified": _certified(entry, _cut_with_its_base(ground, entry)) if entry.state in DECIDED else None,
        }
        cells |= _OF_FORM.get(entry.form, _nothing)(ground, line, entry)
        yield Line(cells, str(place), entry=entry.id)  # type: ignore[arg-type]  # every value is one a cell takes
    summed = total((entry.euro for entry in found if entry.euro is not None), EURO)
    sums = {"amount": Spot(summed, f"SUM([amount@1:{len(found)}])" if found else "", behind=_simplified)}
    if decided := [entry for entry in found if entry.state in DECIDED]:
        certified = total((_certified(entry, _cut_with_its_base(ground, entry)) for entry in decided), EURO)
        sums["certified"] = Spot(certified, f"SUM([certified@1:{len(found)}])", behind=_decided)
    yield Line({"what": _TOTAL, **sums}, "all", Kind.TOTAL)


def _simplified(one: Entry | Earlier) -> bool:
    return one.form in FORMS and one.form != "actual"


def _decided(one: Entry | Earlier) -> bool:
    return isinstance(one, Entry) and _simplified(one) and one.state in DECIDED


def _certified(entry: Entry, with_base: Money) -> Money:
    """What the funder accepted of a claim: less what it cut, or less what a cut of the base cuts, whichever is more."""
    if entry.state == PARKED:
        return ZERO
    return euro_of(entry) - max(cut_of(entry), with_base, key=abs)


def _nothing(_ground: Ground, _line: PlannedLine | None, _entry: Entry) -> dict[str, object]:
    return {}


def _by_units(_ground: Ground, line: PlannedLine | None, entry: Entry) -> dict[str, object]:
    cells: dict[str, object] = {"units": entry.units, "price": entry.unit_price}
    counted = by_units(entry, line)
    if counted is not None:
        price = entry.unit_price
        follows = price is not None and entry.units is not None and price.currency == EURO
        rounding = line.rounding if line is not None else "toward_zero"
        cells |= _counted(counted, _rounding(rounding, "[units]*[price]", counted) if follows else "", entry)
    return cells


def _by_flat_rate(ground: Ground, line: PlannedLine | None, entry: Entry) -> dict[str, object]:
    own = ground.once(own_bases).get(entry.id)
    if line is None or line.rate is None or own is None:
        return {}
    base = own.base.accepted
    follows = flat(base, line.rate, line.rounding) == own.left  # else it shares a cent with other claims on the base
    formula = _rounding(line.rounding, "[base]*[rate]", base) if follows else ""
    return {
        "stands_on": ", ".join(line.base),
        "base": base,
        "rate": line.rate,
        **_counted(own.left, formula, entry),
    }


def _rounding(named: str, product: str, sign: Money) -> str:
    """The formula of a product rounded by a named rule; the inner rounding takes binary noise off."""
    rounding = "toward_zero" if named == "floored" and sign.minor >= 0 else named
    return f"{_ROUNDED.get(rounding, 'ROUNDUP')}(ROUND({product},8),2)"


def _counted(amount: Money, formula: str, entry: Entry) -> dict[str, object]:
    return {
        "counted": Spot(amount, formula),
        "apart": None if entry.euro is None else Spot(entry.euro - amount, "[amount]-[counted]"),
    }


_OF_FORM: Final[Mapping[str, Callable[[Ground, PlannedLine | None, Entry], dict[str, object]]]] = {
    "unit_cost": _by_units,
    "flat_rate": _by_flat_rate,
}

SIMPLIFIED: Final = Grid(
    "sco",
    Text("Опростени разходи", "SCO"),
    (
        Column(Text("№", "No."), 6, "number", Style.CODE),
        Column(Text("Бюджетен ред", "Budget line"), 10, "line", Style.CODE),
        Column(Text("Форма", "Form"), 26, "form"),
        Column(Text("Описание", "Description"), 34, "what"),
        Column(Text("База: редове", "Base: lines"), 12, "stands_on", Style.CODE),
        _amount(Text("Приета база в този отчет (EUR)", "Accepted base in this report (EUR)"), "base"),
        Column(Text("Ставка", "Rate"), 9, "rate", Style.SHARE),
        Column(Text("Брой единици", "Units"), 11, "units", Style.QUANTITY),
        _amount(Text("Стойност на единица", "Unit value"), "price"),
        _amount(Text("Изчислено", "Computed"), "counted"),
        _amount(Text("Заявена сума (EUR)", "Amount (EUR)"), "amount"),
        _amount(Text("Разлика", "Difference"), "apart"),
        Column(Text("Доказателство", "Evidence"), 30, "evidence"),
        Column(Text("Верифицирано", "Certified"), 14, "certified", Style.AMOUNT),
    ),
    simplified,
    title=Text("Опростени варианти за разходите", "Simplified cost options"),
)


# --- every expense with its form, from which the sums follow ----------------------------------------------------------


def _every(ground: Ground) -> Iterator[Line]:
    for entry in ground.entries:
        yield Line(
            {
                "number": entry.number,
                "line": entry.line,
                "key": entry.form,
                "form": FORMS.get(entry.form),
                "document": entry.paper_number,
                "day": entry.day,
                "what": entry.description or entry.paper_description,
                "amount": entry.euro,
            },
            entry=entry.id,
        )


EVERY: Final = Grid(
    "forms",
    Text("Разходи", "Expenses"),
    (
        Column(Text("№", "No."), 6, "number", Style.CODE),
        Column(Text("Бюджетен ред", "Budget line"), 10, "line", Style.CODE),
        Column(Text("Ключ", "Key"), 12, "key", Style.CODE),
        Column(Text("Форма", "Form"), 34, "form"),
        Column(Text("Документ", "Document"), 16, "document", Style.CODE),
        Column(Text("Дата", "Day"), 12, "day", Style.DAY),
        Column(Text("Описание", "Description"), 40, "what"),
        _amount(Text("Сума (EUR)", "Amount (EUR)"), "amount"),
    ),
    _every,
    title=Text("Всички разходи с формата им", "Every expense with its form"),
    long=True,
)


def _compared(ground: Ground) -> Iterator[Line]:
    now = total((one.euro for one in ground.tallies), EURO)
    yield compared(
        Text("По форми и всички разходи", "By form, and every expense"),
        *(now, "[by_form!now@all]", now, "SUM([forms!amount])"),
    )
    apart = total((one.euro for one in ground.tallies if one.form != "actual"), EURO)
    yield compared(
        Text("Опростени разходи и редовете по форми", "Simplified costs, and the rows by form"),
        *(apart, "[sco!amount@all]", apart, "SUM([by_form!now@unit_cost:flat_rate])"),
    )
    yield from _as_counted(ground)


_CLAIMED: Final = 'SUMPRODUCT(EXACT([forms!line],"{line}")*([forms!key]="{form}")*[forms!amount])'
_COUNTED: Final = 'SUMPRODUCT(EXACT([sco!line],"{line}")*([sco!form]=[by_form!form@flat_rate])*[sco!counted])'
_BY_UNITS: Final = '([sco!form]=[by_form!form@unit_cost])*([sco!counted]<>"")'


def _as_counted(ground: Ground) -> Iterator[Line]:
    """Each form by its own rule: a flat rate of its base, units times the value of one, a lump sum whole or not at all."""
    for one in at_flat_rates(ground):
        said = f"{one.line.number}"
        yield compared(
            Text(f"Единна ставка, ред {said}: заявено и изчислено", f"Flat rate, line {said}: claimed and computed"),
            *(one.claimed, _rounded(_CLAIMED.format(line=said, form="flat_rate"))),
            *(one.computed, "" if one.cut else _rounded(_COUNTED.format(line=said))),
        )
    units = [
        (entry, by_units(entry, ground.line(entry.line_id))) for entry in ground.of_forms(frozenset({"unit_cost"}))
    ]
    if known := [(euro_of(entry), counted) for entry, counted in units if counted is not None]:
        yield compared(
            Text("Единични разходи: заявено и изчислено", "Unit costs: claimed and computed"),
            *(total((one for one, _ in known), EURO), _rounded(f"SUMPRODUCT({_BY_UNITS}*[sco!amount])")),
            *(total((one for _, one in known), EURO), _rounded(f"SUMPRODUCT({_BY_UNITS}*[sco!counted])")),
        )
    for lump in lump_sums(ground):
        said = f"{lump.line.number}"
        yield compared(
            Text(
                f"Еднократна сума, ред {said}: заявено досега и цялата сума",
                f"Lump sum, line {said}: claimed so far, and the whole",
            ),
            *(lump.so_far, _rounded(f"{lump.before.plain}+{_CLAIMED.format(line=said, form='lump_sum')}")),
            *(lump.due, ""),
        )


def _rounded(formula: str) -> str:
    return f"ROUND({formula},2)"


FIRST: Final = Format(
    code="esf-plus-sco",
    name=Text("ЕСФ+: опростени варианти за разходите", "ESF+: simplified cost options"),
    edition="2021-2027",
    in_force_from=date(2021, 7, 1),
    languages=("bg", "en"),
    layout_verified=False,
    currency=CurrencyRule(),
    in_order=True,
    books=(Book(Text("Опростени разходи", "Simplified costs"), (BY_FORM, SIMPLIFIED, EVERY, checks(_compared))),),
    checks=(
        *("a_line_for_each_expense", "amounts_in_euro", "flat_rates_stand_apart"),
        *("flat_rates_as_counted", "units_as_counted", "lump_sums_whole", "simplified_where_it_must"),
    ),
    source="Regulation (EU) 2021/1060, art. 53 to 56; the columns are a reconstruction",
)

EDITIONS: Final = (FIRST,)
