"""What the budget records, field by field."""

from __future__ import annotations

from typing import Any

from grants.budget.kinds import (
    APPROVERS,
    ARTICLES,
    BOOKED_RATES,
    COST_CATEGORIES,
    COST_FORMS,
    FLAT_ROUNDINGS,
    LIMIT_BASES,
    MOVE_STATES,
    RESERVE_PLACES,
    SHARE_RULES,
    SOURCE_KINDS,
    VAT_RULES,
    VERSION_KINDS,
    VERSION_STATES,
    WAGE_RULES,
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
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Record, as_published

SOURCE = Record(
    "source",
    N_("Source of funding"),
    N_("Sources of funding"),
    (
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=SOURCE_KINDS, default=SourceKind.EU),
        Field("name", Kind.BOTH_LINE, N_("Name")),
        Field(
            "partner",
            Kind.REFERENCE,
            N_("Partner"),
            refers_to="partner",
            hint=N_("Left empty, it is a source of the whole project."),
        ),
        Field("amount", Kind.AMOUNT, N_("Amount")),
        CURRENCY,
        Field("share", Kind.PERCENT, N_("Share, as stated")),
        as_published(),
    ),
    title="kind",
    new=N_("Add a source of funding"),
    tab="budget",
)

_PLANNED = (
    Field("title", Kind.BOTH_LINE, N_("Budget line"), required=True, maximum=600),
    Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
    Field("activity", Kind.REFERENCE, N_("Activity"), refers_to="activity"),
    Field("year", Kind.LINE, N_("Year or period"), maximum=20),
    Field("category", Kind.CHOICE, N_("Kind of cost"), choices=COST_CATEGORIES, default=CostCategory.NONE),
    Field("form", Kind.CHOICE, N_("Cost option"), required=True, choices=COST_FORMS, default=CostForm.ACTUAL),
    Field("unit", Kind.BOTH_LINE, N_("Unit"), maximum=100),
    Field("units", Kind.DECIMAL, N_("Number of units")),
    Field("unit_price", Kind.AMOUNT, N_("Unit price")),
    Field("rate", Kind.PERCENT, N_("Flat rate, %")),
    Field(
        "base",
        Kind.LINE,
        N_("Base of the flat rate"),
        maximum=400,
        hint=N_("Numbers of lines or chapters, for example 1 or 1.1, 1.3."),
    ),
    Field("article", Kind.CHOICE, N_("Legal ground of the rate"), choices=ARTICLES, default=Article.NONE),
    Field("rounding", Kind.CHOICE, N_("Rounding"), choices=FLAT_ROUNDINGS, default=FlatRounding.TOWARD_ZERO),
    Field("capped", Kind.YES_NO, N_("The line may not grow")),
    Field("amount", Kind.AMOUNT, N_("Amount"), hint=N_("Left empty, it is the units times the unit price.")),
    CURRENCY,
)

LINE = Record(
    "line",
    N_("Budget line"),
    N_("Budget lines"),
    _PLANNED,
    title="title",
    new=N_("Add a budget line"),
    tab="budget",
)

VERSION = Record(
    "version",
    N_("Budget version"),
    N_("Budget versions"),
    (
        Field("name", Kind.BOTH_LINE, N_("Name")),
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=VERSION_KINDS, default=VersionKind.SIGNED),
        Field("state", Kind.CHOICE, N_("State"), choices=VERSION_STATES, default=VersionState.WORKING),
        Field("contract", Kind.REFERENCE, N_("Contract version"), refers_to="contract"),
        Field("approved", Kind.DAY, N_("Approved on")),
        Field("note", Kind.BOTH_PROSE, N_("What it changes"), maximum=4000),
    ),
    title="name",
    new=N_("Add a budget version"),
    tab="budget",
)

VERSION_LINE = Record(
    "version_line",
    N_("Line of a budget version"),
    N_("Lines of budget versions"),
    (
        Field("budget", Kind.REFERENCE, N_("Budget version"), required=True, refers_to="version"),
        Field("code", Kind.LINE, N_("Number of the line"), required=True, maximum=40),
        Field("line", Kind.REFERENCE, N_("The line it became"), refers_to="line"),
        *_PLANNED,
    ),
    title="title",
    new=N_("Add a line of a budget version"),
    tab="budget",
)

MOVE = Record(
    "move",
    N_("Move between lines"),
    N_("Moves between lines"),
    (
        Field("from_line", Kind.REFERENCE, N_("From line"), required=True, refers_to="line"),
        Field("to_line", Kind.REFERENCE, N_("To line"), required=True, refers_to="line"),
        Field("amount", Kind.AMOUNT, N_("Amount"), required=True),
        CURRENCY,
        Field("state", Kind.CHOICE, N_("State"), choices=MOVE_STATES, default=MoveState.DRAFT),
        Field("asked", Kind.DAY, N_("Asked for on")),
        Field("decided", Kind.DAY, N_("Decided on")),
        Field("letter", Kind.LINE, N_("Number of the letter"), maximum=120),
        Field("reason", Kind.BOTH_PROSE, N_("Reason"), maximum=4000),
    ),
    title="amount",
    new=N_("Move money between lines"),
    tab="budget",
)

