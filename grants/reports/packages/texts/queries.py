"""What is written for a package, and the texts of its report that lack the side of a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grants.access import Identity
from grants.projects.queries import Seen
from grants.reports.grounds_counted import ids_chosen
from grants.reports.grounds_entries import asked_for
from grants.reports.packages.queries import PackageSeen, selection_of
from grants.storage.database import rows
from grants.values.language import Language, Text


@dataclass(frozen=True, slots=True)
class MissingText:
    """A text that lacks the side of the file's language: of which row, and in which of its fields."""

    kind: str
    row_id: int
    number: str
    name: str
    text: Text

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind}-{self.row_id}-{self.name}"


# $1 the project, $3 and $4 the period, $5 the package; `held` are its expenses, which ask $1 to $6.
_TEXTS: Final = """
SELECT 'project' AS kind, 0 AS at, 0 AS position, id, '' AS number, 'title' AS name, title_bg AS bg, title_en AS en FROM project WHERE id = $1
UNION ALL SELECT 'project', 0, 1, id, '', 'funder', funder_bg, funder_en FROM project WHERE id = $1
UNION ALL SELECT 'programme', 0, 2, g.id, g.code, 'name', g.name_bg, g.name_en FROM programme g JOIN project p ON p.programme_id = g.id WHERE p.id = $1
UNION ALL SELECT 'procedure', 0, 3, r.id, r.code, 'name', r.name_bg, r.name_en FROM procedure r JOIN project p ON p.procedure_id = r.id WHERE p.id = $1
UNION ALL SELECT 'organisation', 0, 4, id, '', 'name', name_bg, name_en FROM organisation
  WHERE id IN (SELECT kept_by_id FROM project WHERE id = $1 UNION SELECT organisation_id FROM partner WHERE project_id = $1
    UNION SELECT recipient_id FROM sub_grant WHERE project_id = $1)
UNION ALL SELECT 'source', 0, 5 + position, id, number, 'name', name_bg, name_en FROM funding_source WHERE project_id = $1
UNION ALL SELECT 'package_text', 1, 0, id, '', 'words', words_bg, words_en FROM report_package_text WHERE package_id = $5
UNION ALL SELECT 'line', 2, position, id, number, 'title', title_bg, title_en FROM budget_line WHERE project_id = $1
UNION ALL SELECT 'line', 2, position, id, number, 'unit', unit_bg, unit_en FROM budget_line WHERE project_id = $1
UNION ALL SELECT 'document', 3, d.position, d.id, d.number, 'description', d.description_bg, d.description_en FROM document d
  WHERE d.project_id = $1 AND EXISTS (SELECT FROM expense x WHERE x.document_id = d.id AND x.id IN (SELECT id FROM held))
UNION ALL SELECT 'expense', 4, position, id, number, 'description', description_bg, description_en FROM expense
  WHERE project_id = $1 AND id IN (SELECT id FROM held)
UNION ALL SELECT 'supply', 4, position, id, number, 'subject', subject_bg, subject_en FROM supply_contract WHERE project_id = $1
UNION ALL SELECT 'work_package', 5, 0, id, number, 'title', title_bg, title_en FROM work_package WHERE project_id = $1
UNION ALL SELECT 'activity', 5, position, id, number, 'title', title_bg, title_en FROM activity WHERE project_id = $1
UNION ALL SELECT 'activity_update', 6, u.position, u.id, u.number, f.name, f.bg, f.en FROM activity_update u
  CROSS JOIN LATERAL (VALUES ('done', u.done_bg, u.done_en), ('late', u.late_bg, u.late_en)) f (name, bg, en)
  WHERE u.project_id = $1 AND u.written_on BETWEEN $3 AND $4
UNION ALL SELECT 'deliverable', 7, d.position, d.id, d.number, f.name, f.bg, f.en FROM deliverable d
  CROSS JOIN LATERAL (VALUES ('title', d.title_bg, d.title_en), ('unit', d.unit_bg, d.unit_en), ('note', d.note_bg, d.note_en)) f (name, bg, en)
  WHERE d.project_id = $1 AND (d.due_on <= $4 OR d.delivered_on <= $4)
UNION ALL SELECT 'indicator', 8, i.position, i.id, i.number, f.name, f.bg, f.en FROM indicator i
  CROSS JOIN LATERAL (VALUES ('name', i.name_bg, i.name_en), ('unit', i.unit_bg, i.unit_en)) f (name, bg, en)
  WHERE i.project_id = $1 AND NOT i.implied
UNION ALL SELECT 'investment', 9, position, id, number, 'title', title_bg, title_en FROM investment WHERE project_id = $1
UNION ALL SELECT 'target_group', 9, position, id, number, 'name', name_bg, name_en FROM target_group WHERE project_id = $1
"""
_LACKING: Final = {"bg": "bg = '' AND en <> ''", "en": "en = '' AND bg <> ''"}
_ALL: Final = "(true OR ($1::bigint, $2::bigint, $6::text) IS NULL)"  # asked though nothing depends on them
_KEPT: Final = f"SELECT expense_id FROM report_package_row WHERE package_id = $5 AND {_ALL}"  # noqa: S608 - constants
_NONE: Final = f"SELECT NULL::bigint WHERE false AND {_ALL}"


def _held(package: PackageSeen) -> str:
    """The statement of the ids of a package's expenses."""
    if not package.takes:
        return _NONE
    return _KEPT if package.frozen else ids_chosen(selection_of(package))


async def texts_missing(
    by: Identity,
    project: Seen,
    package: PackageSeen,
    language: Language,
    *,
    most: int | None = None,
    of: Sequence[int] | None = None,
) -> tuple[list[MissingText], int]:
    """The texts of a package's report that are not written in that language, at most so many, and how many they are.

    `of` looks only at rows with these ids. One query.
    """
    asked = asked_for(by, project, selection_of(package))
    found = await rows(
        f"WITH held (id) AS MATERIALIZED ({_held(package)}) SELECT *, count(*) OVER ()::int AS of FROM ({_TEXTS}) t "  # noqa: S608 - constants
        f"WHERE {_LACKING[language]} AND ($7::bigint[] IS NULL OR id = ANY($7)) ORDER BY at, position, id, name LIMIT $8",
        *(*asked, None if of is None else list(of), most),
    )
    texts = [
        MissingText(row["kind"], row["id"], row["number"], row["name"], Text(row["bg"], row["en"])) for row in found
    ]
    return texts, found[0]["of"] if found else 0
