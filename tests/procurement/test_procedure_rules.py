"""What can't be kept of procedures, offers, contracts and subcontractors, and what comes next (процедури)."""

from datetime import date
from typing import Any

import pytest

from grants.procurement.rules_procedure import (
    contract_objections,
    decision_objections,
    next_of,
    of_another,
    offer_objections,
    part_objections,
    purchase_objections,
)
from grants.values.money import Money

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def places(objections):
    return [one.place for one in objections]


@pytest.mark.parametrize(("published", "offers", "decided", "estimate", "told"), [
    (MARCH, APRIL, MAY, 1, []),
    (MARCH, MARCH, MARCH, 0, []),
    (APRIL, MARCH, MAY, None, ["offers_until"]),
    (MARCH, MAY, APRIL, None, ["decided"]),
    (MAY, APRIL, MARCH, None, ["offers_until", "decided"]),
    (None, None, MARCH, None, []),
    (None, None, None, -1, ["estimate"]),
])  # fmt: skip
def test_a_procedure_s_days_follow_one_another(published, offers, decided, estimate, told):
    values = {"published_on": published, "offers_until_on": offers, "decided_on": decided, "estimate_cents": estimate}
    assert places(purchase_objections(values)) == told


@pytest.mark.parametrize(("decided", "told"), [(APRIL, []), (MAY, ["decided"]), (None, [])])
def test_a_choice_is_not_after_a_contract_that_came_of_it(decided, told):
    contracts: list[dict[str, Any]] = [{"number": "1", "signed_on": None}, {"number": "2", "signed_on": APRIL}]
    assert places(decision_objections({"decided_on": decided}, contracts)) == told


@pytest.mark.parametrize(("chosen", "there", "told"), [
    (True, [], []), (True, [False], []), (False, [True], []), (True, [False, True], ["chosen"]),
])  # fmt: skip
def test_one_offer_of_a_procedure_is_chosen(chosen, there, told):
    others = [{"chosen": one, "number": "7", "supplier_name": "„Ситно“"} for one in there]
    assert places(offer_objections({"chosen": chosen, "amount_cents": 1}, others)) == told


@pytest.mark.parametrize(("changed", "decided", "parts", "told"), [
    ({}, APRIL, ["60.00", "40.00"], []),
    ({}, APRIL, ["60.00", "40.01"], ["amount"]),
    ({"signed_on": date(2026, 3, 31)}, APRIL, [], ["signed"]),
    ({"signed_on": date(2026, 3, 31)}, None, [], []),
    ({"until_on": date(2026, 3, 31)}, None, [], ["until"]),
    ({"net_cents": 10_001}, None, [], ["net"]),
    ({"net_cents": 10_000}, None, [], []),
    ({"amount_cents": -1, "net_cents": None}, None, [], ["amount"]),
])  # fmt: skip
def test_a_contract_follows_the_choice_and_is_more_than_its_parts(changed, decided, parts, told):
    values = {
        "signed_on": APRIL,
        "until_on": MAY,
        "amount_cents": 10_000,
        "net_cents": 8333,
        "currency": "EUR",
    } | changed
    assert places(contract_objections(values, decided, [Money.of(one, "EUR") for one in parts])) == told


@pytest.mark.parametrize(("amount", "others", "whole", "told"), [
    ("40.00", [("60.00", "EUR")], ("100.00", "EUR"), []),
    ("40.01", [("60.00", "EUR")], ("100.00", "EUR"), ["amount"]),
    ("40.00", [("117.35", "BGN")], ("100.00", "EUR"), []),  # 60.00 euro
    ("40.00", [("117.36", "BGN")], ("100.00", "EUR"), ["amount"]),  # 60.01 euro
    ("40.00", [("600.00", "USD")], ("100.00", "EUR"), []),  # no fixed rate: nothing is said
    ("400.00", [], None, []),
])  # fmt: skip
def test_subcontractors_together_get_no_more_than_the_contract(amount, others, whole, told):
    values = {"amount_cents": Money.of(amount, "EUR").minor, "currency": "EUR"}
    others = [Money.of(*one) for one in others]
    assert places(part_objections(values, others, Money.of(*whole) if whole else None)) == told


@pytest.mark.parametrize(("name", "eik", "is_another"), [
    ("„Ситно“ ООД", "999003910", False),
    ("Друго име", "999003910", False),  # one EIK is one supplier
    ("„Ситно“ ООД", "999005854", True),
    ("СИТНО ООД", "", False),
    ("„Едро“ ООД", "", True),
    ("", "", False),  # not told yet
])  # fmt: skip
def test_a_contract_is_with_the_supplier_that_was_chosen(name, eik, is_another):
    offers = [{"chosen": True, "supplier_name": "„Ситно“ ООД", "supplier_eik": "999003910"},
              {"chosen": False, "supplier_name": "„Едро“ ООД", "supplier_eik": "999005854"}]  # fmt: skip
    found = of_another({"supplier_name": name, "supplier_eik": eik}, offers)
    assert (found is not None) is is_another
    assert of_another({"supplier_name": name, "supplier_eik": eik}, offers[1:]) is None


@pytest.mark.parametrize(("state", "today", "told"), [
    ("planned", MARCH, ("to be published on {day}", MARCH, False)),
    ("planned", APRIL, ("to be published on {day}", MARCH, True)),
    ("published", APRIL, ("offers until {day}", APRIL, False)),
    ("published", date(2026, 4, 2), ("offers ended on {day}: choose the supplier", APRIL, True)),
    ("chosen", APRIL, ("chosen on {day}: sign the contract", MAY, False)),
    ("contracted", MAY, ("contract until {day}", MAY, False)),
    ("contracted", date(2026, 5, 2), ("contract until {day}", MAY, True)),
    ("stopped", MARCH, None),
])  # fmt: skip
def test_it_says_what_comes_next(state, today, told):
    procedure = {"state": state, "published_on": MARCH, "offers_until_on": APRIL, "decided_on": MAY}
    contracts = [{"state": "signed", "until_on": MAY}, {"state": "finished", "until_on": date(2030, 1, 1)}]
    found = next_of(procedure, contracts, today)
    assert (found and (found.sentence, found.day, found.late)) == told
