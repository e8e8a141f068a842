"""The partners' tab, and the page of one partner that the lead and the partner both see."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from grants.access import Permission, own_part_only, sees_all_money
from grants.deliverables.queries import deliverables_of
from grants.door.queries import parties
from grants.entries.hanging import hanging_on
from grants.entries.kinds import BY_NAME
from grants.payments.partner_accounts import partner_accounts, transfers_of
from grants.payments.rules_partners import PartnerAccount
from grants.portfolio.frame import base_of
from grants.portfolio.partners import shown
from grants.portfolio.partners.queries import (
    Row,
    activities_with,
    budget_shares,
    partner_seen,
    partners_of,
    people_with,
)
from grants.portfolio.tables import tables_of
from grants.projects.queries import Seen
from grants.web.pages import Visit, address


async def partners(visit: Visit) -> Response:
    """Who does the project; for whoever sees all its money, how each partner stands; a partner is led to its own page."""
    seen: Seen = visit.project
    if (own := own_part_only(visit.by, seen.ref, Permission.SEE_PROJECT)) is not None:
        return visit.see(f"{base_of(seen)}/partners/{own}")
    words, base = visit.words, base_of(seen)
    found = await partners_of(visit.by, seen)
    context: dict[str, Any] = {
        "rows": [shown.introduced(one, words, base) for one in found],
        "currency": "",
        "totals": None,
        "left_out": "",
        "tables": await tables_of(visit, "partners", without=("partner",)),
        "add_url": f"{base}/rows/partner/new" if visit.may(Permission.EDIT_PROJECT) else None,
        "missing_url": f"{base}/missing" if visit.may(Permission.SEND_LINKS) else None,
    }
    if sees_all_money(visit.by, seen.ref) and found:
        shares = await budget_shares(visit.by, seen, visit.today)
        accounts = await partner_accounts(visit.by, seen, visit.today)
        context |= {
            "rows": shown.listed(found, shares, accounts, words, base),
            "currency": shares.currency,
            "totals": shown.totals(found, shares, accounts, words) if len(found) > 1 else None,
            "left_out": shown.left_out(list(accounts.values()), words),
        }
    return visit.page("partners/partners.html", context)


async def partner(visit: Visit) -> Response:
    """One partner: who it is, its part of the budget, its account with the lead, and what is awaited of it."""
    seen: Seen = visit.project
    words, base, today = visit.words, base_of(seen), visit.today
    row = await partner_seen(visit.by, seen, visit.number_in_path("id"))
    people = await people_with(seen, row["id"], today)
    deliverables = [one for one in await deliverables_of(visit.by, seen) if one["partner_id"] == row["id"]]
    context = {
        "partner": {**shown.introduced(row, words, base), "id": row["id"]},
        "facts": shown.facts(row, people, words),
        "deliverables": shown.deliverables(deliverables, today, words, base),
        "all_deliverables_url": f"{base}/deliverables?partner={row['number']}" if deliverables else None,
        "activities": shown.activities(await activities_with(seen, row["id"]), words, base),
        "missing": None,
        "partners_url": f"{base}/partners"
        if own_part_only(visit.by, seen.ref, Permission.SEE_PROJECT) is None
        else None,
        "edit_url": f"{base}/rows/partner/{row['id']}" if visit.may(Permission.EDIT_PROJECT) else None,
        "attached": await hanging_on(visit, BY_NAME["partner"], row),
        **(await _missing(visit, row)),
        **(await _money(visit, row)),
    }
    return visit.page("partners/partner.html", context)


async def _missing(visit: Visit, row: Row) -> dict[str, Any]:
    """What is awaited of the partner: for those who ask for it, and for the partner itself."""
    seen: Seen = visit.project
    asks = visit.may(Permission.SEND_LINKS)
    own = own_part_only(visit.by, seen.ref, Permission.SEE_PROJECT) == row["id"]
    party = next((one for one in await parties(seen, visit.today) if one.partner_id == row["id"]), None)
    if party is None or not (asks or own):
        return {"missing": None, "missing_url": None}
    base = base_of(seen)
    return {
        "missing": shown.missing(party.missing, visit.today, visit.words, base),
        "missing_url": f"{base}/missing#party-{party.key}" if asks else None,
    }


async def _money(visit: Visit, row: Row) -> dict[str, Any]:
    """The partner's budget and account; nothing for those who see no money."""
    seen: Seen = visit.project
    words, base = visit.words, base_of(seen)
    if not visit.may(Permission.SEE_MONEY):
        return {"figures": [], "account": None}
    shares = await budget_shares(visit.by, seen, visit.today)
    account = (await partner_accounts(visit.by, seen, visit.today)).get(row["id"])
    figures = {
        "figures": shown.budget_figures(shares.of(row["id"]), shares.currency, words),
        "expenses_url": f"{base}/expenses?partner={row['id']}",
    }
    if not shown.has_account(row, account):
        return figures | {"account": None}
    known = account or PartnerAccount()
    may_pay = visit.may(Permission.EDIT_BUDGET)
    return figures | {
        "account": shown.account_figures(known, words),
        "transfers": shown.transfers(await transfers_of(visit.by, seen, row["id"]), visit.today, words, base),
        "left_out": shown.left_out([known], words),
        "pay_url": f"{base}/rows/partner_transfer/new?partner={row['number']}" if may_pay else None,
    }


ROUTES = [
    address("/projects/{code}/partners", "partners", partners),
    address("/projects/{code}/partners/{id:int}", "partner", partner),
]
