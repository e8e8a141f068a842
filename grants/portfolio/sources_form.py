"""Setting the sources of funding together: kinds, partners, amounts and shares in one form, with a proposal by the shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from grants.budget.kinds import SOURCE_KINDS
from grants.budget.queries import terms_of
from grants.budget.shares import Weight
from grants.budget.sources import Stated, amiss, proposed
from grants.entries.kinds import BY_NAME
from grants.entries.queries import project_row, rows_of
from grants.errors import AlreadyDone, Changed, Objection
from grants.portfolio.actions import SourceSet, set_sources
from grants.portfolio.budget_tab import key_of
from grants.portfolio.cuts import Cut, budget_of, names_of
from grants.portfolio.frame import base_of
from grants.portfolio.opening import stamp_of
from grants.portfolio.sources_tab import Wholes, whole_named
from grants.portfolio.standing import Figures, grouped, standings, whole
from grants.storage.columns import text
from grants.values.choices import Choice, references
from grants.values.entry import Reader, read_entry, typed_again
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit

Row = Mapping[str, Any]
_SLOTS = ("kind", "partner", "amount", "share")
_BLANK = 3  # empty rows below those that are there
_MOST = 200
CHANGED = N_("Somebody else changed the sources meanwhile. What stands there now is shown; yours is kept below it.")


@dataclass
class _Page:
    """What the form is about: the sources there are, what they have to make, the partners, and the contract's rule."""

    visit: Visit
    rows: Sequence[Row]
    wholes: Wholes
    rule: str
    partners: Mapping[int, Row]
    currency: str

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The partners to choose from."""
        return tuple(Choice(key, row["number"], Text(row["bg"], row["en"])) for key, row in self.partners.items())

    def stands(self) -> dict[str, str]:
        """What stands now, as it would be typed, a number before each row."""
        named = {"partner": {choice.id: choice.typed for choice in self.choices}}
        typed: dict[str, str] = {}
        for at, row in enumerate(self.rows):
            shown = typed_again(BY_NAME["source"].record, row, self.visit.words, named)
            typed |= {f"{slot}-{at}": shown.get(slot, "") for slot in _SLOTS}
            typed[f"id-{at}"] = str(row["id"])
        return typed | {"stamp": stamp_of(self.rows)}


@dataclass(frozen=True, slots=True)
class _Typed:
    """One row of the form as it was read."""

    at: int
    id: int | None
    values: Mapping[str, Any]

    @property
    def stated(self) -> Stated:
        """As the rule takes it."""
        cents = self.values["amount_cents"]
        amount = None if cents is None else Money(cents, self.values["currency"])
        return Stated(self.values["partner_id"], amount, self.values["share"], str(self.at))


async def sources_form(visit: Visit) -> Response:
    """The sources in one form: shown, proposed from their shares, or kept together."""
    page = await _page(visit)
    if visit.request.method == "GET":
        return _shown(page, page.stands(), [])
    form = await sent(visit.request)
    typed, told = _read(page, form)
    if not told and form.line("then") == "propose":
        return _shown(page, form.typed | _proposal(page, typed), _amiss(page, typed, only_shares=True))
    told = told or _amiss(page, typed)
    if told:
        return _shown(page, form.typed, told, status=422)
    sources = [SourceSet(one.values, one.id) for one in typed]
    try:
        await set_sources(visit.by, visit.project, sources, form.line("stamp"), once=form.key)
    except AlreadyDone:
        return visit.see(f"{base_of(visit.project)}/budget", "already")
    except Changed:
        page = await _page(visit)
        return _shown(page, _beside(page, form.typed), [Objection(CHANGED)], status=409)
    return visit.see(f"{base_of(visit.project)}/budget", "saved")


async def _page(visit: Visit) -> _Page:
    seen, by = visit.project, visit.by
    of = await budget_of(by, seen, await project_row(seen), visit.today)
    shown = standings(of)
    wholes = Wholes.of(of, whole(shown, of), grouped(shown, {}, key_of(Cut.PARTNER), Figures()))
    rows = await rows_of(BY_NAME["source"], by, seen)
    partners = (await names_of(by, seen))["partner"]
    return _Page(visit, rows, wholes, (await terms_of(seen.id, visit.today)).share_rule, partners, of.currency)


def _read(page: _Page, form: Sent) -> tuple[list[_Typed], list[Objection]]:
    """The rows in which something is typed, and what of them can't be read."""
    record = BY_NAME["source"].record
    reader = Reader(page.visit.words, page.visit.today, references({"partner": page.choices}))
    stood = {row["id"]: row for row in page.rows}
    found, told = [], []
    for at in range(min(form.whole("rows"), _MOST)):
        typed = {slot: form.line(f"{slot}-{at}") for slot in _SLOTS}
        row_id = form.whole(f"id-{at}") or None
        if row_id is None and not (typed["amount"] or typed["share"]):
            continue
        row = stood.get(row_id or 0)
        kept = {"currency": row["currency"] if row else page.currency}
        reading = read_entry(record, typed | kept, reader)
        told += [Objection(one.sentence, one.facts, place=f"{one.place}-{at}") for one in reading.objections]
        values = {
            name: reading.values.get(name) for name in ("kind", "partner_id", "amount_cents", "currency", "share")
        }
        found.append(_Typed(at, row["id"] if row else None, values))
    return found, told


