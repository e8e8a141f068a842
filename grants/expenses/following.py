"""What expenses do when things happen around them: a document is paid when its payments make it up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grants.acting import Deed, Happening
from grants.expenses.models import Document, Payout
from grants.expenses.sharing import gross, in_currency
from grants.values.money import Money, total

Row = dict[str, Any]


async def pay_with_payouts(deed: Deed, happening: Happening) -> None:
    """The day a document was paid in full is the last payment's, and none while something is left to pay.

    A document without payments keeps the day that was typed, and so does one paid in a currency without a fixed rate.
    """
    for document_id in await _paid_by(happening):
        found = await Document.filter(id=document_id).values()
        payouts = await Payout.filter(document_id=document_id).order_by("paid_on").values()
        if found and (payouts or happening.deed == "payout.removed"):
            await _pay(deed, found[0], payouts)


async def _paid_by(happening: Happening) -> list[int]:
    """The documents whose payments were touched: of one that was moved to another document, both."""
    if happening.subject == "document":
        return [happening.subject_id] if happening.subject_id else []
    named = {side.get("document_id") for side in (happening.before, happening.after)}
    if happening.deed == "payout.changed":
        named |= {row["document_id"] for row in await Payout.filter(id=happening.subject_id).values("document_id")}
    return sorted(one for one in named if one)


async def _pay(deed: Deed, document: Row, payouts: Sequence[Row]) -> None:
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
    deed.happened("document.paid", "document", document["id"], label, before=before, after={"paid_on": day})
