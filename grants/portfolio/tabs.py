"""The tabs of a project that are read and led on from: overview, partners, work plan, indicators, budget, history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from grants.access import ROWS as ROW_RULES
from grants.access import Permission, sees_all_money
from grants.budget.rules import SOURCE_KINDS, Standing, budget_currency
from grants.checks.queries import findings_of
from grants.checks.rules import Finding
from grants.entries.kinds import BY_NAME, Kind
from grants.entries.queries import choices_for, project_row, rows_of
from grants.portfolio.queries import history_of, spent_by_line, spent_by_month
from grants.portfolio.rules import burning, levels, place, place_of_day, points, ticks
from grants.portfolio.tables import kinds_of, table
from grants.portfolio.wording import deed_said, differences
from grants.projects.queries import Seen
from grants.projects.rules import AMOUNT_KINDS
from grants.storage.columns import money, published_day, text
from grants.values.choices import Choice
from grants.values.days import Precision, PublishedDay
from grants.values.language import N_, Text
from grants.values.money import Money, in_euro, in_lev, share
from grants.values.wording import Wording
from grants.web.pages import Visit

Row = Mapping[str, Any]
_LATEST, _FOUND, _PAGE = 4, 6, 60
_ORDER = {"question": 0, "warning": 1, "info": 2}


async def overview(visit: Visit) -> Response:
    """A project at a glance."""
    seen: Seen = visit.project
    words = visit.words
    row = await project_row(seen)
    if not sees_all_money(visit.by, seen.ref):
        row["total_cents"] = None
    choices = await choices_for(BY_NAME["procedure"], visit.by, None) | await choices_for(
        BY_NAME["project"], visit.by, seen
    )
    found = {
        name: await rows_of(BY_NAME[name], visit.by, seen)
        for name in ("objective", "target_group", "partner", "activity", "source", "line", "deadline")
    }
    findings = await findings_of(visit.by, seen)
    amiss = sorted((one for one in findings if one.level != "info"), key=lambda one: _ORDER.get(one.level, 3))[:_FOUND]
    sees_money = visit.may(Permission.SEE_MONEY)
    partners = {
        choice.id: choice.label for choice in (await choices_for(BY_NAME["activity"], visit.by, seen))["partner"]
    }
    by_month = await spent_by_month(visit.by, seen) if sees_money else []
    by_line = await spent_by_line(visit.by, seen) if sees_money else {}
    context = {
        "may_edit": visit.may(Permission.EDIT_PROJECT),
        "edit_url": f"{_base(seen)}/edit",
        "may_export": visit.may(Permission.EXPORT_PROJECT),
        "figures": _figures(row, found["line"], by_line, words) if sees_money else [],
        "aim": next((text(dict(o), "wording") for o in found["objective"] if o["kind"] != "specific"), None)
        or text(row, "summary"),
        "facts": _facts(row, found, partners, choices, words),
        "sources": _sources(found["source"], words) if sees_money else None,
        "due": _due(found["deadline"], visit.today, words, _base(seen)),
        "found": [_finding(finding, words, _base(seen)) for finding in amiss],
        "found_url": f"{_base(seen)}/findings" if len(findings) > len(amiss) else None,
        "latest": await _latest(visit, seen),
        "history_url": f"{_base(seen)}/history",
        "burning": _burn(row, found["line"], by_month, visit.today, words) if sees_money else None,
        "chapters": _chapters(found["line"], by_line, words) if sees_money else None,
        "plan": _gantt(
            found["activity"], visit.today, words, _base(seen) if visit.may(Permission.EDIT_WORK_PLAN) else None
        ),
        "more_url": f"{_base(seen)}/details",
    }
    return visit.page("portfolio/overview.html", context)


def _base(seen: Seen) -> str:
    return f"/projects/{seen.code}"


def _planned(lines: Sequence[Row], row: Row) -> Money | None:
    sums = [Money(line["amount_cents"], line["currency"]) for line in lines if line["amount_cents"] is not None]
    if not sums:
        return money(dict(row), "total")
    currency = budget_currency({one.currency for one in sums}, row["currency"])
    return sum((one for one in sums if one.currency == currency), Money.zero(currency))


def _figures(
    row: Row, lines: Sequence[Row], by_line: Mapping[int | None, tuple[dict[str, int], int]], words: Wording
) -> list[dict[str, str]]:
    planned = _planned(lines, row)
    if planned is None:
        return []
    euro = in_euro(planned)
    shown = [
        {
            "label": words.say(N_("Budget")),
            "amount": words.amount(euro or planned),
            "under": words.amount(planned) if euro and euro != planned else "",
        }
    ]
    if not lines:
        shown[0]["label"] = words.say(N_("Value of the project"))
        if row["total_kind"] != "unknown":
            shown[0]["under"] = " · ".join(
                part for part in (shown[0]["under"], words.say(AMOUNT_KINDS[row["total_kind"]])) if part
            )
    spent = Money(sum(cents for _, cents in by_line.values()), "EUR")
    if euro is None or not (lines or spent):
        return shown
    standing = Standing(euro, spent)
    part = standing.share
    return [
        *shown,
        {
            "label": words.say(N_("Spent")),
            "amount": words.amount(spent),
            "under": words.say(N_("{share} of the budget"), share=words.percent(part, 1)) if part is not None else "",
        },
        {"label": words.say(N_("Left")), "amount": words.amount(standing.left), "under": ""},
    ]


def _facts(
    row: dict[str, Any],
    found: Mapping[str, Sequence[Row]],
    partners: Mapping[int, Text],
    choices: Mapping[str, Sequence[Choice]],
    words: Wording,
) -> list[dict[str, Any]]:
    named = {name: {choice.id: choice.label for choice in offered} for name, offered in choices.items()}
    by_role: dict[str, list[Text]] = {"lead": [], "other": []}
    for partner in found["partner"]:
        if partner["id"] in partners:
            by_role["lead" if partner["role"] == "lead" else "other"].append(partners[partner["id"]])
    pairs: list[tuple[str, list[Any]]] = [
        (N_("Lead organisation"), by_role["lead"]),
        (N_("Partners"), by_role["other"]),
        (N_("Programme"), [named["programme"].get(row["programme_id"])]),
        (N_("Procedure"), [named["procedure"].get(row["procedure_id"])]),
        (N_("Priority axis"), [text(row, "priority")]),
        (N_("Key area of intervention"), [text(row, "area")]),
        (N_("Source of funding"), [text(row, "funder")]),
        (N_("Duration"), [words.count("{n} month", "{n} months", row["months"]) if row["months"] else ""]),
        (N_("Territorial scope"), [text(row, "territory")]),
        (N_("Specific objectives"), [text(dict(o), "wording") for o in found["objective"] if o["kind"] == "specific"]),
        (N_("Target groups"), [text(dict(g), "name") for g in found["target_group"]]),
        (N_("Sustainability"), [text(row, "sustainability")]),
    ]
    return [
        {"label": words.say(label), "texts": kept} for label, texts in pairs if (kept := [one for one in texts if one])
    ]


def _sources(rows: Sequence[Row], words: Wording) -> dict[str, Any] | None:
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


def _due(rows: Sequence[Row], today: date, words: Wording, base: str) -> list[dict[str, Any]]:
    soon = [row for row in rows if row["state"] == "open" and row["due_on"] <= today + timedelta(days=30)]
    return [
        {
            "what": text(dict(row), "title").in_(words.language),
            "url": f"{base}/deadlines#deadline-{row['id']}",
            "when": words.distance((row["due_on"] - today).days),
            "late": row["due_on"] < today,
        }
        for row in sorted(soon, key=lambda row: (row["due_on"], row["id"]))[:8]
    ]


def _finding(finding: Finding, words: Wording, base: str) -> dict[str, Any]:
    kind = BY_NAME.get(finding.kind)
    where = (
        "" if kind is None or kind.name == "project" else f"{words.say(kind.record.singular)} {finding.number}".strip()
    )
    return {
        "level": finding.level,
        "sentence": words.say(finding.sentence, **finding.facts),
        "row": where,
        "url": f"{base}/{_place(kind)}" if kind and kind.name != "project" else None,
        "code": finding.code,
    }


def _place(kind: Kind) -> str:
    """Where rows of a kind are read: the tab, and on it their table."""
    tab = "details" if kind.record.tab == "overview" else kind.record.tab
    return f"{tab}#{kind.name}"


async def _latest(visit: Visit, seen: Seen) -> list[dict[str, Any]]:
    if not visit.may(Permission.SEE_HISTORY):
        return []
    return [
        {"sentence": deed_said(entry, visit.words), "when": visit.words.moment(entry["at"], visit.zone), "url": None}
        for entry in await history_of(seen, None, _LATEST)
    ]


def _burn(
    row: Row, lines: Sequence[Row], by_month: Sequence[Row], today: date, words: Wording
) -> dict[str, Any] | None:
    planned = _planned(lines, row)
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


def _chapters(
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


def _gantt(rows: Sequence[Row], today: date, words: Wording, base: str | None) -> dict[str, Any] | None:
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


async def _tables(visit: Visit, tab: str) -> list[dict[str, Any]]:
    seen: Seen = visit.project
    shown = []
    for kind in kinds_of(tab):
        if not visit.may(ROW_RULES[kind.name][0]):
            continue
        rows = await rows_of(kind, visit.by, seen)
        choices = await choices_for(kind, visit.by, seen)
        shown.append(
            table(kind.name, rows, choices, visit.words, _base(seen), may_change=visit.may(ROW_RULES[kind.name][1]))
        )
    return shown


async def partners(visit: Visit) -> Response:
    """Who does the project."""
    return visit.page("portfolio/tables.html", {"tables": await _tables(visit, "partners"), "plan": None})


async def work_plan(visit: Visit) -> Response:
    """What is done and what comes of it."""
    seen: Seen = visit.project
    activities = await rows_of(BY_NAME["activity"], visit.by, seen)
    base = _base(seen) if visit.may(Permission.EDIT_WORK_PLAN) else None
    context = {"tables": await _tables(visit, "workplan"), "plan": _gantt(activities, visit.today, visit.words, base)}
    return visit.page("portfolio/tables.html", context)


async def indicators(visit: Visit) -> Response:
    """What was promised and what was reached."""
    return visit.page("portfolio/tables.html", {"tables": await _tables(visit, "indicators"), "plan": None})


async def details(visit: Visit) -> Response:
    """Numbers, contracts, aims, target groups, what was published, and remarks."""
    return visit.page("portfolio/tables.html", {"tables": await _tables(visit, "overview"), "plan": None})


async def findings(visit: Visit) -> Response:
    """Everything the checks found in a project."""
    found = sorted(await findings_of(visit.by, visit.project), key=lambda finding: _ORDER.get(finding.level, 3))
    return visit.page(
        "portfolio/findings.html", {"found": [_finding(one, visit.words, _base(visit.project)) for one in found]}
    )


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
            f"{_base(seen)}/rows/line/{line['id']}" if may_edit else "",
            _beneath(line, lines, spent, currency),
        )
        for line in lines
    ]
    context = {
        "currency_said": words.say(N_("Amounts in {currency}"), currency=currency),
        "rows": shown,
        "totals": [_line_total(lines, spent, currency, words)] if lines else [],
        "note": " ".join(said for said in (_unassigned(spent, words), _elsewhere(met - {currency}, words)) if said),
        "tables": await _tables(visit, "budget"),
        "may_add": may_edit,
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


async def _named(visit: Visit, subjects: set[str]) -> dict[str, dict[int, str]]:
    """How the rows that these kinds of record refer to are called."""
    named: dict[str, dict[int, str]] = {}
    for name in sorted(subjects & BY_NAME.keys()):
        for referred, offered in (await choices_for(BY_NAME[name], visit.by, visit.project)).items():
            named[referred] = {choice.id: choice.shown(visit.language) for choice in offered}
    return named


async def history(visit: Visit) -> Response:
    """Who did what and when, with what stood there before and after."""
    typed = visit.query("before")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
    entries = await history_of(visit.project, before, _PAGE + 1)
    named = await _named(visit, {entry["subject"] for entry in entries})
    shown = [
        {
            "sentence": deed_said(entry, visit.words),
            "who": entry["person_name"],
            "when": visit.words.moment(entry["at"], visit.zone),
            "differences": differences(entry, visit.words, named),
            "reason": entry["reason"],
        }
        for entry in entries[:_PAGE]
    ]
    older = f"{_base(visit.project)}/history?before={entries[_PAGE - 1]['id']}" if len(entries) > _PAGE else None
    return visit.page("portfolio/history.html", {"entries": shown, "older": older})
