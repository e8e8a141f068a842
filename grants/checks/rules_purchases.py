"""Checks of how suppliers are chosen: purchases that reach a threshold together, and a method weaker than the one needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from grants.budget.kinds import CostCategory
from grants.checks.claims import by_id, claims, together
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, about_project, amount, words_of
from grants.checks.rules_numbers import EIK_CHECK
from grants.expenses.rules import DocumentKind
from grants.procurement.rules import METHODS, Law, Method, PurchaseKind, PurchaseState
from grants.procurement.rules_procedure import of_another
from grants.procurement.rules_thresholds import Bought, Bound, By, Crossing, asked_of, bounds_of, crossings, weaker
from grants.projects.rules import PartnerRole
from grants.values.identifiers import eik_objection
from grants.values.language import N_, Term
from grants.values.money import Money

CROSSED: Mapping[By, str] = {
    By.SUPPLIER: N_(
        "{count} purchases from {supplier} make {sum} without VAT: since {since} the method "
        "needed from {threshold} is “{method}”. "
        "Check the threshold before you rely on it, and see that a purchase was not split."
    ),
    By.SUBJECT: N_(
        "{count} purchases of one kind ({code}) make {sum} without VAT: since {since} the method "
        "needed from {threshold} is “{method}”. "
        "Check the threshold before you rely on it, and see that a purchase was not split."
    ),
    By.LINE: N_(
        "On the line “{title}” {count} purchases make {sum} without VAT: since {since} the method "
        "needed from {threshold} is “{method}”. "
        "Check the threshold before you rely on it, and see that a purchase was not split."
    ),
}
TOO_WEAK = N_(
    "The procedure is worth {value} without VAT and is done by {chosen}: since {since} the method "
    "needed from {threshold} is “{method}”. "
    "Check the threshold before you rely on it."
)
WITHOUT_PROCEDURE = N_(
    "The contract is worth {value} without VAT and no procedure stands behind it: since {since} the method needed from "
    "{threshold} is “{method}”. Check the threshold before you rely on it."
)
ANOTHER_SUPPLIER = N_(
    "In its procedure {chosen} was chosen, but the contract is with {supplier}. See which of the two is right."
)
# The kinds of cost that are bought; what else stands on a budget line is no purchase.
_BOUGHT: Final[Mapping[str, PurchaseKind]] = {
    CostCategory.SERVICES: PurchaseKind.SERVICES,
    CostCategory.EVENTS: PurchaseKind.SERVICES,
    CostCategory.TRAINING: PurchaseKind.SERVICES,
    CostCategory.PUBLICITY: PurchaseKind.SERVICES,
    CostCategory.EQUIPMENT: PurchaseKind.GOODS,
    CostCategory.WORKS: PurchaseKind.WORKS,
}
_NUMBERED: Final = (
    ("offer", "supplier_name", "supplier_eik"),
    ("supply", "supplier_name", "supplier_eik"),
    ("subcontractor", "name", "eik"),
)
BOUGHT_BY: Final = frozenset({DocumentKind.INVOICE, DocumentKind.CASH_RECEIPT, DocumentKind.DEBIT_NOTE})


@dataclass(frozen=True, slots=True)
class Purchases:
    """What is bought in a project: every part of it, and of each procedure what it is worth as the thresholds count it."""

    parts: Sequence[Bought]
    procedures: Mapping[int, Bought]
    contracts: Mapping[int, Bought]  # those outside a procedure whose amount without VAT is known

    def crossings(self, bounds: Sequence[Bound]) -> tuple[Crossing, ...]:
        """The purchases that reach a threshold together."""
        return crossings(self.parts, bounds)

    def too_weak(self, bounds: Sequence[Bound]) -> Iterator[tuple[Bought, Bound]]:
        """Procedures, and contracts outside one, that by themselves reach a threshold which asks for more."""
        for one in (*self.procedures.values(), *self.contracts.values()):
            asked = asked_of(one.net, one.kind, one.law, one.day, bounds)
            if asked is not None and weaker(one.method, asked.method):
                yield one, asked


def purchases_in(facts: ProjectFacts) -> Purchases:
    """What is bought by the rows of a project: procedures, contracts outside them, and papers outside contracts.

    A procedure that was stopped counts only with the contracts that came of it. A contract or a paper without a procedure
    falls under the law by which its partner buys otherwise; one without a partner is the lead's.
    """
    reading = _Reading(facts)
    of_procedures = [part for row in facts.of("purchase") for part in reading.procedure(row)]
    outside = [row for row in facts.of("supply") if row["purchase_id"] is None]
    of_contracts = [part for row in outside if (part := reading.contract(row)) is not None]
    of_papers = [part for row in facts.of("document") if (part := reading.paper(row)) is not None]
    worth = {row["id"]: found for row in facts.of("purchase") if (found := reading.worth(row)) is not None}
    told = {row["id"] for row in outside if row["net_cents"] is not None}
    contracts = {part.of[1]: part for part in of_contracts if part.of[1] in told}
    return Purchases([*of_procedures, *of_contracts, *of_papers], worth, contracts)


class _Reading:
    """The rows of a project as purchases."""

    def __init__(self, facts: ProjectFacts) -> None:
        self.today = facts.today
        self.lines = by_id(facts.of("line"))
        self.lead = next((row["id"] for row in facts.of("partner") if row["role"] == PartnerRole.LEAD), None)
        self.offers = _by(facts.of("offer"), "purchase_id")
        self.supplies = _by(facts.of("supply"), "purchase_id")
        self.claimed: dict[object, set[int]] = defaultdict(set)
        for claim in claims(facts):
            if claim["document_id"] is not None and claim["line_id"] is not None:
                self.claimed[claim["document_id"]].add(claim["line_id"])
        laws: dict[object, set[Law]] = defaultdict(set)
        for row in facts.of("purchase"):
            laws[self._buyer(row)].add(Law(row["law"]))
        self.laws = {buyer: found.pop() for buyer, found in laws.items() if len(found) == 1}

    def _buyer(self, row: Row) -> int | None:
        found: int | None = row["partner_id"] or self.lead
        return found

    def _whole(self, row: Row) -> Bought:
        """A procedure without its sum."""
        contracts = self.supplies[row["id"]]
        signed = (one["signed_on"] for one in contracts if one["signed_on"])
        day: date | None = row["published_on"] or row["decided_on"] or min(signed, default=self.today)
        return Bought(
            ("purchase", row["id"]),
            Money.zero(row["currency"]),
            day,
            PurchaseKind(row["kind"]),
            Law(row["law"]),
            Method(row["method"]),
            self._buyer(row),
            subject=row["subject_code"],
        )

    def procedure(self, row: Row) -> Iterator[Bought]:
        """A procedure by its contracts; before there are any by the offer that was chosen, else by what was estimated."""
        whole, contracts = self._whole(row), self.supplies[row["id"]]
        for one in contracts:
            if (net := _net(one)) is not None:
                lines = frozenset({one["line_id"]} & self.lines.keys())
                yield replace(whole, net=net, supplier=one["supplier_name"], eik=one["supplier_eik"], lines=lines)
        if contracts or row["state"] == PurchaseState.STOPPED:
            return
        chosen = [one for one in self.offers[row["id"]] if one["chosen"]]
        for one in chosen:
            if (net := amount(one, "amount") or amount(row, "estimate")) is not None:
                yield replace(whole, net=net, supplier=one["supplier_name"], eik=one["supplier_eik"])
        if not chosen and (net := amount(row, "estimate")) is not None:
            yield replace(whole, net=net)

    def worth(self, row: Row) -> Bought | None:
        """A procedure as one purchase: the most of what was estimated and what was agreed."""
        if row["state"] == PurchaseState.STOPPED and not self.supplies[row["id"]]:
            return None
        parts = [part.net for part in self.procedure(row)]
        agreed = together(parts, parts[0].currency) or together(parts, "EUR") if parts else None
        known = [one for one in (amount(row, "estimate"), agreed) if one is not None]
        if not known:
            return None
        return replace(self._whole(row), net=max(known, key=lambda one: (together([one], "EUR") or one).minor))

    def contract(self, row: Row) -> Bought | None:
        """A contract outside a procedure."""
        net = _net(row)
        if net is None:
            return None
        line, buyer = self.lines.get(row["line_id"]), self._buyer(row)
        return Bought(
            ("supply", row["id"]),
            net,
            row["signed_on"],
            _BOUGHT.get(line["category"], PurchaseKind.SERVICES) if line else PurchaseKind.SERVICES,
            self.laws.get(buyer, Law.BENEFICIARY),
            buyer=buyer,
            supplier=row["supplier_name"],
            eik=row["supplier_eik"],
            lines=frozenset({row["line_id"]} & self.lines.keys()),
        )

    def paper(self, row: Row) -> Bought | None:
        """A paper outside a contract by which something is bought."""
        net = amount(row, "net")
        if net is None or row["supply_id"] is not None or row["kind"] not in BOUGHT_BY:
            return None
        buyer = self._buyer(row)
        kinds = {line: self.lines[line]["category"] for line in self.claimed[row["id"]] if line in self.lines}
        bought = {line: _BOUGHT[kind] for line, kind in kinds.items() if kind in _BOUGHT}
        return Bought(
            ("document", row["id"]),
            net,
            row["issued_on"],
            next(iter(sorted(set(bought.values()))), PurchaseKind.SERVICES),
            self.laws.get(buyer, Law.BENEFICIARY),
            buyer=buyer,
            supplier=row["supplier_name"],
            eik=row["supplier_eik"],
            lines=frozenset(bought),
        )


def _by(listed: Sequence[Row], column: str) -> dict[object, list[Row]]:
    found: dict[object, list[Row]] = defaultdict(list)
    for row in listed:
        found[row[column]].append(row)
    return found


def _net(supply: Row) -> Money | None:
    """The contract without VAT, else as much as is known: with VAT."""
    found = amount(supply, "net")
    return amount(supply, "amount") if found is None else found


def asked_words(bound: Bound) -> dict[str, Any]:
    """The facts by which a sentence says what is needed, from which amount and since when."""
    return {"since": bound.first_on, "method": Term(METHODS[bound.method]), "threshold": bound.amount}


def crossing_facts(crossing: Crossing, lines: Mapping[object, Row]) -> dict[str, Any]:
    """The facts of CROSSED."""
    named: dict[str, Any] = {"supplier": crossing.label, "code": crossing.label}
    if crossing.line is not None:
        named = {"title": words_of(lines[crossing.line], "title")}
    return {"count": len(crossing.purchases), "sum": crossing.made, **named, **asked_words(crossing.bound)}


def _crossed(facts: ProjectFacts) -> Iterator[Finding]:
    lines = by_id(facts.of("line"))
    for one in purchases_in(facts).crossings(bounds_of(facts.thresholds)):
        yield about_project("PROCUREMENT_THRESHOLD", CROSSED[one.by], **crossing_facts(one, lines))


def _weak(facts: ProjectFacts) -> Iterator[Finding]:
    rows = {name: by_id(facts.of(name)) for name in ("purchase", "supply")}
    for one, asked in purchases_in(facts).too_weak(bounds_of(facts.thresholds)):
        kind, row_id = one.of
        told: dict[str, Any] = {"value": one.net, **asked_words(asked)}
        if one.method is None:
            yield about(kind, rows[kind][row_id], "PROCUREMENT_METHOD", WITHOUT_PROCEDURE, on="purchase", **told)
        else:
            told["chosen"] = Term(METHODS[one.method])
            yield about(kind, rows[kind][row_id], "PROCUREMENT_METHOD", TOO_WEAK, on="method", **told)


def _of_another(facts: ProjectFacts) -> Iterator[Finding]:
    offers = _by(facts.of("offer"), "purchase_id")
    for row in facts.of("supply"):
        chosen = of_another(row, offers[row["purchase_id"]]) if row["purchase_id"] else None
        if chosen is not None:
            told = {"chosen": chosen["supplier_name"], "supplier": row["supplier_name"] or row["supplier_eik"]}
            yield about("supply", row, "SUPPLIER_NOT_CHOSEN", ANOTHER_SUPPLIER, on="supplier_name", **told)


def _numbers(facts: ProjectFacts) -> Iterator[Finding]:
    """Only numbers as long as an EIK are looked at: a person or a foreign firm has another one."""
    for kind, name, number in _NUMBERED:
        for row in facts.of(kind):
            eik = "".join(row[number].split())
            if len(eik) in (9, 13) and eik_objection(eik):
                yield about(kind, row, "EIK_CHECK", EIK_CHECK, text=eik, name=row[name], on=number)


RULES: tuple[Rule, ...] = (_crossed, _weak, _of_another, _numbers)
