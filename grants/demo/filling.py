"""Filling the demo: whatever is missing is added, so that a folder left half filled is simply continued."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from grants.access import OPERATOR, Role
from grants.deadlines.models import Deadline
from grants.demo.cast import CAST
from grants.demo.crossing import crossing_files, crossing_project
from grants.demo.crossing_reports import report_crossing
from grants.demo.running import running_project, scanned_files
from grants.demo.running_accounting import bring_accounting, spend_lei
from grants.demo.running_amendments import amended, ask_again
from grants.demo.running_contract import live_contract
from grants.demo.running_deliverables import hand_over
from grants.demo.running_folders import fill_folders
from grants.demo.running_hours import work_hours
from grants.demo.running_indicators import report_values
from grants.demo.running_packages import not_reported_yet, prepare_packages
from grants.demo.running_participants import register
from grants.demo.running_sessions import hold_sessions
from grants.demo.running_team import gather_team
from grants.entries.actions import change_row
from grants.entries.kinds import BY_NAME
from grants.errors import CannotStart
from grants.exchange.actions import import_file
from grants.people.actions import NewPerson, NewSeat, add_person, name_coordinator, partner_id_in
from grants.people.queries import identity_by_email
from grants.projects.models import Project
from grants.projects.queries import Seen, project_seen
from grants.settings import Settings, default_data_dir
from grants.storage.files import FileStore
from grants.storage.reasons import reason_of
from grants.storage.sealed import Seal
from grants.values.language import N_
from grants.values.wording import Wording

MARK = "demo.json"
PROJECTS = Path(__file__).parent / "projects"
NOT_A_DEMO = N_("The folder {folder} holds a real tracker; the demo needs another one. Name it with --data.")
IS_A_DEMO = N_("The folder {folder} holds a demo. Name another one with DATA_DIR.")
TAKEN = N_("Another demo is running in the folder {folder}.")


def demo_folder(settings: Settings, *, named: bool) -> Path:
    """Where the demo lives: the folder named, else one beside the tracker's own; never one that holds a real tracker."""
    own = settings.data_dir
    folder = own if named or own != default_data_dir() else own.with_name(own.name + "-demo")
    if (folder / "postgres").exists() and not (folder / MARK).exists():
        raise CannotStart(NOT_A_DEMO, folder=str(folder))
    return folder


def refuse_demo(settings: Settings) -> None:
    """A real tracker does not begin in a demo's folder."""
    if settings.database_url is None and (settings.data_dir / MARK).exists():
        raise CannotStart(IS_A_DEMO, folder=str(settings.data_dir))


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder, for one demo at a time; the lock goes with the process, however it ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / ".demo.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        raise CannotStart(
            N_("The folder {folder} can't be used: {reason}"),
            folder=str(folder),
            reason=reason_of(problem),
        ) from problem
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(TAKEN, folder=str(folder)) from None
        (folder / MARK).write_text("{}\n", encoding="utf-8")
        yield
    finally:
        os.close(lock)


async def fill(settings: Settings, words: Wording) -> None:
    """The running project first, whose lead keeps all seven; then that across the Danube, the five real ones, and the people."""
    today = datetime.now(settings.time_zone).date()
    store = FileStore(settings.files)
    if not await Project.all().count():
        for content in scanned_files().values():
            await store.keep(content, len(content))
        await _bring(not_reported_yet(running_project(today)), words, today, store, None)
    running = (await Project.all().order_by("id").first().values("code", "kept_by_id")) or {}
    crossing = crossing_project(today)
    for content in crossing_files().values():
        await store.keep(content, len(content))
    for project in (
        crossing,
        *(json.loads(path.read_text(encoding="utf-8")) for path in sorted(PROJECTS.glob("*.json"))),
    ):
        if not await Project.filter(code=project["code"]).exists():
            await _bring(project, words, today, store, running["kept_by_id"])
    seen = await project_seen(OPERATOR, running["code"])
    await live_contract(seen, today)
    await amended(seen, today)
    await report_values(seen, today)
    await people_of(seen, today)
    await spend_lei(seen, datetime.now(settings.time_zone), today)
    await hand_over(seen, settings, datetime.now(settings.time_zone), store)
    await fill_folders(seen, today, store)
    now = datetime.now(settings.time_zone)
    await prepare_packages(seen, running_project(today), now, today, store, settings.base_url)
    await ask_again(seen, today)
    await register(seen, Seal.of(settings.secret_key), today)
    await hold_sessions(seen, today)
    await gather_team(seen, today, Seal.of(settings.secret_key))
    await work_hours(seen, settings, datetime.now(settings.time_zone))
    accountant = next(one.email for one in CAST if one.role is Role.ACCOUNTANT)
    beyond = await project_seen(OPERATOR, crossing["code"])
    await report_crossing(beyond, today, now, store, settings.base_url)
    await bring_accounting(await identity_by_email(accountant) or OPERATOR, seen, today, store)


async def _bring(
    project: dict[str, object], words: Wording, today: date, store: FileStore, kept_by_id: int | None
) -> None:
    content = json.dumps(project, ensure_ascii=False).encode()
    await import_file(
        OPERATOR, "demo.json", content, words, today=today, kept_by_id=kept_by_id, manager_id=None, files=store
    )


async def people_of(running: Seen, today: date) -> None:
    """Everybody of the cast who is not there yet, with their seats; the manager is the running project's coordinator."""
    added: dict[Role | None, int] = {}
    for one in CAST:
        if await identity_by_email(one.email):
            continue
        partner = await partner_id_in(running.ref, one.organisation) if one.role is Role.PARTNER else None
        whole = one.role is None or one.all_projects
        seat = NewSeat(one.role, None if whole else running.ref, partner, one.until(today)) if one.role else None
        new = NewPerson(one.email, one.name, one.password, one.language, one.is_admin)
        added[one.role] = await add_person(OPERATOR, new, one.organisation, seat)
    if Role.MANAGER in added:
        await name_coordinator(OPERATOR, running.ref, added[Role.MANAGER])
        await _share_out(running, added)


async def _share_out(running: Seen, people: dict[Role | None, int]) -> None:
    """Reports and claims are the accountant's business, the partner's own part is the partner's."""
    kind = BY_NAME["deadline"]
    seats = {row["id"]: row for row in await Deadline.filter(project_id=running.id).values()}
    own = await identity_by_email(next(one.email for one in CAST if one.role is Role.PARTNER))
    partner = own.seats[0].partner_id if own and own.seats else None
    for row in seats.values():
        person = people.get(Role.ACCOUNTANT) if row["kind"] in {"report", "payment_claim"} else None
        if partner is not None and row["partner_id"] == partner:
            person = people.get(Role.PARTNER)
        if person is None:
            continue
        values = {column: row[column] for column in kind.record.columns} | {"person_id": person}
        await change_row(OPERATOR, running, kind, row["id"], row["version"], row["number"], values)
