"""PRAG's Annex VI, the financial report of EU external action (e3h7), editions of January 2012 and August 2018.

Read from mirrors of the form: that its sheets are these, the rows of the budget 1 to 10, the columns of the addenda and of the
forecast, cents, and the rate of 2012. Reconstructed, and to be relabelled by the contract's own file: the order and captions
of the interim and final report, the sources of funding, rows 11 to 13, and every column of the expenditure list. The sheet
of notes (INFORMATION) is left out: it comes off before submission.

What stands where: the contract's budget is what is in force less what moves within it brought or took; those are the
reallocation. Costs before this report are all that was reported before, also what the funder then refused, as the report
before has them. Contributions in kind are no cost of a line: they stand in row 12. Explanations of variations are the texts
of the package called "variation 1.1.1", by the line's number. An amount without a rate to the euro stops the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from grants.funders.format import Book, Column, CurrencyRule, Format, Style
from grants.funders.grid import Grid, Labelled, Line, Spot, checks, compared
from grants.funders.ground import EURO, Ground, in_money, leaves
from grants.funders.prag_budget import HEADINGS, ZERO, Placed, is_indirect
from grants.funders.prag_costs import (
    EXPENDITURES,
    REPORT_BANDS,
    REPORT_COLUMNS,
    UNIT,
    claimed_in,
    currencies,
    report_rows,
    said_below,
    unexplained,
    variation_place,
    with_currencies,
)
from grants.funders.prag_list import LIST_COLUMNS, list_rows, list_total
from grants.funders.prag_rows import (
    NEWER,
    OLDER,
    Cells,
    Edition,
    Worked,
    agreed_closing,
    closed,
    direct_of,
    joined,
    money_in,
    moved_closing,
    plain_rate,
    planned_cells,
    table,
    worked,
)
from grants.values.days import ONE_DAY, add_months
from grants.values.language import Text
from grants.values.money import Money, total


def _days(first: date | None, last: date | None) -> str:
    return "-".join(f"{day:%d/%m/%Y}" if day else "…" for day in (first, last))


def _about(ground: Ground) -> list[Labelled]:
    return [
        Labelled(Text("Договор №", "Contract No"), ground.number),
        Labelled(
            Text("Период на изпълнение на договора", "Implementation period of the contract"),
            _days(ground.start_on, ground.end_on),
        ),
    ]


# --- addenda or use of contingencies --------------------------------------------------------------------------------

ADDENDA_COLUMNS: Final = (
    EXPENDITURES,
    Column(UNIT, 12, "unit"),
    Column(Text("Брой (a)", "# Units (a)"), 9, "units", Style.QUANTITY),
    Column(Text("Единична стойност, EUR (b)", "Unit value (in EUR) (b)"), 13, "price", Style.AMOUNT),
    Column(Text("Общо, EUR (a)*(b)", "Total Cost (in EUR) (a)*(b)"), 14, "contract", Style.AMOUNT),
    Column(UNIT, 12, "new_unit"),
    Column(Text("Брой (a)", "# Units (a)"), 9, "new_units", Style.QUANTITY),
    Column(Text("Единична стойност, EUR (b)", "Unit value (in EUR) (b)"), 13, "new_price", Style.AMOUNT),
    Column(Text("Общо, EUR (a)*(b)", "Total Cost (in EUR) (a)*(b)"), 14, "new_contract", Style.AMOUNT),
    Column(Text("Използване на резерва / изменения", "Use of contingencies/addenda"), 20, "moved", Style.AMOUNT),
)
ADDENDA_BANDS: Final = (
    (
        Text("Бюджет по договора / последното подписано изменение", "Budget as per contract/last addendum signed"),
        "unit",
        "contract",
    ),
    (
        Text(
            "Бюджет по новото подписано изменение (попълва се само при изменение)",
            "Budget as per new addendum signed (Only to be completed when an amendment is necessary)",
        ),
        "new_unit",
        "new_contract",
    ),
)


def addenda_rows(edition: Edition, ground: Ground) -> Iterator[Line]:
    """The budget as agreed, and what was moved within the contract."""
    of = worked(ground, edition)
    closing = joined(agreed_closing(of), moved_closing(of))
    return table(of, planned_cells, ("contract", "moved"), closing, derived=False)


# --- forecast budget and follow-up ----------------------------------------------------------------------------------

_PLANS: Final = ("price", "contract", "moved", "in_force", "new_price", "new_contract")

FORECAST_COLUMNS: Final = (
    EXPENDITURES,
    Column(Text("Прогноза, разходи (EUR)", "Forecast, Costs (in EUR)"), 15, "foreseen", Style.AMOUNT),
    Column(Text("Действително, разходи (EUR)", "Real, Costs (in EUR)"), 15, "real", Style.AMOUNT),
    Column(UNIT, 14, "unit"),
    Column(Text("Брой", "# Units"), 10, "units", Style.QUANTITY),
    Column(Text("Единична цена (EUR)", "Unit cost (in EUR)"), 13, "price", Style.AMOUNT),
    Column(Text("Разходи (EUR)", "Costs (in EUR)"), 15, "costs", Style.AMOUNT),
    Column(Text("Остава по бюджета", "Left of the budget"), 15, "left", Style.AMOUNT),
)
FORECAST_BANDS: Final = (
    (Text("Изтекъл период", "Previous period"), "foreseen", "real"),
    (Text("Следващ период: прогноза", "Following period: Forecast"), "unit", "costs"),
)


def _following(edition: Edition, ground: Ground) -> str:
    """2012: the next twelve months or the remainder; 2018: the next reporting period, whose end the ground does not know."""
    first = ground.last + ONE_DAY
    if not edition.per_currency:
        return _days(first, None)
    year = add_months(first, 12) - ONE_DAY
    return _days(first, min(year, ground.end_on) if ground.end_on else year)


def _forecast_about(edition: Edition, ground: Ground) -> list[Labelled]:
    return [
        *_about(ground),
        Labelled(Text("Изтекъл период", "Previous period"), _days(ground.first, ground.last)),
        Labelled(Text("Следващ период", "Following period"), _following(edition, ground)),
    ]


def forecast_rows(edition: Edition, ground: Ground) -> Iterator[Line]:
    """What was really spent; the forecasts are typed, and what they cost follows from units and prices."""
    of = worked(ground, edition)
    real = {line.key: line for line in report_rows(edition, ground)}
    closing = joined(
        closed(
            of,
            "costs",
            ZERO,
            Spot(ZERO, f"ROUND([costs@direct]*{plain_rate(of.budget.indirect.rate)},2)"),
            Spot(ZERO),
            Spot(ZERO),
        ),
        {key: _followed(real[key]) for key in of.captions},
    )

    def cells(row: Placed) -> Cells:
        planned = {"unit": row.line.unit} if row.line else {}
        price = planned_cells(row).get("price")
        return {**planned, "price": price, "costs": Spot(ZERO, "ROUND([units]*[price],2)"), **_followed(real[row.key])}

    return table(of, cells, ("real", "costs", "left"), closing, derived=False)


def _followed(line: Line) -> dict[str, Spot]:
    """What the report says of a row, on the sheet of the forecast."""
    left = money_in(line, "in_force") - money_in(line, "cumulated")
    at = line.key
    return {
        "real": Spot(money_in(line, "period"), f"[report!period@{at}]"),
        "left": Spot(left, f"[report!in_force@{at}]-[report!cumulated@{at}]"),
    }


# --- checks ---------------------------------------------------------------------------------------------------------

_LISTED: Final = "SUMPRODUCT({0}*([list!{1}]-[list!{2}]))"


def check_rows(edition: Edition, ground: Ground) -> Iterator[Line]:
    """The list against the report, and the report against itself."""
    of = worked(ground, edition)
    rows = {line.key: line for line in report_rows(edition, ground)}
    yield from _currencies_compared(of, ground) if edition.per_currency else _lines_compared(of, rows, ground)
    accepted, direct = rows["accepted"], rows["direct"]
    yield compared(
        Text("Преки разходи преди отчета и регистърът", "Direct costs before this report, and the ledger"),
        *(money_in(direct, "before"), "[report!before@direct]", _ledger_before(of, ground), ""),
    )
    yield compared(
        Text("Бюджет по договора: двата листа", "Budget as per contract: both sheets"),
        money_in(accepted, "contract"),
        "[addenda!contract@accepted]",
        money_in(accepted, "contract"),
        "[report!contract@accepted]",
    )
    if ground.is_final:
        yield compared(
            Text("Източниците покриват приетите разходи", "The sources cover the accepted costs"),
            money_in(rows["source_total"], "period"),
            "[report!period@source_total]",
            money_in(accepted, "cumulated"),
            "[report!cumulated@accepted]",
        )


def _ledger_before(of: Worked, ground: Ground) -> Money:
    """What the ledger holds of earlier reports on the lines of the headings, without contributions in kind."""
    direct = (one for one in ground.earlier if of.budget.row_of.get(one.line_id, max(HEADINGS)) in HEADINGS)
    return total(((one.in_money(EURO) or ZERO) - (one.part_in(one.in_kind, EURO) or ZERO) for one in direct), EURO)


def _ledger_now(ground: Ground) -> dict[int | None, Money]:
    """What the ledger holds of this report on each line, without contributions in kind; nothing where these are at a rate."""
    if any(one.in_kind and in_money(one.in_kind, EURO) is None for one in ground.tallies):
        return {}
    found: dict[int | None, Money] = {}
    known = {line.id for line in ground.lines}
    for one in ground.tallies:
        line_id = one.line_id if one.line_id in known else None
        found[line_id] = found.get(line_id, ZERO) + one.euro - one.in_kind_euro
    return found


def _lines_compared(of: Worked, rows: dict[str, Line], ground: Ground) -> Iterator[Line]:
    ledger = _ledger_now(ground)
    for placed in of.budget.under.values():
        for row in placed:
            if row.caption:
                continue
            number = row.line.number if row.line else ""
            period = money_in(rows[row.key], "period")
            listed = _LISTED.format(f'EXACT([list!line],"{number}")', "euro", "in_kind_euro")
            yield compared(
                Text(f"Ред {number}: списък и отчет", f"Line {number}: list and report"),
                ledger.get(row.line.id if row.line else None, ZERO) if ledger else period,
                listed if len(ground.entries) else "",
                period,
                f"[report!period@{row.key}]",
            )


def _currencies_compared(of: Worked, ground: Ground) -> Iterator[Line]:
    for code in currencies(of):
        amount = direct_of(of, partial(claimed_in, of, code), code)
        rows = f'([list!row]<=6)*([list!currency]="{code}")'
        yield compared(
            Text(f"{code}: списък и отчет", f"{code}: list and report"),
            amount,
            _LISTED.format(rows, "amount", "in_kind") if len(ground.entries) else "",
            amount,
            f"[report!fx_{code}@direct]",
        )


# --- the format -----------------------------------------------------------------------------------------------------


def _sheets(edition: Edition) -> tuple[Grid, ...]:
    report = Grid(
        "report",
        Text("Междинен отчет", "Interim Report"),
        REPORT_COLUMNS,
        partial(report_rows, edition),
        above=_about,
        below=partial(said_below, edition),
        bands=REPORT_BANDS,
        where=lambda ground: not ground.is_final,
        fitted=with_currencies if edition.per_currency else None,
        adds=("period",),
        before=("before",),
        plans=_PLANS,
    )
    return (
        Grid(
            "addenda",
            Text("Изменения и резерв", "Addenda or contingencies"),
            ADDENDA_COLUMNS,
            partial(addenda_rows, edition),
            title=Text("Изменения или използване на резерва", "Addenda or use of contingencies"),
            above=_about,
            bands=ADDENDA_BANDS,
            plans=_PLANS,
        ),
        Grid(
            "forecast",
            Text("Прогноза и изпълнение", "Forecast budget & follow-up"),
            FORECAST_COLUMNS,
            partial(forecast_rows, edition),
            title=Text("Прогнозен бюджет и изпълнение", "Forecast budget & follow-up"),
            above=partial(_forecast_about, edition),
            bands=FORECAST_BANDS,
            own_from="left",
            plans=_PLANS,
            where=lambda ground: not ground.is_final,
        ),
        report,
        replace(report, name=Text("Окончателен отчет", "Final Report"), where=lambda ground: ground.is_final),
        Grid(
            "list",
            Text("Списък на разходите", "Expenditure list"),
            LIST_COLUMNS,
            partial(list_rows, edition),
            long=True,
            after=list_total,
            own_from="row",
        ),
        checks(partial(check_rows, edition)),
    )


def _books(edition: Edition) -> tuple[Book, ...]:
    return (Book(Text("Финансов отчет, Приложение VI", "Annex VI financial report"), _sheets(edition)),)


def places(ground: Ground) -> Iterator[tuple[str, Text]]:
    """The explanation of every line's variation; indirect costs, which follow from the others, have none."""
    for line in leaves(ground.lines):
        if is_indirect(line):
            continue
        name = line.title
        label = Text(
            f"Отклонение по ред {line.number} {name.in_('bg')}", f"Variation of line {line.number} {name.in_('en')}"
        )
        yield variation_place(line.number), label


