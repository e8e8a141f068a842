"""What the page of payments shows: the figures on top, the table with its totals, clearing the advance."""

from __future__ import annotations

from typing import Any

from grants.payments.cash import Cash, expected_on
from grants.payments.drawn import cash_picture, gap_said
from grants.payments.queries import Row
from grants.payments.rules import (
    PAID_BACK,
    PAYMENT_KINDS,
    PaymentKind,
    Transfer,
    advance_balance,
    cleared_in_last_claims,
    cleared_pro_rata,
)
from grants.payments.rules_cash import lowest_ahead
from grants.values.language import N_
from grants.values.money import Money, in_euro, share
from grants.values.wording import Wording
from grants.web.pages import Visit

_SUMS = ("requested_sum", "received_sum", "cleared")


def _euro(cents: int) -> Money:
    return Money(cents, "EUR")


def figures(cash: Cash, words: Wording) -> list[dict[str, str]]:
    """The few figures that matter, in euro."""
    received = sum(one.cash for one in cash.transfers if one.cash > 0)
    balance = advance_balance(cash.transfers)
    waiting = sum(one.waited_for for one in cash.transfers)
    lowest = lowest_ahead(cash.months)
    shown = [
        _figure(N_("Received"), received, words, _of_grant(received, cash.frame.grant, words)),
        _figure(N_("Of it advance"), balance.received, words),
        _figure(N_("Still to be cleared"), balance.left, words),
        _figure(N_("Asked for, not received"), waiting, words),
        _figure(N_("In hand today"), cash.position, words),
    ]
    if lowest is not None:
        month = words.month(lowest.first)
        shown.append(_figure(N_("Least in hand ahead"), lowest.position, words, month))
    return shown


def _figure(label: str, cents: int, words: Wording, under: str = "") -> dict[str, str]:
    return {
        "label": words.say(label),
        "amount": words.amount(_euro(cents)),
        "under": under,
        "below": "1" if cents < 0 else "",
    }


def _of_grant(cents: int, grant: int, words: Wording) -> str:
    part = share(_euro(cents), _euro(grant)) if grant else None
    return words.say(N_("{share} of the grant"), share=words.percent(part, 1)) if part is not None else ""


def table(cash: Cash, visit: Visit, *, may_change: bool) -> dict[str, Any]:
    """The payments as they were entered, and their totals by currency and in euro."""
    in_euro_by_id = {one.row_id: one for one in cash.transfers}
    base = f"/projects/{visit.project.code}/rows/payment"
    shown = [
        _payment(
            row, in_euro_by_id.get(row["id"]), cash.frame.period, visit, f"{base}/{row['id']}" if may_change else None
        )
        for row in cash.payments
    ]
    return {"rows": shown, "totals": totals(cash, visit.words)}


def _payment(row: Row, one: Transfer | None, period: str, visit: Visit, url: str | None) -> dict[str, Any]:
    words = visit.words
    due = expected_on(one, period) if one is not None else row["due_on"]
    waits = one is not None and (one.waited_for or one.owed)
    stands = one is not None and waits and due is None and one.stopped_on is not None and one.resumed_on is None
    late = bool(waits and due is not None and due < visit.today)
    return {
        "url": url,
        "number": row["number"],
        "kind": words.say(PAYMENT_KINDS[row["kind"]]),
        "package": row["package"],
        "requested": _amount(row, "requested_sum", words),
        "requested_on": words.day(row["requested_on"]) if row["requested_on"] else "",
        "due": words.day(due) if due and waits else "",
        "stopped": words.say(N_("the time stands still since {day}"), day=row["stopped_on"]) if stands else "",
        "due_guessed": bool(due and waits and row["due_on"] is None),
        "late": words.distance((due - visit.today).days) if late and due else "",
        "received": _amount(row, "received_sum", words, back=row["kind"] in PAID_BACK),
        "received_on": words.day(row["received_on"]) if row["received_on"] else "",
        "cleared": _amount(row, "cleared", words),
    }


