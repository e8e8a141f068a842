"""A letter that a mail server took and sent back later is known from the mailbox it returns to (върнати писма)."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from grants.letters.actions import post_letters
from grants.letters.models import Letter, Try
from grants.letters.returned import actions
from grants.letters.returned.actions import read_returned
from grants.letters.returned.mailbox import opened, unread
from grants.letters.returned.rules import SentBack, return_path, sent_back
from grants.settings import ReturnMailbox
from tests.running import free_port

pytestmark = pytest.mark.anyio
SECRET = "много-тайна-дума-която-никой-не-знае-42"
FAILED = "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <ivan@example.org>: няма такъв".encode()


def report(to: str, of_one: bytes = FAILED, sender: str = "MAILER-DAEMON@mx.example.org") -> bytes:
    """A delivery report as mail servers write it."""
    return b"\n".join(
        [
            f"From: Mail Delivery System <{sender}>\nTo: {to}\nSubject: Undelivered Mail Returned to Sender".encode(),
            b'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n',
            b"--b\nContent-Type: text/plain; charset=utf-8\n\nI'm sorry to have to inform you.\n",
            b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n" + of_one + b"\n",
            b"--b--\n",
        ]
    )


def note(to: str, sender: str, words: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Отсъствам"
    message.set_content(words)
    return message.as_bytes()


BOTTOMLESS = b"From: postmaster@mx.example.org\n" + b"\n".join(
    b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d' % (place, place) for place in range(1200)
)
OURS = return_path(17, "grants@example.org", SECRET)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (report(OURS), SentBack(17, failed=True, said="5.1.1 550 5.1.1 <ivan@example.org>: няма такъв")),
        (report(OURS, b"Action: delayed\nStatus: 4.4.1"), SentBack(17, failed=False, said="4.4.1")),
        (report(OURS, b"Action: delivered\nStatus: 2.0.0"), None),
        (report("grants+17-000000000000@example.org"), None),  # nobody else makes such an address
        (report("grants@example.org"), None),
        (note(OURS, "ivan@example.org", "В отпуск съм до понеделник."), None),
        (note(OURS, "postmaster@mx.example.org", "Кутията е пълна."), SentBack(17, failed=True, said="Кутията е пълна.")),
        (b"", None),
        (b"\xff\xfe not a letter at all", None),
    ],
)  # fmt: skip
def test_it_believes_only_reports_to_an_address_made_here(message, said):
    assert sent_back(message, SECRET) == said


NO_HEADERS = (
    *(b"<", b'"', b"foo@[", b"<@", b"a@b@c", b",", b":;", b"(" * 400, b"=?utf-8?b?!?=", b"=?x-no?q?=FF?=", b"\xff\xfe", b"\x00", b""),
    *(b"undisclosed-recipients:;", b"\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd <", b"=?utf-8?q?", b"<>" * 300, b"a" * 5000),
)  # fmt: skip


@pytest.mark.parametrize("value", NO_HEADERS)
@pytest.mark.parametrize(
    "name", ["To", "Delivered-To", "From", "Sender", "Subject", "Date", "Message-ID", "Received", "X-Failed-Recipients"]
)
def test_it_reads_a_report_whatever_stands_in_its_other_headers(name, value):
    spoiled = name.encode() + b": " + value + b"\n"
    assert sent_back(spoiled + report(OURS), SECRET) == sent_back(report(OURS), SECRET)
    assert sent_back(spoiled + b"From: ivan@example.org\n\n+17-", SECRET) is None
    refusal = spoiled + note(OURS, "postmaster@mx.example.org", "").replace(b"Subject", b"X-Subject")
    found = sent_back(refusal, SECRET)
    assert found is None if name == "From" else found and (found.letter_id, found.failed) == (17, True)


@pytest.mark.parametrize("value", NO_HEADERS)
def test_it_knows_a_refusal_whatever_its_words_are(value):
    found = sent_back(report(OURS, b"Action: failed\nDiagnostic-Code: " + value + b"\nStatus: " + value), SECRET)
    assert found is not None
    assert (found.letter_id, found.failed, "\x00" in found.said) == (17, True, False)


@pytest.fixture(scope="module")
def imap() -> Iterator[ReturnMailbox]:
    """A real IMAP server with an empty mailbox."""
    port = free_port()
    command = [
        *(str(Path(sys.executable).with_name("pymap")), "--host", "127.0.0.1", "--port", str(port), "--no-tls"),
        *("--no-service", "managesieve", "dict", "--demo-user", "връщане", "--demo-password", "тайна"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    where = ReturnMailbox("127.0.0.1", port, "връщане", "тайна", tls=False, folder="INBOX")
    try:
        _until_it_answers(port)
        yield where
    finally:
        process.kill()
        process.wait()


def _until_it_answers(port: int) -> None:
    end = time.monotonic() + 30
    while True:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < end
        time.sleep(0.05)


async def test_it_reads_from_a_mailbox_which_letters_came_back(letter, mailbox, imap, settings, noon):
    written, other = await letter("ivan@example.org"), await letter("maria@example.org")
    with_both = replace(mailbox.settings(settings), returns=imap, secret_key=SECRET)
    await post_letters(with_both, noon)
    ways = [envelope[0] for envelope in mailbox.envelopes]
    assert ways == [return_path(one.id, "grants@example.org", SECRET) for one in (written, other)]
    with opened(imap) as box:
        box.append(report(ways[0]))
        box.append(report(ways[1], b"Action: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; 451 Try later"))
        box.append(note(ways[1], "maria@example.org", "В отпуск съм."))
    assert await read_returned(with_both, noon + timedelta(hours=3)) == 1
    assert await read_returned(with_both, noon + timedelta(hours=4)) == 0  # what was read is not read again
    back = await Letter.get(id=written.id)
    assert back.returned.startswith("5.1.1 550")
    assert back.returned_at == noon + timedelta(hours=3)
    assert (await Letter.get(id=other.id)).returned == ""
    assert [one.answer for one in await Try.filter(letter_id=other.id)] == ["4.4.1 451 Try later"]


async def test_it_goes_on_after_a_message_that_cannot_be_read(
    letter, mailbox, imap, settings, noon, caplog, monkeypatch
):
    def as_some_servers_keep_it(where: ReturnMailbox) -> list[tuple[str, bytes]]:
        return [(number, BOTTOMLESS if b"bottomless" in one else one) for number, one in unread(where)]

    monkeypatch.setattr(actions, "unread", as_some_servers_keep_it)
    written = await letter("ivan@example.org")
    with_both = replace(mailbox.settings(settings), returns=imap, secret_key=SECRET)
    await post_letters(with_both, noon)
    with opened(imap) as box:
        box.append(b"To: <\n\n")
        box.append(b"Subject: bottomless\n\n")
        box.append(report(mailbox.envelopes[0][0]))
    assert await read_returned(with_both, noon) == 1
    assert [record.levelname for record in caplog.records if record.name == "grants.jobs"] == ["ERROR"]
    assert (await Letter.get(id=written.id)).returned_at == noon
    with opened(imap) as box:
        assert box.uids("UNSEEN") == []
