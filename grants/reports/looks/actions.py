"""Sheets drawn by the worker, kept page by page so that a page of the tracker reads no more than it shows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from grants.reports.cells import Book, Sheet
from grants.reports.looks.queries import FIGURES, STOOD
from grants.reports.makings.rules import DRAWN
from grants.reports.models import SheetPage
from grants.reports.opened import Kept, kept_of
from grants.reports.previewed import Shown, head_shown, pages_shown
from grants.reports.watch import Watch
from grants.storage.database import insert_all, rows
from grants.values.language import Language

_MOST_KEPT: Final = 12  # of one project, over all its reports and packages
_LET_GO: Final = """
DELETE FROM report_making WHERE state = 'done' AND what = ANY($2::text[]) AND id IN (
  SELECT m.id FROM report_making m JOIN report_making n ON n.project_id = m.project_id
  WHERE n.id = $1 AND m.id < n.id AND m.what = ANY($2::text[]) AND m.state = 'done' ORDER BY m.id DESC OFFSET $3)
"""


async def keep_sheets(
    making_id: int, places: Sequence[tuple[Book, Sheet]], language: Language, watch: Watch, own: Sequence[Shown] = ()
) -> None:
    """Every page of these sheets, then those of the funder's `own` workbooks, and what opens behind their figures, in the
    transaction of their making.

    The oldest that are kept of the project are let go. `watch` counts the rows, of which few are in memory.
    Raises Interrupted.
    """
    watch.expect(sum(sheet.data for _book, sheet in places))
    for at, (book, sheet) in enumerate(places):
        await _keep(making_id, at, 0, await asyncio.to_thread(head_shown, book, sheet, language))
        pages, number = pages_shown(sheet, language), 0
        while page := await asyncio.to_thread(next, pages, None):
            number += 1
            await _keep(making_id, at, number, page)
            await watch.reach(watch.done + len(page), watch.of)
    for at, grid in enumerate(own, len(places)):
        await _keep(making_id, at, 0, grid)
    await _keep_opened(making_id, await asyncio.to_thread(kept_of, places, language, watch.look_up), watch)
    await rows(_LET_GO, making_id, [what.value for what in DRAWN], _MOST_KEPT - 1)


async def _keep_opened(making_id: int, kept: Kept, watch: Watch) -> None:
    """What opens behind the figures, beside the pages."""
    for number, stood in enumerate(kept.sets(), 1):
        await _keep(making_id, STOOD, number, stood)
        watch.look_up()
    for at, figures in enumerate(kept.figures):
        if figures:
            await _keep(making_id, at, FIGURES, figures)


async def _keep(making_id: int, sheet: int, page: int, content: Shown | list[Shown]) -> None:
    await insert_all(SheetPage, [{"making_id": making_id, "sheet": sheet, "page": page, "content": content}])
