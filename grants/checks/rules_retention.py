"""Until when the papers are kept: by the latest of all the reasons for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from grants.checks.finding import Finding, ProjectFacts, Rule, about_project
from grants.expenses.rules import DocumentKind
from grants.payments.rules import PaymentKind
from grants.projects.rules import KeepingKind
from grants.projects.rules_keeping import KeepingFacts, Kept, kept_until, reason_of
from grants.values.language import N_
from grants.values.money import in_euro

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
_SAID: Final = {
    KeepingKind.LAST_PAYMENT: AFTER_PAYMENT,
    KeepingKind.PROGRAMME_CLOSURE: AFTER_CLOSURE,
    KeepingKind.STATE_AID: AFTER_AID,
}


def _retention(facts: ProjectFacts) -> Iterator[Finding]:
    """The latest reason is told; how long the law of accounting asks for its own papers is told beside it."""
    kept = kept_until([reason_of(row) for row in facts.of("keeping")], _facts(facts))
    if kept.stopped:
        yield about_project("RETENTION", WHILE_STOPPED)
        return
    if kept.by is None:
        return
    by = kept.by
    sentence = AS_RECORDED if by.row_id else _SAID.get(by.kind, AS_RECORDED)
    told: dict[str, Any] = {} if sentence is AS_RECORDED else {"day": by.facts["day"]}
    yield about_project("RETENTION", sentence, **told, until=by.until)
    yield from _accounts(kept)


def _accounts(kept: Kept) -> Iterator[Finding]:
    """From the first of January after the last year of papers."""
    counted = {one.kind: one for one in kept.papers if one.until and one.facts.get("year")}
    books, pay = counted.get(KeepingKind.ACCOUNTING_ACT), counted.get(KeepingKind.PAYROLL)
    if books is None:
        return
    told: dict[str, Any] = {"year": books.facts["year"], "accounts": books.until}
    if pay is not None and pay.facts["year"] == books.facts["year"]:
        yield about_project("RETENTION_ACCOUNTS", ACCOUNTS, **told, payrolls=pay.until)
    else:
        yield about_project("RETENTION_ACCOUNTS", ACCOUNTS_ONLY, **told)


def _facts(facts: ProjectFacts) -> KeepingFacts:
    """What follows from the project itself; before its final payment the last one is not known."""
    paid = [
        row["received_on"] for row in facts.of("payment") if row["kind"] == PaymentKind.FINAL and row["received_on"]
    ]
    dated = [row for row in facts.of("document") if row["issued_on"]]
    signed = [row["signed_on"] for row in facts.of("contract") if row["signed_on"]]
    whole = in_euro(facts.total) if facts.total else None
    return KeepingFacts(
        facts.period,
        max(paid, default=None),
        final_paid=bool(paid),
        total=whole.minor if whole else None,
        closed_on=facts.terms.closes_on,
        last_paper=max((row["issued_on"] for row in dated), default=None),
        last_payroll=max((row["issued_on"] for row in dated if row["kind"] in _OF_PAY), default=None),
        aid_on=max(signed, default=None) if facts.terms.state_aid else None,
    )


RULES: tuple[Rule, ...] = (_retention,)
