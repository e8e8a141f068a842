"""What of a project's payments is read: the payments themselves, and the sums that its cash by month is made of.

All of it is for those who see all money of the project; with a partner's seat there is nothing here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from grants.access import Identity
from grants.budget.kinds import BookedRate, WageRule
from grants.budget.queries import terms_of
from grants.errors import Objection
from grants.expenses.rules import OPEN_STATES
from grants.payments.models import Payment
from grants.payments.rules import PaymentKind, clock_days, euro_cents, payment_objections
from grants.payments.rules_conversion import Foreign
from grants.projects.queries import Seen, only_who_sees_all
from grants.storage.columns import published_day
from grants.storage.database import rows
from grants.values.money import EURO_SINCE, Money
from grants.values.terms import Term

Row = dict[str, Any]
_MAY_BE_ADVANCE = frozenset({PaymentKind.ADVANCE, PaymentKind.OPENING})


async def payments_of(by: Identity, project: Seen) -> list[Row]:
    """The payments between the funder and the project, in the order they were entered."""
    only_who_sees_all(by, project)
    found: list[Row] = await Payment.filter(project_id=project.id).order_by("position").values()
    return found


async def left_to_clear(project_id: int, currency: str, but: int = 0) -> Money | None:
    """What of the advances may still be cleared, in the payment's currency; None where the others are in another one.

    What was received before this tracker was used may hold an advance, so it widens what may be cleared. A payment in
    euro is held against all the others in euro.
    """
    others: list[Row] = await Payment.filter(project_id=project_id).exclude(id=but).values()
    alike = all(row["currency"] == currency for row in others)
    if not alike and currency != "EUR":
        return None

    def cents(row: Row, name: str) -> int:
        return int((row[f"{name}_cents"] if alike else euro_cents(row, name)) or 0)

    came = sum(cents(row, "received_sum") for row in others if row["kind"] in _MAY_BE_ADVANCE)
    return Money(came - sum(cents(row, "cleared") for row in others), currency)


async def against_payment(project_id: int, values: Row, row_id: int) -> Sequence[Objection]:
    """What can't be kept of a payment a person typed: two who clear the same advance wait for each other."""
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project_id)
    left = await left_to_clear(project_id, values["currency"], row_id) if values["cleared_cents"] else None
    return payment_objections(values, left)


# --- what was paid out --------------------------------------------------------------------------------------------

