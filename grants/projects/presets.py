"""The usual rhythm of reporting of each programme, as data: a beginning for a contract version, never a rule by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from grants.projects.rules import Rhythm
from grants.values.days import Roll, Unit
from grants.values.language import N_
from grants.values.terms import Term


@dataclass(frozen=True, slots=True)
class RhythmPreset:
    """A usual rhythm: what it is called, what it fills in, and what a reader must know that no field holds."""

    name: str
    note: str
    values: Mapping[str, str]


def _preset(
    name: str,
    note: str,
    *,
    months: int | None,
    report: Term | None,
    final: Term,
    rhythm: Rhythm = Rhythm.FROM_START,
    roll: Roll = Roll.NONE,
) -> RhythmPreset:
    values = {
        "rhythm": (rhythm if months else Rhythm.NONE).value,
        "rhythm_months": str(months or ""),
        "report_days": str(report.amount) if report else "",
        "report_unit": (report.unit if report else Unit.DAYS).value,
        "final_report_days": str(final.amount),
        "final_report_unit": final.unit.value,
        "roll": roll.value,
    }
    return RhythmPreset(name, note, {slot: value for slot, value in values.items() if value})


RHYTHM_PRESETS: Final[tuple[RhythmPreset, ...]] = (
    _preset(
        N_("ESF and ESF+ in ISUN"),
        N_("A report package every 3 to 6 months, at least once a year; a month after the period, the final one a month after the end, in some contracts three."),
        months=6,
        report=Term(1, Unit.MONTHS),
        final=Term(1, Unit.MONTHS),
        roll=Roll.NEXT,
    ),
    _preset(
        N_("EU model grant agreement"),
        N_("60 days after each period; how long the periods are stands in the agreement."),
        months=12,
        report=Term(60),
        final=Term(60),
        roll=Roll.REGULATION,
    ),
    _preset(
        N_("PRAG (external action)"),
        N_("60 days after twelve months; the final report after three months, six where the coordinator's seat is not in the country of the action."),
        months=12,
        report=Term(60),
        final=Term(3, Unit.MONTHS),
        roll=Roll.NEXT,
    ),
    _preset(
        N_("Interreg, 2021–2027"),
        N_("The lead reports two to three months after each half-year; partners hand theirs to control in 10 to 30 days."),
        months=6,
        report=Term(3, Unit.MONTHS),
        final=Term(3, Unit.MONTHS),
    ),
    _preset(
        N_("Erasmus+"),
        N_("Mostly only a final report, 60 days after the end."),
        months=None,
        report=None,
        final=Term(60),
        roll=Roll.NEXT,
    ),
    _preset(
        N_("US federal grant"),
        N_("Narrative and financial reports 30 days after each calendar quarter."),
        months=3,
        report=Term(30),
        final=Term(90),
        rhythm=Rhythm.CALENDAR,
    ),
)  # fmt: skip
