"""The states of a letter and when the next try is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from grants.values.language import N_


class LetterState(StrEnum):
    """Where a letter stands."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    REPLACED = "replaced"


LETTER_STATES: Mapping[str, str] = {
    LetterState.WAITING: N_("waiting"),
    LetterState.SENT: N_("sent"),
    LetterState.REFUSED: N_("refused by the mail server"),
    LetterState.GIVEN_UP: N_("given up"),
    LetterState.REPLACED: N_("replaced by a newer one"),
}

LETTER_TONES: Mapping[str, str] = {
    LetterState.WAITING: "wait",
    LetterState.SENT: "good",
    LetterState.REFUSED: "bad",
    LetterState.GIVEN_UP: "bad",
    LetterState.REPLACED: "",
}


class Verdict(StrEnum):
    """What became of a letter that was handed over."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    UNREACHED = "unreached"


VERDICTS: Mapping[str, str] = {
    Verdict.TAKEN: N_("taken"),
    Verdict.LATER: N_("refused for now, to be tried again"),
    Verdict.NEVER: N_("refused for good"),
    Verdict.UNREACHED: N_("the mail server could not be reached"),
}

# Why a letter was given up here before it left; such a reason stands where else the mail server's answer does.
READER_LEFT = N_("Not sent: its reader does not use the tracker any more.")
SEEN_NO_MORE = N_("Not sent: its reader does not see what it speaks of any more.")
SETTLED_MEANWHILE = N_("Not sent: what it speaks of is done or cancelled.")
OVERTAKEN = N_("Not sent: what it speaks of was moved, put off or given to somebody else.")
OWN_REASONS = frozenset({READER_LEFT, SEEN_NO_MORE, SETTLED_MEANWHILE, OVERTAKEN})

# Letters written, or written anew, in one statement, so that others are served in between.
WRITTEN_AT_ONCE: Final = 200
# Who has heard nothing of a worker for so long may think that there is none.
SILENT_AFTER: Final = timedelta(seconds=90)
# A worker that dies in the middle of posting holds a letter no longer than this.
LEASE = timedelta(seconds=60)
# Everything about handing over one letter, connecting too: always less than the lease, so that no second worker takes
# a letter that a slow mail server still swallows.
PATIENCE = timedelta(seconds=45)
# What is left of it when the worker is asked to stop: whoever stops it waits ten seconds and kills it then.
HURRY = timedelta(seconds=6)
# When the mail server can't be reached nothing was said about the letter: it waits a little and its tries don't count.
UNREACHED = timedelta(minutes=1)
_PAUSES = (
    *(timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12)),
    *(timedelta(days=1),) * 4,
)
GIVE_UP_AFTER = len(_PAUSES) + 1  # tries: a server may say "later" for four days and more


LONGEST_PAUSE = max(_PAUSES)
# A morning's letters leave within it; one that waits longer than that after its hour is held up by something.
LATE_AFTER = timedelta(minutes=5)
HELD_UP = N_("It has not left though its hour has come: the mail server or the worker holds it up.")


def is_held_up(tries: int, answer: str, not_before: datetime, now: datetime) -> bool:
    """Whether a letter that waits should have left: it was tried, or could not be for want of a mail server that answers, or
    its hour is long over.
    """
    return bool(tries or answer) or not_before < now - LATE_AFTER


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many failed tries, at least one, or None when it is time to give up."""
    if tries >= GIVE_UP_AFTER:
        return None
    return _PAUSES[tries - 1]


def is_final(code: int) -> bool:
    """Whether a mail server's answer to a letter (RFC 5321 §4.2.1) means never, not later.

    That it first wants a sign-in, or ours was wrong (530 to 535, 538), is our setting's fault and not the letter's.
    """
    return 500 <= code < 600 and code not in {530, 534, 535, 538}


def message_id(key: str, base_url: str, domain: str) -> str:
    """The same Message-ID for every copy of a letter, so that mail programs and people see that it is the same."""
    return f"<{sha256(f'{base_url} {key}'.encode()).hexdigest()[:32]}@{domain}>"
