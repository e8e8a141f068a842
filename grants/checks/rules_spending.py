"""Checks of what was spent: papers entered twice, dates and sums that cannot be claimed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, amount, words_of
from grants.expenses.rules import COUNTED_STATES, ExpenseState
from grants.values.identifiers import number_search_form
from grants.values.language import N_
from grants.values.money import Money, in_euro, total

DUPLICATE_DOCUMENT = N_(
    "Document {paper} of {day} from {supplier} stands in the register already, as number {other}. Keep one of the two."
)
PAID_BEFORE_ISSUED = N_(
    "Document {paper} is dated {issued}, but was paid on {paid}. See whether this was an advance payment or one date is wrong."
)
EXPENSE_OUTSIDE_PERIOD = N_(
    "Document {paper} is dated {day}, outside the period of the project, {start} – {end}. See whether the contract allows the expense."
)
EXPENSE_OVER_DOCUMENT = N_(
    "Of document {paper} {claimed} is claimed, but it amounts to {amount} with VAT. Lower what is claimed."
)
LINE_OVERSPENT = N_(
    "On the line “{title}” {spent} is spent of {amount}: {over} too much. Move the expense, or ask for a change of the budget."
)


def _twice(facts: ProjectFacts) -> Iterator[Finding]:
    first: dict[tuple[str, str, object], Row] = {}
    for row in facts.of("document"):
        if not (row["supplier_eik"] and row["paper_number"] and row["issued_on"]):
            continue
        key = ("".join(row["supplier_eik"].split()), number_search_form(row["paper_number"]), row["issued_on"])
        other = first.setdefault(key, row)
        if other is not row:
            yield about(
                "document",
                row,
                "DUPLICATE_DOCUMENT",
                DUPLICATE_DOCUMENT,
                paper=row["paper_number"],
                day=row["issued_on"],
                supplier=row["supplier_name"] or row["supplier_eik"],
                other=other["number"],
            )


def _paid_early(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("document"):
        issued, paid = row["issued_on"], row["paid_on"]
        if issued and paid and paid < issued:
            yield about(
                "document",
                row,
                "PAID_BEFORE_ISSUED",
                PAID_BEFORE_ISSUED,
                on="paid",
                paper=row["paper_number"],
                issued=issued,
                paid=paid,
            )


def _outside_the_period(facts: ProjectFacts) -> Iterator[Finding]:
    """A period known only to the month or year counts from its first to its last possible day."""
    start, end = facts.start, facts.end
    if start is None or end is None or end.last < start.first:
        return
    documents = {row["id"]: row for row in facts.of("document")}
    for row in facts.of("expense"):
        document = documents.get(row["document_id"])
        day = document["issued_on"] if document else None
        if document and day and not start.first <= day <= end.last:
            yield about(
                "expense",
                row,
                "EXPENSE_OUTSIDE_PERIOD",
                EXPENSE_OUTSIDE_PERIOD,
                on="document",
                paper=document["paper_number"],
                day=day,
                start=start,
                end=end,
            )


def _over_the_document(facts: ProjectFacts) -> Iterator[Finding]:
    claims = _by(facts, "document_id", [state for state in ExpenseState if state is not ExpenseState.RETURNED])
    for row in facts.of("document"):
        net = amount(row, "net")
        if net is None or row["id"] not in claims:
            continue
        whole = Money(net.minor + (row["vat_cents"] or 0), net.currency)
        claimed = _together(claims[row["id"]], whole.currency)
        if claimed is not None and claimed > whole:
            yield about(
                "document",
                row,
                "EXPENSE_OVER_DOCUMENT",
                EXPENSE_OVER_DOCUMENT,
                on="net",
                paper=row["paper_number"],
                claimed=claimed,
                amount=whole,
            )


def _over_the_line(facts: ProjectFacts) -> Iterator[Finding]:
    claims = _by(facts, "line_id", COUNTED_STATES)
    for row in facts.of("line"):
        planned = amount(row, "amount")
        if planned is None or row["id"] not in claims:
            continue
        spent = _together(claims[row["id"]], planned.currency)
        if spent is not None and spent > planned:
            yield about(
                "line",
                row,
                "LINE_OVERSPENT",
                LINE_OVERSPENT,
                on="amount",
                title=words_of(row, "title"),
                spent=spent,
                amount=planned,
                over=spent - planned,
            )


def _by(facts: ProjectFacts, column: str, states: Sequence[str] | frozenset[ExpenseState]) -> dict[object, list[Money]]:
    """What is claimed in these states, by what the expenses refer to."""
    claims: dict[object, list[Money]] = defaultdict(list)
    for row in facts.of("expense"):
        claimed = amount(row, "amount")
        if claimed is not None and row["state"] in states:
            claims[row[column]].append(claimed)
    return claims


def _together(claims: Sequence[Money], currency: str) -> Money | None:
    """The claims in one currency: as they are, or in euro when only a fixed rate lies between; else None."""
    if all(claim.currency == currency for claim in claims):
        return total(claims, currency)
    converted = [in_euro(claim) for claim in claims]
    if currency != "EUR" or None in converted:
        return None
    return total([claim for claim in converted if claim is not None], "EUR")


RULES: tuple[Rule, ...] = (_twice, _paid_early, _outside_the_period, _over_the_document, _over_the_line)
