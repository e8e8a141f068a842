"""How files and folders of a dossier are called, so that every system can unpack them and nobody has to guess. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

MOST_SIGNS: Final = 100
"""Of one file's name; with its two folders and the place it is unpacked to it has to stay below Windows' 260."""
FOLDER_SIGNS: Final = 70

_MOST_OCTETS: Final = 240  # of a name; Linux takes 255
_LONGEST_ENDING: Final = 12
_INSTEAD: Final = str.maketrans({**dict.fromkeys("/\\|:", "-"), "<": "(", ">": ")", '"': "'", "?": "", "*": ""})
_RESERVED: Final = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?: *\..*)?", re.IGNORECASE)
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def folder_name(wanted: str) -> str:
    """A folder's name that every system takes."""
    return _allowed(_cut(_plain(wanted), FOLDER_SIGNS))


def file_name(wanted: str) -> str:
    """A file's name that every system takes; cut in its stem, so that its ending stays."""
    plain = _plain(wanted)
    stem, dot, ending = plain.rpartition(".")
    if not dot or not stem or not 0 < len(ending) <= _LONGEST_ENDING or " " in ending:
        return _allowed(_cut(plain, MOST_SIGNS))
    return _allowed(f"{_cut(stem, MOST_SIGNS - len(ending) - 1) or '_'}.{ending}")


def _plain(text: str) -> str:
    shown = unicodedata.normalize("NFC", text).translate(_INSTEAD)
    signs = (" " if unicodedata.category(sign) in _UNSEEN else sign for sign in shown)
    return " ".join("".join(signs).split()).strip(" .")


def _cut(text: str, most: int) -> str:
    while _units(text) > most or len(text.encode()) > _MOST_OCTETS - _LONGEST_ENDING:
        text = text[:-1]
    return text.rstrip(" .")


def _units(text: str) -> int:
    """How many signs Windows counts, which counts some twice."""
    return len(text.encode("utf-16-le")) // 2


def _allowed(name: str) -> str:
    name = name or "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


class Shelf:
    """One folder while it is filled: no two names in it are the same, even where capitals count for nothing."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, name: str) -> str:
        """The name, or the same with a count behind its stem."""
        for wanted in self._counted(name):
            key = unicodedata.normalize("NFKC", wanted).casefold()
            if key not in self._taken:
                self._taken.add(key)
                return wanted
        raise AssertionError

    def _counted(self, name: str) -> Iterator[str]:
        yield name
        stem, dot, ending = name.rpartition(".")
        if not dot or not stem or len(ending) > _LONGEST_ENDING:
            stem, dot, ending = name, "", ""
        for count in range(2, len(self._taken) + 3):
            mark = f" ({count})"
            yield f"{_cut(stem, MOST_SIGNS - len(mark) - len(dot + ending))}{mark}{dot}{ending}"
