"""What the checks find in the projects somebody sees; computed from everything, told as far as that person sees."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tortoise.expressions import Q

from grants.access import Identity, ProjectRef
from grants.amendments.queries import suspensions_of
from grants.checks.hours import teams_of
from grants.checks.people import Team
from grants.checks.rules import Finding, ProjectFacts, findings
from grants.checks.sight import Sight
from grants.entries.kinds import PROJECT, ROWS, Kind
from grants.expenses.masking import masked_in
from grants.expenses.models import File, RequiredPaper
from grants.participants.counting import counted_for
from grants.procurement.queries import thresholds_kept
from grants.projects.models import Organisation, Procedure, Programme
from grants.projects.queries import (
    MONEY_SEEN,
    VISIBLE,
    Seen,
    money_reach,
    organisation_names,
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
TWINS_OF_PAPERS = _twins("d.id = ANY($7::bigint[])")


# Of every text in two languages how it was changed, in its order: one side alone from something else, or otherwise "both".
_SHOWN = "SELECT DISTINCT row_id FROM attachment WHERE project_id = ANY($1::bigint[]) AND kind = 'duty'"
_EDITS = """
SELECT c.project_id, c.subject, c.subject_id, c.name, array_agg(c.side ORDER BY c.id) AS sides FROM (
  SELECT e.id, e.project_id, e.subject, e.subject_id, left(k.name, -3) AS name,
    CASE WHEN count(*) = 1 AND bool_and(coalesce(e.before->>k.name, '') <> '') THEN max(right(k.name, 2)) ELSE 'both' END AS side
  FROM audit_entry e
  CROSS JOIN LATERAL jsonb_object_keys(CASE jsonb_typeof(e.after) WHEN 'object' THEN e.after ELSE '{}' END) k(name)
  WHERE e.project_id = ANY($1::bigint[]) AND e.before IS NOT NULL AND right(k.name, 3) IN ('_bg', '_en') GROUP BY 1, 2, 3, 4, 5
) c GROUP BY 1, 2, 3, 4 ORDER BY 2, 3, 4
"""


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
        seen = Sight(by, ref, facts, hidden)
        found = await asyncio.to_thread(findings, facts)  # ten thousand rows take a second, in which others are served
        told[facts.code] = tuple(finding for finding in found if seen.sees(finding))
    return told


async def _facts(by: Identity, projects: Sequence[Row], today: date) -> list[tuple[ProjectFacts, ProjectRef]]:
    """Everything recorded of these projects: one query for each kind of row, thirteen for what the rows share."""
    ids = [project["id"] for project in projects]
    listed: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for kind in ROWS:
        for row in await rows_of(kind, Q(project_id__in=ids)):
            listed[row["project_id"]][kind.name].append(row)
    partners = [row for of_project in listed.values() for row in of_project["partner"]]
    organisations = _by_id(await Organisation.filter(id__in=[row["organisation_id"] for row in partners]).values())
    known = await organisation_names(by)
    programmes = _by_id(await Programme.filter(id__in=_named(projects, "programme_id")).values())
    procedures = _by_id(await Procedure.filter(id__in=_named(projects, "procedure_id")).values())
    required = await required_of([project["kept_by_id"] for project in projects])
    files = _of_projects(await files_of(Q(document__project_id__in=ids)))
    suspensions = await suspensions_of(ids)
    teams = await teams_of(by, ids)
    edits = _of_projects(await rows(_EDITS, ids))
    thresholds = await thresholds_kept()
    shown = frozenset(row["row_id"] for row in await rows(_SHOWN, ids))
    found = await counted_for(ids, [row for of_project in listed.values() for row in of_project["indicator"]])
    counted: dict[object, Decimal] = {id_: Decimal(count.total) for id_, count in found.items()}
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
                edits=edits.get(project["id"], ()),
                suspensions=suspensions.get(project["id"], ()),
                team=teams.get(project["id"], Team()),
                required=required.get(project["kept_by_id"]),
                counted=counted,
                thresholds=thresholds,
                shown=shown,
            ),
            ProjectRef(project["id"], project["kept_by_id"]),
        )
        for project in projects
    ]


async def rows_of(kind: Kind, which: Q) -> list[Row]:
    """The rows of a kind, in their order."""
    return await kind.model.filter(which).order_by("project_id", "position").values()


async def files_of(which: Q) -> list[Row]:
    """The scanned papers, with the document and the project of each."""
    return (
        await File.filter(which).order_by("id").values("document_id", "name", "size", project_id="document__project_id")
    )


async def required_of(keepers: Sequence[int]) -> dict[int, dict[str, list[Row]]]:
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
