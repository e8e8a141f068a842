"""Participants come in from ИСУН's sheet: whole or not at all, every problem at once, pre-filled rows told from people."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest

from grants.access import Permission
from grants.acting import acting
from grants.audit.models import Entry
from grants.errors import NotAllowed, Objected, WrongState
from grants.exchange.people_import import Fate, look_at_sheet, take_sheet
from grants.exchange.people_reading import NO_TABLE, NOBODY, OTHER_HEADING, Line, read_people
from grants.exchange.people_understanding import understand
from grants.participants.actions import add_participants
from grants.participants.models import Participant, Special
from grants.personal.models import PersonalNumber
from grants.reports.people_export import export_participants
from grants.storage.sealed import Seal
from tests.cast import TODAY, row
from tests.originals import original_of
from tests.reports.people import egn, joined

SEAL = Seal.of("тестов-ключ-" * 4)
PERSON = {
    "A": 1, "B": "Иванка", "C": "Петрова", "D": "Колева", "E": "5001010018", "F": "жена", "G": 74, "H": "неактивно лице",
    "I": "Основно образование (начално  или прогимназиално)", "J": "Велико_Търново", "K": "Янтра", "L": "0888 123456", "M": "ivanka@primer.example",
    **dict.fromkeys("NOPQRS", "не"), "T": "не", **dict.fromkeys("UVW", "не"), "X": 2024, "Y": 2, "Z": 29, "AA": "Потребител на услуги",
    "AB": "София_област", "AC": "Антон", "AD": "-", "AE": "-", "AF": "-", "AG": "-", "AH": "-", "AI": "-",
}  # fmt: skip


@pytest.fixture(scope="module")
def original() -> bytes:
    """The ministry's own file, a thousand rows pre-filled."""
    return original_of("microdata_ESF.xlsx")


