"""A deadline of a partner for which nobody is named is told to the partner's own person; as it grows late, to the house too."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK, OPERATOR, Role
from grants.deadlines.calendar.queries import due_for
from grants.deadlines.models import Deadline
from grants.deadlines.queries import deadline_seen, deadline_whoever, deadlines_of
from grants.deadlines.reminding.actions import plan_reminders
from grants.deadlines.reminding.queries import dues_of
from grants.deadlines.views.queries import deadlines_asked, responsible_people
from grants.deadlines.views.rules import Filters
from grants.letters.models import Letter
from grants.people.actions import NewSeat
from grants.people.models import Membership, Person
from grants.projects.models import Partner
from grants.web.clock import on_the_day
from tests.cast import CODE, World, person, row

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
DUE = date(2027, 7, 12)  # ten days after 2 July 2027


@pytest.fixture
async def each(following: World) -> World:
    """A rule that makes one deadline for each partner: the lead, and Puente in Spain, whose person is Elena."""
    await row(following.project, "contract", state="in_force", signed="20.12.2025", start="1.1.2026", end="2.7.2027", currency="EUR")  # fmt: skip
    await row(following.project, "deadline_rule", title_bg="Отчет на партньора", title_en="Partner report", kind="report", amount="10",
              basis="project_end", roll="next", partners="yes")  # fmt: skip
    await Deadline.all().update(known_on=None)
    return following


async def told(*days: int) -> list[tuple[int, str]]:
    """So many days before the date, who was written to."""
    found = []
    for left in days:
        await Letter.all().delete()
        await plan_reminders(CLOCK, DUE - timedelta(days=left), SOFIA, "https://x.example")
        found += [(left, letter.to_address) for letter in await Letter.all().order_by("to_address")]
    return found


async def test_it_goes_to_the_partners_person_then_the_coordinator_then_the_managers(each: World) -> None:
    await Deadline.filter(partner_id=each.lead).delete()
    manager = await person("vera@zaedno.example", "Вера Начева", "Сдружение „Заедно“", NewSeat(Role.MANAGER))
    assert manager.person_id
    elena, maria, vera = "elena@puente.example", "maria@zaedno.example", "vera@zaedno.example"
    assert await told(14, 7, 2, 0) == [(14, elena), (7, elena), (2, elena), (0, elena)]
    assert await told(-1, -7) == [(-1, elena), (-1, maria), (-7, elena), (-7, maria), (-7, vera)]


@pytest.mark.parametrize(("later", "name"), [(0, "Elena García"), (1, "")])
async def test_it_is_hers_until_her_seat_is_over_by_the_day_of_the_visit(each: World, later: int, name: str) -> None:
    await Membership.filter(person_id=each.elena.person_id).update(until_on=date(2031, 5, 6))
    one = await Deadline.get(partner_id=each.partner)
    today = date(2031, 5, 6 + later)
    with on_the_day(today):
        found = [
            await deadline_whoever(one.id),
            await deadline_seen(each.maria, each.project, one.id),
            *(other for other in await deadlines_of(each.maria, each.project) if other.id == one.id),
            *(other for other in (await deadlines_asked(OPERATOR, Filters(), today)).rows if other.id == one.id),
            *(other for other in await due_for(each.maria, None, today) if other.id == one.id),
        ]
        assert [other and other.person for other in found] == [name] * 5
        assert (each.elena.person_id in dict(await responsible_people(each.maria))) is bool(name)
        assert [other.person for other in await dues_of([one.id], today)] == [name]


async def test_its_page_says_whose_it_is_and_it_waits_among_her_tasks(each: World, browser: Any) -> None:
    one = await Deadline.get(partner_id=each.partner)
    await browser.sign_in("elena@puente.example")
    here = f"/projects/{CODE}/deadlines/{one.id}"
    page = re.sub(r"\s+", " ", await browser.get(f"{here}?lang=bg"))
    assert "Elena García" in page
    assert "Никой не е посочен, затова отговаря човекът на партньора." in page
    assert "Partner report" in await browser.get("/tasks?lang=en")
    assert "Partner report" in await browser.get("/deadlines?lang=en&whose=mine")
    await browser.post(here, {"then": "not_mine", "version": str(one.version), "form_key": "а"})
    seen = await deadline_whoever(one.id)
    assert seen is not None
    assert (seen.person_id, seen.of_partner) == (None, False)  # given back to whoever coordinates
    assert "Partner report" not in await browser.get("/tasks?lang=en")


async def test_it_is_the_partners_contact_before_others_and_never_who_left(each: World) -> None:
    one = await Deadline.get(partner_id=each.partner)

    async def whose() -> int | None:
        seen = await deadline_whoever(one.id)
        assert seen is not None
        return seen.person_id

    pilar = await person("pilar@puente.example", "Pilar Ruiz", "", NewSeat(Role.PARTNER, each.project.ref, each.partner), "en")  # fmt: skip
    assert await whose() == each.elena.person_id
    await Partner.filter(id=each.partner).update(contact_email="Pilar@puente.example")
    assert await whose() == pilar.person_id
    await Membership.filter(person_id=pilar.person_id).update(until_on=date(2020, 1, 1))
    assert await whose() == each.elena.person_id
    await Person.filter(id=each.elena.person_id).update(disabled_on=date(2020, 1, 1))
    assert await whose() is None
    await Deadline.filter(id=one.id).update(person_id=each.ivan.person_id)
    assert await whose() == each.ivan.person_id
    lead = await deadline_whoever((await Deadline.get(partner_id=each.lead)).id)
    assert lead is not None
    assert lead.person_id is None  # the house has no seat of a partner: its coordinator hears of it
