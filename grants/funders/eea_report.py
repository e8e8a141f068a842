"""An interim report of EEA and Norway Grants, the Active Citizens Fund or the Swiss programme, for want of their own form.

No current form of a project in Bulgaria was found. The cover is that of an interim report of Innovation Norway, the table a
reconstruction, and the arithmetic that of the Project Interim Report of 2004–09, with its own numbers of fields. The planned
offset (PIP 5.11) is what the payment asked with this package clears of the advance; what earlier reports carried over is typed.
In euro and cents; contributions in kind stand apart. Texts of the package: "eea region", and "eea comment 1.1" of a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from grants.funders.eea_costs import (
    ZERO,
    OnLine,
    approved,
    claim,
    grant_rate,
    planned_offset,
    received,
    reported,
    summed,
)
from grants.funders.format import Book, Column, CurrencyRule, Format, Style
from grants.funders.grid import Grid, Kind, Labelled, Line, Spot, Value, checks, compared, on_line
from grants.funders.ground import EURO, Ground, leaves
from grants.funders.line_amounts import numbered, own_amounts
from grants.values.language import Text
from grants.values.money import Money, share, total
from grants.values.outline import chapters

# --- the cover ------------------------------------------------------------------------------------------------------


def _days(first: date | None, last: date | None) -> str:
    return " – ".join(f"{day:%d.%m.%Y}" if day else "…" for day in (first, last))


def cover(ground: Ground) -> list[Labelled]:
    """The cover block."""
    whole, rate = approved(ground), grant_rate(ground)
    grant = whole.at(rate.scaleb(-2)) if rate is not None else None
    others = [party.name for party in ground.partners if party.role != "lead"]
    amounts: tuple[tuple[Text, Value, Style], ...] = (
        (Text("Общо допустими разходи, EUR", "Total eligible expenses, EUR"), whole, Style.AMOUNT),
        (Text("Одобрена безвъзмездна помощ, EUR", "Total grant approved, EUR"), grant, Style.AMOUNT),
        (Text("Одобрена безвъзмездна помощ, %", "Total grant approved, %"), rate, Style.SHARE),
        (Text("Съфинансиране, EUR", "Co-financing, EUR"), whole - grant if grant is not None else None, Style.AMOUNT),
        (Text("Изплатен аванс, EUR", "Advance paid, EUR"), received(ground, frozenset({"advance"})), Style.AMOUNT),
        (
            Text("Общо изплатено досега с аванса, EUR", "Total disbursed to date (advance included), EUR"),
            received(ground),
            Style.AMOUNT,
        ),
        (
            Text("Искана сума с този отчет, EUR", "Amount requested with this report, EUR"),
            claim(ground).claimed,
            Style.AMOUNT,
        ),
    )
    said: tuple[tuple[Text, Value, Style], ...] = (
        (Text("Договор №", "Contract no"), ground.number, Style.TEXT),
        (Text("Заглавие на проекта", "Project title"), ground.title, Style.TEXT),
        (Text("Организатор", "Project promoter"), ground.beneficiary, Style.TEXT),
        (Text("Партньори", "Partner(s)"), _all_named(others), Style.TEXT),
        (Text("Район", "Region"), ground.texts.get("eea region"), Style.TEXT),
        (Text("Дата на договора", "Contract date"), ground.signed_on, Style.DAY),
        (Text("Продължителност", "Duration from – to"), _days(ground.start_on, ground.end_on), Style.TEXT),
    )
    return [Labelled(*one) for one in (*said, *amounts)]


def _all_named(names: list[Text]) -> Text:
    return Text(*(", ".join(said for name in names if (said := name.in_(code))) for code in ("bg", "en")))


# --- the table ------------------------------------------------------------------------------------------------------

TABLE_COLUMNS: Final = (
    Column(Text("Бюджетно перо", "Budget heading"), 48, "what"),
    Column(Text("Одобрено, EUR", "Approved, EUR"), 14, "approved", Style.AMOUNT),
    Column(Text("Отчетено преди", "Reported earlier"), 14, "before", Style.AMOUNT),
    Column(Text("За периода: в пари", "This period: cash"), 14, "cash", Style.AMOUNT),
    Column(Text("За периода: в натура", "This period: in-kind"), 14, "in_kind", Style.AMOUNT),
    Column(Text("Общо за периода", "Total this period"), 14, "period", Style.AMOUNT, formula="[cash]+[in_kind]"),
    Column(Text("Натрупано", "Cumulative"), 14, "cumulative", Style.AMOUNT, formula="[before]+[period]"),
    Column(Text("Остава", "Balance"), 14, "balance", Style.AMOUNT, formula="[approved]-[cumulative]"),
    Column(
        Text("Използвано, %", "% used"),
        11,
        "used",
        Style.SHARE,
        formula='IF([approved]=0,"",ROUND([cumulative]/[approved],4))',
    ),
    Column(Text("Коментар", "Comment"), 30, "comment"),
)
_SUMMED: Final = ("approved", "before", "cash", "in_kind")
_ON_NO_LINE: Final = Text("На никой ред от бюджета", "On no budget line")


def table_rows(ground: Ground) -> Iterator[Line]:
    """The budget by line, then what is claimed."""
    rows = list(_budget_rows(ground))
    yield from rows
    sums: dict[str, Money] = {name: summed(ground, name) for name in ("before", "cash", "in_kind")}
    sums["approved"] = approved(ground)
    formulas = {name: f"SUM([{name}@{rows[0].key}:{rows[-1].key}])" if rows else "" for name in _SUMMED}
    spots = {name: Spot(sums[name], formulas[name]) for name in _SUMMED}
    derived = _derived(sums["approved"], sums["before"], sums["cash"] + sums["in_kind"])
    yield Line({"what": Text("Общо", "Total"), **spots, **derived}, "total", Kind.TOTAL)
    yield from _claim_rows(ground)


def _budget_rows(ground: Ground) -> Iterator[Line]:
    found, amounts = ground.once(reported).lines, own_amounts(ground.lines, EURO)
    above = chapters(line.number for line in ground.lines)
    for line in ground.lines:
        if line.number in above and amounts[line.id] is None and line.id not in found:
            yield Line({"what": numbered(line)}, f"l{line.id}", Kind.CHAPTER)
            continue
        comment = ground.texts.get(f"eea comment {line.number}")
        yield _row(
            numbered(line), f"l{line.id}", amounts[line.id] or ZERO, found.get(line.id, OnLine()), line.id, comment
        )
    if None in found:
        yield _row(_ON_NO_LINE, "none", ZERO, found[None], None, None)


def _row(what: Text, key: str, agreed: Money, on: OnLine, line_id: int | None, comment: Text | None) -> Line:
    cells: dict[str, Value | Spot] = {
        "what": what,
        "approved": agreed,
        "before": on.before,
        "cash": on.cash,
        "in_kind": on.in_kind,
        "comment": comment,
    }
    return Line({**cells, **_derived(agreed, on.before, on.period)}, key, behind=on_line(line_id))


def _derived(agreed: Money, before: Money, period: Money) -> dict[str, Value]:
    cumulative = before + period
    used = share(cumulative, agreed)
    return {"period": period, "cumulative": cumulative, "balance": agreed - cumulative, "used": used}


def _claim_rows(ground: Ground) -> Iterator[Line]:
    of, planned = claim(ground), planned_offset(ground)
    yield Line({"what": Text("Искане за плащане", "Payment claim")}, kind=Kind.CHAPTER)
    fields: tuple[tuple[str, Text, Value, str, Style | None], ...] = (
        ("f213", Text("2.13 Допустими разходи в пари", "2.13 Cash eligible expenses"), of.cash, "[cash@total]", None),
        ("f214", Text("2.14 Принос в натура", "2.14 In-kind contribution"), of.in_kind, "[in_kind@total]", None),
        (
            "f215",
            Text("2.15 Общо допустими (2.13 + 2.14)", "2.15 Total eligible (2.13 + 2.14)"),
            of.eligible,
            "[cash@f213]+[cash@f214]",
            None,
        ),
        (
            "planned",
            Text("Планирано приспадане на аванса (PIP 5.11)", "Planned advance offset (PIP 5.11)"),
            planned,
            "",
            None,
        ),
        ("carried", Text("Прехвърлено от предишни отчети", "Shortfall carried from earlier reports"), ZERO, "", None),
        (
            "f216",
            Text("2.16 Приспаднат аванс", "2.16 Advance offset"),
            of.offset,
            "MIN([cash@planned]+[cash@carried],MAX([cash@f213],0))",
            None,
        ),
        (
            "left",
            Text("Остава за следващия отчет", "Shortfall carried to the next report"),
            of.carried,
            "[cash@planned]+[cash@carried]-[cash@f216]",
            None,
        ),
        ("f217", Text("2.17 = 2.13 − 2.16", "2.17 = 2.13 − 2.16"), of.after_offset, "[cash@f213]-[cash@f216]", None),
        ("rate", Text("Процент на помощта", "Grant rate"), grant_rate(ground), "", Style.SHARE),
        (
            "f218",
            Text("2.18 Искана сума: (2.17 + 2.14) по процента", "2.18 Amount claimed: (2.17 + 2.14) at the grant rate"),
            of.claimed,
            "ROUND(([cash@f217]+[cash@f214])*[cash@rate],2)",
            None,
        ),
    )
    for key, what, value, formula, style in fields:
        yield Line({"what": what, "cash": Spot(value, formula, style)}, key, Kind.TOTAL if key == "f218" else Kind.ROW)


def signatures(_ground: Ground) -> list[Text]:
    """Who signs."""
    return [
        Text("Подпис на организатора: ______________________", "Signature of the promoter: ______________________"),
        Text(
            "Подпис на счетоводителя на проекта: ______________________",
            "Signature of the project accountant: ______________________",
        ),
    ]


# --- documents and checks -------------------------------------------------------------------------------------------

LIST_COLUMNS: Final = (
    Column(Text("№", "No"), 6, "number", Style.COUNT),
    Column(Text("Бюджетен ред", "Budget line"), 9, "line", Style.CODE),
    Column(Text("Документ №", "Document no"), 15, "document", Style.CODE),
    Column(Text("Дата", "Date"), 11, "issued_on", Style.DAY),
    Column(Text("Доставчик", "Supplier"), 26, "supplier"),
    Column(Text("Описание", "Description"), 34, "description"),
    Column(Text("Сума", "Amount"), 14, "amount", Style.AMOUNT),
    Column(Text("Валута", "Currency"), 8, "currency", Style.CURRENCY),
    Column(Text("Сума, EUR", "Amount, EUR"), 14, "euro", Style.AMOUNT),
    Column(Text("От нея в натура, EUR", "Of it in kind, EUR"), 13, "in_kind", Style.AMOUNT),
    Column(Text("Платен на", "Paid on"), 11, "paid_on", Style.DAY),
)


def list_rows(ground: Ground) -> Iterator[Line]:
    """Every expense of the report."""
    for number, entry in enumerate(ground.entries, start=1):
        said = entry.description if entry.description.bg or entry.description.en else entry.paper_description
        in_kind = entry.part_in(entry.in_kind, EURO) if entry.in_kind else None
        cells: dict[str, Value | Spot] = {
            "number": number,
            "line": entry.line,
            "document": entry.paper_number,
            "issued_on": entry.issued_on or (entry.claimed_on if entry.document_id is None else None),
            "supplier": entry.supplier,
            "description": said,
            "amount": entry.amount,
            "currency": entry.amount.currency,
            "euro": entry.in_money(EURO),
            "in_kind": in_kind,
            "paid_on": entry.paid_on,
        }
        yield Line(cells, entry=entry.id)


def list_total(ground: Ground) -> list[Line]:
    """The sums of the list."""
    in_kind = summed(ground, "in_kind")
    cells: dict[str, Value | Spot] = {
        "description": Text("Общо", "Total"),
        "euro": Spot(summed(ground, "cash") + in_kind, "SUM([list!euro])"),
        "in_kind": Spot(in_kind, "SUM([list!in_kind])"),
    }
    return [Line(cells, "sum", Kind.TOTAL)]


def check_rows(ground: Ground) -> Iterator[Line]:
    """The list against the table, and the claim against both."""
    of = claim(ground)
    yield compared(
        Text("Списък и таблица: общо за периода", "List and table: total this period"),
        of.eligible,
        "[list!euro@sum]",
        of.eligible,
        "[table!period@total]",
    )
    yield compared(
        Text("Списък и таблица: в натура", "List and table: in kind"),
        of.in_kind,
        "[list!in_kind@sum]",
        of.in_kind,
        "[table!in_kind@total]",
    )
    now = total((one.euro for one in ground.tallies), EURO)
    before = total((one.in_money(EURO) or ZERO for one in ground.earlier), EURO)
    yield compared(
        Text("Общо за периода и регистърът", "Total this period, and the ledger"),
        *(of.eligible, "[table!period@total]", now, ""),
    )
    yield compared(
        Text("Натрупано и регистърът", "Cumulative, and the ledger"),
        *(summed(ground, "before") + of.eligible, "[table!cumulative@total]", before + now, ""),
    )
    yield compared(
        Text("2.15 = общо за периода", "2.15 = total this period"),
        of.eligible,
        "[table!cash@f215]",
        of.eligible,
        "[table!period@total]",
    )


def places(ground: Ground) -> Iterator[tuple[str, Text]]:
    """The region, and a comment on every line."""
    yield "eea region", Text("Район", "Region")
    for line in leaves(ground.lines):
        what = numbered(line)
        yield f"eea comment {line.number}", Text(f"Коментар: {what.in_('bg')}", f"Comment: {what.in_('en')}")


FIRST: Final = Format(
    code="eea-interim",
    name=Text(
        "ЕИП и Норвегия, ФАГ, Швейцария: междинен отчет (общ вид)",
        "EEA and Norway, ACF, Switzerland: interim report (generic)",
    ),
    edition="generic",
    in_force_from=date(2009, 1, 1),
    languages=("en", "bg"),
    layout_verified=False,
    currency=CurrencyRule(),
    books=(
        Book(
            Text("Междинен отчет", "Interim report"),
            (
                Grid(
                    "table",
                    Text("Междинен отчет", "Interim report"),
                    TABLE_COLUMNS,
                    table_rows,
                    above=cover,
                    below=signatures,
                    adds=("cash", "in_kind"),
                    before=("before",),
                    plans=("approved",),
                ),
                Grid("list", Text("Документи", "Documents"), LIST_COLUMNS, list_rows, long=True, after=list_total),
                checks(check_rows),
            ),
        ),
    ),
    checks=("a_line_for_each_expense", "an_amount_in_the_reports_money"),
    texts=places,
    source="no current form was found; cover of Innovation Norway's interim report (Green Industry Innovation Programme), arithmetic "
    "of the Project Interim Report of 2004–09, the table a reconstruction",
)
EDITIONS: Final = (FIRST,)
"""The generic interim report."""
