"""What the sub-grants room records, field by field."""

from __future__ import annotations

from grants.projects.records import PARTNER_LANGUAGES
from grants.subgrants.rules import (
    INSTALMENT_KINDS,
    MATCH_KINDS,
    SUB_GRANT_STATES,
    SUB_REPORT_STATES,
    InstalmentKind,
    MatchKind,
    SubGrantState,
    SubReportState,
)
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Record

SCHEME = Record(
    "scheme",
    N_("Small grants scheme"),
    N_("Small grants schemes"),
    (
        Field("title", Kind.BOTH_LINE, N_("Scheme"), required=True, maximum=1000),
        Field("opened", Kind.DAY, N_("Call opened on")),
        Field("closes", Kind.DAY, N_("Call closes on")),
        Field("applications", Kind.WHOLE, N_("Applications received")),
        Field("rules", Kind.BOTH_PROSE, N_("Rules of the call"), maximum=8000),
        Field("grants", Kind.WHOLE, N_("Number of grants")),
        Field("ceiling", Kind.AMOUNT, N_("Ceiling of one grant")),
        Field("granted", Kind.AMOUNT, N_("Granted in all")),
        Field("attracted", Kind.AMOUNT, N_("Own funds attracted")),
        CURRENCY,
        Field("granted_as_published", Kind.PROSE, N_("Granted, as published"), maximum=4000),
        Field("attracted_as_published", Kind.PROSE, N_("Attracted, as published"), maximum=4000),
    ),
    title="title",
    new=N_("Add a small grants scheme"),
    tab="subgrants",
)

SUB_GRANT = Record(
    "sub_grant",
    N_("Sub-grant"),
    N_("Sub-grants"),
    (
        Field("scheme", Kind.REFERENCE, N_("Small grants scheme"), refers_to="scheme"),
        Field("recipient", Kind.REFERENCE, N_("Recipient"), required=True, refers_to="organisation"),
        Field("title", Kind.BOTH_LINE, N_("What it is for"), maximum=1000),
        Field("state", Kind.CHOICE, N_("State"), choices=SUB_GRANT_STATES, default=SubGrantState.CHOSEN),
        Field("agreement", Kind.LINE, N_("Number of the agreement"), maximum=120),
        Field("agreed", Kind.DAY, N_("Agreement of")),
        Field("start", Kind.DAY, N_("Begins")),
        Field("end", Kind.DAY, N_("Ends")),
        Field("contact_name", Kind.LINE, N_("Contact person"), maximum=200),
        Field("contact_email", Kind.EMAIL, N_("Contact's e-mail"), maximum=200),
        Field("language", Kind.CHOICE, N_("Language of letters"), choices=PARTNER_LANGUAGES),
        Field("amount", Kind.AMOUNT, N_("Amount"), required=True),
        Field("match", Kind.AMOUNT, N_("Recipient's own money")),
        CURRENCY,
    ),
    title="recipient",
    new=N_("Add a sub-grant"),
    tab="subgrants",
)

SUB_REPORT = Record(
    "sub_report",
    N_("Sub-grantee's report"),
    N_("Sub-grantees' reports"),
    (
        Field("sub_grant", Kind.REFERENCE, N_("Sub-grant"), required=True, refers_to="sub_grant"),
        Field("start", Kind.DAY, N_("From")),
        Field("end", Kind.DAY, N_("To")),
        Field("due", Kind.DAY, N_("Due on")),
        Field("final", Kind.YES_NO, N_("The last report")),
        Field("state", Kind.CHOICE, N_("State"), choices=SUB_REPORT_STATES, default=SubReportState.AWAITED),
        Field("submitted", Kind.DAY, N_("Submitted on")),
        Field("submitted_by", Kind.LINE, N_("Submitted by"), maximum=200),
        Field("done", Kind.BOTH_PROSE, N_("What was done"), maximum=8000),
        Field("spent", Kind.AMOUNT, N_("Spent of the grant")),
        Field("match", Kind.AMOUNT, N_("Spent of other money")),
        Field("accepted", Kind.AMOUNT, N_("Accepted")),
        CURRENCY,
        Field("decided", Kind.DAY, N_("Decided on")),
        Field("decision", Kind.PROSE, N_("Reason of the decision"), maximum=2000),
    ),
    title="done",
    new=N_("Add a sub-grantee's report"),
    tab="subgrants",
)

INSTALMENT = Record(
    "instalment",
    N_("Instalment"),
    N_("Instalments"),
    (
        Field("sub_grant", Kind.REFERENCE, N_("Sub-grant"), required=True, refers_to="sub_grant"),
        Field(
            "kind", Kind.CHOICE, N_("Kind"), required=True, choices=INSTALMENT_KINDS, default=InstalmentKind.INSTALMENT
        ),
        Field("after", Kind.REFERENCE, N_("After the acceptance of report"), refers_to="sub_report"),
        Field("due", Kind.DAY, N_("Due on")),
        Field("amount", Kind.AMOUNT, N_("Amount"), required=True),
        CURRENCY,
        Field("paid", Kind.DAY, N_("Paid on")),
        Field("order_number", Kind.LINE, N_("Payment order"), maximum=120),
    ),
    title="kind",
    new=N_("Add an instalment"),
    tab="subgrants",
)

ATTRACTED = Record(
    "attracted",
    N_("Money attracted"),
    N_("Money attracted by sub-grantees"),
    (
        Field("sub_grant", Kind.REFERENCE, N_("Sub-grant"), required=True, refers_to="sub_grant"),
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=MATCH_KINDS, default=MatchKind.OWN),
        Field("source", Kind.BOTH_LINE, N_("From whom")),
        Field("proved", Kind.DAY, N_("Proved on")),
        Field("amount", Kind.AMOUNT, N_("Amount"), required=True),
        CURRENCY,
        Field("proof", Kind.LINE, N_("Proof"), maximum=400),
    ),
    title="source",
    new=N_("Add money attracted"),
    tab="subgrants",
)
