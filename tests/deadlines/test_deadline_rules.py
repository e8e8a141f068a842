"""How lists of deadlines are grouped (срокове)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grants.deadlines.rules import Nearness, nearness


@pytest.mark.parametrize(
    ("left", "group"),
    [
        (-1, Nearness.LATE),
        (0, Nearness.WEEK),
        (7, Nearness.WEEK),
        (8, Nearness.MONTH),
        (30, Nearness.MONTH),
        (31, Nearness.LATER),
    ],
)
def test_it_groups_deadlines_by_nearness(today, left, group):
    assert nearness(today + timedelta(days=left), today) is group
