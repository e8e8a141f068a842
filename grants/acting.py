"""The one doorway of every change: permission, transaction and audit entry together; a silent action is rolled back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from grants.access import Identity, Permission, ProjectRef, may
from grants.audit.models import Entry
from grants.errors import AlreadyDone, NotAllowed
from grants.storage.database import insert_all, rows, transaction
from grants.values.language import N_


@dataclass(frozen=True)
class Happening:
    """What a follower is told: the deed's name, who did it, to which row, and what differs."""

    deed: str
    by: Identity
    project: ProjectRef | None
    subject: str
    subject_id: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]


Follower = Callable[["Deed", Happening], Awaitable[None]]
Last = Callable[["Deed"], Awaitable[None]]
_followers: dict[str, list[Follower]] = {}
_last: list[Last] = []


def install_followers(followers: Sequence[tuple[str, Follower]], last: Sequence[Last] = ()) -> None:
    """What follows what, in the same transaction and under the same deed; replaces what was installed before.

    The `last` are asked once of every deed, when all that follows it was done.
    """
    _followers.clear()
    _last[:] = last
    for deed, follower in followers:
        _followers.setdefault(deed, []).append(follower)


class SilentActionError(RuntimeError):
    """An action ended without saying what happened: a fault of ours, and nothing it did is kept."""


@dataclass
class Deed:
    """What an action says it has done, and to what kinds of rows: a follower of one among thousands need not look through all."""

    by: Identity
    project: ProjectRef | None
    happenings: list[tuple[Happening, str, str]] = field(default_factory=list)
    subjects: set[str] = field(default_factory=set)

    def happened(
        self,
        deed: str,
        subject: str,
        subject_id: int | None,
        label: str = "",
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        reason: str = "",
        project: ProjectRef | None = None,
    ) -> None:
        """Say what was done to which row; of `before` and `after` only what differs is kept."""
        old, new = _differing(before or {}, after or {})
        happening = Happening(deed, self.by, project or self.project, subject, subject_id, old, new)
        self.happenings.append((happening, label, reason))
        self.subjects.add(subject)


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {n: before[n] for n in names if n in before}, {n: after[n] for n in names if n in after}


def _plain(value: object) -> object:
    """A value as JSON keeps it, exactly."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


@asynccontextmanager
async def acting(
    by: Identity, permission: Permission, project: ProjectRef | None = None, *, once: str = ""
) -> AsyncIterator[Deed]:
    """Do something that people would call a fact: refused without the permission, kept only with its audit entry.

    `once` is the key of the form it was asked with: sent again, it raises AlreadyDone. Raises NotAllowed before
    anything is read, SilentActionError (and rolls back) when nothing was said.
    """
    if not may(by, permission, project):
        raise NotAllowed(N_("Your role does not allow this."))
    async with transaction():
        if once and not await _first_time(once):
            raise AlreadyDone
        deed = Deed(by, project)
        yield deed
        if not deed.happenings:
            raise SilentActionError(permission)
        for happening, _label, _reason in tuple(deed.happenings):
            for follower in _followers.get(happening.deed, ()):
                await follower(deed, happening)
        for closing in _last:
            await closing(deed)
        await insert_all(Entry, [_entry(by, *said) for said in deed.happenings])


class _TakenBack(Exception):
    """What was rehearsed is over."""


@asynccontextmanager
async def rehearsal() -> AsyncIterator[None]:
    """Everything inside is done as it would be done, can be looked at inside, and is taken back whole at the end."""
    with suppress(_TakenBack):
        async with transaction():
            yield
            raise _TakenBack


def _entry(by: Identity, happening: Happening, label: str, reason: str) -> dict[str, Any]:
    return {
        "person_id": by.person_id,
        "person_name": by.name,
        "project_id": happening.project.id if happening.project else None,
        "deed": happening.deed,
        "subject": happening.subject,
        "subject_id": happening.subject_id,
        "subject_label": label,
        "before": {n: _plain(v) for n, v in happening.before.items()} or None,
        "after": {n: _plain(v) for n, v in happening.after.items()} or None,
        "reason": reason,
    }


async def _first_time(key: str) -> bool:
    """Whether this form is sent for the first time; a second sending waits here until the first is kept or given up."""
    return bool(
        await rows(
            "INSERT INTO sent_form (key, at) VALUES ($1, now()) ON CONFLICT (key) DO NOTHING RETURNING id", key[:64]
        )
    )
