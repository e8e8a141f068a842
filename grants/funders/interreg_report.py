"""Interreg: the partner's report, a workbook for each partner, as it is keyed into Jems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from grants.funders.format import Book, Column, CurrencyRule, Format
from grants.funders.grid import Grid, Line, checks, compared
from grants.funders.ground import EURO, Ground
from grants.funders.interreg import Category
from grants.funders.interreg_identity import IDENTIFICATION, SPENDING, places
from grants.funders.interreg_investments import called, invested_in, investment_rows, investments_of
from grants.funders.interreg_list import CONTROL_LIST, LIST, PARKED_LIST
from grants.funders.interreg_lists import NONE
from grants.funders.interreg_overviews import (
    ADDED,
    AS_CREATED,
    CATEGORY_NAMES,
    NET_BAND,
    PAID_LUMP_SUMS,
    PLANNED,
    PREVIOUSLY_PAID,
    REPORTED,
    ROUNDED_DOWN,
    category_rows,
    fund_names,
    option_rows,
    overview_columns,
    shown_categories,
    summary_rows,
    whose,
)
from grants.funders.interreg_paid import NO_FAST_TRACK, how_paid, of_the_fund, paid_to
from grants.funders.interreg_part import Part
from grants.funders.interreg_parts import at_rates, part_in, parts_of
from grants.funders.interreg_rates import RATED
from grants.funders.interreg_sheets import CONTRIBUTIONS, CONTROL, PROCUREMENTS, WORK_PLAN
from grants.values.language import Language, Text
from grants.values.money import Money, total

PartRows = Callable[[Sequence[Part]], Iterable[Line]]


def _one(rows: PartRows) -> Callable[[Ground], Iterable[Line]]:
    """The rows of one partner."""
    return lambda of: rows([part_in(of)])


def _overview(
    key: str,
    name: Text,
    title: Text,
    columns: tuple[Column, ...],
    rows: PartRows,
    form: str = "",
    notes: Callable[[Ground], tuple[Text, ...]] = lambda _of: (),
) -> Grid:
    """A financial overview; of a simplified form only where there is one."""
    return Grid(
        key,
        name,
        columns,
        _one(rows),
        title=title,
        above=whose,
        below=lambda of: (*notes(of), AS_CREATED),
        bands=NET_BAND,
        own_from="net_used",
        keys=True,
        adds=ADDED,
        before=REPORTED,
        plans=PLANNED,
        where=(lambda of: bool(part_in(of).option_lines(form))) if form else None,
    )


def _summary(parts: Sequence[Part]) -> Iterable[Line]:
    return summary_rows(parts, paid=of_the_fund(parts, paid_to(parts[0])))


SUMMARY: Final = _overview(
    "overview1",
    Text("Преглед 1 Обобщение", "Overview 1 Summary"),
    Text(
        "Финансов преглед: разходи на партньора – обобщение (в евро)",
        "Financial overview: Partner Expenditure - summary (in Euro)",
    ),
    overview_columns(Text("Източник", "Source"), paid=PREVIOUSLY_PAID),
    _summary,
    notes=lambda of: (ROUNDED_DOWN, how_paid([part_in(of)])),
)
BY_CATEGORY: Final = _overview(
    "overview2",
    Text("Преглед 2 Категории", "Overview 2 Categories"),
    Text(
        "Финансов преглед: разходи на партньора по категории (в евро)",
        "Financial overview: Partner Expenditure - breakdown per cost category (in Euro)",
    ),
    overview_columns(Text("Категория разходи", "Cost category"), rates=True),
    category_rows,
)
LUMP_SUMS: Final = _overview(
    "overview3",
    Text("Преглед 3 Еднократни суми", "Overview 3 Lump sums"),
    Text(
        "Финансов преглед: разходи на партньора по еднократни суми (в евро)",
        "Financial overview: Partner Expenditure - breakdown per Lump sum (in Euro)",
    ),
    overview_columns(Text("Еднократна сума", "Lump sum"), paid=PAID_LUMP_SUMS),
    option_rows("lump_sum"),
    "lump_sum",
    notes=lambda _of: (NO_FAST_TRACK,),
)
UNIT_COSTS: Final = _overview(
    "overview4",
    Text("Преглед 4 Единични разходи", "Overview 4 Unit costs"),
    Text(
        "Финансов преглед: разходи на партньора по единични разходи (в евро)",
        "Financial overview: Partner Expenditure - breakdown per Unit cost (in Euro)",
    ),
    overview_columns(Text("Единичен разход", "Unit cost")),
    option_rows("unit_cost"),
    "unit_cost",
)

INVESTMENTS: Final = replace(
    _overview(
        "overview5",
        Text("Преглед 5 Инвестиции", "Overview 5 Investments"),
        Text(
            "Финансов преглед: разходи на партньора по инвестиции (в евро)",
            "Financial overview: Partner Expenditure - breakdown per investment (in Euro)",
        ),
        overview_columns(Text("Инвестиция", "Investment")),
        investment_rows,
    ),
    where=lambda of: bool(investments_of([part_in(of)])),
)


# --- checks -----------------------------------------------------------------------------------------------------------

_DIRECT: Final = (Category.TRAVEL, Category.EXTERNAL, Category.EQUIPMENT, Category.INFRASTRUCTURE)
_LISTED_OF: Final = "SUMIFS([list!declared_eur],[list!counted],[overview2!name@{row}])"
_LISTED_IN: Final = f"ROUND({_LISTED_OF},2)"
_FINEST: Final = -4  # decimals of a fund's per cent with which a workbook still counts exactly


def _compared(of: Ground) -> Iterable[Line]:
    part = part_in(of)
    rated = {RATED[name]: name for name in part.rates.lines.values()}
    for category, found in shown_categories([part]):
        row, current = category.value, found["current"]
        if category in rated:
            said = Text("Единна ставка: {}", "Flat rate: {}")
            counted = _flat(part, rated[category])
        else:
            said = Text("Списък на разходите: {}", "List of expenditure: {}")
            counted = _LISTED_IN.format(row=row)
        what = _filled(said, CATEGORY_NAMES[category])
        yield compared(what, current, f"[overview2!current@{row}]", _listed(part, category, current), counted)
    shares = part.payers.shares(part.whole("current"))
    for place, name in enumerate(fund_names([part]), start=1):
        mine = [(fund, share) for fund, share in zip(part.payers.funds, shares, strict=True) if fund.name == name]
        formula = _share_formula(mine[0][0].per_cent) if len(mine) == 1 else ""
        if formula:
            share, what = mine[0][1], _filled(Text("Дял на {}", "Share of {}"), name)
            yield compared(what, share, f"[overview1!current@fund{place}]", share, formula)
    for place, one in enumerate(investments_of([part]), start=1):
        current = invested_in(part, one)
        listed = f'ROUND(SUMIFS([list!declared_eur],[list!investment],"{called(one)}"),2)'
        what = Text(f"Списък на разходите: {called(one)}", f"List of expenditure: {called(one)}")
        yield compared(what, current, f"[overview5!current@i{place}]", current, listed)
    yield from _totals(part)
    yield from _beside_rates(part)


def _listed(part: Part, category: Category, current: Money) -> Money:
    """What a category must come to by its other reckoning: the rows of the list, or the rate of its base."""
    if category in {RATED[name] for name in part.rates.lines.values()}:
        return current
    return part.tally.current.entered.get(category, NONE)


def _filled(said: Text, name: Text) -> Text:
    return Text(said.bg.format(name.in_("bg")), said.en.format(name.in_("en")))


def _flat(part: Part, name: str) -> str:
    """A flat rate by its base, cut off to the cent; whole cents, so that a workbook counts it exactly."""
    rates = part.rates.rates
    direct = [one for one in _DIRECT if not (name == "staff" and one is Category.TRAVEL and rates.travel is not None)]
    base = {"staff": direct, "office_on_direct": [Category.STAFF, *_DIRECT]}.get(name, [Category.STAFF])
    cells = "+".join(f"[overview2!current@{one.value}]" for one in base)
    return f"TRUNC(ROUND(({cells})*100,0)*{getattr(rates, name)}/100)/100"


def _share_formula(per_cent: Decimal) -> str:
    """A fund's share of the total, down to the cent; empty where a workbook would not count it exactly."""
    exponent = per_cent.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _FINEST:
        return ""
    places = max(-exponent, 0)
    return f"INT(ROUND([overview2!current@total]*100,0)*{int(per_cent.scaleb(places))}/{10 ** (places + 2)})/100"


