"""The pages of what hangs on a document: another claim, another project, payments, credit notes, corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from grants.access import own_part_only
from grants.audit.queries import was_removed
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection
from grants.expenses.allocation import standing_of
from grants.expenses.documents.actions import (
    add_claim,
    add_payout,
    change_payout,
    claim_elsewhere,
    correct_expense,
    remove_credit,
    remove_payout,
    set_credit,
)
from grants.expenses.documents.forms import (
    CLAIM_HINTS,
    CLAIM_LAYOUT,
    CORRECTION,
    CORRECTION_LAYOUT,
    CREDIT_LAYOUT,
    OF_INVOICE,
    OF_NOTE,
    PAYOUT_FORM,
    PAYOUT_LAYOUT,
    WHICH_PROJECT,
)
from grants.expenses.documents.queries import credit_seen, opposite_of, payout_seen, projects_to_claim_in
from grants.expenses.documents.shown import paid_sentence
from grants.expenses.entering import CLAIM, CLAIM_ON_A_LINE
from grants.expenses.models import Payout
from grants.expenses.queries import Recorded, choices, expense_seen
from grants.expenses.records import CREDIT, PAYOUT
from grants.expenses.rules import DOCUMENT_KINDS, DocumentKind
from grants.expenses.sharing import gross, in_currency
from grants.expenses.shown import below, one
from grants.expenses.small import Small
from grants.projects.queries import Seen
from grants.values.choices import Choice, names, references
from grants.values.entry import Reader, Reading, read_entry, typed_again
from grants.values.language import N_
from grants.values.money import Money, total
from grants.web.forms import new_form_key, sent
from grants.web.pages import Visit, address

Row = dict[str, Any]
CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; save again to keep yours."
)


async def _recorded(visit: Visit) -> Recorded:
    """The expense with its document; one without a document has nothing of this."""
    recorded = await expense_seen(visit.by, visit.project, visit.number_in_path("id"))
    if not recorded.document or recorded.masked:
        raise NotFound
    return recorded


def _about(recorded: Recorded, visit: Visit, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """What a document's small form says above its fields."""
    words, document = visit.words, recorded.document
    paper = f"{words.say(DOCUMENT_KINDS[document['kind']])} {document['paper_number']}"
    day = words.day(document["issued_on"]) if document["issued_on"] else ""
    said = ", ".join(part for part in (paper, day, document["supplier_name"]) if part)
    return [(words.say(N_("Document")), said), (words.say(N_("Amount with VAT")), words.amount(gross(document))), *more]


async def _read(form: Small, *, references_to: Mapping[str, Mapping[str, int]], currency: str = "") -> Reading:
    form.sent = await sent(form.visit.request)
    typed = form.sent.typed | ({"currency": currency} if currency else {})
    return read_entry(form.record, typed, Reader(form.visit.words, form.visit.today, references_to))


def _accepted(reading: Reading) -> dict[str, Any]:
    """What was read; Objected when something of it could not be."""
    if reading.objections:
        raise Objected(reading.objections)
    return reading.values


async def _claim_form(visit: Visit, project: Seen) -> Small:
    offered = await choices(visit.by, project)
    record = CLAIM_ON_A_LINE if offered["line"] else CLAIM
    return Small(visit, record, CLAIM_LAYOUT, offered, CLAIM_HINTS)


async def another_claim(visit: Visit) -> Response:
    """Claiming another part of a document: on another line, activity or partner."""
    recorded = await _recorded(visit)
    form = await _claim_form(visit, visit.project)
    standing = await standing_of(recorded.document["id"])
    heading = visit.words.say(N_("Another claim on this document"))
    left = (visit.words.say(N_("Left to claim")), visit.words.amount(standing.left))
    if visit.request.method == "GET":
        form.typed = _same_place(recorded.expense, form)
        return form.page(heading, one(visit), _about(recorded, visit, left))
    reading = await _read(form, references_to=references(form.choices), currency=standing.currency)
    assert form.sent is not None
    try:
        values = _accepted(reading)
        which = (visit.by, visit.project, recorded.expense["id"])
        await add_claim(*which, values, once=form.sent.key)
    except Objected as problem:
        return form.wrong(problem.objections).page(heading, one(visit), _about(recorded, visit, left))
    except AlreadyDone:
        return visit.see(one(visit), "already")
    return visit.see(one(visit), "added")


def _same_place(expense: Row, form: Small) -> dict[str, str]:
    """Where the claim before belongs: another one usually differs in one of the three."""
    known = names(form.choices)
    return {name: known.get(name, {}).get(expense[f"{name}_id"], "") for name in ("partner", "activity")}


async def elsewhere(visit: Visit) -> Response:
    """Claiming a part of a document in another project: first which, then how much and where there."""
    recorded = await _recorded(visit)
    others = await projects_to_claim_in(visit.by, visit.project)
    form = Small(visit, WHICH_PROJECT, (("to",),), {"project": [_choice(other) for other in others]})
    heading = visit.words.say(WHICH_PROJECT.new)
    if visit.request.method == "POST":
        form.sent = await sent(visit.request)
    code = form.sent.line("to") if form.sent else visit.query("to")
    target = next((other for other in others if other.code == code), None)
    if target is None:
        return form.page(heading, one(visit), _about(recorded, visit), choosing=True)
    return await _elsewhere_in(visit, recorded, target, heading)


