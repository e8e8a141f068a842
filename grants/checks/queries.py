"""What the checks find in the projects somebody sees; computed from everything, told as far as that person sees."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from tortoise.expressions import Q

from grants.access import ROWS as ROW_RULES
from grants.access import Identity, ProjectRef, may, own_part_only, sees_all_money
from grants.checks.rules import OF_ALL_MONEY, Finding, ProjectFacts, findings, findings_of_paper
from grants.entries.kinds import BY_NAME, PROJECT, ROWS, Kind
from grants.errors import NotFound
from grants.expenses.masking import EMPTIED, Masked, documents_of, is_masked, masked_in
from grants.expenses.models import File, RequiredPaper
from grants.projects.models import Organisation, Procedure, Programme
from grants.projects.queries import (
    MONEY_SEEN,
    VISIBLE,
    Seen,
    money_reach,
    organisation_names,
    part_seen,
    reach,
    visible_to,
)
from grants.storage.database import rows

Row = dict[str, Any]

# The same papers in other projects: recorded as one, or of one supplier, number and day; with what is claimed of each.
_CLAIMED = """LEFT JOIN LATERAL (SELECT e.currency, sum(e.amount_cents)::bigint AS cents FROM expense e
  WHERE e.document_id = x.id AND e.state <> 'returned' GROUP BY e.currency) c ON true"""
_SEEN = f"{VISIBLE} AND {MONEY_SEEN}"


def _twins(which: str) -> str:
    return f"""
SELECT d.id AS document_id, d.project_id, p.code AS project, x.number, x.family, c.cents AS claimed_cents, c.currency AS claimed_currency
FROM document d JOIN document x ON x.project_id <> d.project_id AND x.issued_on = d.issued_on AND x.supplier_eik = d.supplier_eik
  AND d.supplier_eik <> '' AND d.paper_number <> '' AND grants_fold_number(x.paper_number) = grants_fold_number(d.paper_number)
  AND (x.family IS NULL OR x.family IS DISTINCT FROM d.family)
