"""Telling by its content what kind of file has arrived, and reading it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from grants.errors import Objected, Objection
from grants.exchange.archive import PROJECT_JSON, read_archive
from grants.exchange.brought import Brought
from grants.exchange.json_file import NOT_JSON, read_json
from grants.exchange.reading import read_workbook
from grants.storage.unpacking import MOST_UNPACKED, unpacking
from grants.values.language import N_
from grants.values.wording import Wording

TOO_LARGE = N_("The file has {size}; at most {limit} are read.")

_ZIP = b"PK\x03\x04"
_OPENINGS = (b"{", b"[")
_BLANK = b"\xef\xbb\xbf \t\r\n"


def read_any(name: str, content: bytes | Path, words: Wording, today: date, limit: int) -> Brought:
    """What the file brings, whatever its name says. Raises Objected when it is too large or of no known kind."""
    size = content.stat().st_size if isinstance(content, Path) else len(content)
    if size > limit:
        raise Objected([Objection(TOO_LARGE, {"size": words.size(size), "limit": words.size(limit)}, read=name[:80])])
    beginning = _beginning(content)
    if beginning.startswith(_ZIP):
        return _packed(content, words, today, limit)
    if beginning.lstrip(_BLANK).startswith(_OPENINGS):
        return read_json(content.read_bytes() if isinstance(content, Path) else content, words)
    raise Objected([Objection(NOT_JSON, read=name[:80])])


def _beginning(content: bytes | Path) -> bytes:
    if isinstance(content, bytes):
        return content[:1024]
    with content.open("rb") as stream:
        return stream.read(1024)


def _packed(content: bytes | Path, words: Wording, today: date, limit: int) -> Brought:
    with unpacking(content, max(MOST_UNPACKED, 2 * limit)) as archive:
        has_project = PROJECT_JSON in archive.namelist()
    return read_archive(content, words, limit) if has_project else read_workbook(content, words, today)
