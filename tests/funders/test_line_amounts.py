"""Which lines of a budget count for themselves („кои редове носят сумата“): each amount of it once."""

import pytest

from grants.funders.ground import leaves
from grants.funders.line_amounts import own_amounts
from grants.values.money import total
from tests.reports.grounds import eur, line

TREES = [
    ({"1": None, "1.1": "10", "1.2": "20"}, ["1.1", "1.2"], "30"),
    ({"1": "30", "1.1": "10", "1.2": "20"}, ["1.1", "1.2"], "30"),
    ({"1": "30", "1.1.1": "30"}, ["1.1.1"], "30"),  # nothing is numbered 1.1
    ({"1": None, "1.1.1": "30", "1.1.2": None}, ["1.1.1", "1.1.2"], "30"),
    ({"1": "30", "1.1": None, "1.2": None}, ["1", "1.1", "1.2"], "30"),  # its lines do not divide it
    ({"1": "30", "1.1": "30", "1.1.1": None}, ["1.1", "1.1.1"], "30"),
    ({"1": "30", "1.1": None, "1.1.1": "12"}, ["1.1.1"], "12"),
    ({"1": "5", "12": "7", "12.1": "7"}, ["1", "12.1"], "12"),
    ({}, [], "0"),
]


@pytest.mark.parametrize(("tree", "found", "whole"), TREES)
def test_it_counts_every_amount_of_a_budget_once(tree, found, whole):
    lines = [line(number, amount) for number, amount in tree.items()]
    assert [one.number for one in leaves(lines)] == found
    amounts = own_amounts(lines, "EUR")
    assert total([one for one in amounts.values() if one is not None], "EUR") == eur(whole)
