"""Deadlines as a calendar: private, revocable, right in Sofia, read by any program (календар на сроковете)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from grants.access import ProjectRef
from grants.deadlines.calendar.feed import feed
from grants.deadlines.models import Deadline
from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.rules import DeadlineKind, DeadlineState
from grants.people.models import Person
from grants.values.language import Text
from grants.values.wording import wording
from tests.cast import row

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def due(day: date, hour: str = "", zone: str = "", state: DeadlineState = DeadlineState.OPEN) -> DeadlineSeen:
    return DeadlineSeen(
        id=7,
        version=3,
        number="7",
        kind=DeadlineKind.REPORT,
        title=Text("Междинен технически отчет; № 2, окончателен", "Interim report"),
        note=Text("Ред 1\nРед 2", ""),
        due_on=day,
        state=state,
        hour=hour,
        zone=zone,
        internal_on=day - timedelta(days=3),
        person_id=1,
        person="Мария",
        partner_id=None,
        project=ProjectRef(1, 1),
        code="ГМ-1",
        project_title=Text("Грижа у дома", "Home Care"),
        acronym="",
    )


def events(of: bytes) -> list[Any]:
    return list(Calendar.from_ical(of).walk("VEVENT"))


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31), date(2028, 2, 29)])
def test_a_deadline_without_an_hour_is_a_whole_day_whatever_the_clocks_do(day):
    [event] = events(feed([due(day)], "Срокове", wording("bg"), SOFIA, "https://x.example", NOW))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (day, day + timedelta(days=1))
    assert [alarm.decoded("trigger") for alarm in event.walk("VALARM")] == [
        timedelta(days=-7, hours=9),
        timedelta(days=-1, hours=9),
    ]


@pytest.mark.parametrize(
    ("day", "hour", "zone", "in_utc"),
    [
        (date(2026, 11, 25), "17:00", "", "2026-11-25 15:00"),
        (date(2026, 3, 28), "17:00", "", "2026-03-28 15:00"),  # the night after it clocks go forward
        (date(2026, 3, 29), "17:00", "", "2026-03-29 14:00"),
        (date(2026, 10, 25), "23:59", "", "2026-10-25 21:59"),
        (date(2026, 7, 1), "17:00", "Europe/Brussels", "2026-07-01 15:00"),
        (date(2026, 7, 1), "24:00", "Europe/Brussels", "2026-07-01 22:00"),  # in Sofia already the second of July
    ],
)
def test_a_deadline_to_the_hour_is_that_moment_by_the_clock_it_names(day, hour, zone, in_utc):
    whole = feed([due(day, hour, zone)], "Срокове", wording("bg"), SOFIA, "https://x.example", NOW)
    assert f"\r\nDTSTART:{in_utc.translate(str.maketrans(' ', 'T', '-:'))}00Z\r\n".encode() in whole
    [event] = events(whole)
    assert "dtend" not in event  # it ends the moment it begins, and an end must be later (RFC 5545 §3.8.2.2)
    assert "duration" not in event
    assert Calendar.from_ical(whole).walk("VTIMEZONE") == []  # nothing here is told by the clock of a zone
    assert [alarm.decoded("trigger") for alarm in event.walk("VALARM")] == [
        timedelta(days=-7),
        timedelta(days=-1),
        timedelta(hours=-2),
    ]


@pytest.mark.parametrize("zone", ["", "Europe/Sofia"])
def test_a_deadline_until_midnight_is_a_whole_day_and_not_the_first_minute_of_the_next(zone):
    [event] = events(feed([due(date(2026, 7, 1), "24:00", zone)], "С", wording("bg"), SOFIA, "x", NOW))
    assert event.decoded("dtstart") == date(2026, 7, 1)


def test_every_event_and_the_calendar_have_what_the_standard_asks_and_every_line_is_whole():
    """RFC 5545 §3.1, §3.6, §3.6.1, §3.6.6, §3.7 and §3.8.7; RFC 7986 §5.7."""
    long = replace(due(date(2026, 11, 25)), title=Text("Щъркелово гнездо; \\ , „отчет“ 🐦 " * 20, ""))
    several = [long, replace(due(date(2026, 11, 26), "16:00"), id=8), replace(due(date(2026, 11, 27)), id=9)]
    whole = feed(several, "Срокове", wording("bg"), SOFIA, "https://x.example", NOW)
    assert whole.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in whole.replace(b"\r\n", b"")
    lines = whole.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines[:-1])  # no letter is cut in two
    calendar = Calendar.from_ical(whole)
    assert calendar.errors == []
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert {b"REFRESH-INTERVAL;VALUE=DURATION:PT1H", b"X-PUBLISHED-TTL:PT1H"} <= set(lines)
    [first, *_] = found = calendar.walk("VEVENT")
    assert first["summary"] == f"{' '.join(long.title.bg.split())} · Грижа у дома"
    assert [event["uid"] for event in found] == [f"deadline-{n}@x.example" for n in (7, 8, 9)]
    assert {event.decoded("dtstamp") for event in found} == {NOW}
    for event in found:
        assert event.errors == []
        assert all(alarm["action"] == "DISPLAY" and alarm["description"] for alarm in event.walk("VALARM"))


def test_the_same_deadline_stays_the_same_event_and_a_change_of_it_is_a_later_one():
    first, moved = due(date(2026, 11, 25)), replace(due(date(2026, 12, 9)), version=4)
    hour = timedelta(hours=1)
    [one] = events(feed([first], "С", wording("bg"), SOFIA, "https://x.example", NOW))
    [same] = events(feed([first], "D", wording("en"), SOFIA, "https://x.example", NOW + hour))
    [later] = events(feed([moved], "С", wording("bg"), SOFIA, "https://x.example", NOW + 2 * hour))
    assert one["uid"] == same["uid"] == later["uid"]
    assert (one["sequence"], same["sequence"], later["sequence"]) == (3, 3, 4)
    assert one.decoded("dtstamp") < same.decoded("dtstamp") < later.decoded("dtstamp")
    assert not any("last-modified" in event for event in (one, same, later))  # nobody knows when it last changed


def test_it_says_what_and_whose_in_the_chosen_language_and_folds_lines_as_the_standard_asks():
    whole = feed([due(date(2026, 11, 25))], "Срокове", wording("bg"), SOFIA, "https://x.example", NOW)
    [event] = events(whole)
    assert event["summary"] == "Междинен технически отчет; № 2, окончателен · Грижа у дома"
    assert "Отговорник: Мария" in event["description"]
    assert "Ред 1\nРед 2" in event["description"]
    assert event["url"] == "https://x.example/projects/%D0%93%D0%9C-1/deadlines/7"
    assert all(len(line) <= 75 for line in whole.split(b"\r\n"))
    [english] = events(feed([due(date(2026, 11, 25))], "D", wording("en"), SOFIA, "https://x.example", NOW))
    assert english["summary"] == "Interim report · Home Care"


def test_what_is_done_is_ticked_and_rings_no_more():
    [event] = events(feed([due(date(2026, 11, 25), state=DeadlineState.DONE)], "С", wording("bg"), SOFIA, "x", NOW))
    assert event["summary"].startswith("✓ ")
    assert event.walk("VALARM") == []


async def made(browser: Any, **typed: str) -> str:
    """A feed made by hand; gives the address below the tracker's own."""
    [key] = re.findall(r'name="form_key" value="([^"]+)"', await browser.get("/account/calendars"))
    answer = await browser.post("/account/calendars", data={"form_key": key, "language": "bg", **typed})
    [address] = re.findall(r'value="http://testserver(/calendar/[^"]+\.ics)"', answer.text)
    return str(address)


