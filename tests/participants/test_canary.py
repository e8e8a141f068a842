"""A personal number is nowhere: on no page of who may not see it, in no log, no fact of the history and no export."""

from __future__ import annotations

import io
import logging
import os
import re
import zipfile
from datetime import date

import pytest

from grants.access import Permission, Role, may
from grants.app import routes
from grants.audit.models import Entry
from grants.participants.actions import Joined, add_participant
from grants.participants.models import Participant
from grants.people.actions import NewSeat
from grants.storage.database import rows
from grants.storage.sealed import Seal
from tests.cast import CODE, TODAY, person

pytestmark = pytest.mark.anyio
EGN = "6101057509"


@pytest.fixture
async def participant(small_world, settings):
    """Somebody of the partner abroad, so that every one of these people sees them, with a number."""
    values = {
        "first_name": "Стоян",
        "family_name": "Колев",
        "joined_on": date(2026, 3, 2),
        "partner_id": small_world.partner,
    }
    seal = Seal.of(settings.secret_key)
    return await add_participant(small_world.maria, small_world.project, Joined(values, {}, EGN), seal, TODAY)


def within(content: bytes) -> bytes:
    """What stands in a file, its parts unpacked where it is a workbook."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


NEAR = ("participants", "history", "indicators", "overview", "tasks", "team")  # where people are met, on every run


def places(id_):
    """Addresses of the tracker that are read, with this row where one is asked for: all of them where THOROUGH is set."""
    for route in routes():
        path = route.path.replace("{code}", CODE)
        path = re.sub(r"\{\w+:int\}", str(id_), path).replace("{kind}", "deliverable")
        near = os.environ.get("THOROUGH") or any(one in path for one in NEAR)
        if near and "GET" in (route.methods or ()) and "{" not in path and path != "/sign-out":
            yield path


@pytest.mark.parametrize("name", ["desislava", "angel", "elena", "maria"])
async def test_no_page_shows_a_personal_number_unasked(browser, small_world, participant, name):
    await browser.sign_in(small_world.everybody[name].email)
    here = f"/projects/{CODE}/participants"
    met = 0
    for path in [f"{here}?q=Колев", *places(participant)]:
        answer = await browser.client.get(path)
        assert EGN.encode() not in within(answer.content), path
        met += "P-0001" in answer.text
    assert met >= 3  # the person is met, only the number is not
    assert "P-0001" not in (await browser.client.get(f"{here}?q={EGN}")).text  # nobody is found by a number


async def test_no_log_and_no_fact_of_the_history_holds_one(browser, small_world, caplog):
    caplog.set_level(logging.DEBUG)
    await browser.sign_in("desi@zaedno.example")
    typed = {
        "first_name": "Стоян",
        "family_name": "Колев",
        "joined": "2.3.2026",
        "number_kind": "egn",
        "ground": "consent",
    }
    here = f"/projects/{CODE}/participants"
    wrong = await browser.post(f"{here}/new", {**typed, "form_key": "a", "first_name": "", "personal_number": EGN})
    assert wrong.status_code == 422
    assert (await browser.post(f"{here}/new", {**typed, "form_key": "b", "personal_number": EGN})).status_code == 303
    await browser.client.post(f"{here}/check", data={**typed, "personal_number": EGN})
    await browser.sign_in("maria@zaedno.example")
    id_ = (await Participant.all().values("id"))[0]["id"]
    assert EGN in (await browser.post(f"{here}/{id_}/number")).text
    assert EGN not in caplog.text
    assert EGN not in repr(await Entry.all().values())
    for table in await rows("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"):
        content = await rows(f'SELECT t::text AS said FROM "{table["name"]}" t')
        assert not any(EGN in one["said"] for one in content), table["name"]


@pytest.mark.parametrize("form", ["json", "xlsx"])
async def test_no_export_of_the_project_holds_participants(browser, small_world, participant, form):
    for email in ("maria@zaedno.example", "ivan@zaedno.example", "angel@odit.example"):
        await browser.sign_in(email)
        answer = await browser.client.get(f"/projects/{CODE}/export?as={form}")
        assert answer.status_code == 200
        content = within(answer.content)
        assert EGN.encode() not in content
        assert "Колев ".encode() not in content
        assert b"P-0001" not in content


async def test_the_number_is_asked_by_nobody_but_the_manager(small_world, participant):
    someone = await person("n@x.example", "Нов Човек", "", NewSeat(Role.FIELD_WORKER, small_world.project.ref))
    allowed = {
        name: may(one, Permission.SEE_PERSONAL_NUMBERS, small_world.project.ref)
        for name, one in {**small_world.everybody, "someone": someone}.items()
    }
    assert [name for name, one in allowed.items() if one] == ["maria"]
