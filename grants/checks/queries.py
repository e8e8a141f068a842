"""What the checks find in the projects somebody sees; computed from everything, told as far as that person sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tortoise.expressions import Q

from grants.access import ROWS as ROW_RULES
from grants.access import Identity, ProjectRef, may, own_part_only, sees_all_money
from grants.checks.rules import OF_ALL_MONEY, Finding, ProjectFacts, findings
from grants.entries.kinds import PROJECT, ROWS
from grants.expenses.masking import EMPTIED, Masked, documents_of, is_masked, masked_in
from grants.projects.models import Organisation, Procedure, Programme
from grants.projects.queries import Seen, visible_to

Row = dict[str, Any]


async def findings_of(by: Identity, project: Seen) -> tuple[Finding, ...]:
    """What the checks find in a project one may see. The number of queries does not grow with its rows."""
    found = await _found(by, Q(id=project.id) & visible_to(by))
    return found.get(project.code, ())


async def findings_of_all(by: Identity) -> dict[str, tuple[Finding, ...]]:
    """The same for every project one may see, by code. The number of queries does not grow with the projects."""
    return await _found(by, visible_to(by))


async def _found(by: Identity, which: Q) -> dict[str, tuple[Finding, ...]]:
    projects: list[Row] = await PROJECT.model.filter(which).order_by("code").values()
    told = {}
    everything = await _facts(projects)
    hidden = await masked_in(by, *(ref for _, ref in everything))
    for facts, ref in everything:
        seen = _Sight(by, ref, facts, hidden)
        told[facts.code] = tuple(finding for finding in findings(facts) if seen.sees(finding))
    return told


async def _facts(projects: Sequence[Row]) -> list[tuple[ProjectFacts, ProjectRef]]:
    """Everything recorded of these projects: one query for each kind of row, three for what the rows share."""
    ids = [project["id"] for project in projects]
    rows: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for kind in ROWS:
        for row in await kind.model.filter(project_id__in=ids).order_by("project_id", "position").values():
            rows[row["project_id"]][kind.name].append(row)
    partners = [row for listed in rows.values() for row in listed["partner"]]
    organisations = _by_id(await Organisation.filter(id__in=[row["organisation_id"] for row in partners]).values())
    programmes = _by_id(await Programme.filter(id__in=_named(projects, "programme_id")).values())
    procedures = _by_id(await Procedure.filter(id__in=_named(projects, "procedure_id")).values())
    return [
        (
            ProjectFacts(
                code=project["code"],
                project=project,
                rows=rows[project["id"]],
                organisations=organisations,
                programme=programmes.get(project["programme_id"]),
                procedure=procedures.get(project["procedure_id"]),
            ),
            ProjectRef(project["id"], project["kept_by_id"]),
        )
        for project in projects
    ]


def _named(projects: Sequence[Row], column: str) -> list[int]:
    return [project[column] for project in projects if project[column] is not None]


def _by_id(rows: Sequence[Row]) -> dict[int, Row]:
    return {row["id"]: row for row in rows}


class _Sight:
    """Which findings of a project somebody may read: those about rows, and about money, that this person sees."""

    def __init__(self, by: Identity, project: ProjectRef, facts: ProjectFacts, hidden: Masked) -> None:
        self._hidden = hidden
        self._own = own_part_only(by, project)
        self._all_money = sees_all_money(by, project)
        self._kinds = {kind.name for kind in ROWS if may(by, ROW_RULES[kind.name][0], project)}
        self._rows = {(kind, str(row["number"])): row for kind, listed in facts.rows.items() for row in listed}
        self._documents = {row["id"]: row for row in facts.of("document")}

    def sees(self, finding: Finding) -> bool:
        """Whether this finding is about something this person sees."""
        if finding.kind == "project":
            return self._all_money or finding.code not in OF_ALL_MONEY
        if finding.kind not in self._kinds:
            return False
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
