"""Tables of the indicators room."""

from __future__ import annotations

from tortoise import fields

from grants.indicators.rules import AgeBands, Counted, Group, IndicatorKind
from grants.storage.columns import ProjectRow, choice, day, decimal, line, may_name, part_of, prose


class Indicator(ProjectRow):
    """A promised figure; `implied` ones were read out of a text and bind nobody.

    Its values are typed, or counted from what the `counted` says, of the `activity` and the `partner` alone where those are
    named. `achieved` is the figure as published, where nothing is recorded from which it would be counted. `overlaps` marks
    one whose people or things may stand in another too. `cumulative`: each value holds those before it. `trendless`: it has
    neither to grow nor to fall.
    """

    code = line(40)
    name_bg = line(1000)
    name_en = line(1000)
    kind = choice(IndicatorKind, IndicatorKind.OUTPUT)
    unit_bg = line(100)
    unit_en = line(100)
    baseline = decimal(18, 2)
    baseline_day_on = day()
    target = decimal(18, 2)
    achieved = decimal(18, 2)
    evidence_bg = line(1000)
    evidence_en = line(1000)
    counted = choice(Counted, Counted.TYPED)
    who = choice(Group, Group.ALL)
    deliverable_kind = line(40)
    by_quantity = fields.BooleanField(default=False)
    activity = may_name("Activity")
    partner = may_name("Partner")
    cumulative = fields.BooleanField(default=False)
    less_is_better = fields.BooleanField(default=False)
    trendless = fields.BooleanField(default=False)
    by_sex = fields.BooleanField(default=False)
    bands = choice(AgeBands, AgeBands.NONE)
    implied = fields.BooleanField(default=False)
    overlaps = fields.BooleanField(default=False)
    as_published = prose()

    class Meta:
        table = "indicator"
        unique_together = (("project", "number"),)


class IndicatorValue(ProjectRow):
    """What was reached in a period, typed with its evidence; `verified` is what the authority accepted of it, of women and men
    where it said so.

    The four ages are those of the indicator's bands, the last one empty where there are three. By whom it was reached is
    the `partner`, where one is named.
    """

    indicator = part_of("Indicator")
    period = may_name("Period")
    until_on = day()
    value = decimal(18, 2)
    women = decimal(18, 2)
    men = decimal(18, 2)
    age_1 = decimal(18, 2)
    age_2 = decimal(18, 2)
    age_3 = decimal(18, 2)
    age_4 = decimal(18, 2)
    verified = decimal(18, 2)
    verified_women = decimal(18, 2)
    verified_men = decimal(18, 2)
    partner = may_name("Partner")
    note_bg = prose()
    note_en = prose()

    class Meta:
        table = "indicator_value"
        unique_together = (("project", "number"),)
