"""What the projects room records, field by field."""

from __future__ import annotations

from grants.projects.rules import (
    AMOUNT_KINDS,
    CONTRACT_STATES,
    DUTY_KINDS,
    KEEPING_KINDS,
    NUMBER_KINDS,
    OBJECTIVE_KINDS,
    PARTNER_ROLES,
    PERIOD_KINDS,
    PERIOD_STATES,
    RHYTHMS,
    STATES,
    AmountKind,
    ContractState,
    DutyKind,
    KeepingKind,
    NumberKind,
    ObjectiveKind,
    PartnerRole,
    PeriodKind,
    PeriodState,
    ProjectState,
    Rhythm,
)
from grants.values.days import ROLLS, UNITS, Roll, Unit
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Part, Record, as_published

PARTNER_LANGUAGES = {"": N_("as the country's"), "bg": "Български", "en": "English"}

ORGANISATION = Record(
    "organisation",
    N_("Organisation"),
    N_("Organisations"),
    (
        Field("name", Kind.BOTH_LINE, N_("Name"), required=True),
        Field("aliases", Kind.PROSE, N_("Other names"), maximum=4000, hint=N_("One name on each line.")),
        Field("eik", Kind.EIK, N_("EIK / BULSTAT"), maximum=20),
        Field("vat", Kind.VAT, N_("VAT number"), maximum=20),
        Field(
            "pic",
            Kind.LINE,
            N_("PIC"),
            maximum=20,
            hint=N_(
                "Nine digits: the participant's number in the European Commission's portal of funding and tenders."
            ),
        ),
        Field("country", Kind.COUNTRY, N_("Country"), maximum=2, hint=N_("Leave empty when it is not known.")),
        Field("town", Kind.BOTH_LINE, N_("Town"), maximum=100),
        Field("email", Kind.EMAIL, N_("E-mail"), maximum=200),
        Field("web", Kind.WEB, N_("Web page"), maximum=500),
    ),
    title="name",
    new=N_("Add an organisation"),
    tab="organisations",
    shared=True,
)

PROGRAMME = Record(
    "programme",
    N_("Programme"),
    N_("Programmes"),
    (
        Field("code", Kind.LINE, N_("Code"), maximum=40),
        Field("name", Kind.BOTH_LINE, N_("Name"), required=True),
        Field("period", Kind.LINE, N_("Programming period"), maximum=20),
        Field("fund", Kind.BOTH_LINE, N_("Fund")),
    ),
    title="name",
    new=N_("Add a programme"),
    tab="organisations",
    shared=True,
)

PROCEDURE = Record(
    "procedure",
    N_("Procedure"),
    N_("Procedures"),
    (
        Field("programme", Kind.REFERENCE, N_("Programme"), refers_to="programme"),
        Field("code", Kind.LINE, N_("Code"), maximum=60),
        Field("name", Kind.BOTH_LINE, N_("Name"), required=True, maximum=1000),
    ),
    title="name",
    new=N_("Add a procedure"),
    tab="organisations",
    shared=True,
)

PROJECT = Record(
    "project",
    N_("Project"),
    N_("Projects"),
    (
        Field("title", Kind.BOTH_LINE, N_("Title"), required=True, maximum=1000),
        Field("acronym", Kind.LINE, N_("Acronym"), maximum=60),
        Field("state", Kind.CHOICE, N_("State"), required=True, choices=STATES, default=ProjectState.RUNNING),
        Field("coordinator", Kind.REFERENCE, N_("Coordinator"), refers_to="person", travels=False),
        Field("programme", Kind.REFERENCE, N_("Programme"), refers_to="programme"),
        Field("procedure", Kind.REFERENCE, N_("Procedure"), refers_to="procedure"),
        Field("priority", Kind.BOTH_LINE, N_("Priority axis"), maximum=1000),
        Field("area", Kind.BOTH_LINE, N_("Key area of intervention"), maximum=1000),
        Field("funder", Kind.BOTH_LINE, N_("Source of funding")),
        Field("start", Kind.PUBLISHED_DAY, N_("Start date"), hint=N_("A day, a month (1/2019) or a year (2004).")),
        Field("end", Kind.PUBLISHED_DAY, N_("End date"), hint=N_("A day, a month (1/2019) or a year (2004).")),
        Field("months", Kind.WHOLE, N_("Duration in months")),
        Field("total", Kind.AMOUNT, N_("Value of the project")),
        CURRENCY,
        Field("total_kind", Kind.CHOICE, N_("What the value is"), choices=AMOUNT_KINDS, default=AmountKind.UNKNOWN),
        Field("territory", Kind.BOTH_PROSE, N_("Territorial scope"), maximum=4000),
        Field("summary", Kind.BOTH_PROSE, N_("Summary"), maximum=20_000),
        Field("sustainability", Kind.BOTH_PROSE, N_("Sustainability"), maximum=20_000),
    ),
    title="title",
    new=N_("New project"),
)