def filled(original: bytes, rows: dict[int, dict[str, object]], more: tuple[str, str] = ("", "")) -> bytes:
    """The template with people typed into some of its rows, as a spreadsheet program would leave it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                page = text.decode()
                for number, cells in rows.items():
                    page = re.sub(rf'<row r="{number}".*?</row>', _row(number, cells), page, count=1, flags=re.DOTALL)
                text = page.replace(*more, 1).encode() if more[0] else page.encode()
            made.writestr(name, text)
    return target.getvalue()


def _row(number: int, cells: dict[str, object]) -> str:
    return (
        f'<row r="{number}">'
        + "".join(_cell(f"{letters}{number}", value) for letters, value in cells.items())
        + "</row>"
    )


def _cell(place: str, value: object) -> str:
    if isinstance(value, str) and value.startswith("="):
        formula, _, shown = value[1:].partition(" → ")
        return f'<c r="{place}" t="str"><f>{formula}</f><v>{shown}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>' if value else ""
    return f'<c r="{place}"><v>{value}</v></c>'


def understood(**cells):
    """What is told of one row in which some cells differ, read as `read_people` gives it."""
    line = Line(3, tuple(str(value) for value in {**PERSON, **cells}.values()))
    return understand([line], {"обучения": 7}, TODAY)


# --- reading ----------------------------------------------------------------------------------------------------------


def test_it_tells_a_thousand_pre_filled_rows_from_people(original):
    read = read_people(filled(original, {3: PERSON, 5: {**PERSON, "A": "=ROW()-2 → 3", "G": "=DATEDIF(1,2) → 74"}}))
    assert [line.row for line in read.lines] == [3, 5]
    assert (read.unfilled, read.gap) == (998, None)
    assert read.formulas > 900
    assert read.lines[1].cells[0] == "3"
    assert read.lines[0].cells == tuple(str(value) for value in PERSON.values())
    assert read.lines[1].cells[6] == "74"
    with pytest.raises(Objected) as nobody:
        read_people(original)
    assert nobody.value.objections[0].sentence == NOBODY


def test_it_says_where_an_empty_row_would_end_the_reading(original):
    assert read_people(filled(original, {3: PERSON, 4: {}, 5: PERSON})).gap == 4


def test_it_tells_each_wrong_heading_by_its_column(original):
    other = filled(original, {2: {"A": "№", "B": "Име"}})
    with pytest.raises(Objected) as problem:
        read_people(other)
    assert [one.sentence for one in problem.value.objections] == [NO_TABLE]
    strings = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as source, zipfile.ZipFile(strings, "w") as made:
        for name in source.namelist():
            made.writestr(name, source.read(name).replace("<t>Малцинства</t>".encode(), "<t>Етнос</t>".encode()))
    with pytest.raises(Objected) as problem:
        read_people(strings.getvalue())
    (told,) = problem.value.objections
    assert (told.sentence, told.column, told.row, told.read) == (OTHER_HEADING, "P", 2, "Етнос")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", "не е таблица".encode()])
def test_it_refuses_what_is_no_workbook(content):
    with pytest.raises(Objected):
        read_people(content)


# --- understanding: every fault beside its cell, with the ministry's own sentence where it has one ----------------------

FAULTS: dict[str, tuple[dict[str, Any], str, str, str | None]] = {
    "no name": ({"B": ""}, "first_name", "This must be filled in.", "(задължително поле)"),
    "a name too long": ({"D": "К" * 201}, "family_name", "This is longer than 200 signs.", "максимум 200 символа"),
    "a wrong check digit": ({"E": "5001010019"}, "personal_number", "This is no personal number (ЕГН): its last digit", None),
    "no digits": ({"E": "няма"}, "personal_number", "A personal number (ЕГН) has ten digits", '"ЕГН" на ред "3"'),
    "a first zero lost": ({"E": int(egn(date(2001, 1, 1), 8, man=False))}, "personal_number", "The first zero", '"ЕГН" на ред "3"'),
    "another sex": ({"F": "мъж"}, "sex", "The personal number is that of a person of the other sex.", None),
    "no sex of the list": ({"F": "ж"}, "sex", "“{typed}” is not in the list", '"Пол" на ред "3"'),
    "an age in words": ({"G": "седемдесет"}, "age", "A whole number", "(очаквана стойност: цяло число)"),
    "an age that does not fit": ({"G": 73}, "age", "On the day of joining the person was {age}, not {typed}.", None),
    "one space for two": ({"I": "Основно образование (начално или прогимназиално)"}, "education", "The list writes", '"Степен на завършено образование"'),
    "a district with a space": ({"J": "Велико Търново"}, "district", "The list writes", '"Настоящ адрес (област)"'),
    "a settlement elsewhere": ({"K": "Антон"}, "settlement", "There is no “{settlement}” in the district {district}; there is one", "не се намира в тази област"),
    "a settlement nowhere": ({"K": "Ямтра"}, "settlement", "There is no “{settlement}” in the district {district}.", '"Настоящ адрес (населено място)" на ред "3"'),
    "a capital": ({"N": "Да"}, "migrant", "Write “да” or “не” here", '"Мигрант" на ред "3"'),
    "a space": ({"Q": "не "}, "roma", "Write “да” or “не” here", '"Роми" на ред "3"'),
    "no answer": ({"R": "-"}, "disability", "This must be filled in.", "(задължително поле)"),
    "blank other": ({"T": ""}, "other_disadvantage", "This must be filled in.", "(задължително поле)"),
    "no such day": ({"Z": 30}, "joined_year", "Year, month and day", 'на ред "3"'),
    "two digits": ({"X": 24}, "joined_year", "Year, month and day", 'на ред "3"'),
    "no day": ({"X": "-", "Y": "-", "Z": "-"}, "joined_year", "This must be filled in.", "(задължително поле)"),
    "joined before born": ({"X": 1949, "Z": 28}, "personal_number", "This day of birth is after the day of joining", None),
    "still to come": ({"X": 2027, "Z": 28, "G": 77}, "joined_year", "This day is still to come.", None),
    "left before joining": ({"AE": 2024, "AF": 2, "AG": 28}, "left_year", "This day is before the day of joining", None),
    "half a day of leaving": ({"AE": 2024, "AF": 3}, "left_year", "Year, month and day", '"Дата на напускане'),
    "an activity of nobody": ({"AA": "Танци"}, "activity_kind", "“{typed}” is neither in the list", None),
    "a reason of no list": ({"AH": "скука"}, "leaving_reason", "“{typed}” is not in the list", '"Причини за отпадане"'),
    "an error of a formula": ({"G": "#VALUE!"}, "age", "A whole number", "цяло число"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_it_tells_the_fault_at_its_cell_and_what_isun_would_say(name):
    cells, shows, sentence, theirs = FAULTS[name]
    (fault,) = understood(**cells).faults
    assert (fault.row, fault.shows) == (3, shows)
    assert fault.sentence.startswith(sentence)
    if theirs is None:
        assert fault.theirs == ""
    else:
        assert theirs in fault.theirs
    assert "50010100" not in f"{fault.read}{fault.facts}"


def test_it_tells_everything_of_a_row_at_once():
    told = understood(B="", F="ж", G="", N="Да", J="Велико Търново", X=24, AH="скука")
    assert [one.shows for one in told.faults] == [
        *("first_name", "sex", "age", "district", "migrant", "joined_year", "leaving_reason")
    ]


def test_it_warns_and_takes_nevertheless():
    told = understood(E="", K="Вълчовци (кметство Майско)")
    assert not told.faults
    assert [one.shows for one in told.warnings] == ["personal_number", "settlement"]
    assert told.warnings[0].theirs == 'Невалидна стойност в полето "ЕГН" на ред "3" (задължително поле)'
    assert told.people[0][1].values["age"] == 74


def test_it_takes_foreigners_activities_of_the_project_and_the_words_of_isun_in_any_capitals():
    told = understood(E="1000000001", C="-", G=30, AA="ОБУЧЕНИЯ", H="НЕАКТИВНО лице", T="самотен родител", N="да")
    assert not told.faults
    _, one = told.people[0]
    assert (one.number_kind, one.values["middle_name"], one.values["age"]) == ("foreign", "", 30)
    assert (one.values["activity_id"], one.values["activity_kind"], one.values["labour"]) == (7, "", "inactive")
    assert (one.values["other_disadvantage"], one.values["answers"]["migrant"]) == ("самотен родител", "yes")
    assert one.special == {"minority": "no", "roma": "no", "disability": "no"}


# --- looking and taking ---------------------------------------------------------------------------------------------


async def look(world, content, by="maria"):
    return await look_at_sheet(world.everybody[by], world.project, "microdata_ESF.xlsx", content, SEAL, TODAY)


@pytest.mark.anyio
async def test_it_brings_back_what_it_wrote(small_world):
    people = [
        joined(0),
        joined(1, left_on=date(2024, 3, 1), participation="left_early", leaving_reason="moved", leaving_status="other"),
        joined(2, special={"roma": "yes", "minority": "yes", "disability": "no"}, other_disadvantage="самотен родител"),
    ]
    async with acting(small_world.maria, Permission.EDIT_PARTICIPANTS, small_world.project.ref) as deed:
        await add_participants(deed, small_world.project, people, SEAL)
    columns = [one for one in people[0].values if one != "answers"]
    before = await Participant.all().order_by("position").values(*columns, "answers", "age", "born_on")
    special = await Special.all().order_by("participant_id").values_list("answers", flat=True)
    made = await export_participants(small_world.maria, small_world.project, SEAL, TODAY)
    assert (await look(small_world, made.content)).count(Fate.HERE) == 3
    await Participant.all().delete()
    await PersonalNumber.all().delete()
    looked = await look(small_world, made.content)
    assert await take_sheet(small_world.maria, small_world.project, looked.sealed, SEAL, TODAY) == 3
    assert await Participant.all().order_by("position").values(*columns, "answers", "age", "born_on") == before
    assert await Special.all().order_by("participant_id").values_list("answers", flat=True) == special
    entry = await Entry.get(deed="participants.imported")
    assert entry.after == {"file": "microdata_ESF.xlsx", "sha256": made.sha256, "rows": 3}


@pytest.mark.anyio
async def test_it_takes_one_person_once_whether_twice_in_the_sheet_or_here_already(small_world, original):
    other = {**PERSON, "B": "Стоян", "E": joined(1).personal_number, "F": "мъж", "G": 74}
    content = filled(original, {3: PERSON, 4: {**PERSON, "D": "Друга"}, 5: other})
    looked = await look(small_world, content)
    assert looked.fates == {3: Fate.NEW, 4: Fate.TWICE, 5: Fate.NEW}
    assert looked.understood.warnings[0].theirs == (
        'Стойността в полето "ЕГН" на ред "4" се дублира със стойността на ред "3"'
    )
    assert await take_sheet(small_world.maria, small_world.project, looked.sealed, SEAL, TODAY) == 2
    again = await look(small_world, content)
    assert (again.count(Fate.HERE), again.sealed) == (2, "")


@pytest.mark.anyio
async def test_it_saves_nothing_when_the_register_changed_or_the_sheet_is_another(small_world, original):
    looked = await look(small_world, filled(original, {3: PERSON}))
    with pytest.raises(WrongState):
        await take_sheet(small_world.desislava, small_world.project, looked.sealed, SEAL, TODAY)
    with pytest.raises(WrongState):
        await take_sheet(small_world.maria, small_world.project, SEAL.close("5001010018"), SEAL, TODAY)
    await take_sheet(small_world.maria, small_world.project, looked.sealed, SEAL, TODAY)
    with pytest.raises(WrongState):
        await take_sheet(small_world.maria, small_world.project, looked.sealed, SEAL, TODAY)
    assert await Participant.all().count() == 1
    faulty = await look(small_world, filled(original, {3: {**PERSON, "N": "Да"}}))
    assert faulty.sealed == ""


@pytest.mark.anyio
async def test_it_brings_a_partners_people_into_its_own_part_and_nobody_in_for_who_may_not(small_world, original):
    content = filled(original, {3: PERSON})
    looked = await look(small_world, content, by="elena")
    await take_sheet(small_world.elena, small_world.project, looked.sealed, SEAL, TODAY)
    assert await Participant.all().values_list("partner_id", flat=True) == [small_world.partner]
    for name in ("ivan", "angel", "petar"):
        with pytest.raises(NotAllowed):
            await look(small_world, content, by=name)


@pytest.mark.anyio
async def test_it_shows_every_problem_then_whom_it_would_add_and_then_saves(small_world, browser, original):
    await row(small_world.project, "activity", "1", title_bg="Обучения")
    here = f"/projects/{small_world.project.code}/participants"
    await browser.sign_in(small_world.desislava.email)

    async def send(content: bytes):
        return await browser.post(
            f"{here}/import?lang=bg", files={"file": ("хора.xlsx", content)}, data={"form_key": "k"}
        )

    answer = await send(filled(original, {3: {**PERSON, "N": "Да", "E": "5001010019"}}))
    assert answer.status_code == 422
    assert "N3" in answer.text
    assert "Напишете тук „да“ или „не“" in answer.text
    assert "Невалидна стойност в полето &#34;Мигрант&#34; на ред &#34;3&#34;" in answer.text
    assert "5001010019" not in answer.text
    assert not await Participant.exists()
    answer = await send(filled(original, {3: {**PERSON, "AA": "обучения"}}))
    assert answer.status_code == 200
    assert "999 реда от образеца" in answer.text
    assert "Иванка Колева" in answer.text
    assert "5001010018" not in answer.text
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text))
    done = await browser.post(f"{here}/import", {"sealed": form["sealed"], "form_key": form["form_key"]})
    assert (done.status_code, done.headers["location"]) == (303, here)
    assert await Participant.filter(activity__number="1").count() == 1
    again = await browser.post(f"{here}/import", {"sealed": form["sealed"], "form_key": form["form_key"]})
    assert again.status_code == 303
    assert await Participant.all().count() == 1
    assert "Choose a file first." in (await browser.post(f"{here}/import?lang=en", {"form_key": "l"})).text
