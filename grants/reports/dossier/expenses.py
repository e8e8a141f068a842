"""The chapter of the expenses: every document with its payments, claims, papers, and who entered and verified it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from grants.budget.kinds import COST_FORMS
from grants.expenses.masking import MASKED_WORDS, all_shown
from grants.expenses.masking import shown as as_seen
from grants.expenses.rules import COUNTED_STATES, DOCUMENT_KINDS, EXPENSE_STATES, OPEN_STATES, ExpenseState
from grants.reports.dossier.chapters import EXPENSES, piece_of
from grants.reports.dossier.index import Chapter, Claim, Entry, PaidPart, Paper, Piece, Wanted
from grants.reports.dossier.private import without_personal_numbers
from grants.reports.dossier.queries import Deed, Ledger
from grants.storage.columns import money, text
from grants.values.language import N_
from grants.values.money import Money
from grants.values.wording import Wording

Row = Mapping[str, Any]
Hung = Callable[[str, int], tuple[Piece, ...]]  # the files that hang on a row
_ACTORS: Final = {"clock": N_("the tracker itself"), "operator": N_("the operator of the machine")}
_VERIFIED: Final = frozenset(ExpenseState) - OPEN_STATES
BROUGHT = N_("verified before it was brought into the tracker")


def actor(name: str, words: Wording) -> str:
    """Who did something: a person by name, the machine in words."""
    return words.say(_ACTORS[name]) if name in _ACTORS else name


class Expenses:
    """What a ledger says in the words of one language; of masked rows only what everybody sees of them."""

    def __init__(self, ledger: Ledger, hung: Hung, words: Wording, moment: Callable[[datetime], str]) -> None:
        self.ledger, self.hung, self.words, self.moment = ledger, hung, words, moment

    def chapter(self) -> Chapter:
        """All documents by the day they were paid, then the claims that stand on no document."""
        entries = (*self._documents(), *self._claims_alone())
        return Chapter(EXPENSES.number, self.words.say(EXPENSES.title), entries, self.words.say(EXPENSES.nothing))

    def _documents(self) -> Iterator[Entry]:
        for row in self.ledger.documents:
            masked = row["id"] in self.ledger.hidden
            yield self._document(as_seen("document", row, self.ledger.hidden), masked=masked)

    def _document(self, row: Row, *, masked: bool) -> Entry:
        words, kind = self.words, self.words.say(DOCUMENT_KINDS[row["kind"]])
        supplier = words.say(MASKED_WORDS) if masked else row["supplier_name"]
        claims = self._seen("expense", self.ledger.claims.get(row["id"], ()))
        called = " ".join(part for part in (kind, row["paper_number"], "" if masked else supplier) if part)
        heading = " · ".join(part for part in (f"{kind} {row['paper_number']}".strip(), supplier) if part)
        return Entry(
            heading,
            without_personal_numbers(called, row["paper_number"]),
            tuple(self._facts(row, masked=masked)),
            () if masked else self._pieces(row, claims),
            self._paper(row, supplier, masked=masked),
            tuple(self._claim(claim, masked=masked) for claim in claims),
            masked=masked,
        )

    def _seen(self, kind: str, found: Any) -> list[dict[str, Any]]:
        return all_shown(kind, found, self.ledger.hidden)

    def _paper(self, row: Row, supplier: str, *, masked: bool) -> Paper:
        return Paper(
            self.words.say(DOCUMENT_KINDS[row["kind"]]),
            row["paper_number"],
            row["number"],
            row["issued_on"],
            row["paid_on"],
            supplier,
            without_personal_numbers(row["supplier_eik"]),
            money(dict(row), "net"),
            money(dict(row), "vat"),
            without_personal_numbers(row["original"]),
            self._done("document.added", row["id"]),
            tuple(self._paid(one) for one in self._seen("payout", self.ledger.payouts.get(row["id"], ()))),
            () if masked else tuple(self._wanted(row["id"])),
        )

    def _paid(self, row: Row) -> PaidPart:
        return PaidPart(row["paid_on"], money(dict(row)), row["order_number"], row["statement"])

    def _wanted(self, document_id: int) -> Iterator[Wanted]:
        for one in self.ledger.wanted.get(document_id, ()):
            yield Wanted(one.name.in_(self.words.language), one.there, (one.paper or {}).get("original") or "")

    def _facts(self, row: Row, *, masked: bool) -> Iterator[tuple[str, str]]:
        """What is said of a document besides the columns of the table."""
        words = self.words
        said = without_personal_numbers(text(row, "description").in_(words.language), row["paper_number"])
        if said:
            yield words.say(N_("Description")), said
        if row["delivered_on"]:
            yield words.say(N_("Delivered on")), words.day(row["delivered_on"])
        if row["partner_bg"] or row["partner_en"]:
            yield words.say(N_("Partner who paid")), text(row, "partner").in_(words.language)
        if row["supply_id"] and not masked:
            signed = f" / {words.day(row['supply_signed_on'])}" if row["supply_signed_on"] else ""
            yield words.say(N_("Contract with the supplier")), (row["supply_contract"] or row["supply_number"]) + signed
        for one in () if masked else self.ledger.credits_set:
            yield from self._credit(one, row["id"])

    def _credit(self, one: Row, document_id: int) -> Iterator[tuple[str, str]]:
        """A credit note beside its invoice, and the invoice beside its credit note; nothing of a masked one."""
        ends = {one["credit_note_id"]: one["invoice"], one["invoice_id"]: one["note"]}
        if document_id not in ends or not self.ledger.hidden.isdisjoint(ends):
            return
        note = document_id == one["credit_note_id"]
        label = N_("Set against the invoice") if note else N_("Lowered by the credit note")
        amount = self.words.amount(Money(one["amount_cents"], one["currency"]))
        yield self.words.say(label), f"{ends[document_id]} · {amount}"

    def _pieces(self, row: Row, claims: list[dict[str, Any]]) -> tuple[Piece, ...]:
        """Its scanned papers, then what hangs on its payments, papers and claims; each file once."""
        number = row["paper_number"]
        own = [piece_of(one, number) for one in self.ledger.files.get(row["id"], ())]
        hanging = [
            *(("payout", one["id"]) for one in self.ledger.payouts.get(row["id"], ())),
            *(("paper", one) for one in self.ledger.papers.get(row["id"], ())),
            *(("expense", one["id"]) for one in claims),
        ]
        found = [*own, *(piece for kind, row_id in hanging for piece in self.hung(kind, row_id))]
        return tuple({(piece.sha256, piece.name): piece for piece in found}.values())

    def _claim(self, row: Row, *, masked: bool) -> Claim:
        words = self.words
        state = ExpenseState(row["state"])
        line = " ".join(part for part in (row["line_number"], text(row, "line").in_(words.language)) if part)
        activity = " ".join(
            part for part in (row["activity_number"], text(row, "activity").in_(words.language)) if part
        )
        said = text(row, "description").in_(words.language) or row["evidence"]
        return Claim(
            row["number"],
            line or words.say(N_("on no budget line yet")),
            activity,
            text(row, "partner").in_(words.language),
            words.say(MASKED_WORDS) if masked else without_personal_numbers(said),
            Money(row["amount_cents"], row["currency"]),
            self._parts(row),
            words.say(EXPENSE_STATES[state]),
            state in COUNTED_STATES,
            row["package"],
            self._done("expense.added", row["id"]),
            self._verified(row["id"], state),
            self._decided(row),
            state in _VERIFIED and ("expense.verified", row["id"]) not in self.ledger.deeds,
        )

    def _parts(self, row: Row) -> str:
        """Whose money it is besides the grant, and how many units where it is counted in units."""
        words, parts = self.words, []
        if row["units"] is not None and row["unit_price_cents"] is not None:
            price = words.amount(Money(row["unit_price_cents"], row["currency"]))
            parts.append(f"{words.number(row['units'])} × {price}")
        if row["form"] != "actual":
            parts.append(words.say(COST_FORMS[row["form"]]))
        for name, sentence in _PARTS:
            if row[name]:
                parts.append(words.say(sentence, amount=Money(row[name], row["currency"])))
        return " · ".join(parts)

    def _decided(self, row: Row) -> str:
        day = self.words.day(row["decided_on"]) if row["decided_on"] else ""
        told = (day, row["decision"], row["reason"])
        return without_personal_numbers(" · ".join(part for part in told if part))

    def _done(self, deed: str, row_id: int) -> str:
        found = self.ledger.deeds.get((deed, row_id))
        return self._by(found) if found else ""

    def _by(self, found: Deed) -> str:
        return f"{actor(found.by, self.words)}, {self.moment(found.at)}"

    def _verified(self, row_id: int, state: ExpenseState) -> str:
        """Who held it right; nothing while it is not verified, or no longer is."""
        if state not in _VERIFIED:
            return ""
        return self._done("expense.verified", row_id) or self.words.say(BROUGHT)

    def statements(self) -> Iterator[Entry]:
        """Every bank statement that proves a payment, with the orders on it and the documents they paid."""
        words, by_statement = self.words, dict[str, list[tuple[str, str]]]()
        for row in self.ledger.documents:
            paper = f"{words.say(DOCUMENT_KINDS[row['kind']])} {row['paper_number']}"
            for one in self._seen("payout", self.ledger.payouts.get(row["id"], ())):
                if one["statement"]:
                    day = words.day(one["paid_on"]) if one["paid_on"] else ""
                    order = " · ".join(part for part in (one["order_number"], day) if part)
                    amount = words.amount(Money(one["amount_cents"], one["currency"]))
                    by_statement.setdefault(one["statement"], []).append((order or paper, f"{amount} · {paper}"))
        for statement in sorted(by_statement):
            name = f"{words.say(N_('Bank statement'))} · {statement}"
            yield Entry(name, name, tuple(by_statement[statement]))

    def _claims_alone(self) -> Iterator[Entry]:
        """Flat rates, units and lump sums, which need no document."""
        for row in self.ledger.claims.get(None, ()):
            claim = self._claim(row, masked=False)
            form = self.words.say(COST_FORMS[row["form"]])
            said = " · ".join(part for part in (f"{form} {row['number']}", claim.text) if part)
            called = f"{form} {row['number']} {claim.text}".strip()
            yield Entry(said, called, (), self.hung("expense", row["id"]), claims=(claim,))


_PARTS: Final = (
    ("own_cents", N_("own {amount}")),
    ("in_kind_cents", N_("in kind {amount}")),
    ("third_cents", N_("third parties {amount}")),
    ("lost_cents", N_("cut or set aside {amount}")),
)
