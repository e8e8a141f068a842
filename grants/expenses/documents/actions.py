"""Further claims on a document, here and in other projects, its payments, its credit notes, and corrections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from grants.access import Identity, Permission, may, own_part_only
from grants.acting import Deed, acting
from grants.errors import Changed, NotAllowed, NotFound, Objected, Objection, WrongState
from grants.expenses.actions import OTHERS_PART, add_claim_on, attach, held_expense, own_part, refuse_masked
from grants.expenses.allocation import held, standing_of
from grants.expenses.documents.queries import credit_seen, payout_seen
from grants.expenses.family.actions import FACTS
from grants.expenses.models import Document
from grants.expenses.queries import Recorded
from grants.expenses.records import CREDIT, DOCUMENT, EXPENSE, PAYOUT
from grants.expenses.rules import OPEN_STATES, DocumentKind, ExpenseState
from grants.expenses.sharing import claimable, in_currency, scaled
from grants.expenses.trace.actions import drop_row, insert, one_at_a_time, write
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.entry import REQUIRED
from grants.values.files import KeptFile
from grants.values.language import N_, Text
from grants.values.money import Money, total

Values = dict[str, Any]

NO_DOCUMENT = N_("This claim has no document.")
NOT_THERE = N_("You don't record expenses in that project.")
REPORTED_ALREADY = N_("The document was already reported, so its payments can't be changed.")
CREDIT_TOO_LARGE = N_("Of this credit note {left} is left to set against invoices; {amount} is more than that.")
CREDIT_OVER_INVOICE = N_("The invoice comes to {left} after its other credit notes; {amount} is more than that.")
NOT_BELOW_ZERO = N_("Type how much it is, above zero.")
NO_RATE_BETWEEN = N_("Between the two currencies there is no fixed rate. Type the amount in the invoice's currency.")
STILL_OPEN = N_("This expense was not reported yet: change it itself.")
NOTHING_TO_CORRECT = N_("A correction of nothing changes nothing.")
MORE_THAN_CLAIMED = N_("{amount} is claimed; a correction can't take away more than that.")


async def add_claim(by: Identity, project: Seen, expense_id: int, claim: Values, *, once: str = "") -> int:
    """Another claim on the document of an expense; gives its id."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        await one_at_a_time(project)
        kept = await _with_document(by, project, expense_id)
        return await add_claim_on(deed, project, kept.document["id"], claim)


async def _with_document(by: Identity, project: Seen, expense_id: int) -> Recorded:
    kept = await held_expense(by, project, expense_id)
    refuse_masked(kept)
    if not kept.document:
        raise WrongState(NO_DOCUMENT)
    return kept


async def claim_elsewhere(
    by: Identity, project: Seen, expense_id: int, target: Seen, claim: Values, *, once: str = ""
) -> int:
    """A part of a document claimed in another project, where the same paper stands from now on; gives the claim's id."""
    if not may(by, Permission.RECORD_EXPENSE, project.ref):
        raise NotAllowed(NOT_THERE)
    async with acting(by, Permission.RECORD_EXPENSE, target.ref, once=once) as deed:
        for one in sorted((project, target), key=lambda seen: seen.id):
            await one_at_a_time(one)
        kept = await _with_document(by, project, expense_id)
        family = await _family(deed, project, kept.document)
        there = await Document.filter(project_id=target.id, family=family).limit(1).values("id")
        paper_id = there[0]["id"] if there else await _same_paper(deed, target, kept, family, claim)
        return await add_claim_on(deed, target, paper_id, claim)


async def _family(deed: Deed, project: Seen, document: Values) -> str:
    """What the paper goes by in all projects; given when it is claimed in a second one."""
    if document["family"]:
        return str(document["family"])
    family = str(uuid4())
    await Document.filter(id=document["id"]).update(family=family)
    deed.happened(
        "document.changed",
        "document",
        document["id"],
        f"{document['number']} · {document['paper_number']}",
        before={"family": None},
        after={"family": family},
        project=project.ref,
    )
    return family


async def _same_paper(deed: Deed, target: Seen, kept: Recorded, family: str, claim: Values) -> int:
    """The paper in the other project: the same facts, the same files by what they hold."""
    facts = {name: kept.document[name] for name in FACTS} | {
        "paid_on": kept.document["paid_on"],
        "family": family,
        "partner_id": claim.get("partner_id"),
    }
    document_id = await insert(deed, target, DOCUMENT, own_part(deed.by, target, facts))
    scans = [
        KeptFile(file["name"], file["media_type"], file["size"], file["sha256"]) for file in kept.files if file["here"]
    ]
    await attach(deed, document_id, scans)
    return document_id


# --- payments -----------------------------------------------------------------------------------------------------


async def add_payout(by: Identity, project: Seen, expense_id: int, payout: Values, *, once: str = "") -> int:
    """A payment of a document; gives its id."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        await one_at_a_time(project)
        kept = await _payable(by, project, expense_id)
        _refuse_nothing(payout)
        return await insert(deed, project, PAYOUT, payout | {"document_id": kept.document["id"]})


async def change_payout(
    by: Identity, project: Seen, expense_id: int, payout_id: int, version: int, payout: Values
) -> None:
    """A payment as it is from now on."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref) as deed:
        kept = await _payable(by, project, expense_id)
        before = await payout_seen(kept.document["id"], payout_id)
        _refuse_nothing(payout)
        if before["version"] != version:
            raise Changed(before)
        await write(deed, PAYOUT, before, payout)


