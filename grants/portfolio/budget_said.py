"""A budget's rows in a reader's words: a row a line or a group, with a cell for each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from grants.budget.kinds import COST_CATEGORIES, COST_FORMS, CostCategory, CostForm
from grants.expenses.queries import COUNTED, NOTHING
from grants.portfolio.cuts import OPENING, Cut
from grants.portfolio.rules import place
from grants.portfolio.standing import Budget, Figures, Standing, in_budget
from grants.values.language import N_, Text
from grants.values.money import Money, half_up
from grants.values.wording import Wording

Row = Mapping[str, Any]
Cell = tuple[str, str, str, tuple[str, ...]]  # the figure, how it looks, the address behind it, what stands under it

HEADINGS: Mapping[str, str] = {
    "approved": N_("Approved"),
    "working": N_("Working version"),
    "spent": N_("Spent"),
    "committed": N_("Committed"),
    "left": N_("Left"),
    "left_net": N_("Left without the cut"),
    "at_end": N_("Forecast to the end"),
    "unspent": N_("Will stay unspent"),
}
FIRST: Mapping[str, str] = {
    Cut.LINE: N_("Budget line"),
    Cut.PARTNER: N_("Partner"),
    Cut.ACTIVITY: N_("Activity"),
    Cut.YEAR: N_("Year or period"),
    Cut.CATEGORY: N_("Kind of cost"),
}
_UNNAMED: Mapping[str, str] = {
    Cut.PARTNER: N_("no partner named"),
    Cut.ACTIVITY: N_("no activity named"),
    Cut.YEAR: N_("no year named"),
    Cut.CATEGORY: N_("kind not stated"),
}
BEFORE = N_("until {day}, before this tracker")


@dataclass(frozen=True, slots=True)
class Said:
    """What is needed to say a budget: the words, where its project stands, the figures, and which columns hold anything."""

    words: Wording
    base: str
    budget: Budget
    total: Figures
    made: Sequence[Row]
    columns: tuple[str, ...]
    opened: date | None  # until when the opening figures stand
    at_once: bool  # leva are converted as a total
    may_edit: bool

    @classmethod
    def of(
        cls,
        words: Wording,
        base: str,
        budget: Budget,
        total: Figures,
        made: Sequence[Row],
        *,
        at_once: bool,
        may_edit: bool,
    ) -> Said:
        """Columns in which nothing stands are left out."""
        kept = {
            "working": bool(total.working),
            "committed": bool(total.committed),
            "left_net": bool(total.lost),
            "at_end": bool(total.foreseen),
            "unspent": bool(total.foreseen),
        }
        columns = tuple(name for name in HEADINGS if kept.get(name, True))
        opened = max((row["until"] for row in made if row["until"]), default=None)
        return cls(words, base, budget, total, made, columns, opened, at_once, may_edit)

    @property
    def currency_said(self) -> str:
        """In what the amounts are."""
        if self.in_lev:
            return self.words.say(N_("Amounts in leva, under them in euro at the fixed rate"))
        return self.words.say(N_("Amounts in {currency}"), currency=self.budget.currency)

    @property
    def in_lev(self) -> bool:
        """Whether the budget was signed in leva, so that it is shown in euro too."""
        return self.budget.currency == "BGN"

    def figure(self, cents: int) -> str:
        """Cents of a column; nothing is a dash."""
        return self.words.figure(cents, dash=True)

    def amount(self, cents: int) -> str:
        """Cents of the budget's currency with its sign."""
        return self.words.amount(Money(cents, self.budget.currency))


def headings(said: Said) -> list[str]:
    """What stands over the figures."""
    return [said.words.say(HEADINGS[name]) for name in said.columns]


_OF_APPROVED = frozenset({"left", "left_net", "at_end", "unspent"})  # what says nothing where nothing was approved


