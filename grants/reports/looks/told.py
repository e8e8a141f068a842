"""What is found when a report of a period is looked at: its totals, what the funder would refuse, what a person should see to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.ground import Ground
from grants.projects.queries import Seen
from grants.reports.about import why_left_out
from grants.reports.asked_figures import figures_for
from grants.reports.beside import warned_beside
from grants.reports.figures import Figures
from grants.reports.packages.shown import MOST_FINDINGS, Read, Reader, Shown, objected
from grants.reports.progress import particulars_for
from grants.reports.queries import GivenBefore, imported_until
from grants.reports.verdict import verdict
from grants.values.language import LANGUAGES, N_
from grants.values.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Found:
    """A report as it was looked at; `again` is how many documents are in it though they were in a file before."""

    figures: Figures
    objections: tuple[Objection, ...]
    warned: tuple[Objection, ...]
    again: int


async def found_in(
    project: Seen, chosen: Format, ground: Ground, given: Sequence[GivenBefore], since: int | None
) -> Found:
    """What is found in a report in that format; its inventory holds only what is new `since` one given before, if any."""
    imported = frozenset[int]() if since is None else imported_until(given, since)
    figures = replace(await asyncio.to_thread(figures_for, chosen, ground), imported=imported)
    known = await particulars_for(chosen, project, ground)
    beside = await warned_beside(chosen, project, ground)

    def looked_at() -> Found:
        said = verdict(chosen, figures, known, ground)
        went_out = frozenset[int]().union(*(one.documents for one in given))
        again = sum(1 for paper in figures.new_documents if paper.id in went_out)
        return Found(figures, said.refused, (*said.warned, *beside), again)

    return await asyncio.to_thread(looked_at)


def told_in_both(project: Seen, found: Found) -> Shown:
    """What was found as it is kept to be shown later: in both languages."""
    kept: Shown = {"refused": bool(found.objections)}
    for language in LANGUAGES:
        kept[language] = in_words(Read(wording(language), project), found, MOST_FINDINGS)
    return kept


def in_words(reader: Reader, found: Found, most: int | None = None) -> Shown:
    """What was found in a reader's words; at most so many of a kind one by one."""
    words, figures = reader.words, found.figures
    return {
        "facts": _facts(figures, words),
        "left_out": _left_out(figures, words),
        "findings": [
            *objected(reader, found.objections, most=most),
            *objected(reader, found.warned, "warning", most=most),
            *_of_period(reader, figures),
            *({"level": "warning", "sentence": sentence} for sentence in _come_twice(found.again, words)),
        ],
    }


def _of_period(reader: Reader, figures: Figures) -> Iterator[Shown]:
    """What of the period is not in the report, with the page of the ledger that shows it, where one does."""
    days = {"first": figures.first.isoformat(), "last": figures.last.isoformat()}
    for sentence, state in why_left_out(figures, reader.words):
        told: Shown = {"level": "warning", "sentence": f"{sentence}."}
        if state:
            asked = urlencode({"state": state, **days})
            told |= {
                "url": f"/projects/{reader.project.code}/expenses?{asked}",
                "row": reader.words.say(N_("In the ledger")),
            }
        yield told


def _facts(figures: Figures, words: Wording) -> list[tuple[str, str]]:
    """The totals of the report, in words."""
    claimed = [words.amount(row.claimed) for row in figures.currencies] or [words.amount(figures.euro)]
    facts = [
        (words.say(N_("Documents")), words.number(figures.document_count)),
        (words.say(N_("Expenses")), words.number(figures.expense_count)),
        (words.say(N_("Claimed")), words.list(claimed)),
    ]
    if any(row.euro is not None and row.currency != "EUR" for row in figures.currencies):
        facts.append((words.say(N_("Total in euro")), words.amount(figures.euro)))
    if figures.comes_to is not None and figures.comes_to != figures.euro:
        facts.append((words.say(N_("In the files, in euro")), words.amount(figures.comes_to)))
    return facts


def _left_out(figures: Figures, words: Wording) -> str:
    """How many documents are left out of the inventory, and why."""
    count = len(figures.documents) - len(figures.new_documents)
    if not count:
        return ""
    return words.count(
        "One document is left out of the inventory: it was in a file prepared before, and the funder's system would enter it "
        "a second time.",
        "{n} documents are left out of the inventory: they were in files prepared before, and the funder's system would enter "
        "them a second time.",
        count,
    )


def _come_twice(count: int, words: Wording) -> Iterator[str]:
    """What is said of documents that are in the inventory though they were in one before."""
    if count:
        yield words.count(
            "One document was in a file prepared before. If that one was imported, it will stand twice in the funder's "
            "system: choose only what is new.",
            "{n} documents were in files prepared before. If those were imported, they will stand twice in the funder's "
            "system: choose only what is new.",
            count,
        )
