"""Interreg: what was paid before: to the project by the funder, and of it to each partner by the lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from grants.funders.ground import EURO, Ground, PassedOn
from grants.funders.interreg_lists import NONE
from grants.funders.interreg_overviews import fund_names
from grants.funders.interreg_part import Part
from grants.values.language import Text
from grants.values.money import Money, in_euro, total

_BACK: Final = frozenset({"recovery", "correction"})
_HOW: Final = Text(
    "Изплатени преди: полученото от партньора до края на периода – от водещия партньор, а при него полученото от програмата "
    "без преведеното на партньорите.",
    "Previously paid: what the partner had received by the period's end, from the lead partner; of the lead what came from the "
    "programme, less what it passed on.",
)
_OF_THE_PROJECT: Final = Text(
    "Изплатени преди: полученото от програмата до края на периода без върнатото.",
    "Previously paid: what came from the programme by the period's end, less what went back.",
)
_OF_SEVERAL: Final = Text(
    "Изплатени преди: фондовете са няколко и тук не се води кое плащане от кой е; впишете сумите от Jems.",
    "Previously paid: there are several funds, and which of them paid is not kept here; type the amounts from Jems.",
)
NO_FAST_TRACK: Final = Text(
    "Ускорените еднократни суми не се водят тук: изплатеното по тях се вписва от Jems.",
    "Fast track lump sums are not kept here: what was paid of them is typed from Jems.",
)


def received(of: Ground) -> Money:
    """What came from the programme by the period's end, less what went back, in euro."""
    found = NONE
    for one in of.asked:
        if one.received is not None and (one.received_on is None or one.received_on <= of.last):
            euro = in_euro(one.received) or NONE
            found += -euro if one.kind in _BACK else euro
    return found


def paid_to(part: Part) -> Money:
    """What a partner had received by the period's end; of the lead what stayed with it."""
    if part.partner.role != "lead":
        return total((in_euro(one.amount) or NONE for one in _passed_to(part)), EURO)
    return received(part) - total((in_euro(one.amount) or NONE for one in part.passed_on), EURO)


def _passed_to(part: Part) -> Iterator[PassedOn]:
    return (one for one in part.passed_on if one.partner_id == part.partner.id)


def of_the_fund(parts: Sequence[Part], paid: Money) -> Mapping[str, Money]:
    """By the key of its row: where one fund pays, that is what was paid; of several it is not known whose it was."""
    return {"fund1": paid} if len(fund_names(parts)) == 1 else {}


def paid_of_whole(parts: Sequence[Part]) -> Text:
    """The same of the whole project."""
    return _OF_THE_PROJECT if len(fund_names(parts)) == 1 else _OF_SEVERAL


def how_paid(parts: Sequence[Part]) -> Text:
    """What stands in the column, or why nothing does."""
    return _HOW if len(fund_names(parts)) == 1 else _OF_SEVERAL
