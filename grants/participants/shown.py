"""Participants as their pages show them: the list with its filters, one person's facts, and what was done with the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from grants.access import Permission
from grants.participants.editions import Edition
from grants.participants.forgetting.rules import Held, Hold
from grants.participants.queries import (
    ANONYMOUS,
    COMPLETE,
    INCOMPLETE,
    LEFT,
    PAGE,
    STILL_IN,
    Filters,
    Register,
)
from grants.participants.records import LABELS, label_of, place_of, said_of
from grants.participants.rules import ANSWERS, GROUNDS, SEXES
from grants.participants.rules_person import edition_of, not_exportable
from grants.projects.rules import KEEPING_KINDS
from grants.storage.database import Row
from grants.values.choices import Choice
from grants.values.language import N_, Text
from grants.values.wording import Wording
from grants.web.pages import Visit
from grants.web.paging import pages_of

Shown = dict[str, Any]
MASKED: Final = "••••••••••"
NO_NAME = N_("made anonymous")
LOOK_AGAIN = N_("Somebody else changed this participant since you opened the page. Look again before you decide.")
PRESENCE: Final[Mapping[str, str]] = {STILL_IN: N_("still taking part"), LEFT: N_("left")}
RECORDS: Final[Mapping[str, str]] = {
    INCOMPLETE: N_("something is missing"),
    COMPLETE: N_("complete"),
    ANONYMOUS: N_("made anonymous"),
}
# What was done with a participant's record, as its page tells it.
DEEDS: Final[Mapping[str, str]] = {
    "participant.added": N_("entered in the register"),
    "participant.changed": N_("changed"),
    "participant.asked_forgetting": N_("asked to be forgotten"),
    "participant.forgotten": N_("made anonymous"),
    "participant.told": N_("given everything that is known of the person"),
    "personal_number.written": N_("personal number entered"),
    "personal_number.seen": N_("personal number looked at"),
    "personal_number.erased": N_("personal number erased"),
}
HELD: Final[Mapping[Held, str]] = {
    Held.OWN_DAY: N_("The name stays until {day}: that day is set for this participant."),
    Held.PAPERS: N_("The name stays until {day}, as long as the project's papers are kept: {kind}."),
    Held.UNKNOWN: N_("The name stays as long as the project's papers are kept; the day is not known yet: {kind}."),
    Held.CASE: N_("The name stays while a clock of the project is stopped: {kind}."),
}


def below(visit: Visit, tail: str = "") -> str:
    """An address of the project's participants."""
    return f"/projects/{visit.project.code}/participants{tail}"


def full_name(row: Row) -> str:
    """The three names, as far as they are known."""
    return " ".join(row[name] for name in ("first_name", "middle_name", "family_name") if row[name])


def called(row: Row, words: Wording) -> str:
    """How a page calls somebody: by name, or that no name is kept any more."""
    return words.say(NO_NAME) if row["forgotten_at"] else full_name(row)


# --- the list -------------------------------------------------------------------------------------------------------


def register_shown(
    visit: Visit, found: Register, filters: Filters, choices: Mapping[str, Sequence[Choice]], asked: frozenset[str]
) -> Shown:
    """A page of the register with its counts and filters."""
    words = visit.words
    may_edit = visit.may(Permission.EDIT_PARTICIPANTS)
    return {
        "any": found.everybody > 0,
        "rows": [_line(visit, row, asked) for row in found.rows],
        "counts": _counts(visit, found, filters),
        "filters": filters.asked,
        "filtered": bool(filters),
        "more_open": bool(filters.partner or filters.presence or filters.record),
        "offered": {
            name: [(one.typed, one.shown(words.language)) for one in listed] for name, listed in choices.items()
        },
        "sexes": _said(SEXES, words),
        "presences": _said(PRESENCE, words),
        "records": _said(RECORDS, words),
        "pages": pages_of(
            words,
            found.page,
            PAGE,
            len(found.rows),
            found.count,
            lambda page: _address(visit, {**filters.asked, "page": str(page)}),
        ),
        "clear_url": below(visit),
        "add_url": below(visit, "/new") if may_edit else None,
        "may_edit": may_edit,
        "import_url": below(visit, "/import") if may_edit else None,
        "sheet_url": below(visit, "/sheet") if visit.may(Permission.SEE_PERSONAL_NUMBERS) else None,
    }


