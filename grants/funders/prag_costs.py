"""The interim and final report of PRAG's Annex VI: budget, reallocations, costs and variations, row by row.

The edition of 2012 has four columns for each currency used, converted in one sum a line at the mean of the months; where the
expenses of a line were booked at several rates, paper by paper. That of 2018 knows only the euro.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Behind, Grid, Line, Spot, Value
from grants.funders.ground import EURO, Ground
from grants.funders.prag import INDIRECT, moved_too_far
from grants.funders.prag_budget import HEADINGS, ZERO, Placed, Used
from grants.funders.prag_rows import (
    NEWER,
    OLDER,
    Cells,
    Edition,
    Worked,
    agreed_closing,
    direct_of,
    joined,
    money_in,
    moved_closing,
    period_closing,
    planned_cells,
    table,
    worked,
)
from grants.funders.prag_sources import sources
from grants.values.language import Text
from grants.values.money import Money, total

EXPENDITURES: Final = Column(Text("Разходи", "Expenditures"), 44, "what")
UNIT: Final = Text("Мярка", "Unit")


# --- interim and final report ---------------------------------------------------------------------------------------

REPORT_COLUMNS: Final = (
    EXPENDITURES,
    Column(UNIT, 11, "unit"),
    Column(Text("Брой (a)", "# Units (a)"), 8, "units", Style.QUANTITY),
    Column(Text("Единична стойност, EUR (b)", "Unit value EUR (b)"), 11, "price", Style.AMOUNT),
    Column(Text("Общо, EUR (c)=(a)*(b)", "Total Cost (in EUR) (c)=(a)*(b)"), 13, "contract", Style.AMOUNT),
    Column(
        Text("Преразпределение / използване на резерва (d)", "Reallocation / use of contingencies (d)"),
        16,
        "moved",
        Style.AMOUNT,
    ),
    Column(
        Text("Действащ бюджет (e)=(c)+(d)", "Budget in force (e)=(c)+(d)"),
        13,
        "in_force",
        Style.AMOUNT,
        formula="[contract]+[moved]",
    ),
    Column(
        Text("Разходи за периода, всички валути (h)", "Total cost this period, all currencies (h)"),
        13,
        "period",
        Style.AMOUNT,
    ),
    Column(
        Text("Натрупани разходи преди отчета (i)", "Cumulated costs before this report (i)"),
        13,
        "before",
        Style.AMOUNT,
    ),
    Column(
        Text("Натрупани разходи с отчета (j)=(h)+(i)", "Cumulated costs incl. this report (j)=(h)+(i)"),
        13,
        "cumulated",
        Style.AMOUNT,
        formula="[period]+[before]",
    ),
    Column(
        Text(
            "Отклонение, EUR (k)=(j)-(e), с минус: похарчено по-малко",
            "Variation EUR (k)=(j)-(e), minus: less was spent",
        ),
        14,
        "variation",
        Style.AMOUNT,
        formula="[cumulated]-[in_force]",
    ),
    Column(
        Text("Отклонение, %", "Variation %"),
        11,
        "variation_share",
        Style.SHARE,
        formula='IF([in_force]=0,"",ROUND([variation]/[in_force],4))',
    ),
    Column(Text("Обяснение на отклонението", "Explanation of the variation"), 28, "explanation"),
)
REPORT_BANDS: Final = (
    (Text("Бюджет по договора", "Budget as per contract"), "unit", "in_force"),
    (Text("Извършени разходи", "Costs incurred"), "period", "cumulated"),
    (Text("Отклонения", "Variations"), "variation", "explanation"),
)


def report_rows(edition: Edition, ground: Ground) -> list[Line]:
    """Budget, reallocations, costs and variations, row by row."""
    return ground.once(_older_rows if edition.per_currency else _newer_rows)


def _newer_rows(ground: Ground) -> list[Line]:
    return _report_rows(NEWER, ground)


def _older_rows(ground: Ground) -> list[Line]:
    return _report_rows(OLDER, ground)


def _report_rows(edition: Edition, ground: Ground) -> list[Line]:
    of = worked(ground, edition)
    closing = joined(agreed_closing(of), moved_closing(of), period_closing(of), *_currency_closings(of))
    summed = ("contract", "moved", "period", "before", *_currency_sums(of))
    rows = list(table(of, partial(_report_cells, of, ground), summed, closing))
    return [*rows, *sources(of, ground, rows)] if ground.is_final else rows


def _report_cells(of: Worked, ground: Ground, row: Placed) -> Cells:
    line_id = row.line.id if row.line else None
    used = of.spent.used.get(line_id, {}) if of.edition.per_currency else {}
    blocks = [(code, used[code]) for code in currencies(of) if code in used]
    formula = "+".join(f"[euro_{code}]" for code, _ in blocks)
    cells: dict[str, Value | Spot] = {
        **planned_cells(row),
        "period": Spot(of.period(line_id), formula),
        "before": of.spent.before.get(line_id, ZERO),
    }
    for code, one in blocks:
        cells |= _currency_cells(line_id, code, one)
    if row.line:
        cells["explanation"] = ground.texts.get(variation_place(row.line.number))
    return cells


# --- the four columns of each currency (2012) -----------------------------------------------------------------------


def currencies(of: Worked) -> list[str]:
    """The currencies that have columns of their own: the euro, then those of the report's expenses."""
    if not of.edition.per_currency:
        return []
    return [EURO, *sorted(code for code in of.spent.currencies if code != EURO)]