def cells(
    said: Said, figures: Figures, links: Mapping[str, str], approved: str = "", *, compared: bool = True
) -> list[Cell]:
    """The figures of a row, a cell for each column; `approved` stands where the line's own amount can't be added.

    Where nothing was approved, or what was spent is not `compared` with it, nothing is left of it either.
    """
    values = {
        "approved": figures.approved,
        "working": figures.working,
        "spent": figures.spent,
        "committed": figures.committed,
        "left": figures.left,
        "left_net": figures.left_net,
        "at_end": figures.at_end,
        "unspent": figures.unspendable or -figures.overspend,
    }
    under = _under(said, figures)
    if not (compared and figures.planned):
        values |= dict.fromkeys(_OF_APPROVED, 0)
        under = {name: said_under for name, said_under in under.items() if name not in _OF_APPROVED}
    return [
        (
            approved if approved and name == "approved" else said.figure(values[name]),
            _looks(name, values),
            links.get(name, "") if values[name] else "",
            under.get(name, ()),
        )
        for name in said.columns
    ]


def _looks(name: str, values: Mapping[str, int]) -> str:
    if values[name] < 0:
        return " minus"
    return " quiet" if name == "working" and values["working"] == values["approved"] else ""


def _under(said: Said, figures: Figures) -> dict[str, tuple[str, ...]]:
    """What stands under a figure: the same in euro; of the spent what was cut and what are opening figures."""
    under: dict[str, tuple[str, ...]] = {}
    words = said.words
    if said.in_lev:
        left = figures.approved_euro - figures.spent_euro
        euro = {"approved": figures.approved_euro, "spent": figures.spent_euro}
        euro |= {"left": left, "left_net": left + figures.lost_euro}
        under = {name: (words.amount(Money(cents, "EUR")),) for name, cents in euro.items() if cents}
    if figures.lost:
        lost = words.say(N_("{amount} of it cut or set aside"), amount=words.figure(figures.lost))
        under["spent"] = (*under.get("spent", ()), lost)
    if figures.opening and said.opened:
        opening = words.say(N_("{amount} of it until {day}"), amount=words.figure(figures.opening), day=said.opened)
        under["spent"] = (*under.get("spent", ()), opening)
    return under


def shares(said: Said, figures: Figures) -> dict[str, Any]:
    """The last cell: how much of the approved is spent, and with what is committed."""
    if not figures.approved:
        return {"share": "", "share_spent": 0, "share_reserved": 0, "over": figures.spent > 0}
    part = half_up(Decimal(figures.spent * 100) / Decimal(figures.approved), 1)
    return {
        "share": said.words.percent(part, 1),
        "share_spent": place(figures.spent, figures.approved),
        "share_reserved": place(figures.spent + figures.committed, figures.approved) if figures.committed else 0,
        "over": figures.spent > figures.approved,
    }


def line_rows(
    said: Said, shown: Sequence[Standing], named: Mapping[str, Mapping[int, Row]], extra: Sequence[Row]
) -> list[dict[str, Any]]:
    """A row for every line of the tree, then those that only the working version has."""
    partners = {key: Text(row["bg"], row["en"]).in_(said.words.language) for key, row in named["partner"].items()}
    rows = [_line_row(said, one, partners) for one in shown]
    return rows + [_new_row(said, row, partners) for row in extra]


def _line_row(said: Said, one: Standing, partners: Mapping[int, str]) -> dict[str, Any]:
    line, words = one.line, said.words
    title, language = Text(line["title_bg"], line["title_en"]).side(words.language)
    level = min(2, line["number"].count("."))
    spent = ledger_url(said, line=line["number"])
    foreign = not one.heading and not one.figures.planned
    row = {
        "id": line["id"],
        "level": level,
        "group": one.heading and level == 0,
        "url": f"{said.base}/rows/line/{line['id']}" if said.may_edit else "",
        "code": line["number"],
        "name": title,
        "name_lang": "" if language == words.language else language,
        "partner": partners.get(line["partner_id"], ""),
        "unit": _unit(line, words),
        "cells": cells(
            said,
            one.figures,
            {"spent": spent, "committed": f"{said.base}/procurement#supply"},
            words.amount(Money(line["amount_cents"], line["currency"])) if foreign else "",
        )
        if one.figures or foreign
        else None,
    }
    return row | shares(said, one.figures)


