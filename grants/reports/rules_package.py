"""The life of a report package, as ИСУН models it: its kinds, its states, and what may follow what.

A package is numbered n.m: the n-th of its contract, in its m-th version.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from grants.values.language import N_


class PackageKind(StrEnum):
    """What a package consists of (the five kinds of ИСУН)."""

    ADVANCE = "advance"
    TECHNICAL = "technical"
    ALL = "all"
    MONEY = "money"
    FINANCIAL = "financial"


PACKAGE_KINDS: Mapping[str, str] = {
    PackageKind.ADVANCE: N_("advance payment request"),
    PackageKind.TECHNICAL: N_("technical report"),
    PackageKind.ALL: N_("payment request, technical and financial report"),
    PackageKind.MONEY: N_("payment request and financial report"),
    PackageKind.FINANCIAL: N_("financial report"),
}


class Part(StrEnum):
    """A part of a package."""

    FINANCIAL = "financial"
    TECHNICAL = "technical"
    PAYMENT = "payment"


PART_NAMES: Final[Mapping[str, str]] = {
    Part.FINANCIAL: N_("financial report"),
    Part.TECHNICAL: N_("technical report"),
    Part.PAYMENT: N_("payment request"),
}

PARTS: Final[Mapping[PackageKind, tuple[Part, ...]]] = {
    PackageKind.ADVANCE: (Part.PAYMENT,),
    PackageKind.TECHNICAL: (Part.TECHNICAL,),
    PackageKind.ALL: (Part.PAYMENT, Part.TECHNICAL, Part.FINANCIAL),
    PackageKind.MONEY: (Part.PAYMENT, Part.FINANCIAL),
    PackageKind.FINANCIAL: (Part.FINANCIAL,),
}


class RequestKind(StrEnum):
    """The type of a payment request (the four of ИСУН)."""

    ADVANCE = "advance"
    ADVANCE_VERIFIED = "advance_verified"
    INTERIM = "interim"
    FINAL = "final"


REQUEST_KINDS: Final[Mapping[str, str]] = {
    RequestKind.ADVANCE: N_("advance"),
    RequestKind.ADVANCE_VERIFIED: N_("advance to be verified, Art. 131"),
    RequestKind.INTERIM: N_("interim"),
    RequestKind.FINAL: N_("final"),
}


class PackageState(StrEnum):
    """A package's life."""

    DRAFT = "draft"
    READY = "ready"
    SENT = "sent"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETURNED = "returned"  # a new version takes its place


PACKAGE_STATES: Mapping[str, str] = {
    PackageState.DRAFT: N_("draft"),
    PackageState.READY: N_("ready"),
    PackageState.SENT: N_("sent to the funder"),
    PackageState.IN_REVIEW: N_("in review"),
    PackageState.ACCEPTED: N_("accepted"),
    PackageState.REFUSED: N_("refused"),
    PackageState.RETURNED: N_("returned"),
}

NEXT_STATES: Mapping[PackageState, tuple[PackageState, ...]] = {
    PackageState.DRAFT: (PackageState.READY,),
    PackageState.READY: (PackageState.DRAFT, PackageState.SENT),
    PackageState.SENT: (
        *(PackageState.READY, PackageState.IN_REVIEW, PackageState.ACCEPTED, PackageState.REFUSED),
        PackageState.RETURNED,
    ),
    PackageState.IN_REVIEW: (PackageState.ACCEPTED, PackageState.REFUSED, PackageState.RETURNED),
    PackageState.ACCEPTED: (PackageState.IN_REVIEW,),
    PackageState.REFUSED: (PackageState.IN_REVIEW,),
    PackageState.RETURNED: (),
}

FROZEN: Final = frozenset(PackageState) - {PackageState.DRAFT}


class PartState(StrEnum):
    """How far a partner's part of a package is."""

    AWAITED = "awaited"
    HANDED_IN = "handed_in"
    RETURNED = "returned"


PART_STATES: Mapping[str, str] = {
    PartState.AWAITED: N_("awaited"),
    PartState.HANDED_IN: N_("handed in"),
    PartState.RETURNED: N_("returned"),
}


class MakingState(StrEnum):
    """How far something is that the worker makes."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def package_number(sequence: int, revision: int) -> str:
    """How a package is numbered: 3.2 is the third, in its second version."""
    return f"{sequence}.{revision}"


def may_become(state: PackageState, to: PackageState) -> bool:
    """Whether a package in a state may be brought to another."""
    return to in NEXT_STATES[state]
