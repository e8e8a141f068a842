"""Bringing a whole project in from a file, all of it or nothing, and sending one out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from grants.access import Identity, Permission, ProjectRef, Role, may
from grants.acting import Deed, acting
from grants.attached.queries import hashes_of, hashes_seen
from grants.deadlines.models import Deadline
from grants.entries.actions import insert_project, insert_rows, insert_shared, label_of
from grants.entries.kinds import BY_NAME, PROJECT, ROWS, SHARED, Kind
from grants.errors import NotAllowed, Objected, Objection
from grants.exchange import archive, json_file, workbook
from grants.exchange.archive import carried_paper
from grants.exchange.arriving import read_any
from grants.exchange.brought import Brought
from grants.exchange.hanging import LEFT_BEHIND, keep_hung
from grants.exchange.meeting import additions, differences, met
from grants.exchange.packages_told import package_files
from grants.exchange.packaging import Arriving, keep_packages
from grants.exchange.queries import exported, known_here, papers_of, papers_seen, shared_here
from grants.exchange.standing import columns_of
from grants.exchange.telling import Row
from grants.exchange.understanding import Understood, Values, is_code, understand
from grants.expenses.models import File
from grants.people.models import Membership, Person
from grants.projects.queries import Seen
from grants.projects.rules import PartnerRole
from grants.storage.files import FileStore
from grants.storage.unpacking import MOST_UNPACKED, unpacking
from grants.values.entry import NewOrganisation, reference_key
from grants.values.language import N_, Text
from grants.values.records import Kind as FieldKind
from grants.values.records import Record
from grants.values.wording import Wording
from grants.web.clock import day_of_deed

MOST_BYTES = 25 * 1024 * 1024
CODE_TAKEN = N_("There is already a project with the code {code}.")
DIFFERS = N_("“{name}”, {field}: “{theirs}” in the file, “{ours}” here. What stands here was kept.")
OTHER_REFERENCE = N_("“{name}”: the file says something else about “{field}”. What stands here was kept.")
NAMED_ONLY = N_("“{name}” is not in the file's list of organisations. It was added with its name alone.")


@dataclass(frozen=True)
class Imported:
    """What an import brought: how many records of each kind were added, and what a person should look at."""

    code: str
    title: Text
    counts: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Objection, ...] = ()


class _OnlyTried(Exception):
    """Ends a dry run, so that nothing of it is kept."""


async def import_file(
    by: Identity,
    name: str,
    content: bytes | Path,
    words: Wording,
    *,
    today: date,
    kept_by_id: int | None,
    manager_id: int | None,
    files: FileStore | None = None,
    limit: int = MOST_BYTES,
    dry_run: bool = False,
    once: str = "",
) -> Imported:
    """A new project from a workbook, a .json or a .zip; `limit` in bytes. Raises Objected with every problem at once.

    A dry run does everything and keeps nothing.
    """
    kept: Imported | None = None
    with suppress(_OnlyTried):
        async with acting(by, Permission.CREATE_PROJECT, once=once) as deed:
            brought = await asyncio.to_thread(read_any, name, content, words, today, limit)
            understood = understand(brought, await known_here(by), words, today)
            understood.objections += await _code_taken(brought)
            _refuse(understood.objections)
            if not dry_run:
                await _keep_papers(content, brought.carried, files, limit)
            named = understood.named
            seen = None if by.unbounded else await papers_seen(by, named) | await hashes_seen(by, named)
            arrival = _Arrival(deed, understood, words, _Papers(files, frozenset(brought.carried), seen))
            arrival.warnings += brought.warnings
            kept = await arrival.keep(kept_by_id, manager_id)
            _end_if(dry_run)
    assert kept is not None
    return kept


def _refuse(objections: list[Objection]) -> None:
    if objections:
        raise Objected(objections)


def _end_if(dry_run: bool) -> None:
    if dry_run:
        raise _OnlyTried


@dataclass(frozen=True)
class _Papers:
    """Where the bytes of papers may come from: the file that is being brought in, or papers the person sees here already."""

    store: FileStore | None
    carried: frozenset[str]
    seen: frozenset[str] | None  # None: whoever stands at the machine sees all

    def have(self, sha256: str) -> bool:
        if self.store is None:
            return False
        mine = self.seen is None or sha256 in self.seen
        return sha256 in self.carried or (mine and self.store.path_of(sha256) is not None)


async def _keep_papers(content: bytes | Path, carried: Mapping[str, str], store: FileStore | None, limit: int) -> None:
    """The papers a .zip carries, stored; should the import fail later, bytes nobody names lie there and harm nothing."""
    if not carried or store is None:
        return
    with unpacking(content, max(MOST_UNPACKED, 2 * limit)) as zipped:
        for sha256, name in carried.items():
            if store.path_of(sha256) is None:
                await store.keep(carried_paper(zipped, name), zipped.getinfo(name).file_size)


async def _code_taken(brought: Brought) -> list[Objection]:
    code = brought.code.strip()
    if not is_code(code) or not await PROJECT.model.filter(code=code).exists():
        return []
    return [brought.code_where.put(Objection(CODE_TAKEN, {"code": code}, place="code", read=code))]


class _Arrival:
    """One project being kept, inside an action that is already going on."""

    def __init__(self, deed: Deed, understood: Understood, words: Wording, papers: _Papers) -> None:
        self.deed, self.understood, self.words, self.papers = deed, understood, words, papers
        self.ids: dict[str, list[int]] = {}
        self.named: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self.warnings: list[Objection] = []

    async def keep(self, kept_by_id: int | None, manager_id: int | None) -> Imported:
        for kind in SHARED:
            await self._shared(kind)
        seen = await self._project(kept_by_id)
        await self._manager(manager_id, seen.ref)
        for kind in ROWS:
            await self._rows(kind, seen.ref)
        await self._files()
        numbers = {name: [number for number, _ in told] for name, told in self.understood.rows.items()}
        await self._standing(numbers, seen.ref)
        arriving = Arriving(self.deed, seen, self.understood.packages, numbers, self.papers.have)
        self.warnings += await keep_packages(arriving, self.ids)
        self.warnings += await keep_hung(self.deed, seen.id, self.understood, self.ids, self.papers.have)
        return Imported(seen.code, seen.title, self.counts, tuple(self.warnings))

    async def _project(self, kept_by_id: int | None) -> Seen:
        values = await self._resolved(PROJECT.record, self.understood.project)
        kept_by = kept_by_id or await self._keeper()
        by = self.deed.by
        if not may(by, Permission.EDIT_PROJECT, ProjectRef(0, kept_by)):
            raise NotAllowed(N_("You may bring in projects only for an organisation whose manager you are."))
        return await insert_project(self.deed, self.understood.code, kept_by, values)

    async def _keeper(self) -> int:
        """Whose project it is here, where nobody said: one's own organisation, else the file's lead organisation."""
        by = self.deed.by
        managed = [seat.organisation_id for seat in by.seats if seat.role is Role.MANAGER and seat.organisation_id]
        if by.organisation_id in managed or (by.organisation_id and by.unbounded):
            return int(by.organisation_id or 0)
        if managed:
            return managed[0]
        partners = [values for _, values in self.understood.rows["partner"]]
        lead = next((row for row in partners if row["role"] == PartnerRole.LEAD), None)
        if lead is not None:
            return await self._id_of("organisation", lead["organisation_id"]) or 0
        if self.ids["organisation"]:
            return self.ids["organisation"][0]
        return await self._new_organisation(self.understood.code)

    async def _manager(self, person_id: int | None, project: ProjectRef) -> None:
        if person_id is None:
            return
        person = await Person.get(id=person_id)
        await Membership.create(person=person, role=Role.MANAGER, project_id=project.id)
        self.deed.happened(
            "seat.given", "person", person.id, person.name, after={"role": Role.MANAGER}, project=project
        )

    async def _rows(self, kind: Kind, project: ProjectRef) -> None:
        told = self.understood.rows[kind.name]
        own = [f.columns[0] for f in kind.record.fields if f.refers_to == kind.name]
        rows = [(number, await self._resolved(kind.record, values | dict.fromkeys(own))) for number, values in told]
        self.ids[kind.name] = await insert_rows(self.deed, project, kind, rows) if rows else []
        if rows:
            self.counts[kind.name] = len(rows)
        for column in own:
            await self._name_each_other(kind, column, [values[column] for _, values in told])

    async def _name_each_other(self, kind: Kind, column: str, places: Sequence[int | None]) -> None:
        """Rows that name others of their own kind, once all of them are there."""
        ids = self.ids[kind.name]
        for row_id, place in zip(ids, places, strict=True):
            if place is not None:
                await kind.model.filter(id=row_id).update(**{column: ids[place]})

    async def _standing(self, numbers: Mapping[str, Sequence[str]], project: ProjectRef) -> None:
        """How deadlines stand: before anything follows, so that what hangs on a thing already is not made again of it."""
        places = {
            name: {reference_key(number): place for place, number in enumerate(found)}
            for name, found in numbers.items()
        }
        await Deadline.filter(project_id=project.id).update(known_on=day_of_deed())
        for values in self.understood.standing:
            number, typed = self.understood.rows["deadline"][values["deadline_id"]]
            deadline_id = self.ids["deadline"][values["deadline_id"]]
            await Deadline.filter(id=deadline_id).update(**columns_of(values, places, self.ids))
            if values["because"]:
                named = ("deadline", deadline_id, label_of(BY_NAME["deadline"], number, typed))
                state, reason = {"state": typed["state"]}, values["because"]
                self.deed.happened("deadline.settled", *named, after=state, reason=reason, project=project)

    async def _files(self) -> None:
        """The papers of the documents: each is listed; one whose bytes are nowhere is warned about."""
        places: dict[int, int] = {}
        listed = []
        for document, file in self.understood.files:
            places[document] = places.get(document, 0) + 1
            row = {"name": file.name, "media_type": file.media_type, "size": file.size, "sha256": file.sha256}
            document_id = self.ids["document"][document]
            here = self.papers.have(file.sha256)
            listed.append(File(document_id=document_id, position=places[document], here=here, **row))
            self.deed.happened("file.added", "document", document_id, file.name, after=row)
            if not here:
                self.warnings.append(Objection(LEFT_BEHIND, {"name": file.name}, read=file.name[:80]))
        await File.bulk_create(listed, batch_size=1000)

    async def _shared(self, kind: Kind) -> None:
        brought = [await self._resolved(kind.record, values) for values in self.understood.shared[kind.name]]
        here = await shared_here(self.deed.by, kind) if brought else []
        self.ids[kind.name] = []
        for values, known in zip(brought, met(kind.record, brought, here), strict=True):
            if known is None:
                self.ids[kind.name].append(await insert_shared(self.deed, kind, values))
                self.counts[kind.name] = self.counts.get(kind.name, 0) + 1
                continue
            self.ids[kind.name].append(known["id"])
            await self._completed(kind, known, additions(values, known))
            self.warnings += [self._difference(kind, column, values, known) for column in differences(values, known)]

    async def _completed(self, kind: Kind, known: Row, added: Values) -> None:
        """What the file knows of a shared record beyond what stands here."""
        if not added:
            return
        await kind.model.filter(id=known["id"]).update(version=known["version"] + 1, **added)
        before = {column: known[column] for column in added}
        self.deed.happened(
            f"{kind.name}.changed", kind.name, known["id"], label_of(kind, "", dict(known)), before=before, after=added
        )

    def _difference(self, kind: Kind, column: str, theirs: Values, ours: Row) -> Objection:
        declared = next(one for one in kind.record.fields if column in one.columns)
        name = Text(ours["name_bg"], ours["name_en"])
        facts = {"name": name, "field": self.words.say(declared.label)}
        if declared.kind is FieldKind.REFERENCE:
            return Objection(OTHER_REFERENCE, facts, sheet=self.words.say(kind.record.plural))
        facts |= {"theirs": str(theirs[column])[:200], "ours": str(ours[column])[:200]}
        return Objection(DIFFERS, facts, sheet=self.words.say(kind.record.plural), read=str(theirs[column])[:80])

    async def _resolved(self, record: Record, values: Values) -> Values:
        """The values with the ids of what they refer to."""
        resolved = dict(values)
        for declared in record.fields:
            if declared.kind is FieldKind.REFERENCE:
                column = declared.columns[0]
                resolved[column] = await self._id_of(declared.refers_to, values[column])
        return resolved

    async def _id_of(self, name: str, reference: object) -> int | None:
        """The id of what a file refers to: a place in its own list, minus an id here, or an organisation's name."""
        if isinstance(reference, NewOrganisation):
            return await self._named_organisation(reference.name)
        if not isinstance(reference, int):
            return None
        return -reference if reference < 0 else self.ids[name][reference]

    async def _named_organisation(self, name: str) -> int:
        key = reference_key(name)
        if key not in self.named:
            self.named[key] = await self._new_organisation(name)
            self.warnings.append(Objection(NAMED_ONLY, {"name": name}, read=name[:80]))
        return self.named[key]

    async def _new_organisation(self, name: str) -> int:
        kind = BY_NAME["organisation"]
        written = Text.written(name)
        self.counts[kind.name] = self.counts.get(kind.name, 0) + 1
        return await insert_shared(
            self.deed, kind, dict.fromkeys(kind.record.columns, "") | {"name_bg": written.bg, "name_en": written.en}
        )


Ending = Literal["json", "xlsx", "zip"]


async def export_project(
    by: Identity, project: Seen, ending: Ending, words: Wording, files: FileStore | None = None
) -> bytes:
    """The project as a file with that ending; it changes nothing. A .zip carries the files of the documents."""
    told = await exported(by, project)
    match ending:
        case "json":
            return json_file.written(told)
        case "xlsx":
            return await asyncio.to_thread(workbook.written, told, words)
        case "zip":
            here = _paths(
                await papers_of(by, project) | await hashes_of(by, project.ref) | await package_files(by, project),
                files,
            )
            return await asyncio.to_thread(archive.written, told, here)


def _paths(papers: Iterable[str], files: FileStore | None) -> dict[str, Path]:
    """Where these papers lie, as far as they are here."""
    found = {sha256: files.path_of(sha256) for sha256 in papers} if files else {}
    return {sha256: path for sha256, path in found.items() if path is not None}
