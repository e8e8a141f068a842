"""The mailbox to which letters return, read over IMAP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from imap_tools import AND, BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted, MailMessageFlags

from grants.settings import ReturnMailbox

_PATIENCE = 20.0  # seconds for one question
_AT_ONCE = 100

# What the way to a mailbox may stumble over.
MAILBOX_AWAY = (ImapToolsError, OSError, EOFError)


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
        found = box.fetch(AND(seen=False), mark_seen=False, limit=_AT_ONCE)
        return [(one.uid, one.obj.as_bytes()) for one in found if one.uid]


def read(where: ReturnMailbox, numbers: list[str]) -> None:
    """Mark these messages as read."""
    if numbers:
        with opened(where) as box:
            box.flag(numbers, MailMessageFlags.SEEN, value=True)
