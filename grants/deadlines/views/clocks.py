"""The funder's payments of a year as bars: asked for on one day, due by another, and when they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from grants.access import Identity, Permission
from grants.deadlines.views.scale import MOST, SCALE, place_in
from grants.payments.rules import PAYMENT_KINDS
from grants.projects.queries import reach_with
from grants.storage.database import Row, rows
from grants.values.language import N_
from grants.values.money import Money
from grants.values.places import page_of
from grants.values.wording import Wording

TOP: Final = 56  # where the first row of payments is drawn, below the periods and their days
ROW: Final = 24
_LABEL: Final = 190  # how much of the year a payment's number and day take beside its bar
_NARROWEST: Final = 4

# Payments are no partner's part: they are seen by who sees the whole project's money.
_CLOCKS: Final = f"""
SELECT f.id, f.number, f.kind, f.requested_on, f.requested_sum_cents, f.currency, f.received_on, f.stopped_on, v.due_on,
  f.stopped_on IS NOT NULL AND f.resumed_on IS NULL AND f.received_on IS NULL AS stands, p.code, p.acronym, p.title_bg, p.title_en
FROM funder_payment f JOIN project p ON p.id = f.project_id
LEFT JOIN thing_due v ON v.thing = 'payment' AND v.thing_id = f.id AND v.project_id = f.project_id
WHERE ($1::bool OR p.id = ANY($2::bigint[]) OR p.kept_by_id = ANY($3::bigint[])) AND ($4::text = '' OR p.code = $4)
  AND ($8::bigint[] IS NULL OR f.id = ANY($8)) AND f.kind IN ('advance', 'interim', 'final')
  AND f.requested_on <= $6::date AND coalesce(f.received_on, greatest(v.due_on, $7::date), $7) >= $5::date
ORDER BY p.code, f.requested_on, f.position LIMIT {MOST}
"""  # noqa: S608 - MOST is a constant


async def payments_of_year(by: Identity, code: str, year: int, today: date, only: list[int] | None) -> list[Row]:
    """The payments asked for that were awaited in a year, of those alone that are named where any are; what is awaited
    still reaches up to today at least.
    """
    projects, organisations, _ = reach_with(by, Permission.SEE_MONEY)
    asked = (code, date(year, 1, 1), date(year, 12, 31), today, only)
    return await rows(_CLOCKS, by.unbounded, projects, organisations, *asked)


def clocks_drawn(payments: Sequence[Row], year: int, today: date, words: Wording) -> list[dict[str, Any]]:
    """Each payment as a bar with its words beside it, in the first row that has the room."""
    free: list[int] = []
    drawn = []
    for row in payments:
        bar = _bar(row, year, today, words)
        at = next((n for n, until in enumerate(free) if until <= bar["first"]), len(free))
        free[at : at + 1] = [bar["last"]]
        drawn.append(bar | {"y": TOP + at * ROW, "text_y": TOP + at * ROW + 10})
    return drawn


def height_of(drawn: Sequence[dict[str, Any]]) -> int:
    """How high the picture of a project is with its payments."""
    return max((bar["y"] + ROW for bar in drawn), default=52)


def _ends(row: Row, today: date) -> date:
    """Up to which day a payment is drawn: it came, is awaited, or is overdue until today."""
    ends = row["received_on"] or max(row["due_on"] or today, today)
    return max(ends, row["requested_on"])  # type: ignore[no-any-return]  # days of a row


def _late(row: Row, today: date) -> bool:
    until = row["received_on"] or today
    return row["due_on"] is not None and row["due_on"] < until


def _bar(row: Row, year: int, today: date, words: Wording) -> dict[str, Any]:
    """One bar; its words stand after it, or before it where the year ends too soon."""
    begins, ends = place_in(year, row["requested_on"]), place_in(year, _ends(row, today))
    length = max(_NARROWEST, ends - begins)
    after = begins + length + _LABEL <= SCALE
    return {
        "start": begins,
        "length": length,
        "state": "done" if row["received_on"] else "late-bar" if _late(row, today) else "waiting",
        "said": f"{row['number']}: {_state(row, today, words)}",
        "text_at": begins + length + 6 if after else begins - 6,
        "end": not after,
        "first": begins if after else begins - _LABEL,
        "last": begins + length + (_LABEL if after else 0),
    }


def _state(row: Row, today: date, words: Wording) -> str:
    if row["received_on"]:
        return words.say(N_("paid on {day}"), day=row["received_on"])
    if row["stands"]:
        return words.say(N_("stands still since {day}"), day=row["stopped_on"])
    if row["due_on"] is None:
        return words.say(N_("no day known"))
    return words.say(N_("due by {day}") if row["due_on"] >= today else N_("was due by {day}"), day=row["due_on"])


def clocks_said(payments: Sequence[Row], today: date, words: Wording) -> list[dict[str, Any]]:
    """The same in words, a row of a table for each."""
    return [
        {
            "number": row["number"],
            "kind": words.say(PAYMENT_KINDS[row["kind"]]),
            "url": f"/projects/{row['code']}{page_of('payment', row['id'])}",
            "asked": words.day(row["requested_on"]),
            "amount": words.amount(Money(row["requested_sum_cents"], row["currency"]))
            if row["requested_sum_cents"] is not None
            else "",
            "due": words.day(row["due_on"]) if row["due_on"] else "",
            "late": _how_late(row, today, words),
            "state": _table_state(row, words),
        }
        for row in payments
    ]


def _how_late(row: Row, today: date, words: Wording) -> str:
    if not _late(row, today):
        return ""
    if row["received_on"]:
        late = (row["received_on"] - row["due_on"]).days
        return words.count("{n} day late", "{n} days late", late)
    return words.distance((row["due_on"] - today).days)


def _table_state(row: Row, words: Wording) -> str:
    if row["received_on"] or row["stands"]:
        return _state(row, row["requested_on"], words)
    return words.say(N_("awaited"))
