"""The whole web service on one screen: its rooms' addresses, what stands in front of them, and how it begins and ends."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from grants import followers
from grants.access import Identity
from grants.accounting import pages as accounting
from grants.amendments import pages as amendments
from grants.budget import pages as budget
from grants.deadlines import pages as deadlines
from grants.deadlines import programme_pages as programme_rules
from grants.deadlines import rules_pages as deadline_rules
from grants.deadlines.answering import pages as answering
from grants.deadlines.calendar import pages as calendars
from grants.deadlines.days_off import pages as days_off
from grants.deadlines.views import pages as deadline_views
from grants.deadlines.wishes import pages as wishes
from grants.deliverables import pages as deliverables
from grants.demo.cast import shown_on_the_door
from grants.door import pages as door
from grants.entries import pages as entries
from grants.exchange import pages as exchange
from grants.exchange import people_pages as people_import
from grants.expenses import pages as expenses
from grants.expenses.checklist import pages as checklist
from grants.expenses.life import pages as life
from grants.filling import pages as filling
from grants.letters import pages as letters
from grants.letters.alarm import silent_worker
from grants.letters.links.rules import Purpose
from grants.letters.queries import worker_seen
from grants.letters.rules import SILENT_AFTER
from grants.participants import pages as participants
from grants.participants.attendance import pages as sessions
from grants.payments import pages as payments
from grants.people import pages as people
from grants.people.actions import seen as session_seen
from grants.people.queries import identity_of_session
from grants.people.rules import SEEN_EVERY
from grants.portfolio import pages as portfolio
from grants.portfolio.contract import pages as contract
from grants.portfolio.frame import frame
from grants.portfolio.indicators import pages as indicators
from grants.portfolio.partners import pages as partners
from grants.projects.queries import project_seen
from grants.rates import pages as rates
from grants.reports import pages as reports
from grants.reports import people_pages as people_sheets
from grants.reports import team_pages as team_sheets
from grants.reports.dossier import pages as dossier
from grants.reports.figures_opened import pages as figures_opened
from grants.reports.ids import pages as funder_ids
from grants.reports.looks import pages as looks
from grants.reports.makings import pages as makings
from grants.reports.packages import pages as packages
from grants.reports.packages.opening import pages as package_opening
from grants.reports.packages.outcome import pages as package_outcome
from grants.reports.packages.parts import pages as package_parts
from grants.reports.packages.parts.by_link import part_by_link
from grants.reports.packages.request import pages as package_request
from grants.reports.packages.request.attaching import pages as package_request_files
from grants.reports.packages.texts import pages as package_texts
from grants.settings import Settings, read_settings
from grants.storage.database import DATABASE_AWAY, connected, running_server
from grants.storage.files import FileStore
from grants.storage.sealed import Seal
from grants.subgrants import pages as subgrants
from grants.team import pages as team
from grants.team.timesheets import pages as timesheets
from grants.values.language import N_
from grants.values.wording import Wording
from grants.web import error_pages
from grants.web.logs import log_as
from grants.web.middleware import OwnPagesOnly, SecurityHeaders
from grants.web.pages import join
from grants.web.templating import STATIC

Clock = Callable[[], datetime]
Server = Callable[[Settings], AbstractAsyncContextManager[dict[str, Any]]]
# A form carries more than its file: the boundary lines and the other fields.
_AROUND_A_FILE = 256 * 1024


def _now() -> datetime:
    return datetime.now(UTC)


def settled() -> None:
    """Take what was made until now as made for good: the collector of garbage need not walk all of it while a page is made."""
    gc.collect()
    gc.freeze()


def create_app(settings: Settings, *, clock: Clock = _now, server: Server = running_server) -> Starlette:
    """The service over the database the settings name; `clock` tells the moment, `server` gives the credentials."""

    @asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        followers.install()
        async with server(settings) as credentials, connected(credentials):
            settled()
            yield

    app = Starlette(
        routes=[*routes(), Mount("/static", StaticFiles(directory=STATIC), name="static")],
        middleware=[
            Middleware(SecurityHeaders, secure=settings.secure),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=1),
            Middleware(OwnPagesOnly, origins=[settings.base_url]),
        ],
        exception_handlers=error_pages.HANDLERS,
        lifespan=life,
    )
    app.state.settings = settings
    app.state.body_limit = settings.max_upload + _AROUND_A_FILE
    app.state.clock = clock
    app.state.files = FileStore(settings.files)
    app.state.seal = Seal.of(settings.secret_key)
    app.state.identity_of = partial(_identity_of, zone=settings.time_zone)
    app.state.find_project = project_seen
    app.state.frame = frame
    app.state.banner = lambda words: _banner(words) if settings.demo else None
    app.state.alarm = partial(_alarm, settings=settings)
    app.state.cast = lambda words: shown_on_the_door(words) if settings.demo else None
    return app


def routes() -> Sequence[Route]:
    """Every address of the tracker; the machine's own two first."""
    door.OPENS[Purpose.PART] = part_by_link
    return join(
        [
            Route("/healthz", healthz, name="healthz"),
            Route("/readyz", readyz, name="readyz"),
            Route("/favicon.ico", mark, name="mark"),
        ],
        people.ROUTES,
        entries.ROUTES,
        portfolio.ROUTES,
        contract.ROUTES,
        partners.ROUTES,
        indicators.ROUTES,
        budget.ROUTES,
        exchange.ROUTES,
        people_import.ROUTES,
        deliverables.ROUTES,
        deadlines.ROUTES,
        deadline_rules.ROUTES,
        deadline_views.ROUTES,
        programme_rules.ROUTES,
        answering.ROUTES,
        wishes.ROUTES,
        days_off.ROUTES,
        calendars.ROUTES,
        amendments.ROUTES,
        letters.ROUTES,
        expenses.ROUTES,
        accounting.ROUTES,
        life.ROUTES,
        checklist.ROUTES,
        payments.ROUTES,
        rates.ROUTES,
        reports.ROUTES,
        funder_ids.ROUTES,
        filling.ROUTES,
        people_sheets.ROUTES,
        team_sheets.ROUTES,
        dossier.ROUTES,
        figures_opened.ROUTES,
        looks.ROUTES,
        makings.ROUTES,
        package_opening.ROUTES,
        packages.ROUTES,
        package_outcome.ROUTES,
        package_request.ROUTES,
        package_request_files.ROUTES,
        package_texts.ROUTES,
        package_parts.ROUTES,
        door.ROUTES,
        subgrants.ROUTES,
        participants.ROUTES,
        sessions.ROUTES,
        team.ROUTES,
        timesheets.ROUTES,
    )


