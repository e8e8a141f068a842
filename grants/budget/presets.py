"""The usual terms of each programme, as data: a beginning for the terms of a contract, never a rule by itself.

Values are as they would be typed in the form of the terms; what a programme leaves to the contract is left empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from grants.budget.kinds import Approver, BookedRate, LimitBase, ShareRule, VatRule
from grants.values.language import N_


@dataclass(frozen=True, slots=True)
class Preset:
    """Usual terms: what they are called, what they fill in, and what a reader must know that no field holds."""

    name: str
    note: str
    values: Mapping[str, str] = field(default_factory=dict)


def _preset(
    name: str,
    note: str,
    *,
    moves: tuple[str, LimitBase, Approver],
    shares: ShareRule = ShareRule.LARGEST_REMAINDER,
    rate: BookedRate = BookedRate.NONE,
    **typed: str,
) -> Preset:
    limit, base, approver = moves
    values = {
        **typed,
        "move_limit": limit,
        "move_base": base.value,
        "move_cumulative": "yes",
        "move_approver": approver.value,
        "share_rule": shares.value,
        "booked_rate": rate.value,
        "vat_rule": VatRule.NOT_RECOVERABLE.value,
    }
    return Preset(name, note, {slot: value for slot, value in values.items() if value})


_ESF_MOVES: Final = ("10", LimitBase.SMALLER, Approver.NOTIFY)

PRESETS: Final[tuple[Preset, ...]] = (
    _preset(
        N_("ESF Bulgaria, 2007–2013"),
        N_("Of the grant usually 85 % is the EU's. Moves above 10–15 % between categories are an amendment."),
        moves=_ESF_MOVES,
        shares=ShareRule.ISUN,
        eu_rate="100",
        advance_rate="20",
        interim_cap="80",
        closes="31.12.2015",
    ),
    _preset(
        N_("ESF Bulgaria, 2014–2020"),
        N_("Of the grant usually 85 % is the EU's. Advances are 20–40 %, all payments before the last one 80–95 %."),
        moves=_ESF_MOVES,
        shares=ShareRule.ISUN,
        eu_rate="100",
        advance_rate="20",
        interim_cap="80",
        closes="31.12.2023",
    ),
    _preset(
        N_("ESF+ Bulgaria, 2021–2027"),
        N_(
            "Of the grant usually 85 % is the EU's, less in Yugozapaden. Costs must be incurred and paid by 31 December "
            "2029. Under EUR 5 million VAT may be eligible."
        ),
        moves=_ESF_MOVES,
        shares=ShareRule.ISUN,
        eu_rate="100",
        advance_rate="20",
        interim_cap="80",
        pay_until="31.12.2029",
        closes="31.12.2029",
    ),
    _preset(
        N_("PRAG (external action)"),
        N_(
            "Moves of up to 25 % of a heading as first set are only reported; indirect costs and the reserve may not move."
        ),
        moves=("25", LimitBase.HEADING, Approver.NOTIFY),
        rate=BookedRate.INFOREURO_MEAN,
        eu_rate="80",
        advance_rate="80",
    ),
    _preset(
        N_("EU model grant agreement"),
        N_(
            "The budget is an estimate: moves need no amendment, but the maximum grant cannot rise. CERV pays up to 90 %."
        ),
        moves=("", LimitBase.TOTAL, Approver.NONE),
        rate=BookedRate.DAY_MEAN,
        eu_rate="90",
        interim_cap="90",
    ),
    _preset(
        N_("Interreg, 2021–2027"),
        N_("The EU pays up to 80 %, 85 % in IPA programmes. Flexibility is 10–20 % of the budget's headings."),
        moves=("10", LimitBase.HEADING, Approver.NOTIFY),
        shares=ShareRule.INTERREG,
        rate=BookedRate.INFOREURO_SUBMISSION,
        eu_rate="80",
        closes="31.12.2029",
    ),
    _preset(
        N_("EEA and Norway Grants, civic funds"),
        N_("Programmes pay 85 % from donors and 15 % from the State; funds for organisations pay 90–100 %."),
        moves=("10", LimitBase.SOURCE, Approver.NOTIFY),
        eu_rate="90",
    ),
    _preset(
        N_("Erasmus+"),
        N_("Lump sums and unit costs; how much may move between categories is written in each agreement."),
        moves=("50", LimitBase.SOURCE, Approver.NONE),
        rate=BookedRate.DAY,
    ),
    _preset(
        N_("US federal grant"),
        N_("Above USD 250,000, moves that together exceed 10 % of the total need approval beforehand."),
        moves=("10", LimitBase.TOTAL, Approver.NONE),
        rate=BookedRate.TRANCHE,
    ),
)
