"""Sheets that the worker drew, read a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from grants.reports.makings.queries import read
from grants.reports.opened import Opened, read_back
from grants.reports.previewed import Shown
from grants.storage.database import rows

FIGURES: Final = -1
"""The page of a sheet on which what opens behind its figures is kept, by their places."""
STOOD: Final = -1
"""The sheet on whose pages the expenses are kept that stand behind figures, a page for each set of them."""


async def heads_kept(making_id: int, sheets: Sequence[int]) -> dict[int, Shown]:
    """The heads of these sheets, which of a workbook of the funder's own are all that is shown of it. One query."""
    found = await rows(
        "SELECT sheet, content FROM report_sheet_page WHERE making_id = $1 AND page = 0 AND sheet = ANY($2::int[])",
        *(making_id, list(sheets)),
    )
    return {row["sheet"]: read(row["content"]) for row in found}


async def sheet_kept(making_id: int, sheet: int, page: int) -> Shown | None:
    """One page of a sheet with its head and its totals; None where it is not kept any more. One query."""
    found: dict[int, Any] = {
        row["page"]: read(row["content"])
        for row in await rows(
            "SELECT page, content FROM report_sheet_page WHERE making_id = $1 AND sheet = $2 AND page IN (0, $3)",
            *(making_id, sheet, page),
        )
    }
    head: Shown | None = found.pop(0, None)
    return head and {**head, **({"rows": found[page]} if page in found else {})}


_FIGURE: Final = """
SELECT f.content -> $3::text AS figure, s.content AS stood, h.content ->> 'name' AS sheet
FROM report_sheet_page f JOIN report_sheet_page h ON h.making_id = f.making_id AND h.sheet = f.sheet AND h.page = 0
JOIN report_sheet_page s ON s.making_id = f.making_id AND s.sheet = $4 AND s.page = (f.content -> $3::text ->> 0)::int
WHERE f.making_id = $1 AND f.sheet = $2 AND f.page = $5
"""


async def figure_kept(making_id: int, sheet: int, at: str) -> tuple[str, Opened] | None:
    """What opens behind a figure, with what its sheet is called; None where nothing does. One query."""
    found = await rows(_FIGURE, making_id, sheet, at, STOOD, FIGURES)
    return (found[0]["sheet"], read_back(read(found[0]["figure"]), read(found[0]["stood"]))) if found else None
