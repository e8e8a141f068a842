"""How suppliers are chosen in a project: procedures and contracts with what is invoiced, paid and left; one procedure with its offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from grants.access import Permission
from grants.checks.rules_purchases import ANOTHER_SUPPLIER
from grants.entries.hanging import hanging_on
from grants.entries.kinds import BY_NAME
from grants.expenses.rules import DOCUMENT_KINDS
from grants.portfolio.frame import base_of
from grants.portfolio.purchases import Said, purchases_said
from grants.procurement.queries import (
    contracts_of,
    offers_of,
    papers_of,
    procedure_seen,
    procedures_of,
    subcontractors_of,
)
from grants.procurement.rules import (
    LAWS,
    METHODS,
    PURCHASE_KINDS,
    PURCHASE_STATES,
    SUPPLY_STATES,
    PurchaseState,
    SupplyState,
)
from grants.procurement.rules_procedure import next_of, of_another
from grants.storage.columns import money, text
from grants.storage.database import Row
from grants.values.language import N_, Text
from grants.values.money import Money, in_euro, share
from grants.values.places import page_of
from grants.web.pages import Visit, address

TONES: Mapping[str, str] = {
    PurchaseState.PLANNED: "quiet",
    PurchaseState.PUBLISHED: "active",
    PurchaseState.CHOSEN: "wait",
    PurchaseState.CONTRACTED: "good",
    PurchaseState.STOPPED: "bad",
}
_CONTRACT_TONES: Mapping[str, str] = {
    SupplyState.SIGNED: "active",
    SupplyState.FINISHED: "good",
    SupplyState.TERMINATED: "bad",
}


async def procurement(visit: Visit) -> Response:
    """The procedures with what is next in each, the contracts with their sums, and what crosses a threshold."""
    procedures = await procedures_of(visit.by, visit.project)
    contracts = await contracts_of(visit.by, visit.project)
    said = await purchases_said(visit)
    context = {
        "warnings": said.all,
        "procedures": [_procedure(visit, row, contracts, said) for row in procedures],
        "contracts": [_contract(visit, row, said) for row in contracts],
        "totals": _totals(visit, contracts),
        "outside": sum(1 for row in contracts if row["purchase_id"] is None),
        "may_change": visit.may(Permission.EDIT_BUDGET),
        "base": base_of(visit.project),
    }
    return visit.page("procurement/procurement.html", context)


def _procedure(visit: Visit, row: Row, contracts: Sequence[Row], said: Said) -> dict[str, Any]:
    words = visit.words
    own = [one for one in contracts if one["purchase_id"] == row["id"]]
    coming, estimate = next_of(row, own, visit.today), money(row, "estimate")
    return {
        "url": base_of(visit.project) + page_of("purchase", row["id"]),
        "number": row["number"],
        "subject": text(row, "subject"),
        "kind": f"{words.say(PURCHASE_KINDS[row['kind']])} · {words.say(METHODS[row['method']])}",
        "next": words.say(coming.sentence, day=coming.day) if coming else "",
        "when": words.distance((coming.day - visit.today).days)
        if coming and (coming.late or coming.day >= visit.today)
        else "",
        "late": coming is not None and coming.late,
        "offers": words.number(row["offers"]) if row["offers"] else "",
        "chosen": row["chosen"] or "",
        "estimate": words.amount(estimate) if estimate else "",
        "state": words.say(PURCHASE_STATES[row["state"]]),
        "tone": TONES[row["state"]],
        "warned": bool(said.about("purchase", row["id"])),
    }


def _contract(visit: Visit, row: Row, said: Said) -> dict[str, Any]:
    words, base, currency = visit.words, base_of(visit.project), row["currency"]
    amount = money(row)
    return {
        "id": row["id"],
        "url": base + page_of("supply", row["id"]),
        "add_part_url": f"{base}/rows/subcontractor/new?{urlencode({'supply': row['number']})}",
        "number": row["number"],
        "subject": text(row, "subject"),
        "supplier": " · ".join(part for part in (row["supplier_name"], row["supplier_eik"]) if part),
        "contract": row["contract_number"],
        "line": Text(row["line_bg"] or "", row["line_en"] or "") if row["line_number"] else "",
        "line_number": row["line_number"] or "",
        "line_url": f"{base}/expenses?{urlencode({'line': row['line_number']})}" if row["line_number"] else "",
        "purchase": row["purchase_number"],
        "purchase_url": base + page_of("purchase", row["purchase_id"]) if row["purchase_id"] else "",
        "signed": words.day(row["signed_on"]) if row["signed_on"] else "",
        "until": words.day(row["until_on"]) if row["until_on"] else "",
        "late": row["state"] == SupplyState.SIGNED and row["until_on"] is not None and row["until_on"] < visit.today,
        "amount": words.amount(amount) if amount else "",
        "invoiced": words.amount(Money(row["invoiced_cents"], currency)),
        "over": amount is not None and row["invoiced_cents"] > amount.minor,
        "paid": words.amount(Money(row["paid_cents"], currency)),
        "left": words.amount(Money(row["left_cents"], currency)) if row["state"] == SupplyState.SIGNED else "",
        "ledger": f"{base}/expenses?{urlencode({'supply': row['number']})}" if row["papers"] else "",
        "left_out": words.count(
            "{n} paper in a currency without a fixed rate is not counted.",
            "{n} papers in currencies without a fixed rate are not counted.",
            row["left_out"],
        )
        if row["left_out"]
        else "",
        "state": words.say(SUPPLY_STATES[row["state"]]),
        "tone": _CONTRACT_TONES[row["state"]],
        "warned": bool(said.about("supply", row["id"])),
    }


def _totals(visit: Visit, contracts: Sequence[Row]) -> dict[str, Any] | None:
    """What all of them come to in euro, as the database summed it; nothing for a single one in euro."""
    if not contracts or (len(contracts) == 1 and contracts[0]["currency"] == "EUR"):
        return None
    sums = {
        name: visit.words.amount(Money(contracts[0][f"all_{name}"], "EUR"))
        for name in ("amount", "invoiced", "paid", "left")
    }
    left_out = visit.words.count(
        "{n} contract in a currency without a fixed rate is left out of the totals.",
        "{n} contracts in currencies without a fixed rate are left out of the totals.",
        contracts[0]["no_rate"],
    )
    return {**sums, "left_out": left_out if contracts[0]["no_rate"] else ""}


async def procedure(visit: Visit) -> Response:
    """One procedure: what was asked, what was offered and chosen, and what came of it."""
    row = await procedure_seen(visit.by, visit.project, visit.number_in_path("id"))
    contracts = await contracts_of(visit.by, visit.project, row["id"])
    offers, ids = await offers_of(row["id"]), [one["id"] for one in contracts]
    said = await purchases_said(visit)
    parts = await subcontractors_of(ids)
    papers = await papers_of(visit.by, visit.project, ids)
    shown = _procedure(visit, row, contracts, said)
    context = {
        "row": shown,
        "warnings": [*said.about("purchase", row["id"]), *_others(visit, contracts, offers)],
        "facts": _facts(visit, row),
        "address": row["address"],
        "decision": row["decision"],
        "offers": _offers(visit, row, offers),
        "contracts": [
            _contract(visit, one, said)
            | {"parts": [_part(visit, part) for part in parts if part["supply_id"] == one["id"]]}
            for one in contracts
        ],
        "totals": _totals(visit, contracts),
        "papers": [_paper(visit, one, {row["id"]: row["number"] for row in contracts}) for one in papers],
        "may_change": visit.may(Permission.EDIT_BUDGET),
        "edit_url": f"{base_of(visit.project)}/rows/purchase/{row['id']}",
        "base": base_of(visit.project),
        "attached": await hanging_on(visit, BY_NAME["purchase"], row),
    }
    return visit.page("procurement/procedure.html", context)


def _others(visit: Visit, contracts: Sequence[Row], offers: Sequence[Row]) -> list[str]:
    """Contracts with another supplier than the one chosen, as sentences."""
    found = [(one, of_another(one, offers)) for one in contracts]
    return [
        visit.words.say(
            ANOTHER_SUPPLIER, chosen=chosen["supplier_name"], supplier=one["supplier_name"] or one["supplier_eik"]
        )
        for one, chosen in found
        if chosen is not None
    ]


def _facts(visit: Visit, row: Row) -> list[tuple[str, str | Text]]:
    words, estimate = visit.words, money(row, "estimate")

    def day(name: str) -> str:
        return words.day(row[name]) if row[name] else ""

    pairs: list[tuple[str, str | Text]] = [
        (N_("What is bought"), words.say(PURCHASE_KINDS[row["kind"]])),
        (N_("By which law"), words.say(LAWS[row["law"]])),
        (N_("Method"), words.say(METHODS[row["method"]])),
        (N_("CPV code or kind of purchase"), row["subject_code"]),
        (N_("Partner"), Text(row["partner_bg"] or "", row["partner_en"] or "")),
        (N_("Estimated value without VAT"), words.amount(estimate) if estimate else ""),
        (N_("Published on"), day("published_on")),
        (N_("Offers until"), day("offers_until_on")),
        (N_("Decided on"), day("decided_on")),
    ]
    return [(words.say(label), value) for label, value in pairs if value]


def _offers(visit: Visit, procedure: Row, offers: Sequence[Row]) -> list[dict[str, Any]]:
    """The offers, the lowest first: how much above it each is, which is chosen, and which came late."""
    words, base = visit.words, base_of(visit.project)
    known = [(one, in_euro(found) or found) for one in offers if (found := money(one)) is not None]
    comparable = len({amount.currency for _, amount in known}) == 1
    lowest = min((amount for _, amount in known), default=None) if comparable else None
    until = procedure["offers_until_on"]
    shown = []
    for one in offers:
        amount = money(one)
        compared = (in_euro(amount) or amount) if amount is not None else None
        above = compared - lowest if lowest is not None and compared is not None else None
        part = share(above, lowest, 1) if above and lowest else None
        shown.append(
            {
                "url": base + page_of("offer", one["id"]) if visit.may(Permission.EDIT_BUDGET) else "",
                "number": one["number"],
                "supplier": one["supplier_name"],
                "eik": one["supplier_eik"],
                "received": words.day(one["received_on"]) if one["received_on"] else "",
                "late": bool(until and one["received_on"] and one["received_on"] > until),
                "amount": words.amount(amount) if amount is not None else "",
                "above": words.say(
                    N_("{amount} above the lowest ({share})"), amount=above, share=words.percent(part, 1)
                )
                if above and part is not None
                else "",
                "lowest": above is not None and not above and len(known) > 1,
                "chosen": one["chosen"],
                "note": one["note"],
            }
        )
    return shown


def _part(visit: Visit, part: Row) -> dict[str, str]:
    amount = money(part)
    return {
        "url": base_of(visit.project) + page_of("subcontractor", part["id"]),
        "name": " · ".join(said for said in (part["name"], part["eik"]) if said),
        "amount": visit.words.amount(amount) if amount else "",
        "part": part["part"],
    }


def _paper(visit: Visit, one: Row, numbers: Mapping[int, str]) -> dict[str, Any]:
    words = visit.words
    gross = one["gross_cents"]
    return {
        "url": f"{base_of(visit.project)}/expenses/{one['expense_id']}" if one["expense_id"] else "",
        "number": one["paper_number"] or "–",
        "kind": words.say(DOCUMENT_KINDS[one["kind"]]),
        "day": words.day(one["issued_on"]) if one["issued_on"] else "",
        "contract": numbers[one["supply_id"]],
        "gross": words.amount(Money(gross, one["currency"])) if gross is not None else "",
        "paid": words.amount(Money(one["paid_cents"], one["currency"])),
        "paid_on": words.day(one["paid_on"]) if one["paid_on"] else "",
    }


ROUTES = [
    address("/projects/{code}/procurement", "procurement", procurement),
    address("/projects/{code}/procurement/{id:int}", "purchase", procedure),
]
