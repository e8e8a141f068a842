"""The closed lists of sub-grants, when the next instalment may be paid, and what is asked back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from grants.errors import Objection
from grants.values.language import N_, Text
from grants.values.money import Money, half_up


class SubGrantState(StrEnum):
    """Where a sub-grant stands."""

    CHOSEN = "chosen"
    AGREED = "agreed"
    FINISHED = "finished"
    TERMINATED = "terminated"


SUB_GRANT_STATES: Mapping[str, str] = {
    SubGrantState.CHOSEN: N_("chosen, not yet signed"),
    SubGrantState.AGREED: N_("agreement signed"),
    SubGrantState.FINISHED: N_("finished"),
    SubGrantState.TERMINATED: N_("terminated"),
}


class InstalmentKind(StrEnum):
    """What is paid under a sub-grant's agreement, and what comes back."""

    INSTALMENT = "instalment"
    RETURNED = "returned"  # the unspent, asked back


INSTALMENT_KINDS: Mapping[str, str] = {
    InstalmentKind.INSTALMENT: N_("instalment"),
    InstalmentKind.RETURNED: N_("unspent money asked back"),
}


class SubReportState(StrEnum):
    """Where a sub-grantee's report stands."""

    AWAITED = "awaited"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


SUB_REPORT_STATES: Mapping[str, str] = {
    SubReportState.AWAITED: N_("awaited"),
    SubReportState.SUBMITTED: N_("submitted"),
    SubReportState.RETURNED: N_("returned"),
    SubReportState.ACCEPTED: N_("accepted"),
}


class MatchKind(StrEnum):
    """Whose money a sub-grant attracted."""

    OWN = "own"
    MUNICIPAL = "municipal"
    DONATION = "donation"
    IN_KIND = "in_kind"
    OTHER = "other"


MATCH_KINDS: Mapping[str, str] = {
    MatchKind.OWN: N_("recipient's own money"),
    MatchKind.MUNICIPAL: N_("from the municipal budget"),
    MatchKind.DONATION: N_("donations"),
    MatchKind.IN_KIND: N_("in kind"),
    MatchKind.OTHER: N_("other sources"),
}


# --- what stands under an agreement -------------------------------------------------------------------------------

# States of a report after which nothing more is expected of the recipient.
_DONE = frozenset({SubReportState.ACCEPTED})

WAITS_FOR_REPORT = N_("This instalment waits for the acceptance of report {number}.")
NOT_AGREED = N_("No agreement is signed yet: nothing can be paid.")
TERMINATED = N_("The agreement was terminated: nothing more is paid under it.")
PAID_ALREADY = N_("This instalment was paid on {day}.")
OVER_THE_GRANT = N_("With this the instalments make {total}, above the grant of {amount}.")
OTHER_CURRENCY = N_("The agreement is in {currency}; write the amount in it.")
NOT_ABOVE_ZERO = N_("The amount is above zero.")
NOT_BELOW_ZERO = N_("The amount is not below zero.")
ACCEPTED_TOO_MUCH = N_("More than the {spent} that were reported can't be accepted.")
ACCEPTED_OVER_GRANT = N_("With this {total} would be accepted, above the grant of {amount}.")
REASON_NEEDED = N_("Write why it is returned; the recipient reads it.")
BEFORE_AGREEMENT = N_("The agreement was signed on {day}, after this day.")
END_BEFORE_START = N_("The end is before the beginning.")
NOTHING_SAID = N_("Write what was done.")
IN_THE_FUTURE = N_("This day is still to come.")


@dataclass(frozen=True, slots=True)
class SubStanding:
    """How a sub-grant stands, in whole cents of its currency.

    `planned` are all instalments, `paid` those that left, `came_back` what was paid back; `spent` and `accepted` are of
    reports submitted and accepted; `attracted` is the other money that is proved, `promised` what was promised of it.
    """

    amount: int
    planned: int = 0
    paid: int = 0
    came_back: int = 0
    spent: int = 0
    accepted: int = 0
    promised: int | None = None
    attracted: int = 0
    closed: bool = False  # the last report is accepted, or the agreement was terminated

    @property
    def to_pay(self) -> int:
        """What of the grant has not been paid; nothing once it is closed and less was accepted."""
        return max(0, (min(self.amount, self.accepted) if self.closed else self.amount) - self.paid + self.came_back)

    @property
    def unspent(self) -> int:
        """What was paid and not accepted once everything is reported, less what came back: it is asked back."""
        return max(0, self.paid - self.came_back - self.accepted) if self.closed else 0

    @property
    def still_to_attract(self) -> int:
        """What of the promised money is not proved yet."""
        return max(0, (self.promised or 0) - self.attracted)