def _currency_cells(line_id: int | None, code: str, used: Used) -> Cells:
    formula = f"[fx_{code}]" if code == EURO else ""
    if used.rate is not None:
        formula = f"ROUND([fx_{code}]/{used.rate.normalize():f},2)"
    behind = _in_currency(line_id, code)
    return {
        f"units_{code}": used.units if used.price is not None else None,
        f"price_{code}": Spot(used.price, behind=behind),
        f"fx_{code}": Spot(used.amount, behind=behind),
        f"euro_{code}": Spot(used.in_one_sum, formula, behind=behind),
    }


def _in_currency(line_id: int | None, code: str) -> Behind:
    """The expenses on a line in one currency."""
    return lambda one: one.line_id == line_id and one.amount.currency == code


def _currency_sums(of: Worked) -> list[str]:
    return [shows for code in currencies(of) for shows in (f"fx_{code}", f"euro_{code}")]


def claimed_in(of: Worked, code: str, line_id: int | None) -> Money:
    """What was claimed on a line in one currency."""
    used = of.spent.used.get(line_id, {}).get(code)
    return used.amount if used is not None else Money.zero(code)


def _currency_closings(of: Worked) -> Iterator[dict[str, dict[str, Spot]]]:
    for code in currencies(of):
        for shows, held in (
            (f"fx_{code}", direct_of(of, partial(claimed_in, of, code), code)),
            (f"euro_{code}", direct_of(of, partial(_euro_of, of, code))),
        ):
            yield {"direct": {shows: Spot(held, "+".join(f"[{shows}@s{number}]" for number in HEADINGS))}}


def _euro_of(of: Worked, code: str, line_id: int | None) -> Money:
    used = of.spent.used.get(line_id, {}).get(code)
    return used.in_one_sum if used is not None else ZERO


def with_currencies(grid: Grid, ground: Ground) -> Grid:
    """The report of 2012: before the period's costs, four columns for each currency used, the euro at rate 1."""
    of = worked(ground, OLDER)
    at = next(place for place, column in enumerate(grid.columns) if column.shows == "period")
    blocks: list[Column] = []
    bands = []
    for code in currencies(of):
        blocks += [
            Column(Text("Брой", "# of units"), 8, f"units_{code}", Style.QUANTITY),
            Column(Text(f"Единична цена, {code}", f"Unit cost in {code}"), 11, f"price_{code}", Style.AMOUNT),
            Column(Text(f"Общо, {code}", f"Total cost in {code}"), 13, f"fx_{code}", Style.AMOUNT),
            Column(Text("Общо, EUR", "Total cost in EUR"), 13, f"euro_{code}", Style.AMOUNT),
        ]
        bands.append((_at_rate(of, code), f"units_{code}", f"euro_{code}"))
    budget, incurred, apart = grid.bands
    return replace(
        grid,
        columns=(*grid.columns[:at], *blocks, *grid.columns[at:]),
        bands=(budget, *bands, incurred, apart),
    )


