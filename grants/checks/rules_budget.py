"""Checks of the budget: whether sources, lines, chapters, partners and shares come to the same to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from grants.budget.kinds import SourceKind
from grants.checks.claims import amounts, below, by, leaves
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, about_project, amount, words_of
from grants.projects.rules import AmountKind
from grants.values.language import N_
from grants.values.money import Money, ceiling, share, total

LINES_SUM = N_(
    "The budget lines make {sum}, but the value of the project is {amount}: a difference of {difference}. Compare both with "
    "the contract."
)
CHAPTER_SUM = N_(
    "Chapter “{title}” has {amount}, but the lines below it make {sum}: a difference of {difference}. Put one of them right."
)
PARTNER_SOURCES_SUM = N_(
    "The sources of this partner make {sum}, but its budget lines {amount}: a difference of {difference}."
)
SHARE_SUM = N_("The shares of the sources make {share} %, not 100 %. Put them right.")
PARTNER_SHARE_SUM = N_("The shares of the partners make {share} %, not 100 %. Put them right.")
EU_RATE_OVER = N_(
    "The EU pays {amount} of {whole}, which is {share} %; the contract allows at most {rate} %. Compare both with the contract."
)


def _sum(rows: Iterable[Row]) -> Money | None:
    """What rows make together; None where one has no amount, or they are in several currencies, or there are none."""
    listed = list(rows)
    found = amounts(listed)
    if not found or len(found) < len(listed) or len({one.currency for one in found}) > 1:
        return None
    return total(found, found[0].currency)


def _differ(one: Money | None, other: Money | None) -> bool:
    return one is not None and other is not None and one.currency == other.currency and one != other


def _lines(facts: ProjectFacts) -> Iterator[Finding]:
    """The value may be that of the grant alone: then the lines, which hold all costs, say nothing about it."""
    made, whole = _sum(leaves(facts.of("line"))), facts.total
    if facts.project["total_kind"] != AmountKind.GRANT and _differ(made, whole):
        assert made is not None
        assert whole is not None
        told = {"sum": made, "amount": whole, "difference": abs(made - whole)}
        yield about_project("LINES_SUM", LINES_SUM, on="total", **told)


def of_chapters(facts: ProjectFacts) -> Iterator[Finding]:
    """Chapters that state another amount than the lines below them make."""
    bottom = leaves(facts.of("line"))
    known = {row["number"] for row in bottom}
    for row in facts.of("line"):
        stated = amount(row, "amount")
        made = _sum(below(row["number"], bottom)) if row["number"] not in known else None
        if _differ(stated, made):
            assert stated is not None
            assert made is not None
            told = {"title": words_of(row, "title"), "amount": stated, "sum": made, "difference": abs(made - stated)}
            yield about("line", row, "CHAPTER_SUM", CHAPTER_SUM, on="amount", **told)


def _partners(facts: ProjectFacts) -> Iterator[Finding]:
    sources, lines = by(facts.of("source"), "partner_id"), by(leaves(facts.of("line")), "partner_id")
    for row in facts.of("partner"):
        made, planned = _sum(sources.get(row["id"], ())), _sum(lines.get(row["id"], ()))
        if _differ(made, planned):
            assert made is not None
            assert planned is not None
            told: dict[str, Any] = {"sum": made, "amount": planned, "difference": abs(made - planned)}
            yield about("partner", row, "PARTNER_SOURCES_SUM", PARTNER_SOURCES_SUM, **told)


def _of_all(facts: ProjectFacts) -> list[Row]:
    return [row for row in facts.of("source") if row["partner_id"] is None]


def _share(rows: Sequence[Row]) -> Decimal | None:
    """What stated shares make together; None where not every row states one."""
    stated = [row["share"] for row in rows if row["share"] is not None]
    return sum(stated, Decimal(0)) if stated and len(stated) == len(rows) else None


def _shares(facts: ProjectFacts) -> Iterator[Finding]:
    made = _share(_of_all(facts))
    if made is not None and made != 100:
        yield about_project("SHARE_SUM", SHARE_SUM, share=made)
    made = _share(facts.of("partner"))
    if made is not None and made != 100:
        yield about_project("PARTNER_SHARE_SUM", PARTNER_SHARE_SUM, share=made)


def _eu_rate(facts: ProjectFacts) -> Iterator[Finding]:
    """At most the contract's rate of the whole, a begun cent allowed: rounding is no breach of the contract."""
    rate, whole = facts.terms.eu_rate, _sum(_of_all(facts))
    paid = _sum(row for row in _of_all(facts) if row["kind"] == SourceKind.EU)
    if rate is None or whole is None or paid is None:
        return
    if paid > whole.at(rate.scaleb(-2), ceiling):
        told: dict[str, Any] = {"amount": paid, "whole": whole, "share": share(paid, whole, 4), "rate": rate}
        yield about_project("EU_RATE_OVER", EU_RATE_OVER, **told)


RULES: tuple[Rule, ...] = (_lines, of_chapters, _partners, _shares, _eu_rate)
