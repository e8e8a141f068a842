"""The people of a project are kept, found again in other projects, and seen by whom they concern."""

from __future__ import annotations

from typing import Any

import pytest

from grants.access import OPERATOR
from grants.audit.models import Entry
from grants.errors import Changed, NotAllowed, NotFound
from grants.personal.rules import IdentifierKind
from grants.storage.database import rows
from grants.storage.sealed import Seal
from grants.team.actions import NumberTyped, add_days, add_member, change_member, remove_days
from grants.team.queries import days_of, elsewhere, member_seen, members_of
from grants.team.records import MEMBER
from grants.team.rules_member import member_objections
from grants.values.entry import Reader, read_entry
from grants.values.wording import wording
from tests.cast import TODAY, World, project_of

pytestmark = pytest.mark.anyio
SEAL = Seal.of("тайна")
EGN = "6101057509"


def values(**typed: Any) -> dict[str, Any]:
    """A member as its form is read."""
    told = {"name": "Росица Маринова", "position_bg": "социален работник", "post": "0,5"} | typed
    reading = read_entry(MEMBER, told, Reader(wording("bg"), TODAY))
    assert not reading.objections, reading.objections
    return reading.values


async def member(world: World, number: str = "", project: Any = None, **more: Any) -> int:
    """A member added by Maria; `more` are columns."""
    kept = values() | more
    return await add_member(world.maria, project or world.project, kept, NumberTyped(number), SEAL)


async def test_it_keeps_a_member_and_seals_the_number(small_world: World) -> None:
    one = await member(small_world, EGN, cost_cents=180_000)
    row = await member_seen(small_world.maria, small_world.project, one)
    assert (row["number"], row["name"], row["cost_cents"], row["has_number"]) == ("1", "Росица Маринова", 180_000, True)
    kept = (await rows("SELECT sealed, fingerprint FROM personal_number WHERE row_id = $1", one))[0]
    assert EGN not in kept["sealed"]
    assert SEAL.open(kept["sealed"]) == EGN
    assert row["fingerprint"] == kept["fingerprint"]


async def test_it_tells_the_history_neither_name_nor_number(small_world: World) -> None:
    one = await member(small_world, EGN)
    await change_member(
        small_world.ivan, small_world.project, one, 1, values(name="Росица Дончева", post="1"), NumberTyped(), SEAL
    )
    told = [str(entry) for entry in await Entry.filter(subject="team_member").values()]
    assert not [entry for entry in told if "Росица" in entry or EGN in entry]
    assert any("'changed': ['name']" in entry and "'post': '1'" in entry for entry in told)


async def test_it_finds_the_same_person_in_another_project_of_the_organisation(small_world: World) -> None:
    second = await project_of("vtori-proekt", small_world.project.kept_by_id, title_bg="Втори проект")
    here = await member(small_world, EGN)
    there = await member(small_world, "61 0105 7509", second, name="Росица М. Маринова")
    await member(small_world, "", second, name="Съвсем друга")
    seen, hidden = await elsewhere(
        small_world.maria, small_world.project, await member_seen(OPERATOR, small_world.project, here)
    )
    assert [(row["code"], row["id"]) for row in seen] == [("vtori-proekt", there)]
    assert hidden == 0
    seen, hidden = await elsewhere(
        small_world.ivan, small_world.project, await member_seen(OPERATOR, small_world.project, here)
    )
    assert (seen, hidden) == ([], 1)  # Ivan keeps the accounts of the first project only


@pytest.mark.parametrize("numbers", [(EGN, ""), ("", EGN)])
async def test_it_finds_by_the_account_also_where_only_one_has_the_number(
    small_world: World, numbers: tuple[str, str]
) -> None:
    second = await project_of("vtori-proekt", small_world.project.kept_by_id, title_bg="Втори проект")
    account = small_world.desislava.person_id
    one = await member(small_world, numbers[0], person_id=account)
    two = await member(small_world, numbers[1], second, person_id=account, name="Д. Колева")
    found = {row["id"]: row["fingerprint"] for row in await rows("SELECT id, fingerprint FROM team_member")}
    assert found[one] == found[two] == SEAL.fingerprint(EGN)


