"""The columns every room builds its tables from: whole cents, words in two languages, dates with their precision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from tortoise import fields
from tortoise.models import Model

from grants.values.days import Precision, PublishedDay, published
from grants.values.language import Text
from grants.values.money import Money

Chosen = TypeVar("Chosen", bound=StrEnum)


def line(length: int = 400) -> Any:
    """One line of text, never null."""
    return fields.CharField(max_length=length, default="")


def prose() -> Any:
    """Text of any length, never null."""
    return fields.TextField(default="")


def cents() -> Any:
    """Whole cents; empty when the amount is not known."""
    return fields.BigIntField(null=True)


def currency() -> Any:
    """ISO 4217 code beside one or more columns of cents."""
    return fields.CharField(max_length=3, default="EUR")


def day() -> Any:
    """A calendar day; empty when not known."""
    return fields.DateField(null=True)


def precision() -> Any:
    """How much of the day beside it was published."""
    return fields.CharEnumField(Precision, max_length=5, default=Precision.DAY)


def choice(choices: type[Chosen], default: Chosen) -> Any:
    """One of a closed list."""
    return fields.CharEnumField(choices, max_length=40, default=default)


def decimal(digits: int = 18, places: int = 4) -> Any:
    """A rate, a quantity or a share: never money."""
    return fields.DecimalField(max_digits=digits, decimal_places=places, null=True)


def belongs_to(model: str) -> Any:
    """The row this one can't be without; it can't be removed while this one stands."""
    return fields.ForeignKeyField(f"grants.{model}", related_name=False, on_delete=fields.RESTRICT, db_index=True)


def may_belong_to(model: str) -> Any:
    """The row this one stands on, where it stands on one; that can't be removed while this one stands."""
    return fields.ForeignKeyField(
        f"grants.{model}", related_name=False, on_delete=fields.RESTRICT, null=True, db_index=True
    )


def may_name(model: str) -> Any:
    """A row this one may name; when that is removed this one stays and names nothing."""
    return fields.ForeignKeyField(
        f"grants.{model}", related_name=False, on_delete=fields.SET_NULL, null=True, db_index=True
    )


def part_of(model: str) -> Any:
    """The row this one goes with."""
    return fields.ForeignKeyField(f"grants.{model}", related_name=False, on_delete=fields.CASCADE, db_index=True)


def may_be_part_of(model: str) -> Any:
    """The row this one goes with, where it goes with one."""
    return fields.ForeignKeyField(
        f"grants.{model}", related_name=False, on_delete=fields.CASCADE, null=True, db_index=True
    )


class Record(Model):
    """A row people change: `version` counts the changes, so that two editors are told apart."""

    id = fields.BigIntField(primary_key=True)
    version = fields.IntField(default=1)

    class Meta:
        abstract = True


class ProjectRow(Record):
    """A row of a project: `number` is its short name there (1, 1.2, D3), `position` its place in the order typed."""

    project = part_of("Project")
    number = fields.CharField(max_length=40)
    position = fields.IntField()

    class Meta:
        abstract = True


def text(row: Mapping[str, Any], name: str) -> Text:
    """The two columns of a text as one value."""
    return Text(bg=row[f"{name}_bg"], en=row[f"{name}_en"])


def money(row: dict[str, Any], name: str = "amount") -> Money | None:
    """The cents beside their currency as one value."""
    minor = row[f"{name}_cents"]
    return None if minor is None else Money(minor, row["currency"])


def published_day(row: Mapping[str, Any], name: str) -> PublishedDay | None:
    """A day with as much of it as was published."""
    first: date | None = row[f"{name}_on"]
    return None if first is None else published(first, row[f"{name}_precision"])
