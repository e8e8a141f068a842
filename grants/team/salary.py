"""The salary rows of a month: what the hours of a member come to by the rule, as claims on the budget line of that member.

A month of several activities makes a row for each, divided by their hours so that the rows sum to the month exactly. The rows
name the member by number and position, never by name: they stand in a ledger that more people read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from grants.budget.kinds import CostForm
from grants.errors import WrongState
from grants.expenses.rules import CarriedOut
from grants.storage.database import Row, rows
from grants.team.rules import RateRule, SheetState
from grants.team.rules_rates import (
    HOURLY,
    Engaged,
    PeriodSoFar,
    Priced,
    cost_of_hours,
    cost_of_month,
)
from grants.values.days import ONE_DAY, add_months, months_between
from grants.values.language import LANGUAGES, N_, Text
from grants.values.money import ROUNDINGS, Money, split
from grants.values.wording import wording

Values = dict[str, Any]
OfActivities = Sequence[tuple[int | None, Decimal]]

IS_CLOSED = N_(
    "The salary row of this month is verified or reported already. Return it or take it out of the report first."
)
NO_RULE = N_("no rule by which hours are claimed")
NO_LINE = N_("no budget line on which they are claimed")
NOT_CLAIMED_SO = N_("the budget line is a flat rate or a lump sum, which asks no hours")
OTHER_CURRENCY = N_("the cost and the budget line are in different currencies")
NOTHING = N_("they come to nothing")

_OF_SHEET = """
SELECT h.activity_id, sum(h.hours) AS hours FROM hours_worked h LEFT JOIN activity a ON a.id = h.activity_id
WHERE h.sheet_id = $1 GROUP BY h.activity_id, a.position ORDER BY a.position NULLS LAST, h.activity_id
"""
# The reporting period a month begins in, else its calendar year, and what of it is approved of a member in other months.
_PERIOD = """
WITH span AS (
  SELECT coalesce(q.start_on, date_trunc('year', $2::date)::date) AS first,
    coalesce(q.end_on, (date_trunc('year', $2::date) + interval '1 year - 1 day')::date) AS last
  FROM (SELECT 1) one LEFT JOIN LATERAL (
    SELECT start_on, end_on FROM reporting_period WHERE project_id = $3 AND financial AND $2 BETWEEN date_trunc('month', start_on) AND end_on
    ORDER BY start_on DESC LIMIT 1) q ON true
)
SELECT span.first, span.last, coalesce(sum(h.hours), 0) AS hours,
  coalesce((SELECT sum(s.cost_cents) FROM timesheet s WHERE s.member_id = $1 AND s.state = $4 AND s.month_on <> $2
    AND s.month_on BETWEEN date_trunc('month', span.first) AND span.last), 0)::bigint AS cents
FROM span LEFT JOIN timesheet t ON t.member_id = $1 AND t.state = $4 AND t.month_on <> $2
  AND t.month_on BETWEEN date_trunc('month', span.first) AND span.last
LEFT JOIN hours_worked h ON h.sheet_id = t.id GROUP BY span.first, span.last
"""


@dataclass(frozen=True, slots=True)
class Salary:
    """What a month comes to (None where it is not claimed), the claims it makes, and why it makes none."""

    cost: Money | None = None
    claims: tuple[Values, ...] = ()
    why: str = ""


def why_none(member: Row) -> str:
    """Why the hours of a member make no salary row, as a sentence's part; empty where they do."""
    if member["rate_rule"] == RateRule.NONE or member["cost_cents"] is None:
        return NO_RULE
    if member["line_id"] is None:
        return NO_LINE
    if member["line_form"] in (CostForm.FLAT_RATE, CostForm.LUMP_SUM):
        return NOT_CLAIMED_SO
    return "" if member["line_currency"] == member["currency"] else OTHER_CURRENCY


def engaged_of(member: Row) -> Engaged | None:
    """By what a member's months are priced; None where they are not."""
    if member["rate_rule"] == RateRule.NONE or member["cost_cents"] is None:
        return None
    return Engaged(
        rule=RateRule(member["rate_rule"]),
        cost=Money(member["cost_cents"], member["currency"]),
        post=Decimal(1) if member["post"] is None else member["post"],
        share=member["share"] or Decimal(0),
        start_on=member["start_on"],
        end_on=member["end_on"],
    )


async def hours_of_sheet(sheet_id: int) -> OfActivities:
    """The hours of a sheet by activity, in the order of the plan, those of none last."""
    return [(row["activity_id"], row["hours"]) for row in await rows(_OF_SHEET, sheet_id) if row["hours"]]


