"""A whole dossier in the words of one language, from what was read of the project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from grants.access import Identity
from grants.projects.keeping import kept_of
from grants.projects.queries import Seen
from grants.reports.dossier.chapters import BEHIND, BETWEEN, CONTRACT, PAYMENTS, PROCUREMENT, Shelves
from grants.reports.dossier.expenses import Expenses
from grants.reports.dossier.index import Chapter, Dossier, Entry, Lack, Piece, laid
from grants.reports.dossier.queries import Ledger, about, ledger_in
from grants.reports.dossier.scope import Of, Scope, scope_said
from grants.storage.columns import text
from grants.values.language import N_
from grants.values.money import Money
from grants.values.wording import Wording

Lacks = Mapping[str, Lack]  # by sha256


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a dossier says, before its files were looked at."""

    chapters: tuple[Chapter, ...]
    ledger: Ledger

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Every file it speaks of."""
        return tuple(piece for chapter in self.chapters for piece in chapter.pieces)


async def gathered(by: Identity, project: Seen, scope: Scope, words: Wording, zone: ZoneInfo) -> Gathered:
    """The chapters of a dossier as this person sees them, in a number of queries that no row adds to."""
    shelves = await Shelves(by, project, scope, words).begun()
    ledger = await ledger_in(by, project, scope)
    expenses = Expenses(ledger, shelves.pieces, words, lambda at: words.moment(at, zone))
    chapters = [
        await shelves.chapter(CONTRACT),
        await shelves.amendments(),
        expenses.chapter(),
        await shelves.chapter(PROCUREMENT, _bought(ledger, scope)),
        *[await shelves.chapter(named) for named in BETWEEN],
        _with(await shelves.chapter(PAYMENTS), expenses.statements()),
        *[await shelves.chapter(named) for named in BEHIND],
        await shelves.reports(),
    ]
    return Gathered(tuple(chapters), ledger)


def _with(chapter: Chapter, entries: Iterable[Entry]) -> Chapter:
    return replace(chapter, entries=(*chapter.entries, *entries))


def _bought(ledger: Ledger, scope: Scope) -> dict[str, frozenset[int]] | None:
    """The contracts with suppliers that the documents name and how they came about; all of them in a whole project."""
    if scope.of is Of.PROJECT:
        return None
    named = {row["supply_id"] for row in ledger.documents if row["id"] not in ledger.hidden} - {None}
    procedures = {row["supply_purchase_id"] for row in ledger.documents if row["supply_id"] in named} - {None}
    return {"supply": frozenset(named), "purchase": frozenset(procedures)}


async def told(
    project: Seen,
    scope: Scope,
    found: Gathered,
    lacks: Lacks,
    words: Wording,
    *,
    by: str,
    now: datetime,
    zone: ZoneInfo,
) -> Dossier:
    """The dossier with every file in its place; `lacks` are the files whose bytes can't be given, and why."""
    head = await about(project)
    title = text(head, "title").in_(words.language)
    facts = [
        (words.say(N_("Project")), title),
        (words.say(N_("Contract number")), head["number"]),
        (words.say(N_("Beneficiary")), text(head, "beneficiary").in_(words.language)),
        (words.say(N_("Of what")), scope_said(scope, words)),
        (words.say(N_("Papers are kept until")), await _kept_until(project, now.astimezone(zone).date(), words)),
    ]
    chapters = laid(_without(found.chapters, lacks))
    dossier = Dossier(
        words.say(N_("Audit dossier")),
        title,
        scope_said(scope, words),
        words.say(N_("Made by {who}, {when}"), who=by, when=words.moment(now, zone)),
        tuple((label, said) for label, said in facts if said),
        (),
        chapters,
        sensitive=any(row["sensitive"] and row["id"] not in found.ledger.hidden for row in found.ledger.documents),
    )
    return replace(dossier, totals=_totals(dossier, found.ledger, words), notes=_notes(dossier, found.ledger, words))


async def _kept_until(project: Seen, today: date, words: Wording) -> str:
    kept = await kept_of(project.id, today)
    return words.day(kept.until) if kept.until else ""


def _without(chapters: Iterable[Chapter], lacks: Lacks) -> list[Chapter]:
    """The chapters with the files that can't be given marked."""

    def marked(entry: Entry) -> Entry:
        pieces = (replace(one, lack=one.lack or lacks.get(one.sha256)) for one in entry.pieces)
        return replace(entry, pieces=tuple(pieces))

    return [replace(one, entries=tuple(marked(entry) for entry in one.entries)) for one in chapters]


def _totals(dossier: Dossier, ledger: Ledger, words: Wording) -> tuple[tuple[str, str], ...]:
    claims = [claim for found in dossier.chapters for entry in found.entries for claim in entry.claims]
    sums: dict[str, Money] = {}
    for claim in claims:
        if claim.counted:
            at = claim.amount.currency
            sums[at] = sums[at] + claim.amount if at in sums else claim.amount
    size = sum(piece.size for piece in dossier.held)
    totals = [
        (words.say(N_("Documents")), words.number(len(ledger.documents))),
        (words.say(N_("Expenses")), words.number(len(claims))),
        (words.say(N_("Claimed")), words.list([words.amount(one) for one in sums.values()])),
        (words.say(N_("Files")), f"{words.number(len(dossier.held))} · {words.size(size)}"),
    ]
    return tuple((label, said) for label, said in totals if said)


def _notes(dossier: Dossier, ledger: Ledger, words: Wording) -> tuple[str, ...]:
    """What a reader must know before he looks for something that is not there."""
    masked = sum(1 for row in ledger.documents if row["id"] in ledger.hidden)
    away = _lacking(dossier.pieces, Lack.NOT_HERE)
    spoiled = _lacking(dossier.pieces, Lack.SPOILED)
    lacking = sum(len(entry.paper.missing) for one in dossier.chapters for entry in one.entries if entry.paper)
    said = (
        (
            masked,
            words.count(
                "One paper is about people and isn't shown to whoever made this dossier: its words and files are left out.",
                "{n} papers are about people and aren't shown to whoever made this dossier: their words and files are left out.",
                masked,
            ),
        ),
        (
            away,
            words.count(
                "One file is known by its name only: its project was brought in without it.",
                "{n} files are known by their names only: their project was brought in without them.",
                away,
            ),
        ),
        (
            spoiled,
            words.count(
                "One file is damaged where it is kept and was left out; it is marked below.",
                "{n} files are damaged where they are kept and were left out; they are marked below.",
                spoiled,
            ),
        ),
        (
            lacking,
            words.count(
                "One paper that belongs beside a document is not marked as there.",
                "{n} papers that belong beside documents are not marked as there.",
                lacking,
            ),
        ),
    )
    return tuple(sentence for n, sentence in said if n)


def _lacking(pieces: Sequence[Piece], lack: Lack) -> int:
    return sum(1 for piece in pieces if piece.lack is lack)
