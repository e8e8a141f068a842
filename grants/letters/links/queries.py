"""The link behind a token, and the links of a project with how their letters fared."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from grants.letters.links.rules import LinkState, Purpose, link_state
from grants.storage.database import Row, rows


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A link as it stands; `letter_state` is how the letter it went out with fared, empty without one."""

    id: int
    project_id: int
    code: str
    purpose: Purpose
    kind: str
    row_id: int | None
    partner_id: int | None
    month_on: date | None
    to_name: str
    to_address: str
    language: str
    made_at: datetime
    made_by_id: int | None
    made_by_name: str
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    letter_state: str

    def state(self, now: datetime) -> LinkState:
        """Whether it opens at this moment."""
        return link_state(self.expires_at, now, self.revoked_at, self.used_at)


_LINKS = """
SELECT k.id, k.project_id, p.code, k.purpose, k.kind, k.row_id, k.partner_id, k.month_on, k.to_name, k.to_address,
  k.language, k.made_at, k.made_by_id, coalesce(q.name, '') AS made_by_name, k.expires_at, k.revoked_at, k.used_at,
  coalesce(l.state, '') AS letter_state
FROM letter_link k JOIN project p ON p.id = k.project_id LEFT JOIN person q ON q.id = k.made_by_id
  LEFT JOIN letter l ON l.id = k.letter_id
"""


def hashed(token: str) -> str:
    """What is kept of a token: a stolen table opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


async def link_of(token: str) -> LinkSeen | None:
    """The link with that token, whatever its state; None when there is none."""
    found = await rows(f"{_LINKS} WHERE k.token_sha256 = $1", hashed(token))
    return _seen(found[0]) if found else None


async def links_of(project_id: int, most: int = 200) -> list[LinkSeen]:
    """The links that were sent for a project, the newest first."""
    found = await rows(
        f"{_LINKS} WHERE k.project_id = $1 ORDER BY k.made_at DESC, k.id DESC LIMIT $2", project_id, most
    )
    return [_seen(row) for row in found]


def _seen(row: Row) -> LinkSeen:
    return LinkSeen(**{**row, "purpose": Purpose(row["purpose"])})
