"""Interreg: the smaller sheets of a partner's report: who contributed, who supplied, what was done, the control."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Grid, Kind, Line, Spot, Value, everything
from grants.funders.ground import EURO, Earlier, Entry, Ground
from grants.funders.interreg import of_which
from grants.funders.interreg_identity import written
from grants.funders.interreg_list import YES
from grants.funders.interreg_lists import NONE, STATUS_OF, Status, amount_of
from grants.funders.interreg_overviews import NONE_HERE, TOTAL, whose
from grants.funders.interreg_part import Part
from grants.funders.interreg_parts import part_in
from grants.funders.interreg_rates import RATED
from grants.values.language import Text
from grants.values.money import Money, share, total

_AMOUNT: Final = Style.AMOUNT
# --- contributions ----------------------------------------------------------------------------------------------------

_STATUSES: Final[Mapping[Status, Text]] = {
    Status.PUBLIC: Text("Публичен", "Public"),
    Status.AUTOMATIC: Text("Автоматичен публичен", "Automatic Public"),
    Status.PRIVATE: Text("Частен", "Private"),
}


def _contributions(of: Ground) -> Iterable[Line]:
    part = part_in(of)
    sub_totals: dict[str, Money] = {}
    for status, label in _STATUSES.items():
        mine = [one for one in part.sources if STATUS_OF.get(one.kind) is status]
        keys = [f"{status.value}{place}" for place, _ in enumerate(mine)]
        planned = [_planned(part, amount_of(one, part.payers.eligible), own=one.partner_id is not None) for one in mine]
        for key, source, amount in zip(keys, mine, planned, strict=True):
            yield Line({"name": source.name, "status": label, "planned": amount}, key)
        if keys:
            summed = total(planned, EURO)
            sub_totals[status.value] = summed
            said = Text(f"{TOTAL.bg}: {label.bg.lower()}", f"Sub-total {label.en}")
            formula = f"ROUND(SUM([planned@{keys[0]}:{keys[-1]}]),2)"
            yield Line({"name": said, "planned": Spot(summed, formula)}, status.value, Kind.TOTAL)
    formula = "+".join(f"[planned@{key}]" for key in sub_totals)
    whole = Spot(total(sub_totals.values(), EURO), f"ROUND({formula},2)" if formula else "")
    yield Line({"name": TOTAL, "planned": whole}, "total", Kind.TOTAL)


def _planned(part: Part, amount: Money, *, own: bool) -> Money:
    """A source's amount in the application form; of one of the whole project what falls on this partner's budget."""
    return amount if own else of_which(part.whole("budget"), amount, part.payers.eligible)


CONTRIBUTIONS: Final = Grid(
    "contributions",
    Text("Принос", "Contributions"),
    (
        Column(
            Text("Име на организацията / източник на приноса", "Name of organisation / Source of contribution"),
            *(46, "name"),
            longest=255,
        ),
        Column(Text("Правен статут", "Legal status"), 24, "status"),
        Column(Text("Сума във формуляра", "Amount in AF"), 16, "planned", _AMOUNT),
        Column(Text("Отчетени преди", "Previously reported"), 16, "prev", _AMOUNT),
        Column(Text("Текущ отчет (евро)", "Current report (Euro)"), 20, "current", _AMOUNT),
        Column(Text("Общо отчетени досега", "Total reported so far"), 18, "sofar", _AMOUNT),
        Column(Text("Прикачен файл", "Attachment"), 20, "file"),
    ),
    _contributions,
    plans=("planned",),
    above=whose,
    most=25,
    below=lambda _of: (
        Text(
            "Правният статут на партньора не се води тук: собствените му източници са вписани като частни. "
            "Получените суми се вписват от банковите извлечения.",
            "A partner's legal status is not kept here: its own sources stand as private. Amounts received are typed "
            "from the bank statements.",
        ),
    ),
)


# --- procurements -----------------------------------------------------------------------------------------------------


def _procurements(of: Ground) -> Iterable[Line]:
    for one in part_in(of).supplies:
        yield Line(
            {
                "name": one.title,
                "reference": one.reference,
                "signed_on": one.signed_on,
                "amount": one.amount,
                "currency": one.amount.currency if one.amount else None,
                "supplier": one.supplier,
                "tax_number": one.supplier_eik,
            }
        )
        for part in one.parts:
            yield Line(
                {
                    "name": Text("Подизпълнение", "Subcontract"),
                    "amount": part.amount,
                    "currency": part.amount.currency if part.amount else None,
                    "supplier": part.name,
                    "tax_number": part.eik,
                },
                depth=1,
            )


PROCUREMENTS: Final = Grid(
    "procurements",
    Text("Обществени поръчки", "Procurements"),
    (
        Column(Text("Обществена поръчка", "Procurement"), 44, "name", required=True, longest=300),
        Column(Text("Референтен №", "Reference No."), 18, "reference", Style.CODE, longest=30),
        Column(Text("Дата на договора", "Contract Date"), 12, "signed_on", Style.DAY),
        Column(Text("Вид на договора", "Contract Type"), 14, "type", longest=30),
        Column(Text("Стойност на договора", "Contract Amount"), 16, "amount", _AMOUNT, least=0),
        Column(Text("Валута", "Currency"), 9, "currency", Style.CURRENCY, required=True),
        Column(Text("Име на доставчика", "Supplier Name"), 26, "supplier", longest=30),
        Column(
            Text("ДДС / данъчен номер", "VAT / Tax identification number"),
            *(18, "tax_number", Style.CODE),
            required=True,
            longest=30,
        ),
        Column(Text("Коментар", "Comment"), 24, "comment", longest=2000),
        Column(Text("Създадена в", "Created in"), 12, "created_in", Style.CODE),
    ),
    _procurements,
    above=whose,
    below=lambda of: () if part_in(of).supplies else (NONE_HERE,),
    most=50,
)


# --- work plan --------------------------------------------------------------------------------------------------------


LONGEST_OF_PACKAGE: Final = 5000
_LETTERS: Final = "РПрпWPwp "  # of both alphabets


def _work_plan(of: Ground) -> Iterable[Line]:
    part = part_in(of)
    package = ""
    for one in part.activities:
        if one.package and one.package != package:
            package = one.package
            told = written(part, f"work_package.{package}")
            number = package.lstrip(_LETTERS) or package  # whatever it is called here ("РП1"), there it is WP 1
            cells: dict[str, Value | Spot] = {"number": f"WP {number}", "title": one.package_title, "told": told}
            yield Line(cells, kind=Kind.CHAPTER, longest=LONGEST_OF_PACKAGE)
        yield Line(
            {
                "number": f"A {one.number}",
                "title": one.title,
                "start_on": one.start_on,
                "end_on": one.end_on,
                "progress": one.progress,
                "told": one.done,
            },
            depth=1,
        )
        for handed in (handed for handed in part.deliverables if handed.activity == one.number):
            yield Line(
                {
                    "number": f"D {handed.number}",
                    "title": handed.title,
                    "end_on": handed.due_on,
                    "told": handed.note,
                    "contribution": YES if handed.handed_in_on else None,
                },
                depth=2,
            )


WORK_PLAN: Final = Grid(
    "work_plan",
    Text("Работен план", "Work plan"),
    (
        Column(Text("№", "No."), 10, "number", Style.CODE),
        Column(Text("Наименование", "Title"), 46, "title"),
        Column(Text("Начало", "Start"), 11, "start_on", Style.DAY),
        Column(Text("Край", "End"), 11, "end_on", Style.DAY),
        Column(Text("Напредък, %", "Progress, %"), 10, "progress", Style.COUNT),
        Column(Text("Напредък през периода", "Progress in this reporting period"), 60, "told", longest=2000),
        Column(Text("Принос", "Contribution"), 10, "contribution", Style.CURRENCY),
        Column(Text("Доказателство", "Evidence"), 12, "evidence", Style.CURRENCY),
    ),
    _work_plan,
    above=whose,
)


# --- control overview -------------------------------------------------------------------------------------------------


def _control(of: Ground) -> Iterable[Line]:
    part = part_in(of)
    declared, eligible, parked = (part.whole(column) for column in ("current", "after", "parked"))
    flat = total((part.category("current", RATED[name]) for name in set(part.rates.lines.values())), EURO)
    deducted = declared - eligible - parked
    if deducted and not part.tally.deducted:  # only the roundings of flat rates: they go with what is parked
        parked, deducted = parked + deducted, NONE
    yield Line(
        {
            "declared": declared,
            "flat": flat,
            **_sampled(part.tally.sampled, declared - flat),
            "parked": parked,
            "deducted": Spot(deducted, "ROUND([declared]-[eligible]-[parked],2)"),
            "eligible": eligible,
            "share": Spot(found, "ROUND([eligible]/[declared],4)")
            if (found := share(eligible, declared)) is not None
            else None,
        },
        behind=everything,
    )


def _sampled(sample: Money, base: Money) -> dict[str, Value | Spot]:
    """What was in the control's sample, and its share of what is declared without flat rates; nothing where no row is known to be."""
    found = share(sample, base) if sample else None
    return {
        "sample": Spot(sample or None, behind=_in_the_sample),
        "sampled": None if found is None else Spot(found, _SAMPLED),
    }


