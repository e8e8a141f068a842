"""Whatever a stranger puts into an address or a form is answered with a sentence, never with a fault of ours."""

from __future__ import annotations

import pytest

from grants.access import OPERATOR
from grants.entries.kinds import BY_NAME
from grants.entries.queries import rows_of
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio

BASE = f"/projects/{CODE}"
HUGE = 10**30


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/projects/%00", 404),
        ("/search?q=%00", 200),
        ("/search?q=" + "я" * 5000, 200),
        (f"{BASE}/history?before={HUGE}", 200),
        (f"{BASE}/history?before=%C2%B2", 200),
        (f"{BASE}/rows/activity/{HUGE}", 404),
        (f"{BASE}/rows/activity/{2**63}", 404),
        (f"{BASE}/rows/activity/{2**63 - 1}", 404),
        (f"{BASE}/rows/activity/{HUGE}/remove", 404),
        (f"/shared/programme/{HUGE}", 404),
        (f"/letters/{HUGE}", 404),
        (f"{BASE}/expenses/{HUGE}", 404),
        (f"{BASE}/reports/files/{HUGE}", 404),
        (f"{BASE}/reports?sheet={HUGE}", 200),
        ("/static/%2e%2e/app.py", 404),
    ],
)
async def test_it_answers_an_address_that_no_row_can_have(browser, small_world, address, status):
    await browser.sign_in("maria@zaedno.example")
    assert (await browser.client.get(address)).status_code == status


@pytest.mark.parametrize(
    ("address", "typed", "status"),
    [
        ("rows/activity/new", {"title_bg": "Обучение", "state": "planned", "number": "№" * 41}, 422),
        ("rows/activity/new", {"title_bg": "Обучение", "state": "planned", "number": "1\0"}, 422),
        ("rows/activity/new", {"title_bg": "Обучение\0", "state": "planned"}, 422),
        ("rows/activity/new", {"title_bg": "я" * 1_000_000, "state": "planned"}, 422),
        ("rows/activity/new", {"title_bg": "Обучение", "state": "planned", "form_key": "ключ\0"}, 303),
        ("rows/activity/{id}", {"title_bg": "Обучение", "state": "planned", "number": "№" * 41, "version": "1"}, 422),
        ("rows/activity/{id}", {"title_bg": "Обучение", "state": "planned", "version": "999999999999999"}, 409),
        (f"rows/activity/{HUGE}/remove", {}, 404),
        ("rows/line/new", {"title_bg": "Ред", "units": "9" * 12, "unit_price": "9" * 14, "currency": "EUR"}, 422),
        ("edit", {"title_bg": "Проект", "state": "running", "version": "999999999999999"}, 409),
    ],
)
async def test_it_answers_a_form_that_no_page_of_ours_sends(browser, small_world, address, typed, status):
    activity = await row(small_world.project, "activity", title_bg="Обучения", state="planned")
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.post(f"{BASE}/{address.format(id=activity)}", typed)
    assert answer.status_code == status, answer.text[:500]


async def test_it_lets_nobody_in_under_an_address_that_cannot_be_kept(browser, small_world):
    answer = await browser.post("/sign-in", {"email": "мария\0@zaedno.example", "password": "парола"})
    assert answer.status_code == 422


async def test_it_changes_nothing_when_only_the_head_of_a_page_is_asked_for(browser, small_world):
    activity = await row(small_world.project, "activity", title_bg="Обучения", state="planned")
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.client.head(f"{BASE}/rows/activity/{activity}/remove")
    assert answer.status_code == 200
    assert len(await rows_of(BY_NAME["activity"], OPERATOR, small_world.project)) == 1
    assert (await browser.client.head("/projects/new")).status_code == 200


@pytest.mark.parametrize(
    ("typed", "files", "said"),
    [
        ({"title_bg": "я" * 5_000_000}, 1, "е по-дълго от 8 MB"),
        ({}, 51, "Избрани са над 50 файла"),
    ],
)
async def test_it_says_why_a_form_can_not_be_read(browser, small_world, typed, files, said):
    await browser.sign_in("maria@zaedno.example")
    sent = [("attached", (f"{number}.pdf", b"%PDF-1.4", "application/pdf")) for number in range(files)]
    answer = await browser.post(f"{BASE}/rows/activity/new?lang=bg", data=typed, files=sent)
    assert answer.status_code == 422
    assert said in answer.text.replace("\N{NO-BREAK SPACE}", " ")
