"""Tables of the budget."""

from __future__ import annotations

from tortoise import fields

from grants.budget.kinds import (
    Approver,
    Article,
    BookedRate,
    CostCategory,
    CostForm,
    FlatRounding,
    LimitBase,
    MoveState,
    ReservePlace,
    ShareRule,
    SourceKind,
    VatRule,
    VersionKind,
    VersionState,
    WageRule,
)
from grants.storage.columns import ProjectRow, cents, choice, currency, day, decimal, line, may_name, part_of, prose


class Source(ProjectRow):
    """A source of funding, of the project or of one partner's part; the share is kept only where it was stated."""

    kind = choice(SourceKind, SourceKind.EU)
    partner = may_name("Partner")
    name_bg = line()
    name_en = line()
    amount_cents = cents()
    currency = currency()
    share = decimal(7, 4)
    as_published = prose()

    class Meta:
        table = "funding_source"
        unique_together = (("project", "number"),)


class _Planned(ProjectRow):
    """What a budget line says: whose it is, what for, and how much, as units at a price or by a cost option.

    A flat rate is `rate` per cent of the lines and chapters whose numbers stand in `base`.
    """

    title_bg = line(600)
    title_en = line(600)
    partner = may_name("Partner")
    activity = may_name("Activity")
    year = line(20)
    category = choice(CostCategory, CostCategory.NONE)
    form = choice(CostForm, CostForm.ACTUAL)
    unit_bg = line(100)
    unit_en = line(100)
    units = decimal(18, 4)
    unit_price_cents = cents()
    rate = decimal(7, 4)
    base = line(400)
    article = choice(Article, Article.NONE)
    rounding = choice(FlatRounding, FlatRounding.TOWARD_ZERO)
    capped = fields.BooleanField(default=False)
    amount_cents = cents()
    currency = currency()

    class Meta:
        abstract = True


class Line(_Planned):
    """A line of the budget in force; `number` is its place in the tree (1, 1.1, 1.1.2)."""

    class Meta:
        table = "budget_line"
        unique_together = (("project", "number"),)


class Version(ProjectRow):
    """The budget as signed, an amendment of it, or the working version beside it."""

    kind = choice(VersionKind, VersionKind.SIGNED)
    state = choice(VersionState, VersionState.WORKING)
    name_bg = line()
    name_en = line()
    contract = may_name("Contract")
    approved_on = day()
    note_bg = prose()
    note_en = prose()

    class Meta:
        table = "budget_version"
        unique_together = (("project", "number"),)


class VersionLine(_Planned):
    """A line as a version of the budget has it; `code` is its place in that version's tree."""

    budget = part_of("Version")
    code = line(40)
    line = may_name("Line")

    class Meta:
        table = "budget_version_line"
        unique_together = (("project", "number"),)


class Move(ProjectRow):
    """Money moved, or to be moved, from one line to another within the contract's limit."""

    state = choice(MoveState, MoveState.DRAFT)
    from_line = may_name("Line")
    to_line = may_name("Line")
    amount_cents = cents()
    currency = currency()
    asked_on = day()
    decided_on = day()
    letter = line(120)
    reason_bg = prose()
    reason_en = prose()

    class Meta:
        table = "budget_move"
        unique_together = (("project", "number"),)


class Terms(ProjectRow):
    """Rates, ceilings and limits of the contract: data, never constants; the newest row in force counts."""

    preset = line(40)
    contract = may_name("Contract")
    in_force_on = day()
    eligible_from_on = day()
    eligible_until_on = day()
    pay_until_on = day()
    closes_on = day()
    eu_rate = decimal(7, 4)
    advance_rate = decimal(7, 4)
    interim_cap = decimal(7, 4)
    move_limit = decimal(7, 4)
    move_base = choice(LimitBase, LimitBase.SOURCE)
    move_cumulative = fields.BooleanField(default=True)
    move_approver = choice(Approver, Approver.NOTIFY)
    move_blocked = line(400)
    share_rule = choice(ShareRule, ShareRule.LARGEST_REMAINDER)
    convert_total = fields.BooleanField(default=False)
    booked_rate = choice(BookedRate, BookedRate.NONE)
    reserve_place = choice(ReservePlace, ReservePlace.NONE)
    wage_rule = choice(WageRule, WageRule.GENERAL)
    vat_rule = choice(VatRule, VatRule.NOT_RECOVERABLE)
    state_aid = fields.BooleanField(default=False)
    own_verification = fields.BooleanField(default=False)
    opening_on = day()
    next_package = line(20)

    class Meta:
        table = "contract_terms"
        unique_together = (("project", "number"),)


class Investment(ProjectRow):
    """Something that is built, bought or renovated as a whole, as Interreg's application form numbers it (its "1.1" is I1.1).

    `lines` are numbers of the budget's lines and chapters on which it is paid.
    """

    title_bg = line(1000)
    title_en = line(1000)
    partner = may_name("Partner")
    lines = line(400)

    class Meta:
        table = "investment"
        unique_together = (("project", "number"),)


class Opening(ProjectRow):
    """What was claimed on a line before this tracker was used, as the funder's system shows it."""

    line = may_name("Line")
    partner = may_name("Partner")
    until_on = day()
    amount_cents = fields.BigIntField()
    own_cents = fields.BigIntField(default=0)
    in_kind_cents = fields.BigIntField(default=0)
    third_cents = fields.BigIntField(default=0)
    cut_cents = fields.BigIntField(default=0)
    currency = currency()

    class Meta:
        table = "opening_figure"
        unique_together = (("project", "number"),)
