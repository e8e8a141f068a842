"""Checks of payments against the contract, by the payments room's own rules, and of pay converted from leva."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from grants.budget.kinds import SourceKind
from grants.checks.claims import amounts, by, by_id
from grants.checks.finding import Finding, ProjectFacts, Rule, about, about_project, amount
from grants.expenses.rules import DocumentKind
from grants.payments.rules import clock_of, days_left_when_stopped, issues, transfers
from grants.payments.rules_paid import paid_parts
from grants.values.language import N_
from grants.values.money import EURO_SINCE, Money, in_euro, wages

AUTHORITY_PAYS = N_(
    "The authority has until {until} to pay the {amount} asked for on {requested}, unless it stops the time to ask for more."
)
AUTHORITY_LATE = N_(
    "The time in which the authority had to pay the {amount} asked for on {requested} ran out on {until}. Ask where the "
    "payment is, or write down when the authority stopped its time."
)
AUTHORITY_STOPPED = N_(
    "The authority stopped its time to pay the {amount} asked for on {requested} on {stopped}; {days} days of it are left once "
    "it has what is missing. Send it, and write down the day."
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


def _payments(facts: ProjectFacts) -> Iterator[Finding]:
    known = transfers(facts.of("payment"))
    if not known:
        return
    rows, terms = by_id(facts.of("payment")), facts.terms
    found = issues(known, _grant(facts), cap=terms.interim_cap, rate=terms.advance_rate, used_by=_used(facts))
    for issue in found:
        if issue.row_id is None:
            yield about_project(issue.code, issue.sentence, on="", **issue.facts)
        else:
            yield about("payment", rows[issue.row_id], issue.code, issue.sentence, on=issue.place, **issue.facts)


def _clock(facts: ProjectFacts) -> Iterator[Finding]:
    """The authority's 80 or 90 days from the day it was asked, less those in which it waited for what was missing."""
    rows = by_id(facts.of("payment"))
    for one in transfers(facts.of("payment")):
        if not one.waited_for:
            continue
        told: dict[str, Any] = {"amount": Money(one.waited_for, "EUR"), "requested": one.requested_on}
        until, left = clock_of(one, facts.period), days_left_when_stopped(one, facts.period)
        if left is not None:
            said = {"stopped": one.stopped_on, "days": max(0, left)}
            yield about(
                "payment", rows[one.row_id], "AUTHORITY_STOPPED", AUTHORITY_STOPPED, on="resumed", **told, **said
            )
        elif until is not None:
            late = facts.today is not None and until < facts.today
            code, sentence = ("AUTHORITY_LATE", AUTHORITY_LATE) if late else ("AUTHORITY_PAYS", AUTHORITY_PAYS)
            yield about("payment", rows[one.row_id], code, sentence, on="requested", **told, until=until)


def _used(facts: ProjectFacts) -> Callable[[date], int]:
    """What was paid out for the project's documents until a day, in euro cents."""
    payouts, of_document = by(facts.of("payout"), "document_id"), by(facts.of("expense"), "document_id")
    paid = [
        part
        for row in facts.of("document")
        for part in paid_parts(row, payouts.get(row["id"], ()), of_document.get(row["id"], ()))
    ]
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
