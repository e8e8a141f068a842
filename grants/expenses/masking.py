"""Which documents are masked from whom, and what of a masked row is still read: decided here for every page and file.

Payrolls and papers about people are shown whole to those with SEE_SENSITIVE and to whoever entered them. Everybody else
who sees the row sees its amount, day, line and state, and none of the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grants.access import ALLOWED, Identity, Permission, ProjectRef, may
from grants.expenses.rules import DocumentKind
from grants.storage.database import rows
from grants.values.language import N_

Row = dict[str, Any]
Masked = frozenset[int]  # ids of documents

MASKED_WORDS = N_("personal, not shown to you")
NOT_SHOWN = N_("This paper is about people and isn't shown to you, so you can't change it.")

_DOCUMENT: Mapping[str, object] = {
    **dict.fromkeys(("paper_number", "supplier_name", "supplier_eik"), ""),
    **dict.fromkeys(("description_bg", "description_en", "original", "as_published"), ""),
    "supply_id": None,
}
# What is emptied in a masked row, by its kind.
EMPTIED: Mapping[str, Mapping[str, object]] = {
    "document": _DOCUMENT,
    "expense": dict.fromkeys(("description_bg", "description_en", "evidence", "reason", "decision"), ""),
    "payout": dict.fromkeys(("order_number", "statement"), ""),
    "paper": dict.fromkeys(("name_bg", "name_en", "original"), ""),
    "credit": {},
}
# By which columns a row of a kind stands on documents.
_STANDS_ON: Mapping[str, tuple[str, ...]] = {
    "document": ("id",),
    "expense": ("document_id",),
    "payout": ("document_id",),
    "paper": ("document_id",),
    "credit": ("credit_note_id", "invoice_id"),
}


def sensitive_reach(by: Identity) -> tuple[bool, list[int], list[int], int | None]:
    """The four values that `masked` asks of a statement, in their order."""
    seats = [seat for seat in by.seats if seat.role in ALLOWED[Permission.SEE_SENSITIVE]]
    return (
        by.unbounded,
        [seat.project_id for seat in seats if seat.project_id is not None],
        [seat.organisation_id for seat in seats if seat.organisation_id is not None],
        by.person_id,
    )


def masked(first: int, document: str = "d") -> str:
    """The SQL condition that a document is masked, where `p` is its project and $first … carry sensitive_reach's values."""
    return (  # built of names and numbers of the program's own
        f"(coalesce({document}.sensitive, false) AND NOT (${first}::bool OR p.id = ANY(${first + 1}::bigint[]) "  # noqa: S608
        f"OR p.kept_by_id = ANY(${first + 2}::bigint[])) AND NOT ({document}.id = ANY(ARRAY(SELECT subject_id FROM audit_entry "
        f"WHERE person_id = ${first + 3}::bigint AND deed = 'document.added' AND subject_id IS NOT NULL))))"
    )


_MASKED = (
    f"SELECT d.id FROM document d JOIN project p ON p.id = d.project_id WHERE p.id = ANY($1::bigint[]) AND {masked(2)}"  # noqa: S608
)


async def masked_in(by: Identity, *projects: ProjectRef) -> Masked:
    """The documents of some projects that are masked from this person; one query, none for those who see everything."""
    asked = [project.id for project in projects if not may(by, Permission.SEE_SENSITIVE, project)]
    if not asked:
        return frozenset()
    return frozenset(row["id"] for row in await rows(_MASKED, asked, *sensitive_reach(by)))


def is_masked(kind: str, row: Mapping[str, Any], hidden: Masked) -> bool:
    """Whether a row of a kind is, or stands on, one of these documents."""
    return not hidden.isdisjoint(documents_of(kind, row))


def documents_of(kind: str, row: Mapping[str, Any]) -> list[int]:
    """The documents a row of a kind is, or stands on; none for a claim without an invoice."""
    return [row[column] for column in _STANDS_ON.get(kind, ()) if row[column] is not None]


def shown(kind: str, row: Row, hidden: Masked) -> Row:
    """A row as it may be read: where it is masked, its words are empty."""
    if not is_masked(kind, row, hidden):
        return row
    return row | {name: value for name, value in EMPTIED[kind].items() if name in row}


def all_shown(kind: str, found: Sequence[Row], hidden: Masked) -> list[Row]:
    """Rows of a kind as they may be read."""
    return [shown(kind, row, hidden) for row in found] if hidden else list(found)


def sensitive_kind(values: Row, before: Row | None = None) -> Row:
    """A document's values with payrolls sensitive from the start; afterwards only a person makes one open to all."""
    became = values.get("kind") == DocumentKind.PAYROLL and (before is None or before["kind"] != DocumentKind.PAYROLL)
    return values | {"sensitive": True} if became else values
