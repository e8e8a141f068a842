"""A record as a form: its fields with what was typed, what may be chosen, and the problem beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grants.errors import Objection
from grants.values.choices import Choice
from grants.values.countries import COUNTRIES
from grants.values.entry import plain_line
from grants.values.language import N_, Text
from grants.values.money import CURRENCIES
from grants.values.reading import Unreadable
from grants.values.records import Field, Kind, Record
from grants.values.wording import Wording

Choices = Mapping[str, Sequence[Choice]]
_KINDS = {
    Kind.PROSE: "text",
    Kind.BOTH_PROSE: "text",
    Kind.DAY: "day",
    Kind.PUBLISHED_DAY: "day",
    Kind.AMOUNT: "money",
    Kind.WHOLE: "number",
    Kind.DECIMAL: "number",
    Kind.PERCENT: "number",
    Kind.CHOICE: "choice",
    Kind.CURRENCY: "choice",
    Kind.COUNTRY: "line",
    Kind.YES_NO: "yes",
    Kind.EMAIL: "email",
    Kind.REFERENCE: "choice",
}
_NUMBER = Field("number", Kind.LINE, N_("No."), maximum=40)  # as long as the column it is kept in
_TOGETHER = frozenset(
    {Kind.DAY, Kind.PUBLISHED_DAY, Kind.AMOUNT, Kind.CURRENCY, Kind.WHOLE, Kind.DECIMAL, Kind.PERCENT}
)
_SHORT = frozenset({Kind.EIK, Kind.VAT, Kind.COUNTRY, Kind.WHOLE, Kind.DECIMAL, Kind.PERCENT})
_SHORT_LINE = 60  # characters: codes, acronyms, programming periods


def form_fields(
    record: Record, typed: Mapping[str, str], told: Mapping[str, str], words: Wording, choices: Choices
) -> list[list[dict[str, Any]]]:
    """The fields in groups: short ones (days, amounts, figures) that follow one another stand together."""
    groups: list[list[dict[str, Any]]] = []
    for declared in record.fields:
        shown = _shown(declared, typed, told, words, choices)
        if groups and declared.kind in _TOGETHER and groups[-1][-1]["together"]:
            groups[-1].append(shown)
        else:
            groups.append([shown])
    return groups


def form_parts(
    record: Record, typed: Mapping[str, str], told: Mapping[str, str], words: Wording, choices: Choices
) -> list[dict[str, Any]]:
    """The parts of a form that has them, each with its fields row by row; what is only carried along goes with the last."""
    parts: list[dict[str, Any]] = [
        {
            "heading": words.say(part.heading),
            "dates": part.dates,
            "groups": [[_shown(record.field(name), typed, told, words, choices) for name in row] for row in part.rows],
        }
        for part in record.parts
    ]
    if parts:
        kept = [declared for declared in record.fields if not declared.asked]
        parts[-1]["groups"] += [[_shown(declared, typed, told, words, choices)] for declared in kept]
    return parts


def _shown(
    declared: Field, typed: Mapping[str, str], told: Mapping[str, str], words: Wording, choices: Choices
) -> dict[str, Any]:
    name = declared.name
    both = len(declared.slots) == 2
    return {
        "name": name,
        "label": words.say(declared.label),
        "hint": words.say(declared.hint) if declared.hint else None,
        "required": declared.required,
        "kind": "kept"
        if not declared.asked
        else "line"
        if declared.refers_to == "organisation"
        else "choice"
        if declared.chosen
        else _KINDS.get(declared.kind, "line"),
        "both": both,
        "value": Text(typed.get(f"{name}_bg", ""), typed.get(f"{name}_en", ""))
        if both
        else typed.get(name, _first(declared, words)),
        "error": {"bg": told.get(f"{name}_bg"), "en": told.get(f"{name}_en")} if both else told.get(name),
        "choices": _offered(declared, words, choices),
        "suggestions": _suggested(declared, words, choices),
        "together": declared.kind in _TOGETHER,
        "short": declared.kind in _SHORT
        or (declared.kind is Kind.LINE and declared.maximum <= _SHORT_LINE and not declared.wide),
    }


def _first(declared: Field, words: Wording) -> str:
    """What a field begins with; a country by its name, as it is typed."""
    return words.country(declared.default) if declared.chosen else declared.default


def _offered(declared: Field, words: Wording, choices: Choices) -> list[tuple[str, str]] | None:
    if declared.chosen:
        return [(name, name) for name in sorted(words.country(code) for code in COUNTRIES)]
    if declared.choices is not None:
        return [(str(key), words.say(name)) for key, name in declared.choices.items()]
    if declared.kind is Kind.CURRENCY:
        return [(code, code) for code in CURRENCIES]
    if declared.kind is Kind.REFERENCE and declared.refers_to != "organisation":
        return [(choice.typed, choice.shown(words.language)) for choice in choices.get(declared.refers_to, ())]
    return None


def _suggested(declared: Field, words: Wording, choices: Choices) -> list[str] | None:
    if declared.kind is Kind.COUNTRY:
        return sorted(words.country(code) for code in COUNTRIES)
    if declared.refers_to == "organisation":
        return [choice.label.in_(words.language) for choice in choices.get("organisation", ())]
    return None


def number_objection(typed: Mapping[str, str]) -> tuple[Objection, ...]:
    """What is wrong with the number typed for a row; an empty one is given by the tracker."""
    try:
        plain_line(typed.get(_NUMBER.name, ""), _NUMBER)
    except Unreadable as problem:
        return (Objection(problem.msgid, problem.facts, place=_NUMBER.name),)
    return ()


def told_by_place(objections: Sequence[Objection], words: Wording) -> dict[str, str]:
    """What is said beside each field."""
    return {one.place: words.say(one.sentence, **one.facts) for one in reversed(objections) if one.place}


def error_pairs(objections: Sequence[Objection], record: Record, words: Wording) -> list[tuple[str | None, str]]:
    """The problems for the summary on top, in the order of the form: (field, sentence with the field's name)."""
    labels = {slot: words.say(declared.label) for declared in record.fields for slot in declared.slots}
    order = {slot: at for at, slot in enumerate(labels, start=1)}
    said = [
        (objection.place, words.say(objection.sentence, **objection.facts))
        for objection in sorted(objections, key=lambda objection: order.get(objection.place, 0))
    ]
    return [
        (place or None, f"{labels[place]}: {sentence}" if place in labels else sentence) for place, sentence in said
    ]
