"""Tables of what is attached to rows; a row is named by its kind and id within its project."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from grants.storage.columns import line, may_name, part_of, prose


class Attachment(Model):
    """A file attached to a row; its bytes lie in the file store under their sha256.

    `here` is false where a project was brought in without them: to name a hash is no right to read what it stands for.
    Where it is asked for, `description` says what it is, and `paper` as which of the papers that are asked for it counts.
    """

    id = fields.BigIntField(primary_key=True)
    project = part_of("Project")
    kind = fields.CharField(max_length=40)
    row_id = fields.BigIntField()
    position = fields.IntField(default=1)
    name = line(255)
    media_type = line(100)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64, db_index=True)
    here = fields.BooleanField(default=True)
    description = line(200)
    paper = line(400)
    person = may_name("Person")
    by_name = line(200)
    attached_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "attachment"
        indexes = (("project_id", "kind", "row_id"),)


class Comment(Model):
    """What somebody said of a row; whoever wrote it through a link is named by the link."""

    id = fields.BigIntField(primary_key=True)
    project = part_of("Project")
    kind = fields.CharField(max_length=40)
    row_id = fields.BigIntField()
    wording = prose()
    language = fields.CharField(max_length=2, default="bg")
    person = may_name("Person")
    by_name = line(200)
    said_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "comment"
        indexes = (("project_id", "kind", "row_id"),)
