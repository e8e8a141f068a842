"""Where a letter returns to, and what a message in that mailbox says of it (RFC 3464; variable envelope return paths)."""

from __future__ import annotations

import email
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from hashlib import sha256
from typing import Final

from grants.letters.writing import one_line

_SAID: Final = 500
_ADDRESS: Final = 254  # no address is longer, and what reads one goes into every bracket
_RETURN = re.compile(r"\+(\d{1,19})-([0-9a-f]{12})@")
_TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Failed-Recipients", "To")
_POST_OFFICES: Final = frozenset({"mailer-daemon", "postmaster"})


@dataclass(frozen=True, slots=True)
class SentBack:
    """What became of a letter after a mail server had taken it: `failed` for good, or only late."""

    letter_id: int
    failed: bool
    said: str


def return_path(letter_id: int, sender: str, secret: str) -> str:
    """The address to which this letter returns: the sender's own, with the letter's number and a proof of it."""
    name, _, domain = sender.rpartition("@")
    return f"{name}+{letter_id}-{_proof(letter_id, secret)}@{domain}"


def _proof(letter_id: int, secret: str) -> str:
    return hmac.digest(secret.encode(), f"grants: return path {letter_id}".encode(), sha256).hex()[:12]


def sent_back(message: bytes, secret: str) -> SentBack | None:
    """What a message says of a letter of ours; None for anything else, as for the note of somebody who is on leave.

    Only an address that was made here is believed, so that nobody calls a letter returned that is not. Headers are read
    as they came, never taken apart by their grammar: whoever writes here keeps to none.
    """
    read = email.message_from_bytes(message)
    letter_id = _letter_in(read, secret)
    if letter_id is None:
        return None
    reports = [part for part in read.walk() if part.get_content_type() == "message/delivery-status"]
    for report in reports:
        for of_one in _blocks(report):
            action = _first(of_one, "Action").strip().lower()
            if action in {"failed", "delayed"}:
                return SentBack(letter_id, action == "failed", _said(of_one))
    sender = parseaddr(_first(read, "From")[-_ADDRESS:])[1].partition("@")[0].lower()
    if reports or sender not in _POST_OFFICES:
        return None
    return SentBack(letter_id, failed=True, said=_first_words(read))


def _letter_in(message: Message, secret: str) -> int | None:
    """The letter whose return path the message came to."""
    for name in _TO:
        for value in _all(message, name):
            for number, proof in _RETURN.findall(value):
                if hmac.compare_digest(_proof(int(number), secret), proof):
                    return int(number)
    return None


def _blocks(report: Message) -> Iterator[Message]:
    """The groups of fields of a delivery report: of the message, then of each recipient."""
    held = report.get_payload()
    if isinstance(held, list):
        yield from (one for one in held if isinstance(one, Message))


def _all(message: Message, name: str) -> list[str]:
    """The values of a header as they came, bytes that are no UTF-8 marked as such."""
    return [
        str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        for key, value in message.raw_items()
        if key.lower() == name.lower()
    ]


def _first(message: Message, name: str) -> str:
    return next(iter(_all(message, name)), "")


def _said(of_one: Message) -> str:
    code = _first(of_one, "Diagnostic-Code")
    diagnosis = code.partition(";")[2] or code
    return one_line(" ".join(part for part in (_first(of_one, "Status"), diagnosis) if part.strip()))[:_SAID]


def _first_words(message: Message) -> str:
    plain = next((part for part in message.walk() if part.get_content_type() == "text/plain"), None)
    held = plain.get_payload(decode=True) if plain is not None else b""
    words = held.decode("utf-8", "replace") if isinstance(held, bytes) else ""
    return one_line(words)[:_SAID] or one_line(_in_words(_first(message, "Subject")))[:_SAID]


def _in_words(header: str) -> str:
    """A header with its encoded words decoded; as it came where they can't be."""
    try:
        return str(make_header(decode_header(header)))
    except (MessageError, LookupError, ValueError):
        return header
