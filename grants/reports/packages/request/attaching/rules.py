"""What is attached to a payment request in the funder's system: each file with its description, and the documents it asks for.

Which documents a procedure asks for is known to the funder's system alone; the project keeps their names as it has them. They
are attached there by hand, so one that is missing stops nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.isun_request import LONGEST_DESCRIPTION, ROOT
from grants.reports.rules_papers import LARGEST, MOST
from grants.values.identifiers import search_form
from grants.values.language import N_

KIND: Final = "package_request"  # as what the files hang, on the row of their package
MOST_PAPERS: Final = 60
LONGEST_NAME: Final = 400
NO_DESCRIPTION = N_("Say what the file is; the funder asks for a description of each.")
LONG_DESCRIPTION = N_("The description is {length} signs long, and the funder takes at most {most}.")
NOT_DESCRIBED = N_("Payment request: the file “{name}” has no description, and the funder asks for one.")
NOT_ATTACHED = N_("Payment request: “{paper}” is not attached yet, and the funder asks for it.")
TOO_LARGE = N_(
    "Payment request: the file “{name}” is larger than 20 MB, and the funder takes none so large. Scan it smaller."
)
TOO_MANY = N_("The payment request has {files} files, and the funder takes {most}.")
NOT_ON_LIST = N_("Choose one of the documents that are asked for, or none of them.")
LONG_NAME = N_("“{name}…” is too long for the name of a document; at most {most} signs fit.")
NAMED_TWICE = N_("“{name}” stands in the list twice.")
MANY_NAMES = N_("The list has {count} documents; at most {most} fit.")


@dataclass(frozen=True, slots=True)
class FileTold:
    """What is said of a file: its description, and as which of the documents asked for it counts ("" none of them)."""

    description: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class RequestFile:
    """A file of a payment request, in the order of upload; `here` is false where only its name and size are known."""

    id: int
    name: str
    size: int
    told: FileTold
    here: bool = True


def told_objections(format_: Format, told: FileTold, place: str = "") -> Iterator[Objection]:
    """For what the funder would not take the description; `place` is what follows the name of its field."""
    length, beside = len(told.description), f"description{place}"
    if not told.description:
        yield Objection(NO_DESCRIPTION, place=beside, theirs=format_.theirs("file_missing:description"))
    if length > LONGEST_DESCRIPTION:
        facts = {"length": length, "most": LONGEST_DESCRIPTION}
        yield Objection(LONG_DESCRIPTION, facts, place=beside, theirs=format_.theirs("file_long:description"))
    if len(told.paper) > LONGEST_NAME:
        yield Objection(NOT_ON_LIST, place=f"paper{place}")


def files_objections(
    format_: Format, files: Iterable[RequestFile], package_id: int | None = None
) -> Iterator[Objection]:
    """For what the funder would not take the files as they are kept; `package_id` is that of their package."""
    for one in files:
        if not one.told.description:
            yield Objection(
                NOT_DESCRIBED,
                {"name": one.name, "request_of": package_id},
                sheet=ROOT,
                column="Description",
                theirs=format_.theirs("file_missing:description"),
            )


def files_warnings(
    format_: Format, files: Sequence[RequestFile], asked: Iterable[str], package_id: int | None = None
) -> Iterator[Objection]:
    """What is to be put right before the files are attached there; `asked` are the documents the funder asks for."""
    for paper in missing_papers(asked, files):
        theirs = format_.theirs("file_paper", paper=paper)
        yield Objection(NOT_ATTACHED, {"paper": paper, "request_of": package_id}, theirs=theirs)
    for one in files:
        if one.size > LARGEST:
            yield Objection(TOO_LARGE, {"name": one.name, "request_of": package_id})
    if len(files) > MOST:
        yield Objection(TOO_MANY, {"files": len(files), "most": MOST, "request_of": package_id})


def missing_papers(asked: Iterable[str], files: Iterable[RequestFile]) -> tuple[str, ...]:
    """The documents that are asked for and are none of the files."""
    there = {search_form(one.told.paper) for one in files}
    return tuple(name for name in asked if search_form(name) not in there)


def papers_read(typed: str) -> tuple[str, ...]:
    """The names of documents as they are typed, one to a row."""
    return tuple(name for row in typed.splitlines() if (name := " ".join(row.split())))


def papers_objections(names: Sequence[str]) -> Iterator[Objection]:
    """What is wrong with a list of documents."""
    if len(names) > MOST_PAPERS:
        yield Objection(MANY_NAMES, {"count": len(names), "most": MOST_PAPERS}, place="papers")
    for name in names:
        if len(name) > LONGEST_NAME:
            yield Objection(LONG_NAME, {"name": name[:40], "most": LONGEST_NAME}, place="papers")
    forms = [search_form(name) for name in names]
    for at, name in enumerate(names):
        if forms[at] in forms[:at]:
            yield Objection(NAMED_TWICE, {"name": name[:80]}, place="papers")
