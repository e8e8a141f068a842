"""Checks of what is claimed: more than there is, outside the eligible days, VAT, lines, rates and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from grants.budget.kinds import CostForm, VatRule
from grants.checks.claims import REPORTABLE_STATES, amounts, by, by_id, claims, on_lines, together, whole
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, amount, words_of
from grants.checks.rules_documents import set_off
from grants.expenses.rules import COUNTED_STATES
from grants.values.days import PublishedDay
from grants.values.language import N_
from grants.values.money import in_euro

EXPENSE_OUTSIDE_PERIOD = N_(
    "Document {paper} is dated {day}, outside the period of the project, {start} – {end}. See whether the contract allows the expense."
)
OUTSIDE_ELIGIBILITY = N_(
    "Document {paper} is dated {day}, outside the contract's eligible period, {start} – {end}. The expense may not be claimed."
)
CLAIM_OUTSIDE_PERIOD = N_(
    "The claim is of {day}, outside the period {start} – {end}. See whether the contract allows it."
)
SUSPENDED = N_(
    "The expense is dated {day}, while the contract was suspended from {start} to {end}. See whether it is eligible."
)
SUSPENDED_SINCE = N_(
    "The expense is dated {day}, while the contract is suspended since {start}. See whether it is eligible."
)
PAID_TOO_LATE = N_("Document {paper} was paid on {paid}, after the last day for payments, {until}.")
EXPENSE_OVER_DOCUMENT = N_(
    "Of document {paper} {claimed} is claimed, but it amounts to {amount} with VAT. Lower what is claimed."
)
EXPENSE_OVER_CREDITED = N_(
    "Of document {paper} {claimed} is claimed, but after its credit notes {amount} is left of it. Lower what is claimed."
)
SHARES_OVER_DOCUMENT = N_("Of document {paper} {share} % is allocated. Lower the shares to 100 % at most.")
LINE_OVERSPENT = N_(
    "On the line “{title}” {spent} is spent of {amount}: {over} too much. Move the expense, or ask for a change of the budget."
)
VAT_CLAIMED = N_(
    "Of document {paper} {claimed} is claimed, more than its {net} without VAT, although the VAT can be recovered. Lower "
    "what is claimed."
)
VAT_NEVER = N_(
    "Of document {paper} {claimed} is claimed, more than its {net} without VAT, although the contract pays no VAT. Lower "
    "what is claimed."
)
CLAIM_WITHOUT_LINE = N_("The expense of {amount} stands on no budget line. Choose the line.")
CLAIM_WITHOUT_DOCUMENT = N_(
    "The expense claims {amount} of actual cost without a supporting document. Add the document."
)
CLAIM_WITHOUT_EVIDENCE = N_(
    "The claim of {amount} needs no invoice, but evidence of what was reached. Name the evidence."
)
NO_RATE = N_("{amount} has no rate to the euro, so no total in euro counts it. Choose the rate.")
OPENING_OVERLAP = N_(
    "The expense of {day} falls into the opening figure of its line, which reaches to {until}. See that it is not counted twice."
)

# The last day for payments of a programming period (Regulations 1083/2006, 1303/2013 and 2021/1060 art. 63(2)).
_CLOSED = {
    "2007-2013": date(2015, 12, 31),
    "2014-2020": date(2023, 12, 31),
    "2021-2027": date(2029, 12, 31),
}


def _day(row: Row, document: Row | None) -> date | None:
    """The day of a cost: its document's, or the one for which it is claimed."""
    found: date | None = document["issued_on"] if document else row["claimed_on"]
    return found


def _eligible(facts: ProjectFacts) -> tuple[date, date, date | PublishedDay, date | PublishedDay] | None:
    """The first and last possible day of costs, and both as they are told; the contract's before the project's."""
    terms, start, end = facts.terms, facts.start, facts.end
    first, last = terms.eligible_from_on, terms.eligible_until_on
    begins: date | PublishedDay | None = first or start
    ends: date | PublishedDay | None = last or end
    if begins is None or ends is None:
        return None
    earliest = begins.first if isinstance(begins, PublishedDay) else begins
    latest = ends.last if isinstance(ends, PublishedDay) else ends
    return (earliest, latest, begins, ends) if earliest <= latest else None


