"""Keeping how a person wishes to be reminded."""

from __future__ import annotations

from datetime import date

from grants.access import Identity, Permission
from grants.acting import acting
from grants.deadlines.wishes.queries import own_wish, stand_ins
from grants.deadlines.wishes.rules import Wish, wish_objections
from grants.errors import Objected
from grants.storage.database import rows


async def wish_reminders(by: Identity, wish: Wish, today: date) -> None:
    """From now on this person is reminded so; Objected where something can't be wished."""
    offered = [person_id for person_id, _ in await stand_ins(by, today)]
    problems = wish_objections(wish, offered, by.person_id)
    if problems:
        raise Objected(problems)
    async with acting(by, Permission.OWN_SETTINGS) as deed:
        before = await own_wish(by)
        await rows(
            "INSERT INTO reminder_wish (version, person_id, rhythm, weekday, quiet, away_from, away_until, stand_in_id, zone) "
            "VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (person_id) DO UPDATE SET "
            "version = reminder_wish.version + 1, rhythm = excluded.rhythm, weekday = excluded.weekday, quiet = excluded.quiet, "
            "away_from = excluded.away_from, away_until = excluded.away_until, stand_in_id = excluded.stand_in_id, zone = excluded.zone",
            by.person_id,
            wish.rhythm.value,
            wish.weekday,
            _days(wish),
            wish.away_from,
            wish.away_until,
            wish.stand_in,
            wish.zone,
        )
        deed.happened("reminders.wished", "person", by.person_id, by.name, before=_told(before), after=_told(wish))


def _days(wish: Wish) -> str:
    return "".join(str(day) for day in sorted(wish.quiet))


def _told(wish: Wish) -> dict[str, object]:
    return {
        "rhythm": wish.rhythm,
        "weekday": wish.weekday,
        "quiet": _days(wish),
        "away_from": wish.away_from,
        "away_until": wish.away_until,
        "stand_in": wish.stand_in,
        "zone": wish.zone,
    }
