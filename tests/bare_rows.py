"""People, projects and deadlines for tests, written straight into the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from grants.access import Role
from grants.deadlines.models import Deadline
from grants.deadlines.rules import DeadlineKind
from grants.people.models import Membership, Person
from grants.projects.models import Organisation, Partner, Project


async def organisation(name: str = "Сдружение „Заедно“") -> Organisation:
    return await Organisation.create(name_bg=name)


async def project(code: str, title: str, kept_by: Organisation, **more: Any) -> Project:
    return await Project.create(code=code, title_bg=title, kept_by=kept_by, **more)


async def person(name: str, email: str, language: str = "bg", **more: Any) -> Person:
    return await Person.create(name=name, email=email, language=language, **more)


async def seat(who: Person, role: Role, where: Project | Organisation, **more: Any) -> Membership:
    place = {"project": where} if isinstance(where, Project) else {"organisation": where}
    return await Membership.create(person=who, role=role, **place, **more)


async def partner(where: Project, name: str) -> Partner:
    return await Partner.create(project=where, number=name, position=1, organisation=await organisation(name))


async def deadline(
    where: Project, due: date, title: str = "Междинен технически отчет", who: Person | None = None, **more: Any
) -> Deadline:
    place = await Deadline.filter(project=where).count() + 1
    values = {"kind": DeadlineKind.REPORT, "title_bg": title, **more}
    return await Deadline.create(project=where, number=str(place), position=place, due_on=due, person=who, **values)