# Every payment of a document: its parts where it has any, else the whole on the day it was paid. Of a paper that stands
# in several projects only what is claimed here; a credit note brings money back. `cents` may be below zero so.
_PARTS = """
WITH claimed AS (
  SELECT document_id, sum(amount_cents) AS cents, sum(rated_cents) AS rated_cents, bool_and(rated_cents IS NOT NULL) AS rated
  FROM expense WHERE project_id = $1 AND document_id IS NOT NULL GROUP BY document_id
), whole AS (
  SELECT d.id, d.kind, d.currency, d.paid_on, d.issued_on, d.family, coalesce(d.net_cents, 0) + coalesce(d.vat_cents, 0) AS gross,
    coalesce(c.cents, 0) AS claimed, c.rated_cents, coalesce(c.rated, false) AS rated
  FROM document d LEFT JOIN claimed c ON c.document_id = d.id WHERE d.project_id = $1
), parts AS (
  SELECT w.*, y.paid_on AS day, y.amount_cents AS cents, y.currency AS paid_in, y.id AS part
  FROM whole w JOIN document_payment y ON y.document_id = w.id AND y.paid_on IS NOT NULL
  UNION ALL SELECT w.*, w.paid_on, w.gross, w.currency, 0 FROM whole w
  WHERE w.paid_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM document_payment y WHERE y.document_id = w.id)
), run AS (
  SELECT p.*, sum(p.cents) OVER (PARTITION BY p.id ORDER BY p.day, p.part) AS so_far FROM parts p
), own AS (
  SELECT r.*, CASE WHEN r.family IS NULL OR r.gross = 0 THEN r.cents
    ELSE round(r.so_far * r.claimed / r.gross) - round((r.so_far - r.cents) * r.claimed / r.gross) END AS own_cents
  FROM run r
), euro AS (
  SELECT o.*, CASE o.kind WHEN 'credit_note' THEN -1 ELSE 1 END * coalesce(grants_euro(o.own_cents::bigint, o.paid_in),
    CASE WHEN o.rated AND o.claimed <> 0 AND o.paid_in = o.currency
      THEN round(o.so_far * o.rated_cents / o.claimed) - round((o.so_far - o.cents) * o.rated_cents / o.claimed) END) AS euro_cents
  FROM own o
)
"""
_PAID = (
    _PARTS
    + """
SELECT date_trunc('month', day)::date AS month, day IS NOT NULL AND day > $2 AS later, paid_in AS currency,
  coalesce(sum(euro_cents) FILTER (WHERE euro_cents > 0), 0)::bigint AS went, coalesce(-sum(euro_cents) FILTER (WHERE euro_cents < 0), 0)::bigint AS came,
  coalesce(sum(own_cents) FILTER (WHERE euro_cents IS NULL), 0)::bigint AS unrated_cents
FROM euro GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
)
_PAID_BY = (
    _PARTS
    + """
SELECT a.day, coalesce(sum(e.euro_cents), 0)::bigint AS cents FROM unnest($2::date[]) AS a(day) LEFT JOIN euro e ON e.day <= a.day
GROUP BY a.day
"""
)
# What documents not paid in full still wait for: what is claimed here of a shared paper, the whole of any other, less the
# parts paid; counted in the paper's own money where all parts were paid in it, else in euro.
_UNPAID = """
WITH waiting AS (
  SELECT d.currency, CASE d.kind WHEN 'credit_note' THEN -1 ELSE 1 END AS sign,
    (CASE WHEN d.family IS NULL THEN coalesce(d.net_cents, 0) + coalesce(d.vat_cents, 0)
      ELSE (SELECT coalesce(sum(x.amount_cents), 0) FROM expense x WHERE x.document_id = d.id) END)::bigint AS cents,
    coalesce(y.cents, 0)::bigint AS paid, coalesce(y.euro_cents, 0) AS paid_euro, coalesce(y.other, false) AS other
  FROM document d LEFT JOIN LATERAL (
    SELECT sum(y.amount_cents) AS cents, sum(grants_euro(y.amount_cents, y.currency)) AS euro_cents, bool_or(y.currency <> d.currency) AS other
    FROM document_payment y WHERE y.document_id = d.id AND y.paid_on IS NOT NULL) y ON true
  WHERE d.project_id = $1 AND d.paid_on IS NULL
)
SELECT coalesce(sum(sign * CASE WHEN other THEN greatest(0, grants_euro(cents, currency) - paid_euro)
  ELSE grants_euro(greatest(0, cents - paid), currency) END), 0)::bigint AS cents FROM waiting
"""


async def paid_by_month(project: Seen, today: date) -> list[Row]:
    """What was paid for documents by month and currency, in euro cents; `later` marks days still to come.

    `unrated_cents` is what has no rate yet, in cents of its currency.
    """
    return await rows(_PAID, project.id, today)


async def paid_until(project: Seen, days: Collection[date]) -> dict[date, int]:
    """What was paid for documents until each of these days, in euro cents."""
    if not days:
        return {}
    return {row["day"]: int(row["cents"]) for row in await rows(_PAID_BY, project.id, sorted(set(days)))}


async def claimed_before(project: Seen) -> list[Row]:
    """What was claimed and so paid before this tracker was used, by its day: all but what was given in kind."""
    return await rows(
        "SELECT until_on, currency, sum(grants_euro(amount_cents - in_kind_cents, currency))::bigint AS euro_cents "
        "FROM opening_figure WHERE project_id = $1 GROUP BY 1, 2 ORDER BY 1, 2",
        project.id,
    )


# --- what is still to be spent ------------------------------------------------------------------------------------

# Of lines claimed at actual cost; what is claimed without papers moves no cash here, neither so far nor ahead.
_LEFT = """
SELECT coalesce(sum(greatest(0, grants_euro(l.amount_cents, l.currency) - coalesce(s.cents, 0))), 0)::bigint AS cents
FROM budget_line l
LEFT JOIN (SELECT line_id, sum(cents) AS cents FROM (
    SELECT x.line_id, coalesce(x.rated_cents, grants_euro(x.amount_cents, x.currency)) AS cents FROM expense x WHERE x.project_id = $1
    UNION ALL SELECT o.line_id, grants_euro(o.amount_cents, o.currency) FROM opening_figure o WHERE o.project_id = $1) every
  GROUP BY line_id) s ON s.line_id = l.id
WHERE l.project_id = $1 AND l.form = 'actual' AND l.amount_cents IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM budget_line b WHERE b.project_id = $1 AND starts_with(b.number, l.number || '.') AND b.amount_cents IS NOT NULL)
"""
_IN_KIND = """
SELECT greatest(0, coalesce((SELECT sum(grants_euro(amount_cents, currency)) FROM funding_source WHERE project_id = $1 AND kind = 'in_kind'), 0)
  - coalesce((SELECT sum(grants_euro(in_kind_cents, currency)) FROM spent WHERE project_id = $1), 0))::bigint AS cents
