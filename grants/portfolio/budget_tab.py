"""The budget as a tree, with what was spent on each line and what is left."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.budget.rules import Standing, budget_currency
from grants.budget.versions import versions_section
from grants.entries.kinds import BY_NAME
from grants.entries.queries import choices_for, project_row, rows_of
from grants.portfolio.frame import base_of
from grants.portfolio.queries import spent_by_line
from grants.portfolio.rules import place
from grants.portfolio.tables import tables_of
from grants.projects.queries import Seen
from grants.storage.columns import money, text
from grants.values.language import N_
from grants.values.money import Money, in_lev
from grants.values.wording import Wording
from grants.web.pages import Visit

Row = Mapping[str, Any]


async def budget(visit: Visit) -> Response:
    """The budget as a tree, with what was spent on each line."""
    seen: Seen = visit.project
    words = visit.words
    lines = await rows_of(BY_NAME["line"], visit.by, seen)
    spent = await spent_by_line(visit.by, seen)
    choices = await choices_for(BY_NAME["line"], visit.by, seen)
    partners_named = {choice.id: choice.label.in_(words.language) for choice in choices["partner"]}
    may_edit = visit.may(Permission.EDIT_BUDGET)
    met = {line["currency"] for line in lines if line["amount_cents"] is not None}
    currency = budget_currency(met, (await project_row(seen))["currency"])
    shown = [
        _line_row(
            line,
            spent.get(line["id"], ({}, 0)),
            partners_named,
            words,
            f"{base_of(seen)}/rows/line/{line['id']}" if may_edit else "",
            _beneath(line, lines, spent, currency),
        )
        for line in lines
    ]
    context = {
        "currency_said": words.say(N_("Amounts in {currency}"), currency=currency),
        "rows": shown,
        "totals": [_line_total(lines, spent, currency, words)] if lines else [],
        "note": " ".join(said for said in (_unassigned(spent, words), _elsewhere(met - {currency}, words)) if said),
        "tables": await tables_of(visit, "budget"),
        "may_add": may_edit,
        "v": await versions_section(visit),
    }
    return visit.page("budget/budget.html", context)


def _elsewhere(currencies: Collection[str], words: Wording) -> str | None:
    """What the total leaves out."""
    if not currencies:
        return None
    return words.say(N_("Lines in {currencies} are not in the total."), currencies=words.list(sorted(currencies)))


def _spent_in(spent: tuple[dict[str, int], int], currency: str) -> Money:
    """What was spent on a line in the budget's currency.

    Lev and euro are each other's at the fixed rate; in any other currency only what was paid in it counts.
    """
    by_currency, euro = spent
    if currency == "EUR":
        return Money(euro, "EUR")
    paid = Money(by_currency.get(currency, 0), currency)
    return paid + in_lev(Money(by_currency.get("EUR", 0), "EUR")) if currency == "BGN" else paid


def _line_row(
    line: Row,
    spent: tuple[dict[str, int], int],
    named: Mapping[int, str],
    words: Wording,
    url: str,
    beneath: Standing | None,
) -> dict[str, Any]:
    title, language = text(dict(line), "title").side(words.language)
    level = min(2, line["number"].count("."))
    row = {
        "level": level,
        "group": line["amount_cents"] is None and level == 0,
        "url": url,
        "code": line["number"],
        "name": title,
        "name_lang": "" if language == words.language else language,
        "partner": named.get(line["partner_id"], ""),
        "unit": _unit(line, words),
    }
    planned = money(dict(line))
    return row | _standing_said(Standing(planned, _spent_in(spent, planned.currency)) if planned else beneath, words)


def _beneath(
    chapter: Row, lines: Sequence[Row], spent: Mapping[int | None, tuple[dict[str, int], int]], currency: str
) -> Standing | None:
    """A chapter without an amount of its own comes to what stands on the lines below it."""
    below = [
        line
        for line in lines
        if line["number"].startswith(chapter["number"] + ".")
        and line["amount_cents"] is not None
        and line["currency"] == currency
    ]
    if not below:
        return None
    zero = Money.zero(currency)
    return Standing(
        sum((Money(line["amount_cents"], currency) for line in below), zero),
        sum((_spent_in(spent.get(line["id"], ({}, 0)), currency) for line in below), zero),
    )


def _unit(line: Row, words: Wording) -> str:
    if line["units"] is None or line["unit_price_cents"] is None:
        return ""
    return (
        f"{words.number(line['units'].normalize())} × {words.figure(Money(line['unit_price_cents'], line['currency']))}"
    )


def _standing_said(standing: Standing | None, words: Wording) -> dict[str, Any]:
    if standing is None:
        return {
            "approved": None,
            "spent": None,
            "left": None,
            "left_minus": False,
            "share": "",
            "share_spent": 0,
            "over": False,
        }
    part = standing.share
    return {
        "approved": words.figure(standing.planned, dash=True),
        "spent": words.figure(standing.spent, dash=True),
        "left": words.figure(standing.left, dash=True),
        "left_minus": standing.left.minor < 0,
        "share": words.percent(part, 1) if part is not None else "",
        "share_spent": place(standing.spent.minor, standing.planned.minor),
        "over": standing.left.minor < 0,
    }


def _line_total(
    lines: Sequence[Row], spent: Mapping[int | None, tuple[dict[str, int], int]], currency: str, words: Wording
) -> dict[str, Any]:
    zero = Money.zero(currency)
    planned = sum(
        (
            Money(line["amount_cents"], currency)
            for line in lines
            if line["amount_cents"] and line["currency"] == currency
        ),
        zero,
    )
    paid = sum((_spent_in(one, currency) for one in spent.values()), zero)
    return {"label": words.say(N_("Total"))} | _standing_said(Standing(planned, paid), words)


def _unassigned(spent: Mapping[int | None, tuple[dict[str, int], int]], words: Wording) -> str | None:
    if None not in spent or not spent[None][1]:
        return None
    amount = words.amount(Money(spent[None][1], "EUR"))
    return words.say(N_("{amount} was spent without a budget line; it is in the total only."), amount=amount)
