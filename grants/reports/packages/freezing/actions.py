"""A package frozen when it is ready, its files written from what was frozen, and let go again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.checks.finding import Finding
from grants.checks.papers import findings_of_expenses
from grants.checks.rules_isun import BROKEN
from grants.errors import Objected, Objection, WrongState
from grants.expenses.life.actions import put_into_package, take_out_of_package
from grants.expenses.rules import ExpenseState
from grants.funders.format import Format
from grants.funders.ground import NOTHING_WRITTEN, Entry, Ground
from grants.funders.registry import edition_carried
from grants.projects.queries import Seen
from grants.reports.actions import PreparedFile, PreparedReport, Recorded, inventory_of, kept_files
from grants.reports.asked_figures import figures_for
from grants.reports.beside import warned_beside
from grants.reports.editions import format_chosen
from grants.reports.figures import Figures
from grants.reports.grounded import figures_of
from grants.reports.kept_ground import lines_of
from grants.reports.kept_particulars import bytes_of
from grants.reports.models import PackageRow, Report, ReportFile
from grants.reports.packages.actions import NOT_NOW, bring, held, only
from grants.reports.packages.books.actions import freeze_books, let_books_go
from grants.reports.packages.books.queries import books_judged, books_written
from grants.reports.packages.books.shelf import BookJudged
from grants.reports.packages.contents import contents_now
from grants.reports.packages.decided import as_decided
from grants.reports.packages.gates.queries import gates_of, taken_in_order
from grants.reports.packages.gates.rules import shut, to_be_known
from grants.reports.packages.queries import (
    FORMAT_GONE,
    PackageSeen,
    choice_in,
    format_of,
    frozen_ground,
    frozen_particulars,
    label_of,
    package_ground,
    package_seen,
    particulars_of,
    returned_meanwhile,
    rows_of_number,
    stand_elsewhere,
    versions_held,
    written_in,
)
from grants.reports.packages.request.attaching.queries import asked_of, files_of
from grants.reports.packages.request.attaching.rules import files_objections, files_warnings
from grants.reports.packages.request.queries import advance_accepted, request_of
from grants.reports.packages.request.rules import asks_for_request, kinds_offered, reported_in, request_objections
from grants.reports.packages.rules import (
    CLAIMED_TWICE,
    REASON_NEEDED,
    ROWS_MOVED,
    ready_objections,
    reports,
)
from grants.reports.particulars import Particulars
from grants.reports.rules import asked_without_expenses, objections
from grants.reports.rules_package import PackageState
from grants.reports.stated import stated_figures, stated_files, stated_totals
from grants.reports.verdict import Verdict, verdict
from grants.reports.watch import Watch, nobody_waits
from grants.storage.database import insert_all
from grants.storage.files import FileStore
from grants.values.language import N_, Language

FROZEN_ELSEWHERE = N_(
    "Package {number} was frozen in another tracker. What was frozen stayed there, so no files are written from it here."
)
NOT_FROZEN = N_("Files are written once package {number} is ready.")
WHOLE_GROUND: Final = 1 << 40
_PIECE: Final = 1 << 20
_CHECKED_AT_ONCE: Final = 1000  # expenses whose papers are in memory together
_MONEY_STATES: Final = frozenset({ExpenseState.APPROVED, ExpenseState.CUT, ExpenseState.PARKED})


@dataclass(frozen=True, slots=True)
class Judged:
    """An open package as the ledger stands now, with everything for which it can't be frozen, what the funder lets pass though
    somebody should look at it, and what the checks only note.
    """

    ground: Ground
    known: Particulars
    objections: tuple[Objection, ...]
    warned: tuple[Objection, ...] = ()
    noted: tuple[Finding, ...] = ()
    books: Mapping[int, BookJudged] = field(default_factory=dict)


async def judged(
    by: Identity, project: Seen, package: PackageSeen, today: date, files: FileStore, watch: Watch | None = None
) -> Judged:
    """What a draft would hold if it were frozen now, and why it can't be; `watch` counts the expenses looked at.

    Raises Interrupted.
    """
    watch = watch or Watch()
    ground = await package_ground(by, project, package, today)
    elsewhere = await stand_elsewhere(project, package, [entry.id for entry in ground.entries])
    found = list(ready_objections(ground, elsewhere, await returned_meanwhile(project, package), takes=package.takes))
    noted = await _noted(by, project, ground, today, watch)
    known, chosen = await particulars_of(project, ground), written_in(package)
    found += [_as_objection(one, chosen) for one in noted if one.level == "error"]
    gates, in_order = await gates_of(project, package), taken_in_order(package)
    found += shut(gates, in_order=in_order)
    if chosen is None:
        found.append(Objection(FORMAT_GONE, {"format": package.format, "number": package.number}))
    said = Verdict()
    if chosen is not None and reports(package.kind):
        asked = _asked_of(chosen, package, ground)
        said = await asyncio.to_thread(lambda: verdict(asked, figures_for(asked, ground), known, ground))
    found += said.refused
    request = await _of_request(project, package, chosen, ground)
    found += request.refused
    books, problems = await books_judged(by, project, package, ground, files)
    found += problems
    beside = await warned_beside(chosen, project, ground) if chosen and package.takes else ()
    warned = (*to_be_known(gates, today, in_order=in_order), *said.warned, *beside, *request.warned)
    stops, told = (tuple(_with_way(one, package.id) for one in some) for some in (found, warned))
    return Judged(ground, known, stops, told, tuple(one for one in noted if one.level != "error"), books)


def _with_way(one: Objection, package_id: int) -> Objection:
    """What is mended by writing a text of the package, with the way to them."""
    return replace(one, facts={**one.facts, "words_of": package_id}) if one.facts.get("written") else one


def _asked_of(chosen: Format, package: PackageSeen, ground: Ground) -> Format:
    """The format with the checks that are asked of this package."""
    return chosen if len(ground.entries) else asked_without_expenses(chosen, claims=package.takes)


async def _of_request(project: Seen, package: PackageSeen, chosen: Format | None, ground: Ground) -> Verdict:
    """What is wrong with the package's payment request and its files, where the funder's form asks for one."""
    if chosen is None or not asks_for_request(package.format, package.kind):
        return Verdict()
    asked, files = await request_of(package), await files_of(project, package)
    refused = list(files_objections(chosen, files, package.id))
    kind = asked.kind if asked and asked.kind else kinds_offered(package.kind)[0]
    warned = files_warnings(chosen, files, await asked_of(project, kind), package.id)
    if asked is not None:
        accepted = await advance_accepted(project, package)
        refused += request_objections(chosen, asked, reported_in(ground), accepted, package.id)
    return Verdict(tuple(refused), tuple(warned))


async def _noted(by: Identity, project: Seen, ground: Ground, today: date, watch: Watch) -> list[Finding]:
    """What the checks find about the expenses of a package and their documents, each once."""
    ids = [entry.id for entry in ground.entries]
    noted: dict[tuple[str, str, int | None], Finding] = {}
    watch.expect(len(ids))
    for start in range(0, len(ids), _CHECKED_AT_ONCE):
        part = ids[start : start + _CHECKED_AT_ONCE]
        told = await findings_of_expenses(by, project, part, today)
        noted |= {(one.code, one.kind, one.row_id): one for found in told.values() for one in found}
        await watch.reach(watch.done + len(part), watch.of)
    return list(noted.values())


def _as_objection(finding: Finding, chosen: Format | None) -> Objection:
    """What the checks found, with what the funder's own system would say of it."""
    place = {"expense": "expense_id", "document": "document_id"}.get(finding.kind)
    about = {place: finding.row_id} if place and finding.row_id is not None else {}
    theirs = chosen.theirs(BROKEN.get(finding.code, "")) if chosen else NOTHING_WRITTEN
    return Objection(finding.sentence, {**finding.facts, **about}, theirs=theirs)


