"""The index of a dossier once more as a workbook, for whoever sorts and filters: expenses, required papers, files. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from grants.funders.format import Style
from grants.reports.cells import Book, Cell, Heading, Row, Sheet, Value
from grants.reports.dossier.index import Chapter, Claim, Dossier, Entry, Lack
from grants.values.language import N_
from grants.values.wording import Wording

LACKS: Final = {Lack.NOT_HERE: N_("not kept here"), Lack.SPOILED: N_("damaged")}
Columns = tuple[tuple[str, float, Style], ...]

_EXPENSES: Final[Columns] = (
    (N_("No."), 8, Style.CODE),
    (N_("No. in the register"), 10, Style.CODE),
    (N_("Type of document"), 18, Style.TEXT),
    (N_("Number of the document"), 18, Style.CODE),
    (N_("Date of the document"), 12, Style.DAY),
    (N_("Paid on"), 12, Style.DAY),
    (N_("Payment orders"), 18, Style.TEXT),
    (N_("Bank statements"), 18, Style.TEXT),
    (N_("Supplier"), 28, Style.TEXT),
    (N_("Supplier's EIK"), 13, Style.CODE),
    (N_("Net amount"), 14, Style.AMOUNT),
    (N_("VAT"), 12, Style.AMOUNT),
    (N_("Expense"), 9, Style.CODE),
    (N_("Budget line"), 30, Style.TEXT),
    (N_("Activity"), 24, Style.TEXT),
    (N_("Partner"), 24, Style.TEXT),
    (N_("Claimed amount"), 14, Style.AMOUNT),
    (N_("Currency"), 9, Style.CURRENCY),
    (N_("State"), 12, Style.TEXT),
    (N_("Report package"), 12, Style.CODE),
    (N_("Entered by"), 26, Style.TEXT),
    (N_("Verified by"), 26, Style.TEXT),
    (N_("Papers not there"), 10, Style.COUNT),
    (N_("Where the paper original lies"), 24, Style.TEXT),
    (N_("Files"), 8, Style.COUNT),
)
_WANTED: Final[Columns] = (
    (N_("No."), 8, Style.CODE),
    (N_("Document"), 50, Style.TEXT),
    (N_("Paper"), 40, Style.TEXT),
    (N_("There"), 10, Style.TEXT),
    (N_("Where the paper original lies"), 30, Style.TEXT),
)
_FILES: Final[Columns] = (
    (N_("Chapter"), 20, Style.TEXT),
    (N_("No."), 8, Style.CODE),
    (N_("Of what"), 44, Style.TEXT),
    (N_("File"), 70, Style.TEXT),
    (N_("Size in bytes"), 14, Style.COUNT),
    (N_("Checksum (SHA-256)"), 68, Style.CODE),
)


def book(dossier: Dossier, words: Wording) -> Book:
    """The workbook, its words in the language of the dossier."""
    entries = [entry for chapter in dossier.chapters for entry in chapter.papers]
    sheets = (
        _sheet(words.say(N_("Expenses")), dossier, _EXPENSES, [row for one in entries for row in _expense(one)], words),
        _sheet(words.say(N_("Required papers")), dossier, _WANTED, list(_wanted(entries, words)), words),
        _sheet(words.say(N_("Files")), dossier, _FILES, list(_files(dossier.chapters, words)), words),
    )
    return Book(dossier.title, dossier.title, dossier.project, dossier.scope, sheets)


def _sheet(name: str, dossier: Dossier, columns: Columns, rows: Sequence[Sequence[Value]], words: Wording) -> Sheet:
    headings = tuple(Heading(words.say(label), width, style) for label, width, style in columns)
    cells = tuple(
        Row(tuple(Cell(value, heading.style) for value, heading in zip(row, headings, strict=True))) for row in rows
    )
    return Sheet(name, (name, f"{dossier.project} · {dossier.scope}"), headings, cells, len(cells))


def _expense(entry: Entry) -> Iterable[Sequence[Value]]:
    """A row a claim, its document's facts in each; a document of which nothing is claimed is a row too."""
    for claim in entry.claims or (None,):
        yield (*_paper(entry), *_claim(claim), *_proof(entry))


def _paper(entry: Entry) -> tuple[Value, ...]:
    paper = entry.paper
    if paper is None:
        return (entry.number, *(None,) * 11)
    return (
        *(entry.number, paper.place, paper.kind, paper.number, paper.issued, paper.paid),
        ", ".join(one.order for one in paper.paid_parts if one.order),
        ", ".join(one.statement for one in paper.paid_parts if one.statement),
        *(paper.supplier, paper.eik, paper.net, paper.vat),
    )


def _claim(claim: Claim | None) -> tuple[Value, ...]:
    if claim is None:
        return (None,) * 10
    return (
        *(claim.number, claim.line, claim.activity, claim.partner, claim.amount, claim.amount.currency),
        *(claim.state, claim.package, claim.entered, claim.verified),
    )


def _proof(entry: Entry) -> tuple[Value, ...]:
    paper = entry.paper
    held = sum(1 for piece in entry.pieces if piece.lack is None)
    if paper is None:
        return (None, None, held)
    return (len(paper.missing), paper.original, held)


def _wanted(entries: Iterable[Entry], words: Wording) -> Iterable[Sequence[Value]]:
    for entry in entries:
        for one in entry.paper.wanted if entry.paper else ():
            there = words.say(N_("yes")) if one.there else words.say(N_("no"))
            yield (entry.number, entry.title, one.name, there, one.original)


def _files(chapters: Iterable[Chapter], words: Wording) -> Iterable[Sequence[Value]]:
    for chapter in chapters:
        number = ""
        for entry in chapter.entries:
            number = entry.number or number
            for piece in entry.pieces:
                path = piece.path or f"{piece.name} ({words.say(LACKS[piece.lack])})" if piece.lack else piece.path
                yield (chapter.title, number, entry.title, path, piece.size, piece.sha256)
