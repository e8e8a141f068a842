"""Checks of what is not known: every gap is legal, none is filled with a guess."""

from __future__ import annotations

from collections.abc import Iterator

from grants.budget.kinds import SourceKind
from grants.checks.finding import Finding, ProjectFacts, Rule, about, about_project, words_of
from grants.projects.rules import PartnerRole
from grants.values.language import N_

NO_LEAD = N_("No lead organisation is recorded. Add it to the partners once you know it.")
NO_PROGRAMME = N_("No programme is recorded. Choose one, if the project belongs to one.")
NO_TERRITORY = N_("It is not recorded where the project takes place. Fill in the territorial scope.")
NO_INDICATORS = N_(
    "No indicator with a target or an achieved value is recorded; implied ones do not count. Add those of the contract."
)
PARTNER_COUNTRY_UNKNOWN = N_("The country of “{name}” is not known. Fill it in with the organisation.")
FUND_NOT_NAMED = N_("It is not named from which fund the money comes. Add the fund once you have the contract.")


def _lead(facts: ProjectFacts) -> Iterator[Finding]:
    if not any(row["role"] == PartnerRole.LEAD for row in facts.of("partner")):
        yield about_project("NO_LEAD", NO_LEAD)


def _programme(facts: ProjectFacts) -> Iterator[Finding]:
    if facts.project["programme_id"] is None:
        yield about_project("NO_PROGRAMME", NO_PROGRAMME, on="programme")


def _territory(facts: ProjectFacts) -> Iterator[Finding]:
    if not (facts.project["territory_bg"] or facts.project["territory_en"]):
        yield about_project("NO_TERRITORY", NO_TERRITORY, on="territory")


def _indicators(facts: ProjectFacts) -> Iterator[Finding]:
    promised = [row for row in facts.of("indicator") if not row["implied"]]
    if all(row["target"] is None and row["achieved"] is None for row in promised):
        yield about_project("NO_INDICATORS", NO_INDICATORS)


def _countries(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("partner"):
        organisation = facts.organisations.get(row["organisation_id"])
        if organisation is not None and not organisation["country"]:
            yield about(
                "partner",
                row,
                "PARTNER_COUNTRY_UNKNOWN",
                PARTNER_COUNTRY_UNKNOWN,
                on="organisation",
                name=words_of(organisation),
            )


def _fund(facts: ProjectFacts) -> Iterator[Finding]:
    """A page that tells EU money from national money has said whose it is; a project typed by hand names its fund."""
    if facts.programme is None:
        return
    if facts.published:
        named = any(facts.wordings("fund")) or any(row["kind"] == SourceKind.EU for row in facts.of("source"))
    else:
        named = bool(facts.programme["fund_bg"] or facts.programme["fund_en"])
    if not named:
        yield about_project("FUND_NOT_NAMED", FUND_NOT_NAMED, on="funder")


RULES: tuple[Rule, ...] = (_lead, _programme, _territory, _indicators, _countries, _fund)
