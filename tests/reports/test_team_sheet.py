"""The team's hours are taken by ИСУН's importer to the quarter of an hour, and the sheet is the ministry's own „Team.xlsx“."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from grants.audit.models import Entry
from grants.errors import NotAllowed, WrongState
from grants.funders.isun_team import TEAM
from grants.reports.ids.actions import keep_ids
from grants.reports.ids.queries import CONTRACT_AND_PACKAGE
from grants.reports.particulars import FunderName, Preparer
from grants.reports.team_sheet import Each, export_team, hours_text
from grants.reports.workbook import written_exactly
from grants.storage.database import rows
from grants.storage.sealed import Seal
from grants.team.models import Hours, Timesheet, WorkDone
from tests.cast import TODAY, row
from tests.originals import original_of
from tests.reports.drafts import gid
from tests.reports.isun_importer import MAIN, Refusal, parts
from tests.reports.isun_xml_reader import Draft, read
from tests.reports.team_importer import import_team, lists_in, submission_problems
from tests.reports.test_isun_inventory import Workbook, as_lines, rewritten
from tests.team.test_members import member

SEAL = Seal.of("тайна")
EGN = "6101057509"
GOOD = {
    "name": "Росица Маринова",
    "position": "социален работник",
    "identifier": "ЕГН",
    "personal_number": EGN,
    "engagement": "Трудов договор",
    "day": "29.02.2024",
    "hours": "7.5",
    "done": "Посещения по домовете",
    "results": "12 посещения",
}
FIGURES = [column.shows for column in TEAM.columns]


@pytest.fixture(scope="module")
def original() -> bytes:
    """The ministry's own file."""
    return original_of("Team.xlsx")


@pytest.fixture(scope="module")
def lists(original):
    return lists_in(original)


def sheet(*rows_, layout=TEAM, order=FIGURES) -> bytes:
    return written_exactly(layout, [tuple({**GOOD, **one}[shows] for shows in order) for one in rows_], TODAY)


# --- the importer refuses what is spoiled, each in the ministry's own words, before ours is tried ---------------------

