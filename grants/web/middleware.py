"""What stands between the network and every page: security headers, and forms accepted only from our own pages."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
    "img-src 'self' data:; script-src 'self'; style-src 'self'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SecurityHeaders:
    """The same strict headers on every answer; pages of people are kept by no shared cache."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.headers = dict(_HEADERS)
        if secure:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                kept = scope["path"].startswith("/static/") and message["status"] == 200
                headers.setdefault("Cache-Control", "public, max-age=31536000, immutable" if kept else "no-store")
            await send(message)

        await self.app(scope, receive, with_headers)


class OwnPagesOnly:
    """A change is accepted only when our own page asked for it (as Go's CrossOriginProtection decides it).

    Sec-Fetch-Site same-origin or none passes; without it, an Origin must be our host; without both it is no browser.
    """

    def __init__(self, app: ASGIApp, *, origins: Iterable[str] = ()) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE and not self._ours(Headers(scope=scope)):
            await PlainTextResponse("403: this form was not sent from a page of this tracker", 403)(
                scope, receive, send
            )
            return
        await self.app(scope, receive, send)

    def _ours(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = headers.get("origin")
        if origin is None:
            return True
        return origin in self.origins or urlsplit(origin).netloc == headers.get("host")


class BodyLimit:
    """A body over `app.state.body_limit` is refused: at once when it says how long it is, else when it has grown too long.

    Stands in front of each address, inside the error pages, so that a person reads a sentence.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit: int = scope["app"].state.body_limit
        if _declared_length(scope) > limit:
            raise HTTPException(413)
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


def _declared_length(scope: Scope) -> int:
    text = Headers(scope=scope).get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() else 0
