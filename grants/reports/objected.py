"""How a page shows what a funder would object to: our sentence, where in the file it is, and the funder's own sentence."""

from __future__ import annotations

from typing import Any

from grants.errors import Objection
from grants.values.language import N_
from grants.values.wording import Wording


def objection_shown(one: Objection, words: Wording, level: str = "error") -> dict[str, Any]:
    """A finding; `theirs` is what the funder's system says, with its language, None where that is not known."""
    said, language = one.theirs.side(words.language)
    return {
        "level": level,
        "sentence": words.say(one.sentence, **one.facts),
        "place": place_of(one, words),
        "theirs": {"said": said, "lang": language} if said else None,
        "row": "",
        "url": "",
    }


def place_of(one: Objection, words: Wording) -> str:
    """The sheet or file, the row and the column; empty where the objection is to none of them."""
    row = words.say(N_("row {row}"), row=one.row) if one.row is not None else ""
    return " · ".join(part for part in (one.sheet, row, one.column) if part)
