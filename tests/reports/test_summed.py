"""Sums taken in one walk are those of the whole figures, to the cent („сборове“)."""

from dataclasses import replace

import pytest

from grants.funders.registry import NEWEST
from grants.reports.grounded import figures_of
from grants.reports.stated import stated_figures
from grants.reports.summed import SummedFigures, figures_for, summed_figures
from tests.reports.random_grounds import random_ground


@pytest.mark.parametrize("number", range(40))
def test_it_states_what_the_whole_figures_state(number):
    ground = random_ground(number)
    whole, summed = figures_of(ground), summed_figures(ground)
    assert stated_figures(summed) == stated_figures(whole)
    assert [(row.currency, row.documents, row.expenses) for row in summed.currencies] == [
        (row.currency, row.documents, row.expenses) for row in whole.currencies
    ]
    assert summed.opening_until == whole.opening_until


def test_it_states_nothing_of_nothing():
    ground = replace(random_ground(1), entries=())
    assert stated_figures(summed_figures(ground)) == stated_figures(figures_of(ground))


def test_it_is_enough_for_formats_of_grids_and_for_no_others():
    ground = random_ground(1)
    enough = {code for code, one in NEWEST.items() if isinstance(figures_for(one, ground), SummedFigures)}
    assert {"esf-plus-sco", "eu-mga", "interreg-project"} <= enough
    assert not enough & {"isun-docs", "isun-xml", "expenses-period"}