async def _identity_of(token: str, now: datetime, zone: ZoneInfo) -> Identity | None:
    found = await identity_of_session(token, now, zone) if token else None
    if found is None:
        return None
    identity, session_id, seen_at = found
    if now - seen_at > SEEN_EVERY:
        await session_seen(session_id, now)
    return identity


async def _alarm(words: Wording, now: datetime, settings: Settings) -> str:
    """What admins read above every page: the worker is silent. The demo has none."""
    return "" if settings.demo else await silent_worker(words, now, settings.time_zone)


def _banner(words: Wording) -> str:
    return words.say(N_("This is a demo. Letters are shown here instead of being sent."))


async def healthz(_request: Request) -> Response:
    """The process lives."""
    return PlainTextResponse("ok")


async def mark(_request: Request) -> Response:
    """The tracker's mark, for browsers that ask where no page told them."""
    return FileResponse(STATIC / "mark.svg", media_type="image/svg+xml")


async def readyz(request: Request) -> Response:
    """Whether the database answers, files can be kept, and a worker has been heard of in the last 90 seconds."""
    try:
        at, database = await worker_seen(), True
    except DATABASE_AWAY:
        at, database = None, False
    silent = None if at is None else int((request.app.state.clock() - at).total_seconds())
    files = FileStore(request.app.state.settings.files).can_keep()
    state = {
        "database": database,
        "files": files,
        "worker_seconds": silent,
        "worker": silent is not None and abs(silent) <= SILENT_AFTER.total_seconds(),
    }
    return JSONResponse(state, 200 if database and files else 503)


def from_environment() -> Starlette:
    """The service as the environment describes it: what uvicorn loads in each of its processes."""
    settings = read_settings(os.environ)
    log_as(settings.log_format)
    return create_app(settings)
