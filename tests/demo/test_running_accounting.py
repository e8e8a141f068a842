"""The running project's lei and its accounting: brought in once, whatever the day."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from grants.access import OPERATOR
from grants.accounting.queries import period_of, two_sides
from grants.accounting.rules import compared
from grants.demo.running import running_project
from grants.demo.running_accounting import bring_accounting, spend_lei
from grants.exchange.actions import import_file
from grants.expenses.models import Expense
from grants.projects.queries import project_seen
from grants.storage.files import FileStore
from grants.values.wording import wording

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2026, 3, 2)])
async def test_it_shows_an_expense_in_lei_and_one_difference_with_the_accounting(db, settings, today):
    told = json.dumps(running_project(today), ensure_ascii=False).encode()
    await import_file(OPERATOR, "a.json", told, wording("bg"), today=today, kept_by_id=None, manager_id=None)
    project = await project_seen(OPERATOR, running_project(today)["code"])
    store, now = FileStore(settings.files), datetime.combine(today, datetime.min.time())
    for _ in range(2):  # a demo started again is continued
        await spend_lei(project, now.astimezone(), today)
        await bring_accounting(OPERATOR, project, today, store)
    (lei,) = await Expense.filter(currency="RON")
    assert (lei.amount_cents, lei.rated_cents) == (194_456, 38_573)
    period = await period_of(project)
    assert period is not None
    sides = await two_sides(OPERATOR, project, *period, None)
    found = compared(sides.entries, sides.documents)
    assert (found.missing_here, found.changed, sides.gone) == ([], [], [])
    assert [one.number for one in found.missing_there if one.number == "1000000590"] == ["1000000590"]
