"""The people of the tests: Maria coordinates, Ivan keeps the accounts, Elena is the partner abroad, Desislava works in the
field, Angel audits, Ada looks after the machine, and Petar belongs to another project and must see nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from grants.access import OPERATOR, Identity, Role
from grants.entries.actions import add_project, add_row
from grants.entries.kinds import BY_NAME, PROJECT
from grants.people.actions import NewPerson, NewSeat, add_person, name_coordinator
from grants.people.queries import identity_by_email
from grants.projects.models import Organisation
from grants.projects.queries import Seen
from grants.values.entry import Reader, read_entry
from grants.values.language import Language
from grants.values.wording import wording

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PASSWORD = "мартеница-и-баница"
CODE = "BG05SFPR002-2.005-0123-C01"


@dataclass(frozen=True)
class World:
    """A small tracker: one project with two partners, one of another organisation, and everybody."""

    project: Seen
    other: Seen
    maria: Identity
    ivan: Identity
    elena: Identity
    desislava: Identity
    angel: Identity
    ada: Identity
    petar: Identity
    lead: int
    partner: int

    @property
    def everybody(self) -> dict[str, Identity]:
        return {name: getattr(self, name) for name in ("maria", "ivan", "elena", "desislava", "angel", "ada", "petar")}


async def world() -> World:
    """The small tracker, made by the same actions as anyone's."""
    await Organisation.create(name_bg="Сдружение „Заедно“", name_en="Together Association", country="BG")
    await Organisation.create(name_bg="Фондация „Друга“", country="BG")
    abroad = await Organisation.create(name_en="Asociación Puente", country="ES")
    lead = await Organisation.get(name_bg="Сдружение „Заедно“")
    other_lead = await Organisation.get(name_bg="Фондация „Друга“")
    project = await project_of(
        CODE, lead.id, title_bg="Заедно по-близо до хората", title_en="Together closer to people"
    )
    other = await project_of("usaid-2004", other_lead.id, title_bg="Чужд проект", total="1000")
    own = await row(project, "partner", number="1", organisation=lead.name_bg, role="lead")
    far = await row(project, "partner", number="2", organisation=abroad.name_en, role="partner")
    maria = await person("maria@zaedno.example", "Мария Иванова", lead.name_bg, NewSeat(Role.MANAGER))
    ivan = await person("ivan@zaedno.example", "Иван Петров", lead.name_bg, NewSeat(Role.ACCOUNTANT, project.ref))
    elena = await person("elena@puente.example", "Elena García", "", NewSeat(Role.PARTNER, project.ref, far), "en")
    desi = await person(
        "desi@zaedno.example", "Десислава Колева", lead.name_bg, NewSeat(Role.FIELD_WORKER, project.ref)
    )
    angel = await person("angel@odit.example", "Ангел Одиторов", "", NewSeat(Role.AUDITOR, project.ref))
    ada = await person("ada@zaedno.example", "Ада Админова", lead.name_bg, None, is_admin=True)
    petar = await person("petar@druga.example", "Петър Другарски", "Фондация „Друга“", NewSeat(Role.MANAGER))
    assert maria.person_id is not None
    await name_coordinator(OPERATOR, project.ref, maria.person_id)
    return World(project, other, maria, ivan, elena, desi, angel, ada, petar, own, far)


async def person(
    email: str, name: str, organisation: str, seat: NewSeat | None, language: Language = "bg", *, is_admin: bool = False
) -> Identity:
    """Somebody with a seat, able to sign in with PASSWORD."""
    await add_person(OPERATOR, NewPerson(email, name, PASSWORD, language, is_admin), organisation, seat)
    found = await identity_by_email(email)
    assert found is not None
    return found


def read(name: str, references: dict[str, dict[str, int]], /, **typed: Any) -> dict[str, Any]:
    """A record's values as a form would read them, in Bulgarian."""
    reading = read_entry(BY_NAME[name].record, typed, Reader(wording("bg"), TODAY, references))
    assert not reading.objections, reading.objections
    return reading.values


async def project_of(code: str, keeper: int, **typed: Any) -> Seen:
    """A project kept by an organisation."""
    return await add_project(OPERATOR, code, keeper, read(PROJECT.name, {}, **typed))


async def row(project: Seen, kind: str, /, number: str = "", **typed: Any) -> int:
    """A row of a project, typed as in its form; other rows are named by number, organisations by name."""
    from grants.entries.queries import choices_for
    from grants.values.choices import references

    known = references(await choices_for(BY_NAME[kind], OPERATOR, project))
    return await add_row(OPERATOR, project, BY_NAME[kind], number, read(kind, known, **typed))