async def period_so_far(member: Row, first: date) -> PeriodSoFar:
    """The period of the 215 days in which a month lies, with what of a member's other months in it is approved."""
    found = (await rows(_PERIOD, member["id"], first, member["project_id"], SheetState.APPROVED.value))[0]
    start = max(found["first"], member["start_on"] or found["first"])
    end = min(found["last"], member["end_on"] or found["last"])
    months = len(months_between(start, end)) if start <= end else 1
    return PeriodSoFar(months, found["hours"], Money(found["cents"], member["currency"]))


async def salary_of(member: Row, first: date, hours: OfActivities) -> Salary:
    """What a month of so many hours comes to and the claims it makes; one that comes to nothing makes none."""
    engaged = engaged_of(member)
    if engaged is None:
        return Salary(why=NO_RULE)
    period = await period_so_far(member, first) if engaged.rule is RateRule.DAYS_215 else None
    priced = cost_of_month(engaged, first, sum((one for _, one in hours), Decimal(0)), period)
    if priced is None:
        return Salary(why=NO_RULE)
    why = why_none(member) or ("" if priced.amount else NOTHING)
    if why:
        return Salary(priced.amount, why=why)
    if engaged.rule in HOURLY and priced.price is not None and priced.units is not None:
        rounding = ROUNDINGS[member["line_rounding"]]
        priced = Priced(cost_of_hours(priced.price, priced.units, rounding), priced.units, priced.price)
    return Salary(priced.amount, tuple(claims_of(member, first, hours, priced)))


def claims_of(member: Row, first: date, hours: OfActivities, priced: Priced) -> list[Values]:
    """A claim for each activity, by its hours; of a month without hours (a fixed share) one."""
    shares = list(hours) or [(None, Decimal(1))]
    amounts = split(priced.amount, [one for _, one in shares])
    return [
        _claim(member, first, activity, amount, worked if hours else None, priced.price)
        for (activity, worked), amount in zip(shares, amounts, strict=True)
        if amount
    ]


def _claim(
    member: Row, first: date, activity: int | None, amount: Money, hours: Decimal | None, price: Money | None
) -> Values:
    said = described(member, first)
    return {
        "line_id": member["line_id"],
        "partner_id": member["partner_id"],
        "activity_id": activity,
        "form": CostForm.UNIT_COST if price is not None else CostForm.ACTUAL,
        "units": hours if price is not None else None,
        "unit_price_cents": price.minor if price is not None else None,
        "amount_cents": amount.minor,
        "currency": amount.currency,
        "claimed_on": add_months(first, 1) - ONE_DAY,
        "description_bg": said.bg,
        "description_en": said.en,
        "evidence": _evidence(member, first, hours),
        "from_advance": False,
        "cross_financed": False,
        "carried_out": CarriedOut.INSIDE,
    }


def described(member: Row, first: date) -> Text:
    """What a salary row is for, in both languages: the position and the month."""
    position = Text(member["position_bg"], member["position_en"])
    said = {
        language: wording(language).say(
            N_("Pay: {position}, {month}"), position=position.in_(language), month=wording(language).month(first)
        )
        for language in LANGUAGES
    }
    return Text(said["bg"], said["en"])


def _evidence(member: Row, first: date, hours: Decimal | None) -> str:
    """What shows a salary row instead of an invoice, in both languages: the timesheet, or the order that fixes the share."""
    if hours is None:
        sentence, told = N_("Document of the employer fixing the share: {order}"), {"order": member["order_number"]}
    else:
        sentence = N_("Timesheet {number}/{month}, {hours} h")
        told = {"number": member["number"], "month": f"{first:%Y-%m}", "hours": hours}
    return " · ".join(wording(language).say(sentence, **told) for language in LANGUAGES)


_MADE = """
SELECT r.id, r.month_on, r.expense_id, x.number, x.state, x.amount_cents, x.currency, x.units, x.unit_price_cents,
  a.number AS activity_number, coalesce(a.title_bg, '') AS activity_bg, coalesce(a.title_en, '') AS activity_en
FROM salary_row r JOIN expense x ON x.id = r.expense_id LEFT JOIN activity a ON a.id = x.activity_id
WHERE r.member_id = $1 AND ($2::date IS NULL OR r.month_on = $2) ORDER BY r.month_on DESC, r.place
"""


async def rows_made(member_id: int, first: date | None = None) -> list[Row]:
    """The salary rows made of a member's months, or of one, the latest month first."""
    return await rows(_MADE, member_id, first)


def refuse_made(made: Sequence[Row]) -> None:
    """WrongState where a month has its salary row already."""
    if made:
        raise WrongState(ALREADY_MADE, numbers=", ".join(row["number"] for row in made))


ALREADY_MADE = N_("This month has its salary row already: expense {numbers}.")
