"""The database that the tests share is, for each of them, as if it had just been made."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from grants.projects.models import Organisation
from grants.storage.database import rows
from tests.cast import world
from tests.databases import CommonDatabase

pytestmark = pytest.mark.anyio
NAME = "Сдружение „Преди теб“"
TABLES = "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"


async def everything() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    found = {}
    for table in await rows(TABLES):
        told = await rows(f'SELECT t::text AS told FROM "{table["name"]}" t ORDER BY 1')
        found[table["name"]] = [row["told"] for row in told]
    return found


@pytest.mark.parametrize("turn", ["first", "second", "third"])
async def test_it_shows_no_test_what_the_one_before_it_did(db, turn):
    assert await rows("SELECT id FROM organisation") == []
    assert (await Organisation.create(name_bg=NAME)).id == 1


async def test_it_takes_back_every_row_and_number_and_keeps_the_tables(db, common_database: CommonDatabase):
    before, made = await everything(), common_database.made
    await world()
    await rows("SELECT nextval(pg_get_serial_sequence('letter', 'id'))")
    assert len((await everything())["audit_entry"]) > 10
    await common_database.put_back()
    assert await everything() == before
    assert [name for name, told in before.items() if told] == ["tortoise_migrations"]
    assert await rows("SELECT * FROM pg_sequences WHERE last_value IS NOT NULL") == []
    assert common_database.made == made
    with pytest.raises(Exception, match="never changed or removed"):
        await rows("DELETE FROM audit_entry")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE organisation ADD COLUMN излишна text",
        "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_stays",
        "CREATE FUNCTION излишна() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DELETE FROM tortoise_migrations",
        "DROP VIEW spent",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = 1', current_database()); END $$",
    ],
)
async def test_it_is_made_anew_where_a_test_altered_it(db, common_database: CommonDatabase, statement):
    made = common_database.made
    await rows(statement)
    await common_database.put_back()
    await common_database.open()
    assert common_database.made == made + 1
    assert await rows("SELECT * FROM spent") == []
    with pytest.raises(Exception, match="never changed or removed"):
        await rows("DELETE FROM audit_entry")


async def test_it_is_made_anew_where_a_change_is_still_under_way(db, common_database: CommonDatabase):
    made = common_database.made
    begun = in_transaction()
    await begun.__aenter__()
    await Organisation.create(name_bg=NAME)
    await common_database.put_back()
    await common_database.open()
    assert common_database.made == made + 1


async def test_it_ends_what_a_test_left_running(db, common_database: CommonDatabase):
    async def writes() -> None:
        await asyncio.sleep(0.05)
        await Organisation.create(name_bg=NAME)

    left = asyncio.create_task(writes())
    await common_database.put_back()
    assert left.cancelled()
    assert await Organisation.all().count() == 0


@pytest.mark.parametrize("followed", [False, True])
async def test_it_gives_every_test_the_same_small_world(db, request, common_database: CommonDatabase, followed):
    if followed:
        request.getfixturevalue("following")
    seen: list[tuple[Any, dict[str, list[str]], int]] = []
    for _ in range(2):
        people = await common_database.filled(world)
        seen.append((people, await everything(), (await Organisation.create(name_bg=NAME)).id))
        await common_database.put_back()
    assert seen[0] == seen[1]


async def test_it_makes_the_small_world_beside_what_a_test_wrote_before(db, common_database: CommonDatabase):
    await Organisation.create(name_bg=NAME)
    await common_database.filled(world)
    assert (await Organisation.get(name_bg="Сдружение „Заедно“")).id == 2
    assert await Organisation.all().count() == 4


@pytest.fixture
def following():
    from grants.acting import install_followers
    from grants.followers import FOLLOWERS

    install_followers(FOLLOWERS)
    yield
    install_followers(())
