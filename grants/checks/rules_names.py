"""Checks of names and languages: organisations recorded twice, suppliers under several names, texts without their other
language.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from grants.checks.claims import by_id
from grants.checks.finding import (
    Finding,
    ProjectFacts,
    Row,
    Rule,
    about,
    about_all,
    about_project,
    shortened,
    words_of,
)
from grants.checks.rules_words import name_form
from grants.entries.kinds import PROJECT, ROWS
from grants.values.identifiers import search_form
from grants.values.language import N_
from grants.values.records import Kind

SAME_EIK = N_("“{name}” and “{other}” have the same EIK. If they are one organisation, keep one of the two.")
ALIKE = N_("“{name}” and “{other}” have names alike. If they are one organisation, keep one of the two.")
SUPPLIER_NAMES = N_("The EIK {text} stands under several names: {names}. Write it in one way.")
NO_ENGLISH = N_("Texts in Bulgarian only: {count}. Whoever reads in English sees the Bulgarian words.")
ENGLISH_STALE = N_("“{text}” was changed in Bulgarian, its English was not since. See that both still say the same.")
BULGARIAN_STALE = N_("“{text}” was changed in English, its Bulgarian was not since. See that both still say the same.")
NO_BULGARIAN = N_("Texts in English only: {count}. Whoever reads in Bulgarian sees the English words.")

# Words by which names of one organisation differ: its legal form.
_FORMS = frozenset(
    {
        *("сдружение", "фондация", "асоциация", "дружество", "еоод", "оод", "ад", "еад", "ет", "снц"),
        *("association", "foundation", "ltd", "llc", "ngo", "asociația", "asociatia", "fundația"),
    }
)
_FORMS_FOLDED = frozenset(search_form(word) for word in _FORMS)
_SNAPSHOTS = frozenset({"version_line"})  # their words are those of the line itself
_OTHER = {"bg": "en", "en": "bg"}
_WORDS = re.compile(r"\w+")


def _essence(name: str) -> frozenset[str]:
    """The words of a name without its abbreviation and legal form; nothing where a single word remains."""
    words = frozenset(_WORDS.findall(name_form(name))) - _FORMS_FOLDED
    return words if len(words) > 1 else frozenset()


def _organisations(facts: ProjectFacts) -> Iterator[Finding]:
    """Each partner held against every organisation that the reader meets; each pair is told once for a partner."""
    for row in facts.of("partner"):
        own = facts.organisations.get(row["organisation_id"])
        if own is None:
            continue
        names = {essence for name in _names(own) if (essence := _essence(name))}
        for other in facts.known:
            if other["id"] == own["id"]:
                continue
            told = {"name": words_of(own), "other": words_of(other)}
            if own["eik"] and "".join(own["eik"].split()) == "".join(other["eik"].split()):
                yield about("partner", row, "ORG_ALIKE", SAME_EIK, on="organisation", **told)
            elif not (own["eik"] and other["eik"]) and names & {_essence(name) for name in _names(other)}:
                yield about("partner", row, "ORG_ALIKE", ALIKE, on="organisation", **told)


def _names(organisation: Row) -> list[str]:
    return [name for name in (organisation["name_bg"], organisation["name_en"]) if name]


def _suppliers(facts: ProjectFacts) -> Iterator[Finding]:
    named: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in facts.of("document"):
        eik = "".join(row["supplier_eik"].split())
        if eik and row["supplier_name"]:
            named[eik].setdefault(search_form(row["supplier_name"]), row)
    for eik, rows in named.items():
        if len(rows) > 1:
            names = [row["supplier_name"] for row in rows.values()]
            yield about_project("SUPPLIER_NAMES", SUPPLIER_NAMES, text=eik, names=names)


def _languages(facts: ProjectFacts) -> Iterator[Finding]:
    """One finding for a kind of row and a language, so that no list is flooded."""
    for kind in (PROJECT, *ROWS):
        if kind.name in _SNAPSHOTS:
            continue
        names = [one.columns for one in kind.record.fields if one.kind in (Kind.BOTH_LINE, Kind.BOTH_PROSE)]
        bulgarian = english = 0
        for row in (facts.project,) if kind is PROJECT else facts.of(kind.name):
            for in_bulgarian, in_english in names:
                bulgarian += bool(row[in_bulgarian]) and not row[in_english]
                english += bool(row[in_english]) and not row[in_bulgarian]
        if bulgarian:
            yield about_all(kind.name, "NO_ENGLISH", NO_ENGLISH, count=bulgarian)
        if english:
            yield about_all(kind.name, "NO_BULGARIAN", NO_BULGARIAN, count=english)


def _stale(facts: ProjectFacts) -> Iterator[Finding]:
    """Texts changed in one language and not in the other since; what is empty in one is told elsewhere."""
    rows = {kind.name: by_id(facts.of(kind.name)) for kind in ROWS}
    for edit in facts.edits:
        kind, name = edit["subject"], edit["name"]
        row = facts.project if kind == PROJECT.name else rows.get(kind, {}).get(edit["subject_id"])
        if row is None or (kind, name) not in _TEXTS or not (row[f"{name}_bg"] and row[f"{name}_en"]):
            continue
        stale = older_side(edit["sides"])
        if not stale:
            continue
        sentence, fresh = (ENGLISH_STALE, "bg") if stale == "en" else (BULGARIAN_STALE, "en")
        text = shortened(row[f"{name}_{fresh}"])
        if kind == PROJECT.name:
            yield about_project("TRANSLATION_STALE", sentence, on=name, text=text)
        else:
            yield about(kind, row, "TRANSLATION_STALE", sentence, on=name, text=text)


def older_side(changes: Iterable[str]) -> str:
    """Which side of a text fell behind by its changes in their order: "bg", "en", or "" where both say the same.

    A change of one side leaves the other behind, until that is changed too; a change of both, or the first wording of a
    side, brings them together.
    """
    behind = ""
    for side in changes:
        behind = "" if side == behind else _OTHER.get(side, "")
    return behind


_TEXTS = frozenset(
    (kind.name, one.name)
    for kind in (PROJECT, *ROWS)
    if kind.name not in _SNAPSHOTS
    for one in kind.record.fields
    if one.kind in (Kind.BOTH_LINE, Kind.BOTH_PROSE)
)


RULES: tuple[Rule, ...] = (_organisations, _suppliers, _languages, _stale)
