"""Tables of the letters room."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from grants.letters.rules import LetterState
from grants.storage.columns import choice, line, part_of, prose


class Letter(Model):
    """A letter to one person; `key` makes it one however often it is planned."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=120, unique=True)
    person = part_of("Person")
    to_address = line(254)
    language = fields.CharField(max_length=2)
    subject = line(400)
    plain = prose()
    html = prose()
    facts: Any = fields.JSONField(null=True)
    not_before = fields.DatetimeField()
    written_at = fields.DatetimeField(auto_now_add=True)
    state = choice(LetterState, LetterState.WAITING)
    tries = fields.IntField(default=0)
    next_try_at = fields.DatetimeField()
    claimed_until = fields.DatetimeField(null=True)
    sent_at = fields.DatetimeField(null=True)
    answer = prose()

    class Meta:
        table = "letter"
        indexes = (("state", "next_try_at"),)


class Heartbeat(Model):
    """When a worker last said that it is alive."""

    id = fields.BigIntField(primary_key=True)
    worker = fields.CharField(max_length=100, unique=True)
    at = fields.DatetimeField()

    class Meta:
        table = "worker_heartbeat"
