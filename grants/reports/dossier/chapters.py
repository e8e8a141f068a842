"""The chapters of a dossier besides the expenses: which rows stand in each, with their facts and their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from grants.access import Identity
from grants.amendments.queries import amendments_of
from grants.amendments.records import AMENDMENT
from grants.entries.cells import cell
from grants.entries.kinds import BY_NAME
from grants.entries.queries import choices_for, rows_of
from grants.funders.registry import FORMATS
from grants.projects.queries import Seen
from grants.reports.dossier.index import Chapter, Entry, Lack, Piece
from grants.reports.dossier.private import without_personal_numbers
from grants.reports.dossier.queries import belonging_to, hung_in, packages_in, reports_in
from grants.reports.dossier.scope import Belonging, Of, Scope
from grants.reports.packages.request.attaching.rules import KIND as REQUEST_FILES
from grants.reports.rules_package import PACKAGE_KINDS, PACKAGE_STATES
from grants.values.choices import Choice
from grants.values.language import N_, Text
from grants.values.records import Field, Record
from grants.values.records import Kind as FieldKind
from grants.values.wording import Wording

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shelved:
    """Rows of one kind in a chapter: all of them, or only those that files hang on.

    `under` is the kind of the row each belongs to, by that row's column; `days` are the columns that say when.
    """

    kind: str
    under: str = ""
    by: str = ""
    days: tuple[str, ...] = ()
    only_with_files: bool = False
    always: bool = False  # whatever the scope
    alone: bool = False  # whether it may stand without the row it is under, also where not the whole project is meant


@dataclass(frozen=True, slots=True)
class Named:
    """A chapter: its number, what it is called, and what lies in it."""

    number: int
    title: str
    nothing: str
    shelves: tuple[Shelved, ...] = ()


def _with_files(*kinds: str) -> tuple[Shelved, ...]:
    return tuple(Shelved(kind, only_with_files=True) for kind in kinds)


CONTRACT: Final = Named(
    1,
    N_("Contract"),
    N_("No contract is recorded."),
    (
        Shelved("contract", always=True),
        Shelved("keeping", always=True),
        *_with_files("number", "partner", "source", "line", "terms", "opening"),
    ),
)
AMENDMENTS: Final = Named(
    2, N_("Amendments"), N_("The contract was not amended."), (Shelved("move", days=("decided_on", "asked_on")),)
)
EXPENSES: Final = Named(3, N_("Expenses"), N_("No expense belongs to what this dossier is of."))
PROCUREMENT: Final = Named(
    4,
    N_("Procurement"),
    N_("No procedure and no contract with a supplier is recorded for these expenses."),
    (
        Shelved("purchase"),
        Shelved("offer", "purchase", "purchase_id"),
        Shelved("supply", "purchase", "purchase_id", alone=True),
        Shelved("subcontractor", "supply", "supply_id"),
    ),
)
BETWEEN: Final = (
    Named(
        5,
        N_("Correspondence"),
        N_("No letter or finding belongs to what this dossier is of."),
        (Shelved("matter", days=("received_on", "written_on")),),
    ),
)
PAYMENTS: Final = Named(
    6,
    N_("Payments"),
    N_("No payment of the funder belongs to what this dossier is of."),
    (
        Shelved("payment", days=("received_on", "requested_on")),
        Shelved("partner_transfer", days=("paid_on",)),
    ),
)
BEHIND: Final = (
    Named(
        7,
        N_("Sub-grants"),
        N_("No sub-grant belongs to what this dossier is of."),
        (
            Shelved("scheme", only_with_files=True),
            Shelved("sub_grant", days=("agreed_on",)),
            Shelved("sub_report", "sub_grant", "sub_grant_id"),
            Shelved("instalment", "sub_grant", "sub_grant_id"),
            Shelved("attracted", "sub_grant", "sub_grant_id"),
        ),
    ),
    Named(
        8,
        N_("Activities and results"),
        N_("No result belongs to what this dossier is of."),
        (
            *_with_files("objective", "target_group", "work_package", "activity"),
            Shelved("activity_update", "activity", "activity_id", days=("written_on",), only_with_files=True),
            Shelved("milestone", only_with_files=True),
            Shelved("deliverable", days=("delivered_on",)),
            Shelved("publication", days=("published_on",)),
            *_with_files("indicator", "indicator_value", "duty"),
        ),
    ),
)
REPORTS: Final = Named(
    9,
    N_("Reports"),
    N_("No report belongs to what this dossier is of."),
    (Shelved("period", days=("end_on",)), *_with_files("deadline")),
)
# What says nothing to an auditor, or is said elsewhere.
_UNSAID: Final = frozenset(
    {
        *("currency", "person", "as_published", "generated", "rhythm", "rhythm_months"),
        *(
            "report_days",
            "report_unit",
            "final_report_days",
            "final_report_unit",
            "roll",
            "cut_off_hour",
            "cut_off_zone",
        ),
    }
)


class Shelves:
    """The rows of a project on their way into chapters, each kind read once."""

    def __init__(self, by: Identity, project: Seen, scope: Scope, words: Wording) -> None:
        self.by, self.project, self.scope, self.words = by, project, scope, words
        self.named = Belonging()
        self.hung: dict[tuple[str, int], list[dict[str, Any]]] = {}
        self.choices: dict[str, Sequence[Choice]] = {}

    async def begun(self) -> Shelves:
        """Itself, once it knows what hangs on the rows, and what belongs to the dossier by its name."""
        self.hung = await hung_in(self.project)
        self.named = await belonging_to(self.project, self.scope)
        return self

    def pieces(self, kind: str, row_id: int) -> tuple[Piece, ...]:
        """The files that hang on a row."""
        return tuple(piece_of(file) for file in self.hung.get((kind, row_id), ()))

    async def chapter(self, named: Named, keep: Mapping[str, frozenset[int]] | None = None) -> Chapter:
        """A chapter; where `keep` names the rows of a kind, these alone."""
        told = {shelf.kind: await self._rows(shelf, keep) for shelf in named.shelves}
        entries = tuple(self._entries(named.shelves, told))
        return Chapter(named.number, self.words.say(named.title), entries, self.words.say(named.nothing))

    async def _rows(self, shelf: Shelved, keep: Mapping[str, frozenset[int]] | None) -> list[Row]:
        kind = BY_NAME[shelf.kind]
        found: list[Row] = [
            row for row in await rows_of(kind, self.by, self.project) if self._belongs(shelf, row, keep)
        ]
        if found and not {one.refers_to for one in kind.record.fields if one.refers_to} <= self.choices.keys():
            self.choices |= await choices_for(kind, self.by, self.project)
        return found

    def _belongs(self, shelf: Shelved, row: Row, keep: Mapping[str, frozenset[int]] | None) -> bool:
        if shelf.only_with_files and (shelf.kind, row["id"]) not in self.hung:
            return False
        if keep is not None and shelf.kind in keep:
            return row["id"] in keep[shelf.kind]
        if row.get("package") in self.named.numbers or (
            shelf.kind == "matter" and self.named.holds_letter(row, self.scope)
        ):
            return True
        return shelf.always or shelf.under != "" or self.scope.covers(*(row[day] for day in shelf.days))

    def _entries(self, shelves: Sequence[Shelved], told: Mapping[str, list[Row]]) -> Iterator[Entry]:
        """Every row with those that belong to it behind it; what belongs to no row that is there stands alone."""
        for shelf in shelves:
            above = {row["id"] for row in told.get(shelf.under, ())}
            for row in told[shelf.kind]:
                if row[shelf.by] in above if shelf.under else False:
                    continue
                if not shelf.under or shelf.alone or self.scope.of is Of.PROJECT:
                    yield from self._with_those_below(shelf, row, shelves, told)

    def _with_those_below(
        self,
        shelf: Shelved,
        row: Row,
        shelves: Sequence[Shelved],
        told: Mapping[str, list[Row]],
        *,
        within: bool = False,
    ) -> Iterator[Entry]:
        yield self._entry(shelf, row, within=within)
        for below in shelves:
            if below.under == shelf.kind:
                for one in told[below.kind]:
                    if one[below.by] == row["id"]:
                        yield from self._with_those_below(below, one, shelves, told, within=True)

    def _entry(self, shelf: Shelved, row: Row, *, within: bool) -> Entry:
        record, above = BY_NAME[shelf.kind].record, shelf.by if within else ""
        return self.told(record, row, self.pieces(shelf.kind, row["id"]), above)

    def told(self, record: Record, row: Row, pieces: tuple[Piece, ...], above: str = "") -> Entry:
        """A row of any record as an entry: what it is called, and its fields that say something.

        `above` is the column of the row it stands within, which says it already.
        """
        singular, title = self.words.say(record.singular), self._said(record.field(record.title), row)
        called = " ".join(part for part in (singular, row["number"], title) if part)
        facts = tuple(
            (self.words.say(one.label), said)
            for one in record.fields
            if one.name not in {*_UNSAID, record.title} and above not in one.columns and (said := self._said(one, row))
        )
        heading = " · ".join(part for part in (f"{singular} {row['number']}", title) if part)
        return Entry(heading, called, facts, pieces, within=above != "")

    def _said(self, field: Field, row: Row) -> str:
        if field.kind is FieldKind.YES_NO:
            return self.words.say(N_("yes")) if row[field.columns[0]] else ""
        if field.empty_is_zero and not row[field.columns[0]]:
            return ""
        said = cell(field, row, self.choices, self.words)
        return without_personal_numbers(said.in_(self.words.language) if isinstance(said, Text) else said)

    async def amendments(self) -> Chapter:
        """What was changed of the contract, and the moves between the lines of the budget."""
        chapter = await self.chapter(AMENDMENTS)
        acts = [self.told(AMENDMENT, row, ()) for row in await amendments_of(self.by, self.project)]
        return Chapter(chapter.number, chapter.title, (*acts, *chapter.entries), chapter.nothing)

    async def reports(self) -> Chapter:
        """The reporting periods, the packages with how they were sent, and the files that were prepared for the funder."""
        chapter = await self.chapter(REPORTS)
        found = [row for row in await packages_in(self.project) if self._reported(row["id"], row)]
        packages = [one for row in found for one in self._package(row)]
        prepared = tuple(self._prepared(await reports_in(self.project)))
        return Chapter(chapter.number, chapter.title, (*chapter.entries, *packages, *prepared), chapter.nothing)

    def _reported(self, package_id: int | None, row: Row) -> bool:
        """Whether a package, or a report of one, belongs to what the dossier is of."""
        if self.scope.of in (Of.PACKAGE, Of.NUMBERS):
            return package_id in self.named.packages
        return self.scope.covers(row["last_on"])

    def _package(self, row: Row) -> Iterator[Entry]:
        words = self.words
        name = words.say(N_("Report package {number}"), number=row["number"])
        sent = ", ".join(
            part for part in (words.day(row["sent_on"]) if row["sent_on"] else "", row["sent_hour"]) if part
        )
        decided = (words.day(row["decided_on"]) if row["decided_on"] else "", row["decision"])
        facts = (
            (words.say(N_("Consists of")), words.say(PACKAGE_KINDS[row["kind"]])),
            (words.say(N_("Period")), words.period(row["first_on"], row["last_on"])),
            (words.say(N_("State")), words.say(PACKAGE_STATES[row["state"]])),
            (words.say(N_("Sent on")), sent),
            (words.say(N_("Signed by")), row["signer"]),
            (words.say(N_("The funder's number")), row["funder_number"]),
            (words.say(N_("The funder's decision")), " · ".join(part for part in decided if part)),
        )
        told = tuple((label, without_personal_numbers(said)) for label, said in facts if said)
        yield Entry(name, name, told, self.pieces("package", row["id"]))
        yield from self._requested(row["id"], row["number"])

    def _requested(self, package_id: int, number: str) -> Iterator[Entry]:
        """What was attached to the package's payment request in the funder's system, in the order of upload."""
        files = self.hung.get((REQUEST_FILES, package_id), ())
        if files:
            name = self.words.say(N_("Payment request of package {number}: what is attached"), number=number)
            told = (
                (one["name"], " · ".join(part for part in (one["paper"], one["description"]) if part)) for one in files
            )
            facts = tuple(
                (without_personal_numbers(label), without_personal_numbers(said)) for label, said in told if said
            )
            yield Entry(name, name, facts, self.pieces(REQUEST_FILES, package_id), within=True)

    def _prepared(self, reports: Iterable[list[dict[str, Any]]]) -> Iterator[Entry]:
        words = self.words
        names = {one.code: one.name.in_(words.language) for one in FORMATS}
        for files in reports:
            one = files[0]
            if not self._reported(one["package_id"], one):
                continue
            name = names.get(one["format"], one["format"])
            period = words.period(one["first_on"], one["last_on"])
            facts = [(words.say(N_("Period")), period), (words.say(N_("Edition")), one["edition"])]
            facts += [(words.say(N_("Prepared by")), one["prepared_by"])] if one["prepared_by"] else []
            called = f"{name} {one['first_on'].isoformat()} {one['last_on'].isoformat()}"
            yield Entry(f"{name} · {period}", called, tuple(facts), tuple(piece_of(file) for file in files))


def piece_of(file: Row, paper_number: str = "") -> Piece:
    """A kept file as a dossier names it; whether its bytes are whole is looked at later."""
    lack = None if file.get("here", True) else Lack.NOT_HERE
    return Piece(without_personal_numbers(file["name"], paper_number), file["sha256"], file["size"], lack)
