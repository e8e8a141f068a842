"""Making a dossier: every file is looked at, the zip is put together on the disk, kept, and entered in the history."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from grants.access import Identity, Permission
from grants.acting import acting
from grants.errors import Objected, Objection
from grants.projects.queries import Seen
from grants.reports.dossier.book import LACKS, book
from grants.reports.dossier.expenses import actor
from grants.reports.dossier.index import BOOK, INDEX, SUMS, Dossier, Lack, Piece, sums
from grants.reports.dossier.queries import refuse_others
from grants.reports.dossier.scope import EDITION, FORMAT, Of, Scope, scope_told
from grants.reports.dossier.told import Gathered, gathered, told
from grants.reports.models import Report, ReportFile
from grants.reports.watch import nobody_waits
from grants.reports.workbook import written
from grants.storage.files import FileStore, Kept
from grants.storage.packing import Member, pack
from grants.values.language import N_, Language
from grants.values.wording import wording
from grants.web.templating import rendered

EMPTY = N_("No document and no expense belongs to what you ask for.")
_PIECE: Final = 1024 * 1024

Progress = Callable[[int, int], Awaitable[None]]
"""Told how many steps of how many are done."""


@dataclass(frozen=True, slots=True)
class Made:
    """A dossier that was made: its file's name, and how much it holds."""

    id: int
    name: str
    kept: Kept
    documents: int
    files: int


async def nobody_looks(_done: int, _of: int) -> None:
    """The progress of what nobody waits for."""


async def make_dossier(
    by: Identity,
    project: Seen,
    scope: Scope,
    language: Language,
    files: FileStore,
    *,
    now: datetime,
    zone: ZoneInfo,
    progress: Progress = nobody_looks,
    recorded: Callable[[int], Awaitable[None]] = nobody_waits,
    once: str = "",
) -> Made:
    """A dossier in the file store, with its row and its entry in the history.

    Raises NotAllowed for whoever sees only a part, Objected where nothing belongs to it. The zip is written before the
    transaction begins, so that nobody waits for it; should recording fail, bytes nobody names lie in the store.
    """
    refuse_others(by, project)
    words = wording(language)
    found = await gathered(by, project, scope, words, zone)
    if scope.of is not Of.PROJECT and not found.ledger.documents and not found.ledger.claims:
        raise Objected([Objection(EMPTY)])
    steps = _Steps(progress, 2 * len(found.pieces))
    lacks = await _looked_at(found, files, steps)
    dossier = await told(project, scope, found, lacks, words, by=actor(by.name, words), now=now, zone=zone)
    kept = await _kept(dossier, language, files, now.astimezone(zone).date(), steps)
    name = f"{project.code} {dossier.title} {now.astimezone(zone):%Y-%m-%d}.zip"
    async with acting(by, Permission.EXPORT_PROJECT, project.ref, once=once) as deed:
        report = await _recorded(by, project, scope, language, dossier, found, now.astimezone(zone).date())
        await ReportFile.create(report_id=report.id, name=name, size=kept.size, sha256=kept.sha256)
        after = {"file": name, "sha256": kept.sha256, "rows": len(found.ledger.documents)}
        after |= {"first_on": scope.first, "last_on": scope.last} if scope.of is Of.PERIOD else {}
        deed.happened("dossier.made", "dossier", report.id, dossier.scope, after=after)
        await recorded(int(report.id))
    return Made(report.id, name, kept, len(found.ledger.documents), len(dossier.held))


async def _recorded(
    by: Identity, project: Seen, scope: Scope, language: Language, dossier: Dossier, found: Gathered, today: date
) -> Report:
    days = [row["paid_on"] or row["issued_on"] for row in found.ledger.documents]
    known = [day for day in days if day] or [today]
    return await Report.create(
        project_id=project.id,
        format=FORMAT,
        edition=EDITION,
        language=language,
        first_on=scope.first or min(known),
        last_on=scope.last or max(known),
        prepared_by_id=by.person_id,
        figures={
            **scope_told(scope),
            "documents": len(found.ledger.documents),
            "files": len(dossier.held),
            "sensitive": dossier.sensitive,
        },
    )


@dataclass(slots=True)
class _Steps:
    """How far it has come."""

    progress: Progress
    of: int
    done: int = 0

    async def one(self) -> None:
        self.done += 1
        await self.progress(min(self.done, self.of), self.of)


async def _looked_at(found: Gathered, files: FileStore, steps: _Steps) -> dict[str, Lack]:
    """The files whose bytes can't be given: not in the store, or no longer what they were."""
    lacks: dict[str, Lack] = {}
    looked: set[str] = set()
    for piece in found.pieces:
        await steps.one()
        if piece.lack is not None or piece.sha256 in looked:
            continue
        looked.add(piece.sha256)
        path = files.path_of(piece.sha256)
        if path is None:
            lacks[piece.sha256] = Lack.NOT_HERE
        elif await asyncio.to_thread(_sha256, path) != piece.sha256:
            lacks[piece.sha256] = Lack.SPOILED
    return lacks


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _kept(dossier: Dossier, language: Language, files: FileStore, today: date, steps: _Steps) -> Kept:
    """The zip in the store: the index in both its forms, the files in order, and the sums of them all."""
    own = await asyncio.to_thread(_own, dossier, language, today)
    summed = [(hashlib.sha256(content).hexdigest(), name) for name, content in own]
    summed += [(piece.sha256, piece.path) for piece in dossier.held]
    beginning = [Member(name, content) for name, content in (*own, (SUMS, sums(summed)))]

    async def write(into: BinaryIO) -> None:
        await pack(into, [*beginning, *_members(dossier.held, files)], steps.one)

    return await files.keep_written(write)


def _members(held: Iterable[Piece], files: FileStore) -> Iterator[Member]:
    for piece in held:
        path = files.path_of(piece.sha256)
        assert path is not None  # looked at a moment ago
        yield Member(piece.path, path, piece.sha256)


def _own(dossier: Dossier, language: Language, today: date) -> list[tuple[str, bytes]]:
    """The files that are written for the dossier itself."""
    words = wording(language)
    lacks = {lack: words.say(said) for lack, said in LACKS.items()}
    page = rendered("reports/dossier_index.html", language, {"d": dossier, "lacks": lacks, "own": (BOOK, SUMS)})
    return [(INDEX, page.encode()), (BOOK, written(book(dossier, words), today))]
