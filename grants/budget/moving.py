"""Moves between lines held against the contract's limit: what a move uses, what is left of the limit, what it needs.

Pure rules. The limit is a share of the budget as first signed, never of what later moves made of it; it warns and never
forbids, because an amendment may allow what the limit does not. What can't be true is forbidden: taking more than a line
has, or what is already spent on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from grants.budget.kinds import Approver, LimitBase
from grants.errors import Objection
from grants.values.language import N_
from grants.values.money import Money, half_up, share, total, toward_zero

SAME_LINE = N_("Money can't be moved from a line to itself.")
OTHER_CURRENCY = N_("Line {to} is in {found}, line {source} in {expected}: money moves only within one currency.")
NOTHING_MOVED = N_("The amount moved must be more than zero.")
MORE_THAN_THERE_IS = N_("Line {source} has only {amount}.")
ALREADY_SPENT = N_("{spent} is already spent on line {source}, so at most {free} can be taken from it.")
NO_AMOUNT = N_("Line {source} has no amount of its own to take from.")
BLOCKED = N_("The contract does not let line {line} change: this needs an amendment.")
CAPPED = N_("Line {line} may not grow: this needs an amendment.")
NEAR: Final = 80  # per cent of the limit from which a warning is given


class Level(StrEnum):
    """How near the limit a move comes."""

    WITHIN = "within"
    NEAR = "near"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of the budget in force as a move finds it."""

    id: int
    number: str
    amount: Money | None
    spent: Money
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """A line as first signed; `line_id` is the line it became, where that still stands."""

    line_id: int | None
    number: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Moved:
    """Money from one line to another: asked for, approved, or just being typed."""

    from_id: int | None
    to_id: int | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Limit:
    """What the contract says of moves; no per cent means that it names no limit."""

    per_cent: Decimal | None = None
    base: str = LimitBase.SOURCE
    cumulative: bool = True
    approver: str = Approver.NOTIFY
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """How much of the limit a move uses, on the base it is counted on: a line, a chapter or (without number) the whole."""

    number: str
    used: Money
    base: Money
    per_cent: Decimal

    @property
    def allowed(self) -> Money:
        """The limit as an amount, parts of a cent dropped."""
        return Money(int(toward_zero(Decimal(self.base.minor) * self.per_cent / 100, 0)), self.base.currency)

    @property
    def share(self) -> Decimal | None:
        """What is used in per cent of the base, two places, half up; None on a base of nothing."""
        return share(self.used, self.base)

    @property
    def of_limit(self) -> int:
        """What is used in whole per cent of the limit, for the eye; a limit of nothing is used up."""
        if not self.allowed:
            return 100 if not self.used else 101
        return int(half_up(Decimal(self.used.minor * 100) / self.allowed.minor, 0))

    @property
    def level(self) -> Level:
        """Over as soon as one cent is over, near from four fifths of the limit."""
        if self.used > self.allowed:
            return Level.OVER
        return Level.NEAR if self.used.minor * 100 >= self.allowed.minor * NEAR else Level.WITHIN


@dataclass(frozen=True, slots=True)
class Verdict:
    """A move against the contract: what it uses of each limit, what else stands against it, what it needs."""

    used: tuple[Used, ...]
    notes: tuple[Objection, ...]
    approver: str

    @property
    def level(self) -> Level:
        """The worst of all."""
        levels = {one.level for one in self.used} | ({Level.OVER} if self.notes else set())
        return next((level for level in (Level.OVER, Level.NEAR) if level in levels), Level.WITHIN)


def heading(number: str) -> str:
    """The chapter a line stands in: 1 of 1.2.3."""
    return number.split(".", 1)[0]


def stands_under(number: str, above: Sequence[str]) -> bool:
    """Whether a line is one of these, or stands in one of these chapters."""
    return any(number == one or number.startswith(f"{one}.") for one in above)


def first_set(lines: Sequence[Standing], approved: Sequence[Moved]) -> tuple[Signed, ...]:
    """The lines as they were before any move, where no signed version of the budget was kept."""
    amounts = {line.id: line.amount for line in lines if line.amount is not None}
    for move in approved:
        for line_id, back in ((move.from_id, move.amount), (move.to_id, -move.amount)):
            if line_id in amounts and amounts[line_id].currency == back.currency:
                amounts[line_id] += back
    return tuple(Signed(line.id, line.number, amounts[line.id]) for line in lines if line.id in amounts)


# --- what can't be done -------------------------------------------------------------------------------------------


def refusals(source: Standing, target: Standing, amount: Money | None) -> tuple[Objection, ...]:
    """Why money can't be moved from one line to the other, each at its field."""
    if source.id == target.id:
        return (Objection(SAME_LINE, {}, place="to_line"),)
    if source.amount is None:
        return (Objection(NO_AMOUNT, {"source": source.number}, place="from_line"),)
    found = target.amount.currency if target.amount is not None else source.amount.currency
    if found != source.amount.currency:
        facts = {"to": target.number, "found": found, "source": source.number, "expected": source.amount.currency}
        return (Objection(OTHER_CURRENCY, facts, place="to_line"),)
    if amount is None:
        return ()
    return _of_amount(source, source.amount, amount)


