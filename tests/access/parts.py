"""A project in which every table holds a row of the lead, one of the partner abroad and one of a third partner.

Rows are made from the columns alone, so that a table added later is in it by itself. A row of the lead has the id 1 in
whichever table, one of the partner abroad 2, one of the third partner 3; what a partner must not meet says so in every
text and amount. Rows that belong to the project as a whole say nothing secret.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tortoise import Model, Tortoise, fields
from tortoise.expressions import Q
from tortoise.fields.relational import ForeignKeyFieldInstance

from grants.access import ROWS as ROW_RULES
from grants.access import Role, may
from grants.audit.models import Entry, SentForm
from grants.budget.models import Version
from grants.deadlines.models import DayOff
from grants.entries.kinds import ROWS
from grants.entries.queries import own_rows
from grants.expenses.models import RequiredPaper
from grants.letters.models import Heartbeat
from grants.people.actions import NewSeat
from grants.people.models import Attempt, Membership, Person, Session
from grants.procurement.models import Threshold
from grants.projects.models import Organisation, Partner, Procedure, Programme, Project
from grants.rates.models import Rate
from grants.reports.models import ReportPreparer
from grants.storage.database import rows
from grants.values.records import Kind
from tests.cast import NOON, TODAY, World, person

LEAD, OWN, THIRD = 1, 2, 3
SECRET = "ТАЙНА-7788"
SECRET_CENTS = 77_889_91  # no sum in which one of these stands is below
OWN_CENTS = 1_00
NOT_OF_A_PART = frozenset({"contract_period", "budget_version"})  # addresses of rows of the project as a whole
# What belongs to nobody's part of a project: people and their doors, what all projects share, the machine's own.
APART: frozenset[type[Model]] = frozenset(
    {Person, Session, Attempt, Heartbeat, SentForm, Project, Organisation, Programme, Procedure, Threshold, Rate, RequiredPaper, Membership, Partner, ReportPreparer, DayOff}
)  # fmt: skip
_NOTHING = {"own_cents", "in_kind_cents", "third_cents", "cut_cents", "family", "original", "draft"}
_WHOLE = {"version": 1, "progress": 50, "start_month": 3, "end_month": 9, "rhythm_months": 6, "years": 3}
_SHORT = {"said": "done", "thing": "deliverable", "currency": "EUR", "language": "en", "country": "BG", "year": "2026"}
# What is chosen from a list: the first of it.
_CHOSEN: dict[type[Model], dict[str, str]] = {
    kind.model: {
        field.name: next(iter(field.choices or ())) for field in kind.record.fields if field.kind is Kind.CHOICE
    }
    for kind in ROWS
}
_FIGURES = {"euro": {"amount": "77889.91", "currency": "EUR"}, "rows": 0, "left_out": 0, "warnings": []}
# What the columns alone do not tell.
_STANDS: dict[str, dict[str, Any]] = {
    "attachment": {"kind": "deliverable"},
    "comment": {"kind": "deliverable"},
    "spoken": {"kind": "deliverable"},
    "amendment_change": {"kind": "activity"},
    "letter_link": {"kind": "deliverable", "purpose": "deliver"},
    "audit_entry": {"deed": "deliverable.changed", "subject": "deliverable", "subject_id": OWN},
    "expense": {"state": "verified"},
    "timesheet": {"month_on": TODAY.replace(day=1)},
    "report": {"format": "isun", "figures": _FIGURES},
    "accounting_batch": {"state": "kept", "mapping_id": None},
}


@dataclass(frozen=True)
class Party:
    """One of the three: the id of its rows, its organisation, its person, and itself as a partner where that is another id."""

    id: int
    organisation: int
    person: int
    partner: int = 0


@dataclass(frozen=True)
class Parts:
    """The world with its three parties, and the names of the kinds whose rows are everybody's in the project."""

    world: World
    parties: tuple[Party, ...]
    common: frozenset[str]

    @property
    def others(self) -> tuple[Party, ...]:
        """All but the partner abroad."""
        return tuple(one for one in self.parties if one.id != OWN)


async def parts(world: World) -> Parts:
    """The small tracker filled so."""
    abroad = await Organisation.get(name_en="Asociación Puente")
    hidden = await Organisation.create(name_bg=f"{SECRET} ООД", name_en=f"{SECRET} Ltd", country="BG")
    third = {"project_id": world.project.id, "number": "3", "position": 3, "organisation_id": hidden.id}
    assert (await Partner.create(**third, contact_name=SECRET, contact_email=f"{SECRET}@x.example")).id == THIRD
    await Partner.filter(id=LEAD).update(contact_name=SECRET, as_published=SECRET)
    await Project.filter(id=world.project.id).update(total_cents=SECRET_CENTS * 9)
    stranger = await person("third@x.example", SECRET, "", NewSeat(Role.PARTNER, world.project.ref, THIRD))
    people = (world.maria.person_id, world.elena.person_id, stranger.person_id)
    lead = world.project.kept_by_id
    parties = tuple(
        Party(number, organisation, who)
        for number, organisation, who in zip((LEAD, OWN, THIRD), (lead, abroad.id, hidden.id), people, strict=True)
        if who is not None
    )
    common = frozenset(
        kind.name
        for kind in ROWS
        if own_rows(kind, world.elena, world.project) == Q()
        and may(world.elena, ROW_RULES[kind.name][0], world.project.ref)
    )
    open_to_all = {Version, *(kind.model for kind in ROWS if kind.name in common)}
    for model in in_order():
        for party in parties:
            secret = model not in open_to_all and party.id != OWN
            by = replace(party, organisation=abroad.id) if model in open_to_all else party  # no others are named there
            await _made(model, by, world.project.id, secret=secret)
        await _go_on_behind(model)
    return Parts(world, parties, common)


