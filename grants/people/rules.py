"""What a password must be, how long a session lives, and how many tries a sign-in gets. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from grants.access import Role
from grants.errors import Objection
from grants.values.entry import TOO_LONG
from grants.values.language import N_

SESSION_LIVES = timedelta(days=14)
SESSION_IDLE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)
TRIES = 10
WINDOW = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
LONGEST = {"email": 254, "name": 200, "organisation": 400}  # characters, as long as the columns

NO_PART = N_("A partner needs a project, and an organisation that is named among the partners of that project.")
NOWHERE = N_("A role holds in a project or in all projects of an organisation. Name one of them.")


def person_objections(email: str, name: str, organisation: str = "") -> tuple[Objection, ...]:
    """Why somebody can't be kept under this address, name and organisation."""
    told = [
        Objection(TOO_LONG, {"length": len(typed), "maximum": LONGEST[place]}, place=place)
        for place, typed in (("email", email), ("name", name), ("organisation", organisation))
        if len(typed) > LONGEST[place]
    ]
    if not re.fullmatch(r"[^\s@<>,;:]+@[^\s@<>,;:]+", email):
        told.append(Objection(N_("“{text}” is not an e-mail address."), {"text": email[:80]}, place="email"))
    return tuple(told)


def seat_objections(role: Role, *, in_project: bool, in_organisation: bool, has_part: bool) -> tuple[Objection, ...]:
    """Why a seat would reach nothing, or more than it should: every seat is somewhere, a partner's is bound to its part."""
    if role is Role.PARTNER and not has_part:
        return (Objection(NO_PART, {}, place="role"),)
    if not in_project and not in_organisation:
        return (Objection(NOWHERE, {}, place="role"),)
    return ()


def password_objections(password: str, email: str) -> tuple[Objection, ...]:
    """Why this password won't do (length before cleverness, as NIST SP 800-63B advises)."""
    if len(password) < SHORTEST_PASSWORD:
        return (
            Objection(
                N_("A password has at least {least} characters; a short sentence is easy to remember."),
                {"least": SHORTEST_PASSWORD},
                place="password",
            ),
        )
    if password.casefold() in {email.casefold(), email.split("@", maxsplit=1)[0].casefold()}:
        return (Objection(N_("The password must not be the e-mail address."), {}, place="password"),)
    if len(password) > 1000:
        return (Objection(N_("At most 1,000 characters fit."), {}, place="password"),)
    return ()


def window_of(now: datetime) -> datetime:
    """The beginning of the quarter of an hour in which tries are counted together."""
    return now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
