"""By what is told whether something found or drawn earlier still holds: another mark, and something has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from grants.access import Identity, Permission, may, own_part_only
from grants.audit.queries import trail_mark
from grants.projects.queries import Seen
from grants.reports.grounds_counted import Summed, stamp_of
from grants.reports.queries import GivenBefore

# What happens to these changes nothing that a report holds; whatever is not named here is taken to change it.
_NO_PART_OF_A_REPORT: Final = (
    *("making", "report", "dossier", "letter", "link", "comment", "matter", "calendar", "person"),
    *("deadline", "deadline_rule", "reminder_plan", "day_off", "duty", "keeping"),
)
_WHOLE: Final = "all"


async def ledger_mark(project: Seen) -> str:
    """Another one after every deed in a project, or in what all share, that a report could hold. One query."""
    return await trail_mark(project.id, _NO_PART_OF_A_REPORT)


def sight_of(by: Identity, project: Seen) -> str:
    """How much of a project somebody sees: what one has found or drawn is shown to whoever sees as much."""
    own = own_part_only(by, project.ref)
    sensitive = may(by, Permission.SEE_SENSITIVE, project.ref)
    if own is None and sensitive:
        return _WHOLE
    return (
        f"{own or _WHOLE}{'' if sensitive else f' of {by.person_id}'}"  # what one entered oneself is shown to oneself
    )


async def look_mark(project: Seen, sums: tuple[Summed, ...], given: Sequence[GivenBefore]) -> str:
    """Of a report of a period: its expenses, the files prepared before it, and everything else in the project. One query."""
    return f"{stamp_of(sums)} {max((one.id for one in given), default=0)} {await ledger_mark(project)}"
