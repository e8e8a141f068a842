"""What was found about the rows of a table: a tag for each, fetched when the table stands, and read by itself from a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from grants.checks.lines import findings_by_line
from grants.checks.papers import findings_of_expense, findings_of_expenses
from grants.checks.rules import Finding, Level, gravest_first
from grants.expenses.queries import PAGE
from grants.portfolio.frame import base_of
from grants.values.language import N_
from grants.values.reading import whole_number
from grants.web.pages import Visit

# How the tag of a row looks, and what it says of the gravest of its findings.
_TONES: Mapping[Level, tuple[str, str]] = {
    "error": ("bad", N_("with an error")),
    "warning": ("warn", N_("with a warning")),
    "question": ("active", N_("with a question")),
}
OF_ONE: Mapping[str, str] = {
    "expense": N_("Only what was found about one expense and its document is shown."),
    "line": N_("Only what was found about one budget line is shown."),
}
# What the ledger and an expense's page say by themselves.
SAID_THERE = frozenset({"DUPLICATE_DOCUMENT", "DUPLICATE_ELSEWHERE"})
LOOKED_OVER = N_("The checks found nothing amiss in these rows.")


async def of_expenses(visit: Visit) -> Response:
    """The tags of the expenses on a page of the ledger, named in the address; as many as a page holds."""
    asked = map(whole_number, visit.query("ids").split("."))
    ids = [one for one in asked if one is not None][:PAGE]
    found = await findings_of_expenses(visit.by, visit.project, ids, visit.today)
    told = {row: [one for one in about if one.code not in SAID_THERE] for row, about in found.items()}
    return _tags(visit, "expense", told)


async def of_lines(visit: Visit) -> Response:
    """The tags of the budget lines."""
    return _tags(visit, "line", await findings_by_line(visit.by, visit.project, visit.today))


def _tags(visit: Visit, kind: str, found: Mapping[int, Sequence[Finding]]) -> Response:
    tags = [tag for row, about in found.items() if (tag := _tag(visit, kind, row, about))]
    rows = visit.words.count("{n} row on this page has findings.", "{n} rows on this page have findings.", len(tags))
    return visit.page("portfolio/_row_findings.html", {"tags": tags, "said": rows if tags else LOOKED_OVER})


def _tag(visit: Visit, kind: str, row: int, about: Sequence[Finding]) -> dict[str, Any] | None:
    """One row's tag with its sentences, the gravest first; nothing where nothing needs a look."""
    amiss = gravest_first(finding for finding in about if finding.level != "info")
    if not amiss:
        return None
    words, (tone, gravest) = visit.words, _TONES[amiss[0].level]
    return {
        "place": f"found-{row}",
        "tone": tone,
        "level": amiss[0].level,
        "count": words.count("{n} finding", "{n} findings", len(amiss)),
        "gravest": words.say(gravest),
        "sentences": [words.say(finding.sentence, **finding.facts) for finding in amiss],
        "url": f"{base_of(visit.project)}/findings?{kind}={row}",
    }


async def found_of_one(visit: Visit) -> tuple[str, tuple[Finding, ...]] | None:
    """The kind of the one row that the address names, and what was found about it; None where it names none."""
    for kind in OF_ONE:
        asked = whole_number(visit.query(kind))
        if asked is not None:
            if kind == "expense":
                return kind, await findings_of_expense(visit.by, visit.project, asked, visit.today)
            return kind, (await findings_by_line(visit.by, visit.project, visit.today)).get(asked, ())
    return None
