"""The form of a participant: what was typed, read and shown again; a personal number typed is never shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from grants.access import Permission, own_part_only
from grants.errors import Objection, Refused
from grants.participants.actions import Joined, same_objections
from grants.participants.counting import special_needed
from grants.participants.editions import Edition
from grants.participants.places import DISTRICTS, settlements
from grants.participants.queries import Same, choices_of, same_person
from grants.participants.records import activity_kind_key, label_of, participant_record, said_of
from grants.participants.rules_person import AGE_UNKNOWN, completed, edition_of, not_exportable, objections
from grants.personal.rules import IdentifierKind, number_objection, plain_number
from grants.storage.database import Row
from grants.storage.sealed import Seal
from grants.values.choices import Choice, names, references
from grants.values.entry import Reader, Reading, read_entry, typed_again
from grants.values.records import Field, Kind, Record
from grants.web.forms import Sent, new_form_key
from grants.web.pages import Visit

_KINDS: Final[Mapping[Kind, str]] = {
    Kind.CHOICE: "choice",
    Kind.REFERENCE: "choice",
    Kind.DAY: "day",
    Kind.WHOLE: "number",
    Kind.EMAIL: "email",
}


@dataclass
class Form:
    """A participant's form: the record it asks, what is offered, what was typed, and the number that came with it."""

    visit: Visit
    edition: Edition
    asked: frozenset[str]
    choices: Mapping[str, Sequence[Choice]]
    row: Row | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    number: str = ""  # typed now, or carried sealed from the sending before
    told: list[Objection] = field(default_factory=list)
    joined: Joined | None = None

    @property
    def record(self) -> Record:
        """The record in the language of the page."""
        return participant_record(self.visit.language, self.edition.code, self.asked)

    @property
    def seal(self) -> Seal:
        """The tracker's seal."""
        seal: Seal = self.visit.request.app.state.seal
        return seal

    @property
    def keeps_number(self) -> bool:
        """Whether a number that is kept already stays."""
        return bool(self.row and self.row["has_number"] and not self.without_number and not self.number)

    @property
    def without_number(self) -> bool:
        """Whether the number that is kept is to be erased."""
        return bool(self.typed.get("without_number")) and not self.number


async def opened(visit: Visit, row: Row | None = None) -> Form:
    """The form of a participant that is there, or an empty one."""
    lists = edition_of(row or {})
    asked = row["asked"] if row else await special_needed(visit.project.id)
    form = Form(visit, lists, asked, await choices_of(visit.by, visit.project), row)
    form.version = row["version"] if row else 0
    form.typed = begun(form) if row is None else again(form, row)
    return form


# What the next participant is likely to share with the one entered before.
CARRIED = (
    "activity",
    "partner",
    "joined",
    "activity_kind",
    "place_district",
    "place_settlement",
    "ground",
    "declared",
)


def begun(form: Form) -> dict[str, str]:
    """An empty form begins with what the address tells: the activity and the place of the one entered before."""
    typed = dict.fromkeys(form.record.slots, "") | {"ground": form.record.field("ground").default, "number_kind": "egn"}
    return typed | {name: form.visit.query(name)[:200] for name in CARRIED if form.visit.query(name)}


def again(form: Form, row: Row) -> dict[str, str]:
    """A participant as it would be typed; the number is not among it."""
    told = {**row, **row["answers"], **row["special"], "number_kind": IdentifierKind.EGN}
    told = {column: told.get(column, "") for column in form.record.columns}
    told["age"] = None if row["born_on"] else row["age"]  # counted from the day of birth, where that is known
    kinds, lang = form.edition.activity_kinds, form.visit.language
    told["activity_kind"] = said_of(kinds, row["activity_kind"], lang)
    return typed_again(form.record, told, form.visit.words, names(form.choices))


def entered(form: Form, sent: Sent) -> Form:
    """The form with what was sent, read; everything that can't be so is in `told`."""
    typed = {slot: sent.line(slot) for slot in form.record.slots}
    typed |= {name: sent.line(name) for name in ("without_number", "another_person")}
    number = plain_number(sent.line("personal_number")) or _carried(form, sent.line("number_carried"))
    form = replace(form, typed=typed, version=sent.whole("version"), number=number)
    unread = _read(form, typed).objections
    joined = _joined(form, _read(form, {**typed, **{one.place: "" for one in unread}}).values)
    told = objections(joined.values, number, form.visit.today, kind=joined.number_kind, has_number=form.keeps_number)
    form.told = [*unread, *_not_of(unread, told)]
    form.joined = None if unread else joined
    return form


def _read(form: Form, typed: Mapping[str, str]) -> Reading:
    return read_entry(form.record, typed, Reader(form.visit.words, form.visit.today, references(form.choices)))


def _not_of(unread: Sequence[Objection], told: Sequence[Objection]) -> list[Objection]:
    """What else is wrong: what can't be read is not also missing, and an age that can't be read asks no day of birth."""
    named = {one.place for one in unread}
    return [one for one in told if one.place not in named and not (one.sentence == AGE_UNKNOWN and "age" in named)]


def _carried(form: Form, sealed: str) -> str:
    """A number that was typed before and is carried along sealed; one that can't be opened is none."""
    try:
        return form.seal.open(sealed) if sealed else ""
    except Refused:
        return ""


