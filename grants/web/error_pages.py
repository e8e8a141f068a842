"""What a person reads when something can't be done: a sentence and the way on, never a traceback."""

from __future__ import annotations

import logging
import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from grants.errors import (
    AlreadyDone,
    Changed,
    NoRoom,
    NotAllowed,
    NotFound,
    Objected,
    Refused,
    TooLarge,
    TrackerError,
    WrongState,
)
from grants.storage.database import DATABASE_AWAY
from grants.values.language import N_, Language, negotiate
from grants.values.wording import wording
from grants.web.pages import Visit, visit_of
from grants.web.templating import rendered

_log = logging.getLogger("grants")

_STATUS: tuple[tuple[type[Exception], int, str], ...] = (
    (NotFound, 404, N_("Not found")),
    (NotAllowed, 403, N_("Not allowed")),
    (Changed, 409, N_("Changed meanwhile")),
    (WrongState, 409, N_("Not possible now")),
    (AlreadyDone, 409, N_("Already done")),
    (TooLarge, 413, N_("Too large")),
    (NoRoom, 507, N_("No room")),
    (Refused, 429, N_("Please wait")),
    (Objected, 422, N_("Something needs another look")),
)
_MOST_SAID = 5
TO_PROJECTS = N_("Back to the projects")
AWAY = N_("The database does not answer just now. Nothing you sent was lost by us; please try again in a moment.")


async def refused(request: Request, problem: Exception) -> Response:
    """The page for something that is refused."""
    assert isinstance(problem, TrackerError)
    status, heading = next((status, heading) for kind, status, heading in _STATUS if isinstance(problem, kind))
    visit = await visit_of(request)
    # What refuses a stranger is a link or a form without an account behind it: no page further on is for that reader.
    onward = _onward(visit) if visit.signed_in else ("", "")
    response = _page(visit, status, heading, _said(visit, problem), onward)
    wait = getattr(problem, "wait_seconds", None)
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return response


def _said(visit: Visit, problem: TrackerError) -> str:
    """What is wrong: of what was typed each thing by itself, where its page has no place for it."""
    if isinstance(problem, Objected) and problem.objections:
        return " ".join(visit.words.say(one.sentence, **one.facts) for one in problem.objections[:_MOST_SAID])
    return visit.words.say(problem.sentence, **problem.facts)


async def http_problem(request: Request, problem: Exception) -> Response:
    """The page for an address that is not there, a method that is not for it, or a body that is too large."""
    assert isinstance(problem, HTTPException)
    limit = request.app.state.settings.max_upload
    sentences: dict[int, tuple[str, str]] = {
        404: (N_("Not found"), N_("There is nothing here, or it is not shared with you.")),
        405: (N_("Not possible"), N_("This address can't be used in this way.")),
        413: (
            N_("Too large"),
            N_(
                "What was sent is larger than the {limit} this tracker accepts. Nothing was stored. Go back, where what you typed "
                "still stands, and choose a smaller file."
            ),
        ),
    }
    heading, sentence = sentences.get(
        problem.status_code, (N_("Not possible"), N_("This request could not be understood."))
    )
    visit = await visit_of(request)
    facts: dict[str, object] = {"limit": wording("en").size(limit)}
    return _page(visit, problem.status_code, heading, visit.words.say(sentence, **facts), _onward(visit))


async def database_away(request: Request, problem: Exception) -> Response:
    """503 while the database can't be reached; the browser is told when to try again."""
    _log.warning("the database does not answer: %s", problem)
    response = _bare_page(request, 503, N_("A moment, please"), AWAY, {})
    response.headers["Retry-After"] = "5"
    return response


async def unforeseen(request: Request, problem: Exception) -> Response:
    """A fault of ours: logged with a reference that the page shows."""
    reference = secrets.token_hex(4)
    _log.error("fault %s at %s %s", reference, request.method, request.url.path, exc_info=problem)
    sentence = N_("Something went wrong on our side. Nothing was half done.")
    return _bare_page(request, 500, N_("A fault of ours"), sentence, {}, reference)


def _onward(visit: Visit) -> tuple[str, str]:
    """Where the way leads on, and how it is called: to the projects, or for a stranger to the door."""
    known = visit.signed_in
    return ("/projects", visit.words.say(TO_PROJECTS)) if known else ("/sign-in", visit.words.say(N_("Sign in")))


def _page(visit: Visit, status: int, heading: str, said: str, onward: tuple[str, str]) -> Response:
    context = {
        "heading": visit.words.say(heading),
        "sentence": said,
        "reference": None,
        "action_url": onward[0],
        "action_label": onward[1],
    }
    return visit.page("web/error.html", context, status)


def _bare_page(
    request: Request, status: int, heading: str, sentence: str, facts: dict[str, object], reference: str | None = None
) -> Response:
    """The page without a look at the person, who may be what can't be read."""
    language: Language = negotiate(request.headers.get("accept-language", ""))
    words = wording(language)
    context = {
        "heading": words.say(heading),
        "sentence": words.say(sentence, **facts),
        "reference": reference,
        "action_url": "/projects",
        "action_label": words.say(TO_PROJECTS),
    }
    return Response(rendered("web/error.html", language, context), status, media_type="text/html")


HANDLERS = {
    TrackerError: refused,
    HTTPException: http_problem,
    **dict.fromkeys(DATABASE_AWAY, database_away),
    Exception: unforeseen,
}
