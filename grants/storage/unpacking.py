"""Looking into a zip before anything of it is unpacked, so that a small file can't become a huge one."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from pathlib import Path, PurePosixPath

from grants.errors import Objected, Objection
from grants.values.language import N_

BROKEN_ZIP = N_(
    "This file is damaged: it can't be unpacked. Save it anew in the program it was made with, or have it sent to you again."
)
SWELLS = N_(
    "Unpacked, this file would be larger than {limit} MB. It was not opened. Take out what is not needed, and upload it again."
)
TOO_TIGHT = N_(
    "A part of this file would grow more than {times} times when unpacked, as in no ordinary document. It was not opened. "
    "Save it anew in the program it was made with."
)
TOO_MANY = N_("This file holds more than {limit} others. It was not opened. Upload those that are needed.")
LOCKED = N_("This file is locked with a password. Save it without one.")
UNSAFE_NAME = N_(
    "“{name}” in this .zip is not a safe file name. It was not opened. Pack the files anew, under plain names."
)

MOST_UNPACKED = 200 * 1024 * 1024
_MOST_MEMBERS = 20_000
_MOST_RATIO = 250  # the XML of a workbook packs 10 to 50 times; a bomb, 1,000 times
_SMALL = 1024 * 1024
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:]")


_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError)


@contextmanager
def unpacking(content: bytes | Path, most: int = MOST_UNPACKED) -> Iterator[zipfile.ZipFile]:
    """The zip, once it is known that it is whole, not locked, names only safe paths and holds at most so many bytes.

    Raises Objected.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content) if isinstance(content, bytes) else content)
    except (*_DAMAGE, ValueError) as damage:
        raise Objected([Objection(BROKEN_ZIP)]) from damage
    with archive:
        problem = _problem(archive.infolist(), most)
        if problem:
            raise Objected([problem])
        yield archive


def _problem(members: list[zipfile.ZipInfo], most: int) -> Objection | None:
    if any(member.flag_bits & 1 for member in members):
        return Objection(LOCKED)
    if len(members) > _MOST_MEMBERS:
        return Objection(TOO_MANY, {"limit": Decimal(_MOST_MEMBERS)})
    if sum(member.file_size for member in members) > most:
        return Objection(SWELLS, {"limit": most // (1024 * 1024)})
    if any(one.file_size > _SMALL and one.file_size > one.compress_size * _MOST_RATIO for one in members):
        return Objection(TOO_TIGHT, {"times": _MOST_RATIO})
    unsafe = next((member.filename for member in members if not is_safe(member.filename)), None)
    return Objection(UNSAFE_NAME, {"name": unsafe[:80]}, read=unsafe[:80]) if unsafe is not None else None


def is_safe(name: str) -> bool:
    """Whether a path in a zip stays inside it."""
    return not (_UNSAFE.search(name) or name.startswith("/") or ".." in PurePosixPath(name).parts)


def unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """One member, whole. Raises Objected when it is damaged or not there."""
    return b"".join(pieces(archive, name))


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """One member, piece by piece; never more of it than the zip promised. Raises Objected."""
    try:
        left = archive.getinfo(name).file_size
        with archive.open(name) as stream:
            while left and (piece := stream.read(min(left, _SMALL))):
                left -= len(piece)
                yield piece
    except (*_DAMAGE, KeyError) as damage:
        raise Objected([Objection(BROKEN_ZIP)]) from damage
