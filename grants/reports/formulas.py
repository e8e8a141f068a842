"""The few formulas of a report's workbooks, written by the names of the figures that the columns show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

ADDED_UP: Final = ("approved", "previous", "opening", "this", "grant", "own", "in_kind", "third")
"""The amounts of a budget line that chapters and totals add up; the others are computed from these."""

_LETTERS: Final = 26


def column_letters(index: int) -> str:
    """The name of a column, counted from 0: A, B, … Z, AA."""
    letters = ""
    while index >= 0:
        letters = chr(ord("A") + index % _LETTERS) + letters
        index = index // _LETTERS - 1
    return letters


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table's rows lie: what its columns show, its first and last row as Excel counts, and its sheet."""

    shown: tuple[str, ...]
    first: int
    last: int
    sheet: str = ""

    def has(self, shows: str) -> bool:
        """Whether a column shows this figure."""
        return shows in self.shown

    def cell(self, shows: str, at: int) -> str:
        """The cell of a figure in the row at that place, counted from 0; the column stands still when it is copied."""
        return f"${column_letters(self.shown.index(shows))}{self.first + at}"

    def range(self, shows: str) -> str:
        """All cells of a figure."""
        letters = column_letters(self.shown.index(shows))
        sheet = "'" + self.sheet.replace("'", "''") + "'!" if self.sheet else ""
        return f"{sheet}${letters}${self.first}:${letters}${self.last}"

    def sum_of(self, shows: str, places: Sequence[int]) -> str:
        """The sum of a figure over some rows, neighbours written as one range."""
        if not places:
            return "0"
        runs: list[list[int]] = []
        for at in places:
            if runs and at == runs[-1][-1] + 1:
                runs[-1].append(at)
            else:
                runs.append([at])
        ranges = [self.cell(shows, run[0]) + (f":{self.cell(shows, run[-1])}" if len(run) > 1 else "") for run in runs]
        # A function takes at most 255 arguments; sums of sums have no such end.
        chunks = [ranges[at : at + 200] for at in range(0, len(ranges), 200)]
        return "+".join(f"SUM({','.join(chunk)})" for chunk in chunks)

    def of_line(self, number: str, shows: str, currency: str = "") -> str:
        """The sum of a figure over the rows that name exactly the line in the cell `number`.

        SUMIFS would take the lines 1.1 and 1.10 for the same number; EXACT does not.
        """
        rows = f"EXACT({self.range('line')},{number})"
        if currency:
            rows += f"*({self.range('currency')}={_quoted(currency)})"
        return f"SUMPRODUCT({rows}*{self.range(shows)})"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def added_up(place: Place, shows: str) -> str:
    """The sum of a whole column."""
    return f"SUM({place.range(shows)})"


def only_if(place: Place, shows: str, by: str, value: str) -> str:
    """The sum of a column over the rows whose column `by` says `value`."""
    return f"SUMIF({place.range(by)},{_quoted(value)},{place.range(shows)})"


def counted_if(place: Place, by: str, value: str) -> str:
    """How many rows have that value in the column `by`."""
    return f"COUNTIF({place.range(by)},{_quoted(value)})"


def share_of(part: str, whole: str) -> str:
    """A part of a whole; nothing of a whole that is zero."""
    return f'IF({whole}=0,"",ROUND({part}/{whole},4))'
