"""Checks of payments against the contract, by the payments room's own rules, and of pay converted from leva."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from grants.budget.kinds import SourceKind
from grants.checks.claims import amounts, by, claims, is_credit_note, whole
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, about_project, amount
from grants.expenses.rules import DocumentKind
from grants.payments.rules import PaymentKind, Transfer, clock_ends, issues
from grants.values.language import N_
from grants.values.money import EURO_SINCE, Money, in_euro, wages

AUTHORITY_PAYS = N_(
    "The authority has until {until} to pay the {amount} asked for on {requested}, unless it stops the time to ask for more."
)
AUTHORITY_LATE = N_(
    "The time in which the authority had to pay the {amount} asked for on {requested} ran out on {until}, unless it was "
    "stopped. Ask where the payment is."
)
WAGE_ROUNDING = N_(
    "Payroll {paper} is in leva but was paid in euro: {general} by the general rule, {wages} by the rule for wages. Convert "
    "the pay of each person by itself."
)

_GRANTED = frozenset({SourceKind.EU, SourceKind.NATIONAL, SourceKind.DONOR})


def _grant(facts: ProjectFacts) -> int:
    """What the funder pays, in euro cents: of the whole project, or else of all the partners."""
    rows = [row for row in facts.of("source") if row["partner_id"] is None] or facts.of("source")
    return sum(euro.minor for one in amounts(row for row in rows if row["kind"] in _GRANTED) if (euro := in_euro(one)))


def _transfers(facts: ProjectFacts) -> list[Transfer]:
    """The payments in euro; those in a currency without a fixed rate are left out, as on their page."""
    return [
        Transfer(
            number=row["number"],
            kind=PaymentKind(row["kind"]),
            requested_on=row["requested_on"],
            requested=_euro(row, "requested_sum"),
            due_on=row["due_on"],
            approved=_euro(row, "approved"),
            received_on=row["received_on"],
            received=_euro(row, "received_sum"),
            cleared=_euro(row, "cleared"),
            row_id=row["id"],
        )
        for row in facts.of("payment")
        if in_euro(Money.zero(row["currency"])) is not None
    ]


def _euro(row: Row, name: str) -> int | None:
    found = amount(row, name)
    euro = None if found is None else in_euro(found)
    return None if euro is None else euro.minor


def _payments(facts: ProjectFacts) -> Iterator[Finding]:
    known = _transfers(facts)
    if not known:
        return
    rows = {row["id"]: row for row in facts.of("payment")}
    terms = facts.terms
    found = issues(known, _grant(facts), cap=terms.interim_cap, rate=terms.advance_rate, used_by=_used(facts))
    for issue in found:
        if issue.row_id is None:
            yield about_project(issue.code, issue.sentence, on="", **issue.facts)
        else:
            yield about("payment", rows[issue.row_id], issue.code, issue.sentence, on=issue.place, **issue.facts)


def _clock(facts: ProjectFacts) -> Iterator[Finding]:
    """The authority's 80 or 90 days; whether it stopped them is recorded nowhere yet."""
    rows = {row["id"]: row for row in facts.of("payment")}
    for one in _transfers(facts):
        until = clock_ends(one.requested_on, facts.period) if one.requested_on and one.waited_for else None
        if until is None or one.requested_on is None or one.row_id is None:
            continue
        late = facts.today is not None and until < facts.today
        code, sentence = ("AUTHORITY_LATE", AUTHORITY_LATE) if late else ("AUTHORITY_PAYS", AUTHORITY_PAYS)
        told: dict[str, Any] = {"until": until, "amount": Money(one.waited_for, "EUR"), "requested": one.requested_on}
        yield about("payment", rows[one.row_id], code, sentence, on="requested", **told)


def _used(facts: ProjectFacts) -> Callable[[date], int]:
    """What was paid for documents until a day, in euro cents; of a paper of several projects what is claimed here."""
    payouts, of_document = by(facts.of("payout"), "document_id"), by(claims(facts), "document_id")
    paid: list[tuple[date, int]] = []
    for row in facts.of("document"):
        sign = -1 if is_credit_note(row) else 1
        if row.get("family"):
            parts = [(row["paid_on"], one) for one in amounts(of_document.get(row["id"], ()))]
        elif row["id"] in payouts:
            parts = [(one["paid_on"], Money(one["amount_cents"], one["currency"])) for one in payouts[row["id"]]]
        else:
            parts = [(row["paid_on"], one) for one in (whole(row),) if one]
        paid += [(day, sign * euro.minor) for day, one in parts if day and (euro := in_euro(one))]
    return lambda until: sum(cents for day, cents in paid if day <= until)


def _wages(facts: ProjectFacts) -> Iterator[Finding]:
    """Pay of 2025 in leva that was paid out in euro follows the rule for wages, person by person."""
    for row in facts.of("document"):
        paid = row["paid_on"]
        if row["kind"] != DocumentKind.PAYROLL or row["currency"] != "BGN" or not paid or paid < EURO_SINCE:
            continue
        net = amount(row, "net")
        if net is None:
            continue
        general, by_wages = in_euro(net), in_euro(net, wages)
        if general != by_wages:
            told = {"paper": row["paper_number"], "general": general, "wages": by_wages}
            yield about("document", row, "WAGE_ROUNDING", WAGE_ROUNDING, on="net", **told)


RULES: tuple[Rule, ...] = (_payments, _clock, _wages)
