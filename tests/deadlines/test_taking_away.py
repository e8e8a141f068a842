"""A deadline that would be made again at once is not taken away but cancelled, with a reason, and stays so (отмяна на срок)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from grants.access import CLOCK, OPERATOR
from grants.deadlines.following import keep_all_in_step
from grants.deadlines.models import Deadline
from grants.deadlines.typed import MADE_BY_RULE, MADE_OF_THING
from grants.entries.actions import remove_row
from grants.entries.kinds import BY_NAME
from grants.errors import WrongState
from tests.cast import CODE, TODAY, World, row
from tests.deadlines.changing import changed

pytestmark = pytest.mark.anyio


async def taken_away(world: World, deadline: Deadline) -> None:
    await remove_row(OPERATOR, world.project, BY_NAME["deadline"], deadline.id)


async def standing(world: World) -> list[tuple[Any, ...]]:
    return (
        await Deadline.filter(project_id=world.project.id).order_by("due_on").values_list("title_bg", "due_on", "state")
    )


async def test_it_stays_cancelled_with_its_reason_whatever_its_thing_does(following, browser):
    thing = await row(following.project, "milestone", "М1", title_bg="Първа група", due="1.2.2027")
    one = await Deadline.get(thing="milestone")
    with pytest.raises(WrongState, match=MADE_OF_THING[:20]):
        await taken_away(following, one)
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/projects/{CODE}/rows/deadline/{one.id}/remove")
    assert "веднага ще се появи отново" in page
    assert f'href="/projects/{CODE}/deadlines/{one.id}"' in page
    assert "danger" not in page  # no button that comes to nothing
    assert "would be back at once" in await browser.get(f"/projects/{CODE}/rows/deadline/{one.id}/remove?lang=en")
    here = f"/projects/{CODE}/deadlines/{one.id}"
    assert "Отмяна на срока" in await browser.get(f"{here}?lang=bg")
    unsaid = await browser.post(here, {"then": "cancel", "because": " ", "version": "1"})
    assert unsaid.status_code == 422
    assert "Посочете защо" in unsaid.text
    said = await browser.post(here, {"then": "cancel", "because": "Групата отпада с анекс №2", "version": "1"})
    assert said.status_code == 303
    await changed(following, "milestone", thing, due_on=date(2027, 3, 5))
    await keep_all_in_step(CLOCK, TODAY)
    assert await standing(following) == [("Първа група", date(2027, 2, 1), "cancelled")]
    page = await browser.get(here)
    assert "Отменен, защото" in page
    assert "Групата отпада с анекс №2" in page
    with pytest.raises(WrongState, match=MADE_OF_THING[:20]):  # a cancelled one would be open again
        await taken_away(following, one)


async def test_it_goes_where_nothing_would_make_it_again(following, browser):
    await row(
        following.project,
        "contract",
        state="in_force",
        signed="20.12.2025",
        start="1.1.2026",
        end="30.6.2027",
        currency="EUR",
    )
    await row(following.project, "deadline_rule", title_bg="Одит", kind="audit", amount="2", unit="months", basis="project_end", roll="next")  # fmt: skip
    made = await Deadline.get(origin="generated")
    with pytest.raises(WrongState, match=MADE_BY_RULE[:16]):
        await taken_away(following, made)
    await row(following.project, "deliverable", "1", title_bg="Наръчник", kind="document", due="1.2.2027")
    typed = await row(following.project, "deadline", title_bg="Черновата", kind="deliverable", due="20.1.2027", deliverable="1", state="open")  # fmt: skip
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/projects/{CODE}/rows/deadline/{typed}/remove")
    assert "danger" in page
    assert "Наръчник" in page  # whose own deadline comes in its place
    assert "Черновата" in page
    assert (await browser.post(f"/projects/{CODE}/rows/deadline/{typed}/remove", {"form_key": "а"})).status_code == 303
    assert [one[0] for one in await standing(following)] == ["Наръчник", "Одит"]
