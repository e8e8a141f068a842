"""A long report's ground: its expenses go from the database into a file and are read from there, so that few are in memory."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

from grants.access import Identity
from grants.funders.ground import Entry, Ground
from grants.projects.queries import Seen
from grants.reports.grounds import ground_without_entries
from grants.reports.grounds_entries import Selection, entries_one_by_one
from grants.reports.kept_ground import EntryLines, ground_in, head_line
from grants.reports.watch import Watch

_AT_ONCE: Final = 500  # expenses put into words in a thread, so that others are served in between


@asynccontextmanager
async def streamed_ground(
    by: Identity, project: Seen, chosen: Selection, made_on: date, watch: Watch
) -> AsyncIterator[Ground]:
    """The ground of a report as `report_ground` gives it, its expenses in a file that is gone afterwards.

    Raises Interrupted.
    """
    with tempfile.TemporaryDirectory(prefix="ground-") as folder:
        path = Path(folder) / "ground"
        with path.open("wb") as file:
            file.write(head_line(await ground_without_entries(by, project, chosen, made_on)))
            await _poured(by, project, chosen, file, watch)
        yield ground_in(path)


async def _poured(by: Identity, project: Seen, chosen: Selection, file: BinaryIO, watch: Watch) -> None:
    part: list[Entry] = []
    lines = EntryLines()
    async with aclosing(entries_one_by_one(by, project, chosen)) as entries:
        async for entry in entries:
            part.append(entry)
            if len(part) == _AT_ONCE:
                watch.look_up()
                await asyncio.to_thread(_written, part, lines, file)
                part = []
    await asyncio.to_thread(_written, part, lines, file)
    file.write(lines.last())


def _written(part: list[Entry], lines: EntryLines, file: BinaryIO) -> None:
    file.writelines(lines.of(entry) for entry in part)
