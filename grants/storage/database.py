"""The only place that opens a connection or a transaction, and that brings the database forward under a lock."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException, DBConnectionError, TransactionManagementError
from tortoise.fields import Field
from tortoise.migrations.api import migrate as tortoise_migrate
from tortoise.models import Model
from tortoise.transactions import in_transaction

from grants.errors import CannotStart
from grants.settings import Settings
from grants.storage.embedded import embedded_server
from grants.storage.together import schema_kept
from grants.values.language import N_

Credentials = Mapping[str, Any]
Row = dict[str, Any]

MODEL_ROOMS = (
    "audit",
    "people",
    "personal",
    "letters",
    "rates",
    "projects",
    "attached",
    "workplan",
    "procurement",
    "budget",
    "expenses",
    "accounting",
    "subgrants",
    "indicators",
    "participants",
    "team",
    "payments",
    "correspondence",
    "deadlines",
    "amendments",
    "reports",
    "filling",
)
_MIGRATION_LOCK = 7_305_808_869_229_538_915  # "everyone's turn": one number for all processes of all machines
_AT_ONCE = 1000  # rows of one statement
OLDEST_SERVER = 150_000

# What may be written outside `acting`: the machine's own bookkeeping, which leaves no audit entry.
BOOKKEEPING = (
    "session last seen",
    "session begun or ended",
    "sign-in throttle",
    "worker heartbeat",
    "letter claimed or posted",
    "report making claimed or ended",
    "calendar feed read",
    "what has ended cleared away",
)


def credentials_of(url: str) -> dict[str, Any]:
    """What asyncpg asks to reach the server named by a DATABASE_URL."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    found: dict[str, Any] = {
        "host": query["host"][0] if "host" in query else (parts.hostname or "localhost"),
        "port": int(query["port"][0]) if "port" in query else (parts.port or 5432),
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "database": unquote(parts.path.lstrip("/")),
    }
    if "sslmode" in query:
        found["ssl"] = query["sslmode"][0]
    return found


async def _as_found(_connection: object) -> None:
    """Nothing is to be put back when a connection is given back.

    asyncpg rolls an open transaction back by itself. What else it would undo (locks of a session, LISTEN, SET), nothing
    here does, and a page of twenty statements would ask twenty times more.
    """


# How the server treats each of the tracker's connections.
SESSION = {
    "lock_timeout": "5s",  # who waits longer for a row is told to try again
    "plan_cache_mode": "force_custom_plan",  # a filter that isn't set is left out of the plan
}