def _of_amount(source: Standing, there: Money, amount: Money) -> tuple[Objection, ...]:
    if amount.minor <= 0:
        return (Objection(NOTHING_MOVED, {}, place="amount"),)
    if amount > there:
        return (Objection(MORE_THAN_THERE_IS, {"source": source.number, "amount": there}, place="amount"),)
    free = there - source.spent
    if amount > free:
        most = max(free, Money.zero(free.currency))
        facts = {"spent": source.spent, "source": source.number, "free": most}
        return (Objection(ALREADY_SPENT, facts, place="amount"),)
    return ()


# --- the limit ----------------------------------------------------------------------------------------------------


def verdict(
    limit: Limit, signed: Sequence[Signed], earlier: Sequence[Moved], source: Standing, target: Standing, amount: Money
) -> Verdict:
    """A move against the contract. `earlier` are the moves approved and asked for, without this one."""
    move = Moved(source.id, target.id, amount)
    mine = tuple(one for one in signed if one.amount.currency == amount.currency)
    counted = (*(one for one in earlier if one.amount.currency == amount.currency and limit.cumulative), move)
    used = () if limit.per_cent is None else _used(limit, limit.per_cent, mine, counted, source, target)
    notes = _notes(limit, source, target)
    over = notes or any(one.level is Level.OVER for one in used)
    return Verdict(used, notes, Approver.ANNEX if over else limit.approver)


def _notes(limit: Limit, source: Standing, target: Standing) -> tuple[Objection, ...]:
    blocked = [line for line in (source, target) if stands_under(line.number, limit.blocked)]
    capped = [Objection(CAPPED, {"line": target.number})] if target.capped else []
    return (*(Objection(BLOCKED, {"line": line.number}) for line in blocked), *capped)


def _used(
    limit: Limit,
    per_cent: Decimal,
    signed: Sequence[Signed],
    moves: Sequence[Moved],
    source: Standing,
    target: Standing,
) -> tuple[Used, ...]:
    currency = moves[-1].amount.currency
    out = Used(source.number, _sum(moves, currency, out_of=source.id), _of_line(signed, source, currency), per_cent)
    into = Used(target.number, _sum(moves, currency, into=target.id), _of_line(signed, target, currency), per_cent)
    match limit.base:
        case LimitBase.TARGET:
            return (into,)
        case LimitBase.SMALLER:
            return (out,) if out.base <= into.base else (into,)
        case LimitBase.HEADING:
            return _of_headings(per_cent, signed, moves, source, target)
        case LimitBase.TOTAL:
            return (Used("", _sum(moves, currency), total((one.amount for one in signed), currency), per_cent),)
        case _:
            return (out,)


def _of_headings(
    per_cent: Decimal, signed: Sequence[Signed], moves: Sequence[Moved], source: Standing, target: Standing
) -> tuple[Used, ...]:
    """Each of the two chapters, by what left or came over its border; a move inside one chapter uses nothing."""
    number_of = {one.line_id: one.number for one in signed if one.line_id is not None}
    number_of = {source.id: source.number, target.id: target.number} | number_of
    above: dict[int | None, str] = {line_id: heading(number) for line_id, number in number_of.items()}
    crossing = [move for move in moves if above.get(move.from_id) != above.get(move.to_id)]
    if moves[-1] not in crossing:
        return ()
    currency = moves[-1].amount.currency
    taken, given = above[source.id], above[target.id]
    gone = [move.amount for move in crossing if above.get(move.from_id) == taken]
    come = [move.amount for move in crossing if above.get(move.to_id) == given]
    return tuple(
        Used(
            chapter,
            total(amounts, currency),
            total((one.amount for one in signed if heading(one.number) == chapter), currency),
            per_cent,
        )
        for chapter, amounts in ((taken, gone), (given, come))
    )


def _sum(moves: Sequence[Moved], currency: str, *, out_of: int | None = None, into: int | None = None) -> Money:
    return total(
        (
            move.amount
            for move in moves
            if (out_of is None or move.from_id == out_of) and (into is None or move.to_id == into)
        ),
        currency,
    )


def _of_line(signed: Sequence[Signed], line: Standing, currency: str) -> Money:
    """A line as first signed; one that came later was signed with nothing."""
    return total((one.amount for one in signed if one.line_id == line.id), currency)


# --- what an approved move makes of a line ------------------------------------------------------------------------


def with_amount(row: Mapping[str, Any], cents: int) -> dict[str, Any]:
    """The columns of a line that change when its amount becomes so many cents.

    The unit price stays as agreed and the number of units follows it, where it comes out even to four decimals;
    else the number is emptied, for it would no longer be true.
    """
    changed: dict[str, Any] = {"amount_cents": cents}
    units, price = row["units"], row["unit_price_cents"]
    if units is None or not price:
        return changed
    exact = half_up(Decimal(cents) / Decimal(price), 4)
    return changed | {"units": exact if exact * price == cents else None}
