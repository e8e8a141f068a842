"""Over all projects: the portfolio, organisations and search; and the tabs of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from grants.access import Identity, Permission, ProjectRef, may, sees_all_money
from grants.entries.kinds import BY_NAME
from grants.expenses.checklist.queries import keeps_lists_of
from grants.portfolio import (
    budget_tab,
    findings,
    matters,
    opening_tab,
    procurement,
    row_findings,
    sources_form,
    tabs,
    thresholds,
)
from grants.portfolio.deadline import pages as deadline
from grants.portfolio.frame import TONES
from grants.portfolio.plan import pages as plan
from grants.portfolio.queries import portfolio, search
from grants.portfolio.rules import ProjectMoney, Totals, place, project_money, totals
from grants.projects.models import Programme
from grants.projects.queries import organisations_seen
from grants.projects.rules import STATES, ProjectState
from grants.storage.columns import money
from grants.values.language import N_, Text
from grants.values.money import Money, share
from grants.values.places import PAGES, page_of
from grants.values.wording import Wording
from grants.web.pages import Visit, address

Row = dict[str, Any]


async def projects(visit: Visit) -> Response:
    """Every project one may see, a row each."""
    found, budgets, spent = await portfolio(visit.by, visit.today)
    shown = _shown(visit.by, found, _grouped(budgets), _grouped(spent))
    sums = totals([money for _, money in shown])
    context = {
        "tally": _tally(found, shown, sums, visit.words),
        "rows": [_project_row(row, money, visit) for row, money in shown],
        "totals": _totals_said(sums, visit.words) if budgets or any(m.planned for _, m in shown) else [],
        "may_add": may(visit.by, Permission.CREATE_PROJECT),
        "may_import": may(visit.by, Permission.CREATE_PROJECT),
    }
    return visit.page("portfolio/projects.html", context)


def _grouped(sums: Sequence[Row]) -> dict[int, list[Row]]:
    by_project: dict[int, list[Row]] = {}
    for row in sums:
        by_project.setdefault(row["project_id"], []).append(row)
    return by_project


def _shown(
    by: Identity, found: Sequence[Row], budgets: Mapping[int, list[Row]], spent: Mapping[int, list[Row]]
) -> list[tuple[Row, ProjectMoney]]:
    return [
        (
            row,
            project_money(
                money(row, "total") if sees_all_money(by, ProjectRef(row["id"], row["kept_by_id"])) else None,
                budgets.get(row["id"], ()),
                spent.get(row["id"], ()),
                row["currency"],
                at_once=row["at_once"],
            ),
        )
        for row in found
    ]


def _tally(found: Sequence[Row], shown: Sequence[tuple[Row, ProjectMoney]], sums: Totals, words: Wording) -> list[Row]:
    late, soon = sum(row["late"] for row in found), sum(row["soon"] for row in found)
    tally: list[Row] = []
    if late:
        tally.append(
            {
                "amount": late,
                "words": words.count("thing is late", "things are late", late),
                "url": "/deadlines",
                "late": True,
            }
        )
    if soon:
        tally.append(
            {
                "amount": soon,
                "words": words.count("is due this week", "are due this week", soon),
                "url": "/deadlines",
                "late": False,
            }
        )
    if sums.unassigned:
        codes = [row["code"] for row, money in shown if money.unassigned_euro]
        tally.append(
            {
                "amount": words.amount(sums.unassigned),
                "words": words.say(N_("spent, not yet on a budget line")),
                "url": f"/projects/{codes[0]}/budget" if len(codes) == 1 else "",
                "late": False,
            }
        )
    return tally


def _project_row(row: Row, money: ProjectMoney, visit: Visit) -> Row:
    words = visit.words
    title, language = Text(row["title_bg"], row["title_en"]).side(words.language)
    planned, euro, standing = money.planned, money.planned_euro, money.standing
    part = standing.share if standing and money.spent_euro else None
    return {
        "url": f"/projects/{row['code']}",
        "title": title,
        "title_lang": "" if language == words.language else language,
        "code": row["code"],
        "next_what": Text(row["next_bg"] or "", row["next_en"] or "").in_(words.language),
        "next_when": words.distance((row["next_on"] - visit.today).days) if row["next_on"] else "",
        "late": words.count("{n} late", "{n} late", row["late"]) if row["late"] else "",
        "budget": words.figure(euro) if euro else "",
        "budget_original": words.amount(planned) if planned and planned.currency != "EUR" else "",
        "spent": words.figure(money.spent_euro) if money.spent_euro else "",
        "spent_net": _net(money.spent_euro, money.lost_euro, words),
        "share": words.percent(part, 1) if part is not None else "",
        "share_spent": place(money.spent_euro.minor, euro.minor) if euro else 0,
        "over": bool(euro and money.spent_euro > euro),
        "state": words.say(STATES[row["state"]]),
        "state_tone": TONES.get(ProjectState(row["state"]), ""),
    }


def _net(spent: Money, lost: Money, words: Wording) -> str:
    """What is left of the spent after what was cut or set aside, where that is not the same."""
    return words.say(N_("net {amount}"), amount=words.figure(spent - lost)) if lost else ""


def _totals_said(sums: Totals, words: Wording) -> list[Row]:
    left_out = [words.say(N_("1 in {currency}"), currency=currency) for currency in sums.foreign]
    if sums.without:
        left_out.append(words.count("{n} without money", "{n} without money", sums.without))
    label = words.say(N_("Total in euro"))
    if left_out:
        label = words.say(
            N_("Total in euro ({counted} of {all}; left out: {what})"),
            counted=sums.counted,
            all=sums.all,
            what=", ".join(left_out),
        )
    part = share(sums.spent, sums.planned) if sums.planned else None
    return [
        {
            "label": label,
            "budget": words.figure(sums.planned),
            "spent": words.figure(sums.spent) if sums.spent else "",
            "spent_net": _net(sums.spent, sums.lost, words),
            "share": words.percent(part, 1) if part is not None else "",
            "share_spent": place(sums.spent.minor, sums.planned.minor),
        }
    ]


async def organisations(visit: Visit) -> Response:
    """Organisations met in the projects one may see, and programmes."""
    rows = [
        {
            "url": f"/shared/organisation/{row['id']}",
            "name": Text(row["name_bg"], row["name_en"]),
            "aliases": row["aliases"].splitlines(),
            "eik": row["eik"],
            "country": visit.words.country(row["country"]) if row["country"] else "",
            "projects": row["projects"],
        }
        for row in await organisations_seen(visit.by)
    ]
    programmes = [
        {
            "url": f"/shared/programme/{row['id']}",
            "code": row["code"],
            "name": Text(row["name_bg"], row["name_en"]),
            "period": row["period"],
        }
        for row in await Programme.all()
        .order_by("-period", "code", "id")
        .values("id", "code", "name_bg", "name_en", "period")
    ]
    context = {
        "rows": rows,
        "programmes": programmes,
        "may_add": may(visit.by, Permission.CREATE_PROJECT),
        "may_keep_lists": keeps_lists_of(visit.by) is not None,
    }
    return visit.page("portfolio/organisations.html", context)


async def searched(visit: Visit) -> Response:
    """Whatever one may see that holds the words."""
    words = visit.query("q")
    found = [
        {
            "kind": visit.words.say(BY_NAME[row["kind"]].record.singular),
            "title": Text(row["bg"], row["en"]),
            "project": Text(row["project_bg"], row["project_en"]) if row["kind"] != "project" else None,
            "code": row["code"],
            "url": f"/projects/{row['code']}" + _found_at(row["kind"], row["id"]),
        }
        for row in (await search(visit.by, words) if words else [])
    ]
    return visit.page("portfolio/search.html", {"q": words, "found": found})


def _found_at(kind: str, row_id: int) -> str:
    """Where what was found stands, below its project: on a page of its own, or among others of its kind."""
    if kind == "project":
        return ""
    tab = "details" if kind == "number" else BY_NAME[kind].record.tab
    return page_of(kind, row_id) if kind in PAGES else f"/{tab}"


ROUTES = [
    address("/projects", "projects", projects),
    address("/organisations", "organisations", organisations),
    address("/search", "search", searched),
    address("/projects/{code}", "overview", tabs.overview),
    address("/projects/{code}/details", "details", tabs.details),
    address("/projects/{code}/findings", "findings", findings.findings),
    address("/projects/{code}/findings/glance", "findings_glance", findings.glance),
    address("/projects/{code}/expenses/findings", "expenses_findings", row_findings.of_expenses),
    address("/projects/{code}/budget/findings", "budget_findings", row_findings.of_lines),
    address("/projects/{code}/expenses/{id:int}/findings", "expense_findings", findings.of_expense),
    address("/projects/{code}/workplan", "workplan", plan.work_plan),
    address("/projects/{code}/activities/{id:int}", "activity", plan.activity, changes=True),
    address("/projects/{code}/deadlines/{id:int}", "deadline", deadline.deadline, changes=True),
    *procurement.ROUTES,
    *thresholds.ROUTES,
    *matters.ROUTES,
    address("/projects/{code}/budget", "budget", budget_tab.budget),
    address("/projects/{code}/budget/opening", "budget_opening", opening_tab.opening, changes=True),
    address("/projects/{code}/budget/sources", "budget_sources", sources_form.sources_form, changes=True),
    address("/projects/{code}/history", "history", tabs.history),
]
