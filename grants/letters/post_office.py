"""One conversation with the mail server: letters handed over one after another, and what it said to each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from email.headerregistry import Address
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP as WITH_CRLF
from email.policy import compat32
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from time import monotonic
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiosmtplib

from grants.letters.links.signed import signed
from grants.letters.returned.rules import return_path
from grants.letters.rules import PATIENCE, Verdict, is_final, message_id
from grants.letters.turns import NoMoreTurns, Turn
from grants.letters.writing import one_line
from grants.people.queries import now
from grants.settings import MailServer, Settings
from grants.storage.database import Row

_ANSWER = 500  # as much of a server's answer as is kept
_STEP = 20.0  # seconds for one question and its answer; all of a letter together has PATIENCE


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict and what the mail server, or the way to it, said."""

    verdict: Verdict
    said: str


class PostOffice:
    """A connection that is opened with the first letter, used for all, and opened anew where the server closed it."""

    def __init__(self, settings: Settings, patience: timedelta = PATIENCE) -> None:
        self._settings = settings
        self._patience = patience.total_seconds()
        self._client: _Client | None = None
        self._limit: asyncio.Timeout | None = None  # of the letter under way

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        client, self._client = self._client, None
        if client is None or not client.is_connected:
            return
        try:
            await client.quit(timeout=2)
        except (aiosmtplib.SMTPException, OSError):
            client.close()

    async def hand_over(self, letter: Row, turn: Turn) -> Answer:
        """Offer a letter to the mail server; never raises for what the server or the way to it does.

        Its content is sent when it has its turn. NoMoreTurns where it had none: then nobody has taken it.
        """
        try:
            to_address = _mailable(letter["to_address"])
            message = letter_bytes(letter, to_address, self._settings)
        except (ValueError, UnicodeError) as problem:  # an address no mail can carry
            return Answer(Verdict.NEVER, one_line(str(problem))[:_ANSWER])
        began = monotonic()
        try:
            async with asyncio.timeout(self._patience) as self._limit:
                return await self._said_to(self._returns_to(letter), to_address, message, turn)
        except TimeoutError:
            connected = self._client is not None
            self._hang_up()
            if turn.awaited:
                raise NoMoreTurns from None
            waited = f"no answer within {monotonic() - began:.0f} seconds"
            return Answer(Verdict.LATER if connected else Verdict.UNREACHED, waited)
        except NoMoreTurns:
            self._hang_up()
            raise
        finally:
            self._limit = None

    async def _said_to(self, sender: str, to_address: str, message: bytes, turn: Turn) -> Answer:
        """The answer to a letter. What the server closes after the letter before is not this one's fault: it is offered again
        at once over a new connection.
        """
        while True:
            kept = self._client is not None and self._client.is_connected
            client = await self._connected()
            if isinstance(client, Answer):
                return client
            client.turn = turn
            try:
                return await _offered(client, sender, to_address, message)
            except aiosmtplib.SMTPServerDisconnected as problem:
                self._hang_up()
                if not kept:
                    return Answer(Verdict.LATER, _said(problem))

    def hurry(self, seconds: float) -> None:
        """Give the letter under way, and any after it, no more than so many seconds from now."""
        self._patience = min(self._patience, seconds)
        until = asyncio.get_running_loop().time() + seconds
        if self._limit is not None and (self._limit.when() or until) > until:
            self._limit.reschedule(until)

    def _returns_to(self, letter: Row) -> str:
        """Where the letter goes back to if it does not arrive: to the sender, or by its own way where that mailbox is read."""
        sender = parseaddr(self._settings.mail_from)[1]
        returns = self._settings.returns is not None
        return return_path(letter["id"], sender, self._settings.secret_key) if returns else sender

    async def _connected(self) -> _Client | Answer:
        if self._client is not None and self._client.is_connected:
            return self._client
        assert self._settings.mail_server is not None
        self._client = None
        client = _client(self._settings.mail_server, self._settings.base_url)
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError, ValueError) as problem:
            client.close()
            return Answer(Verdict.UNREACHED, _said(problem))
        self._client = client
        return client

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


