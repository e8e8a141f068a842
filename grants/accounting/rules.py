"""Where an accounting import stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class BatchState(StrEnum):
    """Where an accounting import stands."""

    PREVIEWED = "previewed"
    KEPT = "kept"
    UNDONE = "undone"


BATCH_STATES: Mapping[str, str] = {
    BatchState.PREVIEWED: N_("looked at, not yet kept"),
    BatchState.KEPT: N_("kept"),
    BatchState.UNDONE: N_("undone"),
}
