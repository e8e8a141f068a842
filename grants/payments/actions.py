"""Converting a project's expenses into euro at the contract's rates; what was converted keeps its rate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.budget.kinds import BookedRate
from grants.errors import WrongState
from grants.payments.conversion import Period, proposed
from grants.payments.queries import verified_abroad
from grants.payments.rules_conversion import Proposal, all_missing, proposals
from grants.projects.queries import Seen, only_who_sees_all
from grants.rates.actions import mark_used
from grants.rates.queries import rates_for
from grants.rates.rules import exact
from grants.storage.database import rows
from grants.values.days import Precision, PublishedDay
from grants.values.language import N_

NOTHING_TO_CONVERT = N_("There is nothing to convert: every expense that has a rate is converted already.")
NO_RATE_YET = N_("InforEuro of {month} is not known here for {currencies}. Enter it among the exchange rates.")


async def convert_expenses(
    by: Identity, project: Seen, period: Period | None, now: datetime, today: date, *, once: str = ""
) -> int:
    """Write what each expense is in euro, and close the rates used; gives how many were converted."""
    async with acting(by, Permission.VERIFY_EXPENSE, project.ref, once=once) as deed:
        only_who_sees_all(by, project)
        _, _, found = await proposed(project, today, period, locked=True)
        changing = [one for one in found if one.changes]
        if not changing:
            raise WrongState(NOTHING_TO_CONVERT)
        return await _convert(deed, changing, now)


async def convert_at(
    by: Identity, project: Seen, expense_ids: Sequence[int], day: date, now: datetime, *, once: str = ""
) -> int:
    """What is converted at InforEuro of one month, verified and in no frozen package, converted again at that of the month of
    a day; gives how many those were. WrongState where there is no such rate yet.
    """
    async with acting(by, Permission.VERIFY_EXPENSE, project.ref, once=once) as deed:
        only_who_sees_all(by, project)
        expenses = await verified_abroad(project, expense_ids)
        rates = await rates_for(project.id, {one.amount.currency for one in expenses}, day) if expenses else []
        found = proposals(BookedRate.INFOREURO_SUBMISSION, expenses, rates, day, day, today=day)
        if missing := all_missing(found):
            currencies = sorted({one.currency for one in missing})
            raise WrongState(NO_RATE_YET, currencies=currencies, month=PublishedDay(day, Precision.MONTH))
        changing = [one for one in found if one.changes]
        if not changing:
            raise WrongState(NOTHING_TO_CONVERT)
        return await _convert(deed, changing, now)


async def _convert(deed: Deed, changing: Sequence[Proposal], now: datetime) -> int:
    used = {rate.id: rate.per_euro for one in changing if one.applied for rate in one.applied.made_of}
    await mark_used(used, now, used)
    await _write(changing)
    for one in changing:
        assert one.euro is not None
        deed.happened(
            "expense.converted",
            "expense",
            one.expense.id,
            f"{one.expense.number} · {one.expense.label}"[:200],
            before={"rated_cents": one.expense.rated_cents},
            after={"rated_cents": one.euro.minor},
        )
    return len(changing)


async def _write(changing: Sequence[Proposal]) -> None:
    """All in one statement; the rate named is the last of those a mean was made of."""
    await rows(
        "UPDATE expense x SET rated_cents = v.cents, rate_id = v.rate, per_euro = v.per_euro, version = x.version + 1 "
        "FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::numeric[]) AS v(id, cents, rate, per_euro) WHERE x.id = v.id",
        [one.expense.id for one in changing],
        [one.euro.minor for one in changing if one.euro is not None],
        [one.applied.made_of[-1].id if one.applied else None for one in changing],
        [exact(one.applied.per_euro) if one.applied else None for one in changing],
    )
