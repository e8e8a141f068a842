"""Keeping a funder's own workbook, saying what its cells show, and filling it for a period."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from grants.access import Identity, Permission
from grants.acting import acting
from grants.errors import NotFound, Objected, Objection
from grants.filling.mapping import NOTHING_MAPPED, filled_for, is_column, problem_with
from grants.filling.models import OwnCell, OwnTemplate
from grants.filling.preview import words_beside
from grants.filling.queries import TemplateSeen, template_bytes, template_seen
from grants.filling.showing import Mapped, Reported
from grants.filling.template import Template, read_template
from grants.funders.registry import FORMATS
from grants.projects.queries import Seen
from grants.reports.actions import PreparedFile, PreparedReport, Recorded, entered
from grants.reports.cells import Book
from grants.reports.grounded import figures_of
from grants.reports.grounds import report_ground
from grants.reports.grounds_entries import Selection
from grants.reports.rules import period_objections
from grants.reports.sheets import file_name
from grants.reports.stated import stated_totals
from grants.reports.watch import nobody_waits
from grants.storage.database import rows
from grants.storage.files import FileStore
from grants.values.files import kept_name
from grants.values.language import N_, Language
from grants.values.wording import wording

NAME_MISSING = N_("Give the template a name.")
NAME_LONG = N_("Give it a shorter name: at most {limit} signs.")
NAME_TAKEN = N_("There is a template of this name already. Open it to upload a new version, or choose another name.")
MOST_NAME = 40
_FORMAT_CODES = frozenset(one.code for one in FORMATS)


def _refuse(found: Sequence[Objection]) -> None:
    if found:
        raise Objected(tuple(found))


async def upload_template(
    by: Identity,
    project: Seen,
    name: str,
    file: tuple[str, bytes],
    files: FileStore,
    limit: int,
    now: datetime,
    *,
    once: str = "",
) -> int:
    """A new template under a name of its own. Raises Objected when it can't be filled, and then nothing is kept."""
    if not name:
        _refuse([Objection(NAME_MISSING, place="name")])
    if len(name) > MOST_NAME:
        _refuse([Objection(NAME_LONG, {"limit": MOST_NAME}, place="name")])
    await _read(file[1])
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        await rows("SELECT id FROM organisation WHERE id = $1 FOR NO KEY UPDATE", project.kept_by_id)
        if name in _FORMAT_CODES or await OwnTemplate.filter(organisation_id=project.kept_by_id, name=name).exists():
            _refuse([Objection(NAME_TAKEN, place="name")])
        told = await _stored(by, file, files, limit, now)
        made = await OwnTemplate.create(organisation_id=project.kept_by_id, name=name, **told)
        deed.happened("own_template.added", "own_template", made.id, name, after={"name": name, **_said(told)})
        return int(made.id)


async def upload_version(
    by: Identity,
    project: Seen,
    template_id: int,
    file: tuple[str, bytes],
    files: FileStore,
    limit: int,
    now: datetime,
    *,
    once: str = "",
) -> None:
    """A new version of a template's file; what its cells show stays. Raises Objected when it can't be filled."""
    await _read(file[1])
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        seen = await _held(by, project, template_id)
        told = await _stored(by, file, files, limit, now)
        await OwnTemplate.filter(id=seen.id).update(edition=seen.edition + 1, **told)
        before = {"edition": seen.edition, "file_name": seen.file_name, "sha256": seen.sha256}
        after = {"edition": seen.edition + 1, **_said(told)}
        deed.happened("own_template.changed", "own_template", seen.id, seen.name, before=before, after=after)


async def _read(content: bytes) -> Template:
    try:
        return await asyncio.to_thread(read_template, content)
    except Objected as problem:
        raise Objected([Objection(one.sentence, one.facts, place="file") for one in problem.objections]) from None


async def _stored(by: Identity, file: tuple[str, bytes], files: FileStore, limit: int, now: datetime) -> dict[str, Any]:
    kept = await files.keep(file[1], limit)
    return {
        "file_name": kept_name(file[0]) or "?",
        "sha256": kept.sha256,
        "size": kept.size,
        "here": True,
        "uploaded_at": now,
        "uploaded_by_id": by.person_id,
    }


def _said(told: dict[str, Any]) -> dict[str, Any]:
    return {"file_name": told["file_name"], "sha256": told["sha256"]}


