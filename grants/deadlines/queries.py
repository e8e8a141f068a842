"""The deadlines one may see, in one project or in all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.access import Identity, ProjectRef
from grants.deadlines.rules import DeadlineKind, DeadlineState, Origin
from grants.deadlines.rules_yield import closes_with_report
from grants.deadlines.seen import SEEN, seen_by
from grants.errors import NotFound
from grants.projects.queries import Seen
from grants.storage.columns import text
from grants.storage.database import Row, rows
from grants.values.days import Unit
from grants.values.language import Text


@dataclass(frozen=True, slots=True)
class DeadlineSeen:
    """A deadline with as much of its project as a list over all projects shows."""

    id: int
    version: int
    number: str
    kind: DeadlineKind
    title: Text
    note: Text
    due_on: date
    state: DeadlineState
    done_on: date | None
    person_id: int | None
    person: str
    partner_id: int | None
    project: ProjectRef
    code: str
    project_title: Text
    acronym: str
    origin: Origin = Origin.TYPED
    thing: str = ""
    thing_id: int | None = None
    from_on: date | None = None
    amount: int | None = None
    unit: Unit = Unit.DAYS
    raw_on: date | None = None
    begun_on: date | None = None

    @property
    def hangs(self) -> bool:
        """Whether it closes when its thing happens, not by saying so."""
        return self.origin is Origin.ATTACHED or (
            self.origin is Origin.GENERATED and closes_with_report(self.kind, self.thing, self.partner_id)
        )

    @property
    def open(self) -> bool:
        """Whether it is still to be met."""
        return self.state is DeadlineState.OPEN


# Deadlines `d` of projects `p`, with the person `q` who is responsible; whoever reads them adds who sees them.
DEADLINES = """
SELECT d.id, d.version, d.number, d.kind, d.title_bg, d.title_en, d.note_bg, d.note_en, d.due_on, d.state, d.done_on,
  d.person_id, d.partner_id, d.origin, d.thing, d.thing_id, d.from_on, d.amount, d.unit, d.raw_on,
  d.begun_on, q.name AS person, p.id AS project_id, p.kept_by_id, p.coordinator_id, p.code, p.acronym,
  p.title_bg AS project_title_bg, p.title_en AS project_title_en
FROM deadline d JOIN project p ON p.id = d.project_id LEFT JOIN person q ON q.id = d.person_id
"""
_IN_ORDER = " ORDER BY d.due_on, p.code, d.position, d.id"


async def deadlines_of(by: Identity, project: Seen) -> list[DeadlineSeen]:
    """The deadlines of one project that this person sees, those met and cancelled among them, by date."""
    found = await rows(f"{DEADLINES} WHERE {SEEN} AND p.id = $13 {_IN_ORDER}", *seen_by(by), project.id)
    return [deadline_of(row) for row in found]


async def deadline_seen(by: Identity, project: Seen, deadline_id: int) -> DeadlineSeen:
    """One deadline, if this person sees it; NotFound otherwise."""
    found = await rows(f"{DEADLINES} WHERE {SEEN} AND p.id = $13 AND d.id = $14", *seen_by(by), project.id, deadline_id)
    if not found:
        raise NotFound
    return deadline_of(found[0])


async def next_deadlines(by: Identity) -> dict[int, DeadlineSeen]:
    """The first open deadline of every project this person sees, by project id."""
    found = await rows(
        f"SELECT DISTINCT ON (x.project_id) x.* FROM ({DEADLINES} WHERE {SEEN} AND d.state = 'open') x "  # noqa: S608 - constants
        "ORDER BY x.project_id, x.due_on, x.id",
        *seen_by(by),
    )
    return {row["project_id"]: deadline_of(row) for row in found}


def deadline_of(row: Row) -> DeadlineSeen:
    """A row of DEADLINES."""
    return DeadlineSeen(
        id=row["id"],
        version=row["version"],
        number=row["number"],
        kind=DeadlineKind(row["kind"]),
        title=text(row, "title"),
        note=text(row, "note"),
        due_on=row["due_on"],
        state=DeadlineState(row["state"]),
        done_on=row["done_on"],
        person_id=row["person_id"],
        person=row["person"] or "",
        partner_id=row["partner_id"],
        project=ProjectRef(row["project_id"], row["kept_by_id"]),
        code=row["code"],
        project_title=text(row, "project_title"),
        acronym=row["acronym"],
        origin=Origin(row["origin"]),
        thing=row["thing"],
        thing_id=row["thing_id"],
        from_on=row["from_on"],
        amount=row["amount"],
        unit=Unit(row["unit"]),
        raw_on=row["raw_on"],
        begun_on=row["begun_on"],
    )
