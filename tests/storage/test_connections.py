"""A connection goes from one page to the next as it is: nothing may stay behind on it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import asyncpg
import pytest
from tortoise.connection import get_connection

import grants
from grants.storage.database import rows, transaction

pytestmark = pytest.mark.anyio
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