TERMS = Record(
    "terms",
    N_("Terms of the contract"),
    N_("Terms of the contract"),
    (
        Field(
            "preset",
            Kind.LINE,
            N_("Taken from the usual terms of"),
            maximum=40,
            wide=True,
            hint=N_("Usual terms are only a beginning: check each against your contract."),
        ),
        Field("contract", Kind.REFERENCE, N_("Contract version"), refers_to="contract"),
        Field("in_force", Kind.DAY, N_("In force from")),
        Field("eligible_from", Kind.DAY, N_("Costs are eligible from")),
        Field("eligible_until", Kind.DAY, N_("Costs are eligible until")),
        Field("pay_until", Kind.DAY, N_("To be paid until")),
        Field("closes", Kind.DAY, N_("The programme closes on")),
        Field("eu_rate", Kind.PERCENT, N_("Grant, at most % of the costs")),
        Field("advance_rate", Kind.PERCENT, N_("Advance, at most % of the grant")),
        Field("interim_cap", Kind.PERCENT, N_("Advance and interim payments, at most % of the grant")),
        Field("move_limit", Kind.PERCENT, N_("Moves between lines, at most %")),
        Field("move_base", Kind.CHOICE, N_("The limit is a share"), choices=LIMIT_BASES, default=LimitBase.SOURCE),
        Field("move_cumulative", Kind.YES_NO, N_("Moves are counted together")),
        Field(
            "move_approver",
            Kind.CHOICE,
            N_("A move within the limit needs"),
            choices=APPROVERS,
            default=Approver.NOTIFY,
        ),
        Field(
            "move_blocked",
            Kind.LINE,
            N_("Lines that may not change"),
            maximum=400,
            hint=N_("Numbers of lines or chapters, for example 1 or 1.1, 1.3."),
        ),
        Field(
            "share_rule",
            Kind.CHOICE,
            N_("How a sum is divided among the sources"),
            choices=SHARE_RULES,
            default=ShareRule.LARGEST_REMAINDER,
        ),
        Field("convert_total", Kind.YES_NO, N_("Leva are converted as a total, not item by item")),
        Field("booked_rate", Kind.CHOICE, N_("Exchange rate"), choices=BOOKED_RATES, default=BookedRate.NONE),
        Field(
            "reserve_place",
            Kind.CHOICE,
            N_("The reserve for contingencies stands"),
            choices=RESERVE_PLACES,
            default=ReservePlace.NONE,
            hint=N_(
                "For contracts of EU external action (PRAG), whose budgets have rows 8 to 10 in one order or the other."
            ),
        ),
        Field(
            "wage_rule",
            Kind.CHOICE,
            N_("Pay set in leva becomes euro"),
            choices=WAGE_RULES,
            default=WageRule.GENERAL,
            hint=N_("For payrolls in leva paid after the euro came in; each person's pay as an expense of its own."),
        ),
        Field("vat_rule", Kind.CHOICE, N_("VAT may be claimed"), choices=VAT_RULES, default=VatRule.NOT_RECOVERABLE),
        Field("state_aid", Kind.YES_NO, N_("The project is State aid")),
        Field("own_verification", Kind.YES_NO, N_("Who entered an expense may also verify it")),
        Field("opening", Kind.DAY, N_("Opening figures stand until")),
        Field("next_package", Kind.LINE, N_("Number of the next report package"), maximum=20),
    ),
    title="preset",
    new=N_("Add terms of the contract"),
    tab="budget",
)

INVESTMENT = Record(
    "investment",
    N_("Investment"),
    N_("Investments"),
    (
        Field("title", Kind.BOTH_LINE, N_("Investment"), required=True, maximum=1000),
        Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
        Field(
            "lines",
            Kind.LINE,
            N_("Its budget lines"),
            required=True,
            maximum=400,
            hint=N_("Numbers of lines or chapters, for example 1 or 1.1, 1.3."),
        ),
    ),
    title="title",
    new=N_("Add an investment"),
    tab="budget",
)

OPENING = Record(
    "opening",
    N_("Opening figure"),
    N_("Opening figures"),
    (
        Field("line", Kind.REFERENCE, N_("Budget line"), refers_to="line"),
        Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
        Field("until", Kind.DAY, N_("Claimed until"), required=True),
        Field("amount", Kind.AMOUNT, N_("Claimed amount"), required=True),
        Field("own", Kind.AMOUNT, N_("Own contribution in it"), empty_is_zero=True),
        Field("in_kind", Kind.AMOUNT, N_("In kind in it"), empty_is_zero=True),
        Field("third", Kind.AMOUNT, N_("Third parties' money in it"), empty_is_zero=True),
        Field("cut", Kind.AMOUNT, N_("Cut by the funder"), empty_is_zero=True),
        CURRENCY,
    ),
    title="until",
    new=N_("Add an opening figure"),
    tab="budget",
)


def nothing_where_empty(*columns: str) -> Any:
    """The rule that parts of an amount that were left empty are none."""

    def completed(values: dict[str, Any]) -> dict[str, Any]:
        return values | {column: values[column] or 0 for column in columns}

    return completed
