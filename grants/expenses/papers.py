"""What the funder's system takes of scanned papers."""

from __future__ import annotations

from typing import Final

ISUN_TAKES: Final = 20_971_520
"""The most octets ИСУН takes of one attached file."""
