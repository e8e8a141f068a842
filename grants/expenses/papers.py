"""Scanned papers: which kinds of file are kept, under which name, and which of them a browser may show."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from grants.errors import Objection
from grants.values.language import N_

ISUN_TAKES: Final = 20_971_520
"""The most octets ИСУН takes of one attached file."""

_LONGEST_NAME: Final = 255
_OCTETS: Final = "application/octet-stream"

# What a browser shows by itself, known by how the file begins, never by what it is called.
_SHOWN: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)

# The endings of the files people keep as proof, with the media type that is noted for them.
KINDS: Final[Mapping[str, str]] = {
    "pdf": _OCTETS,
    "png": _OCTETS,
    "jpg": _OCTETS,
    "jpeg": _OCTETS,
    "webp": _OCTETS,
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "heif": "image/heif",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "csv": "text/csv",
    "xml": "application/xml",
    "p7m": "application/pkcs7-mime",
    "p7s": "application/pkcs7-signature",
    "asice": "application/vnd.etsi.asic-e+zip",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
}

EMPTY_FILE = N_("“{name}” is empty. Nothing was kept of it.")
OTHER_KIND = N_(
    "“{name}” is not of a kind that is kept here. "
    "Attach a PDF, a picture (PNG, JPEG, TIFF, WEBP, HEIC), an office document or an archive."
)


@dataclass(frozen=True, slots=True)
class Scan:
    """A file whose bytes are already in the store; `size` in bytes."""

    name: str
    media_type: str
    size: int
    sha256: str

    @property
    def told(self) -> dict[str, Any]:
        """What the history says of it."""
        return {"name": self.name, "size": self.size, "sha256": self.sha256, "media_type": self.media_type}


def shown_as(beginning: bytes) -> str:
    """The media type under which a browser may show a file that begins so, or nothing; asks for twelve bytes."""
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for mark, media_type in _SHOWN if beginning.startswith(mark)), "")


def media_type_of(name: str, beginning: bytes) -> str:
    """What is noted as a file's media type: by how it begins, else by its ending."""
    return shown_as(beginning) or KINDS.get(_ending(name), _OCTETS)


def kept_name(sent: str) -> str:
    """The name a file is kept under: without the folders a browser may send along, and of at most 255 characters."""
    name = unicodedata.normalize("NFC", sent).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Cn"}).strip(
        " ."
    )
    if len(name) <= _LONGEST_NAME:
        return name
    ending = f".{_ending(name)}"
    return name[: _LONGEST_NAME - len(ending)] + ending


def _ending(name: str) -> str:
    return name.rpartition(".")[2].casefold()[:20] if "." in name else ""


def file_objection(name: str, size: int) -> Objection | None:
    """What is wrong with a file before it is kept."""
    if _ending(name) not in KINDS:
        return Objection(OTHER_KIND, {"name": name}, place="file")
    if not size:
        return Objection(EMPTY_FILE, {"name": name}, place="file")
    return None
