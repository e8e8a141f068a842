"""Migrations without the schema worked out anew at every turn, as Tortoise does for every single operation: for a hundred
of them that takes ten times as long as everything the database does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tortoise.fields.base import Field
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import AddField, CreateModel, Operation, RunSQL
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps


class Together(Operation):
    """Operations that may all see the schema as it is after the last of them: tables made, and columns added to others.

    A column of a table that is itself made here belongs into the making of that table.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = tuple(operations)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)

    def state_forward(self, app_label: str, state: Any) -> None:
        """Each operation's change of the schema, worked out once at the end."""
        touched: set[tuple[str, str]] = set()

        def later(models: Iterable[tuple[str, str]]) -> None:
            touched.update(models)

        state.reload_models, at_once = later, state.reload_models
        try:
            for operation in self.operations:
                operation.state_forward(app_label, state)
        finally:
            state.reload_models = at_once
        state.reload_models(touched)

    async def database_forward(
        self, app_label: str, old_state: Any, new_state: Any, state_editor: Any | None = None
    ) -> None:
        for operation in self.operations:
            with _filled(operation, new_state.apps, app_label) as column:
                await operation.database_forward(app_label, old_state, new_state, state_editor)
            if column and state_editor is not None:
                await state_editor._run_sql(f"ALTER TABLE {column[0]} ALTER COLUMN {column[1]} DROP DEFAULT")  # noqa: SLF001

    async def database_backward(
        self, app_label: str, old_state: Any, new_state: Any, state_editor: Any | None = None
    ) -> None:
        for operation in reversed(self.operations):
            await operation.database_backward(app_label, old_state, new_state, state_editor)


@contextmanager
def _filled(operation: Operation, apps: Any, app_label: str) -> Iterator[tuple[str, str] | None]:
    """While a column that can't be empty is added, the rows that are there get its usual value; gives table and column.

    Tortoise keeps the usual value to itself: to PostgreSQL the new column would be empty in every old row, and refused.
    """
    if not isinstance(operation, AddField):
        yield None
        return
    model = apps.get_model(f"{app_label}.{operation.model_name}")
    field: Field[Any] = model._meta.fields_map[operation.name]  # noqa: SLF001 - where the library keeps them
    if field.null or field.has_db_default() or field.default is None or callable(field.default):
        yield None
        return
    usual, field.db_default = field.db_default, field.default
    try:
        yield f'"{model._meta.db_table}"', f'"{operation.name}"'  # noqa: SLF001
    finally:
        field.db_default = usual


_ASK_NOTHING_OF_BEFORE = (AddField, CreateModel, RunSQL)


def _asks_how_it_was(operation: Operation) -> bool:
    """Whether an operation, or one of those done together, looks at the schema before it: one that alters a column does."""
    if isinstance(operation, Together):
        return any(_asks_how_it_was(one) for one in operation.operations)
    return not isinstance(operation, _ASK_NOTHING_OF_BEFORE)


@contextmanager
def schema_kept() -> Iterator[None]:
    """Inside, a migration goes on with the schema that the one before it left.

    It is copied only for an operation that asks how it was before, and is without the queries of its tables, which no
    operation asks for.
    """
    forward, queries = Migration.apply, StateApps._build_initial_querysets  # noqa: SLF001 - what can't be named otherwise

    async def apply(self: Migration, state: State, *, schema_editor: BaseSchemaEditor | None, **_usual: bool) -> State:
        for operation in self.operations:
            before = state.clone() if schema_editor and _asks_how_it_was(operation) else state
            operation.state_forward(self.app_label, state)
            if schema_editor:
                await self._run_database_forward(operation, before, state, schema_editor, supports_transactions=True)
        state.validate_relations_initialized()
        return state

    Migration.apply = apply  # type: ignore[assignment,method-assign]
    StateApps._build_initial_querysets = lambda _self: None  # type: ignore[assignment,method-assign]  # noqa: SLF001
    try:
        yield
    finally:
        Migration.apply = forward  # type: ignore[method-assign]
        StateApps._build_initial_querysets = queries  # type: ignore[method-assign]  # noqa: SLF001
