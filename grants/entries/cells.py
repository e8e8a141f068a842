"""One value of a row as it is read, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grants.storage.columns import published_day
from grants.values.choices import Choice
from grants.values.language import Text
from grants.values.money import Money
from grants.values.records import Field
from grants.values.records import Kind as FieldKind
from grants.values.wording import Wording


def cell(field: Field, row: Mapping[str, Any], choices: Mapping[str, Sequence[Choice]], words: Wording) -> str | Text:
    """One value as it is read: a Text keeps both its sides, everything else is written in the reader's language."""
    if len(field.slots) == 2:
        return Text(row[f"{field.name}_bg"], row[f"{field.name}_en"])
    value = row[field.columns[0]]
    if value is None or value == "":
        return ""
    match field.kind:
        case FieldKind.CHOICE:
            return words.say((field.choices or {}).get(str(value), str(value)))
        case FieldKind.DAY:
            return words.day(value)
        case FieldKind.PUBLISHED_DAY:
            day = published_day(dict(row), field.name)
            return words.published_day(day) if day else ""
        case FieldKind.AMOUNT:
            return words.amount(Money(value, field.currency or row["currency"]))
        case FieldKind.PERCENT:
            return words.percent(value, 2)
        case FieldKind.DECIMAL | FieldKind.WHOLE:
            return words.number(value.normalize() if hasattr(value, "normalize") else value)
        case FieldKind.REFERENCE:
            return next((c.label for c in choices.get(field.refers_to, ()) if c.id == value), "")
        case _:
            return str(value)
