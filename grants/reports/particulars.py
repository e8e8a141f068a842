"""What a funder's form asks beside the figures: the ids it gave to the parts of the contract, who prepares the report, what
was done in each activity, what each indicator reached, and the hours of the team. Plain rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from grants.reports.rows import NOTHING_WRITTEN
from grants.values.language import N_, Text


class Numbered(StrEnum):
    """What a funder's system gives ids of its own."""

    CONTRACT = "contract"
    PACKAGE = "package"
    LINE = "line"
    ACTIVITY = "activity"
    PARTNER = "partner"
    CONTRACTOR = "contractor"  # the supplier of a contract, under the contract's row
    SUPPLY = "supply"
    INDICATOR = "indicator"


NUMBERED: Final[Mapping[Numbered, str]] = {
    Numbered.CONTRACT: N_("Grant contract"),
    Numbered.PACKAGE: N_("Open report package"),
    Numbered.LINE: N_("Budget lines"),
    Numbered.ACTIVITY: N_("Activities"),
    Numbered.PARTNER: N_("Partners"),
    Numbered.CONTRACTOR: N_("Contractors"),
    Numbered.SUPPLY: N_("Contracts with contractors"),
    Numbered.INDICATOR: N_("Indicators"),
}


@dataclass(frozen=True, slots=True)
class FunderName:
    """Under which id and name the funder's system knows a row of ours."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Preparer:
    """Who prepares the technical report."""

    name: str = ""
    position: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class ActivityTold:
    """An activity with what was written of it for the period: done, late and why, handed over in it and so far."""

    id: int
    number: str
    title: Text
    state: str
    began_on: date | None = None
    finished_on: date | None = None
    done: Text = NOTHING_WRITTEN
    late: Text = NOTHING_WRITTEN
    result: Text = NOTHING_WRITTEN
    result_so_far: Text = NOTHING_WRITTEN


@dataclass(frozen=True, slots=True)
class IndicatorTold:
    """What an indicator reached in the period and `so_far`; None where nothing was recorded. `approved` is what the funder
    accepted before, None of one that is reported as it stands or has no trend; `source` says from where its values are taken.
    """

    id: int
    number: str
    name: Text
    total: Decimal | None = None
    men: Decimal | None = None
    women: Decimal | None = None
    comment: Text = NOTHING_WRITTEN
    so_far: Decimal | None = None
    approved: Decimal | None = None
    source: Text = NOTHING_WRITTEN
    men_so_far: Decimal | None = None
    women_so_far: Decimal | None = None
    men_approved: Decimal | None = None
    women_approved: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MemberTold:
    """Hours of a member of the team; the number only where it was opened for the file."""

    number: str
    name: str
    position: str
    identifier: str
    personal_number: str
    engagement: str
    day: date
    hours: Decimal
    done: str
    results: str


@dataclass(frozen=True)
class Particulars:
    """All of it; `ids` by what was numbered and by our row (the project itself for its contract and package)."""

    ids: Mapping[tuple[Numbered, int], FunderName] = field(default_factory=dict)
    contract: FunderName | None = None
    package: FunderName | None = None
    preparer: Preparer = field(default_factory=Preparer)
    activities: tuple[ActivityTold, ...] = ()
    indicators: tuple[IndicatorTold, ...] = ()
    team: tuple[MemberTold, ...] = ()

    def named(self, kind: Numbered, row_id: int | None) -> FunderName | None:
        """Under which id and name the funder knows a row; None where it was never told."""
        return None if row_id is None else self.ids.get((kind, row_id))


NOTHING_MORE: Final = Particulars()
