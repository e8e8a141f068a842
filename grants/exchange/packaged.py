"""Report packages as a project's file tells them: what went into each, its texts and files, the funder's ids, own workbooks.

The ground that was frozen with a package stays behind: it names the rows of one tracker. Its checksum travels.
"""

from __future__ import annotations

from typing import Final

from grants.reports.packages.request.fields import FIELDS_TOLD
from grants.reports.particulars import NUMBERED
from grants.reports.rules_package import PACKAGE_KINDS, PACKAGE_STATES, PART_STATES, REQUEST_KINDS
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Record

LANGUAGE_CHOICES: Final = {"bg": N_("Bulgarian"), "en": N_("English")}
_LANGUAGE = Field("language", Kind.CHOICE, N_("Language"), required=True, choices=LANGUAGE_CHOICES)
_OF_PACKAGE = Field("package", Kind.REFERENCE, N_("Report package"), required=True, refers_to="package")
_FILE = (
    Field("name", Kind.LINE, N_("File name"), required=True, maximum=255),
    Field("size", Kind.WHOLE, N_("Size in bytes"), required=True),
    Field("sha256", Kind.LINE, N_("Checksum (SHA-256)"), required=True, maximum=64),
)


def _told(name: str, singular: str, plural: str, fields: tuple[Field, ...], title: str) -> Record:
    return Record(name, singular, plural, fields, title=title, new="")


