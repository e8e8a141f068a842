"""What ИСУН would refuse in a financial report (FinanceReport.cs of its validation), before anything is uploaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from grants.budget.kinds import CostForm
from grants.checks.claims import REPORTABLE_STATES, by_id, claims
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, amount
from grants.expenses.rules import DocumentKind
from grants.values.identifiers import number_search_form
from grants.values.language import N_

NO_NUMBER = N_("A document of {day} is about to be reported without its number: ISUN would refuse it.")
NO_DATE = N_("Document {paper} is about to be reported without its date: ISUN would refuse it.")
NO_PAYMENT_DATE = N_("Document {paper} is about to be reported without a payment date: ISUN would refuse it.")
NO_ISSUER = N_(
    "Document {paper} is about to be reported without its issuer, a supplier or a partner: ISUN would refuse it."
)
TYPE = N_(
    "Document {paper} is a debit note, a type that ISUN's file does not take: it is written there as “other”, described as a debit note."
)
NEGATIVE = N_(
    "{amount} is below zero: ISUN would refuse it. Set the credit note against its invoice, and claim what is left of it."
)
NO_LINE = N_("The expense of {amount} is about to be reported without a budget line: ISUN would refuse it.")
UNITS = N_("{units} units are claimed; ISUN takes whole units only.")
SAME_CLAIM = N_(
    "Expense {other} claims the same {amount} of document {paper} on the same line and activity: ISUN would refuse it."
)
ADVANCE_WITH_OWN = N_(
    "The expense covers an advance, and {own} of it is the own contribution: ISUN would refuse it. An advance is grant alone."
)
FILE_SIZE = N_("“{name}”, a file of document {paper}, is larger than 20 MB: ISUN will not take it. Scan it smaller.")

# The rule of the funder's own system that is broken, by which its own sentence is known.
BROKEN: Final[Mapping[str, str]] = {
    "ISUN_NO_NUMBER": "missing:paper_number",
    "ISUN_NO_DATE": "missing:issued_on",
    "ISUN_NO_PAYMENT_DATE": "missing:paid_on",
    "ISUN_NEGATIVE": "below_zero:total",
    "ISUN_NO_LINE": "missing:line",
    "ISUN_UNITS": "whole:units",
    "ISUN_ADVANCE_OWN": "own_in_advance:own",
}
LARGEST_FILE = 20 * 1024 * 1024


def _documents(facts: ProjectFacts) -> Iterator[Finding]:
    if not facts.in_isun:
        return
    going = {row["document_id"] for row in claims(facts, REPORTABLE_STATES)}
    paid = {row["document_id"] for row in facts.of("payout") if row["paid_on"]}
    for row in facts.of("document"):
        if row["id"] not in going:
            continue
        paper = row["paper_number"]
        if not paper:
            yield about("document", row, "ISUN_NO_NUMBER", NO_NUMBER, on="paper_number", day=row["issued_on"] or "—")
        if row["issued_on"] is None:
            yield about("document", row, "ISUN_NO_DATE", NO_DATE, on="issued", paper=paper)
        if row["paid_on"] is None and row["id"] not in paid:
            yield about("document", row, "ISUN_NO_PAYMENT_DATE", NO_PAYMENT_DATE, on="paid", paper=paper)
        if not (row["supplier_name"] or row["supplier_eik"] or row["partner_id"]):
            yield about("document", row, "ISUN_NO_ISSUER", NO_ISSUER, on="supplier_name", paper=paper)
        if row["kind"] == DocumentKind.DEBIT_NOTE:
            yield about("document", row, "ISUN_TYPE", TYPE, on="kind", paper=paper)


def _claims(facts: ProjectFacts) -> Iterator[Finding]:
    if not facts.in_isun:
        return
    for row in claims(facts, REPORTABLE_STATES):
        told = {"amount": amount(row, "amount")}
        if min(row["amount_cents"], row["own_cents"], row["amount_cents"] - row["own_cents"]) < 0:
            yield about("expense", row, "ISUN_NEGATIVE", NEGATIVE, on="amount", **told)
        if row["line_id"] is None and facts.of("line"):
            yield about("expense", row, "ISUN_NO_LINE", NO_LINE, on="line", **told)
        if row["from_advance"] and row["own_cents"] > 0:
            own = amount(row, "own")
            yield about("expense", row, "ISUN_ADVANCE_OWN", ADVANCE_WITH_OWN, on="from_advance", own=own)
        units = row["units"]
        if row["form"] == CostForm.UNIT_COST and units is not None and units != int(units):
            yield about("expense", row, "ISUN_UNITS", UNITS, on="units", units=units)


def _same_claims(facts: ProjectFacts) -> Iterator[Finding]:
    """Documents of one number, day and issuer may not hold the same line, activity and total twice."""
    if not facts.in_isun:
        return
    documents, first = by_id(facts.of("document")), dict[object, Row]()
    for row in claims(facts, REPORTABLE_STATES):
        document = documents.get(row["document_id"])
        if document is None:
            continue
        issuer = "".join(document["supplier_eik"].split()) or document["supplier_name"]
        paper = (number_search_form(document["paper_number"]), document["issued_on"], issuer)
        key = (paper, row["line_id"], row["activity_id"], row["amount_cents"], row["currency"])
        other = first.setdefault(key, row)
        if other is not row and other["document_id"] != row["document_id"]:
            told = {"paper": document["paper_number"], "amount": amount(row, "amount"), "other": other["number"]}
            yield about("expense", row, "ISUN_SAME_CLAIM", SAME_CLAIM, on="amount", **told)


def _large_files(facts: ProjectFacts) -> Iterator[Finding]:
    if not facts.in_isun:
        return
    documents, told = by_id(facts.of("document")), set[object]()
    for file in facts.files or ():
        row = documents.get(file["document_id"])
        if row is not None and file["size"] > LARGEST_FILE and row["id"] not in told:
            told.add(row["id"])
            yield about("document", row, "ISUN_FILE_SIZE", FILE_SIZE, paper=row["paper_number"], name=file["name"])


RULES: tuple[Rule, ...] = (_documents, _claims, _same_claims, _large_files)
