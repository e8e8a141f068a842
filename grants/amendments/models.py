"""Tables of the amendments room."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from grants.amendments.rules import AmendmentKind, AmendmentState
from grants.storage.columns import ProjectRow, Record, choice, day, line, may_name, part_of, prose


class Amendment(ProjectRow):
    """A change of the contract as one act: asked, decided, in force from a day.

    `budget` is the working version that comes into force with it, `contract` the version of the contract it made. A
    suspension lasts until `until_on`, where that is known. Once its changes are made, `applied_on` says on which day.
    """

    kind = choice(AmendmentKind, AmendmentKind.AMENDMENT)
    state = choice(AmendmentState, AmendmentState.DRAFT)
    reason_bg = prose()
    reason_en = prose()
    asked_on = day()
    letter = line(120)
    decided_on = day()
    decision = line(120)
    in_force_on = day()
    until_on = day()
    applied_on = day()
    refused_because = prose()
    budget = may_name("Version")
    contract = may_name("Contract")

    class Meta:
        table = "amendment"
        unique_together = (("project", "number"),)


class AmendmentChange(Record):
    """What an amendment does to one row: `before` what stood in its columns when it was prepared, `after` what will.

    Both hold values by column as JSON keeps them (plain.py). A new row has no `row_id` and no `before`, one that is
    dropped has no `after`.
    """

    amendment = part_of("Amendment")
    position = fields.IntField()
    kind = fields.CharField(max_length=40)
    row_id = fields.BigIntField(null=True)
    before: Any = fields.JSONField(null=True)
    after: Any = fields.JSONField(null=True)

    class Meta:
        table = "amendment_change"
