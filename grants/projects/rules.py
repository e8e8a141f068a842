"""The closed lists of the projects room, and the checks that need nothing but a project's own values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from grants.errors import Objection
from grants.values.language import N_


class ProjectState(StrEnum):
    """Stages of a project's life."""

    IDEA = "idea"
    APPLICATION = "application"
    CONTRACTING = "contracting"
    RUNNING = "running"
    SUSPENDED = "suspended"
    REPORTING = "reporting"
    CLOSED = "closed"
    TERMINATED = "terminated"
    KEEPING = "keeping"


STATES: Mapping[str, str] = {
    ProjectState.IDEA: N_("idea"),
    ProjectState.APPLICATION: N_("application"),
    ProjectState.CONTRACTING: N_("contracting"),
    ProjectState.RUNNING: N_("in progress"),
    ProjectState.SUSPENDED: N_("suspended"),
    ProjectState.REPORTING: N_("final reporting"),
    ProjectState.CLOSED: N_("completed"),
    ProjectState.TERMINATED: N_("terminated"),
    ProjectState.KEEPING: N_("documents kept"),
}


class AmountKind(StrEnum):
    """What a project's stated value is the value of."""

    UNKNOWN = "unknown"
    TOTAL = "total"
    GRANT = "grant"
    ESTIMATE = "estimate"


AMOUNT_KINDS: Mapping[str, str] = {
    AmountKind.UNKNOWN: N_("not stated"),
    AmountKind.TOTAL: N_("total value"),
    AmountKind.GRANT: N_("grant"),
    AmountKind.ESTIMATE: N_("estimated total value"),
}


class NumberKind(StrEnum):
    """Whose number it is and of what."""

    CONTRACT = "contract"
    PROJECT = "project"
    PROCEDURE = "procedure"
    AUTHORITY = "authority"
    OTHER = "other"


NUMBER_KINDS: Mapping[str, str] = {
    NumberKind.CONTRACT: N_("contract number"),
    NumberKind.PROJECT: N_("project number"),
    NumberKind.PROCEDURE: N_("procedure number"),
    NumberKind.AUTHORITY: N_("the managing authority's own number"),
    NumberKind.OTHER: N_("other number"),
}


class ContractState(StrEnum):
    """Where a version of the contract stands."""

    ASKED = "asked"
    IN_FORCE = "in_force"
    REFUSED = "refused"


CONTRACT_STATES: Mapping[str, str] = {
    ContractState.ASKED: N_("asked for"),
    ContractState.IN_FORCE: N_("in force"),
    ContractState.REFUSED: N_("refused"),
}


class PartnerRole(StrEnum):
    """An organisation's part in a project."""

    LEAD = "lead"
    PARTNER = "partner"
    ASSOCIATED = "associated"
    CONTRACTOR = "contractor"
    FUNDER = "funder"


PARTNER_ROLES: Mapping[str, str] = {
    PartnerRole.LEAD: N_("lead organisation"),
    PartnerRole.PARTNER: N_("partner"),
    PartnerRole.ASSOCIATED: N_("associated partner"),
    PartnerRole.CONTRACTOR: N_("contractor"),
    PartnerRole.FUNDER: N_("source of funding"),
}


class ObjectiveKind(StrEnum):
    """How far an aim reaches."""

    OVERALL = "overall"
    STRATEGIC = "strategic"
    SPECIFIC = "specific"


OBJECTIVE_KINDS: Mapping[str, str] = {
    ObjectiveKind.OVERALL: N_("overall objective"),
    ObjectiveKind.STRATEGIC: N_("strategic objective"),
    ObjectiveKind.SPECIFIC: N_("specific objective"),
}


def code_objection(code: str) -> tuple[Objection, ...]:
    """What is wrong with a project's code as typed: it stands in addresses and on command lines."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{1,59}", code) and code not in RESERVED_CODES:
        return ()
    return (
        Objection(
            N_(
                "A code has 2 to 60 Latin letters, digits, dots, dashes: the contract number, or a short one such as usaid-2004."
            ),
            {},
            place="code",
        ),
    )


RESERVED_CODES = frozenset({"new"})