def _at_rate(of: Worked, code: str) -> Text:
    if code == EURO:
        return Text("EUR, курс 1", "EUR, rate 1")
    rates = {used[code].rate for used in of.spent.used.values() if code in used}
    known = next(iter(rates)) if len(rates) == 1 else None
    return Text(f"{code}, курс {known:.6f} за 1 EUR", f"{code}, {known:.6f} per 1 EUR") if known else Text(code, code)


# --- what is said under the report ----------------------------------------------------------------------------------


def said_below(edition: Edition, ground: Ground) -> Iterator[Text]:
    """What the authority will ask about: headings moved too far, variations without a word, and what it refused before."""
    of = worked(ground, edition)
    yield from _moved_too_far(edition, ground, of)
    yield from _beyond_the_per_cent(edition, ground, of)
    if without := ", ".join(unexplained(edition, ground)):
        yield Text(
            f"Окончателният отчет иска обяснение на всяко отклонение; няма го за: {without}.",
            f"The final report asks for an explanation of each variation; there is none of: {without}.",
        )
    if cut := of.spent.cut_before:
        yield Text(
            f"От натрупаните преди отчета разходи органът не е приел {cut.plain} EUR.",
            f"Of the costs cumulated before this report the authority did not accept {cut.plain} EUR.",
        )


def _moved_too_far(edition: Edition, ground: Ground, of: Worked) -> Iterator[Text]:
    """Headings over which more came or went than may without an addendum: by the contract, else by the form's edition."""
    if ground.move_limit is not None and ground.move_base != PER_HEADING:
        if any(line.moved for line in ground.lines):
            yield _ON_ANOTHER_BASE
        return
    limit = edition.move_limit if ground.move_limit is None else ground.move_limit
    said = f"{limit.normalize():f}"
    by = _BY_EDITION if ground.move_limit is None else _BY_CONTRACT
    for number, heading in HEADINGS.items():
        rows = of.budget.under[number]
        moved, agreed = total((row.moved for row in rows), EURO), total((row.agreed for row in rows), EURO)
        if moved and moved_too_far(moved, agreed, limit):
            yield Text(
                f"{number}. {heading.bg}: преместено е повече от {said} % от раздела; {by.bg}.",
                f"{number}. {heading.en}: more than {said} % of the heading was moved; {by.en}.",
            )


PER_HEADING: Final = "heading"  # the contract counts its limit of each heading, as the form does
_BY_EDITION: Final = Text("обичайно това иска изменение на договора", "usually that needs an addendum")
_BY_CONTRACT: Final = Text("по договора това иска изменение", "by the contract that needs an addendum")
_ON_ANOTHER_BASE: Final = Text(
    "Договорът смята границата на преместванията не по раздели; колко от нея е използвано, стои при бюджета на проекта.",
    "The contract does not count its limit of moves by headings; how much of it is used stands with the project's budget.",
)


def _beyond_the_per_cent(edition: Edition, ground: Ground, of: Worked) -> Iterator[Text]:
    rows = {line.key: line for line in report_rows(edition, ground)}
    base = money_in(rows["between" if of.reserve_first else "direct"], "cumulated")
    beyond = money_in(rows["indirect"], "cumulated") - base.at(INDIRECT.scaleb(-2))
    if beyond > ZERO:
        yield Text(
            f"Непреките разходи са с {beyond.plain} EUR над позволените {INDIRECT} %; органът приема само тях.",
            f"Indirect costs are {beyond.plain} EUR beyond the {INDIRECT} % allowed; the authority accepts no more than that.",
        )


def variation_place(number: str) -> str:
    """Where the variation of a budget line is explained."""
    return f"variation {number}"


def unexplained(edition: Edition, ground: Ground) -> Iterator[str]:
    """The lines whose variation the final report has to explain, and does not."""
    if not ground.is_final:
        return
    apart = {line.key: line for line in report_rows(edition, ground) if money_in(line, "variation")}
    for placed in worked(ground, edition).budget.under.values():
        for row in placed:
            if row.line is not None and row.key in apart and not apart[row.key].cells.get("explanation"):
                yield row.line.number
