"""Tables of the reports room: what was prepared is kept as it was."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from grants.storage.columns import line, may_name, part_of


class Report(Model):
    """A package of files prepared for a period in a funder's format and edition."""

    id = fields.BigIntField(primary_key=True)
    project = part_of("Project")
    format = line(40)
    edition = line(40)
    language = fields.CharField(max_length=2)
    first_on = fields.DateField()
    last_on = fields.DateField()
    prepared_at = fields.DatetimeField(auto_now_add=True)
    prepared_by = may_name("Person")
    figures: Any = fields.JSONField()

    class Meta:
        table = "report"


class ReportFile(Model):
    """One file of a prepared report; its bytes lie in the file store."""

    id = fields.BigIntField(primary_key=True)
    report = part_of("Report")
    name = line(255)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64, db_index=True)

    class Meta:
        table = "report_file"
