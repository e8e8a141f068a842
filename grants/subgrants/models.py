"""Tables of the sub-grants room."""

from __future__ import annotations

from tortoise import fields

from grants.storage.columns import ProjectRow, belongs_to, cents, currency, day, line, may_name, prose


class Scheme(ProjectRow):
    """A competition for small grants, with its sums as a whole."""

    title_bg = line(1000)
    title_en = line(1000)
    grants = fields.IntField(null=True)
    ceiling_cents = cents()
    granted_cents = cents()
    attracted_cents = cents()
    currency = currency()
    granted_as_published = prose()
    attracted_as_published = prose()

    class Meta:
        table = "grant_scheme"
        unique_together = (("project", "number"),)


class SubGrant(ProjectRow):
    """One small grant, with the recipient's own money beside it."""

    scheme = may_name("Scheme")
    recipient = belongs_to("Organisation")
    title_bg = line(1000)
    title_en = line(1000)
    agreed_on = day()
    amount_cents = cents()
    match_cents = cents()
    currency = currency()

    class Meta:
        table = "sub_grant"
        unique_together = (("project", "number"),)
