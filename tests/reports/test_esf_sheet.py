"""The participants' micro-data are taken by ИСУН's importer, and the sheet is the ministry's own „microdata_ESF.xlsx“."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from grants.access import Permission
from grants.acting import acting
from grants.audit.models import Entry
from grants.errors import NotAllowed, WrongState
from grants.participants.actions import add_participants
from grants.participants.editions import ESF_2014
from grants.participants.models import Participant
from grants.personal.rules import IdentifierKind
from grants.reports.people import Person, cells_of, gathered, layout
from grants.reports.people_export import export_participants
from grants.reports.workbook import written_exactly
from grants.storage.sealed import Seal
from tests.cast import TODAY
from tests.originals import original_of
from tests.reports.esf_importer import ELSEWHERE, REQUIRED, WHOLE, WRONG_TEMPLATE, Lists, import_participants, lists_of
from tests.reports.isun_importer import MAIN, Refusal, parts, sheet_paths
from tests.reports.people import egn, joined
from tests.reports.test_isun_inventory import as_lines

SEAL = Seal.of("тестов-ключ-" * 4)
JOINED = "Дата на включване в дейности (година, месец, ден)"
LEFT = "Дата на напускане на дейности (година, месец, ден)"


@pytest.fixture(scope="module")
def original() -> bytes:
    """The ministry's own file."""
    return original_of("microdata_ESF.xlsx")


@pytest.fixture(scope="module")
def known(original) -> Lists:
    return lists_of(original)


def person(n=0, **told) -> Person:
    one = joined(n, **told)
    values = {"age": 54, **{name: value for name, value in one.values.items() if name != "answers"}}
    return Person(n + 1, f"P-{n + 1:04}", values, {**one.values["answers"], **one.special}, True, one.personal_number)


def sheet(*people: Person) -> bytes:
    asked = frozenset(one.name for one in ESF_2014.questions)
    rows = [cells_of(one, place, one.same, asked=asked) for place, one in enumerate(people, start=1)]
    return written_exactly(layout(), rows, TODAY)


@pytest.fixture(scope="module")
def ours() -> bytes:
    """Two people: one who stays, one who left early on a leap day, born on one too."""
    leap = person(
        1,
        left_on=date(2024, 2, 29),
        participation="left_early",
        leaving_reason="personal",
        leaving_status="other",
        labour="inactive_student",
        education="post",
        number=egn(date(2004, 2, 29), 3, man=True),
    )
    return sheet(person(0), leap)


