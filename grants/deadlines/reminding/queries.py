"""What is near or late, whose business it is, how it is to be reminded of, and what was reminded of already."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta

from grants.access import ALLOWED, Permission, ProjectRef, Role
from grants.deadlines.queries import DeadlineSeen, deadlines_on, facts_of
from grants.deadlines.reminding.rules import Concern, PlanTyped, Reach, SeatSeen, reach_of, steps_read
from grants.deadlines.rules import DeadlineKind, Rhythm
from grants.deadlines.seen import HIDDEN, read_by_seat
from grants.deadlines.wishes.rules import USUAL, Wish
from grants.letters.queries import DROPPED_HERE
from grants.letters.rules import LetterState
from grants.storage.database import Row, rows
from grants.values.language import Language, language_named
from grants.values.unhurried import unhurried

_AT_LEAST = 40  # days ahead that are looked at, whatever the steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(DeadlineSeen):
    """An open deadline as it is reminded of."""

    @property
    def heard_on(self) -> date | None:
        """When somebody first heard of it: the day it came to be here, or the letter to be answered came, whichever is later."""
        told = [day for day in (self.from_on if self.kind is DeadlineKind.ANSWER else None, self.known_on) if day]
        return max(told, default=None)

    @property
    def concern(self) -> Concern:
        """Whose business it is."""
        return Concern(
            self.project.id, self.project.kept_by_id, self.partner_id, self.person_id, self.coordinator_id, self.thing
        )


_DUE = f"{deadlines_on('$2::date')} WHERE d.state = 'open'"


async def plans_typed() -> dict[int, list[PlanTyped]]:
    """What projects say of their reminders, by project."""
    found: dict[int, list[PlanTyped]] = {}
    for row in await rows(
        "SELECT project_id, kind, steps, late_every, coordinator_after, manager_after FROM reminder_plan ORDER BY position"
    ):
        typed = PlanTyped(
            row["kind"], steps_read(row["steps"]), row["late_every"], row["coordinator_after"], row["manager_after"]
        )
        found.setdefault(row["project_id"], []).append(typed)
    return found


async def what_is_near(today: date, plans: Iterable[Iterable[PlanTyped]]) -> list[Due]:
    """Every open deadline that is near enough to remind somebody of, or late, by date."""
    longest = max((step for typed in plans for one in typed for step in one.steps), default=0)
    found = await rows(
        f"{_DUE} AND coalesce(d.internal_on, d.due_on) <= $1 ORDER BY d.due_on, p.code, d.position, d.id",
        today + timedelta(days=max(_AT_LEAST, longest)),
        today,
    )
    return await _dues(found)


async def dues_of(deadlines: Collection[int], today: date) -> list[Due]:
    """These deadlines as they stand today, those of them that are open, by date."""
    found = await rows(
        f"{_DUE} AND d.id = ANY($1::bigint[]) ORDER BY d.due_on, p.code, d.position, d.id", deadlines, today
    )
    return await _dues(found)


async def _dues(found: list[Row]) -> list[Due]:
    return [Due(**facts_of(row)) async for row in unhurried(found)]


def due_of(seen: DeadlineSeen) -> Due:
    """A deadline that is seen, as it is reminded of."""
    return Due(**{one.name: getattr(seen, one.name) for one in fields(DeadlineSeen)})


async def reaches_on(today: date, projects: Collection[ProjectRef]) -> dict[int, Reach]:
    """Who sees what of these projects on that day, by project: people who may sign in and whose seats still hold."""
    found = await rows(
        "SELECT m.person_id, m.role, m.project_id, m.organisation_id, m.partner_id FROM membership m "
        "JOIN person q ON q.id = m.person_id WHERE q.disabled_on IS NULL AND (m.until_on IS NULL OR m.until_on >= $1) "
        "AND (m.role <> 'partner' OR m.partner_id IS NOT NULL) "
        "AND (m.project_id = ANY($2::bigint[]) OR m.organisation_id = ANY($3::bigint[]))",
        today,
        [project.id for project in projects],
        [project.kept_by_id for project in projects],
    )
    by_place: dict[tuple[int | None, int | None], list[SeatSeen]] = {}
    for row in found:
        by_place.setdefault((row["project_id"], row["organisation_id"]), []).append(_seat(row))
    return {
        project.id: reach_of(by_place.get((project.id, None), []) + by_place.get((None, project.kept_by_id), []))
        for project in projects
    }


def _seat(row: Row) -> SeatSeen:
    return SeatSeen(
        row["person_id"],
        row["role"] == Role.MANAGER,
        row["project_id"],
        row["organisation_id"],
        row["partner_id"],
        Role(row["role"]) in ALLOWED[Permission.SETTLE_DEADLINE],
        HIDDEN[Role(row["role"])],
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom a letter goes, in which language, and how that person wants to be reminded."""

    person_id: int
    name: str
    email: str
    language: Language
    wish: Wish = USUAL