async def _held(by: Identity, project: Seen, template_id: int) -> TemplateSeen:
    """The template as it stands, held until the change is done."""
    await rows("SELECT id FROM own_template WHERE id = $1 FOR UPDATE", template_id)
    return await template_seen(by, project, template_id)


async def remove_template(by: Identity, project: Seen, template_id: int, *, once: str = "") -> None:
    """A template that is no longer used, with what its cells show; the files filled from it stay."""
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        seen = await _held(by, project, template_id)
        await OwnTemplate.filter(id=seen.id).delete()
        before = {"name": seen.name, "edition": seen.edition, "sha256": seen.sha256}
        deed.happened("own_template.removed", "own_template", seen.id, seen.name, before=before)


# --- what its cells show ----------------------------------------------------------------------------------------------


async def map_cell(
    by: Identity, project: Seen, template_id: int, mapped: Mapped, files: FileStore, *, once: str = ""
) -> None:
    """What a cell shows from now on, or a column from it downward; what it showed before is replaced.

    Raises Objected where nothing can be written into that cell.
    """
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        seen = await _held(by, project, template_id)
        template = await _read(await template_bytes(seen, files))
        chosen = await asyncio.to_thread(_beside, template, mapped)
        same = next(
            (one for one in seen.cells.items() if (one[1].sheet, one[1].cell) == (mapped.sheet, mapped.cell)), None
        )
        if same:
            await OwnCell.filter(id=same[0]).update(shows=chosen.shows, beside=chosen.beside)
        else:
            await OwnCell.create(
                template_id=seen.id, sheet=chosen.sheet, cell=chosen.cell, shows=chosen.shows, beside=chosen.beside
            )
        where = f"{chosen.sheet} {chosen.cell}"
        before = {where: same[1].shows, "beside": same[1].beside} if same else {}
        after = {where: chosen.shows, "beside": chosen.beside}
        deed.happened("own_template.mapped", "own_template", seen.id, seen.name, before=before, after=after)


def _beside(template: Template, mapped: Mapped) -> Mapped:
    """The cell with the words beside it in this version of the file. Raises Objected where it can't be filled."""
    if mapped.sheet in template.sheets:
        column = is_column(mapped.shows)
        beside = words_beside(template, mapped.sheet, mapped.place, column=column)
        mapped = Mapped(mapped.sheet, mapped.cell, mapped.shows, beside)
    problem = problem_with(template, mapped)
    if problem:
        raise Objected([Objection(problem.sentence, problem.facts, place="cell")])
    return mapped


async def unmap_cell(by: Identity, project: Seen, template_id: int, cell_id: int, *, once: str = "") -> None:
    """A cell that shows nothing any more."""
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        seen = await _held(by, project, template_id)
        mapped = seen.cells.get(cell_id)
        if mapped is None:
            raise NotFound
        await OwnCell.filter(id=cell_id).delete()
        before = {f"{mapped.sheet} {mapped.cell}": mapped.shows}
        deed.happened("own_template.unmapped", "own_template", seen.id, seen.name, before=before)


# --- filling it -------------------------------------------------------------------------------------------------------


async def fill_template(
    by: Identity,
    project: Seen,
    template_id: int,
    period: tuple[date, date],
    language: Language,
    files: FileStore,
    *,
    once: str = "",
    recorded: Recorded = nobody_waits,
) -> PreparedReport:
    """The template filled for a period, both days counted: kept, and entered in the history like any report.

    `recorded` is told of the report in the transaction in which it is entered. Raises Objected with every cell that can't be filled; then nothing is written.
    """
    first, last = period
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        _refuse(period_objections(first, last))
        seen = await template_seen(by, project, template_id)
        if not seen.cells:
            _refuse([Objection(NOTHING_MAPPED)])
        ground = await report_ground(by, project, Selection(first, last), last)
        reported = Reported(ground, await asyncio.to_thread(figures_of, ground), wording(language))
        template = await _read(await template_bytes(seen, files))
        content = await asyncio.to_thread(filled_for, template, tuple(seen.cells.values()), reported)
        kept = await files.keep(content, len(content))
        name = file_name(Book(seen.name, "", "", ""), reported.figures)
        made = (PreparedFile(name, kept.sha256, kept.size),)
        called = (seen.name, str(seen.edition))
        report_id = await entered(deed, by, project, called, language, reported.figures, made)
        await recorded(report_id)
    return PreparedReport(report_id, made, stated_totals(reported.figures))