JOIN project p ON p.id = x.project_id {_CLAIMED} WHERE {_SEEN} AND {which}
UNION ALL
SELECT d.id, d.project_id, p.code, x.number, x.family, c.cents, c.currency
FROM document d JOIN document x ON x.family = d.family AND x.project_id <> d.project_id
JOIN project p ON p.id = x.project_id {_CLAIMED} WHERE {_SEEN} AND {which}
ORDER BY document_id, project, number
"""  # noqa: S608 - built of constants only


_TWINS = _twins("d.project_id = ANY($7::bigint[])")
_TWINS_OF_ONE = _twins("d.id = $7")


async def findings_of(by: Identity, project: Seen, today: date) -> tuple[Finding, ...]:
    """What the checks find in a project one may see. The number of queries does not grow with its rows."""
    found = await _found(by, Q(id=project.id) & visible_to(by), today)
    return found.get(project.code, ())


async def findings_of_all(by: Identity, today: date) -> dict[str, tuple[Finding, ...]]:
    """The same for every project one may see, by code. The number of queries does not grow with the projects."""
    return await _found(by, visible_to(by), today)


async def _found(by: Identity, which: Q, today: date) -> dict[str, tuple[Finding, ...]]:
    projects: list[Row] = await PROJECT.model.filter(which).order_by("code").values()
    told = {}
    everything = await _facts(by, projects, today)
    hidden = await masked_in(by, *(ref for _, ref in everything))
    for facts, ref in everything:
        seen = _Sight(by, ref, facts, hidden)
        found = await asyncio.to_thread(findings, facts)  # ten thousand rows take a second, in which others are served
        told[facts.code] = tuple(finding for finding in found if seen.sees(finding))
    return told


async def _facts(by: Identity, projects: Sequence[Row], today: date) -> list[tuple[ProjectFacts, ProjectRef]]:
    """Everything recorded of these projects: one query for each kind of row, seven for what the rows share."""
    ids = [project["id"] for project in projects]
    listed: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for kind in ROWS:
        for row in await _rows(kind, Q(project_id__in=ids)):
            listed[row["project_id"]][kind.name].append(row)
    partners = [row for of_project in listed.values() for row in of_project["partner"]]
    organisations = _by_id(await Organisation.filter(id__in=[row["organisation_id"] for row in partners]).values())
    known = await organisation_names(by)
    programmes = _by_id(await Programme.filter(id__in=_named(projects, "programme_id")).values())
    procedures = _by_id(await Procedure.filter(id__in=_named(projects, "procedure_id")).values())
    required = await _required([project["kept_by_id"] for project in projects])
    files = _of_projects(await _files(Q(document__project_id__in=ids)))
    twins = _of_projects(await rows(_TWINS, *reach(by), *money_reach(by), ids))
    return [
        (
            ProjectFacts(
                code=project["code"],
                project=project,
                rows=listed[project["id"]],
                organisations=organisations,
                programme=programmes.get(project["programme_id"]),
                procedure=procedures.get(project["procedure_id"]),
                today=today,
                known=known,
                files=files.get(project["id"], ()),
                twins=twins.get(project["id"], ()),
                required=required.get(project["kept_by_id"]),
            ),
            ProjectRef(project["id"], project["kept_by_id"]),
        )
        for project in projects
    ]


async def _rows(kind: Kind, which: Q) -> list[Row]:
    return await kind.model.filter(which).order_by("project_id", "position").values()


async def _files(which: Q) -> list[Row]:
    return (
        await File.filter(which).order_by("id").values("document_id", "name", "size", project_id="document__project_id")
    )


async def _required(keepers: Sequence[int]) -> dict[int, dict[str, list[Row]]]:
    """The lists of papers that organisations keep themselves, by organisation and kind of cost."""
    found: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in await RequiredPaper.filter(organisation_id__in=keepers).order_by("position", "id").values():
        found[row["organisation_id"]][row["category"]].append(row)
    return found


def _of_projects(listed: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in listed:
        found[row["project_id"]].append(row)
    return found


def _named(projects: Sequence[Row], column: str) -> list[int]:
    return [project[column] for project in projects if project[column] is not None]


def _by_id(listed: Sequence[Row]) -> dict[int, Row]:
    return {row["id"]: row for row in listed}


# --- one paper ----------------------------------------------------------------------------------------------------


async def findings_of_expense(by: Identity, project: Seen, expense_id: int, today: date) -> tuple[Finding, ...]:
    """What the checks find about one expense and its document; NotFound where it is not seen. Few queries, few rows."""
    expense = BY_NAME["expense"].model
    found = await expense.filter(part_seen(by, project), project_id=project.id, id=expense_id).values("document_id")
    if not found or not may(by, ROW_RULES["expense"][0], project.ref):
        raise NotFound
    document_id = found[0]["document_id"]
    facts = await _facts_of_paper(by, project, expense_id, document_id, today)
    seen = _Sight(by, project.ref, facts, await masked_in(by, project.ref))
    about = {("expense", expense_id), ("document", document_id)}
    return tuple(one for one in findings_of_paper(facts) if (one.kind, one.row_id) in about and seen.sees(one))


async def _facts_of_paper(
    by: Identity, project: Seen, expense_id: int, document_id: int | None, today: date
) -> ProjectFacts:
    """The project's own facts with one document, those it may be mixed up with, their claims, payments and credits."""
    (row,) = await PROJECT.model.filter(id=project.id).values()
    here = Q(project_id=project.id)
    listed = {name: await _rows(BY_NAME[name], here) for name in ("number", "terms", "line", "opening")}
    notes = await _rows(BY_NAME["credit"], here & (Q(invoice_id=document_id) | Q(credit_note_id=document_id)))
    near = {document_id, *(one["invoice_id"] for one in notes), *(one["credit_note_id"] for one in notes)} - {None}
    own = await BY_NAME["document"].model.filter(id=document_id).values("issued_on") if document_id else []
    alike = Q(issued_on=own[0]["issued_on"]) if own and own[0]["issued_on"] else Q(id__in=near)
    documents = await _rows(BY_NAME["document"], here & (Q(id__in=near) | alike))
    ids = [one["id"] for one in documents]
    expenses = await _rows(BY_NAME["expense"], here & (Q(id=expense_id) | Q(document_id__in=ids)))
    payouts = await _rows(BY_NAME["payout"], Q(document_id__in=ids))
    papers = await _rows(BY_NAME["paper"], Q(document_id__in=ids))
    programmes = await Programme.filter(id=row["programme_id"]).values()
    return ProjectFacts(
        code=project.code,
        project=row,
        rows=listed | {"document": documents, "expense": expenses, "payout": payouts, "credit": notes, "paper": papers},
        organisations={},
        programme=dict(programmes[0]) if programmes else None,
        today=today,
        files=await _files(Q(document_id__in=ids)),
        required=(await _required([project.kept_by_id])).get(project.kept_by_id),
        twins=await rows(_TWINS_OF_ONE, *reach(by), *money_reach(by), document_id) if document_id else (),
    )


class _Sight:
    """Which findings of a project somebody may read: those about rows, and about money, that this person sees."""

    def __init__(self, by: Identity, project: ProjectRef, facts: ProjectFacts, hidden: Masked) -> None:
        self._hidden = hidden
        self._own = own_part_only(by, project)
        self._all_money = sees_all_money(by, project)
        self._kinds = {kind.name for kind in ROWS if may(by, ROW_RULES[kind.name][0], project)}
        partly = self._own is not None or bool(hidden)  # who sees everything needs no looking up
        listed = facts.rows if partly else {}
        self._rows = {(kind, str(row["number"])): row for kind, rows_of in listed.items() for row in rows_of}
        self._documents = {row["id"]: row for row in listed.get("document", ())}
        self._everything = not partly

    def sees(self, finding: Finding) -> bool:
        """Whether this finding is about something this person sees."""
        if finding.kind == "project":
            return self._all_money or finding.code not in OF_ALL_MONEY
        if finding.kind not in self._kinds:
            return False
        if self._everything:
            return True
        if not finding.number:  # about rows of all partners together
            return self._own is None
        if is_masked(finding.kind, self._rows[finding.kind, finding.number], self._hidden):
            return False
        return self._own is None or self._is_own(finding)

    def _is_own(self, finding: Finding) -> bool:
        """Of rows with a partner only one's own; rows without one belong to all, save for sums over all of them."""
        row = self._rows[finding.kind, finding.number]
        if finding.kind == "partner":
            return bool(row["id"] == self._own)
        if "partner_id" in row:
            return bool(row["partner_id"] == self._own)
        if finding.kind in EMPTIED:  # a payment or a paper belongs to whom its document belongs
            papers = [self._documents[of] for of in documents_of(finding.kind, row) if of in self._documents]
            return all(paper["partner_id"] == self._own for paper in papers)
        return True
