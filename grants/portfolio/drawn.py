"""The pictures of a project: its sources as one bar, spending against the plan, the budget by chapter, activities in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from grants.budget.kinds import SOURCE_KINDS
from grants.budget.rules import budget_currency
from grants.portfolio.rules import burning, levels, place, place_of_day, points, ticks
from grants.storage.columns import money, published_day, text
from grants.values.days import Precision, PublishedDay
from grants.values.language import N_, Text
from grants.values.money import Money, in_euro, share
from grants.values.wording import Wording

Row = Mapping[str, Any]


def planned_of(lines: Sequence[Row], row: Row) -> Money | None:
    sums = [Money(line["amount_cents"], line["currency"]) for line in lines if line["amount_cents"] is not None]
    if not sums:
        return money(dict(row), "total")
    currency = budget_currency({one.currency for one in sums}, row["currency"])
    return sum((one for one in sums if one.currency == currency), Money.zero(currency))


def sources(rows: Sequence[Row], words: Wording) -> dict[str, Any] | None:
    amounts = [Money(row["amount_cents"], row["currency"]) for row in rows if row["amount_cents"]]
    if not amounts or len({one.currency for one in amounts}) > 1:
        return None
    whole = sum(amounts, Money.zero(amounts[0].currency))
    parts, so_far = [], 0
    for row in (row for row in rows if row["amount_cents"]):
        amount = Money(row["amount_cents"], row["currency"])
        part = share(amount, whole)
        parts.append(
            {
                "label": text(dict(row), "name").in_(words.language) or words.say(SOURCE_KINDS[row["kind"]]),
                "start": place(so_far, whole.minor),
                "length": place(amount.minor, whole.minor),
                "amount": words.amount(amount),
                "share": words.percent(part, 2) if part is not None else "",
            }
        )
        so_far += amount.minor
    return {"caption": words.say(N_("{amount} in all"), amount=words.amount(whole)), "parts": parts}


def burn(row: Row, lines: Sequence[Row], by_month: Sequence[Row], today: date, words: Wording) -> dict[str, Any] | None:
    planned = planned_of(lines, row)
    euro = in_euro(planned) if planned else None
    first, last = row["start_on"], row["end_on"]
    if not by_month or euro is None or not lines or first is None or last is None or last <= first:
        return None
    drawn = burning(first, last, euro, by_month, today)
    top = max(euro.minor, drawn.spent[-1] if drawn.spent else 0)
    rows = [
        (
            words.published_day(_month(month)),
            words.figure(Money(plan, "EUR")),
            words.figure(Money(drawn.spent[n], "EUR")) if n < len(drawn.spent) else "",
        )
        for n, (month, plan) in enumerate(zip(drawn.months, drawn.planned, strict=True))
    ]
    return {
        "caption": words.say(N_("Euro, cumulated by month of payment; the plan is spread evenly over the period")),
        "planned": points(drawn.planned, len(drawn.months), top),
        "spent": points(drawn.spent, len(drawn.months), top),
        "levels": [(1000 - place(cents, top), words.number(cents // 100)) for cents in levels(top)],
        "ticks": [(place_of_day(day, first, last), _month_said(day)) for day in ticks(first, last, 6)],
        "rows": rows,
        "today": place_of_day(today, first, last) if first <= today <= last else None,
    }


def _month(day: date) -> PublishedDay:
    return PublishedDay(day, Precision.MONTH)


def _month_said(day: date) -> str:
    return f"{day.month}.{day.year}"


def chapters(
    lines: Sequence[Row], by_line: Mapping[int | None, tuple[dict[str, int], int]], words: Wording
) -> list[dict[str, Any]] | None:
    chapters: dict[str, list[Any]] = {}
    for line in lines:
        top = line["number"].split(".")[0]
        chapter = chapters.setdefault(top, [Text(top, top), 0, 0])
        if "." not in line["number"]:
            chapter[0] = Text(
                *(f"{top} {side}".strip() if side else "" for side in (line["title_bg"], line["title_en"]))
            )
        if line["amount_cents"]:
            euro = in_euro(Money(line["amount_cents"], line["currency"]))
            chapter[1] += euro.minor if euro else 0
        chapter[2] += by_line.get(line["id"], ({}, 0))[1]
    if not chapters:
        return None
    most = max(max(planned, spent) for _, planned, spent in chapters.values()) or 1
    return [
        {
            "label": title.in_(words.language),
            "spent": place(spent, most),
            "reserved": place(planned, most),
            "over": spent > planned,
            "figures": words.say(
                N_("{spent} of {planned}"),
                spent=words.figure(Money(spent, "EUR")),
                planned=words.figure(Money(planned, "EUR")),
            ),
        }
        for title, planned, spent in chapters.values()
    ]


_BARS = {"done": "done", "running": "running", "planned": "waiting"}


def gantt(rows: Sequence[Row], today: date, words: Wording, base: str | None) -> dict[str, Any] | None:
    """Every activity with both its days; one known to the month runs to the month's last day."""
    spans = [(row, published_day(dict(row), "start"), published_day(dict(row), "end")) for row in rows]
    dated = [(row, start, end) for row, start, end in spans if start and end and end.last > start.first]
    if not dated:
        return None
    first, last = min(start.first for _, start, _ in dated), max(end.last for _, _, end in dated)
    return {
        "rows": [_bar(row, start, end, (first, last), today, words, base) for row, start, end in dated],
        "ticks": [(place_of_day(day, first, last), _month_said(day)) for day in ticks(first, last)],
        "today": place_of_day(today, first, last) if first <= today <= last else None,
    }


def _bar(
    row: Row,
    start: PublishedDay,
    end: PublishedDay,
    whole: tuple[date, date],
    today: date,
    words: Wording,
    base: str | None,
) -> dict[str, Any]:
    said, language = text(dict(row), "title").side(words.language)
    begins = place_of_day(start.first, *whole)
    late = row["state"] != "done" and end.last < today
    return {
        "label": f"{row['number']} {said}",
        "lang": "" if language == words.language else language,
        "url": f"{base}/rows/activity/{row['id']}" if base else None,
        "start": begins,
        "length": max(6, place_of_day(end.last, *whole) - begins),
        "state": "late-bar" if late else _BARS.get(str(row["state"]), "waiting"),
        "said": words.period(start, end),
    }