def config_for(credentials: Credentials) -> dict[str, Any]:
    """Tortoise's configuration for a server."""
    return {
        "connections": {
            "default": {
                "engine": "tortoise.backends.asyncpg",
                "credentials": {
                    **credentials,
                    "min_size": 1,
                    "max_size": 10,
                    "command_timeout": 60,
                    "server_settings": SESSION,
                    "reset": _as_found,
                },
            }
        },
        "apps": {
            "grants": {
                "models": [f"grants.{room}.models" for room in MODEL_ROOMS],
                "migrations": "grants.migrations",
                "default_connection": "default",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


# What it looks like when the database does not answer just now; asking again in a moment is all that helps.
DATABASE_AWAY: tuple[type[Exception], ...] = (
    DBConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it is being stopped or started
    asyncpg.InsufficientResourcesError,  # its disk is full, or too many are connected
    asyncpg.TransactionRollbackError,  # two changes waited for each other, and this one gave way
    asyncpg.LockNotAvailableError,  # somebody holds the row for longer than a page waits
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # it closed the connection in the middle of a statement
    ConnectionError,
    TimeoutError,
    FileNotFoundError,  # the embedded server's socket; a file that is not in the store is NotFound
)


class _NotOfItsAbsence(logging.Filter):
    """Lets through what asyncpg's pool says, but not that it cannot reach a database that is away.

    It tries again by itself in the background, with a traceback each time. Whoever wants something of the database meanwhile says
    so in one line: the page that answers 503, the job that is tried again.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], DATABASE_AWAY))


logging.getLogger("asyncpg.pool").addFilter(_NotOfItsAbsence())


async def check_server(credentials: Credentials) -> None:
    """Say in one sentence why this server can't be used, or nothing."""
    try:
        connection = await asyncpg.connect(**credentials, timeout=10)
    except (TimeoutError, OSError, asyncpg.PostgresError, ValueError) as problem:
        raise CannotStart(
            N_("The database server {host}:{port} can't be reached: {reason}"),
            host=credentials["host"],
            port=credentials["port"],
            reason=str(problem) or type(problem).__name__,
        ) from problem
    try:
        if connection.get_server_version().major * 10_000 < OLDEST_SERVER:
            raise CannotStart(
                N_("The database server is PostgreSQL {version}; version 15 or later is needed."),
                version=str(connection.get_server_version().major),
            )
        encoding = await connection.fetchval("SHOW server_encoding")
        if encoding != "UTF8":
            raise CannotStart(
                N_("The database keeps text as {encoding}; it has to be UTF8 for Cyrillic."), encoding=encoding
            )
    finally:
        await connection.close()


@asynccontextmanager
async def running_server(settings: Settings) -> AsyncIterator[dict[str, Any]]:
    """The credentials of the server the settings name, or of the embedded one, which runs as long as it is needed."""
    if settings.database_url:
        credentials = credentials_of(settings.database_url)
        await check_server(credentials)
        yield credentials
        return
    async with embedded_server(settings.data_dir) as address:
        yield address.credentials()


@asynccontextmanager
async def connected(credentials: Credentials) -> AsyncIterator[None]:
    """The process's one set of connections, for as long as it runs."""
    await Tortoise.init(config=config_for(credentials), _enable_global_fallback=True)
    try:
        yield
    finally:
        await Tortoise.close_connections()


async def migrate(credentials: Credentials, to: str | None = None) -> None:
    """Bring the database to the newest migration, or to the named one; processes that come together take turns."""
    connection = await asyncpg.connect(**credentials)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _MIGRATION_LOCK)
        with schema_kept():
            await tortoise_migrate(
                config=config_for(credentials), app_labels=["grants"], target=f"grants.{to}" if to else None
            )
    except (BaseORMException, asyncpg.PostgresError) as problem:
        raise CannotStart(N_("The database could not be brought forward: {reason}"), reason=str(problem)) from problem
    finally:
        await Tortoise.close_connections()
        await connection.close()


@asynccontextmanager
async def _together() -> AsyncIterator[Any]:
    """The library's transaction; one that cannot begin gives its connection back and is forgotten, which the library leaves undone.

    Otherwise whoever tried again would speak into the lost connection for ever, and ten such tries would leave none.
    """
    context = in_transaction()
    try:
        here = await context.__aenter__()
    except BaseException as problem:
        if hasattr(context, "token"):  # it had a connection, and is what this task asks by
            with suppress(*DATABASE_AWAY):
                await context.__aexit__(TransactionManagementError, problem, None)
        raise
    async with AsyncExitStack() as ends:
        ends.push_async_exit(context)
        yield here


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """Everything inside is kept together or not at all."""
    async with _together():
        yield


@asynccontextmanager
async def bookkeeping(what: str) -> AsyncIterator[None]:
    """A change that is the machine's own business and leaves no audit entry; `what` is one of BOOKKEEPING."""
    if what not in BOOKKEEPING:
        raise ValueError(what)
    async with _together():
        yield


async def insert_all(model: type[Model], told: Sequence[Mapping[str, Any]]) -> list[int]:
    """Many rows of one table, told by column, without an object for each; gives their ids in the same order.

    What a row does not tell is the model's default; what none of them tells is sent once for all. They go in by parts,
    so that others are served in between.
    """
    meta = model._meta  # noqa: SLF001 - where the library keeps the columns of a table
    fields = {name: meta.fields_map[name] for name in meta.fields_db_projection if name != meta.pk_attr}
    now = datetime.now(UTC)
    usual = {name: now if getattr(one, "auto_now_add", False) else one.default for name, one in fields.items()}
    table, names = meta.db_table, {name for row in told for name in row}
    taken = ", ".join(f'{"r" if name in names else "u"}."{name}"' for name in usual)
    columns = ", ".join(f'"{name}"' for name in usual)
    statement = (
        f'INSERT INTO "{table}" ({columns}) SELECT {taken} FROM jsonb_populate_record(NULL::"{table}", $2::jsonb) u, '  # noqa: S608 - names of our own models
        f'jsonb_populate_recordset(NULL::"{table}", $1::jsonb) r RETURNING id'
    )
    same = json.dumps({name: value for name, value in usual.items() if name not in names}, default=_as_text)
    lacking = {name: value for name, value in usual.items() if name in names}
    ids: list[int] = []
    for start in range(0, len(told), _AT_ONCE):
        part = [{**lacking, **row} for row in told[start : start + _AT_ONCE]]
        ids += [row["id"] for row in await rows(statement, json.dumps(part, default=_as_text), same)]
    return ids


def _as_text(value: object) -> str:
    """A value that JSON does not know, as the database reads it: a day, a moment, a decimal number."""
    return value.isoformat() if isinstance(value, date) else str(value)


async def rows(sql: str, *values: object) -> list[Row]:
    """The rows of a statement written for PostgreSQL, as plain dictionaries."""
    found: Sequence[Row] = await get_connection("default").execute_query_dict(sql, list(values))
    return list(found)


async def rows_one_by_one(sql: str, *values: object) -> AsyncGenerator[Row, None]:
    """The rows of a statement as they come, read by a cursor in a transaction of its own: however many, few are in memory.

    Whoever does not take all of them closes the iterator (`aclosing`), so that the transaction ends.
    """
    async with _together() as here:
        async for row in here._connection.cursor(sql, *values, prefetch=_AT_ONCE):  # noqa: SLF001 - asyncpg's own
            yield dict(row)


async def whole_rows(model: type[Model], column: str, value: object) -> list[Row]:
    """What `filter(column=value).values()` gives of a table, by position where rows have one.

    The statement of a table is built once, not anew for each page: building it takes longer than PostgreSQL does.
    """
    statement, read = _whole(model, column)
    found = await rows(statement, value)
    for row in found if read else ():
        for name, becomes in read:
            row[name] = becomes(row[name])
    return found


@cache
def _whole(model: type[Model], column: str) -> tuple[str, tuple[tuple[str, Callable[[Any], Any]], ...]]:
    """The statement, and what becomes of the columns that the driver does not read itself."""
    meta = model._meta  # noqa: SLF001 - where the library keeps the columns of a table
    columns = {name: meta.fields_db_projection[name] for name in meta.fields_map if name in meta.fields_db_projection}
    native = {name for _, name, _ in meta.db_native_fields}
    said = ", ".join(f'"{kept}" AS "{name}"' for name, kept in columns.items())
    order = ' ORDER BY "position"' if "position" in columns else ""
    read = ((name, _becomes(meta.fields_map[name])) for name in columns if name not in native)
    return (
        f'SELECT {said} FROM "{meta.db_table}" WHERE "{columns[column]}" = $1{order}',  # noqa: S608 - names of our own models
        tuple(read),
    )


def _becomes(field: Field[Any]) -> Callable[[Any], Any]:
    """What the library makes of a column; of a closed list, by looking up."""
    chosen = getattr(field, "enum_type", None)
    if chosen is None:
        return field.to_python_value
    known: dict[str | None, Any] = {None: None, **{str(one): one for one in chosen}}
    return known.__getitem__