def _choice(project: Seen) -> Choice:
    return Choice(project.id, project.code, project.title)


async def _elsewhere_in(visit: Visit, recorded: Recorded, target: Seen, heading: str) -> Response:
    words, form = visit.words, await _claim_form(visit, target)
    form.kept = {"to": target.code}
    standing = await standing_of(recorded.document["id"])
    about = _about(
        recorded,
        visit,
        (words.say(N_("Left to claim")), words.amount(standing.left)),
        (words.say(N_("Project")), f"{target.code} · {target.title.in_(visit.language)}"),
    )
    if visit.request.method == "GET":
        return form.page(heading, one(visit), about)
    reading = await _read(form, references_to=references(form.choices), currency=standing.currency)
    assert form.sent is not None
    try:
        values = _accepted(reading)
        which = (visit.by, visit.project, recorded.expense["id"], target)
        await claim_elsewhere(*which, values, once=form.sent.key)
    except Objected as problem:
        return form.wrong(problem.objections).page(heading, one(visit), about)
    except AlreadyDone:
        return visit.see(one(visit), "already")
    return visit.see(one(visit), "added")


# --- payments -----------------------------------------------------------------------------------------------------


async def new_payout(visit: Visit) -> Response:
    """A payment of a document; the amount begins with what is left to pay."""
    recorded = await _recorded(visit)
    form = Small(visit, PAYOUT_FORM, PAYOUT_LAYOUT)
    heading, about = visit.words.say(PAYOUT.new), await _about_payment(recorded, visit)
    if visit.request.method == "GET":
        form.typed = await _left_to_pay(recorded.document, visit)
        return form.page(heading, one(visit), about)
    reading = await _read(form, references_to={})
    assert form.sent is not None
    try:
        values = _accepted(reading)
        await add_payout(visit.by, visit.project, recorded.expense["id"], values, once=form.sent.key)
    except Objected as problem:
        return form.wrong(problem.objections).page(heading, one(visit), about)
    except AlreadyDone:
        return visit.see(one(visit), "already")
    return visit.see(one(visit), "added")


async def _about_payment(recorded: Recorded, visit: Visit) -> list[tuple[str, str]]:
    payouts = await Payout.filter(document_id=recorded.document["id"]).order_by("paid_on").values()
    said = paid_sentence(recorded.document, payouts, visit.words)
    return _about(recorded, visit, *([(visit.words.say(N_("Payments")), said["sentence"])] if said else []))


async def _left_to_pay(document: Row, visit: Visit) -> dict[str, str]:
    payouts = await Payout.filter(document_id=document["id"]).values()
    paid = [in_currency(Money(row["amount_cents"], row["currency"]), document["currency"]) for row in payouts]
    left = gross(document) - total((money for money in paid if money), document["currency"])
    figure = visit.words.figure(left) if left.minor * gross(document).minor > 0 else ""
    return {"currency": document["currency"], "amount": figure}


async def payout(visit: Visit) -> Response:
    """Changing a payment."""
    recorded = await _recorded(visit)
    row = await payout_seen(recorded.document["id"], visit.number_in_path("row"))
    form = Small(visit, PAYOUT_FORM, PAYOUT_LAYOUT, version=row["version"])
    heading, about = visit.words.say(PAYOUT.singular), await _about_payment(recorded, visit)
    remove_url = f"{one(visit)}/payments/{row['id']}/remove"
    stands = typed_again(PAYOUT_FORM, row, visit.words, {})
    if visit.request.method == "GET":
        form.typed = stands
        return form.page(heading, one(visit), about, remove_url=remove_url)
    reading = await _read(form, references_to={})
    assert form.sent is not None
    form.version = form.sent.whole("version")
    try:
        values = _accepted(reading)
        which = (visit.by, visit.project, recorded.expense["id"], row["id"], form.version)
        await change_payout(*which, values)
    except Objected as problem:
        return form.wrong(problem.objections).page(heading, one(visit), about, remove_url=remove_url)
    except Changed:
        form.version, form.theirs = row["version"], _differing(stands, form.sent.typed, visit)
        form.wrong([Objection(CHANGED_MEANWHILE)], 409)
        return form.page(heading, one(visit), about, remove_url=remove_url)
    return visit.see(one(visit), "saved")


def _differing(now: Mapping[str, str], typed: Mapping[str, str], visit: Visit) -> list[tuple[str, str, str]]:
    return [
        (visit.words.say(field.label), now.get(field.name, ""), typed.get(field.name, ""))
        for field in PAYOUT_FORM.fields
        if now.get(field.name, "").strip() != typed.get(field.name, "").strip()
    ]


