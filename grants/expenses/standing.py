"""How each budget line stands: what was claimed on it gross and net, whose money it was, and what is still committed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from grants.access import Identity
from grants.projects.queries import MONEY_SEEN, VISIBLE, Seen, money_reach, reach
from grants.storage.database import rows
from grants.values.money import Money

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sums:
    """What was claimed in one currency, the opening figures among it.

    `gross` is all that counts as spent, `lost` what of it the funder cut or set aside; `own`, `in_kind` and `third` are
    parts of the gross. `opening` is how much of the gross is opening figures, `opening_lost` how much of the lost.
    """

    gross: Money
    lost: Money
    own: Money
    in_kind: Money
    third: Money
    opening: Money
    opening_lost: Money

    @property
    def net(self) -> Money:
        """What is left of the gross after what was cut or set aside."""
        return self.gross - self.lost

    @classmethod
    def none(cls, currency: str) -> Sums:
        """Nothing claimed, in that currency."""
        return cls(*(Money.zero(currency),) * 7)

    def __add__(self, other: Sums) -> Sums:
        """Both together; MixedCurrencies where they are of two."""
        return Sums(*(getattr(self, name) + getattr(other, name) for name in _PARTS))


_PARTS = ("gross", "lost", "own", "in_kind", "third", "opening", "opening_lost")


@dataclass(frozen=True, slots=True)
class LineStanding:
    """How one line stands (under None: what names no line).

    `euro` is the sum of rows each converted by itself; `left_out` the gross that has no rate and is not in it, by
    currency. `committed` is what contracts signed with suppliers leave to be invoiced, by the contract's currency, never
    below zero for any of them; `committed_euro` the same in euro, where there is a fixed rate.
    """

    by_currency: Mapping[str, Sums] = field(default_factory=dict)
    euro: Sums = field(default_factory=lambda: Sums.none("EUR"))
    left_out: Mapping[str, Money] = field(default_factory=dict)
    committed: Mapping[str, Money] = field(default_factory=dict)
    committed_euro: Money = field(default_factory=lambda: Money.zero("EUR"))

    def of(self, currency: str) -> Sums:
        """What was claimed in a currency, which may be nothing."""
        return self.by_currency.get(currency) or Sums.none(currency)

    def committed_in(self, currency: str) -> Money:
        """What is committed in a currency, which may be nothing."""
        return self.committed.get(currency) or Money.zero(currency)

    def __add__(self, other: LineStanding) -> LineStanding:
        """Two lines together: a chapter is the sum of the lines below it."""
        return LineStanding(
            _joined(self.by_currency, other.by_currency),
            self.euro + other.euro,
            _joined(self.left_out, other.left_out),
            _joined(self.committed, other.committed),
            self.committed_euro + other.committed_euro,
        )


NOTHING = LineStanding()


def together(standings: Iterable[LineStanding]) -> LineStanding:
    """Several lines as one."""
    result = NOTHING
    for standing in standings:
        result = result + standing
    return result


_Amount = TypeVar("_Amount", Sums, Money)


def _joined(one: Mapping[str, _Amount], other: Mapping[str, _Amount]) -> dict[str, _Amount]:
    joined = dict(one)
    for currency, amount in other.items():
        joined[currency] = joined[currency] + amount if currency in joined else amount
    return joined


def _part_in_euro(column: str) -> str:
    """A part of a row in euro cents: at the fixed rate, else as the whole row was converted."""
    return (
        f"CASE WHEN x.{column} = 0 THEN 0 ELSE coalesce(grants_euro(x.{column}, x.currency), "
        f"round(x.euro_cents * x.{column} / nullif(x.amount_cents, 0))) END"
    )


_CENTS = {
    "gross": "x.amount_cents",
    "lost": "x.lost_cents",
    "own": "x.own_cents",
    "in_kind": "x.in_kind_cents",
    "third": "x.third_cents",
    "opening": "CASE WHEN x.opening_id IS NULL THEN 0 ELSE x.amount_cents END",
    "opening_lost": "CASE WHEN x.opening_id IS NULL THEN 0 ELSE x.lost_cents END",
}
_EURO = {
    "gross": "x.euro_cents",
    "lost": "x.lost_euro_cents",
    "own": _part_in_euro("own_cents"),
    "in_kind": _part_in_euro("in_kind_cents"),
    "third": _part_in_euro("third_cents"),
    "opening": "CASE WHEN x.opening_id IS NULL THEN 0 ELSE x.euro_cents END",
    "opening_lost": "CASE WHEN x.opening_id IS NULL THEN 0 ELSE x.lost_euro_cents END",
}
_SUMMED = ", ".join(
    [f"sum({_CENTS[part]})::bigint AS {part}" for part in _PARTS]
    + [f"coalesce(sum({_EURO[part]}), 0)::bigint AS {part}_euro" for part in _PARTS]
)

_CLAIMED = f"""
SELECT x.line_id, x.currency, {_SUMMED}, coalesce(sum(x.amount_cents) FILTER (WHERE x.euro_cents IS NULL), 0)::bigint AS without_rate
FROM spent x JOIN project p ON p.id = x.project_id
WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} GROUP BY x.line_id, x.currency
"""  # noqa: S608 - built of constants only

# An invoice in lev under a contract in euro, or the other way round, counts at the fixed rate; others only in their own.
_COMMITTED = f"""
SELECT c.line_id, c.currency, sum(c.cents)::bigint AS cents, coalesce(sum(grants_euro(c.cents, c.currency)), 0)::bigint AS euro_cents
FROM (
  SELECT x.line_id, x.currency, greatest(0, x.amount_cents - coalesce(sum(CASE
    WHEN d.currency = x.currency THEN d.net_cents + coalesce(d.vat_cents, 0)
    WHEN x.currency = 'EUR' THEN grants_euro(d.net_cents + coalesce(d.vat_cents, 0), d.currency)
    WHEN x.currency = 'BGN' AND d.currency = 'EUR' THEN round((d.net_cents + coalesce(d.vat_cents, 0)) * 1.95583)
    ELSE 0 END), 0))::bigint AS cents
  FROM supply_contract x JOIN project p ON p.id = x.project_id LEFT JOIN document d ON d.supply_id = x.id
  WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} AND x.state = 'signed' AND x.amount_cents IS NOT NULL
  GROUP BY x.id
) c WHERE c.cents > 0 GROUP BY c.line_id, c.currency
"""  # noqa: S608 - built of constants only


async def standing_by_line(by: Identity, project: Seen) -> dict[int | None, LineStanding]:
    """How each line of a project stands, of the part this person sees; two queries.

    Only lines on which something was claimed or committed are there; the rest is NOTHING. Under None stands what names
    no line. A flat rate's own claims count like any other row.
    """
    whose = (*reach(by), *money_reach(by), project.id)
    standings: dict[int | None, LineStanding] = {}
    for row in await rows(_CLAIMED, *whose):
        standings[row["line_id"]] = standings.get(row["line_id"], NOTHING) + _claimed(row)
    for line_id, committed in (await committed_by_line(by, project)).items():
        standings[line_id] = standings.get(line_id, NOTHING) + committed
    return standings


async def committed_by_line(by: Identity, project: Seen) -> dict[int | None, LineStanding]:
    """Of each line only what is committed on it; one query."""
    committed: dict[int | None, LineStanding] = {}
    for row in await rows(_COMMITTED, *reach(by), *money_reach(by), project.id):
        more = LineStanding(
            committed={row["currency"]: Money(row["cents"], row["currency"])},
            committed_euro=Money(row["euro_cents"], "EUR"),
        )
        committed[row["line_id"]] = committed.get(row["line_id"], NOTHING) + more
    return committed


def _claimed(row: Row) -> LineStanding:
    currency = row["currency"]
    own = Sums(*(Money(row[part], currency) for part in _PARTS))
    euro = Sums(*(Money(row[f"{part}_euro"], "EUR") for part in _PARTS))
    left_out = {currency: Money(row["without_rate"], currency)} if row["without_rate"] else {}
    return LineStanding({currency: own}, euro, left_out)
