"""Writing a zip member by member: no file of it is held in memory, and the same members always give the same bytes."""

from __future__ import annotations

import asyncio
import hashlib
import zipfile
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from grants.errors import NotFound
from grants.storage.files import SPOILED

_ONE_TIME: Final = (2000, 1, 1, 0, 0, 0)
_READABLE: Final = 0o644 << 16
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A file on its way into a zip: its name there, its bytes or where they lie, and their sha256 where it is known."""

    name: str
    content: bytes | Path
    sha256: str = ""


async def pack(into: BinaryIO, members: Iterable[Member], done: Callable[[], Awaitable[None]]) -> None:
    """The members into a zip, one after another; `done` is told of each.

    Raises NotFound about one whose bytes are no longer what its sha256 says.
    """
    with zipfile.ZipFile(into, "w") as archive:
        for member in members:
            await asyncio.to_thread(put, archive, member)
            await done()


def put(archive: zipfile.ZipFile, member: Member) -> None:
    """One member into an open zip; text is packed, files lie in it as they are."""
    if isinstance(member.content, bytes):
        archive.writestr(_info(member.name, zipfile.ZIP_DEFLATED), member.content)
        return
    info = _info(member.name, zipfile.ZIP_STORED)
    info.file_size = member.content.stat().st_size
    found = hashlib.sha256()
    with archive.open(info, "w") as place, member.content.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
            place.write(piece)
    if member.sha256 and found.hexdigest() != member.sha256:
        raise NotFound(SPOILED)


def _info(name: str, compression: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _ONE_TIME)
    info.compress_type = compression
    info.external_attr = _READABLE
    info.create_system = 3  # whatever machine writes it
    return info
