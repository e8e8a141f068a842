"""Tables of the filling room: an organisation's templates, and what each of their cells shows."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from grants.storage.columns import line, may_name, part_of


class OwnTemplate(Model):
    """A funder's own workbook as an organisation keeps it: `edition` counts the versions of the file, the last is here."""

    id = fields.BigIntField(primary_key=True)
    organisation = part_of("Organisation")
    name = line(40)
    edition = fields.IntField(default=1)
    file_name = line(255)
    sha256 = fields.CharField(max_length=64)
    size = fields.BigIntField(default=0)
    here = fields.BooleanField(default=True)
    uploaded_at = fields.DatetimeField()
    uploaded_by = may_name("Person")

    class Meta:
        table = "own_template"
        unique_together = (("organisation", "name"),)


class OwnCell(Model):
    """A cell of a template, or the first one of a column, with the address of the figure it shows.

    `beside` are the words that stood beside it when it was chosen: by them it is known again in the next version.
    """

    id = fields.BigIntField(primary_key=True)
    template = part_of("OwnTemplate")
    sheet = line(80)
    cell = line(10)
    shows = line(120)
    beside = line(200)

    class Meta:
        table = "own_cell"
        unique_together = (("template", "sheet", "cell"),)
