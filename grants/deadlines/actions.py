"""Deadlines met, cancelled and opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from grants.access import Identity, Permission
from grants.acting import acting
from grants.deadlines.models import Deadline, DeadlineRule
from grants.deadlines.presets import RulePreset
from grants.deadlines.queries import deadline_seen
from grants.deadlines.rules import NEXT_STATES, DeadlineState
from grants.deadlines.rules_yield import settled_by_hand
from grants.deadlines.typed import CLOSES_BY_ITSELF
from grants.errors import Changed, Objected, Objection, WrongState
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.language import N_
from grants.values.wording import wording

_ALREADY = {
    DeadlineState.OPEN: N_("This deadline is open already."),
    DeadlineState.DONE: N_("This deadline was already marked as done."),
    DeadlineState.CANCELLED: N_("This deadline was cancelled. Open it again first."),
}
NO_REASON = N_("Say why: whoever counts on this deadline will read it.")


async def settle_deadline(
    by: Identity,
    project: Seen,
    deadline_id: int,
    version: int,
    state: DeadlineState,
    today: date,
    *,
    package: str = "",
    reason: str = "",
) -> None:
    """A deadline met, cancelled or open again; where a report `package` brought it there, the history says which and why.

    Cancelling, and taking that back, is for those who plan deadlines; Objected where it is cancelled without a reason. WrongState when it can't follow the state it is
    in, Changed when somebody else was quicker.
    """
    before = await deadline_seen(by, project, deadline_id)
    for_planners = DeadlineState.CANCELLED in {state, before.state}
    permission = Permission.EDIT_DEADLINES if for_planners else Permission.SETTLE_DEADLINE
    async with acting(by, permission, project.ref) as deed:
        if state not in NEXT_STATES[before.state]:
            raise WrongState(_ALREADY[before.state])
        if before.hangs and not package and not settled_by_hand(before.state, state):
            raise WrongState(CLOSES_BY_ITSELF)
        if state is DeadlineState.CANCELLED and not reason.strip():
            raise Objected([Objection(NO_REASON, place="because")])
        done_on = today if state is DeadlineState.DONE else None
        changed = await Deadline.filter(id=deadline_id, project_id=project.id, version=version).update(
            version=version + 1, state=state, done_on=done_on
        )
        if not changed:
            raise Changed({"state": before.state, "done_on": before.done_on, "version": before.version})
        deed.happened(
            "deadline.settled",
            "deadline",
            deadline_id,
            f"{before.number} · {before.title.bg or before.title.en}",
            before={"state": before.state, "done_on": before.done_on},
            after={"state": state, "done_on": done_on, **({"package": package} if package else {})},
            reason=reason,
        )


NOT_CHOSEN = N_("Nobody was set for this deadline alone.")
NOT_FIXED = N_("The day of this deadline was not set by hand.")


async def let_person_follow(by: Identity, project: Seen, deadline_id: int, version: int, *, once: str = "") -> None:
    """Whoever is responsible for what the deadline follows is so for it again; WrongState where nobody was set for it alone."""
    deed = ("deadline.follows_again", NOT_CHOSEN)
    await _let_follow(by, project, deadline_id, version, "chosen", "person", deed, once)


async def let_day_follow(by: Identity, project: Seen, deadline_id: int, version: int, *, once: str = "") -> None:
    """A deadline whose day was set by hand goes back to the day of its thing or its rule, and with it from then on; WrongState
    where no such day was set.
    """
    deed = ("deadline.back_to_its_day", NOT_FIXED)
    await _let_follow(by, project, deadline_id, version, "fixed", "due_on", deed, once)


async def _let_follow(
    by: Identity, project: Seen, deadline_id: int, version: int, own: str, shown: str, said: tuple[str, str], once: str
) -> None:
    """Take back what was set for an open deadline alone: `own` is the column that says so, `shown` what stands there."""
    name, not_set = said
    async with acting(by, Permission.EDIT_DEADLINES, project.ref, once=once) as deed:
        stands = await deadline_seen(by, project, deadline_id)
        if not getattr(stands, own) or not stands.open or not stands.person_from:
            raise WrongState(not_set)
        if not await Deadline.filter(id=deadline_id, version=version).update(version=version + 1, **{own: False}):
            raise Changed({shown: getattr(stands, shown), "version": stands.version})
        deed.happened(name, "deadline", deadline_id, f"{stands.number} · {stands.title.bg or stands.title.en}")


NONE_TAKEN = N_("Choose at least one rule.")


async def take_rules(by: Identity, project: Seen, presets: Sequence[RulePreset], *, once: str = "") -> None:
    """Rules of a programme, from now on the project's own to change; one that was taken already is not taken twice."""
    async with acting(by, Permission.EDIT_DEADLINES, project.ref, once=once) as deed:
        await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)
        there = await DeadlineRule.filter(project_id=project.id).values("preset", "number", "position")
        taken, numbers = ({row[name] for row in there} for name in ("preset", "number"))
        place = max((row["position"] for row in there), default=0)
        new = [one for one in presets if one.key not in taken]
        if not new:
            raise Objected([Objection(NONE_TAKEN)])
        for one in new:
            place += 1
            number = next(str(n) for n in range(place, place + len(numbers) + 2) if str(n) not in numbers)
            numbers.add(number)
            titles = {f"title_{side}": wording(side).say(one.title) for side in ("bg", "en")}
            values = {"number": number, "position": place, "preset": one.key, **titles, **one.values}
            row = await DeadlineRule.create(project_id=project.id, **values)
            deed.happened(
                "deadline_rule.added", "deadline_rule", row.id, f"{number} · {titles['title_bg']}", after=values
            )
