"""What a form that knows one money and only budget lines asks of a report („всеки разход на ред“)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from grants.funders.expenses import EDITIONS
from grants.funders.format import CurrencyRule
from grants.funders.ground import Earlier
from grants.reports.grounded import figures_of
from grants.reports.rules import objections
from grants.values.money import Money
from tests.reports.grounds import entry, eur, ground, line

ASKING = replace(EDITIONS[-1], checks=("a_line_for_each_expense", "an_amount_in_the_reports_money"))
ONE = line("1.1", "100")


def told(of, into: str = "EUR") -> list[tuple[str, dict[str, object]]]:
    form = replace(ASKING, currency=CurrencyRule(into=into))
    return [(one.sentence.split(" ")[0], dict(one.facts)) for one in objections(form, figures_of(of), ground=of)]


def earlier(currency: str, euro: Money | None) -> Earlier:
    zero, amount = Money.zero(currency), Money.of("60.00", currency)
    return Earlier(1, None, "none", "actual", amount, zero, zero, zero, zero, zero, zero, euro, euro)


def test_it_takes_what_stands_on_a_line_in_its_money_or_has_a_rate():
    entries = [
        entry(1, "10.00", ONE),
        entry(2, "19.56", ONE, currency="BGN"),
        entry(3, "110.00", ONE, currency="USD", euro=eur("100.00"), per_euro=Decimal("1.1")),
    ]
    entries[1] = entries[1].but(euro=eur("10.00"))
    assert told(ground([ONE], entries, earlier=(earlier("RSD", eur("0.51")),))) == []


def test_it_names_the_expense_on_no_line_and_the_currency_without_a_rate():
    found = told(ground([ONE], [entry(1, "10.00"), entry(2, "5.00", ONE, currency="RSD")]))
    assert [(facts.get("number"), facts.get("currency")) for _, facts in found] == [("1", None), ("2", "RSD")]


def test_it_holds_a_form_in_dollars_to_dollars():
    dollars = replace(ONE, amount=Money.of("100", "USD"), currency="USD")
    paid = [entry(1, "10.00", dollars, currency="USD"), entry(2, "10.00", dollars)]
    found = told(ground([dollars], paid, earlier=(earlier("USD", None), earlier("BGN", eur("30.68")))), "USD")
    assert [(facts["currency"], facts["into"]) for _, facts in found] == [("EUR", "USD"), ("BGN", "USD")]
    assert len(told(ground([ONE], []), "USD")) == 1


def test_it_counts_the_expenses_of_a_currency_and_names_the_first():
    found = told(ground([ONE], [entry(at, "5.00", ONE, currency="RSD") for at in (7, 8, 9)]))
    assert [(facts["number"], facts["count"], facts["document_id"]) for _, facts in found] == [("7", 3, 7)]


@pytest.mark.parametrize(("part", "euro"), [("60.00", "0.51"), ("30.00", "0.26"), ("-30.00", "-0.26"), ("0.00", "0")])
def test_it_takes_of_a_sum_at_several_rates_the_same_share(part, euro):
    assert earlier("RSD", eur("0.51")).part_in(Money.of(part, "RSD"), "EUR") == eur(euro)


def test_it_takes_a_part_at_the_rate_of_the_whole():
    paid = entry(1, "110.00", ONE, currency="USD", euro=eur("100.00"), per_euro=Decimal("1.1"))
    assert paid.part_in(Money.of("11.00", "USD"), "EUR") == eur("10.00")
    assert paid.part_in(Money.of("11.00", "USD"), "USD") == Money.of("11.00", "USD")
    assert entry(2, "5.00", ONE, currency="RSD").part_in(Money.of("5.00", "RSD"), "EUR") is None