async def readers(people: Collection[int]) -> dict[int, Reader]:
    """These people with their addresses and wishes, by id."""
    found = await rows(
        "SELECT q.id, q.name, q.email, q.language, w.rhythm, w.weekday, w.quiet, w.away_from, w.away_until, w.stand_in_id, w.zone "
        "FROM person q LEFT JOIN reminder_wish w ON w.person_id = q.id WHERE q.id = ANY($1::bigint[])",
        sorted(people),
    )
    return {
        row["id"]: Reader(row["id"], row["name"], row["email"], language_named(row["language"]) or "bg", wish_of(row))
        for row in found
    }


def wish_of(row: Row) -> Wish:
    """A person's wish from its row; the usual one where there is none."""
    if row["rhythm"] is None:
        return USUAL
    return Wish(
        Rhythm(row["rhythm"]),
        row["weekday"],
        frozenset(int(day) for day in row["quiet"] if day in "1234567"),
        row["away_from"],
        row["away_until"],
        row["stand_in_id"],
        row["zone"],
    )


# In both, the letters meant are looked up once, as an array: on a morning when ten thousand were just written the server, which
# still believes that there are none, would join by looking through all of them for each reminder.


# How the keys of letters begin that a clock that was ahead wrote: their mornings are free again. Any collation has them between
# these two words, so that they are found by the index.
AHEAD = "ahead:"
_SET_ASIDE = f"SELECT l.id FROM letter l WHERE l.key >= 'ahead' AND l.key < 'aheae' AND l.key LIKE '{AHEAD}%'"  # noqa: S608 - a constant


async def steps_reminded(deadlines: Collection[int], today: date) -> dict[tuple[int, int, date], int]:
    """The last step already reminded of, by deadline, person and date.

    A letter that was dropped here before it left, however often it was tried, reminded nobody; nor did one that was set aside,
    or is of a morning after tomorrow's: it was written while the clock was ahead and counted its days wrongly.
    """
    found = await rows(
        "SELECT r.deadline_id, r.person_id, r.due_on, min(r.step) AS step FROM reminder r "  # noqa: S608 - a constant
        "WHERE r.deadline_id = ANY($1::bigint[]) AND r.planned_on <= $2::date + 1 AND (r.letter_id IS NULL "
        f"OR r.letter_id <> ALL(ARRAY(SELECT l.id FROM letter l WHERE {DROPPED_HERE} UNION ALL {_SET_ASIDE}))) "
        "GROUP BY r.deadline_id, r.person_id, r.due_on",
        list(deadlines),
        today,
    )
    return {(row["deadline_id"], row["person_id"], row["due_on"]): row["step"] for row in found}


