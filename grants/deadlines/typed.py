"""What may not be done by hand to a deadline that follows something: it would be put back at once, without a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grants.deadlines.rules import DeadlineKind, DeadlineState, Origin
from grants.deadlines.rules_steps import steps
from grants.deadlines.rules_yield import hangs, settled_by_hand
from grants.deadlines.things import in_house_of, offices, standing_of, wanted_of
from grants.errors import Objection
from grants.storage.database import rows
from grants.values.language import N_
from grants.values.terms import hour_objections
from grants.web.clock import day_of_deed

CLOSES_BY_ITSELF = N_("This closes by itself when what it hangs on happens. Its page says what that is.")
CANCELLED_THERE = N_("Cancel it on its own page, where you say why.")
FOLLOWS = N_("This follows what the deadline comes from. Change it there.")
_FOLLOWING = (
    ("title_bg", "title"),
    ("title_en", "title"),
    ("kind", "kind"),
    ("partner_id", "partner"),
    ("hour", "hour"),
    ("zone", "zone"),
)


def clock_objections(values: Mapping[str, Any]) -> list[Objection]:
    """What can't be kept of a deadline or of a rule by itself: an hour or a zone no clock knows."""
    return hour_objections(values["hour"], values["zone"])


async def against_deadline(project_id: int, values: Mapping[str, Any], row_id: int) -> Sequence[Objection]:
    """Of a deadline that hangs on a thing, that it is done and when; of any that follows something, what follows."""
    found = await rows("SELECT * FROM deadline WHERE id = $1 AND project_id = $2", row_id, project_id) if row_id else []
    return typed_objections(found[0], values) if found else ()


def typed_objections(stands: Mapping[str, Any], values: Mapping[str, Any]) -> list[Objection]:
    """What of the values can't be kept, beside the field, given the deadline as it stands."""
    before, wanted = DeadlineState(stands["state"]), DeadlineState(values["state"])
    told = []
    if wanted is DeadlineState.CANCELLED and before is not wanted:
        told.append(Objection(CANCELLED_THERE, place="state"))
    if hangs(Origin(stands["origin"]), DeadlineKind(stands["kind"]), stands["thing"], stands["partner_id"]):
        if not settled_by_hand(before, wanted):
            told.append(Objection(CLOSES_BY_ITSELF, place="state"))
        elif values["done_on"] != stands["done_on"]:
            told.append(Objection(CLOSES_BY_ITSELF, place="done"))
    if stands["origin"] != Origin.TYPED and before is DeadlineState.OPEN:
        differing = dict.fromkeys(name for column, name in _FOLLOWING if values[column] != stands[column])
        told += [Objection(FOLLOWS, place=name) for name in differing]
    return told


MADE_OF_THING = N_(
    "It hangs on something that is still there: taken away, the deadline would be back at once. "
    "On its page it can be cancelled, and stays so."
)
MADE_BY_RULE = N_(
    "A rule makes it: taken away, the deadline would be back at once. On its page it can be cancelled, and stays so."
)


async def against_removing(project_id: int, row_id: int) -> Sequence[Objection]:
    """Of a deadline that its thing or its rule would make again at once, that taking it away comes to nothing."""
    standing, known = await standing_of(project_id), await offices()
    goes = next((one for one in standing if one.id == row_id and one.origin is not Origin.TYPED), None)
    if goes is None:
        return ()
    left = [one for one in standing if one.id != row_id]
    then = steps(await wanted_of(project_id, known), left, await in_house_of(project_id, known), day_of_deed())
    if goes.key not in {one.key for one, _ in then.added}:
        return ()
    return [Objection(MADE_BY_RULE if goes.origin is Origin.GENERATED else MADE_OF_THING)]
