"""ИСУН's financial report as its form shows it: headings as the ministry's, sums worked by hand („финансов отчет“)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from grants.funders.ground import Earlier, FundedBy
from grants.funders.isun_form import FIRST
from grants.funders.registry import UnknownFormat, format_named
from grants.reports.workbook import written
from grants.values.language import LANGUAGES, Text
from grants.values.money import Money
from tests.originals import original_of
from tests.reports.grounds import LAST, as_text, drawn, entry, eur, ground, line
from tests.reports.test_isun_typing import ENTRIES, PAY, SPENT

ZERO = eur("0")
# Asked 2,000.00, of it 200.00 own; decided on 1,500.00 and 300.00 of that cut: 1,200.00 are approved.
EARLIER = Earlier(
    line_id=PAY.id,
    partner_id=None,
    category="staff",
    form="actual",
    amount=eur("2000.00"),
    own=eur("200.00"),
    in_kind=ZERO,
    third=ZERO,
    cut=eur("300.00"),
    parked=ZERO,
    decided=eur("1500.00"),
    euro=eur("2000.00"),
    lost_euro=eur("300.00"),
)
REPORTED = replace(
    SPENT,
    earlier=(EARLIER,),
    sources=(
        FundedBy("eu", Text("Европейски социален фонд плюс", "ESF+"), eur("36000")),
        FundedBy("national", Text("Държавен бюджет", "State budget"), eur("4500")),
        FundedBy("own", Text("Собствен принос", "Own"), eur("4500")),
    ),
)
INVENTORY, COSTS, SOURCES = "ОПИС-ДОКУМЕНТИ", "Разходи за отчетния период", "Източници на финансиране_ОП"
THEIR_SOURCES = f"{SOURCES} "


def sheets(of, language="bg"):
    return {sheet.name: sheet for sheet in drawn(FIRST, of, language)[0].sheets}


def cells(of, sheet, language="bg"):
    """The rows of a sheet by what stands first in them, as values."""
    return {row.cells[0].value: [cell.value for cell in row.cells] for row in sheets(of, language)[sheet].all_rows()}


def read(of) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(BytesIO(written(drawn(FIRST, of, "bg")[0], LAST)))


def spaced(words: object) -> str:
    """Words with single spaces."""
    return " ".join(str(words).split())


# --- as the ministry's form has it ------------------------------------------------------------------------------------

TYPED = (  # columns B to X, from the paper
    *("Вид разходооправдателен документ", "Описание на разходооправдателни документи/ Частично изпълнение"),
    *("Уникален номер на разходооправдателния документ", "Дата на разходооправдателния документ"),
    *("Дата на извършване на плащането", "Име на изпълнителя", "Номер на договор с изпълнител"),
    "Ред от бюджета (от дефинираните в договора за БФП)**",
    "Дейност (от дефинираните в договора за БФП, ако е приложимо)",
    "Сума на разходооправдателния документ за конкретния бюджетен ред и дейност – БФП",
    "Сума на разходооправдателния документ за конкретния бюджетен ред и дейност – собствено съфинансиране",
    "Разходът представлява кръстосано съфинансиране",
    "Обща сума на разходооправдателния документ за конкретния бюджетен ред и дейност",
    "Разходът включва допустим ДДС",
    *("Определение за единица, съгласно стандартните таблици", "Брой произведени единици", "Разход за единица"),
    "Разходът се осъществява за дейности извън програмния район, но в границите на ЕС",
    "Разходът се осъществява за дейности извън границите на ЕС (Само за разходите по ЕСФ)",
    "Разходът се осъществява за дейности извън границите на ЕС, но в рамките на програмния район (Само за разходите по ЕФРР",
    (
        "Разходът се осъществява за дейности в трети страни покрити от инстримента за предприсъединителна помощ (Само за "
        "разходите по ЕФРР)"
    ),
    (
        "Разходът покрива авансово плащане (Само за разходите по авансово, подлежащо на верификация съгласно чл. 131 от "
        "Регламент ЕС 1303/2013)"
    ),
    (
        'Разходът представлява „принос в натура" (В случай, че отговорът е да, разходът се изключва от други изчисления, освен '
        "сумирането на всички подобни разходи в секция „Източници на финансиране“"
    ),
)


def test_it_heads_the_inventory_as_the_paper_says_cell_by_cell():
    rows = read(REPORTED).get_sheet_by_name(INVENTORY).to_python(skip_empty_area=False)
    assert tuple(rows[6][1:24]) == TYPED
    assert [(at, name) for at, name in enumerate(rows[5]) if name] == [
        (6, "Договор за изпълнение (избира се от предварително въведени договори)*"),
        (10, "Сума на разходооправдателния документ за конкретния бюджетен ред и дейност"),
        (15, "Стандартни таблици на единичните разходи ***"),
    ]
    assert str(rows[-3][0]).startswith("* В случай, че не е сключен договор")


@pytest.fixture(scope="module")
def original() -> CalamineWorkbook:
    content = original_of("Form Financial report23072015 (2015-09-12 revision).xls")
    return CalamineWorkbook.from_filelike(BytesIO(content))


def test_it_heads_the_inventory_as_the_ministrys_own_file(original):
    theirs = original.get_sheet_by_name(INVENTORY).to_python(skip_empty_area=False)
    ours = read(REPORTED).get_sheet_by_name(INVENTORY).to_python(skip_empty_area=False)
    for column in range(1, 24):
        own = spaced(theirs[6][column] or theirs[5][column]).split(" От падащо меню:")[0]
        assert spaced(ours[6][column]) == own
    for column in (6, 10, 15):
        assert spaced(ours[5][column]) == spaced(theirs[5][column])


def test_it_heads_and_numbers_the_costs_as_the_ministrys_own_file(original):
    theirs = original.get_sheet_by_name(COSTS).to_python(skip_empty_area=False)
    ours = read(REPORTED).get_sheet_by_name(COSTS).to_python(skip_empty_area=False)
    for column in range(1, 16):
        heading, band = theirs[2][column], theirs[1][column]
        assert spaced(ours[4][column]) == spaced(heading or band)
        assert not (heading and band) or spaced(ours[3][column]) == spaced(band)
        number = theirs[4][column]
        assert spaced(ours[5][column]) == spaced(int(number) if isinstance(number, float) else number)


def test_it_has_the_sources_in_the_rows_of_the_ministrys_own_file(original):
    theirs = original.get_sheet_by_name(THEIR_SOURCES).to_python(skip_empty_area=False)
    ours = read(REPORTED).get_sheet_by_name(SOURCES).to_python(skip_empty_area=False)
    for row in (*range(7, 19), 21, *range(27, 37)):
        assert spaced(ours[row][0]) == spaced(theirs[row][0]), row
    assert [spaced(cell) for cell in ours[25][:5]] == [spaced(cell) for cell in theirs[25][:5]]


# --- the sums, by hand -------------------------------------------------------------------------------------------------


def test_it_lists_every_line_of_every_document():
    rows = cells(REPORTED, INVENTORY)
    # Four documents of five rows, one with a row apart for what is in kind, and a claim without a document.
    assert [number for number in rows if number and number.isdigit()] == ["1", "2", "3", "4", "5", "6"]
    assert rows["1"][1:10] == [
        *("фактура", "Разход 1", "0000000001", date(2026, 8, 1), date(2026, 8, 3)),
        *("„Печатница Дунав“ ООД", "Д-7", "II.1 Печатни материали", "2 Обучения"),
    ]
    assert rows["1"][10:15] == [eur("425.00"), eur("75.00"), "Не", eur("500.00"), "Да"]
    assert rows["4"][23:] == ["Да", "in kind"]
    assert rows["6"][1] is None
    assert rows["6"][2] == "без документ · Разход 5 · Таблици"
    assert rows["6"][15:18] == ["час", Decimal(320), eur("14")]
    total_row = next(row for row in sheets(REPORTED)[INVENTORY].totals)
    assert [total_row.cells[at].value for at in (10, 11, 13)] == [eur("5840.00"), eur("160.00"), eur("6000.00")]


def test_it_counts_what_was_approved_before_and_not_what_was_only_reported():
    pay = cells(REPORTED, COSTS)["I.1 Възнаграждения"]
    assert pay[1:4] == [eur("27000.00"), eur("3000.00"), eur("30000.00")]
    assert pay[4:7] == [eur("1020.00"), eur("0"), eur("1020.00")]
    assert pay[7:10] == [eur("2100.00"), eur("120.00"), eur("2220.00")]
    assert pay[10:16] == [
        *(eur("24900.00"), Decimal("92.22"), eur("2880.00"), Decimal("96.00"), eur("27780.00"), Decimal("92.60"))
    ]
    assert pay[16:] == [eur("1080.00"), eur("120.00")]


def test_it_adds_up_chapters_and_the_project():
    rows = cells(REPORTED, COSTS)
    assert rows["II ОБЩО Ред 2"][4:7] == [eur("340.00"), eur("60.00"), eur("400.00")]
    assert rows["III Ред 3"][6] == eur("4480.00")
    assert rows["ОБЩО ДОПУСТИМИ РАЗХОДИ ПО ПРОЕКТА"][4:10] == [
        *(eur("5840.00"), eur("60.00"), eur("5900.00"), eur("6920.00"), eur("180.00"), eur("7100.00"))
    ]
    assert rows["ОБЩО РАЗХОДИ ПО ПРОЕКТА"][1:4] == [eur("40500.00"), eur("4500.00"), eur("45000.00")]


def test_it_leaves_no_per_cent_where_nothing_is_left():
    spent = replace(REPORTED, entries=(entry(1, "30000.01", PAY),), earlier=())
    assert cells(spent, COSTS)["I.1 Възнаграждения"][14:16] == [eur("-0.01"), Decimal(0)]


def test_it_follows_the_numbers_and_not_the_broken_formulas():
    row = sheets(REPORTED)[COSTS].rows[1]
    formulas = [cell.formula for cell in row.cells[10:16]]
    at = formulas[0][1:].split("-")[0]
    assert formulas[0::2] == [f"B{at}-H{at}", f"C{at}-I{at}", f"D{at}-J{at}"]
    assert formulas[1] == f"IF(ROUND(K{at},2)>0,IF(B{at}=0,0,ROUND(ROUND(K{at},2)/B{at},4)),0)"
    assert formulas[3].count(f"M{at}") == formulas[5].count(f"O{at}") == 2


def test_it_divides_the_grant_between_the_union_and_the_nation():
    rows = cells(REPORTED, SOURCES)
    # 4,500 of 40,500 are 0.1111; of 5,840.00 that is 648.82, of 6,920.00 it is 768.81.
    assert rows["EСФ"] == [
        *(
            "EСФ",
            eur("36000"),
            Decimal("80.00"),
            None,
            eur("5191.18"),
            eur("6151.19"),
            Decimal("87.99"),
            Decimal("86.64"),
        )
    ]
    assert rows["НФ"][4:] == [eur("648.82"), eur("768.81"), Decimal("11.00"), Decimal("10.83")]
    assert rows["Общо съфинансиране (БФП)"][4:] == [
        *(eur("5840.00"), eur("6920.00"), Decimal("98.98"), Decimal("97.46"))
    ]
    assert rows["Собствено съфинансиране от бенефициента"][4:6] == [eur("60.00"), eur("180.00")]
    assert rows["ОБЩА СТОЙНОСТ НА ПРОЕКТА"][4:] == [eur("5900.00"), eur("7100.00"), Decimal(100), Decimal(100)]


def test_it_shows_apart_what_the_form_asks_for_apart():
    rows = {str(name)[:45]: row for name, row in cells(REPORTED, SOURCES).items()}
    assert rows["Стойност на разхода за принос в натура"][1:5] == [eur("0"), eur("100.00"), eur("0"), eur("100.00")]
    assert rows["Стойност на разходите, покриващи авансово пла"][4] == eur("900.00")
    assert rows["Стойност на разходите, които не са покрити от"][1:5] == [eur("4940"), eur("60"), eur("0"), eur("5000")]
    assert rows["Стойност на разходите въз основа на „единни с"][4] == eur("0")


def test_it_names_a_source_of_no_fund():
    of = replace(REPORTED, sources=(FundedBy("eu", Text("Програма „Мостове“", "Bridges"), eur("100")),))
    assert sheets(of)[SOURCES].below == (
        "Източникът „Програма „Мостове““ не назовава никой от тези фондове и стои на реда на ЕСФ.",
    )


def test_it_says_what_is_on_no_line_and_still_agrees_with_the_ledger():
    of = replace(REPORTED, entries=(*ENTRIES, entry(6, "7.77")))
    assert cells(of, COSTS)["без бюджетен ред"][6] == eur("7.77")
    for of_one in (of, REPORTED, ground([], [])):
        assert {row[4] for row in cells(of_one, "Проверки").values()} == {"OK"}


def test_it_shows_what_stands_on_a_chapter_itself():
    of = replace(REPORTED, entries=(entry(1, "5.00", line("1")),))
    assert cells(of, COSTS)["I Ред 1 (на самия раздел)"][6] == eur("5.00")
    assert cells(of, COSTS)["I ОБЩО Ред 1"][6] == eur("5.00")


def test_it_speaks_of_leva_before_the_euro():
    old = replace(REPORTED, first=date(2025, 10, 1), last=date(2025, 12, 31), entries=(entry(1, "100", PAY),))
    headings = [heading.text for heading in sheets(old)[SOURCES].headings]
    assert headings[1] == "Сума лева"
    assert headings[4] == "Сума лева: на настоящото ИП"
    assert cells(old, COSTS)["I.1 Възнаграждения"][6] == Money.of("195.58", "BGN")
    assert [heading.text for heading in sheets(REPORTED, "en")["Sources of funding"].headings][1] == "Amount, euro"


def test_it_divides_a_budget_to_the_cent():
    thirds = replace(
        ground([line("1", "0.01"), line("2", "0.01"), line("3", "0.01")], []),
        sources=(FundedBy("eu", Text("ЕСФ"), eur("2")), FundedBy("own", Text("Собствен"), eur("1"))),
    )
    assert cells(thirds, COSTS)["ОБЩО РАЗХОДИ ПО ПРОЕКТА"][1:4] == [eur("0.02"), eur("0.01"), eur("0.03")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_draws_the_sheets_as_agreed(language, golden):
    golden(f"isun-form_{language}.txt", as_text(drawn(FIRST, REPORTED, language)))


@pytest.mark.parametrize(("code", "edition"), [("isun-form", "2014"), ("isun-forms", None), ("isun-typing", "1")])
def test_it_refuses_an_edition_it_does_not_have(code, edition):
    with pytest.raises(UnknownFormat) as refused:
        format_named(code, edition)
    assert refused.value.known


def test_it_marks_cross_financing_and_places_row_by_row_and_adds_them_up_apart():
    crossed, abroad = ENTRIES[0].but(cross_financed=True), ENTRIES[1].but(carried_out="outside_area")
    of = replace(REPORTED, entries=(crossed, abroad))
    heads = [heading.text for heading in sheets(of, "bg")[INVENTORY].headings]
    at = {
        shows: heads.index(TYPED[place])
        for shows, place in (("cross", 11), ("outside_area", 17), ("outside_union", 18))
    }
    rows = cells(of, INVENTORY)
    assert [rows[place][at["cross"]] for place in "12"] == ["Да", "Не"]
    assert [rows[place][at["outside_area"]] for place in "12"] == ["Не", "Да"]
    assert [rows[place][at["outside_union"]] for place in "12"] == ["Не", "Не"]
    apart = cells(of, SOURCES)
    assert apart["кръстосано финансиране"][4] == eur("425.00")  # of the grant
    outside = next(row for name, row in apart.items() if name and "извън програмния район" in str(name))
    assert outside[1] == eur("120.00")
    assert {row.cells[-1].value for row in sheets(of)["Проверки"].rows} == {"OK"}
