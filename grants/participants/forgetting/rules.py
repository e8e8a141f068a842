"""Until when a participant stays known by name: the day of the participant, else of the project's clock for its papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from grants.projects.rules_keeping import Counted, Kept


class Held(StrEnum):
    """What keeps somebody's name here."""

    NOTHING = "nothing"
    OWN_DAY = "own_day"  # the day typed for this participant
    PAPERS = "papers"  # the project's papers are kept so long
    UNKNOWN = "unknown"  # they are kept, and the day is not known yet
    CASE = "case"  # a court case or a request of the Commission stops every clock


@dataclass(frozen=True, slots=True)
class Hold:
    """What holds, until which day (the last on which the name stays), and the keeping rule that says so."""

    by: Held
    until: date | None = None
    sentence: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ""  # the reason for keeping, a key of KEEPING_KINDS

    @property
    def holds(self) -> bool:
        """Whether the name stays for now."""
        return self.by is not Held.NOTHING


FREE: Final = Hold(Held.NOTHING)


def hold_of(keep_until: date | None, kept: Kept, today: date) -> Hold:
    """What keeps the name of a participant on a day. A stopped clock holds everybody; then the participant's own day
    counts, and only without one the project's.
    """
    stopped = next((one for one in kept.whole if one.stopped), None)
    if stopped:
        return Hold(Held.CASE, None, stopped.sentence, stopped.facts, stopped.kind)
    if keep_until:
        return Hold(Held.OWN_DAY, keep_until) if keep_until >= today else FREE
    by = kept.by
    waiting = next((one for one in kept.whole if one.until is None and not _is_past(one)), None)
    if waiting and (by is None or by.until is None or by.until < today):
        return Hold(Held.UNKNOWN, None, waiting.sentence, waiting.facts, waiting.kind)
    if by is not None and by.until is not None and by.until >= today:
        return Hold(Held.PAPERS, by.until, by.sentence, by.facts, by.kind)
    return FREE


def _is_past(one: Counted) -> bool:
    """Whether a reason without a day is a court case that is over: it moved the others and holds nothing itself."""
    return "last" in one.facts


def day_passed(keep_until: date | None, kept: Kept, today: date) -> bool:
    """Whether somebody is made anonymous by itself: a day is known, it has passed, and nothing holds."""
    return bool(keep_until or kept.until) and not hold_of(keep_until, kept, today).holds


# What of a participant goes when it is made anonymous; sex, age, status, answers, districts and the days stay and are counted.
GONE: Final[Mapping[str, Any]] = {
    "first_name": "",
    "middle_name": "",
    "family_name": "",
    "born_on": None,
    "phone": "",
    "email": "",
    "settlement": "",
    "place_settlement": "",
    "keep_until_on": None,
}
TOLD_ONCE: Final = "…"  # stands where somebody's own words stood, of which only that there were some is counted