def _joined(form: Form, values: Mapping[str, Any]) -> Joined:
    questions = {one.name: one for one in form.edition.questions}
    plain = {name: value for name, value in values.items() if name not in questions and name != "number_kind"}
    told = {name: str(values[name]) for name in questions if values.get(name)}
    plain["sex"] = plain["sex"] or None
    plain["activity_kind"] = activity_kind_key(plain["activity_kind"], form.edition)
    plain["answers"] = {name: answer for name, answer in told.items() if not questions[name].special}
    plain["edition"] = form.edition.code
    own = own_part_only(form.visit.by, form.visit.project.ref, Permission.EDIT_PARTICIPANTS)
    if own is not None:
        plain["partner_id"] = own
    special = {name: answer for name, answer in told.items() if questions[name].special}
    kind = IdentifierKind(values["number_kind"] or IdentifierKind.EGN)
    return Joined(plain, special, form.number, kind, bool(form.typed.get("another_person")))


async def found_twice(form: Form) -> Same:
    """Where the person that was typed is found a second time."""
    if form.joined is None:
        return Same()
    one = form.joined
    known = completed(one.values, one.personal_number, one.number_kind)
    mark = form.seal.fingerprint(form.number) if form.number else ""
    return await same_person(form.visit.by, form.visit.project, known, mark, form.row["id"] if form.row else 0)


def lacking(form: Form) -> list[str]:
    """What the funder's sheet still lacks of what was typed, in words."""
    if form.joined is None:
        return []
    one = form.joined
    known = completed(one.values, one.personal_number, one.number_kind)
    has_number = bool(form.number) or form.keeps_number
    found = not_exportable(known, one.special, has_number=has_number, special_asked=form.asked)
    return [label_of(name, form.edition, form.visit.language, form.visit.words.say) for name in found]


async def checked(form: Form) -> dict[str, Any]:
    """What is said while somebody types: what can't be so, who is found twice, what can't be exported yet."""
    same = await found_twice(form)
    told = form.told or same_objections(same, another_person=bool(form.typed.get("another_person")))
    return {"told": _said(form, told), "elsewhere": same.elsewhere, "lacking": lacking(form)}


def _said(form: Form, told: Sequence[Objection]) -> list[tuple[str, str]]:
    """Each problem with the field it is about, named before its sentence."""
    said = []
    for one in told:
        sentence = form.visit.words.say(one.sentence, **one.facts)
        place = one.place
        known = place in form.record.slots
        label = form.visit.words.say(form.record.field(place).label) if known else ""
        said.append((place, f"{label}: {sentence}" if label else sentence))
    return said


def shown(form: Form) -> dict[str, Any]:
    """What the form's template shows."""
    words = form.visit.words
    told = {one.place: words.say(one.sentence, **one.facts) for one in reversed(form.told)}
    kind = IdentifierKind(typed) if (typed := form.typed.get("number_kind", "")) in set(IdentifierKind) else None
    good = form.number and not number_objection(form.number, kind or IdentifierKind.EGN)
    fields = {one.name: _field(form, one.name, told) for one in form.record.fields}
    own = own_part_only(form.visit.by, form.visit.project.ref, Permission.EDIT_PARTICIPANTS)
    return {
        "f": fields,
        "questions": [fields[one.name] for one in form.edition.questions if one.name in fields],
        "errors": _said(form, form.told),
        "number_error": told.get("personal_number"),
        "number_carried": form.seal.close(form.number) if good else "",
        "number_entered": bool(good) or bool(form.row and form.row["has_number"]),
        "number_kept": bool(form.row and form.row["has_number"]),
        "another": told.get("another_person"),
        "another_ticked": bool(form.typed.get("another_person")),
        "whole_register": own is None and len(form.choices["partner"]) > 1,
        "version": form.version,
        "form_key": new_form_key(),
        "edition": form.edition.name,
    }


def _field(form: Form, name: str, told: Mapping[str, str]) -> dict[str, Any]:
    words, declared = form.visit.words, form.record.field(name)
    choices, suggestions = _offered(form, declared), None
    if name in {"district", "place_district"}:
        choices = [(one, one) for one in DISTRICTS]
    if name in {"settlement", "place_settlement"}:
        suggestions = list(settlements(form.typed.get(name.replace("settlement", "district"), ""))) or [""]
    if name == "activity_kind":
        suggestions = [said.in_(form.visit.language) for said in form.edition.activity_kinds.values()]
    return {
        "name": name,
        "label": words.say(declared.label),
        "value": form.typed.get(name, ""),
        "error": told.get(name),
        "kind": "choice" if choices else _KINDS.get(declared.kind, "line"),
        "choices": choices,
        "suggestions": suggestions,
    }


def _offered(form: Form, declared: Field) -> list[tuple[str, str]] | None:
    """What a field offers to choose from: what is sent, and what is shown of it."""
    if declared.kind is Kind.REFERENCE:
        return [(one.typed, one.shown(form.visit.language)) for one in form.choices[declared.refers_to]]
    if declared.choices:
        return [(str(key), form.visit.words.say(said)) for key, said in declared.choices.items()]
    return None


def both_versions(form: Form, theirs: Row) -> list[tuple[str, str, str]]:
    """Where what stands there now differs from what was typed; of the number nothing is told."""
    now = again(form, theirs)
    words = form.visit.words
    found = []
    for one in form.record.fields:
        if one.name == "number_kind" or now[one.name] == form.typed.get(one.name, ""):
            continue
        said = dict(_offered(form, one) or ())
        mine = form.typed.get(one.name, "")
        found.append((words.say(one.label), said.get(now[one.name], now[one.name]), said.get(mine, mine)))
    return found
