"""The table of personal numbers, apart from the people they belong to."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from grants.personal.rules import Bearer, IdentifierKind
from grants.storage.columns import choice, part_of, prose


class PersonalNumber(Model):
    """A sealed number of a participant or of one of the team; `fingerprint` is the same for the same number everywhere here."""

    id = fields.BigIntField(primary_key=True)
    project = part_of("Project")
    bearer = choice(Bearer, Bearer.PARTICIPANT)
    row_id = fields.BigIntField()
    kind = choice(IdentifierKind, IdentifierKind.EGN)
    sealed = prose()
    fingerprint = fields.CharField(max_length=64, db_index=True)

    class Meta:
        table = "personal_number"
        unique_together = (("bearer", "row_id"),)
