"""Tables of the budget."""

from __future__ import annotations

from grants.budget.rules import CostForm, SourceKind
from grants.storage.columns import ProjectRow, cents, choice, currency, decimal, line, may_name, prose


class Source(ProjectRow):
    """A source of funding; the share is kept only where it was stated."""

    kind = choice(SourceKind, SourceKind.EU)
    name_bg = line()
    name_en = line()
    amount_cents = cents()
    currency = currency()
    share = decimal(7, 4)
    as_published = prose()

    class Meta:
        table = "funding_source"
        unique_together = (("project", "number"),)


class Line(ProjectRow):
    """A line of the budget; `number` is its place in the tree (1, 1.1, 1.1.2)."""

    title_bg = line(600)
    title_en = line(600)
    partner = may_name("Partner")
    activity = may_name("Activity")
    form = choice(CostForm, CostForm.ACTUAL)
    unit_bg = line(100)
    unit_en = line(100)
    units = decimal(18, 4)
    unit_price_cents = cents()
    amount_cents = cents()
    currency = currency()

    class Meta:
        table = "budget_line"
        unique_together = (("project", "number"),)
