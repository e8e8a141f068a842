"""A budget agreed in leva goes on after the euro came: what is paid in euro counts in it at the fixed rate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.values.money import MixedCurrencies, Money, in_euro, in_lev
from tests.cast import CODE, row
from tests.properties import pure


@pytest.mark.anyio
async def test_it_counts_what_was_paid_in_euro_against_a_line_in_leva(browser, small_world):
    project = small_world.project
    await row(project, "line", "1.1", title_bg="Печат", amount="1 000", currency="BGN", partner="1")
    for number, amount, currency in (("1", "100", "BGN"), ("2", "200", "EUR")):
        paper = {"kind": "invoice", "paper_number": f"77{number}", "issued": "10.01.2026", "currency": currency}
        await row(project, "document", number, net=amount, partner="1", **paper)
        claim = {"document": number, "line": "1.1", "partner": "1", "amount": amount, "currency": currency}
        await row(project, "expense", number, description_bg="Печат", state="verified", **claim)
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/projects/{CODE}/budget")
    assert "491,17" in page  # 100 лв. and 200 € at 1.95583
    assert "508,83" in page  # what is left


@pytest.mark.parametrize(("euro", "lev"), [(100, 196), (20000, 39117), (-20000, -39117), (0, 0), (5113, 10000)])
def test_it_says_euro_in_leva_to_the_stotinka(euro, lev):
    assert in_lev(Money(euro, "EUR")) == Money(lev, "BGN")


def test_it_takes_nothing_but_euro():
    with pytest.raises(MixedCurrencies):
        in_lev(Money(100, "USD"))


@pure
@given(st.integers(-(10**12), 10**12))
def test_it_comes_back_to_the_same_euro(minor):
    assert in_euro(in_lev(Money(minor, "EUR"))) == Money(minor, "EUR")
