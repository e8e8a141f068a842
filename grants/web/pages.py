"""One visit to one page: who comes, to which project, in which language; and the guard in front of every address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from grants.access import ADDRESSES, Door, Identity, Permission, Rule, may
from grants.errors import NotAllowed, NotFound
from grants.settings import Settings
from grants.values.language import N_, Language, language_named, negotiate
from grants.values.reading import LARGEST_ID, Unreadable, whole_number
from grants.values.wording import Wording, wording
from grants.web.clock import on_the_day
from grants.web.forms import keepable
from grants.web.middleware import BodyLimit
from grants.web.templating import rendered

SESSION_COOKIE = "grants_session"
NOTICE_COOKIE = "grants_notice"
_FARTHEST = 10**9  # a place in a list that an address may ask for

# What is quietly said after something was done; the cookie holds only the key.
NOTICES: Mapping[str, str] = {
    "saved": N_("Saved."),
    "added": N_("Added."),
    "removed": N_("Removed."),
    "imported": N_("Imported."),
    "prepared": N_("The files are ready."),
    "being_made": N_("It is being made. Go on working; its files appear here."),
    "done": N_("Done."),
    "asked": N_("The letter was written; it leaves within a minute."),
    "already": N_("This was already done; nothing was done twice."),
    "signed_out": N_("You have signed out."),
}


@dataclass
class Visit:
    """A request with everything a page needs; `project` is there on addresses below `/projects/{code}`."""

    request: Request
    settings: Settings
    words: Wording
    by: Identity
    signed_in: bool
    now: datetime
    project: Any = None
    on_page: dict[str, Any] = field(default_factory=dict)  # what the frame of the page shows

    @cached_property
    def today(self) -> date:
        """The day it is where the tracker lives."""
        return self.now.astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        """The tracker's time zone."""
        return self.settings.time_zone

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.words.language

    def query(self, name: str, default: str = "") -> str:
        """A value from the address, fit for the database."""
        return keepable(self.request.query_params.get(name, default).strip())

    def days_asked(self, *names: str) -> tuple[dict[str, date | None], dict[str, str]]:
        """The days of an address as `{name}_on`, and what is wrong with them by name; one that can't be read is none."""
        days: dict[str, date | None] = {}
        wrong: dict[str, str] = {}
        for name in names:
            typed = self.query(name)[:200]
            try:
                days[f"{name}_on"] = self.words.read_day(typed, self.today) if typed else None
            except Unreadable as problem:
                wrong[name] = self.words.say(problem.msgid, **problem.facts)
        return days, wrong

    def place_asked(self, name: str) -> int:
        """A place in a list that the address asks for; the first (0) where it says nothing that is one."""
        return whole_number(self.query(name), _FARTHEST) or 0

    def page_asked(self, most: int = 1_000_000) -> int:
        """Which page of a long list the address asks for; the first where it says nothing that is one."""
        return max(min(whole_number(self.query("page"), _FARTHEST) or 1, most), 1)

    def named(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def number_in_path(self, name: str) -> int:
        """A row's number in the path; one that no row can have is not there."""
        number = int(self.request.path_params[name])
        if number > LARGEST_ID:
            raise NotFound
        return number

    def may(self, permission: Permission) -> bool:
        """Whether to show a button; the action itself asks again."""
        return may(self.by, permission, self.project.ref if self.project is not None else None)

    def spoken_in(self, language: Language) -> Visit:
        """The same visit in this language, unless its address asks for another."""
        chosen = language_named(self.request.query_params.get("lang", "")) or language
        banner = self.request.app.state.banner(wording(chosen))
        more = {"other_language_url": _in_other_language(self.request, chosen), "banner": banner}
        return replace(self, words=wording(chosen), on_page=self.on_page | more)

    def page(self, template: str, context: Mapping[str, Any] | None = None, status: int = 200) -> Response:
        """The page, in the visitor's language; what the frame around it shows is never a page's own."""
        own = context or {}
        assert not own.keys() & self.on_page.keys(), own.keys() & self.on_page.keys()
        response = HTMLResponse(rendered(template, self.language, {**self.on_page, **own}), status)
        if NOTICE_COOKIE in self.request.cookies:
            response.delete_cookie(NOTICE_COOKIE)
        return response

    def see(self, address: str, notice: str = "") -> Response:
        """Go and look there (303), with a quiet word on arrival; `notice` is a key of NOTICES."""
        response = RedirectResponse(address, status_code=303)
        if notice:
            assert notice in NOTICES
            response.set_cookie(NOTICE_COOKIE, notice, max_age=30, httponly=True, samesite="lax")
        return response


Endpoint = Callable[[Visit], Awaitable[Response]]


def address(path: str, name: str, endpoint: Endpoint, *, changes: bool = False) -> Route:
    """An address under its rule in `access.ADDRESSES`; one without a rule is refused when the program is loaded."""
    reading, changing = ADDRESSES[name]
    if changes and changing is None:
        raise ValueError(f"{name} changes something but access.py has no rule for that")

    async def guarded(asked: Request) -> Response:
        request = asked
        if asked.method == "HEAD":  # what a page says of itself; nothing is changed by asking
            request = Request({**asked.scope, "method": "GET"}, asked.receive)
        rule = changing if request.method == "POST" else reading
        assert rule is not None
        visit = await visit_of(request)
        if rule is not Door.ANYONE and not visit.signed_in:
            return _to_sign_in(request)
        if "code" in request.path_params:
            visit.project = await request.app.state.find_project(visit.by, keepable(request.path_params["code"]))
        _refuse(visit, rule)
        if visit.signed_in:  # a form that is refused is shown again, in the same frame
            await request.app.state.frame(visit)
        try:
            with on_the_day(visit.today):
                return await endpoint(visit)
        finally:
            await request.close()  # the files that came with a form

    methods = ["GET", "POST"] if changes else ["GET"]
    return Route(path, guarded, name=name, methods=methods, middleware=[Middleware(BodyLimit)])


def _refuse(visit: Visit, rule: Rule) -> None:
    if isinstance(rule, Permission) and not visit.may(rule):
        raise NotAllowed(N_("Your role does not allow this."))


def _to_sign_in(request: Request) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method == "POST":
        wanted = "/projects"
    return RedirectResponse("/sign-in?" + urlencode({"next": wanted}), status_code=303)


async def visit_of(request: Request) -> Visit:
    """Who visits, in which language: the address's, else the person's, else the browser's."""
    if "visit" in request.scope:
        known: Visit = request.scope["visit"]
        return known
    state = request.app.state
    now: datetime = state.clock()
    identity: Identity | None = await state.identity_of(request.cookies.get(SESSION_COOKIE, ""), now)
    chosen = language_named(request.query_params.get("lang", ""))
    language = chosen or (identity.language if identity else negotiate(request.headers.get("accept-language", "")))
    visit = Visit(request, state.settings, wording(language), identity or Identity(name=""), identity is not None, now)
    visit.on_page = {
        "person": visit.by if visit.signed_in else None,
        "path": request.url.path,
        "other_language_url": _in_other_language(request, language),
        "notice": visit.words.say(NOTICES[said])
        if (said := request.cookies.get(NOTICE_COOKIE, "")) in NOTICES
        else None,
        "banner": state.banner(visit.words),
        "worker_alarm": await state.alarm(visit.words, now) if visit.by.is_admin else "",
        "visit": visit,
    }
    request.scope["visit"] = visit
    return visit


def _in_other_language(request: Request, language: Language) -> str:
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{request.url.path}?{urlencode([*query, ('lang', 'en' if language == 'bg' else 'bg')])}"


def local_address(address: str, otherwise: str = "/projects") -> str:
    """An address of this tracker to go on to; anything that leads elsewhere becomes `otherwise`."""
    safe = (
        address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and "\n" not in address
        and "\r" not in address
    )
    return address if safe else otherwise


def join(*lists: Sequence[Route]) -> list[Route]:
    """The addresses of several rooms as one list."""
    return [route for routes in lists for route in routes]