def _amount(row: Row, name: str, words: Wording, *, back: bool = False) -> str:
    cents = row[f"{name}_cents"]
    if cents is None:
        return ""
    return words.amount(Money(-cents if back else cents, row["currency"]))


def totals(cash: Cash, words: Wording) -> list[dict[str, str]]:
    """A row for each currency, and one in euro where there is more than the euro: the sum of the payments converted."""
    by_currency: dict[str, list[Row]] = {}
    for row in cash.payments:
        by_currency.setdefault(row["currency"], []).append(row)
    shown = [
        _total(words.say(N_("Total, {currency}"), currency=currency), _summed(found, currency), words)
        for currency, found in sorted(by_currency.items())
    ]
    if set(by_currency) - {"EUR"}:
        known = [row for row in cash.payments if in_euro(Money(0, row["currency"])) is not None]
        shown.append(_total(words.say(N_("Total in euro")), _summed(known, "EUR"), words))
    return shown


def _summed(found: list[Row], currency: str) -> list[Money]:
    sums = []
    for name in _SUMS:
        back = name == "received_sum"
        cents = [
            (-1 if back and row["kind"] in PAID_BACK else 1) * (row[f"{name}_cents"] or 0)
            if row["currency"] == currency
            else _in_euro(row, name, -1 if back and row["kind"] in PAID_BACK else 1)
            for row in found
        ]
        sums.append(Money(sum(cents), currency))
    return sums


def _in_euro(row: Row, name: str, sign: int) -> int:
    euro = in_euro(Money(row[f"{name}_cents"] or 0, row["currency"]))
    return sign * euro.minor if euro else 0


def _total(label: str, sums: list[Money], words: Wording) -> dict[str, str]:
    return {"label": label} | {name: words.amount(sum_) for name, sum_ in zip(_SUMS, sums, strict=True)}


def clearing(cash: Cash, claim: Money | None, words: Wording) -> dict[str, Any] | None:
    """What the next claim would clear of the advance by either method; None where nothing is left to clear."""
    balance = advance_balance(cash.transfers)
    if balance.left <= 0 or cash.frame.grant <= 0:
        return None
    before = sum(
        (one.requested or 0) + (one.cleared or 0)
        for one in cash.transfers
        if one.kind in {PaymentKind.INTERIM, PaymentKind.FINAL}
    )
    rows: list[dict[str, str]] = []
    if claim is not None:
        ways = (
            (
                N_("pro rata with each claim"),
                cleared_pro_rata(claim.minor, balance.received, cash.frame.grant, balance.left),
            ),
            (N_("in the last claims"), cleared_in_last_claims(claim.minor, cash.frame.grant, before, balance.left)),
        )
        rows = [
            {
                "way": words.say(label),
                "cleared": words.amount(_euro(cents)),
                "asked": words.amount(claim - _euro(cents)),
                "left": words.amount(_euro(balance.left - cents)),
            }
            for label, cents in ways
        ]
    return {"left": words.amount(_euro(balance.left)), "rows": rows}


def payments_context(cash: Cash, visit: Visit, *, may_change: bool) -> dict[str, Any]:
    """Everything the page shows but the calculation of a clearance."""
    words = visit.words
    left_out = [words.amount(money) for money in cash.left_out]
    return {
        "figures": figures(cash, words) if cash.payments or cash.months else [],
        **table(cash, visit, may_change=may_change),
        "picture": cash_picture(cash.months, words),
        "gap": gap_said(cash.months, words),
        "found": [
            {"level": "warning", "sentence": words.say(one.sentence, **one.facts),
             "row": words.say(N_("Payment {number}"), number=one.number) if one.number else "",
             "url": f"/projects/{visit.project.code}/rows/payment/{one.row_id}" if one.row_id and may_change else None}
            for one in cash.issues
        ],
        "left_out": words.list(left_out) if left_out else "",
        "unknown": words.list(list(cash.unknown)) if cash.unknown else "",
        "may_add": may_change,
    }  # fmt: skip
