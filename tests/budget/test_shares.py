"""Whose money a sum is, to the cent, by the rule of the contract."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.budget.kinds import ShareRule, SourceKind
from grants.budget.shares import (
    SHARES_LONG,
    SHARES_SHORT,
    Parts,
    Weight,
    divided,
    proposed_parts,
    share_objection,
    weights_of,
)
from grants.funders.interreg import fund_share, partner_contribution
from grants.funders.isun_sums import grant_split
from grants.values.money import Money, total
from tests.properties import pure

RULES = list(ShareRule)


def euro(text: str) -> Money:
    return Money.of(text, "EUR")


def weights(said: str) -> list[Weight]:
    """ "eu 85, own 15": the weights of a contract's sources."""
    return [Weight(kind, Decimal(weight)) for kind, weight in (one.split() for one in said.split(", "))]


@pytest.mark.parametrize(
    ("whole", "said", "rule", "parts"),
    [
        ("34381.28", "eu 85, national 15", ShareRule.LARGEST_REMAINDER, "29224.09 5157.19"),
        ("100.03", "eu 2, national 1", ShareRule.LARGEST_REMAINDER, "66.69 33.34"),
        ("10000.00", "eu 2, national 1", ShareRule.LARGEST_REMAINDER, "6666.67 3333.33"),
        ("10000.00", "eu 2, national 1", ShareRule.ISUN, "6667.00 3333.00"),
        ("10000.00", "national 1, eu 2", ShareRule.ISUN, "3333.00 6667.00"),
        ("10000.00", "eu 85, own 15", ShareRule.ISUN, "8500.00 1500.00"),
        ("20000.00", "eu 2, national 1, own 3", ShareRule.ISUN, "6667.00 3333.00 10000.00"),
        ("10.00", "eu 0, national 0, own 1", ShareRule.ISUN, "0.00 0.00 10.00"),
        ("51234.56", "eu 80, own 20", ShareRule.INTERREG, "40987.64 10246.92"),
        ("33333.33", "eu 79.99, national 10.01, own 10", ShareRule.INTERREG, "26663.33 3336.66 3333.34"),
        ("0.01", "own 20, eu 80", ShareRule.INTERREG, "0.01 0.00"),
        ("0.03", "eu 1, own 1, third_party 1", ShareRule.INTERREG, "0.01 0.01 0.01"),
        ("100.00", "eu 1, national 2", ShareRule.INTERREG, "33.33 66.67"),
    ],
)
def test_it_divides_a_sum_by_the_rule_of_the_contract(whole, said, rule, parts):
    assert [part.plain for part in divided(euro(whole), weights(said), rule)] == parts.split()


def test_it_proposes_whose_money_a_claim_is():
    said = weights("eu 70, national 15, donor 5, own 4, in_kind 3, third_party 3")
    assert proposed_parts(euro("100.00"), said) == Parts(euro("90.00"), euro("4.00"), euro("3.00"), euro("3.00"))
    assert proposed_parts(euro("7.00"), []) == Parts(euro("7.00"), euro("0"), euro("0"), euro("0"))
    assert proposed_parts(euro("7.00"), weights("own 0")).grant == euro("7.00")


def source(kind: str, cents: int | None, share: str | None, currency: str = "EUR") -> dict[str, object]:
    return {"kind": kind, "amount_cents": cents, "currency": currency, "share": share and Decimal(share)}


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        ([source("eu", 8500, "80"), source("own", 1500, "20")], [8500, 1500]),
        ([source("eu", 8500, "80"), source("own", None, "20")], [80, 20]),
        ([source("eu", 8500, "80"), source("own", 1500, "20", "BGN")], [80, 20]),
        ([source("eu", 8500, None), source("own", None, "20")], []),
        ([], []),
    ],
)
def test_it_weighs_sources_by_amounts_where_all_are_known_else_by_shares(sources, found):
    assert [one.weight for one in weights_of(sources)] == found


@pytest.mark.parametrize(
    ("shares", "sentence", "apart"),
    [
        ("85 14.99", SHARES_SHORT, "0.01"),
        ("85 15.0001", SHARES_LONG, "0.0001"),
        ("", SHARES_SHORT, "100"),
        ("33.3333 33.3333 33.3334", None, None),
    ],
)
def test_it_says_exactly_by_how_much_shares_are_broken(shares, sentence, apart):
    said = share_objection(Decimal(one) for one in shares.split())
    assert [(one.sentence, one.facts["apart"], one.place) for one in said] == (
        [(sentence, Decimal(apart), "share")] if sentence else []
    )


kinds = st.lists(st.sampled_from(list(SourceKind)), min_size=1, max_size=6, unique=True)


@pytest.mark.property
@pure
@given(st.integers(-(10**12), 10**12), kinds, st.lists(st.integers(0, 10**6), min_size=6, max_size=6).filter(all))
def test_it_always_makes_the_whole_and_keeps_each_share_near_the_exact_one(cents, named, heavy):
    said = [Weight(kind, weight) for kind, weight in zip(named, heavy, strict=False)]
    whole = Money(cents, "BGN")
    together = sum(one.weight for one in said)
    for rule in RULES:
        parts = divided(whole, said, rule)
        assert total(parts, "BGN") == whole
        proposal = proposed_parts(whole, said, rule)
        assert proposal.whole == whole
        for one, part in zip(said, parts, strict=True):
            # A cent of rounding; of ИСУН half of the fourth decimal of the share; of Interreg a cent for each fund.
            allowed = {"largest_remainder": 1, "isun": 2 + abs(cents) * Fraction(1, 20000), "interreg": len(said)}
            assert abs(part.minor - Fraction(cents * int(one.weight), int(together))) <= allowed[rule]


@pytest.mark.property
@pure
@given(st.integers(0, 10**12), st.integers(0, 10**9), st.integers(1, 10**9))
def test_it_agrees_with_the_funders_own_arithmetic(cents, eu, other):
    whole, beside = Money(cents, "EUR"), [Weight(SourceKind.EU, eu), Weight(SourceKind.NATIONAL, other)]
    assert divided(whole, beside, ShareRule.ISUN) == grant_split(whole, eu, other)
    contributed = [Weight(SourceKind.EU, 80), Weight(SourceKind.OWN, 20)]
    fund = fund_share(whole, Decimal(80))
    assert divided(whole, contributed, ShareRule.INTERREG) == (fund, partner_contribution(whole, [fund]))


@pytest.mark.property
@pure
@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_it_makes_the_gross_of_net_and_lost(net, lost):
    """What is cut off a claim takes from each of its parts what their shares say, and what is left is the rest."""
    said = weights("eu 85, national 10, own 5")
    gross, cut = (proposed_parts(Money(cents, "EUR"), said) for cents in (net + lost, lost))
    assert gross.whole - cut.whole == Money(net, "EUR")
