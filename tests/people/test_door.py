"""The door: signing in and out, guessing, and sessions that end when they should."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grants.errors import Objected
from grants.people.actions import TooManyTries, sign_in, sign_out
from grants.people.models import Person, Session
from grants.people.queries import identity_of_session
from grants.people.rules import password_objections
from tests.cast import NOON, PASSWORD

pytestmark = pytest.mark.anyio


async def test_it_opens_for_the_right_password_in_any_letter_case_of_the_address(small_world):
    token = await sign_in("Maria@Zaedno.Example", PASSWORD, "127.0.0.1", NOON)
    found = await identity_of_session(token, NOON)
    assert found is not None
    assert found[0].name == "Мария Иванова"


async def test_it_says_the_same_to_a_wrong_password_and_to_nobody(browser, small_world):
    wrong = await browser.post("/sign-in", {"email": "maria@zaedno.example", "password": "грешна-парола"})
    nobody = await browser.post("/sign-in", {"email": "nikoy@zaedno.example", "password": "грешна-парола"})
    assert (wrong.status_code, nobody.status_code) == (422, 422)
    assert wrong.text.replace("maria@", "") == nobody.text.replace("nikoy@", "")
    assert 'value="maria@zaedno.example"' in wrong.text
    assert "грешна-парола" not in wrong.text


async def test_it_stops_guessing_and_makes_the_right_password_wait_too(small_world):
    for _ in range(10):
        with pytest.raises(Objected):
            await sign_in("ivan@zaedno.example", "налучкване", "10.0.0.1", NOON)
    with pytest.raises(TooManyTries):
        await sign_in("ivan@zaedno.example", PASSWORD, "10.0.0.1", NOON)
    assert await sign_in("ivan@zaedno.example", PASSWORD, "10.0.0.1", NOON + timedelta(minutes=15))


async def test_it_answers_a_guesser_with_429_and_when_to_come_back(browser, small_world):
    for _ in range(11):
        answer = await browser.post("/sign-in", {"email": "ivan@zaedno.example", "password": "налучкване"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_it_ends_a_session_on_the_server(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    token = browser.client.cookies["grants_session"]
    assert (await browser.post("/sign-out")).status_code == 303
    browser.client.cookies.set("grants_session", token)
    assert (await browser.client.get("/projects")).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("later", "lives"), [(timedelta(hours=11), True), (timedelta(hours=13), False), (timedelta(days=15), False)]
)
async def test_it_forgets_a_session_that_is_idle_or_old(small_world, later, lives):
    token = await sign_in("maria@zaedno.example", PASSWORD, "127.0.0.1", NOON)
    assert (await identity_of_session(token, NOON + later) is not None) is lives


async def test_it_shuts_out_somebody_disabled_at_once(small_world):
    token = await sign_in("elena@puente.example", PASSWORD, "127.0.0.1", NOON)
    await Person.filter(email="elena@puente.example").update(disabled_on=NOON.date())
    assert await identity_of_session(token, NOON) is None


async def test_it_keeps_no_token_only_its_hash(small_world):
    token = await sign_in("maria@zaedno.example", PASSWORD, "127.0.0.1", NOON)
    kept = await Session.all().values("token_sha256")
    assert token not in str(kept)
    await sign_out(token)
    assert await Session.all().count() == 0


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("къса", False),
        ("maria@zaedno.example", False),
        ("мартеница-и-баница", True),
        ("а" * 1001, False),
        ("десет-букв", True),
    ],
)
def test_it_asks_for_length_before_cleverness(password, fits):
    assert (password_objections(password, "maria@zaedno.example") == ()) is fits


async def test_it_goes_on_only_to_an_address_of_its_own(browser, small_world):
    for address, lands in (
        ("/tasks", "/tasks"),
        ("//evil.example", "/projects"),
        ("https://evil.example", "/projects"),
    ):
        typed = {"email": "maria@zaedno.example", "password": PASSWORD, "go_to": address}
        assert (await browser.post("/sign-in", typed)).headers["location"] == lands


async def test_an_admin_adds_a_person_and_nobody_else_does(browser, small_world):
    typed = {
        "name": "Нова Колежка",
        "email": "nova@zaedno.example",
        "password": PASSWORD,
        "language": "bg",
        "organisation": "Сдружение „Заедно“",
        "role": "accountant",
    }
    await browser.sign_in("maria@zaedno.example")
    assert (await browser.post("/people/new", typed)).status_code == 403
    await browser.post("/sign-out")
    await browser.sign_in("ada@zaedno.example")
    refused = await browser.post("/people/new", {**typed, "email": "maria@zaedno.example"})
    assert refused.status_code == 422
    assert "Нова Колежка" in refused.text
    assert (await browser.post("/people/new", typed)).status_code == 303
    assert "Нова Колежка" in await browser.get("/people")
