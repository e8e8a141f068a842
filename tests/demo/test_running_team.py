"""The running project's team: gathered once, found again in an earlier project, with numbers that are none's."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from grants.access import OPERATOR
from grants.checks.queries import findings_of
from grants.demo.running import running_project
from grants.demo.running_hours import MONTHS, work_hours
from grants.demo.running_team import TEAM, gather_team
from grants.exchange.actions import import_file
from grants.personal.rules import IdentifierKind, egn_objection
from grants.projects.queries import project_seen
from grants.storage.sealed import Seal
from grants.team.models import Timesheet
from grants.team.queries import members_of
from grants.team.salary import why_none
from grants.values.wording import wording

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


async def test_it_gathers_five_people_once(db, settings):
    told = json.dumps(running_project(TODAY), ensure_ascii=False).encode()
    await import_file(OPERATOR, "a.json", told, wording("bg"), today=TODAY, kept_by_id=None, manager_id=None)
    project = await project_seen(OPERATOR, running_project(TODAY)["code"])
    for _ in range(2):  # a demo started again is continued
        await gather_team(project, TODAY, Seal.of(""))
        await work_hours(project, settings, NOW)
    members = await members_of(OPERATOR, project)
    assert [row["name"] for row in members] == [one.name for one in TEAM]
    states = [row["state"] for row in await Timesheet.all().order_by("id").values("state")]
    assert [one.stands for one in MONTHS] == ["entered" if state == "draft" else state for state in states]
    assert [why_none(row) for row in members] == [""] * 5
    found = [
        one.code for one in await findings_of(OPERATOR, project, TODAY) if one.code.startswith(("HOURS", "MEMBER"))
    ]
    assert found == [
        "MEMBER_UNAPPOINTED",
        "HOURS_OVER_MONTH",
    ]  # the psychologist worked more than is claimed of a month


def test_its_personal_numbers_are_well_formed():
    assert not [one.number for one in TEAM if one.kind is IdentifierKind.EGN and egn_objection(one.number)]
