"""What the tests of report packages stand on."""

from __future__ import annotations

import pytest

from grants.acting import install_followers
from grants.followers import FOLLOWERS
from grants.storage.files import FileStore
from tests.cast import row
from tests.reports.quarter import spend


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "хранилище")


@pytest.fixture
async def quarter(small_world):
    """The third quarter as it lies in the ledger, with its period and its deadline."""
    install_followers(FOLLOWERS)
    project = small_world.project
    await row(project, "line", "1", title_bg="Обучения", amount="5000", currency="EUR")
    await row(
        project,
        "period",
        "3",
        start="1.7.2026",
        end="30.9.2026",
        due="15.11.2026",
        kind="interim",
        technical="yes",
        financial="yes",
    )
    await row(project, "deadline", "1", kind="report", title_bg="Отчет за третото тримесечие", due="15.11.2026")
    await row(project, "deadline", "2", kind="report", title_bg="Годишен отчет", due="31.01.2027")
    await spend(project, "1", "450.25", "10.8.2026", "1", paper="0001")
    await spend(project, "2", "99.75", "20.6.2026", "1", paper="0002")
    await spend(project, "3", "300", "15.9.2026", "2", paper="F-3", supplier="Imprenta del Río S.L.")
    await spend(project, "4", "120.40", "2.10.2026", "2", paper="F-4", supplier="Imprenta del Río S.L.")
    yield small_world
    install_followers(())
