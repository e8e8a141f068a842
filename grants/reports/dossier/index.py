"""What a dossier consists of: chapters, their entries, files with their place in it. Pure: no row is read here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from urllib.parse import quote

from grants.reports.dossier.names import Shelf, file_name, folder_name
from grants.values.money import Money

INDEX, BOOK, SUMS = "index.html", "index.xlsx", "SHA256SUMS"
_OWN = (INDEX, BOOK, SUMS)


class Lack(StrEnum):
    """Why the bytes of a file are not in the dossier."""

    NOT_HERE = "not_here"  # its project was brought in without them
    SPOILED = "spoiled"  # on the disk it is no longer what its sha256 says


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of an entry; `path` is its place in the zip, empty as long as it has none."""

    name: str
    sha256: str
    size: int
    lack: Lack | None = None
    path: str = ""

    @property
    def href(self) -> str:
        """The address of the file, from the index beside which it is unpacked."""
        return quote(self.path, safe="/")


@dataclass(frozen=True, slots=True)
class Claim:
    """What of a document is claimed, who entered it and who held it right."""

    number: str
    line: str
    activity: str
    partner: str
    text: str
    amount: Money
    parts: str
    state: str
    counted: bool
    package: str
    entered: str
    verified: str
    decided: str
    brought: bool = False  # whether it was verified elsewhere, before it came here


@dataclass(frozen=True, slots=True)
class PaidPart:
    """A payment of a document: the order, and the bank statement that proves it."""

    on: date | None
    amount: Money | None
    order: str
    statement: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that belongs beside a document: whether somebody said that it is there, and where the original lies."""

    name: str
    there: bool
    original: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The facts of an expense's document that stand in the table of all."""

    kind: str
    number: str
    place: str  # in the register
    issued: date | None
    paid: date | None
    supplier: str
    eik: str
    net: Money | None
    vat: Money | None
    original: str
    entered: str
    paid_parts: tuple[PaidPart, ...] = ()
    wanted: tuple[Wanted, ...] = ()

    @property
    def missing(self) -> tuple[Wanted, ...]:
        """The papers nobody said are there."""
        return tuple(one for one in self.wanted if not one.there)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with its facts and its files; `within` the entry before it, in whose folder its files lie."""

    title: str
    called: str  # what its folder is called, after its number
    facts: tuple[tuple[str, str], ...] = ()
    pieces: tuple[Piece, ...] = ()
    paper: Paper | None = None
    claims: tuple[Claim, ...] = ()
    within: bool = False
    masked: bool = False
    number: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the dossier, always under the same number."""

    number: int
    title: str
    entries: tuple[Entry, ...]
    nothing: str  # what is said where it is empty

    @property
    def anchor(self) -> str:
        """By which the list of chapters leads to it."""
        return f"c{self.number}"

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Its files, in order."""
        return tuple(piece for entry in self.entries for piece in entry.pieces)

    @property
    def papers(self) -> tuple[Entry, ...]:
        """Its entries that are expenses."""
        return tuple(entry for entry in self.entries if entry.paper or entry.claims)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier in one language: what it says of itself, its chapters, and what a reader must know first."""

    title: str
    project: str
    scope: str
    made: str
    facts: tuple[tuple[str, str], ...]
    totals: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    notes: tuple[str, ...] = ()
    sensitive: bool = False
    left_out: int = field(default=0)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Every file it speaks of, in order."""
        return tuple(piece for chapter in self.chapters for piece in chapter.pieces)

    @property
    def held(self) -> tuple[Piece, ...]:
        """The files that are in it."""
        return tuple(piece for piece in self.pieces if piece.lack is None)


def laid(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """The chapters with their entries numbered and every file in its place: a folder a chapter, and one an entry in it."""
    root = Shelf()
    for own in _OWN:
        root.free(own)
    return tuple(_chapter(chapter, root) for chapter in chapters)


def _chapter(chapter: Chapter, root: Shelf) -> Chapter:
    top = root.free(folder_name(f"{chapter.number:02} {chapter.title}"))
    return replace(chapter, entries=tuple(_entries(chapter, top)))


def _entries(chapter: Chapter, top: str) -> Iterator[Entry]:
    """Each entry under its number; those within another lie in its folder."""
    shelf, folder, count = Shelf(), "", 0
    for place, entry in enumerate(chapter.entries):
        if not entry.within or not folder:
            shelf, count = Shelf(), count + 1
            folder = folder_name(f"{count:04} {entry.called}")
        yield replace(
            entry,
            number="" if entry.within else f"{count:04}",
            anchor=f"{chapter.anchor}-{place + 1}",
            pieces=tuple(_piece(piece, f"{top}/{folder}", shelf) for piece in entry.pieces),
        )


def _piece(piece: Piece, folder: str, shelf: Shelf) -> Piece:
    if piece.lack is not None:
        return piece
    return replace(piece, path=f"{folder}/{shelf.free(file_name(piece.name))}")


def sums(members: Sequence[tuple[str, str]]) -> bytes:
    """The checksums as `sha256sum -c` reads them: pairs of a sha256 and the path it is of."""
    return "".join(f"{sha256}  {path}\n" for sha256, path in members).encode()
