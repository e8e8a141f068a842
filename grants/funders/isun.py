"""ИСУН (the information system for managing European funds in Bulgaria): the inventory of supporting documents that
its financial report takes from a workbook.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from grants.funders.expenses import EXPENSES_FIRST
from grants.funders.format import Book, Column, CurrencyRule, Exact, Format, HiddenSheet, Look, Offer, Rows, Style
from grants.funders.isun_request import OF_REQUEST
from grants.funders.isun_says import OF_FINANCE
from grants.values.language import Text

# The types the importer takes, each in ИСУН's own words; the kinds are those in which documents are recorded here.
# Its list has no debit note: one goes in as "друг" with a description that says what it is.
OTHER: Final = "друг"
DEBIT_NOTE: Final = "Дебитно известие"
TYPES: Final = {
    "invoice": "фактура",
    "credit_note": "кредитно известие",
    "cash_receipt": "касова бележка (фискален бон)",
    "paid_sums": "сметка за изплатени суми",
    "payroll": "ведомост",
    "travel_order": "заповед за командировка в страната",
    "advance_report": "авансов отчет",
    "vat_protocol": "протокол по ЗДДС",
    "cash_order": "разходен касов ордер",
    "other": OTHER,
}
_WRITTEN_AS: Final = {**TYPES, "debit_note": OTHER}
_DAY: Final = "dd/mm/yyyy"

INVENTORY: Final = Exact(
    name="Microdata",
    rows=Rows.DOCUMENTS,
    language="bg",
    columns=(
        Column(Text("Вид", "Type"), 44.140625, "kind", words=_WRITTEN_AS, required=True),
        Column(Text("Описание", "Description"), 52.85546875, "description", opens_with={"debit_note": DEBIT_NOTE}),
        Column(Text("Уникален номер", "Unique number"), 19.85546875, "paper_number", Style.CODE, required=True),
        Column(Text("Дата", "Date"), 11.42578125, "issued_on", Style.TEXT_DAY, required=True, below=_DAY),
        Column(
            Text("Дата на извършване на плащането", "Payment date"),
            40.7109375,
            "paid_on",
            Style.TEXT_DAY,
            required=True,
            below=_DAY,
        ),
    ),
    look=Look(heading_height=32.25, heading_size=12, fill=(8, 1)),
    hidden=(HiddenSheet("lists", (tuple(TYPES.values()),), (33.140625,)),),
    names={"vid": f"lists!$A$1:$A${len(TYPES)}"},
    offers=(Offer("A2:A1048576", "vid"),),
)

FIRST: Final = Format(
    code="isun-docs",
    usual_in=("esf_plus", "esf"),
    name=Text("ИСУН: опис на разходооправдателните документи", "ИСУН: inventory of supporting documents"),
    edition="2014-2020",
    in_force_from=date(2019, 2, 11),
    languages=("bg",),
    layout_verified=True,
    currency=CurrencyRule(),
    in_order=True,
    books=(Book(Text("Опис на документите за ИСУН", "Inventory of documents for ИСУН"), (INVENTORY,)),),
    checks=(
        "at_least_one_document",
        "required_cells",
        "no_document_twice",
        "lines_linked",
        "papers_attached",
        "request_complete",
    ),
    beside=(EXPENSES_FIRST,),
    appended=True,
    says={**OF_FINANCE, **OF_REQUEST},
    source="Docs.xlsx of ИСУН's public portal, as published with its source text on 2 August 2022",
)

EDITIONS: Final = (FIRST,)
