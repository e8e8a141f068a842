"""A letter's answer is due by the same days as everything else, its page says why, and its reminders fit the time there is."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK
from grants.correspondence.models import Matter
from grants.deadlines.models import Deadline, Reminder
from grants.deadlines.reminding.actions import plan_reminders
from grants.entries.actions import change_row
from grants.entries.kinds import BY_NAME
from tests.cast import CODE, row
from tests.deadlines.changing import confirmed

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
DAY_OFF = {"then": "add", "what": "off", "country": "BG", "day": "3.12.2026", "name_bg": "Ден на траур"}


async def due() -> tuple[date, date]:
    """Until when the letter and the deadline say it is to be answered."""
    return (await Matter.get()).answer_due_on, (await Deadline.get()).due_on


async def test_it_counts_an_answer_like_every_deadline_and_anew_when_what_it_counts_from_changes(browser, small_world):
    await row(small_world.project, "matter", "1", subject_bg="Искане за разяснения", counterpart="УО", received="27.11.2026",
              answer_within="5", answer_days="working")  # fmt: skip
    assert await due() == (date(2026, 12, 4), date(2026, 12, 4))
    await browser.sign_in("maria@zaedno.example")
    place = f"/projects/{CODE}/deadlines/{(await Deadline.get()).id}"
    page = (await browser.get(place)).replace("\xa0", " ").replace("\u202f", " ")
    assert "5 работни дни след 27.11.2026 г. е петък, 4 декември 2026 г." in page

    await browser.sign_in("ada@zaedno.example")
    assert await confirmed(browser, "/days-off", DAY_OFF) == 303
    assert await due() == (date(2026, 12, 7), date(2026, 12, 7))

    kind, matter = BY_NAME["matter"], await Matter.get()
    values = {name: getattr(matter, name) for name in kind.record.columns}
    await change_row(small_world.maria, small_world.project, kind, matter.id, matter.version, "1", values | {"received_on": date(2026, 11, 26)})  # fmt: skip
    assert await due() == (date(2026, 12, 4), date(2026, 12, 4))
    matter = await Matter.get()
    given = values | {"received_on": date(2026, 11, 20), "answer_due_on": date(2026, 12, 1)}
    await change_row(small_world.maria, small_world.project, kind, matter.id, matter.version, "1", given)
    assert await due() == (date(2026, 12, 1), date(2026, 12, 1))  # the letter itself named a day


@pytest.mark.usefixtures("browser")  # with whom deeds are followed
async def test_it_reminds_of_an_answer_that_came_late_by_the_steps_that_fit(small_world):
    await row(small_world.project, "matter", "1", subject_bg="Искане за разяснения", counterpart="УО", received="27.11.2026",
              answer_within="5", answer_days="working")  # fmt: skip
    for day in range(27, 31):
        await plan_reminders(CLOCK, date(2026, 11, day), SOFIA, "https://grants.example.org")
    assert await Reminder.all().count() == 0
    await plan_reminders(CLOCK, date(2026, 12, 2), SOFIA, "https://grants.example.org")
    assert {one.step for one in await Reminder.all()} == {2}
