"""What the team's room records of its people, field by field; it travels in no file, for it is about people."""

from __future__ import annotations

from grants.personal.rules import IDENTIFIER_KINDS, IdentifierKind
from grants.team.rules import DAY_KINDS, ENGAGEMENTS, RATE_RULES, DayKind, Engagement, RateRule
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Record

MEMBER = Record(
    "team_member",
    N_("Member of the team"),
    N_("Members of the team"),
    (
        Field("name", Kind.LINE, N_("Name, as on the identity document"), required=True, wide=True),
        Field("position", Kind.BOTH_LINE, N_("Position in the project"), required=True),
        Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
        Field("person", Kind.REFERENCE, N_("Account in this tracker"), refers_to="person"),
        Field("engagement", Kind.CHOICE, N_("Engagement"), choices=ENGAGEMENTS, default=Engagement.EMPLOYMENT),
        Field("contract_number", Kind.LINE, N_("Contract No."), maximum=100),
        Field("order_number", Kind.LINE, N_("Order of appointment No."), maximum=100),
        Field("order", Kind.DAY, N_("Order of")),
        Field("start", Kind.DAY, N_("Works from")),
        Field("end", Kind.DAY, N_("Works until")),
        Field("post", Kind.DECIMAL, N_("Part of a full post")),
        Field("rate_rule", Kind.CHOICE, N_("How an hour is claimed"), choices=RATE_RULES, default=RateRule.NONE),
        Field("cost", Kind.AMOUNT, N_("Cost by which it is worked out")),
        CURRENCY,
        Field("share", Kind.PERCENT, N_("Fixed share of the time")),
        Field("line", Kind.REFERENCE, N_("Budget line"), refers_to="line"),
        Field("hours_day", Kind.DECIMAL, N_("At most a day"), places=2),
        Field("hours_month", Kind.DECIMAL, N_("At most a month"), places=2),
        Field("hours_year", Kind.DECIMAL, N_("At most a year"), places=2),
    ),
    title="name",
    new=N_("Add a member of the team"),
    tab="team",
)

# The personal number is typed beside a member and kept apart.
NUMBER = Record(
    "team_number",
    N_("Personal number"),
    N_("Personal numbers"),
    (
        Field(
            "identifier",
            Kind.CHOICE,
            N_("Kind of number"),
            choices={str(kind): said for kind, said in IDENTIFIER_KINDS.items()},
            default=IdentifierKind.EGN,
        ),
        Field("personal_number", Kind.LINE, N_("Personal number"), maximum=50),
        Field("forget_number", Kind.YES_NO, N_("Keep no personal number")),
    ),
    title="personal_number",
    new="",
    tab="team",
)

DAYS_OFF = Record(
    "team_days",
    N_("Days of leave or an order"),
    N_("Days of leave and orders"),
    (
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=DAY_KINDS, default=DayKind.LEAVE),
        Field("first", Kind.DAY, N_("From"), required=True),
        Field("last", Kind.DAY, N_("To, included")),
        Field("paper", Kind.LINE, N_("Order or sick note No."), maximum=200),
    ),
    title="kind",
    new=N_("Add days of leave or an order"),
    tab="team",
)