def instalment_objection(
    *,
    state: SubGrantState,
    paid_on: date | None,
    after_number: str,
    after_state: SubReportState | None,
) -> Objection | None:
    """Why an instalment can't be paid now; None when it can."""
    if paid_on is not None:
        return Objection(PAID_ALREADY, {"day": paid_on})
    if state is SubGrantState.CHOSEN:
        return Objection(NOT_AGREED)
    if state is SubGrantState.TERMINATED:
        return Objection(TERMINATED)
    if after_state is not None and after_state not in _DONE:
        return Objection(WAITS_FOR_REPORT, {"number": after_number})
    return None


def instalments_objections(amount: Money, grant: Money, others: int, kind: InstalmentKind) -> list[Objection]:
    """What is wrong with an instalment as typed; `others` are the cents of the other instalments of the agreement."""
    if amount.currency != grant.currency:
        return [Objection(OTHER_CURRENCY, {"currency": grant.currency}, place="currency")]
    if amount.minor <= 0:
        return [Objection(NOT_ABOVE_ZERO, place="amount")]
    total = Money(others + amount.minor, grant.currency)
    if kind is InstalmentKind.INSTALMENT and total.minor > grant.minor:
        return [Objection(OVER_THE_GRANT, {"total": total, "amount": grant}, place="amount")]
    return []


def report_objections(
    spent: Money | None, match: Money | None, said: Text, start: date | None, end: date | None
) -> list[Objection]:
    """What is wrong with a recipient's report."""
    told = [
        Objection(NOT_BELOW_ZERO, place=place)
        for place, money in (("spent", spent), ("match", match))
        if money is not None and money.minor < 0
    ]
    if not (said.bg.strip() or said.en.strip()):
        told.append(Objection(NOTHING_SAID, place="done"))
    if start is not None and end is not None and end < start:
        told.append(Objection(END_BEFORE_START, place="end"))
    return told


def acceptance_objections(accepted: Money, spent: Money, accepted_before: int, grant: Money) -> list[Objection]:
    """What is wrong with accepting so much of a report; `accepted_before` are the cents accepted of the other reports."""
    if accepted.minor < 0:
        return [Objection(NOT_BELOW_ZERO, place="accepted")]
    if accepted.minor > spent.minor:
        return [Objection(ACCEPTED_TOO_MUCH, {"spent": spent}, place="accepted")]
    total = Money(accepted.minor + accepted_before, grant.currency)
    if total.minor > grant.minor:
        return [Objection(ACCEPTED_OVER_GRANT, {"total": total, "amount": grant}, place="accepted")]
    return []


@dataclass(frozen=True, slots=True)
class SchemeStanding:
    """A scheme counted from its grants, in whole cents of one currency, beside what was stated of it."""

    count: int
    granted: int
    attracted: int
    over_ceiling: tuple[str, ...] = ()

    @property
    def mean(self) -> int | None:
        """The mean grant, half up to the cent."""
        return int(half_up(Decimal(self.granted) / self.count, 0)) if self.count else None

    @property
    def matching(self) -> Decimal | None:
        """How much other money each unit of the grants attracted, in per cent."""
        return Decimal(self.attracted) * 100 / self.granted if self.granted else None


def scheme_standing(ceiling: int | None, grants: Sequence[tuple[str, int, int]]) -> SchemeStanding:
    """A scheme's sums from its grants: (number, amount, attracted) in cents of the scheme's currency."""
    return SchemeStanding(
        count=len(grants),
        granted=sum(amount for _, amount, _ in grants),
        attracted=sum(attracted for _, _, attracted in grants),
        over_ceiling=tuple(number for number, amount, _ in grants if ceiling is not None and amount > ceiling),
    )
