"""One form for a supporting document and what of it is claimed: one currency, one partner, one description serve both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import UploadFile

from grants.errors import Objection
from grants.expenses.records import DOCUMENT, EXPENSE
from grants.expenses.sharing import claimable, parts_objections
from grants.storage.files import FileStore
from grants.values.choices import Choice
from grants.values.entry import REQUIRED, Reader, read_entry, typed_again
from grants.values.files import KeptFile, file_objection, kept_name, media_type_of
from grants.values.language import N_
from grants.values.money import Money
from grants.values.records import Kind, Record
from grants.values.wording import Wording
from grants.web.files import pieces

Values = dict[str, Any]

PAPER = replace(DOCUMENT, fields=tuple(field for field in DOCUMENT.fields if field.name != "as_published"))
_CLAIMED = (
    *("line", "activity", "partner", "description"),
    *("share", "amount", "own", "in_kind", "third", "from_advance", "cross_financed", "carried_out", "currency"),
)
CLAIM = replace(
    EXPENSE,
    fields=tuple(
        replace(field, required=field.required and field.name != "amount")
        for field in EXPENSE.fields
        if field.name in _CLAIMED
    ),
)
CLAIM_ON_A_LINE = replace(
    CLAIM, fields=tuple(replace(field, required=field.required or field.name == "line") for field in CLAIM.fields)
)
_CLAIM_ALONE = replace(
    CLAIM, fields=tuple(field for field in CLAIM.fields if field.name not in {"currency", "partner", "description"})
)
_SHARED = ("currency", "partner_id", "description_bg", "description_en")
SEND_FILES_AGAIN = N_("The files you chose can't be kept until everything else is right. Please choose them again.")


@dataclass(frozen=True, slots=True)
class Entered:
    """What was read of a form: the document's values, the expense's, and what is wrong."""

    document: Values
    expense: Values
    objections: tuple[Objection, ...]


def entered(
    typed: Mapping[str, str], reader: Reader, *, on_a_line: bool, kept: tuple[Values, Values] | None = None
) -> Entered:
    """The form as it was typed; an amount left empty claims net, plus the VAT that cannot be recovered.

    `kept` are the document and the expense as they stand: where the two differ in what the form asks once, what is
    typed is the expense's and the document keeps its own.
    """
    apart = _apart(*kept) if kept else frozenset()
    in_its_own = {**typed, "currency": kept[0]["currency"]} if kept and "currency" in apart else typed
    paper = read_entry(PAPER, in_its_own, reader)
    claim = read_entry(CLAIM_ON_A_LINE if on_a_line else CLAIM, typed, reader)
    objections = [*paper.objections, *(found for found in claim.objections if found not in paper.objections)]
    document = {name: value for name, value in paper.values.items() if name not in apart}
    expense = dict(claim.values)
    if not objections and expense["amount_cents"] is None and not expense["share"]:
        expense["amount_cents"], objections = _whole_claim(paper.values, kept)
    if not objections and expense["amount_cents"] is not None:
        objections = [*parts_objections(Money(expense["amount_cents"], expense["currency"]), expense)]
    return Entered(document, expense, tuple(objections))


def _apart(document: Values, expense: Values) -> frozenset[str]:
    return frozenset(name for name in _SHARED if document[name] != expense[name])


def _whole_claim(document: Values, kept: tuple[Values, Values] | None) -> tuple[int | None, list[Objection]]:
    """All of a new document; of one that is there, what is left when it is saved."""
    if kept is None:
        return claimable(document).minor, []
    if kept[0]["currency"] != kept[1]["currency"]:
        return None, [Objection(REQUIRED, {}, place="amount")]
    return None, []


def as_typed(
    document: Values, expense: Values, words: Wording, names: Mapping[str, Mapping[int, str]]
) -> dict[str, str]:
    """A recorded expense as its form shows it; the amount of a claim by per cent follows from that."""
    typed = all_of_it(document, expense, words, names)
    return typed | ({"amount": ""} if expense["share"] else {})


def all_of_it(
    document: Values, expense: Values, words: Wording, names: Mapping[str, Mapping[int, str]]
) -> dict[str, str]:
    """A recorded expense as it is read."""
    return typed_again(PAPER, document, words, names) | typed_again(CLAIM, expense, words, names)


def begun(newest: Values | None, names: Mapping[str, Mapping[int, str]]) -> dict[str, str]:
    """What an empty form begins with: where the last expense belonged."""
    if newest is None:
        return {}
    where = {name: names.get(name, {}).get(newest[f"{name}_id"], "") for name in ("line", "activity", "partner")}
    return {**where, "currency": newest["currency"]}


Labelled = tuple[str, str, str]  # label, one text, another


def both_versions(now: Mapping[str, str], typed: Mapping[str, str], words: Wording) -> list[Labelled]:
    """Where what stands there now differs from what was typed."""
    return [
        (words.say(label), now.get(slot, ""), typed.get(slot, ""))
        for slot, label in _labels().items()
        if not _same(now.get(slot, ""), typed.get(slot, ""))
    ]


def _same(one: str, other: str) -> bool:
    """Whether two texts of a field say the same; a ticked box is sent as another word than it is kept."""
    return one.strip() == other.strip() or {one, other} == {"1", "yes"}


def _labels() -> dict[str, str]:
    return {slot: field.label for record in (CLAIM, PAPER) for field in record.fields for slot in field.slots}


def facts(shown: Mapping[str, str], choices: Mapping[str, Sequence[Choice]], words: Wording) -> list[tuple[str, str]]:
    """A recorded expense to be read, not changed: label and text of everything that is filled in."""
    return [
        (words.say(field.label), text)
        for record in (PAPER, _CLAIM_ALONE)
        for field in record.fields
        if (text := _fact(field.name, record, shown, choices, words))
    ]


def _fact(
    name: str, record: Record, shown: Mapping[str, str], choices: Mapping[str, Sequence[Choice]], words: Wording
) -> str:
    field = record.field(name)
    text = " / ".join(shown[slot] for slot in field.slots if shown.get(slot))
    if field.choices is not None:
        return words.say(field.choices[text])
    if field.kind is Kind.YES_NO:
        return words.say(N_("yes")) if text else ""
    if field.kind is Kind.AMOUNT:
        return f"{text}\u00a0{shown.get('currency', '')}" if text else ""
    if field.kind is Kind.PERCENT:
        return f"{text}\u00a0%" if text else ""
    if field.kind is Kind.CURRENCY:
        return ""  # it stands beside each amount
    named = (choice.shown(words.language) for choice in choices.get(field.refers_to, ()) if choice.typed == text)
    return next(named, text) if field.refers_to else text


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that was sent along, under the name it would be kept by."""

    name: str
    file: UploadFile

    @property
    def objection(self) -> Objection | None:
        """What is wrong with it, before it is read."""
        return file_objection(self.name, self.file.size or 0)


def offered(files: Sequence[UploadFile]) -> list[Offered]:
    """The files of a form."""
    return [Offered(kept_name(file.filename or "") or "?", file) for file in files]


async def stored(files: Sequence[Offered], store: FileStore, limit: int) -> list[KeptFile]:
    """The files, kept in the store; `limit` in bytes for each. Raises TooLarge."""
    return [await _stored(offer, store, limit) for offer in files]


async def _stored(offer: Offered, store: FileStore, limit: int) -> KeptFile:
    beginning = await offer.file.read(16)
    await offer.file.seek(0)
    kept = await store.keep(pieces(offer.file), limit)
    return KeptFile(offer.name, media_type_of(offer.name, beginning), kept.size, kept.sha256)
