"""Tables of the reports room: packages with what went into them, and files kept as they were prepared."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from grants.reports.particulars import Numbered
from grants.reports.rules_package import MakingState, PackageKind, PackageState, PartState, RequestKind
from grants.storage.columns import (
    ProjectRow,
    Record,
    cents,
    choice,
    currency,
    day,
    line,
    may_be_part_of,
    may_name,
    part_of,
    prose,
)


class Report(Model):
    """Files prepared for a period in a funder's format and edition; of a `package`, where they belong to one."""

    id = fields.BigIntField(primary_key=True)
    project = part_of("Project")
    package = may_name("Package")
    format = line(40)
    edition = line(40)
    language = fields.CharField(max_length=2)
    first_on = fields.DateField()
    last_on = fields.DateField()
    prepared_at = fields.DatetimeField(auto_now_add=True)
    prepared_by = may_name("Person")
    figures: Any = fields.JSONField()

    class Meta:
        table = "report"


class ReportFile(Model):
    """One file of a prepared report; its bytes lie in the file store, but of one that was only told of (not `here`)."""

    id = fields.BigIntField(primary_key=True)
    report = part_of("Report")
    name = line(255)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64, db_index=True)
    here = fields.BooleanField(default=True)

    class Meta:
        table = "report_file"


class Package(ProjectRow):
    """A report package: what goes to the funder for a period, numbered `sequence.revision` ("3.2": the third, second version).

    While it is a draft it takes what is verified and in no package yet; once it is ready its rows, figures and the edition of
    its format are frozen in the file `ground` (a sha256 of the file store); of a package that was brought in from another tracker
    that file is not here. `after` is the version that was returned; the parts of it that were not returned stay as they were.
    """

    kind = choice(PackageKind, PackageKind.ALL)
    period = may_name("Period")
    sequence = fields.IntField()
    revision = fields.IntField(default=1)
    after = may_name("Package")
    financial_stays = fields.BooleanField(default=False)
    technical_stays = fields.BooleanField(default=False)
    payment_stays = fields.BooleanField(default=False)
    format = line(40)
    edition = line(40)
    language = fields.CharField(max_length=2, default="bg")
    first_on = fields.DateField()
    last_on = fields.DateField()
    state = choice(PackageState, PackageState.DRAFT)
    ground = fields.CharField(max_length=64, default="")
    ground_here = fields.BooleanField(default=True)
    figures: Any = fields.JSONField(null=True)
    ready_at = fields.DatetimeField(null=True)
    ready_by = may_name("Person")
    sent_on = day()
    sent_hour = line(5)
    signer = line(200)
    funder_number = line(120)
    decided_on = day()
    decision = prose()
    note_bg = prose()
    note_en = prose()

    class Meta:
        table = "report_package"
        unique_together = (("project", "number"),)


class PackageRow(Model):
    """An expense as it stood in a package when that was frozen; `locked` ones are accepted already and stay as they are."""

    id = fields.BigIntField(primary_key=True)
    package = part_of("Package")
    expense = may_name("Expense")
    position = fields.IntField()
    number = fields.CharField(max_length=40)
    amount_cents = fields.BigIntField()
    currency = currency()
    euro_cents = cents()
    locked = fields.BooleanField(default=False)

    class Meta:
        table = "report_package_row"
        unique_together = (("package", "number"),)


class PackageOut(Model):
    """An expense left out of a package by hand, and why."""

    id = fields.BigIntField(primary_key=True)
    package = part_of("Package")
    expense = part_of("Expense")
    reason = prose()

    class Meta:
        table = "report_package_out"
        unique_together = (("package", "expense"),)


class PackagePart(Record):
    """A partner's part of a package: whether it is handed in, by whom and when; returned with a reason (`note`).

    `said` is what the partner says is missing still; `changed_by_name` who changed it without an account here.
    """

    package = part_of("Package")
    partner = part_of("Partner")
    state = choice(PartState, PartState.AWAITED)
    changed_at = fields.DatetimeField(null=True)
    changed_by = may_name("Person")
    changed_by_name = line(400)
    note = prose()
    said = prose()

    class Meta:
        table = "report_package_part"
        unique_together = (("package", "partner"),)


class PackageDeadline(Model):
    """A deadline that a package met when it was sent, with the version it had from then on: what was touched since is let be."""

    id = fields.BigIntField(primary_key=True)
    package = part_of("Package")
    deadline = part_of("Deadline")
    version = fields.IntField()

    class Meta:
        table = "report_package_deadline"
        unique_together = (("package", "deadline"),)


