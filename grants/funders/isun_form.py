"""ИСУН's financial report as the form of 12 September 2015 shows it: the inventory of documents with its columns B to X, the
costs of the period by budget line, and the sources of funding. A control print: ИСУН takes none of it.

The original's formulas are broken: they name a deleted sheet, multiply by a hundred under a % format, and put the whole
project's difference where that of the own contribution belongs. Here they follow the numbers under its headings: 15 is 6 less
12, 16 is 15 of 6, and so on. What was reported before counts only as far as it is approved. The first column of the
inventory, empty in the original, numbers the rows; those after X serve the formulas.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from grants.funders.format import Book, Column, CurrencyRule, Format, Style
from grants.funders.grid import Grid, Kind, Labelled, Line, Spot, Value, checks, compared
from grants.funders.ground import Entry, Ground
from grants.funders.isun import DEBIT_NOTE
from grants.funders.isun_costs import (
    KINDS,
    NO,
    PLACES,
    YES,
    activity_shown,
    currency_of,
    in_report,
    line_shown,
    parts,
    units_shown,
    with_vat,
)
from grants.funders.isun_form_costs import COSTS
from grants.funders.isun_form_sources import SOURCES, so_far_of
from grants.funders.isun_form_sums import IN_KIND_KEY, key_of, sums_of
from grants.funders.isun_request import OF_REQUEST
from grants.funders.isun_says import OF_FINANCE
from grants.funders.isun_sums import Part
from grants.values.language import Text
from grants.values.money import Money, total

# --- the inventory of documents -----------------------------------------------------------------------------------------


def inventory(ground: Ground) -> Iterator[Line]:
    """A row for each budget line of each document, in the order of the inventory that ИСУН imports."""
    place = 0
    currency = currency_of(ground)
    for entry in ground.entries:
        for part in parts(entry, currency) or (None,):
            place += 1
            yield Line({"place": str(place), **_document(ground, entry), **_cost(ground, entry, part)}, entry=entry.id)


def _rows_in(ground: Ground) -> int:
    currency = currency_of(ground)
    return sum(len(parts(entry, currency)) or 1 for entry in ground.entries)


def _document(ground: Ground, entry: Entry) -> dict[str, Value | Spot]:
    if entry.document_id is None:
        return {"description": _description(entry)}
    supply = next((one for one in ground.supplies if one.id == entry.supply_id), None)
    return {
        "kind": KINDS.get(entry.kind, Text(entry.kind)),
        "description": _description(entry),
        "number": entry.paper_number,
        "issued": entry.issued_on,
        "paid": entry.paid_on,
        "contractor": supply.supplier if supply else entry.supplier,
        "contract": (supply.reference or supply.number) if supply else None,
    }


def _description(entry: Entry) -> Text:
    words = entry.paper_description or entry.description
    if entry.document_id is None:
        said = [part for part in (words.in_("bg"), entry.evidence) if part]
        english = [part for part in (words.in_("en"), entry.evidence) if part]
        return Text(" · ".join(["без документ", *said]), " · ".join(["without a document", *english]))
    if entry.kind == "debit_note":
        return Text(f"{DEBIT_NOTE}: {words.in_('bg')}", f"Debit note: {words.in_('en')}")
    return words


def _cost(ground: Ground, entry: Entry, part: Part | None) -> dict[str, Value | Spot]:
    cells: dict[str, Value | Spot] = {
        "line": line_shown(ground, entry),
        "activity": activity_shown(ground, entry),
        "vat": YES if with_vat(entry) else NO,
        "cross": YES if entry.cross_financed else NO,
        **{place: YES if entry.carried_out == place else NO for place in PLACES},
        "advance": YES if entry.from_advance else NO,
        "in_kind": YES if part and part.in_kind else NO,
        "key": IN_KIND_KEY if part and part.in_kind else key_of(entry.line if ground.line(entry.line_id) else ""),
    }
    if part is None:
        return cells
    cells |= {"grant": part.grant, "own": part.own, "total": part.total}
    return cells if part.in_kind else cells | units_shown(ground, entry)


def _sums(ground: Ground) -> Iterator[Line]:
    now = ground.once(sums_of)
    grant, own = now.everything
    there = len(ground.entries)
    yield Line(
        {
            "kind": Text("Общо", "Total"),
            "grant": Spot(grant, "SUM([docs!grant])" if there else ""),
            "own": Spot(own, "SUM([docs!own])" if there else ""),
            "total": grant + own,
        },
        "all",
        Kind.TOTAL,
    )


def _yes_no(bg: str, en: str, shows: str) -> Column:
    return Column(Text(bg, en), 13, shows)


_SUM: Final = "Сума на разходооправдателния документ за конкретния бюджетен ред и дейност"
_SUM_EN: Final = "Amount of the supporting document for the budget line and activity"

INVENTORY: Final = Grid(
    "docs",
    Text("ОПИС-ДОКУМЕНТИ", "INVENTORY OF DOCUMENTS"),
    (
        Column(Text("№", "No."), 5, "place", Style.CODE),
        Column(Text("Вид разходооправдателен документ", "Type of supporting document"), 13, "kind"),
        Column(
            Text("Описание на разходооправдателни документи/ Частично изпълнение", "Description / partial execution"),
            18,
            "description",
        ),
        Column(
            Text("Уникален номер на разходооправдателния документ", "Unique number of the document"),
            *(13, "number", Style.CODE),
        ),
        Column(Text("Дата на разходооправдателния документ", "Date of the document"), 10.5, "issued", Style.DAY),
        Column(Text("Дата на извършване на плащането", "Date of payment"), 10.5, "paid", Style.DAY),
        Column(Text("Име на изпълнителя", "Name of the contractor"), 17, "contractor"),
        Column(Text("Номер на договор с изпълнител", "Number of the contract"), 10, "contract", Style.CODE),
        Column(
            Text("Ред от бюджета (от дефинираните в договора за БФП)**", "Budget line (of the grant contract)**"),
            *(20, "line"),
        ),
        Column(
            Text(
                "Дейност (от дефинираните в договора за БФП, ако е приложимо)",
                "Activity (of the grant contract, if applicable)",
            ),
            *(14, "activity"),
        ),
        Column(Text(f"{_SUM} – БФП", f"{_SUM_EN}: grant"), 14, "grant", Style.AMOUNT),
        Column(
            Text(f"{_SUM} – собствено съфинансиране", f"{_SUM_EN}: own co-financing"),
            *(14, "own", Style.AMOUNT),
        ),
        Column(
            Text("Разходът представлява кръстосано съфинансиране", "The cost is cross-financing"),
            *(13, "cross"),
        ),
        Column(
            Text(f"Обща сума{_SUM[4:]}", "Total of the supporting document for the budget line and activity"),
            *(14, "total", Style.AMOUNT),
            formula="[grant]+[own]",
        ),
        Column(Text("Разходът включва допустим ДДС", "The cost includes eligible VAT"), 10, "vat"),
        Column(
            Text(
                "Определение за единица, съгласно стандартните таблици", "Definition of the unit of the standard scale"
            ),
            *(12, "unit"),
        ),
        Column(Text("Брой произведени единици", "Units produced"), 10, "units", Style.QUANTITY),
        Column(Text("Разход за единица", "Cost of a unit"), 10, "price", Style.AMOUNT),
        _yes_no(
            "Разходът се осъществява за дейности извън програмния район, но в границите на ЕС",
            *("The cost is for activities outside the programme area, in the EU", "outside_area"),
        ),
        _yes_no(
            "Разходът се осъществява за дейности извън границите на ЕС (Само за разходите по ЕСФ)",
            *("The cost is for activities outside the EU (ESF only)", "outside_union"),
        ),
        _yes_no(
            "Разходът се осъществява за дейности извън границите на ЕС, но в рамките на програмния район (Само за "
            "разходите по ЕФРР",
            *("The cost is for activities outside the EU, in the programme area (ERDF only)", "programming_area"),
        ),
        _yes_no(
            "Разходът се осъществява за дейности в трети страни покрити от инстримента за предприсъединителна помощ (Само "
            "за разходите по ЕФРР)",
            *("The cost is for activities in third countries under IPA (ERDF only)", "third_countries"),
        ),
        _yes_no(
            "Разходът покрива авансово плащане (Само за разходите по авансово, подлежащо на верификация съгласно чл. 131 "
            "от Регламент ЕС 1303/2013)",
            *(
                "The cost covers an advance payment (only advances verified under Art. 131 of Regulation 1303/2013)",
                "advance",
            ),
        ),
        _yes_no(
            'Разходът представлява „принос в натура" (В случай, че отговорът е да, разходът се изключва от други '
            "изчисления, освен сумирането на всички подобни разходи в секция „Източници на финансиране“",
            "The cost is an in-kind contribution (if yes, it is left out of every sum but that of all such costs among the "
            "sources of funding)",
            "in_kind",
        ),
        Column(Text("Ключ на реда", "Key of the line"), 10, "key", Style.CODE),
    ),
    inventory,
    title=Text("Разходооправдателни документи", "Supporting documents"),
    above=lambda ground: (
        Labelled(Text(f"Договор за БФП: {ground.number}", f"Grant contract: {ground.number}"), None),
        Labelled(
            Text(f"Бенефициент: {ground.beneficiary.in_('bg')}", f"Beneficiary: {ground.beneficiary.in_('en')}"), None
        ),
    ),
    below=lambda _ground: (
        Text(
            "* В случай, че не е сключен договор, директно се изписва името на изпълнителя.",
            "* Where there is no contract, the contractor's name is written directly.",
        ),
        Text(
            "** В случай, че фактурата е по повече от един ред, тя се въвежда колкото пъти е необходимо",
            "** An invoice on more than one line is entered as many times as needed.",
        ),
        Text(
            "***Приложимо само, когато в процедурата е маркирано, че разходът е по стандартни таблици на единичните разходи",
            "*** Only where the procedure says that the cost is by standard scales of unit costs.",
        ),
    ),
    bands=(
        (
            Text(
                "Договор за изпълнение (избира се от предварително въведени договори)*",
                "Contract with a contractor (chosen from those entered)*",
            ),
            *("contractor", "contract"),
        ),
        (Text(_SUM, _SUM_EN), "grant", "vat"),
        (
            Text("Стандартни таблици на единичните разходи ***", "Standard scales of unit costs ***"),
            *("unit", "price"),
        ),
    ),
    long=True,
    counted=_rows_in,
    after=_sums,
    own_from="key",
)


# --- what must agree --------------------------------------------------------------------------------------------------


def _compared(ground: Ground) -> Iterator[Line]:
    currency = currency_of(ground)
    now = ground.once(sums_of)
    zero = Money.zero(currency)
    ledger = total((in_report(entry, currency) or zero for entry in ground.entries), currency)
    listed, money, in_kind = sum(now.everything, zero), sum(now.money, zero), now.in_kind
    yield compared(
        Text("Опис на документите и регистърът", "Inventory of documents, and the ledger"),
        *(listed, "[docs!total@all]", ledger, ""),
    )
    yield compared(
        Text(
            "Разходи за периода с приноса в натура, и описът",
            "Costs of the period with those in kind, and the inventory",
        ),
        *(money + in_kind, "[costs!total@all]+[sources!now@in_kind]", listed, "[docs!total@all]"),
    )
    yield compared(
        Text("Източници и разходи за периода", "Sources, and the costs of the period"),
        *(money, "[sources!now@all]", money, "[costs!total@all]"),
    )
    so_far = so_far_of(ground)
    yield compared(
        Text("Източници и разходи с натрупване", "Sources, and costs so far"),
        *(so_far, "[sources!so_far@all]", so_far, "[costs!so_far@all]"),
    )


FIRST: Final = Format(
    code="isun-form",
    name=Text("ИСУН: финансов отчет, контролна разпечатка", "ИСУН: financial report, control print"),
    edition="2015-09-12",
    in_force_from=date(2015, 9, 12),
    languages=("bg", "en"),
    layout_verified=True,
    currency=CurrencyRule(),
    in_order=True,
    books=(Book(Text("Финансов отчет ИСУН", "Financial report ИСУН"), (INVENTORY, COSTS, SOURCES, checks(_compared))),),
    checks=("amounts_in_euro", "request_complete"),
    says={**OF_FINANCE, **OF_REQUEST},
    source="Form Financial report23072015.xls of ИСУН, revision of 12 September 2015: headings and rows; formulas by its numbering",
)

EDITIONS: Final = (FIRST,)
