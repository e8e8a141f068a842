"""Whether the sources of funding make the budget, to the cent and to the hundredth of a per cent. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grants.budget.kinds import ShareRule
from grants.budget.shares import Weight, divided, share_objection
from grants.values.language import N_
from grants.values.money import Money, share, total

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Stated:
    """A source as it is stated: of the whole project (`partner` is None) or of one partner's part; `place` is its row in a form."""

    partner: int | None
    amount: Money | None
    share: Decimal | None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Amiss:
    """What does not add up: a sentence with its facts, where it belongs, and whether it stops a form from being kept."""

    sentence: str
    facts: Mapping[str, object]
    place: str = ""
    stops: bool = True


SHARES_ROUNDED = N_(
    "The shares make {total} % because each is rounded; the amounts themselves make the total to the cent."
)
SUM_SHORT = N_("The sources make {sum}, the budget {total}: {gap} are missing.")
SUM_BEYOND = N_("The sources make {sum}, the budget {total}: {gap} too much.")
SUM_MIXED = N_("The sources are in more than one currency and are not added up.")
SUM_OTHER = N_("The sources are in {currency}, the budget in {other}; they are not compared.")


def amiss(sources: Sequence[Stated], budget: Money | None, rule: str = ShareRule.LARGEST_REMAINDER) -> list[Amiss]:
    """What is amiss with the sources of one whole: the project, or one partner's part.

    Shares are added where every source has one, amounts where every source has one.
    """
    return [*_amounts_amiss(sources, budget, rule), *_shares_amiss(sources, budget, rule)]


def _amounts_amiss(sources: Sequence[Stated], budget: Money | None, rule: str) -> list[Amiss]:
    amounts = [one.amount for one in sources if one.amount is not None]
    if not amounts or len(amounts) < len(sources) or budget is None:
        return []
    if len({one.currency for one in amounts}) > 1:
        return [Amiss(SUM_MIXED, {}, stops=False)]
    if amounts[0].currency != budget.currency:
        return [Amiss(SUM_OTHER, {"currency": amounts[0].currency, "other": budget.currency}, stops=False)]
    made = total(amounts, budget.currency)
    if made == budget:
        return []
    sentence = SUM_SHORT if made < budget else SUM_BEYOND
    facts = {"sum": made, "total": budget, "gap": abs(budget - made)}
    return [Amiss(sentence, facts, _place("amount", sources), stops=rule == ShareRule.LARGEST_REMAINDER)]


def _place(slot: str, sources: Sequence[Stated]) -> str:
    """The last cell of a column, which is where a sum that is wrong is told."""
    return f"{slot}-{sources[-1].place}" if sources[-1].place else ""


def _shares_amiss(sources: Sequence[Stated], budget: Money | None, rule: str) -> list[Amiss]:
    shares = [one.share for one in sources if one.share is not None]
    if not shares or len(shares) < len(sources):
        return []
    made = sum(shares, Decimal(0))
    if made == WHOLE:
        return []
    if rounded_shares(sources, budget):
        return [Amiss(SHARES_ROUNDED, {"total": made}, _place("share", sources), stops=False)]
    return [
        Amiss(one.sentence, one.facts, _place("share", sources), stops=rule == ShareRule.LARGEST_REMAINDER)
        for one in share_objection(shares)
    ]


def rounded_shares(sources: Sequence[Stated], budget: Money | None) -> bool:
    """Whether the amounts make the whole and each stated share is that of its amount, rounded as it is written."""
    if budget is None or not budget:
        return False
    made = 0
    for one in sources:
        if one.amount is None or one.share is None or one.amount.currency != budget.currency:
            return False
        made += one.amount.minor
        exponent = one.share.normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        places = max(2, -exponent)
        if share(one.amount, budget, places) != one.share:
            return False
    return made == budget.minor


def proposed(budget: Money, sources: Sequence[Weight], rule: str) -> tuple[Money, ...]:
    """The amounts at these per cents, by the contract's rule and without remainder; where they don't make 100 %, each by itself."""
    if not sources:
        return ()
    if sum(Decimal(one.weight) for one in sources) == WHOLE:
        return divided(budget, sources, rule)
    return tuple(budget.at(Decimal(one.weight) / WHOLE) for one in sources)
