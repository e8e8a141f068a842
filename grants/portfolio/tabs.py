"""The tabs of a project that are read and led on from: overview, partners, work plan, indicators, budget, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from grants.access import Permission, own_part_only, sees_all_money
from grants.budget.queries import terms_of
from grants.budget.rules import Standing
from grants.correspondence.queries import unanswered
from grants.door.queries import parties
from grants.entries.kinds import BY_NAME
from grants.entries.queries import choices_for, project_row, rows_of
from grants.portfolio.cuts import glance_of
from grants.portfolio.drawn import burn, by_chapter, gantt, sources, spent_sources, standing_bars
from grants.portfolio.frame import base_of
from grants.portfolio.partners.shown import missing as awaited_of
from grants.portfolio.queries import history_of
from grants.portfolio.standing import Budget, Figures, converted, standings, whole
from grants.portfolio.tables import tables_of
from grants.portfolio.wording import deed_said, differences
from grants.projects.queries import Seen
from grants.projects.rules import AMOUNT_KINDS
from grants.storage.columns import money, text
from grants.storage.database import rows
from grants.values.language import N_, Text
from grants.values.money import Money, in_euro
from grants.values.places import page_of
from grants.values.reading import whole_number
from grants.values.wording import Wording
from grants.web.pages import Visit

Row = Mapping[str, Any]
_LATEST, _PAGE = 4, 60


async def overview(visit: Visit) -> Response:
    """A project at a glance."""
    seen: Seen = visit.project
    words = visit.words
    row = await project_row(seen)
    if not sees_all_money(visit.by, seen.ref):
        row["total_cents"] = None
    found = {
        name: await rows_of(BY_NAME[name], visit.by, seen)
        for name in ("objective", "target_group", "activity", "source", "deadline")
    }
    sees_money = visit.may(Permission.SEE_MONEY)
    pictures = await _money_pictures(visit, row, found["source"]) if sees_money else {}
    context = {
        "may_edit": visit.may(Permission.EDIT_PROJECT),
        "edit_url": f"{base_of(seen)}/edit",
        "may_export": visit.may(Permission.EXPORT_PROJECT),
        "aim": next((text(o, "wording") for o in found["objective"] if o["kind"] != "specific"), None)
        or text(row, "summary"),
        "facts": _facts(row, found, await _partners(visit), await _called(seen), words),
        "due": [*await _awaited(visit), *_due(found["deadline"], visit.today, words, base_of(seen))],
        "unanswered": _unanswered(await unanswered(visit.by, seen), visit.today, words, base_of(seen)),
        "found_url": f"{base_of(seen)}/findings",
        "latest": await _latest(visit, seen),
        "history_url": f"{base_of(seen)}/history",
        "plan": gantt(found["activity"], visit.today, words, base_of(seen)),
        "more_url": f"{base_of(seen)}/details",
        **(_NO_MONEY | pictures),
    }
    return visit.page("portfolio/overview.html", context)


_NO_MONEY: dict[str, Any] = {"figures": [], "sources": None, "paid_by": None, "burning": None, "chapters": None}


async def _money_pictures(visit: Visit, row: Row, stated: Sequence[Row]) -> dict[str, Any]:
    """The figures that matter and the pictures of money; of one partner's part, for a partner."""
    seen, words = visit.project, visit.words
    budget, made = await glance_of(visit.by, seen, row, visit.today)
    shown = standings(budget)
    total, terms = whole(shown, budget), await terms_of(seen.id)
    return {
        "figures": _figures(row, budget, total, words, at_once=terms.convert_total),
        "sources": sources(stated, words),
        "paid_by": spent_sources(made, budget.currency, words),
        "burning": burn(budget, [row for row in made if row["month"]], words),
        "chapters": standing_bars(by_chapter(shown, words), budget.currency, words),
    }


def _figures(row: Row, budget: Budget, total: Figures, words: Wording, *, at_once: bool) -> list[dict[str, str]]:
    """What the money comes to, in euro where there is a fixed rate; spent is gross, and what was cut is said under it."""
    planned = Money(total.approved, budget.currency) if budget.lines else money(dict(row), "total")
    if planned is None:
        return []
    pair = converted(total.approved, total.approved_euro, budget.currency) if budget.lines else None
    euro = pair.total(at_once=at_once) if pair else in_euro(planned)
    under = words.amount(planned) if euro and euro != planned else ""
    shown = [{"label": words.say(N_("Budget")), "amount": words.amount(euro or planned), "under": under}]
    if not budget.lines:
        shown[0]["label"] = words.say(N_("Value of the project"))
        kind = words.say(AMOUNT_KINDS[row["total_kind"]]) if row["total_kind"] != "unknown" else ""
        shown[0]["under"] = " · ".join(part for part in (under, kind) if part)
    if euro is None or not (budget.lines or total.spent_euro):
        return shown
    spent, lost = Money(total.spent_euro, "EUR"), Money(total.lost_euro, "EUR")
    standing = Standing(euro, spent)
    part = standing.share
    share = words.say(N_("{share} of the budget"), share=words.percent(part, 1)) if part is not None else ""
    net = words.say(N_("{amount} without what was cut or set aside"), amount=spent - lost) if lost else ""
    free = words.say(N_("{amount} when the cut is taken back"), amount=standing.left + lost) if lost else ""
    return [
        *shown,
        {
            "label": words.say(N_("Spent")),
            "amount": words.amount(spent),
            "under": " · ".join(said for said in (share, net) if said),
        },
        {"label": words.say(N_("Left")), "amount": words.amount(standing.left), "under": free},
    ]


