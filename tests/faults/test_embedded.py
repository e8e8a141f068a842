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
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from grants.errors import CannotStart
from grants.storage.account import closed_folder, may_enter
from grants.storage.embedded import ServerAddress, embedded_server, start
from grants.storage.postmaster import read_pid_file, reason_in, socket_folder

ROOT = Path(__file__).parents[2]
IS_ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not IS_ROOT, reason="only root can change accounts, owners and mounts")
on_linux = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="looks at processes through /proc")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder to be made, under one that every account may pass through; nothing of it is left running."""
    with open_folder() as parent:
        yield parent / "data"
        left = servers_of(parent)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        assert not left


@pytest.fixture(scope="module")
def tracker() -> Iterator[Path]:
    """A data folder that was used before and has rows."""
    with open_folder() as parent:
        with using(parent / "data") as address:
            asked(address, "CREATE TABLE проекти AS SELECT 'Приобщаване ' || n AS име FROM generate_series(1, 500) n")
        yield parent / "data"


@pytest.fixture
def used_dir(data_dir: Path, tracker: Path) -> Path:
    """A folder of one's own, used before: 500 rows."""
    data_dir.mkdir(mode=0o711)
    for each in tracker.iterdir():
        how = "-al" if each.name == "postgres-bin" else "-a"  # the programs are only read
        subprocess.run(["cp", how, str(each), str(data_dir)], check=True)
    return data_dir


@contextmanager
def open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="grants-проба-")).resolve()
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def using(data_dir: Path) -> Iterator[ServerAddress]:
    running = start(data_dir, fast=True)
    try:
        yield running.address
    finally:
        running.leave()


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
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
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
        self.process.communicate(timeout=120)
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


def owners_of_servers(data_dir: Path) -> set[int]:
    return {Path(f"/proc/{pid}").stat().st_uid for pid in servers_of(data_dir)}


def wait_until(happened: Any, seconds: float = 60) -> None:
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


COUNT = "SELECT count(*) FROM проекти"
ONE_MORE = "INSERT INTO проекти VALUES ('Още един')"

Commands = list[subprocess.Popen[str]]


def test_it_keeps_cyrillic_folds_its_case_and_finds_its_words(tracker: Path) -> None:
    with using(tracker) as address:
        folded = asked(
            address,
            "CREATE TABLE думи (име text)",
            "INSERT INTO думи VALUES ('Щастливо ДЕТСТВО – Бургас')",
            "SELECT име, lower(име), име ILIKE '%детство%', име ~* 'БУРГАС',"
            " to_tsvector('simple', име) @@ plainto_tsquery('simple', 'детство БУРГАС'), lower('Я') FROM думи",
        )
    assert folded == [("Щастливо ДЕТСТВО – Бургас", "щастливо детство – бургас", True, True, True, "я")]


def test_it_listens_on_no_network_and_lets_the_program_be_no_superuser(tracker: Path) -> None:
    with using(tracker) as address:
        settings = asked(
            address,
            "SELECT current_setting('listen_addresses'), current_setting('timezone'), rolsuper, rolcreatedb,"
            " current_setting('data_checksums'), current_setting('server_version_num')::int >= 150000"
            " FROM pg_roles WHERE rolname = current_user",
        )
        with pytest.raises(asyncpg.InvalidPasswordError):
            asyncio.run(asyncpg.connect(**{**address.credentials(), "password": "парола"}))
    assert settings == [("", "UTC", False, True, "on", True)]
    assert address.password not in repr(address)


def test_it_keeps_safe_from_power_cuts_unless_asked_to_be_fast(tracker: Path) -> None:
    async def durability(*, fast: bool) -> tuple[Any, ...]:
        async with embedded_server(tracker, fast=fast) as address:
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
    with using(data_dir):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data_dir.iterdir()}
    assert folders_above(data_dir) == before
    assert stat.S_IMODE(data_dir.stat().st_mode) == (0o711 if IS_ROOT else 0o700)
    assert modes.pop("postgres-bin", 0o755) == 0o755
    assert modes == {
        **dict.fromkeys(("postgres", "run"), 0o700),
        **dict.fromkeys(("postgres.log", "postgres.password", ".lock", ".turn"), 0o600),
    }


@as_root
def test_it_runs_under_an_unprivileged_account_when_started_by_root(tracker: Path) -> None:
    tracker.chmod(0o700)
    with using(tracker):
        owners = owners_of_servers(tracker)
    assert owners == {pwd.getpwnam("nobody").pw_uid}


