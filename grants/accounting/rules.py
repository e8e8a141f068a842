"""When a row of the accounting and a document of the ledger are the same paper, and in what the two differ."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from grants.values.identifiers import number_search_form, search_form
from grants.values.language import N_


class BatchState(StrEnum):
    """Where an accounting import stands."""

    PREVIEWED = "previewed"
    KEPT = "kept"
    UNDONE = "undone"


BATCH_STATES: Mapping[str, str] = {
    BatchState.PREVIEWED: N_("looked at, not yet kept"),
    BatchState.KEPT: N_("kept"),
    BatchState.UNDONE: N_("undone"),
}


class Fate(StrEnum):
    """What becomes of a row of the accounting when it is brought in."""

    NEW = "new"  # a document and a draft expense are made of it
    HERE = "here"  # its document stands in the ledger already
    CHANGED = "changed"  # its document stands there with another amount, day or number


FATES: Mapping[str, str] = {
    Fate.NEW: N_("new"),
    Fate.HERE: N_("already here"),
    Fate.CHANGED: N_("changed there"),
}


@lru_cache(maxsize=50_000)
def folded_number(number: str) -> str:
    """A document's number as it is compared: in any spelling, without the zeros before it that spreadsheets lose."""
    return number_search_form(number).lstrip("0") or "0"


@lru_cache(maxsize=20_000)
def folded_name(name: str) -> str:
    """A supplier's name as it is compared."""
    return search_form(name)


def key_of(eik: str, supplier: str, number: str, issued_on: date, cents: int, currency: str, turn: int = 1) -> str:
    """The same for the same row however often it is exported: supplier, number, day, gross amount and currency.

    `turn` counts rows that are alike in all of this and yet two.
    """
    parts = [eik or folded_name(supplier), folded_number(number), issued_on.isoformat(), str(cents), currency]
    parts += [str(turn)] if turn > 1 else []
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it stands somewhere: whose, its number, day and gross amount in cents."""

    eik: str
    supplier: str
    number: str
    issued_on: date | None
    cents: int
    currency: str
    id: int = 0

    def is_of(self, other: Paper) -> bool:
        """Whether both are of one supplier: the EIK says it where both have one, else the name."""
        if self.eik and other.eik:
            return self.eik == other.eik
        return bool(self.supplier) and folded_name(self.supplier) == folded_name(other.supplier)

    def has_number_of(self, other: Paper) -> bool:
        """Whether both have one number."""
        return folded_number(self.number) == folded_number(other.number)

    def has_amount_of(self, other: Paper) -> bool:
        """Whether both are over one amount of one currency."""
        return (self.cents, self.currency) == (other.cents, other.currency)

    def differences(self, other: Paper) -> tuple[str, ...]:
        """In what two versions of a paper differ: `amount`, `day`, `number`."""
        told = (
            ("amount", not self.has_amount_of(other)),
            ("day", self.issued_on != other.issued_on),
            ("number", not self.has_number_of(other)),
        )
        return tuple(name for name, differs in told if differs)


def matched(papers: Sequence[Paper], documents: Iterable[Paper]) -> list[Paper | None]:
    """For each paper of the accounting its document in the ledger, each of which stands for one only.

    First what is alike in everything; then of what is left the same number with one other thing changed; then the same
    day and amount with another number. Two things that differ make two papers.
    """
    search = _Search(documents)
    found: list[Paper | None] = [None] * len(papers)
    for alike in (_exactly, _by_number, _by_day_and_amount):
        for place, paper in enumerate(papers):
            if found[place] is None:
                found[place] = search.take(paper, alike)
    return found


def _exactly(paper: Paper, document: Paper) -> bool:
    return not paper.differences(document)


def _by_number(paper: Paper, document: Paper) -> bool:
    return paper.has_number_of(document) and len(paper.differences(document)) < 2


def _by_day_and_amount(paper: Paper, document: Paper) -> bool:
    return paper.differences(document) == ("number",)


class _Search:
    """The documents that nobody has claimed yet, by number and by day."""

    def __init__(self, documents: Iterable[Paper]) -> None:
        self.by_number: dict[str, list[Paper]] = defaultdict(list)
        self.by_day: dict[tuple[date | None, int], list[Paper]] = defaultdict(list)
        self.taken: set[int] = set()
        for document in documents:
            self.by_number[folded_number(document.number)].append(document)
            self.by_day[document.issued_on, document.cents].append(document)

    def take(self, paper: Paper, alike: Callable[[Paper, Paper], bool]) -> Paper | None:
        """The first document that is alike, claimed from now on."""
        listed = (
            self.by_day.get((paper.issued_on, paper.cents), ())
            if alike is _by_day_and_amount
            else self.by_number.get(folded_number(paper.number), ())
        )
        for document in listed:
            if document.id not in self.taken and paper.is_of(document) and alike(paper, document):
                self.taken.add(document.id)
                return document
        return None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the accounting as it was read; `position` is its row in the file, amounts are in cents."""

    position: int
    key: str
    issued_on: date
    paper_number: str
    supplier_name: str
    supplier_eik: str
    amount_cents: int
    currency: str
    net_cents: int | None = None
    vat_cents: int | None = None
    description: str = ""
    account: str = ""
    booked_on: date | None = None
    paid_on: date | None = None
    personal: bool = False

    @property
    def of(self) -> tuple[str, str, date, str]:
        """What the rows of one paper have in common: its cost may be booked on several accounts."""
        who = self.supplier_eik or folded_name(self.supplier_name)
        return who, folded_number(self.paper_number), self.issued_on, self.currency


