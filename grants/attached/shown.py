"""What hangs on a row as its page shows it: the files, what was said, and the two small forms below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grants.access import Permission
from grants.attached.queries import AttachmentSeen, CommentSeen, attachments_of, comments_of
from grants.attached.rules import RowNamed
from grants.errors import Objection
from grants.values.files import shown_in_place
from grants.values.language import N_
from grants.web.forms import Sent, new_form_key
from grants.web.pages import Visit

Shown = dict[str, Any]
LIMIT_HINT = N_("At most {limit} each: PDF, picture, office document, text or archive.")


async def hanging_of(
    visit: Visit,
    row: RowNamed,
    *,
    may_attach: bool,
    with_files: bool = True,
    objections: Iterable[Objection] = (),
    form: Sent | None = None,
) -> Shown:
    """What hangs on one row. Two queries."""
    files = (await attachments_of(visit.project.id, row.kind, [row.row_id])) if with_files else {}
    comments = await comments_of(visit.project.id, row.kind, [row.row_id])
    found = (files.get(row.row_id, []), comments.get(row.row_id, []))
    return hanging(visit, row, *found, may_attach=may_attach and with_files, objections=objections, form=form)


def hanging(
    visit: Visit,
    row: RowNamed,
    files: Sequence[AttachmentSeen],
    comments: Sequence[CommentSeen],
    *,
    may_attach: bool,
    objections: Iterable[Objection] = (),
    form: Sent | None = None,
    below: str = "",
) -> Shown:
    """What hangs on one row and was read already; `below` is where its files are, for a row that is of no kind of entries."""
    words = visit.words
    base = below or address_of(visit.project.code, row)
    told: Mapping[str, str] = {one.place: words.say(one.sentence, **one.facts) for one in objections}
    return {
        "files": [_file(visit, base, one, may_remove=may_attach) for one in files],
        "comments": [_comment(visit, one) for one in comments],
        "may_attach": may_attach,
        "may_say": visit.may(Permission.COMMENT),
        "files_url": f"{base}/files",
        "comments_url": f"{base}/comments",
        "told": told,
        "typed": form.line("comment") if form else "",
        "hint": words.say(LIMIT_HINT, limit=words.size(visit.settings.max_upload)),
        "comment_key": new_form_key(),
        "files_key": new_form_key(),
        "row_id": row.row_id,
    }


def address_of(code: str, row: RowNamed) -> str:
    """The address below which what hangs on a row is."""
    return f"/projects/{code}/rows/{row.kind}/{row.row_id}"


def _file(visit: Visit, base: str, file: AttachmentSeen, *, may_remove: bool) -> Shown:
    words = visit.words
    return {
        "name": file.name,
        "url": f"{base}/files/{file.id}" if file.here else None,
        "size": words.size(file.size),
        "picture": file.here and shown_in_place(file.media_type),
        "by": file.by_name,
        "at": words.day(file.attached_at.astimezone(visit.zone).date()),
        "remove_url": f"{base}/files/{file.id}/remove" if may_remove else None,
    }


def _comment(visit: Visit, comment: CommentSeen) -> Shown:
    return {
        "id": comment.id,
        "lines": comment.wording.splitlines(),
        "lang": "" if comment.language == visit.language else comment.language,
        "by": comment.by_name,
        "at": visit.words.moment(comment.said_at, visit.zone),
        "moment": comment.said_at.isoformat(),
    }
