"""The draft of the technical report with the team in it: written, handed over and recorded, and kept nowhere."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from grants.access import Identity, Permission
from grants.acting import acting
from grants.errors import Objected, WrongState
from grants.funders.isun_xml import FIRST, TECHNICAL
from grants.projects.queries import Seen
from grants.reports.drafts import told
from grants.reports.grounded import figures_of
from grants.reports.grounds import report_ground
from grants.reports.grounds_entries import Selection
from grants.reports.particulars import MemberTold
from grants.reports.people_export import Exported
from grants.reports.progress import particulars_for
from grants.reports.rules_draft import (
    activities_known,
    contract_known,
    indicators_known,
    preparer_known,
    team_complete,
)
from grants.reports.team_sheet import NO_HOURS, Each, HoursRow, hours_rows, opened_numbers
from grants.reports.tree_file import written_tree
from grants.storage.sealed import Seal

CHECKS: Final = (contract_known, preparer_known, activities_known, indicators_known, team_complete)


async def export_technical(by: Identity, project: Seen, first: date, last: date, each: Each, seal: Seal) -> Exported:
    """The draft from one day to another, both counted, the team's hours a row for each day or month.

    Raises WrongState when no hours were approved then, Objected when the funder would refuse the draft. Who, when, which
    days, how many rows of the team and the sha256 are recorded; the file itself, full of personal numbers, is not kept.
    """
    async with acting(by, Permission.SEE_PERSONAL_NUMBERS, project.ref) as deed:
        found = await hours_rows(project, first, last, each)
        if not found:
            raise WrongState(NO_HOURS)
        numbers = await opened_numbers(deed, project, found, seal)
        ground = await report_ground(by, project, Selection(first, last), last)
        known = replace(await particulars_for(FIRST, project, ground), team=members_told(found, numbers))
        figures = figures_of(ground)
        refused = [objection for check in CHECKS for objection in check(FIRST, figures, known)]
        if refused:
            raise Objected(refused)
        content = await asyncio.to_thread(lambda: written_tree(TECHNICAL, told(TECHNICAL, figures, known)))
        exported = Exported(content, hashlib.sha256(content).hexdigest(), len(found))
        after = {"first_on": first, "last_on": last, "rows": exported.rows, "sha256": exported.sha256}
        deed.happened("team.exported", "team", None, after=after)
    return exported


def members_told(found: Sequence[HoursRow], numbers: Mapping[int, str]) -> tuple[MemberTold, ...]:
    """The rows of the team's sheet as the draft holds them."""
    return tuple(
        MemberTold(
            row.number,
            row.name,
            row.post,
            row.identifier,
            numbers.get(row.member_id, ""),
            row.engagement,
            row.day,
            row.hours,
            row.done,
            row.results,
        )
        for row in found
    )
