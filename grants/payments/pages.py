"""The pages of payments: what was asked, received and cleared, the cash by month, and converting into euro."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.budget.kinds import BOOKED_RATES, BookedRate
from grants.errors import AlreadyDone, Objection
from grants.payments.actions import convert_expenses
from grants.payments.cash import cash_of
from grants.payments.conversion import Period, proposed
from grants.payments.rules_conversion import OF_A_PERIOD, Proposal, all_missing
from grants.payments.shown import clearing, payments_context
from grants.projects.queries import only_who_sees_all
from grants.rates.rules import RATE_SOURCES, Missing, RateSeen, RateSource
from grants.values.language import N_
from grants.values.money import EUR_RATE_BGN, total
from grants.values.reading import Unreadable
from grants.values.wording import Wording
from grants.web.forms import new_form_key, problems, sent
from grants.web.pages import Visit, address

BY_WAGE_RULE = N_("fixed rate, by the rule for pay")
UPSIDE_DOWN = N_("The period ends before it begins.")
_SHOWN = 200


async def payments(visit: Visit) -> Response:
    """The payments of a project and its cash by month."""
    cash = await cash_of(visit.by, visit.project, visit.today)
    typed, claim, told = visit.query("claim"), None, None
    if typed:
        try:
            claim = visit.words.read_amount(typed, "EUR")
        except Unreadable as problem:
            told = visit.words.say(problem.msgid, **problem.facts)
    context = payments_context(cash, visit, may_change=visit.may(Permission.EDIT_BUDGET)) | {
        "clearing": clearing(cash, claim, visit.words),
        "claim": typed,
        "claim_error": told,
        "may_convert": visit.may(Permission.VERIFY_EXPENSE),
    }
    return visit.page("payments/payments.html", context, 422 if told else 200)


# --- converting ---------------------------------------------------------------------------------------------------


async def convert(visit: Visit) -> Response:
    """What each expense in another currency is in euro at the contract's rates; sent, it is written."""
    only_who_sees_all(visit.by, visit.project)
    if visit.request.method == "GET":
        period, objections = _period(visit, {name: visit.query(name) for name in ("first", "last")})
        return await _converting(visit, period, objections)
    form = await sent(visit.request)
    period, objections = _period(visit, form.typed)
    if objections:
        return await _converting(visit, period, objections)
    try:
        await convert_expenses(visit.by, visit.project, period, visit.now, visit.today, once=form.key)
    except AlreadyDone:
        return visit.see(_here(visit), "already")
    return visit.see(_here(visit), "done")


def _here(visit: Visit) -> str:
    return f"/projects/{visit.project.code}/payments/convert"


def _period(visit: Visit, typed: Any) -> tuple[Period | None, list[Objection]]:
    """The period of the mean as it was typed; None where nothing was."""
    read: dict[str, date] = {}
    objections = []
    for name in ("first", "last"):
        if text := str(typed.get(name, "")).strip():
            try:
                read[name] = visit.words.read_day(text, visit.today)
            except Unreadable as problem:
                objections.append(Objection(problem.msgid, problem.facts, place=name))
    if objections or len(read) < 2:
        return None, objections
    if read["last"] < read["first"]:
        return None, [Objection(UPSIDE_DOWN, place="last")]
    return Period(read["first"], read["last"]), []


async def _converting(visit: Visit, period: Period | None, objections: Sequence[Objection]) -> Response:
    words = visit.words
    rule, period, found = await proposed(visit.project, visit.today, period)
    changing = [one for one in found if one.changes]
    told = problems(objections, words)
    context = {
        "rule": words.say(BOOKED_RATES[rule]) if rule is not BookedRate.NONE else None,
        "of_a_period": rule in OF_A_PERIOD,
        "of_submission": rule is BookedRate.INFOREURO_SUBMISSION and words.month(visit.today),
        "first": f"{period.first:%d.%m.%Y}",
        "last": f"{period.last:%d.%m.%Y}",
        "by_field": told.by_field,
        "errors": [(one.place, said) for one, (_, said) in zip(objections, told.listed, strict=True)],
        "rows": [_shown(one, visit) for one in found[:_SHOWN]],
        "more": max(0, len(found) - _SHOWN),
        "converting": len(changing),
        "sum": words.amount(total((one.euro for one in changing if one.euro), "EUR")),
        "missing": [_missing(one, words) for one in all_missing(found)[:40]],
        "may_convert": visit.may(Permission.VERIFY_EXPENSE),
        "form_key": new_form_key(),
    }
    return visit.page("payments/convert.html", context, 422 if objections else 200)


def _shown(one: Proposal, visit: Visit) -> dict[str, Any]:
    words, expense = visit.words, one.expense
    rates = one.applied.made_of if one.applied else ()
    return {
        "url": f"/projects/{visit.project.code}/expenses/{expense.id}",
        "number": expense.number,
        "label": expense.label,
        "day": words.day(expense.day) if expense.day else "",
        "amount": words.amount(expense.amount),
        "rate": words.number(EUR_RATE_BGN) if one.is_pay else _rate(rates, words),
        "source": words.say(BY_WAGE_RULE) if one.is_pay else _source(rates, words),
        "euro": words.amount(one.euro) if one.euro else "",
        "state": _state(one, words),
        "tone": "good" if one.changes else "wait" if one.euro is None else "quiet",
    }


def _rate(rates: Sequence[RateSeen], words: Wording) -> str:
    if not rates:
        return ""
    if len(rates) == 1:
        return words.number(rates[0].per_euro.normalize())
    return words.count("mean of {n} rate", "mean of {n} rates", len(rates))


def _source(rates: Sequence[RateSeen], words: Wording) -> str:
    if not rates:
        return ""
    first, last = _of(rates[0], words), _of(rates[-1], words)
    days = first if len(rates) == 1 else words.say(N_("{first} to {last}"), first=first, last=last)
    return f"{words.say(RATE_SOURCES[rates[0].source])}: {days}"


def _of(rate: RateSeen, words: Wording) -> str:
    if rate.source == RateSource.INFOREURO:
        return words.month(rate.first_on)
    return words.day(rate.first_on)


def _state(one: Proposal, words: Wording) -> str:
    if one.outside:
        return words.say(N_("no day")) if one.expense.day is None else words.say(N_("outside the period"))
    if one.missing:
        return words.say(N_("no rate"))
    if one.changes:
        return words.say(N_("to be converted"))
    return words.say(N_("converted"))


def _missing(one: Missing, words: Wording) -> str:
    if one.by_month:
        month = words.month(one.first_on)
        return words.say(N_("{currency}: InforEuro of {month}"), currency=one.currency, month=month)
    return words.say(N_("{currency}: rate of {day}"), currency=one.currency, day=one.first_on)


ROUTES = [
    address("/projects/{code}/payments", "payments", payments),
    address("/projects/{code}/payments/convert", "convert_expenses", convert, changes=True),
]
