"""What the checks found in a project: on a page of their own, at a glance on the overview, and beside one expense."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from grants.access import ROWS as ROW_RULES
from grants.checks.papers import findings_of_expense
from grants.checks.queries import findings_of
from grants.checks.rules import ORDER, Finding, Level, gravest_first, told_together
from grants.entries.kinds import BY_NAME
from grants.portfolio.frame import base_of
from grants.portfolio.row_findings import OF_ONE, SAID_THERE, found_of_one
from grants.values.language import N_
from grants.web.pages import Visit

_AT_A_GLANCE = 6
_ROWS = 200  # of findings told together; more are read from the table itself
_LEVELS: dict[Level, str] = {
    "error": N_("Errors"),
    "warning": N_("Warnings"),
    "question": N_("Questions"),
    "info": N_("For your information"),
}
# What an expense's page says by itself.
_SAID_THERE = SAID_THERE | {"ISUN_FILE_SIZE"}


async def findings(visit: Visit) -> Response:
    """Everything the checks found in a project, the gravest first; of one level or one row where the address says so."""
    of_one = await found_of_one(visit)
    found = of_one[1] if of_one else await findings_of(visit.by, visit.project, visit.today)
    told = gravest_first(told_together(found))
    level = "" if of_one else visit.query("level")
    chosen = [finding for finding in told if level not in _LEVELS or finding.level == level]
    context = {
        "groups": [
            {"level": one, "heading": visit.words.say(_LEVELS[one]), "found": shown}
            for one in ORDER
            if (shown := [_shown(finding, visit) for finding in chosen if finding.level == one])
        ],
        "levels": [] if of_one else _levels(visit, Counter(finding.level for finding in told), level),
        "only": visit.words.say(OF_ONE[of_one[0]]) if of_one else "",
        "all_url": f"{base_of(visit.project)}/findings",
        "any": bool(told),
    }
    return visit.page("portfolio/findings.html", context)


def _levels(visit: Visit, counts: Counter[Level], level: str) -> list[dict[str, Any]]:
    """The levels with how many there are of each, as the ways to read only these; nothing where there is one level."""
    if len(counts) < 2:
        return []
    base = f"{base_of(visit.project)}/findings"
    listed = [(visit.words.say(N_("All")), counts.total(), "")]
    listed += [(visit.words.say(_LEVELS[one]), counts[one], one) for one in ORDER if counts[one]]
    return [
        {
            "label": label,
            "count": visit.words.number(count),
            "url": f"{base}?{urlencode({'level': one})}" if one else base,
            "here": one == (level if level in _LEVELS else ""),
        }
        for label, count, one in listed
    ]


async def glance(visit: Visit) -> Response:
    """The gravest of what was found, for the overview; fetched by itself, since it looks at every row."""
    found = await findings_of(visit.by, visit.project, visit.today)
    amiss = gravest_first(told_together([finding for finding in found if finding.level != "info"]))
    shown = [_shown(finding, visit) for finding in amiss[:_AT_A_GLANCE]]
    return visit.page("portfolio/_findings.html", {"found": shown, "nothing": N_("Nothing needs correcting.")})


async def of_expense(visit: Visit) -> Response:
    """What was found about one expense and its document, beyond what its page says by itself."""
    found = await findings_of_expense(visit.by, visit.project, visit.number_in_path("id"), visit.today)
    shown = [_shown(finding, visit) for finding in gravest_first(found) if finding.code not in _SAID_THERE]
    for one in shown:
        one["url"] = one["row"] = None  # the row is the one looked at
    return visit.page("portfolio/_findings.html", {"found": shown, "nothing": ""})


def _shown(finding: Finding, visit: Visit) -> dict[str, Any]:
    """A finding as its list shows it: its sentence, where it is, and the way there."""
    words = visit.words
    return {
        "level": finding.level,
        "sentence": words.say(finding.sentence, **finding.facts),
        "row": _where(finding, visit),
        "url": _way(finding, visit),
        "rows": [_told(one, visit) for one in finding.rows[:_ROWS]],
        "more": words.say(N_("and {count} more"), count=len(finding.rows) - _ROWS) if len(finding.rows) > _ROWS else "",
    }


def _told(finding: Finding, visit: Visit) -> dict[str, Any]:
    return {"row": _where(finding, visit) or visit.words.say(N_("Project")), "url": _way(finding, visit)}


def _where(finding: Finding, visit: Visit) -> str:
    """The row in words: “Supporting document 12”; nothing for the project itself or for rows told together."""
    kind = BY_NAME[finding.kind]
    if kind.name == "project" or finding.rows:
        return ""
    return f"{visit.words.say(kind.record.singular if finding.number else kind.record.plural)} {finding.number}".strip()


def _way(finding: Finding, visit: Visit) -> str | None:
    """Where the row is opened, or else read: its own page, its form for those who may change it, or its table."""
    base, kind, row = base_of(visit.project), BY_NAME[finding.kind], finding.row_id
    if kind.name == "project" or finding.rows:
        return None
    if row is not None and kind.name in ("expense", "document"):
        return f"{base}/{kind.record.tab if kind.name == 'expense' else 'documents'}/{row}"
    if kind.name in ("version", "version_line", "move"):  # read there, and changed there
        below = "moves" if kind.name == "move" else "versions"
        return f"{base}/budget/{below}" + ("" if row is None or kind.name == "version_line" else f"/{row}")
    if row is not None and visit.may(ROW_RULES[kind.name][1]):
        return f"{base}/rows/{kind.name}/{row}"
    tab = "details" if kind.record.tab == "overview" else kind.record.tab
    return f"{base}/{tab}#{kind.name}"
