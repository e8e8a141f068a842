"""Checks of supporting documents: entered twice, claimed twice, paid oddly, without claims or without their papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grants.checks.claims import STANDING_STATES, amounts, by, by_id, claims, is_credit_note, together, whole
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about
from grants.expenses.required import missing_papers
from grants.expenses.rules import DocumentKind
from grants.values.identifiers import number_search_form
from grants.values.language import N_, Text
from grants.values.money import Money

DUPLICATE_DOCUMENT = N_(
    "Document {paper} of {day} from {supplier} stands in the register already, as number {other}. Keep one of the two."
)
DUPLICATE_ELSEWHERE = N_(
    "Document {paper} of {day} from {supplier} stands in project {project} too, as number {other}. See that no part of it "
    "is claimed twice."
)
CLAIMED_TWICE = N_(
    "Of document {paper} {claimed} is claimed here and in {projects} together, but it amounts to {amount}. Lower one of "
    "the claims: the same cost may not be funded twice."
)
PAID_BEFORE_ISSUED = N_(
    "Document {paper} is dated {issued}, but was paid on {paid}. See whether this was an advance payment or one date is wrong."
)
PAID_OVER_DOCUMENT = N_("{paid} was paid of document {paper}, which amounts to {amount}. Compare with the statements.")
DATE_IN_FUTURE = N_("Document {paper} bears the date {day}, which is still to come. Put the date right.")
CREDIT_NOT_SET = N_(
    "Of credit note {paper} over {amount}, {left} is not set against an invoice. Set it against the invoice it takes back."
)
DOCUMENT_UNCLAIMED = N_("Nothing is claimed of document {paper} of {day}. Claim it, or leave it out of the project.")
DOCUMENT_WITHOUT_FILE = N_("Document {paper} has no file. Add its scan.")
PAPERS_MISSING = N_("Document {paper} misses these papers: {papers}. Mark those that are there, and get the others.")
NOT_MARKED_SENSITIVE = N_(
    "Document {paper} names what people were paid, but is not marked as personal. Mark it, so that only those see it who "
    "need to."
)

_OF_PEOPLE = frozenset({DocumentKind.PAYROLL, DocumentKind.PAID_SUMS})


def _key(row: Row) -> tuple[str, str, object] | None:
    """By what a paper is known: its supplier's EIK, its number in any spelling, its day."""
    if not (row["supplier_eik"] and row["paper_number"] and row["issued_on"]):
        return None
    return ("".join(row["supplier_eik"].split()), number_search_form(row["paper_number"]), row["issued_on"])


def _twice(facts: ProjectFacts) -> Iterator[Finding]:
    first: dict[object, Row] = {}
    for row in facts.of("document"):
        key = _key(row)
        if key is None:
            continue
        other = first.setdefault(key, row)
        if other is not row:
            yield _paper(row, "DUPLICATE_DOCUMENT", DUPLICATE_DOCUMENT, **_told(row), other=other["number"])


def _elsewhere(facts: ProjectFacts) -> Iterator[Finding]:
    """One finding for a paper: more is claimed of it than there is, or else that it stands in another project at all.

    That it stands there is no news where it was recorded as one paper of several projects.
    """
    documents, of_document = by_id(facts.of("document")), by(claims(facts), "document_id")
    for document_id, twins in by(facts.twins, "document_id").items():
        row = documents[document_id]
        amount, here = whole(row), amounts(of_document.get(document_id, ()))
        there = [Money(twin["claimed_cents"], twin["claimed_currency"]) for twin in twins if twin["claimed_cents"]]
        claimed = together([*here, *there], amount.currency) if amount else None
        if amount is not None and claimed is not None and here and there and claimed > amount:
            names = sorted({twin["project"] for twin in twins})
            yield _paper(row, "CLAIMED_TWICE", CLAIMED_TWICE, claimed=claimed, amount=amount, projects=names)
        elif strange := [twin for twin in twins if not (row.get("family") and twin["family"] == row["family"])]:
            told: dict[str, Any] = {"project": strange[0]["project"], "other": strange[0]["number"]}
            yield _paper(row, "DUPLICATE_ELSEWHERE", DUPLICATE_ELSEWHERE, **_told(row), **told)


def _told(row: Row) -> dict[str, Any]:
    return {"day": row["issued_on"], "supplier": row["supplier_name"] or row["supplier_eik"]}


def _paper(row: Row, code: str, sentence: str, /, *, on: str = "", **told: object) -> Finding:
    return about("document", row, code, sentence, on=on, paper=row["paper_number"], **told)


def _paid_early(facts: ProjectFacts) -> Iterator[Finding]:
    payouts = by(facts.of("payout"), "document_id")
    for row in facts.of("document"):
        days = [day for day in (row["paid_on"], *(one["paid_on"] for one in payouts.get(row["id"], ()))) if day]
        issued = row["issued_on"]
        if issued and days and min(days) < issued:
            yield _paper(row, "PAID_BEFORE_ISSUED", PAID_BEFORE_ISSUED, on="paid", issued=issued, paid=min(days))


