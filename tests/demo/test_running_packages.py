"""The demo's report packages: made by the program's own deeds, they end where the project's file says the expenses stand."""

import json
from datetime import UTC, date, datetime

import pytest

from grants.access import OPERATOR
from grants.demo.filling import people_of
from grants.demo.running import running_project
from grants.demo.running_contract import live_contract
from grants.demo.running_packages import not_reported_yet, prepare_packages
from grants.exchange.actions import import_file
from grants.projects.queries import project_seen
from grants.reports.models import Package, Report
from grants.reports.packages.outside import decided_of
from grants.storage.database import rows
from grants.storage.files import FileStore
from grants.values.wording import wording
from tests.cast import TODAY

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("today", [date(2026, 11, 27), pytest.param(date(2027, 3, 2), marks=pytest.mark.walk)], ids=str)
async def test_it_reports_as_the_file_of_the_project_tells(db, settings, today):
    store, told, now = FileStore(settings.files), running_project(today), datetime(2026, 11, 27, 9, tzinfo=UTC)
    content = json.dumps(not_reported_yet(told), ensure_ascii=False).encode()
    await import_file(OPERATOR, "a.json", content, wording("bg"), today=today, kept_by_id=None, manager_id=None)
    project = await project_seen(OPERATOR, told["code"])
    await live_contract(project, today)
    await people_of(project, today)
    for _ in range(2):  # a demo started again is continued
        await prepare_packages(project, told, now, today, store, settings.base_url)
    packages = await Package.all().order_by("sequence", "revision").values("number", "state")
    assert [(one["number"], str(one["state"])) for one in packages] == [
        ("1.1", "returned"), ("1.2", "accepted"), ("2.1", "in_review"), ("3.1", "draft"),
    ]  # fmt: skip
    kept = await rows("SELECT number, state, package, cut_cents, decision FROM expense ORDER BY position")
    assert [(one["number"], one["state"], one["package"], one["decision"]) for one in kept] == [
        (one["number"], one["state"], one.get("package", ""), one.get("decision", "")) for one in told["expenses"]
    ]
    [euro] = (await decided_of(project, "2.1"))["2.1"]
    assert (euro.claimed.plain, euro.approved.plain, euro.cut.plain) == ("7196.50", "1462.00", "60.00")
    assert await Report.all().count() == 3
    states = await rows("SELECT state, package FROM reporting_period ORDER BY start_on LIMIT 3")
    assert [(one["state"], one["package"]) for one in states] == [
        ("accepted", "1.2"),
        ("submitted", "2.1"),
        ("planned", ""),
    ]


async def test_it_leaves_a_folder_alone_that_was_filled_before_there_were_packages(db, settings):
    store, told, now = FileStore(settings.files), running_project(TODAY), datetime(2026, 11, 22, 9, tzinfo=UTC)
    content = json.dumps(told, ensure_ascii=False).encode()
    await import_file(OPERATOR, "a.json", content, wording("bg"), today=TODAY, kept_by_id=None, manager_id=None)
    project = await project_seen(OPERATOR, told["code"])
    await prepare_packages(project, told, now, TODAY, store, settings.base_url)
    assert await Package.all().count() == 0
