"""The pictures of a project: its sources as one bar, spending against the plan, the budget by chapter, activities in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from grants.budget.kinds import SOURCE_KINDS
from grants.portfolio.cuts import amount_of
from grants.portfolio.plan.shown import late_said, period_said
from grants.portfolio.rules import burning, levels, place, place_of_day, points, ticks
from grants.portfolio.standing import Budget, Figures, Standing, plan_of
from grants.storage.columns import published_day, text
from grants.values.days import Precision, PublishedDay
from grants.values.language import N_
from grants.values.money import Money, share
from grants.values.wording import Wording
from grants.workplan.rules_plan import activity_late

Row = Mapping[str, Any]


def sources(rows: Sequence[Row], words: Wording) -> dict[str, Any] | None:
    """The sources as one bar: those of the whole project, or, where only its partners' are stated, theirs by kind."""
    stated = [row for row in rows if row["amount_cents"] and row["partner_id"] is None]
    named = [
        (text(row, "name").in_(words.language) or words.say(SOURCE_KINDS[row["kind"]]), amount_of(row))
        for row in stated
    ]
    if not stated:
        kinds: dict[str, list[Money]] = {}
        for row in rows:
            if row["amount_cents"]:
                kinds.setdefault(str(row["kind"]), []).append(amount_of(row))
        if len({one.currency for amounts in kinds.values() for one in amounts}) > 1:
            return None
        named = [
            (words.say(SOURCE_KINDS[kind]), sum(amounts[1:], amounts[0]))
            for kind in SOURCE_KINDS
            if (amounts := kinds.get(str(kind)))
        ]
    if not named or len({amount.currency for _, amount in named}) > 1:
        return None
    return _one_bar(named, N_("{amount} in all"), words)


