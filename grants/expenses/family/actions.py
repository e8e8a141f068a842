"""What is written on a paper in one project stands on it in all the others: the same deed changes every copy, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grants.access import Permission, ProjectRef, may, own_part_only
from grants.acting import Deed
from grants.errors import Objected, Objection
from grants.expenses.allocation import standing_of
from grants.expenses.masking import masked_in
from grants.expenses.records import DOCUMENT
from grants.expenses.rules import is_closed
from grants.expenses.trace.actions import follow_the_document, write
from grants.storage.database import rows
from grants.values.language import N_

Row = dict[str, Any]
# The rest belongs to one project: who paid there and when, by which contract with the supplier.
FACTS = tuple(name for name in DOCUMENT.columns if name not in {"partner_id", "supply_id", "as_published", "paid_on"})

CLOSED_ELSEWHERE = N_(
    "Another expense of the same document is already verified or reported, so the document can't be changed."
)
NOT_YOURS_ELSEWHERE = N_(
    "The same paper is claimed elsewhere too, where you can't change it, so what is written on it stays as it is."
)

_COPIES = """
SELECT d.*, p.kept_by_id FROM document d JOIN project p ON p.id = d.project_id WHERE d.family = $1 AND d.id <> $2
ORDER BY d.id FOR UPDATE OF d
"""


async def follow_in_family(deed: Deed, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """The facts that changed on a paper, on its copies in other projects; their claims by per cent follow.

    Objected where a copy may not be changed by this person, or is verified or reported already.
    """
    facts = {name: value for name, value in after.items() if name in FACTS and before[name] != value}
    if not (facts and before["family"]):
        return
    copies = await rows(_COPIES, before["family"], before["id"])
    claims = await rows(
        "SELECT document_id, state, partner_id FROM expense WHERE document_id = ANY($1::bigint[])",
        [copy["id"] for copy in copies],
    )
    for copy in copies:
        own = [claim for claim in claims if claim["document_id"] == copy["id"]]
        await _refuse(deed, copy, own, place=_slot(next(iter(facts))))
    for copy in copies:
        await write(deed, DOCUMENT, copy, facts, _ref(copy))
        await follow_the_document(deed, await standing_of(copy["id"]), _ref(copy))


def _ref(copy: Row) -> ProjectRef:
    return ProjectRef(copy["project_id"], copy["kept_by_id"])


def _slot(column: str) -> str:
    """The field beside which the refusal stands."""
    return next(field.slots[0] for field in DOCUMENT.fields if column in field.columns)


async def _refuse(deed: Deed, copy: Row, claims: Sequence[Row], place: str) -> None:
    if not await _may_change(deed, copy, claims):
        raise Objected([Objection(NOT_YOURS_ELSEWHERE, {}, place=place)])
    if any(is_closed(claim) for claim in claims):
        raise Objected([Objection(CLOSED_ELSEWHERE, {}, place=place)])


async def _may_change(deed: Deed, copy: Row, claims: Sequence[Row]) -> bool:
    """As if the copy were changed in its own project: all of it one's own part, and none of it masked."""
    project = _ref(copy)
    if not may(deed.by, Permission.RECORD_EXPENSE, project):
        return False
    own = own_part_only(deed.by, project)
    if own is not None and any(row["partner_id"] != own for row in (copy, *claims)):
        return False
    return copy["id"] not in await masked_in(deed.by, project)
