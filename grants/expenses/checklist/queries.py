"""The papers of documents, those they lack, and the lists that organisations keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grants.access import ALLOWED, Identity, Permission
from grants.expenses.models import Paper
from grants.expenses.required import Lists, Required, required_papers
from grants.projects.models import Organisation
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.language import Text

Row = dict[str, Any]

_LISTS = (
    "SELECT id, organisation_id, category, name_bg, name_en, position FROM required_paper "
    "WHERE organisation_id = ANY($1::bigint[]) ORDER BY category, position, id"
)
_CLAIMS = (
    "SELECT x.document_id, x.form, x.line_id, l.category, l.form AS line_form FROM expense x "
    "LEFT JOIN budget_line l ON l.id = x.line_id WHERE x.document_id = ANY($1::bigint[]) ORDER BY x.position, x.id"
)


async def lists_of(organisations: Iterable[int]) -> Mapping[int, Lists]:
    """The own lists of organisations that changed theirs; for the others the usual ones hold. One query."""
    found: dict[int, dict[str, list[Row]]] = {}
    for row in await rows(_LISTS, sorted(set(organisations))):
        found.setdefault(row["organisation_id"], {}).setdefault(row["category"], []).append(row)
    return found


async def wanted_of(project: Seen, document: Row) -> tuple[Required, ...]:
    """The papers a document should have beside itself, with what is kept of each. Three queries."""
    (kept, claims, lines), own = await _around([document["id"]]), await lists_of([project.kept_by_id])
    return required_papers(document, claims, lines, kept, own.get(project.kept_by_id))


async def missing_of(project: Seen, documents: Sequence[Row]) -> dict[int, tuple[Text, ...]]:
    """The papers that each of these documents (rows with `id` and `kind`) lacks. Three queries for any number of them."""
    wanted = await all_wanted(project, documents)
    return {document: tuple(one.name for one in papers if not one.there) for document, papers in wanted.items()}


async def all_wanted(project: Seen, documents: Sequence[Row]) -> dict[int, tuple[Required, ...]]:
    """The papers that each of these documents should have, with what is kept of each. Three queries for any number."""
    kept, claims, lines = await _around([document["id"] for document in documents])
    own = (await lists_of([project.kept_by_id])).get(project.kept_by_id)
    papers_of, claims_of = _by_document(kept), _by_document(claims)
    return {
        row["id"]: required_papers(row, claims_of.get(row["id"], ()), lines, papers_of.get(row["id"], ()), own)
        for row in documents
    }


async def _around(documents: list[int]) -> tuple[list[Row], list[Row], dict[int, Row]]:
    """What is kept of the papers of documents, all that is claimed of them, and the lines it is claimed on."""
    kept = [dict(row) for row in await Paper.filter(document_id__in=documents).order_by("position", "id").values()]
    claims = await rows(_CLAIMS, documents)
    lines = {
        row["line_id"]: {"category": row["category"], "form": row["line_form"]}
        for row in claims
        if row["line_id"] is not None
    }
    return kept, claims, lines


def _by_document(found: Sequence[Row]) -> Mapping[int, Sequence[Row]]:
    grouped: dict[int, list[Row]] = {}
    for row in found:
        grouped.setdefault(row["document_id"], []).append(row)
    return grouped


def keeps_lists_of(by: Identity) -> int | None:
    """The organisation whose lists this person keeps: its own, if it keeps projects' books there; None when there is none."""
    office = [
        seat for seat in by.seats if seat.role in ALLOWED[Permission.EDIT_PAPER_LISTS] and seat.partner_id is None
    ]
    whole = [seat.organisation_id for seat in office if seat.organisation_id is not None]
    if by.organisation_id is not None and office:
        return by.organisation_id
    return whole[0] if whole else None


async def name_of(organisation_id: int) -> Text:
    """What an organisation is called."""
    found = await Organisation.filter(id=organisation_id).values("name_bg", "name_en")
    return Text(found[0]["name_bg"], found[0]["name_en"])