class _Client(aiosmtplib.SMTP):
    """The library's, which sends the content of a letter in its turn."""

    turn: Turn

    async def data(self, message: str | bytes, /, **more: Any) -> aiosmtplib.SMTPResponse:
        await self.turn.begin()
        return await super().data(message, **more)


def _client(server: MailServer, base_url: str) -> _Client:
    return _Client(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.tls,
        start_tls=server.starttls,
        local_hostname=_domain(base_url),
        timeout=_STEP,
    )


async def _offered(client: aiosmtplib.SMTP, sender: str, to_address: str, message: bytes) -> Answer:
    """What the server said to a letter; SMTPServerDisconnected where it hung up instead."""
    try:
        _refused, said = await client.sendmail(sender, [to_address], message)
    except aiosmtplib.SMTPRecipientsRefused as problem:
        return _verdict(problem.recipients[0])
    except aiosmtplib.SMTPSenderRefused as problem:  # our own setting: the letter is as good as before
        return Answer(Verdict.LATER, _said(problem))
    except aiosmtplib.SMTPResponseException as problem:
        return _verdict(problem)
    except aiosmtplib.SMTPServerDisconnected:
        raise
    except (aiosmtplib.SMTPException, OSError, ValueError) as problem:
        client.close()
        return Answer(Verdict.LATER, _said(problem))
    return Answer(Verdict.TAKEN, one_line(said)[:_ANSWER])


def _verdict(problem: aiosmtplib.SMTPResponseException) -> Answer:
    return Answer(Verdict.NEVER if is_final(problem.code) else Verdict.LATER, _said(problem))


def _said(problem: Exception) -> str:
    if isinstance(problem, aiosmtplib.SMTPResponseException):
        return one_line(f"{problem.code} {problem.message}")[:_ANSWER]
    return one_line(str(problem) or type(problem).__name__)[:_ANSWER]


def _mailable(address: str) -> str:
    """The address as every mail server takes it: a domain in another alphabet in its Latin form; else UnicodeError."""
    name, _, domain = address.rpartition("@")
    return f"{name.encode('ascii').decode()}@{domain.encode('idna').decode()}"


def letter_bytes(letter: Row, to_address: str, settings: Settings) -> bytes:
    """The letter as it goes over the wire; what people typed stands in it as text and never becomes a heading or an address."""
    sender_name, sender = parseaddr(settings.mail_from)
    headings = (
        ("From", str(Address(sender_name, addr_spec=sender))),
        ("To", str(Address(addr_spec=to_address))),
        ("Subject", one_line(letter["subject"])),
        ("Date", format_datetime(now())),
        ("Message-ID", message_id(letter["key"], settings.base_url, sender.rpartition("@")[2])),
        ("X-Reminder-Key", letter["key"]),
        ("List-Unsubscribe", f"<{settings.base_url}/account>"),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", letter["language"]),
    )
    plain, html = (signed(letter[form], letter["id"], settings.secret_key) for form in ("plain", "html"))
    return b"".join([*(_heading(name, value) for name, value in headings), _body(plain, html)])


@lru_cache(1024)  # most headings are those of the letter before
def _heading(name: str, value: str) -> bytes:
    """One heading, folded and encoded; ValueError where it would become two."""
    return WITH_CRLF.fold_binary(*WITH_CRLF.header_store_parse(name, value))


@lru_cache(64)  # letters of like content are built once
def _body(plain: str, html: str) -> bytes:
    """Both forms of a letter, after their own headings: in base64, which is built four times as fast as any other."""
    both = MIMEMultipart("alternative", boundary="=_two_forms_of_one_letter")
    both.attach(MIMEText(plain, "plain", "utf-8"))
    both.attach(MIMEText(html, "html", "utf-8"))
    return both.as_bytes(policy=compat32.clone(linesep="\r\n"))


def _domain(base_url: str) -> str:
    name = urlsplit(base_url).hostname or "localhost"
    return name if name.isascii() else "localhost"
