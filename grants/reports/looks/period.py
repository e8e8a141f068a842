"""The page of a long report of a period: what the worker found in it and its sheets as it drew them, or that nobody asked yet."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from grants.reports.forms import Asked
from grants.reports.grounds_counted import Summed
from grants.reports.looks.marks import look_mark, sight_of
from grants.reports.looks.sheets import NO_SHEETS, At, drawn_before
from grants.reports.looks.shown import FOUND_THEN, Look, Says, Shown, looked
from grants.reports.makings.makers import look_asked
from grants.reports.makings.rules import What
from grants.reports.rules import Period
from grants.values.language import N_
from grants.web.pages import Visit

_SAYS: Final = Says(
    going={What.LOOK: N_("The report is being checked and its sheets are drawn.")},
    failed={What.LOOK: N_("The report could not be checked:")},
    never=N_(
        "The report is long, so the worker checks it and draws its sheets while you go on working. Nobody asked for that yet."
    ),
    stale=N_("Checked on {moment}. Since then something in the project changed; have it checked again."),
    fresh=N_("Checked on {moment}; nothing changed in the project since."),
    then=FOUND_THEN,
    ask=N_("Check it and draw the sheets"),
    again=N_("Check it and draw the sheets again"),
)


def page_of(visit: Visit) -> str:
    """The page of the reports of a project."""
    return f"/projects/{visit.project.code}/reports"


def at_sheet(visit: Visit, wanted: Asked) -> At:
    """Where the sheets of a report are shown."""

    def at(sheet: int, page: int) -> str:
        asked = {**wanted.typed, "sheet": sheet, **({"page": page} if page > 1 else {})}
        return f"{page_of(visit)}?{urlencode(asked)}#sheets"

    return at


def behind_sheet(visit: Visit, wanted: Asked) -> str:
    """Where the expenses behind the figures of its sheets are shown."""
    return f"{page_of(visit)}/behind?{urlencode(wanted.typed)}"


async def looked_before(visit: Visit, wanted: Asked, period: Period, sums: tuple[Summed, ...]) -> Shown:
    """What the worker found, how it stands with that, and the sheet asked for. Four queries."""
    sight = sight_of(visit.by, visit.project)
    look = Look(
        What.LOOK,
        look_asked(wanted.format, period, wanted.language, wanted.since, sight),
        await look_mark(visit.project, sums, wanted.given),
        _SAYS,
        f"{page_of(visit)}?{urlencode(wanted.typed)}",
        f"{page_of(visit)}/look",
        wanted.typed,
    )
    known, long = await looked(visit, look)
    if known is None:
        return {**_unknown(visit, sums), **NO_SHEETS, "long": long}
    sheets = await drawn_before(visit, known, at_sheet(visit, wanted), behind_sheet(visit, wanted))
    told = {**known.told[visit.language], "files": known.told["files"]}
    return {**told, **sheets, "refused": known.told["refused"] and not long["stale"], "long": long}


def _unknown(visit: Visit, sums: tuple[Summed, ...]) -> Shown:
    """What is known of a report that nobody looked at: how many expenses it takes, and what they add up to."""
    words = visit.words
    facts = [
        (words.say(N_("Expenses")), words.number(sum(one.count for one in sums))),
        (words.say(N_("Claimed")), words.list([words.amount(one.claimed) for one in sums])),
    ]
    return {"facts": facts, "left_out": "", "findings": [], "refused": False, "files": 0}
