"""Checks of payments: what may be paid before the end, what an advance still owes, and whether it was used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from grants.budget.kinds import SourceKind
from grants.checks.claims import amounts, claims, kept, together
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, about_project, amount
from grants.expenses.rules import COUNTED_STATES, DocumentKind, ExpenseState
from grants.payments.rules import PaymentKind
from grants.projects.rules import AmountKind
from grants.values.language import N_
from grants.values.money import EURO_SINCE, Money, ceiling, in_euro, total, wages

PREPAID_OVER_CAP = N_(
    "Advance and interim payments make {paid}, more than {cap} % of the grant of {grant}, which is {most}. The rest is paid "
    "only at the end."
)
CLEARED_OVER_ADVANCE = N_("{cleared} of the advance is cleared, but only {advance} was received as advance.")
ADVANCE_BARELY_USED = N_(
    "A further advance is asked for, but of the {received} received so far only {spent} is spent, less than 70 %. It may be "
    "cut."
)
WAGE_ROUNDING = N_(
    "Payroll {paper} is in leva but was paid in euro: {general} by the general rule, {wages} by the rule for wages. Convert "
    "the pay of each person by itself."
)

_BEFORE_THE_END = frozenset({PaymentKind.ADVANCE, PaymentKind.INTERIM, PaymentKind.OPENING})


def _grant(facts: ProjectFacts) -> Money | None:
    """What the funder pays: EU and national money of the whole project, else the value where that is the grant alone."""
    granted = (SourceKind.EU, SourceKind.NATIONAL, SourceKind.DONOR)
    rows = [row for row in facts.of("source") if row["partner_id"] is None and row["kind"] in granted]
    paid = [one for one in map(_euro, amounts(rows)) if one is not None]
    if rows and len(paid) == len(rows):
        return total(paid, "EUR")
    return _euro(facts.total) if facts.project["total_kind"] == AmountKind.GRANT else None


def _euro(money: Money | None) -> Money | None:
    return None if money is None else in_euro(money)


def _received(rows: Iterable[Row]) -> Money | None:
    return together(amounts(rows, "received_sum"), "EUR")


def _cap(facts: ProjectFacts) -> Iterator[Finding]:
    cap, grant = facts.terms.interim_cap, _grant(facts)
    paid = _received(row for row in facts.of("payment") if row["kind"] in _BEFORE_THE_END)
    if cap is None or grant is None or paid is None:
        return
    most = grant.at(cap.scaleb(-2), ceiling)
    if paid > most:
        told: dict[str, Any] = {"paid": paid, "cap": cap, "grant": grant, "most": most}
        yield about_project("PREPAID_OVER_CAP", PREPAID_OVER_CAP, **told)


def _clearance(facts: ProjectFacts) -> Iterator[Finding]:
    """Where money was received before this tracker was used, it is not known how much of it was an advance."""
    payments = facts.of("payment")
    if any(row["kind"] == PaymentKind.OPENING for row in payments):
        return
    advance = _received(row for row in payments if row["kind"] == PaymentKind.ADVANCE)
    cleared = together(amounts(payments, "cleared"), "EUR")
    if advance is not None and cleared is not None and cleared > advance:
        yield about_project("CLEARED_OVER_ADVANCE", CLEARED_OVER_ADVANCE, cleared=cleared, advance=advance)


def _barely_used(facts: ProjectFacts) -> Iterator[Finding]:
    """The EU's 70 % rule: of earlier pre-financing, when more of it is asked for and has not come yet."""
    asked = [
        row for row in facts.of("payment") if row["kind"] == PaymentKind.ADVANCE and row["received_sum_cents"] is None
    ]
    received = _received(row for row in facts.of("payment") if row["kind"] in _BEFORE_THE_END)
    if not asked or not received:
        return
    standing = [row for row in claims(facts, COUNTED_STATES) if row["state"] != ExpenseState.PARKED]
    spent = together([part for row in (*standing, *facts.of("opening")) for part in kept(row)], "EUR")
    if spent is not None and spent.minor * 100 < received.minor * 70:
        yield about_project("ADVANCE_BARELY_USED", ADVANCE_BARELY_USED, received=received, spent=spent)


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


RULES: tuple[Rule, ...] = (_cap, _clearance, _barely_used, _wages)
