"""Bringing a sheet of micro-data into the register: looked at first, then taken whole or not at all.

Between the two nothing lies on the server: the page carries what was read, sealed, so that what is confirmed is what was seen.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from grants.access import Identity, Permission, may, own_part_only
from grants.acting import acting
from grants.errors import NotAllowed, WrongState
from grants.exchange.people_reading import Line, SheetRead, read_people
from grants.exchange.people_understanding import Understood, understand
from grants.participants.actions import Joined, add_participants
from grants.participants.rules_person import completed, same_person_text
from grants.personal.queries import bearers_of
from grants.personal.rules import Bearer, plain_number
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.storage.sealed import Seal
from grants.values.language import N_

CHANGED_SINCE = N_("The register changed since you looked at the sheet. Look at it again and confirm then.")
OTHER_SHEET = N_("This is not the sheet you looked at. Send the file again.")
NOTHING_NEW = N_("Everybody in this sheet is in the register already.")

_ACTIVITIES = """
SELECT id, title_bg, title_en FROM activity WHERE project_id = $1 AND ($2::bigint IS NULL OR partner_id = $2)
ORDER BY position DESC
"""
_SAME = "SELECT fingerprint FROM participant WHERE project_id = $1 AND fingerprint = ANY($2::text[])"


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    HERE = "here"  # in the register already
    TWICE = "twice"  # further up in the sheet already


@dataclass(frozen=True, slots=True)
class Looked:
    """A sheet that was looked at: what it says, what would become of each row, and what the confirmation brings along."""

    name: str
    sha256: str
    read: SheetRead
    understood: Understood
    fates: Mapping[int, Fate]
    sealed: str = ""

    @property
    def new(self) -> list[tuple[int, Joined]]:
        """Those who would be added, by row."""
        return [(row, one) for row, one in self.understood.people if self.fates.get(row) is Fate.NEW]

    def count(self, fate: Fate) -> int:
        """How many rows have this fate."""
        return sum(one is fate for one in self.fates.values())


async def look_at_sheet(by: Identity, project: Seen, name: str, content: bytes, seal: Seal, today: date) -> Looked:
    """What a sheet would bring. Raises Objected when it is none of micro-data; its faults are told, and kept from being saved."""
    _may(by, project)
    read = await asyncio.to_thread(read_people, content)
    sha256 = hashlib.sha256(content).hexdigest()
    looked = await _looked(by, project, name, sha256, read, seal, today)
    if looked.understood.faults or not looked.new:
        return looked
    sealed = await asyncio.to_thread(_closed, by, project, looked, seal)
    return Looked(looked.name, looked.sha256, looked.read, looked.understood, looked.fates, sealed)


async def take_sheet(by: Identity, project: Seen, sealed: str, seal: Seal, today: date, *, once: str = "") -> int:
    """The sheet that was looked at, taken whole; gives how many people were added.

    Raises WrongState when it is another, or the register is no longer as it was then.
    """
    told = await asyncio.to_thread(_opened, sealed, seal)
    if told.get("project") != project.id or told.get("person") != by.person_id:
        raise WrongState(OTHER_SHEET)
    async with acting(by, Permission.EDIT_PARTICIPANTS, project.ref, once=once) as deed:
        await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)
        read = SheetRead(tuple(Line(row, tuple(cells)) for row, cells in told["lines"]))
        looked = await _looked(by, project, told["name"], told["sha256"], read, seal, today)
        if looked.understood.faults or [row for row, _ in looked.new] != told["new"]:
            raise WrongState(CHANGED_SINCE)
        added = await add_participants(deed, project, [one for _, one in looked.new], seal)
        after = {"file": looked.name[:200], "sha256": looked.sha256, "rows": len(added)}
        deed.happened("participants.imported", "participants", None, after=after)
    return len(added)


def _may(by: Identity, project: Seen) -> None:
    if not may(by, Permission.EDIT_PARTICIPANTS, project.ref):
        raise NotAllowed(N_("Your role does not allow this."))


async def _looked(
    by: Identity, project: Seen, name: str, sha256: str, read: SheetRead, seal: Seal, today: date
) -> Looked:
    own = own_part_only(by, project.ref, Permission.EDIT_PARTICIPANTS)
    activities = await _activities(project, own)
    understood, prints = await asyncio.to_thread(_understood, read, activities, today, own, seal)
    here = set(await bearers_of(project.id, Bearer.PARTICIPANT, [one for one, _ in prints.values() if one]))
    by_name = [one for _, one in prints.values() if one]
    here |= {row["fingerprint"] for row in await rows(_SAME, project.id, by_name)}
    fates = {}
    for row, _ in understood.people:
        if row in understood.twice:
            fates[row] = Fate.TWICE
        else:
            fates[row] = Fate.HERE if here & set(prints[row]) else Fate.NEW
    return Looked(name, sha256, read, understood, fates)


async def _activities(project: Seen, own: int | None) -> dict[str, int]:
    """The project's activities by their titles, the first of each title."""
    found: dict[str, int] = {}
    for row in await rows(_ACTIVITIES, project.id, own):
        found |= {row[side].strip().casefold(): row["id"] for side in ("title_bg", "title_en") if row[side].strip()}
    return found


def _understood(
    read: SheetRead, activities: Mapping[str, int], today: date, own: int | None, seal: Seal
) -> tuple[Understood, dict[int, tuple[str, str]]]:
    """What the rows say, and by what each person is found here: by the number, and by the names and the day of birth."""
    found = understand(read.lines, activities, today)
    if own is not None:
        people = tuple(
            (row, Joined(one.values | {"partner_id": own}, one.special, one.personal_number, one.number_kind))
            for row, one in found.people
        )
        found = Understood(people, found.faults, found.warnings, found.twice)
    return found, {row: _prints(one, seal) for row, one in found.people}


def _prints(one: Joined, seal: Seal) -> tuple[str, str]:
    text = same_person_text(completed(one.values, one.personal_number, one.number_kind))
    number = plain_number(one.personal_number)
    return (seal.fingerprint(number) if number else "", seal.fingerprint(text) if text else "")


# --- what the page carries ----------------------------------------------------------------------------------------


def _closed(by: Identity, project: Seen, looked: Looked, seal: Seal) -> str:
    told: dict[str, Any] = {"project": project.id, "person": by.person_id, "name": looked.name, "sha256": looked.sha256}
    told |= {"lines": [(line.row, line.cells) for line in looked.read.lines], "new": [row for row, _ in looked.new]}
    packed = zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 6)
    return seal.close(base64.b85encode(packed).decode())


def _opened(sealed: str, seal: Seal) -> dict[str, Any]:
    """What was sealed here: only what this tracker closed opens at all, and nobody could have changed it since."""
    try:
        told = json.loads(zlib.decompress(base64.b85decode(seal.open(sealed))))
    except (ValueError, zlib.error):  # something else this tracker sealed
        raise WrongState(OTHER_SHEET) from None
    return told if isinstance(told, dict) else {}
