"""What is asked on the page of the dossier: of what, in which language, and the numbers of an auditor's letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from grants.errors import Objection
from grants.reports.dossier.numbers import LONGEST, MOST, NONE_READ, TOO_LONG, TOO_MANY, Found, Known, found
from grants.reports.dossier.scope import CALLED, Of, Scope
from grants.reports.read_period import period_typed
from grants.reports.rules_package import PackageState
from grants.values.language import N_, Language, language_named
from grants.values.reading import whole_number
from grants.values.wording import Wording

TICKED = "document-"
NO_PACKAGE = N_("Choose a report package that is ready or sent.")
NOT_OFFERED = N_("Choose what the dossier is of.")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which dossier is asked for: what was typed, what it means where it could be read, and what the numbers stand for."""

    typed: Mapping[str, str]
    language: Language
    scope: Scope | None
    objections: tuple[Objection, ...] = ()
    numbers: Found | None = None


def asked(
    typed: Mapping[str, str],
    register: Sequence[Known],
    packages: Sequence[Mapping[str, Any]],
    today: date,
    words: Wording,
) -> Asked:
    """What the form asks for; what it leaves out is the whole project, in the reader's language."""
    shown = {name: typed.get(name, "") for name in ("first", "last", "numbers", "package")}
    shown |= {"of": typed.get("of", "") or Of.PROJECT, "language": typed.get("language", "") or words.language}
    language = language_named(shown["language"]) or words.language
    if shown["of"] not in CALLED:
        return Asked(shown, language, None, (Objection(NOT_OFFERED, place="of"),))
    of = Of(shown["of"])
    if of is Of.PACKAGE:
        return _of_package(shown, language, packages)
    if of is Of.PERIOD:
        return _of_period(shown, language, today, words)
    if of is Of.NUMBERS:
        return _of_numbers(shown, typed, language, register)
    return Asked(shown, language, Scope(of))


def _of_package(shown: Mapping[str, str], language: Language, packages: Sequence[Mapping[str, Any]]) -> Asked:
    one = next((row for row in packages if str(row["id"]) == shown["package"]), None)
    if one is None:
        return Asked(shown, language, None, (Objection(NO_PACKAGE, place="package"),))
    days, draft = (one["first_on"], one["last_on"]), one["state"] == PackageState.DRAFT
    scope = Scope(Of.PACKAGE, *days, package=one["id"], number=one["number"], draft=draft)
    return Asked(shown, language, scope)


def _of_period(shown: Mapping[str, str], language: Language, today: date, words: Wording) -> Asked:
    period, wrong = period_typed(shown, today, words)
    return Asked(shown, language, Scope(Of.PERIOD, period.first, period.last) if period else None, wrong)


def _of_numbers(
    shown: Mapping[str, str], typed: Mapping[str, str], language: Language, register: Sequence[Known]
) -> Asked:
    if len(shown["numbers"]) > LONGEST:
        return Asked(shown, language, None, (Objection(TOO_LONG, {"most": Decimal(LONGEST)}, place="numbers"),))
    named = (whole_number(name.removeprefix(TICKED)) for name in typed if name.startswith(TICKED))
    ticked = frozenset(id_ for id_ in named if id_ is not None)
    numbers = found(shown["numbers"], register, ticked)
    read = len(numbers.documents) + len(numbers.unknown) + len(numbers.ambiguous)
    if not read:
        return Asked(shown, language, None, (Objection(NONE_READ, place="numbers"),), numbers)
    if read > MOST:
        return Asked(
            shown,
            language,
            None,
            (Objection(TOO_MANY, {"read": Decimal(read), "most": Decimal(MOST)}, place="numbers"),),
        )
    scope = Scope(Of.NUMBERS, documents=tuple(numbers.documents)) if numbers.documents else None
    return Asked(shown, language, scope, (), numbers)