@as_root
def test_it_works_for_a_plain_user_and_root_goes_on_with_that_users_database(
    data_dir: Path, commands: Commands
) -> None:
    plain = pwd.getpwnam("daemon")
    data_dir.mkdir(mode=0o700)
    os.chown(data_dir, plain.pw_uid, plain.pw_gid)
    first = Command(commands, data_dir, "daemon")
    asked(first.address(), "CREATE TABLE проекти (име text)", ONE_MORE)
    owners = owners_of_servers(data_dir)
    assert first.leave() == 0
    with using(data_dir) as address:
        owners |= owners_of_servers(data_dir)
        asked(address, ONE_MORE)
    again = Command(commands, data_dir, "daemon")
    assert asked(again.address(), COUNT) == [(2,)]
    assert again.leave() == 0
    assert owners == {plain.pw_uid}
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700


@as_root
def test_it_refuses_a_database_of_another_account_with_a_sentence(tracker: Path, commands: Commands) -> None:
    other = Command(commands, tracker, "daemon")
    assert other.said() == {
        "sentence": f"The database in {tracker}/postgres belongs to the account nobody. "
        "Start as that account, or choose another DATA_DIR."
    }
    assert other.leave() == 1


@on_linux
def test_it_is_shared_by_two_commands_and_stopped_by_the_one_that_leaves_last(
    used_dir: Path, commands: Commands
) -> None:
    first = Command(commands, used_dir)
    asked(first.address(), ONE_MORE)
    one = server_pid(used_dir)
    running = start(used_dir, fast=True)
    assert first.leave() == 0
    assert server_pid(used_dir) == one
    assert asked(running.address, COUNT) == [(501,)]
    running.leave()
    running.leave()
    assert servers_of(used_dir) == []


@on_linux
def test_it_starts_one_server_for_commands_that_begin_at_the_same_moment(data_dir: Path, commands: Commands) -> None:
    together = [Command(commands, data_dir) for _ in range(3)]
    addresses = [command.address() for command in together]
    assert len(set(addresses)) == 1
    begun = {asked(address, "SELECT pg_postmaster_start_time()")[0] for address in addresses}
    assert len(begun) == 1
    for command in together:
        assert command.process.stdin
        command.process.stdin.close()
    assert [command.process.wait(120) for command in together] == [0, 0, 0]
    assert servers_of(data_dir) == []


@on_linux
def test_it_adopts_the_server_of_a_killed_command_and_leaves_none_behind(used_dir: Path, commands: Commands) -> None:
    killed = Command(commands, used_dir)
    asked(killed.address(), ONE_MORE)
    killed.kill()
    left_behind = server_pid(used_dir)
    assert left_behind in servers_of(used_dir)
    with using(used_dir) as address:
        assert server_pid(used_dir) == left_behind
        assert asked(address, COUNT) == [(501,)]
    assert servers_of(used_dir) == []


@on_linux
def test_it_starts_at_whatever_moment_the_command_before_was_killed(used_dir: Path, commands: Commands) -> None:
    log = used_dir / "postgres.log"
    for seconds in (0.0, 0.01, 0.03, 0.1):
        said = log.stat().st_size
        killed = Command(commands, used_dir)
        wait_until(lambda said=said: log.stat().st_size > said)
        time.sleep(seconds)
        killed.kill()
        with using(used_dir) as address:
            assert asked(address, COUNT) == [(500,)]
        assert servers_of(used_dir) == []


@on_linux
def test_it_has_all_rows_after_the_server_itself_was_killed_in_the_middle_of_a_statement(
    used_dir: Path, commands: Commands
) -> None:
    async def kill_while_busy(address: ServerAddress) -> None:
        connection = await asyncpg.connect(**address.credentials())
        busy = asyncio.ensure_future(connection.execute("SELECT pg_sleep(60)"))
        await asyncio.sleep(0.1)
        os.kill(server_pid(used_dir), signal.SIGKILL)
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await busy
        connection.terminate()

    command = Command(commands, used_dir)
    address = command.address()
    asked(address, ONE_MORE)
    asyncio.run(kill_while_busy(address))
    with using(used_dir) as restarted:  # though the first command is still there
        assert asked(restarted, COUNT) == [(501,)]
        assert command.leave() == 0
        assert asked(restarted, COUNT) == [(501,)]
    assert servers_of(used_dir) == []


@on_linux
def test_it_is_not_fooled_by_another_process_that_bears_the_number_of_a_killed_server(
    used_dir: Path, commands: Commands
) -> None:
    command = Command(commands, used_dir)
    asked(command.address(), ONE_MORE)
    os.kill(server_pid(used_dir), signal.SIGKILL)
    command.kill()
    wait_until(lambda: not servers_of(used_dir))
    account: dict[str, Any] = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
    stranger: subprocess.Popen[str] = subprocess.Popen(
        ["sleep", "60"], cwd="/", text=True, **(account if IS_ROOT else {})
    )
    commands.append(stranger)
    for pid_file in (used_dir / "postgres/postmaster.pid", used_dir / "run/.s.PGSQL.5432.lock"):
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
    with using(used_dir) as address:
        assert asked(address, COUNT) == [(501,)]
    assert stranger.poll() is None


