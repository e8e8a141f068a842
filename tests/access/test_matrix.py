"""Who gets what at every address: each of the cast, on the project that is shared with them and on one that is not."""

from __future__ import annotations

import re

import httpx2
import pytest

from grants.access import ADDRESSES, OPERATOR, Door, Permission, may
from grants.app import routes
from grants.audit.models import Entry
from grants.entries.kinds import BY_NAME
from grants.entries.queries import rows_of
from grants.projects.models import Partner
from tests.access.parts import NOT_OF_A_PART, Party, a_row_of_each
from tests.cast import PASSWORD, row

pytestmark = pytest.mark.anyio

REFUSED = {403, 404}
MONTH = "2026-11"
ACCOUNTING = {name for name in ADDRESSES if "accounting" in name}
OF_ONE = re.compile(r"/\d+(/[a-z]+|/\d{4}-\d\d)*$")  # a row of another partner
# Not there for who sees a part: of the money, and of the project.
OF_THE_WHOLE = {"payments", "convert_expenses", "subgrants", "deadline_rules"}
# Not there where the address names no figure: whoever may not see any is refused before.
OF_A_FIGURE = {"report_figure", "package_figure"}


async def addresses_of(project, at=1):
    """Every address below a project with real rows in its path, so that only permission can refuse it."""
    found = await Partner.filter(project_id=project.id).order_by("id").values_list("id", flat=True)
    partner = (
        found[0] if found else await row(project, "partner", number="1", organisation="Фондация „Друга“", role="lead")
    )
    await a_row_of_each(project.id, Party(at, project.kept_by_id, 1, int(str(partner))))
    addresses = {}
    for route in routes():
        if "{code}" in route.path and "file" not in route.name:
            path = (
                route.path.replace("{kind}", "activity")
                .replace("{on}", "reports")
                .replace("{code}", project.code)
                .replace("{month:month}", MONTH)
            )
            addresses[route.name] = (re.sub(r"\{\w+:int\}", str(at), path), route.methods or set())
    return addresses


def expected(person, rule, project, name, *, changing=False):
    if rule is Door.ANYONE or rule is Door.SIGNED_IN:
        return True
    if name in {"rows_new", "row_remove"} or (name == "row_edit" and changing):
        return may(person, Permission.EDIT_WORK_PLAN, project.ref)
    return may(person, rule, project.ref)


async def signed_in(app, person):
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://testserver")
    answer = await client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 303
    return client


@pytest.mark.parametrize("name", ["maria", "ivan", "elena", "desislava", "angel", "ada", "petar"])
async def test_it_lets_each_person_read_exactly_what_the_table_says(app, small_world, name):
    person = small_world.everybody[name]
    ours = await addresses_of(small_world.project)
    client = await signed_in(app, person)
    for route, (path, methods) in ours.items():
        if "GET" not in methods:
            continue
        rule = ADDRESSES[route][0]
        answer = await client.get(path)
        sees = may(person, Permission.SEE_PROJECT, small_world.project.ref)
        of_one = OF_ONE.search(path) and route not in NOT_OF_A_PART
        own_part = name == "elena" and (of_one or route in {*ACCOUNTING, *OF_THE_WHOLE})
        own_part |= name == "desislava" and bool(of_one) and "/team/" in path  # she sees only herself there
        if not sees:
            assert answer.status_code == 404, (path, answer.status_code)
        elif not expected(person, rule, small_world.project, route):
            assert answer.status_code == 403, (path, answer.status_code)
        elif own_part:
            assert answer.status_code in {*REFUSED, 303}, (
                path,
                answer.status_code,
            )  # 303 leads back to what is not there
        else:
            there = {404} if route in OF_A_FIGURE else {200, 303, 405}
            assert answer.status_code in there, (path, answer.status_code)
    await client.aclose()


@pytest.mark.parametrize("name", ["maria", "ivan", "elena", "desislava", "angel", "ada", "petar"])
async def test_it_lets_each_person_change_nothing_beyond_the_table(app, small_world, name):
    person = small_world.everybody[name]
    ours = await addresses_of(small_world.project)
    client = await signed_in(app, person)
    before = await Entry.all().count()
    for route, (path, methods) in ours.items():
        rule = ADDRESSES[route][1]
        if "POST" not in methods or (
            rule is not None and expected(person, rule, small_world.project, route, changing=True)
        ):
            continue
        answer = await client.post(path, data={"title_bg": "Опит", "version": "1", "form_key": "опит"})
        assert answer.status_code in REFUSED, (path, answer.status_code)
    assert await Entry.all().count() == before
    await client.aclose()


async def test_it_hides_other_peoples_projects_as_if_they_were_not_there(app, small_world):
    theirs = await addresses_of(small_world.other)
    client = await signed_in(app, small_world.maria)
    for path, methods in theirs.values():
        for method in methods - {"HEAD"}:
            answer = await client.request(method, path, data={"title_bg": "Опит"} if method == "POST" else None)
            assert answer.status_code == 404, (method, path, answer.status_code)
    await client.aclose()


async def test_it_sends_strangers_to_the_door(app, small_world):
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://testserver")
    for path, methods in (await addresses_of(small_world.project)).values():
        for method in methods - {"HEAD"}:
            answer = await client.request(method, path)
            assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), path
    await client.aclose()


async def test_a_partner_sees_only_its_own_rows(small_world):
    await row(small_world.project, "line", "1", title_bg="Персонал")
    await row(small_world.project, "line", "1.1", title_bg="Наш ред", partner="1", amount="10", currency="EUR")
    await row(small_world.project, "line", "2", title_bg="Пътуване")
    await row(small_world.project, "line", "2.1", title_bg="Техен ред", partner="2", amount="20", currency="EUR")
    seen = await rows_of(BY_NAME["line"], small_world.elena, small_world.project)
    assert [one["number"] for one in seen] == ["2", "2.1"]
    assert len(await rows_of(BY_NAME["line"], OPERATOR, small_world.project)) == 4
    assert await rows_of(BY_NAME["line"], small_world.desislava, small_world.project) == []
