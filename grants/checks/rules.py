"""All checks over one project: what was noticed, from the facts alone."""

from __future__ import annotations

from grants.checks import (
    rules_completeness,
    rules_dates,
    rules_money,
    rules_numbers,
    rules_spending,
    rules_words,
)
from grants.checks.finding import LEVELS, OF_ALL_MONEY, Finding, Level, ProjectFacts, Rule

__all__ = ["LEVELS", "OF_ALL_MONEY", "RULES", "Finding", "Level", "ProjectFacts", "findings"]

RULES: tuple[Rule, ...] = (
    *rules_numbers.RULES,
    *rules_dates.RULES,
    *rules_words.RULES,
    *rules_money.RULES,
    *rules_completeness.RULES,
    *rules_spending.RULES,
)


def findings(facts: ProjectFacts) -> tuple[Finding, ...]:
    """Everything the checks notice in a project, by subject; nothing of it is kept anywhere."""
    return tuple(finding for rule in RULES for finding in rule(facts))
