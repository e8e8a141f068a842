"""Preparing a report: its files are written once, kept as they are, and entered in the history."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, BinaryIO

from grants.access import Identity, Permission, may
from grants.acting import Deed, acting
from grants.errors import NotAllowed, NotFound, Objected, Objection
from grants.funders.format import Format
from grants.funders.ground import Ground
from grants.funders.registry import UnknownFormat, format_named
from grants.projects.queries import Seen
from grants.reports.asked_figures import figures_for
from grants.reports.beside import warned_beside
from grants.reports.cells import Book
from grants.reports.drafts import documents_of
from grants.reports.editions import OF_PEOPLE
from grants.reports.figures import Figures
from grants.reports.grounds import report_ground
from grants.reports.grounds_entries import Selection
from grants.reports.models import Report, ReportFile
from grants.reports.particulars import Particulars
from grants.reports.progress import particulars_for
from grants.reports.queries import NOT_PREPARED, given_before, imported_until
from grants.reports.rules import objections, period_objections
from grants.reports.sheets import books, file_name
from grants.reports.stated import stated_figures, stated_totals
from grants.reports.streamed import streamed_ground
from grants.reports.verdict import warnings
from grants.reports.watch import Watch, nobody_waits
from grants.reports.workbook import write_into
from grants.storage.files import FileStore
from grants.values.language import N_, Language
from grants.values.wording import wording


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file of the package; its bytes lie in the file store under their sha256."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class PreparedReport:
    """What was prepared; `totals` with amounts as text beside their currency."""

    id: int
    files: tuple[PreparedFile, ...]
    totals: dict[str, Any]
    warned: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report is asked for: of a period, both days counted.

    Its inventory holds only what is new `since` the report of that id, where one is named.
    """

    format: Format
    first: date
    last: date
    language: Language
    since: int | None = None
    warned: bool = False  # tell also what does not stop the files

    @property
    def called(self) -> tuple[str, str]:
        """The name and the edition of its format."""
        return (self.format.code, self.format.edition)


Recorded = Callable[[int | None], Awaitable[None]]
"""Told of a report's id in the transaction in which it is entered."""


def chosen_format(code: str, edition: str | None = None, *, people: bool = False) -> Format:
    """The format of that code and edition (the newest when none is named). Raises NotFound naming those there are.

    Raises Objected for one that lists people, unless `people`.
    """
    try:
        chosen = format_named(code, edition)
    except UnknownFormat as unknown:
        raise NotFound(
            N_("There is no report format “{code}”. There are: {known}."),
            code=" ".join(part for part in (code, edition) if part),
            known=list(unknown.known),
        ) from None
    if chosen.of_people and not people:
        raise Objected([Objection(OF_PEOPLE, {"format": chosen.name}, place="format")])
    return chosen


async def prepare_report(
    by: Identity,
    project: Seen,
    format_code: str,
    edition: str | None,
    first: date,
    last: date,
    language: Language,
    files: FileStore,
    *,
    once: str = "",
    since: int | None = None,
) -> PreparedReport:
    """The files of a report for a period, both days counted: written, kept and entered in the history.

    The inventory holds only what is new `since` the report of that id, where one is named. Raises NotFound for a format
    that does not exist, Objected when the funder would refuse the files: then nothing is written.
    """
    chosen = chosen_format(format_code, edition)
    wanted = Wanted(chosen, first, last, language, since)
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        _refuse(period_objections(first, last))
        ground = await report_ground(by, project, Selection(first, last), last)
        made, figures, _ = await _made(project, wanted, ground, files, Watch())
        report_id = await entered(
            deed, by, project, wanted.called, wanted.language, figures, made, inventory_of(wanted.format, figures)
        )
    return PreparedReport(report_id, made, stated_totals(figures))


async def prepare_long_report(
    by: Identity, project: Seen, wanted: Wanted, files: FileStore, watch: Watch, recorded: Recorded = nobody_waits
) -> PreparedReport:
    """The same of so many expenses that they are read one by one, and written before the transaction begins.

    `recorded` is told of the report inside the transaction in which it is entered. Raises as `prepare_report` does, and
    Interrupted; should recording fail, bytes nobody names lie in the store.
    """
    if not may(by, Permission.PREPARE_REPORT, project.ref):
        raise NotAllowed(N_("Your role does not allow this."))
    _refuse(period_objections(wanted.first, wanted.last))
    chosen = Selection(wanted.first, wanted.last)
    async with streamed_ground(by, project, chosen, wanted.last, watch) as ground:
        made, figures, warned = await _made(project, wanted, ground, files, watch)
    async with acting(by, Permission.PREPARE_REPORT, project.ref) as deed:
        report_id = await entered(
            deed, by, project, wanted.called, wanted.language, figures, made, inventory_of(wanted.format, figures)
        )
        await recorded(report_id)
    return PreparedReport(report_id, made, stated_totals(figures), warned)