_CALLED = """
SELECT g.name_bg AS programme_bg, g.name_en AS programme_en, c.name_bg AS procedure_bg, c.name_en AS procedure_en
FROM project p LEFT JOIN programme g ON g.id = p.programme_id LEFT JOIN procedure c ON c.id = p.procedure_id WHERE p.id = $1
"""


async def _called(seen: Seen) -> Row:
    """How the programme and the procedure of a project are called."""
    found = await rows(_CALLED, seen.id)
    return {name: said or "" for name, said in found[0].items()}


_PARTNERS = """
SELECT x.role, o.name_bg, o.name_en FROM partner x JOIN organisation o ON o.id = x.organisation_id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.id = $2) ORDER BY x.position
"""


async def _partners(visit: Visit) -> list[dict[str, Any]]:
    """The partners of the project in their order; for somebody with a partner's seat, that one."""
    seen: Seen = visit.project
    return await rows(_PARTNERS, seen.id, own_part_only(visit.by, seen.ref, Permission.SEE_PROJECT))


def _facts(
    row: dict[str, Any],
    found: Mapping[str, Sequence[Row]],
    partners: Sequence[Row],
    called: Row,
    words: Wording,
) -> list[dict[str, Any]]:
    by_role: dict[str, list[Text]] = {"lead": [], "other": []}
    for partner in partners:
        by_role["lead" if partner["role"] == "lead" else "other"].append(text(partner, "name"))
    pairs: list[tuple[str, list[Any]]] = [
        (N_("Lead organisation"), by_role["lead"]),
        (N_("Partners"), by_role["other"]),
        (N_("Programme"), [text(called, "programme")]),
        (N_("Procedure"), [text(called, "procedure")]),
        (N_("Priority axis"), [text(row, "priority")]),
        (N_("Key area of intervention"), [text(row, "area")]),
        (N_("Source of funding"), [text(row, "funder")]),
        (N_("Duration"), [words.count("{n} month", "{n} months", row["months"]) if row["months"] else ""]),
        (N_("Territorial scope"), [text(row, "territory")]),
        (N_("Specific objectives"), [text(o, "wording") for o in found["objective"] if o["kind"] == "specific"]),
        (N_("Target groups"), [text(g, "name") for g in found["target_group"]]),
        (N_("Sustainability"), [text(row, "sustainability")]),
    ]
    return [
        {"label": words.say(label), "texts": kept} for label, texts in pairs if (kept := [one for one in texts if one])
    ]


def _due(rows: Sequence[Row], today: date, words: Wording, base: str) -> list[dict[str, Any]]:
    soon = [row for row in rows if row["state"] == "open" and row["due_on"] <= today + timedelta(days=30)]
    return [
        {
            "what": text(row, "title").in_(words.language),
            "url": base + page_of("deadline", row["id"]),
            "when": words.distance((row["due_on"] - today).days),
            "late": row["due_on"] < today,
        }
        for row in sorted(soon, key=lambda row: (row["due_on"], row["id"]))[:8]
    ]


async def _awaited(visit: Visit) -> list[dict[str, Any]]:
    """What is awaited of the partner whose seat this person has; nothing for anybody else."""
    own = own_part_only(visit.by, visit.project.ref, Permission.SEE_PROJECT)
    if own is None:
        return []
    party = next((one for one in await parties(visit.project, visit.today) if one.partner_id == own), None)
    return awaited_of(party.missing, visit.today, visit.words, base_of(visit.project)) if party else []


def _unanswered(rows: Sequence[Row], today: date, words: Wording, base: str) -> list[dict[str, Any]]:
    return [
        {
            "what": text(row, "subject").in_(words.language),
            "url": f"{base}/correspondence/{row['id']}",
            "when": words.distance((row["answer_due_on"] - today).days),
            "late": row["answer_due_on"] < today,
        }
        for row in rows
    ]


async def _latest(visit: Visit, seen: Seen) -> list[dict[str, Any]]:
    if not visit.may(Permission.SEE_HISTORY):
        return []
    return [
        {"sentence": deed_said(entry, visit.words), "when": visit.words.moment(entry["at"], visit.zone), "url": None}
        for entry in await history_of(seen, None, _LATEST)
    ]


async def details(visit: Visit) -> Response:
    """Numbers, contracts, aims, target groups, what was published, and remarks."""
    return visit.page("portfolio/tables.html", {"tables": await tables_of(visit, "overview")})


async def entries_said(visit: Visit, entries: Sequence[Row]) -> list[dict[str, Any]]:
    """Entries of the audit trail as the history shows them."""
    named = await _named(visit, {entry["subject"] for entry in entries})
    return [
        {
            "sentence": deed_said(entry, visit.words),
            "who": entry["person_name"],
            "when": visit.words.moment(entry["at"], visit.zone),
            "differences": differences(entry, visit.words, named),
            "reason": entry["reason"],
        }
        for entry in entries
    ]


async def _named(visit: Visit, subjects: set[str]) -> dict[str, dict[int, str]]:
    """How the rows that these kinds of record refer to are called."""
    named: dict[str, dict[int, str]] = {}
    for name in sorted(subjects & BY_NAME.keys()):
        for referred, offered in (await choices_for(BY_NAME[name], visit.by, visit.project)).items():
            named[referred] = {choice.id: choice.shown(visit.language) for choice in offered}
    return named


async def history(visit: Visit) -> Response:
    """Who did what and when, with what stood there before and after."""
    entries = await history_of(visit.project, whole_number(visit.query("before")), _PAGE + 1)
    shown = await entries_said(visit, entries[:_PAGE])
    older = f"{base_of(visit.project)}/history?before={entries[_PAGE - 1]['id']}" if len(entries) > _PAGE else None
    return visit.page("portfolio/history.html", {"entries": shown, "older": older})
