"""What every test stands on: PostgreSQL with a migrated template, a database of its own for each test, a fixed day."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from grants.people import passwords
from grants.settings import Settings
from grants.storage import database, embedded

TODAY = date(2026, 11, 22)
passwords.hasher(time_cost=1, memory_cost=8)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def today() -> date:
    """The day on which every test takes place."""
    return TODAY


@pytest.fixture(scope="session")
def server() -> Iterator[dict[str, Any]]:
    """The credentials of a server: the one TEST_DATABASE_URL names, or an embedded one of this test process."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield database.credentials_of(named)
        return
    folder = Path(tempfile.mkdtemp(prefix="grants-tests-"))
    folder.chmod(0o711)
    running = embedded.start(folder / "data", fast=True)
    yield running.address.credentials()
    running.leave()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template(server: dict[str, Any]) -> Iterator[str]:
    """The name of a migrated database that each test's own is copied from."""
    name = f"template_{os.getpid()}_{secrets.token_hex(3)}"
    asyncio.run(_execute(server, f'CREATE DATABASE "{name}"'))
    asyncio.run(database.migrate({**server, "database": name}))
    yield name
    asyncio.run(_execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def own_database(server: dict[str, Any], template: str) -> Iterator[dict[str, Any]]:
    """The credentials of a migrated, empty database that is this test's alone."""
    name = f"test_{os.getpid()}_{secrets.token_hex(4)}"
    asyncio.run(_execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    yield {**server, "database": name}
    asyncio.run(_execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _execute(server: dict[str, Any], statement: str) -> None:
    connection = await asyncpg.connect(**server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def db(own_database: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """The tracker's connections to this test's database."""
    async with database.connected(own_database):
        yield own_database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A tracker's settings in a folder of its own."""
    return Settings(data_dir=tmp_path, secret_key="тестов-ключ-" * 4, base_url="http://testserver")
