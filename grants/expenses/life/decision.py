"""What the funder decided on reported expenses, and what is wrong with how it was written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from grants.errors import Objected, Objection
from grants.expenses.rules import ExpenseState, may_become
from grants.values.entry import REQUIRED
from grants.values.language import N_
from grants.values.money import Money

Row = Mapping[str, Any]

NONE_CHOSEN = N_("Choose at least one row.")
IN_THE_FUTURE = N_("This day has not come yet.")
NOTHING_CUT = N_(
    "A typology of error belongs to what is cut, and nothing is cut here. Type the cut beside its row, or leave this empty."
)
WHOLE_ROWS = N_("A row is set aside as a whole. Leave the cut empty, or choose the other decision.")
CUT_TOO_LARGE = N_("No more can be cut than is claimed: {amount}.")
CUT_OTHER_SIDE = N_("A cut stands on the same side of zero as the claim, {amount}, and is not zero.")
NOT_NOW = N_("In the state they are in now, this can't be done with: {numbers}. Nothing was changed.")
CHANGED_MEANWHILE = N_(
    "Somebody else changed these since you opened the page: {numbers}. Nothing was changed; look at them again."
)
GONE = N_("Some of the rows you chose are no longer there. Nothing was changed; look at the list again.")
OWN_ENTRIES = N_("You entered these yourself: {numbers}. Somebody else verifies them. Nothing was changed.")


class RowsRefused(Objected):
    """Rows with which something can't be done, all named; `stale` when they are no longer what was looked at (409)."""

    def __init__(self, objections: Sequence[Objection], *, stale: bool) -> None:
        super().__init__(list(objections))
        self.stale = stale


@dataclass(frozen=True, slots=True)
class Decision:
    """What the funder decided: rows accepted, less what is cut of them in cents by expense, or set aside whole.

    Where its control says so: that they were in its sample, and which typology of error it gave what is cut.
    """

    parked: bool
    decided_on: date | None
    letter: str
    reason: str
    cuts: Mapping[int, int] = field(default_factory=dict)
    sampled: bool = False
    error_kind: str = ""

    def state_of(self, expense_id: int) -> ExpenseState:
        """To which state a row comes by it."""
        if self.parked:
            return ExpenseState.PARKED
        return ExpenseState.CUT if expense_id in self.cuts else ExpenseState.APPROVED


def decision_objections(decision: Decision, rows: Iterable[Row], today: date) -> list[Objection]:
    """What is missing in a decision or can't be so; a cut or a row set aside has its reason and its letter."""
    found = list(_of_the_day(decision.decided_on, today))
    if decision.parked or decision.cuts:
        found += [
            Objection(REQUIRED, {}, place=place)
            for place, said in (("letter", decision.letter), ("reason", decision.reason))
            if not said.strip()
        ]
    if decision.error_kind.strip() and (decision.parked or not decision.cuts):
        found.append(Objection(NOTHING_CUT, {}, place="error_kind"))
    return found + [objection for row in rows for objection in _of_a_cut(decision, row)]


def _of_the_day(day: date | None, today: date) -> Iterator[Objection]:
    if day is None:
        yield Objection(REQUIRED, {}, place="decided")
    elif day > today:
        yield Objection(IN_THE_FUTURE, {}, place="decided")


def _of_a_cut(decision: Decision, row: Row) -> Iterator[Objection]:
    cut = decision.cuts.get(row["id"])
    if cut is None:
        return
    place, claimed = f"cut_{row['id']}", row["amount_cents"]
    if decision.parked:
        yield Objection(WHOLE_ROWS, {}, place=place)
    elif cut * claimed <= 0:
        yield Objection(CUT_OTHER_SIDE, {"amount": Money(claimed, row["currency"])}, place=place)
    elif abs(cut) > abs(claimed):
        yield Objection(CUT_TOO_LARGE, {"amount": Money(claimed, row["currency"])}, place=place)


def refusal(
    rows: Sequence[Row],
    versions: Mapping[int, int],
    to: Mapping[int, ExpenseState],
    may: Callable[[str, ExpenseState], bool] = may_become,
    own: frozenset[int] = frozenset(),
) -> RowsRefused | None:
    """Why chosen rows can't all be brought on, with the number of each that can't; None when they can.

    `versions` are those that were looked at, `own` the rows that whoever verifies has entered; `may` says which steps
    are allowed.
    """
    gone = [Objection(GONE)] if len(rows) < len(versions) else []
    not_now = [row["number"] for row in rows if not may(row["state"], to[row["id"]])]
    changed = [row["number"] for row in rows if row["version"] != versions[row["id"]] and row["number"] not in not_now]
    ones_own = [row["number"] for row in rows if row["id"] in own]
    found = gone + [
        Objection(sentence, {"numbers": ", ".join(numbers)})
        for sentence, numbers in ((NOT_NOW, not_now), (CHANGED_MEANWHILE, changed), (OWN_ENTRIES, ones_own))
        if numbers
    ]
    return RowsRefused(found, stale=bool(gone or not_now or changed)) if found else None
