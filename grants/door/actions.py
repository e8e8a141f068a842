"""Asking a partner or a recipient for what is missing, by a letter with links; and asking for a new link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from grants.access import Identity, Permission
from grants.acting import acting
from grants.door.asking import Asking, request_for, request_for_new_link
from grants.door.queries import Party, asked_of, person_with
from grants.door.rules import LINKED, Missing
from grants.errors import WrongState
from grants.letters.actions import Envelope, write_letter
from grants.letters.links.actions import NewLink, make_link, send_with
from grants.letters.links.queries import LinkSeen
from grants.letters.links.rules import AT
from grants.projects.queries import Seen
from grants.values.language import N_, Language, language_named

NOBODY_TO_ASK = N_("Nobody here can be asked for a new link any more. Write to the lead organisation.")


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom the links go, in which language, and for how long they open."""

    name: str
    address: str
    language: Language
    life: timedelta


async def ask_for(
    by: Identity,
    project: Seen,
    party: Party,
    things: Sequence[Missing],
    to: Addressee,
    *,
    now: datetime,
    zone: ZoneInfo,
    base: str,
    once: str,
) -> int:
    """One letter with a link for each thing, written in the same deed as the links; gives its id.

    The links open until the end of the last day in `zone`. `base` is the address of the tracker.
    """
    until = (now + to.life).astimezone(zone)
    expires_at = until.replace(hour=23, minute=59, second=59, microsecond=0)
    async with acting(by, Permission.SEND_LINKS, project.ref, once=once) as deed:
        made: list[tuple[Missing, int, str]] = []
        for one in things:
            link_id, token = await make_link(deed, project.ref, _link_for(one, party, to), expires_at)
            made.append((one, link_id, f"{base}{AT}{token}"))
            deed.happened("link.sent", "link", link_id, f"{to.address} · {_named(one)}")
        asking = Asking(project, by.name, by.email, until.date(), now.astimezone(zone).date())
        words = request_for(to.language, asking, [(one, url) for one, _, url in made])
        known = await person_with(to.address)
        envelope = Envelope(f"links:{once}", known["id"] if known else None, to.address, to.language, now)
        letter_id = await write_letter(envelope, words, {"links": [link_id for _, link_id, _ in made]})
        await send_with(letter_id, [link_id for _, link_id, _ in made])
    return letter_id


def _named(one: Missing) -> str:
    return f"{one.month_on:%m.%Y}" if one.month_on else one.title.bg or one.title.en


def _link_for(one: Missing, party: Party, to: Addressee) -> NewLink:
    return NewLink(
        LINKED[one.kind],
        to.address,
        to.language,
        to_name=to.name,
        kind="" if one.month_on else str(one.kind),
        row_id=None if one.month_on else one.row_id,
        partner_id=party.partner_id,
        month_on=one.month_on,
    )


async def ask_for_new_link(by: Identity, project: Seen, link: LinkSeen, what: str, *, now: datetime, base: str) -> None:
    """Tell whoever sent the link that another is asked for: one letter a day for each link."""
    asked = await asked_of(link.id)
    if asked is None:
        raise WrongState(NOBODY_TO_ASK)
    async with acting(by, Permission.COMMENT, project.ref) as deed:
        language = language_named(asked["language"]) or "bg"
        words = request_for_new_link(language, by.name, what, project, f"{base}/projects/{project.code}/missing")
        key = f"again:{link.id}:{now:%Y-%m-%d}"
        await write_letter(Envelope(key, asked["id"], asked["email"], language, now), words, {"link": link.id})
        deed.happened("link.asked_again", "link", link.id, link.to_address)
