"""What a command is given and what it gives back."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from grants import followers
from grants.errors import Objected
from grants.settings import Settings
from grants.storage.database import connected, migrate, running_server
from grants.values.wording import Wording

Command = Namespace


@dataclass(frozen=True)
class Said:
    """A command's answer: JSON for scripts, plain text for people, and the exit code."""

    data: dict[str, Any] | None = None
    text: str = ""
    code: int = 0
    then: Callable[[], None] | None = None  # what goes on after the answer, outside the loop


OPTIONS = {"first": "--from", "last": "--to"}  # how a command calls what a page calls otherwise


@asynccontextmanager
async def tracker(settings: Settings, *, bring_forward: bool = True) -> AsyncIterator[dict[str, Any]]:
    """The tracker's database, ready to be used by one command."""
    followers.install()
    async with running_server(settings) as credentials:
        if bring_forward:
            await migrate(credentials)
        async with connected(credentials):
            yield credentials


def objections_said(problem: Objected, words: Wording) -> Said:
    """Every problem on a line of its own, with its place; as JSON each with sheet, row, column, read and expected, and what the system says that will read the file."""
    listed = [
        {
            "sheet": one.sheet,
            "row": one.row,
            "column": one.column,
            "place": one.place,
            "read": one.read,
            "expected": words.say(one.sentence, **one.facts),
            "theirs": one.theirs.in_(words.language),
        }
        for one in problem.objections
    ]
    lines = []
    for one in listed:
        cell = f"{one['column']}{one['row'] or ''}" if one["column"] or one["row"] else ""
        place = one["place"] if one["sheet"] else OPTIONS.get(str(one["place"]), one["place"])
        where = ", ".join(str(part) for part in (one["sheet"], cell, place) if part)
        lines.append(f"{where}: {one['expected']}" if where else str(one["expected"]))
        lines += [f"    {one['theirs']}"] if one["theirs"] else []
    return Said({"problems": listed}, "\n".join(lines), 1)
