"""The page on which a person says how it wants to be reminded (страница с пожеланията за напомнянията)."""

from __future__ import annotations

from datetime import date

import pytest

from grants.audit.models import Entry
from grants.deadlines.models import ReminderWish

pytestmark = pytest.mark.anyio
HERE = "/account/reminders"


@pytest.fixture
async def ivan(small_world, browser):
    await browser.sign_in("ivan@zaedno.example")
    return browser


async def test_it_keeps_what_is_wished_and_shows_it_again(ivan, small_world):
    typed = {
        "rhythm": "weekly",
        "weekday": "5",
        "quiet_6": "yes",
        "quiet_7": "yes",
        "away_from": "21.12.2026",
        "away_until": "3.1.2027",
        "stand_in": str(small_world.maria.person_id),
        "zone": "Europe/Madrid",
    }
    answer = await ivan.post(HERE, typed)
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    (kept,) = await ReminderWish.all().values(
        "person_id", "rhythm", "weekday", "quiet", "away_from", "away_until", "stand_in_id", "zone"
    )
    assert kept == {
        "person_id": small_world.ivan.person_id,
        "rhythm": "weekly",
        "weekday": 5,
        "quiet": "67",
        "away_from": date(2026, 12, 21),
        "away_until": date(2027, 1, 3),
        "stand_in_id": small_world.maria.person_id,
        "zone": "Europe/Madrid",
    }
    assert await Entry.filter(deed="reminders.wished", person_id=small_world.ivan.person_id).count() == 1
    page = await ivan.get(HERE)
    assert 'value="Europe/Madrid"' in page
    assert page.count(" checked") == 3  # the rhythm and two quiet days
    await ivan.post(HERE, {"rhythm": "daily", "weekday": "1"})
    assert await ReminderWish.all().values_list("rhythm", "quiet") == [("daily", "")]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"zone": "Europe/Gurkovo"}, "„Europe/Gurkovo“ не е часова зона"),
        ({"away_from": "вчера"}, "Това не е дата"),
        ({"away_from": "21.12.2026"}, "Посочете до кога отсъствате"),
        ({f"quiet_{n}": "yes" for n in range(1, 8)}, "Оставете поне един ден"),
        ({"stand_in": "999999"}, "Изберете човек"),
        ({"stand_in": "нечисло"}, "Изберете човек"),
    ],
)
async def test_it_says_beside_the_field_what_can_not_be_wished(ivan, typed, sentence):
    answer = await ivan.post(HERE, {"rhythm": "daily", "weekday": "1", **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert await ReminderWish.all().count() == 0


async def test_it_offers_as_stand_ins_only_who_sees_the_same_projects(ivan, small_world):
    page = await ivan.get(HERE)
    for name in ("Мария Иванова", "Десислава Колева"):
        assert name in page
    for name in ("Петър Другарски", "Elena García", "Ада Админова"):
        assert name not in page


async def test_it_offers_a_partner_the_houses_people_but_nobody_of_another_project(browser, small_world):
    await browser.sign_in("elena@puente.example")
    page = await browser.get(HERE)
    assert "How you are reminded" in page
    assert "Мария Иванова" in page
    assert "Петър Другарски" not in page


async def test_it_is_led_to_from_ones_account_and_asks_to_sign_in(ivan):
    assert f'href="{HERE}"' in await ivan.get("/account")
    ivan.client.cookies.clear()
    assert (await ivan.post(HERE, {"rhythm": "each"})).status_code == 303
    assert await ReminderWish.all().count() == 0
