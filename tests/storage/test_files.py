"""The file store keeps bytes whole under their sha256, or not at all."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from grants.errors import NotFound, Refused, TooLarge
from grants.storage.files import FileStore

pytestmark = pytest.mark.anyio
PAPER = "Фактура № 0000000001".encode() * 1000
NAME = sha256(PAPER).hexdigest()


async def pieces(*parts: bytes, breaks: bool = False) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    if breaks:
        raise ConnectionResetError


def lying(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


async def test_it_keeps_bytes_under_their_sha256(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "файлове")
    kept = await store.keep(PAPER, len(PAPER))
    assert (kept.sha256, kept.size) == (NAME, len(PAPER))
    assert lying(store.folder) == [f"{NAME[:2]}/{NAME[2:]}"]
    assert await store.read(NAME) == PAPER


async def test_it_keeps_a_stream_and_only_one_of_the_same_bytes(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    first = await store.keep(pieces(PAPER[:7], b"", PAPER[7:]), len(PAPER))
    assert await store.keep(PAPER, len(PAPER)) == first
    assert lying(tmp_path) == [f"{NAME[:2]}/{NAME[2:]}"]


async def test_it_keeps_an_empty_file(tmp_path: Path) -> None:
    kept = await FileStore(tmp_path).keep(b"", 10)
    assert (kept.sha256, kept.size) == (sha256(b"").hexdigest(), 0)


@pytest.mark.parametrize("streamed", [True, False])
async def test_it_refuses_what_is_over_the_limit_and_keeps_no_half(tmp_path: Path, streamed: bool) -> None:
    with pytest.raises(TooLarge):
        await FileStore(tmp_path).keep(pieces(PAPER[:500], PAPER[500:]) if streamed else PAPER, len(PAPER) - 1)
    assert lying(tmp_path) == []


async def test_it_keeps_no_half_of_a_stream_that_breaks(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        await FileStore(tmp_path).keep(pieces(PAPER, breaks=True), 10**6)
    assert lying(tmp_path) == []


async def test_it_says_that_the_disk_is_full_and_keeps_no_half(tmp_path: Path) -> None:
    """A process may be allowed files of a certain size only; for a write beyond it, that is a disk without room."""
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, allowed[1]))
        with pytest.raises(Refused, match="The disk is full"):
            await FileStore(tmp_path).keep(pieces(PAPER), 10**6)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
        signal.signal(signal.SIGXFSZ, before)
    assert lying(tmp_path) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, f"{'a' * 64}\n", "й" * 64])
def test_it_looks_only_for_what_is_a_sha256(tmp_path: Path, name: str) -> None:
    assert FileStore(tmp_path).path_of(name) is None


async def test_it_knows_where_a_file_lies_and_that_another_is_not_here(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    await store.keep(PAPER, len(PAPER))
    assert store.path_of(NAME) == tmp_path / NAME[:2] / NAME[2:]
    assert store.path_of("0" * 64) is None
    with pytest.raises(NotFound, match="did not come along"):
        await store.read("0" * 64)


async def test_it_serves_no_file_that_is_no_longer_what_was_stored(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    await store.keep(PAPER, len(PAPER))
    place = store.path_of(NAME)
    assert place is not None
    place.write_bytes(PAPER[:-1])
    with pytest.raises(NotFound, match="damaged"):
        await store.read(NAME)


async def test_it_keeps_files_for_its_owner_alone(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "файлове")
    await store.keep(PAPER, len(PAPER))
    place = store.path_of(NAME)
    assert place is not None
    assert [oct(path.stat().st_mode & 0o777) for path in (store.folder, place)] == ["0o700", "0o600"]


async def test_it_removes_halves_only_of_processes_that_died_long_ago(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    await store.keep(PAPER, len(PAPER))
    old, fresh = tmp_path / ".half-стар", tmp_path / ".half-нов"
    for half in (old, fresh):
        half.write_bytes(PAPER)
    os.utime(old, (1, 1))
    assert await store.forget_halves(datetime.now(UTC) - timedelta(days=1)) == 1
    assert lying(tmp_path) == [fresh.name, f"{NAME[:2]}/{NAME[2:]}"]


def test_it_says_whether_files_can_be_kept_before_its_folder_is_there(tmp_path: Path) -> None:
    assert FileStore(tmp_path / "данни" / "файлове").can_keep()
    (tmp_path / "лист").touch()
    assert not FileStore(tmp_path / "лист").can_keep()
    assert not FileStore(tmp_path / "лист" / "файлове").can_keep()
