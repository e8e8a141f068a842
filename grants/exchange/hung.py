"""What hangs on rows as a project's file tells it: attached files by their checksum, and what was said, by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from grants.attached.models import Attachment, Comment
from grants.entries.kinds import ROWS
from grants.errors import Objection
from grants.exchange.brought import BroughtFile
from grants.exchange.packaged import PACKAGE, REQUEST
from grants.expenses.masking import EMPTIED, Masked, is_masked
from grants.values.language import N_
from grants.values.records import Field, Kind, Record

Row = Mapping[str, Any]
Told = dict[str, Any]
NO_MOMENT = N_("“{text}” is no moment. It looks like this: 2026-11-22T10:00:00Z")
BAD_CHECKSUM = N_("A checksum has 64 digits and letters from a to f, and a name is no path.")

# Documents have scanned papers of their own.
_OF = Field(
    "of",
    Kind.CHOICE,
    N_("What it belongs to"),
    required=True,
    choices={kind.name: kind.record.singular for kind in ROWS if kind.name != "document"}
    | {one.name: one.singular for one in (PACKAGE, REQUEST)},
)
_ROW = Field("row", Kind.LINE, N_("No. of the row"), required=True, maximum=40)
ATTACHED: Final = Record(
    "attached",
    N_("Attached file"),
    N_("Attached files"),
    (
        _OF,
        _ROW,
        Field("name", Kind.LINE, N_("File name"), required=True, maximum=255),
        Field("size", Kind.WHOLE, N_("Size in bytes"), required=True),
        Field("sha256", Kind.LINE, N_("Checksum (SHA-256)"), required=True, maximum=64),
        Field("media_type", Kind.LINE, N_("Media type"), maximum=100),
        Field("description", Kind.LINE, N_("Description"), maximum=200),
        Field("paper", Kind.LINE, N_("As which document asked for"), maximum=400),
    ),
    title="name",
    new="",
)
SAID: Final = Record(
    "said",
    N_("Comment"),
    N_("Comments"),
    (
        _OF,
        _ROW,
        Field("wording", Kind.PROSE, N_("What was said"), required=True, maximum=4000),
        Field(
            "language", Kind.CHOICE, N_("Language"), required=True, choices={"bg": N_("Bulgarian"), "en": N_("English")}
        ),
        Field("by", Kind.LINE, N_("Who said it"), maximum=200),
        Field("at", Kind.LINE, N_("When"), required=True, maximum=40),
    ),
    title="wording",
    new="",
)
HUNG: Final = (ATTACHED, SAID)


async def hung_on(project_id: int, recorded: Mapping[str, Sequence[Row]], hidden: Masked) -> dict[str, list[Told]]:
    """What hangs on the rows that are told, in their order; nothing of those that are masked. Two queries."""
    files = await Attachment.filter(project_id=project_id).order_by("position", "id").values()
    said = await Comment.filter(project_id=project_id).order_by("said_at", "id").values()
    return {
        ATTACHED.name: list(_by_row(recorded, hidden, files, _told_file)),
        SAID.name: list(_by_row(recorded, hidden, said, _told_comment)),
    }


def _by_row(recorded: Mapping[str, Sequence[Row]], hidden: Masked, hanging: Iterable[Row], told: Any) -> Iterator[Told]:
    by_row: dict[tuple[str, int], list[Row]] = {}
    for one in hanging:
        by_row.setdefault((one["kind"], one["row_id"]), []).append(one)
    for kind in (_OF.choices or {}) if by_row else ():
        for row in recorded.get(kind, ()):
            if kind in EMPTIED and is_masked(kind, row, hidden):
                continue
            for one in by_row.get((kind, row["id"]), ()):
                yield {"of": kind, "row": row["number"], **told(one)}


def _told_file(file: Row) -> Told:
    facts = ("name", "size", "sha256", "media_type", "description", "paper")
    return {fact: file[fact] for fact in facts if file[fact] != ""}


def _told_comment(comment: Row) -> Told:
    at = comment["said_at"].astimezone(UTC).isoformat().replace("+00:00", "Z")
    told = {"wording": comment["wording"], "language": comment["language"], "by": comment["by_name"], "at": at}
    return {name: value for name, value in told.items() if value}


def brought_file(values: Row) -> BroughtFile | Objection:
    """An attached file as a project's file tells it, or what is wrong with it."""
    file = BroughtFile(values["name"], values["size"], values["sha256"], values["media_type"])
    return file if file.is_sound else Objection(BAD_CHECKSUM, place="sha256", read=file.sha256[:80])


def moment_of(values: Row) -> datetime | Objection:
    """When something was said, or what is wrong with how that is told."""
    wrong = Objection(NO_MOMENT, {"text": values["at"]}, place="at", read=values["at"])
    return moment_in(values["at"]) or wrong


def moment_in(text: str) -> datetime | None:
    """The moment that stands there; None where none does."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