def _said(choices: Mapping[str, str], words: Wording) -> list[tuple[str, str]]:
    return [(str(key), words.say(name)) for key, name in choices.items()]


def _counts(visit: Visit, found: Register, filters: Filters) -> list[Shown]:
    """How many there are of what is shown, each leading to those."""
    words = visit.words
    counts = [
        (words.say(N_("In the register")), found.count, {}),
        (words.say(N_("Women")), found.women, {"sex": "woman"}),
        (words.say(N_("Men")), found.men, {"sex": "man"}),
        (words.say(N_("Have left")), found.left, {"presence": LEFT}),
        (words.say(N_("Can't be exported yet")), found.incomplete, {"record": INCOMPLETE}),
    ]
    return [
        {"said": said, "n": words.number(n), "url": _address(visit, {**filters.asked, **more}) if more and n else None}
        for said, n, more in counts
        if n or "record" not in more
    ]


def _address(visit: Visit, asked: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return below(visit, f"?{query}" if query else "")


def _line(visit: Visit, row: Row, asked: frozenset[str]) -> Shown:
    words = visit.words
    return {
        "url": below(visit, f"/{row['id']}"),
        "number": row["number"],
        "name": called(row, words),
        "anonymous": bool(row["forgotten_at"]),
        "sex": words.say(SEXES[row["sex"]]) if row["sex"] else "",
        "age": "" if row["age"] is None else words.number(row["age"]),
        "activity": row["activity_number"] or "",
        "activity_title": Text(row["activity_bg"], row["activity_en"]),
        "partner": Text(row["partner_bg"], row["partner_en"]),
        "joined": words.day(row["joined_on"]) if row["joined_on"] else "",
        "left": words.day(row["left_on"]) if row["left_on"] else "",
        **_state(row, asked, words),
    }


def _state(row: Row, asked: frozenset[str], words: Wording) -> Shown:
    """Whether the funder's sheet can be told of this person, and what it lacks, at most three things by name."""
    if row["forgotten_at"]:
        return {"state": "", "tone": "quiet", "lacks": ""}
    if row["complete"]:
        return {"state": words.say(N_("complete")), "tone": "good", "lacks": ""}
    missing = lacking_of(row, asked, words)
    named = "; ".join(missing[:3])
    more = words.say(N_("{named} and {n} more"), named=named, n=len(missing) - 3) if len(missing) > 3 else named
    return {"state": words.count("{n} missing", "{n} missing", len(missing)), "tone": "wait", "lacks": more}


def lacking_of(row: Row, asked: frozenset[str], words: Wording) -> list[str]:
    """What the funder's sheet lacks of somebody, in words."""
    edition = edition_of(row)
    found = not_exportable(row, row["special"], has_number=row["has_number"], special_asked=asked)
    return [label_of(name, edition, words.language, words.say) for name in found]


# --- one participant ------------------------------------------------------------------------------------------------


def facts_of(visit: Visit, row: Row, *, special: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    """What is known of somebody, part by part; answers of art. 9 only where they may be seen."""
    edition = edition_of(row)
    parts = [
        (N_("Personal data"), _person(visit, row)),
        (N_("Situation on the day of joining"), _situation(visit, row, edition, special=special)),
        (N_("Taking part"), _taking_part(visit, row, edition)),
        (N_("Leaving"), _leaving(visit, row, edition)),
        (N_("Data protection"), _protection(visit, row)),
    ]
    return [
        (visit.words.say(heading), kept)
        for heading, told in parts
        if (kept := [(label, said) for label, said in told if said])
    ]


def _labelled(visit: Visit, told: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(visit.words.say(LABELS[name]), said) for name, said in told.items()]


def _day(visit: Visit, row: Row, column: str) -> str:
    return visit.words.day(row[column]) if row[column] else ""


def _person(visit: Visit, row: Row) -> list[tuple[str, str]]:
    words = visit.words
    address = place_of(row["settlement"], row["district"], words.say)
    told = {
        "sex": words.say(SEXES[row["sex"]]) if row["sex"] else "",
        "born": _day(visit, row, "born_on"),
        "age": "" if row["age"] is None else words.number(row["age"]),
        "phone": row["phone"],
        "email": row["email"],
    }
    return [*_labelled(visit, told), (words.say(N_("Present address")), address)]


def _situation(visit: Visit, row: Row, edition: Edition, *, special: bool) -> list[tuple[str, str]]:
    words, lang = visit.words, visit.language
    answers = {**row["answers"], **(row["special"] if special else {})}
    status = {
        "labour": said_of(edition.labour, row["labour"], lang),
        "education": said_of(edition.education, row["education"], lang),
    }
    answered = [
        (one.asked.in_(lang), words.say(ANSWERS.get(answers[one.name], str(answers[one.name]))))
        for one in edition.questions
        if answers.get(one.name)
    ]
    more = (words.say(LABELS["other_disadvantage"]), row["other_disadvantage"])
    return [*_labelled(visit, status), *answered, more]


def _taking_part(visit: Visit, row: Row, edition: Edition) -> list[tuple[str, str]]:
    lang = visit.language
    title = Text(row["activity_bg"], row["activity_en"]).in_(lang)
    place = place_of(row["place_settlement"], row["place_district"], visit.words.say)
    told = {
        "joined": _day(visit, row, "joined_on"),
        "activity": " · ".join(part for part in (row["activity_number"], title) if part),
        "activity_kind": said_of(edition.activity_kinds, row["activity_kind"], lang),
        "partner": Text(row["partner_bg"], row["partner_en"]).in_(lang),
    }
    return [*_labelled(visit, told), (visit.words.say(N_("Place of the activity")), place)]


def _leaving(visit: Visit, row: Row, edition: Edition) -> list[tuple[str, str]]:
    lang = visit.language
    told = {
        "left": _day(visit, row, "left_on"),
        "participation": said_of(edition.participation, row["participation"], lang),
        "leaving_reason": said_of(edition.leaving_reasons, row["leaving_reason"], lang),
        "leaving_status": said_of(edition.leaving_statuses, row["leaving_status"], lang),
        "six_months_status": said_of(edition.leaving_statuses, row["six_months_status"], lang),
    }
    return _labelled(visit, told)


def _protection(visit: Visit, row: Row) -> list[tuple[str, str]]:
    words = visit.words
    return [
        (words.say(LABELS["ground"]), words.say(GROUNDS.get(row["ground"], row["ground"]))),
        (words.say(LABELS["declared"]), _day(visit, row, "declared_on")),
        (words.say(LABELS["keep_until"]), _day(visit, row, "keep_until_on")),
        (words.say(N_("Asked to be forgotten on")), _day(visit, row, "forget_asked_on")),
    ]


def hold_said(hold: Hold, words: Wording) -> str:
    """Why the name stays for now, and until when; empty where nothing holds."""
    if not hold.holds:
        return ""
    kind = words.say(KEEPING_KINDS[hold.kind]) if hold.kind else ""
    return words.say(HELD[hold.by], day=hold.until or "", kind=kind)


def deeds_said(visit: Visit, found: Sequence[Row]) -> list[Shown]:
    """What was done with the record, newest first."""
    words = visit.words
    return [
        {
            "when": words.moment(one["at"], visit.zone),
            "who": one["person_name"]
            if one["person_name"] not in {"clock", "operator"}
            else words.say(N_("The tracker itself")),
            "said": words.say(DEEDS[one["deed"]]) if one["deed"] in DEEDS else one["deed"],
            "reason": one["reason"],
        }
        for one in found
    ]
