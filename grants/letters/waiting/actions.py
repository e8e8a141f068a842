"""What becomes of letters that wait, in the action that is the reason for it; one that is under way stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grants.letters.rules import WRITTEN_AT_ONCE
from grants.letters.writing import Written
from grants.storage.database import rows
from grants.values.language import Language


async def replace_letters(letters: list[int]) -> list[int]:
    """Letters that need not leave any more because a newer one says what they say; gives those not yet under way."""
    found = await rows(
        "UPDATE letter SET state = 'replaced' WHERE id = ANY($1::bigint[]) AND state = 'waiting' "
        "AND (claimed_until IS NULL OR claimed_until <= now()) RETURNING id",
        letters,
    )
    return [row["id"] for row in found]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What a waiting letter is to say from now on, to which address, in which language."""

    id: int
    to_address: str
    language: Language
    words: Written
    facts: Mapping[str, Any]


async def rewrite_letters(letters: Sequence[Rewritten], now: datetime) -> set[int]:
    """Have letters say something else before they leave, each under the Message-ID it has; gives those that do."""
    done: set[int] = set()
    for start in range(0, len(letters), WRITTEN_AT_ONCE):
        part = letters[start : start + WRITTEN_AT_ONCE]
        found = await rows(
            _REWRITE,
            now,
            [one.id for one in part],
            [one.to_address for one in part],
            [one.language for one in part],
            [one.words.subject for one in part],
            [one.words.plain for one in part],
            [one.words.html for one in part],
            [json.dumps(one.facts) for one in part],
        )
        done |= {row["id"] for row in found}
    return done


_REWRITE = """
UPDATE letter l SET to_address = n.to_address, language = n.language, subject = n.subject, plain = n.plain, html = n.html,
  facts = n.facts::jsonb
FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
  AS n (id, to_address, language, subject, plain, html, facts)
WHERE l.id = n.id AND l.state = 'waiting' AND (l.claimed_until IS NULL OR l.claimed_until <= $1) RETURNING l.id
"""


async def drop_letters(reasons: Mapping[int, str], now: datetime) -> int:
    """Give letters up before they leave, each for one of our own reasons; gives how many were not yet under way."""
    dropped = await rows(
        "UPDATE letter l SET state = 'given_up', answer = n.reason FROM unnest($2::bigint[], $3::text[]) AS n (id, reason) "
        "WHERE l.id = n.id AND l.state = 'waiting' AND (l.claimed_until IS NULL OR l.claimed_until <= $1) RETURNING l.id",
        *(now, list(reasons), list(reasons.values())),
    )
    return len(dropped)
