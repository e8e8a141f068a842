"""Letters written with the reason for them, and handed to the mail server: at least once, each under one Message-ID."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import Q

from grants.letters.links.rules import without_tokens
from grants.letters.models import Heartbeat, Letter, Try
from grants.letters.post_office import Answer, PostOffice
from grants.letters.rules import (
    HURRY,
    LEASE,
    LONGEST_PAUSE,
    PATIENCE,
    READER_LEFT,
    SILENT_AFTER,
    UNREACHED,
    WRITTEN_AT_ONCE,
    LetterState,
    Verdict,
    pause_after,
)
from grants.letters.turns import NoMoreTurns, Turn, Turns
from grants.letters.writing import Written
from grants.settings import Settings
from grants.storage.database import DATABASE_AWAY, Row, bookkeeping, rows
from grants.values.language import Language

ROUND = timedelta(minutes=4)  # a round ends after so long, even with letters left; the next one goes on
LANES = 3  # connections to the mail server at once, so that one letter it is slow with does not hold up the others
AT_ONCE = 20  # letters claimed together; each leaves while its lease outlasts the patience, or is let go
_PART = (
    9  # of the patience, five seconds: so long has one letter a turn for itself, and after it one more lane is opened
)
_MARKED_AGAIN = 0.5  # seconds until a letter that could not be marked is marked again


# --- writing ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom a letter goes and when it may leave; `key` makes it one. Some addresses belong to nobody here."""

    key: str
    person_id: int | None
    to_address: str
    language: Language
    not_before: datetime


async def write_letter(envelope: Envelope, words: Written, facts: Mapping[str, Any]) -> int:
    """Put a letter into the outbox, inside the action that is the reason for it; gives its id.

    A key that is taken gives the id of the letter that has it, and nothing more is written.
    """
    found = await rows(
        "INSERT INTO letter (key, person_id, to_address, language, subject, plain, html, facts, not_before, written_at, "
        "state, tries, next_try_at, answer, returned) VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, now(), 'waiting', 0, $9, '', '') "
        "ON CONFLICT (key) DO UPDATE SET key = letter.key RETURNING id",
        envelope.key,
        envelope.person_id,
        envelope.to_address,
        envelope.language,
        words.subject,
        words.plain,
        words.html,
        json.dumps(facts),
        envelope.not_before,
    )
    return int(found[0]["id"])


async def write_letters(letters: Sequence[tuple[Envelope, Written, Mapping[str, Any]]]) -> list[int]:
    """Many letters at once, each as `write_letter` would; gives their ids in the same order. No key may be taken."""
    ids: list[int] = []
    for start in range(0, len(letters), WRITTEN_AT_ONCE):
        part = letters[start : start + WRITTEN_AT_ONCE]
        envelopes = [envelope for envelope, _, _ in part]
        found = await rows(
            _MANY,
            [envelope.key for envelope in envelopes],
            [envelope.person_id for envelope in envelopes],
            [envelope.to_address for envelope in envelopes],
            [envelope.language for envelope in envelopes],
            [words.subject for _, words, _ in part],
            [words.plain for _, words, _ in part],
            [words.html for _, words, _ in part],
            [json.dumps(facts) for _, _, facts in part],
            [envelope.not_before for envelope in envelopes],
        )
        ids += [row["id"] for row in found]
    return ids


_MANY = """
INSERT INTO letter (key, person_id, to_address, language, subject, plain, html, facts, not_before, written_at, state, tries,
  next_try_at, answer, returned)
SELECT key, person, to_address, language, subject, plain, html, facts::jsonb, not_before, now(), 'waiting', 0, not_before, '', ''
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])
  WITH ORDINALITY AS n (key, person, to_address, language, subject, plain, html, facts, not_before, place)
ORDER BY place RETURNING id
"""


# --- posting ------------------------------------------------------------------------------------------------------


@dataclass
class PostedCount:
    """How a round of posting went; `waiting` counts what is due and has still not left."""

    sent: int = 0
    postponed: int = 0
    refused: int = 0
    given_up: int = 0
    waiting: int = 0
    no_mail_server: bool = False
    unreachable: str = ""


