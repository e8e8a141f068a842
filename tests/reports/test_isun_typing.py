"""The sheet one types into ИСУН from: document by document, credit notes set off, sums to compare („за въвеждане“)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from grants.funders.ground import Planned, Supplied
from grants.funders.isun_costs import place_of_line, roman
from grants.funders.isun_typing import FIRST
from grants.funders.registry import format_named
from grants.values.language import LANGUAGES, Text
from grants.values.money import Money
from tests.reports.grounds import ABROAD, as_text, drawn, entry, eur, ground, line

PAY = line("1.1", "30000", title=Text("Възнаграждения", "Salaries"), category="staff")
PRINT = line("2.1", "10000", title=Text("Печатни материали", "Printing"))
HOURS = line("3", "5000", form="unit_cost", unit_price=eur("14"), unit=Text("час", "hour"))
CONTRACT = Supplied(7, "7", Text("Печат"), "Д-7", date(2026, 2, 3), eur("900"), "„Печатница Дунав“ ООД", "112233445")
TRAINING = Planned(5, "2", Text("Обучения", "Training"))
ENTRIES = (
    entry(
        1,
        "500.00",
        PRINT,
        own=eur("75.00"),
        vat=eur("80"),
        supply_id=7,
        activity_id=5,
        files=("фактура.pdf", "платежно.pdf"),
    ),
    entry(2, "120.00", PAY, document_id=1, paper_number="0000000001", files=("фактура.pdf", "платежно.pdf")),
    entry(3, "1000.00", PAY, kind="payroll", paper_partner_id=ABROAD.id, in_kind=eur("100.00"), from_advance=True),
    entry(
        4,
        "-100.00",
        PRINT,
        kind="credit_note",
        own=eur("-15.00"),
        activity_id=5,
        credited=("0000000001",),
    ),
    entry(5, "4480.00", HOURS, document_id=None, units=Decimal(320), unit_price=eur("14"), evidence="Таблици"),
)
SPENT = ground([line("1"), PAY, line("2"), PRINT, HOURS], ENTRIES, supplies=(CONTRACT,), activities=(TRAINING,))


def sheets(of, language="bg"):
    return {sheet.name: sheet for sheet in drawn(FIRST, of, language)[0].sheets}


def rows(of, sheet="За въвеждане"):
    """The rows of a sheet, each by what its columns show."""
    drawn_sheet = sheets(of)[sheet]
    names = [heading.text for heading in drawn_sheet.headings]
    return [{name: cell.value for name, cell in zip(names, row.cells, strict=True)} for row in drawn_sheet.all_rows()]


def test_it_says_who_issued_a_document_its_contract_and_its_files_in_order():
    first = rows(SPENT)[0]
    assert first["Издател;\nна реда: дейност"] == "Изпълнител: „Печатница Дунав“ ООД, ЕИК 112233445"
    assert first["Договор с изпълнител"] == "No Д-7 / 03.02.2026 - „Печатница Дунав“ ООД"
    assert first["Файлове в реда на качване"] == "1. фактура.pdf\n2. платежно.pdf"
    payroll = rows(SPENT)[3]
    assert payroll["Документ\nи бюджетни редове"] == "2. ведомост № 0000000003 / 01.08.2026"
    assert payroll["Издател;\nна реда: дейност"].startswith("Партньор: ")


def test_it_stands_in_the_order_of_the_inventory():
    inventory = drawn(format_named("isun-docs"), SPENT, "bg")[0].sheets[0]
    numbers = [row.cells[2].value for row in inventory.rows]
    listed = [row for row in rows(SPENT) if (row["Документ\nи бюджетни редове"] or "")[:1].isdigit()]
    assert [row["Документ\nи бюджетни редове"].split("№ ")[1].split(" / ")[0] for row in listed] == numbers


def test_it_gives_each_line_its_box_and_what_it_is():
    printed, paid = rows(SPENT)[1:3]
    assert printed["☐"] == "☐"
    assert printed["Документ\nи бюджетни редове"] == "II.1 Печатни материали"
    assert printed["Издател;\nна реда: дейност"] == "2 Обучения"
    assert (printed["С ДДС"], paid["С ДДС"]) == ("Да", "Не")
    alone = rows(SPENT)[5]
    assert (alone["БФП"], alone["Собствено съфинансиране"]) == (eur("0"), eur("100.00"))
    assert alone["Маркери „Да“"] == "авансово плащане (чл. 131); принос в натура"


def test_it_names_the_markers_that_are_yes_in_the_order_of_the_screen():
    one = ENTRIES[0].but(cross_financed=True, carried_out="programming_area", from_advance=True, own=eur("0"))
    (_, told, *_) = rows(replace(SPENT, entries=(one,)))
    assert told["Маркери „Да“"] == (
        "кръстосано финансиране; извън ЕС, в програмния район (ЕФРР); авансово плащане (чл. 131)"
    )


def test_it_sets_a_credit_note_off_against_its_invoice():
    # 500.00 less 100.00; of it own 75.00 less 15.00.
    invoice, printed, *_ = rows(SPENT)
    assert (printed["БФП"], printed["Собствено съфинансиране"], printed["Общо"]) == (
        eur("340.00"),
        eur("60.00"),
        eur("400.00"),
    )
    assert printed["В регистъра"] == eur("500.00")
    assert "вече намалени с документ 3: № 0000000004 / 01.08.2026" in invoice["Документ\nи бюджетни редове"]
    note, taken = rows(SPENT)[6:8]
    assert "Приспаднато от документ 1: № 0000000001 / 01.08.2026" in note["Документ\nи бюджетни редове"]
    assert (taken["Общо"], taken["В регистъра"]) == (eur("0"), eur("-100.00"))
    assert rows(SPENT)[-1]["Общо"] == eur("1520.00")


def test_it_writes_a_document_once_wherever_its_expenses_stand():
    apart = replace(SPENT, entries=(ENTRIES[0], *ENTRIES[2:], ENTRIES[1]))
    assert rows(apart) == rows(SPENT)
    assert rows(apart, "Суми по редове") == rows(SPENT, "Суми по редове")


@pytest.mark.parametrize(
    "told",
    [
        {"credited": ("0000000009",)},  # an invoice of an earlier report
        {"supplier_eik": "999999999"},
        {"activity_id": None},
        {"line_id": PAY.id, "line": PAY.number},
    ],
)
def test_it_says_what_could_not_be_set_off_and_types_nothing_below_zero(told):
    credit = ENTRIES[3].but(**told)
    of = replace(SPENT, entries=(ENTRIES[0], credit))
    found = rows(of)
    assert "ИСУН не приема суми под нулата" in found[2]["Документ\nи бюджетни редове"]
    assert (found[-1]["Общо"], found[-1]["В регистъра"]) == (eur("500.00"), eur("400.00"))
    assert {row["Проверка"] for row in rows(of, "Проверки")} == {"OK"}


def test_it_sets_off_only_as_much_as_the_invoice_has():
    credit = ENTRIES[3].but(amount=eur("-600.00"), own=eur("-75.00"), euro=eur("-600.00"))
    found = rows(replace(SPENT, entries=(ENTRIES[0], credit)))
    assert (found[1]["Общо"], found[-1]["Общо"], found[-1]["В регистъра"]) == (eur("0"), eur("0"), eur("-100.00"))


def test_it_adds_up_by_line_with_what_is_in_kind_apart():
    sums = {row["Бюджетен ред"]: row["Общо"] for row in rows(SPENT, "Суми по редове")}
    assert sums == {
        "I.1 Възнаграждения": eur("1020.00"),
        "II.1 Печатни материали": eur("400.00"),
        "Общо по редове": eur("1420.00"),
        "Принос в натура (ИСУН го сумира отделно)": eur("100.00"),
    }


def test_it_lists_claims_without_a_document_apart():
    claim, summed = rows(SPENT, "Без документ")
    assert (claim["Единица"], claim["Брой"], claim["Разход за единица"]) == ("час", Decimal(320), eur("14"))
    assert summed["Общо"] == eur("4480.00")
    assert "Без документ" not in sheets(replace(SPENT, entries=ENTRIES[:3]))


def test_it_leaves_out_columns_in_which_nothing_stands():
    plain = replace(SPENT, entries=(entry(1, "10", PAY),))
    assert [heading.text for heading in sheets(plain)["За въвеждане"].headings] == [
        "☐",
        "Документ\nи бюджетни редове",
        "Издател;\nна реда: дейност",
        "БФП",
        "Собствено съфинансиране",
        "Общо",
        "С ДДС",
        "Файлове в реда на качване",
    ]


def test_it_speaks_in_leva_of_periods_before_the_euro():
    old = replace(SPENT, first=date(2025, 10, 1), last=date(2025, 12, 31), entries=(entry(1, "100", PAY),))
    assert rows(old)[-1]["Общо"] == Money.of("195.58", "BGN")


def test_it_draws_a_report_of_nothing():
    assert rows(ground([], []))[-1]["Общо"] == eur("0")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_draws_the_sheets_as_agreed(language, golden):
    golden(f"isun-typing_{language}.txt", as_text(drawn(FIRST, SPENT, language)))


@pytest.mark.parametrize(
    ("number", "shown"),
    [("1", "I"), ("4.2.1", "IV.2.1"), ("28", "XXVIII"), ("IX.1", "IX.1"), ("А.1", "А.1"), ("0.1", "0.1"), ("", "")],
)
def test_it_writes_the_chapter_in_roman_figures(number, shown):
    assert place_of_line(number) == shown


def test_it_counts_in_roman_figures():
    assert [roman(number) for number in (1, 4, 9, 14, 40, 90, 2026)] == ["I", "IV", "IX", "XIV", "XL", "XC", "MMXXVI"]
