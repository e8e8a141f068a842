"""The states of a letter and when the next try is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from grants.values.language import N_


class LetterState(StrEnum):
    """Where a letter stands."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


LETTER_STATES: Mapping[str, str] = {
    LetterState.WAITING: N_("waiting"),
    LetterState.SENT: N_("sent"),
    LetterState.REFUSED: N_("refused by the mail server"),
    LetterState.GIVEN_UP: N_("given up"),
}

# A worker that dies in the middle of posting holds a letter no longer than this.
LEASE = timedelta(seconds=60)
_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
GIVE_UP_AFTER = 13  # tries; the last pauses are 12 hours, so a server may be away for four days


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many failed tries, or None when it is time to give up."""
    if tries >= GIVE_UP_AFTER:
        return None
    return _PAUSES[min(tries, len(_PAUSES)) - 1]
