"""What a row may refer to, as a form offers it and as it may be typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grants.values.entry import reference_key
from grants.values.language import Language, Text


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a row may refer to: its id, what is typed for it, and how a list shows it."""

    id: int
    typed: str
    label: Text
    also: tuple[str, ...] = ()
    numbered: bool = True

    def shown(self, language: Language) -> str:
        """The number and the title, in the reader's language."""
        title = self.label.in_(language)
        if not title:
            return self.typed
        return f"{self.typed} · {title}" if self.numbered and title != self.typed else title


Choices = Mapping[str, Sequence[Choice]]


def references(choices: Choices) -> dict[str, dict[str, int]]:
    """What may be typed for each choice, in the form `read_entry` looks things up by; the first of a name wins."""
    found: dict[str, dict[str, int]] = {}
    for name, offered in choices.items():
        known = found.setdefault(name, {})
        for choice in offered:
            for typed in (choice.typed, *choice.also):
                known.setdefault(reference_key(typed), choice.id)
    return found


def names(choices: Choices) -> dict[str, dict[int, str]]:
    """How each choice is called when a form shows it again."""
    return {name: {choice.id: choice.typed for choice in offered} for name, offered in choices.items()}
