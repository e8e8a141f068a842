"""The budget as a tree or in another cut: approved, spent, committed and left, in figures and in pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.budget.queries import terms_of
from grants.budget.versions import versions_section
from grants.entries.queries import project_row
from grants.portfolio.budget_said import FIRST, Said, group_rows, headings, line_rows
from grants.portfolio.budget_totals import FORECAST_MADE, breakdown, notes, tiles, total_rows
from grants.portfolio.cuts import CUTS, Cut, amount_of, budget_of, made_of, names_of, sums_by, working_lines
from grants.portfolio.drawn import by_chapter, sources, spent_sources, standing_bars
from grants.portfolio.frame import base_of
from grants.portfolio.sources_tab import Wholes, sources_shown
from grants.portfolio.standing import Figures, grouped, in_budget, standings, unnamed, whole
from grants.portfolio.tables import tables_of
from grants.projects.queries import Seen
from grants.values.language import Text
from grants.web.pages import Visit

Row = Mapping[str, Any]
_OWN_PAGES = ("source", "opening")  # these stand on this page in their own way


async def budget(visit: Visit) -> Response:
    """The budget in the cut its address names, with what was spent and is left."""
    seen: Seen = visit.project
    words, by, may_edit = visit.words, visit.by, visit.may(Permission.EDIT_BUDGET)
    cut = Cut(visit.query("by")) if visit.query("by") in CUTS else Cut.LINE
    terms, named, working = (
        await terms_of(seen.id, visit.today),
        await names_of(by, seen),
        await working_lines(by, seen),
    )
    of = await budget_of(by, seen, await project_row(seen), visit.today, working)
    known = {line["id"] for line in of.lines}
    extra = [row for row in working if row["line_id"] not in known]
    shown = standings(of)
    total = whole(shown, of, sum(in_budget(amount_of(row), of.currency) or 0 for row in extra))
    made = await made_of(by, seen, of.currency)
    said = Said.of(words, base_of(seen), of, total, made, at_once=terms.convert_total, may_edit=may_edit)
    rest = unnamed(of)
    partners = grouped(shown, await sums_by(Cut.PARTNER, by, seen, of.currency), key_of(Cut.PARTNER), rest)
    if cut is Cut.LINE:
        rows = line_rows(said, shown, named, extra)
    elif cut is Cut.PARTNER:
        rows = group_rows(said, cut, partners, named)
    else:
        groups = grouped(shown, await sums_by(cut, by, seen, of.currency), key_of(cut), rest)
        rows = group_rows(said, cut, groups, named)
    funding = await sources_shown(
        by, seen, Wholes.of(of, total, partners), terms.share_rule, named["partner"], words, may_edit=may_edit
    )
    context = {
        "cuts": [(words.say(label), f"?by={name}", name == cut) for name, label in CUTS.items()],
        "by_line": cut is Cut.LINE,
        "currency_said": said.currency_said,
        "first_heading": words.say(FIRST[cut]),
        "columns": headings(said),
        "rows": rows,
        "totals": total_rows(said) if rows else [],
        "tiles": tiles(said) if total else [],
        "notes": notes(said, rest),
        "forecast_made": words.say(FORECAST_MADE) if total.foreseen else "",
        "breakdown": breakdown(said),
        "chapters": standing_bars(by_chapter(shown, words), of.currency, words) if len(shown) > 1 else None,
        "partners": standing_bars(_called(partners, named, said), of.currency, words) if len(partners) > 1 else None,
        "funding": funding,
        "sources": sources(funding["rows_of_source"], words) if funding else None,
        "paid_by": spent_sources(made, of.currency, words),
        "tables": await tables_of(visit, "budget", without=_OWN_PAGES),
        "may_add": may_edit,
        "v": await versions_section(visit),
    }
    return visit.page("budget/budget.html", context)


_COLUMNS = {Cut.PARTNER: "partner_id", Cut.ACTIVITY: "activity_id", Cut.YEAR: "year", Cut.CATEGORY: "category"}


def key_of(cut: Cut) -> Callable[[Row], str | None]:
    """Under which key of a cut a line is counted, as the sums of what was claimed name it."""

    def key(line: Row) -> str | None:
        value = line[_COLUMNS[cut]]
        return None if value is None or value in {"", "none"} else str(value)

    return key


def _called(
    partners: Mapping[str | None, Figures], named: Mapping[str, Mapping[int, Row]], said: Said
) -> list[tuple[str, Figures]]:
    """The partners in their order, by name."""
    found = []
    for key, row in named["partner"].items():
        if str(key) in partners:
            label = f"{row['number']} {Text(row['bg'], row['en']).in_(said.words.language)}"
            found.append((label, partners[str(key)]))
    return found
