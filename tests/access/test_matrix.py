"""Who gets what at every address: each of the cast, on the project that is shared with them and on one that is not."""

from __future__ import annotations

import re
from typing import Any

import httpx2
import pytest

from grants.access import ADDRESSES, OPERATOR, Door, Permission, may
from grants.accounting.models import AccountingBatch
from grants.amendments.models import Amendment, AmendmentChange
from grants.app import routes
from grants.audit.models import Entry
from grants.entries.kinds import BY_NAME
from grants.entries.queries import rows_of
from tests.cast import PASSWORD, row

pytestmark = pytest.mark.anyio

REFUSED = {403, 404}
ACCOUNTING = {name for name in ADDRESSES if "accounting" in name}
OF_ONE = {
    "activity",
    "partner",
    "row_comments",
    "deliverable",
    "deliverable_decision",
    "row_edit",
    "row_remove",
    "document",
    "budget_move",
}  # rows of another partner
OF_ALL_MONEY = {
    "payments",
    "convert_expenses",
    "subgrants",
    "sub_grant",
    "sub_report",
}  # not there for who sees a part of the money


async def addresses_of(project):
    """Every address below a project with real rows in its path, so that only permission can refuse it."""
    partner = await row(project, "activity", title_bg="Обучения", state="planned")
    await row(project, "line", "1.1", title_bg="Обучители", amount="1 000", currency="EUR")
    await row(
        project, "document", "1", kind="invoice", paper_number="77", issued="10.09.2026", net="100", currency="EUR"
    )
    expense = await row(
        project, "expense", "1", document="1", line="1.1", amount="100", currency="EUR", description_bg="Зала"
    )
    deadline = await row(project, "deadline", "1", title_bg="Отчет", due="30.11.2026")
    batch = (
        await AccountingBatch.create(project_id=project.id, file_name="журнал.csv", state="kept", sha256="0" * 64)
    ).id
    deliverable = await row(project, "deliverable", "1", title_bg="Наръчник")
    accounting = dict.fromkeys(ACCOUNTING, batch)
    ids = accounting | {
        "deliverable": deliverable,
        "deliverable_decision": deliverable,
        "row_comments": partner,
        "row_edit": partner,
        "row_remove": partner,
        "settle_deadline": deadline,
    }
    await row(project, "line", "1.2", title_bg="Зала", amount="500", currency="EUR")
    version = await row(project, "version", "1", kind="amendment", state="working")
    move = await row(project, "move", "1", from_line="1.1", to_line="1.2", amount="5", currency="EUR")
    ids |= {"budget_version": version, "edit_budget_version": version, "budget_move": move, "edit_budget_move": move}
    await row(
        project, "document", "2", kind="credit_note", paper_number="78", issued="11.09.2026", net="10", currency="EUR"
    )
    payout = await row(project, "payout", "1", document="1", paid="12.09.2026", amount="50", currency="EUR")
    credit = await row(project, "credit", "1", credit_note="2", invoice="1", amount="10", currency="EUR")
    amendment = await Amendment.create(project_id=project.id, number="1", position=1, reason_bg="Забавяне")
    told: dict[str, Any] = {"before": {"title_bg": "Обучения"}, "after": {"title_bg": "Курсове"}}
    change = await AmendmentChange.create(amendment=amendment, position=1, kind="activity", row_id=partner, **told)
    ids |= dict.fromkeys((name for name in ADDRESSES if "amendment" in name), amendment.id)
    ids["contract_period"] = await row(project, "period", "1", kind="interim", start="1.01.2026", end="30.06.2026")
    grant = await row(project, "sub_grant", "1", recipient="Фондация „Друга“", amount="5 000", currency="EUR")
    instalment = await row(project, "instalment", "1", sub_grant="1", amount="2 500", currency="EUR")
    report = await row(project, "sub_report", "1", sub_grant="1")
    matter = await row(project, "matter", "1", subject_bg="Писмо", kind="letter", counterpart="Управляващ орган")
    ids |= {"matter": matter, "activity": partner, "sub_grant": grant, "pay_instalment": grant, "sub_report": grant}
    found = {}
    for route in routes():
        if "{code}" in route.path and "file" not in route.name:
            path = route.path.replace("{kind}", "activity").replace("{code}", project.code)
            path = path.replace("{id:int}", str(ids.get(route.name, expense)))
            below = change.id if "amendment" in route.name else credit if "credit" in route.name else payout
            path = path.replace("{row:int}", str(below))
            path = path.replace("{instalment_id:int}", str(instalment)).replace("{report_id:int}", str(report))
            assert "{" not in path, path
            found[route.name] = (path, route.methods or set())
    return found


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
        own_part = name == "elena" and (
            re.search(r"/expenses/\d", path) or route in {*ACCOUNTING, *OF_ALL_MONEY, *OF_ONE}
        )
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
            assert answer.status_code in {200, 303, 405}, (path, answer.status_code)
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
