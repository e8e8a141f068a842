"""Files people send: which kinds are kept, under which name, what a browser may show, and whether one is what it says."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from grants.errors import Objection
from grants.values.language import N_

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
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ppt": "application/vnd.ms-powerpoint",
    "odp": "application/vnd.oasis.opendocument.presentation",
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
class KeptFile:
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


def shown_in_place(media_type: str) -> bool:
    """Whether a file of that noted type is a picture that stands on a page beside its row."""
    return media_type in {"image/png", "image/jpeg", "image/webp"}


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


# How the files of a kind begin, wherever their bytes tell it: (place, octets). Text has no beginning of its own.
_PACKED: Final = ((0, b"PK\x03\x04"), (0, b"PK\x05\x06"))
_OLD_OFFICE: Final = ((0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),)
_JPEG: Final = ((0, b"\xff\xd8\xff"),)
_TIFF: Final = ((0, b"II*\x00"), (0, b"MM\x00*"))
_SIGNED: Final = ((0, b"\x30"), (0, b"-----BEGIN"))
_BEGINS: Final[Mapping[str, tuple[tuple[int, bytes], ...]]] = {
    "pdf": ((0, b"%PDF-"),),
    "png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "webp": ((8, b"WEBP"),),
    "rtf": ((0, b"{\\rtf"),),
    "rar": ((0, b"Rar!\x1a\x07"),),
    "7z": ((0, b"7z\xbc\xaf\x27\x1c"),),
    **dict.fromkeys(("jpg", "jpeg"), _JPEG),
    **dict.fromkeys(("tif", "tiff"), _TIFF),
    **dict.fromkeys(("heic", "heif"), ((4, b"ftyp"),)),
    **dict.fromkeys(("xlsx", "docx", "pptx", "ods", "odt", "odp", "asice", "zip"), _PACKED),
    **dict.fromkeys(("xls", "doc", "ppt", "msg"), _OLD_OFFICE),
    **dict.fromkeys(("p7m", "p7s"), _SIGNED),
}
# What browsers say a file is, where bytes can tell that it is not.
_CLAIMED: Final[Mapping[str, str]] = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/tiff": "tif",
}
BEGINNING: Final = 1024
"""How many octets of a file tell what it is."""

NOT_WHAT_IT_SAYS = N_(
    "“{name}” is not what it says: its content is not that of a .{ending} file. Nothing was kept of it."
)


def is_what_it_says(name: str, claimed: str, beginning: bytes) -> bool:
    """Whether a file begins as one with that ending, sent under that media type, begins; text holds no null octets."""
    endings = {_ending(name), _CLAIMED.get(claimed.partition(";")[0].strip().lower(), "")} - {""}
    return all(_begins_as(ending, beginning) for ending in endings)


def _begins_as(ending: str, beginning: bytes) -> bool:
    marks = _BEGINS.get(ending)
    if marks is not None:
        return any(beginning[place : place + len(mark)] == mark for place, mark in marks)
    return ending not in KINDS or _is_text(beginning)


def _is_text(beginning: bytes) -> bool:
    """Text in any of its encodings; a page for browsers or a program is none."""
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):  # two octets a letter, as spreadsheets write it
        return True
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return b"\0" not in beginning and not start.startswith(
        (b"<!doctype html", b"<html", b"<script", b"mz\x90", b"#!", b"%pdf-")
    )


def false_name(name: str, claimed: str, beginning: bytes) -> Objection | None:
    """What is wrong with a file that is not what it says."""
    if is_what_it_says(name, claimed, beginning):
        return None
    return Objection(NOT_WHAT_IT_SAYS, {"name": name, "ending": _ending(name)}, place="file")


def disposition(how: str, name: str) -> str:
    """How a file is sent (RFC 6266): the name in UTF-8, which every browser of today reads."""
    return f"{how}; filename*=UTF-8''{quote(name, safe='')}"
