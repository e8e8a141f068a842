"""The reminders of a morning written, and written anew where something changed before they left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from grants.access import Identity, Permission, may
from grants.acting import acting
from grants.deadlines.answering.before_leaving import mend_hand_overs
from grants.deadlines.reminding.digest import Press
from grants.deadlines.reminding.known import known_of
from grants.deadlines.reminding.morning import Known, Letter, letters_of, still_told, told_to
from grants.deadlines.reminding.queries import (
    AHEAD,
    Outdated,
    Reader,
    dues_of,
    letters_ahead,
    outdated_letters,
    planned_on,
    plans_typed,
    unsent_reminders,
    what_is_near,
)
from grants.deadlines.things import offices
from grants.deadlines.wishes.rules import is_zone
from grants.errors import NotAllowed
from grants.letters.actions import Envelope, write_letters
from grants.letters.rules import OVERTAKEN, SEEN_NO_MORE, SETTLED_MEANWHILE
from grants.letters.waiting.actions import Rewritten, drop_letters, replace_letters, rewrite_letters
from grants.storage.database import bookkeeping, rows, transaction
from grants.values.language import N_
from grants.values.unhurried import unhurried

MORNING = time(7)
_ONE_PLANS_AT_A_TIME = 7_305_808_869_229_538_916


async def plan_reminders(by: Identity, today: date, zone: ZoneInfo, base_url: str) -> int:
    """Write the letters to everybody who is to be reminded of something today; gives how many were written.

    A letter names all of the person's deadlines that reached a step, those that are late, and those of an earlier
    letter that has not left yet, which it replaces. It leaves at seven in the morning of `today` by the person's clock,
    which is that of `zone` unless another was chosen. Planned again, by whomever, nothing is written twice: a step is
    reminded of once, and whoever got a digest today gets no other; what is found later goes with the next morning's.
    Where mornings after tomorrow's are planned already though there is something to write today, a clock that was ahead did
    so: they are planned anew when they come.
    """
    if not may(by, Permission.RUN_JOBS):
        raise NotAllowed(N_("Your role does not allow this."))
    async with transaction():
        await rows("SELECT pg_advisory_xact_lock($1)", _ONE_PLANS_AT_A_TIME)
        plans = await plans_typed()
        known = await known_of(await what_is_near(today, plans.values()), plans, today)
        people = sorted(known.people)
        unsent, planned = await unsent_reminders(people, today), await planned_on(people, today)
        letters = [letter async for letter in unhurried(letters_of(known, unsent, planned))]
        if letters:
            await _set_aside(today)
            async with acting(by, Permission.RUN_JOBS) as deed:
                ids = await _write(letters, known, zone, base_url)
                async for letter, letter_id in unhurried(zip(letters, ids, strict=True)):
                    told = {"day": today, "deadlines": len(letter.told)}
                    deed.happened(
                        "reminders.planned", "letter", letter_id, known.people[letter.person_id].name, after=told
                    )
    return len(letters)


async def _set_aside(today: date) -> None:
    """Free the mornings that a clock that was ahead has planned; what of them has not left never does."""
    ahead = await letters_ahead(today)
    if ahead:
        async with bookkeeping("letter claimed or posted"):
            await replace_letters(ahead)
            await rows(
                f"UPDATE letter SET key = '{AHEAD}' || id || ':' || key WHERE id = ANY($1::bigint[])",  # noqa: S608 - a constant
                ahead,
            )


async def _write(letters: Sequence[Letter], known: Known, zone: ZoneInfo, base_url: str) -> list[int]:
    press = Press(known.today, zone, base_url, await offices())
    written = [
        press.letter(known.people[letter.person_id], letter.told, letter.new) async for letter in unhurried(letters)
    ]
    envelopes = [_envelope(letter, known.people[letter.person_id], known.today, zone) for letter in letters]
    facts = [_facts(letter, known.today) for letter in letters]
    ids = await write_letters(list(zip(envelopes, written, facts, strict=True)))
    await _note(letters, ids, known.today)
    for letter, letter_id in zip(letters, ids, strict=True):
        if letter.replaces:
            replaced = await replace_letters(sorted(letter.replaces))
            await rows("UPDATE reminder SET letter_id = $1 WHERE letter_id = ANY($2::bigint[])", letter_id, replaced)
    return ids


def _facts(letter: Letter, today: date) -> dict[str, Any]:
    """What a letter was written from: of which deadlines, each as it stood, and on which day."""
    named = [one.due for one in letter.told]
    return {
        "deadlines": [due.id for due in named],
        "versions": [due.version for due in named],
        "day": today.isoformat(),
    }


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


# --- just before they leave ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Freshened:
    """How many letters were written anew before they left, and how many were given up."""

    rewritten: int = 0
    given_up: int = 0


async def freshen_letters(now: datetime, zone: ZoneInfo, base_url: str) -> Freshened:
    """Write the reminders anew that are about to leave though something in them is so no more; give up what is left empty.

    Such a letter names what is done, cancelled, moved, put off, given to somebody else or not seen by its reader any more, or
    it waited overnight and counts its days from another morning. It stays the letter of its morning and of its Message-ID.
    What it does not name after all nobody was reminded of by it. So it is with a letter that a deadline changed hands: it is
    written anew, or given up where that is so no more.
    """
    today = now.astimezone(zone).date()
    anew, needless = await mend_hand_overs(now, today, base_url)
    if not await outdated_letters(now, today):
        return Freshened(anew, needless)
    async with bookkeeping("letter claimed or posted"):
        await rows("SELECT pg_advisory_xact_lock($1)", _ONE_PLANS_AT_A_TIME)
        outdated = await outdated_letters(now, today)
        plans = await plans_typed()
        near = await dues_of(sorted({deadline for one in outdated for deadline in one.named}), today)
        known = await known_of(near, plans, today)
        done = await _freshen(outdated, known, Press(today, zone, base_url, await offices()), now)
        return Freshened(done.rewritten + anew, done.given_up + needless)


async def _freshen(outdated: Sequence[Outdated], known: Known, press: Press, now: datetime) -> Freshened:
    told = told_to(known)
    letters = {
        one.id: Letter(one.person_id, "", *still_told(known, one.person_id, told.get(one.person_id, ()), one.named))
        for one in outdated
    }
    written = []
    for letter_id, letter in letters.items():
        if letter.told:
            reader = known.people[letter.person_id]
            words = press.letter(reader, letter.told, [])
            facts = _facts(letter, known.today)
            written.append(Rewritten(letter_id, reader.email, reader.language, words, facts))
    rewritten = await rewrite_letters(written, now)
    kept = {letter_id: letter for letter_id, letter in letters.items() if letter_id in rewritten}
    await _forget_unnamed(kept)
    await _note(list(kept.values()), list(kept), known.today)
    dropped = await drop_letters({one.id: _reason(one) for one in outdated if not letters[one.id].told}, now)
    return Freshened(len(rewritten), dropped)


def _reason(outdated: Outdated) -> str:
    if not outdated.any_open:
        return SETTLED_MEANWHILE
    return OVERTAKEN if outdated.any_seen else SEEN_NO_MORE


async def _forget_unnamed(letters: Mapping[int, Letter]) -> None:
    """What these letters do not name any more, or not by that day, they remind nobody of."""
    named = [(letter_id, one.due.id, one.counted) for letter_id, letter in letters.items() for one in letter.told]
    written, deadlines, days = zip(*named, strict=True) if named else ((),) * 3
    await rows(
        "DELETE FROM reminder r WHERE r.letter_id = ANY($1::bigint[]) AND NOT EXISTS (SELECT 1 "
        "FROM unnest($2::bigint[], $3::bigint[], $4::date[]) AS n (letter, deadline, day) "
        "WHERE n.letter = r.letter_id AND n.deadline = r.deadline_id AND n.day = r.due_on)",
        *(list(letters), list(written), list(deadlines), list(days)),
    )
