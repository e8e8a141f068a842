"""Checks of numbers: of projects and contracts, of organisations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grants.checks.finding import Finding, ProjectFacts, Rule, about, about_project, words_of
from grants.entries.kinds import BY_NAME
from grants.projects.rules import ProjectState
from grants.values.identifiers import (
    anatomy,
    eik_objection,
    homoglyphs,
    iban_valid,
    normalise_number,
    spaced,
    vat_valid,
)
from grants.values.language import N_
from grants.values.published import title_starts_with_number
from grants.values.records import Kind

HOMOGLYPH = N_(
    "“{text}” has a Cyrillic letter that looks like a Latin one: {letters}. It is kept as {number}; nothing needs to be "
    "done."
)
SPACED_ID = N_("“{text}” was written with spaces inside. It is kept as {number}; nothing needs to be done.")
TITLE_PREFIXED_BY_ID = N_(
    "A project number stands before the title. Take the title without it; the number has its own row."
)
NO_ID = N_("No contract or project number is recorded. Add it once you have the contract.")
NO_CONTRACT_SUFFIX = N_(
    "{number} has no contract version (such as C01) at its end, so it is a project number. Add the number of the contract once you have it."
)
EIK_CHECK = N_("The EIK {text} of “{name}” cannot be right: its digits do not agree. Compare it with the register.")
VAT_CHECK = N_("The VAT number {text} of “{name}” cannot be right. Compare it with the register.")

IBAN_CHECK = N_(
    "The bank account number {text} cannot be right: its digits do not agree. Compare it with the bank's paper."
)
NUMBER_PERIOD = N_(
    "{number} is a number of the period {period}, but the programme is of {other}. Choose the right programme, or put the "
    "number right."
)
NUMBER_AXIS = N_(
    "{number} is a number of priority axis {axis}, but axis {other} is recorded. Compare both with the contract."
)

_PAYING = ("supply", "payout", "payment")
_TEXTS = frozenset({Kind.LINE, Kind.PROSE, Kind.BOTH_LINE, Kind.BOTH_PROSE})
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9-])")
_AXIS = re.compile(
    r"\s*(?:(?:приоритетна\s+)?ос|priority(?:\s+axis)?|приоритет|axis)?\s*№?\s*([0-9]{1,2})\b", re.IGNORECASE
)
_BEFORE_THE_CONTRACT = frozenset({ProjectState.IDEA, ProjectState.APPLICATION, ProjectState.CONTRACTING})


def _spelling(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("number"):
        text = row["as_published"] or row["value"]
        number = normalise_number(row["value"])
        if mimics := homoglyphs(text):
            letters = [letter for _, letter, _ in mimics]
            yield about("number", row, "HOMOGLYPH", HOMOGLYPH, text=text, letters=letters, number=number)
        if spaced(text):
            yield about("number", row, "SPACED_ID", SPACED_ID, text=text, number=number)


def _before_the_title(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.wordings("title"):
        if title_starts_with_number(row["as_published"]):
            yield about("wording", row, "TITLE_PREFIXED_BY_ID", TITLE_PREFIXED_BY_ID)
    if any(title_starts_with_number(facts.project[column]) for column in ("title_bg", "title_en")):
        yield about_project("TITLE_PREFIXED_BY_ID", TITLE_PREFIXED_BY_ID, on="title")


def _own_number(facts: ProjectFacts) -> Iterator[Finding]:
    if facts.project["state"] in _BEFORE_THE_CONTRACT:
        return
    own = [row for row in facts.of("number") if row["kind"] != "procedure"]
    if not own:
        yield about_project("NO_ID", NO_ID)
    found = [(row, read) for row in own if (read := anatomy(row["value"]))]
    if any(row["kind"] == "contract" or read.kind == "contract" for row, read in found):
        return
    for row, read in found:
        if read.kind == "project":
            yield about("number", row, "NO_CONTRACT_SUFFIX", NO_CONTRACT_SUFFIX, number=read.number)


def _of_organisations(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("partner"):
        organisation = facts.organisations.get(row["organisation_id"])
        if organisation is None:
            continue
        name = words_of(organisation)
        eik, vat = organisation["eik"], organisation["vat"]
        if eik and organisation["country"] in ("", "BG") and eik_objection(eik):
            yield about("partner", row, "EIK_CHECK", EIK_CHECK, text=eik, name=name, on="organisation")
        if vat and not vat_valid(vat):
            yield about("partner", row, "VAT_CHECK", VAT_CHECK, text=vat, name=name, on="organisation")


def of_suppliers(facts: ProjectFacts) -> Iterator[Finding]:
    """Only numbers as long as an EIK are looked at: a person or a foreign firm has another one."""
    for row in facts.of("document"):
        eik = "".join(row["supplier_eik"].split())
        if len(eik) in (9, 13) and eik_objection(eik):
            yield about("document", row, "EIK_CHECK", EIK_CHECK, text=eik, name=row["supplier_name"], on="supplier_eik")


def _of_accounts(facts: ProjectFacts) -> Iterator[Finding]:
    """Numbers that look like an IBAN, in what is written about payments."""
    for kind in _PAYING:
        texts = [column for one in BY_NAME[kind].record.fields if one.kind in _TEXTS for column in one.columns]
        for row in facts.of(kind):
            for column in texts:
                wrong = [found for found in _IBAN.findall(row[column] or "") if not iban_valid(found)]
                if wrong:
                    yield about(kind, row, "IBAN_CHECK", IBAN_CHECK, text=wrong[0])
                    break


def _period(facts: ProjectFacts) -> Iterator[Finding]:
    """Whether each number is of the programme's period and of the axis that is recorded."""
    recorded = (facts.programme or {}).get("period", "")
    axis = _AXIS.match(facts.project["priority_bg"] or facts.project["priority_en"])
    for row in facts.of("number"):
        number = anatomy(row["value"])
        if number is None:
            continue
        told = {"number": number.number}
        if recorded and number.period not in ("RRP", facts.period_of_programme):
            said = {"period": number.period, "other": recorded}
            yield about("number", row, "NUMBER_PERIOD", NUMBER_PERIOD, on="value", **told, **said)
        if axis and number.axis and int(axis[1]) != int(number.axis):
            said = {"axis": int(number.axis), "other": int(axis[1])}
            yield about("number", row, "NUMBER_AXIS", NUMBER_AXIS, on="value", **told, **said)


RULES: tuple[Rule, ...] = (
    _spelling,
    _before_the_title,
    _own_number,
    _of_organisations,
    of_suppliers,
    _of_accounts,
    _period,
)
