"""The pages of indicators: all of them by periods, and one with its facts, its values and the form of a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from starlette.responses import Response

from grants.access import Permission, own_part_only
from grants.entries.actions import add_row, change_row
from grants.entries.hanging import hanging_on
from grants.entries.kinds import BY_NAME
from grants.entries.queries import choices_for
from grants.errors import AlreadyDone, Changed, NotAllowed, NotFound, Objected, Objection
from grants.indicators.records import INDICATOR_VALUE
from grants.indicators.rules import BAND_NAMES, AgeBands, Counted
from grants.indicators.rules_figures import AGES, HOW_MANY, VERIFIED, Row, value_objections, value_wrong
from grants.portfolio.frame import base_of
from grants.portfolio.indicators.queries import Kept, indicator_among, indicators_kept
from grants.portfolio.indicators.shown import (
    columns_of,
    counted_from,
    counted_said,
    facts_of,
    listed,
    named,
    passed_said,
    reached_said,
    span_offered,
    values_said,
)
from grants.values.choices import Choices, names, references
from grants.values.entry import Reader, Reading, read_entry, typed_again
from grants.values.language import N_, Text
from grants.values.records import Record
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

KIND = BY_NAME["indicator_value"]
CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; save again to keep yours."
)


async def indicators(visit: Visit) -> Response:
    """What was promised, what is reached in each period, and how that stands beside time and money."""
    base = base_of(visit.project)
    kept = await indicators_kept(visit.by, visit.project, visit.today)
    context = {
        **listed(kept, visit.words, base),
        "own_part": kept.own is not None,
        "add_url": f"{base}/rows/indicator/new" if visit.may(Permission.EDIT_WORK_PLAN) else None,
    }
    return visit.page("indicators/indicators.html", context)


@dataclass
class Typing:
    """The form of a value: what was typed, what is wrong with it, and which value it changes (None: a new one)."""

    typed: Mapping[str, str]
    value: Row | None = None
    version: int = 0
    objections: Sequence[Objection] = ()
    key: str = field(default_factory=new_form_key)
    open: bool = False
    theirs: Mapping[str, str] | None = None  # what stands there now, where somebody else was quicker


async def indicator(visit: Visit) -> Response:
    """One indicator; sent, a new value of it."""
    kept = await indicators_kept(visit.by, visit.project, visit.today)
    row = indicator_among(kept, visit.number_in_path("id"))
    choices = await choices_for(KIND, visit.by, visit.project)
    if visit.request.method == "GET":
        return await _page(visit, kept, row, choices, Typing(_begun(visit, kept)))
    form = await sent(visit.request)
    reading, objections = await _read(visit, kept, row, choices, form)
    if not objections:
        values = _values(row, reading)
        try:
            await add_row(visit.by, visit.project, KIND, "", values, once=form.key)
        except AlreadyDone:
            return visit.see(_here(visit, row), "already")
        except Objected as problem:
            objections = list(problem.objections)
        else:
            return visit.see(f"{_here(visit, row)}#values", "added")
    return await _page(visit, kept, row, choices, Typing(form.typed, None, 0, objections, form.key, open=True), 422)


async def indicator_value(visit: Visit) -> Response:
    """Changing a value of an indicator; when somebody else was quicker both versions are shown."""
    kept = await indicators_kept(visit.by, visit.project, visit.today)
    row = indicator_among(kept, visit.number_in_path("id"))
    value = next((one for one in kept.values_of(row) if one["id"] == visit.number_in_path("value_id")), None)
    if value is None:
        raise NotFound
    if not _may_tell(visit, row):
        raise NotAllowed(N_("Your role does not allow this."))
    choices = await choices_for(KIND, visit.by, visit.project)
    stands = typed_again(_record(visit, row), value, visit.words, names(choices))
    if visit.request.method == "GET":
        return await _page(visit, kept, row, choices, Typing(stands, value, value["version"], open=True))
    form = await sent(visit.request)
    version = form.whole("version")
    reading, objections = await _read(visit, kept, row, choices, form, value)
    again = Typing(form.typed, value, version, objections, form.key, open=True)
    if objections:
        return await _page(visit, kept, row, choices, again, 422)
    try:
        await change_row(visit.by, visit.project, KIND, value["id"], version, "", _values(row, reading))
    except Objected as problem:
        return await _page(visit, kept, row, choices, replace(again, objections=problem.objections), 422)
    except Changed:
        told = replace(again, objections=[Objection(CHANGED_MEANWHILE)], version=value["version"], theirs=stands)
        return await _page(visit, kept, row, choices, told, 409)
    return visit.see(f"{_here(visit, row)}#values", "saved")


def _here(visit: Visit, row: Row) -> str:
    return f"{base_of(visit.project)}/indicators/{row['id']}"


@cache
def _shortened(parts: tuple[str, ...], *, verifies: bool, whole: bool) -> Record:
    """A value with the parts its indicator asks; who accepted what, and of which partner, for those who may say it."""
    verified = VERIFIED if "women" in parts else VERIFIED[:1]
    shown = ["period", "until", "value", *parts, *(verified if verifies else []), *(["partner"] if whole else [])]
    return replace(INDICATOR_VALUE, fields=tuple(INDICATOR_VALUE.field(name) for name in (*shown, "note")))


def _record(visit: Visit, row: Row) -> Record:
    sexes = ("women", "men") if row["by_sex"] else ()
    parts = (*sexes, *AGES[: HOW_MANY[row["bands"]]])
    whole = own_part_only(visit.by, visit.project.ref, Permission.DELIVER) is None
    return _shortened(parts, verifies=visit.may(Permission.EDIT_WORK_PLAN), whole=whole)


async def _read(
    visit: Visit, kept: Kept, row: Row, choices: Choices, form: Sent, value: Row | None = None
) -> tuple[Reading, list[Objection]]:
    """A value as it was typed, with everything that can't be."""
    reading = read_entry(_record(visit, row), form.typed, Reader(visit.words, visit.today, references(choices)))
    if reading.objections:
        return reading, list(reading.objections)
    own = own_part_only(visit.by, visit.project.ref, Permission.DELIVER)
    told = {"partner_id": own, **reading.values}
    others = [one for one in kept.values_of(row) if value is None or one["id"] != value["id"]]
    span = next((one for one in kept.spans if one.id is not None and one.id == told["period_id"]), None)
    period = {"number": span.number, "start_on": span.first, "end_on": span.last} if span else None
    return reading, [*value_wrong(told), *value_objections(row, told, others, period, visit.today)]