async def make_ready(
    by: Identity,
    project: Seen,
    package_id: int,
    version: int,
    files: FileStore,
    now: datetime,
    today: date,
    *,
    stamp: str = "",
    once: str = "",
    watch: Watch | None = None,
) -> None:
    """A draft frozen: its rows marked with its number, its ground kept, its figures and the edition of its format held fast.

    Raises Objected with every error, naming the row; Changed when somebody else was quicker; WrongState.
    """
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id, version)
        only(package, PackageState.READY)
        found = await judged(by, project, package, today, files, watch)
        if found.objections:
            raise Objected(found.objections)
        standing = await _held_rows(by, project, package, found.ground, stamp)
        locked = {id_ for id_, (_, state, _) in standing.items() if ExpenseState(state) in _MONEY_STATES}
        chosen = format_of(package)
        ground = replace(found.ground, entries=_as_reported(found.ground, locked))
        kept = await files.keep(_pieces(ground), WHOLE_GROUND)
        beside = await files.keep(bytes_of(found.known), WHOLE_GROUND)
        figures, stated = figures_of(ground), stated_files(figures_for(chosen, ground))
        late = sum(1 for entry in ground.entries if entry.late)
        picked = {} if package.rows_stay else {id_: standing[id_][0] for id_ in standing if id_ not in locked}
        if picked:
            await put_into_package(deed, project, picked, package.number)
        await insert_all(PackageRow, list(_rows_of(package.id, ground, locked)))
        await freeze_books(found.books)
        after = {
            "state": PackageState.READY,
            "edition": chosen.edition,
            "ground": kept.sha256,
            "ground_here": True,
            "figures": {**stated_figures(figures), **stated, "late": late, "particulars": beside.sha256},
            "ready_at": now,
            "ready_by_id": by.person_id,
        }
        await bring(deed, package, "ready", after, rows=len(ground.entries), edition=chosen.edition, sha256=kept.sha256)


