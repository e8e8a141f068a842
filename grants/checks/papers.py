"""What the checks find about some expenses and their documents, without reading the whole project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from tortoise.expressions import Q

from grants.access import ROWS as ROW_RULES
from grants.access import Identity, may
from grants.amendments.queries import suspensions_of
from grants.checks.queries import TWINS_OF_PAPERS, files_of, required_of, rows_of
from grants.checks.rules import Finding, ProjectFacts, findings_of_paper
from grants.checks.sight import Sight
from grants.entries.kinds import BY_NAME, PROJECT
from grants.errors import NotFound
from grants.expenses.masking import masked_in
from grants.projects.models import Programme
from grants.projects.queries import Seen, money_reach, part_seen, reach
from grants.storage.database import rows
from grants.values.identifiers import number_search_form

Row = dict[str, Any]

# The papers of the days of some; those of one number among them may be mixed up.
_OF_THOSE_DAYS = """
SELECT id, issued_on, paper_number FROM document WHERE project_id = $1
  AND issued_on IN (SELECT issued_on FROM document WHERE project_id = $1 AND id = ANY($2::bigint[]))
"""


async def findings_of_expense(by: Identity, project: Seen, expense_id: int, today: date) -> tuple[Finding, ...]:
    """What the checks find about one expense and its document; NotFound where it is not seen."""
    found = await findings_of_expenses(by, project, [expense_id], today)
    if expense_id not in found:
        raise NotFound
    return found[expense_id]


async def findings_of_expenses(
    by: Identity, project: Seen, expense_ids: Sequence[int], today: date
) -> dict[int, tuple[Finding, ...]]:
    """The same of several, by expense; those one does not see are left out. The queries do not grow with the expenses."""
    if not may(by, ROW_RULES["expense"][0], project.ref):
        return {}
    here = BY_NAME["expense"].model.filter(part_seen(by, project), project_id=project.id, id__in=expense_ids)
    papers = {row["id"]: row["document_id"] for row in await here.values("id", "document_id")}
    if not papers:
        return {}
    facts = await _facts(by, project, list(papers), sorted({paper for paper in papers.values() if paper}), today)
    seen = Sight(by, project.ref, facts, await masked_in(by, project.ref))
    about: dict[tuple[str, int | None], list[Finding]] = defaultdict(list)
    for finding in findings_of_paper(facts):
        if seen.sees(finding):
            about[finding.kind, finding.row_id].append(finding)
    return {
        expense: (*about["expense", expense], *(about["document", paper] if paper else ()))
        for expense, paper in papers.items()
    }


async def _facts(
    by: Identity, project: Seen, expense_ids: Sequence[int], paper_ids: Sequence[int], today: date
) -> ProjectFacts:
    """The project's own facts with these papers, those they may be mixed up with, their claims, payments and credits."""
    (row,) = await PROJECT.model.filter(id=project.id).values()
    here = Q(project_id=project.id)
    listed = {name: await rows_of(BY_NAME[name], here) for name in ("number", "terms", "line", "opening")}
    notes = await rows_of(BY_NAME["credit"], here & (Q(invoice_id__in=paper_ids) | Q(credit_note_id__in=paper_ids)))
    near = {*paper_ids, *(one["invoice_id"] for one in notes), *(one["credit_note_id"] for one in notes)} - {None}
    near |= _alike(paper_ids, await rows(_OF_THOSE_DAYS, project.id, paper_ids))
    documents = await rows_of(BY_NAME["document"], here & Q(id__in=sorted(near)))
    ids = [one["id"] for one in documents]
    listed |= {
        "document": documents,
        "expense": await rows_of(BY_NAME["expense"], here & (Q(id__in=expense_ids) | Q(document_id__in=ids))),
        "payout": await rows_of(BY_NAME["payout"], Q(document_id__in=ids)),
        "paper": await rows_of(BY_NAME["paper"], Q(document_id__in=ids)),
        "credit": notes,
    }
    programmes = await Programme.filter(id=row["programme_id"]).values()
    return ProjectFacts(
        code=project.code,
        project=row,
        rows=listed,
        organisations={},
        programme=dict(programmes[0]) if programmes else None,
        today=today,
        files=await files_of(Q(document_id__in=ids)),
        required=(await required_of([project.kept_by_id])).get(project.kept_by_id),
        suspensions=(await suspensions_of([project.id])).get(project.id, ()),
        twins=await rows(TWINS_OF_PAPERS, *reach(by), *money_reach(by), paper_ids),
    )


def _alike(paper_ids: Sequence[int], of_those_days: Sequence[Row]) -> set[int]:
    """The papers with the number, in any spelling, and the day of one of these."""
    told = {row["id"]: (row["issued_on"], number_search_form(row["paper_number"])) for row in of_those_days}
    wanted = {told[paper] for paper in paper_ids if paper in told}
    return {paper for paper, key in told.items() if key in wanted}
