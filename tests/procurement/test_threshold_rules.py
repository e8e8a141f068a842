"""Thresholds of procurement, to the cent and to the day (прагове)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from grants.procurement.rules import Law, Method, PurchaseKind
from grants.procurement.rules_thresholds import (
    PRESETS,
    Bought,
    Bound,
    By,
    asked_of,
    bounds_of,
    crossings,
    threshold_objections,
    weaker,
)
from grants.values.money import Money

BEFORE, AFTER = date(2025, 12, 31), date(2026, 1, 1)
SERVICES, WORKS, GOODS = PurchaseKind.SERVICES, PurchaseKind.WORKS, PurchaseKind.GOODS


def eur(amount):
    return Money.of(amount, "EUR")


def bgn(amount):
    return Money.of(amount, "BGN")


def bought(at, net, **told):
    facts: dict[str, Any] = {"day": AFTER, "supplier": "Печатница „Ситно“ ООД", "eik": "999003910"} | told
    return Bought(("supply", at), net if isinstance(net, Money) else eur(net), **facts)


@pytest.mark.parametrize(("value", "kind", "day", "needed"), [
    (bgn("29999.99"), SERVICES, BEFORE, None),
    (bgn("30000.00"), SERVICES, BEFORE, bgn("30000")),
    (bgn("30000.00"), GOODS, BEFORE, bgn("30000")),
    (bgn("49999.99"), WORKS, BEFORE, None),
    (bgn("50000.00"), WORKS, BEFORE, bgn("50000")),
    (eur("15338.75"), SERVICES, AFTER, None),
    (eur("15338.76"), SERVICES, AFTER, eur("15338.76")),
    (eur("25564.58"), WORKS, AFTER, None),
    (eur("25564.59"), WORKS, AFTER, eur("25564.59")),
    (eur("15338.76"), SERVICES, BEFORE, bgn("30000")),  # at the fixed rate
    (bgn("30000.00"), SERVICES, AFTER, eur("15338.76")),
    (eur("15338.76"), SERVICES, None, eur("15338.76")),  # without a day by what is in force until further notice
    (bgn("30000.00"), SERVICES, date(2015, 12, 31), None),
    (bgn("30000.00"), SERVICES, date(2016, 1, 1), bgn("30000")),
    (Money.of("30000", "USD"), SERVICES, AFTER, None),  # no fixed rate
])  # fmt: skip
def test_a_purchase_reaches_a_threshold_at_its_cent_and_on_its_day(value, kind, day, needed):
    found = asked_of(value, kind, Law.BENEFICIARY, day, PRESETS)
    assert (found.amount if found else None) == needed


def test_the_highest_threshold_reached_counts_and_only_of_the_same_law():
    low = Bound(Law.PUBLIC, SERVICES, Method.LOW_VALUE, AFTER, None, eur("10000"))
    high = replace(low, method=Method.PUBLIC_PROCUREMENT, amount=eur("40000"))
    bounds = (high, low, *PRESETS)
    assert asked_of(eur("39999.99"), SERVICES, Law.PUBLIC, AFTER, bounds) == low
    assert asked_of(eur("40000.00"), SERVICES, Law.PUBLIC, AFTER, bounds) == high
    assert asked_of(eur("40000.00"), SERVICES, Law.OTHER, AFTER, bounds) is None


@pytest.mark.parametrize(("method", "asked", "is_weaker"), [
    (Method.DIRECT, Method.MARKET_CHECK, True),
    (Method.THREE_OFFERS, Method.PUBLIC_INVITATION, True),
    (Method.PUBLIC_INVITATION, Method.PUBLIC_INVITATION, False),
    (Method.PUBLIC_PROCUREMENT, Method.PUBLIC_INVITATION, False),
    (Method.OTHER, Method.PUBLIC_INVITATION, False),  # nothing is known of it
    (None, Method.MARKET_CHECK, True),
])  # fmt: skip
def test_a_method_is_weaker_than_another(method, asked, is_weaker):
    assert weaker(method, asked) is is_weaker


ANOTHER = {"supplier": "Печатница „Едро“ ООД", "eik": "999005854"}


@pytest.mark.parametrize(("parts", "told"), [
    ([bought(1, "8000"), bought(2, "7338.75")], []),
    ([bought(1, "8000"), bought(2, "7338.76")], [(By.SUPPLIER, eur("15338.76"))]),
    ([bought(1, "15338.76"), bought(2, "1")], []),  # one alone reaches it: it is told by itself
    ([bought(1, "8000"), bought(1, "7338.76")], []),  # two contracts of one procedure are one purchase
    ([bought(1, "8000"), bought(2, "7338.76", kind=WORKS)], []),  # building is counted by itself
    ([bought(1, "8000"), bought(2, "7338.76", kind=GOODS)], [(By.SUPPLIER, eur("15338.76"))]),
    ([bought(1, "8000", kind=WORKS), bought(2, "17564.58", kind=WORKS)], []),
    ([bought(1, "8000", kind=WORKS), bought(2, "17564.59", kind=WORKS)], [(By.SUPPLIER, eur("25564.59"))]),
    ([bought(1, "8000"), bought(2, "7338.76", buyer=2)], []),  # another partner buys for itself
    ([bought(1, "8000"), bought(2, "7338.76", law=Law.PUBLIC)], []),
    ([bought(1, "8000"), bought(2, "7338.76", **ANOTHER)], []),
    ([bought(1, "8000", subject="79800000-2"), bought(2, "7338.76", subject="79800000-2 ", **ANOTHER)],
     [(By.SUBJECT, eur("15338.76"))]),
    ([bought(1, "8000", lines=frozenset({4, 5})), bought(2, "7338.76", lines=frozenset({5}), **ANOTHER)],
     [(By.LINE, eur("15338.76"))]),
    ([bought(1, "8000", lines=frozenset({5})), bought(2, "7338.76", lines=frozenset({5}))],
     [(By.SUPPLIER, eur("15338.76"))]),  # told once
    ([bought(1, "8000", supplier="„Ситно“", eik=""), bought(2, "7338.76", supplier="СИТНО", eik="")],
     [(By.SUPPLIER, eur("15338.76"))]),
    ([bought(1, bgn("15000"), day=BEFORE), bought(2, bgn("14999.99"), day=BEFORE)], []),
    ([bought(1, bgn("15000"), day=BEFORE), bought(2, bgn("15000"), day=BEFORE)], [(By.SUPPLIER, bgn("30000"))]),
    ([bought(1, bgn("15000"), day=BEFORE), bought(2, "7669.37")], []),  # 7 669.38 and 7 669.37 euro
    ([bought(1, bgn("15000"), day=BEFORE), bought(2, "7669.38")], [(By.SUPPLIER, eur("15338.76"))]),
    ([bought(1, "8000", method=Method.PUBLIC_INVITATION), bought(2, "7338.76", method=Method.THREE_OFFERS)],
     [(By.SUPPLIER, eur("15338.76"))]),
    ([bought(1, "8000", method=Method.PUBLIC_INVITATION), bought(2, "7338.76", method=Method.PUBLIC_INVITATION)], []),
    ([bought(1, "15338.76"), bought(2, "-1")], []),
])  # fmt: skip
def test_purchases_each_below_a_threshold_reach_it_together(parts, told):
    assert [(one.by, one.made) for one in crossings(parts, PRESETS)] == told


@pytest.mark.parametrize(("day", "since", "amount"), [
    (BEFORE, date(2016, 1, 1), bgn("30000")),
    (AFTER, date(2026, 1, 1), eur("15338.76")),
])  # fmt: skip
def test_the_threshold_of_the_latest_purchase_counts(day, since, amount):
    (found,) = crossings([bought(1, "8000", day=date(2025, 3, 3)), bought(2, "8000", day=day)], PRESETS)
    assert (found.bound.first_on, found.bound.amount) == (since, amount)


def test_what_is_entered_of_a_law_takes_the_place_of_what_is_proposed_of_it():
    row = {"law": "public", "kind": "works", "method": "low_value", "first_on": AFTER, "last_on": None,
           "amount_cents": 100, "currency": "EUR", "note": ""}  # fmt: skip
    assert bounds_of([]) == PRESETS
    assert len(bounds_of([row])) == 1 + len(PRESETS)
    assert [one.amount for one in bounds_of([row | {"law": "beneficiary"}])] == [eur("1")]


@pytest.mark.parametrize(("changed", "places"), [
    ({}, []),
    ({"amount_cents": 0}, ["amount"]),
    ({"last_on": date(2026, 12, 31)}, ["last"]),
    ({"last_on": date(2027, 1, 1)}, []),
    ({"first_on": date(2026, 6, 30)}, ["first"]),  # the other one ends on that day
    ({"first_on": date(2026, 6, 30), "kind": "goods"}, []),
])  # fmt: skip
def test_a_threshold_is_above_zero_ends_after_it_begins_and_is_the_only_one_of_its_days(changed, places):
    values = {"law": "beneficiary", "kind": "works", "method": "public_invitation", "first_on": date(2027, 1, 1),
              "last_on": None, "amount_cents": 100, "currency": "EUR"}  # fmt: skip
    other = values | {"first_on": AFTER, "last_on": date(2026, 6, 30)}
    assert [one.place for one in threshold_objections(values | changed, [other])] == places
