"""A rate as it is typed, read and shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from grants.errors import Objection
from grants.rates.records import RATE
from grants.rates.rules import (
    FIXED_LEV,
    MIXED_UP_DAY,
    NO_RATE_OF_EURO,
    NOT_ABOVE_ZERO,
    PROJECT_WITHOUT_TRANCHE,
    RATE_SOURCES,
    RATED,
    TRANCHE_OF_NOBODY,
    RateSource,
    period_of,
)
from grants.values.choices import Choice, references
from grants.values.entry import Reader, Reading, read_entry
from grants.values.wording import Wording

_FIXED = {"BGN": FIXED_LEV, "EUR": NO_RATE_OF_EURO}
_MOST = 10**9  # units for one euro; no currency of the list is worth less


def read_rate(typed: Mapping[str, str], projects: Sequence[Choice], words: Wording, today: date) -> Reading:
    """A rate's values from a form, with what is wrong beside its field."""
    fixed = _FIXED.get(typed.get("currency", "").strip().upper())
    if fixed:
        return Reading({}, (Objection(fixed, place="currency"),))
    reading = read_entry(RATE, typed, Reader(words, today, references({"project": projects})))
    return reading if reading.objections else Reading(reading.values, tuple(_objections(reading.values, today)))


def _objections(values: Mapping[str, Any], today: date) -> list[Objection]:
    told = []
    if not 0 < values["per_euro"] < _MOST:
        told.append(Objection(NOT_ABOVE_ZERO, place="per_euro"))
    if period_of(values["source"], values["first_on"])[0] > today:
        told.append(Objection(MIXED_UP_DAY, place="first"))
    is_tranche = values["source"] == RateSource.TRANCHE
    if is_tranche != (values["project_id"] is not None):
        told.append(Objection(TRANCHE_OF_NOBODY if is_tranche else PROJECT_WITHOUT_TRANCHE, place="project"))
    return told


def rate_fields(
    typed: Mapping[str, str], told: Mapping[str, str], projects: Sequence[Choice], words: Wording
) -> list[dict[str, Any]]:
    """The fields of the form in their order."""
    kinds = {"source": "choice", "currency": "choice", "project": "choice", "first": "day", "per_euro": "number"}
    offered = {
        "source": [(str(key), words.say(name)) for key, name in RATE_SOURCES.items()],
        "currency": [(code, code) for code in RATED],
        "project": [(choice.typed, choice.shown(words.language)) for choice in projects],
    }
    return [
        {
            "name": field.name,
            "label": words.say(field.label),
            "value": typed.get(field.name, field.default),
            "error": told.get(field.name),
            "hint": words.say(field.hint) if field.hint else None,
            "required": field.required,
            "kind": kinds.get(field.name, "line"),
            "choices": offered.get(field.name, ()),
            "short": field.name in {"currency", "per_euro"},
        }
        for field in RATE.fields
    ]