def rewritten(content: bytes, part: str, old: str, new: str) -> bytes:
    """The file with one text replaced in one of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                replaced = re.sub(old, new, text.decode(), count=1)
                assert replaced != text.decode(), old
                text = replaced.encode()
            made.writestr(name, text)
    return target.getvalue()


# --- the importer refuses what is spoiled, each in the ministry's own words, before ours is tried ---------------------

STRINGS, TABLE = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"
BLANK = r'(<c r="{cell}" s="\d+")[^>]*>.*?</c>'


def emptied(cell: str) -> tuple[str, str, str]:
    return TABLE, BLANK.format(cell=cell), r"\1/>"


def number_in(cell: str, value: str) -> tuple[str, str, str]:
    return TABLE, BLANK.format(cell=cell), rf"\1><v>{value}</v></c>"


def words_in(cell: str, words: str) -> tuple[str, str, str]:
    """An inline string in the place of a shared one: the importer reads nothing of it."""
    return TABLE, BLANK.format(cell=cell), rf'\1 t="inlineStr"><is><t>{words}</t></is></c>'


def told(heading: str, why: str = "", row: int = 3) -> str:
    return f'Невалидна стойност в полето "{heading}" на ред "{row}"' + (f" ({why})" if why else "")


SPOILED = {
    "another heading": ((STRINGS, "<t>Фамилия</t>", "<t>Фамилно име</t>"), WRONG_TEMPLATE),
    "a heading that is a number": (number_in("H2", "8"), WRONG_TEMPLATE),
    "a heading nobody wrote": (emptied("AI2"), WRONG_TEMPLATE),
    "no row of groups": ((TABLE, r'<row r="1".*?</row>', ""), WRONG_TEMPLATE),
    "no number in the list": (emptied("A3"), told("№", REQUIRED)),
    "no first name": (emptied("B3"), told("Име", REQUIRED)),
    "no middle name": (emptied("C3"), told("Презиме", REQUIRED)),
    "no family name": (emptied("D3"), told("Фамилия", REQUIRED)),
    "a name of 201 signs": ((STRINGS, "<t>Колева-0</t>", f"<t>{'К' * 201}</t>"), "максимум 200 символа"),
    "a name in rich text": ((STRINGS, "<t>Иванка</t>", "<r><t>Иванка</t></r>"), told("Име", REQUIRED)),
    "words beside the shared ones": (words_in("D3", "Колева"), told("Фамилия", REQUIRED)),
    "no personal number": (emptied("E3"), told("ЕГН", REQUIRED)),
    "a leading zero lost": (number_in("E3", "101057509"), told("ЕГН")),
    "another word for the sex": ((STRINGS, "<t>жена</t>", "<t>ж</t>"), told("Пол")),
    "an age in words": (words_in("G3", "54"), told("Възраст", REQUIRED)),
    "an age with a part": (number_in("G3", "54.5"), told("Възраст", WHOLE)),
    "a status of no list": ((STRINGS, "<t>неактивно лице</t>", "<t>пенсионер</t>"), told("Статут на пазара на труда")),
    "one space where there are two": ((STRINGS, r"\(начално  или", "(начално или"), told("Степен на завършено образование")),
    "a district with a space": ((STRINGS, "<t>Велико_Търново</t>", "<t>Велико Търново</t>"), told("Настоящ адрес (област)")),
    "a settlement elsewhere": ((STRINGS, "<t>Янтра</t>", "<t>Антон</t>"), told("Настоящ адрес (населено място)", ELSEWHERE)),
    "a settlement nowhere": ((STRINGS, "<t>Антон</t>", "<t>Ямтра</t>"), told("Място на изпълнение на дейността (населено място)")),
    "„Не“ for „не“": ((STRINGS, "<t>не</t>", "<t>Не</t>"), told("Мигрант")),
    "a space after „не“": ((STRINGS, "<t>не</t>", '<t xml:space="preserve">не </t>'), told("Роми")),
    "no answer": (emptied("R3"), told("Хора с увреждания", REQUIRED)),
    "nothing about other disadvantages": (emptied("T3"), told("Други хора в неравностойно положение", REQUIRED)),
    "a day that does not exist": (number_in("Z3", "30"), told(JOINED)),
    "a year of two digits": (number_in("X3", "24"), told(JOINED)),
    "no day of joining": ((TABLE, r'(<c r="X3" s="\d+")><v>2024</v></c>(<c r="Y3" s="\d+")><v>2</v></c>(<c r="Z3" s="\d+")><v>29</v></c>', r"\1/>\2/>\3/>"), told(JOINED, REQUIRED)),
    "no activity": (emptied("AA3"), told("Дейност", REQUIRED)),
    "half a day of leaving": (emptied("AF4"), told(LEFT, row=4)),
    "a reason of no list": ((STRINGS, "<t>Нямах възможност да", "<t>Не можах да"), told("Причини за отпадане", row=4)),
    "a row of the template": ((TABLE, "</sheetData>", '<row r="5"><c r="A5"><v>3</v></c><c r="B5"/></row></sheetData>'), told("Име", REQUIRED, row=5)),
    "a cell that is not there": ((TABLE, r'<c r="B3"[^>]*>.*?</c>', ""), "Object reference not set"),
    "no shared strings": ((STRINGS, "whole", ""), "Object reference not set"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_it_would_be_refused_in_the_ministrys_own_words(ours, known, name):
    (part, old, new), message = SPOILED[name]
    spoiled = without(ours, part) if old == "whole" else rewritten(ours, part, old, new)
    with pytest.raises(Refusal) as refusal:
        import_participants(spoiled, known)
    assert message in str(refusal.value)


def without(content: bytes, part: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            if name != part:
                made.writestr(name, source.read(name))
    return target.getvalue()


def test_it_would_be_refused_as_no_workbook_and_as_the_unfilled_template(original, known):
    with pytest.raises(Refusal, match="Невалиден файл"):
        import_participants("не е таблица".encode(), known)
    with pytest.raises(Refusal) as refusal:
        import_participants(original, known)
    assert told("Име", REQUIRED, row=1002) in str(refusal.value)


# --- and takes ours -------------------------------------------------------------------------------------------------


def test_it_is_taken_and_gives_the_original_values_back(ours, known):
    taken = import_participants(ours, known)
    assert taken.warnings == []
    first, second = taken.rows
    assert first == {
        "№": "1", "Име": "Иванка", "Презиме": "Петрова", "Фамилия": "Колева-0", "ЕГН": joined(0).personal_number, "Пол": "жена", "Възраст": "54",
        "Статут на пазара на труда": "неактивно лице", "Степен на завършено образование": "Основно образование (начално  или прогимназиално)",
        "Настоящ адрес (област)": "Велико_Търново", "Настоящ адрес (населено място)": "Янтра", "Телефон за контакт": "0888 000000", "e-mail": "uchastnik0@primer.example",
        "Мигрант": "не", "Участник с произход от друга държава": "не", "Малцинства": "не", "Роми": "не", "Хора с увреждания": "не",
        "Бездомни или засегнати от жилищно изключване": "не", "Други хора в неравностойно положение": "не",
        "Участници, които живеят в безработни домакинства": "не", "Участници, които живеят в безработни домакинства с деца на издръжка": "не",
        "Участници, които живеят в едночленно домакинство с деца на издръжка": "не", JOINED: "2024-02-29", "Дейност": "Потребител на услуги",
        "Място на изпълнение на дейността (област)": "София_област", "Място на изпълнение на дейността (населено място)": "Антон",
        "Статут на участие": "", LEFT: "", "Причини за отпадане": "", "Статут на участника при излизане от операцията": "",
    }  # fmt: skip
    assert second["Статут на пазара на труда"] == "неактивно лице, ангажирано с образование и обучение (учащ)"
    assert second[LEFT] == "2024-02-29"
    assert second["ЕГН"].startswith("044229")
    assert second["Причини за отпадане"] == "Нямах възможност да продължа участие поради лични причини"


def test_it_takes_every_word_of_every_list_and_somebody_of_each_settlement(known):
    lists = {
        "labour": ESF_2014.labour,
        "education": ESF_2014.education,
        "activity_kind": ESF_2014.activity_kinds,
        "participation": ESF_2014.participation,
        "leaving_reason": ESF_2014.leaving_reasons,
        "leaving_status": ESF_2014.leaving_statuses,
    }
    everybody = [
        person(at, **{shows: key}) for shows, words in lists.items() for at, key in enumerate(words, start=100)
    ]
    everybody += [person(200, answers=dict.fromkeys(joined().values["answers"], "yes"), middle_name="", phone="")]
    assert len(import_participants(sheet(*everybody), known).rows) == len(everybody)


def test_it_takes_foreigners_and_people_without_a_middle_name(known):
    told = person(0, first_name="Jean-Luc", family_name="D’Arc", middle_name="", number="1000000001")
    (row,) = import_participants(sheet(told), known).rows
    assert (row["Име"], row["Презиме"], row["Фамилия"], row["ЕГН"]) == ("Jean-Luc", "-", "D’Arc", "1000000001")


def test_it_writes_a_refused_answer_as_no_and_never_makes_a_formula_of_what_people_wrote(known):
    refusing = person(0, special={"roma": "refused", "minority": "yes", "disability": "no"}, family_name="=1+1")
    content = sheet(refusing)
    (row,) = import_participants(content, known).rows
    assert (row["Роми"], row["Малцинства"], row["Фамилия"]) == ("не", "да", "=1+1")
    assert b"<f>" not in parts(content)[TABLE]


def test_it_is_warned_of_a_number_that_stands_twice(known):
    taken = import_participants(sheet(person(0), person(1), person(2, number=joined(0).personal_number)), known)
    assert taken.warnings == ['Стойността в полето "ЕГН" на ред "5" се дублира със стойността на ред "3"']


def test_it_leaves_out_whom_the_importer_would_refuse_and_says_why():
    people = [
        person(0),
        person(1, district="Велико Търново", settlement="Вълчовци (кметство Майско)"),
        person(2, settlement="Антон"),
        person(3, labour="", answers={}, joined_on=None),
        person(4, forgotten_at=TODAY),
    ]
    found = gathered(people, frozenset())
    assert [one.number for one in found.written] == ["P-0001"]
    assert {one.number: [reason.shows for reason in reasons] for one, reasons in found.left_out} == {
        "P-0002": ["settlement"],
        "P-0003": ["settlement"],
        "P-0004": [
            *("labour", "migrant", "foreign_background", "homeless", "jobless_household"),
            *("jobless_with_children", "single_with_children", "joined_year"),
        ],
        "P-0005": [""],
    }


# --- compared with the ministry's own file ---------------------------------------------------------------------------


class Workbook:
    """As much of the workbook as is compared, read straight from its XML."""

    def __init__(self, content: bytes) -> None:
        self.parts = parts(content)
        self.sheets = sheet_paths(self.parts)
        self.first: Any = ET.fromstring(self.parts[self.sheets[0][2]])
        self.styles: Any = ET.fromstring(self.parts["xl/styles.xml"])
        shared = ET.fromstring(self.parts["xl/sharedStrings.xml"])
        self.strings = ["".join(one.itertext()) for one in shared]

    def names(self) -> dict[str, str]:
        found = ET.fromstring(self.parts["xl/workbook.xml"]).iter(f"{MAIN}definedName")
        return {one.get("name", ""): one.text or "" for one in found}

    def cells(self, at: int) -> dict[str, str]:
        page = ET.fromstring(self.parts[self.sheets[at][2]])
        told = {}
        for cell in page.iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v")
            if value is not None:
                told[cell.get("r", "")] = self.strings[int(value)] if cell.get("t") == "s" else value
        return told

    def widths(self, at: int, columns: int) -> list[float]:
        found = []
        for one in ET.fromstring(self.parts[self.sheets[at][2]]).iter(f"{MAIN}col"):
            last = min(int(one.get("max", "0")), columns)
            found += [float(one.get("width", "0"))] * (last - int(one.get("min", "0")) + 1)
        return found

    def headings(self, row: int) -> list[tuple[str, str]]:
        told = self.cells(0)
        of_row = next(one for one in self.first.iter(f"{MAIN}row") if one.get("r") == str(row))
        return [(cell.get("r"), told.get(cell.get("r"), "")) for cell in of_row]

    def validations(self) -> set[tuple[Any, ...]]:
        asked = ("type", "operator", "allowBlank", "showErrorMessage", "errorTitle", "error")
        return {
            (*(one.get(name) for name in asked), frozenset(one.get("sqref").split()), one.findtext(f"{MAIN}formula1"))
            for one in self.first.iter(f"{MAIN}dataValidation")
        }

    def as_text(self, number: str | None) -> bool:
        known = {one.get("numFmtId"): one.get("formatCode") for one in self.styles.iter(f"{MAIN}numFmt")}
        return number == "49" or known.get(number) == "@"

    def style(self, reference: str) -> dict[str, Any]:
        number = next(one.get("s") for one in self.first.iter(f"{MAIN}c") if one.get("r") == reference)
        xf = self.styles.find(f"{MAIN}cellXfs")[int(number or 0)]
        font = self.styles.find(f"{MAIN}fonts")[int(xf.get("fontId"))]
        fill = self.styles.find(f"{MAIN}fills")[int(xf.get("fillId"))].find(f"{MAIN}patternFill")
        protection, alignment = xf.find(f"{MAIN}protection"), xf.find(f"{MAIN}alignment")
        return {
            "bold": font.find(f"{MAIN}b") is not None,
            "size": font.find(f"{MAIN}sz").get("val"),
            "font": font.find(f"{MAIN}name").get("val"),
            "filled": fill.get("patternType"),
            "align": alignment.get("horizontal") if alignment is not None else None,
            "unlocked": protection is not None and protection.get("locked") == "0",
            "text": self.as_text(xf.get("numFmtId")),
        }


@pytest.fixture(scope="module")
def theirs(original) -> Workbook:
    return Workbook(original)


@pytest.fixture(scope="module")
def mine(ours) -> Workbook:
    return Workbook(ours)


def test_it_has_the_same_sheets_in_the_same_order_three_of_them_hidden(mine, theirs):
    assert [sheet[:2] for sheet in mine.sheets] == [sheet[:2] for sheet in theirs.sheets]
    assert [sheet[1] for sheet in mine.sheets] == ["visible", "hidden", "hidden", "hidden"]


@pytest.mark.parametrize("row", [1, 2])
def test_it_has_the_same_headings_in_the_same_cells(mine, theirs, row):
    assert mine.headings(row) == theirs.headings(row)
    assert len(mine.headings(row)) == 35


def test_it_merges_the_same_cells(mine, theirs):
    merged = [{one.get("ref") for one in book.first.iter(f"{MAIN}mergeCell")} for book in (mine, theirs)]
    assert merged[0] == merged[1]
    assert len(merged[0]) == 7


@pytest.mark.parametrize(("at", "columns"), [(0, 35), (1, 33), (2, 29)])
def test_it_has_the_same_widths(mine, theirs, at, columns):
    assert mine.widths(at, columns) == pytest.approx(theirs.widths(at, columns), abs=1 / 256)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_it_has_the_same_lists_cell_by_cell(mine, theirs, at):
    assert mine.cells(at) == theirs.cells(at)


def test_it_has_the_same_names(mine, theirs):
    # Left out: what Excel kept of two people's views, and a name that leads to a file nobody has.
    others = {
        name: text for name, text in theirs.names().items() if not name.startswith(("_xlnm", "Z_")) and name != "age"
    }
    assert {name: text for name, text in mine.names().items() if not name.startswith("_xlnm")} == others
    assert len(others) == 70


def test_it_validates_the_same_cells_in_the_same_way(mine, theirs):
    assert mine.validations() == theirs.validations()


@pytest.mark.parametrize(
    "reference", ["B1", "N1", "U1", "X1", "AD1", "A2", "E2", "H2", "X2", "AE2", "AI2", "B3", "E3", "H3", "L3"]
)
def test_it_draws_its_cells_the_same(mine, theirs, reference):
    assert mine.style(reference) == theirs.style(reference)


def test_it_has_rows_of_headings_of_the_same_height(mine, theirs):
    heights = [[one.get("ht") for one in list(book.first.iter(f"{MAIN}row"))[:2]] for book in (mine, theirs)]
    assert heights[0] == heights[1] == ["23.25", "63.75"]


def test_it_protects_and_allows_the_same(mine, theirs):
    said = [
        {name: value for name, value in book.first.find(f"{MAIN}sheetProtection").items() if name not in {"algorithmName", "hashValue", "saltValue", "spinCount"}}
        for book in (mine, theirs)
    ]  # fmt: skip
    assert said[0] == said[1]


def test_it_has_no_row_after_the_last_person_and_35_cells_in_each(mine):
    rows = list(mine.first.iter(f"{MAIN}row"))
    assert [int(one.get("r")) for one in rows] == [1, 2, 3, 4]
    assert {len(list(one)) for one in rows} == {35}


def test_it_has_plain_shared_strings_and_no_formula(mine):
    assert not list(ET.fromstring(mine.parts[STRINGS]).iter(f"{MAIN}r"))
    assert not list(mine.first.iter(f"{MAIN}f"))
    assert {one.get("t") for one in mine.first.iter(f"{MAIN}c")} == {"s", None}


def test_it_reads_as_the_kept_sheet(mine, golden):
    golden("isun-participants_bg.txt", as_lines(mine))


# --- written for somebody ---------------------------------------------------------------------------------------------


async def register(world, *people) -> None:
    async with acting(world.maria, Permission.EDIT_PARTICIPANTS, world.project.ref) as deed:
        await add_participants(deed, world.project, people, SEAL)


@pytest.mark.anyio
async def test_it_writes_the_register_and_records_it_without_a_number(small_world, known):
    foreign = joined(2, number="1000000001", kind=IdentifierKind.FOREIGN, age=73)
    await register(small_world, joined(0), joined(1, number=""), foreign)
    made = await export_participants(small_world.maria, small_world.project, SEAL, TODAY)
    taken = import_participants(made.content, known)
    assert [row["ЕГН"] for row in taken.rows] == [joined(0).personal_number, "1000000001"]
    assert [row["Възраст"] for row in taken.rows] == ["74", "73"]
    entries = await Entry.filter(deed__in=["participants.exported", "personal_number.copied"]).order_by("id")
    assert [entry.deed for entry in entries] == ["personal_number.copied", "participants.exported"]
    assert entries[1].after == {"rows": 2, "left_out": 1, "sha256": hashlib.sha256(made.content).hexdigest()}
    told = json.dumps([[one.before, one.after, one.subject_label] for one in await Entry.all()])
    assert not any(one.personal_number in told for one in (joined(0), foreign))


@pytest.mark.anyio
async def test_it_is_written_for_nobody_but_who_sees_personal_numbers(small_world):
    await register(small_world, joined(0))
    for name in ("ivan", "elena", "desislava", "angel", "ada", "petar"):
        with pytest.raises(NotAllowed):
            await export_participants(small_world.everybody[name], small_world.project, SEAL, TODAY)
    assert not await Entry.filter(deed="participants.exported").exists()
    await Participant.all().update(labour="")
    with pytest.raises(WrongState):
        await export_participants(small_world.maria, small_world.project, SEAL, TODAY)


@pytest.mark.anyio
async def test_it_says_on_its_page_who_is_left_out_and_hands_the_file_over(small_world, browser, known):
    await register(small_world, joined(0), joined(1, number="", labour=""))
    here = f"/projects/{small_world.project.code}/participants/sheet"
    await browser.sign_in(small_world.maria.email)
    page = await browser.get(here)
    assert "P-0002" in page
    assert "без отговор: Възраст; Статут на пазара на труда" in page
    assert "няма ЕГН" in page
    assert joined(0).personal_number not in page
    answer = await browser.post(here)
    assert answer.status_code == 200
    assert "microdata_ESF" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert len(import_participants(answer.content, known).rows) == 1
    assert "no personal number (ЕГН)" in await browser.get(f"{here}?lang=en")
    await browser.sign_in(small_world.desislava.email)
    await browser.get(here, 403)
