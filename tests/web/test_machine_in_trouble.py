"""When the database or the disk lets the tracker down, people read a sentence and are told when to come back."""

from __future__ import annotations

import asyncpg
import httpx2
import pytest

from grants.app import create_app
from grants.errors import NoRoom
from grants.storage.database import connected
from grants.storage.files import DISK_FULL

pytestmark = pytest.mark.anyio


async def _answer(settings, problem, address="/projects"):
    async def fails(*_):
        raise problem

    app = create_app(settings)
    app.state.identity_of = fails
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.get(address, headers={"accept-language": "bg"})


@pytest.mark.parametrize(
    "problem",
    [
        asyncpg.AdminShutdownError("спира се"),
        asyncpg.CrashShutdownError("падна"),
        asyncpg.CannotConnectNowError("тръгва"),
        asyncpg.ConnectionDoesNotExistError("няма връзка"),
        asyncpg.TooManyConnectionsError("твърде много връзки"),
        asyncpg.DiskFullError("дискът е пълен"),
        asyncpg.DeadlockDetectedError("взаимно чакане"),
        asyncpg.InterfaceError("затворена връзка"),
        ConnectionRefusedError("отказана връзка"),
        TimeoutError("твърде дълго"),
    ],
)
async def test_it_asks_to_come_back_while_the_database_is_away(settings, db, problem):
    answer = await _answer(settings, problem)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert str(problem) not in answer.text


async def test_it_says_in_json_that_the_database_is_away(settings, own_database):
    app = create_app(settings)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    gone = {**own_database, "host": "/няма-такава-папка"}
    async with connected(gone), httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] is False


async def test_it_says_that_the_disk_is_full(browser, small_world, app):
    async def fails(_visit):
        raise NoRoom(DISK_FULL)

    await browser.sign_in("maria@zaedno.example")
    app.state.frame = fails
    assert "Дискът е пълен" in await browser.get("/projects", status=507)
