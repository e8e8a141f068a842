"""Adding people and seats, signing in and out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from grants.access import Identity, Permission, ProjectRef, Role
from grants.acting import acting
from grants.audit.models import SentForm
from grants.errors import Objected, Objection, Refused
from grants.people.models import Attempt, Membership, Person, Session
from grants.people.passwords import hashed, matches
from grants.people.queries import token_hash
from grants.people.rules import (
    SESSION_IDLE,
    SESSION_LIVES,
    TRIES,
    WINDOW,
    password_objections,
    person_objections,
    seat_objections,
    window_of,
)
from grants.projects.models import Organisation, Partner, Project
from grants.storage.database import bookkeeping, rows
from grants.values.language import N_, Language, Text


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is to use the tracker."""

    email: str
    name: str
    password: str
    language: Language = "bg"
    is_admin: bool = False


@dataclass(frozen=True)
class NewSeat:
    """The seat given with it: in one project, else in all projects its organisation keeps."""

    role: Role
    project: ProjectRef | None = None
    partner_id: int | None = None
    until: date | None = None


async def add_person(
    by: Identity, new: NewPerson, organisation_name: str = "", seat: NewSeat | None = None, *, once: str = ""
) -> int:
    """Somebody who can sign in from now on; the organisation is made when there is none of that name."""
    problems = (
        *person_objections(new.email, new.name, organisation_name),
        *password_objections(new.password, new.email),
    )
    if seat:
        has_part = seat.partner_id is not None
        where = {"in_project": seat.project is not None, "in_organisation": bool(organisation_name)}
        problems += seat_objections(seat.role, **where, has_part=has_part)
    if problems:
        raise Objected(problems)
    password_hash = await hashed(new.password)
    known = Objection(N_("There is already somebody with the address {email}."), {"email": new.email}, "email")
    async with acting(by, Permission.MANAGE_PEOPLE, once=once) as deed:
        if await rows("SELECT 1 FROM person WHERE lower(email) = lower($1)", new.email):
            raise Objected([known])
        organisation = await _organisation(organisation_name) if organisation_name else None
        try:
            person = await Person.create(
                email=new.email,
                name=new.name,
                language=new.language,
                is_admin=new.is_admin,
                organisation=organisation,
                password_hash=password_hash,
            )
        except IntegrityError:  # added by somebody else at the same moment
            raise Objected([known]) from None
        deed.happened("person.added", "person", person.id, new.name, after={"email": new.email, "admin": new.is_admin})
        if seat:
            await Membership.create(
                person=person,
                role=seat.role,
                project_id=seat.project.id if seat.project else None,
                organisation=None if seat.project else organisation,
                partner_id=seat.partner_id,
                until_on=seat.until,
            )
            deed.happened("seat.given", "person", person.id, new.name, after={"role": seat.role}, project=seat.project)
        return int(person.id)


async def _organisation(name: str) -> Organisation:
    found = await Organisation.filter(name_bg=name).first() or await Organisation.filter(name_en=name).first()
    written = Text.written(name)
    return found or await Organisation.create(name_bg=written.bg, name_en=written.en)


async def name_coordinator(by: Identity, project: ProjectRef, person_id: int) -> None:
    """The person to whom late things of a project go first."""
    async with acting(by, Permission.EDIT_PROJECT, project) as deed:
        await Project.filter(id=project.id).update(coordinator_id=person_id)
        person = await Person.get(id=person_id)
        deed.happened("coordinator.named", "person", person_id, person.name)


async def partner_id_in(project: ProjectRef, organisation_name: str) -> int | None:
    """The part an organisation has in a project, by its name in either language."""
    found = await Partner.filter(project_id=project.id).values("id", "organisation__name_bg", "organisation__name_en")
    names = {row["id"]: (row["organisation__name_bg"], row["organisation__name_en"]) for row in found}
    return next((key for key, both in names.items() if organisation_name in both), None)


class TooManyTries(Refused):
    """More sign-in tries than a window allows; the right password has to wait too."""

    def __init__(self) -> None:
        super().__init__(N_("Too many tries. Please wait a quarter of an hour and try again."))
        self.wait_seconds = int(WINDOW.total_seconds())


WRONG = N_("This e-mail address and password don't belong together.")


async def sign_in(email: str, password: str, address: str, now: datetime) -> str:
    """A new session's token for the right password; the same answer and time for a wrong one and nobody's.

    Tries are counted for an account from one address, so that nobody is kept out by a stranger's guessing.
    """
    account = f"account:{token_hash(f'{email.casefold()} {address}')[:40]}"
    await _count_try(account, now)
    await _count_try(f"address:{token_hash(address)[:40]}", now, TRIES * 5)
    person = await Person.filter(email__iexact=email, disabled_on=None).first()
    if not await matches(person.password_hash if person else "", password) or person is None:
        raise Objected([Objection(WRONG, {}, place="email")])
    token = secrets.token_urlsafe(32)
    async with bookkeeping("session begun or ended"):
        await Session.create(
            person=person, token_sha256=token_hash(token), begun_at=now, seen_at=now, expires_at=now + SESSION_LIVES
        )
        await Attempt.filter(key=account).delete()
    return token


async def _count_try(key: str, now: datetime, most: int = TRIES) -> None:
    async with bookkeeping("sign-in throttle"):
        found = await rows(
            'INSERT INTO sign_in_attempt (key, "window", count) VALUES ($1, $2, 1) '
            'ON CONFLICT (key, "window") DO UPDATE SET count = sign_in_attempt.count + 1 RETURNING count',
            key,
            window_of(now),
        )
    if found[0]["count"] > most:
        raise TooManyTries


async def sign_out(token: str) -> None:
    """The session ends on the server, not only in the browser."""
    async with bookkeeping("session begun or ended"):
        await Session.filter(token_sha256=token_hash(token)).delete()


async def seen(session_id: int, now: datetime) -> None:
    """Note that a session is in use."""
    async with bookkeeping("session last seen"):
        await Session.filter(id=session_id).update(seen_at=now)


async def choose_language(by: Identity, language: Language) -> None:
    """The language of this person's pages and letters."""
    async with acting(by, Permission.OWN_SETTINGS) as deed:
        await Person.filter(id=by.person_id).update(language=language)
        deed.happened("language.chosen", "person", by.person_id, by.name, after={"language": language})


async def forget_the_past(now: datetime) -> None:
    """Clear away sessions that ended, keys of forms sent over a week ago and counts of tries older than a day."""
    async with bookkeeping("what has ended cleared away"):
        await Session.filter(Q(expires_at__lte=now) | Q(seen_at__lte=now - SESSION_IDLE)).delete()
        await SentForm.filter(at__lt=now - timedelta(days=7)).delete()
        await Attempt.filter(window__lt=now - timedelta(days=1)).delete()