"""
_COMMITTED = """
SELECT s.until_on AS day, sum(greatest(0, grants_euro(s.amount_cents, s.currency) - coalesce(d.cents, 0)))::bigint AS cents
FROM supply_contract s
LEFT JOIN (SELECT supply_id, sum(CASE kind WHEN 'credit_note' THEN -1 ELSE 1 END * grants_euro(coalesce(net_cents, 0) + coalesce(vat_cents, 0), currency)) AS cents
  FROM document WHERE project_id = $1 AND supply_id IS NOT NULL GROUP BY supply_id) d ON d.supply_id = s.id
WHERE s.project_id = $1 AND s.state = 'signed' AND s.amount_cents IS NOT NULL GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is still to be paid, in euro cents: papers that wait, contracts by their day, and the rest of the budget."""

    unpaid: int
    committed: tuple[tuple[date | None, int], ...]
    left: int


async def still_to_pay(project: Seen) -> Ahead:
    """Papers not paid yet, contracts signed with suppliers, and what of the budget is in neither; three queries."""
    unpaid = int((await rows(_UNPAID, project.id))[0]["cents"])
    committed = tuple((row["day"], int(row["cents"])) for row in await rows(_COMMITTED, project.id) if row["cents"])
    left = await rows(f"SELECT ({_LEFT}) AS lines, ({_IN_KIND}) AS in_kind", project.id)
    rest = int(left[0]["lines"]) - int(left[0]["in_kind"]) - sum(cents for _, cents in committed)
    return Ahead(unpaid, committed, max(0, rest))


# --- what the contract says ---------------------------------------------------------------------------------------

_FRAME = """
SELECT p.end_on, p.end_precision, coalesce(m.period, '') AS period,
  (SELECT coalesce(sum(grants_euro(s.amount_cents, s.currency)), 0)::bigint FROM funding_source s
    WHERE s.project_id = p.id AND s.kind IN ('eu', 'national', 'donor')
      AND (s.partner_id IS NULL OR NOT EXISTS (SELECT 1 FROM funding_source w WHERE w.project_id = p.id AND w.partner_id IS NULL))) AS grant_cents
