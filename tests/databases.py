"""The databases of the tests: one for each test process, put back after every test to what the migrations made of it, and
one of its own for a test that alters tables or connects by itself.
"""

from __future__ import annotations

import asyncio
import contextvars
import copy
import os
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any, TypeVar

import asyncpg
from tortoise.connection import connections, get_connection

from grants import acting
from grants.storage import database

Credentials = Mapping[str, Any]
_KEEPER = {"lock_timeout": "2s", "jit": "off", "max_parallel_workers_per_gather": "0"}
T = TypeVar("T")

_TABLES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname
"""
_GUARDS = """
SELECT format('%s %I', tgrelid::regclass, tgname) FROM pg_trigger
WHERE NOT tgisinternal AND tgtype & (8 + 32) > 0 ORDER BY tgname
"""  # those that refuse a delete or a truncate
_COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
_COUNTED = """
SELECT seqrelid::regclass::text AS name, pg_sequence_last_value(seqrelid) AS at FROM pg_sequence
WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""
_RESTARTED = """
SELECT count(setval(seqrelid, seqstart, false)) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""
# What the tables, their columns, triggers and rules, the functions and the settings are, in one number.
_SHAPE = """
SELECT hashtextextended(concat(
  (SELECT string_agg(concat(relname, relkind, relnatts, relpersistence), ' ' ORDER BY relname)
     FROM pg_class WHERE relnamespace = 'public'::regnamespace),
  (SELECT string_agg(concat(attrelid, attname, atttypid, attnotnull, atthasdef), ' ' ORDER BY attrelid, attnum)
     FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
     WHERE relnamespace = 'public'::regnamespace AND attnum > 0),
  (SELECT string_agg(concat(tgrelid, tgname, tgenabled), ' ' ORDER BY oid) FROM pg_trigger),
  (SELECT string_agg(concat(conname, convalidated), ' ' ORDER BY oid) FROM pg_constraint WHERE oid >= 16384),
  (SELECT string_agg(prosrc, ' ' ORDER BY oid) FROM pg_proc WHERE oid >= 16384),
  (SELECT string_agg(nspname, ' ' ORDER BY oid) FROM pg_namespace WHERE oid >= 16384 AND nspname !~ '^(kept|pg)_'),
  (SELECT string_agg(setconfig::text, ' ') FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
     WHERE datname = current_database())
), 0)
"""


async def execute(server: Credentials, statement: str) -> None:
    """One statement on a connection of its own."""
    connection = await asyncpg.connect(**server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def migrated(server: Credentials) -> str:
    """The name of a new database with every migration."""
    name = f"template_{os.getpid()}_{secrets.token_hex(3)}"
    await execute(server, f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    await database.migrate({**server, "database": name})
    return name


async def copied(server: Credentials, template: str) -> str:
    """The name of a new database that is a copy of this one."""
    name = f"test_{os.getpid()}_{secrets.token_hex(4)}"
    # Copied file by file where nothing waits for the disk: a fifth of the time that going through the log takes.
    strategy = "wal_log" if "TEST_DATABASE_URL" in os.environ else "file_copy"
    await execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY {strategy}')
    return name


async def dropped(server: Credentials, name: str) -> None:
    """Forced only where a test left a connection: force may not end the server's own vacuum, a plain drop waits for it."""
    try:
        await execute(server, f'DROP DATABASE "{name}"')
    except asyncpg.ObjectInUseError:
        await execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


