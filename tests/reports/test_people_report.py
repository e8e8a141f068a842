"""The sheets of people among the formats: for a period, from the page of reports and from the command line, by the one writer of
each, for whoever sees personal numbers; in no package and kept nowhere („екип“, „микроданни“).
"""

import hashlib
import html
import re
from argparse import Namespace
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal

import pytest

from grants.audit.models import Entry
from grants.cli import projects
from grants.errors import NotAllowed, Objected, WrongState
from grants.funders.registry import format_named
from grants.reports.actions import chosen_format, prepare_report
from grants.reports.editions import formats_offered
from grants.reports.models import Making, Report
from grants.reports.packages.actions import open_package
from grants.reports.packages.forms import formats_of_packages
from grants.reports.packages.rules import Opening
from grants.reports.people_report import looked_at, people_file
from grants.reports.rules_package import PackageKind
from grants.storage.database import rows
from grants.storage.sealed import Seal
from grants.values.wording import wording
from tests.cast import TODAY
from tests.originals import original_of
from tests.reports.esf_importer import import_participants, lists_of
from tests.reports.people import joined
from tests.reports.team_importer import import_team, lists_in
from tests.reports.test_esf_sheet import register
from tests.reports.test_team_sheet import EGN, work_in

pytestmark = pytest.mark.anyio
TEAM, PARTICIPANTS = format_named("isun-team"), format_named("isun-participants")
BOTH = (TEAM, PARTICIPANTS)
FIRST, LAST = date(2026, 9, 1), date(2026, 10, 4)


@pytest.fixture
async def people(small_world, settings):
    """Hours of the team in September and October, and three participants: one joined later, one without a number."""
    await work_in(small_world)
    seal = Seal.of(settings.secret_key)
    await rows("UPDATE personal_number SET sealed = $1 RETURNING id", seal.close(EGN))
    later = joined(2, joined_on=date(2026, 10, 5), age=73)
    await register(small_world, joined(0), joined(1, number="", labour=""), later)
    return small_world


def asked(world, code: str, **more: str) -> str:
    told = {"format": code, "first": "1.9.2026", "last": "4.10.2026", "language": "bg", "lang": "bg", **more}
    return f"/projects/{world.project.code}/reports?" + "&".join(f"{name}={value}" for name, value in told.items())


async def test_it_holds_the_hours_of_the_period_and_whom_joined_by_its_end(people, settings):
    seal = Seal.of(settings.secret_key)
    made = await people_file(people.maria, people.project, TEAM, FIRST, LAST, seal, TODAY)
    taken = import_team(made.content, lists_in(original_of("Team.xlsx")))
    assert [one.day for one in taken] == [date(2026, 9, 3), date(2026, 9, 3), date(2026, 9, 4), date(2026, 9, 30)]
    made = await people_file(people.maria, people.project, PARTICIPANTS, FIRST, LAST, seal, TODAY)
    found = import_participants(made.content, lists_of(original_of("microdata_ESF.xlsx"))).rows
    assert [one["ЕГН"] for one in found] == [joined(0).personal_number]
    told = await Entry.filter(deed="participants.exported").get()
    assert (told.after["last_on"], told.after["rows"], told.after["left_out"]) == ("2026-10-04", 1, 1)
    with pytest.raises(WrongState):
        await people_file(people.maria, people.project, TEAM, date(2026, 1, 1), date(2026, 1, 31), seal, TODAY)


async def test_it_says_first_what_would_stand_in_it(people):
    team = await looked_at(people.maria, people.project, TEAM, FIRST, LAST)
    assert (team.rows, team.people, team.hours) == (4, 2, Decimal(16))
    assert [one.facts["name"] for one in team.warned] == ["Боян Илиев"]
    assert (
        "Полето „Позиция по проекта/споразумението” от секция „Екип” трябва да е попълнено." in team.warned[0].theirs.bg
    )
    found = await looked_at(people.maria, people.project, PARTICIPANTS, FIRST, LAST)
    assert (found.rows, found.people, found.hours) == (1, 1, None)
    assert [one.facts["count"] for one in found.warned] == [1]


@pytest.mark.parametrize("format_", BOTH, ids=lambda one: one.code)
async def test_only_who_sees_personal_numbers_takes_it(people, settings, format_):
    for name in ("ivan", "elena", "desislava", "angel", "ada", "petar"):
        by = people.everybody[name]
        with pytest.raises(NotAllowed):
            await looked_at(by, people.project, format_, FIRST, LAST)
        with pytest.raises(NotAllowed):
            await people_file(by, people.project, format_, FIRST, LAST, Seal.of(settings.secret_key), TODAY)
    assert not await Entry.filter(deed__in=["team.exported", "participants.exported"]).exists()