def _in_the_sample(one: Entry | Earlier) -> bool:
    return isinstance(one, Entry) and one.sampled


_SAMPLED: Final = "ROUND([sample]/([declared]-[flat]),4)"


CONTROL: Final = Grid(
    "control_overview",
    Text("Преглед на контрола", "Control overview"),
    (
        Column(Text("Общо декларирани от партньора", "Total declared by partner"), 18, "declared", _AMOUNT),
        Column(Text("в т.ч. по единна ставка", "of which flat rate"), 16, "flat", _AMOUNT),
        Column(Text("Общо в извадката", "Total included in control sample"), 18, "sample", _AMOUNT),
        Column(Text("% проверени", "% sampled"), 11, "sampled", Style.SHARE),
        Column(Text("Общо отложени", "Total parked"), 16, "parked", _AMOUNT),
        Column(Text("Общо приспаднати", "Total deducted"), 16, "deducted", _AMOUNT),
        Column(Text("Общо допустими след контрол", "Total eligible after control"), 18, "eligible", _AMOUNT),
        Column(Text("% допустими / декларирани", "% eligible/declared"), 13, "share", Style.SHARE),
    ),
    _control,
    above=whose,
    adds=("declared", "flat", "parked", "deducted", "eligible"),
    where=lambda of: part_in(of).certified,
)
