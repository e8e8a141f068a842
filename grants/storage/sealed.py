"""Sealing what must not be read from the database: personal numbers, under a key made of SECRET_KEY."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from grants.errors import Refused
from grants.values.language import N_

CANNOT_OPEN = N_("This was sealed under another SECRET_KEY and can't be read. Set the former key, or type it again.")


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


@dataclass(frozen=True, slots=True)
class Seal:
    """Two keys made of one secret: one that seals and opens, and one by which equals are found without being opened.

    Two trackers with different secrets give different seals and fingerprints of the same number.
    """

    _sealing: bytes
    _finding: bytes

    @classmethod
    def of(cls, secret: str) -> Seal:
        """The seal of a tracker with this SECRET_KEY; without one (a demo) a key anybody could know."""
        return cls(base64.urlsafe_b64encode(_derived(secret, b"grants: sealed")), _derived(secret, b"grants: found"))

    def close(self, text: str) -> str:
        """The text sealed; twice the same text gives two different seals."""
        return Fernet(self._sealing).encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text that was sealed; Refused where it was sealed under another key."""
        try:
            return Fernet(self._sealing).decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Refused(CANNOT_OPEN) from None

    def fingerprint(self, text: str) -> str:
        """The same 64 hexadecimal digits for the same text, from which the text can't be found without the key."""
        return hmac.new(self._finding, text.encode(), hashlib.sha256).hexdigest()