async def test_it_knows_by_name_only_within_one_organisation(small_world: World) -> None:
    one = await member(small_world)
    same = await member(small_world, name="РОСИЦА  МАРИНОВА")
    other = await add_member(OPERATOR, small_world.other, values(), NumberTyped(), SEAL)
    found = {row["id"]: row["fingerprint"] for row in await rows("SELECT id, fingerprint FROM team_member")}
    assert found[one] == found[same] != found[other]


async def test_it_shows_each_person_their_part(small_world: World) -> None:
    await member(small_world, cost_cents=150_000, partner_id=small_world.lead)
    await member(small_world, cost_cents=160_000, partner_id=small_world.partner, name="Lucía Ortega")
    await member(small_world, cost_cents=170_000, person_id=small_world.desislava.person_id, name="Десислава Колева")
    seen = {
        name: [(row["number"], row["cost_cents"]) for row in await members_of(by, small_world.project)]
        for name, by in small_world.everybody.items()
        if name not in ("ada", "petar")
    }
    everything = [("1", 150_000), ("2", 160_000), ("3", 170_000)]
    assert seen == {
        "maria": everything,
        "ivan": everything,
        "angel": everything,
        "elena": [("2", None)],  # her own organisation's people, without what they cost
        "desislava": [("3", None)],  # herself
    }
    with pytest.raises(NotFound):
        await members_of(small_world.petar, small_world.project)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"start": "1.3.2026", "end": "28.2.2026"}, "end"),
        ({"post": "1,5"}, "post"),
        ({"post": "0"}, "post"),
        ({"name": "Росица Маринова 6101057509"}, "name"),
        ({"order_number": "6101057509/2026"}, "order_number"),
        ({"rate_rule": "hours_1720"}, "cost"),
        ({"cost": "0"}, "cost"),
        ({"rate_rule": "fixed_share", "cost": "1800"}, "share"),
        ({"hours_day": "25"}, "hours_day"),
    ],
)
def test_it_refuses_what_does_not_fit(more, place):
    assert [one.place for one in member_objections(values(**more))] == [place]


async def test_it_lets_only_the_office_change_the_team(small_world: World) -> None:
    one = await member(small_world, partner_id=small_world.partner)
    for by in (small_world.elena, small_world.desislava, small_world.angel):
        with pytest.raises(NotAllowed):
            await change_member(by, small_world.project, one, 1, values(), NumberTyped(), SEAL)


async def test_it_tells_who_was_slower(small_world: World) -> None:
    one = await member(small_world)
    await change_member(small_world.ivan, small_world.project, one, 1, values(post="1"), NumberTyped(), SEAL)
    with pytest.raises(Changed):
        await change_member(small_world.maria, small_world.project, one, 1, values(), NumberTyped(), SEAL)


async def test_it_keeps_days_of_leave_and_says_nothing_of_health_in_the_history(small_world: World) -> None:
    one = await member(small_world)
    days = {"kind": "sick", "first_on": TODAY, "last_on": None, "paper": "болничен лист 77"}
    kept = await add_days(small_world.maria, small_world.project, one, days)
    assert [(row["kind"], row["last_on"]) for row in (await days_of([one]))[one]] == [("sick", TODAY)]
    await remove_days(small_world.maria, small_world.project, one, kept)
    assert (await days_of([one]))[one] == []
    told = str(await Entry.filter(subject="team_days").values())
    assert "sick" not in told
    assert "болничен" not in told


async def test_it_forgets_a_number_and_keeps_finding_by_the_name(small_world: World) -> None:
    one = await member(small_world, "АБ-77", name="Ion Popescu")
    await change_member(
        small_world.maria,
        small_world.project,
        one,
        1,
        values(name="Ion Popescu"),
        NumberTyped(kind=IdentifierKind.FOREIGN, forget=True),
        SEAL,
    )
    row = await member_seen(small_world.maria, small_world.project, one)
    assert (row["has_number"], row["fingerprint"]) == (
        False,
        SEAL.fingerprint(f"name:{small_world.project.kept_by_id}:ion popescu"),
    )
