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


class Rhythm(StrEnum):
    """How the reporting periods of a contract are counted."""

    NONE = "none"
    FROM_START = "from_start"  # every N months from the first day of the project
    CALENDAR = "calendar"  # at the end of calendar quarters, half-years or years


RHYTHMS: Mapping[str, str] = {
    Rhythm.NONE: N_("no fixed rhythm"),
    Rhythm.FROM_START: N_("from the start of the project"),
    Rhythm.CALENDAR: N_("by the calendar"),
}


class PeriodKind(StrEnum):
    """What the report of a period is."""

    INTERIM = "interim"
    FINAL = "final"
    PROGRESS = "progress"


PERIOD_KINDS: Mapping[str, str] = {
    PeriodKind.INTERIM: N_("interim report"),
    PeriodKind.FINAL: N_("final report"),
    PeriodKind.PROGRESS: N_("progress report"),
}


class PeriodState(StrEnum):
    """How far the report of a period is."""

    PLANNED = "planned"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


PERIOD_STATES: Mapping[str, str] = {
    PeriodState.PLANNED: N_("not yet reported"),
    PeriodState.SUBMITTED: N_("report submitted"),
    PeriodState.RETURNED: N_("report returned"),
    PeriodState.ACCEPTED: N_("report accepted"),
}


class DutyKind(StrEnum):
    """What a contract obliges to (publicity: Regulation 2021/1060, art. 50; the rest stands in the contract)."""

    WEBSITE = "website"
    SOCIAL_MEDIA = "social_media"
    STATEMENT = "statement"
    POSTER = "poster"
    PLAQUE = "plaque"
    EVENT = "event"
    RESULTS = "results"
    SUSTAINABILITY = "sustainability"
    OTHER = "other"


DUTY_KINDS: Mapping[str, str] = {
    DutyKind.WEBSITE: N_("description on the website"),
    DutyKind.SOCIAL_MEDIA: N_("description on social media"),
    DutyKind.STATEMENT: N_("statement of support on documents and materials"),
    DutyKind.POSTER: N_("poster of at least A3, or an electronic display"),
    DutyKind.PLAQUE: N_("durable plaque or billboard"),
    DutyKind.EVENT: N_("communication event"),
    DutyKind.RESULTS: N_("results after the end"),
    DutyKind.SUSTAINABILITY: N_("sustainability of the results"),
    DutyKind.OTHER: N_("other duty"),
}
# Publicity; the others fall due after the end.
PUBLICITY = frozenset(
    {
        DutyKind.WEBSITE,
        DutyKind.SOCIAL_MEDIA,
        DutyKind.STATEMENT,
        DutyKind.POSTER,
        DutyKind.PLAQUE,
        DutyKind.EVENT,
    }
)


class KeepingKind(StrEnum):
    """Why papers must be kept."""

    LAST_PAYMENT = "last_payment"
    ACCOUNTS = "accounts"
    PROGRAMME_CLOSURE = "programme_closure"
    STATE_AID = "state_aid"
    BALANCE = "balance"
    ACCOUNTING_ACT = "accounting_act"
    PAYROLL = "payroll"
    COURT = "court"
    CONTRACT = "contract"
    OTHER = "other"


KEEPING_KINDS: Mapping[str, str] = {
    KeepingKind.LAST_PAYMENT: N_("5 years from 31 December of the year of the last payment"),
    KeepingKind.ACCOUNTS: N_("after the accounts that hold the last expenditure"),
    KeepingKind.PROGRAMME_CLOSURE: N_("3 years after the closure of the programme"),
    KeepingKind.STATE_AID: N_("10 years from the granting of State or de minimis aid"),
    KeepingKind.BALANCE: N_("years after the payment of the balance"),
    KeepingKind.ACCOUNTING_ACT: N_("accounting registers and statements, 10 years"),
    KeepingKind.PAYROLL: N_("payrolls, 50 years"),
    KeepingKind.COURT: N_("court case or request of the Commission"),
    KeepingKind.CONTRACT: N_("a day stated in the contract"),
    KeepingKind.OTHER: N_("other reason"),
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