def _amiss(page: _Page, typed: Sequence[_Typed], *, only_shares: bool = False) -> list[Objection]:
    """What does not add up, of the project and of each partner, beside the last cell of each."""
    groups: dict[int | None, list[Stated]] = {}
    for one in typed:
        groups.setdefault(one.values["partner_id"], []).append(one.stated)
    found = []
    for partner, stated in groups.items():
        budget = None if only_shares else page.wholes.for_partner(partner)
        found += [
            Objection(one.sentence, one.facts, place=one.place) for one in amiss(stated, budget, page.rule) if one.stops
        ]
    return found


def _proposal(page: _Page, typed: Sequence[_Typed]) -> dict[str, str]:
    """Amounts for the rows of which all shares are stated: what each whole comes to by the contract's rule."""
    groups: dict[int | None, list[_Typed]] = {}
    for one in typed:
        groups.setdefault(one.values["partner_id"], []).append(one)
    shown: dict[str, str] = {}
    for partner, rows in groups.items():
        budget = page.wholes.for_partner(partner)
        if budget is None or any(one.values["share"] is None for one in rows):
            continue
        weights = [Weight(str(one.values["kind"]), Decimal(one.values["share"])) for one in rows]
        amounts = proposed(budget, weights, page.rule)
        shown |= {
            f"amount-{one.at}": page.visit.words.figure(amount) for one, amount in zip(rows, amounts, strict=True)
        }
    return shown


def _beside(page: _Page, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, and below it the sources somebody added meanwhile, so that saving again keeps both."""
    now, stands = {str(row["id"]) for row in page.rows}, page.stands()
    rows = {name: row_id for name, row_id in typed.items() if name.startswith("id-") and row_id}
    kept = {name: text for name, text in typed.items() if name not in rows or text in now}
    new = [at for at in range(len(page.rows)) if stands[f"id-{at}"] not in rows.values()]
    for place, at in enumerate(new, _after_typed(kept)):
        kept |= {f"{slot}-{place}": stands[f"{slot}-{at}"] for slot in ("id", *_SLOTS)}
    return kept | {"stamp": stands["stamp"]}


def _places(typed: Mapping[str, str]) -> list[int]:
    """The rows of a form, those left empty too."""
    return [int(name.removeprefix("kind-")) for name in typed if name.startswith("kind-") and name[5:].isdigit()]


def _after_typed(typed: Mapping[str, str]) -> int:
    """The first row below those in which something is typed."""
    used = [at for at in _places(typed) if any(typed.get(f"{name}-{at}") for name in ("id", "amount", "share"))]
    return max((at + 1 for at in used), default=0)


def _shown(page: _Page, typed: Mapping[str, str], told: Sequence[Objection], status: int = 200) -> Response:
    visit, words = page.visit, page.visit.words
    said = problems(told, words)
    count = min(max([*(at + 1 for at in _places(typed)), len(page.rows) + _BLANK]), _MOST)
    named = {str(row["id"]): text(dict(row), "name").in_(words.language) for row in page.rows}
    context = {
        "rows": [
            {
                "at": at,
                "id": typed.get(f"id-{at}", ""),
                "name": named.get(typed.get(f"id-{at}", ""), ""),
                "typed": {slot: typed.get(f"{slot}-{at}", "") for slot in _SLOTS},
                "errors": {slot: said.by_field.get(f"{slot}-{at}") for slot in _SLOTS},
            }
            for at in range(count)
        ],
        "row_count": count,
        "kinds": [(str(kind), words.say(label)) for kind, label in SOURCE_KINDS.items()],
        "partners": [(choice.typed, choice.shown(words.language)) for choice in page.choices],
        "wholes": _wholes_said(page),
        "currency_said": words.say(N_("Amounts in {currency}"), currency=page.currency),
        "stands": _stands_said(page) if status == 409 else [],
        "errors": [(one.place or None, sentence) for one, (_, sentence) in zip(told, said.listed, strict=True)],
        "stamp": typed.get("stamp", ""),
        "form_key": new_form_key() if status == 409 else typed.get("form_key") or new_form_key(),
        "back_url": f"{base_of(visit.project)}/budget",
    }
    return visit.page("budget/sources.html", context, status)


def _wholes_said(page: _Page) -> list[tuple[str, str]]:
    """What the sources have to make: the budget in all and of each partner."""
    words = page.visit.words
    keys: list[int | None] = [None, *page.partners]
    pairs = [(key, page.wholes.for_partner(key)) for key in keys]
    return [(whole_named(key, page.partners, words), words.amount(one)) for key, one in pairs if one is not None]


def _stands_said(page: _Page) -> list[str]:
    """The sources as they stand now, a line each."""
    words = page.visit.words
    return [
        " · ".join(
            part
            for part in (
                text(dict(row), "name").in_(words.language) or words.say(SOURCE_KINDS[row["kind"]]),
                whole_named(row["partner_id"], page.partners, words),
                words.amount(Money(row["amount_cents"], row["currency"])) if row["amount_cents"] is not None else "",
                words.percent(row["share"], 2) if row["share"] is not None else "",
            )
            if part
        )
        for row in page.rows
    ]