async def _held_rows(
    by: Identity, project: Seen, package: PackageSeen, ground: Ground, stamp: str
) -> dict[int, tuple[int, str, str]]:
    """The expenses of a ground, held; Objected where another package took one meanwhile, naming both, or where they are no
    longer what was looked at or what the ground says.
    """
    ids = [entry.id for entry in ground.entries]
    standing = await versions_held(project.id, ids)
    if twice := list(_taken_meanwhile(package, ground, standing)):
        raise Objected(twice)
    moved = any(standing.get(entry.id, (0, "", ""))[1] != entry.state for entry in ground.entries)
    if moved or (stamp and stamp != (await contents_now(by, project, package)).stamp):
        raise Objected([Objection(ROWS_MOVED)])
    return standing


def _taken_meanwhile(
    package: PackageSeen, ground: Ground, standing: Mapping[int, tuple[int, str, str]]
) -> Iterator[Objection]:
    for entry in ground.entries:
        _, _, claimed_in = standing.get(entry.id, (0, "", ""))
        if claimed_in not in {"", package.number}:
            yield Objection(CLAIMED_TWICE, {"number": entry.number, "expense_id": entry.id, "package": claimed_in})


def _as_reported(ground: Ground, locked: set[int]) -> tuple[Entry, ...]:
    return tuple(
        entry if entry.id in locked else entry.but(state=ExpenseState.REPORTED.value) for entry in ground.entries
    )


def _rows_of(package_id: int, ground: Ground, locked: set[int]) -> Iterator[dict[str, Any]]:
    for position, entry in enumerate(ground.entries, 1):
        yield {
            "package_id": package_id,
            "expense_id": entry.id,
            "position": position,
            "number": entry.number,
            "amount_cents": entry.amount.minor,
            "currency": entry.amount.currency,
            "euro_cents": None if entry.euro is None else entry.euro.minor,
            "locked": entry.id in locked,
        }


async def _pieces(ground: Ground) -> AsyncIterator[bytes]:
    """The file of a ground, in pieces of about a megabyte."""
    piece = bytearray()
    for line in lines_of(ground, ground.entries):
        piece += line
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
            await asyncio.sleep(0)
    yield bytes(piece)


async def back_to_draft(
    by: Identity, project: Seen, package_id: int, version: int, reason: str, *, once: str = ""
) -> None:
    """A package that was ready and is a draft again: its rows are free, unless they stay from its last version; what was frozen is
    let go.
    """
    if not reason.strip():
        raise Objected([Objection(REASON_NEEDED, place="reason")])
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id, version)
        if package.state is not PackageState.READY:
            raise WrongState(NOT_NOW)
        if not package.rows_stay:
            await release(deed, project, package, reason.strip())
        await PackageRow.filter(package_id=package_id).delete()
        await let_books_go(package_id)
        after = {"state": PackageState.DRAFT, "ground": "", "figures": None, "ready_at": None, "ready_by_id": None}
        after |= {"edition": edition_carried(package.format, package.edition, package.last)}
        await bring(deed, package, "reopened", after, reason=reason.strip())


