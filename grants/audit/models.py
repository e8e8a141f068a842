"""One entry of the audit trail; the database refuses to change or remove one."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model


class Entry(Model):
    """A deed: `before` and `after` hold the columns that differ."""

    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField(auto_now_add=True)
    person_id = fields.BigIntField(null=True, db_index=True)
    person_name = fields.CharField(max_length=200)
    project_id = fields.BigIntField(null=True, db_index=True)
    deed = fields.CharField(max_length=60)
    subject = fields.CharField(max_length=40)
    subject_id = fields.BigIntField(null=True)
    subject_label = fields.TextField(default="")
    before: Any = fields.JSONField(null=True)
    after: Any = fields.JSONField(null=True)
    reason = fields.TextField(default="")

    class Meta:
        table = "audit_entry"


class SentForm(Model):
    """A form that was sent: a second sending of the same one finds it and changes nothing more."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "sent_form"