async def letters_ahead(today: date) -> list[int]:
    """The letters of mornings after tomorrow's, written while the clock was ahead."""
    tomorrow = today + timedelta(days=1)
    found = await rows(
        "SELECT id FROM letter WHERE state = ANY($1::text[]) AND next_try_at > $2 AND key LIKE 'reminders:%' "
        "AND split_part(key, ':', 3) > $3 ORDER BY id",
        [*LetterState],
        datetime.combine(tomorrow, time(), UTC),
        tomorrow.isoformat(),
    )
    return [row["id"] for row in found]


async def unsent_reminders(people: Collection[int], today: date) -> dict[int, dict[int, set[int]]]:
    """By person, the letters of earlier mornings that still wait to leave, and the deadlines each was written for."""
    found = await rows(
        "SELECT r.person_id, r.deadline_id, r.letter_id FROM reminder r "
        "WHERE r.person_id = ANY($1::bigint[]) AND r.planned_on < $2 "
        "AND r.letter_id = ANY(ARRAY(SELECT id FROM letter WHERE state = 'waiting'))",
        sorted(people),
        today,
    )
    unsent: dict[int, dict[int, set[int]]] = {}
    for row in found:
        unsent.setdefault(row["person_id"], {}).setdefault(row["letter_id"], set()).add(row["deadline_id"])
    return unsent


async def planned_on(people: Collection[int], today: date) -> dict[int, set[int]]:
    """Who was written to about deadlines on that day already, and about which; the whole digest counts as 0."""
    found = await rows(
        "SELECT person_id, key FROM letter WHERE person_id = ANY($1::bigint[]) AND key LIKE 'reminders:%' "
        "AND split_part(key, ':', 3) = $2",
        sorted(people),
        today.isoformat(),
    )
    planned: dict[int, set[int]] = {}
    for row in found:
        planned.setdefault(row["person_id"], set()).add(
            int(row["key"].split(":")[3] if row["key"].count(":") > 2 else 0)
        )
    return planned


@dataclass(frozen=True, slots=True)
class Outdated:
    """A letter about to leave that says what is so no more: to whom, what it names, whether any of that is open still,
    and whether its reader sees any of it.
    """

    id: int
    person_id: int
    named: frozenset[int]
    any_open: bool
    any_seen: bool


# A letter says of which morning its words are, and which version of each deadline it speaks of.
_OUTDATED = f"""
SELECT l.id, l.person_id, array_agg(n.deadline_id) AS named, bool_or(coalesce(d.state = 'open', false)) AS any_open,
  bool_or(coalesce(d.state = 'open' AND s.seen, false)) AS any_seen
FROM letter l JOIN person q ON q.id = l.person_id AND q.disabled_on IS NULL
CROSS JOIN LATERAL (SELECT a.id::bigint AS deadline_id, (l.facts->'versions'->>(a.place::int - 1))::bigint AS version
  FROM jsonb_array_elements_text(l.facts->'deadlines') WITH ORDINALITY AS a (id, place)) n
LEFT JOIN deadline d ON d.id = n.deadline_id LEFT JOIN project p ON p.id = d.project_id
LEFT JOIN LATERAL (SELECT {read_by_seat("l.person_id", "d", "$2")} AS seen) s ON true
WHERE l.state = 'waiting' AND l.not_before <= $1 AND l.next_try_at <= $1 AND l.key LIKE 'reminders:%'
  AND (l.claimed_until IS NULL OR l.claimed_until <= $1)
GROUP BY l.id
HAVING coalesce(l.facts->>'day', split_part(l.key, ':', 3)) < $3
  OR NOT bool_and(coalesce(d.state = 'open' AND s.seen AND d.version = coalesce(n.version, d.version), false))
"""  # noqa: S608 - constants


async def outdated_letters(now: datetime, today: date) -> list[Outdated]:
    """The reminders about to leave that name something settled, gone, changed or not seen any more, or count from another day."""
    found = await rows(_OUTDATED, now, today, today.isoformat())
    return [Outdated(**{**row, "named": frozenset(row["named"])}) for row in found]
