"""Shared records of a file met with those already here: which are the same, what the file adds, where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grants.values.entry import reference_key
from grants.values.records import Record

Values = Mapping[str, Any]


def met(record: Record, brought: Sequence[Values], here: Sequence[Values]) -> list[Values | None]:
    """For each brought record the one here that is the same, or None; nothing here is met twice.

    The same is one with the same EIK (of programmes and procedures: code), else with an equal name in either language
    and no other EIK.
    """
    apart_by = "eik" if record.name == "organisation" else "code"
    found: list[Values | None] = [None] * len(brought)
    free = list(here)
    for same in (_same_mark, _same_name):
        for place, one in enumerate(brought):
            if found[place] is None:
                found[place] = next((other for other in free if same(one, other, apart_by)), None)
                free = [other for other in free if other is not found[place]]
    return found


def _same_mark(one: Values, other: Values, apart_by: str) -> bool:
    return bool(one[apart_by]) and reference_key(one[apart_by]) == reference_key(other[apart_by])


def _same_name(one: Values, other: Values, apart_by: str) -> bool:
    if one[apart_by] and other[apart_by]:
        return False
    return any(one[side] and reference_key(one[side]) == reference_key(other[side]) for side in ("name_bg", "name_en"))


def additions(brought: Values, here: Values) -> dict[str, Any]:
    """What the file says where nothing stands here."""
    return {column: value for column, value in brought.items() if value and not here[column]}


def differences(brought: Values, here: Values) -> list[str]:
    """The columns in which both say something, and not the same."""
    return [column for column, value in brought.items() if value and here[column] and value != here[column]]
