"""What a funder's system asks of the papers that are uploaded with each document: that they are there, and not too large.

Which papers a procedure asks for is known to the funder's system alone; here stand those that the organisation itself asks
for with costs of the kind. They are uploaded there by hand, so nothing of this stops the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.ground import Entry, Ground
from grants.values.language import N_

CHECK: Final = "papers_attached"
LARGEST: Final = 20 * 1024 * 1024  # bytes of an attachment
MOST: Final = 1000  # attachments of a report

NO_FILE = N_("Document {number} has no file here, and the funder asks for its papers before the report is submitted.")
NOT_THERE = N_("Document {number}: “{paper}” is not there yet, and is to be uploaded with it.")
TOO_LARGE = N_(
    "Document {number}: the file “{name}” is larger than 20 MB, and the funder takes none so large. Scan it smaller."
)
TOO_MANY = N_("The documents have {files} files in all, and the funder takes {most} with a report.")


def paper_warnings(format_: Format, ground: Ground) -> tuple[Objection, ...]:
    """What is to be put right before the papers are uploaded; none where the format does not ask."""
    if CHECK not in format_.checks:
        return ()
    first_of: dict[int, Entry] = {}
    for entry in ground.entries:
        if entry.document_id is not None:
            first_of.setdefault(entry.document_id, entry)
    found = [one for entry in first_of.values() for one in _of_document(format_, entry)]
    files = sum(len(entry.files) for entry in first_of.values())
    if files > MOST:
        found.append(Objection(TOO_MANY, {"files": files, "most": MOST}))
    return tuple(found)


def _of_document(format_: Format, entry: Entry) -> Iterator[Objection]:
    facts: dict[str, object] = {"number": entry.register_number, "document_id": entry.document_id}
    if not entry.files:
        yield Objection(NO_FILE, facts)
    for paper in entry.lacking:
        yield Objection(NOT_THERE, facts | {"paper": paper}, theirs=format_.theirs("paper", paper=paper.in_("bg")))
    for name, size in zip(entry.files, entry.file_sizes, strict=False):
        if size > LARGEST:
            yield Objection(TOO_LARGE, facts | {"name": name})
