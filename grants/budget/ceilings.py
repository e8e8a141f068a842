"""The legal ceilings of flat rates, as dated data: what each article allows at most, and what is said when it is more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from grants.budget.kinds import Article
from grants.values.language import N_


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most an article allows from a day on; `on_staff` where it holds only for a base of nothing but staff."""

    article: Article
    since: date
    per_cent: Decimal
    exceeded: str
    on_staff: bool = False


_CPR: Final = date(2021, 7, 1)  # Regulations 2021/1059 and 2021/1060 are in force from this day
_MGA: Final = date(2021, 1, 1)
_PRAG: Final = date(2013, 1, 1)
_OFFICE: Final = N_(
    "Line {line} has {rate} %; office costs in Interreg are at most {ceiling} % (Regulation 2021/1059, art. 40: 15 % "
    "of direct staff costs or 7 % of direct costs)."
)

CEILINGS: Final[tuple[Ceiling, ...]] = (
    Ceiling(
        Article.CPR_54A,
        _CPR,
        Decimal(7),
        N_("Line {line} has {rate} %; art. 54(a) of Regulation 2021/1060 allows {ceiling} % of direct costs at most."),
    ),
    Ceiling(
        Article.CPR_54B,
        _CPR,
        Decimal(15),
        N_(
            "Line {line} has {rate} %; art. 54(b) of Regulation 2021/1060 allows {ceiling} % of direct staff costs "
            "at most."
        ),
    ),
    Ceiling(
        Article.CPR_54C,
        _CPR,
        Decimal(25),
        N_("Line {line} has {rate} %; art. 54(c) of Regulation 2021/1060 allows {ceiling} % of direct costs at most."),
    ),
    Ceiling(
        Article.CPR_55_1,
        _CPR,
        Decimal(20),
        N_(
            "Line {line} has {rate} %; art. 55(1) of Regulation 2021/1060 allows staff costs of {ceiling} % of the "
            "other direct costs at most."
        ),
    ),
    Ceiling(
        Article.CPR_56_1,
        _CPR,
        Decimal(40),
        N_(
            "Line {line} has {rate} %; art. 56(1) of Regulation 2021/1060 allows {ceiling} % of direct staff costs "
            "at most."
        ),
    ),
    Ceiling(
        Article.INTERREG_STAFF,
        _CPR,
        Decimal(20),
        N_(
            "Line {line} has {rate} %; staff costs in Interreg are at most {ceiling} % of the other direct costs "
            "(Regulation 2021/1059, art. 39)."
        ),
    ),
    Ceiling(Article.INTERREG_OFFICE, _CPR, Decimal(7), _OFFICE),
    Ceiling(Article.INTERREG_OFFICE, _CPR, Decimal(15), _OFFICE, on_staff=True),
    Ceiling(
        Article.INTERREG_TRAVEL,
        _CPR,
        Decimal(15),
        N_(
            "Line {line} has {rate} %; travel costs in Interreg are at most {ceiling} % of direct staff costs "
            "(Regulation 2021/1059, art. 41)."
        ),
    ),
    Ceiling(
        Article.MGA_7,
        _MGA,
        Decimal(7),
        N_("Line {line} has {rate} %; the model grant agreement allows {ceiling} % of direct costs."),
    ),
    Ceiling(
        Article.MGA_25,
        _MGA,
        Decimal(25),
        N_("Line {line} has {rate} %; the model grant agreement allows {ceiling} % of direct costs."),
    ),
    Ceiling(
        Article.PRAG_7,
        _PRAG,
        Decimal(7),
        N_("Line {line} has {rate} %; PRAG allows {ceiling} % of direct costs at most."),
    ),
)
"""The legal ceilings of flat rates, each with the day since which it holds and what is said when it is exceeded."""


def ceiling_of(article: str, on: date | None = None, *, on_staff: bool = False) -> Ceiling | None:
    """The ceiling an article sets on a day (the newest, where no day is given); None where it sets none."""
    held = [
        one
        for one in CEILINGS
        if one.article == article and (on is None or one.since <= on) and (on_staff or not one.on_staff)
    ]
    return max(held, key=lambda one: (one.since, one.on_staff), default=None)
