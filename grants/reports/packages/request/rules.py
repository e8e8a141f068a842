"""What a package's payment request says, and for what the funder's system would not take it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from grants.checks.rules_numbers import IBAN_CHECK
from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.ground import Ground
from grants.funders.isun_costs import currency_of
from grants.funders.isun_request import ELEMENTS, FIELDS, KINDS, ROOT
from grants.funders.isun_sums import at_fixed_rate
from grants.funders.registry import NEWEST
from grants.reports.rules_package import PARTS, PackageKind, Part, RequestKind
from grants.values.identifiers import LOOK_ALIKES, iban_valid, normalise_number
from grants.values.language import N_, Text
from grants.values.money import Money, total

CHECK: Final = "request_complete"
MISSING = N_("Payment request: “{column}” is missing, and the funder asks for it.")
BELOW_ZERO = N_("Payment request: “{column}” is {amount}; the funder takes no amount below zero.")
AGAIN = N_(
    "Package {number} with an advance to be verified is accepted already, and the funder takes one such request for a contract."
)
_LOOK_ALIKES: Final = str.maketrans(LOOK_ALIKES)
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}")
NOT_WRITTEN = N_("The payment request of this package is not written here yet.")


@dataclass(frozen=True, slots=True)
class Request:
    """A payment request as it is kept: amounts in the money of the report."""

    kind: RequestKind | None
    asked: Money
    income: Money
    vat_registered: bool = False
    other_registration: str = ""
    bank_account: str = ""

    @property
    def without_income(self) -> Money:
        """What is asked for without the additional net income."""
        return self.asked - self.income


def account_spelt(text: str) -> str:
    """A bank account with Latin letters, where it is an IBAN typed with Cyrillic ones that look like them; any other as typed."""
    return text.upper().translate(_LOOK_ALIKES) if _IBAN.fullmatch(normalise_number(text)) else text


def account_objections(text: str) -> list[Objection]:
    """What is wrong with a bank account: the digits of an IBAN that do not agree. A code in СЕБРА has none that tell."""
    spelt = normalise_number(text)
    wrong = _IBAN.fullmatch(spelt) is not None and not iban_valid(spelt)
    return [Objection(IBAN_CHECK, {"text": text}, place="bank_account")] if wrong else []


def asks_for_request(format_code: str, kind: PackageKind) -> bool:
    """Whether a package of that kind, in that format, has a payment request that the funder's form asks for."""
    chosen = NEWEST.get(format_code)
    return Part.PAYMENT in PARTS[kind] and chosen is not None and CHECK in chosen.checks


def kinds_offered(kind: PackageKind) -> tuple[RequestKind, ...]:
    """The types a package of that kind may have: an advance alone, or any other."""
    if kind is PackageKind.ADVANCE:
        return RequestKind.ADVANCE, RequestKind.ADVANCE_VERIFIED
    return RequestKind.INTERIM, RequestKind.FINAL


def reported_in(ground: Ground) -> Money:
    """The total of the financial report, in its money: the sum of expenses converted one by one, without those that have no rate."""
    currency = currency_of(ground)
    if currency == "EUR":
        return total((one.euro for one in ground.tallies), currency)
    return total((at_fixed_rate(one.amount, currency) or Money.zero(currency) for one in ground.tallies), currency)


def granted_in(ground: Ground) -> Money:
    """What of it is asked from the grant; parts in a currency without a fixed rate are not taken off."""
    currency = currency_of(ground)
    parts = (part for one in ground.tallies for part in (one.own, one.in_kind, one.third))
    return reported_in(ground) - total(
        (at_fixed_rate(part, currency) or Money.zero(currency) for part in parts), currency
    )


def request_objections(
    format_: Format, one: Request, reported: Money, accepted: str, package_id: int | None = None
) -> Iterator[Objection]:
    """For what the funder would not take it; `accepted` is the package of the contract in which such an advance was.

    `package_id` is that of its own package, where a page leads to it.
    """
    for name in ("kind", "bank_account"):
        if not getattr(one, name):
            yield _of(format_, MISSING, "request_missing", name, request_of=package_id)
    amounts = {"reported": reported, "income": one.income, "asked": one.asked, "without_income": one.without_income}
    for name, amount in amounts.items():
        if amount.minor < 0:
            yield _of(format_, BELOW_ZERO, "request_below_zero", name, amount=amount, request_of=package_id)
    if one.kind is RequestKind.ADVANCE_VERIFIED and accepted:
        yield _of(format_, AGAIN, "request_again", "kind", number=accepted, request_of=package_id)


def _of(format_: Format, sentence: str, rule: str, name: str, **facts: object) -> Objection:
    return Objection(
        sentence,
        {"column": FIELDS[name], **facts},
        place=_BESIDE.get(name, name if name in IN_FORM else ""),
        sheet=ROOT,
        column=ELEMENTS[name],
        theirs=format_.theirs(f"{rule}:{name}"),
    )


IN_FORM: Final = ("kind", "asked", "income", "vat_registered", "other_registration", "bank_account")
_BESIDE: Final = {"without_income": "income"}  # what is worked out is told where it is put right
_YES: Final[Mapping[bool, Text]] = {True: Text("Да", "Yes"), False: Text("Не", "No")}


def typed_by_hand(one: Request, first: date, last: date, reported: Money) -> dict[str, Text | Money]:
    """What is typed into the funder's form, by its fields and in their order."""
    days = (Text(f"{day:%d.%m.%Y}", f"{day:%d.%m.%Y}") for day in (first, last))
    told: dict[str, Text | Money] = {
        **dict(zip(("first", "last"), days, strict=True)),
        "kind": KINDS[one.kind] if one.kind else Text(),
        "reported": reported,
        "income": one.income,
        "asked": one.asked,
        "without_income": one.without_income,
        "other_registration": Text(one.other_registration, one.other_registration),
        "vat_registered": _YES[one.vat_registered],
        "bank_account": Text(one.bank_account, one.bank_account),
    }
    return {name: told[name] for name in FIELDS}
