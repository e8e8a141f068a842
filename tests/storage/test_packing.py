"""A zip put together in the store: whole or not at all, whatever happens on the way („пакетиране“)."""

from __future__ import annotations

import hashlib
import zipfile

import pytest

from grants.errors import NotFound
from grants.storage.files import FileStore
from grants.storage.packing import Member, pack

pytestmark = pytest.mark.anyio


async def nothing() -> None:
    """Nobody listens."""


async def test_it_keeps_what_was_packed_under_its_own_sum(tmp_path):
    store = FileStore(tmp_path / "файлове")
    paper = await store.keep(b"%PDF-1.4 \xd1\x84", 100)
    path = store.path_of(paper.sha256)
    assert path is not None
    members = (Member("опис.txt", "опис".encode()), Member("03 Разходи/скан.pdf", path, paper.sha256))
    kept = [await store.keep_written(lambda half: pack(half, members, nothing)) for _ in range(2)]
    assert kept[0] == kept[1]
    place = store.path_of(kept[0].sha256)
    assert place is not None
    assert hashlib.sha256(place.read_bytes()).hexdigest() == kept[0].sha256
    assert place.stat().st_size == kept[0].size
    with zipfile.ZipFile(place) as archive:
        assert archive.namelist() == ["опис.txt", "03 Разходи/скан.pdf"]
        assert archive.read("03 Разходи/скан.pdf") == b"%PDF-1.4 \xd1\x84"


async def test_it_keeps_nothing_where_a_file_is_no_longer_what_it_was(tmp_path):
    store, paper = FileStore(tmp_path / "файлове"), tmp_path / "скан.pdf"
    paper.write_bytes(b"%PDF-1.4 changed")
    member = Member("скан.pdf", paper, hashlib.sha256(b"%PDF-1.4").hexdigest())
    with pytest.raises(NotFound):
        await store.keep_written(lambda half: pack(half, [member], nothing))
    assert not [path for path in store.folder.rglob("*") if path.is_file()]
