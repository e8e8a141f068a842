"""The usual rules for deadlines of each programme, as data: offered to a project, never in force by themselves.

Each names the text that states it, or says that it is usual and not quoted from one, and what of it is to be checked in the
project's own contract, which may say otherwise. What is counted from a letter or an event (an answer, a notice of change) has no rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from grants.deadlines.rules import Basis, DeadlineKind, OfPeriods, Side
from grants.values.days import Roll, Unit
from grants.values.language import N_


@dataclass(frozen=True, slots=True)
class RulePreset:
    """One usual rule: how its deadline is called, its terms, where they stand, and what to check.

    One that `gives_way` makes no deadline for a report whose period has a day of its own: the contract said it already.
    """

    key: str
    title: str
    kind: DeadlineKind
    basis: Basis
    amount: int
    unit: Unit
    source: str
    periods: OfPeriods = OfPeriods.ALL
    roll: Roll = Roll.NEXT
    partners: bool = False
    gives_way: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """Its terms as columns of a rule."""
        return {
            "kind": self.kind,
            "basis": self.basis,
            "periods": self.periods,
            "amount": self.amount,
            "unit": self.unit,
            "side": Side.AFTER,
            "roll": self.roll,
            "partners": self.partners,
        }

    @property
    def columns(self) -> dict[str, Any]:
        """All that a rule in use is told by."""
        return {**self.values, "preset": self.key, "country": "", "hour": "", "zone": "", "stopped": False}


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """The usual rules of a programme, and by which signs in a project's numbers, programme and fund it is known.

    A sign is a word, the beginning of one where it ends in an asterisk, or what stands before the digits of a number
    where it ends in a dash.
    """

    key: str
    name: str
    signs: tuple[str, ...]
    rules: tuple[RulePreset, ...]


INTERIM: Final = N_("Interim report")
FINAL: Final = N_("Final report")
PAPERS: Final = N_("Papers are kept until")
CERTIFICATE: Final = N_("Audit certificate")
PUBLIC: Final = N_("Website, social media and poster say who pays")

ISUN_REPORTS: Final = N_(
    "Usual in ISUN, not quoted from a text: a report package 30 days or a month after the period. Check in the contract whether it says days, a month or working days."
)
ISUN_FINAL: Final = N_(
    "Usual in ISUN, not quoted from a text: a month after the end, in some contracts three. Check the contract."
)
CPR_KEEPING: Final = N_(
    "Regulation (EU) 2021/1060, art. 82: five years from 31 December of the year of the last payment; State aid asks for ten years. Check whether a court case stops the clock: that is not quoted from the text."
)
CPR_PUBLICITY: Final = N_(
    "Regulation (EU) 2021/1060, art. 50. It names no day: a month after the start is the tracker's own proposal. Leave it out where the duties on the contract's page say it already."
)
MGA_REPORTS: Final = N_(
    "EU model grant agreement, art. 21 and its data sheet: 60 days after the period. Check the periods in your data sheet."
)
MGA_CERTIFICATE: Final = N_(
    "EU model grant agreement: with the report, where the EU contribution asked for reaches the amount in the data sheet. The usual one is €325,000; €150,000 and €430,000 occur too. Check yours."
)
MGA_KEEPING: Final = N_(
    "EU model grant agreement, art. 20: as a rule five years after the balance, three for grants up to €60,000. Check your data sheet."
)
PRAG_REPORTS: Final = N_(
    "PRAG, questions and answers: 60 days after a period of twelve months. Check the special conditions."
)
PRAG_FINAL: Final = N_(
    "PRAG 2014: three months after the end, six where the coordinator's seat is not in the country of the action. Check the special conditions."
)
PRAG_KEEPING: Final = N_(
    "Seven years after the balance, as in contracts of the neighbourhood programmes. Check which years yours states."
)
INTERREG_PART: Final = N_(
    "Usual in Interreg, not quoted from a text: partners hand their report to control in 10 to 30 days. Check the manual of the programme."
)
INTERREG_LEAD: Final = N_(
    "Usual in Interreg, not quoted from a text: the lead partner reports two to three months after the period; the days on which the programme closes come before that. Check the manual and the contract."
)
ERASMUS_FINAL: Final = N_(
    "Usual in Erasmus+, not quoted from a text: 60 days after the end. Check the grant agreement."
)
STAGES_FINAL: Final = N_(
    "National Innovation Fund, questions and answers: within a month of the last stage. Other funds may have other terms; check the contract."
)
EEA_REPORTS: Final = N_(
    "Usual in the EEA and Norway Grants and the Active Citizens Fund, not quoted from a text: 15 to 60 days after the period, as the contract says. The shortest is offered, so that none is missed; write the days of your contract."
)
US_REPORTS: Final = N_(
    "Usual in US federal awards, not quoted from a text: 30 days after each calendar quarter. Check the award."
)


def _report(
    key: str, amount: int, unit: Unit, source: str, *, final: bool = False, roll: Roll = Roll.NEXT
) -> RulePreset:
    """The report of each period, or the final one."""
    of, title = (OfPeriods.FINAL, FINAL) if final else (OfPeriods.INTERIM, INTERIM)
    return RulePreset(key, title, DeadlineKind.REPORT, Basis.PERIOD_END, amount, unit, source, of, roll, gives_way=True)


def _kept(key: str, basis: Basis, years: int, source: str) -> RulePreset:
    return RulePreset(key, PAPERS, DeadlineKind.RETENTION, basis, years * 12, Unit.MONTHS, source, roll=Roll.NONE)


PROGRAMMES: Final[tuple[ProgrammeRules, ...]] = (
    ProgrammeRules(
        "esf_plus",
        N_("ESF+ and other funds in ISUN, 2021–2027"),
        ("sfpr-", "ffpr-", "rfpr-", "jtpr-", "ampr-", "ispr-", "esf+", "есф+"),
        (
            _report("esf_plus.interim", 1, Unit.MONTHS, ISUN_REPORTS),
            _report("esf_plus.final", 1, Unit.MONTHS, ISUN_FINAL, final=True),
            RulePreset("esf_plus.public", PUBLIC, DeadlineKind.PUBLICITY, Basis.PROJECT_START, 1, Unit.MONTHS, CPR_PUBLICITY),
            _kept("esf_plus.papers", Basis.PAID_YEAR_END, 5, CPR_KEEPING),
        ),
    ),
    ProgrammeRules(
        "esf",
        N_("ESF in ISUN, before 2021"),
        ("05m9op-", "05m2op-", "05sfop-", "051po-", "161po-"),
        (
            _report("esf.interim", 1, Unit.MONTHS, ISUN_REPORTS),
            _report("esf.final", 1, Unit.MONTHS, ISUN_FINAL, final=True),
        ),
    ),
    ProgrammeRules(
        "mga",
        N_("EU model grant agreement"),
        ("cerv", "easi", "horizon", "amif", "life-", "life programme", "програма life"),
        (
            _report("mga.interim", 60, Unit.DAYS, MGA_REPORTS, roll=Roll.REGULATION),
            _report("mga.final", 60, Unit.DAYS, MGA_REPORTS, final=True, roll=Roll.REGULATION),
            RulePreset("mga.certificate", CERTIFICATE, DeadlineKind.AUDIT, Basis.PERIOD_END, 60, Unit.DAYS, MGA_CERTIFICATE, OfPeriods.FINAL, Roll.REGULATION),
            _kept("mga.papers", Basis.BALANCE_PAID, 5, MGA_KEEPING),
        ),
    ),
    ProgrammeRules(
        "external",
        N_("PRAG (external action)"),
        ("phare", "фар", "europeaid"),
        (
            _report("external.interim", 60, Unit.DAYS, PRAG_REPORTS),
            _report("external.final", 3, Unit.MONTHS, PRAG_FINAL, final=True),
            _kept("external.papers", Basis.BALANCE_PAID, 7, PRAG_KEEPING),
        ),
    ),
    ProgrammeRules(
        "interreg",
        N_("Interreg, 2021–2027"),
        ("interreg*", "интеррег*", "robg*"),
        (
            RulePreset("interreg.part", N_("Partner's report to control"), DeadlineKind.REPORT, Basis.PERIOD_END, 30, Unit.DAYS, INTERREG_PART, roll=Roll.NONE, partners=True),
            _report("interreg.interim", 3, Unit.MONTHS, INTERREG_LEAD, roll=Roll.NONE),
            _report("interreg.final", 3, Unit.MONTHS, INTERREG_LEAD, final=True, roll=Roll.NONE),
            _kept("interreg.papers", Basis.PAID_YEAR_END, 5, CPR_KEEPING),
        ),
    ),
    ProgrammeRules(
        "erasmus",
        N_("Erasmus+"),
        ("erasmus", "еразъм"),
        (_report("erasmus.final", 60, Unit.DAYS, ERASMUS_FINAL, final=True),),
    ),
    ProgrammeRules(
        "innovation",
        N_("National innovation funds"),
        ("innovation norway", "innovation fund*", "national innovation*", "иновационен фонд", "национален иновационен*"),
        (_report("innovation.final", 1, Unit.MONTHS, STAGES_FINAL, final=True),),
    ),
    ProgrammeRules(
        "eea",
        N_("EEA and Norway Grants, Active Citizens Fund"),
        ("eea", "еип", "norway grants", "norwegian financial*", "норвежк*", "active citizens fund", "acf", "активни граждани", "фаг"),
        (
            _report("eea.interim", 15, Unit.DAYS, EEA_REPORTS, roll=Roll.NONE),
            _report("eea.final", 15, Unit.DAYS, EEA_REPORTS, final=True, roll=Roll.NONE),
        ),
    ),
    ProgrammeRules(
        "us",
        N_("US federal grant"),
        ("usaid", "юсаид"),
        (_report("us.interim", 30, Unit.DAYS, US_REPORTS, roll=Roll.NONE),),
    ),
)  # fmt: skip

BY_KEY: Final[Mapping[str, RulePreset]] = {one.key: one for programme in PROGRAMMES for one in programme.rules}


def programme_by(words: str) -> ProgrammeRules | None:
    """The programme that the numbers, the programme and the fund of a project speak of; None where none is known."""
    told = words.casefold()
    return next((one for one in PROGRAMMES if any(_speaks_of(sign, told) for sign in one.signs)), None)


def _speaks_of(sign: str, told: str) -> bool:
    """Whether words, all in small letters, hold a sign."""
    inner = re.escape(sign.rstrip("-*"))
    if sign.endswith("-"):
        return re.search(rf"\b\w*{inner}\d", told) is not None
    return re.search(rf"\b{inner}" if sign.endswith("*") else rf"\b{inner}(?!\w)", told) is not None


def differs(row: Mapping[str, Any]) -> RulePreset | None:
    """The programme's rule that a rule was taken from, where its terms are no longer the programme's."""
    preset = BY_KEY.get(row["preset"])
    return preset if preset and any(row[name] != value for name, value in preset.values.items()) else None