class PackageBook(Model):
    """A funder's own workbook among the files of a package.

    While the package is a draft it follows its template; from then on `sha256` names the file and `cells` hold what each
    cell shows (sheet, cell, figure, the words beside it) as they were when it was frozen.
    """

    id = fields.BigIntField(primary_key=True)
    package = part_of("Package")
    template = may_name("OwnTemplate")
    name = line(40)
    edition = fields.IntField(default=0)
    file_name = line(255)
    sha256 = fields.CharField(max_length=64, default="")
    cells: Any = fields.JSONField(null=True)

    class Meta:
        table = "package_book"
        unique_together = (("package", "name"),)


class PackageRequest(Record):
    """What a package's payment request says beside its figures; amounts are never below zero."""

    package = part_of("Package")
    kind = choice(RequestKind, RequestKind.INTERIM)
    asked_cents = cents()
    income_cents = cents()
    currency = currency()
    vat_registered = fields.BooleanField(default=False)
    other_registration = line(200)
    bank_account = line(200)

    class Meta:
        table = "report_package_request"
        unique_together = (("package",),)


class RequestPaper(Model):
    """A document that the funder asks for with payment requests of a kind, as its system calls it."""

    id = fields.BigIntField(primary_key=True)
    project = part_of("Project")
    kind = choice(RequestKind, RequestKind.INTERIM)
    position = fields.IntField()
    name = line(400)

    class Meta:
        table = "request_paper"
        unique_together = (("project", "kind", "name"),)


class PackageText(Record):
    """What is written for a package and nowhere else: a summary, problems, a forecast; `place` is named by the format."""

    package = part_of("Package")
    place = line(60)
    words_bg = prose()
    words_en = prose()

    class Meta:
        table = "report_package_text"
        unique_together = (("package", "place"),)


class Making(Model):
    """Something long that the worker makes: what was asked, how far it is, and the report it ended in."""

    id = fields.BigIntField(primary_key=True)
    project = part_of("Project")
    person = may_name("Person")
    what = line(40)
    asked: Any = fields.JSONField()
    asked_at = fields.DatetimeField(auto_now_add=True)
    state = choice(MakingState, MakingState.WAITING)
    begun_at = fields.DatetimeField(null=True)
    alive_at = fields.DatetimeField(null=True)
    tries = fields.IntField(default=0)
    ended_at = fields.DatetimeField(null=True)
    done = fields.IntField(default=0)
    of = fields.IntField(default=0)
    told: Any = fields.JSONField(null=True)
    report = may_name("Report")

    class Meta:
        table = "report_making"


class SheetPage(Model):
    """A page of the rows of a sheet that the worker drew, or (page 0) all of it but its rows; gone with its making.

    What opens behind the figures of a sheet is its page -1, and the expenses behind them are pages of the sheet -1.
    """

    id = fields.BigIntField(primary_key=True)
    making = part_of("Making")
    sheet = fields.IntField()
    page = fields.IntField()
    content: Any = fields.JSONField()

    class Meta:
        table = "report_sheet_page"
        unique_together = (("making", "sheet", "page"),)


class FunderId(Model):
    """Under which id and name the funder's system knows a row (of its contract and its open package: the project itself)."""

    id = fields.BigIntField(primary_key=True)
    project = part_of("Project")
    kind = choice(Numbered, Numbered.LINE)
    row_id = fields.BigIntField()
    value = fields.CharField(max_length=36)
    name = line(1000)

    class Meta:
        table = "funder_id"
        unique_together = (("project", "kind", "row_id"),)


class FunderPair(Model):
    """A budget line, and an activity, for which the funder's system has a contract with a contractor; without an activity any.

    Without a line it says that the contract is for none, and stands alone.
    """

    id = fields.BigIntField(primary_key=True)
    project = part_of("Project")
    supply = part_of("Supply")
    line = may_be_part_of("Line")
    activity = may_be_part_of("Activity")

    class Meta:
        table = "funder_pair"
        unique_together = (("supply", "line", "activity"),)


class ReportPreparer(Record):
    """Who prepares the technical reports of a project, as its form asks."""

    project = part_of("Project")
    name = line(200)
    post = line(200)
    phone = line(100)
    email = line(254)

    class Meta:
        table = "report_preparer"
        unique_together = (("project",),)
