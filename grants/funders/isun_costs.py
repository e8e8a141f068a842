"""The costs of a financial report in ИСУН's words: kinds of documents, issuers, contracts, budget lines, activities; and each
document with the rows that are entered in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Final

from grants.funders.ground import NOTHING_WRITTEN, Entry, Ground, Party, Supplied
from grants.funders.isun import OTHER, TYPES
from grants.funders.isun_sums import Part, at_fixed_rate, parts_of
from grants.values.ids import Met
from grants.values.language import LANGUAGES, Text
from grants.values.money import EURO_SINCE, Money, in_lev
from grants.values.reading import whole_number

YES: Final = Text("Да", "Yes")
NO: Final = Text("Не", "No")
IN_KIND: Final = Text("принос в натура", "in-kind contribution")
ADVANCE: Final = Text("авансово плащане (чл. 131)", "advance payment (Art. 131)")
CROSS: Final = Text("кръстосано финансиране", "cross-financing")
PLACES: Final[Mapping[str, Text]] = {
    "outside_area": Text("извън програмния район, в ЕС", "outside the programme area, in the EU"),
    "outside_union": Text("извън ЕС (ЕСФ)", "outside the EU (ESF)"),
    "programming_area": Text("извън ЕС, в програмния район (ЕФРР)", "outside the EU, in the programme area (ERDF)"),
    "third_countries": Text("трети страни по ИПП (ЕФРР)", "third countries under IPA (ERDF)"),
}
"""ИСУН's four markers of where a cost is made, by the places that are recorded here; a cost has one of them or none."""

_ENGLISH: Final = {
    "invoice": "invoice",
    "credit_note": "credit note",
    "cash_receipt": "cash receipt (fiscal receipt)",
    "paid_sums": "statement of amounts paid",
    "payroll": "payroll",
    "travel_order": "domestic business-trip order",
    "advance_report": "advance report",
    "vat_protocol": "protocol under the VAT Act",
    "cash_order": "cash disbursement order",
    "other": "other",
}
KINDS: Final[Mapping[str, Text]] = {
    **{kind: Text(TYPES[kind], english) for kind, english in _ENGLISH.items()},
    "debit_note": Text(OTHER, "other"),
}
"""ИСУН's words for the kinds of documents, as its inventory writes them; it has none for a debit note."""

_OF_OUR_OWN: Final = frozenset({"payroll", "paid_sums", "travel_order", "advance_report", "vat_protocol", "cash_order"})
"""Documents that whoever spends the money makes out itself, whoever is named in them."""

