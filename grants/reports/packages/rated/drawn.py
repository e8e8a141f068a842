"""What is said on a package's pages of the month whose rates it is at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from grants.access import Permission
from grants.reports.packages.queries import PackageSeen
from grants.reports.packages.rated.queries import rated_of
from grants.reports.packages.rated.rules import (
    AHEAD,
    AHEAD_FROZEN,
    APART,
    APART_AGAIN,
    APART_FROZEN,
    STANDS_APART,
    Rated,
)
from grants.reports.rules_package import PackageState
from grants.values.language import N_
from grants.web.pages import Visit

_WENT_OUT: Final = frozenset({PackageState.SENT, PackageState.IN_REVIEW})


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a package's rates, and the words of the button that converts them again, where that is to be done."""

    sentence: str = ""
    button: str = ""


async def told_of(visit: Visit, package: PackageSeen) -> Told:
    """What is to be known of the rates of a draft, of a package that is ready, or of one that went out at others."""
    frozen, out = package.state is PackageState.READY, package.state in _WENT_OUT
    if not (frozen or out or package.state is PackageState.DRAFT):
        return Told()
    rated = await rated_of(visit.by, visit.project, package, visit.today)
    if rated is None:
        return Told()
    sentence = _sentence(rated, frozen=frozen, out=out)
    said = visit.words.say(sentence, **rated.facts) if sentence else ""
    may = package.state is PackageState.DRAFT and rated.apart and visit.may(Permission.VERIFY_EXPENSE)
    button = visit.words.say(N_("Convert again at the rate of {due}"), due=rated.facts["due"]) if may else ""
    return Told(said, button)


def _sentence(rated: Rated, *, frozen: bool, out: bool) -> str:
    if not rated.apart:
        return "" if rated.again or out else AHEAD_FROZEN if frozen else AHEAD
    if rated.again:
        return APART_AGAIN
    return STANDS_APART if out else APART_FROZEN if frozen else APART


async def frozen_at(visit: Visit, package: PackageSeen) -> str:
    """What who notes that a package was sent has to know of its rates before."""
    return (await told_of(visit, package)).sentence
