"""A participant as a row of the funder's micro-data, or what keeps it out of the sheet.

Pure: what is known of a person goes in, 35 cells or the reasons come out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from grants.funders.esf_sheet import (
    COLUMNS,
    MOST_SIGNS,
    NAMED,
    NO,
    NONE,
    SEXES,
    UNKNOWN_PLACES,
    WHY_ELSEWHERE,
    WHY_LONG,
    WHY_REQUIRED,
    YES,
    district_written,
    micro_data,
    refused,
)
from grants.funders.format import Exact
from grants.participants.editions import EDITIONS, ESF_2014, Edition
from grants.participants.places import DISTRICTS, in_district, settlements
from grants.participants.rules import Answer
from grants.reports.cells import Value
from grants.values.language import N_

ANONYMOUS: Final = N_("made anonymous")
NUMBER_MISSING: Final = N_("no personal number (ЕГН)")
MISSING: Final = N_("not answered: {field}")
NOT_THERE: Final = N_("{field}: “{settlement}” does not lie in the district")
NOT_KNOWN: Final = N_("{field}: ИСУН does not know “{settlement}”")
UNKNOWN_DISTRICT: Final = N_("{field}: there is no district “{district}”")
TOO_LONG: Final = N_("longer than 200 signs: {field}")

_WHY: Final = {MISSING: WHY_REQUIRED, NUMBER_MISSING: WHY_REQUIRED, NOT_THERE: WHY_ELSEWHERE, TOO_LONG: WHY_LONG}

# The importer takes only „да“ or „не“ and refuses the file without either. Somebody who refuses to answer is written
# with „не“: the sheet counts who belongs to a group, nobody may be counted who has not said so, and leaving the person
# out would take it from every other indicator too. The page says of how many this was so.
_WRITTEN: Final = {Answer.YES: YES, Answer.NO: NO, Answer.REFUSED: NO}
# The same for „Други хора в неравностойно положение“, free text that must not be blank: nothing told is no disadvantage.
_NO_DISADVANTAGE: Final = NO

_LISTS: Final = {
    "labour": "labour",
    "education": "education",
    "activity_kind": "activity_kinds",
    "participation": "participation",
    "leaving_reason": "leaving_reasons",
    "leaving_status": "leaving_statuses",
}
_HEADINGS: Final = {column.shows: column.heading for column in COLUMNS}
_DATES: Final = {"joined_month": "joined_year", "joined_day": "joined_year"}
_OWN_WORDS: Final = ("first_name", "middle_name", "family_name", "phone", "email", "other_disadvantage")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody can't be written: a sentence, and the column it is about."""

    sentence: str
    shows: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def theirs(self, row: int) -> str:
        """What ИСУН's importer would say of the row, to the letter; empty where the row would not be written at all."""
        return refused(heading_of(self.shows).bg, row, _WHY.get(self.sentence, "")) if self.shows else ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the register with all the sheet asks but the personal number: whether there is one, and whose it is too.

    `number` is the register's; people with the same `same` have the same personal number.
    """

    id: int
    number: str
    values: Mapping[str, Any]
    answers: Mapping[str, str]
    has_number: bool = False
    same: str = ""
    activity: str = ""

    @property
    def edition(self) -> Edition:
        """The edition by which it was asked."""
        return EDITIONS.get(self.values["edition"], ESF_2014)

    @property
    def refused(self) -> bool:
        """Whether an answer was refused."""
        return Answer.REFUSED in self.answers.values()


@cache
def layout(edition: str = ESF_2014.code) -> Exact:
    """The sheet with that edition's lists and the official places."""
    chosen = EDITIONS[edition]
    lists = {shows: [text.bg for text in getattr(chosen, name).values()] for shows, name in _LISTS.items()}
    return micro_data(lists, {district: settlements(district) for district in DISTRICTS})


def reasons(person: Person, *, asked: frozenset[str]) -> tuple[Reason, ...]:
    """Why this person can't stand in the sheet; empty when it can. `asked` are those of art. 9 the project asks."""
    if person.values.get("forgotten_at") is not None:
        return (Reason(ANONYMOUS),)
    found = [] if person.has_number else [Reason(NUMBER_MISSING, "personal_number")]
    cells = cells_of(person, 1, "", asked=asked)
    found += [
        Reason(MISSING, column.shows)
        for column, value in zip(COLUMNS, cells, strict=True)
        if column.required and column.shows not in {"personal_number", *_DATES} and value in {None, ""}
    ]
    found += [Reason(TOO_LONG, shows) for shows in _OWN_WORDS if len(person.values.get(shows) or "") > MOST_SIGNS]
    return (*found, *_places(person, "district", "settlement"), *_places(person, "place_district", "place_settlement"))


