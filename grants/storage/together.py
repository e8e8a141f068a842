"""Many operations of one migration as one: Tortoise works the whole schema out anew for every single operation, which for
a hundred of them takes longer than everything the database does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tortoise.migrations.operations import Operation


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
            await operation.database_forward(app_label, old_state, new_state, state_editor)

    async def database_backward(
        self, app_label: str, old_state: Any, new_state: Any, state_editor: Any | None = None
    ) -> None:
        for operation in reversed(self.operations):
            await operation.database_backward(app_label, old_state, new_state, state_editor)
