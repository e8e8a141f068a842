"""Telling the managers, the same day, whose letters do not arrive."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from grants.access import Identity, Permission
from grants.acting import acting
from grants.letters.actions import Envelope, write_letter
from grants.letters.failing.queries import FAILED, Failed, admins, any_untold, failed_untold, managers_of
from grants.letters.failing.telling import failed_letter
from grants.storage.database import Row, rows
from grants.values.language import language_named


async def tell_of_failed_letters(by: Identity, now: datetime, zone: ZoneInfo, base_url: str) -> int:
    """Write to the managers of the projects that letters spoke of, or to the admins where there are none; gives how many.

    Of each letter that did not arrive they are told once, never its reader itself. What they are told leaves at once.
    """
    if not await any_untold():
        return 0
    async with acting(by, Permission.RUN_JOBS) as deed:
        failed = await failed_untold()
        readers = await _readers(failed, now.astimezone(zone).date())
        for person, about in readers.values():
            language = language_named(person["language"]) or "bg"
            key = f"{FAILED}{person['id']}:{about[-1].id}"
            envelope = Envelope(key, person["id"], person["email"], language, now)
            letter_id = await write_letter(
                envelope, failed_letter(about, language, base_url), {"letters": [one.id for one in about]}
            )
            deed.happened("letters.failed", "letter", letter_id, person["name"], after={"letters": len(about)})
        await rows("UPDATE letter SET told_at = $2 WHERE id = ANY($1::bigint[])", [one.id for one in failed], now)
        if not readers:
            deed.happened("letters.failed", "letter", None)
    return len(readers)


async def _readers(failed: list[Failed], today: date) -> dict[int, tuple[Row, list[Failed]]]:
    """Who is told of which letters, by person."""
    managers = await managers_of(sorted({project for one in failed for project in one.projects}), today)
    everybody = await admins()
    readers: dict[int, tuple[Row, list[Failed]]] = {}
    for one in failed:
        able = [person for project in one.projects for person in managers.get(project, ())]
        able = [person for person in able if person["id"] != one.person_id] or [
            person for person in everybody if person["id"] != one.person_id
        ]
        for person in {person["id"]: person for person in able}.values():
            readers.setdefault(person["id"], (person, []))[1].append(one)
    return readers
