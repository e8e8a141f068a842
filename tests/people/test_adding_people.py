"""Adding people: once, under an address that letters can reach, with seats that reach what they should and no more."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from grants.access import OPERATOR, Role
from grants.entries.actions import remove_row
from grants.entries.kinds import BY_NAME
from grants.errors import NotFound, Objected
from grants.people.actions import NewPerson, NewSeat, add_person, sign_in
from grants.people.models import Membership, Person
from grants.people.queries import (
    identities,
    identity_by_email,
    identity_by_id,
    identity_of_session,
    people_in,
    people_of,
)
from grants.people.rules import person_objections
from grants.projects.models import Partner
from grants.projects.queries import project_seen
from grants.web.clock import on_the_day
from tests.cast import CODE, NOON, PASSWORD, TODAY

pytestmark = pytest.mark.anyio

NEW = {"name": "Гергана Нова", "email": "gergana@zaedno.example", "password": "дълга-нова-парола", "language": "bg"}


async def test_it_adds_a_person_once_however_often_the_form_is_sent(browser, small_world):
    await browser.sign_in("ada@zaedno.example")
    sent = {**NEW, "organisation": "Сдружение „Заедно“", "role": "manager", "form_key": "един-ключ"}
    assert [(await browser.post("/people/new", sent)).status_code for _ in range(2)] == [303, 303]
    assert await Person.filter(email=NEW["email"]).count() == 1


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"role": "partner", "organisation": "Сдружение „Заедно“"}, "role"),
        ({"role": "manager"}, "role"),
        ({"email": "без-кльомба"}, "email"),
        ({"email": "мария@пример.бг\r\nBcc: чужд@пример.бг"}, "email"),
        ({"email": "м" * 250 + "@пример.бг"}, "email"),
        ({"name": "М" * 201}, "name"),
        ({"organisation": "С" * 401}, "organisation"),
    ],
)
async def test_it_says_beside_the_field_why_somebody_cannot_be_added(browser, small_world, more, place):
    await browser.sign_in("ada@zaedno.example")
    answer = await browser.post("/people/new", {**NEW, **more})
    assert answer.status_code == 422
    assert f'href="#field-{place}"' in answer.text
    assert await Person.filter(name=NEW["name"]).count() == 0


async def test_it_gives_no_partner_a_seat_that_is_bound_to_no_part(small_world):
    with pytest.raises(Objected):
        await add_person(
            OPERATOR,
            NewPerson(NEW["email"], NEW["name"], PASSWORD),
            "Сдружение „Заедно“",
            NewSeat(Role.PARTNER, small_world.project.ref),
        )


async def test_it_shows_nothing_to_a_partner_whose_part_is_gone(small_world):
    await remove_row(OPERATOR, small_world.project, BY_NAME["partner"], small_world.partner)
    assert await Partner.filter(id=small_world.partner).count() == 0
    assert await Membership.filter(person_id=small_world.elena.person_id, partner_id=None).count() == 1
    elena = await identity_by_email("elena@puente.example")
    assert elena is not None
    assert elena.seats == ()
    with pytest.raises(NotFound):
        await project_seen(elena, CODE)


@pytest.mark.parametrize(("zone", "seats"), [("Europe/Sofia", 0), ("Europe/London", 1)])
async def test_it_ends_a_seat_at_midnight_where_the_tracker_lives(small_world, zone, seats):
    """At 22:30 UTC it is the next day in Sofia already, and not yet in London."""
    await Membership.filter(person_id=small_world.angel.person_id).update(until_on=TODAY)
    late = NOON.replace(hour=22, minute=30)
    token = await sign_in("angel@odit.example", PASSWORD, "10.0.0.1", late)
    found = await identity_of_session(token, late, ZoneInfo(zone))
    assert found is not None
    assert len(found[0].seats) == seats


@pytest.mark.parametrize(("later", "seats"), [(0, 1), (1, 0)])
async def test_a_seat_holds_until_its_last_day_is_over_by_the_day_of_the_visit(small_world, later, seats):
    """Whatever day it is for the database."""
    angel, project = small_world.angel.person_id, small_world.project
    await Membership.filter(person_id=angel).update(until_on=date(2031, 5, 6))
    with on_the_day(date(2031, 5, 6 + later)):
        by_email, by_id = await identity_by_email("angel@odit.example"), await identity_by_id(angel)
        for found in (by_email, by_id, *await identities([angel])):
            assert found is not None
            assert len(found.seats) == seats
        assert (angel in await people_in(project.ref)) is bool(seats)
        assert (angel in [one["id"] for one in await people_of(project)]) is bool(seats)


@pytest.mark.parametrize("email", ["мария@пример.бг", "a@b", "maria.ivanova+проекти@zaedno.example"])
def test_it_takes_addresses_in_any_alphabet(email):
    assert person_objections(email, "Мария") == ()


async def test_it_keeps_nobody_out_because_a_stranger_guesses_elsewhere(small_world):
    for _ in range(10):
        with pytest.raises(Objected):
            await sign_in("ivan@zaedno.example", "налучкване", "10.6.6.6", NOON)
    assert await sign_in("ivan@zaedno.example", PASSWORD, "10.0.0.1", NOON)
