"""Ids met more than once („повторения“)."""

from collections import Counter

import pytest

from grants.values.ids import Met


@pytest.mark.parametrize("ids", [[], [5], [5, 5], [3, 19, 3, 35, 19], [*range(1000), 7, 999, 7], [2**62, 2**62, 1]])
def test_it_knows_which_were_met_twice_and_how_many_different_ones(ids):
    met = Met()
    for one in ids:
        met.add(one)
    assert sorted(met.twice()) == sorted(one for one, times in Counter(ids).items() if times > 1)
    assert met.different() == len(set(ids))
