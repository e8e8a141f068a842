"""Checks of numbers: of projects and contracts, of organisations."""

from __future__ import annotations

from collections.abc import Iterator

from grants.checks.finding import Finding, ProjectFacts, Rule, about, about_project, words_of
from grants.projects.rules import ProjectState
from grants.values.identifiers import anatomy, eik_objection, homoglyphs, normalise_number, spaced, vat_valid
from grants.values.language import N_
from grants.values.published import title_starts_with_number

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


def _of_suppliers(facts: ProjectFacts) -> Iterator[Finding]:
    """Only numbers as long as an EIK are looked at: a person or a foreign firm has another one."""
    for row in facts.of("document"):
        eik = "".join(row["supplier_eik"].split())
        if len(eik) in (9, 13) and eik_objection(eik):
            yield about("document", row, "EIK_CHECK", EIK_CHECK, text=eik, name=row["supplier_name"], on="supplier_eik")


RULES: tuple[Rule, ...] = (_spelling, _before_the_title, _own_number, _of_organisations, _of_suppliers)
