"""The ledger of expenses in a reader's words: rows, totals, what is filtered, and the pages before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from grants.budget.kinds import COST_CATEGORIES, COST_FORMS, CostCategory, CostForm
from grants.expenses.masking import MASKED_WORDS
from grants.expenses.queries import COUNTED, NOT_VERIFIED, NOTHING, OPENING, PAGE, Filters, Ledger, Row
from grants.expenses.rules import DOCUMENT_KINDS, EXPENSE_STATES, ExpenseState, may_become
from grants.expenses.wording import STATE_TONES, twin_sentence
from grants.values.choices import Choice
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.wording import DASH, Wording
from grants.web.paging import pages_of

NOT_VERIFIED_YET = N_("not verified yet")
CLAIM_ALONE = N_("claim without an invoice")
EURO = N_("Total in euro")
IN_CURRENCY = N_("Recorded in {currency}: {amount}")
LEFT_OUT = N_("Not in the total, because there is no fixed rate: {amounts}")
LOST = N_("{lost} cut or set aside, {net} net")
LOST_IN_ALL = N_("Cut or set aside by the funder")
NET_IN_ALL = N_("Net of what was cut or set aside")
OWN = N_("Own contribution in all of it: {amounts}")
COUNTED_AS_SPENT = N_("counted as spent")
OPENING_FIGURES = N_("opening figures")
OPENING_UNTIL = N_("Opening figures until {day}")
BEFORE_TRACKER = N_("before this tracker")
NONE_NAMED = N_("none named")
OF_YEAR = N_("of year or period {year} of the budget")
OF_CATEGORY = N_("of the kind of cost “{category}”")
NO_CATEGORY = N_("without a kind of cost")
_SPECIAL_STATES: Mapping[str, str] = {
    NOT_VERIFIED: N_("among those that nobody verified yet"),
    COUNTED: N_("among those that count as spent, with the opening figures"),
    OPENING: N_("among those taken over as opening figures"),
}
_ABOUT: Mapping[str, str] = {
    "line": N_("on budget line {line}"),
    "partner": N_("of partner {partner}"),
    "activity": N_("for activity {activity}"),
    "supply": N_("under contract {supply}"),
}
_WITHOUT: Mapping[str, str] = {
    "line": N_("without a budget line"),
    "partner": N_("without a partner"),
    "activity": N_("without an activity"),
    "year": N_("without a year"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger's filters may name: lines, partners and activities, years; and where opening figures are changed."""

    choices: Mapping[str, Sequence[Choice]]
    years: Sequence[str]
    opening_url: str = ""


def ledger_context(
    found: Ledger,
    filters: Filters,
    known: Known,
    words: Wording,
    here: str,
    missing: Mapping[int, Sequence[Text]],
) -> dict[str, Any]:
    """What the ledger's template shows; `here` is its address, `missing` the papers each document lacks."""
    return {
        "filters": filters.asked,
        "offered": _offered(known, filters, words),
        "more_open": bool(filters.activity or filters.year or filters.category or filters.supply),
        "states": [
            (NOT_VERIFIED, words.say(NOT_VERIFIED_YET)),
            (COUNTED, words.say(COUNTED_AS_SPENT)),
            (OPENING, words.say(OPENING_FIGURES)),
            *((str(key), words.say(name)) for key, name in EXPENSE_STATES.items()),
        ],
        "filter_words": _in_words(filters, known, words),
        "clear_url": here,
        "filtered": bool(filters),
        "rows": [{**_row(row, words, here), "lacks": _lacks(row, missing, words)} for row in found.rows],
        "openings": [_opening(row, words) for row in found.openings],
        "opening_url": known.opening_url,
        "totals": _totals(found.totals, found.openings, words),
        "pages": pages_of(
            words, found.page, PAGE, len(found.rows), found.count, lambda page: _page_address(page, filters, here)
        ),
        "currency": "€",
        "found_url": f"{here}/findings?{urlencode({'ids': '.'.join(str(row['id']) for row in found.rows), 'lang': words.language})}",
    }


