"""Interreg: the project report of the lead partner: the partners' certificates, and the overviews of the whole project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

from grants.funders.format import Book, Column, Format, Style
from grants.funders.grid import Grid, Kind, Line, Spot, Value, checks, compared
from grants.funders.ground import EURO, Ground
from grants.funders.interreg import Category
from grants.funders.interreg_identity import forecasts
from grants.funders.interreg_investments import has_investments, investment_rows
from grants.funders.interreg_list import YES
from grants.funders.interreg_oddities import unmapped
from grants.funders.interreg_overviews import (
    ADDED,
    CATEGORY_NAMES,
    OF_PROJECT,
    PAID_LUMP_SUMS,
    PLANNED,
    PREVIOUSLY_PAID,
    REPORTED,
    STANDING,
    TOTAL,
    amounts,
    by_category,
    category_rows,
    option_rows,
    overview_columns,
    summary_rows,
)
from grants.funders.interreg_paid import NO_FAST_TRACK, of_the_fund, paid_of_whole, received
from grants.funders.interreg_part import Part
from grants.funders.interreg_report import BY_MONTH_OF_SUBMISSION, SOURCE
from grants.funders.interreg_whole import (
    DEDUCTED,
    DELIVERABLES,
    OUTPUTS,
    PER_PARTNER,
    PROFILE,
    Whole,
    included,
    not_decided,
    of_partner,
    parts_in,
)
from grants.values.language import Language, Text
from grants.values.money import Money, total

_AMOUNT: Final = Style.AMOUNT


def _all(rows: Callable[[Sequence[Part]], Iterable[Line]]) -> Callable[[Ground], Iterable[Line]]:
    """The rows of all partners together."""
    return lambda of: rows(parts_in(of))


# --- certificates -----------------------------------------------------------------------------------------------------


def _certificates(of: Ground) -> Iterable[Line]:
    """The certificates there are; below their total what is declared without one, and both together."""
    parts = parts_in(of)
    for part in parts:
        cells: dict[str, Value | Spot] = {
            "partner": part.called,
            "name": part.partner.name,
            "report": f"R{part.report}",
        }
        if part.certified:
            cells |= {"certified_on": part.tally.decided_on, "amount": included(part), "included": YES}
        yield Line(cells, part.called, behind=of_partner(parts, part))
    formula = f"ROUND(SUM([amount@{parts[0].called}:{parts[-1].called}]),2)"
    yield Line({"partner": TOTAL, "amount": Spot(_sum_of(parts, certified=True), formula)}, "total", Kind.TOTAL)
    if declared := _sum_of(parts, certified=False):
        among = [of_partner(parts, part) for part in parts if not part.certified]
        row: dict[str, Value | Spot] = {"partner": _DECLARED, "amount": declared}
        yield Line(row, "declared", Kind.REMARK, behind=lambda one: any(holds(one) for holds in among))
        both = Spot(_sum_of(parts), "ROUND([amount@total]+[amount@declared],2)")
        yield Line({"partner": _BOTH, "amount": both}, "both", Kind.REMARK)


_DECLARED: Final = Text("Декларирани без сертификат", "Declared without a certificate")
_BOTH: Final = Text("Сертифицирани и декларирани", "Certified and declared")


def _sum_of(parts: Sequence[Part], *, certified: bool | None = None) -> Money:
    """What of the partners' reports is in the project's; of those with a certificate, or without, where that is asked."""
    return total((included(part) for part in parts if certified in {None, part.certified}), EURO)


CERTIFICATES: Final = Grid(
    "certificates",
    Text("Сертификати", "Certificates"),
    (
        Column(Text("Партньор", "Partner"), 12, "partner"),
        Column(Text("Организация", "Organisation"), 44, "name"),
        Column(Text("Отчет на партньора", "Partner Report"), 14, "report", Style.CODE),
        Column(Text("Дата на сертификата", "Date of certificate"), 14, "certified_on", Style.DAY),
        Column(Text("Сума по сертификата (в евро)", "Amount certificate (in Euro)"), 18, "amount", _AMOUNT),
        Column(Text("Включен в отчета на проекта", "Included in project report"), 16, "included", Style.CURRENCY),
    ),
    _certificates,
    adds=("amount",),
    below=not_decided,
)


# --- the overviews ----------------------------------------------------------------------------------------------------


def _summary(of: Ground) -> Iterable[Line]:
    parts = parts_in(of)
    return summary_rows(parts, STANDING, of_the_fund(parts, received(of)))


def _overview(
    key: str,
    name: Text,
    title: Text,
    columns: tuple[Column, ...],
    rows: Callable[[Ground], Iterable[Line]],
    form: str = "",
) -> Grid:
    """A table of the project; of a simplified form only where there is one."""
    return Grid(
        key,
        name,
        columns,
        rows,
        title=title,
        below=not_decided,
        adds=ADDED,
        before=REPORTED,
        plans=PLANNED,
        where=(lambda of: any(part.option_lines(form) for part in parts_in(of))) if form else None,
    )


SUMMARY: Final = replace(
    _overview(
        "overview1",
        Text("Преглед 1 Обобщение", "Overview 1 Summary"),
        Text(
            "Финансов преглед: разходи на проекта – обобщение (в евро)",
            "Financial overview: Project Expenditure - summary (in Euro)",
        ),
        overview_columns(Text("Източник", "Source"), OF_PROJECT, paid=PREVIOUSLY_PAID, net=False),
        _summary,
    ),
    below=lambda of: (*not_decided(of), paid_of_whole(parts_in(of))),
)
BY_CATEGORY: Final = _overview(
    "overview2",
    Text("Преглед 2 Категории", "Overview 2 Categories"),
    Text(
        "Финансов преглед: разходи на проекта по категории (в евро)",
        "Financial overview: Project Expenditure - breakdown per cost category (in Euro)",
    ),
    overview_columns(Text("Категория разходи", "Cost category"), OF_PROJECT, net=False),
    _all(lambda parts: category_rows(parts, STANDING)),
)
INVESTMENTS: Final = replace(
    _overview(
        "overview5",
        Text("Преглед 5 Инвестиции", "Overview 5 Investments"),
        Text(
            "Финансов преглед: разходи на проекта по инвестиции (в евро)",
            "Financial overview: Project Expenditure - breakdown per investment (in Euro)",
        ),
        overview_columns(Text("Инвестиция", "Investment"), OF_PROJECT, net=False),
        _all(lambda parts: investment_rows(parts, STANDING)),
    ),
    where=has_investments,
)
LUMP_SUMS: Final = replace(
    _overview(
        "overview3",
        Text("Преглед 3 Еднократни суми", "Overview 3 Lump sums"),
        Text(
            "Финансов преглед: разходи на проекта по еднократни суми (в евро)",
            "Financial overview: Project Expenditure - breakdown per Lump sum (in Euro)",
        ),
        overview_columns(Text("Еднократна сума", "Lump sum"), OF_PROJECT, paid=PAID_LUMP_SUMS, net=False),
        _all(option_rows("lump_sum", STANDING)),
        "lump_sum",
    ),
    below=lambda of: (*not_decided(of), NO_FAST_TRACK),
)
UNIT_COSTS: Final = _overview(
    "overview4",
    Text("Преглед 4 Единични разходи", "Overview 4 Unit costs"),
    Text(
        "Финансов преглед: разходи на проекта по единични разходи (в евро)",
        "Financial overview: Project Expenditure - breakdown per Unit cost (in Euro)",
    ),
    overview_columns(Text("Единичен разход", "Unit cost"), OF_PROJECT, net=False),
    _all(option_rows("unit_cost", STANDING)),
    "unit_cost",
)


# --- checks and the format --------------------------------------------------------------------------------------------


def _compared(of: Ground) -> Iterable[Line]:
    parts = parts_in(of)
    whole = _sum_of(parts)
    listed = f"[certificates!amount@{'both' if _sum_of(parts, certified=False) else 'total'}]"
    places = {
        Text("Сертификатите и таблицата по категории", "Certificates and the table by category"): listed,
        Text("Обобщението и таблицата по категории", "Summary and the table by category"): "[overview1!current@total]",
        Text("По партньори и таблицата по категории", "Per partner and the table by category"): (
            "[per_partner!total@total]"
        ),
        Text("Профилът и таблицата по категории", "Spending profile and the table by category"): (
            "[profile!current@total]"
        ),
    }
    for what, place in places.items():
        yield compared(what, whole, place, whole, "[overview2!current@total]")
    if not any(part.rates.lines or part.certified for part in parts):  # else more or less is certified than claimed
        yield compared(
            Text("Сертификатите и регистърът", "Certificates, and the ledger"),
            *(whole, listed, total((part.in_ledger for part in parts), EURO), ""),
        )
    for category in Category:
        found = amounts(parts, by_category(category), STANDING)["current"]
        if found:
            name = CATEGORY_NAMES[category]
            yield compared(
                Text(f"По партньори: {name.bg}", f"Per partner: {name.en}"),
                found,
                f"[per_partner!{category.value}@total]",
                found,
                f"[overview2!current@{category.value}]",
            )


CHECKS: Final = checks(_compared)


def _whole(of: Ground) -> Iterable[tuple[Text, Ground]]:
    told: dict[str, Any] = {one.name: getattr(of, one.name) for one in fields(Ground)}
    yield Text(), Whole(**told)


def _file(of: Ground, language: Language) -> str:
    """<project>_PR1_<language>_<day>.xlsx."""
    return f"{of.code}_PR{parts_in(of)[0].report}_{language}_{of.made_on:%Y%m%d}.xlsx"


PROJECT_FIRST: Final = Format(
    code="interreg-project",
    name=Text("Interreg: отчет на проекта (Jems)", "Interreg: project report (Jems)"),
    edition="10.0",
    in_force_from=date(2021, 7, 1),
    languages=("bg", "en"),
    layout_verified=False,
    tells_decisions=True,
    currency=BY_MONTH_OF_SUBMISSION,
    books=(
        Book(
            Text("Отчет на проекта", "Project report"),
            (
                CERTIFICATES,
                SUMMARY,
                BY_CATEGORY,
                INVESTMENTS,
                LUMP_SUMS,
                UNIT_COSTS,
                PER_PARTNER,
                DEDUCTED,
                PROFILE,
                DELIVERABLES,
                OUTPUTS,
                CHECKS,
            ),
            each=_whole,
            file=_file,
        ),
    ),
    checks=(
        *("a_line_for_each_expense", "a_row_for_each_line", "an_amount_in_the_reports_money", "cells_as_asked"),
        *("rates_the_form_holds", "nothing_in_replaced_categories", "flat_rates_as_claimed", "certificates_there"),
        *("units_as_counted", "units_at_their_price", "lump_sums_whole"),
        "converted_as_the_form_asks",
    ),
    unmapped=unmapped,
    comes_to=lambda of: _sum_of(parts_in(of)),
    texts=forecasts,
    source=SOURCE,
)

EDITIONS: Final = (PROJECT_FIRST,)
