"""What an XML file of a funder is made of, as data: elements, the namespace they stand in, and the value each shows.

An element names the value it shows; a name that does not exist is refused as soon as the format is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from grants.values.language import Text

_NAMED: Final = ("id", "name")  # a thing under the funder's own id

SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "costs": ("contract", "package", "number", "first", "last", "documents"),
    "documents": (
        *("id", "kind", "description", "paper_number", "issued_on", "paid_on", "locked", "issuer"),
        *("partner", "contractor", "supply", "expenses"),
    ),
    "expenses": (
        *("line", "activity", "grant", "own", "total", "with_vat", "unit", "units", "unit_price"),
        *("cross_financed", "outside_area", "outside_union", "programming_area", "third_countries"),
        *("from_advance", "in_kind"),
    ),
    "progress": (
        *("contract", "package", "number", "first", "last", "activities", "indicators", "team"),
        *("preparer", "preparer_position", "preparer_phone", "preparer_email"),
    ),
    "activities": ("id", "done", "state", "began_on", "finished_on", "late", "result", "result_so_far"),
    "indicators": (*("id", "source", "men", "women", "total", "men_so_far", "women_so_far", "so_far", "comment"),),
    "team": ("name", "position", "personal_number", "identifier", "engagement", "day", "hours", "done", "results"),
    **dict.fromkeys(("partner", "contractor", "supply", "line", "activity"), _NAMED),
}
"""Every value there is, by the rows it belongs to; "costs" and "progress" are the two things a file may be about."""


class Plain(StrEnum):
    """How a value is written: always in a machine's way, whatever the language."""

    TEXT = "text"
    DAY = "day"  # 2026-01-31
    AMOUNT = "amount"  # 850.00
    NUMBER = "number"  # 7.5
    WHOLE = "whole"
    TRUTH = "truth"  # true, false


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the funder's list: `words` gives for each of our values its code there and the words beside it."""

    space: str
    words: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute, in no namespace."""

    name: str
    shows: str


@dataclass(frozen=True, slots=True)
class Branch:
    """The elements below an element, in their order, all in one namespace; "" is none."""

    space: str
    elements: tuple[Element, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """An element. A branch below it is filled from the row it `shows` (once for each where there are several), or from
    the same row where it shows none.

    `words` replaces our values by the funder's; `opens_with` begins the text of documents of a kind; without a value an
    element is left out, unless it stands there `always`.
    """

    name: str
    shows: str = ""
    of: Plain | Listed | Branch = Plain.TEXT
    words: Mapping[str, str] = field(default_factory=dict)
    opens_with: Mapping[str, str] = field(default_factory=dict)
    always: bool = False


class UnknownValue(ValueError):
    """An element shows a value that does not exist; the message names those that do."""

    def __init__(self, shows: str, rows: str) -> None:
        super().__init__(f"There is no value {shows!r} of {rows}; there are: {', '.join(SHOWN[rows])}.")


def _misspelled(branch: Branch, rows: str) -> Iterator[tuple[str, str]]:
    for shows in (*(one.shows for one in branch.attributes), *(one.shows for one in branch.elements)):
        if shows and shows not in SHOWN[rows]:
            yield shows, rows
    for element in branch.elements:
        if isinstance(element.of, Branch) and (element.shows or rows) in SHOWN:
            yield from _misspelled(element.of, element.shows or rows)


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is no workbook: what it is called, how its name ends, its root and what it is `about`."""

    name: Text
    suffix: str
    about: str
    root: str
    branch: Branch

    def __post_init__(self) -> None:
        for shows, rows in _misspelled(self.branch, self.about):
            raise UnknownValue(shows, rows)
