"""What is long is asked for here and made by a worker: once, whoever is killed meanwhile, and whole or not at all."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from grants.access import Identity, may
from grants.acting import acting
from grants.errors import AlreadyDone, NotAllowed, Objected, Objection, Refused, WrongState
from grants.people.queries import identity_by_id, now
from grants.projects.queries import Seen, project_seen
from grants.reports.makings.makers import MAKERS, Work, Workshop
from grants.reports.makings.queries import going, read, unfinished
from grants.reports.makings.rules import (
    ASKS,
    INTERRUPTED,
    MOST_WAITING,
    NOT_MADE,
    ONE_AT_A_TIME,
    SILENT,
    TOO_MANY,
    What,
    tried_enough,
)
from grants.reports.models import Making
from grants.reports.watch import Interrupted, Watch
from grants.storage.database import DATABASE_AWAY, Row, bookkeeping, rows
from grants.values.language import LANGUAGES, N_
from grants.values.wording import wording

_SAID: Final = 40  # sentences that are kept of why it failed
_EVERY: Final = 1.0  # seconds between two lines about how far it is

_log = logging.getLogger("grants.jobs")


# --- asking -------------------------------------------------------------------------------------------------------


async def ask_for(
    by: Identity, project: Seen, what: What, asked: Mapping[str, Any], label: str, *, once: str = ""
) -> int:
    """Something long, to be made by the worker in the name of who asks; gives its id. WrongState when too much waits.

    Raises AlreadyDone where the very same is being made, of what is made once at a time.
    """
    async with acting(by, ASKS[what], project.ref, once=once) as deed:
        await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)
        if (waiting := await unfinished(project.id)) >= MOST_WAITING:
            raise WrongState(TOO_MANY, count=waiting)
        if what in ONE_AT_A_TIME and await going(project.id, what, asked):
            raise AlreadyDone
        made = await Making.create(project_id=project.id, person_id=by.person_id, what=what.value, asked=dict(asked))
        deed.happened("making.asked", "making", made.id, label, after={"language": asked.get("language", "")})
    return int(made.id)


# --- making -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Order:
    """A making that is this worker's own for its `tries`-th time; whoever claims it later counts one more."""

    id: int
    code: str
    person_id: int | None
    what: What
    asked: Mapping[str, Any]
    tries: int


async def make_next(workshop: Workshop, stop: asyncio.Event) -> bool:
    """Make what waits longest, or was begun by a worker that is silent since; False when nothing is to be made.

    It is entered as done in the very transaction that records its report: killed at any moment, it is made once. When
    `stop` is set it ends at its next step and waits again.
    """
    order = await _claimed()
    if order is None:
        return False
    if tried_enough(order.tries - 1):
        await _failed(order, [Objection(INTERRUPTED, {"tries": order.tries - 1})])
        return True
    watch = Watch()
    keeping = asyncio.create_task(_keep_written(order, watch, stop))
    try:
        await _made(order, workshop, watch)
    except Interrupted:
        await _given_back(order)
    except Objected as problem:
        await _failed(order, problem.objections)
    except Refused as problem:
        await _failed(order, [Objection(problem.sentence, problem.facts)])
    except DATABASE_AWAY:
        raise  # it is taken up again once this worker is silent about it
    except Exception:  # noqa: BLE001 - whatever goes wrong with one, the next is made
        _log.exception("Making %d could not be made", order.id)
        await _failed(order, [Objection(NOT_MADE)])
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
    return True


async def _claimed() -> _Order | None:
    async with bookkeeping("report making claimed or ended"):
        found = await rows(
            "UPDATE report_making m SET state = 'running', tries = tries + 1, alive_at = now(), done = 0, \"of\" = 0, "
            "begun_at = coalesce(begun_at, now()) FROM project p WHERE p.id = m.project_id AND m.id = ("
            "SELECT id FROM report_making WHERE state = 'waiting' OR state = 'running' AND alive_at < now() - $1::interval "
            "ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING m.id, p.code, m.person_id, m.what, m.asked, m.tries",
            SILENT,
        )
    return _order(found[0]) if found else None


def _order(row: Row) -> _Order:
    return _Order(**{**row, "what": What(row["what"]), "asked": read(row["asked"])})


async def _made(order: _Order, workshop: Workshop, watch: Watch) -> None:
    """Make it in the name of who asked, who may do so still: seats are asked for once more."""

    async def recorded(report_id: int | None, told: Mapping[str, Any] | None = None) -> None:
        ended = await rows(
            "UPDATE report_making SET state = 'done', report_id = $3, ended_at = now(), done = $4, \"of\" = $5, told = $6::jsonb "
            "WHERE id = $1 AND tries = $2 AND state = 'running' RETURNING id",
            *(order.id, order.tries, report_id, watch.done, watch.of, None if told is None else json.dumps(told)),
        )
        if not ended:
            raise Interrupted

    async def found(told: Mapping[str, Any], keep: Callable[[int], Awaitable[None]] | None = None) -> None:
        async with bookkeeping("report making claimed or ended"):
            if keep is not None:
                await keep(order.id)
            await recorded(None, told)

    by = await identity_by_id(order.person_id)
    if by is None:
        raise NotAllowed(N_("Your role does not allow this."))
    project = await project_seen(by, order.code)
    if not may(by, ASKS[order.what], project.ref):
        raise NotAllowed(N_("Your role does not allow this."))
    work = Work(workshop.files, workshop.zone, now(), watch, recorded, found)
    await MAKERS[order.what](by, project, order.asked, work)


async def _keep_written(order: _Order, watch: Watch, stop: asyncio.Event) -> None:
    """Write down how far it is, once a second; end it where the worker is to stop, or another has taken it over."""
    while not watch.interrupted:
        try:
            async with asyncio.timeout(_EVERY):
                await stop.wait()
        except TimeoutError:
            pass
        watch.interrupted = stop.is_set() or not await _still_ours(order, watch)


async def _still_ours(order: _Order, watch: Watch) -> bool:
    try:
        async with bookkeeping("report making claimed or ended"):
            return bool(
                await rows(
                    'UPDATE report_making SET alive_at = now(), done = $3, "of" = $4 '
                    "WHERE id = $1 AND tries = $2 AND state = 'running' RETURNING id",
                    *(order.id, order.tries, watch.done, watch.of),
                )
            )
    except DATABASE_AWAY:
        return True  # asked again in a second; what it ends in is refused if it is not ours any more


async def _given_back(order: _Order) -> None:
    """It waits for the next worker as if this one had not begun."""
    async with bookkeeping("report making claimed or ended"):
        await rows(
            "UPDATE report_making SET state = 'waiting', tries = tries - 1, alive_at = NULL, done = 0 "
            "WHERE id = $1 AND tries = $2 AND state = 'running'",
            *(order.id, order.tries),
        )


async def _failed(order: _Order, objections: Sequence[Objection]) -> None:
    """It ends with the reasons why, in both languages."""
    told = {
        language: [wording(language).say(one.sentence, **one.facts) for one in objections[:_SAID]]
        for language in LANGUAGES
    }
    async with bookkeeping("report making claimed or ended"):
        await Making.filter(id=order.id, tries=order.tries, state="running").update(
            state="failed", ended_at=now(), told=told
        )
