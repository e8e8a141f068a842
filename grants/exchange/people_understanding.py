"""What a row of the micro-data sheet says of somebody, and everything that is wrong with it: for the register and for ИСУН.

Pure: rows in, people and faults out. Each fault names its row and column, and says ИСУН's own sentence where it has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from grants.exchange.people_reading import Line
from grants.funders.esf_sheet import (
    COLUMNS,
    MOST_SIGNS,
    NO,
    NONE,
    SEXES,
    TWICE,
    UNKNOWN_PLACES,
    WHY_ELSEWHERE,
    WHY_LONG,
    WHY_REQUIRED,
    WHY_WHOLE,
    YES,
    district_written,
    refused,
)
from grants.participants.actions import Joined
from grants.participants.editions import ESF_2014
from grants.participants.places import DISTRICTS, in_district
from grants.participants.rules import Answer
from grants.participants.rules_person import objections
from grants.personal.rules import IdentifierKind, full_years, number_objection, plain_number
from grants.values.identifiers import egn_born
from grants.values.language import N_

REQUIRED: Final = N_("This must be filled in.")
NO_NUMBER: Final = N_("There is no personal number (ЕГН). The register takes the person, ИСУН refuses the file.")
ZERO_LOST: Final = N_("The first zero of the personal number is lost. Format the column as text and write it again.")
LONG: Final = N_("This is longer than 200 signs.")
YES_OR_NO: Final = N_("Write “да” or “не” here: small letters, no spaces.")
NOT_LISTED: Final = N_("“{typed}” is not in the list of this column. Choose from the list.")
NEARLY_LISTED: Final = N_("The list writes “{right}”, to the letter and the space.")
NO_WHOLE: Final = N_("A whole number is expected here.")
WHOLE_DAY: Final = N_("Year, month and day are expected in three cells, as numbers: 2026, 3, 31.")
AGE_WAS: Final = N_("On the day of joining the person was {age}, not {typed}.")
WHICH_ACTIVITY: Final = N_("“{typed}” is neither in the list nor an activity of the project.")
UNKNOWN_TO_ISUN: Final = N_("ИСУН does not know the settlement “{typed}” and refuses the file.")
SAME_NUMBER: Final = N_("This personal number stands in row {first} too. The person is taken once.")

_YES_NO: Final = {YES: Answer.YES, NO: Answer.NO}
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "sex": tuple(SEXES.values()),
    "labour": tuple(words.bg for words in ESF_2014.labour.values()),
    "education": tuple(words.bg for words in ESF_2014.education.values()),
    "participation": tuple(words.bg for words in ESF_2014.participation.values()),
    "leaving_reason": tuple(words.bg for words in ESF_2014.leaving_reasons.values()),
    "leaving_status": tuple(words.bg for words in ESF_2014.leaving_statuses.values()),
}
_LISTS: Final = {
    "sex": {words.casefold(): key for key, words in SEXES.items()},
    "labour": {words.bg.casefold(): key for key, words in ESF_2014.labour.items()},
    "education": {words.bg.casefold(): key for key, words in ESF_2014.education.items()},
    "participation": {words.bg.casefold(): key for key, words in ESF_2014.participation.items()},
    "leaving_reason": {words.bg.casefold(): key for key, words in ESF_2014.leaving_reasons.items()},
    "leaving_status": {words.bg.casefold(): key for key, words in ESF_2014.leaving_statuses.items()},
}
_ACTIVITIES: Final = {words.bg.casefold(): key for key, words in ESF_2014.activity_kinds.items()}
_HEADINGS: Final = {column.shows: column.heading.bg for column in COLUMNS}
_PLACES: Final = {column.shows: at for at, column in enumerate(COLUMNS)}
_DISTRICTS: Final = {district_written(one): one for one in DISTRICTS}
_REQUIRED: Final = frozenset(column.shows for column in COLUMNS if column.required)
# Where the register's own objections belong in the sheet.
_PUT: Final = {"born": "personal_number", "joined": "joined_year", "left": "left_year"}
_NINE_DIGITS: Final = re.compile(r"[0-9]{9}")
_YEAR: Final = re.compile(r"[0-9]{4}")
_WHOLE: Final = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One problem: the row, the column by what it shows, a sentence with its facts, and ИСУН's own (empty where it has none).

    `read` is what stands in the cell, never a personal number; `warned` where the file is taken nevertheless.
    """

    row: int
    shows: str
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)
    theirs: str = ""
    read: str = ""
    warned: bool = False

    @property
    def at(self) -> int:
        """The column's place, counted from 0."""
        return _PLACES[self.shows]

    @property
    def heading(self) -> str:
        """The heading over the column."""
        return _HEADINGS[self.shows]


