"""A real mail server beside each test of letters, and letters to hand to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime

import pytest

from grants.letters.actions import Envelope, write_letter
from grants.letters.models import Letter
from grants.letters.writing import Written
from grants.people.models import Person
from tests.post_office import Mailbox, mail_server

NOON = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
Outbox = Callable[..., Awaitable[Letter]]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """What arrives at a mail server of this test's own."""
    with mail_server() as box:
        yield box


@pytest.fixture
def noon() -> datetime:
    """A moment of the fixed day, in UTC."""
    return NOON


@pytest.fixture
async def letter(db) -> Outbox:
    """Puts a letter into the outbox: `await letter("maria@example.org", "Утре: отчет")`."""

    async def put(to: str, subject: str = "Утре: Междинен отчет", not_before: datetime = NOON) -> Letter:
        number = await Letter.all().count() + 1
        person, _ = await Person.get_or_create(email=to, defaults={"name": "Мария Стоянова"})
        words = Written(subject, f"{subject}\n\nС уважение\n", f"<p>{subject} &amp; поздрави</p>")
        envelope = Envelope(f"reminders:{person.id}:{number}", person.id, to, "bg", not_before)
        return await Letter.get(id=await write_letter(envelope, words, {"deadlines": [number]}))

    return put
