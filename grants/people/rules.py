"""What a password must be, how long a session lives, and how many tries a sign-in gets. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from grants.errors import Objection
from grants.values.language import N_

SESSION_LIVES = timedelta(days=14)
SESSION_IDLE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)
TRIES = 10
WINDOW = timedelta(minutes=15)
SHORTEST_PASSWORD = 10


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