def _owed(edition: Edition, ground: Ground) -> Iterator[str]:
    return (variation_place(number) for number in unexplained(edition, ground))


FIRST: Final = Format(
    code="prag",
    usual_in=("external",),
    name=Text(
        "PRAG, Приложение VI: финансов отчет (външна дейност на ЕС)",
        "PRAG, Annex VI: financial report (EU external action)",
    ),
    edition="2012-01",
    in_force_from=date(2012, 1, 1),
    languages=("en", "bg"),
    layout_verified=False,
    currency=CurrencyRule(booked=("inforeuro_mean",)),
    books=_books(OLDER),
    checks=("a_line_for_each_expense", "an_amount_in_the_reports_money", "converted_as_the_form_asks"),
    texts=places,
    owed=partial(_owed, OLDER),
    source="e3h7_financialreport_en, January 2012 and August 2018, through mirrors; captions and the order of columns of the "
    "reports, the sources of funding, rows 11 to 13 and the expenditure list are a reconstruction",
)
EDITIONS: Final = (
    FIRST,
    FIRST.amended(
        edition="2018-08",
        in_force_from=date(2018, 8, 1),
        books=_books(NEWER),
        currency=CurrencyRule(),
        owed=partial(_owed, NEWER),
    ),
)
"""Annex VI; the edition is that of the contract."""