SHIFTED = ["name", "position", "engagement", "day", "hours", "done", "results", "identifier", "personal_number"]
SWAPPED = ["name", "position", "identifier", "personal_number", "engagement", "hours", "day", "done", "results"]
OLD = ["name", "position", "personal_number", "engagement", "day", "hours", "done", "results"]
SPOILED = {
    **{f"identifier {one}": ({"identifier": one}, "Идентификатор") for one in ("ЛНЧ", "EГН", "ЕГН/", "Лична карта", "EGN", "egn", "Чужденец")},
    **{
        f"engagement {one}": ({"engagement": one}, "Тип на ангажимента")
        for one in ("Трудов", "Employment contract", "Трудов договор;", "Друг", "Заповед №", "Граждански", "ДУК")
    },
    **{
        f"day {one}": ({"day": one}, "Дата")
        for one in ("30.02.2024", "29.02.2025", "00.12.2025", "32.12.2025", "вчера", "12.13.2025", "1.1.25 г.", "46000")
    },
    **{
        f"hours {one}": ({"hours": one}, "Отработени часове")
        for one in ("седем", "7 ч.", "7 1/2", "7:30", "7.5.0", "–8", "8 часа", "7.5ч", "н/п")
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_it_would_be_refused_with_the_field_and_the_row(lists, name):
    spoiled, field = SPOILED[name]
    with pytest.raises(Refusal) as refusal:
        import_team(sheet({}, spoiled), lists)
    assert str(refusal.value) == f'Невалидна стойност в полето "{field}" на ред 3.'


@pytest.mark.parametrize(
    ("order", "field"), [(SHIFTED, "Идентификатор"), (SWAPPED, "Дата"), ([*OLD, "identifier"], "Идентификатор")]
)
def test_it_would_be_refused_when_its_columns_stand_otherwise(lists, order, field):
    with pytest.raises(Refusal, match=f'"{field}" на ред 2'):
        import_team(sheet({}, order=order), lists)


def test_it_would_be_refused_with_a_title_above_the_headings_and_as_no_workbook(lists):
    title = '<row r="0"><c r="A0" t="s"><v>0</v></c></row><row r="1"'
    with pytest.raises(Refusal, match='"Идентификатор" на ред 1'):
        import_team(rewritten(sheet({}), "xl/worksheets/sheet1.xml", '<row r="1"', title), lists)
    with pytest.raises(Refusal, match="Невалиден файл"):
        import_team("не е таблица".encode(), lists)


def test_it_would_be_taken_for_ten_times_the_hours_as_a_number(lists):
    """Why hours are text with a dot: nothing refuses a number, and it says something else."""
    content = sheet({})
    cell = next(
        one
        for one in ET.fromstring(parts(content)["xl/worksheets/sheet1.xml"]).iter(f"{MAIN}c")
        if one.get("r") == "G2"
    )
    old = f'<c r="G2" s="{cell.get("s")}" t="s"><v>{cell.findtext(f"{MAIN}v")}</v></c>'
    (spoiled,) = import_team(rewritten(content, "xl/worksheets/sheet1.xml", old, '<c r="G2"><v>7.5</v></c>'), lists)
    assert spoiled.hours == 75
    (ours,) = import_team(content, lists)
    assert ours.hours == Decimal("7.5")


# --- and takes ours -------------------------------------------------------------------------------------------------


def test_it_is_taken_and_gives_the_original_values_back(lists):
    foreign = {
        "name": "Jean-Luc Д’Арк",
        "identifier": "Чуждестранно лице",
        "personal_number": "0012345",
        "engagement": "Друго",
    }
    taken = import_team(sheet({}, {**foreign, "hours": "0.25", "done": "=1+1"}), lists)
    assert submission_problems(taken) == []
    first, second = taken
    assert (first.number, first.day, first.hours) == (EGN, date(2024, 2, 29), Decimal("7.5"))
    assert (second.name, second.number, second.hours, second.done) == (
        foreign["name"],
        "0012345",
        Decimal("0.25"),
        "=1+1",
    )


@pytest.mark.parametrize(("hours", "text"), [("7.50", "7.5"), ("8.00", "8"), ("0.25", "0.25"), ("160", "160"), ("100.00", "100"), ("0", "0")])  # fmt: skip
def test_it_writes_hours_with_a_dot_and_nothing_needless(hours, text):
    assert hours_text(Decimal(hours)) == text


# --- compared with the ministry's own file ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def theirs(original) -> Workbook:
    return Workbook(original)


@pytest.fixture(scope="module")
def ours() -> Workbook:
    return Workbook(sheet({}, {}))


def test_it_has_the_same_sheets_headings_and_height(ours, theirs):
    assert [one[:2] for one in ours.sheets] == [one[:2] for one in theirs.sheets]
    assert ours.texts(ours.first, 1) == theirs.texts(theirs.first, 1)
    assert [next(one.first.iter(f"{MAIN}row")).get("ht") for one in (ours, theirs)] == ["27.75", "27.75"]


def test_it_has_the_same_widths(ours, theirs):
    assert ours.widths(ours.first) == pytest.approx(theirs.widths(theirs.first), abs=1 / 256)
    assert ours.widths(ours.second) == pytest.approx(theirs.widths(theirs.second), abs=1 / 256)


def test_it_has_the_same_lists_names_and_validations(ours, theirs):
    for letter in "AB":
        assert ours.column(ours.second, letter) == theirs.column(theirs.second, letter)
    assert ours.names() == theirs.names()
    found = [
        [(one.get("type"), one.get("allowBlank"), one.get("sqref"), one.findtext(f"{MAIN}formula1")) for one in book.first.iter(f"{MAIN}dataValidation")]
        for book in (ours, theirs)
    ]  # fmt: skip
    assert found[0] == found[1]


def test_it_draws_its_headings_and_cells_the_same(ours, theirs):
    for letter in "ABCDEFGHI":
        mine, other = ours.cell_style(f"{letter}1"), theirs.cell_style(f"{letter}1")
        tints = [float(one["fill"][1].pop("tint")) for one in (mine, other)]
        assert tints[0] == pytest.approx(tints[1])
        mine["format"] = other["format"] = ""  # one heading of theirs is formatted as text
        assert mine == other
        assert ours.cell_style(f"{letter}2")["border"] == theirs.cell_style(f"{letter}2")["border"]
        assert not ours.cell_style(f"{letter}2")["locked"]
    assert ours.cell_style("G2")["format"] == theirs.cell_style("G2")["format"] == "@"
    assert ours.first.find(f"{MAIN}sheetProtection").get("sheet") == "1"


def test_it_has_no_row_after_the_last_and_nothing_but_plain_text(ours):
    assert [int(one.get("r")) for one in ours.first.iter(f"{MAIN}row")] == [1, 2, 3]
    assert {one.get("t") for one in ours.first.iter(f"{MAIN}c")} == {"s"}
    assert not list(ours.first.iter(f"{MAIN}f"))


def test_it_reads_as_the_kept_sheet(ours, golden):
    golden("isun-team_bg.txt", as_lines(ours))


# --- written for somebody ---------------------------------------------------------------------------------------------


async def approved(member_id, month, days, texts, state="approved"):
    """A month's sheet: (day, activity, hours), and what was done by activity."""
    made = await Timesheet.create(member_id=member_id, month_on=month, state=state)
    known = {one["number"]: one["id"] for one in await rows("SELECT id, number FROM activity")}
    for day, activity, hours in days:
        await Hours.create(
            sheet_id=made.id, activity_id=known.get(activity), day_on=month.replace(day=day), hours=hours
        )
    for activity, (done, results) in texts.items():
        await WorkDone.create(sheet_id=made.id, activity_id=known.get(activity), done=done, results=results)


@pytest.fixture
async def worked(small_world):
    return await work_in(small_world)


async def work_in(small_world):
    """Three months of two people: one with all that ИСУН asks, one without number and position; November is not approved."""
    await row(small_world.project, "activity", "1", title_bg="Посещения")
    await row(small_world.project, "activity", "2", title_bg="Групи")
    one = await member(small_world, EGN)
    two = await member(small_world, "", name="Боян Илиев", position_bg="")
    texts = {"1": ("Посещения по домовете", "12 посещения"), "2": ("Групи за родители", "4 групи")}
    days = [(3, "1", "4.25"), (3, "2", "3.25"), (4, "1", "8")]
    await approved(one, date(2026, 9, 1), days, texts)
    await approved(one, date(2026, 10, 1), [(5, "1", "2")], {})
    await approved(one, date(2026, 11, 1), [(5, "1", "99")], {}, state="submitted")
    await approved(two, date(2026, 9, 1), [(30, None, "0.5")], {None: ("Отчет", "")})
    return small_world


SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 31)
SEPTEMBERS_END = date(2026, 9, 30)


@pytest.mark.anyio
async def test_it_writes_a_row_for_each_day_and_activity_or_for_each_month(worked, lists):
    made = await export_team(worked.maria, worked.project, SEPTEMBER, OCTOBER, Each.DAY, SEAL, TODAY)
    taken = import_team(made.content, lists)
    assert [(one.name, one.day, one.hours, one.done) for one in taken] == [
        ("Росица Маринова", date(2026, 9, 3), Decimal("4.25"), "Посещения по домовете"),
        ("Росица Маринова", date(2026, 9, 3), Decimal("3.25"), "Групи за родители"),
        ("Росица Маринова", date(2026, 9, 4), Decimal(8), "Посещения по домовете"),
        ("Росица Маринова", date(2026, 10, 5), Decimal(2), ""),
        ("Боян Илиев", date(2026, 9, 30), Decimal("0.5"), "Отчет"),
    ]
    assert submission_problems(taken[:3]) == []
    # Of a period that ends within a month the days alone that are in it.
    made = await export_team(worked.maria, worked.project, date(2026, 9, 4), date(2026, 9, 29), Each.MONTH, SEAL, TODAY)
    assert [(one.day, one.hours, one.done) for one in import_team(made.content, lists)] == [
        (date(2026, 9, 29), Decimal(8), "Посещения по домовете")
    ]
    made = await export_team(worked.maria, worked.project, SEPTEMBER, SEPTEMBERS_END, Each.MONTH, SEAL, TODAY)
    taken = import_team(made.content, lists)
    assert [(one.number, one.identifier, one.day, one.hours, one.results) for one in taken] == [
        (EGN, "ЕГН", date(2026, 9, 30), Decimal("15.5"), "12 посещения; 4 групи"),
        ("", None, date(2026, 9, 30), Decimal("0.5"), ""),
    ]
    entry = await Entry.filter(deed="team.exported").order_by("-id").first()
    assert entry is not None
    assert entry.after == {"first_on": "2026-09-01", "last_on": "2026-09-30", "rows": 2, "sha256": hashlib.sha256(made.content).hexdigest()}  # fmt: skip
    assert EGN not in json.dumps([[one.before, one.after, one.subject_label] for one in await Entry.all()])


@pytest.mark.anyio
async def test_it_is_written_for_nobody_but_who_sees_personal_numbers_and_not_without_hours(worked):
    for name in ("ivan", "elena", "desislava", "angel", "ada", "petar"):
        with pytest.raises(NotAllowed):
            await export_team(worked.everybody[name], worked.project, SEPTEMBER, OCTOBER, Each.DAY, SEAL, TODAY)
    with pytest.raises(WrongState):
        await export_team(worked.maria, worked.project, date(2026, 11, 1), date(2026, 11, 30), Each.DAY, SEAL, TODAY)


@pytest.mark.anyio
async def test_it_says_on_its_page_what_is_missing_and_hands_the_file_over(worked, browser, lists):
    here = f"/projects/{worked.project.code}/team/sheet"
    await rows("UPDATE personal_number SET sealed = $1 RETURNING id", Seal.of("тестов-ключ-" * 4).close(EGN))
    await browser.sign_in(worked.maria.email)
    page = await browser.get(here)
    assert "октомври 2026 г.: не са написани нито извършената дейност, нито резултатите" in page
    assert "Боян Илиев" in page
    assert "няма личен номер" in page
    assert EGN not in page
    assert "Това е чернова. След като я качите, отворете отчета в ИСУН" in page
    assert '<q lang="bg">Полето „Идентификатор” от секция „Екип” трябва да е попълнено.</q>' in page
    answer = await browser.post(here, {"first": "2026-09-01", "last": "2026-09-01", "each": "month"})
    assert len(import_team(answer.content, lists)) == 2
    assert "Team " in answer.headers["content-disposition"]
    assert "October 2026: neither work done nor results are written" in await browser.get(f"{here}?lang=en&each=month")
    await browser.sign_in(worked.ivan.email)
    await browser.get(here, 403)


@pytest.mark.anyio
async def test_it_writes_the_technical_report_with_the_team_once_everything_it_asks_is_there(worked, browser):
    here, project = f"/projects/{worked.project.code}/team/sheet", worked.project
    await rows("UPDATE personal_number SET sealed = $1 RETURNING id", Seal.of("тестов-ключ-" * 4).close(EGN))
    await browser.sign_in(worked.maria.email)
    asked = {"first": "2026-09-01", "last": "2026-09-01", "each": "month", "as": "draft"}
    answer = await browser.client.post(here, data=asked)
    assert answer.status_code == 422
    assert "Черновата на техническия отчет още не е написана" in answer.text
    assert "Боян Илиев: липсва „Идентификатор“, а финансиращият го изисква." in answer.text
    assert not await Entry.filter(deed="team.exported").count()
    await rows("DELETE FROM hours_worked h USING timesheet s, team_member m WHERE s.id = h.sheet_id AND m.id = s.member_id AND m.name = 'Боян Илиев'")  # fmt: skip
    ids = {(kind, project.id): FunderName(gid(at)) for at, kind in enumerate(CONTRACT_AND_PACKAGE, start=1)}
    labels = {key: key[0].value for key in ids}
    await keep_ids(worked.maria, project, ids, labels, Preparer("Мария", "Ръководител", "0888", "maria@zaedno.example"))
    answer = await browser.post(here, asked)
    found = read(answer.content, Draft(gid(1)))
    (member_,) = found["Team"]["TeamMember"]
    assert (member_["Uin"], member_["UinType"], member_["Hours"]) == (EGN, "egn", Decimal("15.5"))
    assert found["BasicData"]["EndDate"] == "2026-09-30"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].endswith(".tisun")
    entry = await Entry.filter(deed="team.exported").get()
    assert entry.after["sha256"] == hashlib.sha256(answer.content).hexdigest()
