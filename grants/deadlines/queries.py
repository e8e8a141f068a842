"""The deadlines one may see, in one project or in all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from grants.access import ALLOWED, Identity, Permission, ProjectRef
from grants.deadlines.presets import ProgrammeRules, programme_by
from grants.deadlines.rules import OF_RULE, DeadlineKind, DeadlineState, Origin
from grants.deadlines.rules_yield import hangs
from grants.deadlines.seen import SEEN, seat_reads, seen_by
from grants.errors import NotFound
from grants.projects.queries import Seen
from grants.storage.columns import text
from grants.storage.database import Row, rows
from grants.values.days import Unit
from grants.values.language import Text
from grants.web.clock import day_of_deed


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSeen:
    """A deadline with as much of its project as is said of it anywhere.

    `thing` and `thing_id` are what it hangs on, or the deliverable that a typed one names.
    """

    id: int
    version: int = 1
    number: str
    kind: DeadlineKind
    title: Text
    note: Text
    due_on: date
    hour: str = ""
    zone: str = ""
    internal_on: date | None = None
    state: DeadlineState = DeadlineState.OPEN
    done_on: date | None = None
    begun_on: date | None = None
    later_on: date | None = None
    person_id: int | None
    person: str
    chosen: bool = False  # the person, for this deadline
    of_partner: bool = False  # nobody is named: the person is the partner's own
    partner_id: int | None
    partner_country: str = ""
    origin: Origin = Origin.TYPED
    thing: str = ""
    thing_id: int | None = None
    thing_number: str = ""
    rule_id: int | None = None
    rule_country: str = ""
    from_on: date | None = None
    amount: int | None = None
    unit: Unit = Unit.DAYS
    raw_on: date | None = None
    fixed: bool = False  # the day, for this deadline
    ruled_on: date | None = None
    known_on: date | None = None
    project: ProjectRef
    coordinator_id: int | None = None
    code: str
    project_title: Text
    acronym: str

    @property
    def hangs(self) -> bool:
        """Whether it closes when its thing happens, not by saying so."""
        return hangs(self.origin, self.kind, self.thing, self.partner_id)

    @property
    def closes(self) -> bool:
        """Whether what happens to its thing closes it; one that was typed for a deliverable may be called done besides."""
        return self.hangs or (self.origin is Origin.TYPED and bool(self.thing))

    @property
    def person_from(self) -> str:
        """From where it is said who is responsible, a key of PERSON_OF; nothing where that is said of the deadline itself."""
        return OF_RULE if self.origin is Origin.GENERATED else self.thing if self.origin is Origin.ATTACHED else ""

    @property
    def open(self) -> bool:
        """Whether it is still to be met."""
        return self.state is DeadlineState.OPEN


# Who is responsible for a deadline `d`: whoever is named, or was chosen; of a partner's that names nobody the partner's own
# person, its contact before others who have a seat for it and may settle this deadline.
_RESPONSIBLE: Final = f"""
coalesce(d.person_id, CASE WHEN d.partner_id IS NOT NULL AND NOT d.chosen THEN (SELECT m.person_id FROM membership m
  JOIN person s ON s.id = m.person_id JOIN partner r ON r.id = m.partner_id
  WHERE m.partner_id = d.partner_id AND s.disabled_on IS NULL AND (m.until_on IS NULL OR m.until_on >= {{day}})
    AND m.role = ANY('{{{",".join(sorted(ALLOWED[Permission.SETTLE_DEADLINE]))}}}') AND {seat_reads("m", "d")}
  ORDER BY lower(s.email) = lower(r.contact_email) DESC, m.id LIMIT 1) END)
