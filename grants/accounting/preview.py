"""What an import would do, before anything is kept: read and understood beside the loop, then held against the ledger."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grants.accounting.columns import Chosen
from grants.accounting.queries import brought_before, papers_here, told_before
from grants.accounting.rules import Fate, Row, Sorted, gone_since, sorted_out
from grants.accounting.table import Table, read_table
from grants.accounting.understanding import Understood, accounts_of, understand
from grants.projects.queries import Seen
from grants.storage.files import FileStore


@dataclass(frozen=True)
class Reading:
    """A file read by its columns."""

    table: Table
    heading_row: int
    understood: Understood
    accounts: dict[str, int]


@dataclass(frozen=True)
class Preview:
    """A file read, and what becomes of each of its papers; `seal` is what the confirmation has to match.

    `gone` are rows that earlier imports have for the same days and accounts and this file has not.
    """

    reading: Reading
    papers: Sequence[Sorted]
    seal: str
    gone: Sequence[Row] = ()

    def rows(self, fate: Fate) -> int:
        """How many rows have this fate."""
        return sum(len(one.rows) for one in self.papers if one.fate is fate)

    @property
    def documents(self) -> int:
        """How many documents would be made."""
        return sum(one.fate is Fate.NEW for one in self.papers)


async def table_of(files: FileStore, sha256: str) -> Table:
    """The table in a stored file; NotFound when it is no longer what was stored, Objected when it is no table."""
    return await asyncio.to_thread(read_table, await files.read(sha256))


async def read_by(files: FileStore, sha256: str, columns: Chosen, *, twice: bool) -> Reading:
    """A stored file read by its columns, beside the loop."""
    content = await files.read(sha256)
    return await asyncio.to_thread(_read, content, columns, twice)


def _read(content: bytes, columns: Chosen, twice: bool) -> Reading:
    table = read_table(content)
    place = heading_place(table, columns)
    return Reading(table, place, understand(table, columns, place, twice=twice), accounts_of(table, columns, place))


def heading_place(table: Table, columns: Chosen | None) -> int:
    """The place of the row whose headings are those the columns were chosen by, else where they seem to stand."""
    if columns is not None:
        for place in range(min(len(table.rows), 40)):
            if columns.fits(table.headings(place)):
                return place
    return table.heading_row


async def preview(project: Seen, batch: dict[str, Any], columns: Chosen, reading: Reading, *, twice: bool) -> Preview:
    """What becomes of the rows of a file here and now."""
    read, before = reading.understood.rows, await told_before(project)
    papers = sorted_out(read, await brought_before(project), await papers_here(project), before)
    return Preview(reading, papers, _seal(batch, columns, papers, twice), gone_since(read, papers, before))


def _seal(batch: dict[str, Any], columns: Chosen, papers: Sequence[Sorted], twice: bool) -> str:
    """The same for the same file, read by the same columns, with the same fate of every row."""
    told = json.dumps([batch["version"], batch["sha256"], twice, columns.told], sort_keys=True)
    seal = hashlib.sha256(told.encode())
    for one in papers:
        seal.update(f"{one.rows[0].key}{len(one.rows)}{one.fate}{one.document_id}".encode())
    return seal.hexdigest()
