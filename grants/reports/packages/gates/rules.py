"""Through which gates a package goes before it is ready and before it is sent.

Source: the rules of ИСУН's contract reports (`ContractReport.GetCreationStatuses`, `ContractReportService`): a document is
entered only when every other package is accepted or refused, and none while an amendment of the contract is open; that one
advance to be verified (Art. 131) is accepted for a contract its payment request sees to. Where a funder's system has no such gates, who prepares the package is
told all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from grants.errors import Objection
from grants.reports.rules_package import PACKAGE_STATES, PackageState
from grants.values.language import N_, Term

WAITS: Final = N_(
    "Package {before} comes before this one and is {state}: the funder's system takes the next one only when it is accepted or "
    "refused. Note first what was decided on it."
)
WAITS_NOTED: Final = N_(
    "Package {before} comes before this one and is {state}. What the funder decides on it may change what this one reports so far."
)
AMENDING: Final = N_(
    "Amendment {version} of the contract is asked for and not decided yet: the funder's system takes no report while it is open. "
    "Note first whether it was approved."
)
AMENDING_NOTED: Final = N_(
    "Amendment {version} of the contract is asked for and not decided yet. The report goes out by the contract as it stands now."
)
BUDGET_AMENDING: Final = N_(
    "The change {version} of the budget is asked for and not decided yet. The report goes out by the budget as it stands now."
)
NOT_OVER: Final = N_(
    "The period goes on until {day}. What is spent until then and verified after the package is ready is not in it."
)


@dataclass(frozen=True, slots=True)
class Before:
    """A package of the contract before this one that is neither accepted nor refused."""

    id: int
    number: str
    state: PackageState


@dataclass(frozen=True, slots=True)
class Gates:
    """What a package has before it; `amendments` and `budgets` are the numbers of versions that are asked for."""

    last: date
    before: Sequence[Before] = ()
    amendments: Sequence[str] = ()
    budgets: Sequence[str] = ()


def shut(gates: Gates, *, in_order: bool) -> Iterator[Objection]:
    """For what a package can't be ready nor sent, where the funder's system takes packages `in_order`."""
    if in_order:
        yield from _told(gates, WAITS, AMENDING)


def to_be_known(gates: Gates, today: date, *, in_order: bool) -> Iterator[Objection]:
    """What who makes a package ready, or notes that it was sent on that day, has to know and may do all the same.

    A change of the budget that is asked for may be no amendment of the contract, or not be in the funder's system yet.
    """
    if not in_order:
        yield from _told(gates, WAITS_NOTED, AMENDING_NOTED)
    for version in gates.budgets:
        yield Objection(BUDGET_AMENDING, {"version": version, "tab": "budget"})
    if today <= gates.last:
        yield Objection(NOT_OVER, {"day": gates.last})


def _told(gates: Gates, waits: str, amending: str) -> Iterator[Objection]:
    for one in gates.before:
        state = Term(PACKAGE_STATES[one.state])
        yield Objection(waits, {"before": one.number, "state": state, "package_id": one.id})
    for version in gates.amendments:
        yield Objection(amending, {"version": version, "tab": "contract"})
