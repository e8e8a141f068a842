"""The values of a row as JSON keeps them exactly, and back again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from grants.values.days import Precision
from grants.values.records import Field, Kind, Record

Plain = dict[str, Any]


def plain(value: object) -> Any:
    """A day as 2026-11-22, a decimal number in digits without idle zeros, the rest as it is."""
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f") if value else "0"
        case _:
            return value


def plain_row(row: Mapping[str, Any], columns: Mapping[str, Any] | tuple[str, ...]) -> Plain:
    """These columns of a row as JSON keeps them."""
    return {column: plain(row[column]) for column in columns}


def kept_row(record: Record, told: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON kept of a row, as its columns hold it; `number` stays as it is."""
    by_column = {column: field for field in record.fields for column in field.columns}
    return {column: _kept(by_column.get(column), column, value) for column, value in told.items()}


def _kept(field: Field | None, column: str, value: Any) -> Any:
    if field is None or value is None:
        return value
    match field.kind:
        case Kind.DAY:
            return date.fromisoformat(value)
        case Kind.PUBLISHED_DAY:
            return Precision(value) if column.endswith("_precision") else date.fromisoformat(value)
        case Kind.DECIMAL | Kind.PERCENT:
            return Decimal(value)
        case _:
            return value
