"""Who makes what: from what was asked to the report it ends in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from grants.access import Identity
from grants.errors import Changed, WrongState
from grants.funders.format import Format
from grants.funders.ground import Ground
from grants.projects.queries import Seen
from grants.reports.actions import Recorded, Wanted, chosen_format, prepare_long_report
from grants.reports.asked_figures import figures_for
from grants.reports.dossier.actions import make_dossier
from grants.reports.dossier.scope import Of, Scope
from grants.reports.figures import Figures
from grants.reports.grounds_counted import entries_summed
from grants.reports.grounds_entries import Selection
from grants.reports.looks.actions import keep_sheets
from grants.reports.looks.marks import look_mark
from grants.reports.looks.sheets import files_of, places_in, tabs_of
from grants.reports.looks.told import found_in, told_in_both
from grants.reports.makings.rules import KEPT_AS, What
from grants.reports.packages.actions import NOT_NOW
from grants.reports.packages.books.beforehand import books_beforehand
from grants.reports.packages.books.shelf import shelf
from grants.reports.packages.contents import contents_now, contents_of, mark_of, sheets_mark
from grants.reports.packages.decided import as_decided
from grants.reports.packages.freezing.actions import judged, make_ready, write_files
from grants.reports.packages.queries import format_of, ground_one_by_one, package_seen
from grants.reports.packages.shown import found_told
from grants.reports.queries import given_before
from grants.reports.rules import Period
from grants.reports.rules_package import PackageState
from grants.reports.sheets import books
from grants.reports.streamed import streamed_ground
from grants.reports.watch import Watch
from grants.storage.files import FileStore
from grants.values.language import Language
from grants.values.wording import wording

Asked = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the worker makes things with."""

    files: FileStore
    zone: ZoneInfo