NUMBER = Record(
    "number",
    N_("Number"),
    N_("Numbers"),
    (
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=NUMBER_KINDS, default=NumberKind.CONTRACT),
        Field("value", Kind.LINE, N_("Number"), required=True, maximum=120),
        as_published(),
    ),
    title="value",
    new=N_("Add a number"),
)

CONTRACT = Record(
    "contract",
    N_("Contract version"),
    N_("Contract versions"),
    (
        Field(
            "state", Kind.CHOICE, N_("State"), required=True, choices=CONTRACT_STATES, default=ContractState.IN_FORCE
        ),
        Field("signed", Kind.DAY, N_("Signed on")),
        Field("in_force", Kind.DAY, N_("In force from")),
        Field("start", Kind.DAY, N_("Start date")),
        Field("end", Kind.DAY, N_("End date")),
        Field("total", Kind.AMOUNT, N_("Total value")),
        CURRENCY,
        Field("subject", Kind.BOTH_PROSE, N_("What it changes"), maximum=4000),
        Field("rhythm", Kind.CHOICE, N_("Reporting periods"), choices=RHYTHMS, default=Rhythm.NONE),
        Field("rhythm_months", Kind.WHOLE, N_("Months in a period")),
        Field("report_days", Kind.WHOLE, N_("Report due, so many after the period")),
        Field("report_unit", Kind.CHOICE, N_("Counted in"), choices=UNITS, default=Unit.DAYS),
        Field("final_report_days", Kind.WHOLE, N_("Final report due, so many after the end")),
        Field("final_report_unit", Kind.CHOICE, N_("The final one counted in"), choices=UNITS, default=Unit.DAYS),
        Field("roll", Kind.CHOICE, N_("When it ends on a day off"), choices=ROLLS, default=Roll.NONE),
        Field("cut_off_hour", Kind.LINE, N_("Until the hour"), maximum=5),
        Field("cut_off_zone", Kind.LINE, N_("Time zone"), maximum=64),
    ),
    title="signed",
    new=N_("Add a contract version"),
    tab="contract",
    parts=(
        Part(
            N_("The contract"),
            (("state", "signed", "in_force"), ("start", "end"), ("total", "currency"), ("subject",)),
        ),
        Part(
            N_("Its reports"),
            (
                ("rhythm", "rhythm_months"),
                ("report_days", "report_unit"),
                ("final_report_days", "final_report_unit"),
                ("roll",),
                ("cut_off_hour", "cut_off_zone"),
            ),
            dates=True,
        ),
    ),
)

PARTNER = Record(
    "partner",
    N_("Partner"),
    N_("Partners"),
    (
        Field("organisation", Kind.REFERENCE, N_("Organisation"), required=True, refers_to="organisation"),
        Field("role", Kind.CHOICE, N_("Role"), required=True, choices=PARTNER_ROLES, default=PartnerRole.PARTNER),
        Field("inferred", Kind.YES_NO, N_("Inferred, not stated")),
        Field("share", Kind.PERCENT, N_("Share of the budget")),
        Field("contact_name", Kind.LINE, N_("Contact person"), maximum=200),
        Field("contact_email", Kind.EMAIL, N_("Contact's e-mail"), maximum=200),
        Field("language", Kind.CHOICE, N_("Language of letters"), choices=PARTNER_LANGUAGES),
        Field("joined", Kind.DAY, N_("Partner from")),
        Field("left", Kind.DAY, N_("Partner until")),
        as_published(),
    ),
    title="organisation",
    new=N_("Add a partner"),
    tab="partners",
)

PERIOD = Record(
    "period",
    N_("Reporting period"),
    N_("Reporting periods"),
    (
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=PERIOD_KINDS, default=PeriodKind.INTERIM),
        Field("start", Kind.DAY, N_("From"), required=True),
        Field("end", Kind.DAY, N_("To"), required=True),
        Field("due", Kind.DAY, N_("Report due on")),
        Field("technical", Kind.YES_NO, N_("Asks for a technical report"), default="yes"),
        Field("financial", Kind.YES_NO, N_("Asks for a financial report"), default="yes"),
        Field("package", Kind.LINE, N_("Report package"), maximum=20),
        Field("state", Kind.CHOICE, N_("State"), choices=PERIOD_STATES, default=PeriodState.PLANNED),
        Field("submitted", Kind.DAY, N_("Submitted on")),
        Field("returned", Kind.DAY, N_("Returned on")),
        Field("accepted", Kind.DAY, N_("Accepted on")),
        Field("note", Kind.BOTH_PROSE, N_("Note"), maximum=4000),
    ),
    title="kind",
    new=N_("Add a reporting period"),
    tab="contract",
)