def _totals(part: Part) -> Iterable[Line]:
    columns = {
        "budget": Text("Бюджет: обобщение и категории", "Budget: summary and categories"),
        "prev": Text("Отчетени преди: обобщение и категории", "Previously reported: summary and categories"),
        "current": Text("Текущ отчет: обобщение и категории", "Current report: summary and categories"),
    }
    for column, what in columns.items():
        whole = part.whole(column)
        yield compared(what, whole, f"[overview1!{column}@total]", whole, f"[overview2!{column}@total]")
    yield compared(
        Text("Списъкът и регистърът", "The list, and the ledger"),
        *(total(part.tally.current.entered.values(), EURO), "[list!declared_eur@total]", part.in_ledger, ""),
    )
    flat = dict.fromkeys(one.category for one in at_rates(part))
    real = part.whole("current") - total((part.category("current", one) for one in flat), EURO)
    less = "".join(f"-[overview2!current@{one.value}]" for one in flat)
    yield compared(
        Text("Списъкът и общото без единните ставки", "The list, and the total without flat rates"),
        *(total(part.tally.current.entered.values(), EURO), "[list!declared_eur@total]"),
        *(real, f"ROUND([overview2!current@total]{less},2)"),
    )


def _beside_rates(part: Part) -> Iterable[Line]:
    """What is claimed at flat rates, where anything is, and what is listed in categories that they replace."""
    for one in at_rates(part):
        if one.claimed:
            lines = ", ".join(one.lines)
            yield compared(
                Text(
                    f"Единна ставка, ред {lines}: във формуляра и в регистъра",
                    f"Flat rate, line {lines}: in the form and in the ledger",
                ),
                *(one.computed, f"[overview2!current@{one.category.value}]", one.claimed, ""),
            )
    if replaced := part.rates.rates.replaced:
        entered = total((part.tally.current.entered.get(one, NONE) for one in replaced), EURO)
        summed = "+".join(_LISTED_OF.format(row=one.value) for one in replaced)
        yield compared(
            Text("Редове в категории, заменени от единна ставка", "Rows in categories that a flat rate replaces"),
            *(entered, f"ROUND({summed},2)", NONE, ""),
        )


