"""What stands around every page of a signed-in person: the projects to go to, and a project's head and tabs."""

from __future__ import annotations

from grants.access import ROWS, Permission, may, sees_all_money
from grants.entries.kinds import ROWS as KINDS
from grants.projects.models import Project
from grants.projects.queries import Seen, visible_to
from grants.projects.rules import STATES, ProjectState
from grants.storage.columns import published_day
from grants.values.language import N_, Text
from grants.values.wording import Wording
from grants.web.pages import Visit

TONES = {
    ProjectState.RUNNING: "good",
    ProjectState.SUSPENDED: "warn",
    ProjectState.TERMINATED: "bad",
    ProjectState.REPORTING: "warn",
}
_NAV = 12

# The tabs of a project: label, the address below the project's, what seeing it needs.
TABS = (
    (N_("Overview"), "", Permission.SEE_PROJECT),
    (N_("Partners"), "/partners", Permission.SEE_PROJECT),
    (N_("Work plan"), "/workplan", Permission.SEE_PROJECT),
    (N_("Budget"), "/budget", Permission.SEE_MONEY),
    (N_("Expenses"), "/expenses", Permission.SEE_MONEY),
    (N_("Procurement"), "/procurement", Permission.SEE_MONEY),
    (N_("Indicators"), "/indicators", Permission.SEE_PROJECT),
    (N_("Sub-grants"), "/subgrants", Permission.SEE_MONEY),
    (N_("Payments"), "/payments", Permission.SEE_MONEY),
    (N_("Contract"), "/contract", Permission.SEE_PROJECT),
    (N_("Correspondence"), "/correspondence", Permission.SEE_CORRESPONDENCE),
    (N_("Deadlines"), "/deadlines", Permission.SEE_PROJECT),
    (N_("Reports"), "/reports", Permission.SEE_REPORTS),
    (N_("History"), "/history", Permission.SEE_HISTORY),
)
_OF_ALL_MONEY = frozenset({"/payments", "/subgrants"})  # shown to who sees all money of the project
_OF_OVERVIEW = frozenset({"", "details", "findings", "edit"})  # they are reached from it
_BELOW = {
    "amendments": "/contract",
    "activities": "/workplan",
    "deliverables": "/workplan",
    "accounting": "/expenses",
    "missing": "/partners",
}  # pages that stand under another's tab
_ROW_TABS = {kind.name: f"/{kind.record.tab}" if kind.record.tab != "overview" else "" for kind in KINDS}


async def frame(visit: Visit) -> None:
    """Fill in what the frame of the page shows: two queries on a project's page, one elsewhere."""
    found = (
        await Project.filter(visible_to(visit.by))
        .order_by("-start_on", "code")
        .limit(_NAV)
        .values("code", "title_bg", "title_en", "acronym")
    )
    visit.on_page["projects_nav"] = [
        {"code": row["code"], "title": row["acronym"] or Text(row["title_bg"], row["title_en"])} for row in found
    ]
    visit.on_page["sees_rates"] = may(visit.by, Permission.SEE_MONEY)
    if visit.project is not None:
        visit.on_page |= await project_head(visit)


async def project_head(visit: Visit) -> dict[str, object]:
    """The head and the tabs of the project this page belongs to."""
    seen: Seen = visit.project
    base = f"/projects/{seen.code}"
    below = _tab_of(visit.request.url.path.removeprefix(base))
    return {
        "project": await _head(seen, visit.words),
        "tabs": [
            (visit.words.say(label), base + tail, below == tail)
            for label, tail, permission in TABS
            if visit.may(permission) and (tail not in _OF_ALL_MONEY or sees_all_money(visit.by, seen.ref))
        ],
    }


def _tab_of(below: str) -> str:
    """The tab a page stands under: its own, or that of the kind of row it shows."""
    parts = below.split("/")
    if len(parts) > 2 and parts[1] == "rows" and parts[2] in ROWS:
        return _ROW_TABS[parts[2]]
    if len(parts) < 2 or parts[1] in _OF_OVERVIEW:
        return ""
    return _BELOW.get(parts[1], f"/{parts[1]}")


async def _head(seen: Seen, words: Wording) -> dict[str, object]:
    row = (await Project.filter(id=seen.id).limit(1).values("start_on", "start_precision", "end_on", "end_precision"))[
        0
    ]
    start, end = published_day(row, "start"), published_day(row, "end")
    return {
        "code": seen.code,
        "title": seen.title,
        "number": seen.code,
        "period": words.period(start, end) if start or end else "",
        "state": words.say(STATES[seen.state]),
        "state_tone": TONES.get(ProjectState(seen.state), ""),
    }


def base_of(seen: Seen) -> str:
    """The address of a project, below which its pages stand."""
    return f"/projects/{seen.code}"
