"""The drafts of packages opened by schedule, and the letters about them: each once, however often the worker wakes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from grants.access import Identity, Permission, may
from grants.acting import acting
from grants.deadlines.reminding.actions import MORNING
from grants.errors import NotAllowed, Objected, Objection
from grants.letters.actions import Envelope, write_letter
from grants.letters.queries import keys_taken
from grants.reports.packages.actions import open_for_period
from grants.reports.packages.freezing.actions import judged
from grants.reports.packages.parts.queries import parts_of
from grants.reports.packages.queries import package_seen
from grants.reports.packages.schedule.queries import PeriodEnded, lacking, periods_ended, readers_of
from grants.reports.packages.schedule.rules import Step, letter_key, step_on
from grants.reports.packages.schedule.telling import Standing, package_letter
from grants.reports.packages.texts.queries import texts_missing
from grants.reports.rules_package import PartState
from grants.storage.database import Row, rows
from grants.storage.files import FileStore
from grants.values.language import N_, language_named

_ONE_AT_A_TIME: Final = 7_305_808_869_229_538_917


@dataclass(slots=True)
class Opened:
    """How many drafts were opened and how many letters written."""

    packages: int = 0
    letters: int = 0


async def open_due(by: Identity, today: date, zone: ZoneInfo, base_url: str, files: FileStore) -> Opened:
    """Open the draft of every period that ended, and write to those responsible: then, and again some days before it is due.

    A letter leaves at seven in the morning. Done again, by whomever, nothing is opened or written twice. A period whose
    package can't be opened is written about with the reason.
    """
    if not may(by, Permission.RUN_JOBS):
        raise NotAllowed(N_("Your role does not allow this."))
    done = Opened()
    for period in await periods_ended(today):
        opened, problems = await _opened(by, period, today)
        done.packages += opened.package_id != period.package_id
        if step := step_on(period.end, period.due, today):
            done.letters += await _told(by, opened, problems, step, today, zone, base_url, files)
    return done


async def _opened(by: Identity, period: PeriodEnded, today: date) -> tuple[PeriodEnded, tuple[Objection, ...]]:
    """The period with its package; without one, why it can't be opened."""
    if period.package_id is not None:
        return period, ()
    try:
        return replace(period, package_id=await open_for_period(by, period.project, period.id, today)), ()
    except Objected as problem:
        return period, problem.objections


async def _told(
    by: Identity,
    period: PeriodEnded,
    problems: tuple[Objection, ...],
    step: Step,
    today: date,
    zone: ZoneInfo,
    base_url: str,
    files: FileStore,
) -> int:
    """The letters of a step to those who have none of it yet; gives how many."""
    readers = await _without_letter(period, step, await readers_of(period.project, period.coordinator_id, today))
    if not readers:
        return 0
    standing = await _standing(by, period, problems, today, files)
    leaves_at = datetime.combine(today, MORNING, zone).astimezone(UTC)
    async with acting(by, Permission.RUN_JOBS) as deed:
        await rows("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)
        readers = await _without_letter(period, step, readers)
        for reader in readers:
            language = language_named(reader["language"]) or "bg"
            words = package_letter(period, standing, step, language, today, base_url)
            key = letter_key(period.id, period.end, period.due, step, reader["id"])
            envelope = Envelope(key, reader["id"], reader["email"], language, leaves_at)
            letter_id = await write_letter(envelope, words, {"package": period.package_id, "period": period.id})
            after = {"package": standing.package.number if standing.package else "", "day": today}
            deed.happened(
                "package.reminded", "letter", letter_id, reader["name"], after=after, project=period.project.ref
            )
        if not readers:
            deed.happened("package.reminded", "letter", None)
    return len(readers)


async def _without_letter(period: PeriodEnded, step: Step, readers: list[Row]) -> list[Row]:
    keys = {reader["id"]: letter_key(period.id, period.end, period.due, step, reader["id"]) for reader in readers}
    taken = await keys_taken(list(keys.values()))
    return [reader for reader in readers if keys[reader["id"]] not in taken]


async def _standing(
    by: Identity, period: PeriodEnded, problems: tuple[Objection, ...], today: date, files: FileStore
) -> Standing:
    """What is in the package and what is missing, as the checks say it."""
    if period.package_id is None:
        return Standing(objections=problems)
    project = period.project
    package = await package_seen(by, project, period.package_id)
    found = await judged(by, project, package, today, files)
    entries = found.ground.entries
    parts = await parts_of(project, package.id)
    _, missing = await texts_missing(by, project, package, package.language, most=1)
    return Standing(
        package,
        len(entries),
        [entry.amount for entry in entries],
        await lacking(project, package),
        [part.partner for part in parts if part.state is not PartState.HANDED_IN],
        missing,
        () if package.frozen else found.objections,
    )
