"""Until when the papers are kept: by the latest of all the reasons for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from grants.checks.finding import Finding, ProjectFacts, Rule, about_project
from grants.expenses.rules import DocumentKind
from grants.payments.rules import PaymentKind
from grants.values.days import add_months
from grants.values.language import N_

AFTER_PAYMENT = N_(
    "The final payment came on {day}: keep all papers until {until} at least (Regulation 2021/1060, art. 82)."
)
AFTER_CLOSURE = N_("The programme closes on {day}: keep all papers until {until} at least, three years after.")
AFTER_AID = N_("The project is State aid, granted on {day}: keep all papers until {until} at least, ten years after.")
BY_CONTRACT = N_("Keep all papers until {until} at least: the contract says so.")
ACCOUNTS = N_(
    "Besides, the accounts of {year} are kept until {accounts} and the payrolls of that year until {payrolls} (Accountancy "
    "Act, art. 12)."
)
ACCOUNTS_ONLY = N_("Besides, the accounts of {year} are kept until {accounts} (Accountancy Act, art. 12).")

_OF_PAY = frozenset({DocumentKind.PAYROLL, DocumentKind.PAID_SUMS})
_YEARS_OF_ACCOUNTS, _YEARS_OF_PAYROLLS = 10, 50  # from the first of January after the year


def _retention(facts: ProjectFacts) -> Iterator[Finding]:
    """The latest reason is told; how long the law of accounting asks for its own papers is told beside it."""
    reasons = list(_reasons(facts))
    if not reasons:
        return
    until, sentence, day = max(reasons, key=lambda one: one[0])
    told: dict[str, Any] = {} if day is None else {"day": day}
    yield about_project("RETENTION", sentence, **told, until=until)
    years = [row["issued_on"].year for row in facts.of("document") if row["issued_on"]]
    paid = [row["issued_on"].year for row in facts.of("document") if row["issued_on"] and row["kind"] in _OF_PAY]
    if years:
        last = max(years)
        said: dict[str, Any] = {"year": str(last), "accounts": date(last + _YEARS_OF_ACCOUNTS, 12, 31)}
        if last in paid:
            said["payrolls"] = date(last + _YEARS_OF_PAYROLLS, 12, 31)
        yield about_project("RETENTION_ACCOUNTS", ACCOUNTS if last in paid else ACCOUNTS_ONLY, **said)


def _reasons(facts: ProjectFacts) -> Iterator[tuple[date, str, date | None]]:
    """Each last day, why, and the day from which it is counted."""
    terms = facts.terms
    paid = [
        row["received_on"] for row in facts.of("payment") if row["kind"] == PaymentKind.FINAL and row["received_on"]
    ]
    if paid and facts.period == "2021-2027":
        yield date(max(paid).year + 5, 12, 31), AFTER_PAYMENT, max(paid)
    if terms.closes_on and facts.period == "2007-2013":
        yield add_months(terms.closes_on, 3 * 12), AFTER_CLOSURE, terms.closes_on
    signed = [row["signed_on"] for row in facts.of("contract") if row["signed_on"]]
    if terms.state_aid and signed:
        yield add_months(max(signed), 10 * 12), AFTER_AID, max(signed)
    if terms.keep_until_on:
        yield terms.keep_until_on, BY_CONTRACT, None


RULES: tuple[Rule, ...] = (_retention,)