def papers_of(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows put together by paper, in their order."""
    found: dict[tuple[str, str, date, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row.of].append(row)
    return list(found.values())


def paper(rows: Sequence[Row]) -> Paper:
    """The paper that rows of the accounting make up."""
    first = rows[0]
    cents = sum(row.amount_cents for row in rows)
    return Paper(first.supplier_eik, first.supplier_name, first.paper_number, first.issued_on, cents, first.currency)


@dataclass(frozen=True, slots=True)
class Sorted:
    """A paper of the accounting with its rows, what becomes of them, and the document that stands for it.

    `elsewhere` are cents of the same paper that an earlier file brought from other accounts.
    """

    rows: tuple[Row, ...]
    fate: Fate
    document_id: int | None = None
    elsewhere: int = 0

    @property
    def paper(self) -> Paper:
        """The paper as all its accounts make it up."""
        one = paper(self.rows)
        return replace(one, cents=one.cents + self.elsewhere)


def gone_since(rows: Sequence[Row], papers: Sequence[Sorted], before: Sequence[tuple[Row, int | None]]) -> list[Row]:
    """Rows told before, each with its document, that a newer file of the same days and accounts leaves out."""
    if not rows:
        return []
    keys, named = {row.key for row in rows}, {one.document_id for one in papers if one.document_id is not None}
    accounts = {row.account for row in rows}
    first, last = min(row.issued_on for row in rows), max(row.issued_on for row in rows)
    return [
        row
        for row, document_id in before
        if row.key not in keys
        and first <= row.issued_on <= last
        and (not row.account or "" in accounts or row.account in accounts)
        and document_id not in named
    ]


def sorted_out(
    rows: Sequence[Row],
    brought_before: Mapping[str, int],
    documents: Sequence[Paper],
    before: Sequence[tuple[Row, int | None]] = (),
) -> list[Sorted]:
    """What becomes of each paper of a file; `brought_before` names the document of each key that is kept already.

    `before` are the rows of earlier files with their documents: a paper may have been exported account by account.
    """
    booked: dict[int, list[Row]] = defaultdict(list)
    for row, document_id in before:
        if document_id is not None:
            booked[document_id].append(row)
    listed = papers_of(rows)
    known = [{brought_before[row.key] for row in group if row.key in brought_before} for group in listed]
    claimed = set().union(*known) if known else set()
    unknown = [place for place, ids in enumerate(known) if not ids]
    free = [document for document in documents if document.id not in claimed]
    twins = dict(zip(unknown, matched([paper(listed[place]) for place in unknown], free), strict=True))
    return [
        _sorted(tuple(group), ids, twins.get(place), brought_before, booked)
        for place, (group, ids) in enumerate(zip(listed, known, strict=True))
    ]


def _sorted(
    group: tuple[Row, ...],
    ids: set[int],
    twin: Paper | None,
    brought_before: Mapping[str, int],
    booked: Mapping[int, Sequence[Row]],
) -> Sorted:
    if ids:  # a paper of which a row came before: with all of its rows it is here, with another one it has changed
        fate = Fate.HERE if all(row.key in brought_before for row in group) else Fate.CHANGED
        return Sorted(group, fate, min(ids))
    if twin is None:
        return Sorted(group, Fate.NEW)
    accounts = {row.account for row in group} | {""}
    rest = sum(
        row.amount_cents for row in booked.get(twin.id, ()) if row.account not in accounts and row.of == group[0].of
    )
    one = Sorted(group, Fate.HERE, twin.id, rest if "" not in {row.account for row in group} else 0)
    return replace(one, fate=Fate.CHANGED) if one.paper.differences(twin) else one


@dataclass(frozen=True)
class Compared:
    """The accounting held against the ledger.

    Sums are in cents by currency; a pair is what the accounting has and the document that stands for it.
    """

    missing_here: Sequence[tuple[Paper, Row]] = ()
    missing_there: Sequence[Paper] = ()
    changed: Sequence[tuple[Paper, Row, Paper]] = ()
    agreeing: int = 0
    there: Mapping[str, int] = field(default_factory=dict)
    here: Mapping[str, int] = field(default_factory=dict)

    @property
    def differences(self) -> dict[str, int]:
        """What the accounting has more than the ledger, by currency."""
        return {one: self.there.get(one, 0) - self.here.get(one, 0) for one in {**self.there, **self.here}}


def compared(entries: Iterable[tuple[Row, int | None]], documents: Sequence[Paper]) -> Compared:
    """Entries of the accounting, each with the document it was linked to, against the documents of the ledger."""
    here = {document.id: document for document in documents}
    linked: dict[int, list[Row]] = defaultdict(list)
    loose: list[Row] = []
    for row, document_id in entries:
        if document_id in here:
            linked[document_id].append(row)
        else:
            loose.append(row)
    groups = papers_of(loose)
    free = [document for document in documents if document.id not in linked]
    twins = matched([paper(group) for group in groups], free)
    pairs = [(rows, here[document_id]) for document_id, rows in linked.items()]
    pairs += [(group, twin) for group, twin in zip(groups, twins, strict=True) if twin]
    claimed = {document.id for _, document in pairs}
    changed = [(rows, document) for rows, document in pairs if paper(rows).differences(document)]
    return Compared(
        [(paper(group), group[0]) for group, twin in zip(groups, twins, strict=True) if twin is None],
        [document for document in documents if document.id not in claimed],
        [(paper(rows), rows[0], document) for rows, document in changed],
        len(pairs) - len(changed),
        _sums((row.currency, row.amount_cents) for group in [*linked.values(), *groups] for row in group),
        _sums((document.currency, document.cents) for document in documents),
    )


def _sums(amounts: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for currency, cents in amounts:
        found[currency] += cents
    return dict(found)
