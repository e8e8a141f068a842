"""A connection goes from one page to the next as it is: nothing may stay behind on it."""

from __future__ import annotations

import asyncio
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest
from tortoise.connection import get_connection

import grants
from grants.storage.database import DATABASE_AWAY, rows, transaction

pytestmark = pytest.mark.anyio
MORE_THAN_CONNECTIONS = 12
LEFT_BEHIND = re.compile(r"pg_(?:try_)?advisory_lock|set_config\(|\"(?:UN)?LISTEN |\"SET ")


def test_it_keeps_nothing_on_a_connection_of_the_pool():
    package = Path(grants.__file__).parent
    found = {
        (path.name, said)
        for path in package.rglob("*.py")
        for said in LEFT_BEHIND.findall(path.read_text(encoding="utf-8"))
    }
    assert found == {("database.py", "pg_advisory_lock")}  # of migrate, on a connection of its own


async def test_it_gives_a_connection_back_without_asking_the_server(db):
    seen: list[str] = []

    def listen(one):
        seen.append(one.query)

    async with get_connection("default").acquire_connection() as connection:
        connection.add_query_logger(listen)
        await connection.fetch("SELECT 1")
    assert seen == ["SELECT 1"]


async def test_it_rolls_back_what_was_not_finished(db):
    async def unfinished():
        async with transaction():
            await rows("CREATE TABLE halfway (id int)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await unfinished()
    assert (await rows("SELECT to_regclass('halfway') AS halfway"))[0]["halfway"] is None


async def test_a_transaction_that_could_not_begin_leaves_the_next_one_as_good_and_takes_no_connection(db):
    for _ in range(MORE_THAN_CONNECTIONS):
        async with transaction():
            [own] = await rows("SELECT pg_backend_pid() AS number")
        with ThreadPoolExecutor(1) as beside:  # while it is waited for, nothing here hears that the connection is lost
            assert beside.submit(asyncio.run, _ended(db, own["number"])).result()
        with pytest.raises(DATABASE_AWAY):
            async with transaction():
                pass
        assert await rows("SELECT 1 AS one") == [{"one": 1}]
        async with transaction():
            assert (await rows("SELECT pg_backend_pid() AS number")) != [own]


async def _ended(credentials, number: int) -> bool:
    """Whether the server has ended that connection."""
    connection = await asyncpg.connect(**credentials)
    try:
        return bool(await connection.fetchval("SELECT pg_terminate_backend($1, 5000)", number))
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("problem", "lines"),
    [(asyncpg.CannotConnectNowError("тръгва"), 0), (FileNotFoundError(), 0), (KeyError("друго"), 1)],
)
def test_it_keeps_quiet_about_a_pool_whose_database_is_away(caplog, problem, lines):
    try:
        raise problem
    except type(problem):
        logging.getLogger("asyncpg.pool").warning("Failed to restore the pool", exc_info=True)
    assert len(caplog.records) == lines
