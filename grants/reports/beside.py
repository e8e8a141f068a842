"""What is asked beside a report's ground, which holds neither hours nor the table of rates: whether people of the project are
claimed for more days of a year than it holds, and whether each expense is at the rate that the report's rule gives.

Source: Annotated Grant Agreement v2.0, art. 6.2.A: at most 215 day-equivalents of a full post for a person and calendar year.
"""

from __future__ import annotations

import asyncio
from typing import Final

from grants.checks.hours import above_days_by_year
from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.ground import Ground
from grants.projects.queries import Seen
from grants.rates.queries import rates_for
from grants.reports.rules_rated import converted_in, rates_apart
from grants.values.language import N_

CHECK: Final = "days_of_staff"
ONE_ABOVE: Final = N_(
    "The hours of one person of the team come to more than 215 day-equivalents of a full post in {year}, over all projects of the "
    "organisation. More than these are not paid by all EU grants together."
)
SOME_ABOVE: Final = N_(
    "The hours of {count} people of the team come to more than 215 day-equivalents of a full post in {year}, over all projects of "
    "the organisation. More than these are not paid by all EU grants together."
)


async def warned_beside(format_: Format, project: Seen, ground: Ground) -> tuple[Objection, ...]:
    """All of it: nothing of this stops the files. Three queries at most."""
    return (*await _rates_warned(format_, project, ground), *await staff_warned(format_, project, ground))


async def _rates_warned(format_: Format, project: Seen, ground: Ground) -> tuple[Objection, ...]:
    currencies = converted_in(ground)
    if not currencies:
        return ()
    rates = await rates_for(project.id, currencies, ground.last)
    return await asyncio.to_thread(lambda: tuple(rates_apart(format_, ground, rates)))


async def staff_warned(format_: Format, project: Seen, ground: Ground) -> tuple[Objection, ...]:
    """The years of the report in which somebody has too many days, without a name: who reads a report need not see the team.

    Nothing where the form does not ask it, and of one partner's part. Two queries.
    """
    if CHECK not in format_.checks or not ground.is_whole:
        return ()
    found = await above_days_by_year(project.id)
    return tuple(
        Objection(ONE_ABOVE if count == 1 else SOME_ABOVE, {"year": str(year), "count": count, "tab": "team"})
        for year, count in sorted(found.items())
        if ground.first.year <= year <= ground.last.year
    )
