"""The closed lists of indicators."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class IndicatorKind(StrEnum):
    """What an indicator measures."""

    OUTPUT = "output"
    RESULT = "result"


INDICATOR_KINDS: Mapping[str, str] = {
    IndicatorKind.OUTPUT: N_("output indicator"),
    IndicatorKind.RESULT: N_("result indicator"),
}
