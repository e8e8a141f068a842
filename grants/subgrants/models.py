"""Tables of the sub-grants room."""

from __future__ import annotations

from tortoise import fields

from grants.storage.columns import ProjectRow, belongs_to, cents, choice, currency, day, line, may_name, part_of, prose
from grants.subgrants.rules import InstalmentKind, MatchKind, SubGrantState, SubReportState


class Scheme(ProjectRow):
    """A competition for small grants, with its sums as a whole."""

    title_bg = line(1000)
    title_en = line(1000)
    opened_on = day()
    closes_on = day()
    applications = fields.IntField(null=True)
    rules_bg = prose()
    rules_en = prose()
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
    state = choice(SubGrantState, SubGrantState.CHOSEN)
    agreement = line(120)
    agreed_on = day()
    start_on = day()
    end_on = day()
    contact_name = line(200)
    contact_email = line(200)
    language = fields.CharField(max_length=2, default="")
    amount_cents = cents()
    match_cents = cents()
    currency = currency()

    class Meta:
        table = "sub_grant"
        unique_together = (("project", "number"),)


class SubReport(ProjectRow):
    """What a sub-grantee reports of a part of the time: what was done, what was spent of the grant and of other money.

    `accepted_cents` is what of the spent was accepted; `decision` why it was returned or cut.
    """

    sub_grant = part_of("SubGrant")
    start_on = day()
    end_on = day()
    due_on = day()
    final = fields.BooleanField(default=False)
    state = choice(SubReportState, SubReportState.AWAITED)
    submitted_on = day()
    submitted_by = line(200)
    done_bg = prose()
    done_en = prose()
    spent_cents = cents()
    match_cents = cents()
    accepted_cents = cents()
    currency = currency()
    decided_on = day()
    decision = prose()

    class Meta:
        table = "sub_report"
        unique_together = (("project", "number"),)


class Instalment(ProjectRow):
    """A payment under a sub-grant's agreement; it waits for the acceptance of the report it names."""

    sub_grant = part_of("SubGrant")
    kind = choice(InstalmentKind, InstalmentKind.INSTALMENT)
    after = may_name("SubReport")
    due_on = day()
    amount_cents = fields.BigIntField()
    currency = currency()
    paid_on = day()
    order_number = line(120)

    class Meta:
        table = "sub_instalment"
        unique_together = (("project", "number"),)


class Attracted(ProjectRow):
    """Own money a sub-grantee attracted, with the paper that proves it."""

    sub_grant = part_of("SubGrant")
    kind = choice(MatchKind, MatchKind.OWN)
    source_bg = line()
    source_en = line()
    proved_on = day()
    amount_cents = fields.BigIntField()
    currency = currency()
    proof = line(400)

    class Meta:
        table = "sub_attracted"
        unique_together = (("project", "number"),)
