"""The mailbox to which letters return, read over IMAP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from imaplib import IMAP4

from imap_tools import AND, BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted, MailMessageFlags

from grants.settings import ReturnMailbox

_PATIENCE = 20.0  # seconds for one question
_AT_ONCE = 100

# What the way to a mailbox may stumble over.
MAILBOX_AWAY = (ImapToolsError, IMAP4.error, OSError, EOFError)


@contextmanager
def opened(where: ReturnMailbox) -> Iterator[BaseMailBox]:
    """The mailbox, signed in to; raises one of MAILBOX_AWAY."""
    kind = MailBox if where.tls else MailBoxUnencrypted
    box = kind(where.host, where.port, timeout=_PATIENCE)
    login = box.login if (where.user + where.password).isascii() else box.login_utf8
    with login(where.user, where.password, where.folder) as open_box:
        yield open_box


def unread(where: ReturnMailbox) -> list[tuple[str, bytes]]:
    """The messages that nobody has read, each by its number; they stay unread until `read` says otherwise."""
    with opened(where) as box:
        return [(number, _as_it_came(box, number)) for number in box.uids(AND(seen=False))[:_AT_ONCE]]


def _as_it_came(box: BaseMailBox, number: str) -> bytes:
    """A message byte for byte, taken apart by nobody; empty where it is gone meanwhile."""
    _, found = box.client.uid("fetch", number, "(BODY.PEEK[])")
    return next((bytes(part[1]) for part in found if isinstance(part, tuple)), b"")


def read(where: ReturnMailbox, numbers: list[str]) -> None:
    """Mark these messages as read."""
    if numbers:
        with opened(where) as box:
            box.flag(numbers, MailMessageFlags.SEEN, value=True)
