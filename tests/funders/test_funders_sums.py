"""The worked examples of the other funders' forms, to the cent: PRAG, the model grant agreement, SF-425, EEA, ESF."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.funders import eea, isun_sums, model_grant, prag, sf425, simplified
from grants.values.money import Money, total
from tests.properties import pure


def euro(text: str) -> Money:
    return Money.of(text, "EUR")


def usd(text: str) -> Money:
    return Money.of(text, "USD")


# --- PRAG, §1.7 ---------------------------------------------------------------------------------------------------


def test_it_says_how_far_a_prag_line_is_from_its_budget():
    assert prag.variation(euro("9122.12"), euro("18000.00")) == (euro("-8877.88"), Decimal("-49.32"))
    assert prag.variation(euro("5.00"), euro("0")) == (euro("5.00"), None)


@pytest.mark.parametrize(("moved", "too_far"), [("250.00", False), ("250.01", True), ("-250.01", True)])
def test_it_holds_moves_of_a_heading_to_the_limit(moved, too_far):
    assert prag.moved_too_far(euro(moved), euro("1000.00"), Decimal(25)) is too_far


# --- model grant agreement, §2.3, 2.5 and 2.8 ---------------------------------------------------------------------


def test_it_adds_a_quarter_of_what_counts_as_the_commission_does():
    costs = [euro("100000.00"), euro("20000.00"), euro("10000.00")]
    indirect = model_grant.indirect_costs(total(costs, "EUR"), euro("20000.00"), Decimal(25))
    assert indirect == euro("27500.00")
    assert total([*costs, indirect], "EUR") == euro("157500.00")


def test_it_adds_seven_per_cent_less_volunteers():
    staff, volunteers = euro("35300.00"), euro("47") * 100
    purchases = total((euro("3210.50"), euro("1200.00"), euro("2589.50")), "EUR")
    direct = total((staff, volunteers, euro("6000.00"), purchases, euro("10000.00")), "EUR")
    assert direct - volunteers == euro("58300.00")
    indirect = model_grant.indirect_costs(direct, volunteers, Decimal(7))
    costs = direct + indirect
    assert (indirect, costs) == (euro("4081.00"), euro("67081.00"))
    contribution = model_grant.most_contribution(costs, Decimal(90))
    assert contribution == euro("60372.90")
    assert costs - volunteers == euro("62381.00")
    assert model_grant.volunteers_within(contribution, costs, volunteers)
    assert not model_grant.volunteers_within(euro("62381.01"), costs, volunteers)
    assert not model_grant.volunteers_within(euro("1.00"), euro("100.00"), euro("50.01"))
    assert model_grant.needs_table_of_purchases(purchases, staff + volunteers)
    assert not model_grant.needs_table_of_purchases(euro("6000.00"), staff + volunteers)


def test_it_takes_a_profit_back_by_the_commissions_rounded_share():
    none = euro("0")
    final = model_grant.final_grant(euro("1700000"), Decimal(70), euro("1000000"), euro("800000"), none)
    assert (final.by_rate, final.capped, final.profit) == (euro("1190000"), euro("1000000"), euro("100000"))
    assert (final.deducted, final.grant) == (euro("58820.00"), euro("941180.00"))
    assert final.share == Decimal("58.82")
    without = model_grant.final_grant(euro("100.00"), Decimal(90), euro("200.00"), euro("5.00"), none)
    assert (without.profit, without.grant) == (euro("0"), euro("90.00"))
    nothing = model_grant.final_grant(none, Decimal(90), euro("200.00"), euro("5.00"), none)
    assert (nothing.profit, nothing.share, nothing.deducted) == (euro("5.00"), None, none)
    volunteers = model_grant.final_grant(euro("100.00"), Decimal(90), None, none, euro("20.00"))
    assert (volunteers.by_rate, volunteers.grant) == (euro("80.00"), euro("80.00"))


@pytest.mark.parametrize(
    ("requested", "paid", "left", "payment"),
    [
        ("40000", "30000", "60000.00", "40000.00"),
        ("60000.01", "30000", "60000.00", "60000.00"),
        ("1", "90000", "0.00", "0.00"),
        ("1", "95000", "0.00", "0.00"),
    ],
)
def test_it_pays_before_the_balance_no_more_than_the_ceiling(requested, paid, left, payment):
    ceiling = model_grant.interim_ceiling(euro("100000"), Decimal(90))
    found = model_grant.InterimPayment(euro(requested), euro(paid), ceiling)
    assert (ceiling, found.room, found.payment) == (euro("90000"), euro(left), euro(payment))


def test_a_ceiling_is_taken_down_to_the_cent_and_one_that_is_not_known_caps_nothing():
    assert model_grant.interim_ceiling(euro("100.01"), Decimal(90)) == euro("90.00")
    assert model_grant.InterimPayment(euro("5"), euro("0"), None).payment == euro("5")


@pytest.mark.parametrize(
    ("requested", "paid"), [("429999.99", "429999.99"), ("430000.00", "429999.00"), ("500000.00", "429999.00")]
)
def test_it_pays_without_a_certificate_a_euro_less_than_the_threshold(requested, paid):
    assert model_grant.without_certificate(euro(requested), euro("430000.00")) == euro(paid)


# --- SF-425, §3.5 -------------------------------------------------------------------------------------------------

AWARDS = """18000 12600 12600; 22000 22000 20150.40; 15000 9000 8740.25; 20000 20000 19980; 12500 6250 5100.10;
25000 17500 16333.33; 18500 18500 18500; 16000 8000 7420.65; 21000 14700 14002.20; 14000 14000 13650;
19500 9750 9120.75; 17500 12250 11999.99; 16000 8000 7655.28"""


def test_it_fills_box_ten_from_thirteen_sub_grants():
    awards = [sf425.SubAward(*(usd(figure) for figure in line.split())) for line in AWARDS.split(";")]
    sums = sf425.together(awards)
    assert len(awards) == 13
    assert (sums.amount, sums.advanced, sums.expended) == (usd("235000.00"), usd("172550.00"), usd("165252.95"))
    assert (sums.unliquidated, sums.outstanding) == (usd("69747.05"), usd("7297.05"))
    box = sf425.Box10(
        a=usd("300000.00"),
        b=sums.advanced + usd("114862.35"),
        d=usd("450000.00"),
        e=sums.expended + usd("116697.15"),
        f=sums.unliquidated,
        i=usd("90000.00"),
        j=usd("61240.75"),
        l=usd("0"),
        m=usd("0"),
        n=usd("0"),
    )
    assert (box.b, box.c, box.e) == (usd("287412.35"), usd("12587.65"), usd("281950.10"))
    assert (box.g, box.h, box.k, box.o) == (usd("351697.15"), usd("98302.85"), usd("28759.25"), usd("0"))


@pytest.mark.parametrize(("m", "n", "left"), [("4.00", "0", "6.00"), ("0", "3.00", "7.00"), ("0", "0", "10.00")])
def test_it_expends_program_income_one_way_only(m, n, left):
    typed = dict.fromkeys("abdefij", usd("0")) | {"l": usd("10.00"), "m": usd(m), "n": usd(n)}
    assert sf425.Box10(**typed).o == usd(left)
    with pytest.raises(ValueError, match="not by both"):
        sf425.Box10(**(typed | {"m": usd("1.00"), "n": usd("1.00")}))


def test_it_charges_the_awards_own_indirect_rate():
    assert sf425.indirect_charged(usd("1234.55"), Decimal(10)) == usd("123.46")


# --- EEA, §4; papers before 2014, §5 ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cash", "carried", "offset", "left", "claimed"),
    [
        ("40000.00", "0", "8000.00", "0", "28900.00"),
        ("5000.00", "0", "5000.00", "3000.00", "1700.00"),
        ("40000.00", "3000.00", "11000.00", "0", "26350.00"),
        ("-5.00", "0", "0", "8000.00", "1695.75"),
    ],
)
def test_it_offsets_the_advance_and_carries_what_the_cash_does_not_cover(cash, carried, offset, left, claimed):
    claim = eea.interim_claim(euro(cash), euro("2000.00"), euro("8000.00"), euro(carried), Decimal(85))
    assert claim.eligible == euro(cash) + euro("2000.00")
    assert (claim.offset, claim.carried, claim.claimed) == (euro(offset), euro(left), euro(claimed))


# --- simplified cost options, §6.5 and the rules of ESF+ ----------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "per_cent", "rounding", "amount"),
    [
        ("12345.67", 40, "toward_zero", "4938.26"),
        ("12345.67", 40, "half_up", "4938.27"),
        ("12345.67", 15, "toward_zero", "1851.85"),
        ("20346.00", 7, "toward_zero", "1424.22"),
        ("8000.33", 20, "toward_zero", "1600.06"),
        ("120000.00", 7, "toward_zero", "8400.00"),
        ("50000.00", 15, "toward_zero", "7500.00"),
        ("120000.00", 20, "toward_zero", "24000.00"),
        ("50000.00", 40, "toward_zero", "20000.00"),
    ],
)
def test_it_takes_simplified_rates_of_what_was_accepted(base, per_cent, rounding, amount):
    assert simplified.flat(euro(base), Decimal(per_cent), rounding) == euro(amount)


def test_it_lets_a_flat_rate_fall_with_its_base():
    fallen = simplified.flat(euro("49000.00"), Decimal(40)) - simplified.flat(euro("50000.00"), Decimal(40))
    assert fallen == euro("-400.00")


@pytest.mark.parametrize(("whole", "compulsory"), [("200000.00", True), ("200000.01", False), ("0", False)])
def test_it_asks_for_simplified_options_up_to_two_hundred_thousand(whole, compulsory):
    assert simplified.must_be_simplified(euro(whole)) is compulsory


# --- ИСУН, §8.4 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grant", "eu", "national", "share", "parts"),
    [
        ("34381.28", "57157.34", "10086.59", "0.1500", ("29224.09", "5157.19")),
        ("100.03", "2", "1", "0.3333", ("66.69", "33.34")),
        ("-100.03", "2", "1", "0.3333", ("-66.69", "-33.34")),
        ("0.01", "0", "0", "0.5000", ("0.00", "0.01")),
    ],
)
def test_it_splits_a_grant_as_isun_does(grant, eu, national, share, parts):
    assert isun_sums.national_share(Decimal(eu), Decimal(national)) == Decimal(share)
    assert isun_sums.grant_split(euro(grant), Decimal(eu), Decimal(national)) == tuple(euro(part) for part in parts)


@pytest.mark.parametrize(
    ("contract", "so_far", "left"),
    [("300.00", "100.00", ("200.00", "66.67")), ("300.00", "300.00", ("0", "0")), ("300.00", "400.00", ("-100", "0"))],
)
def test_it_says_what_a_contract_leaves(contract, so_far, left):
    assert isun_sums.residue(euro(contract), euro(so_far)) == (euro(left[0]), Decimal(left[1]))


def test_it_adds_a_period_to_what_was_approved_before():
    assert isun_sums.cumulative(euro("12.30"), euro("0.07")) == euro("12.37")


@pytest.mark.property
@pure
@given(st.integers(-(10**12), 10**12), st.integers(0, 10**10), st.integers(0, 10**10))
def test_it_never_loses_a_cent_between_the_eu_and_the_nation(grant, eu, national):
    parts = isun_sums.grant_split(Money(grant, "BGN"), eu, national)
    assert total(parts, "BGN").minor == grant
