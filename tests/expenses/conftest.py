"""A project with a budget, and forms about what it spent."""

from __future__ import annotations

from typing import Any

import pytest

from grants.access import Identity
from grants.acting import install_followers
from grants.expenses.actions import record_expense
from grants.expenses.entering import entered
from grants.expenses.queries import choices
from grants.followers import FOLLOWERS
from grants.projects.queries import Seen
from grants.values.choices import references
from grants.values.entry import Reader
from grants.values.files import KeptFile
from grants.values.wording import wording
from tests.cast import TODAY, World, row

INVOICE = {
    "kind": "invoice",
    "paper_number": "0000001234",
    "issued": "3.11.2026",
    "paid": "10.11.2026",
    "supplier_name": "„Печат и хартия“ ООД",
    "description_bg": "Отпечатване на наръчник",
    "net": "1 234,50",
    "vat": "246,90",
    "currency": "EUR",
    "line": "1.1",
    "partner": "1",
}


@pytest.fixture
async def town(small_world: World) -> World:
    """The small world with two budget lines, one of them the partner's."""
    await row(small_world.project, "line", "1", title_bg="Дейности")
    await row(small_world.project, "line", "1.1", title_bg="Обучения", amount="50000", partner="1")
    await row(small_world.project, "line", "2", title_bg="Пътуване на партньора", amount="9000", partner="2")
    return small_world


async def recorded(by: Identity, project: Seen, scans: tuple[KeptFile, ...] = (), **typed: Any) -> int:
    """An expense as its form is typed, in Bulgarian."""
    known = references(await choices(by, project))
    read = entered({**INVOICE, **typed}, Reader(wording("bg"), TODAY, known), on_a_line=bool(known["line"]))
    assert not read.objections, read.objections
    return await record_expense(by, project, read.document, read.expense, scans)


@pytest.fixture(autouse=True)
def _followed() -> None:
    install_followers(FOLLOWERS)
