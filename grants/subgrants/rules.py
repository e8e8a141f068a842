"""The closed lists of sub-grants."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class SubGrantState(StrEnum):
    """Where a sub-grant stands."""

    CHOSEN = "chosen"
    AGREED = "agreed"
    FINISHED = "finished"
    TERMINATED = "terminated"


SUB_GRANT_STATES: Mapping[str, str] = {
    SubGrantState.CHOSEN: N_("chosen, not yet signed"),
    SubGrantState.AGREED: N_("agreement signed"),
    SubGrantState.FINISHED: N_("finished"),
    SubGrantState.TERMINATED: N_("terminated"),
}


class InstalmentKind(StrEnum):
    """What is paid under a sub-grant's agreement, and what comes back."""

    INSTALMENT = "instalment"
    RETURNED = "returned"  # the unspent, asked back


INSTALMENT_KINDS: Mapping[str, str] = {
    InstalmentKind.INSTALMENT: N_("instalment"),
    InstalmentKind.RETURNED: N_("unspent money asked back"),
}


class SubReportState(StrEnum):
    """Where a sub-grantee's report stands."""

    AWAITED = "awaited"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


SUB_REPORT_STATES: Mapping[str, str] = {
    SubReportState.AWAITED: N_("awaited"),
    SubReportState.SUBMITTED: N_("submitted"),
    SubReportState.RETURNED: N_("returned"),
    SubReportState.ACCEPTED: N_("accepted"),
}


class MatchKind(StrEnum):
    """Whose money a sub-grant attracted."""

    OWN = "own"
    MUNICIPAL = "municipal"
    DONATION = "donation"
    IN_KIND = "in_kind"
    OTHER = "other"


MATCH_KINDS: Mapping[str, str] = {
    MatchKind.OWN: N_("recipient's own money"),
    MatchKind.MUNICIPAL: N_("from the municipal budget"),
    MatchKind.DONATION: N_("donations"),
    MatchKind.IN_KIND: N_("in kind"),
    MatchKind.OTHER: N_("other sources"),
}