class Found(Protocol):
    """Told where what is made is no report; `keep` is asked to keep what belongs to the making, whole or not at all."""

    async def __call__(self, told: Mapping[str, Any], keep: Callable[[int], Awaitable[None]] | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Work:
    """One thing being made: with what, since when, watched by whom; `recorded` is told of the report in its transaction."""

    files: FileStore
    zone: ZoneInfo
    now: datetime
    watch: Watch
    recorded: Recorded
    found: Found

    @property
    def today(self) -> date:
        """The day it is here."""
        return self.now.astimezone(self.zone).date()


def report_asked(
    format_code: str, edition: str, first: date, last: date, language: Language, since: int | None = None
) -> dict[str, Any]:
    """A report as it is kept among what is asked for; `since` where its inventory holds only what is new."""
    told: dict[str, Any] = {"first": first.isoformat(), "last": last.isoformat()}
    told |= {"since": since} if since is not None else {}
    return {"format": format_code, "edition": edition, "language": language, **told}


def dossier_asked(scope: Scope, language: Language) -> dict[str, Any]:
    """A dossier as it is kept among what is asked for."""
    days = {name: day.isoformat() for name, day in (("first", scope.first), ("last", scope.last)) if day}
    told = {
        "of": scope.of.value,
        "documents": sorted(scope.documents),
        "package": scope.package,
        "number": scope.number,
    }
    return {**told, "language": language, **days}


def package_asked(package_id: int, number: str, format_code: str, language: Language) -> dict[str, Any]:
    """The files of a package as they are kept among what is asked for."""
    return {"package": package_id, "number": number, "format": format_code, "language": language}


def check_asked(package_id: int, number: str, sight: str) -> dict[str, Any]:
    """The checks of a package as they are kept among what is asked for; `sight` says what who asks sees."""
    return {"package": package_id, "number": number, "format": "", "language": "", "sight": sight}


def sheets_asked(package_id: int, number: str, language: Language, sight: str) -> dict[str, Any]:
    """The sheets of a package, to be drawn in a language."""
    return {"package": package_id, "number": number, "language": language, "sight": sight}


def filled_asked(template_id: int, name: str, first: date, last: date, language: Language) -> dict[str, Any]:
    """A workbook of the funder's own, to be filled for a period."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return {"template": template_id, "name": name, "language": language, **days}


def look_asked(chosen: Format, period: Period, language: Language, since: int | None, sight: str) -> dict[str, Any]:
    """A report of a period to be looked at; `sight` says what who asks sees."""
    told = report_asked(chosen.code, chosen.edition, period.first, period.last, language)
    return {**told, "since": since, "sight": sight}


def ready_asked(package_id: int, number: str, version: int, stamp: str, sight: str = "") -> dict[str, Any]:
    """The wish that a package be ready, as it was looked at."""
    told = {"version": version, "stamp": stamp, "sight": sight}
    return {"package": package_id, "number": number, "format": "", "language": "", **told}


def scope_in(asked: Asked) -> Scope:
    """What a dossier is of, as it was asked for."""
    days = (_day(asked, "first"), _day(asked, "last"))
    return Scope(Of(asked["of"]), *days, tuple(asked["documents"]), asked["package"], asked["number"])


def _day(asked: Asked, name: str) -> date | None:
    return date.fromisoformat(asked[name]) if name in asked else None


def _language(asked: Asked) -> Language:
    return "en" if asked["language"] == "en" else "bg"


async def _report(by: Identity, project: Seen, asked: Asked, work: Work) -> None:
    first, last = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
    wanted = Wanted(chosen_format(asked["format"], asked["edition"]), first, last, _language(asked), asked.get("since"))
    await prepare_long_report(by, project, wanted, work.files, work.watch, work.recorded)


async def _dossier(by: Identity, project: Seen, asked: Asked, work: Work) -> None:
    how = {"now": work.now, "zone": work.zone, "progress": work.watch.reach, "recorded": work.recorded}
    await make_dossier(by, project, scope_in(asked), _language(asked), work.files, **how)  # type: ignore[arg-type]  # each is what it is called


async def _package(by: Identity, project: Seen, asked: Asked, work: Work) -> None:
    await write_files(
        by,
        project,
        asked["package"],
        work.files,
        language=_language(asked),
        choice=asked["format"] or None,
        watch=work.watch,
        recorded=work.recorded,
    )


async def _check(by: Identity, project: Seen, asked: Asked, work: Work) -> None:
    package = await package_seen(by, project, asked["package"])
    if package.state is not PackageState.DRAFT:
        raise WrongState(NOT_NOW)
    # Marked before the rows are read: what comes between is told as a change.
    mark = await mark_of(project, package, await contents_now(by, project, package))
    found = await judged(by, project, package, work.today, work.files, work.watch)
    await work.found({"mark": mark, **found_told(project, found)})


async def _sheets(by: Identity, project: Seen, asked: Asked, work: Work) -> None:
    package = await package_seen(by, project, asked["package"])
    chosen = format_of(package)
    mark = await sheets_mark(project, package, await contents_of(by, project, package, work.files), chosen)
    async with ground_one_by_one(by, project, package, work.files, work.today, work.watch) as standing:
        ground = await as_decided(package, chosen, standing)
        figures = await asyncio.to_thread(figures_for, chosen, ground)
        language = _language(asked)
        own, grids = await books_beforehand(by, project, package, ground, language, work.files)
        await _drawn(work, chosen, figures, ground, language, {"mark": mark, "own": own}, grids)


async def _look(by: Identity, project: Seen, asked: Asked, work: Work) -> None:
    """What would be refused in a report of a period, and its sheets."""
    period = Period(date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"]))
    chosen, selection = chosen_format(asked["format"], asked["edition"]), Selection(period.first, period.last)
    given = await given_before(project, chosen, period.first, period.last)
    mark = await look_mark(project, await entries_summed(by, project, selection), given)
    async with streamed_ground(by, project, selection, period.last, work.watch) as ground:
        found = await found_in(project, chosen, ground, given, asked["since"])
        told = {"mark": mark, **await asyncio.to_thread(told_in_both, project, found)}
        await _drawn(work, chosen, found.figures, ground, _language(asked), told)


async def _filled(by: Identity, project: Seen, asked: Asked, work: Work) -> None:
    period = (date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"]))
    fill = shelf().for_period
    await fill(by, project, asked["template"], period, _language(asked), work.files, work.recorded)


async def _drawn(
    work: Work,
    chosen: Format,
    figures: Figures,
    ground: Ground,
    language: Language,
    told: Mapping[str, Any],
    own: Sequence[dict[str, Any]] = (),
) -> None:
    """The sheets drawn and kept page by page, with what is told of them; after them those of the funder's `own` workbooks."""
    drawn = await asyncio.to_thread(books, chosen, figures, wording(language), ground)
    places = places_in(drawn)
    keep = partial(keep_sheets, places=places, language=language, watch=work.watch, own=own)
    await work.found({**told, "files": files_of(chosen, drawn), "sheets": tabs_of(places), "kept_as": KEPT_AS}, keep)


async def _ready(by: Identity, project: Seen, asked: Asked, work: Work) -> None:
    """Freeze the draft and write its files; what a worker that was killed had frozen already goes on with its files."""
    package = await package_seen(by, project, asked["package"])
    if not package.frozen:
        which, how = (package.id, asked["version"], work.files, work.now, work.today), {"stamp": asked["stamp"]}
        try:
            await make_ready(by, project, *which, **how, watch=work.watch)
        except Changed as problem:
            raise WrongState(NOT_NOW) from problem
    await write_files(by, project, package.id, work.files, watch=work.watch, recorded=work.recorded)


MAKERS: Final[Mapping[What, Callable[[Identity, Seen, Asked, Work], Awaitable[None]]]] = {
    What.REPORT: _report,
    What.DOSSIER: _dossier,
    What.PACKAGE: _package,
    What.CHECK: _check,
    What.READY: _ready,
    What.SHEETS: _sheets,
    What.LOOK: _look,
    What.FILLED: _filled,
}
