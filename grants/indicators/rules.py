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


class Counted(StrEnum):
    """From what the values of an indicator come."""

    TYPED = "typed"
    DELIVERABLES = "deliverables"
    PARTICIPANTS = "participants"


COUNTED: Mapping[str, str] = {
    Counted.TYPED: N_("typed for each period"),
    Counted.DELIVERABLES: N_("counted from accepted deliverables"),
    Counted.PARTICIPANTS: N_("counted from the register of participants"),
}


class Group(StrEnum):
    """Which participants an indicator counts; each once, as they were on the day they joined."""

    ALL = "all"
    UNEMPLOYED = "unemployed"
    LONG_TERM = "long_term_unemployed"
    INACTIVE = "inactive"
    IDLE = "inactive_idle"
    EMPLOYED = "employed"
    SCHOOLING_LOW = "lower_secondary_or_less"
    SCHOOLING_MIDDLE = "upper_or_post_secondary"
    SCHOOLING_HIGH = "tertiary"
    DISABLED = "disabled"
    MIGRANT = "migrant"
    FOREIGN = "foreign_background"
    MINORITY = "minority"
    ROMA = "roma"
    MIGRANT_OR_MINORITY = "migrant_or_minority"
    HOMELESS = "homeless"
    OTHER_DISADVANTAGE = "other_disadvantage"
    JOBLESS_HOUSEHOLD = "jobless_household"
    JOBLESS_WITH_CHILDREN = "jobless_with_children"
    SINGLE_WITH_CHILDREN = "single_with_children"
    CHILDREN = "children"  # under 18
    YOUNG = "aged_18_29"
    OLDER = "aged_55"  # 55 and above
    UNDER_25 = "under_25"
    OVER_54 = "over_54"
    OLDER_IDLE = "over_54_idle"
    COMPLETED = "completed"
    CERTIFIED = "certified"
    LEFT_EARLY = "left_early"
    JOB_SEARCHING = "searching_on_leaving"
    STUDYING_AFTER = "studying_on_leaving"
    WORKING_AFTER = "working_on_leaving"
    WORKING_SIX_MONTHS = "working_after_six_months"


GROUPS: Mapping[str, str] = {
    Group.ALL: N_("everybody who joined"),
    Group.UNEMPLOYED: N_("unemployed, including long-term unemployed"),
    Group.LONG_TERM: N_("long-term unemployed"),
    Group.INACTIVE: N_("inactive"),
    Group.IDLE: N_("inactive, not in education or training"),
    Group.EMPLOYED: N_("employed, including self-employed"),
    Group.SCHOOLING_LOW: N_("with lower secondary education or less (ISCED 0–2)"),
    Group.SCHOOLING_MIDDLE: N_("with upper secondary or post-secondary education (ISCED 3–4)"),
    Group.SCHOOLING_HIGH: N_("with tertiary education (ISCED 5–8)"),
    Group.DISABLED: N_("with disabilities"),
    Group.MIGRANT: N_("migrants"),
    Group.FOREIGN: N_("with a foreign background"),
    Group.MINORITY: N_("minorities, including marginalised communities such as Roma"),
    Group.ROMA: N_("Roma"),
    Group.MIGRANT_OR_MINORITY: N_("migrants, with a foreign background, or minorities"),
    Group.HOMELESS: N_("homeless or affected by housing exclusion"),
    Group.OTHER_DISADVANTAGE: N_("otherwise disadvantaged"),
    Group.JOBLESS_HOUSEHOLD: N_("living in jobless households"),
    Group.JOBLESS_WITH_CHILDREN: N_("living in jobless households with dependent children"),
    Group.SINGLE_WITH_CHILDREN: N_("living in single-adult households with dependent children"),
    Group.CHILDREN: N_("children below 18"),
    Group.YOUNG: N_("aged 18–29"),
    Group.OLDER: N_("aged 55 and above"),
    Group.UNDER_25: N_("below 25"),
    Group.OVER_54: N_("above 54"),
    Group.OLDER_IDLE: N_("above 54, unemployed or inactive and not in education or training"),
    Group.COMPLETED: N_("stayed to the planned end"),
    Group.CERTIFIED: N_("gained a qualification upon leaving"),
    Group.LEFT_EARLY: N_("left before the planned end"),
    Group.JOB_SEARCHING: N_("searching for work upon leaving"),
    Group.STUDYING_AFTER: N_("in education or training upon leaving, but not when joining"),
    Group.WORKING_AFTER: N_("in employment upon leaving, but not when joining"),
    Group.WORKING_SIX_MONTHS: N_("in employment six months after leaving, but not when joining"),
}


class AgeBands(StrEnum):
    """Into which ages a value is parted; the two periods' bands differ."""

    NONE = "none"
    ESF_PLUS = "esf_plus"  # under 18, 18-29, 30-54, 55 and above (Regulation 2021/1057)
    ESF = "esf"  # under 25, 25-54, above 54 (Regulation 1304/2013)


AGE_BANDS: Mapping[str, str] = {
    AgeBands.NONE: N_("not by age"),
    AgeBands.ESF_PLUS: N_("below 18, 18–29, 30–54, 55 and above"),
    AgeBands.ESF: N_("below 25, 25–54, above 54"),
}
# What each band is called, in its order.
BAND_NAMES: Mapping[str, tuple[str, ...]] = {
    AgeBands.NONE: (),
    AgeBands.ESF_PLUS: (N_("below 18"), N_("18–29"), N_("30–54"), N_("55 and above")),
    AgeBands.ESF: (N_("below 25"), N_("25–54"), N_("above 54")),
}