@dataclass
class _Round:
    """One round of posting: the moment goes on from `began` as time passes."""

    settings: Settings
    began: datetime
    stop: asyncio.Event
    patience: timedelta
    count: PostedCount = field(default_factory=PostedCount)
    ours: deque[Row] = field(default_factory=deque)  # claimed, and not yet in a lane
    claiming: asyncio.Lock = field(default_factory=asyncio.Lock)
    turns: Turns = field(init=False)
    none_left: asyncio.Event = field(default_factory=asyncio.Event)
    at_start: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.turns = Turns(self.patience / _PART)

    def now(self) -> datetime:
        return self.began + timedelta(seconds=time.monotonic() - self.at_start)

    def over(self) -> bool:
        too_long = time.monotonic() - self.at_start > ROUND.total_seconds()
        return too_long or self.stop.is_set() or bool(self.count.unreachable) or self.turns.ended


async def post_letters(
    settings: Settings, now: datetime, *, stop: asyncio.Event | None = None, patience: timedelta = PATIENCE
) -> PostedCount:
    """Hand every waiting letter whose time has come to the mail server once; gives how it went.

    A letter is claimed for as long as LEASE, sent, and marked with the server's answer. Whoever is killed in between
    leaves it to be sent again after the lease under the same Message-ID: at least once, never lost. When `stop` is
    set the letters under way are finished, as far as the mail server answers in HURRY, and the others left. Without a
    mail server, and in the demo, letters wait.
    `patience` is how long the mail server may take over one letter; less than the lease.
    """
    assert patience < LEASE
    going = _Round(settings, now, stop or asyncio.Event(), patience)
    if settings.mail_server is None or settings.demo:
        going.count.no_mail_server = True
    else:
        await _drop_letters_to_people_who_left()
        await _mend_what_a_wrong_clock_left(now)
        lanes = [_lane(going, opens_after=place * going.patience / _PART) for place in range(LANES)]
        for problem in await asyncio.gather(*lanes, return_exceptions=True):
            if problem is not None:  # said only now, so that the other lanes have finished their letters
                raise problem
    going.count.waiting = await _due(going.now())
    return going.count


async def _due(now: datetime) -> int:
    found = await rows("SELECT count(*)::int AS n FROM letter WHERE state = 'waiting' AND not_before <= $1", now)
    return int(found[0]["n"])


async def _drop_letters_to_people_who_left() -> None:
    async with bookkeeping("letter claimed or posted"):
        await rows(
            "UPDATE letter l SET state = 'given_up', answer = $1 FROM person q "
            "WHERE q.id = l.person_id AND q.disabled_on IS NOT NULL AND l.state = 'waiting'",
            READER_LEFT,
        )


async def _mend_what_a_wrong_clock_left(now: datetime) -> None:
    """A claim or a pause longer than any can be was written while the clock was ahead: nobody waits for its end."""
    async with bookkeeping("letter claimed or posted"):
        await rows(
            "UPDATE letter SET claimed_until = NULL WHERE state = 'waiting' AND claimed_until > $1", now + 2 * LEASE
        )
        await rows(
            "UPDATE letter SET next_try_at = $1 WHERE state = 'waiting' AND not_before <= $1 AND next_try_at > $2",
            *(now, now + LONGEST_PAUSE + LEASE),
        )


async def _lane(going: _Round, opens_after: timedelta) -> None:
    """Take one letter after another over one connection, until none is left to take."""
    with suppress(TimeoutError):
        async with asyncio.timeout(opens_after.total_seconds()):
            await going.none_left.wait()
    try:
        async with PostOffice(going.settings, going.patience) as post_office, _hurried(post_office, going.stop):
            while not going.over() and (letter := await _next(going)):
                await _posted(going, post_office, letter)
    finally:
        going.none_left.set()
        await _let_go(going)


async def _posted(going: _Round, post_office: PostOffice, letter: Row) -> None:
    """Hand one letter over and mark it, in its turn; one that has none any more is let go as it was."""
    async with Turn(going.turns) as turn:
        try:
            answer = await post_office.hand_over(letter, turn)
        except NoMoreTurns:
            going.ours.append(letter)
            going.turns.end()
            return
        turn.answered()
        await _mark(going, letter, answer)


@asynccontextmanager
async def _hurried(post_office: PostOffice, stop: asyncio.Event) -> AsyncIterator[None]:
    """Have the letter under way end soon once we are asked to stop."""

    async def hurry() -> None:
        await stop.wait()
        post_office.hurry(HURRY.total_seconds())

    hurrying = asyncio.create_task(hurry())
    try:
        yield
    finally:
        hurrying.cancel()


async def _next(going: _Round) -> Row | None:
    """The next letter that is this worker's alone for as long as handing it over may take; None when none is left."""
    async with going.claiming:
        late = going.now() + PATIENCE
        if any(one["claimed_until"] <= late for one in going.ours):
            await _let_go(going)
        if not going.ours:
            going.ours.extend(await _claimed(going.now()))
        return going.ours.popleft() if going.ours else None


