"""Commands about projects: import, export, check, formats, report."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from grants.access import OPERATOR, Identity
from grants.checks.queries import findings_of, findings_of_all
from grants.checks.rules import Finding, gravest_first, told_together
from grants.cli.command import Command, Said, objections_said, tracker
from grants.cli.progress import progress_shown
from grants.entries.kinds import BY_NAME
from grants.errors import CannotStart, NotFound, Objected
from grants.exchange.actions import export_project, import_file
from grants.funders.registry import FORMATS
from grants.people.queries import identity_by_email
from grants.projects.queries import Seen, project_named, projects_seen
from grants.reports.actions import Wanted, chosen_format, prepare_long_report
from grants.reports.people_report import looked_at, people_file, people_file_name
from grants.reports.queries import given_before, since_named
from grants.reports.watch import Watch
from grants.settings import Settings
from grants.storage.files import FileStore
from grants.storage.reasons import reason_of
from grants.storage.sealed import Seal
from grants.values.language import N_
from grants.values.wording import Wording

IMPORTED = N_("{file}: {title} ({code}), {rows} rows.")
NO_FOLDER = N_("The folder {folder} can't be used: {reason}. Give another one with --to-dir.")
WOULD_IMPORT = N_("{file}: {title} ({code}), {rows} rows. Nothing was saved: this was a dry run.")


def _today(settings: Settings) -> date:
    return datetime.now(settings.time_zone).date()


async def import_files(chosen: Command, settings: Settings, words: Wording) -> Said:
    """Each file whole or not at all; one that is refused does not stop the others."""
    store = FileStore(settings.files)
    done: list[dict[str, Any]] = []
    lines: list[str] = []
    refused = False
    async with tracker(settings):
        manager = await _person(chosen.as_person) if chosen.as_person else None
        for name in chosen.files:
            try:
                brought = await import_file(
                    OPERATOR,
                    Path(name).name,
                    _existing(name),
                    words,
                    today=_today(settings),
                    kept_by_id=manager.organisation_id if manager else None,
                    manager_id=manager.person_id if manager else None,
                    files=store,
                    limit=settings.max_upload,
                    dry_run=chosen.dry_run,
                )
            except Objected as problem:
                said = objections_said(problem, words)
                done.append({"file": name, **(said.data or {})})
                lines += [f"{name}: {line}" for line in said.text.splitlines()]
                refused = True
                continue
            warnings = [words.say(one.sentence, **one.facts) for one in brought.warnings]
            done.append({"file": name, "code": brought.code, "rows": dict(brought.counts), "warnings": warnings})
            told = WOULD_IMPORT if chosen.dry_run else IMPORTED
            lines.append(
                words.say(
                    told,
                    file=name,
                    title=brought.title.in_(words.language),
                    code=brought.code,
                    rows=sum(brought.counts.values()),
                )
            )
            lines += [f"  {warning}" for warning in warnings]
    return Said({"files": done}, "\n".join(lines), 1 if refused else 0)


def _existing(name: str) -> Path:
    if not Path(name).is_file():
        raise CannotStart(N_("There is no file {name}."), name=name)
    return Path(name)


async def _person(email: str) -> Identity:
    found = await identity_by_email(email)
    if found is None:
        raise NotFound(N_("There is nobody with the address {email}."), email=email)
    return found


async def export(chosen: Command, settings: Settings, words: Wording) -> Said:
    """A project as a file, kept whole or not at all."""
    target = Path(chosen.to)
    ending = "zip" if chosen.with_files else target.suffix.lower().lstrip(".")
    if ending not in {"xlsx", "json", "zip"}:
        raise CannotStart(
            N_("The name must end in .xlsx or .json (or .zip with --with-files); it is “{name}”."), name=chosen.to
        )
    if not target.absolute().parent.is_dir():
        raise CannotStart(N_("There is no folder {folder}."), folder=str(target.absolute().parent))
    async with tracker(settings):
        seen = await project_named(OPERATOR, chosen.project)
        content = await export_project(OPERATOR, seen, ending, words, FileStore(settings.files))  # type: ignore[arg-type]  # checked just above
    half = target.with_name(target.name + ".part")
    half.write_bytes(content)
    half.replace(target)
    return Said(
        {"file": str(target), "code": seen.code},
        words.say(N_("{code} was written to {file}."), code=seen.code, file=str(target)),
    )


async def check(chosen: Command, settings: Settings, words: Wording) -> Said:
    """What the checks find; findings are news, not a failure, so the exit code is 0."""
    async with tracker(settings):
        if chosen.project:
            seen = await project_named(OPERATOR, chosen.project)
            found = {seen.code: await findings_of(OPERATOR, seen, _today(settings))}
        else:
            found = {seen.code: () for seen in await projects_seen(OPERATOR)} | dict(
                await findings_of_all(OPERATOR, _today(settings))
            )
    projects = [
        {"project": code, "findings": [_told(one, words) for one in gravest_first(listed)]}
        for code, listed in sorted(found.items())
    ]
    lines = []
    for code, listed in sorted(found.items()):
        lines.append(f"{code}: " + words.count("{n} finding", "{n} findings", len(listed)))
        together = (_told(each, words) for each in gravest_first(told_together(listed)))
        lines += [f"  {one['level']:8} {one['code']:24} {one['sentence']}" for one in together]
    return Said({"projects": projects}, "\n".join(lines))


def _told(finding: Finding, words: Wording) -> dict[str, str]:
    kind = None if finding.rows else BY_NAME.get(finding.kind)
    row = " ".join(part for part in (words.say(kind.record.singular) if kind else "", finding.number) if part)
    return {
        "code": finding.code,
        "level": finding.level,
        "row": row,
        "sentence": words.say(finding.sentence, **finding.facts),
    }


async def formats(_chosen: Command, _settings: Settings, words: Wording) -> Said:
    """The funders' formats with their editions."""
    listed = [
        {
            "code": one.code,
            "edition": one.edition,
            "in_force_from": one.in_force_from.isoformat() if one.in_force_from else None,
            "languages": list(one.languages),
            "layout_verified": one.layout_verified,
        }
        for one in FORMATS
    ]
    lines = [f"{one.code:20} {one.edition:12} {one.name.in_(words.language)}" for one in FORMATS]
    return Said({"formats": listed}, "\n".join(lines))


