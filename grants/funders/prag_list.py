"""The expenditure list of PRAG's Annex VI: every expense of the report. Its columns are a reconstruction.

The VAT of an expense is its own part of that of its document: what is claimed of a document on several lines adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Kind, Line, Spot
from grants.funders.ground import EURO, Entry, Ground
from grants.funders.prag import vat_of_lines
from grants.funders.prag_budget import in_euro_of, spent
from grants.funders.prag_rows import (
    Cells,
    Edition,
    worked,
)
from grants.values.language import Text
from grants.values.money import EUR_RATE_BGN, Money, total

# --- expenditure list -----------------------------------------------------------------------------------------------

LIST_COLUMNS: Final = (
    Column(Text("№", "No"), 6, "number", Style.COUNT),
    Column(Text("Бюджетен ред", "Budget line"), 11, "line", Style.CODE),
    Column(Text("Партньор", "Partner"), 16, "partner"),
    Column(Text("Счетоводен №", "Accounting ref."), 11, "accounting", Style.CODE),
    Column(Text("Документ №", "Document no"), 14, "document", Style.CODE),
    Column(Text("Дата на документа", "Document date"), 11, "issued_on", Style.DAY),
    Column(Text("Доставчик / получател", "Supplier/payee"), 20, "supplier"),
    Column(Text("Описание", "Description"), 26, "description"),
    Column(Text("Сума в първоначалната валута", "Amount in original currency"), 17, "amount", Style.AMOUNT),
    Column(Text("Валута", "Currency"), 8, "currency", Style.CURRENCY),
    Column(Text("ДДС", "VAT"), 10, "vat", Style.AMOUNT),
    Column(Text("Курс за 1 EUR", "Rate"), 11, "rate", Style.RATE),
    Column(Text("Сума, EUR", "Amount EUR"), 13, "euro", Style.AMOUNT),
    Column(Text("Дата на плащане", "Payment date"), 11, "paid_on", Style.DAY),
    Column(Text("Платежен документ", "Payment ref."), 12, "payment", Style.CODE),
    Column(Text("Поръчка / договор", "Procurement ref."), 12, "procurement", Style.CODE),
    Column(Text("Бележки", "Remarks"), 16, "remarks"),
    Column(Text("Ред от отчета", "Row of the report"), 9, "row", Style.COUNT),
    Column(Text("От нея в натура, EUR", "Of it in kind, EUR"), 11, "in_kind_euro", Style.AMOUNT),
    Column(Text("От нея в натура", "Of it in kind"), 11, "in_kind", Style.AMOUNT),
)


def list_rows(edition: Edition, ground: Ground) -> Iterator[Line]:
    """Every expense of the report."""
    row_of = worked(ground, edition).budget.row_of
    names = {party.id: party.name for party in ground.partners}
    for number, (entry, vat) in enumerate(_with_vat(ground.entries), start=1):
        yield Line(_listed(number, entry, vat, names, row_of.get(entry.line_id, row_of[None])), entry=entry.id)


def _with_vat(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Money | None]]:
    """Each expense with its part of its document's VAT; those of a document come one after the other."""
    for document_id, some in groupby(entries, key=attrgetter("document_id")):
        for _currency, alike in groupby(some, key=lambda one: one.amount.currency):
            if document_id is None:
                yield from ((one, one.vat) for one in alike)
                continue
            of = list(alike)
            amounts, paper = [one.amount for one in of], of[0]
            if paper.vat is None:
                yield from ((one, None) for one in of)
            else:
                yield from zip(
                    of, vat_of_lines(amounts, paper.net, paper.vat, recoverable=paper.vat_recoverable), strict=True
                )


def _listed(number: int, entry: Entry, vat: Money | None, names: dict[int, Text], row: int) -> Cells:
    return {
        "number": number,
        "line": entry.line,
        "partner": names.get(entry.partner_id) if entry.partner_id is not None else None,
        "accounting": entry.register_number,
        "document": entry.paper_number,
        "issued_on": entry.issued_on or (entry.claimed_on if entry.document_id is None else None),
        "supplier": entry.supplier,
        "description": entry.description if entry.description.bg or entry.description.en else entry.paper_description,
        "amount": entry.amount,
        "currency": entry.amount.currency,
        "vat": vat,
        "rate": _rate(entry),
        "euro": entry.in_money(EURO),
        "paid_on": entry.paid_on,
        "payment": ", ".join(paid.order_number for paid in entry.payments if paid.order_number),
        "procurement": entry.supply,
        "remarks": _remarks(entry),
        "row": row,
        "in_kind_euro": in_euro_of(entry)[1] or None,
        "in_kind": entry.in_kind or None,
    }


def _rate(entry: Entry) -> Decimal | None:
    if entry.per_euro is not None or entry.amount.currency == EURO:
        return entry.per_euro or Decimal(1)
    return EUR_RATE_BGN if entry.amount.currency == "BGN" else None


def _remarks(entry: Entry) -> Text:
    said = []
    if entry.corrects:
        said.append((f"поправя {entry.corrects}", f"corrects {entry.corrects}"))
    if entry.late:
        said.append(("от по-ранен период", "of an earlier period"))
    return Text(*("; ".join(one[at] for one in said) for at in (0, 1)))


def list_total(ground: Ground) -> list[Line]:
    """The sum of the list, of all that has a rate."""
    found = ground.once(spent)
    cash = total((one.euro for used in found.used.values() for one in used.values()), EURO)
    whole = cash + found.now_parts.in_kind
    return [Line({"description": Text("Общо", "Total"), "euro": Spot(whole, "SUM([list!euro])")}, "sum", Kind.TOTAL)]