def burn(budget: Budget, by_month: Sequence[Row], words: Wording) -> dict[str, Any] | None:
    """Spending by month against the plan: each line over its own days, where these are known, else over the project's."""
    first, last = budget.days
    plan = plan_of(budget)
    if not by_month or not plan or first is None or last is None or last <= first:
        return None
    drawn = burning(first, last, plan, by_month, budget.today)
    top = max(drawn.planned[-1], drawn.spent[-1] if drawn.spent else 0)
    rows = [
        (
            words.published_day(_month(month)),
            words.figure(Money(planned, "EUR")),
            words.figure(Money(drawn.spent[n], "EUR")) if n < len(drawn.spent) else "",
        )
        for n, (month, planned) in enumerate(zip(drawn.months, drawn.planned, strict=True))
    ]
    return {
        "caption": words.say(_BURN_BY_DAYS if any((a, b) != budget.days for _, a, b in plan) else _BURN_EVENLY),
        "planned": points(drawn.planned, len(drawn.months), top),
        "spent": points(drawn.spent, len(drawn.months), top),
        "levels": [(1000 - place(cents, top), words.number(cents // 100)) for cents in levels(top)],
        "ticks": [(place_of_day(day, first, last), _month_said(day)) for day in ticks(first, last, 6)],
        "rows": rows,
        "today": place_of_day(budget.today, first, last) if first <= budget.today <= last else None,
    }


_BURN_EVENLY = N_("Euro, cumulated by month of payment; the plan is spread evenly over the period")
_BURN_BY_DAYS = N_(
    "Euro, cumulated by month of payment; the plan of each line is spread over the days of its activity or year, else of the project"
)


def _month(day: date) -> PublishedDay:
    return PublishedDay(day, Precision.MONTH)


def _month_said(day: date) -> str:
    return f"{day.month}.{day.year}"


_MOST_BARS = 24


def by_chapter(shown: Sequence[Standing], words: Wording) -> list[tuple[str, Figures]]:
    """Each chapter with all its lines; of a budget without chapters the largest lines, the others together."""
    labels: dict[str, str] = {}
    chapters: dict[str, Figures] = {}
    for one in shown:
        number = one.line["number"]
        top = number.partition(".")[0]
        if top == number:
            labels[top] = f"{top} {text(one.line, 'title').in_(words.language)}".strip()
        if top not in chapters:
            chapters[top] = Figures()
        chapters[top].add(one.own)
    large = set(sorted(chapters, key=lambda top: -chapters[top].approved)[:_MOST_BARS])
    others = Figures()
    for top in chapters.keys() - large:
        others.add(chapters[top])
    found = [(labels.get(top, top), figures) for top, figures in chapters.items() if top in large]
    return [*found, (words.say(N_("all others")), others)] if others else found


def standing_bars(groups: Sequence[tuple[str, Figures]], currency: str, words: Wording) -> dict[str, Any] | None:
    """Budget against spending, a bar a group: what is approved, spent net and gross, and committed."""
    drawn = [(label, one) for label, one in groups if one]
    most = max((max(one.approved, one.spent + one.committed) for _, one in drawn), default=0)
    if not most:
        return None
    return {
        "rows": [_standing_bar(label, one, most, words) for label, one in drawn],
        "currency": words.say(N_("Amounts in {currency}"), currency=currency),
        "lost": any(one.lost for _, one in drawn),
        "committed": any(one.committed for _, one in drawn),
    }


def _standing_bar(label: str, one: Figures, most: int, words: Wording) -> dict[str, Any]:
    return {
        "label": label,
        "approved": place(one.approved, most),
        "net": place(one.spent - one.lost, most),
        "gross": place(one.spent, most),
        "reserved": place(one.spent + one.committed, most) if one.committed else 0,
        "over": one.spent > one.approved,
        "figures": words.say(
            N_("{spent} of {planned}"), spent=words.figure(one.spent), planned=words.figure(one.approved)
        ),
        "cells": [
            words.figure(cents, dash=True) for cents in (one.approved, one.spent, one.spent - one.lost, one.committed)
        ],
    }


def spent_sources(made: Sequence[Row], currency: str, words: Wording) -> dict[str, Any] | None:
    """By whose money the spending so far was, as one bar."""
    spent, own, in_kind, third = (sum(row[name] for row in made) for name in ("spent", "own", "in_kind", "third"))
    parts = [
        (N_("grant"), spent - own - in_kind - third),
        (SOURCE_KINDS["own"], own),
        (SOURCE_KINDS["in_kind"], in_kind),
        (SOURCE_KINDS["third_party"], third),
    ]
    if spent <= 0 or not (own or in_kind or third) or any(cents < 0 for _, cents in parts):
        return None
    named = [(words.say(label), Money(cents, currency)) for label, cents in parts if cents]
    return _one_bar(named, N_("{amount} spent so far"), words)


def _one_bar(named: Sequence[tuple[str, Money]], caption: str, words: Wording) -> dict[str, Any]:
    whole = sum((amount for _, amount in named), Money.zero(named[0][1].currency))
    parts, so_far = [], 0
    for label, amount in named:
        part = share(amount, whole)
        parts.append(
            {
                "label": label,
                "start": place(so_far, whole.minor),
                "length": place(amount.minor, whole.minor),
                "amount": words.amount(amount),
                "share": words.percent(part, 2) if part is not None else "",
            }
        )
        so_far += amount.minor
    return {"caption": words.say(caption, amount=words.amount(whole)), "parts": parts}


_BARS = {"done": "done", "running": "running", "planned": "waiting"}


def gantt(rows: Sequence[Row], today: date, words: Wording, base: str) -> dict[str, Any] | None:
    """The activities that are part of no other, with both their days; one known to the month runs to the month's last day."""
    ids = {row["id"] for row in rows}
    tops = [row for row in rows if row["within_id"] not in ids]
    spans = [(row, published_day(row, "start"), published_day(row, "end")) for row in tops]
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
    base: str,
) -> dict[str, Any]:
    said, language = text(row, "title").side(words.language)
    begins = place_of_day(start.first, *whole)
    late = activity_late(row, today)
    return {
        "label": f"{row['number']} {said}",
        "lang": "" if language == words.language else language,
        "url": f"{base}/activities/{row['id']}",
        "start": begins,
        "length": max(6, place_of_day(end.last, *whole) - begins),
        "state": "late-bar" if late and end.last < today else _BARS.get(str(row["state"]), "waiting"),
        "said": period_said(words, start, end),
        "late": late_said(late, words),
    }
