"""What the history tells of a month of hours, field by field."""

from __future__ import annotations

from typing import Final

from grants.team.rules import SHEET_STATES, SheetState
from grants.values.language import N_
from grants.values.records import Field, Kind

TOLD: Final = (
    Field("state", Kind.CHOICE, N_("State"), choices=SHEET_STATES, default=SheetState.DRAFT),
    Field("hours", Kind.DECIMAL, N_("Hours"), places=2),
    Field("texts", Kind.LINE, N_("What was done")),
)
# The hours of one cell, told by its day and activity.
CELL: Final = TOLD[1]
