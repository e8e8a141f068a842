"""Where a cell stands in a sheet, and the rectangle from one cell to another, as a spreadsheet names them: B7, B7:D9."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from grants.storage.package import column_letters
from grants.values.identifiers import LOOK_ALIKES

_LOOK_ALIKES: Final = str.maketrans(LOOK_ALIKES)
_NAME: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell by its row and column, both counted from 0; places are ordered as a sheet is read."""

    row: int
    column: int

    @property
    def name(self) -> str:
        """As the spreadsheet calls it: B7."""
        return f"{column_letters(self.column)}{self.row + 1}"

    def below(self, rows: int) -> Place:
        """The cell so many rows further down."""
        return Place(self.row + rows, self.column)


@dataclass(frozen=True, slots=True)
class Area:
    """All cells from the upper left to the lower right, both counted."""

    first: Place
    last: Place

    def __contains__(self, place: Place) -> bool:
        return self.first.row <= place.row <= self.last.row and self.first.column <= place.column <= self.last.column

    @property
    def name(self) -> str:
        """As the spreadsheet calls it: B7:D9, or B7 where it is one cell."""
        return self.first.name if self.first == self.last else f"{self.first.name}:{self.last.name}"

    def reaching(self, place: Place) -> Area:
        """The smallest rectangle that holds this one and the place."""
        return Area(
            Place(min(self.first.row, place.row), min(self.first.column, place.column)),
            Place(max(self.last.row, place.row), max(self.last.column, place.column)),
        )


def place_named(text: str) -> Place | None:
    """The cell of that name (B7, b7, $B$7); None where it is no name, or beyond the last row or column there is."""
    found = _NAME.fullmatch(text.strip())
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return Place(row - 1, column - 1) if row <= LAST_ROW and column <= LAST_COLUMN else None


def place_typed(text: str) -> Place | None:
    """The cell of a name as people type it: also with Cyrillic capitals that look like Latin ones."""
    return place_named(text.upper().translate(_LOOK_ALIKES))


def area_named(text: str) -> Area | None:
    """The rectangle of that name; None where it is none."""
    first, _, last = text.partition(":")
    one = place_named(first)
    other = place_named(last) if last else one
    return Area(one, one).reaching(other) if one and other else None
