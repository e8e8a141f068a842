"""What one expense's page says of its life: its package, the funder's decision, what is left of it, who verified it."""

from __future__ import annotations

from typing import Any

from grants.access import Permission
from grants.budget.queries import terms_of
from grants.expenses.life.queries import verified_by
from grants.expenses.queries import Recorded
from grants.expenses.rules import ExpenseState, may_become
from grants.expenses.wording import why_lost
from grants.values.language import N_
from grants.values.money import Money
from grants.web.pages import Visit

VERIFIED_ITSELF = N_("Verified by the person who entered it, as the terms of the contract allow.")
_PAST_VERIFYING = frozenset(ExpenseState) - {ExpenseState.DRAFT, ExpenseState.SUBMITTED, ExpenseState.RETURNED}


async def life_of(visit: Visit, recorded: Recorded) -> dict[str, Any]:
    """Facts (label, text) of what came after verifying, and where this person may bring the expense on."""
    state = ExpenseState(recorded.expense["state"])
    itself = state in _PAST_VERIFYING and await _verified_itself(visit, recorded)
    here = f"/projects/{visit.project.code}/expenses"
    decides = visit.may(Permission.VERIFY_EXPENSE) and may_become(state, ExpenseState.APPROVED)
    reports = visit.may(Permission.PREPARE_REPORT) and may_become(state, ExpenseState.REPORTED)
    return {
        "facts": [(visit.words.say(label), text) for label, text in _facts(visit, recorded.expense, state) if text],
        "verified_itself": visit.words.say(VERIFIED_ITSELF) if itself else "",
        "decide_url": f"{here}/decisions?row={recorded.expense['id']}" if decides else "",
        "report_url": f"{here}/report" if reports else "",
    }


async def _verified_itself(visit: Visit, recorded: Recorded) -> bool:
    if recorded.entered_by is None:
        return False
    return recorded.entered_by == await verified_by(visit.project, recorded.expense["id"])


def _facts(visit: Visit, row: dict[str, Any], state: ExpenseState) -> list[tuple[str, str]]:
    words, claimed = visit.words, Money(row["amount_cents"], row["currency"])
    lost = claimed if state is ExpenseState.PARKED else Money(row["cut_cents"], row["currency"])
    decided = row["decided_on"] is not None
    return [
        (N_("Report package"), row["package"]),
        (N_("Claimed amount"), words.amount(claimed) if lost else ""),
        (
            N_("Set aside") if state is ExpenseState.PARKED else N_("Cut by the funder"),
            words.amount(lost) if lost else "",
        ),
        (N_("Net"), words.amount(claimed - lost) if lost else ""),
        (N_("Decided on"), words.day(row["decided_on"]) if decided else ""),
        (N_("Letter or decision"), row["decision"]),
        (N_("In the sample of the control"), words.say(N_("yes")) if row["sampled"] else ""),
        (N_("Typology of error"), row["error_kind"]),
        (N_("Reason"), why_lost(row, words) if state is not ExpenseState.RETURNED else ""),
    ]


async def may_verify_own(visit: Visit) -> bool:
    """Whether the contract's terms let whoever entered an expense verify it too."""
    return (await terms_of(visit.project.id, visit.today)).own_verification
