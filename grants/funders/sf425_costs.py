"""What a recipient of an American award spent itself, and its sub-grantees, cumulative from the award's beginning, in dollars.

Own costs are the ledger's expenses and opening figures: the grant in them is the federal share, less what the agency
disallowed; own money, money of third parties and contributions in kind are the recipient's. What is set aside counts until
it is decided. An expense is paid when its paper is, by the report's last day; units, lump sums and flat rates are paid as they
are charged. Sub-grants count through their register, at what was accepted of their reports: where there is one, expenses of
that category are left out, for they are the same money. What was spent in levs, euro or another currency counts at the rate of
the dollar on its day, expense by expense (ground.Entry.into_per_euro). What has no amount in dollars counts as nothing; the
checks of the form stop such a report.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from grants.funders.ground import Earlier, Entry, FundedBy, Ground, PlannedLine, SubAwarded, in_money
from grants.funders.line_amounts import own_amounts
from grants.funders.sf425 import SubAward, indirect_charged
from grants.values.money import Money, total
from grants.values.outline import is_under

DOLLAR: Final = "USD"
ZERO: Final = Money.zero(DOLLAR)
_FEDERAL: Final = frozenset({"donor", "eu", "national"})  # whoever is named as the funder's money
_RECIPIENT: Final = frozenset({"own", "in_kind", "third_party"})


def dollars(amount: Money | None) -> Money:
    """The amount, if it is in dollars."""
    return (in_money(amount, DOLLAR) if amount is not None else None) or ZERO


@dataclass(slots=True)
class OnLine:
    """What was spent on a line: the federal share before and in the period, what of it is unpaid, and the recipient's share."""

    before: Money = ZERO
    now: Money = ZERO
    unpaid: Money = ZERO
    recipient: Money = ZERO

    @property
    def federal(self) -> Money:
        """The federal share, cumulative."""
        return self.before + self.now

    @property
    def paid(self) -> Money:
        """What of it is paid."""
        return self.federal - self.unpaid


@dataclass(slots=True)
class Costs:
    """Own costs by line; None is on no line. `claimed` lines of indirect costs are those the ledger has charged anything on."""

    lines: dict[int | None, OnLine] = field(default_factory=dict)

    def on(self, line_id: int | None) -> OnLine:
        """A line."""
        return self.lines.setdefault(line_id, OnLine())


def own_costs(ground: Ground) -> Costs:
    """Everything the recipient itself spent; walks through the expenses once."""
    found, known = Costs(), {line.id for line in ground.lines}
    for entry in ground.entries:
        if not _through_the_register(entry, ground):
            _add_entry(found.on(entry.line_id if entry.line_id in known else None), entry, ground)
    for earlier in ground.earlier:
        if not _through_the_register(earlier, ground):
            _add_earlier(found.on(earlier.line_id if earlier.line_id in known else None), earlier)
    return found


def _through_the_register(one: Entry | Earlier, ground: Ground) -> bool:
    return bool(ground.sub_grants) and one.category == "sub_grants"


def _add_entry(on: OnLine, entry: Entry, ground: Ground) -> None:
    recipient = total((_part(entry, part) for part in (entry.own, entry.in_kind, entry.third)), DOLLAR)
    federal = in_dollars(entry) - recipient - _part(entry, entry.cut)
    on.now += federal
    on.recipient += recipient
    if entry.document_id is not None and (entry.paid_on is None or entry.paid_on > ground.last):
        on.unpaid += federal


def in_dollars(entry: Entry) -> Money:
    """An expense in dollars; nothing where no rate leads there."""
    return entry.in_money(DOLLAR) or ZERO


def _part(entry: Entry, part: Money | None) -> Money:
    return (entry.part_in(part, DOLLAR) if part is not None else None) or ZERO


def _add_earlier(on: OnLine, earlier: Earlier) -> None:
    of = earlier.turned or earlier
    on.before += dollars(of.grant) - dollars(of.cut)
    on.recipient += dollars(of.own) + dollars(of.in_kind) + dollars(of.third)
    on.unpaid += dollars(of.unpaid)


@dataclass(frozen=True, slots=True)
class Indirect:
    """Box 11 of one line of indirect costs: its base, the award's rate, and what is charged.

    `counted` says that the ledger charges nothing on the line, so that the amount follows from the rate.
    """

    line: PlannedLine
    rate: Decimal | None
    base: Money
    charged: Money
    counted: bool
    before: Money = ZERO  # of what is counted, the part of the base of earlier periods


def indirect_lines(ground: Ground) -> list[Indirect]:
    """The lines of indirect costs; the base is the federal share of the lines that theirs names, or of all others."""
    costs = ground.once(own_costs)
    lines = [line for line in ground.lines if line.category == "indirect"]
    ids = {line.id for line in lines}
    others = {line.id: line for line in ground.lines if line.id not in ids}
    return [_indirect(line, costs, others) for line in lines]


def _indirect(line: PlannedLine, costs: Costs, others: dict[int, PlannedLine]) -> Indirect:
    held = [
        on
        for line_id, on in costs.lines.items()
        if (line_id in others and (not line.base or is_under(others[line_id].number, line.base)))
        or (line_id is None and not line.base)
    ]
    base = total((on.federal for on in held), DOLLAR)
    if line.id in costs.lines:
        return Indirect(line, line.rate, base, costs.lines[line.id].federal, False)
    if line.rate is None:
        return Indirect(line, None, base, ZERO, False)
    before = indirect_charged(total((on.before for on in held), DOLLAR), line.rate)
    return Indirect(line, line.rate, base, indirect_charged(base, line.rate), True, before)


# --- what was awarded and received ----------------------------------------------------------------------------------


def authorized(ground: Ground) -> Money:
    """Line d: the funder's sources; where none is recorded, the whole budget but the recipient's part."""
    if any(one.kind in _FEDERAL for one in ground.sources):
        return _of_sources(ground, _FEDERAL)
    return max(ZERO, _whole(ground) - _of_sources(ground, _RECIPIENT))


def required(ground: Ground) -> Money:
    """Line i: own money, third parties' and in kind, as the sources say; else what sub-grantees have to add."""
    recorded = _of_sources(ground, _RECIPIENT)
    return recorded or total((dollars(one.match_required) for one in ground.sub_grants), DOLLAR)


def _of_sources(ground: Ground, kinds: frozenset[str]) -> Money:
    whole = _whole(ground)
    sources = [one for one in ground.sources if one.kind in kinds and one.partner_id is None]
    return total((_given(one, whole) for one in sources), DOLLAR)


def _whole(ground: Ground) -> Money:
    return total((dollars(amount) for amount in own_amounts(ground.lines, DOLLAR).values()), DOLLAR)


def _given(source: FundedBy, whole: Money) -> Money:
    if source.amount is not None:
        return dollars(source.amount)
    return whole.at(source.share.scaleb(-2)) if source.share is not None else ZERO


def received(ground: Ground) -> Money:
    """Line a: what came from the agency until the report's last day, less what went back."""
    came = ZERO
    for one in ground.asked:
        if one.received is not None and (one.received_on is None or one.received_on <= ground.last):
            came += -dollars(one.received) if one.kind in {"recovery", "correction"} else dollars(one.received)
    return came


def sub_award(one: SubAwarded) -> SubAward:
    """A sub-grant as the form's arithmetic takes it."""
    return SubAward(dollars(one.amount), dollars(one.advanced), dollars(one.accepted))


def matched(one: SubAwarded) -> Money:
    """What a sub-grantee added, in money and in kind."""
    return dollars(one.matched) + dollars(one.matched_in_kind)
