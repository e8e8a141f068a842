"""What was reported to EEA, Norwegian or Swiss money: by line, in cash and in kind, and what is claimed of it; in euro."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from grants.funders.eea import InterimClaim, interim_claim
from grants.funders.ground import EURO, Ground
from grants.funders.line_amounts import own_amounts
from grants.values.money import Money, in_euro, share, total

ZERO: Final = Money.zero(EURO)
_GRANT: Final = frozenset({"donor", "eu", "national"})
_PAID_BACK: Final = frozenset({"recovery", "correction"})


@dataclass(slots=True)
class OnLine:
    """What was reported on a line before, and in the period in cash and in kind."""

    before: Money = ZERO
    cash: Money = ZERO
    in_kind: Money = ZERO

    @property
    def period(self) -> Money:
        """All of the period."""
        return self.cash + self.in_kind


@dataclass(slots=True)
class Reported:
    """What was reported by line; None is on no line."""

    lines: dict[int | None, OnLine] = field(default_factory=dict)

    def on(self, line_id: int | None) -> OnLine:
        """A line."""
        return self.lines.setdefault(line_id, OnLine())


def reported(ground: Ground) -> Reported:
    """Everything reported; walks through the expenses once."""
    found, known = Reported(), {line.id for line in ground.lines}
    for entry in ground.entries:
        on = found.on(entry.line_id if entry.line_id in known else None)
        in_kind = (entry.part_in(entry.in_kind, EURO) or ZERO) if entry.in_kind else ZERO
        on.cash += (entry.in_money(EURO) or ZERO) - in_kind
        on.in_kind += in_kind
    for earlier in ground.earlier:
        found.on(earlier.line_id if earlier.line_id in known else None).before += earlier.in_money(EURO) or ZERO
    return found


def summed(ground: Ground, name: str) -> Money:
    """The sum over all lines of what was reported: `before`, in `cash` or `in_kind`."""
    return total((getattr(on, name) for on in ground.once(reported).lines.values()), EURO)


def approved(ground: Ground) -> Money:
    """The whole budget."""
    amounts = own_amounts(ground.lines, EURO).values()
    return total((amount for amount in amounts if amount is not None), EURO)


def grant_rate(ground: Ground) -> Decimal | None:
    """The funder's per cent: as its sources say, by their shares or amounts; else that of the contract's terms."""
    sources = [one for one in ground.sources if one.kind in _GRANT and one.partner_id is None]
    shares = [one.share for one in sources if one.share is not None]
    if sources and len(shares) == len(sources):
        return sum(shares, Decimal(0))
    amounts = [euro for one in sources if one.amount is not None and (euro := in_euro(one.amount)) is not None]
    if sources and len(amounts) == len(sources) and approved(ground):
        return share(total(amounts, EURO), approved(ground))
    return ground.eu_rate


def claim(ground: Ground) -> InterimClaim:
    """The fields 2.13 to 2.18."""
    return interim_claim(summed(ground, "cash"), summed(ground, "in_kind"), planned_offset(ground), ZERO, _rate(ground))


def _rate(ground: Ground) -> Decimal:
    return grant_rate(ground) or Decimal(0)


def planned_offset(ground: Ground) -> Money:
    """What of the advance is cleared with this package."""
    number = ground.package.partition(".")[0]
    cleared = (one.cleared for one in ground.asked if number and one.package.partition(".")[0] == number)
    return total((in_euro(one) or ZERO for one in cleared if one is not None), EURO)


def received(ground: Ground, kinds: frozenset[str] | None = None) -> Money:
    """What came from the funder until the report's last day, less what went back; of some kinds of payments or of all."""
    held = ZERO
    for one in ground.asked:
        if one.received is None or (one.received_on is not None and one.received_on > ground.last):
            continue
        if kinds is None or one.kind in kinds:
            euro = in_euro(one.received) or ZERO
            held += -euro if one.kind in _PAID_BACK else euro
    return held
