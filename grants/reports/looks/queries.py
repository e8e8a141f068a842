"""Sheets that the worker drew, read a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grants.reports.makings.queries import read
from grants.reports.previewed import Shown
from grants.storage.database import rows


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
