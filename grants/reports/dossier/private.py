"""What never goes into a dossier, whoever makes it: personal numbers, also where somebody wrote one among the words. Pure."""

from __future__ import annotations

import re
from typing import Final

from grants.values.identifiers import looks_like_personal_number

HIDDEN: Final = "••••••••••"
_TEN: Final = re.compile(r"(?<![0-9])[0-9]{10}(?![0-9])")


def without_personal_numbers(text: str, but: str = "") -> str:
    """The words with every valid personal number made unreadable; `but` is a paper's number that only looks like one."""

    def told(found: re.Match[str]) -> str:
        number = found[0]
        return HIDDEN if looks_like_personal_number(number) and number not in but else number

    return _TEN.sub(told, text)
