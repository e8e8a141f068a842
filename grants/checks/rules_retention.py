"""Until when the papers are kept: by the latest of all the reasons for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about_project
from grants.expenses.rules import DocumentKind
from grants.payments.rules import PaymentKind
from grants.projects.rules import KeepingKind
from grants.values.days import add_months
from grants.values.language import N_

AFTER_PAYMENT = N_(
    "The final payment came on {day}: keep all papers until {until} at least (Regulation 2021/1060, art. 82)."
)
AFTER_CLOSURE = N_("The programme closes on {day}: keep all papers until {until} at least, three years after.")
AFTER_AID = N_("The project is State aid, granted on {day}: keep all papers until {until} at least, ten years after.")
AS_RECORDED = N_("Keep all papers until {until} at least: of the reasons recorded none reaches further.")
WHILE_STOPPED = N_("Keep all papers: a reason for keeping them is stopped, so that its time does not run.")
ACCOUNTS = N_(
    "Besides, the accounts of {year} are kept until {accounts} and the payrolls of that year until {payrolls} (Accountancy "
    "Act, art. 12)."
)
ACCOUNTS_ONLY = N_("Besides, the accounts of {year} are kept until {accounts} (Accountancy Act, art. 12).")

_OF_PAY = frozenset({DocumentKind.PAYROLL, DocumentKind.PAID_SUMS})
# Reasons that hold for these papers alone, told beside the others.
_OF_ACCOUNTS = frozenset({KeepingKind.ACCOUNTING_ACT, KeepingKind.PAYROLL})
_FROM_END_OF_YEAR = frozenset({KeepingKind.LAST_PAYMENT, KeepingKind.ACCOUNTS})
_YEARS_OF_ACCOUNTS, _YEARS_OF_PAYROLLS = 10, 50  # from the first of January after the year


def _retention(facts: ProjectFacts) -> Iterator[Finding]:
    """The latest reason is told; how long the law of accounting asks for its own papers is told beside it."""
    if any(row["paused"] for row in facts.of("keeping")):
        yield about_project("RETENTION", WHILE_STOPPED)
        return
    reasons = list(_reasons(facts))
    if not reasons:
        return
    until, sentence, day = max(reasons, key=lambda one: one[0])
    told: dict[str, Any] = {} if day is None else {"day": day}
    yield about_project("RETENTION", sentence, **told, until=until)
    yield from _accounts(facts)


def _accounts(facts: ProjectFacts) -> Iterator[Finding]:
    """From the first of January after the last year of papers."""
    dated = [row for row in facts.of("document") if row["issued_on"]]
    if not dated:
        return
    last = max(row["issued_on"].year for row in dated)
    told: dict[str, Any] = {"year": str(last), "accounts": _end_of_year(last + _YEARS_OF_ACCOUNTS)}
    if any(row["kind"] in _OF_PAY and row["issued_on"].year == last for row in dated):
        payrolls = _end_of_year(last + _YEARS_OF_PAYROLLS)
        yield about_project("RETENTION_ACCOUNTS", ACCOUNTS, **told, payrolls=payrolls)
    else:
        yield about_project("RETENTION_ACCOUNTS", ACCOUNTS_ONLY, **told)


def _reasons(facts: ProjectFacts) -> Iterator[tuple[date, str, date | None]]:
    """Each last day, why, and the day from which it is counted: those that follow from the facts, and those recorded."""
    terms = facts.terms
    paid = [
        row["received_on"] for row in facts.of("payment") if row["kind"] == PaymentKind.FINAL and row["received_on"]
    ]
    if paid and facts.period == "2021-2027":
        yield _end_of_year(max(paid).year + 5), AFTER_PAYMENT, max(paid)
    if terms.closes_on and facts.period == "2007-2013":
        yield add_months(terms.closes_on, 3 * 12), AFTER_CLOSURE, terms.closes_on
    signed = [row["signed_on"] for row in facts.of("contract") if row["signed_on"]]
    if terms.state_aid and signed:
        yield add_months(max(signed), 10 * 12), AFTER_AID, max(signed)
    for row in facts.of("keeping"):
        until = _recorded(row)
        if until is not None and row["kind"] not in _OF_ACCOUNTS:
            yield until, AS_RECORDED, None


def _recorded(row: Row) -> date | None:
    """The last day of a recorded reason: as it is stated, else so many years after the day it is counted from."""
    stated: date | None = row["until_on"]
    if stated is not None or row["from_on"] is None or row["years"] is None:
        return stated
    if row["kind"] in _FROM_END_OF_YEAR:
        return _end_of_year(row["from_on"].year + row["years"])
    return add_months(row["from_on"], row["years"] * 12)


def _end_of_year(year: int) -> date:
    return date(year, 12, 31)


RULES: tuple[Rule, ...] = (_retention,)
