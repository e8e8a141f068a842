"""A mail server in every bad mood, with real workers: it is asked again by the plan, never means never, and one bad address
or one silent conversation holds up nobody else.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from grants.access import Role
from grants.letters.models import Letter, Try
from grants.letters.rules import LetterState, Verdict
from grants.storage.database import bookkeeping, rows
from tests import bare_rows
from tests.faults.workers import (
    PATIENCE,
    Workers,
    ends_politely,
    put_letter,
    put_letters,
    until,
    until_all_sent,
    until_ready,
)
from tests.post_office import Mailbox, mail_server

pytestmark = pytest.mark.anyio
GOOD = 20
SENT, WAITING, REFUSED = LetterState.SENT, LetterState.WAITING, LetterState.REFUSED
# What the mail server does with a letter, and where the letter stands after its first round and after the second.
MOODS = {
    "nobody": (REFUSED, REFUSED, "550 5.1.1 No such user"),
    "unwanted": (REFUSED, REFUSED, "554 5.7.1 Not wanted"),
    "over-quota": (REFUSED, REFUSED, "552 5.2.2 Over quota"),
    "full": (WAITING, WAITING, "452 4.2.2 Mailbox full"),
    "greylisted": (WAITING, SENT, "450 4.2.0 Greylisted"),
    "closing": (WAITING, SENT, "421 4.3.2 Closing down"),
    "lying-before": (WAITING, SENT, ""),
    "lying-after": (SENT, SENT, ""),
    "slow": (SENT, SENT, ""),
    "silent": (WAITING, WAITING, ""),
}


def moody(mailbox: Mailbox) -> None:
    """The mail server behaves by the name of whom a letter is to."""
    said = {address(name): answer for name, (_, _, answer) in MOODS.items() if answer}
    for name in ("nobody", "full"):
        mailbox.at_recipient[address(name)] = said[address(name)]
    for name in ("unwanted", "over-quota"):
        mailbox.at_letter_to[address(name)] = said[address(name)]
    for name in ("greylisted", "closing"):
        mailbox.at_recipient_once[address(name)] = said[address(name)]
    mailbox.hangs_up_before.add(address("lying-before"))
    mailbox.hangs_up_after.add(address("lying-after"))
    mailbox.seconds_for |= {address("slow"): 4.0, address("silent"): 600.0}


def address(name: str) -> str:
    return f"{name}@example.org"


async def standing() -> dict[str, tuple[LetterState, int]]:
    """Where each letter to a moody address stands, and how many tries it took."""
    found = await Letter.filter(to_address__in=[address(name) for name in MOODS])
    return {letter.to_address.partition("@")[0]: (letter.state, letter.tries) for letter in found}


async def test_it_bears_every_mood_of_a_mail_server_and_lets_one_letter_hold_up_no_other(db, mailbox, worker):
    project = await bare_rows.project("ГМ-2026-4", "Младежки център „Заедно“", await bare_rows.organisation())
    manager = await bare_rows.person("Елена Ангелова", "elena@example.org")
    await bare_rows.seat(manager, Role.MANAGER, project)
    for name in MOODS:
        await bare_rows.seat(await put_letter(address(name)), Role.FIELD_WORKER, project)
    await put_letters(GOOD)
    moody(mailbox)
    process = worker()
    await until(lambda: len({to for _, [to] in mailbox.envelopes} - {"elena@example.org"}) == GOOD + 3, 30)
    await until_all_sent(GOOD + 2, 10)
    assert {name: state for name, (state, _) in (await standing()).items()} == {
        name: first for name, (first, _, _) in MOODS.items()
    }
    await asyncio.to_thread(ends_politely, process)  # the silent one is let go
    tries = {letter.to_address.partition("@")[0]: letter for letter in await Letter.filter(tries=1)}
    assert set(tries) >= set(MOODS)
    for name, (first, _, answer) in MOODS.items():
        assert tries[name].answer.startswith(answer)
        if first is WAITING:
            left = tries[name].next_try_at - datetime.now(UTC)
            assert timedelta() < left <= timedelta(minutes=1), name

    await hasten()
    mailbox.seconds_for.clear()
    mailbox.silent = False
    worker(), worker()
    await until(lambda: told_to_manager(mailbox) != "", 60)
    await until_all_sent(GOOD + 7, 60)  # the silent one too, which may arrive after the manager's
    second = await standing()
    expected = {name: after for name, (_, after, _) in MOODS.items()} | {"silent": SENT}
    assert {name: state for name, (state, _) in second.items()} == expected
    assert second["full"][1] == 2
    assert {name for name in MOODS if address(name) in told_to_manager(mailbox)} == {"nobody", "unwanted", "over-quota"}
    copies = Counter(to for _, [to] in mailbox.envelopes)
    assert {to for to, times in copies.items() if times > 1} == {address("lying-before")}
    own = [number for (_, [to]), number in zip(mailbox.envelopes, mailbox.ids, strict=True) if "before" in to]
    assert len(own) == 2
    assert len(set(own)) == 1
    verdicts = Counter((one["to_address"].partition("@")[0], one["verdict"]) for one in await tried())
    assert verdicts[("full", Verdict.LATER)] == 2
    assert verdicts[("nobody", Verdict.NEVER)] == 1


async def hasten() -> None:
    """What the pause before the next try does."""
    async with bookkeeping("letter claimed or posted"):
        await rows("UPDATE letter SET next_try_at = now() WHERE state = 'waiting' AND next_try_at > now()")


async def tried() -> list[dict[str, Any]]:
    return await rows("SELECT l.to_address, t.verdict FROM letter_try t JOIN letter l ON l.id = t.letter_id")


async def until_tried(before: int) -> None:
    """Wait until a try that failed is noted; with a server that says nothing it takes twenty seconds."""
    end = time.monotonic() + PATIENCE
    while await Try.all().count() == before:
        assert time.monotonic() < end, "no try was noted"
        await asyncio.sleep(0.05)


def told_to_manager(mailbox: Mailbox) -> str:
    """The letter in which the manager reads whose letters do not arrive; empty until it has come."""
    for letter in list(mailbox.taken):
        plain = letter.get_body(("plain",))
        if letter["X-Reminder-Key"].startswith("failed:") and plain is not None:
            assert letter["To"] == "elena@example.org"
            return str(plain.get_content())
    return ""


# --- a mail server with which no conversation begins --------------------------------------------------------------


class _Silent(BaseRequestHandler):
    ended = Event()

    def handle(self) -> None:
        self.ended.wait(90)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where a conversation is begun and nothing is ever said."""
    _Silent.ended.clear()
    with ThreadingTCPServer(("127.0.0.1", 0), _Silent) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        _Silent.ended.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def own_certificate(tmp_path: Path) -> ssl.SSLContext:
    """The context of a server whose certificate nobody vouches for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "поща")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
    )
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "поща.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "поща.pem")
    return context


def _nobody(*_asked: object) -> AuthResult:
    return AuthResult(success=False, handled=False)


async def test_it_charges_no_letter_for_a_mail_server_that_cannot_be_talked_to_and_posts_all_once_it_can(
    db, mailbox, worker: Workers, silent_port, own_certificate
):
    await put_letters(GOOD)
    with (
        mail_server(authenticator=_nobody, auth_require_tls=False) as refuses,
        mail_server(tls_context=own_certificate) as unvouched,
    ):
        reasons = {
            f"smtp://127.0.0.1:{silent_port}": "",
            "smtp://127.0.0.1:1": "",
            f"smtp://maria:wrong@127.0.0.1:{refuses.port}": "535",
            f"smtp://127.0.0.1:{unvouched.port}?starttls=1": "CERTIFICATE_VERIFY_FAILED",
            f"smtp://127.0.0.1:{mailbox.port}?starttls=1": "STARTTLS",
        }
        for url, reason in reasons.items():
            before = await Try.all().count()
            process = worker(SMTP_URL=url)
            await until_ready(process)
            await until_tried(before)
            newest = await Try.all().order_by("-id").first()
            assert newest is not None
            assert (newest.verdict, reason in newest.answer) == (Verdict.UNREACHED, True), (url, newest.answer)
            await asyncio.to_thread(ends_politely, process)
            await hasten()
        assert not refuses.taken
        assert not unvouched.taken
    assert await Letter.filter(tries=0, state=WAITING).count() == GOOD
    worker()
    await until_all_sent(GOOD)
    assert len(mailbox.ids) == len(set(mailbox.ids)) == GOOD
