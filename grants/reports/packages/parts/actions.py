"""A partner's part of a package, handed in, withdrawn and given back, and the letters about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from grants.access import Identity, Permission
from grants.acting import acting
from grants.errors import Changed, Objected, Objection, WrongState
from grants.letters.actions import Envelope, write_letter
from grants.projects.queries import Seen
from grants.reports.models import PackagePart
from grants.reports.packages.actions import NOT_NOW
from grants.reports.packages.parts.queries import PartSeen, part_seen_by, parts_of
from grants.reports.packages.parts.telling import part_letter
from grants.reports.packages.rules import REASON_NEEDED
from grants.reports.packages.schedule.queries import coordinator_of, readers_of
from grants.reports.rules_package import PackageState, PartState
from grants.storage.database import rows
from grants.values.language import N_, language_named

SAY_WHAT: Final = N_("Say in a sentence what is still missing.")


@dataclass(frozen=True, slots=True)
class _Step:
    """What may be done with a part: from which states to which, with whose permission, and how the history tells it."""

    verb: str
    by: Permission
    of: frozenset[PartState]
    to: PartState | None = None  # None: it stays as it is
    told: bool = False  # whether those responsible for the package read of it in a letter


_OPEN: Final = frozenset({PartState.AWAITED, PartState.RETURNED})
_HAND_IN: Final = _Step("part_handed_in", Permission.HAND_IN_PART, _OPEN, PartState.HANDED_IN, told=True)
_SAY: Final = _Step("part_said", Permission.HAND_IN_PART, _OPEN)
_WITHDRAW: Final = _Step(
    "part_withdrawn", Permission.HAND_IN_PART, frozenset({PartState.HANDED_IN}), PartState.AWAITED, told=True
)
_RETURN: Final = _Step("part_returned", Permission.PREPARE_REPORT, frozenset({PartState.HANDED_IN}), PartState.RETURNED)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step is taken, and under which address people reach the tracker: what a letter about it needs."""

    now: datetime
    today: date
    base_url: str


async def hand_in_part(
    by: Identity, project: Seen, package_id: int, partner_id: int, version: int, at: Moment, *, once: str = ""
) -> None:
    """A partner's part of a draft, complete: so says somebody of that partner, or the office for it.

    Those responsible for the package read of it in a letter, but for whoever says so.
    """
    await _take(_HAND_IN, by, project, (package_id, partner_id), version, at, once)


async def say_missing(
    by: Identity,
    project: Seen,
    package_id: int,
    partner_id: int,
    version: int,
    words: str,
    at: Moment,
    *,
    once: str = "",
) -> None:
    """What is missing still in a part that is not handed in, in the partner's words."""
    said = _said(words, SAY_WHAT, "said")
    await _take(_SAY, by, project, (package_id, partner_id), version, at, once, said=said)


async def withdraw_part(
    by: Identity,
    project: Seen,
    package_id: int,
    partner_id: int,
    version: int,
    words: str,
    at: Moment,
    *,
    once: str = "",
) -> None:
    """A part that was handed in and is not complete after all, with what is missing; until the package is ready.

    Those responsible for the package read of it in a letter, but for whoever says so.
    """
    said = _said(words, SAY_WHAT, "said")
    await _take(_WITHDRAW, by, project, (package_id, partner_id), version, at, once, said=said)


async def return_part(
    by: Identity,
    project: Seen,
    package_id: int,
    partner_id: int,
    version: int,
    reason: str,
    at: Moment,
    *,
    once: str = "",
) -> None:
    """A part that goes back to its partner, with the reason."""
    note = _said(reason, REASON_NEEDED, "reason")
    await _take(_RETURN, by, project, (package_id, partner_id), version, at, once, note=note)


def _said(words: str, needed: str, place: str) -> str:
    """What was typed; Objected beside its field where that is nothing."""
    if not words.strip():
        raise Objected([Objection(needed, place=place)])
    return words.strip()


async def _take(
    step: _Step,
    by: Identity,
    project: Seen,
    which: tuple[int, int],
    version: int,
    at: Moment,
    once: str,
    *,
    note: str = "",
    said: str = "",
) -> None:
    """One step with a part; WrongState where its state or that of its package allows none, Changed when somebody was quicker."""
    async with acting(by, step.by, project.ref, once=once) as deed:
        await part_seen_by(by, project, *which)
        await rows("SELECT 1 FROM report_package WHERE id = $1 FOR UPDATE", which[0])
        part = await part_seen_by(by, project, *which)
        if part.package_state is not PackageState.DRAFT or part.state not in step.of:
            raise WrongState(NOT_NOW)
        after = {
            "state": step.to or part.state,
            "note": note if step.to else part.note,
            "said": said,
            "changed_at": at.now,
            "changed_by_id": by.person_id,
            "changed_by_name": "" if by.person_id else by.name[:400],
        }
        found = PackagePart.filter(package_id=which[0], partner_id=which[1], version=version)
        if not await found.update(version=version + 1, **after):
            raise Changed({"state": part.state, "version": part.version})
        deed.happened(
            f"package.{step.verb}",
            "package",
            which[0],
            _label(part),
            before={"part": part.state, "said": part.said},
            after={"part": after["state"], "said": said},
            reason=note,
        )
        if step.told:
            await _tell(by, project, which, version, at)


async def _tell(by: Identity, project: Seen, which: tuple[int, int], version: int, at: Moment) -> None:
    """The letters about a part as it stands now, in the transaction in which it came to that."""
    parts = await parts_of(project, which[0])
    part = next(one for one in parts if one.partner_id == which[1])
    awaited = [one.partner for one in parts if one.state is not PartState.HANDED_IN and one.partner_id != which[1]]
    for reader in await readers_of(project, await coordinator_of(project), at.today):
        if reader["id"] == by.person_id:
            continue
        language = language_named(reader["language"]) or "bg"
        words = part_letter(project, part, awaited, by.name, language, at.base_url)
        key = f"part:{part.state}:{which[0]}:{which[1]}:{version}:{reader['id']}"
        await write_letter(Envelope(key, reader["id"], reader["email"], language, at.now), words, {"package": which[0]})


def _label(part: PartSeen) -> str:
    return f"{part.package} · {part.partner.bg or part.partner.en}"