CHECKS: Final = checks(_compared)


# --- the format -------------------------------------------------------------------------------------------------------


def _each_partner(of: Ground) -> Iterable[tuple[Text, Ground]]:
    for part in parts_of(of):
        yield Text(part.called, part.called), part


def file_of(of: Ground, language: Language) -> str:
    """<project>_<PP2>_R1_<language>_<day>.xlsx."""
    part = part_in(of)
    return f"{part.code}_{part.called}_R{part.report}_{language}_{part.made_on:%Y%m%d}.xlsx"


SOURCE: Final = (
    "Jems 10.0.2: its screens, code and manuals (July 2026). English labels are Jems' own; Bulgarian ones follow Regulation "
    "2021/1059 where it has the word and are our proposal elsewhere. Jems takes no workbook: this one is to be keyed in."
)

BY_MONTH_OF_SUBMISSION: Final = CurrencyRule(booked=("inforeuro_submission",))  # Regulation (EU) 2021/1059, art. 38(5)

PARTNER_FIRST: Final = Format(
    code="interreg-partner",
    usual_in=("interreg",),
    name=Text("Interreg: отчет на партньора (Jems)", "Interreg: partner report (Jems)"),
    edition="10.0",
    in_force_from=date(2021, 7, 1),
    languages=("bg", "en"),
    layout_verified=False,
    tells_decisions=True,
    currency=BY_MONTH_OF_SUBMISSION,
    books=(
        Book(
            Text("Отчет на партньора", "Partner report"),
            (
                IDENTIFICATION,
                LIST,
                PARKED_LIST,
                CONTROL_LIST,
                SUMMARY,
                BY_CATEGORY,
                LUMP_SUMS,
                UNIT_COSTS,
                INVESTMENTS,
                CONTRIBUTIONS,
                PROCUREMENTS,
                SPENDING,
                WORK_PLAN,
                CONTROL,
                CHECKS,
            ),
            each=_each_partner,
            file=file_of,
        ),
    ),
    checks=(
        *("a_line_for_each_expense", "an_amount_in_the_reports_money", "cells_as_asked", "rows_at_most", "days_within"),
        *("papers_once", "oddities_told", "rates_the_form_holds", "flat_rates_as_claimed"),
        *("units_as_counted", "units_at_their_price", "lump_sums_whole"),
        "converted_as_the_form_asks",
    ),
    texts=places,
    comes_to=lambda of: total((part.whole("current") for part in parts_of(of)), EURO),
    source=SOURCE,
)

EDITIONS: Final = (PARTNER_FIRST,)
