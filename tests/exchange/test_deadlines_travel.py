"""Deadlines that hang on things or come of rules travel with what was said of them, and are made a second time by nobody."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from grants.access import CLOCK, OPERATOR
from grants.acting import install_followers
from grants.attached.models import Attachment, Comment
from grants.deadlines.actions import settle_deadline
from grants.deadlines.following import keep_all_in_step
from grants.deadlines.models import Deadline
from grants.deadlines.proof.queries import cancelled_because
from grants.deadlines.queries import deadline_seen
from grants.deadlines.rules import DeadlineState
from grants.entries.actions import change_row
from grants.entries.kinds import BY_NAME
from grants.entries.queries import row_seen
from grants.errors import Objected
from grants.exchange import json_file
from grants.exchange.actions import Ending, export_project, import_file
from grants.followers import FOLLOWERS, LAST
from grants.funders.registry import NEWEST
from grants.projects.queries import Seen, project_seen
from grants.reports.models import Package, PackageDeadline
from grants.storage.database import rows
from grants.values.wording import wording
from tests.cast import CODE, TODAY, World, row

pytestmark = pytest.mark.anyio
SETTLED = ("thing", "title_bg", "due_on", "state", "done_on", "fixed", "begun_on", "later_on", "internal_on", "note_bg", "thing_number",
           "from_on", "amount", "unit", "raw_on", "ruled_on", "hour", "zone", "partner__number", "rule__number")  # fmt: skip


@pytest.fixture
async def told_of(small_world: World) -> AsyncIterator[World]:
    """A project with a deadline of every kind of which more is known than what it follows, and some of which nothing is."""
    install_followers(FOLLOWERS, LAST)
    project = small_world.project
    await row(project, "contract", state="in_force", signed="20.12.2025", start="1.1.2026", end="30.6.2027", currency="EUR",
              rhythm="from_start", rhythm_months="6", report_days="60", roll="next")  # fmt: skip
    await row(project, "deadline", title_bg="Среща с оценителя", kind="other", due="1.3.2027", hour="17:00", zone="Europe/Brussels", state="open")  # fmt: skip
    for number, title, due in (
        ("М1", "Първа група", "1.2.2027"),
        ("М2", "Втора група", "1.4.2027"),
        ("М3", "Трета група", "1.5.2027"),
    ):
        await row(project, "milestone", number, title_bg=title, due=due)
    await row(project, "duty", "З1", title_bg="Табела", kind="plaque", due="1.2.2027")
    await row(project, "duty", "З2", title_bg="Плакат", kind="poster", due="15.12.2026")
    await row(project, "period", "Т1", kind="interim", start="1.7.2026", end="31.12.2026", due="1.3.2027", technical="yes", financial="yes", state="planned")  # fmt: skip
    await row(project, "deadline_rule", "П1", title_bg="Одит", kind="audit", amount="2", unit="months", basis="project_end", roll="next")  # fmt: skip
    await row(project, "deadline_rule", "П2", title_bg="Декларация", kind="other", amount="10", unit="working_days", side="before",
              basis="year_end", partners="yes")  # fmt: skip
    await _say_of_them(small_world)
    yield small_world
    install_followers(())


async def one(title: str, **more: Any) -> Deadline:
    return await Deadline.get(title_bg__startswith=title, **more)


async def _say_of_them(world: World) -> None:
    project = world.project
    await _typed(project, await one("Първа група"), due_on=date(2027, 1, 25))  # a day of its own
    cancelled, done = await one("Втора група"), await one("Одит")
    await settle_deadline(
        world.maria, project, cancelled.id, 1, DeadlineState.CANCELLED, TODAY, reason="Групата отпада с анекс №2"
    )
    await settle_deadline(world.maria, project, done.id, 1, DeadlineState.DONE, date(2026, 11, 20))
    table = BY_NAME["duty"]
    duty = (await rows("SELECT id FROM duty WHERE number = 'З1'"))[0]["id"]
    stood = await row_seen(table, OPERATOR, project, duty)
    kept = {name: stood[name] for name in table.record.columns} | {"done_on": date(2026, 11, 20)}
    await change_row(OPERATOR, project, table, duty, stood["version"], "З1", kept)
    await Deadline.filter(thing="period").update(begun_on=TODAY, later_on=date(2027, 2, 1))
    declared = await one("Декларация · 2026", partner_id=world.lead)
    await settle_deadline(world.maria, project, declared.id, 1, DeadlineState.DONE, TODAY)
    await Deadline.filter(title_bg="Среща с оценителя").update(begun_on=TODAY)
    hung: dict[str, Any] = {"project_id": project.id, "kind": "deadline", "by_name": "Мария Иванова"}
    await Comment.create(**hung, row_id=(await one("Плакат")).id, wording="Печатницата чака.", language="bg",
                         said_at=datetime(2026, 11, 20, 9, tzinfo=UTC))  # fmt: skip
    await Attachment.create(
        **hung, row_id=cancelled.id, name="Протокол №2.pdf", size=3, sha256="ab" * 32, media_type="application/pdf"
    )
    package = await Package.create(project_id=project.id, number="1.1", position=1, sequence=1, format=NEWEST["expenses-period"].code, edition=NEWEST["expenses-period"].edition,
                                   first_on=date(2026, 7, 1), last_on=date(2026, 12, 31))  # fmt: skip
    await PackageDeadline.create(package_id=package.id, deadline_id=done.id, version=2)


async def _typed(project: Seen, deadline: Deadline, **values: Any) -> None:
    stood = await row_seen(BY_NAME["deadline"], OPERATOR, project, deadline.id)
    kept = {name: stood[name] for name in BY_NAME["deadline"].record.columns}
    await change_row(
        OPERATOR, project, BY_NAME["deadline"], deadline.id, stood["version"], stood["number"], kept | values
    )


async def stands(project: Seen) -> list[tuple[Any, ...]]:
    return sorted(await Deadline.filter(project_id=project.id).values_list(*SETTLED), key=str)


async def out(ending: Ending) -> bytes:
    return await export_project(OPERATOR, await project_seen(OPERATOR, CODE), ending, wording("bg"))


async def away(content: bytes) -> Seen:
    """The project brought in again; the one that was here goes by another name."""
    await rows("UPDATE project SET code = gen_random_uuid()::text WHERE code = $1", CODE)
    await import_file(OPERATOR, "п", content, wording("bg"), today=TODAY, kept_by_id=None, manager_id=None)
    return await project_seen(OPERATOR, CODE)


@pytest.mark.parametrize("ending", ["json", "xlsx"])
async def test_it_comes_as_it_stood_once_and_stays_so(told_of: World, ending: Ending) -> None:
    stood, told = await stands(told_of.project), json.loads(await out("json"))
    assert len(stood) == 12
    kept = [(one["origin"], one.get("thing"), one.get("row")) for one in told["how_deadlines_stand"]]
    assert sorted(kept, key=str) == sorted(
        [("typed", None, None), ("attached", "milestone", "М1"), ("attached", "milestone", "М2"), ("attached", "duty", "З1"),
         ("attached", "duty", "З2"), ("attached", "period", "Т1"), ("generated", None, None), ("generated", "year", "2026")],
        key=str,
    )  # fmt: skip
    there = await away(await out(ending))
    assert await stands(there) == stood
    assert json.loads(await out("json")) == told
    await keep_all_in_step(CLOCK, TODAY)
    assert await stands(there) == stood
    cancelled = await one("Втора", project_id=there.id)
    assert await cancelled_because(await deadline_seen(OPERATOR, there, cancelled.id)) == "Групата отпада с анекс №2"
    said = await Comment.filter(project_id=there.id).get()
    assert said.row_id == (await one("Плакат", project_id=there.id)).id
    assert (await Attachment.filter(project_id=there.id).get()).row_id == cancelled.id
    met = await PackageDeadline.filter(package__project_id=there.id).values("deadline_id")
    assert met[0]["deadline_id"] == (await one("Одит", project_id=there.id)).id


async def test_it_is_made_of_its_thing_where_the_file_says_nothing_of_it(told_of: World) -> None:
    told = json.loads(await out("json"))
    typed = [one for one in told["deadlines"] if one["title"]["bg"] == "Среща с оценителя"]
    older = {key: value for key, value in told.items() if key not in ("how_deadlines_stand", "comments", "attached_files", "deadlines_of_packages")}  # fmt: skip
    there = await away(json_file.written(older | {"deadlines": typed}))
    found = (
        await Deadline.filter(project_id=there.id, thing="milestone").order_by("due_on").values_list("due_on", "state")
    )
    assert found == [(date(2027, 2, 1), "open"), (date(2027, 4, 1), "open"), (date(2027, 5, 1), "open")]


WRONG = [
    ({"deadline": "99"}, "deadline"),
    ({"row": "М9"}, "row"),
    ({"thing": "year"}, "thing"),
    ({"origin": "typed"}, "thing"),
    ({"rule": "П9"}, "rule"),
    ({"later": "утре"}, "later"),
    ({"row": "М1"}, "row"),  # of which another deadline says the same
]


async def test_it_names_the_place_of_what_can_not_be_so(told_of: World) -> None:
    told = json.loads(await out("json"))
    listed = told["how_deadlines_stand"]
    at = next(at for at, one in enumerate(listed) if one.get("row") == "М2")
    for change, place in WRONG:
        spoiled = told | {"how_deadlines_stand": [*listed[:at], listed[at] | change, *listed[at + 1 :]]}
        with pytest.raises(Objected) as refused:
            await away(json_file.written(spoiled))
        assert [one.place for one in refused.value.objections] == [f"how_deadlines_stand[{at}].{place}"], change


async def test_it_refuses_an_hour_that_no_clock_shows(told_of: World) -> None:
    told = json.loads(await out("json"))
    at = next(at for at, one in enumerate(told["deadlines"]) if one.get("hour") == "17:00")
    told["deadlines"][at]["hour"] = "25:00"
    with pytest.raises(Objected) as refused:
        await away(json_file.written(told))
    assert [one.place for one in refused.value.objections] == [f"deadlines[{at}].hour"]