def _paid_too_much(facts: ProjectFacts) -> Iterator[Finding]:
    payouts = by(facts.of("payout"), "document_id")
    for row in facts.of("document"):
        amount = whole(row)
        if amount is None or row["id"] not in payouts:
            continue
        paid = together(amounts(payouts[row["id"]]), amount.currency)
        if paid is not None and abs(paid) > abs(amount):
            yield _paper(row, "PAID_OVER_DOCUMENT", PAID_OVER_DOCUMENT, paid=paid, amount=amount)


def _in_the_future(facts: ProjectFacts) -> Iterator[Finding]:
    today = facts.today
    if today is None:
        return
    payouts = by(facts.of("payout"), "document_id")
    for row in facts.of("document"):
        days = {name: row[f"{name}_on"] for name in ("issued", "delivered", "paid")}
        late = next((name for name, day in days.items() if day and day > today), "")
        to_come = [one["paid_on"] for one in payouts.get(row["id"], ()) if one["paid_on"] and one["paid_on"] > today]
        if late or to_come:
            day = days[late] if late else max(to_come)
            yield _paper(row, "DATE_IN_FUTURE", DATE_IN_FUTURE, on=late or "paid", day=day)


def _credit_notes(facts: ProjectFacts) -> Iterator[Finding]:
    set_against = by(facts.of("credit"), "credit_note_id")
    for row in facts.of("document"):
        amount = whole(row)
        if amount is None or not amount or not is_credit_note(row):
            continue
        used = together(amounts(set_against.get(row["id"], ())), amount.currency)
        if used is not None and abs(used) < abs(amount):
            left = abs(amount) - abs(used)
            yield _paper(row, "CREDIT_NOT_SET", CREDIT_NOT_SET, amount=abs(amount), left=left)


def _unclaimed(facts: ProjectFacts) -> Iterator[Finding]:
    """A credit note that is set against its invoice needs no claim of its own."""
    claimed = {row["document_id"] for row in facts.of("expense")}
    set_off = {row["credit_note_id"] for row in facts.of("credit")}
    for row in facts.of("document"):
        if row["id"] not in claimed and row["id"] not in set_off:
            yield _paper(row, "DOCUMENT_UNCLAIMED", DOCUMENT_UNCLAIMED, day=row["issued_on"])


def _files(facts: ProjectFacts) -> Iterator[Finding]:
    """Of a paper whose cost is claimed; one that is claimed nowhere has its own finding."""
    if facts.files is None:
        return
    filed = {row["document_id"] for row in facts.files}
    claimed = {row["document_id"] for row in claims(facts, STANDING_STATES)}
    for row in facts.of("document"):
        if row["id"] in claimed and row["id"] not in filed:
            yield _paper(row, "DOCUMENT_WITHOUT_FILE", DOCUMENT_WITHOUT_FILE)


def _papers(facts: ProjectFacts) -> Iterator[Finding]:
    """By the kinds of cost of what is claimed; documents alike of which nothing is noted are asked about once."""
    of_document, noted = by(claims(facts), "document_id"), by(facts.of("paper"), "document_id")
    lines = {row["id"]: row for row in facts.of("line")}
    alike: dict[object, tuple[Text, ...]] = {}
    for row in facts.of("document"):
        own, papers = of_document.get(row["id"], []), noted.get(row["id"], [])
        key = (row["kind"], tuple((claim["line_id"], claim["form"]) for claim in own)) if not papers else row["id"]
        if key not in alike:
            alike[key] = missing_papers(row, own, lines, papers, facts.required)
        if alike[key]:
            yield _paper(row, "PAPERS_MISSING", PAPERS_MISSING, papers=list(alike[key]))


def _of_people(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("document"):
        if row["kind"] in _OF_PEOPLE and not row["sensitive"]:
            yield _paper(row, "NOT_MARKED_SENSITIVE", NOT_MARKED_SENSITIVE, on="sensitive")


def set_off(facts: ProjectFacts) -> dict[object, Money]:
    """What credit notes take off each invoice, in its currency; what is in another one is left out.

    What is claimed below zero on a credit note has lowered the costs already and is not taken off a second time.
    """
    documents, of_note = by_id(facts.of("document")), by(claims(facts), "document_id")
    found: dict[object, Money] = {}
    for invoice_id, notes in by(facts.of("credit"), "invoice_id").items():
        if invoice_id not in documents:
            continue
        taken = Money.zero(documents[invoice_id]["currency"])
        for credit in notes:
            most = together([abs(one) for one in amounts([credit])], taken.currency)
            given = together([-one for one in amounts(of_note.get(credit["credit_note_id"], ()))], taken.currency)
            if most is not None:
                taken += most - min(most, max(given or Money.zero(taken.currency), Money.zero(taken.currency)))
        found[invoice_id] = taken
    return found


RULES: tuple[Rule, ...] = (
    _twice,
    _elsewhere,
    _paid_early,
    _paid_too_much,
    _in_the_future,
    _credit_notes,
    _unclaimed,
    _files,
    _papers,
    _of_people,
)
