"""The page on which a running project begins: what was claimed on every line before, typed or pasted in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from grants.budget.models import Opening, Terms
from grants.budget.opening import FIGURES, Claimed, objections, pasted
from grants.budget.queries import terms_of
from grants.budget.rules import budget_currency
from grants.entries.queries import project_row
from grants.errors import AlreadyDone, Changed, Objection
from grants.portfolio.actions import set_opening
from grants.portfolio.cuts import lines_of
from grants.portfolio.frame import base_of
from grants.portfolio.opening import Opened, of_lines, others, stamp_of
from grants.projects.queries import Seen
from grants.values.entry import TOO_LONG
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.reading import Unreadable
from grants.values.wording import Wording
from grants.web.forms import Sent, keepable, new_form_key, problems, sent
from grants.web.pages import Visit

Row = Mapping[str, Any]
UNTIL_MISSING = N_("Say until which day these figures stand.")
CHANGED = N_(
    "Somebody else changed this meanwhile. What stands there now is shown under yours; save again to keep yours."
)
HEADINGS = (
    N_("Claimed"),
    N_("Own contribution in it"),
    N_("In kind in it"),
    N_("Third parties' money in it"),
    N_("Cut by the funder"),
)


class _Page:
    """What the form is about: the lines, the rows they have now, the terms, and the words."""

    def __init__(
        self, visit: Visit, lines: Sequence[Row], rows: Sequence[Row], terms: Row | None, currency: str
    ) -> None:
        self.visit, self.rows, self.terms, self.currency = visit, rows, terms, currency
        self.known = of_lines(rows, currency)
        self.lines = [line for line in lines if line["amount_cents"] is not None or line["id"] in self.known]
        self.numbers = {line["number"]: line["id"] for line in self.lines}
        self.partners = {line["id"]: line["partner_id"] for line in self.lines}

    @property
    def stands(self) -> dict[str, str]:
        """What stands now, as it would be typed."""
        words, typed = self.visit.words, {}
        for line, row in self.known.items():
            for name in FIGURES:
                cents = row[f"{name}_cents"]
                typed[f"{name}-{line}"] = words.figure(cents) if cents or name == "amount" else ""
        days = [row["until_on"] for row in self.known.values()]
        until = max(days) if days else self.terms["opening_on"] if self.terms else None
        typed["until"] = words.day(until) if until else ""
        typed["next_package"] = self.terms["next_package"] if self.terms else ""
        return typed


async def opening(visit: Visit) -> Response:
    """All opening figures in one form: shown, filled from what was pasted, added up, or kept."""
    page = await _page(visit)
    if visit.request.method == "GET":
        return _shown(page, page.stands, [], stamp=stamp_of(page.rows, page.terms))
    form = await sent(visit.request)
    if form.line("then") == "paste":
        filled, told = pasted(keepable(form.typed.get("pasted", "")), page.numbers)
        typed = form.typed | filled | ({} if told else {"pasted": ""})
        return _shown(page, typed, told, stamp=form.line("stamp"), status=422 if told else 200)
    opened, told = _read(page, form)
    if told or opened is None or form.line("then") == "add":
        return _shown(page, form.typed, told, stamp=form.line("stamp"), status=422 if told else 200)
    try:
        await set_opening(visit.by, visit.project, opened, once=form.key)
    except AlreadyDone:
        return visit.see(f"{base_of(visit.project)}/budget", "already")
    except Changed:
        page = await _page(visit)
        now, stamp = page.stands, stamp_of(page.rows, page.terms)
        return _shown(page, form.typed, [Objection(CHANGED)], stamp=stamp, now=now, status=409)
    return visit.see(f"{base_of(visit.project)}/budget", "saved")


async def _page(visit: Visit) -> _Page:
    seen: Seen = visit.project
    lines = await lines_of(visit.by, seen)
    met = {line["currency"] for line in lines if line["amount_cents"] is not None}
    currency = budget_currency(met, (await project_row(seen))["currency"])
    rows = await Opening.filter(project_id=seen.id).order_by("position").values()
    terms = await Terms.filter(id=(await terms_of(seen.id)).id or 0).values()
    return _Page(visit, lines, rows, terms[0] if terms else None, currency)


def _read(page: _Page, form: Sent) -> tuple[Opened | None, list[Objection]]:
    """The figures as they were typed, and what is wrong with them, each with its cell."""
    told: list[Objection] = []
    claimed = {line["id"]: _claimed(page, form, line["id"], told) for line in page.lines}
    until = _until(page, form, told)
    if until is None and any(claimed.values()) and not any(one.place == "until" for one in told):
        told.append(Objection(UNTIL_MISSING, place="until"))
    package = form.line("next_package")
    if len(package) > 20:
        told.append(Objection(TOO_LONG, {"length": len(package), "maximum": 20}, place="next_package"))
    if told:
        return None, told
    return Opened(until, package, page.currency, claimed, page.partners, form.line("stamp")), []


def _claimed(page: _Page, form: Sent, line: int, told: list[Objection]) -> Claimed:
    cents: dict[str, int] = {}
    for name in FIGURES:
        text = form.line(f"{name}-{line}")
        try:
            cents[name] = page.visit.words.read_amount(text, page.currency).minor if text not in {"", "–", "-"} else 0
        except Unreadable as problem:
            told.append(Objection(problem.msgid, problem.facts, place=f"{name}-{line}"))
            return Claimed()
    claimed = Claimed(**cents)
    told.extend(objections(line, claimed))
    return claimed


def _until(page: _Page, form: Sent, told: list[Objection]) -> date | None:
    text = form.line("until")
    try:
        return page.visit.words.read_day(text, page.visit.today) if text else None
    except Unreadable as problem:
        told.append(Objection(problem.msgid, problem.facts, place="until"))
        return None


def _shown(
    page: _Page,
    typed: Mapping[str, str],
    told: Sequence[Objection],
    *,
    stamp: str,
    now: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    visit, words = page.visit, page.visit.words
    said = problems(told, words)
    context = {
        "rows": [_line_row(page, line, typed, said.by_field, now) for line in page.lines],
        "headings": [words.say(label) for label in HEADINGS],
        "sums": _sums(page, typed),
        "currency_said": words.say(N_("Amounts in {currency}"), currency=page.currency),
        "until": typed.get("until", ""),
        "until_error": said.by_field.get("until"),
        "package": typed.get("next_package", ""),
        "package_error": said.by_field.get("next_package"),
        "pasted": typed.get("pasted", ""),
        "pasted_error": said.by_field.get("pasted"),
        "errors": [
            (objection.place or None, sentence) for objection, (_, sentence) in zip(told, said.listed, strict=True)
        ],
        "others": [_other(page, row) for row in others(page.rows, page.currency)],
        "empty": not page.rows,
        "stamp": stamp,
        "form_key": typed.get("form_key") or new_form_key(),
        "back_url": f"{base_of(visit.project)}/budget",
    }
    return visit.page("budget/opening.html", context, status)


def _line_row(
    page: _Page, line: Row, typed: Mapping[str, str], told: Mapping[str, str], now: Mapping[str, str] | None
) -> dict[str, Any]:
    cells = []
    for name, heading in zip(FIGURES, HEADINGS, strict=True):
        place = f"{name}-{line['id']}"
        value, stands = typed.get(place, "").strip(), (now or {}).get(place, "")
        label = f"{line['number']}: {page.visit.words.say(heading)}"
        cells.append((place, value, label, told.get(place), stands if now is not None and stands != value else None))
    title, language = Text(line["title_bg"], line["title_en"]).side(page.visit.language)
    return {
        "code": line["number"],
        "name": title,
        "name_lang": "" if language == page.visit.language else language,
        "approved": _approved(line, page.visit.words),
        "cells": cells,
    }


def _approved(line: Row, words: Wording) -> str:
    return words.figure(line["amount_cents"]) if line["amount_cents"] is not None else ""


def _sums(page: _Page, typed: Mapping[str, str]) -> list[str]:
    """What the columns come to, of the cells that can be read, to compare with the funder's system."""
    sums = dict.fromkeys(FIGURES, 0)
    for line in page.lines:
        for name in FIGURES:
            text = typed.get(f"{name}-{line['id']}", "").strip()
            try:
                sums[name] += page.visit.words.read_amount(text, page.currency).minor if text else 0
            except Unreadable:
                continue
    return [page.visit.words.figure(cents, dash=True) for cents in sums.values()]


def _other(page: _Page, row: Row) -> dict[str, str]:
    words = page.visit.words
    amount = Money(row["amount_cents"], row["currency"])
    return {
        "said": words.say(N_("{amount} until {day}"), amount=amount, day=row["until_on"]),
        "number": row["number"],
        "url": f"{base_of(page.visit.project)}/rows/opening/{row['id']}",
    }
