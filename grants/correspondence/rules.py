"""The closed lists of correspondence."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class MatterKind(StrEnum):
    """What came, or was sent."""

    LETTER = "letter"
    REMARK = "remark"
    CHECK = "check"
    AUDIT = "audit"
    FINDING = "finding"
    RECOMMENDATION = "recommendation"
    IRREGULARITY = "irregularity"


MATTER_KINDS: Mapping[str, str] = {
    MatterKind.LETTER: N_("letter"),
    MatterKind.REMARK: N_("remark on a report"),
    MatterKind.CHECK: N_("on-the-spot check"),
    MatterKind.AUDIT: N_("audit"),
    MatterKind.FINDING: N_("finding"),
    MatterKind.RECOMMENDATION: N_("recommendation"),
    MatterKind.IRREGULARITY: N_("irregularity"),
}


class Direction(StrEnum):
    """Which way a letter went."""

    RECEIVED = "received"
    SENT = "sent"


DIRECTIONS: Mapping[str, str] = {
    Direction.RECEIVED: N_("received"),
    Direction.SENT: N_("sent"),
}


class AnswerDays(StrEnum):
    """How the days for an answer are counted."""

    NONE = "none"
    CALENDAR = "calendar"
    WORKING = "working"


ANSWER_DAYS: Mapping[str, str] = {
    AnswerDays.NONE: N_("no answer asked"),
    AnswerDays.CALENDAR: N_("calendar days"),
    AnswerDays.WORKING: N_("working days"),
}
