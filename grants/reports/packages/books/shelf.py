"""Where a later room offers its workbooks to report packages: what it has, how one is judged, and how it is filled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from grants.access import Identity
from grants.errors import Objection
from grants.funders.ground import Ground
from grants.projects.queries import Seen
from grants.reports.actions import PreparedFile, Recorded
from grants.storage.files import FileStore
from grants.values.language import Language


@dataclass(frozen=True, slots=True)
class BookKept:
    """A workbook as a package freezes it: its file by its sha256, and what each of its cells shows."""

    name: str
    edition: int
    file_name: str
    sha256: str
    cells: tuple[tuple[str, ...], ...]

    @property
    def row(self) -> dict[str, Any]:
        """Its columns."""
        told = {"name": self.name, "edition": self.edition, "file_name": self.file_name, "sha256": self.sha256}
        return {**told, "cells": [list(cell) for cell in self.cells]}


@dataclass(frozen=True, slots=True)
class BookJudged:
    """A workbook as it stands now, and every reason for which it can't be filled from a ground."""

    kept: BookKept
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Offered:
    """A workbook that may be chosen."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class CellSeen:
    """A cell of a workbook's sheet as a page shows it; `behind` are the rows of the ledger behind what is `filled` in."""

    text: str
    across: int = 1
    down: int = 1
    figure: bool = False
    filled: bool = False
    formula: bool = False
    behind: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BookSeen:
    """The beginning of one of the `sheets` in which a workbook is filled (none where nothing is), and what can't be filled."""

    sheets: tuple[str, ...] = ()
    sheet: str = ""
    letters: tuple[str, ...] = ()
    rows: tuple[tuple[CellSeen, ...], ...] = ()
    more_rows: int = 0
    more_columns: int = 0
    problems: tuple[Objection, ...] = ()


async def _nothing(_by: Identity, _project: Seen) -> Sequence[Offered]:
    return ()


async def _nobody(*_asked: object) -> Any:
    raise LookupError("No room offers workbooks here: followers.install() was not called.")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a room does for its workbooks: `offered` to choose from, `judged` by its id (None where it is gone), `filled`.

    `standing` is one by its id as it stands now, `seen` how a sheet of it will look (by its place among those that are
    filled; NotFound where the file is gone). `for_period` fills one by its id for a period and enters it as a report.
    """

    offered: Callable[[Identity, Seen], Awaitable[Sequence[Offered]]] = _nothing
    judged: Callable[[Identity, Seen, int, Ground, Language, FileStore], Awaitable[BookJudged | None]] = _nobody
    filled: Callable[[BookKept, Ground, Language, FileStore], Awaitable[PreparedFile]] = _nobody
    standing: Callable[[Identity, Seen, int], Awaitable[BookKept | None]] = _nobody
    seen: Callable[[BookKept, Ground, Language, FileStore, int], Awaitable[BookSeen]] = _nobody
    for_period: Callable[[Identity, Seen, int, tuple[date, date], Language, FileStore, Recorded], Awaitable[None]] = (
        _nobody
    )


@dataclass(slots=True)
class _Wall:
    shelf: Shelf = field(default_factory=Shelf)


_wall = _Wall()


def install_shelf(shelf: Shelf) -> None:
    """The room whose workbooks packages take from now on; it replaces the one that was installed before."""
    _wall.shelf = shelf


def shelf() -> Shelf:
    """The room that is installed; where none is, nothing is offered."""
    return _wall.shelf
