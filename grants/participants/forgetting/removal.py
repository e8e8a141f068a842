"""When somebody entered by mistake may be taken out of the register whole, and what is said when not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grants.values.language import N_

IS_ANONYMOUS = N_("This participant was made anonymous and is counted: such a row stays.")
CAME = N_(
    "This participant was present at a session and is no mistake of the register. If the presence was entered by mistake, correct it first."
)
REPORTED = N_(
    "A report for a period in which this participant had joined was sent already: the person was counted in it and stays in the register."
)


def why_not_removed(row: Mapping[str, Any], *, came: bool, reported: bool) -> str:
    """What keeps a participant in the register; empty where the row may be taken out."""
    if row["forgotten_at"]:
        return IS_ANONYMOUS
    if came:
        return CAME
    return REPORTED if reported else ""