def _new_row(said: Said, row: Row, partners: Mapping[int, str]) -> dict[str, Any]:
    """A line that stands only in the working version."""
    title, language = Text(row["title_bg"], row["title_en"]).side(said.words.language)
    cents = in_budget(Money(row["amount_cents"] or 0, row["currency"]), said.budget.currency) or 0
    figures = Figures(working=cents)
    return {
        "id": 0,
        "level": min(2, row["code"].count(".")),
        "group": False,
        "url": "",
        "code": row["code"],
        "name": title,
        "name_lang": "" if language == said.words.language else language,
        "partner": partners.get(row["partner_id"], ""),
        "unit": said.words.say(N_("new in the working version")),
        "cells": cells(said, figures, {}),
    } | shares(said, figures)


def _unit(line: Row, words: Wording) -> str:
    """How the amount of a line comes about: units at a price, a rate of its base, a sum for a result."""
    if line["form"] == CostForm.FLAT_RATE and line["rate"] is not None:
        rate = words.percent(line["rate"].normalize(), 2 if line["rate"] % 1 else 0)
        return words.say(N_("{rate} of {base}"), rate=rate, base=line["base"]) if line["base"] else rate
    if line["units"] is not None and line["unit_price_cents"] is not None:
        price = words.figure(Money(line["unit_price_cents"], line["currency"]))
        return f"{words.number(line['units'])} × {price}"
    lump_sum = COST_FORMS[CostForm.LUMP_SUM]
    return words.say(lump_sum) if line["form"] == CostForm.LUMP_SUM else ""


def group_rows(
    said: Said, cut: Cut, groups: Mapping[str | None, Figures], named: Mapping[str, Mapping[int, Row]]
) -> list[dict[str, Any]]:
    """A row for every group of a cut, in the order the project has them; what names none comes last."""
    return [
        _group_row(said, cut, key, groups[key], named)
        for key in sorted(groups, key=lambda key: _order(cut, key, named))
    ]


def _order(cut: Cut, key: str | None, named: Mapping[str, Mapping[int, Row]]) -> tuple[int, int, str]:
    if key is None:
        return (2, 0, "")
    if cut in named:
        return (1, named[cut][int(key)]["position"] if int(key) in named[cut] else 10**9, key)
    if cut is Cut.CATEGORY:
        return (1, list(COST_CATEGORIES).index(key), "")
    return (0 if key == OPENING else 1, 0, key)


_BY_ROWS = frozenset({Cut.ACTIVITY, Cut.YEAR})  # a row may say these itself where its line does not


def _group_row(
    said: Said, cut: Cut, key: str | None, figures: Figures, named: Mapping[str, Mapping[int, Row]]
) -> dict[str, Any]:
    name, language, number, url = _group_name(said, cut, key, named)
    compared = key is not None or cut not in _BY_ROWS
    return {
        "id": 0,
        "level": 0,
        "group": False,
        "url": "",
        "code": number,
        "name": name,
        "name_lang": "" if language == said.words.language else language,
        "partner": "",
        "unit": "",
        "cells": cells(
            said, figures, {"spent": url, "committed": f"{said.base}/procurement#supply"}, compared=compared
        ),
    } | shares(said, figures if compared else Figures())


def _group_name(
    said: Said, cut: Cut, key: str | None, named: Mapping[str, Mapping[int, Row]]
) -> tuple[str, str, str, str]:
    """What a group is called, in which language, its number, and where its rows are."""
    words = said.words
    if key is None:
        nothing = CostCategory.NONE.value if cut is Cut.CATEGORY else NOTHING
        return words.say(_UNNAMED[cut]), words.language, "", ledger_url(said, **{cut.value: nothing})
    if cut in named:
        row = named[cut].get(int(key))
        if row is None:
            return words.say(_UNNAMED[cut]), words.language, "", ""
        title, language = Text(row["bg"], row["en"]).side(words.language)
        return title, language, row["number"], ledger_url(said, **{cut.value: row["number"]})
    if cut is Cut.CATEGORY:
        return words.say(COST_CATEGORIES[key]), words.language, "", ledger_url(said, category=key)
    if key == OPENING and said.opened:
        return words.say(BEFORE, day=said.opened), words.language, "", ledger_url(said, year=OPENING)
    return key, words.language, "", ledger_url(said, year=key)


def ledger_url(said: Said, **narrowed: str) -> str:
    """The rows behind a figure of what was spent: those that count, with the opening figures, so that both sums agree."""
    return f"{said.base}/expenses?{urlencode(narrowed | {'state': COUNTED})}"