_ROMAN: Final = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X")),
    *((9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def currency_of(ground: Ground) -> str:
    """The money of the report: euro for periods that end after the changeover, else leva."""
    return "EUR" if ground.last >= EURO_SINCE else "BGN"


def in_report(entry: Entry, currency: str) -> Money | None:
    """An expense in the money of the report; None where it has no rate."""
    found = entry.in_money(currency)
    if found is None and currency == "BGN" and entry.euro is not None:
        return in_lev(entry.euro)
    return found


def parts(entry: Entry, currency: str) -> tuple[Part, ...]:
    """The rows an expense makes in its document; none where it has no rate."""
    whole = in_report(entry, currency)
    return parts_of(whole, entry.amount, entry.own, entry.in_kind, entry.third) if whole is not None else ()


# --- in ИСУН's words ------------------------------------------------------------------------------------------------


def roman(number: int) -> str:
    """A whole number in Roman figures."""
    written = ""
    for worth, sign in _ROMAN:
        times, number = divmod(number, worth)
        written += sign * times
    return written


def place_of_line(number: str) -> str:
    """Where a budget line stands, as ИСУН writes it: its chapter in Roman figures ("1.2.1" is "I.2.1")."""
    chapter, dot, below = number.partition(".")
    at = whole_number(chapter)
    return f"{roman(at) if at else chapter}{dot}{below}"


def units_shown(ground: Ground, entry: Entry) -> dict[str, Text | Decimal | Money | None]:
    """The unit, how many of it and its price, where the cost is claimed by units."""
    if entry.form != "unit_cost":
        return {}
    line = ground.line(entry.line_id)
    price = at_fixed_rate(entry.unit_price, currency_of(ground)) if entry.unit_price else None
    return {"unit": line.unit if line else None, "units": entry.units, "price": price}


def line_shown(ground: Ground, entry: Entry) -> Text:
    """The budget line of an expense as ИСУН displays it: place and name."""
    found = ground.once(_lines_shown).get(entry.line_id)
    return Text(entry.line and place_of_line(entry.line)) if found is None else found


def _lines_shown(ground: Ground) -> dict[int | None, Text]:
    return {line.id: both(f"{place_of_line(line.number)} ", line.title) for line in reversed(ground.lines)}


def activity_shown(ground: Ground, entry: Entry) -> Text:
    """The activity of an expense: number and title."""
    found = ground.once(_activities_shown).get(entry.activity_id)
    return Text(entry.activity) if found is None else found


def _activities_shown(ground: Ground) -> dict[int | None, Text]:
    return {one.id: both(f"{one.number} ", one.title) for one in reversed(ground.activities)}


def issuer_of(entry: Entry, party: Party | None) -> str:
    """Who issued a document: "contractor", "lead" or "partner"."""
    if entry.kind not in _OF_OUR_OWN and (entry.supplier or entry.supplier_eik):
        return "contractor"
    return "lead" if party is None or party.role == "lead" else "partner"


def issuer_shown(ground: Ground, entry: Entry) -> Text:
    """Who issued a document, with the EIK: ИСУН asks for one of beneficiary, partner and contractor."""
    party = ground.party(entry.paper_partner_id)
    issuer = issuer_of(entry, party)
    if issuer == "contractor":
        return _with_eik(Text("Изпълнител: ", "Contractor: "), Text(entry.supplier), entry.supplier_eik)
    if issuer == "partner" and party is not None:
        return _with_eik(Text("Партньор: ", "Partner: "), party.name, party.eik)
    return _with_eik(Text("Бенефициент: ", "Beneficiary: "), ground.beneficiary, ground.beneficiary_eik)


def _with_eik(issuer: Text, name: Text, eik: str) -> Text:
    bg, en = (issuer.own(language) + name.in_(language) for language in LANGUAGES)
    return Text(f"{bg}, ЕИК {eik}", f"{en}, EIK {eik}") if eik else Text(bg, en)


def contract_shown(ground: Ground, entry: Entry) -> Text:
    """The contract a document was made out under, as ИСУН lists it; empty without one."""
    return ground.once(_contracts_shown).get(entry.supply_id, NOTHING_WRITTEN)


def _contracts_shown(ground: Ground) -> dict[int | None, Text]:
    return {one.id: _contract(one) for one in reversed(ground.supplies)}


def _contract(of: Supplied) -> Text:
    signed = f" / {day_shown(of.signed_on)}" if of.signed_on else ""
    return Text(f"No {of.reference or of.number}{signed} - {of.supplier}")


def both(before: str, words: Text) -> Text:
    """Words with the same beginning in both languages."""
    return Text(f"{before}{words.in_('bg')}".strip(), f"{before}{words.in_('en')}".strip())


def day_shown(day: date | None) -> str:
    """A day as ИСУН writes it, in both languages."""
    return f"{day:%d.%m.%Y}" if day else ""


def markers_of(entry: Entry, *, in_kind: bool) -> list[Text]:
    """The markers that are “Да” (yes) for a row of an expense, in the order of ИСУН's screen."""
    found = [CROSS] if entry.cross_financed else []
    found += [PLACES[entry.carried_out]] if entry.carried_out in PLACES else []
    found += [ADVANCE] if entry.from_advance else []
    return found + ([IN_KIND] if in_kind else [])


def with_vat(entry: Entry) -> bool:
    """Whether VAT is part of what is claimed."""
    return bool(entry.vat) and not entry.vat_recoverable


# --- documents with their rows ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Row:
    """A row of a document: what it is in the ledger, and what is typed, which is never below zero."""

    entry: Entry
    part: Part
    grant: Money
    own: Money

    @property
    def typed(self) -> Money:
        """Grant and own together."""
        return self.grant + self.own


@dataclass(slots=True)
class Paper:
    """A document with its rows; `place` is the one it has in the inventory, `notes` what to know of it."""

    place: int
    entry: Entry
    rows: list[Row] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Its number and day."""
        return " / ".join(part for part in (f"№ {self.entry.paper_number}", day_shown(self.entry.issued_on)) if part)


def papers_of(ground: Ground) -> Iterator[Paper]:
    """The documents of the report in the order of the inventory, what credit notes take back set off.

    They come one by one: only those that hang on others are kept.
    """
    held, currency = ground.once(_hanging_on_others), currency_of(ground)
    place = 0
    for document_id, entries in _by_document(ground):
        paper = held.get(document_id)
        if paper is None:
            made = list(entries)
            paper = Paper(place + 1, made[0], _rows(made, currency))
        if paper.place > place:  # else it came already
            place += 1
            yield paper


def _by_document(ground: Ground) -> Iterator[tuple[int, Iterator[Entry]]]:
    """The expenses that have a document and stand together, with its id."""
    documented = (entry for entry in ground.entries if entry.document_id is not None)
    return groupby(documented, attrgetter("document_id"))


def _rows(entries: Iterable[Entry], currency: str) -> list[Row]:
    return [Row(entry, part, part.grant, part.own) for entry in entries for part in parts(entry, currency)]


def _hanging_on_others(ground: Ground) -> dict[int, Paper]:
    """The documents whose expenses stand apart from one another, those below zero and those they may correct; by id."""
    begun, below_zero = Met(), []
    for document_id, entries in _by_document(ground):
        begun.add(document_id)
        below_zero += [entry for entry in entries if _below_zero(entry)]
    wanted = {*begun.twice()} | {one.document_id for one in below_zero}
    corrected = {one.corrects for one in below_zero if one.corrects}
    credited = {number for one in below_zero for number in one.credited}
    held: dict[int, Paper] = {}
    if wanted:
        place, currency = 0, currency_of(ground)
        for document_id, entries in _by_document(ground):
            made = list(entries)
            place += document_id not in held
            if document_id in wanted or any(one.number in corrected or one.paper_number in credited for one in made):
                held.setdefault(document_id, Paper(place, made[0])).rows.extend(_rows(made, currency))
        _set_all_off(held.values())
    return held


def _below_zero(entry: Entry) -> bool:
    """Whether any of the rows an expense makes may be below zero."""
    told = [entry.amount, entry.own, entry.in_kind, entry.third, entry.grant, entry.euro]
    return any(one is not None and one.minor < 0 for one in told)


def _set_all_off(papers: Iterable[Paper]) -> None:
    found = [(paper, row) for paper in papers for row in paper.rows]
    below_zero = [(paper, row) for paper, row in found if row.grant.minor < 0 or row.own.minor < 0]
    reduced = [(paper, row) for paper, row in found if row.typed.minor > 0]
    for paper, row in below_zero:
        _set_off(paper, row, reduced)


def _set_off(paper: Paper, row: Row, others: list[tuple[Paper, Row]]) -> None:
    """Takes what a row is below zero from the rows it corrects: ИСУН takes no amount below zero."""
    met: dict[int, Paper] = {}
    for other, reduced in others:
        if not (_corrects(row.entry, reduced.entry) and _same_place(row, reduced)):
            continue
        grant, own = _taken(row.grant, reduced.grant), _taken(row.own, reduced.own)
        if grant or own:
            reduced.grant, reduced.own = reduced.grant - grant, reduced.own - own
            row.grant, row.own = row.grant + grant, row.own + own
            met[other.place] = other
    for other in met.values():
        _say(
            other,
            Text(f"Сумите са вече намалени с документ {paper.place}: {paper.label}"),
            "The sums are already reduced by document",
            paper,
        )
        _say(paper, Text(f"Приспаднато от документ {other.place}: {other.label}"), "Set off against document", other)
    zero = Money.zero(row.grant.currency)
    if row.grant < zero or row.own < zero:
        note = Text(
            "Не е приспаднато изцяло, а ИСУН не приема суми под нулата: уговорете го с управляващия орган.",
            "Not all of it is set off, and ИСУН takes no amount below zero: ask the managing authority.",
        )
        paper.notes += [note] if note not in paper.notes else []
    row.grant, row.own = max(row.grant, zero), max(row.own, zero)


def _say(paper: Paper, bulgarian: Text, english: str, other: Paper) -> None:
    note = Text(bulgarian.bg, f"{english} {other.place}: {other.label}")
    if note not in paper.notes:
        paper.notes.append(note)


def _taken(below: Money, amount: Money) -> Money:
    zero = Money.zero(below.currency)
    return min(-below, amount) if below < zero < amount else zero


def _corrects(entry: Entry, other: Entry) -> bool:
    """Whether an expense takes back from another: of a credit note from its invoice, or one that says so."""
    if entry.corrects and entry.corrects == other.number:
        return True
    return other.paper_number in entry.credited and _supplier(entry) == _supplier(other)


def _supplier(entry: Entry) -> str:
    return entry.supplier_eik or entry.supplier.casefold()


def _same_place(row: Row, other: Row) -> bool:
    one, two = row.entry, other.entry
    return (one.line_id, one.activity_id, row.part.in_kind) == (two.line_id, two.activity_id, other.part.in_kind)


def without_paper(ground: Ground) -> Iterator[tuple[Entry, Part | None]]:
    """Claims without a document, each with its rows; one without a rate has none."""
    currency = currency_of(ground)
    for entry in ground.entries:
        if entry.document_id is None:
            for part in parts(entry, currency) or (None,):
                yield entry, part
