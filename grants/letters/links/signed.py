"""Links in letters that carry their own proof: written without it, signed when the letter leaves, so that a stolen table
opens nothing. Each names one letter, one deadline and the one thing it says of it.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from grants.values.language import N_


class Answer(StrEnum):
    """What somebody who is reminded may say of a deadline without signing in."""

    DONE = "done"
    BEGUN = "begun"
    LATER = "later"
    NOT_MINE = "not_mine"


ANSWERS: Mapping[str, str] = {
    Answer.DONE: N_("Done"),
    Answer.BEGUN: N_("In progress"),
    Answer.LATER: N_("Remind me later"),
    Answer.NOT_MINE: N_("Not mine"),
}

AT_DEADLINE = "/link/d/"  # where such links open: the token follows
LIFE = timedelta(days=60)
_PROOF = 22  # characters: 16 octets
_LARGEST = 2**63 - 1
_NAMED = re.compile(rf"{AT_DEADLINE}(\d{{1,19}})\.({'|'.join(Answer)})(?![\w.-])")
_TOKEN = re.compile(rf"(\d{{1,19}})\.(\d{{1,19}})\.({'|'.join(Answer)})\.([\w-]{{{_PROOF}}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a whole token names."""

    letter_id: int
    deadline_id: int
    answer: Answer


def unsigned(base: str, deadline: object, answer: Answer) -> str:
    """The address of a link as it stands in a letter that has not left."""
    return f"{base}{AT_DEADLINE}{deadline}.{answer.value}"


def signed(body: str, letter_id: int, secret: str) -> str:
    """A letter's words with its links made whole: from here on they open."""
    if AT_DEADLINE not in body:
        return body
    key = _key(secret)
    return _NAMED.sub(lambda link: f"{AT_DEADLINE}{_token(key, f'{letter_id}.{link[1]}.{link[2]}')}", body)


def opened(token: str, secret: str) -> Opened | None:
    """What the token names, if it was signed here; None for any other words."""
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        return None
    named = token.rpartition(".")[0]
    if not hmac.compare_digest(_token(_key(secret), named), token):
        return None
    letter_id, deadline_id = int(parts[1]), int(parts[2])
    return Opened(letter_id, deadline_id, Answer(parts[3])) if max(letter_id, deadline_id) <= _LARGEST else None


def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"grants: links in letters about deadlines", sha256)


def _token(key: bytes, named: str) -> str:
    proof = hmac.digest(key, named.encode(), sha256)[:16]
    return f"{named}.{urlsafe_b64encode(proof).decode().rstrip('=')}"
