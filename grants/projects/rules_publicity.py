"""What a project owes the public for its money, and what it still owes after its end; proposed, a person confirms it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from grants.errors import Objection
from grants.projects.rules import DutyKind
from grants.values.days import ONE_DAY, add_months
from grants.values.identifiers import NumberAnatomy, anatomy
from grants.values.language import N_
from grants.values.money import Money

# By the letters in the numbers of its programmes: from what total cost a fund asks for a plaque or billboard.
_PLAQUES: Final = {
    **dict.fromkeys(("SFPR", "JTPR", "AMPR", "ISPR", "BVPR", "MFPR"), Money.of(100_000, "EUR")),
    **dict.fromkeys(("RFPR", "RFTA", "FFPR"), Money.of(500_000, "EUR")),
}
STRATEGIC: Final = Money.of(10_000_000, "EUR")
# Funds that pay for buildings and machines: what they paid for stays for five years (Regulation 2021/1060, art. 65).
_INVESTING: Final = ("RFPR", "RFTA", "FFPR", "JTPR", "RFOP", "16M1OP", "14M1OP")
_SOCIAL_FUNDS: Final = ("SFPR", "05M9OP", "05M2OP")


class Sign(StrEnum):
    """What stands where the public sees it."""

    POSTER = "poster"
    PLAQUE = "plaque"
    EVENT = "event"  # and a plaque


@dataclass(frozen=True, slots=True)
class Visibility:
    """What the cost of a project asks for, and above which cost."""

    sign: Sign
    above: Money | None = None


def visibility_of(cost: Money | None, numbers: Collection[str]) -> Visibility | None:
    """What Regulation 2021/1060, art. 50, asks of a project at this cost in euro; None where its fund is not known.

    `numbers` are the project's numbers, in any spelling.
    """
    programmes = [number.programme for number in _known(numbers)]
    found = [most for letters, most in _PLAQUES.items() if any(letters in one for one in programmes)]
    if cost is None or not found:
        return None
    if cost > STRATEGIC:
        return Visibility(Sign.EVENT, STRATEGIC)
    return Visibility(Sign.PLAQUE, found[0]) if cost > found[0] else Visibility(Sign.POSTER)


def _known(numbers: Collection[str]) -> list[NumberAnatomy]:
    return [number for text in numbers if (number := anatomy(text))]


# --- proposals ----------------------------------------------------------------------------------------------------

ON_WEBSITE = N_("A short description with aims and results and the EU's support, on the beneficiary's website.")
ON_SOCIAL_MEDIA = N_("The same on the beneficiary's social media.")
ON_PAPERS = N_("On every document and material for the public and for participants, attendance lists too.")
POSTER_OF = N_("At a place where the public sees it.")
PLAQUE_OF = N_("The project costs more than {above}: durable, as soon as equipment is installed or building begins.")
EVENT_OF = N_("The project costs more than {above}: with the Commission and the managing authority.")
RESULTS_OF = N_("What became of the participants six months after the end.")
INVESTMENT_OF = N_("What was built or bought serves its purpose for five years.")
PROMISED = N_("As the project promised: {promise}")


@dataclass(frozen=True, slots=True)
class ProposedDuty:
    """A duty that a project seems to have: of what kind, until when, and why."""

    kind: DutyKind
    due_on: date | None
    until_on: date | None
    why: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """What duties follow from: the cost in euro, the project's numbers, its days, and what it promised to go on with."""

    cost: Money | None
    numbers: Collection[str]
    start: date | None
    end: date | None
    promise: Any = None


def proposed_duties(facts: DutyFacts, there: Collection[DutyKind]) -> tuple[ProposedDuty, ...]:
    """What a project owes and has no duty for yet; the days of publicity count from its start, later ones from its end."""
    return tuple(one for one in (*_publicity(facts), *_afterwards(facts)) if one.kind not in there)


def _publicity(facts: DutyFacts) -> Iterator[ProposedDuty]:
    periods = {number.period for number in _known(facts.numbers)}
    if not periods:
        return
    soon = add_months(facts.start, 1) if facts.start else None
    if periods == {"2007-2013"}:
        yield ProposedDuty(DutyKind.STATEMENT, soon, facts.end, ON_PAPERS)
        return
    yield ProposedDuty(DutyKind.WEBSITE, soon, facts.end, ON_WEBSITE)
    if periods & {"2021-2027", "RRP"}:
        yield ProposedDuty(DutyKind.SOCIAL_MEDIA, soon, facts.end, ON_SOCIAL_MEDIA)
    yield ProposedDuty(DutyKind.STATEMENT, soon, facts.end, ON_PAPERS)
    asked = visibility_of(facts.cost, facts.numbers)
    if asked and asked.sign is not Sign.POSTER:
        above = {"above": asked.above}
        yield ProposedDuty(DutyKind.PLAQUE, None, None, PLAQUE_OF, above)
        if asked.sign is Sign.EVENT:
            yield ProposedDuty(DutyKind.EVENT, facts.end, None, EVENT_OF, above)
        return
    yield ProposedDuty(DutyKind.POSTER, soon, facts.end, POSTER_OF)


def _afterwards(facts: DutyFacts) -> Iterator[ProposedDuty]:
    if facts.end is None:
        return
    programmes = [number.programme for number in _known(facts.numbers)]
    if _of_funds(programmes, _SOCIAL_FUNDS):
        yield ProposedDuty(DutyKind.RESULTS, add_months(facts.end, 6), None, RESULTS_OF)
    if _of_funds(programmes, _INVESTING):
        yield ProposedDuty(DutyKind.SUSTAINABILITY, facts.end + ONE_DAY, add_months(facts.end, 60), INVESTMENT_OF)
    elif facts.promise:
        yield ProposedDuty(DutyKind.SUSTAINABILITY, facts.end + ONE_DAY, None, PROMISED, {"promise": facts.promise})


def _of_funds(programmes: Sequence[str], letters: Sequence[str]) -> bool:
    return any(one in programme for programme in programmes for one in letters)


# --- how a duty stands --------------------------------------------------------------------------------------------


class Standing(StrEnum):
    """How far a duty is."""

    AHEAD = "ahead"
    LATE = "late"
    UNPROVEN = "unproven"  # done, but nothing shows it
    DONE = "done"


STANDINGS: Mapping[Standing, str] = {
    Standing.AHEAD: N_("to be done"),
    Standing.LATE: N_("late"),
    Standing.UNPROVEN: N_("evidence is missing"),
    Standing.DONE: N_("carried out"),
}


def standing(done_on: date | None, due_on: date | None, *, proven: bool, today: date) -> Standing:
    """How far a duty is on a day; `proven` where evidence is written or a file lies with it."""
    if done_on is not None and done_on <= today:
        return Standing.DONE if proven else Standing.UNPROVEN
    return Standing.LATE if due_on is not None and due_on < today else Standing.AHEAD


UNTIL_BEFORE_DUE = N_("It would stand until a day before it is due.")


def duty_objections(values: Mapping[str, Any]) -> list[Objection]:
    """What can't be kept of a duty as it was typed."""
    if values["due_on"] and values["until_on"] and values["until_on"] < values["due_on"]:
        return [Objection(UNTIL_BEFORE_DUE, place="until")]
    return []
