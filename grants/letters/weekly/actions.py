"""The week's letter to every admin: one, however often it is planned."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from grants.access import Identity, Permission
from grants.acting import acting
from grants.letters.actions import Envelope, write_letter
from grants.letters.failing.queries import admins
from grants.letters.queries import keys_taken, week_of_letters
from grants.letters.weekly.telling import weekly_letter
from grants.values.language import language_named

_LEAVES: Final = time(7, 30)


def week_key(person_id: int, monday: date) -> str:
    """What makes an admin's letter of a week one."""
    year, week, _ = monday.isocalendar()
    return f"weekly:{person_id}:{year}-{week:02}"


async def write_weekly(by: Identity, now: datetime, zone: ZoneInfo, base_url: str) -> int:
    """Write to every admin, once for the week that is over, how many letters went out in it; gives how many were written.

    Whoever was asleep on Monday writes later in the week; of weeks before the last nobody is told.
    """
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    readers = await admins()
    taken = await keys_taken([week_key(person["id"], monday) for person in readers])
    readers = [person for person in readers if week_key(person["id"], monday) not in taken]
    if not readers:
        return 0
    first, after = (datetime.combine(day, time(), zone) for day in (monday - timedelta(days=7), monday))
    week = await week_of_letters(first, after)
    async with acting(by, Permission.RUN_JOBS) as deed:
        for person in readers:
            language = language_named(person["language"]) or "bg"
            words = weekly_letter(week, monday - timedelta(days=7), monday - timedelta(days=1), language, base_url)
            leaves_at = datetime.combine(monday, _LEAVES, zone).astimezone(UTC)
            envelope = Envelope(week_key(person["id"], monday), person["id"], person["email"], language, leaves_at)
            letter_id = await write_letter(envelope, words, {"week": monday.isoformat()})
            deed.happened("letters.week", "letter", letter_id, person["name"], after={"sent": week.sent})
    return len(readers)