def _offered(known: Known, filters: Filters, words: Wording) -> dict[str, list[tuple[str, str]]]:
    """What each filter may be; what an address asks for besides is offered too, so that the form says what is shown."""
    named = {
        name: [(choice.typed, choice.shown(words.language)) for choice in known.choices[name]]
        for name in ("line", "partner", "activity", "supply")
    }
    years = [(OPENING, words.say(BEFORE_TRACKER)), *((year, year) for year in known.years)]
    kinds = [(key, words.say(label)) for key, label in COST_CATEGORIES.items() if key != CostCategory.NONE]
    offered = named | {"year": years, "category": [*kinds, (str(CostCategory.NONE), words.say(NONE_NAMED))]}
    for name in ("line", "partner", "activity", "year"):
        if filters.asked[name] == NOTHING:
            offered[name].append((NOTHING, words.say(NONE_NAMED)))
    return offered


def _opening(row: Row, words: Wording) -> dict[str, str]:
    """The opening figures until one day, as a row of their own."""
    return {
        "label": words.say(OPENING_UNTIL, day=row["until_on"]),
        "amount": DASH if row["euro_cents"] is None else words.figure(row["euro_cents"]),
        "original": "" if row["currency"] == "EUR" else words.amount(Money(row["cents"], row["currency"])),
        "lost": _lost({**row, "amount_cents": row["cents"]}, words),
    }


def _row(row: Row, words: Wording, here: str) -> dict[str, Any]:
    state = ExpenseState(row["state"])
    return {
        "url": f"{here}/{row['id']}",
        "day": words.day(row["issued_on"]) if row["issued_on"] else row["number"],
        "number": row["paper_number"] or "",
        "supplier": words.say(MASKED_WORDS) if row["masked"] else _of_whom(row, words),
        "kind": words.say(kind_of(row)),
        "line": " · ".join(part for part in (row["line_number"], _title(row, "line", words)) if part) or DASH,
        "partner": Text(row["partner_bg"], row["partner_en"]).in_(words.language),
        "id": row["id"],
        "row_number": row["number"],
        "version": row["version"],
        "may_move": may_become(state, ExpenseState.SUBMITTED) or may_become(state, ExpenseState.VERIFIED),
        "lost": _lost(row, words),
        "amount": DASH if row["euro_cents"] is None else words.figure(row["euro_cents"]),
        "original": "" if row["currency"] == "EUR" else words.amount(Money(row["amount_cents"], row["currency"])),
        "state": words.say(EXPENSE_STATES[state]),
        "state_tone": STATE_TONES[state],
        "papers": words.number(row["papers"]) if row["papers"] and not row["masked"] else "",
        "finding": twin_sentence(row, words) if row["twin_code"] and not row["masked"] else "",
    }


def _of_whom(row: Row, words: Wording) -> str:
    """The supplier; of a claim without an invoice what it was for."""
    return row["supplier_name"] or _title(row, "what", words) or DASH


def papers_on(found: Ledger) -> list[Row]:
    """The documents on a page of the ledger, of which their papers are asked; not those that are masked."""
    documents = {row["document_id"]: row["kind"] for row in found.rows if row["document_id"] and not row["masked"]}
    return [{"id": document_id, "kind": kind} for document_id, kind in documents.items()]


def _lacks(row: Row, missing: Mapping[int, Sequence[Text]], words: Wording) -> str:
    count = len(missing.get(row["document_id"], ()))
    return words.count("{n} paper is missing", "{n} papers are missing", count) if count else ""


def kind_of(row: Row) -> str:
    """The kind of the document; of a claim without one, its cost option."""
    if row["kind"]:
        return DOCUMENT_KINDS[row["kind"]]
    return CLAIM_ALONE if row["form"] == CostForm.ACTUAL else COST_FORMS[CostForm(row["form"])]


def ledger_steps(found: Ledger, *, may_submit: bool, may_verify: bool) -> dict[str, bool]:
    """Which steps many rows of this page can take at once; rows are ticked only where there is one."""
    states = {ExpenseState(row["state"]) for row in found.rows}
    return {
        "may_submit_many": may_submit and any(may_become(state, ExpenseState.SUBMITTED) for state in states),
        "may_verify_many": may_verify and any(may_become(state, ExpenseState.VERIFIED) for state in states),
    }


def _lost(row: Row, words: Wording) -> str:
    """What of a row was cut or set aside, and what is left."""
    if not row["lost_cents"]:
        return ""
    lost = Money(row["lost_cents"], row["currency"])
    return words.say(LOST, lost=lost, net=Money(row["amount_cents"], row["currency"]) - lost)


def _title(row: Row, name: str, words: Wording) -> str:
    return Text(row[f"{name}_bg"] or "", row[f"{name}_en"] or "").in_(words.language)