async def a_row_of_each(project_id: int, party: Party) -> None:
    """In every table a row of one party, in this project."""
    for model in in_order():
        await _made(model, party, project_id, secret=False)
        await _go_on_behind(model)


async def _go_on_behind(model: type[Model]) -> None:
    """What the tracker itself puts in has a number of its own."""
    await rows(f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), 1000)")


async def _made(model: type[Model], party: Party, project_id: int, *, secret: bool) -> None:
    values = _row(model, party, project_id, secret=secret)
    if model is Entry:  # its rows have no address, and some are there already
        values.pop("id")
    await model.create(**values)


def in_order() -> Iterator[type[Model]]:
    """Every table that holds parts of a project, each after those it refers to."""
    waiting = [model for model in Tortoise.apps["grants"].values() if model not in APART]
    made: set[type[Model]] = set()
    while waiting:
        ready = [one for one in waiting if {to for _, to in _named(one)} - {one} <= made | APART]
        assert ready, f"these tables refer to one another in a circle: {waiting}"
        made |= set(ready)
        waiting = [one for one in waiting if one not in made]
        yield from ready


def _named(model: type[Model]) -> list[tuple[str, type[Model]]]:
    found = [
        (name, field) for name, field in model._meta.fields_map.items() if isinstance(field, ForeignKeyFieldInstance)
    ]
    return [(name, field.related_model) for name, field in found]


def _row(model: type[Model], party: Party, project_id: int, *, secret: bool) -> dict[str, Any]:
    named = {name: _reference(to, party, project_id) for name, to in _named(model) if to is not model}
    row: dict[str, Any] = {f"{name}_id": found for name, found in named.items()}
    plain = {name: one for name, one in model._meta.fields_map.items() if name in model._meta.fields_db_projection}
    for name, field in plain.items():
        if name not in row and not isinstance(field, ForeignKeyFieldInstance) and not name.endswith("_id"):
            row[name] = _value(name, field, party, secret=secret)
    row |= {name: party.id for name in ("row_id", "subject_id") if name in plain}
    if "project_id" in plain:
        row["project_id"] = project_id
    row |= dict.fromkeys(_CHOSEN.get(model, ()))
    told = {name: value for name, value in row.items() if value is not None}
    return told | {"id": party.id} | _STANDS.get(model._meta.db_table, {})


def _reference(to: type[Model], party: Party, project_id: int) -> int | None:
    return {
        Project: project_id,
        Organisation: party.organisation,
        Person: party.person,
        Partner: party.partner or party.id,
    }.get(to, None if to in APART else party.id)


def _value(name: str, field: Any, party: Party, *, secret: bool) -> Any:
    if name in _NOTHING or field.pk:
        return None
    if getattr(field, "enum_type", None) is not None or isinstance(field, fields.BooleanField):
        return None  # as a new row has it
    if name == "number":
        return f"7788{party.id}" if secret else str(party.id)
    if isinstance(field, (fields.CharField, fields.TextField)):
        return _text(name, field, party, secret=secret)
    if isinstance(field, fields.DatetimeField):
        return (
            NOON + timedelta(days=3 if name == "expires_at" else 0) if name not in {"revoked_at", "used_at"} else None
        )
    if isinstance(field, fields.DateField):
        return _day(name)
    if isinstance(field, fields.DecimalField):
        return Decimal("77.88") if secret else Decimal(10)
    if isinstance(field, fields.JSONField):
        return {"title_bg": SECRET if secret else "Общо"}
    if name.endswith("_cents"):
        return SECRET_CENTS if secret else OWN_CENTS
    return party.id if name == "position" else _WHOLE.get(name, None if field.null else 7)


def _text(name: str, field: Any, party: Party, *, secret: bool) -> str:
    longest = getattr(field, "max_length", 400) or 400
    if name in _SHORT:
        return _SHORT[name]
    if "sha256" in name:
        return f"{party.id:064x}"
    said = f"{SECRET} {party.id}" if secret else f"Наше {party.id}"
    return said[:longest]


def _day(name: str) -> Any:
    if name.startswith(("due", "until", "answer_due", "closes")):
        return TODAY + timedelta(3)
    if name.startswith(
        (
            "decided",
            "answered",
            "reached",
            "done",
            "finished",
            "left",
            "accepted",
            "returned",
            "resumed",
            "stopped",
            "revoked",
        )
    ):
        return None
    return TODAY - timedelta(40 if name.startswith("start") else 10)


__all__ = ["LEAD", "NOT_OF_A_PART", "OWN", "SECRET", "SECRET_CENTS", "THIRD", "Parts", "in_order", "parts"]
