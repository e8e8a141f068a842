"""Files as accounting programs export them, and the ledger they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from grants.access import Identity
from grants.accounting.actions import choose_columns, keep, upload
from grants.accounting.columns import Chosen, plain_headings, recognised
from grants.accounting.preview import Preview, preview, read_by, table_of
from grants.accounting.queries import batch_seen, mapping_of
from grants.projects.queries import Seen
from grants.settings import Settings
from grants.storage.files import FileStore
from tests.cast import World, row

BG = ["Дата", "Документ №", "Контрагент", "ЕИК", "Основание", "Сума без ДДС", "ДДС", "Сума", "Сметка"]
EN = ["Date", "Document No.", "Supplier", "EIK", "Description", "Net", "VAT", "Amount", "Account"]
PRINT = [
    "03.11.2026",
    "0000001234",
    "„Печат и хартия“ ООД",
    "131129282",
    "Наръчник",
    "1 234,50",
    "246,90",
    "1 481,40",
    "602",
]
TAXI = ["04.11.2026", "77", "Такси „Бързо“", "", "Път до Монтана", "12,30", "", "12,30", "609"]
HALL = ["05.11.2026", "0000000078", "Зала „Роза“ ЕООД", "000000000", "Наем на зала", "300,00", "60,00", "360,00", "602"]
LIMIT = 25 * 1024 * 1024
Grid = Sequence[Sequence[Any]]


def csv_of(grid: Grid, mark: str = ";", encoding: str = "utf-8") -> bytes:
    """A grid as text, quoted where it has to be."""

    def cell(value: object) -> str:
        text = str(value)
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in (mark, '"', "\n")) else text

    return "\r\n".join(mark.join(cell(value) for value in line) for line in grid).encode(encoding)


def xlsx_of(grid: Grid, formats: Mapping[type, str] | None = None) -> bytes:
    """A grid as a workbook; a tuple is a formula with the value it last showed."""
    ink = BytesIO()
    book = xlsxwriter.Workbook(ink, {"default_date_format": "dd.mm.yyyy", "in_memory": True})
    sheet = book.add_worksheet("Журнал")
    for at, line in enumerate(grid):
        for place, value in enumerate(line):
            if isinstance(value, tuple):
                sheet.write_formula(at, place, value[0], None, value[1])
            elif value != "":
                sheet.write(at, place, value)
    book.close()
    return ink.getvalue()


@pytest.fixture
def store(settings: Settings) -> FileStore:
    """Where files are kept."""
    return FileStore(settings.files)


@pytest.fixture
async def office(small_world: World) -> World:
    """The small world with two budget lines."""
    await row(small_world.project, "line", "1", title_bg="Материали", amount="50000", partner="1")
    await row(small_world.project, "line", "2", title_bg="Пътуване", amount="9000", partner="1")
    return small_world


class Import:
    """A file on its way into the ledger, step by step as on the pages."""

    def __init__(self, by: Identity, project: Seen, store: FileStore) -> None:
        self.by, self.project, self.store = by, project, store
        self.id = 0

    async def send(self, content: bytes, name: str = "журнал.csv", replaces: int | None = None) -> int:
        self.id = await upload(self.by, self.project, name, content, self.store, LIMIT, replaces=replaces)
        return self.id

    async def choose(self, **more: Any) -> None:
        """The columns as their headings say."""
        batch = await batch_seen(self.by, self.project, self.id)
        table = await table_of(self.store, batch["sha256"])
        headings = table.headings(table.heading_row)
        places = {str(column): place for column, place in recognised(headings).items()}
        await choose_columns(
            self.by, self.project, self.id, "Счетоводство", Chosen(plain_headings(headings), places, **more)
        )

    async def look(self, *, twice: bool = False) -> Preview:
        batch = await batch_seen(self.by, self.project, self.id)
        mapping = await mapping_of(batch)
        assert mapping is not None
        reading = await read_by(self.store, batch["sha256"], mapping[1], twice=twice)
        return await preview(self.project, batch, mapping[1], reading, twice=twice)

    async def confirm(self, seal: str, *, twice: bool = False) -> None:
        await keep(self.by, self.project, self.id, seal, self.store, twice=twice)

    async def bring(self, content: bytes, **more: Any) -> Preview:
        """All steps at once; gives what the preview showed."""
        await self.send(content)
        await self.choose(**more)
        seen = await self.look()
        assert not seen.reading.understood.objections, seen.reading.understood.objections
        await self.confirm(seen.seal)
        return seen


@pytest.fixture
def brought(office: World, store: FileStore) -> Import:
    """Ivan, who keeps the accounts, with a file."""
    return Import(office.ivan, office.project, store)