DUTY = Record(
    "duty",
    N_("Duty"),
    N_("Publicity and other duties"),
    (
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=DUTY_KINDS, default=DutyKind.OTHER),
        Field("title", Kind.BOTH_LINE, N_("Duty"), required=True, maximum=1000),
        Field("partner", Kind.REFERENCE, N_("Responsible partner"), refers_to="partner"),
        Field("due", Kind.DAY, N_("Due on")),
        Field("until", Kind.DAY, N_("Stands until")),
        Field("done", Kind.DAY, N_("Done on")),
        Field("evidence", Kind.PROSE, N_("Evidence"), maximum=2000, hint=N_("An address, a photograph, a place.")),
        Field("note", Kind.BOTH_PROSE, N_("Note"), maximum=4000),
    ),
    title="title",
    new=N_("Add a duty"),
    tab="contract",
)

KEEPING = Record(
    "keeping",
    N_("Reason for keeping papers"),
    N_("Reasons for keeping papers"),
    (
        Field("kind", Kind.CHOICE, N_("Reason"), required=True, choices=KEEPING_KINDS, default=KeepingKind.OTHER),
        Field("from", Kind.DAY, N_("Counted from")),
        Field("years", Kind.WHOLE, N_("Years")),
        Field("until", Kind.DAY, N_("Until")),
        Field("paused", Kind.YES_NO, N_("The clock is stopped")),
        Field("note", Kind.BOTH_PROSE, N_("Note"), maximum=4000),
    ),
    title="kind",
    new=N_("Add a reason"),
    tab="contract",
)

OBJECTIVE = Record(
    "objective",
    N_("Objective"),
    N_("Objectives"),
    (
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=OBJECTIVE_KINDS, default=ObjectiveKind.SPECIFIC),
        Field("wording", Kind.BOTH_PROSE, N_("Objective"), required=True, maximum=4000),
    ),
    title="wording",
    new=N_("Add an objective"),
)

TARGET_GROUP = Record(
    "target_group",
    N_("Target group"),
    N_("Target groups"),
    (
        Field("name", Kind.BOTH_PROSE, N_("Target group"), required=True, maximum=4000),
        Field("size", Kind.WHOLE, N_("Number of people")),
        Field("implied", Kind.YES_NO, N_("Implied, not stated")),
    ),
    title="name",
    new=N_("Add a target group"),
)

PAGE = Record(
    "page",
    N_("Published page"),
    N_("Published pages"),
    (
        Field("publisher", Kind.REFERENCE, N_("Publisher"), refers_to="organisation"),
        Field("address", Kind.WEB, N_("Address"), maximum=500),
        Field("published", Kind.PUBLISHED_DAY, N_("Published on")),
        Field("section", Kind.LINE, N_("Section of the site"), maximum=200),
        Field("wording", Kind.PROSE, N_("Text of the page"), maximum=30_000),
    ),
    title="section",
    new=N_("Add a published page"),
)

# The fields of a project whose published wording is kept.
WORDED_FIELDS = {
    "title": N_("Title"),
    "programme": N_("Programme"),
    "procedure": N_("Procedure"),
    "priority": N_("Priority axis"),
    "area": N_("Key area of intervention"),
    "funder": N_("Source of funding"),
    "fund": N_("Fund"),
    "period": N_("Period"),
    "total": N_("Value of the project"),
    "territory": N_("Territorial scope"),
    "lead": N_("Lead organisation"),
}

WORDING = Record(
    "wording",
    N_("Published wording"),
    N_("Published wordings"),
    (
        Field("field", Kind.CHOICE, N_("Field"), required=True, choices=WORDED_FIELDS),
        Field("as_published", Kind.PROSE, N_("As published"), required=True, maximum=4000),
    ),
    title="field",
    new=N_("Add a published wording"),
)

REMARK = Record(
    "remark",
    N_("Remark"),
    N_("Remarks"),
    (
        Field("code", Kind.LINE, N_("Code"), required=True, maximum=40),
        Field("about", Kind.LINE, N_("About"), maximum=200),
        Field("wording", Kind.BOTH_PROSE, N_("Remark"), maximum=4000),
    ),
    title="code",
    new=N_("Add a remark"),
)