async def release(deed: Deed, project: Seen, package: PackageSeen, reason: str) -> None:
    """The undecided expenses of a package, verified and in no package again."""
    standing = await rows_of_number(project.id, package.number)
    picked = {id_: version for id_, (version, state) in standing.items() if state == ExpenseState.REPORTED}
    if picked:
        await take_out_of_package(deed, project, picked, reason)


# --- its files -------------------------------------------------------------------------------------------------------


class FilesRefused(Objected):
    """What was frozen would not be accepted in another format than the package's own."""


async def write_files(
    by: Identity,
    project: Seen,
    package_id: int,
    files: FileStore,
    *,
    language: Language | None = None,
    choice: str | None = None,
    watch: Watch | None = None,
    recorded: Recorded = nobody_waits,
    once: str = "",
) -> PreparedReport:
    """The files of a frozen package, from what was frozen, in its format and edition or in another one that is chosen.

    In its own format the funder's workbooks chosen for it are among them. Another format was not asked when it was frozen:
    FilesRefused with everything for which that funder would refuse the files, which then are not written.
    Files that were written before in the same format, edition and language are not kept a second time.
    """
    package = await package_seen(by, project, package_id)
    if not package.frozen:
        raise WrongState(NOT_FROZEN, number=package.number)
    if package.elsewhere:
        raise WrongState(FROZEN_ELSEWHERE, number=package.number)
    own = choice is None or choice == choice_in(package)
    chosen = format_of(package) if own else format_chosen(choice or "")
    said = language or package.language
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        ground = await as_decided(package, chosen, frozen_ground(package, files))
        figures = await asyncio.to_thread(figures_for, chosen, ground)
        known = frozen_particulars(package, files)
        if not own:
            await _refuse_another(_asked_of(chosen, package, ground), figures, known, ground)
        made = await kept_files(chosen, figures, ground, known, said, files, watch)
        if own:
            made = (*made, *await books_written(package, ground, said, files))
        told = {"format": chosen.code, "edition": chosen.edition, "language": said, "files": _named(made)}
        label = label_of(package.number, package.first, package.last)
        before = await _written_before(package.id, chosen.code, chosen.edition, said, made)
        if before is not None:
            deed.happened("package.made_again", "package", package.id, label, after=told)
            await recorded(before)
            return PreparedReport(before, made, stated_totals(figures))
        report = await Report.create(
            project_id=project.id,
            package_id=package.id,
            format=chosen.code,
            edition=chosen.edition,
            language=said,
            first_on=package.first,
            last_on=package.last,
            prepared_by_id=by.person_id,
            figures={**(package.figures or {}), **stated_files(figures), **inventory_of(chosen, figures)},
        )
        await ReportFile.bulk_create(
            [ReportFile(report_id=report.id, name=one.name, size=one.size, sha256=one.sha256) for one in made]
        )
        deed.happened("package.written", "package", package.id, label, after=told)
        await recorded(int(report.id))
    return PreparedReport(report.id, made, stated_totals(figures))


async def _refuse_another(chosen: Format, figures: Figures, known: Particulars, ground: Ground) -> None:
    if found := await asyncio.to_thread(objections, chosen, figures, known, ground):
        raise FilesRefused(found)


def _named(made: Sequence[PreparedFile]) -> str:
    return ", ".join(f"{file.name} {file.sha256}" for file in made)


async def _written_before(
    package_id: int, code: str, edition: str, language: str, made: Sequence[PreparedFile]
) -> int | None:
    """The report of a package that holds exactly these files."""
    asked = Report.filter(package_id=package_id, format=code, edition=edition, language=language)
    for report in await asked.order_by("-id").values("id"):
        kept = await ReportFile.filter(report_id=report["id"]).order_by("id").values("sha256")
        if [file["sha256"] for file in kept] == [file.sha256 for file in made]:
            return int(report["id"])
    return None