_ADDED = ("cents", "own_cents", "euro_cents", "lost_euro_cents")


def _together(expenses: Sequence[Row], openings: Sequence[Row]) -> list[Row]:
    """The totals of expenses and opening figures by currency, the euro first."""
    sums: dict[str, Row] = {}
    for row in (*expenses, *openings):
        met = sums.get(row["currency"])
        if met is None:
            sums[row["currency"]] = {"currency": row["currency"], **{name: row[name] for name in _ADDED}}
            continue
        for name in _ADDED:
            met[name] = None if met[name] is None or row[name] is None else met[name] + row[name]
    return sorted(sums.values(), key=lambda row: (row["currency"] != "EUR", row["currency"]))


def _totals(expenses: Sequence[Row], openings: Sequence[Row], words: Wording) -> list[dict[str, str]]:
    """The total in euro of what is shown, converted row by row; then what it is made of and what it leaves out."""
    totals = _together(expenses, openings)
    if not totals:
        return []
    euro = sum(total["euro_cents"] or 0 for total in totals)
    shown = [{"label": words.say(EURO), "amount": words.figure(euro)}]
    for total in totals:
        if total["currency"] != "EUR" and total["euro_cents"] is not None:
            amount = Money(total["cents"], total["currency"])
            label = words.say(IN_CURRENCY, currency=total["currency"], amount=amount)
            shown.append({"label": label, "amount": words.figure(total["euro_cents"])})
    left_out = [Money(total["cents"], total["currency"]) for total in totals if total["euro_cents"] is None]
    if left_out:
        shown.append({"label": words.say(LEFT_OUT, amounts=left_out), "amount": DASH})
    lost = sum(total["lost_euro_cents"] or 0 for total in totals)
    if lost:
        shown.append({"label": words.say(LOST_IN_ALL), "amount": words.figure(lost)})
        shown.append({"label": words.say(NET_IN_ALL), "amount": words.figure(euro - lost)})
    own = [Money(total["own_cents"], total["currency"]) for total in totals if total["own_cents"]]
    if own:
        shown.append({"label": words.say(OWN, amounts=own), "amount": ""})
    return shown


def _in_words(filters: Filters, known: Known, words: Wording) -> str:
    """What is shown, as a sentence."""
    conditions = []
    if filters.q:
        conditions.append(words.say(N_("with “{words}”"), words=filters.q))
    conditions += [_about(name, filters.asked[name], known, words) for name in _ABOUT if filters.asked[name]]
    if filters.year:
        conditions.append(_of_year(filters.year, words))
    if filters.category in COST_CATEGORIES:
        kind = words.say(COST_CATEGORIES[CostCategory(filters.category)])
        unsaid = filters.category == CostCategory.NONE
        conditions.append(words.say(NO_CATEGORY) if unsaid else words.say(OF_CATEGORY, category=kind))
    if filters.state in _SPECIAL_STATES:
        conditions.append(words.say(_SPECIAL_STATES[filters.state]))
    elif filters.state:
        state = words.say(EXPENSE_STATES[ExpenseState(filters.state)])
        conditions.append(words.say(N_("in the state “{state}”"), state=state))
    if filters.first_on:
        conditions.append(words.say(N_("from {day}"), day=words.day(filters.first_on)))
    if filters.last_on:
        conditions.append(words.say(N_("up to {day}"), day=words.day(filters.last_on)))
    return words.say(N_("Expenses {conditions}."), conditions=", ".join(conditions)) if conditions else ""


def _about(name: str, typed: str, known: Known, words: Wording) -> str:
    """A line, partner or activity as a condition; also that none is named."""
    if typed == NOTHING:
        return words.say(_WITHOUT[name])
    return words.say(_ABOUT[name], **{name: _named(typed, known.choices[name], words)})


def _of_year(year: str, words: Wording) -> str:
    if year == OPENING:
        return words.say(BEFORE_TRACKER)
    return words.say(_WITHOUT["year"]) if year == NOTHING else words.say(OF_YEAR, year=year)


def _named(typed: str, choices: Sequence[Choice], words: Wording) -> str:
    return next((choice.shown(words.language) for choice in choices if choice.typed == typed), typed)


def _page_address(page: int, filters: Filters, here: str) -> str:
    asked = {**filters.asked, "page": str(page)}
    return f"{here}?{urlencode({name: value for name, value in asked.items() if value})}"
