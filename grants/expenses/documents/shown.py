"""What hangs on a document, in a reader's words: its claims, its payments, its credit notes, its corrections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grants.access import Permission, own_part_only
from grants.expenses.documents.queries import Hanging, corrected_by, corrections_of, hanging_on
from grants.expenses.queries import Recorded
from grants.expenses.rules import EXPENSE_STATES, OPEN_STATES, DocumentKind, ExpenseState
from grants.expenses.sharing import gross, in_currency, whose
from grants.expenses.wording import STATE_TONES
from grants.values.language import N_, Text
from grants.values.money import Money, total
from grants.values.wording import DASH, Wording
from grants.web.pages import Visit

Row = dict[str, Any]

LOWER = N_(
    "After its credit notes {left} of this document can be claimed, but {claimed} is claimed. Lower expense {number} by {over}."
)
LOWER_CLOSED = N_(
    "After its credit notes {left} of this document can be claimed, but {claimed} is claimed, and it was verified or reported "
    "already. Correct expense {number}, or claim {over} below zero on the credit note."
)
OVER_CLAIMED = N_("{claimed} is claimed of this document, which is {over} more than can be claimed. Lower a claim.")
PAID = N_("Paid {paid} of {amount}; {left} is left to pay.")
PAID_WHOLE = N_("Paid in full: {paid}.")
PAID_OVER = N_("Paid {paid}, which is {over} more than the document's {amount}. Check the payments.")
PAID_A_CENT = N_("Paid {paid} of {amount}; the cent between them comes from the conversion.")
PAID_UNKNOWN = N_(
    "Paid in a currency without a fixed rate to the document's; type the day it was paid in full yourself."
)
PARTS = (N_("own {amount}"), N_("in kind {amount}"), N_("third parties {amount}"))


async def sections(visit: Visit, recorded: Recorded, here: str) -> dict[str, Any]:
    """What the page of an expense shows below its form; `here` is its address."""
    records = visit.may(Permission.RECORD_EXPENSE)
    row, words = recorded.expense, visit.words
    reported = row["state"] not in {*OPEN_STATES, ExpenseState.VERIFIED}
    shown: dict[str, Any] = {
        "corrections": [_correction(one, visit) for one in await corrections_of(row)],
        "corrects": _corrected(await corrected_by(row), visit),
        "correct_url": f"{here}/correct" if records and reported and not recorded.masked else None,
        "hanging": None,
    }
    if not recorded.document or recorded.masked:
        return shown
    found = await hanging_on(visit.by, visit.project, recorded.document["id"])
    note = recorded.document["kind"] == DocumentKind.CREDIT_NOTE
    payable = all(one["state"] in {*OPEN_STATES, ExpenseState.VERIFIED} for one in (row, *recorded.others))
    shown["hanging"] = {
        "money": _money(found, visit),
        "over": over_sentence(found, words),
        "claims": [_claim(claim, row["id"], visit) for claim in found.claims],
        "unseen": _unseen(found.unseen, words) if found.unseen > 0 and _sees_all(visit) else "",
        "another_url": f"{here}/another" if records else None,
        "elsewhere_url": f"{here}/elsewhere" if records else None,
        "payouts": [_payout(one, here, words, records and payable) for one in found.payouts],
        "paid": paid_sentence(recorded.document, found.payouts, words),
        "new_payout_url": f"{here}/payments/new" if records and payable else None,
        "note": note,
        "credits": [_credit(one, here, visit, records) for one in found.credits_set],
        "new_credit_url": f"{here}/credits/new" if records else None,
    }
    return shown


def _unseen(claims: int, words: Wording) -> str:
    return words.count(
        "One more claim on this paper stands in a project you don't see.",
        "{n} more claims on this paper stand in projects you don't see.",
        claims,
    )


def _sees_all(visit: Visit) -> bool:
    return own_part_only(visit.by, visit.project.ref) is None


def _money(found: Hanging, visit: Visit) -> list[tuple[str, str]]:
    """The document as money: what may be claimed, what is claimed, what is left."""
    words, standing = visit.words, found.standing
    pairs = [(N_("Can be claimed"), standing.whole)]
    if standing.credited:
        pairs.append((N_("Less credit notes"), -standing.credited))
    pairs += [(N_("Claimed"), standing.claimed), (N_("Left to claim"), standing.left)]
    return [(words.say(label), words.amount(money)) for label, money in pairs]


def over_sentence(found: Hanging, words: Wording) -> str:
    """What to do where more is claimed of a document than there is; empty where not."""
    standing = found.standing
    if not standing.over:
        return ""
    over, claimed = Money(standing.over, standing.currency), standing.claimed
    if not standing.credited:
        return words.say(OVER_CLAIMED, claimed=claimed, over=over)
    open_ones = [claim for claim in found.claims if claim["state"] in OPEN_STATES]
    named = (open_ones or list(found.claims) or [{"number": DASH}])[-1]
    facts = {"left": standing.whole - standing.credited, "claimed": claimed, "over": over, "number": named["number"]}
    return words.say(LOWER if open_ones else LOWER_CLOSED, **facts)


def _claim(row: Row, shown_id: int, visit: Visit) -> dict[str, Any]:
    words, state = visit.words, ExpenseState(row["state"])
    line = Text(row["line_bg"] or "", row["line_en"] or "").in_(words.language)
    elsewhere = row["project_id"] != visit.project.id
    return {
        "url": f"/projects/{row['code']}/expenses/{row['id']}",
        "number": row["number"],
        "current": row["id"] == shown_id,
        "project": row["code"] if elsewhere else "",
        "line": " · ".join(part for part in (row["line_number"], line) if part) or DASH,
        "under": " · ".join(
            part
            for part in (row["activity_number"], Text(row["partner_bg"], row["partner_en"]).in_(words.language))
            if part
        ),
        "share": words.percent(row["share"]) if row["share"] else "",
        "amount": words.amount(Money(row["amount_cents"], row["currency"])),
        "parts": parts_sentence(row, words),
        "state": words.say(EXPENSE_STATES[state]),
        "tone": STATE_TONES[state],
    }


def parts_sentence(row: Row, words: Wording) -> str:
    """Whose money a claim is, where it is not all grant."""
    said = [
        words.say(sentence, amount=Money(cents, row["currency"]))
        for sentence, cents in zip(PARTS, whose(row), strict=True)
        if cents
    ]
    if not said:
        return ""
    grant = Money(row["amount_cents"] - sum(whose(row)), row["currency"])
    return "; ".join([words.say(N_("grant {amount}"), amount=grant), *said])


def _payout(row: Row, here: str, words: Wording, may_change: bool) -> dict[str, Any]:
    return {
        "url": f"{here}/payments/{row['id']}" if may_change else None,
        "day": words.day(row["paid_on"]) if row["paid_on"] else DASH,
        "order": row["order_number"] or DASH,
        "statement": row["statement"] or DASH,
        "amount": words.amount(Money(row["amount_cents"], row["currency"])),
    }


def paid_sentence(document: Row, payouts: Sequence[Row], words: Wording) -> dict[str, str]:
    """How far a document is paid, and how that sentence looks: quiet, good or a warning."""
    if not payouts:
        return {}
    amount = gross(document)
    turned = [in_currency(Money(row["amount_cents"], row["currency"]), amount.currency) for row in payouts]
    if any(money is None for money in turned):
        return {"sentence": words.say(PAID_UNKNOWN), "tone": "wait"}
    paid = total((money for money in turned if money), amount.currency)
    left = amount - paid
    facts = {"paid": paid, "amount": amount, "left": left, "over": -left}
    converted = any(row["currency"] != amount.currency for row in payouts)
    if not left:
        return {"sentence": words.say(PAID_WHOLE, **facts), "tone": "good"}
    if converted and abs(left.minor) == 1:
        return {"sentence": words.say(PAID_A_CENT, **facts), "tone": "good"}
    if left.minor * amount.minor < 0:
        return {"sentence": words.say(PAID_OVER, **facts), "tone": "wait"}
    return {"sentence": words.say(PAID, **facts), "tone": "active"}


def _credit(row: Row, here: str, visit: Visit, may_change: bool) -> dict[str, Any]:
    words = visit.words
    return {
        "url": f"/projects/{visit.project.code}/expenses/{row['expense_id']}" if row["expense_id"] else None,
        "paper": row["paper_number"],
        "day": words.day(row["issued_on"]) if row["issued_on"] else "",
        "supplier": row["supplier_name"],
        "amount": words.amount(Money(row["amount_cents"], row["currency"])),
        "remove_url": f"{here}/credits/{row['id']}/remove" if may_change else None,
    }


def _corrected(row: Row | None, visit: Visit) -> dict[str, str] | None:
    if row is None:
        return None
    return {
        "url": f"/projects/{visit.project.code}/expenses/{row['id']}",
        "said": visit.words.say(N_("expense {number}"), number=row["number"]),
        "amount": visit.words.amount(Money(row["amount_cents"], row["currency"])),
    }


def _correction(row: Row, visit: Visit) -> dict[str, str]:
    return {
        "url": f"/projects/{visit.project.code}/expenses/{row['id']}",
        "number": row["number"],
        "what": Text(row["description_bg"], row["description_en"]).in_(visit.language),
        "amount": visit.words.amount(Money(row["amount_cents"], row["currency"])),
    }
