"""A deadline that waits for a deliverable closes when the deliverable is accepted, under the same deed."""

from __future__ import annotations

import pytest

from grants import followers
from grants.acting import install_followers
from grants.audit.models import Entry
from grants.deadlines.models import Deadline
from grants.entries.actions import change_row
from grants.entries.kinds import BY_NAME
from tests.cast import read, row

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("state", "closed"), [("submitted", False), ("returned", False), ("accepted", True)])
async def test_it_closes_only_when_the_deliverable_is_accepted(small_world, state, closed):
    install_followers(followers.FOLLOWERS)
    project = small_world.project
    manual = await row(project, "deliverable", number="П1", title_bg="Наръчник", due="30.11.2026")
    await row(project, "deadline", title_bg="Предаване на наръчника", due="30.11.2026", deliverable="П1")
    await row(project, "deadline", title_bg="Друг срок", due="30.11.2026")
    values = read("deliverable", {}, title_bg="Наръчник", due="30.11.2026", delivered="20.11.2026", state=state)
    await change_row(small_world.maria, project, BY_NAME["deliverable"], manual, 1, "П1", values)
    waiting, other = await Deadline.all().order_by("position")
    assert (waiting.state == "done") is closed
    assert str(waiting.done_on or "") == ("2026-11-20" if closed else "")
    assert other.state == "open"
    settled = [entry["person_name"] for entry in await Entry.filter(deed="deadline.settled").values("person_name")]
    assert settled == (["Мария Иванова"] if closed else [])
