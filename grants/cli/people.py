"""`grants user add`: the first people; later ones are added from the pages."""

from __future__ import annotations

import getpass
import secrets
import sys

from grants.access import OPERATOR, Role
from grants.cli.command import Command, Said, tracker
from grants.errors import Objected, Objection
from grants.people.actions import NewPerson, NewSeat, add_person, partner_id_in
from grants.projects.queries import project_named
from grants.settings import Settings
from grants.values.language import N_
from grants.values.wording import Wording

ADDED = N_("{name} can sign in as {email}.")
THE_PASSWORD = N_("The password is {password}")


async def add(chosen: Command, settings: Settings, words: Wording) -> Said:
    """Add a person; without a password on standard input one is asked for on a terminal, else made and printed."""
    password, made = _password(chosen, words)
    role = Role(chosen.role) if chosen.role else None
    if role is None and (chosen.project or chosen.organisation):
        role = Role.MANAGER
    async with tracker(settings):
        project = await project_named(OPERATOR, chosen.project) if chosen.project else None
        if role is not None and project is None and not chosen.organisation:
            raise Objected([Objection(N_("A role needs a --project or an --organisation."), {}, place="--role")])
        partner = await partner_id_in(project.ref, chosen.organisation) if project and role is Role.PARTNER else None
        new = NewPerson(chosen.email, chosen.person_name, password, words.language, chosen.admin)
        seat = NewSeat(role, project.ref if project else None, partner) if role else None
        await add_person(OPERATOR, new, chosen.organisation, seat)
    text = words.say(ADDED, name=chosen.person_name, email=chosen.email)
    data = {"email": chosen.email, "name": chosen.person_name, "role": role.value if role else None}
    if made:
        text += "\n" + words.say(THE_PASSWORD, password=password)
        data["password"] = password
    return Said(data, text)


def _password(chosen: Command, words: Wording) -> tuple[str, bool]:
    """The password and whether it was made here."""
    if chosen.password_stdin:
        return sys.stdin.readline().rstrip("\n"), False
    if sys.stdin.isatty() and not chosen.json:
        return getpass.getpass(words.say(N_("Password: "))), False
    return secrets.token_urlsafe(12), True
