"""The form of a month: its cells and texts as they are typed, and as they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from grants.errors import Objection
from grants.team.timesheets.queries import Month, Texts
from grants.team.timesheets.rules import Cells
from grants.team.timesheets.rules_typed import CELL, cell_name, read_hours, typed_hours
from grants.values.language import Language
from grants.values.reading import Unreadable

OTHER_WORK = 0  # of an activity in the names of cells
SEPARATORS: Mapping[Language, str] = {"bg": ",", "en": "."}
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Typed:
    """A month as typed: the rows that were in the form, and every field of theirs by its name."""

    rows: tuple[int | None, ...]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadMonth:
    """A month as read; what can't be read is not among the cells, and carries its cell's name as the place."""

    cells: Cells = field(default_factory=dict)
    texts: Texts = field(default_factory=dict)
    objections: tuple[Objection, ...] = ()


def typed_month(form: Mapping[str, str], month: Month) -> Typed:
    """What the form holds of activities that this person sees, and of other work; anything else is left out."""
    named = {int(at[1]) for name in form if (at := CELL.fullmatch(name))}
    rows: list[int | None] = [row["id"] for row in month.activities if row["id"] in named]
    return Typed((*rows, *([None] if OTHER_WORK in named else [])), form)


def as_typed(month: Month, rows: Sequence[int | None], language: Language) -> Typed:
    """What stands there now, as somebody would type it."""
    fields = fields_of(month.cells, language)
    for activity in rows:
        done, results = month.texts.get(activity, ("", ""))
        fields |= {text_name("done", activity): done, text_name("results", activity): results}
    return Typed(tuple(rows), fields)


def fields_of(cells: Cells, language: Language) -> dict[str, str]:
    """Hours as the form's cells write them."""
    separator = SEPARATORS[language]
    return {cell_name(activity, day.day): typed_hours(hours, separator) for (activity, day), hours in cells.items()}


def text_name(kind: str, activity: int | None) -> str:
    """The name of the field for what was done in an activity, or with which results."""
    return f"{kind}{activity or OTHER_WORK}"


def read_month(typed: Typed, month: Month) -> ReadMonth:
    """Every cell and text of the form, with everything that is wrong at once."""
    cells: dict[tuple[int | None, date], Decimal] = {}
    objections: list[Objection] = []
    for activity in typed.rows:
        for day in month.days:
            name = cell_name(activity, day.on.day)
            try:
                hours = read_hours(typed.fields.get(name, ""))
            except Unreadable as problem:
                objections.append(Objection(problem.msgid, problem.facts, place=name))
                continue
            if hours is not None:
                cells[activity, day.on] = hours
    return ReadMonth(cells, {one: _texts(typed.fields, one) for one in typed.rows}, tuple(objections))


def _texts(fields: Mapping[str, str], activity: int | None) -> tuple[str, str]:
    done, results = (fields.get(text_name(kind, activity), "").strip()[:_LONGEST] for kind in ("done", "results"))
    return done.replace("\r\n", "\n"), results.replace("\r\n", "\n")


def rows_offered(month: Month, *, every: bool) -> list[int | None]:
    """The activities a month's form shows: those going on in it or with something entered, or every one; then other work."""
    entered = {activity for activity, _ in month.cells} | {one for one, said in month.texts.items() if any(said)}
    last = month.days[-1].on
    going_on = [
        row["id"]
        for row in month.activities
        if every
        or row["id"] in entered
        or ((row["first_on"] or date.min) <= last and month.first <= (row["last_on"] or date.max))
    ]
    return [*going_on, None]