def _outside_the_period(facts: ProjectFacts) -> Iterator[Finding]:
    """A period known only to the month or year counts from its first to its last possible day."""
    period = _eligible(facts)
    if period is None:
        return
    first, last, *told = period
    documents, terms = by_id(facts.of("document")), facts.terms
    agreed = bool(terms.eligible_from_on or terms.eligible_until_on)
    for row in facts.of("expense"):
        document = documents.get(row["document_id"])
        day = _day(row, document)
        if day is None or first <= day <= last:
            continue
        said = {"day": day, "start": told[0], "end": told[1]}
        if document is None:
            yield about("expense", row, "EXPENSE_OUTSIDE_PERIOD", CLAIM_OUTSIDE_PERIOD, on="claimed", **said)
            continue
        sentence = OUTSIDE_ELIGIBILITY if agreed else EXPENSE_OUTSIDE_PERIOD
        said["paper"] = document["paper_number"]
        yield about("expense", row, "EXPENSE_OUTSIDE_PERIOD", sentence, on="document", **said)


def _while_suspended(facts: ProjectFacts) -> Iterator[Finding]:
    """What is dated on a day on which the contract stood still, its first and last day counted."""
    documents = by_id(facts.of("document"))
    for row in claims(facts) if facts.suspensions else ():
        day = _day(row, documents.get(row["document_id"]))
        for first, last in facts.suspensions:
            if day is None or day < first or (last is not None and last < day):
                continue
            told = {"day": day, "start": first} | ({} if last is None else {"end": last})
            on = "claimed" if row["document_id"] is None else "document"
            sentence = SUSPENDED_SINCE if last is None else SUSPENDED
            yield about("expense", row, "EXPENSE_WHILE_SUSPENDED", sentence, on=on, **told)


def _paid_late(facts: ProjectFacts) -> Iterator[Finding]:
    """By the contract's last day for payments, else the day the programme closed."""
    terms = facts.terms
    until = terms.pay_until_on or terms.closes_on or _CLOSED.get(facts.period)
    if until is None:
        return
    payouts, claimed = by(facts.of("payout"), "document_id"), {row["document_id"] for row in claims(facts)}
    for row in facts.of("document"):
        days = [day for day in (row["paid_on"], *(one["paid_on"] for one in payouts.get(row["id"], ()))) if day]
        if row["id"] in claimed and days and max(days) > until:
            told = {"paper": row["paper_number"], "paid": max(days), "until": until}
            yield about("document", row, "PAID_TOO_LATE", PAID_TOO_LATE, on="paid", **told)


def _over_the_document(facts: ProjectFacts) -> Iterator[Finding]:
    of_document, credited = by(claims(facts), "document_id"), set_off(facts)
    for row in facts.of("document"):
        stated = whole(row)
        if stated is None or row["id"] not in of_document:
            continue
        rows = of_document[row["id"]]
        left = stated - credited[row["id"]] if credited.get(row["id"]) else stated
        claimed = together(amounts(rows), left.currency)
        told = {"paper": row["paper_number"], "claimed": claimed, "amount": left}
        if claimed is not None and claimed.minor > 0 and claimed.minor - _turned(rows, left.currency) > left.minor:
            sentence = EXPENSE_OVER_DOCUMENT if left == stated else EXPENSE_OVER_CREDITED
            yield about("document", row, "EXPENSE_OVER_DOCUMENT", sentence, on="net", **told)
        elif (share := sum((one["share"] for one in rows if one["share"] is not None), Decimal(0))) > 100:
            paper = row["paper_number"]
            yield about("document", row, "SHARES_OVER_DOCUMENT", SHARES_OVER_DOCUMENT, paper=paper, share=share)