async def _let_go(going: _Round) -> None:
    """What was claimed and no lane took is anybody's again."""
    left = [going.ours.popleft()["id"] for _ in range(len(going.ours))]
    if left:
        async with bookkeeping("letter claimed or posted"):
            await rows(
                "UPDATE letter SET claimed_until = NULL WHERE id = ANY($1::bigint[]) AND state = 'waiting'", left
            )


async def _claimed(now: datetime) -> list[Row]:
    """The next letters whose time has come, this worker's alone until the lease is over."""
    async with bookkeeping("letter claimed or posted"):
        return await rows(
            "WITH next AS (SELECT id FROM letter WHERE state = 'waiting' AND not_before <= $1 AND next_try_at <= $1 "
            "AND (claimed_until IS NULL OR claimed_until <= $1) ORDER BY next_try_at, id LIMIT $3 FOR UPDATE SKIP LOCKED) "
            "UPDATE letter l SET claimed_until = $2 FROM next WHERE l.id = next.id "
            "RETURNING l.id, l.key, l.to_address, l.language, l.subject, l.plain, l.html, l.tries, l.claimed_until",
            *(now, now + LEASE, AT_ONCE),
        )


async def _mark(going: _Round, letter: Row, answer: Answer) -> None:
    """Write down how a letter fared."""
    now, tries = going.now(), letter["tries"] + 1
    pause = pause_after(tries)
    match answer.verdict:
        case Verdict.TAKEN:
            going.count.sent += 1
            kept = {name: without_tokens(letter[name]) for name in ("plain", "html")}
            await _keep(going, letter, answer, now, state=LetterState.SENT, tries=tries, sent_at=now, **kept)
        case Verdict.UNREACHED:
            going.count.unreachable = answer.said
            await _keep(going, letter, answer, now, next_try_at=now + UNREACHED)
        case Verdict.NEVER:
            going.count.refused += 1
            await _keep(going, letter, answer, now, state=LetterState.REFUSED, tries=tries)
        case Verdict.LATER if pause is None:
            going.count.given_up += 1
            await _keep(going, letter, answer, now, state=LetterState.GIVEN_UP, tries=tries)
        case Verdict.LATER:
            going.count.postponed += 1
            await _keep(going, letter, answer, now, tries=tries, next_try_at=now + pause)


async def _keep(going: _Round, letter: Row, answer: Answer, at: datetime, **values: Any) -> None:
    """Write down the answer to a letter; where the database is away, as soon as it is back while the letter is still ours.

    No other letter has its turn meanwhile: so what was taken is not sent again, and if the database stays away, only this one.
    """
    while True:
        try:
            return await _kept(letter, answer, at, values)
        except DATABASE_AWAY:
            if going.now() > letter["claimed_until"]:
                going.turns.end()
                raise
            await asyncio.sleep(_MARKED_AGAIN)


async def _kept(letter: Row, answer: Answer, at: datetime, values: Mapping[str, Any]) -> None:
    async with bookkeeping("letter claimed or posted"):
        here = Letter.filter(id=letter["id"])
        if answer.verdict is not Verdict.TAKEN:  # another worker may have been luckier with it, after our time was over
            here = here.filter(state=LetterState.WAITING)
            await _note_try(letter["id"], answer, at)
        await here.update(claimed_until=None, answer=answer.said, **values)


async def _note_try(letter_id: int, answer: Answer, at: datetime) -> None:
    """Remember a try that failed; one that could not even begin only where that is news."""
    last = await rows("SELECT verdict, answer FROM letter_try WHERE letter_id = $1 ORDER BY id DESC LIMIT 1", letter_id)
    said = (answer.verdict.value, answer.said)
    if answer.verdict is Verdict.UNREACHED and last and (last[0]["verdict"], last[0]["answer"]) == said:
        return
    await Try.create(letter_id=letter_id, at=at, verdict=said[0], answer=said[1])


# --- the worker's sign of life ------------------------------------------------------------------------------------


async def beat(worker: str, now: datetime) -> None:
    """Note that this worker is alive; workers silent for a day are forgotten, and those whose clock was ahead."""
    async with bookkeeping("worker heartbeat"):
        await rows(
            "INSERT INTO worker_heartbeat (worker, at) VALUES ($1, $2) ON CONFLICT (worker) DO UPDATE SET at = $2",
            worker[:100],
            now,
        )
        await Heartbeat.filter(Q(at__lt=now - timedelta(days=1)) | Q(at__gt=now + SILENT_AFTER)).delete()