@dataclass(frozen=True, slots=True)
class Understood:
    """The people of a sheet by row, and everything told of them."""

    people: tuple[tuple[int, Joined], ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    twice: frozenset[int] = frozenset()  # rows whose personal number stands further up


def understand(lines: Iterable[Line], activities: Mapping[str, int], today: date) -> Understood:
    """Everybody of the sheet with every problem at once; `activities` are the project's, by title in small letters."""
    people: list[tuple[int, Joined]] = []
    faults: list[Fault] = []
    first_with: dict[str, int] = {}
    twice = set()
    for line in lines:
        row = _Row(line, activities)
        people.append((line.row, row.joined(today)))
        number = row.number
        if number and number in first_with:
            twice.add(line.row)
            facts = {"first": first_with[number]}
            row.warn("personal_number", SAME_NUMBER, facts, TWICE.format(row=line.row, **facts))
        elif number:
            first_with[number] = line.row
        faults += sorted(row.faults, key=lambda one: one.at)
    return Understood(
        tuple(people),
        tuple(one for one in faults if not one.warned),
        tuple(one for one in faults if one.warned),
        frozenset(twice),
    )


class _Row:
    """One row while it is read."""

    def __init__(self, line: Line, activities: Mapping[str, int]) -> None:
        self.line, self.activities = line, activities
        self.faults: list[Fault] = []
        self.number = ""
        self.kind = IdentifierKind.EGN

    # --- what stands in a cell --------------------------------------------------------------------------------------

    def raw(self, shows: str) -> str:
        return self.line.cells[_PLACES[shows]]

    def told(self, shows: str) -> str:
        """What a cell says; „-“ says nothing."""
        text = self.raw(shows).strip()
        return "" if text == NONE else text

    def fault(self, shows: str, sentence: str, why: str | None = None, /, **facts: object) -> None:
        """A problem; `why` as ИСУН says it, None where ИСУН does not mind."""
        theirs = "" if why is None else refused(_HEADINGS[shows], self.line.row, why)
        read = "" if shows == "personal_number" else self.raw(shows).strip()[:60]
        self.faults.append(Fault(self.line.row, shows, sentence, facts, theirs, read))

    def warn(self, shows: str, sentence: str, facts: Mapping[str, object], theirs: str) -> None:
        self.faults.append(Fault(self.line.row, shows, sentence, facts, theirs, warned=True))

    def is_wrong(self, shows: str) -> bool:
        return any(one.shows == shows for one in self.faults)

    # --- by kinds of cells -------------------------------------------------------------------------------------------

    def free(self, shows: str) -> str:
        """Words of one's own. A required cell may say „-“, which passes as text."""
        text = self.raw(shows).strip()
        if not text and shows in _REQUIRED:
            self.fault(shows, REQUIRED, WHY_REQUIRED)
        elif len(text) > MOST_SIGNS:
            self.fault(shows, LONG, WHY_LONG)
        return "" if text == NONE else text

    def listed(self, shows: str) -> str:
        """The key of a word of a list; ИСУН does not mind capitals, and minds every space."""
        text = self.told(shows)
        if not text:
            if shows in _REQUIRED:
                self.fault(shows, REQUIRED, WHY_REQUIRED)
            return ""
        key = _LISTS[shows].get(text.casefold())
        if key is not None:
            return key
        right = _nearly(shows).get(_bare(text))
        if right:
            self.fault(shows, NEARLY_LISTED, "", right=right)
        else:
            self.fault(shows, NOT_LISTED, "", typed=text[:60])
        return ""

    def answer(self, shows: str) -> Answer | None:
        """„да“ or „не“ and nothing else, capitals and spaces included."""
        text = self.raw(shows)
        if text in _YES_NO:
            return _YES_NO[text]
        if not self.told(shows):
            self.fault(shows, REQUIRED, WHY_REQUIRED)
        else:
            self.fault(shows, YES_OR_NO, "")
        return None

    def place(self, district_shows: str, settlement_shows: str) -> tuple[str, str]:
        """A district with its underscores and a settlement in it."""
        text, settlement = self.told(district_shows).removeprefix("Област").strip(), self.told(settlement_shows)
        district = _DISTRICTS.get(text, "")
        if not text:
            self.fault(district_shows, REQUIRED, WHY_REQUIRED)
        elif not district:
            right = next((one for one in _DISTRICTS if _bare(one) == _bare(text)), "")
            if right:
                self.fault(district_shows, NEARLY_LISTED, "", right=right)
            else:
                self.fault(district_shows, NOT_LISTED, "", typed=text[:60])
        if not settlement:
            self.fault(settlement_shows, REQUIRED, WHY_REQUIRED)
        elif (district, settlement) in UNKNOWN_PLACES:
            told = refused(_HEADINGS[settlement_shows], self.line.row)
            self.warn(settlement_shows, UNKNOWN_TO_ISUN, {"typed": settlement}, told)
        return district, settlement

    def day(self, shows: str) -> date | None:
        """A day in three cells: all of them or none."""
        parts = [self.told(f"{shows}_{part}") for part in ("year", "month", "day")]
        if not any(parts):
            if f"{shows}_year" in _REQUIRED:
                self.fault(f"{shows}_year", REQUIRED, WHY_REQUIRED)
            return None
        if _YEAR.fullmatch(parts[0]) and all(_WHOLE.fullmatch(part) for part in parts[1:]):
            try:
                return date(*map(int, parts))
            except ValueError:
                pass
        self.faults.append(
            Fault(
                self.line.row,
                f"{shows}_year",
                WHOLE_DAY,
                theirs=refused(_HEADINGS[f"{shows}_year"], self.line.row),
                read="–".join(part or "…" for part in parts)[:60],
            )
        )
        return None

    # --- the whole row ----------------------------------------------------------------------------------------------

    def joined(self, today: date) -> Joined:
        """Whom the row speaks of; only to be kept when nothing is wrong."""
        self.free("place")
        values: dict[str, Any] = {
            name: self.free(name) for name in ("first_name", "middle_name", "family_name", "phone", "email")
        }
        self._number()
        values |= {name: self.listed(name) or None for name in ("sex",)}
        values |= {name: self.listed(name) for name in _LISTS if name != "sex"}
        values["district"], values["settlement"] = self.place("district", "settlement")
        values["place_district"], values["place_settlement"] = self.place("place_district", "place_settlement")
        other = self.free("other_disadvantage")
        values["other_disadvantage"] = "" if other == NO else other
        values["joined_on"], values["left_on"] = self.day("joined"), self.day("left")
        values["edition"] = ESF_2014.code
        values |= self._activity()
        values["age"] = self._age(values["joined_on"])
        answers = {one.name: answer for one in ESF_2014.questions if (answer := self.answer(one.name)) is not None}
        special = {one.name for one in ESF_2014.questions if one.special}
        values["answers"] = {name: answer for name, answer in answers.items() if name not in special}
        self._against_the_register(values, today)
        protected = {name: str(answer) for name, answer in answers.items() if name in special}
        return Joined(values, protected, self.number, self.kind)

    def _number(self) -> None:
        number = plain_number(self.told("personal_number"))
        if not number:
            theirs = refused(_HEADINGS["personal_number"], self.line.row, WHY_REQUIRED)
            self.warn("personal_number", NO_NUMBER, {}, theirs)
            return
        for kind in IdentifierKind:
            if number_objection(number, kind) is None:
                self.number, self.kind = number, kind
                return
        # ИСУН asks only for ten digits in a row.
        why = None if re.search(r"[0-9]{10}", number) else ""
        if _NINE_DIGITS.fullmatch(number) and number_objection(f"0{number}", IdentifierKind.EGN) is None:
            self.fault("personal_number", ZERO_LOST, why)
            return
        wrong = number_objection(number, IdentifierKind.EGN)
        assert wrong is not None
        self.fault("personal_number", wrong.sentence, why)

    def _age(self, joined_on: date | None) -> int | None:
        """The age that is told; with a personal number it must be that on the day of joining."""
        text = self.told("age")
        if not text:
            self.fault("age", REQUIRED, WHY_REQUIRED)
            return None
        if not _WHOLE.fullmatch(text):
            self.fault("age", NO_WHOLE, WHY_WHOLE)
            return None
        born = egn_born(self.number) if self.number and self.kind is IdentifierKind.EGN else None
        if born and joined_on and born <= joined_on and full_years(born, joined_on) != int(text):
            self.fault("age", AGE_WAS, None, age=full_years(born, joined_on), typed=text)
        return None if born else int(text)

    def _activity(self) -> dict[str, Any]:
        """What the person takes part in: a word of the list, else an activity of the project by its title."""
        text = self.free("activity_kind")
        if not text and not self.is_wrong("activity_kind"):
            self.fault("activity_kind", REQUIRED, WHY_REQUIRED)
        kind, activity = _ACTIVITIES.get(text.casefold(), ""), self.activities.get(text.casefold())
        if text and not kind and activity is None and not self.is_wrong("activity_kind"):
            self.fault("activity_kind", WHICH_ACTIVITY, None, typed=text[:60])
        return {"activity_kind": kind, "activity_id": activity}

    def _against_the_register(self, values: Mapping[str, Any], today: date) -> None:
        """What the form would object to, in the cells nothing has been said of yet."""
        for one in objections(values, self.number, today, kind=self.kind):
            shows = _PUT.get(one.place, one.place)
            if shows not in _PLACES:
                shows = "personal_number" if one.place == "personal_number" else "first_name"
            if self.is_wrong(shows) or (shows == "sex" and self.is_wrong("personal_number")):
                continue
            elsewhere = shows in {"settlement", "place_settlement"}
            self.fault(shows, one.sentence, self._theirs_of_place(shows, values) if elsewhere else None, **one.facts)

    def _theirs_of_place(self, shows: str, values: Mapping[str, Any]) -> str:
        """Whether ИСУН knows the settlement in another district, or nowhere."""
        return WHY_ELSEWHERE if any(in_district(values[shows], one) for one in DISTRICTS) else ""


@cache
def _nearly(shows: str) -> dict[str, str]:
    """The words of a list by their letters alone."""
    return {_bare(one): one for one in _WORDS[shows]}


def _bare(text: str) -> str:
    """A text by its letters and digits alone, the Latin I of „IV“ taken for the Cyrillic one."""
    return "".join(sign for sign in text.casefold() if sign.isalnum()).replace("i", "і").replace("v", "ѵ")
