"""Whoever is responsible for a thing is so for its deadline, unless somebody was chosen for the deadline alone."""

from __future__ import annotations

from datetime import date

import pytest

from grants.deadlines.models import Deadline
from grants.deadlines.rules import DeadlineKind, DeadlineState, Origin
from grants.deadlines.rules_steps import Facts, InHouse, Standing, Wanted, steps
from grants.values.language import Text
from tests.cast import CODE, TODAY, row
from tests.deadlines.changing import changed

pytestmark = pytest.mark.anyio


PEOPLE = [  # chosen for it, who is responsible now, whom the thing names, who is responsible then
    (False, None, 1, 1),
    (False, 1, 2, 2),
    (False, 1, None, None),
    (True, 1, 2, 1),
    (True, None, 2, None),  # handed back: it is nobody's until somebody takes it
]


@pytest.mark.parametrize(("chosen", "has", "names", "then"), PEOPLE)
def test_it_follows_the_person_of_its_thing_unless_somebody_was_chosen(chosen, has, names, then):
    facts = Facts(DeadlineKind.ACTIVITY, Text("Група", ""), date(2027, 2, 1))
    key = (0, "milestone", 7, 0)
    stands = Standing(1, "1", key, Origin.ATTACHED, DeadlineState.OPEN, False, facts, has, chosen)
    found = steps([Wanted(key, Origin.ATTACHED, facts, names)], [stands], InHouse(), TODAY)
    assert [one.person_id for one in found.changed] == ([then] if then != has else [])
    assert not found.added


async def test_it_is_whoever_the_activity_names_until_somebody_else_is_chosen(following, browser):
    project, person = following.project, following.ivan.person_id
    activity = await row(project, "activity", "1", title_bg="Обучения", end="1.3.2027", person="maria@zaedno.example")
    await row(project, "deliverable", "1", title_bg="Наръчник", kind="document", due="1.2.2027", activity="1")
    one = await Deadline.get(thing="deliverable")
    here = f"/projects/{CODE}/deadlines/{one.id}"
    await browser.sign_in("maria@zaedno.example")
    assert "Следва отговорника на дейността, към която е продуктът" in await browser.get(here)
    await changed(following, "activity", activity, person_id=person)
    assert await Deadline.filter(person_id=person).count() == 2  # of the activity itself too
    await browser.post(
        here, {"then": "give", "person": str(following.desislava.person_id), "version": "2", "form_key": "а"}
    )
    await changed(following, "activity", activity, person_id=following.maria.person_id)
    assert await Deadline.filter(id=one.id, person_id=following.desislava.person_id, chosen=True).exists()
    assert "Set for this deadline alone" in await browser.get(f"{here}?lang=en")
    await Deadline.filter(id=one.id).update(person_id=None)  # given back: nobody was set for it
    assert "Set for this deadline alone" not in await browser.get(f"{here}?lang=en")
    await Deadline.filter(id=one.id).update(person_id=following.desislava.person_id)
    await browser.post(here, {"then": "follow", "version": "3", "form_key": "б"})
    assert await Deadline.filter(id=one.id, person_id=following.maria.person_id, chosen=False).exists()
    assert (await browser.post(here, {"then": "follow", "version": "5", "form_key": "в"})).status_code == 409
    await changed(following, "deadline", one.id, person_id=person)  # typed in its form
    assert await Deadline.filter(id=one.id, person_id=person, chosen=True).exists()
