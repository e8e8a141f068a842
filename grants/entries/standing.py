"""The pages of one row as it stands: the question whether it goes, and a row that is not changed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from grants.entries.fields import error_pairs
from grants.entries.foreseeing import goes_with
from grants.entries.hanging import hanging_on
from grants.entries.kinds import Kind
from grants.entries.queries import choices_for, row_seen
from grants.errors import Objection
from grants.values.choices import Choice, names
from grants.values.entry import typed_again
from grants.values.places import PAGES, page_of
from grants.values.records import Field
from grants.values.wording import Wording
from grants.web.forms import new_form_key
from grants.web.pages import Visit


async def removal_page(
    visit: Visit, kind: Kind, tab: str, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    """The question whether a row goes; or, where that is known before anybody tries, why it can't."""
    row = await row_seen(kind, visit.by, visit.project, visit.number_in_path("id"))
    choices = await choices_for(kind, visit.by, visit.project)
    sentence = "" if objections else await kind.settled(visit.project.id)
    if sentence:
        return await settled_page(visit, kind, row, choices, sentence, tab)
    held = [] if objections else await kind.named(visit.project.id, row["id"])
    context = {
        "singular": visit.words.say(kind.record.singular),
        "number": row["number"],
        "shown": _facts(visit, kind, row, choices),
        "page_url": f"/projects/{visit.project.code}{page_of(kind.name, row['id'])}" if kind.name in PAGES else None,
        "errors": error_pairs(objections, kind.record, visit.words),
        "held": [visit.words.say(one.sentence, **one.facts) for one in held],
        "back_url": tab,
        "moves": [] if objections or held else await goes_with(visit, kind, row["id"]),
        "form_key": new_form_key(),
    }
    return visit.page("entries/remove.html", context, status)


async def seen_page(visit: Visit, kind: Kind) -> Response:
    """A row as somebody reads it who does not change it."""
    row = await row_seen(kind, visit.by, visit.project, visit.number_in_path("id"))
    choices = await choices_for(kind, visit.by, visit.project)
    tab = kind.record.tab
    back = f"/projects/{visit.project.code}" + ("" if tab == "overview" else f"/{tab}")
    return await settled_page(visit, kind, row, choices, "", back)


async def settled_page(
    visit: Visit,
    kind: Kind,
    row: Mapping[str, Any],
    choices: Mapping[str, Sequence[Choice]],
    sentence: str,
    tab: str,
) -> Response:
    """A row that stays as it is: what it says, and why it is not changed here."""
    context = {
        "singular": visit.words.say(kind.record.singular),
        "number": row["number"],
        "shown": _facts(visit, kind, row, choices),
        "why": visit.words.say(sentence) if sentence else "",
        "attached": await hanging_on(visit, kind, dict(row)),
        "back_url": tab,
    }
    return visit.page("entries/settled.html", context)


def _facts(
    visit: Visit, kind: Kind, row: Mapping[str, Any], choices: Mapping[str, Sequence[Choice]]
) -> list[tuple[str, str]]:
    """What is written in a row, each field by its label."""
    return [
        (visit.words.say(field.label), _in_words(field, typed, choices, visit.words))
        for field, typed in _filled(kind, typed_again(kind.record, row, visit.words, names(choices)))
    ]


def _in_words(field: Field, typed: str, choices: Mapping[str, Sequence[Choice]], words: Wording) -> str:
    """What was chosen as it is read, anything else as it was typed."""
    if field.choices is not None:
        return words.say(field.choices.get(typed, typed))
    named = (choice.shown(words.language) for choice in choices.get(field.refers_to, ()) if choice.typed == typed)
    return next(named, typed) if field.refers_to else typed


def _filled(kind: Kind, typed: Mapping[str, str]) -> list[tuple[Any, str]]:
    pairs = [
        (field, " / ".join(typed[slot] for slot in field.slots if typed.get(slot)))
        for field in kind.record.fields
        if field.asked
    ]
    return [(field, text) for field, text in pairs if text]
