"""Expenses that wait for the next step, in a reader's words, with what was chosen and typed about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grants.errors import Objection
from grants.expenses.ledger import EURO, kind_of
from grants.expenses.life.queries import MOST, Row
from grants.expenses.rules import EXPENSE_STATES, ExpenseState
from grants.expenses.wording import STATE_TONES, why_lost
from grants.values.language import N_, Text
from grants.values.money import Money, by_currency
from grants.values.reading import whole_number
from grants.values.wording import DASH, Wording
from grants.web.forms import Sent

PICK = "pick_"
CUT = "cut_"
VERSION = "version_"

NO_RATE = N_("Not in the total, because there is no fixed rate: {amounts}")
MANY = N_("The first {most} of {count} are shown. When they are done, the rest follow.")


def picked(form: Sent) -> dict[int, int]:
    """The rows that were ticked, or of which a cut was typed, each with the version that was looked at."""
    cut = {name.removeprefix(CUT): f"{VERSION}{name.removeprefix(CUT)}" for name in form.typed if name.startswith(CUT)}
    named = {name.removeprefix(PICK): name for name in form.typed if name.startswith(PICK)}
    named |= {row_id: version for row_id, version in cut.items() if form.line(f"{CUT}{row_id}")}
    return {id_: form.whole(name) for row_id, name in named.items() if (id_ := whole_number(row_id)) is not None}


def listed(
    found: Sequence[Row], words: Wording, here: str, form: Sent | None = None, told: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Each row; what was ticked and typed before stays."""
    return [_row(row, words, here, form, told or {}) for row in found]


def _row(row: Row, words: Wording, here: str, form: Sent | None, told: Mapping[str, str]) -> dict[str, Any]:
    state, claimed = ExpenseState(row["state"]), Money(row["amount_cents"], row["currency"])
    lost = Money(row["lost_cents"], row["currency"])
    kind = words.say(kind_of(row))
    title = Text(row["line_bg"] or "", row["line_en"] or "").in_(words.language)
    about = Text(row["description_bg"] or "", row["description_en"] or "").in_(words.language)
    return {
        "id": row["id"],
        "number": row["number"],
        "version": row["version"],
        "url": f"{here}/{row['id']}",
        "day": words.day(row["day"]) if row["day"] else DASH,
        "document": " ".join(part for part in (kind, row["paper_number"]) if part),
        "supplier": row["supplier_name"] or about or DASH,
        "line": " · ".join(part for part in (row["line_number"], title) if part) or DASH,
        "state": words.say(EXPENSE_STATES[state]),
        "state_tone": STATE_TONES[state],
        "package": row["package"],
        "amount": words.amount(claimed),
        "lost": words.amount(lost) if lost else "",
        "net": words.amount(claimed - lost) if lost else "",
        "decided": " · ".join(
            part
            for part in (
                words.day(row["decided_on"]) if row["decided_on"] else "",
                row["decision"],
                why_lost(row, words),
            )
            if part
        ),
        "currency": row["currency"],
        "ticked": bool(form and form.line(f"{PICK}{row['id']}")),
        "cut": form.typed.get(f"{CUT}{row['id']}", "") if form else "",
        "cut_error": told.get(f"{CUT}{row['id']}", ""),
    }


def summed(found: Sequence[Row], words: Wording) -> list[tuple[str, str]]:
    """The total of the rows in euro, and what has no rate and is not in it."""
    euro = sum(row["euro_cents"] for row in found if row["euro_cents"] is not None)
    left_out = by_currency(Money(row["amount_cents"], row["currency"]) for row in found if row["euro_cents"] is None)
    shown = [(words.say(EURO), words.amount(Money(euro, "EUR")))]
    return shown + ([(words.say(NO_RATE, amounts=list(left_out.values())), "")] if left_out else [])


def more(found: Sequence[Row], words: Wording) -> str:
    """That not all fit on the page, where that is so."""
    count = found[0]["of"] if found else 0
    return words.say(MANY, most=words.number(MOST), count=words.number(count)) if count > len(found) else ""


def problems(
    objections: Sequence[Objection], labels: Mapping[str, str], words: Wording
) -> tuple[list[tuple[str | None, str]], dict[str, str]]:
    """What is wrong, for the summary on top with the field's name, and beside each field."""
    said = [(found.place, words.say(found.sentence, **found.facts)) for found in objections]
    summary = [(place or None, f"{labels[place]}: {text}" if place in labels else text) for place, text in said]
    return summary, {place: text for place, text in reversed(said) if place}