def _turned(rows: Sequence[Row], currency: str) -> int:
    """How many claims are in another currency than their document: each may be a cent off."""
    return sum(1 for row in rows if row["currency"] != currency)


def of_lines(facts: ProjectFacts) -> Iterator[Finding]:
    """Lines on which more stands than they have."""
    spent_on = on_lines(facts)
    for row in facts.of("line"):
        planned = amount(row, "amount")
        if planned is None or row["id"] not in spent_on:
            continue
        spent = together(spent_on[row["id"]], planned.currency)
        if spent is not None and spent > planned:
            told = {"title": words_of(row, "title"), "spent": spent, "amount": planned, "over": spent - planned}
            yield about("line", row, "LINE_OVERSPENT", LINE_OVERSPENT, on="amount", **told)


def _vat(facts: ProjectFacts) -> Iterator[Finding]:
    never = facts.terms.vat_rule == VatRule.NEVER
    of_document = by(claims(facts), "document_id")
    for row in facts.of("document"):
        net = amount(row, "net")
        if net is None or not row["vat_cents"] or not (never or row["vat_recoverable"]):
            continue
        claimed = together(amounts(of_document.get(row["id"], ())), net.currency)
        if claimed is not None and claimed > net and net.minor > 0:
            sentence = VAT_CLAIMED if row["vat_recoverable"] else VAT_NEVER
            told = {"paper": row["paper_number"], "claimed": claimed, "net": net}
            yield about("document", row, "VAT_CLAIMED", sentence, on="vat", **told)


def _missing(facts: ProjectFacts) -> Iterator[Finding]:
    """What a claim lacks: its line, its document, its evidence."""
    lines = bool(facts.of("line"))
    for row in claims(facts):
        told = {"amount": amount(row, "amount")}
        # ИСУН refuses those that are about to be reported: see rules_isun.
        if lines and row["line_id"] is None and not (facts.in_isun and row["state"] in REPORTABLE_STATES):
            yield about("expense", row, "CLAIM_WITHOUT_LINE", CLAIM_WITHOUT_LINE, on="line", **told)
        if row["document_id"] is not None:
            continue
        if row["form"] == CostForm.ACTUAL:
            yield about("expense", row, "CLAIM_WITHOUT_DOCUMENT", CLAIM_WITHOUT_DOCUMENT, on="document", **told)
        elif row["form"] != CostForm.FLAT_RATE and not row["evidence"]:
            yield about("expense", row, "CLAIM_WITHOUT_EVIDENCE", CLAIM_WITHOUT_EVIDENCE, on="evidence", **told)


def _without_a_rate(facts: ProjectFacts) -> Iterator[Finding]:
    for row in claims(facts, COUNTED_STATES):
        claimed = amount(row, "amount")
        if claimed and row["rated_cents"] is None and in_euro(claimed) is None:
            yield about("expense", row, "NO_RATE", NO_RATE, on="rated", amount=claimed)


def _within_the_opening(facts: ProjectFacts) -> Iterator[Finding]:
    openings = by(facts.of("opening"), "line_id")
    if not openings:
        return
    documents = by_id(facts.of("document"))
    for row in claims(facts, COUNTED_STATES):
        day = _day(row, documents.get(row["document_id"]))
        until = _latest(openings.get(row["line_id"], ()), row["partner_id"])
        if day and until and day <= until:
            yield about("expense", row, "OPENING_OVERLAP", OPENING_OVERLAP, day=day, until=until)


def _latest(openings: Sequence[Row], partner: int | None) -> date | None:
    """Until when the opening figures of a line reach, of this partner or of all."""
    days = [row["until_on"] for row in openings if row["until_on"] and row["partner_id"] in (None, partner)]
    return max(days, default=None)


RULES_OF_A_PAPER: tuple[Rule, ...] = (
    _outside_the_period,
    _while_suspended,
    _paid_late,
    _over_the_document,
    _vat,
    _missing,
    _without_a_rate,
    _within_the_opening,
)
RULES: tuple[Rule, ...] = (*RULES_OF_A_PAPER, of_lines)
