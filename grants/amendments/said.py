"""How the changes of an amendment read: each value before and after, in the field's words and the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grants.access import Identity
from grants.amendments.foreseen import Differing
from grants.amendments.plain import kept_row
from grants.amendments.queries import Rows
from grants.amendments.records import AMENDABLE, Amendable
from grants.entries.queries import choices_for
from grants.projects.queries import Seen
from grants.values.choices import Choice
from grants.values.days import Precision, PublishedDay
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.records import Field, Kind
from grants.values.wording import Wording

Row = Mapping[str, Any]
Choices = Mapping[str, Sequence[Choice]]
NOTHING = "–"


async def choices_of(by: Identity, project: Seen, names: Sequence[str]) -> dict[str, tuple[Choice, ...]]:
    """What rows of these kinds may refer to, and the names of partners."""
    found: dict[str, tuple[Choice, ...]] = {}
    for name in dict.fromkeys((*names, "partner")):
        needed = {field.refers_to for field in AMENDABLE[name].kind.record.fields if field.refers_to}
        if not needed <= found.keys():
            found |= await choices_for(AMENDABLE[name].kind, by, project)
    return found


def title_of(amendable: Amendable, row: Row, choices: Choices, words: Wording) -> str:
    """How a row is called: its number and title; of what there is one of only, the kind's name."""
    if amendable.one:
        return words.say(amendable.kind.record.singular)
    field = amendable.kind.record.field(amendable.kind.record.title)
    if len(field.columns) == 2:
        title = Text(row[field.columns[0]], row[field.columns[1]]).in_(words.language)
    else:
        title = said(field, row, choices, words)
    return " · ".join(part for part in (row["number"], title if title != NOTHING else "") if part)


def said(field: Field, row: Row, choices: Choices, words: Wording, column: str = "") -> str:
    """One value as it is read; of a text in both languages the side of the column."""
    column = column or field.columns[0]
    value = row[column]
    if value is None or value == "":
        return NOTHING
    match field.kind:
        case Kind.CHOICE:
            return words.say((field.choices or {}).get(str(value), str(value)))
        case Kind.DAY:
            return words.day(value)
        case Kind.PUBLISHED_DAY:
            return words.published_day(PublishedDay(value, Precision(row[field.columns[1]] or "day")))
        case Kind.AMOUNT:
            return words.amount(Money(value, field.currency or row["currency"]))
        case Kind.PERCENT:
            return words.percent(value, max(0, -int(value.normalize().as_tuple().exponent)))
        case Kind.DECIMAL:
            return words.number(value.normalize())
        case Kind.REFERENCE:
            found = (one.shown(words.language) for one in choices.get(field.refers_to, ()) if one.id == value)
            return next(found, words.say(N_("no longer there")))
        case _:
            return str(value)


def fields_said(
    amendable: Amendable, change: Row, stand: Rows, choices: Choices, words: Wording
) -> list[dict[str, str]]:
    """Each field that a change touches: its name, what stands there and what will."""
    record = amendable.kind.record
    before, after = change["before"] or {}, change["after"] or {}
    there = stand[amendable.name].get(change["row_id"] or 0, {})
    old = {**dict.fromkeys(record.columns), **there, **kept_row(record, before)}
    new = {**old, **kept_row(record, after)} if change["after"] is not None else dict.fromkeys(record.columns)
    touched = before.keys() | after.keys()
    shown = []
    for field in record.fields:
        together = field.kind is Kind.PUBLISHED_DAY  # a day and how much of it is known are one value
        for column in field.columns[:1] if together else field.columns:
            if not touched & (set(field.columns) if together else {column}):
                continue
            now = NOTHING if change["row_id"] is None else said(field, old, choices, words, column)
            then = said(field, new, choices, words, column)
            if now != then:
                shown.append({"label": label(field, column, words), "before": now, "after": then})
    return shown


def label(field: Field, column: str, words: Wording) -> str:
    """The field's name, with its language where it is written in two."""
    side = (
        {"_bg": " (BG)", "_en": " (EN)"}.get(column[-3:], "") if field.kind in {Kind.BOTH_LINE, Kind.BOTH_PROSE} else ""
    )
    return words.say(field.label) + side


_SORTS = {"added": N_("new"), "changed": N_("changed"), "dropped": N_("dropped")}
_TONES = {"added": "good", "changed": "wait", "dropped": "bad"}


def sort_of(change: Row) -> str:
    """What an amendment does to the row: added, changed or dropped."""
    if change["after"] is None:
        return "dropped"
    return "added" if change["row_id"] is None and not AMENDABLE[change["kind"]].renewed else "changed"


def change_said(change: Row, stand: Rows, then: Rows, choices: Choices, words: Wording) -> dict[str, Any]:
    """One change as a reader sees it."""
    amendable, sort = AMENDABLE[change["kind"]], sort_of(change)
    record = amendable.kind.record
    key = change["row_id"] if change["row_id"] is not None else -change["id"]
    row = stand[amendable.name].get(key) or then[amendable.name].get(key)
    row = row or {**dict.fromkeys(record.columns), "number": "", **kept_row(record, change["before"] or {})}
    return {
        "id": change["id"],
        "kind": words.say(record.singular),
        "title": title_of(amendable, row, choices, words),
        "sort": words.say(_SORTS[sort]),
        "tone": _TONES[sort],
        "fields": [] if sort == "dropped" else fields_said(amendable, change, stand, choices, words),
        "may_edit": sort != "dropped",
    }


def differing_said(one: Differing, stand: Rows, choices: Choices, words: Wording) -> dict[str, str]:
    """A value that no longer stands: where, which, what it was and what it is now."""
    amendable = AMENDABLE[one.kind]
    record = amendable.kind.record
    row = stand[one.kind].get(one.row_id or 0)
    where = words.say(record.singular)
    if row is None or one.gone:
        return {"where": where, "label": "", "then": "", "now": words.say(N_("no longer there"))}
    if not amendable.one:
        where = f"{where} {title_of(amendable, row, choices, words)}"
    field = next((field for field in record.fields if one.column in field.columns), None)
    if field is None:
        return {"where": where, "label": words.say(N_("No.")), "then": str(one.then), "now": str(one.now)}
    pair = [{**row, **kept_row(record, {one.column: value})} for value in (one.then, one.now)]
    then, now = (said(field, side, choices, words, one.column) for side in pair)
    if one.column.endswith("_precision"):
        then, now = (said(field, side, choices, words) for side in pair)
    return {"where": where, "label": label(field, one.column, words), "then": then, "now": now}