async def test_a_person_makes_a_feed_reads_it_anywhere_and_revokes_it(browser, small_world):
    code = small_world.project.code
    await row(small_world.project, "deadline", title_bg="Окончателен отчет", title_en="Final report", due="1.12.2026")
    await browser.sign_in("maria@zaedno.example")
    address = await made(browser, project=code)
    assert address not in await browser.get("/account/calendars")  # told once
    await browser.post("/sign-out")
    answer = await browser.client.get(address)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert [str(one["summary"]).partition(" · ")[0] for one in events(answer.content)] == ["Окончателен отчет"]
    await browser.sign_in("maria@zaedno.example")
    [revoke] = re.findall(r"/account/calendars/\d+/revoke", await browser.get("/account/calendars"))
    await browser.post(revoke)
    await browser.get(address, 404)


async def test_a_feed_holds_what_its_person_sees_today_and_ends_with_the_person(browser, small_world):
    project = small_world.project
    await row(project, "deadline", title_bg="На водещия", due="1.12.2026")
    mine = await row(project, "deadline", title_bg="Наш срок", title_en="Ours", due="2.12.2026")
    await Deadline.filter(id=mine).update(partner_id=2)
    await browser.sign_in("elena@puente.example")
    address = await made(browser)
    assert [str(one["summary"]).partition(" · ")[0] for one in events((await browser.client.get(address)).content)] == [
        "Наш срок"
    ]
    await Person.filter(email="elena@puente.example").update(disabled_on=date(2026, 11, 22))
    await browser.get(address, 404)


@pytest.mark.parametrize("address", ["/calendar/няма.ics", "/calendar/x.ics", f"/calendar/{'a' * 32}.ics"])
async def test_an_address_nobody_made_is_not_there(browser, small_world, address):
    await browser.get(address, 404)
