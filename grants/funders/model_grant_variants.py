"""The statements of EU grants that are paid by lump sums, and by units: no costs and no papers, but what was completed and how
many units were delivered (Annotated Grant Agreement v2.0, art. 6.1, 20 and the lump sum model).

Layouts are reconstructions: rows are the work packages, or the units, of the budget; amounts in euro.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from grants.funders.format import Book, Column, CurrencyRule, Format, Style
from grants.funders.grid import Grid, Kind, Line, Spot, checks, compared, on_line
from grants.funders.ground import EURO, Ground, PlannedLine, leaves
from grants.values.language import Text
from grants.values.money import Money, total

_TOTAL: Final = Text("Общо", "Total")
_COMPLETED: Final = Text("изпълнен", "completed")
_PARTIALLY: Final = Text("частично изпълнен", "partially completed")
_NOT: Final = Text("неизпълнен", "not completed")


def _lines_of(ground: Ground, form: str) -> list[PlannedLine]:
    return [line for line in leaves(ground.lines) if line.form == form]


def _now(ground: Ground, line: PlannedLine) -> Money:
    return total((tally.euro for tally in ground.tallies if tally.line_id == line.id), EURO)


def _before(ground: Ground, line: PlannedLine) -> Money:
    return total((one.euro for one in ground.earlier if one.line_id == line.id and one.euro is not None), EURO)


def _whose(ground: Ground, line: PlannedLine) -> Text:
    party = ground.party(line.partner_id) or ground.lead
    return party.name if party else ground.beneficiary


def _sums(found: list[tuple[PlannedLine, Money, Money]]) -> Line:
    """The row of totals: approved, before, now."""
    last = len(found)
    amounts = {
        "share": total((line.euro for line, _before_it, _now_it in found), EURO),
        "before": total((before for _line, before, _now_it in found), EURO),
        "now": total((now for _line, _before_it, now in found), EURO),
    }
    spots = {shows: Spot(amount, f"SUM([{shows}@1:{last}])" if last else "") for shows, amount in amounts.items()}
    so_far = amounts["before"] + amounts["now"]
    return Line({"title": _TOTAL, **spots, "so_far": so_far, "left": amounts["share"] - so_far}, "all", Kind.TOTAL)


def _found(ground: Ground, form: str) -> list[tuple[PlannedLine, Money, Money]]:
    return [(line, _before(ground, line), _now(ground, line)) for line in _lines_of(ground, form)]


# --- lump sums ------------------------------------------------------------------------------------------------------


def lump_sums(ground: Ground) -> Iterator[Line]:
    """A row for each work package and participant: its share, whether it is completed, and the amount that follows."""
    found = _found(ground, "lump_sum")
    for place, (line, before, now) in enumerate(found, start=1):
        share, so_far = line.euro, before + now
        status = _COMPLETED if so_far and so_far >= share else _PARTIALLY if so_far else _NOT
        yield Line(
            {
                "number": line.number,
                "title": line.title,
                "participant": _whose(ground, line),
                "share": share,
                "status": status,
                "before": before,
                "now": now,
                "so_far": so_far,
                "left": share - so_far,
            },
            str(place),
            behind=on_line(line.id),
        )
    yield _sums(found)


def _amount(heading: Text, shows: str, formula: str = "") -> Column:
    return Column(heading, 16, shows, Style.AMOUNT, formula=formula)


_NUMBER: Final = Column(Text("№", "No."), 8, "number", Style.CODE)
_PARTICIPANT: Final = Column(Text("Участник", "Participant"), 34, "participant")
_AMOUNTS: Final = (
    _amount(Text("Преди този отчет", "Before this report"), "before"),
    _amount(Text("Настоящ отчет", "This report"), "now"),
    _amount(Text("С натрупване", "So far"), "so_far", "[before]+[now]"),
    _amount(Text("Остатък", "Remaining"), "left", "[share]-[so_far]"),
)

LUMP_SUMS: Final = Grid(
    "lump_sums",
    Text("Работни пакети", "Work packages"),
    (
        *(_NUMBER, Column(Text("Работен пакет", "Work package"), 40, "title"), _PARTICIPANT),
        _amount(Text("Дял от еднократната сума (EUR)", "Lump sum share (EUR)"), "share"),
        Column(Text("Състояние", "Status"), 20, "status"),
        *_AMOUNTS,
    ),
    lump_sums,
    title=Text("Финансов отчет по еднократни суми", "Financial statement, lump sums"),
    adds=("now",),
    before=("before",),
    plans=("share",),
)


# --- units ----------------------------------------------------------------------------------------------------------


def units(ground: Ground) -> Iterator[Line]:
    """A row for each kind of unit and participant: units, their value, and units times value."""
    found = _found(ground, "unit_cost")
    delivered = _delivered(ground)
    for place, (line, before, now) in enumerate(found, start=1):
        cells: dict[str, Text | Money | Decimal | str | Spot | None] = {
            "number": line.number,
            "title": line.title,
            "participant": _whose(ground, line),
            "unit": line.unit,
            "planned": line.units,
            "value": line.unit_price,
            "share": line.euro,
            "units": delivered.get(line.id),
            "before": before,
            "so_far": before + now,
            "left": line.euro - before - now,
        }
        yield Line(cells | {"now": _times(line, delivered.get(line.id), now)}, str(place), behind=on_line(line.id))
    yield _sums(found)


def _delivered(ground: Ground) -> dict[int, Decimal]:
    counted: dict[int, Decimal] = {}
    for entry in ground.of_forms(frozenset({"unit_cost"})):
        if entry.line_id is not None and entry.units is not None:
            counted[entry.line_id] = counted.get(entry.line_id, Decimal(0)) + entry.units
    return counted


def _times(line: PlannedLine, count: Decimal | None, now: Money) -> Spot:
    """What is claimed, with its formula where it is nothing but units times their value."""
    price = line.unit_price
    if price is not None and count is not None and price.currency == EURO and price.at(count) == now:
        return Spot(now, "ROUND([units]*[value],2)")
    return Spot(now)


UNITS: Final = Grid(
    "units",
    Text("Единици", "Units"),
    (
        *(_NUMBER, Column(Text("Вид единица", "Kind of unit"), 36, "title"), _PARTICIPANT),
        *(
            Column(Text("Единица", "Unit"), 12, "unit"),
            Column(Text("Планирани", "Planned"), 10, "planned", Style.QUANTITY),
        ),
        _amount(Text("Стойност на единица (EUR)", "Unit value (EUR)"), "value"),
        _amount(Text("Одобрено (EUR)", "Approved (EUR)"), "share"),
        Column(Text("Единици в отчета", "Units in this report"), 12, "units", Style.QUANTITY),
        *_AMOUNTS,
    ),
    units,
    title=Text("Финансов отчет по единични разходи", "Financial statement, unit contributions"),
    adds=("now",),
    before=("before",),
    plans=("share", "value"),
)


def _compared(form: str, sheet: str) -> Grid:
    def rows(ground: Ground) -> Iterator[Line]:
        known = {line.id for line in _lines_of(ground, form)}
        claimed = total((one.euro for one in ground.tallies if one.line_id in known), EURO)
        listed = total((now for _line, _before_it, now in _found(ground, form)), EURO)
        name = Text("Настоящ отчет и регистърът", "This report, and the ledger")
        yield compared(name, listed, f"[{sheet}!now@all]", claimed, "")

    return checks(rows)


def _format(code: str, name: Text, book: Text, grid: Grid, form: str) -> Format:
    return Format(
        code=code,
        name=name,
        edition="AGA 2.0",
        in_force_from=date(2025, 4, 1),
        languages=("bg", "en"),
        layout_verified=False,
        currency=CurrencyRule(),
        books=(Book(book, (grid, _compared(form, grid.key))),),
        checks=("a_line_for_each_expense", "an_amount_in_the_reports_money"),
        source="Annotated Grant Agreement v2.0 (1 April 2025), the principle; the layout is a reconstruction",
    )


EDITIONS: Final = (
    _format(
        "eu-mga-lump-sums",
        Text("ЕС: отчет по еднократни суми", "EU model grant agreement: lump sums"),
        Text("Отчет по еднократни суми", "Lump sum statement"),
        *(LUMP_SUMS, "lump_sum"),
    ),
    _format(
        "eu-mga-units",
        Text("ЕС: отчет по единични разходи", "EU model grant agreement: unit contributions"),
        Text("Отчет по единични разходи", "Unit statement"),
        *(UNITS, "unit_cost"),
    ),
)
