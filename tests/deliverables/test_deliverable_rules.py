"""When a deliverable may be handed over, how late it is, in which lists it stands, and what is asked about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from grants.deliverables.rules import (
    BELOW_ZERO,
    FEWER,
    IN_THE_FUTURE,
    NEXT_STATES,
    NO_EVIDENCE,
    Delivery,
    days_late,
    delivery_objections,
    groups_of,
    may_become,
    questions,
)
from grants.values.entry import REQUIRED
from grants.workplan.rules import DeliverableState as S
from tests.cast import TODAY

ALLOWED = {
    (S.PLANNED, S.SUBMITTED),
    (S.SUBMITTED, S.ACCEPTED),
    (S.SUBMITTED, S.RETURNED),
    (S.RETURNED, S.SUBMITTED),
    (S.ACCEPTED, S.RETURNED),
}


@pytest.mark.parametrize("before", list(S))
@pytest.mark.parametrize("after", list(S))
def test_it_knows_which_state_may_follow_which(before, after):
    assert set(NEXT_STATES) == set(S)
    assert may_become(before.value, after) is ((before, after) in ALLOWED)


def told(state="planned", due=None, delivered=None, planned=None, quantity=None):
    day = {"due_on": due, "delivered_on": delivered}
    return {"state": state, "quantity": planned, "delivered_quantity": quantity, **day}


@pytest.mark.parametrize(
    ("planned", "delivered_on", "quantity", "wrong"),
    [
        (None, TODAY, None, []),
        (None, None, None, [(REQUIRED, "delivered")]),
        (None, date(2026, 11, 23), None, [(IN_THE_FUTURE, "delivered")]),
        (Decimal(1200), TODAY, Decimal(950), []),
        (Decimal(1200), TODAY, Decimal(0), []),
        (Decimal(1200), TODAY, None, [(REQUIRED, "delivered_quantity")]),
        (Decimal(1200), TODAY, Decimal("-0.5"), [(BELOW_ZERO, "delivered_quantity")]),
        (None, None, Decimal(-1), [(REQUIRED, "delivered"), (BELOW_ZERO, "delivered_quantity")]),
    ],
)
def test_it_asks_for_a_day_and_for_a_quantity_where_one_was_planned(planned, delivered_on, quantity, wrong):
    found = delivery_objections(told(planned=planned), Delivery(delivered_on, quantity=quantity), TODAY)
    assert [(one.sentence, one.place) for one in found] == wrong


@pytest.mark.parametrize(
    ("row", "files", "asked"),
    [
        (told("planned"), 0, ()),
        (told("returned"), 0, ()),
        (told("submitted"), 0, (NO_EVIDENCE,)),
        (told("submitted"), 1, ()),
        (told("accepted", planned=Decimal(1200), quantity=Decimal(950)), 2, (FEWER,)),
        (told("submitted", planned=Decimal(1200), quantity=Decimal(950)), 0, (NO_EVIDENCE, FEWER)),
        (told("submitted", planned=Decimal(1200), quantity=Decimal(1200)), 1, ()),
        (told("submitted", planned=Decimal(1200)), 1, ()),
    ],
)
def test_it_asks_about_missing_evidence_and_a_smaller_quantity(row, files, asked):
    assert questions(row, files) == asked


@pytest.mark.parametrize(
    ("state", "due", "delivered", "days", "groups"),
    [
        ("planned", None, None, 0, {"coming"}),
        ("planned", date(2026, 11, 22), None, 0, {"coming"}),
        ("planned", date(2026, 11, 21), None, 1, {"late"}),
        ("returned", date(2026, 11, 30), date(2026, 11, 1), 0, {"returned"}),
        ("returned", date(2026, 11, 10), date(2026, 11, 1), 12, {"returned", "late"}),
        ("submitted", date(2026, 11, 10), date(2026, 11, 13), 3, {"waiting"}),
        ("submitted", date(2026, 11, 10), date(2026, 11, 9), 0, {"waiting"}),
        ("accepted", date(2026, 11, 10), None, 0, {"accepted"}),
        ("accepted", date(2026, 11, 10), date(2026, 12, 1), 21, {"accepted"}),
    ],
)
def test_it_counts_the_days_a_deliverable_is_or_was_late(state, due, delivered, days, groups):
    row = told(state, due, delivered)
    assert days_late(row, TODAY) == days
    assert groups_of(row, TODAY) == groups
