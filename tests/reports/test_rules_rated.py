"""Each expense is held against the rate that the report's rule gives for its day („курс“), and named where it is at another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from grants.budget.kinds import BookedRate
from grants.funders.ground import Reported
from grants.funders.registry import format_named
from grants.rates.rules import RateSeen, exact, mean_of_months
from grants.reports.rules_rated import ONE_APART, SOME_APART, rates_apart, rule_asked
from tests.reports.grounds import ABROAD, entry, eur, ground, line

D = Decimal
MGA, PRAG, OLD_PRAG, OWN, INTERREG = (
    format_named("eu-mga"),
    format_named("prag"),
    format_named("prag", "2012-01"),
    format_named("expenses-period"),
    format_named("interreg-partner"),
)
WORKS = line("1", "100000")


def inforeuro(number, month, rate, source="inforeuro"):
    first = date(2026, month, 1)
    last = date(2026, month, 28) if source == "inforeuro" else first
    return RateSeen(number, source, "RON", first, last, D(rate))


SUMMER = [inforeuro(1, 7, "4.9700"), inforeuro(2, 8, "4.9800"), inforeuro(3, 9, "4.9855"), inforeuro(4, 4, "5.0")]
SPRING = Reported(1, "1", date(2026, 4, 1), date(2026, 4, 30))
MEAN = exact(mean_of_months(SUMMER, "RON", date(2026, 7, 1), date(2026, 9, 30)).per_euro)  # type: ignore[union-attr]


def ron(number, per_euro, day=date(2026, 8, 3), **told):
    amounts = {"currency": "RON", "euro": eur("20"), "per_euro": D(per_euro) if per_euro else None}
    return entry(number, "100", WORKS, partner_id=ABROAD.id, paid_on=day, **amounts, **told)


def of(*entries, **told):
    return ground([WORKS], entries, reported=(SPRING,), **told)


def apart(format_, *entries, rates=SUMMER, **told):
    return [
        (one.facts["number"], one.facts["count"], str(one.facts["rate"]), str(one.facts["asked"]))
        for one in rates_apart(format_, of(*entries, **told), rates)
    ]


@pytest.mark.parametrize(
    ("format_", "named", "rule"),
    [
        (MGA, "none", "day_mean"),
        (MGA, "inforeuro_mean", "inforeuro_mean"),
        (MGA, "day", "day_mean"),
        (OLD_PRAG, "day", "inforeuro_mean"),
        (PRAG, "tranche", "tranche"),  # the newer form leaves it to the contract
        (OWN, "inforeuro_month", "inforeuro_month"),
        (OWN, "none", "none"),
        (INTERREG, "day", "inforeuro_submission"),
    ],
)
def test_the_rule_is_the_forms_else_the_contracts(format_, named, rule):
    assert rule_asked(format_, of(booked_rate=named)) is BookedRate(rule)


@pytest.mark.parametrize(
    ("format_", "named", "entries", "found"),
    [
        (OLD_PRAG, "none", [ron(1, MEAN)], []),
        (OLD_PRAG, "none", [ron(1, "4.98")], [("1", 1, "4.98", "4.9785")]),
        (OLD_PRAG, "none", [ron(1, "4.98"), ron(2, MEAN), ron(3, "4.98")], [("1", 2, "4.98", "4.9785")]),
        (OLD_PRAG, "none", [ron(1, "5", date(2026, 4, 2), adjusts=1)], []),  # the mean of the period it adjusts
        (OLD_PRAG, "none", [ron(1, MEAN, date(2026, 4, 2), adjusts=1)], [("1", 1, "4.9785", "5")]),
        (OLD_PRAG, "none", [ron(1, "4.98", date(2026, 6, 30), late=True)], []),  # in no period of the report
        (OWN, "inforeuro_month", [ron(1, "4.98"), ron(2, "4.98", date(2026, 9, 5))], [("2", 1, "4.98", "4.9855")]),
        (OWN, "inforeuro_month", [ron(1, "4.98", date(2026, 5, 5))], []),  # that month's rate is not known
        (OWN, "none", [ron(1, "4.98")], []),
        (INTERREG, "none", [ron(1, "4.98")], []),  # the package tells of its month itself
        (MGA, "none", [ron(1, "4.98")], [("1", 1, "4.98", "4.9785")]),  # the ECB has nothing of it: InforEuro's mean
        (OLD_PRAG, "none", [ron(1, None)], []),
        (OLD_PRAG, "none", [entry(1, "100", WORKS), entry(2, "100", WORKS, currency="BGN", euro=eur("51.13"))], []),
    ],
)
def test_an_expense_at_another_rate_is_named_with_its_rate_and_the_rules(format_, named, entries, found):
    assert apart(format_, *entries, booked_rate=named) == found


def test_the_rate_of_a_tranche_is_told_only_to_who_sees_the_whole_projects_money():
    tranche = [inforeuro(9, 7, "4.95", "tranche")]
    assert apart(PRAG, ron(1, "4.98"), rates=tranche, booked_rate="tranche") == [("1", 1, "4.98", "4.95")]
    assert apart(PRAG, ron(1, "4.98"), rates=tranche, booked_rate="tranche", partners=(ABROAD,)) == []


def test_one_is_said_of_and_several_are_counted_with_the_first_day():
    first, second = ron(1, "4.98"), ron(2, "4.98", date(2026, 7, 9))
    [one] = rates_apart(OLD_PRAG, of(first), SUMMER)
    [some] = rates_apart(OLD_PRAG, of(first, second), SUMMER)
    assert (one.sentence, some.sentence) == (ONE_APART, SOME_APART)
    assert (one.facts["document_id"], some.facts["day"]) == (1, date(2026, 7, 9))