FROM project p LEFT JOIN programme m ON m.id = p.programme_id
WHERE p.id = $1
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the contract and the plan say about payments: the grant in euro cents, caps, the rate rule, the last day."""

    grant: int
    advance_rate: Decimal | None
    interim_cap: Decimal | None
    booked_rate: BookedRate
    wage_rule: WageRule
    period: str
    end: date | None


async def payment_frame(project: Seen, today: date) -> Frame:
    """The terms in force, with the grant as the sources state it."""
    row = (await rows(_FRAME, project.id))[0]
    terms = await terms_of(project.id, today)
    return Frame(
        int(row["grant_cents"]),
        terms.advance_rate,
        terms.interim_cap,
        BookedRate(terms.booked_rate),
        WageRule(terms.wage_rule),
        row["period"],
        end.last if (end := published_day(row, "end")) else None,
    )


# --- expenses in other currencies ---------------------------------------------------------------------------------

_ABROAD = """
SELECT x.id, x.number, x.version, x.currency, x.amount_cents, x.rated_cents, x.state, x.description_bg, x.description_en,
  coalesce(d.paid_on, d.issued_on, x.claimed_on) AS day, coalesce(d.supplier_name, '') AS supplier_name
FROM expense x LEFT JOIN document d ON d.id = x.document_id LEFT JOIN budget_line l ON l.id = x.line_id
WHERE x.project_id = $1 AND {chosen}
ORDER BY day NULLS LAST, x.position
"""
_FOREIGN = _ABROAD.format(
    chosen="""(x.rated_cents IS NULL OR x.state = ANY($2::text[])) AND (x.currency NOT IN ('EUR', 'BGN')
  OR (x.currency = 'BGN' AND ($3::bool OR x.rated_cents IS NOT NULL) AND (d.kind = 'payroll' OR l.category = 'staff')
    AND (x.state = 'verified' OR x.state = ANY($2::text[])) AND coalesce(d.paid_on, d.issued_on, x.claimed_on) >= $4))"""
)
_VERIFIED_ABROAD = _ABROAD.format(
    chosen="x.id = ANY($2::bigint[]) AND x.state = 'verified' AND x.package = '' AND x.currency NOT IN ('EUR', 'BGN')"
)


async def foreign_expenses(project: Seen, *, pay: bool, locked: bool = False) -> list[Foreign]:
    """Expenses in a currency without a fixed rate that are not converted, or are and may still be changed.

    With `pay`, that in leva too which was paid since the euro came in and not reported yet.
    """
    open_states = sorted(str(state) for state in OPEN_STATES)
    found = await rows(_FOREIGN + ("FOR UPDATE OF x" if locked else ""), project.id, open_states, pay, EURO_SINCE)
    return [_foreign(row, may_change=row["state"] in open_states) for row in found]


async def verified_abroad(project: Seen, expense_ids: Sequence[int]) -> list[Foreign]:
    """Of these expenses those in a currency without a fixed rate that are verified and in no frozen package; held."""
    found = await rows(_VERIFIED_ABROAD + "FOR UPDATE OF x", project.id, list(expense_ids))
    return [_foreign(row, may_change=True) for row in found]


def _foreign(row: Row, *, may_change: bool) -> Foreign:
    return Foreign(
        row["id"],
        row["number"],
        row["supplier_name"] or row["description_bg"] or row["description_en"],
        row["day"],
        Money(row["amount_cents"], row["currency"]),
        row["rated_cents"],
        may_change,
        row["version"],
    )


async def payment_terms(project_id: int) -> dict[int, tuple[date, Term]]:
    """From which day and how long the authority may take for each payment a project asked for, by the payment's id."""
    found = await rows(
        "SELECT f.id, f.requested_on, m.period FROM funder_payment f JOIN project p ON p.id = f.project_id "
        "JOIN programme m ON m.id = p.programme_id WHERE f.project_id = $1 AND f.requested_on IS NOT NULL",
        project_id,
    )
    return {row["id"]: (row["requested_on"], Term(days)) for row in found if (days := clock_days(row["period"]))}
