"""The document numbers of an auditor's letter, as they are pasted: found in the register, or told why not. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from grants.errors import Objection
from grants.values.identifiers import number_search_form
from grants.values.language import N_

MOST: Final = 2000
LONGEST: Final = 100_000
UNKNOWN = N_(
    "“{number}”: no document of the project has this number. Compare it with the letter and with the register."
)
AMBIGUOUS = N_("“{number}”: several documents have this number. Tick the one that is meant.")
OTHER_DAY = N_("“{number}”: in the letter it is dated {asked}, here {known}. Check that it is the same document.")
NONE_READ = N_("No number of a document was found in what you pasted. Paste the numbers as the letter has them.")
TOO_MANY = N_("There are {read} numbers here; a dossier takes at most {most} at once. Make several dossiers.")
TOO_LONG = N_("What you pasted is longer than {most} characters. Paste only the numbers of the documents.")

_AMOUNT: Final = re.compile(
    r"\d[\d \u00a0\u202f.]{0,20}[.,]\d{2}\s*(?:лв\.?|лева|евро|eur|bgn|€)(?!\w)|€\s*\d[\d ,.]*", re.IGNORECASE
)
_DAY: Final = re.compile(
    r"(?<![\d.])(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})(?!\d)(?:\s*г\.?)?|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)"
)
_BETWEEN: Final = re.compile(r"[\r\n;,\t]|№|N°|#|(?<!\w)(?:no\.|nr\.?|номер)(?!\w)", re.IGNORECASE)
_COUNTED: Final = re.compile(r"^\s*\d{1,3}[.)]\s+(?=.*\d)")
_AROUND: Final = " .,:;()[]/\\„“”\"'–—-"


@dataclass(frozen=True, slots=True)
class Known:
    """A document of the register."""

    id: int
    number: str  # its place in the register
    paper_number: str
    day: date | None = None
    supplier: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A number as the letter writes it, with the day that stands beside it."""

    text: str
    day: date | None = None


@dataclass(slots=True)
class Found:
    """Which documents are meant, and what has to be said of the others."""

    documents: list[int] = field(default_factory=list)
    unknown: list[Objection] = field(default_factory=list)
    ambiguous: list[tuple[Objection, tuple[Known, ...]]] = field(default_factory=list)
    notes: list[Objection] = field(default_factory=list)


def found(pasted: str, register: Sequence[Known], ticked: frozenset[int] = frozenset()) -> Found:
    """What a pasted text asks for; `ticked` are the documents chosen where a number stands for several."""
    result, looking = Found(), _Register(register)
    seen: set[str] = set()
    for asked in _asked(pasted, looking):
        if (key := f"{number_search_form(asked.text)} {asked.day}") in seen:
            continue
        seen.add(key)
        _sort_in(result, asked, looking.meant(asked), ticked)
    result.documents = list(dict.fromkeys(result.documents))
    return result


def _sort_in(result: Found, asked: Asked, meant: Sequence[Known], ticked: frozenset[int]) -> None:
    chosen = [one for one in meant if one.id in ticked] if len(meant) > 1 else meant
    result.documents += [one.id for one in chosen]
    if not meant:
        result.unknown.append(Objection(UNKNOWN, {"number": asked.text}, place="numbers"))
    elif not chosen:
        result.ambiguous.append((Objection(AMBIGUOUS, {"number": asked.text}, place="numbers"), tuple(meant)))
    elif asked.day and len(meant) == 1 and meant[0].day and meant[0].day != asked.day:
        told = {"number": asked.text, "asked": asked.day, "known": meant[0].day}
        result.notes.append(Objection(OTHER_DAY, told, place="numbers"))


class _Register:
    """The documents by every form in which their number may be written."""

    def __init__(self, register: Iterable[Known]) -> None:
        self.exactly: dict[str, list[Known]] = {}
        self.shortened: dict[str, list[Known]] = {}
        self.by_place: dict[str, list[Known]] = {}
        for one in register:
            folded = _folded(one.paper_number)
            if folded:
                self.exactly.setdefault(folded, []).append(one)
                self.shortened.setdefault(_without_zeros(folded), []).append(one)
            self.by_place.setdefault(_folded(one.number), []).append(one)

    def knows(self, text: str) -> bool:
        """Whether some document has this number on it."""
        return bool(text) and _without_zeros(_folded(text)) in self.shortened

    def meant(self, asked: Asked) -> Sequence[Known]:
        """The documents a number may stand for; its place in the register counts where no paper has it."""
        folded = _folded(asked.text)
        shortened = _without_zeros(folded)
        meant = self.shortened.get(shortened, [])
        if folded != shortened:  # whoever writes the zeros means them
            meant = self.exactly.get(folded, meant)
        meant = meant or self.by_place.get(folded, [])
        return [one for one in meant if one.day == asked.day] or meant


def _asked(pasted: str, register: _Register) -> Iterator[Asked]:
    for line in _AMOUNT.sub(" ", pasted).splitlines():
        # The place in the letter's own list is no number of a document.
        counted = not register.knows(line.strip(_AROUND))
        for piece in _BETWEEN.split(_COUNTED.sub("", line) if counted else line):
            yield from _asked_by(piece, register)


def _asked_by(piece: str, register: _Register) -> Iterator[Asked]:
    """The whole piece where it is a number that a paper has, else each of its words with a digit in it."""
    if register.knows(whole := piece.strip(_AROUND)):
        yield Asked(whole)
        return
    rest, day = _without_day(_COUNTED.sub("", piece))
    if register.knows(whole := rest.strip(_AROUND)):
        yield Asked(whole, day)
        return
    words = [word.strip(_AROUND) for part in rest.split() for word in _halves(part, register)]
    numbers = [word for word in words if any(sign.isdecimal() for sign in word)]
    yield from (Asked(number, day if len(numbers) == 1 else None) for number in numbers)


def _halves(word: str, register: _Register) -> list[str]:
    """A word with a slash in it is one number where a paper has it so, else several."""
    return [word] if register.knows(word.strip(_AROUND)) else word.split("/")


def _without_day(piece: str) -> tuple[str, date | None]:
    day = None
    for match in _DAY.finditer(piece):
        day = day or _read(match)
    return _DAY.sub(" ", piece), day


def _read(match: re.Match[str]) -> date | None:
    parts = [int(part) for part in match.groups() if part]
    year, month, on = parts if match.group(4) else reversed(parts)
    try:
        return date(year, month, on)
    except ValueError:
        return None


def _folded(text: str) -> str:
    return number_search_form(text).strip(_AROUND)


def _without_zeros(folded: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", folded)
