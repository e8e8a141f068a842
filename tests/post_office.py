"""A real mail server for tests: it takes letters, or misbehaves as told."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from grants.settings import MailServer, Settings


@dataclass
class Mailbox:
    """What the mail server took, and how it is to behave; used from two threads, so only appended to and read."""

    port: int
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    connections: list[str] = field(default_factory=list)
    at_recipient: dict[str, str] = field(default_factory=dict)  # address → answer
    at_recipient_once: dict[str, str] = field(default_factory=dict)  # the answer of the first time alone
    at_data: list[str] = field(default_factory=list)  # answers to the next letters, first one first
    at_letter_to: dict[str, str] = field(default_factory=dict)  # address → answer after the whole letter
    seconds_for: dict[str, float] = field(default_factory=dict)  # address → how long a letter to it takes
    hangs_up_before: set[str] = field(
        default_factory=set
    )  # takes the first letter to it, and hangs up without an answer
    hangs_up_after: set[str] = field(default_factory=set)  # answers that it has the letter, and hangs up
    seconds_a_letter: float = 0.0
    seconds_to_answer: float = 0.0  # after it has a letter: who is gone by then does not know
    arrived: threading.Event = field(default_factory=threading.Event)
    silent: bool = False  # takes the letter and never answers

    def settings(self, settings: Settings) -> Settings:
        """These settings with this mail server."""
        server = MailServer("127.0.0.1", self.port, user=None, password=None, tls=False, starttls=False)
        return replace(settings, mail_server=server, mail_from="Проследяване <grants@example.org>")

    @property
    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.taken]

    # --- what aiosmtpd asks -----------------------------------------------------------------------------------------

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, name: str, lines: list[str]) -> list[str]:  # noqa: N802 - aiosmtpd's name
        self.connections.append(name)
        session.host_name = name
        return lines

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        if address in self.at_recipient_once:
            return self.at_recipient_once.pop(address)
        if address in self.at_recipient:
            return self.at_recipient[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.arrived.set()
        if self.silent:
            await asyncio.sleep(60)
        to = envelope.rcpt_tos[0]
        await asyncio.sleep(self.seconds_for.get(to, self.seconds_a_letter))
        if self.at_data:
            return self.at_data.pop(0)
        if to in self.at_letter_to:
            return self.at_letter_to[to]
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.taken.append(letter)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        if to in self.hangs_up_before:
            self.hangs_up_before.remove(to)
            server.transport.close()
        if to in self.hangs_up_after:
            asyncio.get_running_loop().call_later(0.001, server.transport.close)
        place = len(self.taken)
        await asyncio.sleep(self.seconds_to_answer)
        return f"250 2.0.0 Ok: queued as {place}"


class _OnSocket(Controller):
    """A mail server on a socket that is already bound, so that nobody else can take its port."""

    def __init__(self, mailbox: Mailbox, bound: socket.socket, **more: Any) -> None:
        super().__init__(mailbox, hostname="127.0.0.1", port=mailbox.port, **more)
        self._bound = bound

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)


@contextmanager
def mail_server(**more: Any) -> Iterator[Mailbox]:
    """A running mail server on a free port of this machine; `more` is aiosmtpd's own."""
    bound = socket.create_server(("127.0.0.1", 0))
    mailbox = Mailbox(bound.getsockname()[1])
    controller = _OnSocket(mailbox, bound, **more)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop(no_assert=True)
