"""What can go wrong, drawn as a tree: every error carries a sentence's key and its facts, never a finished sentence.

TrackerError
├── CannotStart        the machine or the settings: one sentence, exit 1
├── Refused            the person may not, or the thing is in the wrong state
│   ├── NotFound       not there, or not for this person (404)
│   ├── NotAllowed     seen, but not to be done by this person (403)
│   ├── Changed        somebody else changed it meanwhile (409)
│   ├── WrongState     it cannot be done in the state it is in (409)
│   ├── AlreadyDone    the same form sent twice: nothing more to do (303)
│   ├── TooLarge       a file over the limit (413)
│   └── NoRoom         the disk is full (507)
└── Objected           what was typed or read has problems, each with its place (422)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from grants.values.language import N_, Catalogue, Text


class TrackerError(Exception):
    """A sentence's key (English msgid) and the facts that fill it; said in the reader's language at the last moment."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts

    def say(self, catalogue: Catalogue) -> str:
        """The sentence in the reader's language."""
        return catalogue.say(self.sentence, **self.facts)

    def __str__(self) -> str:
        return self.sentence.format_map(_Lenient(self.facts))


class _Lenient(dict[str, object]):
    """Facts for a log line: one that is missing shows its name."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class CannotStart(TrackerError):
    """The machine, the folder or a setting does not allow to begin."""


class Refused(TrackerError):
    """What was asked is not done, and why."""


class NotFound(Refused):
    """Not there, or not for this person: the two look the same from outside."""

    def __init__(
        self, sentence: str = N_("There is nothing here, or it is not shared with you."), **facts: object
    ) -> None:
        super().__init__(sentence, **facts)


class NotAllowed(Refused):
    """The person sees the thing but may not do this to it."""


class WrongState(Refused):
    """The thing is in a state in which this cannot be done."""


class Changed(Refused):
    """Somebody else changed it since the form was opened; carries what stands there now."""

    def __init__(self, theirs: Mapping[str, object]) -> None:
        super().__init__(N_("Somebody else changed this meanwhile. Both versions are shown; save again to keep yours."))
        self.theirs = dict(theirs)


class AlreadyDone(Refused):
    """The same form was sent before; what it asked for is done."""

    def __init__(self) -> None:
        super().__init__(N_("This was already done."))


class TooLarge(Refused):
    """A file over the limit of this tracker."""


class NoRoom(Refused):
    """The machine has no room left for what was sent."""


NOTHING_SAID: Final = Text()


@dataclass(frozen=True)
class Objection:
    """One problem with what was typed or read: a sentence's key, its facts and its place.

    `place` is a field's name in a form; `sheet`, `row`, `column` (as people count them) in a file. `theirs` is what the
    system that will read the file says of it, to the letter, in its own language.
    """

    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)
    place: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    read: str = ""
    theirs: Text = NOTHING_SAID

    def say(self, catalogue: Catalogue) -> str:
        """The sentence in the reader's language."""
        return catalogue.say(self.sentence, **self.facts)


class Objected(TrackerError):
    """Everything that is wrong with what was typed or read, all at once."""

    def __init__(self, objections: tuple[Objection, ...] | list[Objection]) -> None:
        super().__init__(N_("Something here needs another look."))
        self.objections = tuple(objections)

    def __str__(self) -> str:
        return "; ".join(f"{o.place or o.sheet}: {o.sentence.format_map(_Lenient(o.facts))}" for o in self.objections)
