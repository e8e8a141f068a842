"""Ten thousand participants in ИСУН's sheet: exported within 10 s, imported with all checks within 15 s, at most 150 MB above idle.

Run by hand: `pytest tests/benchmarks/test_participants.py -o addopts=--import-mode=importlib -s`.
"""

from __future__ import annotations

import asyncio
import gc
import os

import pytest

from grants.access import Permission
from grants.acting import acting
from grants.exchange.people_import import Fate, look_at_sheet, take_sheet
from grants.participants.actions import add_participants
from grants.participants.models import Participant
from grants.personal.models import PersonalNumber
from grants.reports.people_export import export_participants
from grants.storage.sealed import Seal
from tests.benchmarks.test_accounting import Watched, longest_pause
from tests.cast import TODAY, world
from tests.reports.people import joined

pytestmark = pytest.mark.anyio

PEOPLE, EXPORT_SECONDS, IMPORT_SECONDS, MEGABYTES = 10_000, 10, 15, 150
SEAL = Seal.of("тестов-ключ-" * 4)


def told(what: str, watched: Watched, pause: float) -> str:
    return (
        f"{what}: {watched.seconds:.2f} s, {watched.cpu:.2f} s of them at work, at load {os.getloadavg()[0]:.1f}; "
        f"{watched.megabytes:.0f} MB more at its peak; the loop waited {pause:.2f} s at most"
    )


async def test_it_writes_and_takes_ten_thousand_participants_in_time(db, settings):
    town = await world()
    # A first one of each, so that what is loaded once is no part of the figures.
    await _added(town, 1)
    small = await export_participants(town.maria, town.project, SEAL, TODAY)
    await look_at_sheet(town.maria, town.project, "", small.content, SEAL, TODAY)
    await _emptied()
    await _added(town, PEOPLE)
    gc.collect()

    ended = asyncio.Event()
    pauses = asyncio.create_task(longest_pause(ended))
    with Watched() as watched:
        made = await export_participants(town.maria, town.project, SEAL, TODAY)
    ended.set()
    print(f"\n{told(f'export of {made.rows}, {len(made.content) / 1e6:.1f} MB', watched, await pauses)}")
    assert made.rows == PEOPLE
    assert watched.seconds < EXPORT_SECONDS
    assert watched.megabytes < MEGABYTES

    content = made.content
    await _emptied()
    gc.collect()
    ended = asyncio.Event()
    pauses = asyncio.create_task(longest_pause(ended))
    with Watched() as watched:
        looked = await look_at_sheet(town.maria, town.project, "хора.xlsx", content, SEAL, TODAY)
        assert looked.count(Fate.NEW) == PEOPLE
        sealed = looked.sealed
        del looked
        taken = await take_sheet(town.maria, town.project, sealed, SEAL, TODAY)
    ended.set()
    print(told(f"import of {taken}, {len(sealed) / 1e6:.1f} MB carried by the page", watched, await pauses))
    assert taken == await Participant.all().count() == PEOPLE
    assert watched.seconds < IMPORT_SECONDS
    assert watched.megabytes < MEGABYTES


async def _added(town, many: int) -> None:
    async with acting(town.maria, Permission.EDIT_PARTICIPANTS, town.project.ref) as deed:
        await add_participants(deed, town.project, [joined(n) for n in range(many)], SEAL)


async def _emptied() -> None:
    await Participant.all().delete()
    await PersonalNumber.all().delete()
