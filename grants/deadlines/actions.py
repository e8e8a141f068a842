"""Deadlines met, cancelled and opened again; and the reminders of a morning, one letter for each person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from grants.access import Identity, Permission, may
from grants.acting import Deed, acting
from grants.deadlines.digest import digest
from grants.deadlines.models import Deadline
from grants.deadlines.queries import (
    DeadlineSeen,
    deadline_seen,
    deadlines_near,
    recipients,
    seats_on,
    steps_reminded,
    unsent_reminders,
)
from grants.deadlines.rules import NEXT_STATES, DeadlineState, SeatSeen, reminded_of, step_on
from grants.errors import Changed, NotAllowed, WrongState
from grants.letters.actions import Envelope, replace_letters, write_letter
from grants.letters.queries import keys_taken
from grants.projects.queries import Seen
from grants.storage.database import rows, transaction
from grants.values.language import N_, Language, language_named

MORNING = time(7)
_ALREADY = {
    DeadlineState.OPEN: N_("This deadline is open already."),
    DeadlineState.DONE: N_("This deadline was already marked as done."),
    DeadlineState.CANCELLED: N_("This deadline was cancelled. Open it again first."),
}
_ONE_PLANS_AT_A_TIME = 7_305_808_869_229_538_916


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

    Cancelling, and taking that back, is for those who plan deadlines. WrongState when it can't follow the state it is
    in, Changed when somebody else was quicker.
    """
    before = await deadline_seen(by, project, deadline_id)
    for_planners = DeadlineState.CANCELLED in {state, before.state}
    permission = Permission.EDIT_DEADLINES if for_planners else Permission.SETTLE_DEADLINE
    async with acting(by, permission, project.ref) as deed:
        if state not in NEXT_STATES[before.state]:
            raise WrongState(_ALREADY[before.state])
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


# --- reminders ----------------------------------------------------------------------------------------------------


@dataclass
class Morning:
    """What one person is to hear of on one morning.

    `all` are that person's deadlines near or past, `new` those whose step is reached and not yet reminded of, `due`
    those the letter names, `replaces` the letters of earlier mornings that have not left.
    """

    person_id: int
    all: list[DeadlineSeen] = field(default_factory=list)
    due: list[DeadlineSeen] = field(default_factory=list)
    new: list[tuple[DeadlineSeen, int]] = field(default_factory=list)
    replaces: set[int] = field(default_factory=set)


async def plan_reminders(by: Identity, today: date, zone: ZoneInfo, base_url: str) -> int:
    """Write one letter to everybody who is to be reminded of something today; gives how many were written.

    A letter names all of the person's deadlines that reached a step, those that are late, and those of an earlier
    letter that has not left yet, which it replaces. It leaves at seven in the morning of `today` in that time zone.
    Planned again, by whomever, nothing is written twice: a step is reminded of once, and a person gets one letter a
    morning; what is found later that day goes with the next morning's.
    """
    if not may(by, Permission.RUN_JOBS):
        raise NotAllowed(N_("Your role does not allow this."))
    async with transaction():
        await rows("SELECT pg_advisory_xact_lock($1)", _ONE_PLANS_AT_A_TIME)
        mornings = await _mornings(today)
        if not mornings:
            return 0
        people = await recipients([morning.person_id for morning in mornings])
        leaves_at = datetime.combine(today, MORNING, zone).astimezone(UTC)
        async with acting(by, Permission.RUN_JOBS) as deed:
            for morning in mornings:
                person = people[morning.person_id]
                language = language_named(person["language"]) or "bg"
                await _write(
                    deed, morning, _Reader(person["name"], person["email"], language), today, leaves_at, base_url
                )
    return len(mornings)


@dataclass(frozen=True)
class _Reader:
    name: str
    email: str
    language: Language


def letter_key(person_id: int, today: date) -> str:
    """What makes a person's letter of a morning one, however often it is planned."""
    return f"reminders:{person_id}:{today.isoformat()}"


async def _mornings(today: date) -> list[Morning]:
    """Whom to write to today; people who already have today's letter wait until tomorrow."""
    near = await deadlines_near(today)
    reminded = await steps_reminded([deadline.id for deadline, _ in near])
    seats = _by_reach(await seats_on(today, {deadline.project for deadline, _ in near}))
    mornings: dict[int, Morning] = {}
    for deadline, concern in near:
        step = step_on(deadline.due_on, today)
        reaching = seats.get((deadline.project.id, None), []) + seats.get((None, deadline.project.kept_by_id), [])
        for person_id in reminded_of(concern, reaching):
            morning = mornings.setdefault(person_id, Morning(person_id))
            morning.all.append(deadline)
            if step is not None and (deadline.id, person_id, deadline.due_on, step) not in reminded:
                morning.new.append((deadline, step))
    return await _first_of_the_day([morning for _, morning in sorted(mornings.items()) if morning.new], today)


async def _first_of_the_day(mornings: list[Morning], today: date) -> list[Morning]:
    taken = await keys_taken([letter_key(morning.person_id, today) for morning in mornings])
    chosen = [morning for morning in mornings if letter_key(morning.person_id, today) not in taken]
    unsent = await unsent_reminders([morning.person_id for morning in chosen], today)
    for morning in chosen:
        waiting = unsent.get(morning.person_id, {})
        morning.replaces = set(waiting.values())
        wanted = {deadline.id for deadline, _ in morning.new} | set(waiting)
        morning.due = [one for one in morning.all if one.id in wanted or one.due_on < today]
    return chosen


def _by_reach(seats: list[SeatSeen]) -> dict[tuple[int | None, int | None], list[SeatSeen]]:
    found: dict[tuple[int | None, int | None], list[SeatSeen]] = {}
    for seat in seats:
        found.setdefault((seat.project_id, seat.organisation_id), []).append(seat)
    return found


async def _write(
    deed: Deed, morning: Morning, reader: _Reader, today: date, leaves_at: datetime, base_url: str
) -> None:
    new = [deadline for deadline, _ in morning.new]
    words = digest(morning.person_id, reader.language, today, morning.due, new, base_url)
    envelope = Envelope(
        letter_key(morning.person_id, today), morning.person_id, reader.email, reader.language, leaves_at
    )
    letter_id = await write_letter(envelope, words, {"deadlines": [deadline.id for deadline in morning.due]})
    await rows(
        "INSERT INTO reminder (deadline_id, person_id, due_on, step, planned_on, letter_id) "
        "SELECT d, $2, due, step, $5, $6 FROM unnest($1::bigint[], $3::date[], $4::int[]) AS n (d, due, step) "
        "ON CONFLICT (deadline_id, person_id, due_on, step) DO NOTHING",
        [deadline.id for deadline in new],
        morning.person_id,
        [deadline.due_on for deadline in new],
        [step for _, step in morning.new],
        today,
        letter_id,
    )
    if morning.replaces:
        replaced = await replace_letters(sorted(morning.replaces))
        await rows("UPDATE reminder SET letter_id = $1 WHERE letter_id = ANY($2::bigint[])", letter_id, replaced)
    deed.happened(
        "reminders.planned",
        "letter",
        letter_id,
        reader.name,
        after={"day": today, "deadlines": len(morning.due)},
    )
