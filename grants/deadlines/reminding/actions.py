"""The reminders of a morning written, and those given up whose reader sees what they speak of no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from grants.access import Identity, Permission, may
from grants.acting import acting
from grants.deadlines.reminding.digest import Press
from grants.deadlines.reminding.known import known_of
from grants.deadlines.reminding.morning import Known, Letter, letters_of
from grants.deadlines.reminding.queries import (
    Reader,
    planned_on,
    plans_typed,
    unsent_reminders,
    what_is_near,
)
from grants.deadlines.seen import seat_reads
from grants.deadlines.things import offices
from grants.deadlines.wishes.rules import is_zone
from grants.errors import NotAllowed
from grants.letters.actions import Envelope, replace_letters, write_letters
from grants.letters.rules import SEEN_NO_MORE, SETTLED_MEANWHILE
from grants.storage.database import bookkeeping, rows, transaction
from grants.values.language import N_

MORNING = time(7)
_ONE_PLANS_AT_A_TIME = 7_305_808_869_229_538_916


async def plan_reminders(by: Identity, today: date, zone: ZoneInfo, base_url: str) -> int:
    """Write the letters to everybody who is to be reminded of something today; gives how many were written.

    A letter names all of the person's deadlines that reached a step, those that are late, and those of an earlier
    letter that has not left yet, which it replaces. It leaves at seven in the morning of `today` by the person's clock,
    which is that of `zone` unless another was chosen. Planned again, by whomever, nothing is written twice: a step is
    reminded of once, and whoever got a digest today gets no other; what is found later goes with the next morning's.
    """
    if not may(by, Permission.RUN_JOBS):
        raise NotAllowed(N_("Your role does not allow this."))
    async with transaction():
        await rows("SELECT pg_advisory_xact_lock($1)", _ONE_PLANS_AT_A_TIME)
        plans = await plans_typed()
        known = await known_of(await what_is_near(today, plans.values()), plans, today)
        people = sorted(known.people)
        letters = list(letters_of(known, await unsent_reminders(people, today), await planned_on(people, today)))
        if letters:
            async with acting(by, Permission.RUN_JOBS) as deed:
                ids = await _write(letters, known, zone, base_url)
                for letter, letter_id in zip(letters, ids, strict=True):
                    told = {"day": today, "deadlines": len(letter.told)}
                    deed.happened(
                        "reminders.planned", "letter", letter_id, known.people[letter.person_id].name, after=told
                    )
    return len(letters)


async def _write(letters: Sequence[Letter], known: Known, zone: ZoneInfo, base_url: str) -> list[int]:
    press = Press(known.today, zone, base_url, await offices())
    written = [press.letter(known.people[letter.person_id], letter.told, letter.new) for letter in letters]
    envelopes = [_envelope(letter, known.people[letter.person_id], known.today, zone) for letter in letters]
    facts: list[dict[str, Any]] = [{"deadlines": [one.due.id for one in letter.told]} for letter in letters]
    ids = await write_letters(list(zip(envelopes, written, facts, strict=True)))
    await _note(letters, ids, known.today)
    for letter, letter_id in zip(letters, ids, strict=True):
        if letter.replaces:
            replaced = await replace_letters(sorted(letter.replaces))
            await rows("UPDATE reminder SET letter_id = $1 WHERE letter_id = ANY($2::bigint[])", letter_id, replaced)
    return ids


def _envelope(letter: Letter, reader: Reader, today: date, zone: ZoneInfo) -> Envelope:
    clock = ZoneInfo(reader.wish.zone) if reader.wish.zone and is_zone(reader.wish.zone) else zone
    leaves_at = datetime.combine(today, MORNING, clock).astimezone(UTC)
    return Envelope(letter.key, letter.person_id, reader.email, reader.language, leaves_at)


async def _note(letters: Sequence[Letter], ids: Sequence[int], today: date) -> None:
    """Note which step of which deadline each person was reminded of, by which letter."""
    noted = [
        (one.due.id, letter.person_id, one.counted, one.step, letter_id, one.stood_for)
        for letter, letter_id in zip(letters, ids, strict=True)
        for one in letter.new
    ]
    deadlines, people, days, steps, written, stood_for = zip(*noted, strict=True) if noted else ((),) * 6
    await rows(
        "INSERT INTO reminder (deadline_id, person_id, due_on, step, planned_on, letter_id, stood_for_id) "
        "SELECT d, p, day, step, $7, l, s "
        "FROM unnest($1::bigint[], $2::bigint[], $3::date[], $4::int[], $5::bigint[], $6::bigint[]) "
        "AS n (d, p, day, step, l, s) ON CONFLICT (deadline_id, person_id, due_on, step) "
        "DO UPDATE SET planned_on = excluded.planned_on, letter_id = excluded.letter_id, stood_for_id = excluded.stood_for_id",
        list(deadlines),
        list(people),
        list(days),
        list(steps),
        list(written),
        list(stood_for),
        today,
    )


# A waiting letter's deadlines, whether each is open still, and whether its reader sees it.
_LOOKED_AT = f"""
SELECT l.id, bool_or(d.state = 'open') AS any_open,
  bool_and(EXISTS (SELECT 1 FROM membership m WHERE m.person_id = l.person_id AND (m.until_on IS NULL OR m.until_on >= $2)
    AND (m.role <> 'partner' OR m.partner_id IS NOT NULL) AND (m.project_id = p.id OR m.organisation_id = p.kept_by_id)
    AND (m.partner_id IS NULL OR m.partner_id = d.partner_id) AND {seat_reads("m", "d")})) AS seen
FROM letter l JOIN deadline d ON d.id = ANY(SELECT jsonb_array_elements_text(l.facts->'deadlines')::bigint)
  JOIN project p ON p.id = d.project_id
WHERE l.state = 'waiting' AND l.not_before <= $1 AND l.key LIKE 'reminders:%'
  AND (l.claimed_until IS NULL OR l.claimed_until <= $1)
GROUP BY l.id
"""  # noqa: S608 - constants


async def give_up_needless(now: datetime, zone: ZoneInfo) -> int:
    """Give up the reminders that are about to leave though their reader sees something in them no more, or all they speak
    of is settled; gives how many. What else stood in such a letter goes with the next morning's.
    """
    async with bookkeeping("letter claimed or posted"):
        found = await rows(
            f"WITH looked AS ({_LOOKED_AT}) UPDATE letter l SET state = 'given_up', "  # noqa: S608 - a constant
            "answer = CASE WHEN looked.seen THEN $4 ELSE $3 END FROM looked "
            "WHERE l.id = looked.id AND l.state = 'waiting' AND NOT (looked.seen AND looked.any_open) RETURNING l.id",
            now,
            now.astimezone(zone).date(),
            SEEN_NO_MORE,
            SETTLED_MEANWHILE,
        )
    return len(found)
