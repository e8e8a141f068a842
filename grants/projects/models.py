"""Tables of the projects room; what people type into them is declared in `records.py`."""

from __future__ import annotations

from tortoise import fields

from grants.projects.rules import (
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
from grants.storage.columns import (
    ProjectRow,
    Record,
    belongs_to,
    cents,
    choice,
    currency,
    day,
    decimal,
    line,
    may_name,
    precision,
    prose,
)
from grants.values.days import Roll, Unit


class Organisation(Record):
    """A legal person; its other names stand in `aliases`, one a line."""

    name_bg = line()
    name_en = line()
    aliases = prose()
    eik = line(20)
    vat = line(20)
    pic = line(20)
    country = line(2)
    town_bg = line(100)
    town_en = line(100)
    email = line(200)
    web = line(500)

    class Meta:
        table = "organisation"


class Programme(Record):
    """A programme of a programming period."""

    code = line(40)
    name_bg = line()
    name_en = line()
    period = line(20)
    fund_bg = line()
    fund_en = line()

    class Meta:
        table = "programme"


class Procedure(Record):
    """A call under a programme."""

    programme = may_name("Programme")
    code = line(60)
    name_bg = line(1000)
    name_en = line(1000)

    class Meta:
        table = "procedure"


class Project(Record):
    """A project as it is now; `kept_by` is the organisation that keeps it in this tracker."""

    code = fields.CharField(max_length=60, unique=True)
    kept_by = belongs_to("Organisation")
    coordinator = may_name("Person")
    title_bg = line(1000)
    title_en = line(1000)
    acronym = line(60)
    state = choice(ProjectState, ProjectState.RUNNING)
    programme = may_name("Programme")
    procedure = may_name("Procedure")
    priority_bg = line(1000)
    priority_en = line(1000)
    area_bg = line(1000)
    area_en = line(1000)
    funder_bg = line()
    funder_en = line()
    start_on = day()
    start_precision = precision()
    end_on = day()
    end_precision = precision()
    months = fields.IntField(null=True)
    territory_bg = prose()
    territory_en = prose()
    summary_bg = prose()
    summary_en = prose()
    sustainability_bg = prose()
    sustainability_en = prose()
    total_cents = cents()
    currency = currency()
    total_kind = choice(AmountKind, AmountKind.UNKNOWN)

    class Meta:
        table = "project"


class Number(ProjectRow):
    """One of a project's many numbers, normalised, beside what was published."""

    kind = choice(NumberKind, NumberKind.CONTRACT)
    value = line(120)
    as_published = prose()

    class Meta:
        table = "project_number"
        unique_together = (("project", "number"),)


class Contract(ProjectRow):
    """A version of the contract: as signed, then each amendment.

    Its rhythm of reporting: a period every `rhythm_months`, counted as `rhythm` says, each report due `report_days`
    after its period and the final one `final_report_days` after the end, counted in the units beside them; what ends on
    a day off goes where `roll` says, and the day ends at `cut_off_hour` in `cut_off_zone` where the funder says so.
    """

    state = choice(ContractState, ContractState.IN_FORCE)
    signed_on = day()
    in_force_on = day()
    start_on = day()
    end_on = day()
    total_cents = cents()
    currency = currency()
    subject_bg = prose()
    subject_en = prose()
    rhythm = choice(Rhythm, Rhythm.NONE)
    rhythm_months = fields.IntField(null=True)
    report_days = fields.IntField(null=True)
    final_report_days = fields.IntField(null=True)
    report_unit = choice(Unit, Unit.DAYS)
    final_report_unit = choice(Unit, Unit.DAYS)
    roll = choice(Roll, Roll.NONE)
    cut_off_hour = line(5)
    cut_off_zone = line(64)

    class Meta:
        table = "contract_version"
        unique_together = (("project", "number"),)


class Partner(ProjectRow):
    """An organisation's part in a project."""

    organisation = belongs_to("Organisation")
    role = choice(PartnerRole, PartnerRole.PARTNER)
    inferred = fields.BooleanField(default=False)
    share = decimal(7, 4)
    contact_name = line(200)
    contact_email = line(200)
    language = fields.CharField(max_length=2, default="")
    joined_on = day()
    left_on = day()
    as_published = prose()

    class Meta:
        table = "partner"
        unique_together = (("project", "number"),)


class Period(ProjectRow):
    """A reporting period: what it covers, what it asks for, until when, and how far its report is."""

    kind = choice(PeriodKind, PeriodKind.INTERIM)
    start_on = fields.DateField()
    end_on = fields.DateField()
    due_on = day()
    technical = fields.BooleanField(default=True)
    financial = fields.BooleanField(default=True)
    package = line(20)
    state = choice(PeriodState, PeriodState.PLANNED)
    submitted_on = day()
    returned_on = day()
    accepted_on = day()
    generated = fields.BooleanField(default=False)
    note_bg = prose()
    note_en = prose()

    class Meta:
        table = "reporting_period"
        unique_together = (("project", "number"),)


class Duty(ProjectRow):
    """Something the contract obliges to besides its activities: publicity, and what is still due after the end.

    `evidence` says by what one sees that it was done: an address, a photograph, a place.
    """

    kind = choice(DutyKind, DutyKind.OTHER)
    title_bg = line(1000)
    title_en = line(1000)
    partner = may_name("Partner")
    due_on = day()
    until_on = day()
    done_on = day()
    evidence = prose()
    note_bg = prose()
    note_en = prose()

    class Meta:
        table = "duty"
        unique_together = (("project", "number"),)


class Keeping(ProjectRow):
    """A reason for which papers must be kept, and until when; the latest of them counts."""

    kind = choice(KeepingKind, KeepingKind.OTHER)
    from_on = day()
    years = fields.IntField(null=True)
    until_on = day()
    paused = fields.BooleanField(default=False)
    note_bg = prose()
    note_en = prose()

    class Meta:
        table = "keeping_reason"
        unique_together = (("project", "number"),)


class Objective(ProjectRow):
    """An aim."""

    kind = choice(ObjectiveKind, ObjectiveKind.SPECIFIC)
    wording_bg = prose()
    wording_en = prose()

    class Meta:
        table = "objective"
        unique_together = (("project", "number"),)


class TargetGroup(ProjectRow):
    """People the project is for."""

    name_bg = prose()
    name_en = prose()
    size = fields.IntField(null=True)
    implied = fields.BooleanField(default=False)

    class Meta:
        table = "target_group"
        unique_together = (("project", "number"),)


class Page(ProjectRow):
    """A published page the project was taken from, whole, so that every value can be held against it."""

    publisher = may_name("Organisation")
    address = line(500)
    published_on = day()
    published_precision = precision()
    section = line(200)
    wording = prose()

    class Meta:
        table = "published_page"
        unique_together = (("project", "number"),)


class Wording(ProjectRow):
    """What was published about one field of the project itself, beside the value read from it."""

    field = line(40)
    as_published = prose()

    class Meta:
        table = "published_wording"
        unique_together = (("project", "number"),)


class Remark(ProjectRow):
    """Something a person noticed that no rule computes; `code` says of what kind."""

    code = line(40)
    about = line(200)
    wording_bg = prose()
    wording_en = prose()

    class Meta:
        table = "remark"
        unique_together = (("project", "number"),)