class CommonDatabase:
    """The database that the tests of one process use one after another, each as if it had just been made.

    The tracker's connections stay open between tests. After each test what it wrote is removed and every number starts
    again; where that is not enough - a table altered, a connection still at work - the database is made anew.
    """

    def __init__(self, server: Credentials, template: str) -> None:
        self._server = server
        self._template = template
        self._open: AsyncExitStack | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.made = 0

    async def open(self) -> dict[str, Any]:
        """The tracker's connections to the database, made where it is not there; gives its credentials."""
        if self._open is None:
            await self._make()
        self._others = asyncio.all_tasks()
        self._context = contextvars.copy_context()
        return self.credentials

    async def _make(self) -> None:
        self.made += 1
        self._loop = asyncio.get_running_loop()
        self._worlds: dict[bool, tuple[Any, str]] = {}
        self._open = AsyncExitStack()
        name = await copied(self._server, self._template)
        self._open.push_async_callback(dropped, self._server, name)
        self.credentials = {**self._server, "database": name}
        self._keeper = await asyncpg.connect(**self.credentials, server_settings=_KEEPER)
        self._open.push_async_callback(self._keeper.close)
        await self._open.enter_async_context(database.connected(self.credentials))
        self._client: Any = get_connection("default")
        connections.set("default", self._client)  # told, so that a transaction a test leaves open can be taken back
        tables = [row[0] for row in await self._keeper.fetch(_TABLES)]
        filled = [name for name in tables if await self._keeper.fetchval(f"SELECT EXISTS (SELECT FROM {name})")]
        self._tables = [name for name in tables if name not in filled]
        self._guards = [row[0].split(" ", 1) for row in await self._keeper.fetch(_GUARDS)]
        # Which tables hold rows; and, first, whether what the migrations made and filled is as they left it.
        content = (f"(SELECT string_agg({name}::text, ' ' ORDER BY {name}::text) FROM {name})" for name in filled)
        made = f"SELECT concat(({_SHAPE}), ' ', hashtextextended(concat({', '.join(content)}), 0))"
        rows = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in self._tables)
        self._state = " UNION ALL ".join((made, *rows))
        self._as_made = (await self._keeper.fetch(self._state))[0][0]

    async def close(self) -> None:
        """Leave the database and drop it; the next test that asks for one has a new one."""
        if self._open is not None:
            left, self._open = self._open, None
            await left.aclose()

    def leave(self) -> None:
        """The same from outside the loop, for a test that connects by itself."""
        if self._open is not None and self._loop is not None:
            self._loop.run_until_complete(self.close())

    async def put_back(self) -> None:
        """Undo whatever a test did, so that the next finds what the migrations made."""
        if self._open is None:
            return
        await self._ended()
        pool = self._client._pool
        try:
            async with asyncio.timeout(10):
                if pool is not None and pool.get_size() > pool.get_idle_size():
                    pool.terminate()
                    await self.close()
                elif not await self._emptied():
                    await self.close()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await self.close()

    async def _ended(self) -> None:
        """Ends what a test left running or set, as the end of a loop of its own would."""
        for variable, value in contextvars.copy_context().items():
            if variable in self._context and self._context[variable] is not value:
                variable.set(self._context[variable])
        left = asyncio.all_tasks() - self._others - {asyncio.current_task()}
        left = {task for task in left if getattr(task.get_coro(), "__name__", "") != "_call_in_runner_task"}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _emptied(self) -> bool:
        as_made, *filled = (row[0] for row in await self._keeper.fetch(self._state))
        if as_made != self._as_made:
            return False
        if filled:
            guards = [(table, name) for table, name in self._guards if table in filled]
            # One statement, so that what refers to each other goes together.
            parts = ", ".join(f"d{at} AS (DELETE FROM {name})" for at, name in enumerate(filled))
            async with self._keeper.transaction():
                for table, name in guards:
                    await self._keeper.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
                await self._keeper.execute(f"WITH {parts} SELECT")
                for table, name in guards:
                    await self._keeper.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
        await self._keeper.fetchval(_RESTARTED)
        return True

    async def filled(self, fill: Callable[[], Awaitable[T]]) -> T:
        """What `fill` puts into the database as it is made: by its actions the first time, later by copying its rows.

        Kept once with what follows deeds and once without, for the rows differ. Where a test has begun to write, its
        actions are done again.
        """
        if await self._keeper.fetchval(f"SELECT EXISTS ({_COUNTED})"):
            return await fill()
        followed = bool(acting._followers)
        if followed not in self._worlds:
            made = await fill()
            self._worlds[followed] = copy.deepcopy(made), await self._kept(f"kept_{int(followed)}_{len(self._worlds)}")
            return made
        made, statement = self._worlds[followed]
        await self._keeper.fetch(statement)
        return copy.deepcopy(made)

    async def _kept(self, schema: str) -> str:
        """Copies the rows there are aside; gives the statement that brings them back, in one go for what refers to each other."""
        _, *names = (row[0] for row in await self._keeper.fetch(self._state))
        await self._keeper.execute(f"CREATE SCHEMA {schema}")
        parts = []
        for at, name in enumerate(names):
            await self._keeper.execute(f"CREATE UNLOGGED TABLE {schema}.{name} AS TABLE public.{name}")
            columns = await self._keeper.fetchval(_COLUMNS, name)
            parts.append(
                f"i{at} AS (INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {schema}.{name})"
            )
        counted = await self._keeper.fetch(_COUNTED)
        numbers = ", ".join(f"setval('{row['name']}', {row['at']})" for row in counted)
        return f"WITH {', '.join(parts)} SELECT {numbers}"
