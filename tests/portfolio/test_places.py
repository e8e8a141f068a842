"""Places and parts in whole numbers are the rounded ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from grants.budget.forecast import Basis, forecast
from grants.portfolio.rules import SCALE, place, planned_by
from grants.values.days import ONE_DAY
from grants.values.money import Money, floored, half_up
from tests.properties import pure

CENTS = st.integers(-(10**12), 10**12)


@pure
@given(CENTS, st.integers(-5, 10**12))
def test_it_places_half_up_and_never_off_the_scale(part, whole):
    rounded = half_up(Decimal(part * SCALE) / Decimal(whole), 0) if part > 0 and whole > 0 else Decimal(0)
    assert place(part, whole) == min(SCALE, int(rounded))


@pure
@given(CENTS, st.integers(1, 60))
def test_it_plans_each_part_evenly_over_its_days_rounded_down(cents, days):
    first = date(2026, 1, 15)
    soon, *_, whole = planned_by([date(2026, 1, 1), date(2026, 5, 1)], [(cents, first, first + (days - 1) * ONE_DAY)])
    assert soon == floored(Decimal(cents * min(17, days)) / Decimal(days), 0)
    assert whole == cents


@pure
@given(CENTS, st.integers(0, 99))
def test_it_draws_on_a_pace_half_away_from_zero(spent, gone):
    first = date(2026, 1, 1)
    found = forecast(
        Money(0, "EUR"), Money(spent, "EUR"), Money(0, "EUR"), first, first + 99 * ONE_DAY, first + gone * ONE_DAY
    )
    assert found is not None
    if found.basis is Basis.PACE:
        assert found.at_end.minor == half_up(Decimal(spent * 100) / Decimal(gone + 1), 0)
