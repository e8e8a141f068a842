"""What stands around every page of a signed-in person: the projects to go to, and a project's head and tabs."""

from __future__ import annotations

from grants.access import ROWS, Permission, may, own_part_only, sees_all_money
from grants.entries.kinds import ROWS as KINDS
from grants.projects.queries import VISIBLE, Seen, reach
from grants.projects.rules import STATES, ProjectState
from grants.storage.columns import published_day
from grants.storage.database import rows
from grants.values.language import N_, Text
from grants.web.pages import Visit

TONES = {
    ProjectState.RUNNING: "good",
    ProjectState.SUSPENDED: "warn",
    ProjectState.TERMINATED: "bad",
    ProjectState.REPORTING: "warn",
}
_PLACES = f"""
SELECT p.code, p.title_bg, p.title_en, p.acronym FROM project p WHERE {VISIBLE} ORDER BY p.start_on DESC, p.code LIMIT 12
"""  # noqa: S608 - built of constants only

# The tabs of a project: label, the address below the project's, what seeing it needs.
TABS = (
    (N_("Overview"), "", Permission.SEE_PROJECT),
    (N_("Partners"), "/partners", Permission.SEE_PROJECT),
    (N_("Work plan"), "/workplan", Permission.SEE_PROJECT),
    (N_("Budget"), "/budget", Permission.SEE_MONEY),
    (N_("Expenses"), "/expenses", Permission.SEE_MONEY),
    (N_("Procurement"), "/procurement", Permission.SEE_MONEY),
    (N_("Indicators"), "/indicators", Permission.SEE_PROJECT),
    (N_("Participants"), "/participants", Permission.SEE_PARTICIPANTS),
    (N_("Team"), "/team", Permission.SEE_PROJECT),
    (N_("Sub-grants"), "/subgrants", Permission.SEE_MONEY),
    (N_("Payments"), "/payments", Permission.SEE_MONEY),
    (N_("Contract"), "/contract", Permission.SEE_PROJECT),
    (N_("Correspondence"), "/correspondence", Permission.SEE_CORRESPONDENCE),
    (N_("Deadlines"), "/deadlines", Permission.SEE_PROJECT),
    (N_("Reports"), "/reports", Permission.SEE_REPORTS),
    (N_("Parts of reports"), "/parts", Permission.HAND_IN_PART),
    (N_("History"), "/history", Permission.SEE_HISTORY),
)
_UNLESS = {"/parts": Permission.SEE_REPORTS}  # who sees the reports finds the parts there
_OF_ALL_MONEY = frozenset({"/payments", "/subgrants"})  # shown to who sees all money of the project
# Tabs that are shown once something stands behind them; until then the overview leads to them whoever may begin.
BEGUN = {
    "/procurement": Permission.EDIT_BUDGET,
    "/subgrants": Permission.EDIT_BUDGET,
    "/correspondence": Permission.EDIT_CORRESPONDENCE,
    "/participants": Permission.EDIT_PARTICIPANTS,
    "/team": Permission.EDIT_TEAM,
}
_OF_OVERVIEW = frozenset({"", "details", "findings", "edit"})  # they are reached from it
_BELOW = {
    "amendments": "/contract",
    "activities": "/workplan",
    "deliverables": "/workplan",
    "accounting": "/expenses",
    "missing": "/partners",
}  # pages that stand under another's tab
_ROW_TABS = {
    kind.name: f"/{kind.record.tab.partition('/')[0]}" if kind.record.tab != "overview" else "" for kind in KINDS
}


async def frame(visit: Visit) -> None:
    """Fill in what the frame of the page shows: two queries on a project's page, one elsewhere."""
    found = await rows(_PLACES, *reach(visit.by))
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
    if below in _UNLESS and visit.may(_UNLESS[below]):
        below = "/reports"
    head, begun = await _head(visit, seen)
    allowed = [
        (visit.words.say(label), base + tail, tail)
        for label, tail, permission in TABS
        if visit.may(permission)
        and (tail not in _OF_ALL_MONEY or sees_all_money(visit.by, seen.ref))
        and not (tail in _UNLESS and visit.may(_UNLESS[tail]))
    ]
    return {
        "project": head,
        "tabs": [
            (label, url, below == tail)
            for label, url, tail in allowed
            if tail not in BEGUN or begun[tail] or below == tail
        ],
        "to_begin": [
            (label, url) for label, url, tail in allowed if tail in BEGUN and not begun[tail] and visit.may(BEGUN[tail])
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


# The period of a project, and which of the tabs that wait for their first row have one; of one's own part, for a partner.
_HEAD = """
SELECT p.start_on, p.start_precision, p.end_on, p.end_precision,
  EXISTS (SELECT 1 FROM purchase x WHERE x.project_id = p.id AND ($2::bigint IS NULL OR x.partner_id = $2))
    OR EXISTS (SELECT 1 FROM supply_contract x WHERE x.project_id = p.id AND ($2::bigint IS NULL OR x.partner_id = $2))
    AS "/procurement",
  EXISTS (SELECT 1 FROM grant_scheme x WHERE x.project_id = p.id)
    OR EXISTS (SELECT 1 FROM sub_grant x WHERE x.project_id = p.id) AS "/subgrants",
  EXISTS (SELECT 1 FROM matter x WHERE x.project_id = p.id) AS "/correspondence",
  EXISTS (SELECT 1 FROM participant x WHERE x.project_id = p.id AND ($2::bigint IS NULL OR x.partner_id = $2))
    AS "/participants",
  EXISTS (SELECT 1 FROM team_member x WHERE x.project_id = p.id AND ($2::bigint IS NULL OR x.partner_id = $2)) AS "/team"
FROM project p WHERE p.id = $1
"""


async def _head(visit: Visit, seen: Seen) -> tuple[dict[str, object], dict[str, bool]]:
    """What stands above a project's tabs, and which of the tabs that wait for their first row have one."""
    words = visit.words
    row = (await rows(_HEAD, seen.id, own_part_only(visit.by, seen.ref)))[0]
    start, end = published_day(row, "start"), published_day(row, "end")
    head: dict[str, object] = {
        "code": seen.code,
        "title": seen.title,
        "number": seen.code,
        "period": words.period(start, end) if start or end else "",
        "state": words.say(STATES[seen.state]),
        "state_tone": TONES.get(ProjectState(seen.state), ""),
    }
    return head, {tail: row[tail] for tail in BEGUN}


def base_of(seen: Seen) -> str:
    """The address of a project, below which its pages stand."""
    return f"/projects/{seen.code}"