@on_linux
def test_it_begins_again_where_the_first_start_was_killed(data_dir: Path, commands: Commands) -> None:
    unfinished = data_dir / "postgres.new"
    for sign in ("PG_VERSION", "base/1/PG_VERSION"):
        command = Command(commands, data_dir)
        wait_until((unfinished / sign).exists)
        command.kill()
        assert not (data_dir / "postgres").exists()
    with using(data_dir) as address:
        assert asked(address, "SELECT 'започна'") == [("започна",)]
    assert not unfinished.exists()


@as_root
def test_it_makes_a_torn_copy_of_the_programs_whole(used_dir: Path) -> None:
    (copy,) = (used_dir / "postgres-bin").iterdir()
    (server,) = copy.rglob("bin/postgres")
    whole = server.read_bytes()
    server.unlink()  # the file is shared with other tests
    server.write_bytes(whole[:1000])
    copy.with_name(copy.name + ".new").mkdir()
    with using(used_dir) as address:
        assert asked(address, COUNT) == [(500,)]
    assert server.read_bytes() == whole
    assert [path.name for path in (used_dir / "postgres-bin").iterdir()] == [copy.name]


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


def test_it_uses_a_short_folder_for_its_socket_where_the_path_is_too_long(used_dir: Path) -> None:
    deep = used_dir.parent / ("дълго" * 10)
    used_dir.rename(deep)
    with using(deep) as address:
        sockets = Path(address.host)
        mode = stat.S_IMODE(sockets.stat().st_mode)
        assert asked(address, COUNT) == [(500,)]
    assert sockets.parent == Path(tempfile.gettempdir()).resolve()
    assert mode == 0o700
    assert not sockets.exists()

    sockets.symlink_to(deep)
    try:
        assert sentence(deep) == (
            f"The folder {sockets}, where the embedded database would be reached, belongs to somebody else. "
            "Remove it, or set another TMPDIR."
        )
    finally:
        sockets.unlink()


def test_it_works_in_a_folder_whose_name_a_shell_would_misread(used_dir: Path) -> None:
    odd = used_dir.parent / "a, \"б\" $(rm -rf x) 'в'\\"
    used_dir.rename(odd)
    with using(odd) as address:
        assert asked(address, COUNT) == [(500,)]


def test_it_says_so_when_another_postgresql_made_the_database_or_its_password_is_gone(used_dir: Path) -> None:
    version = used_dir / "postgres" / "PG_VERSION"
    version.write_text("16\n")
    assert "was made by PostgreSQL 16, but this program brings PostgreSQL 18" in sentence(used_dir)
    version.write_text("18\n")
    (used_dir / "postgres.password").rename(used_dir / "парола")
    assert f"Put back the file {used_dir / 'postgres.password'}" in sentence(used_dir)
    (used_dir / "парола").rename(used_dir / "postgres.password")
    with using(used_dir) as address:
        assert asked(address, COUNT) == [(500,)]


def test_it_repeats_what_postgresql_complains_of(used_dir: Path) -> None:
    with (used_dir / "postgres" / "postgresql.conf").open("a") as settings:
        settings.write("unknown_setting = 'непозната'\n")
    said = sentence(used_dir)
    assert said.startswith(f"The embedded database in {used_dir} cannot start: configuration file ")
    assert said.endswith("contains errors.")
    assert "\n" not in said


def test_it_says_so_when_the_data_folder_is_a_file(data_dir: Path) -> None:
    data_dir.write_text("не е папка")
    said = sentence(data_dir)
    assert str(data_dir) in said
    assert data_dir.read_text() == "не е папка"


@on_linux
@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.1])
def test_it_leaves_nothing_running_when_given_up_while_starting(tracker: Path, seconds: float) -> None:
    async def use() -> None:
        async with embedded_server(tracker, fast=True):
            await asyncio.sleep(60)

    async def give_up() -> None:
        using = asyncio.ensure_future(use())
        await asyncio.sleep(seconds)
        using.cancel()
        with pytest.raises(asyncio.CancelledError):
            await using

    asyncio.run(give_up())
    assert servers_of(tracker) == []


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
    with using(small_disk) as address:
        asked(address, "CREATE TABLE проекти (име text)", ONE_MORE)
    ballast = small_disk / "баласт"
    fill(ballast)
    assert sentence(small_disk) == full  # no room to start
    ballast.unlink()
    with using(small_disk) as address:
        assert asked(address, COUNT) == [(1,)]


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
