"""Faults are run beside the ordinary tests, by `pytest -m fault`: they take their time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.workers import Workers
from tests.post_office import Mailbox, mail_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder carries the mark."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.fault)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """What arrives at a mail server of this test's own."""
    with mail_server() as box:
        yield box


@pytest.fixture
def worker(db, mailbox, tmp_path) -> Iterator[Workers]:
    """Starts real workers over this test's database and mail server, and ends those that are left."""
    workers = Workers(db, mailbox, str(tmp_path / "данни"))
    yield workers
    workers.end()