PACKAGE: Final = _told(
    "package",
    N_("Report package"),
    N_("Report packages"),
    (
        Field("kind", Kind.CHOICE, N_("What it consists of"), required=True, choices=PACKAGE_KINDS),
        Field("period", Kind.REFERENCE, N_("Reporting period"), refers_to="period"),
        Field("sequence", Kind.WHOLE, N_("Which package"), required=True),
        Field("revision", Kind.WHOLE, N_("Which version"), required=True),
        Field("after", Kind.REFERENCE, N_("Version before it"), refers_to="package"),
        Field("financial_stays", Kind.YES_NO, N_("Financial report not returned")),
        Field("technical_stays", Kind.YES_NO, N_("Technical report not returned")),
        Field("payment_stays", Kind.YES_NO, N_("Payment request not returned")),
        Field("format", Kind.LINE, N_("Format"), required=True, maximum=40),
        Field("edition", Kind.LINE, N_("Edition"), maximum=40),
        _LANGUAGE,
        Field("first", Kind.DAY, N_("From"), required=True),
        Field("last", Kind.DAY, N_("To"), required=True),
        Field("state", Kind.CHOICE, N_("State"), required=True, choices=PACKAGE_STATES),
        Field("ground", Kind.LINE, N_("Checksum of what was frozen"), maximum=64),
        Field("ready", Kind.LINE, N_("When it was frozen"), maximum=40),
        Field("sent", Kind.DAY, N_("Sent on")),
        Field("sent_hour", Kind.LINE, N_("Hour of sending"), maximum=5),
        Field("signer", Kind.LINE, N_("Signed by"), maximum=200),
        Field("funder_number", Kind.LINE, N_("Number at the funder"), maximum=120),
        Field("decided", Kind.DAY, N_("Day of the decision")),
        Field("decision", Kind.PROSE, N_("Letter and reason")),
        Field("note", Kind.BOTH_PROSE, N_("Note")),
    ),
    "format",
)
ROW: Final = _told(
    "package_row",
    N_("Expense of a package"),
    N_("Expenses of packages"),
    (
        _OF_PACKAGE,
        Field("number", Kind.LINE, N_("No. of the expense then"), required=True, maximum=40),
        Field("expense", Kind.REFERENCE, N_("Expense"), refers_to="expense"),
        Field("amount", Kind.AMOUNT, N_("Amount"), required=True),
        CURRENCY,
        Field("euro", Kind.AMOUNT, N_("In euro"), currency="EUR"),
        Field("locked", Kind.YES_NO, N_("Locked")),
    ),
    "number",
)
OUT: Final = _told(
    "package_out",
    N_("Expense left out"),
    N_("Left out of packages"),
    (
        _OF_PACKAGE,
        Field("expense", Kind.REFERENCE, N_("Expense"), required=True, refers_to="expense"),
        Field("reason", Kind.PROSE, N_("Reason"), required=True),
    ),
    "reason",
)
PART: Final = _told(
    "package_part",
    N_("Part of a package"),
    N_("Parts of packages"),
    (
        _OF_PACKAGE,
        Field("partner", Kind.REFERENCE, N_("Partner"), required=True, refers_to="partner"),
        Field("state", Kind.CHOICE, N_("State"), required=True, choices=PART_STATES),
        Field("changed", Kind.LINE, N_("Since when"), maximum=40),
        Field("note", Kind.PROSE, N_("Note")),
        Field("said", Kind.PROSE, N_("What the partner says is missing")),
    ),
    "note",
)
REQUEST: Final = _told(
    "package_request",
    N_("Payment request of a package"),
    N_("Payment requests of packages"),
    (_OF_PACKAGE, *FIELDS_TOLD),
    "bank_account",
)
ASKED: Final = _told(
    "request_paper",
    N_("Document asked for with payment requests"),
    N_("Documents for payment requests"),
    (
        Field("kind", Kind.CHOICE, N_("Type of payment request"), required=True, choices=REQUEST_KINDS),
        Field("name", Kind.LINE, N_("Name"), required=True, maximum=400),
    ),
    "name",
)
TEXT: Final = _told(
    "package_text",
    N_("Text of a package"),
    N_("Texts of packages"),
    (
        _OF_PACKAGE,
        Field("place", Kind.LINE, N_("Place in the form"), required=True, maximum=60),
        Field("words", Kind.BOTH_PROSE, N_("Text")),
    ),
    "place",
)
MET: Final = _told(
    "package_deadline",
    N_("Deadline of a package"),
    N_("Deadlines of packages"),
    (_OF_PACKAGE, Field("deadline", Kind.REFERENCE, N_("Deadline"), required=True, refers_to="deadline")),
    "deadline",
)
PREPARED: Final = _told(
    "report",
    N_("Prepared report"),
    N_("Prepared reports"),
    (
        Field("package", Kind.REFERENCE, N_("Report package"), refers_to="package"),
        Field("format", Kind.LINE, N_("Format"), required=True, maximum=40),
        Field("edition", Kind.LINE, N_("Edition"), maximum=40),
        _LANGUAGE,
        Field("first", Kind.DAY, N_("From"), required=True),
        Field("last", Kind.DAY, N_("To"), required=True),
        Field("prepared", Kind.LINE, N_("When it was prepared"), required=True, maximum=40),
    ),
    "format",
)
PREPARED_FILE: Final = _told(
    "report_file",
    N_("File of a report"),
    N_("Files of reports"),
    (Field("report", Kind.REFERENCE, N_("Prepared report"), required=True, refers_to="report"), *_FILE),
    "name",
)
FIGURE: Final = _told(
    "report_figure",
    N_("Figure as it was kept"),
    N_("Figures as they were kept"),
    (
        Field(
            "of",
            Kind.CHOICE,
            N_("What it belongs to"),
            required=True,
            choices={PACKAGE.name: PACKAGE.singular, PREPARED.name: PREPARED.singular},
        ),
        Field("row", Kind.LINE, N_("No. of the row"), required=True, maximum=40),
        Field("figure", Kind.LINE, N_("Figure"), required=True, maximum=60),
        Field("value", Kind.LINE, N_("Value"), required=True, maximum=400),
    ),
    "figure",
)
ID: Final = _told(
    "funder_id",
    N_("Id at the funder"),
    N_("Ids at the funder"),
    (
        Field(
            "kind",
            Kind.CHOICE,
            N_("What it belongs to"),
            required=True,
            choices={kind.value: label for kind, label in NUMBERED.items()},
        ),
        Field("row", Kind.LINE, N_("No. of the row"), maximum=40),
        Field("value", Kind.LINE, N_("Id at the funder"), required=True, maximum=36),
        Field("name", Kind.LINE, N_("Name at the funder"), maximum=1000),
    ),
    "value",
)
PAIR: Final = _told(
    "funder_pair",
    N_("What a contract is for at the funder"),
    N_("What contracts are for at the funder"),
    (
        Field("supply", Kind.REFERENCE, N_("Contract with a contractor"), required=True, refers_to="supply"),
        Field("line", Kind.REFERENCE, N_("Budget line"), refers_to="line"),  # none: the contract is for none
        Field("activity", Kind.REFERENCE, N_("Activity"), refers_to="activity"),
    ),
    "supply",
)
PREPARER: Final = _told(
    "report_preparer",
    N_("Who prepares the reports"),
    N_("People who prepare the reports"),
    (
        Field("name", Kind.LINE, N_("Name"), maximum=200),
        Field("post", Kind.LINE, N_("Position"), maximum=200),
        Field("phone", Kind.LINE, N_("Telephone"), maximum=100),
        Field("email", Kind.LINE, N_("E-mail"), maximum=254),
    ),
    "name",
)
WORKBOOK: Final = _told(
    "own_template",
    N_("Funder's workbook"),
    N_("Workbooks of funders"),
    (
        Field("name", Kind.LINE, N_("Name"), required=True, maximum=40),
        Field("edition", Kind.WHOLE, N_("Edition"), required=True),
        Field("file_name", Kind.LINE, N_("File name"), required=True, maximum=255),
        *_FILE[1:],
        Field("uploaded", Kind.LINE, N_("When it was uploaded"), required=True, maximum=40),
    ),
    "name",
)
CELL: Final = _told(
    "own_cell",
    N_("Cell of a funder's workbook"),
    N_("Cells of workbooks of funders"),
    (
        Field("template", Kind.REFERENCE, N_("Funder's workbook"), required=True, refers_to="own_template"),
        Field("sheet", Kind.LINE, N_("Sheet"), required=True, maximum=80),
        Field("cell", Kind.LINE, N_("Cell"), required=True, maximum=10),
        Field("shows", Kind.LINE, N_("What it shows"), required=True, maximum=120),
        Field("beside", Kind.LINE, N_("Words beside it"), maximum=200),
    ),
    "cell",
)

