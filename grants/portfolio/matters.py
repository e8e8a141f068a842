"""The correspondence of a project: the register, and one letter or finding with its answer and the rows it speaks to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from grants.access import Permission
from grants.correspondence.actions import Answer, answer_matter, close_matter, speak_no_more, speak_to
from grants.correspondence.queries import arising_from, matter_seen, matters_of, spoken_of
from grants.correspondence.rules import (
    ANSWER_DAYS,
    DIRECTIONS,
    MATTER_KINDS,
    STANDING_TONES,
    STANDINGS,
    AnswerDays,
    Standing,
    standing,
)
from grants.entries.hanging import hanging_on
from grants.entries.kinds import BY_NAME
from grants.entries.queries import row_named, row_seen
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection
from grants.storage.columns import money, text
from grants.storage.database import Row
from grants.values.entry import Reader, read_entry
from grants.values.language import N_, Text
from grants.values.places import page_of
from grants.values.records import Field, Kind, Record
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

# The kinds of row a letter may speak to, as they are chosen.
SPOKEN = (
    *("expense", "line", "period", "deliverable", "activity", "indicator", "partner"),
    *("purchase", "supply", "payment", "sub_grant", "source"),
)
_ANSWER = Record(
    "answer",
    N_("Answer"),
    N_("Answers"),
    (
        Field("answered", Kind.DAY, N_("Answered on"), required=True),
        Field("answer", Kind.PROSE, N_("Answer"), maximum=20_000),
        Field("answer_reference", Kind.LINE, N_("Number of the answer"), maximum=120),
        Field("sent_by", Kind.LINE, N_("Proof of sending"), maximum=400),
    ),
    title="answered",
    new="",
)
_TYPED = ("answered", "answer", "answer_reference", "sent_by", "kind", "number")
NO_SUCH_ROW = N_("There is no row of that kind with the number “{number}”.")
CHANGED_MEANWHILE = N_("Somebody else changed this meanwhile. Look at what stands there now before you go on.")
_WAITS = frozenset({Standing.LATE, Standing.WAITING})


def _base(visit: Visit, tail: str = "") -> str:
    return f"/projects/{visit.project.code}{tail}"


async def correspondence(visit: Visit) -> Response:
    """The register: what waits for an answer first, then everything, narrowed by what its address says."""
    found = await matters_of(visit.by, visit.project)
    stands = {row["id"]: standing(row, visit.today) for row in found}
    show, kind = visit.query("show"), visit.query("kind")
    waiting = sorted(
        (row for row in found if stands[row["id"]] in _WAITS), key=lambda row: (row["answer_due_on"], row["position"])
    )
    shown = [row for row in found if (not kind or row["kind"] == kind) and (not show or stands[row["id"]] == show)]
    context = {
        "waiting": [_row(visit, row) for row in waiting],
        "rows": [_row(visit, row) for row in shown],
        "any": bool(found),
        "views": [
            (
                str(one),
                visit.words.say(name),
                sum(1 for stand in stands.values() if stand is one),
                _view(visit, one, kind),
            )
            for one, name in STANDINGS.items()
            if any(stand == one for stand in stands.values())
        ],
        "show": show,
        "all_url": _base(visit, "/correspondence") + (f"?{urlencode({'kind': kind})}" if kind else ""),
        "count": len(found),
        "kinds": [(str(key), visit.words.say(name)) for key, name in MATTER_KINDS.items()],
        "kind": kind,
        "clear_url": _base(visit, "/correspondence"),
        "add_url": _base(visit, "/rows/matter/new") if visit.may(Permission.EDIT_CORRESPONDENCE) else None,
    }
    return visit.page("portfolio/correspondence.html", context)


def _view(visit: Visit, show: str, kind: str) -> str:
    return _base(visit, "/correspondence?") + urlencode({"show": str(show), **({"kind": kind} if kind else {})})


def _row(visit: Visit, row: Row) -> dict[str, Any]:
    words, stands = visit.words, standing(row, visit.today)
    came = row["received_on"] or row["written_on"]
    due = row["answer_due_on"] if stands in _WAITS else None
    return {
        "number": row["number"],
        "url": _base(visit, page_of("matter", row["id"])),
        "subject": text(row, "subject"),
        "kind": words.say(MATTER_KINDS[row["kind"]]),
        "direction": words.say(DIRECTIONS[row["direction"]]),
        "who": row["counterpart"],
        "reference": row["reference"] or row["our_reference"],
        "day": words.day(came) if came else "",
        "due": words.day(due) if due else "",
        "when": words.distance((due - visit.today).days) if due else "",
        "late": stands is Standing.LATE,
        "answered": words.day(row["answered_on"]) if row["answered_on"] else "",
        "state": words.say(STANDINGS[stands]),
        "tone": STANDING_TONES[stands],
        "below": row["below"],
    }


async def matter(visit: Visit) -> Response:
    """One letter or finding; sent, its answer."""
    row = await matter_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "GET":
        return await _page(visit, row)
    form = await sent(visit.request)
    here = _base(visit, page_of("matter", row["id"]))
    try:
        match form.line("then"):
            case "close":
                await close_matter(
                    visit.by, visit.project, row["id"], form.whole("version"), visit.today, once=form.key
                )
            case "open":
                await close_matter(visit.by, visit.project, row["id"], form.whole("version"), None, once=form.key)
            case "speak":
                await _speak(visit, row, form)
            case "speak_no_more":
                await speak_no_more(visit.by, visit.project, row["id"], form.whole("spoken"))
            case _:
                await _answer(visit, row, form)
    except Objected as problem:
        return await _page(visit, row, form, problem.objections, 422)
    except Changed:
        now = await matter_seen(visit.by, visit.project, row["id"])
        return await _page(visit, now, form, [Objection(CHANGED_MEANWHILE)], 409)
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(here, "saved")


async def _answer(visit: Visit, row: Row, form: Sent) -> None:
    reading = read_entry(_ANSWER, form.typed, Reader(visit.words, visit.today, {}))
    if reading.objections:
        raise Objected(reading.objections)
    values = reading.values
    answer = Answer(values["answered_on"], values["answer"], values["answer_reference"], values["sent_by"])
    version = form.whole("version")
    await answer_matter(visit.by, visit.project, row["id"], version, answer, visit.today, once=form.key)


async def _speak(visit: Visit, row: Row, form: Sent) -> None:
    kind, number = BY_NAME.get(form.line("kind")), form.line("number")
    if kind is None or kind.name not in SPOKEN:
        raise NotFound
    found = await kind.model.filter(project_id=visit.project.id, number=number).values("id")
    if not found:
        raise Objected([Objection(NO_SUCH_ROW, {"number": number}, place="number")])
    try:
        spoken = await row_seen(kind, visit.by, visit.project, found[0]["id"])
    except NotFound:
        raise Objected([Objection(NO_SUCH_ROW, {"number": number}, place="number")]) from None
    named = await row_named(kind, visit.project, spoken)
    await speak_to(visit.by, visit.project, row["id"], kind.name, spoken["id"], named.label.bg or named.label.en)


async def _spoken(visit: Visit, matter_id: int) -> list[dict[str, Any]]:
    """The rows a matter speaks to, by name; one that is gone, or not for this person, is left out."""
    shown = []
    for one in await spoken_of(matter_id):
        kind = BY_NAME.get(one["kind"])
        if kind is None:
            continue
        try:
            row = await row_seen(kind, visit.by, visit.project, one["row_id"])
        except NotFound:
            continue
        named = await row_named(kind, visit.project, row)
        shown.append(
            {
                "id": one["id"],
                "kind": visit.words.say(kind.record.singular),
                "label": named.label,
                "url": _base(visit, page_of(kind.name, row["id"])),
            }
        )
    return shown


async def _page(
    visit: Visit, row: Row, form: Sent | None = None, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    words, stands = visit.words, standing(row, visit.today)
    told = {one.place: words.say(one.sentence, **one.facts) for one in objections}
    typed = {name: form.typed[name] for name in _TYPED if name in form.typed} if form else {}
    may_change = visit.may(Permission.EDIT_CORRESPONDENCE)
    answering = stands in _WAITS or (stands is Standing.OPEN and row["answered_on"] is None)
    context = {
        "number": row["number"],
        "subject": text(row, "subject"),
        "kind": words.say(MATTER_KINDS[row["kind"]]),
        "state": words.say(STANDINGS[stands]),
        "tone": STANDING_TONES[stands],
        "late": words.distance((row["answer_due_on"] - visit.today).days) if stands is Standing.LATE else "",
        "facts": _facts(visit, row),
        "wording": row["wording"],
        "above": _above(visit, row),
        "arising": [_row(visit, one) for one in await arising_from(visit.by, visit.project, row["id"])],
        "answer": _answered(visit, row),
        "answer_words": row["answer"] if row["answered_on"] else "",
        "spoken": await _spoken(visit, row["id"]),
        "may_change": may_change,
        "answering": may_change and answering,
        "may_close": may_change and stands in {Standing.OPEN, Standing.ANSWERED},
        "may_open": may_change and stands is Standing.CLOSED,
        "edit_url": _base(visit, f"/rows/matter/{row['id']}"),
        "add_below_url": _base(visit, "/rows/matter/new?") + urlencode({"arose_from": row["number"]}),
        "list_url": _base(visit, "/correspondence"),
        "kinds": [(name, words.say(BY_NAME[name].record.singular)) for name in SPOKEN],
        "values": {**dict.fromkeys(_TYPED, ""), "answered": words.day(visit.today), **typed},
        "told": told,
        "errors": [(place or None, sentence) for place, sentence in told.items()],
        "version": row["version"],
        "form_key": new_form_key(),
        "attached": await hanging_on(visit, BY_NAME["matter"], row),
    }
    return visit.page("portfolio/matter.html", context, status)


def _facts(visit: Visit, row: Row) -> list[tuple[str, str | Text]]:
    words = visit.words
    days = words.say(ANSWER_DAYS[row["answer_days"]])
    within = row["answer_within"] if row["answer_days"] != AnswerDays.NONE else None
    due = words.full_day(row["answer_due_on"]) if row["answer_due_on"] else ""
    counted = words.say(N_("{n} {days} from the day of receiving"), n=within, days=days) if within else ""
    amount = money(row)
    pairs: list[tuple[str, str | Text]] = [
        (words.say(DIRECTIONS[row["direction"]]).capitalize(), row["counterpart"]),
        (words.say(N_("Their number")), row["reference"]),
        (words.say(N_("Our number")), row["our_reference"]),
        (words.say(N_("Dated")), words.day(row["written_on"]) if row["written_on"] else ""),
        (words.say(N_("Received or sent on")), words.day(row["received_on"]) if row["received_on"] else ""),
        (words.say(N_("Answer due on")), " · ".join(said for said in (due, counted) if said)),
        (words.say(N_("Person responsible")), row["person_name"] or ""),
        (words.say(N_("Partner concerned")), Text(row["partner_bg"], row["partner_en"])),
        (words.say(N_("Amount touched")), words.amount(amount) if amount else ""),
        (words.say(N_("Closed on")), words.day(row["closed_on"]) if row["closed_on"] else ""),
    ]
    return [(label, said) for label, said in pairs if said]


def _above(visit: Visit, row: Row) -> dict[str, Any] | None:
    if row["arose_from_id"] is None:
        return None
    return {
        "kind": visit.words.say(MATTER_KINDS[row["above_kind"]]),
        "number": row["above_number"],
        "subject": Text(row["above_bg"], row["above_en"]),
        "url": _base(visit, page_of("matter", row["arose_from_id"])),
    }


def _answered(visit: Visit, row: Row) -> list[tuple[str, str]]:
    if row["answered_on"] is None:
        return []
    words = visit.words
    pairs = [
        (words.say(N_("Answered on")), words.day(row["answered_on"])),
        (words.say(N_("Number of the answer")), row["answer_reference"]),
        (words.say(N_("Proof of sending")), row["sent_by"]),
    ]
    return [(label, said) for label, said in pairs if said]


ROUTES = [
    address("/projects/{code}/correspondence", "correspondence", correspondence),
    address("/projects/{code}/correspondence/{id:int}", "matter", matter, changes=True),
]
