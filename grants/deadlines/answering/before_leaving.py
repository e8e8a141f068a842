"""Letters that a deadline changed hands, just before they leave: given up where that is so no more, written anew where the
deadline looks otherwise than they say.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from grants.deadlines.answering.handing_back import WRITES
from grants.deadlines.answering.rules import GIVEN, HANDED_BACK, why_needless
from grants.deadlines.queries import deadline_whoever
from grants.deadlines.reminding.known import Hearing
from grants.deadlines.reminding.queries import Reader, readers
from grants.deadlines.rules import DeadlineState
from grants.deadlines.rules_yield import Offices
from grants.deadlines.seen import read_by_seat
from grants.deadlines.things import offices
from grants.letters.waiting.actions import Rewritten, drop_letters, rewrite_letters
from grants.storage.database import Row, bookkeeping, rows

# One that was written before it said of which deadline it speaks, as it stood and on which day, leaves as it is.
_ABOUT_TO_LEAVE: Final = f"""
SELECT l.id, split_part(l.key, ':', 1) AS what, l.person_id AS reader_id, (l.facts->>'deadline')::bigint AS deadline_id,
  (l.facts->>'person')::bigint AS given_to, l.facts->>'who' AS who, l.facts->>'in_place_of' AS in_place_of, d.state, d.person_id,
  coalesce(d.version <> (l.facts->>'version')::int OR l.facts->>'day' < $3, false) AS outdated,
  {read_by_seat("l.person_id", "d", "$2")} AS seen
FROM letter l LEFT JOIN deadline d ON d.id = (l.facts->>'deadline')::bigint LEFT JOIN project p ON p.id = d.project_id
WHERE l.state = 'waiting' AND l.not_before <= $1 AND l.next_try_at <= $1 AND (l.key LIKE '{GIVEN}:%' OR l.key LIKE '{HANDED_BACK}:%')
  AND (l.claimed_until IS NULL OR l.claimed_until <= $1)
"""  # noqa: S608 - constants


def facts_of(
    deadline_id: int, version: int, given_to: int | None, who: str, in_place_of: str, today: date
) -> dict[str, Any]:
    """What such a letter was written from: of which deadline as it stood on which day, whose it is now, and who said so."""
    return {
        "deadline": deadline_id,
        "person": given_to,
        "version": version,
        "day": today.isoformat(),
        "who": who,
        "in_place_of": in_place_of,
    }


async def mend_hand_overs(now: datetime, today: date, base: str) -> tuple[int, int]:
    """See to the letters about to leave that say whose a deadline is: give those up whose deadline is settled, in other hands
    or not seen by their reader any more, and write those anew whose deadline was moved or otherwise changed, or that count
    its days from another morning. Gives how many were written anew and how many were given up.
    """
    found = await rows(_ABOUT_TO_LEAVE, now, today, today.isoformat())
    reasons = {row["id"]: why for row in found if (why := _why_needless(row))}
    outdated = [row for row in found if row["outdated"] and row["id"] not in reasons]
    if not reasons and not outdated:
        return 0, 0
    people, known = await readers({row["reader_id"] for row in outdated}), await offices()
    async with bookkeeping("letter claimed or posted"):
        anew = [await _anew(row, people[row["reader_id"]], today, base, known) for row in outdated]
        rewritten = await rewrite_letters(anew, now)
        return len(rewritten), await drop_letters(reasons, now)


def _why_needless(row: Row) -> str:
    state = DeadlineState(row["state"]) if row["state"] else None
    return why_needless(row["what"], state, row["person_id"], row["given_to"], seen=row["seen"])


async def _anew(row: Row, reader: Reader, today: date, base: str, known: Offices) -> Rewritten:
    stands = await deadline_whoever(row["deadline_id"], locked=True)
    assert stands is not None  # none is outdated of which there is no row
    heard = Hearing(reader, row["in_place_of"] or "")
    words = WRITES[row["what"]](heard, row["who"], stands, today, base, known)
    facts = facts_of(stands.id, stands.version, row["given_to"], row["who"], heard.stood_for_name, today)
    return Rewritten(row["id"], reader.email, reader.language, words, facts)
