"""Who sees what hangs on a row, and who is told when something is said of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from grants.access import ROWS, Identity, Permission, ProjectRef, may, own_part_only
from grants.errors import Objection
from grants.values.language import N_, Text

LONGEST: Final = 4000
"""The most characters of a comment."""

NOTHING_SAID = N_("Write something first.")
TOO_LONG = N_("This is {length} characters long; at most {maximum} fit.")


@dataclass(frozen=True, slots=True)
class RowNamed:
    """A row as much as what hangs on it asks: which one, how it is called, where its page is, and whose it is.

    `everybodys` is a row of no partner's part that partners see all the same. Of a `sensitive` one only those with
    SEE_SENSITIVE, and the people who entered it, read the words.
    """

    kind: str
    row_id: int
    label: Text
    page: str  # its address without the tracker's own
    partner_id: int | None = None
    person_id: int | None = None
    everybodys: bool = False
    sensitive: bool = False
    entered_by: frozenset[int] = frozenset()


def sees_row(by: Identity, project: ProjectRef, row: RowNamed) -> bool:
    """Whether somebody sees a row with what hangs on it: by the permission of its kind, its part, and its words."""
    permission = ROWS[row.kind][0]
    if not may(by, permission, project):
        return False
    if row.sensitive and not may(by, Permission.SEE_SENSITIVE, project) and by.person_id not in row.entered_by:
        return False
    own = own_part_only(by, project, permission)
    return own is None or own == row.partner_id or (row.partner_id is None and row.everybodys)


def people_concerned(
    project: ProjectRef,
    row: RowNamed,
    people: Iterable[Identity],
    *,
    coordinator_id: int | None,
    said_before: Collection[int] = (),
    author_id: int | None = None,
) -> tuple[Identity, ...]:
    """Whom a comment concerns: who is responsible for the row, the coordinator, the people of the partner whose row it
    is, and whoever commented before; never its author, never somebody who does not see the row.
    """
    named = {row.person_id, coordinator_id, *said_before}
    return tuple(
        person
        for person in people
        if person.person_id not in {None, author_id}
        and (person.person_id in named or _is_of_part(person, project, row.partner_id))
        and sees_row(person, project, row)
    )


def _is_of_part(person: Identity, project: ProjectRef, partner_id: int | None) -> bool:
    return partner_id is not None and any(seat.partner_id == partner_id for seat in person.seats_in(project))


def comment_objections(wording: str) -> list[Objection]:
    """What is wrong with a comment before it is kept."""
    if not wording.strip():
        return [Objection(NOTHING_SAID, place="comment")]
    if len(wording) > LONGEST:
        return [Objection(TOO_LONG, {"length": len(wording), "maximum": LONGEST}, place="comment")]
    return []
