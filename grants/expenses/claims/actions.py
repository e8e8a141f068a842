"""Recording and changing a claim that needs no invoice."""

from __future__ import annotations

from typing import Any

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.attached.actions import take_all_off
from grants.budget.kinds import CostForm
from grants.budget.queries import terms_of
from grants.errors import Changed, Objected, Objection, WrongState
from grants.expenses.actions import held_expense, own_part, refuse_closed
from grants.expenses.allocation import sources_of
from grants.expenses.claims.queries import base_of, flat_on
from grants.expenses.rating import rated_now
from grants.expenses.records import EXPENSE
from grants.expenses.rules import ExpenseState
from grants.expenses.sharing import PARTS, parts_objections, proposed
from grants.expenses.trace.actions import drop_row, insert, one_at_a_time, write
from grants.projects.queries import Seen
from grants.values.entry import REQUIRED
from grants.values.language import N_
from grants.values.money import Money

Values = dict[str, Any]
HAS_A_DOCUMENT = N_("This expense has a document; change it with that.")


async def record_claim(by: Identity, project: Seen, line: Values, claim: Values, *, once: str = "") -> int:
    """A claim without an invoice, as a draft; gives its id."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        return await add_claim(deed, project, line, claim)


async def add_claim(deed: Deed, project: Seen, line: Values, claim: Values) -> int:
    """A claim without an invoice, as a draft, inside the action in which it comes; gives its id."""
    await one_at_a_time(project)
    values = await _whole(project, line, own_part(deed.by, project, claim))
    return await insert(deed, project, EXPENSE, values | {"state": ExpenseState.DRAFT, "cut_cents": 0})


async def drop_claim(deed: Deed, project: Seen, expense_id: int) -> None:
    """A claim without an invoice that is no longer there, inside the action that undoes it; WrongState once it is closed."""
    kept = await held_expense(deed.by, project, expense_id)
    refuse_closed(kept)
    await drop_row(deed, EXPENSE, kept.expense)
    await take_all_off(deed, project, "expense", expense_id, kept.expense["number"])


async def change_claim(by: Identity, project: Seen, expense_id: int, version: int, line: Values, claim: Values) -> None:
    """A claim without an invoice as it is from now on; Changed when somebody else was quicker."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref) as deed:
        kept = await held_expense(by, project, expense_id)
        if kept.document:
            raise WrongState(HAS_A_DOCUMENT)
        refuse_closed(kept)
        if kept.expense["version"] != version:
            raise Changed(kept.expense)
        values = await _whole(project, line, own_part(by, project, claim), expense_id)
        amount = Money(values["amount_cents"], str(values.get("currency") or kept.expense["currency"]))
        if amount != Money(kept.expense["amount_cents"], kept.expense["currency"]):
            values |= await rated_now(kept.expense, amount)
        await write(deed, EXPENSE, kept.expense, values)


async def _whole(project: Seen, line: Values, claim: Values, own_id: int | None = None) -> Values:
    """The claim with its amount, by its base where it is a flat rate, and whose money it is."""
    amount = claim.get("amount_cents")
    if line["form"] == CostForm.FLAT_RATE:
        amount = flat_on(line, await base_of(line, claim["base_from_on"], claim["claimed_on"], own_id)).minor
    if amount is None:
        raise Objected([Objection(REQUIRED, {}, place="unit_price")])
    money = Money(amount, line["currency"])
    parts: Values = {name: claim.get(name) for name in PARTS}
    if all(cents is None for cents in parts.values()):
        rule = (await terms_of(project.id, claim.get("claimed_on"))).share_rule
        parts = proposed(money, await sources_of(project.id, claim.get("partner_id")), rule)
    parts = {name: cents or 0 for name, cents in parts.items()}
    problems = parts_objections(money, parts)
    if problems:
        raise Objected(problems)
    return claim | parts | {"amount_cents": amount}