@pytest.mark.parametrize(
    ("format_", "said", "sheet"),
    [
        (TEAM, "По един ред за всеки ден и дейност", "Team "),
        (PARTICIPANTS, "Всички, включени до 4.10.2026 г.", "microdata_ESF "),
    ],
    ids=("team", "participants"),
)
async def test_the_page_of_reports_shows_and_hands_it_over(people, browser, format_, said, sheet):
    await browser.sign_in(people.maria.email)
    page = html.unescape(await browser.get(asked(people, format_.code)))
    assert format_.name.bg in page
    assert said in page
    assert EGN not in page
    assert joined(0).personal_number not in page
    form = page[page.index('<input type="hidden" name="format"') :]
    data = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))
    answer = await browser.post(f"/projects/{people.project.code}/reports", data=data)
    assert answer.status_code == 200
    assert f'filename="{sheet}' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert not await Report.exists()
    deed = "team.exported" if format_ is TEAM else "participants.exported"
    assert (await Entry.filter(deed=deed).get()).after["sha256"] == hashlib.sha256(answer.content).hexdigest()
    nobody = html.unescape(await browser.get(asked(people, TEAM.code, first="1.1.2026", last="31.1.2026")))
    assert "В него няма да има никого." in nobody
    refused = await browser.client.post(
        f"/projects/{people.project.code}/reports?lang=bg",
        data={**data, "format": TEAM.code, "first": "1.1.2026", "last": "31.1.2026"},
    )
    assert refused.status_code == 409
    assert "За тези дни няма одобрени часове." in html.unescape(refused.text)


@pytest.mark.parametrize("format_", BOTH, ids=lambda one: one.code)
async def test_others_are_offered_none_and_given_none(people, browser, format_):
    await browser.sign_in(people.ivan.email)
    assert format_.code not in await browser.get(asked(people, "isun-docs"))
    await browser.get(asked(people, format_.code), 403)
    data = {"format": format_.code, "first": "1.9.2026", "last": "4.10.2026", "language": "bg"}
    answer = await browser.client.post(f"/projects/{people.project.code}/reports", data=data)
    assert answer.status_code == 403


@pytest.mark.parametrize("format_", BOTH, ids=lambda one: one.code)
async def test_it_is_no_report_that_is_kept_and_goes_into_no_package(people, browser, app, format_):
    words = wording("bg")
    assert format_.code not in [code for code, _ in formats_of_packages(words)]
    assert format_.code in [code for code, _ in formats_offered(words)]
    with pytest.raises(Objected) as refused:
        chosen_format(format_.code)
    assert [one.place for one in refused.value.objections] == ["format"]
    with pytest.raises(Objected):
        await prepare_report(people.maria, people.project, format_.code, None, FIRST, LAST, "bg", app.state.files)
    with pytest.raises(Objected):
        await open_package(
            people.maria, people.project, Opening(PackageKind.ALL, FIRST, LAST, format_.code, "bg"), TODAY
        )
    await browser.sign_in(people.maria.email)
    data = {"format": format_.code, "first": "1.9.2026", "last": "4.10.2026", "language": "bg", "form_key": "к"}
    await browser.client.post(f"/projects/{people.project.code}/reports/look", data=data)
    assert not await Making.exists()


@pytest.mark.parametrize(("format_", "rows"), [(TEAM, 4), (PARTICIPANTS, 1)], ids=("team", "participants"))
async def test_the_command_writes_it_for_its_owner_alone(people, settings, monkeypatch, tmp_path, format_, rows):
    @asynccontextmanager
    async def here(_settings):
        yield {}

    monkeypatch.setattr(projects, "tracker", here)
    folder = tmp_path / "отчети"
    told = {"project": people.project.code, "format": format_.code, "edition": None, "first": FIRST, "last": LAST}
    chosen = Namespace(**told, to_dir=str(folder), new_since=None, json=True)
    said = await projects.report(chosen, settings, wording("bg"))
    assert said.data is not None
    (file,) = said.data["files"]
    written = folder / file["name"]
    assert hashlib.sha256(written.read_bytes()).hexdigest() == file["sha256"]
    assert file["totals"] == {"rows": rows}
    assert written.stat().st_mode & 0o077 == 0
    assert [one.name for one in folder.iterdir()] == [file["name"]]
    assert len(said.data["warnings"]) == 1
    listed = (await projects.formats(chosen, settings, wording("bg"))).data
    assert listed is not None
    (one,) = [found for found in listed["formats"] if found["code"] == format_.code]
    assert (one["edition"], one["languages"], one["layout_verified"]) == ("2014-2020", ["bg"], True)
