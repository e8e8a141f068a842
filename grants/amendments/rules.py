"""The closed lists of amendments."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class AmendmentKind(StrEnum):
    """What is asked of the contract."""

    AMENDMENT = "amendment"
    SUSPENSION = "suspension"
    RESUMPTION = "resumption"
    TERMINATION = "termination"


AMENDMENT_KINDS: Mapping[str, str] = {
    AmendmentKind.AMENDMENT: N_("amendment"),
    AmendmentKind.SUSPENSION: N_("suspension"),
    AmendmentKind.RESUMPTION: N_("resumption"),
    AmendmentKind.TERMINATION: N_("termination"),
}


class AmendmentState(StrEnum):
    """Where an amendment stands."""

    DRAFT = "draft"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


AMENDMENT_STATES: Mapping[str, str] = {
    AmendmentState.DRAFT: N_("being prepared"),
    AmendmentState.ASKED: N_("asked for"),
    AmendmentState.APPROVED: N_("approved"),
    AmendmentState.REFUSED: N_("refused"),
}
