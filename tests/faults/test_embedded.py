"""The embedded server with real processes: shared, killed, adopted, on a full disk, as root and as a plain user."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from grants.errors import CannotStart
from grants.storage.account import closed_folder, may_enter
from grants.storage.cluster import ServerAddress, read_pid_file, reason_in, socket_folder
from grants.storage.embedded import embedded_server, start

ROOT = Path(__file__).parents[2]
IS_ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not IS_ROOT, reason="only root can change accounts, owners and mounts")
on_linux = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="looks at processes through /proc")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder to be made, under one that every account may pass through; nothing of it is left running."""
    parent = Path(tempfile.mkdtemp(prefix="grants-проба-")).resolve()
    parent.chmod(0o711)
    yield parent / "data"
    left = servers_of(parent / "data")
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(parent)
    assert not left


@pytest.fixture
def commands() -> Iterator[list[subprocess.Popen[str]]]:
    """The commands a test has begun: all of them are ended with it."""
    begun: list[subprocess.Popen[str]] = []
    yield begun
    for command in begun:
        with command:  # closes its pipes
            command.kill()


class Command:
    """Another process that uses the server of a folder."""

    def __init__(self, begun: list[subprocess.Popen[str]], data_dir: Path, *accounts: str) -> None:
        script = [sys.executable, str(Path(__file__).with_name("use_server.py")), str(data_dir), *accounts]
        self.process = subprocess.Popen(
            script,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        begun.append(self.process)

    def said(self) -> dict[str, Any]:
        assert self.process.stdout
        return dict(json.loads(self.process.stdout.readline()))

    def address(self) -> ServerAddress:
        return ServerAddress(**self.said())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def leave(self) -> int:
        self.process.communicate(timeout=30)
        return self.process.returncode


def asked(address: ServerAddress, *statements: str) -> list[tuple[Any, ...]]:
    """The rows of the last statement."""

    async def ask() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(**address.credentials())
        try:
            for statement in statements:
                rows = await connection.fetch(statement)
        finally:
            await connection.close()
        return [tuple(row) for row in rows]

    return asyncio.run(ask())


def server_pid(data_dir: Path) -> int:
    note = read_pid_file(data_dir / "postgres" / "postmaster.pid")
    assert note
    return note.pid


def servers_of(data_dir: Path) -> list[int]:
    """All processes at work in the folder of this database, however they came there."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink().is_relative_to(data_dir):
                found.append(int(process.name))
    return found


def wait_until(happened: Any, seconds: float = 10) -> None:
    began_at = time.monotonic()
    while not happened():
        assert time.monotonic() - began_at < seconds
        time.sleep(0.005)


def folders_above(path: Path) -> dict[Path, tuple[int, int, int]]:
    return {each: (each.stat().st_mode, each.stat().st_uid, each.stat().st_gid) for each in path.parents}


def sentence(data_dir: Path) -> str:
    with pytest.raises(CannotStart) as refusal:
        start(data_dir, fast=True)
    return str(refusal.value)


ROWS = "CREATE TABLE проекти AS SELECT 'Приобщаване ' || n AS име FROM generate_series(1, 500) n"
COUNT = "SELECT count(*) FROM проекти"


def test_it_keeps_cyrillic_folds_its_case_and_finds_its_words(data_dir: Path) -> None:
    running = start(data_dir, fast=True)
    try:
        folded = asked(
            running.address,
            "CREATE TABLE проекти (име text)",
            "INSERT INTO проекти VALUES ('Щастливо ДЕТСТВО – Бургас')",
            "SELECT име, lower(име), име ILIKE '%детство%', име ~* 'БУРГАС',"
            " to_tsvector('simple', име) @@ plainto_tsquery('simple', 'детство БУРГАС'), lower('Я') FROM проекти",
        )
    finally:
        running.leave()
    assert folded == [("Щастливо ДЕТСТВО – Бургас", "щастливо детство – бургас", True, True, True, "я")]


def test_it_listens_on_no_network_and_lets_the_program_be_no_superuser(data_dir: Path) -> None:
    running = start(data_dir, fast=True)
    try:
        settings = asked(
            running.address,
            "SELECT current_setting('listen_addresses'), current_setting('timezone'), rolsuper, rolcreatedb,"
            " current_setting('data_checksums'), current_setting('server_version_num')::int >= 150000"
            " FROM pg_roles WHERE rolname = current_user",
        )
        wrong = {**running.address.credentials(), "password": "парола"}
        with pytest.raises(asyncpg.InvalidPasswordError):
            asyncio.run(asyncpg.connect(**wrong))
    finally:
        running.leave()
    assert settings == [("", "UTC", False, True, "on", True)]


def test_it_keeps_safe_from_power_cuts_unless_asked_to_be_fast(data_dir: Path) -> None:
    async def durability(*, fast: bool) -> tuple[Any, ...]:
        async with embedded_server(data_dir, fast=fast) as address:
            connection = await asyncpg.connect(**address.credentials("postgres"))
            row = await connection.fetchrow(
                "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
                " current_setting('synchronous_commit'), current_database()"
            )
            await connection.close()
        return tuple(row)

    assert asyncio.run(durability(fast=True)) == ("off", "off", "off", "postgres")
    assert asyncio.run(durability(fast=False)) == ("on", "on", "on", "postgres")


def test_it_changes_no_permission_outside_its_folder_and_keeps_what_is_inside_private(data_dir: Path) -> None:
    before = folders_above(data_dir)
    running = start(data_dir, fast=True)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data_dir.iterdir()}
    running.leave()
    assert folders_above(data_dir) == before
    assert stat.S_IMODE(data_dir.stat().st_mode) == (0o711 if IS_ROOT else 0o700)
    assert modes.pop("postgres-bin", 0o755) == 0o755
    assert modes == {
        **dict.fromkeys(("postgres", "run"), 0o700),
        **dict.fromkeys(("postgres.log", "postgres.password", ".lock", ".turn"), 0o600),
    }


@as_root
def test_it_runs_under_an_unprivileged_account_when_started_by_root(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o700)
    running = start(data_dir, fast=True)
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in servers_of(data_dir)}
    running.leave()
    assert owners == {pwd.getpwnam("nobody").pw_uid}


@as_root
def test_it_works_for_a_plain_user_and_root_goes_on_with_that_users_database(
    data_dir: Path, commands: list[subprocess.Popen[str]]
) -> None:
    plain = pwd.getpwnam("daemon")
    data_dir.mkdir(mode=0o700)
    os.chown(data_dir, plain.pw_uid, plain.pw_gid)
    command = Command(commands, data_dir, "daemon")
    asked(command.address(), ROWS)
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in servers_of(data_dir)}
    assert command.leave() == 0
    running = start(data_dir, fast=True)
    owners |= {Path(f"/proc/{pid}").stat().st_uid for pid in servers_of(data_dir)}
    rows = asked(running.address, COUNT)
    running.leave()
    again = Command(commands, data_dir, "daemon")
    assert asked(again.address(), COUNT) == rows == [(500,)]
    assert again.leave() == 0
    assert owners == {plain.pw_uid}
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700


@as_root
def test_it_refuses_a_database_of_another_account_with_a_sentence(
    data_dir: Path, commands: list[subprocess.Popen[str]]
) -> None:
    start(data_dir, fast=True).leave()
    other = Command(commands, data_dir, "daemon")
    assert other.said() == {
        "sentence": f"The database in {data_dir}/postgres belongs to the account nobody. "
        "Start as that account, or choose another DATA_DIR."
    }
    assert other.leave() == 1


@on_linux
def test_it_is_shared_by_two_commands_and_stopped_by_the_one_that_leaves_last(
    data_dir: Path, commands: list[subprocess.Popen[str]]
) -> None:
    first = Command(commands, data_dir)
    asked(first.address(), ROWS)
    one = server_pid(data_dir)
    running = start(data_dir, fast=True)
    assert first.leave() == 0
    assert server_pid(data_dir) == one
    assert asked(running.address, COUNT) == [(500,)]
    running.leave()
    running.leave()
    assert servers_of(data_dir) == []


@on_linux
def test_it_starts_one_server_for_commands_that_begin_at_the_same_moment(
    data_dir: Path, commands: list[subprocess.Popen[str]]
) -> None:
    together = [Command(commands, data_dir) for _ in range(4)]
    addresses = [command.address() for command in together]
    assert len(set(addresses)) == 1
    pids = [asked(address, "SELECT pg_postmaster_start_time()") for address in addresses]
    assert len({str(pid) for pid in pids}) == 1
    for command in together:
        assert command.process.stdin
        command.process.stdin.close()
    assert [command.process.wait(30) for command in together] == [0, 0, 0, 0]
    assert servers_of(data_dir) == []


@on_linux
def test_it_adopts_the_server_of_a_killed_command_and_leaves_none_behind(
    data_dir: Path, commands: list[subprocess.Popen[str]]
) -> None:
    killed = Command(commands, data_dir)
    asked(killed.address(), ROWS)
    killed.kill()
    left_behind = server_pid(data_dir)
    assert left_behind in servers_of(data_dir)
    running = start(data_dir, fast=True)
    assert server_pid(data_dir) == left_behind
    assert asked(running.address, COUNT) == [(500,)]
    running.leave()
    assert servers_of(data_dir) == []


@on_linux
def test_it_has_all_rows_after_the_server_itself_was_killed_in_the_middle_of_a_statement(
    data_dir: Path, commands: list[subprocess.Popen[str]]
) -> None:
    async def kill_while_busy(address: ServerAddress) -> None:
        connection = await asyncpg.connect(**address.credentials())
        busy = asyncio.ensure_future(connection.execute("SELECT pg_sleep(60)"))
        await asyncio.sleep(0.1)
        os.kill(server_pid(data_dir), signal.SIGKILL)
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await busy
        connection.terminate()

    command = Command(commands, data_dir)
    address = command.address()
    asked(address, ROWS)
    asyncio.run(kill_while_busy(address))
    command.kill()
    running = start(data_dir, fast=True)
    assert asked(running.address, COUNT) == [(500,)]
    running.leave()
    assert servers_of(data_dir) == []


@on_linux
def test_it_is_not_fooled_by_another_process_that_bears_the_number_of_a_killed_server(
    data_dir: Path, commands: list[subprocess.Popen[str]]
) -> None:
    command = Command(commands, data_dir)
    asked(command.address(), ROWS)
    os.kill(server_pid(data_dir), signal.SIGKILL)
    command.kill()
    wait_until(lambda: not servers_of(data_dir))
    account: dict[str, Any] = (
        {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []} if IS_ROOT else {}
    )
    stranger: subprocess.Popen[str] = subprocess.Popen(["sleep", "60"], cwd="/", text=True, **account)
    commands.append(stranger)
    for pid_file in (data_dir / "postgres/postmaster.pid", data_dir / "run/.s.PGSQL.5432.lock"):
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
    running = start(data_dir, fast=True)
    assert asked(running.address, COUNT) == [(500,)]
    running.leave()
    assert stranger.poll() is None


@on_linux
def test_it_begins_again_where_the_first_start_was_killed(
    data_dir: Path, commands: list[subprocess.Popen[str]]
) -> None:
    unfinished = data_dir / "postgres.new"
    for sign in ("PG_VERSION", "base/1/PG_VERSION"):
        command = Command(commands, data_dir)
        wait_until((unfinished / sign).exists)
        command.kill()
        assert not (data_dir / "postgres").exists()
    running = start(data_dir, fast=True)
    assert asked(running.address, "SELECT 'започна'") == [("започна",)]
    running.leave()
    assert not unfinished.exists()


@as_root
def test_it_makes_a_torn_copy_of_the_programs_whole(data_dir: Path) -> None:
    start(data_dir, fast=True).leave()
    (copy,) = (data_dir / "postgres-bin").iterdir()
    (server,) = copy.rglob("bin/postgres")
    whole = server.read_bytes()
    os.truncate(server, 1000)
    copy.with_name(copy.name + ".new").mkdir()
    start(data_dir, fast=True).leave()
    assert server.read_bytes() == whole
    assert [path.name for path in (data_dir / "postgres-bin").iterdir()] == [copy.name]


@as_root
def test_it_names_the_parent_that_the_account_cannot_enter_and_leaves_it_closed(data_dir: Path) -> None:
    closed = data_dir.parent / "затворено"
    closed.mkdir(mode=0o700)
    assert sentence(closed / "inside" / "data") == (
        f"The account nobody, under which the embedded database runs, cannot enter the folder {closed}. "
        "Let it in (chmod o+x), or choose another DATA_DIR."
    )
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert list(closed.iterdir()) == []


def test_it_uses_a_short_folder_for_its_socket_where_the_path_is_too_long(data_dir: Path) -> None:
    deep = data_dir / ("дълго" * 10) / "name, with comma"
    deep.mkdir(parents=True, mode=0o711)
    for folder in (data_dir, deep.parent, deep):
        folder.chmod(0o711)
    running = start(deep, fast=True)
    sockets = Path(running.address.host)
    mode = stat.S_IMODE(sockets.stat().st_mode)
    assert asked(running.address, "SELECT 'тук'") == [("тук",)]
    running.leave()
    assert sockets.parent == Path(tempfile.gettempdir()).resolve()
    assert mode == 0o700
    assert not sockets.exists()

    sockets.symlink_to(data_dir)
    try:
        assert sentence(deep) == (
            f"The folder {sockets}, where the embedded database would be reached, belongs to somebody else. "
            "Remove it, or set another TMPDIR."
        )
    finally:
        sockets.unlink()


def test_it_says_so_when_another_postgresql_made_the_database_or_its_password_is_gone(data_dir: Path) -> None:
    start(data_dir, fast=True).leave()
    version = data_dir / "postgres" / "PG_VERSION"
    version.write_text("16\n")
    assert "was made by PostgreSQL 16, but this program brings PostgreSQL 18" in sentence(data_dir)
    version.write_text("18\n")
    (data_dir / "postgres.password").rename(data_dir / "парола")
    assert f"Put back the file {data_dir / 'postgres.password'}" in sentence(data_dir)
    (data_dir / "парола").rename(data_dir / "postgres.password")
    start(data_dir, fast=True).leave()


def test_it_repeats_what_postgresql_complains_of(data_dir: Path) -> None:
    start(data_dir, fast=True).leave()
    with (data_dir / "postgres" / "postgresql.conf").open("a") as settings:
        settings.write("непозната = 1\n")
    said = sentence(data_dir)
    assert said.startswith(f"The embedded database in {data_dir} cannot start: configuration file ")
    assert said.endswith("contains errors.")
    assert "\n" not in said


def test_it_says_so_when_the_data_folder_is_a_file(data_dir: Path) -> None:
    data_dir.write_text("не е папка")
    said = sentence(data_dir)
    assert str(data_dir) in said
    assert data_dir.read_text() == "не е папка"


@on_linux
def test_it_leaves_nothing_running_when_given_up_while_starting(data_dir: Path) -> None:
    async def use() -> None:
        async with embedded_server(data_dir, fast=True):
            pytest.fail("it was given up before")

    async def give_up() -> None:
        using = asyncio.ensure_future(use())
        await asyncio.sleep(0.3)
        using.cancel()
        with pytest.raises(asyncio.CancelledError):
            await using

    asyncio.run(give_up())
    assert servers_of(data_dir) == []
    start(data_dir, fast=True).leave()


@pytest.fixture
def small_disk(data_dir: Path) -> Iterator[Path]:
    data_dir.mkdir(mode=0o711)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m,mode=0711", "none", str(data_dir)], check=False)
    if mounted.returncode:
        pytest.skip("mounting a small disk is not allowed on this machine")
    yield data_dir
    subprocess.run(["umount", str(data_dir)], check=True)


def fill(file: Path) -> None:
    """Write until the disk is full to its last byte."""
    with file.open("wb", buffering=0) as ballast, contextlib.suppress(OSError):
        while ballast.write(bytes(1 << 16)):
            pass
    assert shutil.disk_usage(file.parent).free == 0


@as_root
def test_it_says_the_disk_is_full_and_works_again_when_it_is_not(small_disk: Path) -> None:
    full = f"The disk that holds {small_disk} is full. Nothing is lost: free some space and start again."
    assert sentence(small_disk) == full  # no room for all the files
    assert not (small_disk / "postgres.new").exists()
    subprocess.run(["mount", "-o", "remount,size=160m", str(small_disk)], check=True)
    running = start(small_disk, fast=True)
    asked(running.address, ROWS)
    running.leave()

    ballast = small_disk / "баласт"
    fill(ballast)
    assert sentence(small_disk) == full  # no room to start
    ballast.unlink()
    running = start(small_disk, fast=True)
    assert asked(running.address, COUNT) == [(500,)]
    running.leave()


@pytest.mark.parametrize(
    ("mode", "owner", "group", "enters"),
    [
        (0o700, 1000, 1000, False),
        (0o711, 1000, 1000, True),
        (0o700, 5, 1000, True),
        (0o077, 5, 1000, False),  # the owner's own class decides, though all others may
        (0o710, 1000, 7, True),
        (0o701, 1000, 7, False),
        (0o666, 5, 7, False),
    ],
)
def test_it_reads_a_folders_mode_as_the_system_does(mode: int, owner: int, group: int, enters: bool) -> None:
    assert may_enter(mode, owner, group, uid=5, gid=7) is enters
    assert may_enter(mode, owner, group, uid=0, gid=0)


def test_it_finds_the_first_closed_folder_on_the_way_down(data_dir: Path) -> None:
    stranger = 4_000_000
    upper, lower = data_dir / "горе", data_dir / "горе" / "долу"
    lower.mkdir(parents=True)
    data_dir.chmod(0o711)
    upper.chmod(0o700)
    lower.chmod(0o700)
    assert closed_folder(lower / "not yet", stranger, stranger) == upper
    upper.chmod(0o711)
    assert closed_folder(lower / "not yet", stranger, stranger) == lower
    lower.chmod(0o711)
    assert closed_folder(lower / "not yet", stranger, stranger) is None


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("", "?"),
        ("тръгва\n\nсвърши.\n", "свърши"),
        ("2026-11-22 10:00:00.000 UTC [7] FATAL:  could not open file: Permission denied\n", "could not open file: Permission denied"),
        ("initdb: error: could not write: No space left on device\ninitdb: removing\n", "could not write: No space left on device"),
        ("x [1] LOG:  starting\nx [1] FATAL:  bogus data in lock file\nx [1] LOG:  database system is shut down", "bogus data in lock file"),
    ],
)  # fmt: skip
def test_it_finds_the_reason_in_what_postgresql_said(output: str, reason: str) -> None:
    assert reason_in(output) == reason


@pytest.mark.parametrize(
    ("data_dir", "own"),
    [
        ("/srv/grants", True),
        ("/srv/" + "x" * 80, True),  # 85 + 18 = 103 bytes with /run/.s.PGSQL.5432
        ("/srv/" + "x" * 81, False),
        ("/srv/" + "ж" * 40, True),  # two bytes each
        ("/srv/" + "ж" * 41, False),
        ("/srv/a,b", False),
    ],
)
def test_it_counts_the_bytes_of_the_sockets_path(data_dir: str, own: bool) -> None:
    folder = socket_folder(Path(data_dir), Path("/tmp"))
    assert (folder == Path(data_dir) / "run") is own
    assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= 103
