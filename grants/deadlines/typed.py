"""What may not be typed of a deadline that follows something: it would be put back at once, without a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grants.deadlines.rules import DeadlineKind, DeadlineState, Origin
from grants.deadlines.rules_yield import hangs, settled_by_hand
from grants.errors import Objection
from grants.storage.database import rows
from grants.values.language import N_

CLOSES_BY_ITSELF = N_("This closes by itself when what it hangs on happens. Its page says what that is.")
FOLLOWS = N_("This follows what the deadline comes from. Change it there.")
_FOLLOWING = (("title_bg", "title"), ("title_en", "title"), ("kind", "kind"), ("partner_id", "partner"))


async def against_deadline(project_id: int, values: Mapping[str, Any], row_id: int) -> Sequence[Objection]:
    """Of a deadline that hangs on a thing, that it is done and when; of any that follows something, what follows."""
    found = await rows("SELECT * FROM deadline WHERE id = $1 AND project_id = $2", row_id, project_id) if row_id else []
    return typed_objections(found[0], values) if found else ()


def typed_objections(stands: Mapping[str, Any], values: Mapping[str, Any]) -> list[Objection]:
    """What of the values can't be kept, beside the field, given the deadline as it stands."""
    before, wanted = DeadlineState(stands["state"]), DeadlineState(values["state"])
    told = []
    if hangs(Origin(stands["origin"]), DeadlineKind(stands["kind"]), stands["thing"], stands["partner_id"]):
        if not settled_by_hand(before, wanted):
            told.append(Objection(CLOSES_BY_ITSELF, place="state"))
        elif values["done_on"] != stands["done_on"]:
            told.append(Objection(CLOSES_BY_ITSELF, place="done"))
    if stands["origin"] != Origin.TYPED and before is DeadlineState.OPEN:
        differing = dict.fromkeys(name for column, name in _FOLLOWING if values[column] != stands[column])
        told += [Objection(FOLLOWS, place=name) for name in differing]
    return told
