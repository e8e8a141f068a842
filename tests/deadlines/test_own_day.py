"""A deadline whose day was set by hand says so, says what day it would have by its rule, and can go back to it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from grants.deadlines.models import Deadline
from grants.deadlines.why import safe_said
from grants.values.terms import OfficeDays
from grants.values.wording import wording
from tests.cast import CODE, row
from tests.deadlines.changing import changed

pytestmark = pytest.mark.anyio


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", page)


async def by_rule(world: Any) -> tuple[int, Deadline]:
    """A report 20 days after the project's last day, with its deadline moved by hand to 15 September."""
    await row(world.project, "contract", state="in_force", signed="20.12.2025", start="1.1.2026", end="31.8.2027", currency="EUR")  # fmt: skip
    rule = await row(world.project, "deadline_rule", title_bg="Опис на архива", kind="other", amount="20", unit="days",
                     basis="project_end", roll="next")  # fmt: skip
    one = await Deadline.get(origin="generated")
    assert (one.due_on, one.ruled_on) == (date(2027, 9, 20), None)
    await changed(world, "deadline", one.id, world.maria, due_on=date(2027, 9, 15))
    return rule, await Deadline.get(id=one.id)


async def test_it_says_what_its_rule_gives_and_who_set_another_day(following, browser):
    rule, one = await by_rule(following)
    here, there = f"/projects/{CODE}/deadlines/{one.id}", f"/projects/{CODE}/deadlines"
    await browser.sign_in("maria@zaedno.example")
    ruled = "По правилото: 20 дни след 31.08.2027 г. е понеделник, 20 септември 2027 г."
    assert re.search(f"Мария Иванова зададе деня ръчно на [^.]+ г. {ruled}", plain(await browser.get(here)))
    assert f"Денят е зададен ръчно. {ruled}" in plain(await browser.get(there))
    assert "затова сряда" not in await browser.get(here)
    await changed(following, "deadline_rule", rule, amount=40)
    then = (
        "По правилото: 40 дни след 31.08.2027 г. е неделя, 10 октомври 2027 г., затова понеделник, 11 октомври 2027 г."
    )
    assert then in plain(await browser.get(here))
    one = await Deadline.get(id=one.id)
    assert (one.due_on, one.ruled_on) == (date(2027, 9, 15), date(2027, 10, 11))


async def test_it_goes_back_to_its_rule_when_somebody_says_so(following, browser):
    rule, one = await by_rule(following)
    here = f"/projects/{CODE}/deadlines/{one.id}"
    await browser.sign_in("maria@zaedno.example")
    assert "Отива на понеделник, 20 септември 2027 г." in plain(await browser.get(here))
    assert (
        await browser.post(here, {"then": "follow_day", "version": str(one.version - 1), "form_key": "а"})
    ).status_code == 409
    await browser.post(here, {"then": "follow_day", "version": str(one.version), "form_key": "б"})
    one = await Deadline.get(id=one.id)
    assert (one.due_on, one.fixed, one.ruled_on) == (date(2027, 9, 20), False, None)
    page = plain(await browser.get(here))
    assert "зададен" not in page.split("its-history")[0]
    assert "отмени ръчно зададения ден" in page
    await changed(following, "deadline_rule", rule, amount=40)
    assert (await Deadline.get(id=one.id)).due_on == date(2027, 10, 11)
    again = await browser.post(here, {"then": "follow_day", "version": str(one.version + 1), "form_key": "в"})
    assert again.status_code == 409


async def test_one_of_a_thing_says_on_which_day_that_is(following, browser):
    thing = await row(following.project, "milestone", title_bg="Първа група", due="1.2.2027")
    one = await Deadline.get(thing="milestone")
    await changed(following, "deadline", one.id, due_on=date(2027, 1, 25))
    await changed(following, "milestone", thing, due_on=date(2027, 3, 5))
    await browser.sign_in("maria@zaedno.example")
    page = plain(await browser.get(f"/projects/{CODE}/deadlines/{one.id}?lang=en"))
    assert "By what it follows it would be Friday, 5 March 2027." in page


SAFE = [  # counted to, due on, what is said
    (date(2026, 8, 29), date(2026, 8, 31), "To be safe: Friday, 28 August 2026."),
    (
        date(2026, 5, 30),
        date(2026, 5, 30),
        "To be safe: Friday, 29 May 2026.",
    ),  # the day stands, though nobody works on it
    (date(2026, 4, 14), date(2026, 4, 15), "To be safe: Tuesday, 14 April 2026."),  # moved for two working days
    (date(2026, 9, 21), date(2026, 9, 21), ""),
    (date(9998, 9, 21), date(9998, 9, 22), ""),  # a year that no calendar knows
    (None, date(2026, 8, 29), ""),
]


@pytest.mark.parametrize(("raw", "due", "said"), SAFE)
def test_it_names_the_day_on_which_nobody_can_say_that_it_was_late(raw, due, said):
    assert safe_said(wording("en"), raw, due, OfficeDays()).replace("\xa0", " ").replace("\u202f", " ") == said