async def remove_payout(by: Identity, project: Seen, expense_id: int, payout_id: int, *, once: str = "") -> None:
    """A payment that was none."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        kept = await _payable(by, project, expense_id)
        await drop_row(deed, PAYOUT, await payout_seen(kept.document["id"], payout_id))


def _refuse_nothing(values: Values) -> None:
    if not values["amount_cents"]:
        raise Objected([Objection(REQUIRED, {}, place="amount")])


async def _payable(by: Identity, project: Seen, expense_id: int) -> Recorded:
    """A document whose payments may still be told: none of its claims was reported, and all are one's own part."""
    kept = await _with_document(by, project, expense_id)
    told = OPEN_STATES | {ExpenseState.VERIFIED}
    if any(row["state"] not in told for row in (kept.expense, *kept.others)):
        raise WrongState(REPORTED_ALREADY)
    _refuse_others_part(by, project, [kept.document, *kept.others])
    return kept


def _refuse_others_part(by: Identity, project: Seen, parts: Sequence[Values]) -> None:
    own = own_part_only(by, project.ref)
    if own is not None and any(row["partner_id"] != own for row in parts):
        raise NotAllowed(OTHERS_PART)


# --- credit notes -------------------------------------------------------------------------------------------------


async def set_credit(
    by: Identity, project: Seen, expense_id: int, other_id: int, amount_cents: int | None, *, once: str = ""
) -> int:
    """A credit note set against an invoice, the whole of it or a part; of the two, one is the document of the expense."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        await one_at_a_time(project)
        kept = await _with_document(by, project, expense_id)
        found = await Document.filter(project_id=project.id, id=other_id).values()
        if not found:
            raise NotFound
        _refuse_others_part(by, project, [kept.document, found[0], *kept.others])
        pair = sorted((kept.document, found[0]), key=lambda one: one["kind"] != DocumentKind.CREDIT_NOTE)
        note, invoice = pair
        amount = await _credit_amount(note, invoice, amount_cents)
        values = {"credit_note_id": note["id"], "invoice_id": invoice["id"], "amount_cents": amount.minor}
        return await insert(deed, project, CREDIT, values | {"currency": amount.currency})


async def _credit_amount(note: Values, invoice: Values, typed: int | None) -> Money:
    """How much is set, in the invoice's currency: as typed, or all that is left of the credit note."""
    currency = invoice["currency"]
    left = in_currency(await _left_of_note(note), currency)
    if left is None and typed is None:
        raise Objected([Objection(NO_RATE_BETWEEN, {}, place="amount")])
    amount = left if typed is None else Money(typed, currency)
    if amount is None or amount.minor <= 0:
        raise Objected([Objection(NOT_BELOW_ZERO, {}, place="amount")])
    if left is not None and amount > left:
        raise Objected([Objection(CREDIT_TOO_LARGE, {"left": left, "amount": amount}, place="amount")])
    standing = await held(invoice["id"])
    most = standing.whole - standing.credited
    if amount > most:
        raise Objected([Objection(CREDIT_OVER_INVOICE, {"left": most, "amount": amount}, place="amount")])
    return amount


async def _left_of_note(note: Values) -> Money:
    """What of a credit note is not set against any invoice yet, in its own currency."""
    there = await rows("SELECT amount_cents, currency FROM credit_set WHERE credit_note_id = $1", note["id"])
    turned = [in_currency(Money(row["amount_cents"], row["currency"]), note["currency"]) for row in there]
    return abs(claimable(note)) - total((money for money in turned if money), note["currency"])


async def remove_credit(by: Identity, project: Seen, expense_id: int, credit_id: int, *, once: str = "") -> None:
    """A credit note no longer set against an invoice."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        kept = await _with_document(by, project, expense_id)
        _refuse_others_part(by, project, [kept.document, *kept.others])
        row = await credit_seen(kept.document["id"], credit_id)
        before = await held(row["invoice_id"])
        await drop_row(deed, CREDIT, row)
        after = await standing_of(row["invoice_id"])
        assert after.over <= before.over  # taking a credit away leaves more of the invoice to claim


# --- corrections --------------------------------------------------------------------------------------------------


async def correct_expense(
    by: Identity, project: Seen, expense_id: int, amount_cents: int, reason: str, *, once: str = ""
) -> int:
    """A row that corrects an expense which was reported and stays as it is; it is tied to that. Gives its id."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        await one_at_a_time(project)
        kept = await held_expense(by, project, expense_id)
        refuse_masked(kept)
        row = kept.expense
        _refuse_correction(row, amount_cents, reason)
        amount, written = Money(amount_cents, row["currency"]), Text.written(reason)
        values = {
            name: row[name]
            for name in (
                *("line_id", "activity_id", "partner_id", "form", "currency", "claimed_on"),
                *("cross_financed", "carried_out"),
            )
        }
        values |= scaled(row, row["amount_cents"], amount) | {
            "amount_cents": amount_cents,
            "description_bg": written.bg,
            "description_en": written.en,
            "evidence": row["evidence"],
            "corrects_id": row["id"],
        }
        if kept.document:
            return await add_claim_on(deed, project, kept.document["id"], values)
        state = {"state": ExpenseState.DRAFT}
        return await insert(deed, project, EXPENSE, own_part(by, project, values | state))


def _refuse_correction(row: Values, amount_cents: int, reason: str) -> None:
    if row["state"] in OPEN_STATES | {ExpenseState.VERIFIED}:
        raise WrongState(STILL_OPEN)
    objections = []
    if not amount_cents:
        objections.append(Objection(NOTHING_TO_CORRECT, {}, place="amount"))
    claimed = Money(row["amount_cents"], row["currency"])
    if amount_cents * claimed.minor < 0 and abs(amount_cents) > abs(claimed.minor):
        objections.append(Objection(MORE_THAN_CLAIMED, {"amount": claimed}, place="amount"))
    if not reason:
        objections.append(Objection(REQUIRED, {}, place="reason"))
    if objections:
        raise Objected(objections)