async def report(chosen: Command, settings: Settings, words: Wording) -> Said:
    """Write a report's files into a folder: all of them, or none."""
    folder = Path(chosen.to_dir)
    store, watch = FileStore(settings.files), Watch()
    period = (chosen.first, chosen.last)
    wanted = Wanted(chosen_format(chosen.format, chosen.edition, people=True), *period, words.language, warned=True)
    try:
        _try_out(folder)
    except OSError as problem:
        raise CannotStart(NO_FOLDER, folder=chosen.to_dir, reason=reason_of(problem)) from problem
    async with tracker(settings):
        seen = await project_named(OPERATOR, chosen.project)
        if wanted.format.of_people:
            return await _people(folder, seen, wanted, settings, words)
        if chosen.new_since:
            given = await given_before(seen, wanted.format, wanted.first, wanted.last)
            since = since_named(given, wanted.format, chosen.new_since, settings.time_zone)
            wanted = replace(wanted, since=since)
        with progress_shown(watch, words, quiet=chosen.json):
            prepared = await prepare_long_report(OPERATOR, seen, wanted, store, watch)
    _lay(folder, [(file.name, store.path_of(file.sha256)) for file in prepared.files])
    files = [{"name": file.name, "sha256": file.sha256, "totals": prepared.totals} for file in prepared.files]
    warned = [words.say(one.sentence, **one.facts) for one in prepared.warned]
    lines = [str(folder / file.name) for file in prepared.files] + [f"  {sentence}" for sentence in warned]
    return Said({"report": prepared.id, "files": files, "warnings": warned}, "\n".join(lines))


async def _people(folder: Path, seen: Seen, wanted: Wanted, settings: Settings, words: Wording) -> Said:
    """A file that lists people, written for its owner alone; it is recorded, and kept nowhere else."""
    today, told = _today(settings), (OPERATOR, seen, wanted.format, wanted.first, wanted.last)
    looked = await looked_at(*told)
    made = await people_file(*told, Seal.of(settings.secret_key), today)
    name = people_file_name(wanted.format, seen, today)
    _lay(folder, [(name, made.content)])
    warned = [words.say(one.sentence, **one.facts) for one in looked.warned]
    files = [{"name": name, "sha256": made.sha256, "totals": {"rows": made.rows}}]
    lines = [str(folder / name), *(f"  {sentence}" for sentence in warned)]
    return Said({"report": None, "files": files, "warnings": warned}, "\n".join(lines))


def _lay(folder: Path, files: Sequence[tuple[str, Path | bytes | None]]) -> None:
    """Files into a folder, all of them or none. Raises CannotStart."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(folder, files)
    except OSError as problem:
        raise CannotStart(NO_FOLDER, folder=str(folder), reason=reason_of(problem)) from problem


def _try_out(folder: Path) -> None:
    """Raises OSError for a folder that can't be written to, before what takes long is begun; nothing is made yet."""
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        raise OSError(errno.EEXIST if there == folder.absolute() else errno.ENOTDIR, str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise OSError(errno.EACCES, str(there))


def _put(folder: Path, files: Sequence[tuple[str, Path | bytes | None]]) -> None:
    """Files under their names once all of them are there; what was begun is taken away when one can't be written.

    What is kept nowhere comes as its bytes, and only its owner may read it.
    """
    begun: list[tuple[Path, Path]] = []
    try:
        for at, (name, kept) in enumerate(files):
            assert kept is not None  # written a moment ago
            if (folder / name).is_dir():
                raise OSError(errno.EISDIR, name)
            begun.append((folder / f".{at}-{os.getpid()}.part", folder / name))
            if isinstance(kept, bytes):
                begun[-1][0].touch(0o600)
                begun[-1][0].write_bytes(kept)
            else:
                shutil.copyfile(kept, begun[-1][0])
        for half, whole in begun:
            half.replace(whole)
    finally:
        for half, _whole in begun:
            half.unlink(missing_ok=True)