async def payout_removal(visit: Visit) -> Response:
    """Removing a payment, after asking."""
    recorded = await _recorded(visit)
    words = visit.words
    if visit.request.method == "GET":
        row = await payout_seen(recorded.document["id"], visit.number_in_path("row"))
        typed = typed_again(PAYOUT_FORM, row, words, {})
        shown = [(words.say(field.label), typed[field.name]) for field in PAYOUT_FORM.fields if typed[field.name]]
        return _asked(visit, words.say(PAYOUT.singular), row["number"], shown)
    try:
        key = (await sent(visit.request)).key
        which = (visit.by, visit.project, recorded.expense["id"], visit.number_in_path("row"))
        await remove_payout(*which, once=key)
    except AlreadyDone:
        return visit.see(one(visit), "already")
    except NotFound:
        if not await was_removed(visit.project.id, "payout", visit.number_in_path("row")):
            raise
        return visit.see(one(visit), "already")
    return visit.see(one(visit), "removed")


def _asked(visit: Visit, singular: str, number: str, shown: list[tuple[str, str]]) -> Response:
    context = {"singular": singular, "number": number, "shown": shown, "errors": [], "back_url": one(visit)}
    return visit.page("entries/remove.html", {**context, "form_key": new_form_key()})


# --- credit notes and corrections ---------------------------------------------------------------------------------


async def new_credit(visit: Visit) -> Response:
    """Setting a credit note against its invoice, from the page of either."""
    recorded = await _recorded(visit)
    record = OF_NOTE if recorded.document["kind"] == DocumentKind.CREDIT_NOTE else OF_INVOICE
    own = own_part_only(visit.by, visit.project.ref)
    offered = await opposite_of(visit.project, recorded.document, own)
    form = Small(visit, record, CREDIT_LAYOUT, {"paper": offered})
    heading, about = visit.words.say(record.new), _about(recorded, visit)
    if visit.request.method == "GET":
        return form.page(heading, one(visit), about)
    reading = await _read(form, references_to=references(form.choices), currency=recorded.document["currency"])
    assert form.sent is not None
    try:
        values = _accepted(reading)
        which = (visit.by, visit.project, recorded.expense["id"], values["other_id"], values["amount_cents"])
        await set_credit(*which, once=form.sent.key)
    except Objected as problem:
        return form.wrong(problem.objections).page(heading, one(visit), about)
    except AlreadyDone:
        return visit.see(one(visit), "already")
    return visit.see(one(visit), "added")


async def credit_removal(visit: Visit) -> Response:
    """Taking a credit note away from its invoice, after asking."""
    recorded = await _recorded(visit)
    words = visit.words
    if visit.request.method == "GET":
        row = await credit_seen(recorded.document["id"], visit.number_in_path("row"))
        amount = words.amount(Money(row["amount_cents"], row["currency"]))
        return _asked(visit, words.say(CREDIT.singular), row["number"], [(words.say(N_("Amount")), amount)])
    try:
        key = (await sent(visit.request)).key
        which = (visit.by, visit.project, recorded.expense["id"], visit.number_in_path("row"))
        await remove_credit(*which, once=key)
    except AlreadyDone:
        return visit.see(one(visit), "already")
    except NotFound:
        if not await was_removed(visit.project.id, "credit", visit.number_in_path("row")):
            raise
        return visit.see(one(visit), "already")
    return visit.see(one(visit), "removed")


async def correct(visit: Visit) -> Response:
    """Correcting an expense that was reported: a new row beside it, which names it."""
    recorded = await expense_seen(visit.by, visit.project, visit.number_in_path("id"))
    row, words = recorded.expense, visit.words
    form = Small(visit, CORRECTION, CORRECTION_LAYOUT)
    heading = words.say(N_("Correct expense {number}"), number=row["number"])
    claimed = (words.say(N_("Claimed")), words.amount(Money(row["amount_cents"], row["currency"])))
    about = _about(recorded, visit, claimed) if recorded.document else [claimed]
    if visit.request.method == "GET":
        return form.page(heading, one(visit), about)
    reading = await _read(form, references_to={}, currency=row["currency"])
    assert form.sent is not None
    try:
        values = _accepted(reading)
        which = (visit.by, visit.project, row["id"], values["amount_cents"], values["reason"].strip())
        made = await correct_expense(*which, once=form.sent.key)
    except Objected as problem:
        return form.wrong(problem.objections).page(heading, one(visit), about)
    except AlreadyDone:
        return visit.see(one(visit), "already")
    return visit.see(below(visit, f"/{made}"), "added")


_ONE = "/projects/{code}/expenses/{id:int}"
ROUTES = [
    address(f"{_ONE}/another", "another_claim", another_claim, changes=True),
    address(f"{_ONE}/elsewhere", "claim_elsewhere", elsewhere, changes=True),
    address(f"{_ONE}/payments/new", "new_payout", new_payout, changes=True),
    address(f"{_ONE}/payments/{{row:int}}", "payout", payout, changes=True),
    address(f"{_ONE}/payments/{{row:int}}/remove", "remove_payout", payout_removal, changes=True),
    address(f"{_ONE}/credits/new", "new_credit", new_credit, changes=True),
    address(f"{_ONE}/credits/{{row:int}}/remove", "remove_credit", credit_removal, changes=True),
    address(f"{_ONE}/correct", "correct_expense", correct, changes=True),
]
