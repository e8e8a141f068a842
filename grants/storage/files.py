"""The file store: bytes lie under their sha256, written whole or not at all."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from grants.errors import NoRoom, NotFound, TooLarge
from grants.values.language import N_

DISK_FULL = N_("The disk is full. Nothing was kept; make room and send the file again.")
OVER_LIMIT = N_("The file is larger than {limit} MB, the most this tracker takes.")
NOT_HERE = N_("This file did not come along when the project was brought in; only its name and size are known.")
SPOILED = N_("This file is damaged on the disk: it is no longer what was once stored.")

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_CHUNK = 1024 * 1024
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # no room, over the quota, over the process's limit


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is in the store; `size` in bytes."""

    sha256: str
    size: int


class FileStore:
    """The files of one tracker in one folder, each under `ab/cdef…`, the sha256 of its bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def can_keep(self) -> bool:
        """Whether files may be put here; the folder itself is made with the first of them."""
        there = next(place for place in (self.folder, *self.folder.absolute().parents) if place.exists())
        return there.is_dir() and os.access(there, os.W_OK | os.X_OK)

    async def keep(self, stream: AsyncIterator[bytes] | bytes, limit: int) -> Kept:
        """The file, kept for good once this returns; of the same bytes there is only one.

        `limit` in bytes. Raises TooLarge before more than that is written, NoRoom when the disk is full; whatever
        goes wrong, no half of a file stays behind.
        """
        if isinstance(stream, bytes) and len(stream) > limit:
            raise _too_large(limit)
        return await self._kept(lambda half: _poured(half, stream, limit))

    async def keep_written(self, write: Callable[[BinaryIO], Awaitable[None]]) -> Kept:
        """The file that `write` puts together, going back and forth in it as it likes; kept like any other.

        Raises NoRoom; whatever goes wrong, no half of a file stays behind.
        """

        async def written(half: BinaryIO) -> Kept:
            await write(half)
            return await asyncio.to_thread(_read_again, half)

        return await self._kept(written)

    async def _kept(self, fill: Callable[[BinaryIO], Awaitable[Kept]]) -> Kept:
        try:
            return await self._settled(fill)
        except OSError as problem:
            if problem.errno in _NO_ROOM:
                raise NoRoom(DISK_FULL) from problem
            raise

    async def _settled(self, fill: Callable[[BinaryIO], Awaitable[Kept]]) -> Kept:
        half = await asyncio.to_thread(self._begin)
        path = Path(half.name)
        try:
            with half:
                kept = await fill(half)
                await asyncio.to_thread(_settle, half)
            await asyncio.to_thread(self._name, path, kept.sha256)
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        return kept

    async def forget_halves(self, before: datetime) -> int:
        """Remove what processes that were killed in the middle left half written before that moment; gives how many."""
        return await asyncio.to_thread(self._forget_halves, before.timestamp())

    def _forget_halves(self, before: float) -> int:
        old = [half for half in self.folder.glob(".half-*") if half.stat().st_mtime < before]
        for half in old:
            half.unlink(missing_ok=True)
        return len(old)

    def _begin(self) -> BinaryIO:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return tempfile.NamedTemporaryFile(dir=self.folder, prefix=".half-", delete=False)  # type: ignore[return-value]  # a wrapper of one

    def _name(self, half: Path, sha256: str) -> None:
        place = self._place(sha256)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        half.replace(place)
        _settle_folder(place.parent)

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256[2:]

    def path_of(self, sha256: str) -> Path | None:
        """Where the file of that sha256 lies; None when it is not here."""
        if not _SHA256.fullmatch(sha256):
            return None
        place = self._place(sha256)
        return place if place.is_file() else None

    async def read(self, sha256: str) -> bytes:
        """The whole file, held against its sha256. Raises NotFound when it is not here or no longer what it was."""
        place = self.path_of(sha256)
        if place is None:
            raise NotFound(NOT_HERE)
        content = await asyncio.to_thread(place.read_bytes)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise NotFound(SPOILED)
        return content


def _too_large(limit: int) -> TooLarge:
    return TooLarge(OVER_LIMIT, limit=limit // (1024 * 1024))


async def _poured(half: BinaryIO, stream: AsyncIterator[bytes] | bytes, limit: int) -> Kept:
    """The stream written and hashed, piece by piece."""
    found, size = hashlib.sha256(), 0
    async for piece in pieces_of(stream):
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        found.update(piece)
        await asyncio.to_thread(half.write, piece)
    return Kept(found.hexdigest(), size)


def _read_again(half: BinaryIO) -> Kept:
    """The sha256 and the size of what was written."""
    half.seek(0)
    found = hashlib.file_digest(half, "sha256")  # type: ignore[arg-type]  # a wrapper of a file is one
    return Kept(found.hexdigest(), half.tell())


async def pieces_of(stream: AsyncIterator[bytes] | bytes) -> AsyncIterator[bytes]:
    """What is to be kept piece by piece, however it comes."""
    if isinstance(stream, bytes):
        for start in range(0, len(stream), _CHUNK):
            yield stream[start : start + _CHUNK]
        return
    async for piece in stream:
        yield piece


def _settle(half: BinaryIO) -> None:
    half.flush()
    os.fsync(half.fileno())


def _settle_folder(folder: Path) -> None:
    """The new name, too, outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