async def _made(
    project: Seen, wanted: Wanted, ground: Ground, files: FileStore, watch: Watch
) -> tuple[tuple[PreparedFile, ...], Figures, tuple[Objection, ...]]:
    """The files in the store, with the figures they show and, where wanted, what did not stop them. Raises Objected where the funder would refuse them."""
    figures = await asyncio.to_thread(figures_for, wanted.format, ground)
    figures = replace(figures, imported=await _imported(project, wanted))
    known = await particulars_for(wanted.format, project, ground)
    _refuse(await asyncio.to_thread(objections, wanted.format, figures, known, ground))
    warned: tuple[Objection, ...] = ()
    if wanted.warned:
        warned = await asyncio.to_thread(warnings, wanted.format, figures, known, ground)
        warned += await warned_beside(wanted.format, project, ground)
    made = await kept_files(wanted.format, figures, ground, known, wanted.language, files, watch)
    return made, figures, warned


async def entered(
    deed: Deed,
    by: Identity,
    project: Seen,
    called: tuple[str, str],
    language: Language,
    figures: Figures,
    made: Sequence[PreparedFile],
    beside: Mapping[str, Any] | None = None,
) -> int:
    """What was prepared, kept with its files and told in the history.

    `called` are the format's name and edition, `beside` what is kept with its figures.
    """
    name, edition = called
    first, last = figures.first, figures.last
    report = await Report.create(
        project_id=project.id,
        format=name,
        edition=edition,
        language=language,
        first_on=first,
        last_on=last,
        prepared_by_id=by.person_id,
        figures={**stated_figures(figures), **(beside or {})},
    )
    await ReportFile.bulk_create(
        [ReportFile(report_id=report.id, name=file.name, size=file.size, sha256=file.sha256) for file in made]
    )
    deed.happened(
        "report.prepared",
        "report",
        report.id,
        f"{name} {first.isoformat()} – {last.isoformat()}",
        after={
            "format": name,
            "edition": edition,
            "first_on": first,
            "last_on": last,
            "files": ", ".join(f"{file.name} {file.sha256}" for file in made),
        },
    )
    return int(report.id)


def inventory_of(format_: Format, figures: Figures) -> dict[str, list[int]]:
    """Which documents the file holds, where the next one must not hold them again."""
    return {"inventory": [paper.id for paper in figures.new_documents]} if format_.appended else {}


async def _imported(project: Seen, wanted: Wanted) -> frozenset[int]:
    """The documents that were in an inventory before. Raises Objected where no such report was prepared."""
    if wanted.since is None:
        return frozenset()
    given = await given_before(project, wanted.format, wanted.first, wanted.last)
    if wanted.since not in {report.id for report in given}:
        raise Objected([Objection(NOT_PREPARED, place="since")])
    return imported_until(given, wanted.since)


def _refuse(found: tuple[Objection, ...]) -> None:
    if found:
        raise Objected(found)


async def kept_files(
    chosen: Format,
    figures: Figures,
    ground: Ground,
    known: Particulars,
    language: Language,
    files: FileStore,
    watch: Watch | None = None,
) -> tuple[PreparedFile, ...]:
    """The files, written outside the event loop and kept; `watch` counts their rows. Raises Interrupted."""
    watch = watch or Watch()
    made = []
    for document in await asyncio.to_thread(documents_of, chosen, figures, known, language):
        kept = await files.keep(document.content, len(document.content))
        made.append(PreparedFile(document.name, kept.sha256, kept.size))
    drawn = await asyncio.to_thread(books, chosen, figures, wording(language), ground)
    watch.expect(sum(sheet.count for book in drawn for sheet in book.sheets))
    for book in drawn:
        kept = await files.keep_written(partial(_written, book, figures.last, watch))
        made.append(PreparedFile(file_name(book, figures), kept.sha256, kept.size))
    return tuple(made)


async def _written(book: Book, day: date, watch: Watch, into: BinaryIO) -> None:
    await asyncio.to_thread(write_into, into, book, day, watch.step)
