"""Tables of the letters room."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from grants.letters.rules import LetterState, Verdict
from grants.storage.columns import choice, day, line, may_be_part_of, may_name, part_of, prose


class Letter(Model):
    """A letter to one person, or to an address that belongs to nobody here; `key` makes it one however often it is planned.

    `returned` is what a mail server said that took it first and sent it back later. `told_at` is when somebody else was
    told that it does not arrive.
    """

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=120, unique=True)
    person = may_be_part_of("Person")
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
    returned_at = fields.DatetimeField(null=True)
    returned = prose()
    told_at = fields.DatetimeField(null=True)

    class Meta:
        table = "letter"
        indexes = (("state", "next_try_at"),)


class Try(Model):
    """A try to post a letter that did not end with the mail server taking it: when, and what was said."""

    id = fields.BigIntField(primary_key=True)
    letter = part_of("Letter")
    at = fields.DatetimeField()
    verdict = choice(Verdict, Verdict.LATER)
    answer = prose()

    class Meta:
        table = "letter_try"


class Heartbeat(Model):
    """When a worker last said that it is alive."""

    id = fields.BigIntField(primary_key=True)
    worker = fields.CharField(max_length=100, unique=True)
    at = fields.DatetimeField()

    class Meta:
        table = "worker_heartbeat"


class Link(Model):
    """A link in a letter that opens exactly one thing without signing in; only the sha256 of its token is kept.

    `purpose` says what may be done there, `kind` and `row_id` with which row, `partner` in whose name, `month_on` for
    which month. It ends by being used, revoked or expired; merely opening it changes nothing.
    """

    id = fields.BigIntField(primary_key=True)
    project = part_of("Project")
    purpose = fields.CharField(max_length=40)
    kind = fields.CharField(max_length=40, default="")
    row_id = fields.BigIntField(null=True)
    partner = may_be_part_of("Partner")
    month_on = day()
    to_name = line(200)
    to_address = line(254)
    language = fields.CharField(max_length=2, default="bg")
    token_sha256 = fields.CharField(max_length=64, unique=True)
    made_at = fields.DatetimeField(auto_now_add=True)
    made_by = may_name("Person")
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    used_at = fields.DatetimeField(null=True)
    letter = may_name("Letter")

    class Meta:
        table = "letter_link"
        indexes = (("project_id", "purpose", "kind", "row_id"),)
