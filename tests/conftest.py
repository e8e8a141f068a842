"""What every test stands on: PostgreSQL with a migrated template, a database as new for each test, a fixed day."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from grants.acting import install_followers
from grants.people import passwords
from grants.settings import Settings
from grants.storage import database, embedded
from tests import databases
from tests.cast import NOON, PASSWORD, TODAY, World, world

passwords.hasher(time_cost=1, memory_cost=8)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def today() -> date:
    """The day on which every test takes place."""
    return TODAY


@pytest.fixture(scope="session")
def server() -> Iterator[dict[str, Any]]:
    """The credentials of a server: the one TEST_DATABASE_URL names, or an embedded one of this test process."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield database.credentials_of(named)
        return
    folder = Path(tempfile.mkdtemp(prefix="grants-tests-"))
    folder.chmod(0o711)
    running = embedded.start(folder / "data", fast=True)
    yield running.address.credentials()
    running.leave()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template(server: dict[str, Any]) -> Iterator[str]:
    """The name of a migrated database that the tests' are copied from."""
    name = asyncio.run(databases.migrated(server))
    yield name
    asyncio.run(databases.dropped(server, name))


@pytest.fixture(scope="session")
def common_database(server: dict[str, Any], template: str) -> databases.CommonDatabase:
    """The database that the tests of this process use one after another."""
    return databases.CommonDatabase(server, template)


@pytest.fixture(scope="session")
async def _one_loop(common_database: databases.CommonDatabase) -> AsyncIterator[None]:
    """Connections belong to a loop; so the tests that share them share theirs too."""
    yield
    await common_database.close()


@pytest.fixture
def own_database(
    server: dict[str, Any], template: str, common_database: databases.CommonDatabase
) -> Iterator[dict[str, Any]]:
    """The credentials of a migrated, empty database for a test that alters it or connects by itself."""
    common_database.leave()
    name = asyncio.run(databases.copied(server, template))
    yield {**server, "database": name}
    asyncio.run(databases.dropped(server, name))


@pytest.fixture
async def db(common_database: databases.CommonDatabase, _one_loop: None) -> AsyncIterator[dict[str, Any]]:
    """The tracker's connections to a migrated, empty database; what a test writes there is gone when it ends."""
    yield await common_database.open()
    await common_database.put_back()
    install_followers(())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A tracker's settings in a folder of its own."""
    return Settings(data_dir=tmp_path, secret_key="тестов-ключ-" * 4, base_url="http://testserver")


class Browser:
    """A person's browser: fetches pages of the tracker and looks each one over."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Through the door, as anybody."""
        answer = await self.client.post("/sign-in", data={"email": email, "password": password})
        assert answer.status_code == 303, answer.text

    async def get(self, address: str, status: int = 200) -> str:
        """A page, looked over: title, language, a label for every field, nothing inline; its narrow spaces made plain."""
        answer = await self.client.get(address)
        assert answer.status_code == status, (address, answer.status_code, answer.text[:2000])
        if answer.headers["content-type"].startswith("text/html"):
            look_over(answer.text)
        return answer.text.replace("\xa0", " ").replace("\u202f", " ")

    async def post(self, address: str, data: dict[str, str] | None = None, **more: Any) -> httpx2.Response:
        """A form sent; a page that comes back is looked over."""
        answer = await self.client.post(address, data=data, **more)
        if answer.headers.get("content-type", "").startswith("text/html") and answer.text:
            look_over(answer.text)
        return answer


def look_over(page: str) -> None:
    """What every page keeps to."""
    assert re.search(r'<html lang="(bg|en)"', page)
    assert re.search(r"<title>\s*\S", page)
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r"\son[a-z]+=", page)
    for field in re.finditer(r"<(?:input|select|textarea)\b[^>]*>", page):
        tag = field.group()
        if 'type="hidden"' in tag:
            continue
        found = re.search(r'\bid="([^"]+)"', tag)
        assert "aria-label" in tag or (found and f'for="{found.group(1)}"' in page), tag


@pytest.fixture
async def small_world(db: dict[str, Any], common_database: databases.CommonDatabase) -> World:
    """A small tracker with everybody in it."""
    return await common_database.filled(world)


@pytest.fixture
async def app(db: dict[str, Any], settings: Settings) -> AsyncIterator[Starlette]:
    """The tracker's service over this test's database, at noon of the fixed day, with everything that follows deeds."""
    from grants import followers
    from grants.app import create_app

    @asynccontextmanager
    async def already(_settings: Settings) -> AsyncIterator[dict[str, Any]]:
        yield db

    followers.install()
    yield create_app(settings, clock=lambda: NOON, server=already)
    install_followers(())


@pytest.fixture
async def browser(app: Starlette) -> AsyncIterator[Browser]:
    """A browser that nobody has signed in with yet."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=True)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Browser(client)


def pytest_configure(config: pytest.Config) -> None:
    """A folder for what is made once for all processes of a run; an unprivileged account may enter it."""
    if not hasattr(config, "workerinput"):
        os.environ["TESTS_TOGETHER"] = tempfile.mkdtemp(prefix="grants-tests-")
        Path(os.environ["TESTS_TOGETHER"]).chmod(0o711)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are cores: those with a browser or a server of their own wait for it half the time."""
    return (os.cpu_count() or 1) + 1


def pytest_unconfigure(config: pytest.Config) -> None:
    """What was made for all goes when the last of them has ended."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop("TESTS_TOGETHER"), ignore_errors=True)


LONG = {"browser", "stories"}  # folders whose files take longest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every property carries the mark by which it is run alone, to its full number of cases.

    What takes longest comes first, the longest of it before the rest, so that both cores are busy until the end.
    """
    for item in items:
        if hasattr(getattr(item, "obj", None), "hypothesis"):
            item.add_marker("property")
    together = Counter(item.path for item in items)
    items.sort(key=lambda item: -together[item.path] if item.path.parent.name in LONG else 0)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI everything a test needs is installed, so one that is skipped has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped") and exitstatus == 0:
        reporter.write_line("In CI a skipped test is a failed one:", red=True)
        for report in reporter.stats["skipped"]:
            reporter.write_line(f"  {report.nodeid}: {report.longrepr}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares a text with the file kept under tests/golden; GOLDEN=write keeps the text as it is now."""

    def compare(name: str, text: str) -> None:
        kept = Path(__file__).parent / "golden" / name
        if os.environ.get("GOLDEN") == "write":
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(text, encoding="utf-8")
        assert text == kept.read_text(encoding="utf-8")

    return compare
