"""All checks over one project: what was noticed, from the facts alone, the gravest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from grants.checks import (
    rules_budget,
    rules_completeness,
    rules_dates,
    rules_documents,
    rules_duties,
    rules_flat,
    rules_hours,
    rules_indicators,
    rules_isun,
    rules_money,
    rules_moves,
    rules_names,
    rules_numbers,
    rules_payments,
    rules_purchases,
    rules_retention,
    rules_spending,
    rules_words,
)
from grants.checks.finding import Finding, ProjectFacts, Rule
from grants.checks.levels import LEVELS, MOST_APART, OF_ALL_MONEY, ORDER, TOGETHER, Level

__all__ = [
    "LEVELS",
    "OF_ALL_MONEY",
    "ORDER",
    "RULES",
    "TOGETHER",
    "Finding",
    "Level",
    "ProjectFacts",
    "findings",
    "findings_of_lines",
    "findings_of_paper",
    "gravest_first",
    "told_together",
]

RULES: tuple[Rule, ...] = (
    *rules_numbers.RULES,
    *rules_dates.RULES,
    *rules_words.RULES,
    *rules_names.RULES,
    *rules_money.RULES,
    *rules_budget.RULES,
    *rules_flat.RULES,
    *rules_moves.RULES,
    *rules_documents.RULES,
    *rules_spending.RULES,
    *rules_isun.RULES,
    *rules_payments.RULES,
    *rules_duties.RULES,
    *rules_purchases.RULES,
    *rules_retention.RULES,
    *rules_indicators.RULES,
    *rules_hours.RULES,
    *rules_completeness.RULES,
)
# Those that need no more of a project than one paper, its claims and what these refer to.
RULES_OF_A_PAPER: tuple[Rule, ...] = (
    rules_numbers.of_suppliers,
    rules_words.personal_numbers,
    *rules_documents.RULES,
    *rules_spending.RULES_OF_A_PAPER,
    *rules_isun.RULES,
)
# Those that need no more than the budget lines and what is claimed on them.
RULES_OF_LINES: tuple[Rule, ...] = (
    rules_budget.of_chapters,
    *rules_flat.RULES_OF_LINES,
    rules_spending.of_lines,
)


def findings(facts: ProjectFacts) -> tuple[Finding, ...]:
    """Everything the checks notice in a project, by subject; nothing of it is kept anywhere."""
    return tuple(finding for rule in RULES for finding in rule(facts))


def findings_of_paper(facts: ProjectFacts) -> tuple[Finding, ...]:
    """What the checks notice about papers and their claims, where the facts hold no more than these."""
    return tuple(finding for rule in RULES_OF_A_PAPER for finding in rule(facts))


def findings_of_lines(facts: ProjectFacts) -> tuple[Finding, ...]:
    """What the checks notice about budget lines, where the facts hold no more than these and their claims."""
    return tuple(finding for rule in RULES_OF_LINES for finding in rule(facts))


def gravest_first(found: Iterable[Finding]) -> list[Finding]:
    """Findings by level, those of one level in the order in which they were found."""
    return sorted(found, key=lambda finding: ORDER.index(finding.level))


def told_together(found: Sequence[Finding]) -> list[Finding]:
    """The findings with those of one code in one sentence, when there are more than a few: so that none drowns others.

    It stands where the first of them stood and holds them all.
    """
    alike: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        alike[finding.code].append(finding)
    told = []
    for code, listed in alike.items():
        first = listed[0]
        if len(listed) <= MOST_APART or code not in TOGETHER:
            told += listed
        else:
            together = {"count": len(listed)}
            told.append(Finding(code, first.kind, "", TOGETHER[code], together, first.field, rows=tuple(listed)))
    return told
