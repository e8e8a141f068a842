"""What a project owes the public, and what after its end: by its cost, its fund and its days."""

from __future__ import annotations

import pytest

from grants.projects.rules import DutyKind
from grants.projects.rules_publicity import (
    DutyFacts,
    Sign,
    Standing,
    duty_objections,
    proposed_duties,
    standing,
    visibility_of,
)
from grants.values.language import Text
from grants.values.money import Money
from tests.projects.test_reporting_periods import day

ESF, ERDF = ["BG05SFPR002-2.005-0123-C01"], ["BG16RFPR002-1.003-0001"]

SIGNS = [
    (ESF, "100000.00", Sign.POSTER, None),
    (ESF, "100000.01", Sign.PLAQUE, "100000"),
    (ERDF, "500000.00", Sign.POSTER, None),
    (ERDF, "500000.01", Sign.PLAQUE, "500000"),
    (ESF, "10000000.00", Sign.PLAQUE, "100000"),
    (ESF, "10000000.01", Sign.EVENT, "10000000"),
]


@pytest.mark.parametrize(("numbers", "cost", "sign", "above"), SIGNS)
def test_it_asks_for_a_poster_a_plaque_or_an_event_by_cost_and_fund(numbers, cost, sign, above):
    found = visibility_of(Money.of(cost, "EUR"), numbers)
    assert found is not None
    assert (found.sign, found.above) == (sign, above and Money.of(above, "EUR"))


def test_it_says_nothing_of_a_fund_or_a_cost_it_does_not_know():
    assert visibility_of(Money.of(5, "EUR"), ["usaid-2004"]) is None
    assert visibility_of(None, ESF) is None


def proposed(numbers, cost="50000", *, there=(), promise=None, start="15.1.2026", end="31.8.2027"):
    facts = DutyFacts(Money.of(cost, "EUR"), numbers, start and day(start), end and day(end), promise)
    return {one.kind.value: (one.due_on, one.until_on) for one in proposed_duties(facts, there)}


def test_it_proposes_publicity_from_the_start_and_results_after_the_end():
    soon, end = day("15.2.2026"), day("31.8.2027")
    assert proposed(ESF) == {
        "website": (soon, end),
        "social_media": (soon, end),
        "statement": (soon, end),
        "poster": (soon, end),
        "results": (day("29.2.2028"), None),
    }


PROPOSED = [
    ({"numbers": ESF, "cost": "100001"}, "website social_media statement plaque results"),
    ({"numbers": ESF, "cost": "10000001"}, "website social_media statement plaque event results"),
    ({"numbers": ERDF}, "website social_media statement poster sustainability"),
    ({"numbers": ESF, "promise": Text("Общината поема услугата")}, "website social_media statement poster results sustainability"),
    ({"numbers": ["BG05M9OP001-4.001-0080-C01"]}, "website statement poster results"),
    ({"numbers": ["BG051PO001-7.0.07-0104-C0001"]}, "statement"),
    ({"numbers": ESF, "there": {DutyKind.POSTER, DutyKind.RESULTS}}, "website social_media statement"),
    ({"numbers": ["usaid-2004"]}, ""),
    ({"numbers": ESF, "end": None}, "website social_media statement poster"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "kinds"), PROPOSED)
def test_it_proposes_what_is_not_there_yet(facts, kinds):
    assert list(proposed(**facts)) == kinds.split()


def test_it_keeps_what_an_investing_fund_paid_for_five_years():
    assert proposed(ERDF)["sustainability"] == (day("1.9.2027"), day("31.8.2032"))


STANDS = [
    (None, None, False, Standing.AHEAD),
    (None, "22.11.2026", False, Standing.AHEAD),
    (None, "21.11.2026", True, Standing.LATE),
    ("1.11.2026", "21.11.2026", True, Standing.DONE),
    ("1.11.2026", None, False, Standing.UNPROVEN),
    ("23.11.2026", "21.11.2026", True, Standing.LATE),  # it says it will be done tomorrow
]


@pytest.mark.parametrize(("done", "due", "proven", "expected"), STANDS)
def test_it_lets_nothing_pass_for_done_without_evidence(done, due, proven, expected):
    assert standing(done and day(done), due and day(due), proven=proven, today=day("22.11.2026")) is expected


def test_it_objects_to_a_duty_that_ends_before_it_begins():
    assert [one.place for one in duty_objections({"due_on": day("2.1.2026"), "until_on": day("1.1.2026")})] == ["until"]
    assert duty_objections({"due_on": day("1.1.2026"), "until_on": None}) == []
