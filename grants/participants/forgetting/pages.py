"""Taking somebody entered by mistake out of the register, after asking."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from grants.audit.queries import was_removed
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection, WrongState
from grants.participants.forgetting.actions import remove_participant, why_it_stays
from grants.participants.queries import attended_by, participant_seen
from grants.participants.shown import LOOK_AGAIN, below, called
from grants.storage.database import Row
from grants.web.forms import new_form_key, sent
from grants.web.pages import Visit, address

KIND = "participant"


async def remove(visit: Visit) -> Response:
    """Asking, and on being told why, taking the row out."""
    id_ = visit.number_in_path("id")
    if visit.request.method == "GET":
        return await _page(visit, await _row(visit, id_))
    form = await sent(visit.request)
    reason = form.line("reason")[:2000]
    try:
        await remove_participant(visit.by, visit.project, id_, form.whole("version"), reason, once=form.key)
    except AlreadyDone:
        return visit.see(below(visit), "already")
    except NotFound:
        if not await was_removed(visit.project.id, KIND, id_):
            raise
        return visit.see(below(visit), "already")
    except Objected as problem:
        return await _page(visit, await _row(visit, id_), problem.objections, 422, reason)
    except Changed:
        return await _page(visit, await _row(visit, id_), [Objection(LOOK_AGAIN)], 409, reason)
    except WrongState:
        return await _page(visit, await _row(visit, id_), (), 409)
    return visit.see(below(visit), "removed")


async def _row(visit: Visit, participant_id: int) -> Row:
    return await participant_seen(visit.by, visit.project, participant_id, frozenset())


async def _page(
    visit: Visit, row: Row, objections: Sequence[Objection] = (), status: int = 200, reason: str = ""
) -> Response:
    words, stays = visit.words, await why_it_stays(visit.project, row)
    listed = len(await attended_by(row["id"]))
    context = {
        "name": called(row, words),
        "number": row["number"],
        "stays": words.say(stays) if stays else "",
        "lists": words.count("It stands on the list of {n} session.", "It stands on the lists of {n} sessions.", listed)
        if listed
        else "",
        "has_number": row["has_number"],
        "reason": reason,
        "told": {one.place: words.say(one.sentence) for one in objections if one.place},
        "errors": [(one.place or None, words.say(one.sentence)) for one in objections],
        "version": row["version"],
        "form_key": new_form_key(),
        "back_url": below(visit, f"/{row['id']}"),
    }
    return visit.page("participants/participant_remove.html", context, status)


ROUTES = [
    address("/projects/{code}/participants/{id:int}/remove", "remove_participant", remove, changes=True),
]
