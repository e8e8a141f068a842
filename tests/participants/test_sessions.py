"""Sessions and who came: rules of times and days, lists, ticking, two who change at once, each one's part, the printed list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from grants.access import OPERATOR, Permission
from grants.acting import acting
from grants.attached.models import Attachment
from grants.attached.queries import hashes_of, hashes_seen
from grants.audit.models import Entry
from grants.errors import Objected
from grants.participants.actions import Joined, add_participants, change_participant
from grants.participants.attendance.actions import add_session, enter, set_list
from grants.participants.attendance.records import SESSION
from grants.participants.attendance.rules import (
    AFTER_LEAVING,
    BEFORE_JOINING,
    BOTH_TIMES,
    ENDS_FIRST,
    HOURS_NEEDED,
    LONGER_THAN_SESSION,
    MORE_THAN_HOLDS,
    NOT_A_TIME,
    NOT_THERE,
    NOT_YET_HELD,
    Person,
    Standing,
    Tick,
    of_the_union,
    part_objection,
    placed,
    standing,
    tick_objections,
    time_of_day,
    timed,
)
from grants.participants.models import Attendance, Participant, SessionHeld
from grants.participants.rules import Sex
from grants.participants.rules_person import IN_DISTRICT, NOT_IN_DISTRICT, WHICH_DISTRICT
from grants.storage.sealed import Seal
from tests.cast import CODE, NOON, TODAY, row
from tests.properties import pure

PAGE = f"/projects/{CODE}/participants/sessions"
SEAL = Seal.of("тестов-ключ-" * 4)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("9", "09:00"), ("9:30", "09:30"), ("09.30", "09:30"), ("0930", "09:30"), ("14,15 ч.", "14:15"), ("24:00", None), ("9:60", None), ("сутрин", None)],
)  # fmt: skip
def test_it_reads_a_time_as_people_type_it(typed, kept):
    assert time_of_day(typed) == kept


@pytest.mark.parametrize(
    ("begins", "ends", "hours", "sentence"),
    [
        ("9", "13:00", None, None),
        ("9", "13:00", "4", None),
        ("9", "13:00", "4.01", MORE_THAN_HOLDS),
        ("9:00", "9:50", "0.83", None),
        ("9:00", "9:50", "0.84", MORE_THAN_HOLDS),
        ("13", "9", None, ENDS_FIRST),
        ("9", "9", None, ENDS_FIRST),
        ("9", "", "4", BOTH_TIMES),
        ("", "", None, HOURS_NEEDED),
        ("", "", "2.5", None),
        ("в 9", "13", None, NOT_A_TIME),
    ],
)
def test_it_wants_times_and_hours_that_fit_each_other(begins, ends, hours, sentence):
    values = {"begins_at": begins, "ends_at": ends, "hours": Decimal(hours) if hours else None}
    times, told = timed(values)
    assert [one.sentence for one in told] == ([sentence] if sentence else [])
    if begins and not told and hours is None:
        assert times["hours"] == Decimal(4)


@pure
@given(integers(0, 1438), integers(1, 1439))
def test_it_proposes_never_more_hours_than_there_are_and_never_a_hundredth_less(begins, lasts):
    ends = min(begins + lasts, 1439)
    first, last = (f"{one // 60:02}:{one % 60:02}" for one in (begins, ends))
    times, told = timed({"begins_at": first, "ends_at": last, "hours": None})
    if begins == ends:
        assert [one.sentence for one in told] == [ENDS_FIRST]
    elif times:
        assert 0 <= (ends - begins) - times["hours"] * 60 < Decimal("0.6")
        assert not timed({"begins_at": first, "ends_at": last, "hours": times["hours"] or None})[1]


@pytest.mark.parametrize(
    ("joined", "left", "sentence"),
    [(None, None, None), (5, None, None), (6, None, BEFORE_JOINING), (1, 5, None), (1, 4, AFTER_LEAVING)],
)
def test_it_takes_the_days_of_joining_and_leaving_as_days_of_taking_part(joined, left, sentence):
    days = [date(2026, 10, one) if one else None for one in (joined, left)]
    person = Person("P-0001", days[0], days[1])
    told = part_objection(person, date(2026, 10, 5))
    assert (told.sentence if told else None) == sentence


@pytest.mark.parametrize(
    ("came", "hours", "sentence"),
    [(True, None, None), (True, "3.5", None), (True, "4", None), (True, "4.5", LONGER_THAN_SESSION), (False, "1", NOT_THERE), (False, None, None)],
)  # fmt: skip
def test_it_gives_nobody_more_hours_than_the_session_has(came, hours, sentence):
    tick = Tick(came, Decimal(hours) if hours else None)
    assert [one.sentence for one in tick_objections("P-0001", tick, Decimal(4), "x")] == (
        [sentence] if sentence else []
    )


@pytest.mark.parametrize(
    ("held", "waiting", "listed", "expected"),
    [(21, 2, 2, Standing.MISSING), (21, 0, 0, Standing.MISSING), (21, 0, 2, Standing.ENTERED), (22, 1, 2, Standing.TODAY), (22, 0, 2, Standing.ENTERED), (23, 2, 2, Standing.AHEAD)],
)  # fmt: skip
def test_it_misses_a_session_whose_day_is_over(held, waiting, listed, expected):
    assert standing(date(2026, 11, held), waiting, listed, TODAY) is expected


@pytest.mark.parametrize(
    ("names", "union"),
    [(["Европейски социален фонд плюс"], True), (["European Social Fund"], True), (["Американска агенция за международно развитие"], False),
     (["Финансов механизъм на Европейското  икономическо пространство"], False), (["European Economic Area Financial Mechanism"], False), ([""], False)],
)  # fmt: skip
def test_it_shows_the_emblem_only_where_the_union_pays(names, union):
    assert of_the_union(names) is union


@pytest.mark.parametrize(
    ("district", "settlement", "kept", "sentence"),
    [
        ("Русе", "Бабово", "Русе", None),
        ("", "Пловдив", "Пловдив", None),  # there is one of that name
        ("", "Изгрев", "", WHICH_DISTRICT),
        ("Русе", "Пловдив", "Русе", IN_DISTRICT),
        ("Русе", "Никъде", "Русе", NOT_IN_DISTRICT),
        ("Русе", "", "Русе", None),
    ],
)
def test_it_places_a_settlement_in_its_district(district, settlement, kept, sentence):
    found, told = placed(district, settlement)
    assert (found, [one.sentence for one in told]) == (kept, [sentence] if sentence else [])


# --- with a database --------------------------------------------------------------------------------------------------


async def joined(project, *people):
    """Participants of the project: (first name, family name, more)."""
    told = [
        Joined({"first_name": first, "family_name": family, "sex": Sex.WOMAN, "born_on": date(1980, 3, 1), "joined_on": date(2026, 9, 1), **more})
        for first, family, more in people
    ]  # fmt: skip
    async with acting(OPERATOR, Permission.EDIT_PARTICIPANTS, project.ref) as deed:
        return await add_participants(deed, project, told, SEAL)


def form(**more):
    return {"title_bg": "Обучение по права", "kind": "training", "held": "16.11.2026", "begins_at": "9:30", "ends_at": "13:30",
            "settlement": "", "trainer": "Радка Илиева", **more}  # fmt: skip


@pytest.fixture
async def trained(small_world):
    """Three people in activity 1, of whom one left in October and one belongs to the partner abroad."""
    activity = await row(small_world.project, "activity", "1", title_bg="Обучения", state="running")
    own = await row(small_world.project, "activity", "2", title_en="Workshops", state="running", partner="2")
    ids = await joined(
        small_world.project,
        ("Ана", "Иванова", {"activity_id": activity}),
        ("Боряна", "Петрова", {"activity_id": activity}),
        ("Вяра", "Колева", {"activity_id": activity, "left_on": date(2026, 10, 31)}),
        ("Lucía", "García", {"activity_id": own, "partner_id": small_world.partner}),
    )
    return small_world, ids


pytestmark = pytest.mark.anyio


async def made(browser, **more):
    answer = await browser.post(f"{PAGE}/new", form(**more))
    assert answer.status_code == 303, answer.text
    return await SessionHeld.all().order_by("-id").first()


async def test_a_field_worker_holds_a_session_puts_people_on_its_list_and_enters_who_came(browser, trained):
    _, (ana, borjana, _vjara, lucia) = trained
    await browser.sign_in("desi@zaedno.example")
    assert "Още няма" in await browser.get(PAGE)
    session = await made(browser, activity="1")
    assert session.hours == Decimal(4)

    people = await browser.get(f"{PAGE}/{session.id}/people")
    assert "Ана Иванова" in people
    assert "Боряна Петрова" in people
    assert "Вяра Колева" not in people  # left before
    assert "García" not in people  # of another activity
    assert "García" in await browser.get(f"{PAGE}/{session.id}/people?scope=all")
    answer = await browser.post(f"{PAGE}/{session.id}/people", {"version": "1", "step": "all"})
    assert answer.status_code == 303, answer.text
    answer = await browser.post(f"{PAGE}/{session.id}/people", {"version": "2", "numbers": "р-0004; P-0003 P-0099"})
    assert answer.status_code == 422
    assert "P-0099" in answer.text
    answer = await browser.post(f"{PAGE}/{session.id}/people", {"version": "2", "numbers": "P-0003"})
    assert answer.status_code == 422
    assert "P-0003 Вяра Колева" in answer.text
    assert (await browser.post(f"{PAGE}/{session.id}/people", {"version": "2", "numbers": "р-0004"})).status_code == 303

    assert "денят е минал" in (await browser.get(f"{PAGE}/{session.id}")).lower()
    assert "не е въведено" in await browser.get(PAGE)
    ticks = {"version": "3", f"pick_{ana}": "yes", f"pick_{lucia}": "yes", f"hours_{lucia}": "2,5"}
    assert (await browser.post(f"{PAGE}/{session.id}", ticks)).status_code == 303
    assert set(await Attendance.all().values_list("participant_id", "came", "hours")) == {
        (ana, True, None), (borjana, False, None), (lucia, True, Decimal("2.5"))}  # fmt: skip
    matrix = await browser.get(f"/projects/{CODE}/participants/attendance")
    assert "6,5" in matrix
    assert "100%" in matrix
    assert "0%" in matrix

    told = [entry.after for entry in await Entry.filter(subject="session_held").order_by("id")]
    assert told[-1]["came"] == "P-0001, P-0004"
    assert "Ана" not in str(told)
    await browser.sign_in("maria@zaedno.example")
    history = await browser.get(f"/projects/{CODE}/history")
    assert "Десислава Колева въведе присъствието на: Занятие 1" in history
    assert "P-0001, P-0004" in history
    assert "Ана Иванова" not in history


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title_bg": ""}, "Моля, попълнете"),
        ({"held": "31.02.2026"}, "31.02.2026"),
        ({"held": "1.1.2024"}, "започва едва на"),
        ({"ends_at": "8:00"}, "Свършва, преди да започне"),
        ({"hours": "5"}, "има само 4 часа"),
        ({"district": "Пловдив", "settlement": "с.Никъде"}, "с.Никъде"),
        ({"title_bg": "", "begins_at": "25:00"}, "25:00"),  # all at once
        ({"title_bg": "", "hours": "пет", "settlement": "с.Никъде"}, "с.Никъде"),
    ],
)
async def test_it_keeps_no_session_that_can_not_be(browser, trained, typed, said):
    world, _ = trained
    from grants.projects.models import Project

    await Project.filter(id=world.project.id).update(start_on=date(2025, 1, 1))
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.post(f"{PAGE}/new", form(**typed))
    assert answer.status_code == 422
    assert said in answer.text
    assert not await SessionHeld.exists()


async def test_two_who_change_at_once_see_both_versions(browser, trained):
    _, (ana, *_) = trained
    await browser.sign_in("maria@zaedno.example")
    session = await made(browser, activity="1")
    await browser.post(f"{PAGE}/{session.id}/people", {"version": "1", "step": "all"})
    assert (await browser.post(f"{PAGE}/{session.id}", {"version": "2", f"pick_{ana}": "yes"})).status_code == 303
    late = await browser.post(f"{PAGE}/{session.id}", {"version": "2"})
    assert late.status_code == 409
    assert "P-0001 Ана Иванова" in late.text
    assert (await Attendance.get(participant_id=ana)).came is True
    late = await browser.post(
        f"{PAGE}/{session.id}/edit", form(version="1", trainer="Друг", kind="event", activity="2")
    )
    assert late.status_code == 409
    versions = late.text.partition("<caption>")[2].partition("</table>")[0]
    for said in ("Радка Илиева", "обучение", "събитие", "1 · Обучения", "2 · Workshops"):
        assert said in versions, said
    assert "training" not in versions
    late = await browser.post(f"{PAGE}/{session.id}/people", {"version": "1", f"off_{ana}": "yes"})
    assert late.status_code == 409
    late = await browser.post(f"{PAGE}/{session.id}/people", {"version": "3", f"off_{ana}": "yes"})
    assert late.status_code == 422  # she came


async def test_it_moves_no_session_to_a_day_on_which_somebody_took_no_part(browser, trained):
    _, (*_, vjara, _) = trained
    await browser.sign_in("maria@zaedno.example")
    session = await made(browser, held="12.10.2026")
    await browser.post(f"{PAGE}/{session.id}/people", {"version": "1", f"pick_{vjara}": "yes"})
    answer = await browser.post(f"{PAGE}/{session.id}/edit", form(version="2", held="2.11.2026"))
    assert answer.status_code == 422
    assert "P-0003" in answer.text
    answer = await browser.post(f"{PAGE}/{session.id}/again", {"held": "2.11.2026"})
    assert answer.status_code == 303
    again = await SessionHeld.get(held_on=date(2026, 11, 2))
    assert not await Attendance.filter(session_id=again.id).exists()  # she had left
    assert again.title_bg == session.title_bg
    assert again.hours == session.hours


async def test_nobody_has_left_before_a_session_they_came_to(browser, trained):
    world, (ana, *_) = trained
    await browser.sign_in("maria@zaedno.example")
    session = await made(browser)
    await browser.post(f"{PAGE}/{session.id}/people", {"version": "1", f"pick_{ana}": "yes"})
    assert (await browser.post(f"{PAGE}/{session.id}", {"version": "2", f"pick_{ana}": "yes"})).status_code == 303
    known = {"first_name": "Ана", "family_name": "Иванова", "sex": Sex.WOMAN, "born_on": date(1980, 3, 1)}
    for joined_on, left_on, place in (("2026-09-01", "2026-11-15", "left"), ("2026-11-17", None, "joined")):
        days = {"joined_on": date.fromisoformat(joined_on), "left_on": date.fromisoformat(left_on) if left_on else None}
        with pytest.raises(Objected) as problem:
            await change_participant(world.maria, world.project, ana, 1, Joined({**known, **days}), SEAL, TODAY)
        assert [one.place for one in problem.value.objections] == [place]


async def test_it_tells_the_wrong_hours_of_everybody_at_once(browser, trained):
    _, (ana, borjana, *_) = trained
    await browser.sign_in("maria@zaedno.example")
    session = await made(browser, activity="1")
    await browser.post(f"{PAGE}/{session.id}/people", {"version": "1", "step": "all"})
    ticks = {
        "version": "2",
        f"pick_{ana}": "yes",
        f"hours_{ana}": "пет",
        f"pick_{borjana}": "yes",
        f"hours_{borjana}": "99",
    }
    answer = await browser.post(f"{PAGE}/{session.id}", ticks)
    assert answer.status_code == 422
    assert "2 неща трябва да се поправят" in answer.text


async def test_nobody_comes_before_the_day(browser, trained):
    world, (ana, *_) = trained
    values: dict[str, Any] = dict.fromkeys(SESSION.columns, "")
    values |= {"kind": "training", "activity_id": None, "partner_id": None, "held_on": date(2026, 11, 23), "hours": 2}
    session = await add_session(world.maria, world.project, values)
    await set_list(world.maria, world.project, session, 1, put_on={ana}, take_off=(), today=TODAY)
    with pytest.raises(Objected) as problem:
        await enter(world.maria, world.project, session, 2, {ana: Tick(True)}, TODAY)
    assert problem.value.objections[0].sentence == NOT_YET_HELD


async def test_a_partner_holds_its_own_and_meets_nothing_of_the_others(browser, trained):
    world, (ana, *_, lucia) = trained
    await browser.sign_in("maria@zaedno.example")
    leads = await made(browser, activity="1")
    await browser.sign_in("elena@puente.example")
    await browser.get(f"{PAGE}/{leads.id}", status=404)
    own = await made(browser, title_bg="", title_en="Workshop", activity="2", partner="1")
    assert own.partner_id == world.partner  # whatever was asked
    page = await browser.get(f"{PAGE}/{own.id}/people?scope=all")
    assert "García" in page
    assert "Иванова" not in page
    stolen = await browser.post(f"{PAGE}/{own.id}/people", {"version": "1", f"pick_{ana}": "yes"})
    assert stolen.status_code == 404
    assert (await browser.post(f"{PAGE}/{own.id}/people", {"version": "1", f"pick_{lucia}": "yes"})).status_code == 303
    await browser.sign_in("angel@odit.example")
    await browser.get(f"{PAGE}/{own.id}")
    assert (await browser.post(f"{PAGE}/{own.id}", {"version": "2"})).status_code == 403
    await browser.sign_in("ivan@zaedno.example")
    await browser.get(PAGE, status=403)


async def test_the_list_to_sign_tells_names_and_nothing_more(browser, trained):
    _, (ana, borjana, *_) = trained
    await Participant.filter(id=borjana).update(first_name="", family_name="", forgotten_at=NOON)
    await browser.sign_in("desi@zaedno.example")
    session = await made(browser, activity="1", district="Пловдив")
    await Attendance.create(session_id=session.id, participant_id=ana)
    await Attendance.create(session_id=session.id, participant_id=borjana)
    page = await browser.get(f"{PAGE}/{session.id}/list")
    assert "Присъствен списък" in page
    assert "Ана Иванова" in page
    assert "P-0002" in page
    assert "1980" not in page
    assert "Съфинансирано" not in page
    assert page.count("<tr><td") == 2 + 5


async def test_the_signed_list_is_attached_to_the_session_and_to_nothing_else(browser, trained):
    world, _ = trained
    await browser.sign_in("desi@zaedno.example")
    session = await made(browser)
    scan = {"attached": ("списък.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")}
    assert (await browser.post(f"{PAGE}/{session.id}/files", {}, files=scan)).status_code == 303
    kept = await Attachment.get(kind="session_held")
    assert f"{PAGE}/{session.id}/files/{kept.id}" in await browser.get(f"{PAGE}/{session.id}")
    assert (await browser.client.get(f"{PAGE}/{session.id}/files/{kept.id}")).content.startswith(b"%PDF")
    assert (await browser.post(f"{PAGE}/{session.id}/files", {})).status_code == 422
    for person in (world.angel, world.ivan, OPERATOR):  # it does not travel with the project
        assert kept.sha256 not in await hashes_of(person, world.project.ref)
        assert not await hashes_seen(person, [kept.sha256])
    assert (await browser.post(f"{PAGE}/{session.id}/remove", {"version": "1"})).status_code == 303
    assert not await Attachment.exists()
    assert not await SessionHeld.exists()
