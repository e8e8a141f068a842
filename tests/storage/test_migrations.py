"""The database goes back to what it was before the money rooms, and forward again, and loses no row of what stays."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from grants.projects.models import Organisation
from grants.storage import database

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