BOOK: Final = _told(
    "package_book",
    N_("Funder's workbook of a package"),
    N_("Workbooks of packages"),
    (
        _OF_PACKAGE,
        Field("name", Kind.LINE, N_("Name"), required=True, maximum=40),
        Field("template", Kind.REFERENCE, N_("Funder's workbook"), refers_to="own_template"),
        Field("edition", Kind.WHOLE, N_("Edition"), required=True),
        Field("file_name", Kind.LINE, N_("File name"), maximum=255),
        Field("sha256", Kind.LINE, N_("Checksum (SHA-256)"), maximum=64),
    ),
    "name",
)

PACKAGED: Final = (
    *(PACKAGE, ROW, OUT, PART, REQUEST, TEXT, MET, ASKED, PREPARED, PREPARED_FILE, FIGURE),
    *(ID, PAIR, PREPARER, WORKBOOK, CELL, BOOK),
)
NUMBERED_HERE: Final = (PACKAGE, PREPARED)  # the others are named by what they belong to
WITH_FILES: Final = (PREPARED_FILE, WORKBOOK)

# What no two of a kind may say together, by column.
UNIQUE: Final = {
    ROW.name: ("package_id", "number"),
    OUT.name: ("package_id", "expense_id"),
    PART.name: ("package_id", "partner_id"),
    REQUEST.name: ("package_id",),
    ASKED.name: ("kind", "name"),
    TEXT.name: ("package_id", "place"),
    MET.name: ("package_id", "deadline_id"),
    FIGURE.name: ("of", "row", "figure"),
    ID.name: ("kind", "row"),
    PAIR.name: ("supply_id", "line_id", "activity_id"),
    PREPARER.name: (),
    WORKBOOK.name: ("name",),
    CELL.name: ("template_id", "sheet", "cell"),
    BOOK.name: ("package_id", "name"),
}
FIRST_OF: Final = {record.name: record.fields[0].name for record in PACKAGED}  # where it is said that one stands twice
