"""What a report says about itself: the project, the period, the totals, which documents count and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from grants.budget.kinds import SOURCE_KINDS
from grants.expenses.rules import ExpenseState
from grants.funders.format import Style
from grants.reports.cells import Cell
from grants.reports.figures import CurrencyRow, Figures
from grants.values.language import N_
from grants.values.money import Money
from grants.values.wording import Wording

DAY_RULE: Final = N_(
    "By the day of payment; where no payment is recorded, by the document's own date. Claims without a document count "
    "by the day they are claimed for."
)

Labelled = list[tuple[str, Cell]]  # what is added to the label, and the cell beside it


def about(shows: str, figures: Figures, words: Wording, euro: Money) -> Labelled:
    """The cells of one label; a label may have several (an amount in each currency), or none."""
    if shows in AMOUNTS:
        amounts = [(row.currency, AMOUNTS[shows](row)) for row in figures.currencies]
        return [(code, Cell(one, Style.AMOUNT)) for code, one in amounts if one or shows not in _WHERE_ANY]
    if shows == "euro":
        return [("", Cell(euro, Style.AMOUNT))]
    if shows in _COUNTS:
        return [("", Cell(_COUNTS[shows](figures), Style.COUNT))]
    return [("", Cell(line)) for line in _LINES[shows](figures, words) if line]


AMOUNTS: Final[Mapping[str, Callable[[CurrencyRow], Money]]] = {
    "claimed": lambda row: row.claimed,
    "grant": lambda row: row.grant,
    "own": lambda row: row.own,
    "in_kind": lambda row: row.in_kind,
    "third": lambda row: row.third,
}

_WHERE_ANY: Final = frozenset({"in_kind", "third"})  # said only where there is some

_COUNTS: Final[Mapping[str, Callable[[Figures], int]]] = {
    "documents": lambda figures: figures.document_count,
    "expenses": lambda figures: figures.expense_count,
}


def _sources(figures: Figures, words: Wording) -> list[str]:
    return [
        " · ".join(
            part
            for part in (
                words.say(SOURCE_KINDS[source.kind]),
                source.name.in_(words.language),
                words.amount(source.amount) if source.amount else "",
                words.percent(source.share, 2) if source.share is not None else "",
            )
            if part
        )
        for source in figures.about.sources
    ]


def left_out(figures: Figures, words: Wording) -> list[str]:
    """What lies in the period, or in none, and is not in the report; a sentence for each reason."""
    return [sentence for sentence, _state in why_left_out(figures, words)]


def why_left_out(figures: Figures, words: Wording) -> list[tuple[str, str]]:
    """The same, each with the state by which the ledger shows those expenses; empty where it is not their state."""
    out = figures.left_out
    sentences = (
        (
            out.drafts,
            words.count("{n} expense is still a draft", "{n} expenses are still drafts", out.drafts),
            ExpenseState.DRAFT,
        ),
        (
            out.returned,
            words.count("{n} expense was returned", "{n} expenses were returned", out.returned),
            ExpenseState.RETURNED,
        ),
        (
            out.undated,
            words.count(
                "{n} expense has a document without any date",
                "{n} expenses have a document without any date",
                out.undated,
            ),
            "",
        ),
        (
            out.undated_claims,
            words.count(
                "{n} claim without a document has no day",
                "{n} claims without a document have no day",
                out.undated_claims,
            ),
            "",
        ),
        (
            out.without_expense,
            words.count(
                "{n} document of the period has no expense recorded on it",
                "{n} documents of the period have no expense recorded on them",
                out.without_expense,
            ),
            "",
        ),
    )
    return [(sentence, str(state)) for n, sentence, state in sentences if n]


_LINES: Final[Mapping[str, Callable[[Figures, Wording], list[str]]]] = {
    "project": lambda figures, words: [figures.about.title.in_(words.language)],
    "number": lambda figures, _words: [figures.about.number or figures.about.code],
    "beneficiary": lambda figures, words: [figures.about.beneficiary.in_(words.language)],
    "period": lambda figures, words: [words.period(figures.first, figures.last)],
    "sources": _sources,
    "day_rule": lambda _figures, words: [words.say(DAY_RULE)],
    "left_out": left_out,
}
