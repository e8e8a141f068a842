"""How a page shows what a funder would object to: our sentence, where in the file it is, and the funder's own sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grants.errors import Objection
from grants.values.language import N_
from grants.values.wording import Wording


def objection_shown(one: Objection, words: Wording, level: str = "error") -> dict[str, Any]:
    """A finding; `theirs` is what the funder's system says, with its language, None where that is not known."""
    return {
        "level": level,
        "sentence": words.say(one.sentence, **one.facts),
        "place": place_of(one, words),
        "theirs": _theirs(one, words),
        "row": "",
        "url": "",
    }


def theirs_by_field(found: Iterable[Objection], words: Wording) -> dict[str, dict[str, str]]:
    """What the funder's system says of the first thing that is wrong with each field."""
    first: dict[str, Objection] = {}
    for one in found:
        first.setdefault(one.place, one)
    told = {place: _theirs(one, words) for place, one in first.items()}
    return {place: said for place, said in told.items() if said}


def _theirs(one: Objection, words: Wording) -> dict[str, str] | None:
    said, language = one.theirs.side(words.language)
    return {"said": said, "lang": language} if said else None


def place_of(one: Objection, words: Wording) -> str:
    """The sheet or file, the row and the column; empty where the objection is to none of them."""
    row = words.say(N_("row {row}"), row=one.row) if one.row is not None else ""
    return " · ".join(part for part in (one.sheet, row, one.column) if part)
