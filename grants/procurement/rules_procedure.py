"""What can't be kept of a procedure, an offer, a contract with a supplier or a subcontractor; and what is next in a procedure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from grants.errors import Objection
from grants.procurement.rules import PurchaseState, SupplyState
from grants.procurement.rules_thresholds import supplier_key
from grants.values.language import N_
from grants.values.money import Money, in_euro, total

Row = Mapping[str, Any]

OFFERS_BEFORE_PUBLISHED: Final = N_(
    "Offers are awaited until {offers}, before the procedure is published on {published}."
)
DECIDED_BEFORE_OFFERS: Final = N_("The supplier is chosen on {decided}, before the last day for offers, {offers}.")
SIGNED_BEFORE_DECIDED: Final = N_("The contract is signed on {signed}, before the supplier was chosen on {decided}.")
CONTRACT_SIGNED_EARLIER: Final = N_("Contract {number} of this procedure was signed on {signed}, before this day.")
ENDS_BEFORE_SIGNED: Final = N_("The contract ends on {until}, before it is signed on {signed}.")
CHOSEN_ALREADY: Final = N_("In this procedure offer {number} of {supplier} is chosen already.")
BELOW_ZERO: Final = N_("The amount is below zero.")
NET_ABOVE_GROSS: Final = N_("Without VAT it can't be more than with VAT, {amount}.")
PARTS_ABOVE_CONTRACT: Final = N_(
    "With the other subcontractors this makes {sum}, more than the {amount} of the contract."
)
CONTRACT_BELOW_PARTS: Final = N_("Its subcontractors get {sum}, more than this amount.")


def purchase_objections(values: Row) -> tuple[Objection, ...]:
    """What can't be kept of a procedure by itself: its days in another order than they follow."""
    published, offers, decided = (values[name] for name in ("published_on", "offers_until_on", "decided_on"))
    told = []
    if published and offers and offers < published:
        facts = {"offers": offers, "published": published}
        told.append(Objection(OFFERS_BEFORE_PUBLISHED, facts, place="offers_until"))
    if offers and decided and decided < offers:
        told.append(Objection(DECIDED_BEFORE_OFFERS, {"decided": decided, "offers": offers}, place="decided"))
    return (*told, *_below_zero(values, "estimate"))


def decision_objections(values: Row, contracts: Iterable[Row]) -> tuple[Objection, ...]:
    """What can't be kept of a procedure beside its contracts: a choice after one of them was signed."""
    for one in contracts:
        if values["decided_on"] and one["signed_on"] and one["signed_on"] < values["decided_on"]:
            facts = {"number": one["number"], "signed": one["signed_on"]}
            return (Objection(CONTRACT_SIGNED_EARLIER, facts, place="decided"),)
    return ()


def offer_objections(values: Row, others: Iterable[Row]) -> tuple[Objection, ...]:
    """What can't be kept of an offer beside the others of its procedure: a second one that is chosen."""
    told = list(_below_zero(values, "amount"))
    chosen = next((one for one in others if one["chosen"]), None) if values["chosen"] else None
    if chosen is not None:
        facts = {"number": chosen["number"], "supplier": chosen["supplier_name"]}
        told.append(Objection(CHOSEN_ALREADY, facts, place="chosen"))
    return tuple(told)


def contract_objections(values: Row, decided_on: date | None, parts: Sequence[Money]) -> tuple[Objection, ...]:
    """What can't be kept of a contract: signed before the choice, over before it is signed, less than its subcontractors get."""
    signed, until = values["signed_on"], values["until_on"]
    told = list(_below_zero(values, "amount"))
    if signed and decided_on and signed < decided_on:
        told.append(Objection(SIGNED_BEFORE_DECIDED, {"signed": signed, "decided": decided_on}, place="signed"))
    if signed and until and until < signed:
        told.append(Objection(ENDS_BEFORE_SIGNED, {"until": until, "signed": signed}, place="until"))
    net, amount = values["net_cents"], values["amount_cents"]
    if net is not None and amount is not None and net > amount:
        told.append(Objection(NET_ABOVE_GROSS, {"amount": Money(amount, values["currency"])}, place="net"))
    if parts and amount is not None and (made := _above(parts, Money(amount, values["currency"]))) is not None:
        told.append(Objection(CONTRACT_BELOW_PARTS, {"sum": made}, place="amount"))
    return tuple(told)


def part_objections(values: Row, others: Sequence[Money], whole: Money | None) -> tuple[Objection, ...]:
    """What can't be kept of a subcontractor: a part that with the others' is more than the contract."""
    told = list(_below_zero(values, "amount"))
    if whole is not None and values["amount_cents"] is not None:
        made = _above([*others, Money(values["amount_cents"], values["currency"])], whole)
        if made is not None:
            told.append(Objection(PARTS_ABOVE_CONTRACT, {"sum": made, "amount": whole}, place="amount"))
    return tuple(told)


def _below_zero(values: Row, name: str) -> tuple[Objection, ...]:
    cents = values[f"{name}_cents"]
    return (Objection(BELOW_ZERO, place=name),) if cents is not None and cents < 0 else ()


def _above(parts: Sequence[Money], whole: Money) -> Money | None:
    """The parts together where they are more than the whole; in euro where they are of several currencies."""
    if all(one.currency == whole.currency for one in parts):
        made, most = total(parts, whole.currency), whole
    else:
        turned, euro = [in_euro(one) for one in parts], in_euro(whole)
        if euro is None or None in turned:
            return None
        made, most = total([one for one in turned if one is not None], "EUR"), euro
    return made if made > most else None


def of_another(contract: Row, offers: Iterable[Row]) -> Row | None:
    """The offer that was chosen where the contract is signed with somebody else."""
    chosen = [one for one in offers if one["chosen"]]
    if not chosen or not supplier_key(contract["supplier_name"], contract["supplier_eik"]):
        return None
    return None if any(_same_supplier(one, contract) for one in chosen) else chosen[0]


def _same_supplier(one: Row, other: Row) -> bool:
    """By EIK where both have one, else by name."""
    if one["supplier_eik"] and other["supplier_eik"]:
        return supplier_key("", one["supplier_eik"]) == supplier_key("", other["supplier_eik"])
    return supplier_key(one["supplier_name"], "") == supplier_key(other["supplier_name"], "")


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next in a procedure, on which day, and whether that day has passed."""

    sentence: str
    day: date
    late: bool = False


def next_of(procedure: Row, contracts: Iterable[Row], today: date) -> Next | None:
    """What comes next, where a day is known: publishing, offers, the choice, the contract, the end of the work."""
    published, offers, decided = (procedure[name] for name in ("published_on", "offers_until_on", "decided_on"))
    match procedure["state"]:
        case PurchaseState.PLANNED if published:
            return Next(N_("to be published on {day}"), published, published < today)
        case PurchaseState.PUBLISHED if offers and offers < today:
            return Next(N_("offers ended on {day}: choose the supplier"), offers, late=True)
        case PurchaseState.PUBLISHED if offers:
            return Next(N_("offers until {day}"), offers)
        case PurchaseState.CHOSEN if decided:
            return Next(N_("chosen on {day}: sign the contract"), decided)
        case PurchaseState.CONTRACTED:
            days = [one["until_on"] for one in contracts if one["until_on"] and one["state"] == SupplyState.SIGNED]
            return Next(N_("contract until {day}"), max(days), max(days) < today) if days else None
    return None