"""  # noqa: S608 - constants


def responsible(day: str) -> str:
    """The SQL of who is responsible for a deadline `d`, by the seats that hold on that day: a parameter, as "$2::date"."""
    return _RESPONSIBLE.replace("{day}", day)


def from_deadlines(day: str) -> str:
    """Deadlines `d` of projects `p` with the person `q` who is responsible on that day."""
    return f"FROM deadline d JOIN project p ON p.id = d.project_id LEFT JOIN person q ON q.id = {responsible(day)}"


def deadlines_on(day: str) -> str:
    """What is read of deadlines as they stand on that day."""
    return f"SELECT {COLUMNS} {from_deadlines(day)}"


# What is read of deadlines `d` of projects `p`, with the person `q` who is responsible; whoever reads them adds who sees them.
COLUMNS: Final = """
d.id, d.version, d.number, d.kind, d.title_bg, d.title_en, d.note_bg, d.note_en, d.due_on, d.hour, d.zone, d.internal_on, d.state,
  d.done_on, d.begun_on, d.later_on, q.id AS person_id, d.chosen, d.person_id IS NULL AND q.id IS NOT NULL AS of_partner, coalesce(q.name, '') AS person, d.partner_id, d.origin,
  coalesce((SELECT o.country FROM partner r JOIN organisation o ON o.id = r.organisation_id WHERE r.id = d.partner_id), '') AS partner_country,
  CASE WHEN d.deliverable_id IS NOT NULL THEN 'deliverable' ELSE d.thing END AS thing, coalesce(d.deliverable_id, d.thing_id) AS thing_id,
  coalesce((SELECT r.country FROM deadline_rule r WHERE r.id = d.rule_id), '') AS rule_country, d.thing_number, d.rule_id, d.from_on, d.amount, d.unit, d.raw_on,
  d.fixed, d.ruled_on, d.known_on, p.id AS project_id, p.kept_by_id, p.coordinator_id, p.code,
  p.title_bg AS project_title_bg, p.title_en AS project_title_en, p.acronym
"""
_IN_ORDER = " ORDER BY d.due_on, p.code, d.position, d.id"


async def deadlines_of(by: Identity, project: Seen) -> list[DeadlineSeen]:
    """The deadlines of one project that this person sees, those met and cancelled among them, by date."""
    found = await rows(
        f"{deadlines_on('$14::date')} WHERE {SEEN} AND p.id = $13 {_IN_ORDER}",
        *(*seen_by(by), project.id, day_of_deed()),
    )
    return [deadline_of(row) for row in found]


async def deadline_seen(by: Identity, project: Seen, deadline_id: int) -> DeadlineSeen:
    """One deadline, if this person sees it; NotFound otherwise."""
    found = await rows(
        f"{deadlines_on('$15::date')} WHERE {SEEN} AND p.id = $13 AND d.id = $14",
        *(*seen_by(by), project.id, deadline_id, day_of_deed()),
    )
    if not found:
        raise NotFound
    return deadline_of(found[0])


async def deadline_whoever(deadline_id: int, *, locked: bool = False) -> DeadlineSeen | None:
    """One deadline, whoever looks; `locked` holds it as it is until the deed ends."""
    lock = " FOR UPDATE OF d" if locked else ""
    found = await rows(f"{deadlines_on('$2::date')} WHERE d.id = $1{lock}", deadline_id, day_of_deed())
    return deadline_of(found[0]) if found else None


def deadline_of(row: Row) -> DeadlineSeen:
    """A row of `deadlines_on`."""
    return DeadlineSeen(**facts_of(row))


_AS_READ: Final = (
    *(
        "id",
        "version",
        "number",
        "due_on",
        "hour",
        "zone",
        "internal_on",
        "done_on",
        "begun_on",
        "later_on",
        "person_id",
    ),
    *(
        "person",
        "chosen",
        "of_partner",
        "partner_id",
        "partner_country",
        "thing",
        "thing_id",
        "thing_number",
        "rule_id",
        "rule_country",
        "from_on",
        "amount",
        "raw_on",
        "fixed",
        "ruled_on",
        "known_on",
    ),
    *("coordinator_id", "code", "acronym"),
)


def facts_of(row: Row) -> dict[str, Any]:
    """The facts of a deadline in a row of COLUMNS."""
    return {name: row[name] for name in _AS_READ} | {
        "kind": DeadlineKind(row["kind"]),
        "title": text(row, "title"),
        "note": text(row, "note"),
        "state": DeadlineState(row["state"]),
        "origin": Origin(row["origin"]),
        "unit": Unit(row["unit"]),
        "project": ProjectRef(row["project_id"], row["kept_by_id"]),
        "project_title": text(row, "project_title"),
    }


# Everything a project says of who pays for it.
_SIGNS: Final = """
SELECT concat_ws(' ', p.code, m.code, m.name_bg, m.name_en, m.fund_bg, m.fund_en,
  (SELECT string_agg(n.value, ' ') FROM project_number n WHERE n.project_id = p.id)) AS said
FROM project p LEFT JOIN programme m ON m.id = p.programme_id WHERE p.id = $1
"""


async def programme_of(project_id: int) -> ProgrammeRules | None:
    """The programme by whose usual rules a project lives, as far as its numbers and its fund tell."""
    return programme_by((await rows(_SIGNS, project_id))[0]["said"])
