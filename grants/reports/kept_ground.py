"""A report's ground as a file: what was frozen with a package is read back from it, expense by expense.

A line of JSON for everything but the expenses, then one for each of them. The same ground always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from grants.funders.ground import Entry, Ground, Head


@cache
def _head() -> TypeAdapter[Head]:
    return TypeAdapter(Head)


@cache
def _entry() -> TypeAdapter[Entry]:
    return TypeAdapter(Entry)


def lines_of(ground: Ground) -> Iterator[bytes]:
    """The file, line by line."""
    head = Head(**{one.name: getattr(ground, one.name) for one in fields(Head)})
    yield _head().dump_json(head) + b"\n"
    for entry in ground.entries:
        yield _entry().dump_json(entry) + b"\n"


@dataclass(frozen=True, slots=True)
class StoredEntries:
    """The expenses of a kept ground, read one by one from their file each time they are walked through."""

    path: Path
    count: int

    def __iter__(self) -> Iterator[Entry]:
        read = _entry().validate_json
        with self.path.open("rb") as lines:
            next(lines)
            for line in lines:
                yield read(line)

    def __len__(self) -> int:
        return self.count


def ground_in(path: Path) -> Ground:
    """The ground that is kept in a file; its expenses stay there."""
    with path.open("rb") as lines:
        head = _head().validate_json(next(lines))
        count = sum(1 for _ in lines)
    told: dict[str, Any] = {one.name: getattr(head, one.name) for one in fields(Head)}
    return Ground(**told, entries=StoredEntries(path, count))
