"""What is typed of a participant, for each edition of the micro-data and each language of its lists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from grants.participants.editions import EDITIONS, ESF_2014, Edition
from grants.participants.rules import ANSWERS, GROUNDS, SEXES, Ground
from grants.personal.rules import IDENTIFIER_KINDS
from grants.values.language import N_, Language, Text
from grants.values.records import Field, Kind, Record

# Labels of what the register and the funder's sheet name alike.
LABELS: Final[Mapping[str, str]] = {
    "first_name": N_("First name"),
    "middle_name": N_("Middle name"),
    "family_name": N_("Family name"),
    "personal_number": N_("Personal number"),
    "sex": N_("Sex"),
    "born": N_("Born on"),
    "age": N_("Age at joining"),
    "labour": N_("Status on the labour market"),
    "education": N_("Education attained"),
    "district": N_("District"),
    "settlement": N_("Settlement"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "other_disadvantage": N_("Other disadvantage"),
    "joined": N_("Joined on"),
    "partner": N_("Partner"),
    "activity": N_("Activity of the project"),
    "activity_kind": N_("Kind of activity"),
    "place_district": N_("District of the activity"),
    "place_settlement": N_("Settlement of the activity"),
    "ground": N_("Ground for processing"),
    "declared": N_("Declaration signed on"),
    "keep_until": N_("Known by name until"),
    "left": N_("Left on"),
    "participation": N_("Participation"),
    "leaving_reason": N_("Reason for leaving early"),
    "leaving_status": N_("Status on leaving"),
    "six_months_status": N_("Status six months later"),
}
# What the history tells of a participant, with its days and the names of what changed.
PARTICIPANT_TOLD: Final = (
    Field("joined", Kind.DAY, LABELS["joined"]),
    Field("left", Kind.DAY, LABELS["left"]),
    Field("changed", Kind.LINE, N_("Changed")),
)
CHANGED_CALLED: Final[Mapping[str, str]] = {
    **LABELS,
    "born_on": LABELS["born"],
    "answers": N_("Answers to the questions"),
    "special": N_("Answers under article 9"),
}
# Columns of people alone: the history tells only that they changed.
PERSONAL: Final = frozenset(
    {"first_name", "middle_name", "family_name", "born_on", "age", "sex", "phone", "email", "district", "settlement"}
    | {"labour", "education", "answers", "other_disadvantage", "leaving_reason", "leaving_status", "six_months_status"}
)


_SAY_THEMSELVES: Final = frozenset({"София", "София-област"})  # districts whose names need no word beside them


@cache
def participant_record(language: Language, edition: str, asked: frozenset[str]) -> Record:
    """The record of an edition with its lists in a language; of art. 9 only the questions that are `asked`."""
    lists = EDITIONS.get(edition, ESF_2014)
    return Record(
        "participant",
        N_("Participant"),
        N_("Participants"),
        (
            _line("first_name"),
            _line("middle_name"),
            _line("family_name"),
            _field("sex", Kind.CHOICE, choices=SEXES),
            _field("born", Kind.DAY),
            _field("age", Kind.WHOLE),
            _listed("labour", lists.labour, language),
            _listed("education", lists.education, language),
            _line("district", 60),
            _line("settlement", 120),
            _line("phone"),
            _field("email", Kind.EMAIL, maximum=200),
            *_questions(lists, language, asked),
            _line("other_disadvantage"),
            _field("joined", Kind.DAY),
            _field("partner", Kind.REFERENCE, refers_to="partner"),
            _field("activity", Kind.REFERENCE, refers_to="activity"),
            _line("activity_kind"),
            _line("place_district", 60),
            _line("place_settlement", 120),
            _field("ground", Kind.CHOICE, choices=GROUNDS, default=str(Ground.LEGAL_OBLIGATION)),
            _field("declared", Kind.DAY),
            _field("left", Kind.DAY),
            _listed("participation", lists.participation, language),
            _listed("leaving_reason", lists.leaving_reasons, language),
            _listed("leaving_status", lists.leaving_statuses, language),
            _listed("six_months_status", lists.leaving_statuses, language),
            _field("keep_until", Kind.DAY),
            Field("number_kind", Kind.CHOICE, N_("Kind of number"), choices=IDENTIFIER_KINDS, default="egn"),
        ),
        title="family_name",
        new=N_("Add a participant"),
        tab="participants",
    )


def _field(name: str, kind: Kind, **more: Any) -> Field:
    return Field(name, kind, LABELS[name], **more)


def _line(name: str, maximum: int = 200) -> Field:
    return _field(name, Kind.LINE, maximum=maximum)


def _listed(name: str, choices: Mapping[str, Text], language: Language) -> Field:
    return _field(name, Kind.CHOICE, choices={key: said.in_(language) for key, said in choices.items()})


def _questions(edition: Edition, language: Language, asked: frozenset[str]) -> list[Field]:
    return [
        Field(one.name, Kind.CHOICE, one.asked.in_(language), choices=ANSWERS)
        for one in edition.questions
        if not one.special or one.name in asked
    ]


def label_of(name: str, edition: Edition, language: Language, say: Any) -> str:
    """What a field or a question is called."""
    if name in LABELS:
        return str(say(LABELS[name]))
    return edition.question(name).asked.in_(language)


def place_of(settlement: str, district: str, say: Any) -> str:
    """Where somebody lives or something is held: "Русе", "Ветово, област Русе", "област Русе"."""
    if not district or settlement == district:
        return settlement
    itself = district in _SAY_THEMSELVES
    of = district if itself else str(say(N_("district of {district}"), district=district))
    return ", ".join(part for part in (settlement, of) if part)


def activity_kind_key(typed: str, edition: Edition) -> str:
    """The key of a kind of activity written in either language; other words stay as they are."""
    sought = typed.strip().casefold()
    for key, said in edition.activity_kinds.items():
        if sought in {key, said.bg.casefold(), said.en.casefold()}:
            return key
    return typed.strip()


def said_of(choices: Mapping[str, Text], key: str, language: Language) -> str:
    """The words of a key; what is no key of the list, as it stands."""
    return choices[key].in_(language) if key in choices else key
