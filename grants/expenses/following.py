"""What expenses do when things happen around them: payments make a document paid, a flat rate follows its base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grants.access import ProjectRef
from grants.acting import Deed, Happening
from grants.expenses.claims.queries import base_of, flat_claims, flat_on
from grants.expenses.models import Document, Expense, Payout
from grants.expenses.rating import rated_now
from grants.expenses.rules import OPEN_STATES, ExpenseState
from grants.expenses.sharing import gross, in_currency, scaled
from grants.expenses.wording import BASE_FELL
from grants.storage.database import rows
from grants.values.money import Money, total

Row = dict[str, Any]

# After these a flat rate may stand on another base; each is a row of FOLLOWERS.
MOVES_A_BASE = (
    *("expense.added", "expense.changed", "expense.removed", "expense.submitted", "expense.verified"),
    *("expense.returned", "expense.reported", "expense.withdrawn", "expense.approved", "expense.cut", "expense.parked"),
    *("expense.claimed_again", "expense.left_set_aside", "expense.converted"),
    *("expense.undecided", "document.changed", "payout.added", "payout.changed", "payout.removed"),
    *("opening.added", "opening.changed", "opening.removed", "line.changed"),
)
_DEEP = 3  # a flat rate may stand on another one, and that again on one


async def pay_with_payouts(deed: Deed, happening: Happening) -> None:
    """The day a document was paid in full is the last payment's, and none while something is left to pay.

    A document without payments keeps the day that was typed, and so does one paid in a currency without a fixed rate.
    """
    for document_id in await _paid_by(happening):
        found = await Document.filter(id=document_id).values()
        payouts = await Payout.filter(document_id=document_id).order_by("paid_on").values()
        if found and (payouts or happening.deed == "payout.removed"):
            await _pay(deed, happening.project, found[0], payouts)


async def _paid_by(happening: Happening) -> list[int]:
    """The documents whose payments were touched: of one that was moved to another document, both."""
    if happening.subject == "document":
        return [happening.subject_id] if happening.subject_id else []
    named = {side.get("document_id") for side in (happening.before, happening.after)}
    if happening.deed == "payout.changed":
        named |= {row["document_id"] for row in await Payout.filter(id=happening.subject_id).values("document_id")}
    return sorted(one for one in named if one)


async def _pay(deed: Deed, project: ProjectRef | None, document: Row, payouts: Sequence[Row]) -> None:
    paid = [in_currency(Money(row["amount_cents"], row["currency"]), document["currency"]) for row in payouts]
    if any(money is None for money in paid):
        return
    left = gross(document) - total((money for money in paid if money), document["currency"])
    turned = any(row["currency"] != document["currency"] for row in payouts)
    whole = (bool(payouts) and abs(left.minor) <= turned) or left.minor * gross(document).minor < 0
    day = payouts[-1]["paid_on"] if payouts and whole else None
    if day == document["paid_on"]:
        return
    version = document["version"] + 1
    await Document.filter(id=document["id"]).update(paid_on=day, version=version)
    label = f"{document['number']} · {document['paper_number']}"
    before = {"paid_on": document["paid_on"]}
    after = {"paid_on": day}
    deed.happened("document.paid", "document", document["id"], label, before=before, after=after, project=project)


# --- flat rates follow their base ---------------------------------------------------------------------------------


async def follow_the_base(deed: Deed, happening: Happening) -> None:
    """The flat-rate claims of a project as their bases are now; once for all that one deed did.

    Those not reported yet come to another amount. Of a reported one what its base no longer carries is cut, and given
    back when the base is accepted after all; what the funder itself cut of it is never lowered.
    """
    if happening is not _last_that_moves(deed):
        return
    touched = {one.project.id: one.project for one, _, _ in deed.happenings if one.deed in MOVES_A_BASE and one.project}
    for project in touched.values():
        await _follow_all(deed, project)


async def _follow_all(deed: Deed, project: ProjectRef) -> None:
    for _ in range(_DEEP):
        claims = await flat_claims(project.id)
        if not any([await _follow(deed, project, claim) for claim in claims]):
            return


def _last_that_moves(deed: Deed) -> Happening | None:
    said = (happening for happening, _label, _reason in reversed(deed.happenings))
    return next((happening for happening in said if happening.deed in MOVES_A_BASE), None)


async def _follow(deed: Deed, project: ProjectRef, claim: Row) -> bool:
    """Whether a flat-rate claim came to something else."""
    lines = await rows("SELECT * FROM budget_line WHERE id = $1", claim["line_id"])
    if not lines or lines[0]["rate"] is None or not lines[0]["base"]:
        return False
    base = await base_of(lines[0], claim["base_from_on"], claim["claimed_on"], claim["id"])
    amount = flat_on(lines[0], base)
    if amount.currency != claim["currency"]:
        return False
    after = await _as_open(claim, amount) if _is_open(claim) else _as_reported(claim, lines[0], base, amount)
    if all(claim[name] == value for name, value in after.items()):
        return False
    await Expense.filter(id=claim["id"]).update(version=claim["version"] + 1, **after)
    before = {name: claim[name] for name in after}
    label = " · ".join(part for part in (claim["number"], claim["description_bg"] or claim["description_en"]) if part)
    deed.happened("expense.followed", "expense", claim["id"], label, before=before, after=after, project=project)
    return True


def _is_open(claim: Row) -> bool:
    return claim["state"] in OPEN_STATES | {ExpenseState.VERIFIED}


async def _as_open(claim: Row, amount: Money) -> Row:
    if claim["amount_cents"] == amount.minor:
        return {}
    parts = scaled(claim, claim["amount_cents"], amount)
    return {"amount_cents": amount.minor, **parts, **await rated_now(claim, amount)}


def _as_reported(claim: Row, line: Row, base: Money, amount: Money) -> Row:
    """What a base that fell takes of a claim that went out; a claim the funder decided on is only cut further."""
    lost = max(0, claim["amount_cents"] - amount.minor)
    decided = claim["decided_on"] is not None
    if decided and lost <= claim["cut_cents"]:
        return {}
    if not lost:
        return {"state": ExpenseState.REPORTED, "cut_cents": 0, "cut_told": None} if claim["cut_cents"] else {}
    told = {"key": BASE_FELL, "base": base.minor, "rate": f"{line['rate'].normalize():f}", "amount": amount.minor}
    return {"state": ExpenseState.CUT, "cut_cents": lost, "cut_told": told}
