"""The database goes back to what it was before the money rooms, and forward again, and loses no row of what stays."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from tortoise import Tortoise

from grants.projects.models import Organisation
from grants.storage import database
from grants.storage.database import rows

pytestmark = pytest.mark.anyio
BEFORE_MONEY = "0002_search_and_trail"
COLUMNS = (
    "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns "
    "WHERE table_schema = 'public' ORDER BY 1"
)


async def asked(credentials: dict[str, Any], statement: str) -> list[Any]:
    connection = await asyncpg.connect(**credentials)
    try:
        return [row[0] for row in await connection.fetch(statement)]
    finally:
        await connection.close()


# A value for every column that can't be empty, by its type; a row of each table names the first row of the others.
_FILLING = {
    "bigint": "1",
    "integer": "1",
    "boolean": "false",
    "date": "date '2026-03-01'",
    "timestamp with time zone": "now()",
    "jsonb": "'{}'::jsonb",
    "numeric": "1",
    "character varying": "'x'",
    "text": "'Ж'",
}
_NEEDED = """
SELECT c.table_name, array_agg(c.column_name::text ORDER BY c.ordinal_position) AS names,
  array_agg(c.data_type::text ORDER BY c.ordinal_position) AS types
FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_nullable = 'NO'
  AND c.column_default IS NULL AND c.identity_generation IS NULL AND c.table_name NOT LIKE 'tortoise%'
GROUP BY c.table_name ORDER BY c.table_name
"""


async def fill(credentials: dict[str, Any]) -> dict[str, int]:
    """One row in every table there is, those that others name before them; how many rows each has."""
    connection = await asyncpg.connect(**credentials)
    try:
        waiting = {row["table_name"]: (row["names"], row["types"]) for row in await connection.fetch(_NEEDED)}
        filled: dict[str, int] = {}
        while waiting:
            before = len(filled)
            for table, (names, types) in list(waiting.items()):
                values = ", ".join(_FILLING[kind] for kind in types)
                columns = ", ".join(f'"{name}"' for name in names)
                try:
                    await connection.execute(f'INSERT INTO "{table}" (id, {columns}) VALUES (1, {values})')
                except asyncpg.ForeignKeyViolationError:
                    continue
                filled[table] = 1
                del waiting[table]
            assert len(filled) > before, waiting
        return filled
    finally:
        await connection.close()


@pytest.mark.walk
async def test_it_brings_a_filled_database_forward_and_loses_no_row(own_database: dict[str, Any]):
    whole = await asked(own_database, COLUMNS)
    await database.migrate(own_database, BEFORE_MONEY)
    filled = await fill(own_database)
    assert len(filled) > 30
    await database.migrate(own_database)
    assert await asked(own_database, COLUMNS) == whole
    for table in filled:
        assert await asked(own_database, f'SELECT count(*) FROM "{table}"') == [1], table


@pytest.mark.walk
async def test_it_goes_back_and_forward_and_keeps_what_was_there(own_database: dict[str, Any]):
    whole = await asked(own_database, COLUMNS)
    name = "Сдружение „Обратно и напред“"
    async with database.connected(own_database):
        await Organisation.create(name_bg=name)
    await database.migrate(own_database, BEFORE_MONEY)
    before = await asked(own_database, COLUMNS)
    assert "budget_version.id bigint" not in before
    assert "expense.cut_cents bigint" not in before
    assert await asked(own_database, "SELECT name_bg FROM organisation") == [name]
    await database.migrate(own_database)
    assert await asked(own_database, COLUMNS) == whole
    assert await asked(own_database, "SELECT name_bg FROM organisation") == [name]


async def test_it_makes_every_column_empty_or_not_as_its_table_declares(db):
    """Also where a migration alters a column among operations that are done together."""
    found = {
        (row["table_name"], row["column_name"]): row["is_nullable"] == "YES"
        for row in await rows(
            "SELECT table_name, column_name, is_nullable FROM information_schema.columns WHERE table_schema = 'public'"
        )
    }
    declared = {
        (model._meta.db_table, column): model._meta.fields_map[field].null
        for model in Tortoise.apps["grants"].values()
        for field, column in model._meta.fields_db_projection.items()
    }
    assert {key: null for key, null in declared.items() if found.get(key) is not null} == {}
