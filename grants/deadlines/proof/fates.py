"""How a letter about a deadline fared, and on which days somebody was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from grants.letters.rules import LetterState
from grants.values.language import N_


class Fate(StrEnum):
    """How a letter fared, as much as is known of it."""

    PLANNED = "planned"
    WAITING = "waiting"
    DELAYED = "delayed"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    REPLACED = "replaced"
    RETURNED = "returned"
    NEEDLESS = "needless"


FATES: Mapping[Fate, str] = {
    Fate.PLANNED: N_("planned"),
    Fate.WAITING: N_("waiting"),
    Fate.DELAYED: N_("delayed"),
    Fate.SENT: N_("sent"),
    Fate.REFUSED: N_("refused by the mail server"),
    Fate.GIVEN_UP: N_("given up"),
    Fate.REPLACED: N_("replaced by a newer one"),
    Fate.RETURNED: N_("sent back"),
    Fate.NEEDLESS: N_("not sent about it any more"),
}
FATE_TONES: Mapping[Fate, str] = {
    Fate.PLANNED: "",
    Fate.WAITING: "",
    Fate.DELAYED: "wait",
    Fate.SENT: "good",
    Fate.REFUSED: "bad",
    Fate.GIVEN_UP: "bad",
    Fate.REPLACED: "",
    Fate.RETURNED: "bad",
    Fate.NEEDLESS: "",
}
_BY_STATE: Mapping[LetterState, Fate] = {
    LetterState.SENT: Fate.SENT,
    LetterState.REFUSED: Fate.REFUSED,
    LetterState.GIVEN_UP: Fate.GIVEN_UP,
    LetterState.REPLACED: Fate.REPLACED,
}


def fate(
    state: LetterState,
    returned_at: datetime | None,
    *,
    due: bool = False,
    held_up: bool,
    dropped: bool = False,
    settled: bool = False,
) -> Fate:
    """How a letter about a deadline fared: one that was sent back later did not arrive, one whose hour has not come is planned,
    one that is `due` waits for its turn, and is delayed when `held_up`; one that has not left while its deadline is `settled`
    will not name it, or not leave at all, as one that was `dropped` here for a reason of our own.
    """
    if returned_at is not None:
        return Fate.RETURNED
    if dropped and state is LetterState.GIVEN_UP:
        return Fate.NEEDLESS
    if state is LetterState.WAITING:
        if settled:
            return Fate.NEEDLESS
        return Fate.DELAYED if held_up else Fate.WAITING if due else Fate.PLANNED
    return _BY_STATE[state]


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter: to whom, and when it left or was to leave."""

    person_id: int | None
    whom: str
    at: datetime


def days_of(letters: Iterable[Posted], zone: ZoneInfo) -> dict[tuple[int | None, str], list[date]]:
    """The days of the letters to each reader, by the clock of that zone, each day once, in their order."""
    days: dict[tuple[int | None, str], set[date]] = {}
    for one in letters:
        days.setdefault((one.person_id, one.whom), set()).add(one.at.astimezone(zone).date())
    return {whom: sorted(at) for whom, at in days.items()}
