"""Making a link inside the deed that sends it, using it up inside the deed it was for, and revoking it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from grants.access import Identity, Permission, ProjectRef
from grants.acting import Deed, acting
from grants.errors import NotFound, WrongState
from grants.letters.links.queries import LinkSeen, hashed
from grants.letters.links.rules import Purpose
from grants.letters.models import Link
from grants.storage.database import rows
from grants.values.language import N_, Language

NO_LONGER_OPEN = N_("This link does not open any more.")


@dataclass(frozen=True, slots=True)
class NewLink:
    """What a link is for and to whom it goes; `kind` and `row_id` name its row, `month_on` its month."""

    purpose: Purpose
    to_address: str
    language: Language
    to_name: str = ""
    kind: str = ""
    row_id: int | None = None
    partner_id: int | None = None
    month_on: date | None = None


async def make_link(deed: Deed, project: ProjectRef, new: NewLink, expires_at: datetime) -> tuple[int, str]:
    """A link that opens until then: its id and its token, which is told here and never again."""
    token = secrets.token_urlsafe(32)
    link = await Link.create(
        project_id=project.id,
        purpose=new.purpose,
        kind=new.kind,
        row_id=new.row_id,
        partner_id=new.partner_id,
        month_on=new.month_on,
        to_name=new.to_name[:200],
        to_address=new.to_address,
        language=new.language,
        token_sha256=hashed(token),
        made_by_id=deed.by.person_id,
        expires_at=expires_at,
    )
    return int(link.id), token


async def send_with(letter_id: int, links: list[int]) -> None:
    """Note with which letter these links went out."""
    await Link.filter(id__in=links).update(letter_id=letter_id)


async def use_up(deed: Deed, link: LinkSeen, now: datetime) -> None:
    """The link opens no more after this deed; WrongState when it had ended already, so that of two only one is done."""
    used = await Link.filter(id=link.id, used_at=None, revoked_at=None, expires_at__gt=now).update(used_at=now)
    if not used:
        raise WrongState(NO_LONGER_OPEN)
    deed.happened("link.used", "link", link.id, link.to_address)


async def hold_open(link: LinkSeen, now: datetime) -> None:
    """Hold the link as it is until the deed ends; WrongState when it opens no more."""
    found = await rows(
        "SELECT id FROM letter_link WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2 FOR UPDATE",
        link.id,
        now,
    )
    if not found:
        raise WrongState(NO_LONGER_OPEN)


async def revoke_link(by: Identity, project: ProjectRef, link_id: int, now: datetime) -> None:
    """The link opens no more; one that had ended already stays as it was."""
    async with acting(by, Permission.SEND_LINKS, project) as deed:
        found = await Link.filter(id=link_id, project_id=project.id).values("id", "to_address")
        if not found:
            raise NotFound
        await Link.filter(id=link_id, used_at=None, revoked_at=None).update(revoked_at=now)
        deed.happened("link.revoked", "link", link_id, found[0]["to_address"])
