"""A project named on a command line: its own code comes before a number that another project also has."""

from __future__ import annotations

import pytest

from grants.access import OPERATOR
from grants.errors import NotFound
from grants.projects.queries import project_named
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio


async def test_it_takes_the_project_whose_code_it_is(small_world):
    await row(small_world.other, "number", value=CODE, kind="procedure")
    assert (await project_named(OPERATOR, f" {CODE.lower()} ")).id == small_world.project.id


async def test_it_asks_for_the_code_where_two_have_the_number(small_world):
    for project in (small_world.project, small_world.other):
        await row(project, "number", value="РД-02-14/2026", kind="other")
    with pytest.raises(NotFound, match="More than one"):
        await project_named(OPERATOR, "рд 02 14/2026")


@pytest.mark.parametrize("name", ["", "–", " - ", "няма-такъв"])
async def test_it_finds_nothing_under_no_name(small_world, name):
    await row(small_world.project, "number", value="-", kind="other")
    with pytest.raises(NotFound):
        await project_named(OPERATOR, name)
