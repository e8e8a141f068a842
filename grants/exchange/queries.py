"""Reading a whole project for a file, with a fixed number of queries whatever it holds."""

from __future__ import annotations

from typing import Any

from grants.access import Identity, Permission, may
from grants.entries.kinds import BY_NAME, PROJECT, ROWS, SHARED
from grants.entries.kinds import Kind as EntryKind
from grants.entries.queries import choices_for, project_row, rows_of
from grants.errors import NotAllowed
from grants.exchange.hung import hung_on
from grants.exchange.packaged import PACKAGE, REQUEST
from grants.exchange.packages_told import kept_of
from grants.exchange.standing import worth_telling
from grants.exchange.telling import Row, by_name, told_project
from grants.expenses.masking import masked, masked_in, sensitive_reach
from grants.expenses.models import File
from grants.projects.queries import MONEY_SEEN, VISIBLE, Seen, money_reach, organisation_names, reach
from grants.storage.database import rows
from grants.values.choices import references
from grants.values.entry import References
from grants.values.language import N_
from grants.values.records import Kind, Record

_PAPERS = f"""
SELECT DISTINCT f.sha256 FROM document_file f JOIN document x ON x.id = f.document_id JOIN project p ON p.id = x.project_id
WHERE f.here AND {VISIBLE} AND {MONEY_SEEN} AND NOT {masked(8, "x")}
"""  # noqa: S608 - built of constants only


async def exported(by: Identity, project: Seen) -> dict[str, Any]:
    """The project as its .json file tells it. Raises NotAllowed."""
    if not may(by, Permission.EXPORT_PROJECT, project.ref):
        raise NotAllowed(N_("Your role does not allow this."))
    own: Row = await project_row(project)
    recorded = {kind.name: await rows_of(kind, by, project) for kind in ROWS}
    recorded["deadline"] = await worth_telling(project.id, recorded["deadline"])
    shared: dict[str, list[Row]] = {}
    for kind in reversed(SHARED):  # a procedure names its programme
        referring = [(PROJECT.record, own)] + [(other.record, row) for other in ROWS for row in recorded[other.name]]
        referring += [(BY_NAME[name].record, row) for name, found in shared.items() for row in found]
        ids = {row_id for record, row in referring for row_id in _referred(record, row, kind.name)}
        shared[kind.name] = by_name(kind.record, await kind.model.filter(id__in=ids).values())
    hidden = await masked_in(by, project.ref)
    files = await _files([row["id"] for row in recorded["document"] if row["id"] not in hidden])
    kept = await kept_of(by, project, recorded)
    packages = list(kept.rows.get(PACKAGE.name, ()))  # what hangs on a payment request names its package
    hung = await hung_on(project.id, recorded | {PACKAGE.name: packages, REQUEST.name: packages}, hidden)
    return told_project(project.code, own, shared, recorded, files, hung, kept)


def _referred(record: Record, row: Row, name: str) -> list[int]:
    columns = [f.columns[0] for f in record.fields if f.kind is Kind.REFERENCE and f.refers_to == name]
    return [row[column] for column in columns if row[column] is not None]


async def _files(documents: list[int]) -> dict[int, list[Row]]:
    files: dict[int, list[Row]] = {}
    found = await File.filter(document_id__in=documents).order_by("document_id", "position", "id").values()
    for row in found:
        files.setdefault(row["document_id"], []).append(row)
    return files


async def papers_of(by: Identity, project: Seen) -> frozenset[str]:
    """The hashes of a project's papers whose bytes came along, as far as this person sees them."""
    found = await rows(f"{_PAPERS} AND p.id = $7", *reach(by), *money_reach(by), project.id, *sensitive_reach(by))
    return frozenset(row["sha256"] for row in found)


async def papers_seen(by: Identity, named: list[str]) -> frozenset[str]:
    """Of these hashes, those of papers this person sees in some project already."""
    found = await rows(
        f"{_PAPERS} AND f.sha256 = ANY($7::text[])", *reach(by), *money_reach(by), named, *sensitive_reach(by)
    )
    return frozenset(row["sha256"] for row in found)


async def shared_here(by: Identity, kind: EntryKind) -> list[Row]:
    """The shared records of a kind that `by` may know of, whole, the oldest first."""
    if kind.name != "organisation":
        return list(await kind.model.all().order_by("id").values())
    ids = [row["id"] for row in await organisation_names(by)]
    return list(await kind.model.filter(id__in=ids).order_by("id").values())


async def known_here(by: Identity) -> References:
    """The organisations, programmes and procedures that `by` may name, by everything they may be called."""
    partner, project = BY_NAME["partner"], PROJECT
    return references(await choices_for(partner, by, None) | await choices_for(project, by, None))
