"""The closed lists of procurement, and what is still to be paid under a contract."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class SupplyState(StrEnum):
    """Where a contract with a supplier stands."""

    SIGNED = "signed"
    FINISHED = "finished"
    TERMINATED = "terminated"


SUPPLY_STATES: Mapping[str, str] = {
    SupplyState.SIGNED: N_("signed"),
    SupplyState.FINISHED: N_("finished"),
    SupplyState.TERMINATED: N_("terminated"),
}