def _places(person: Person, district_column: str, settlement_column: str) -> list[Reason]:
    district, settlement = person.values.get(district_column) or "", person.values.get(settlement_column) or ""
    if district and district not in DISTRICTS:
        return [Reason(UNKNOWN_DISTRICT, district_column, {"district": district})]
    if not district or not settlement:
        return []
    if not in_district(settlement, district):
        return [Reason(NOT_THERE, settlement_column, {"settlement": settlement})]
    if (district, settlement) in UNKNOWN_PLACES:
        return [Reason(NOT_KNOWN, settlement_column, {"settlement": settlement})]
    return []


def cells_of(person: Person, place: int, personal_number: str, *, asked: frozenset[str]) -> tuple[Value, ...]:
    """The 35 cells of a row; a cell that must be filled and can't be is empty."""
    told = _known(person, place) | _answers(person, asked) | _days(person)
    told["personal_number"] = personal_number
    return tuple(told[column.shows] for column in COLUMNS)


def _known(person: Person, place: int) -> dict[str, Value]:
    values = person.values
    told: dict[str, Value] = {"place": place}
    told |= {name: values.get(name) for name in ("first_name", "family_name", "phone", "email", "settlement", "age")}
    told["middle_name"] = values.get("middle_name") or NONE  # who has none: passes as text
    told["sex"] = SEXES.get(values.get("sex") or "")
    told["place_settlement"] = values.get("place_settlement")
    told["district"] = district_written(values.get("district") or "")
    told["place_district"] = district_written(values.get("place_district") or "")
    told["other_disadvantage"] = values.get("other_disadvantage") or _NO_DISADVANTAGE
    for shows, name in _LISTS.items():
        words = getattr(person.edition, name).get(values.get(shows) or "")
        told[shows] = words.bg if words else None
    # The importer takes any words for the activity: those of the list, else the project's own.
    told["activity_kind"] = told["activity_kind"] or _shortened(values.get("activity_kind") or person.activity)
    for shows in ("participation", "leaving_reason", "leaving_status"):
        told[shows] = told[shows] or NONE
    return told


def _answers(person: Person, asked: frozenset[str]) -> dict[str, Value]:
    """The answers; a question of art. 9 that the project does not ask is written as „не“: nobody said that it is so."""
    found: dict[str, Value] = {}
    for question in person.edition.questions:
        answer = person.answers.get(question.name, "")
        unasked = question.special and question.name not in asked
        found[question.name] = _WRITTEN[Answer(answer)] if answer else (NO if unasked else None)
    return found


def _days(person: Person) -> dict[str, Value]:
    joined, left = person.values.get("joined_on"), person.values.get("left_on")
    return _day("joined", joined, None) | _day("left", left, NONE)


def _day(name: str, day: date | None, otherwise: Value) -> dict[str, Value]:
    parts: tuple[Value, Value, Value] = (
        (otherwise, otherwise, otherwise) if day is None else (day.year, day.month, day.day)
    )
    return dict(zip((f"{name}_year", f"{name}_month", f"{name}_day"), parts, strict=True))


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_SIGNS else text[: MOST_SIGNS - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The register sorted out: who can be written, and of everybody else why not.

    `asked` are the questions of art. 9 that an indicator needs, `unasked` the others; `twice` the register's numbers of
    people with one personal number, of which ИСУН warns.
    """

    written: tuple[Person, ...]
    left_out: tuple[tuple[Person, tuple[Reason, ...]], ...]
    asked: frozenset[str]
    unasked: tuple[str, ...]
    refused: int
    twice: tuple[tuple[str, ...], ...]

    def rows(self, people: Sequence[Person]) -> dict[int, int]:
        """The row in which each of these people stands, or would stand without the others that are left out."""
        written = {one.id for one in self.written}
        told, row = {}, NAMED + 1
        for person in people:
            told[person.id] = row
            row += person.id in written
        return told


def gathered(people: Sequence[Person], asked: frozenset[str]) -> Gathered:
    """Who of the register can stand in the sheet; `asked` are the questions of art. 9 that the project asks."""
    written, left_out = [], []
    for person in people:
        found = reasons(person, asked=asked)
        if found:
            left_out.append((person, found))
        else:
            written.append(person)
    by_number: dict[str, list[str]] = {}
    for person in written:
        by_number.setdefault(person.same, []).append(person.number)
    return Gathered(
        tuple(written),
        tuple(left_out),
        asked,
        tuple(one.name for one in ESF_2014.questions if one.special and one.name not in asked),
        sum(person.refused for person in written),
        tuple(tuple(numbers) for numbers in by_number.values() if len(numbers) > 1),
    )


def heading_of(shows: str) -> Any:
    """The heading of a column, in both languages."""
    return _HEADINGS[_DATES.get(shows, shows)]