def _values(row: Row, reading: Reading) -> dict[str, Any]:
    return {**reading.values, "indicator_id": row["id"]}


def _begun(visit: Visit, kept: Kept) -> dict[str, str]:
    """A new value begins with the last period that has begun and its last day, or today."""
    spans = [kept.spans[at] for at in kept.begun if kept.spans[at].id is not None]
    if not spans:
        return {"until": f"{visit.today:%d.%m.%Y}"}
    last = spans[-1]
    return {"period": last.number, "until": f"{min(last.last, visit.today):%d.%m.%Y}"}


def _may_tell(visit: Visit, row: Row) -> bool:
    """Whether this person types values of an indicator: in its own part, of one that is everybody's or its own."""
    own = own_part_only(visit.by, visit.project.ref, Permission.DELIVER)
    return visit.may(Permission.DELIVER) and (own is None or row["partner_id"] in (None, own))


async def _page(visit: Visit, kept: Kept, row: Row, choices: Choices, typing: Typing, status: int = 200) -> Response:
    words, base = visit.words, base_of(visit.project)
    counts = row["counted"] != Counted.TYPED and kept.counted(row) is not None
    may_change = visit.may(Permission.EDIT_WORK_PLAN)
    context = {
        "this": named(row, words) | reached_said(row, kept.reached(row), kept, words),
        "target": "" if row["target"] is None else words.number(row["target"]),
        "facts": facts_of(row, words),
        "passed": passed_said(kept.passed, words),
        "own_part": kept.own is not None,
        "from_what": counted_from(row, kept, words, base, may_open=visit.may(Permission.SEE_PARTICIPANTS)),
        "columns": columns_of(row, words),
        "counted": counted_said(row, kept, words) if counts else [],
        "values": values_said(row, kept, words, base),
        "implied": row["implied"],
        "edit_url": f"{base}/rows/indicator/{row['id']}" if may_change else None,
        "here": _here(visit, row),
        "back_url": f"{base}/indicators",
        "attached": await hanging_on(visit, BY_NAME["indicator"], dict(row)),
        **_form(visit, kept, row, choices, typing),
    }
    return visit.page("indicators/indicator.html", context, status)


def _form(visit: Visit, kept: Kept, row: Row, choices: Choices, typing: Typing) -> dict[str, Any]:
    """The form of a value, for whoever may type one."""
    words, record = visit.words, _record(visit, row)
    bands = dict(zip(AGES, (words.say(name) for name in BAND_NAMES[AgeBands(row["bands"])]), strict=False))
    labels = {one.name: bands.get(one.name) or words.say(one.label) for one in record.fields}
    said = [(one.place, words.say(one.sentence, **one.facts)) for one in typing.objections]
    slots = {slot: one.name for one in record.fields for slot in one.slots}
    return {
        "may_tell": _may_tell(visit, row),
        "changes": typing.value is not None,
        "remove_url": f"{base_of(visit.project)}/rows/indicator_value/{typing.value['id']}/remove"
        if typing.value
        else None,
        "typed": {slot: typing.typed.get(slot, "") for slot in record.slots},
        "note": Text(typing.typed.get("note_bg", ""), typing.typed.get("note_en", "")),
        "labels": labels,
        "parts": [name for name in ("women", "men") if name in labels],
        "ages": [name for name in AGES if name in labels],
        "periods": [span_offered(span, words) for span in kept.spans if span.id is not None],
        "partners": [(one.typed, one.shown(words.language)) for one in choices["partner"]],
        "told": {place: sentence for place, sentence in reversed(said) if place},
        "errors": [(place or None, f"{labels[slots[place]]}: {one}" if place in slots else one) for place, one in said],
        "theirs": _differences(record, labels, typing) if typing.theirs else None,
        "version": typing.version,
        "form_key": typing.key,
        "opened": typing.open,
    }


def _differences(record: Record, labels: Mapping[str, str], typing: Typing) -> list[tuple[str, str, str]]:
    """Where what stands there now and what was typed differ."""
    stands = typing.theirs or {}
    return [
        (labels[one.name], stands.get(slot, ""), typing.typed.get(slot, ""))
        for one in record.fields
        for slot in one.slots
        if stands.get(slot, "").strip() != typing.typed.get(slot, "").strip()
    ]


ROUTES = [
    address("/projects/{code}/indicators", "indicators", indicators),
    address("/projects/{code}/indicators/{id:int}", "indicator", indicator, changes=True),
    address(
        "/projects/{code}/indicators/{id:int}/values/{value_id:int}", "indicator_value", indicator_value, changes=True
    ),
]
