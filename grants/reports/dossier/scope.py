"""What a dossier is asked for: the whole project, a report package, a period, or certain documents. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from grants.values.language import N_
from grants.values.wording import Wording

FORMAT: Final = "dossier"
"""Under which a dossier stands among the files that were prepared."""
EDITION: Final = "1"


class Of(StrEnum):
    """What a dossier is of."""

    PROJECT = "project"
    PACKAGE = "package"
    PERIOD = "period"
    NUMBERS = "numbers"


CALLED: Final = {
    Of.PROJECT: N_("the whole project"),
    Of.PACKAGE: N_("a report package"),
    Of.PERIOD: N_("a period"),
    Of.NUMBERS: N_("documents from an auditor's letter"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a dossier is of; `documents` are the ids of those asked for by number.

    Of a package, `package` is its id and `number` what it is called; its days are those of its period.
    """

    of: Of
    first: date | None = None
    last: date | None = None
    documents: tuple[int, ...] = ()
    package: int | None = None
    number: str = ""
    draft: bool = False  # the package is one whose rows still move

    @property
    def only(self) -> list[int] | None:
        """The documents it is limited to, None where it is not."""
        return sorted(self.documents) if self.of is Of.NUMBERS else None

    def covers(self, *days: date | None) -> bool:
        """Whether something of these days, the first that is known, belongs to it."""
        if self.of is Of.PROJECT:
            return True
        day = next((one for one in days if one is not None), None)
        if self.of is Of.NUMBERS or day is None or self.first is None or self.last is None:
            return False
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Belonging:
    """What belongs to a dossier by its name and not by its day.

    `packages` by their ids and by the `numbers` that payments name them by; `letters` that speak to something in it. Of a
    package the letters run on after its period: until the funder decided, or without an end while that is to come.
    """

    packages: frozenset[int] = frozenset()
    numbers: frozenset[str] = frozenset()
    letters: frozenset[int] = frozenset()
    runs_on: bool = False
    until: date | None = None

    def holds_letter(self, row: Mapping[str, Any], scope: Scope) -> bool:
        """Whether a letter or finding belongs to it: spoken to, arisen from one that is, or of the days it runs on."""
        if row["id"] in self.letters or row["arose_from_id"] in self.letters:
            return True
        day = row["received_on"] or row["written_on"]
        if not self.runs_on or day is None or scope.first is None:
            return False
        return scope.first <= day and (self.until is None or day <= self.until)


def scope_said(scope: Scope, words: Wording) -> str:
    """What a dossier is of, in words."""
    if scope.of is Of.PACKAGE:
        named = N_("draft of report package {number}") if scope.draft else N_("report package {number}")
        return words.say(named, number=scope.number)
    if scope.of is Of.PERIOD:
        return words.period(scope.first, scope.last)
    if scope.of is Of.NUMBERS:
        return words.count("one document asked for", "{n} documents asked for", len(scope.documents))
    return words.say(CALLED[scope.of])


def scope_told(scope: Scope) -> dict[str, Any]:
    """What is kept of it with the finished file."""
    return {"of": scope.of.value, "documents_asked": len(scope.documents), "number": scope.number, "draft": scope.draft}
