"""An organisation's workbooks as report packages take them: offered, judged as they stand now, filled as they were frozen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from grants.access import Identity
from grants.errors import NotFound, Objected, Objection
from grants.filling.actions import fill_template
from grants.filling.laid_over import laid_over
from grants.filling.mapping import NOTHING_MAPPED, filled_for
from grants.filling.queries import TemplateSeen, template_bytes, template_seen, templates_seen
from grants.filling.showing import Mapped, Reported
from grants.filling.template import read_template
from grants.funders.ground import Ground
from grants.projects.queries import Seen
from grants.reports.actions import PreparedFile, Recorded
from grants.reports.cells import Book
from grants.reports.grounded import figures_of
from grants.reports.packages.books.shelf import BookJudged, BookKept, BookSeen, Offered, Shelf
from grants.reports.sheets import file_name
from grants.storage.files import FileStore
from grants.values.language import LANGUAGES, N_, Language, Text
from grants.values.wording import wording

OF_WORKBOOK = N_("Workbook “{workbook}”: {problem}")


async def _offered(by: Identity, project: Seen) -> Sequence[Offered]:
    return [Offered(one.id, one.name) for one in await templates_seen(by, project)]


async def _judged(
    by: Identity, project: Seen, template_id: int, ground: Ground, language: Language, files: FileStore
) -> BookJudged | None:
    """How it would be frozen, with everything for which it can't be filled: it is filled to find out, and not kept."""
    try:
        seen = await template_seen(by, project, template_id)
    except NotFound:
        return None
    return BookJudged(_kept(seen), tuple(_of(seen, one) for one in await _problems(seen, ground, language, files)))


async def _standing(by: Identity, project: Seen, template_id: int) -> BookKept | None:
    try:
        return _kept(await template_seen(by, project, template_id))
    except NotFound:
        return None


async def _seen(kept: BookKept, ground: Ground, language: Language, files: FileStore, sheet: int) -> BookSeen:
    return await asyncio.to_thread(_looked, await files.read(kept.sha256), kept, ground, language, sheet)


def _looked(content: bytes, kept: BookKept, ground: Ground, language: Language, sheet: int) -> BookSeen:
    reported = Reported(ground, figures_of(ground), wording(language))
    return laid_over(read_template(content), tuple(Mapped(*cell) for cell in kept.cells), reported, sheet)


def _kept(seen: TemplateSeen) -> BookKept:
    cells = tuple((one.sheet, one.cell, one.shows, one.beside) for one in seen.cells.values())
    return BookKept(seen.name, seen.edition, seen.file_name, seen.sha256, cells)


async def _problems(seen: TemplateSeen, ground: Ground, language: Language, files: FileStore) -> tuple[Objection, ...]:
    if not seen.cells:
        return (Objection(NOTHING_MAPPED),)
    try:
        await asyncio.to_thread(_written, await template_bytes(seen, files), _kept(seen), ground, language)
    except Objected as problem:
        return problem.objections
    except NotFound as problem:
        return (Objection(problem.sentence, problem.facts),)
    return ()


def _of(seen: TemplateSeen, one: Objection) -> Objection:
    """A problem, said of the workbook; where it is put right stands beside it."""
    problem = Text(*(wording(language).say(one.sentence, **one.facts) for language in LANGUAGES))
    facts = {"workbook": seen.name, "problem": problem, "template_id": seen.id}
    return Objection(OF_WORKBOOK, facts, sheet=one.sheet, row=one.row, column=one.column)


def _written(template: bytes, kept: BookKept, ground: Ground, language: Language) -> tuple[str, bytes]:
    """What the filled file is called, and the file. Raises Objected."""
    figures = figures_of(ground)
    cells = tuple(Mapped(*cell) for cell in kept.cells)
    content = filled_for(read_template(template), cells, Reported(ground, figures, wording(language)))
    return file_name(Book(kept.name, "", "", ""), figures), content


async def _filled(kept: BookKept, ground: Ground, language: Language, files: FileStore) -> PreparedFile:
    """The workbook as it was frozen, filled from a ground and kept. Raises NotFound where its file is gone."""
    name, content = await asyncio.to_thread(_written, await files.read(kept.sha256), kept, ground, language)
    made = await files.keep(content, len(content))
    return PreparedFile(name, made.sha256, made.size)


async def _for_period(
    by: Identity,
    project: Seen,
    template_id: int,
    period: tuple[date, date],
    language: Language,
    files: FileStore,
    recorded: Recorded,
) -> None:
    await fill_template(by, project, template_id, period, language, files, recorded=recorded)


OWN_WORKBOOKS = Shelf(_offered, _judged, _filled, _standing, _seen, _for_period)
