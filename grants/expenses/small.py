"""Small forms about a document or a claim: a few fields in rows, with what was typed and the problem beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from grants.errors import Objection
from grants.values.choices import Choices
from grants.values.language import Text
from grants.values.money import CURRENCIES
from grants.values.records import Field, Kind, Record
from grants.values.wording import Wording
from grants.web.forms import Sent, new_form_key
from grants.web.pages import Visit

_KINDS = {
    Kind.PROSE: "text",
    Kind.BOTH_PROSE: "text",
    Kind.DAY: "day",
    Kind.AMOUNT: "money",
    Kind.DECIMAL: "number",
    Kind.PERCENT: "number",
    Kind.CHOICE: "choice",
    Kind.CURRENCY: "choice",
    Kind.REFERENCE: "choice",
    Kind.YES_NO: "yes",
}
_SHORT = frozenset({Kind.DECIMAL, Kind.PERCENT, Kind.CURRENCY})


@dataclass
class Small:
    """A small form: its record, the rows its fields stand in, what may be chosen, and what is said beside the fields."""

    visit: Visit
    record: Record
    layout: Sequence[Sequence[str]]
    choices: Choices = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    sent: Sent | None = None
    objections: Sequence[Objection] = ()
    version: int | None = None
    theirs: Sequence[tuple[str, str, str]] = ()
    status: int = 200
    kept: Mapping[str, str] = field(default_factory=dict)  # what the form carries along unseen

    def wrong(self, objections: Sequence[Objection], status: int = 422) -> Small:
        """The same form with its problems and what was typed."""
        self.objections, self.status = objections, status
        self.typed = self.sent.typed if self.sent else self.typed
        return self

    def page(self, heading: str, back_url: str, facts: Sequence[tuple[str, str]], **more: Any) -> Response:
        """The page of the form; `facts` say above it what it is about."""
        words = self.visit.words
        told = {one.place: words.say(one.sentence, **one.facts) for one in reversed(self.objections) if one.place}
        labels = {slot: words.say(one.label) for one in self.record.fields for slot in one.slots}
        context = {
            "heading": heading,
            "back_url": back_url,
            "about": facts,
            "groups": [[self._shown(name, told, len(row) > 1) for name in row] for row in self.layout],
            "errors": [_listed(one, labels, words) for one in self.objections],
            "version": self.version,
            "theirs": self.theirs,
            "kept": list(self.kept.items()),
            "form_key": self.sent.key if self.sent and self.sent.key else new_form_key(),
            "remove_url": None,
            "choosing": False,
        }
        template = str(more.pop("template", "expenses/small.html"))
        return self.visit.page(template, context | more, self.status)

    def _shown(self, name: str, told: Mapping[str, str], together: bool) -> dict[str, Any]:
        declared, words, typed = self.record.field(name), self.visit.words, self.typed
        both = len(declared.slots) == 2
        hint = self.hints.get(name) or declared.hint
        sides = {side: typed.get(f"{name}_{side}", "") for side in ("bg", "en")}
        return {
            "name": name,
            "label": words.say(declared.label),
            "hint": words.say(hint) if hint else None,
            "required": declared.required,
            "kind": _KINDS.get(declared.kind, "line"),
            "both": both,
            "value": Text(sides["bg"], sides["en"]) if both else typed.get(name, declared.default),
            "error": {side: told.get(f"{name}_{side}") for side in sides} if both else told.get(name),
            "choices": _offered(declared, words, self.choices),
            "suggestions": None,
            "together": together,
            "short": declared.kind in _SHORT,
        }


def _listed(one: Objection, labels: Mapping[str, str], words: Wording) -> tuple[str | None, str]:
    sentence = words.say(one.sentence, **one.facts)
    return one.place or None, f"{labels[one.place]}: {sentence}" if one.place in labels else sentence


def _offered(declared: Field, words: Wording, choices: Choices) -> list[tuple[str, str]] | None:
    if declared.choices is not None:
        return [(str(key), words.say(name)) for key, name in declared.choices.items()]
    if declared.kind is Kind.CURRENCY:
        return [(code, code) for code in CURRENCIES]
    if declared.refers_to:
        return [(choice.typed, choice.shown(words.language)) for choice in choices.get(declared.refers_to, ())]
    return None
