"""What stands in front of every page: headers, forms of our own only, limits, and sentences instead of tracebacks."""

from __future__ import annotations

import asyncpg
import httpx2
import pytest

from grants.app import create_app
from grants.web.middleware import CONTENT_POLICY
from tests.cast import CODE

pytestmark = pytest.mark.anyio


async def test_it_sends_strict_headers_with_every_answer(browser, small_world):
    for address in ("/sign-in", "/няма-такава-страница", "/static/tracker.css", "/healthz"):
        headers = (await browser.client.get(address)).headers
        assert headers["content-security-policy"] == CONTENT_POLICY
        assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in CONTENT_POLICY


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "http://testserver"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
    ],
)
async def test_it_accepts_forms_only_from_its_own_pages(browser, small_world, headers, accepted):
    answer = await browser.client.post("/sign-in", data={"email": "м", "password": "п"}, headers=headers)
    assert (answer.status_code != 403) is accepted


async def test_it_refuses_a_body_over_the_limit_before_reading_it(browser, small_world, app):
    app.state.body_limit = 1000
    await browser.sign_in("maria@zaedno.example")
    read = []

    async def slowly():
        for _ in range(100):
            read.append(1)
            yield "я".encode() * 300

    large = await browser.post(
        f"/projects/{CODE}/rows/activity/new",
        content=b"x" * 5000,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    chunked = await browser.client.post(
        f"/projects/{CODE}/rows/activity/new",
        content=slowly(),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert (large.status_code, chunked.status_code) == (413, 413)
    assert "<h1>" in large.text
    assert len(read) < 10


@pytest.mark.parametrize(
    "address",
    ["/projects/няма-такъв", "/няма", f"/projects/{CODE}/rows/activity/999999", f"/projects/{CODE}/rows/нещо/new"],
)
async def test_it_says_in_a_sentence_that_there_is_nothing(browser, small_world, address):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(address, status=404)
    assert "Traceback" not in page
    assert "<h1>" in page


async def test_it_writes_user_text_never_as_markup(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    evil = "<script>alert('Здравей')</script>"
    await browser.post(f"/projects/{CODE}/rows/activity/new", {"title_bg": evil, "state": "planned"})
    for address in (f"/projects/{CODE}/workplan", f"/projects/{CODE}/history", f"/search?q={evil}"):
        page = await browser.get(address)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


async def test_it_answers_503_while_the_database_is_away(settings, db):
    async def away(*_):
        raise asyncpg.CannotConnectNowError("the database system is starting up")

    app = create_app(settings)
    app.state.identity_of = away
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.get(
            "/projects",
            headers={"cookie": "grants_session=нещо".encode("ascii", "ignore").decode(), "accept-language": "bg"},
        )
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "База" in answer.text or "база" in answer.text


async def test_it_shows_a_fault_of_ours_with_a_reference_and_no_traceback(settings, db):
    async def broken(*_):
        raise ZeroDivisionError("тайна подробност")

    app = create_app(settings)
    app.state.identity_of = broken
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.get("/projects")
    assert answer.status_code == 500
    assert "тайна" not in answer.text
    assert "Traceback" not in answer.text


async def test_it_tells_the_state_of_the_machine(browser, db):
    assert (await browser.client.get("/healthz")).text == "ok"
    state = (await browser.client.get("/readyz")).json()
    assert state == {"database": True, "files": True, "worker_seconds": None, "worker": False}
