"""Which of our rows is which part of the contract in the funder's system: by its name, and by its number where names are alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from grants.reports.ids.saved_page import Found
from grants.reports.particulars import Numbered
from grants.values.identifiers import number_search_form, search_form

_ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_NUMBER: Final[Mapping[Numbered, re.Pattern[str]]] = {
    Numbered.LINE: re.compile(r"(?i)\s*((?:[ivxlc]+|\d+)(?:\.\d+)+|[ivxlc]+(?=\.\s)|\d+(?=[.\s]))\.?\s+"),
    Numbered.ACTIVITY: re.compile(r"(?i)\s*(?:дейност|activity)?\s*№?\s*(\d+(?:\.\d+)*)\s*[.:)–-]?\s*"),
    Numbered.INDICATOR: re.compile(r"\s*(\d+(?:\.\d+)*)\s*[.:)–-]?\s+"),
}


@dataclass(frozen=True, slots=True)
class Ours:
    """A row of ours: its number, every name it goes by, and of a contract its own number and day."""

    kind: Numbered
    row_id: int
    number: str
    names: tuple[str, ...]
    reference: str = ""
    signed_on: date | None = None
    eik: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What a row was found to be; `sure` where its name says so, not its number alone."""

    found: Found
    sure: bool = True


Matches = dict[tuple[Numbered, int], Match]


def matched(ours: Sequence[Ours], found: Sequence[Found]) -> Matches:
    """Each of our rows that is recognised, and as what. Each thing is one row, but a contractor may have many contracts."""
    matches: Matches = {}
    for kind in Numbered:
        rows = [one for one in ours if one.kind is kind]
        things = [one for one in found if one.kind is kind]
        by_kind = _contractors if kind is Numbered.CONTRACTOR else _contracts if kind is Numbered.SUPPLY else _named
        matches |= {(kind, row_id): match for row_id, match in by_kind(rows, things).items()}
    return matches


def _named(ours: Sequence[Ours], found: Sequence[Found]) -> dict[int, Match]:
    matches: dict[int, Match] = {}
    told = {one.id: split_number(one) for one in found}
    by_id = {one.id: one for one in found}
    keys = Counter(key for row in ours for key in _keys(row))
    for row in ours:
        same = [id_ for id_, (_, name) in told.items() if name and name in _keys(row)]
        if len(same) > 1 or any(keys[told[id_][1]] > 1 for id_ in same):
            same = [id_ for id_ in same if told[id_][0] == row.number]
        if len(same) == 1:
            matches[row.row_id] = Match(by_id[same[0]])
    taken = {match.found.id for match in matches.values()}
    numbers = Counter(number for id_, (number, _) in told.items() if id_ not in taken)
    for row in ours:
        if row.row_id in matches or not row.number or numbers[row.number] != 1:
            continue
        id_ = next(id_ for id_, (number, _) in told.items() if id_ not in taken and number == row.number)
        matches[row.row_id] = Match(by_id[id_], sure=False)
    return matches


def _keys(row: Ours) -> set[str]:
    return {key for name in row.names if (key := _key(name))}


def _contractors(ours: Sequence[Ours], found: Sequence[Found]) -> dict[int, Match]:
    matches = {}
    for row in ours:
        same = [
            one
            for one in found
            if (row.eik and row.eik in one.name) or any(_key(one.name) == key for key in _keys(row))
        ]
        if len(same) == 1:
            matches[row.row_id] = Match(same[0])
    return matches


def _contracts(ours: Sequence[Ours], found: Sequence[Found]) -> dict[int, Match]:
    """ИСУН shows a contract as "No {number} / {dd.MM.yyyy} - {contractor}"."""
    matches = {}
    for row in ours:
        day = f"{row.signed_on:%d.%m.%Y}" if row.signed_on else ""
        same = [one for one in found if row.reference and _reference(one.name) == number_search_form(row.reference)]
        if len(same) > 1 and day:
            same = [one for one in same if day in one.name]
        if len(same) == 1:
            matches[row.row_id] = Match(same[0])
    return matches


def _reference(name: str) -> str:
    told = re.match(r"\s*(?:No|№)?\s*(.+?)\s*/\s*\d\d\.\d\d\.\d{4}", name)
    return number_search_form(told.group(1) if told else name)


def split_number(found: Found) -> tuple[str, str]:
    """The number a name opens with, in Arabic figures, and the key of the rest."""
    pattern = _NUMBER.get(found.kind)
    opening = pattern.match(found.name) if pattern else None
    if not opening:
        return "", _key(found.name)
    return arabic(opening.group(1)), _key(found.name[opening.end() :])


def arabic(number: str) -> str:
    """II.1.3 as 2.1.3."""
    first, _, rest = number.casefold().partition(".")
    if first and all(sign in _ROMAN for sign in first):
        values = [_ROMAN[sign] for sign in first]
        following = (*values[1:], 0)
        first = str(sum(-one if one < after else one for one, after in zip(values, following, strict=True)))
    return f"{first}.{rest}" if rest else first


def _key(name: str) -> str:
    """The letters and digits of a name, folded."""
    return " ".join(re.findall(r"\w+", search_form(name)))


def left_over(matches: Matches, found: Iterable[Found]) -> list[Found]:
    """What is in the page and is none of our rows."""
    taken = {(match.found.kind, match.found.id) for match in matches.values()}
    return [one for one in found if (one.kind, one.id) not in taken]
