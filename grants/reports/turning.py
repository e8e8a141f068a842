"""In SQL: what an expense comes to in the currency of a contract that has no fixed rate to the euro (dollars, Swiss francs).

By the rate of that currency on the day of the expense, as the contract says: InforEuro's of the month, the rate at which the
last tranche was booked, else the central bank's of the day or of the last day before it that has one. Of a contract that
wants a mean of the period, or the month of a submission, the rate of the month, or of the day, is taken: a report that is cumulative over years has no one
period. Expenses are turned one by one: to euro as they are booked, then to that currency, half up each time.
"""

from __future__ import annotations

from typing import Final

from grants.budget.kinds import BookedRate
from grants.rates.rules import LONGEST_SILENCE, RateSource


def _listed(*values: str) -> str:
    return ", ".join(f"'{value}'" for value in values)


_BY_MONTH: Final = _listed(
    BookedRate.INFOREURO_MONTH.value, BookedRate.INFOREURO_MEAN.value, BookedRate.INFOREURO_SUBMISSION.value
)
_BY_DAY: Final = _listed(BookedRate.DAY.value, BookedRate.DAY_MEAN.value, BookedRate.NONE.value)

CONTRACT: Final = """(
  SELECT CASE WHEN coalesce(c.currency, p.currency) IN ('EUR', 'BGN') THEN '' ELSE coalesce(c.currency, p.currency) END AS into,
    coalesce(t.booked_rate, 'none') AS rule
  FROM project p
  LEFT JOIN LATERAL (
    SELECT currency FROM contract_version WHERE project_id = p.id AND (in_force_on IS NULL OR in_force_on <= $4)
    ORDER BY in_force_on DESC NULLS LAST, position DESC LIMIT 1
  ) c ON true
  LEFT JOIN LATERAL (
    SELECT booked_rate FROM contract_terms WHERE project_id = p.id AND (in_force_on IS NULL OR in_force_on <= $4)
    ORDER BY in_force_on DESC NULLS LAST, position DESC LIMIT 1
  ) t ON true
  WHERE p.id = $1
)"""
"""The currency of the contract in force on the last day ($4), empty where it is the euro or the lev, and its rule of rates."""


def rate_on(day: str) -> str:
    """So many units of that currency (`h.into`) for one euro on a day, by the contract's rule (`h.rule`)."""
    return f"""(
  SELECT r.per_euro FROM exchange_rate r WHERE h.into <> '' AND r.currency = h.into AND (
    h.rule IN ({_BY_MONTH}) AND r.source = '{RateSource.INFOREURO.value}' AND {day} BETWEEN r.first_on AND r.last_on
    OR h.rule IN ({_BY_DAY}) AND r.source IN ('{RateSource.ECB.value}', '{RateSource.BNB.value}')
      AND r.first_on BETWEEN {day} - {LONGEST_SILENCE.days} AND {day}
    OR h.rule = '{BookedRate.TRANCHE.value}' AND r.source = '{RateSource.TRANCHE.value}' AND r.project_id = $1
      AND r.first_on <= {day})
  ORDER BY r.first_on DESC, r.source = '{RateSource.ECB.value}' DESC, r.id DESC LIMIT 1
)"""  # noqa: S608 - built of constants only


def turned(cents: str, euro: str = "") -> str:
    """Cents of an expense (`s`, `x`) in that currency; `euro` is what they are booked at, where that is known."""
    booked = f"CASE WHEN x.per_euro IS NULL THEN grants_euro({cents}, s.currency) ELSE round({cents} / x.per_euro) END"
    return f"CASE WHEN s.currency = h.into THEN {cents}::numeric ELSE round(({euro or booked}) * i.per_euro) END"
