"""Interreg: the list of expenditure of a partner's report, what is set aside, and what the control made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import tee
from typing import Final

from grants.funders.decided import PARKED, certified_of, cut_of, euro_of
from grants.funders.format import Column, Style
from grants.funders.grid import Grid, Kind, Line, Spot, Value
from grants.funders.ground import EURO, Entry, Ground, Supplied
from grants.funders.interreg import Category, declared_in_euro, ids_in_turn
from grants.funders.interreg_investments import called, investment_of, investments_of
from grants.funders.interreg_lists import NONE, counted_in
from grants.funders.interreg_oddities import odd, paper_total
from grants.funders.interreg_overviews import CATEGORY_NAMES, MULTIPLE, NONE_HERE, whose
from grants.funders.interreg_part import OPTIONS, Part, report_number
from grants.funders.interreg_parts import part_in
from grants.values.language import Text
from grants.values.money import EUR_RATE_BGN, Money, in_euro, total

MOST_ROWS: Final = 150
YES: Final = "X"
NOT_SIMPLIFIED: Final = "N/A"
BY_THE_FUNDER: Final = "JS/MA"  # the tracker records the funder's decisions, not the controller's own
IN_EURO_ONLY: Final = frozenset(
    {
        *("AT", "BE", "BG", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL"),
        *("PT", "SI", "SK", ""),
    }
)
"""Countries whose partners report in euro alone."""

_ONE: Final = Decimal(1)
_PAPERLESS: Final = frozenset({Category.STAFF})  # without invoice, procurement and VAT

_AMOUNT: Final = Style.AMOUNT
_LARGEST: Final = Decimal("999999999.99")  # on either side of zero
_FIRST: Final = (
    Column(Text("№", "ID"), 8, "id", Style.CODE),
    Column(Text("Чувствителни данни (GDPR)", "Sensitive data (GDPR)"), 12, "sensitive", Style.CURRENCY),
    Column(Text("Отложен преди това от", "Previously parked by"), 12, "parked_by"),
)
_REST: Final = (
    Column(Text("Единични разходи и еднократни суми", "Unit costs and Lump sums"), 20, "cost_option"),
    Column(Text("Категория разходи", "Cost category"), 22, "category", required=True),
    Column(Text("Инвестиция №", "Investment no."), 10, "investment", Style.CODE),
    Column(Text("Обществена поръчка", "Procurement"), 22, "procurement", longest=300),
    Column(Text("Вътрешен референтен №", "Internal reference no."), 14, "internal_ref", Style.CODE, longest=30),
    Column(Text("Фактура №", "Invoice no."), 14, "invoice_no", Style.CODE, longest=30),
    Column(Text("Дата на фактурата", "Invoice date"), 11, "invoice_date", Style.DAY),
    Column(Text("Дата на плащане", "Date of payment"), 11, "paid_date", Style.DAY),
    Column(Text("Description (EN)", "Description (EN)"), 28, "description_en", longest=255),
    Column(Text("Описание (BG)", "Описание (BG)"), 28, "description_bg", longest=255),
    Column(Text("Comment (EN)", "Comment (EN)"), 18, "comment_en", longest=255),
    Column(Text("Коментар (BG)", "Коментар (BG)"), 18, "comment_bg", longest=255),
    Column(Text("Обща стойност на фактурата", "Total invoice value"), 14, "invoice_total", _AMOUNT, largest=_LARGEST),
    Column(Text("ДДС", "VAT"), 12, "vat", _AMOUNT, least=0, largest=_LARGEST),
    Column(Text("Брой единици", "Number of Units"), 10, "units", Style.QUANTITY),
    Column(Text("Единична цена", "Price per unit"), 12, "unit_price", _AMOUNT),
    Column(Text("Декларирана сума", "Declared amount"), 14, "declared", _AMOUNT, nonzero=True, largest=_LARGEST),
    Column(Text("Валута", "Currency"), 8, "currency", Style.CURRENCY, required=True),
    Column(Text("Обменен курс", "Conversion rate"), 11, "rate", Style.RATE),
    Column(Text("Декларирана сума в евро", "Declared amount in EUR"), 14, "declared_eur", _AMOUNT, largest=_LARGEST),
    Column(Text("Прикачени файлове", "Attachments"), 24, "files"),
)
_OWN: Final = (
    Column(Text("Ред от прегледа", "Row of the overview"), 22, "counted"),
    Column(Text("Валута на документа", "Document currency"), 10, "original_currency", Style.CURRENCY),
    Column(Text("Сума в нея", "Amount in it"), 13, "original_amount", _AMOUNT),
    Column(Text("Доставчик", "Supplier"), 24, "supplier"),
    Column(Text("ЕИК / ДДС №", "EIK / VAT no."), 14, "supplier_id", Style.CODE),
    Column(Text("Дейност", "Activity"), 9, "activity", Style.CODE),
    Column(Text("Бележки", "Warnings"), 34, "warnings"),
)
_CONTROL: Final = (
    Column(Text("Част от извадката", "Part of sample"), 10, "sample", Style.CURRENCY),
    Column(Text("Потвърдена сума в евро", "Certified amount in EUR"), 16, "certified", _AMOUNT),
    Column(Text("Приспадната сума в евро", "Deducted amount in EUR"), 16, "deducted", _AMOUNT),
    Column(Text("Вид грешка", "Typology of error"), 18, "typology"),
    Column(Text("Отложен разход", "Park item"), 10, "park", Style.CURRENCY),
    Column(Text("Отложена сума", "Parked amount"), 14, "parked_amount", _AMOUNT),
    Column(Text("Коментар на контрола", "Comment"), 34, "control_comment", longest=1000),
)
OURS: Final = Text(
    "Колоните в сиво не са част от таблицата на Jems.", "The grey columns are not part of the Jems table."
)

# --- the rows ---------------------------------------------------------------------------------------------------------


def kept_id(entry: Entry) -> str:
    """The id of a row that was in an earlier report; empty of one that is new."""
    if not entry.parked_in:
        return ""
    return f"R{report_number(entry.parked_in)}.{entry.parked_at or entry.number}"


def _listed(of: Ground) -> Iterator[tuple[Entry, dict[str, Value | Spot]]]:
    part = part_in(of)
    supplies = {one.id: one for one in part.supplies}
    entries, again = tee(part.entries)  # side by side, so that never more than a row is kept
    ids = ids_in_turn(part.report, (kept_id(entry) for entry in again))
    for entry, own_id in zip(entries, ids, strict=True):
        yield entry, {"id": own_id, **cells_of(part, entry, supplies)}


def expenditure(of: Ground) -> Iterator[Line]:
    """A row for each item."""
    return (Line(cells, entry=entry.id) for entry, cells in _listed(of))


def cells_of(part: Part, entry: Entry, supplies: Mapping[int, Supplied]) -> dict[str, Value | Spot]:
    """The cells of an item but for its id."""
    simplified = entry.form in OPTIONS
    category = counted_in(entry.category, entry.form)
    cells: dict[str, Value | Spot] = {
        "sensitive": YES if entry.sensitive else None,
        "parked_by": BY_THE_FUNDER if entry.parked_in else None,
        "cost_option": part.titles.get(entry.line_id, entry.line) if simplified else NOT_SIMPLIFIED,
        "category": MULTIPLE if category in {Category.LUMP_SUM, Category.UNIT_COST} else CATEGORY_NAMES[category],
        "description_en": entry.description.en,
        "description_bg": entry.description.bg,
        "comment_en": Text.written(entry.evidence).en,
        "comment_bg": Text.written(entry.evidence).bg,
        "files": "; ".join(entry.files),
        "counted": CATEGORY_NAMES[category],
        "supplier": entry.supplier,
        "supplier_id": entry.supplier_eik,
        "activity": entry.activity,
        "warnings": _told(part, entry),
        **_money(part, entry),
    }
    if simplified:
        units = _ONE if entry.form == "lump_sum" else entry.units
        return cells | {"units": units} | ({"unit_price": cells["declared"]} if entry.form == "lump_sum" else {})
    cells |= {"internal_ref": entry.register_number or entry.number, "paid_date": entry.paid_on}
    cells["invoice_date"] = entry.issued_on or (entry.claimed_on if entry.document_id is None else None)
    if category not in _PAPERLESS:
        supply = supplies.get(entry.supply_id or 0)
        invested = investment_of(part, entry)
        cells |= {"investment": called(invested) if invested else None}
        cells |= {"invoice_no": entry.paper_number, "procurement": supply.title if supply else entry.supply}
    else:
        cells["vat"] = None
    return cells


def _told(part: Part, entry: Entry) -> Text | None:
    told = [one.told for one in odd(part, entry)]
    return Text("; ".join(one.bg for one in told), "; ".join(one.en for one in told)) if told else None


def _money(part: Part, entry: Entry) -> dict[str, Value | Spot]:
    """The amounts of an item: in the currency it was spent in, or in euro alone where the partner reports so."""
    euro_only = part.partner.country in IN_EURO_ONLY or entry.amount.currency == EURO or entry.form == "lump_sum"
    declared = entry.euro if euro_only else entry.amount
    rate = _ONE if euro_only else rate_of(entry)
    paper = paper_total(entry)
    simplified = entry.form in OPTIONS
    cells: dict[str, Value | Spot] = {
        "declared": declared,
        "currency": EURO if euro_only else entry.amount.currency,
        "unit_price": None if entry.unit_price is None else _shown(entry.unit_price, entry, euro_only=euro_only),
        "rate": rate if entry.euro is not None else None,
        "declared_eur": _declared_eur(declared, rate, entry.euro),
        "invoice_total": None if simplified or paper is None else _shown(paper, entry, euro_only=euro_only),
        "vat": None if simplified or entry.vat is None else _shown(entry.vat, entry, euro_only=euro_only),
    }
    if euro_only and entry.amount.currency != EURO:
        cells |= {"original_currency": entry.amount.currency, "original_amount": entry.amount}
    return cells


def rate_of(entry: Entry) -> Decimal | None:
    """So many units of its currency for a euro."""
    return entry.per_euro or (EUR_RATE_BGN if entry.amount.currency == "BGN" else None)


def _declared_eur(declared: Money | None, rate: Decimal | None, euro: Money | None) -> Spot | None:
    """The euro of an item, and the formula where the rate gives exactly it."""
    if euro is None or declared is None:
        return None
    follows = rate is not None and declared_in_euro(declared, rate) == euro
    return Spot(euro, "ROUND([declared]/[rate],2)" if follows else "")


def _shown(amount: Money, entry: Entry, *, euro_only: bool) -> Money | None:
    """An amount of the document in the currency of its row; nothing where no rate leads there."""
    wanted = EURO if euro_only else entry.amount.currency
    if amount.currency == wanted:
        return amount
    if wanted != EURO:
        return None
    if entry.per_euro and amount.currency == entry.amount.currency:
        return declared_in_euro(amount, entry.per_euro)
    return in_euro(amount)


def _sum_of_list(of: Ground) -> Iterable[Line]:
    part = part_in(of)
    sums = part.tally.current.entered.values()
    yield Line(
        {
            "id": Text("Общо", "Total"),
            "declared_eur": Spot(total(sums, EURO), "ROUND(SUM([list!declared_eur]),2)"),
        },
        "total",
        Kind.TOTAL,
    )


def _as_asked(grid: Grid, of: Ground) -> Grid:
    """Without the columns that the form shows only where a partner has something for them: options, and investments."""
    part = part_in(of)
    shown = {
        "cost_option": any(part.option_lines(form) for form in OPTIONS),
        "investment": bool(investments_of([part])),
    }
    return replace(grid, columns=tuple(one for one in grid.columns if shown.get(one.shows, True)))


LIST: Final = Grid(
    "list",
    Text("Списък на разходите", "List of expenditure"),
    (*_FIRST, *_REST, *_OWN),
    expenditure,
    long=True,
    after=_sum_of_list,
    own_from="counted",
    keys=True,
    above=whose,
    most=MOST_ROWS,
    fitted=_as_asked,
    odd=odd,
    below=lambda _of: (OURS,),
)


# --- set aside --------------------------------------------------------------------------------------------------------


def _set_aside(of: Ground) -> Iterable[Line]:
    part = part_in(of)
    supplies = {one.id: one for one in part.supplies}
    for entry in part.set_aside:
        own = {
            "id": kept_id(entry),
            "parked_on": entry.decided_on,
            "parked_report": f"R{report_number(entry.parked_in)}",
        }
        yield Line({**cells_of(part, entry, supplies), **own}, entry=entry.id)
    if part.set_aside:
        euro = total((euro_of(entry) for entry in part.set_aside), EURO)
        yield Line({"id": Text("Общо", "Total"), "declared_eur": euro}, "total", Kind.TOTAL)


PARKED_LIST: Final = Grid(
    "parked",
    Text("Отложени", "Parked"),
    (
        _FIRST[0],
        _FIRST[2],
        Column(Text("Отложен на", "Parked on"), 11, "parked_on", Style.DAY),
        Column(Text("Отложен в отчет", "Parked in report"), 10, "parked_report", Style.CODE),
        *_REST,
    ),
    _set_aside,
    title=Text("Отложени разходи", "Parked expenditures"),
    above=whose,
    below=lambda of: () if part_in(of).set_aside else (NONE_HERE,),
    keys=True,
    fitted=_as_asked,
)


# --- after control ----------------------------------------------------------------------------------------------------


def _controlled(of: Ground) -> Iterator[Line]:
    for entry, cells in _listed(of):
        yield Line({**cells, **_decision(entry)}, entry=entry.id)


def _decision(entry: Entry) -> dict[str, Value | Spot]:
    parked = entry.state == PARKED
    return {
        "certified": Spot(certified_of(entry), "0" if parked else "ROUND([declared_eur]-[deducted],2)"),
        "sample": YES if entry.sampled else None,
        "deducted": cut_of(entry),
        "typology": entry.error_kind or None,
        "park": YES if parked else None,
        "parked_amount": euro_of(entry) if parked else NONE,
        "control_comment": entry.decision,
    }


def _sum_after_control(of: Ground) -> Iterable[Line]:
    tally = part_in(of).tally
    sums = {
        "declared_eur": total(tally.current.entered.values(), EURO),
        "certified": total(tally.certified.entered.values(), EURO),
        "deducted": tally.cut,
        "parked_amount": total(tally.parked.entered.values(), EURO),
    }
    cells = {name: Spot(amount, f"ROUND(SUM([control!{name}]),2)") for name, amount in sums.items()}
    yield Line({"id": Text("Общо", "Total"), **cells}, "total", Kind.TOTAL)


CONTROL_LIST: Final = Grid(
    "control",
    Text("След контрол", "After control"),
    (*_FIRST, *_REST, *_CONTROL),
    _controlled,
    long=True,
    after=_sum_after_control,
    above=whose,
    keys=True,
    fitted=_as_asked,
    where=lambda of: part_in(of).certified,
)
