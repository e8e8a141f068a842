"""Tables of the indicators room."""

from __future__ import annotations

from tortoise import fields

from grants.indicators.rules import IndicatorKind
from grants.storage.columns import ProjectRow, choice, decimal, line, prose


class Indicator(ProjectRow):
    """A promised figure; `implied` ones were read out of a text and bind nobody."""

    code = line(40)
    name_bg = line(1000)
    name_en = line(1000)
    kind = choice(IndicatorKind, IndicatorKind.OUTPUT)
    unit_bg = line(100)
    unit_en = line(100)
    baseline = decimal(18, 2)
    target = decimal(18, 2)
    achieved = decimal(18, 2)
    implied = fields.BooleanField(default=False)
    overlaps = fields.BooleanField(default=False)
    as_published = prose()

    class Meta:
        table = "indicator"
        unique_together = (("project", "number"),)
