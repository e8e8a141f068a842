"""What can't be true of a participant, what follows from what was told, and what the funder's sheet still lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final

from grants.errors import Objection
from grants.participants.editions import EDITIONS, ESF_2014, Edition
from grants.participants.places import DISTRICTS, districts_of, in_district
from grants.participants.rules import Answer, Sex
from grants.personal.rules import IdentifierKind, full_years, is_male, number_objection, plain_number
from grants.values.identifiers import egn_born, looks_like_personal_number, search_form
from grants.values.language import N_

Values = Mapping[str, Any]

OLDEST: Final = 120  # years

FIRST_NAME = N_("Please write the first name.")
FAMILY_NAME = N_("Please write the family name. A person who has only one name gets “-” here.")
JOINED_WHEN = N_("Please write the day on which the person joined.")
SEX_UNKNOWN = N_("Please say whether this is a woman or a man, or enter the personal number.")
AGE_UNKNOWN = N_("Please write the day of birth, the age at joining or the personal number.")
OTHER_BIRTH = N_("The personal number says another day of birth. One of the two is mistyped.")
OTHER_SEX = N_("The personal number is that of a person of the other sex. One of the two is mistyped.")
OTHER_AGE = N_("On the day of joining the person was {age}. Leave the age empty: it is counted.")
BORN_AFTER_JOINING = N_("This day of birth is after the day of joining, {day}.")
TOO_OLD = N_("That would make the person {age} years old. Look at the year again.")
LEFT_BEFORE_JOINING = N_("This day is before the day of joining, {day}.")
NOT_YET = N_("This day is still to come.")
NO_SUCH_DISTRICT = N_("There is no district “{district}”. Choose one of the list.")
WHICH_DISTRICT = N_("Please choose the district in which “{settlement}” lies.")
NOT_IN_DISTRICT = N_("There is no “{settlement}” in the district {district}.")
IN_DISTRICT = N_("There is no “{settlement}” in the district {district}; there is one in the district {other}.")
NOT_IN_LIST = N_("This is not in the list of the edition {edition}.")
NUMBER_IN_TEXT = N_("A personal number does not belong here; it has a field of its own, where it is kept sealed.")

_LISTS: Final = (
    ("labour", "labour"),
    ("education", "education"),
    ("participation", "participation"),
    ("leaving_reason", "leaving_reasons"),
    ("leaving_status", "leaving_statuses"),
    ("six_months_status", "leaving_statuses"),
)
_NAMES: Final = ("first_name", "middle_name", "family_name")
# What the sheet asks of everybody, and is not needed to keep a participant.
ASKED_BY_THE_SHEET: Final = (
    "labour",
    "education",
    "district",
    "settlement",
    "activity_kind",  # or an activity of the project, whose title is written
    "place_district",
    "place_settlement",
)


def edition_of(values: Values) -> Edition:
    """The edition under which a participant is kept."""
    return EDITIONS.get(values.get("edition") or ESF_2014.code, ESF_2014)


def completed(values: Values, number: str = "", kind: IdentifierKind = IdentifierKind.EGN) -> dict[str, Any]:
    """The values with what follows: the day of birth and the sex from a valid ЕГН, the age at joining from that day.

    What contradicts the number stays as it was told; `objections` says so.
    """
    known = dict(values)
    egn = plain_number(number)
    if egn and kind is IdentifierKind.EGN and number_objection(egn, kind) is None:
        known["born_on"] = known.get("born_on") or egn_born(egn)
        known["sex"] = known.get("sex") or (Sex.MAN if is_male(egn) else Sex.WOMAN)
    born, joined = known.get("born_on"), known.get("joined_on")
    if born and joined and born <= joined:
        known["age"] = full_years(born, joined)
    return known


def same_person_text(values: Values) -> str:
    """By what a person is found twice without a number: the names, however spelt, and the day of birth; else empty."""
    names = search_form(" ".join(str(values.get(name) or "") for name in ("first_name", "family_name")))
    born = values.get("born_on")
    return f"{names} {born.isoformat()}" if names and born else ""


def objections(
    values: Values,
    personal_number: str,
    today: date,
    *,
    kind: IdentifierKind = IdentifierKind.EGN,
    has_number: bool = False,
) -> list[Objection]:
    """Everything that can't be true, or without which nobody can be kept; `place` is the name of the field.

    `has_number`: one is kept already, so that sex and age are known. The form and the funder's sheet ask the same.
    """
    told: list[Objection] = []
    if personal_number:
        told += _against_number(values, personal_number, kind)
    known = completed(values, personal_number, kind)
    told += _lacking(known, knows_itself=bool(personal_number) or has_number)
    told += _against_names(known)
    told += _against_days(values, known, today)
    told += _against_lists(known)
    told += _against_place(known, "district", "settlement")
    told += _against_place(known, "place_district", "place_settlement")
    return told


def _against_number(values: Values, number: str, kind: IdentifierKind) -> Iterator[Objection]:
    if wrong := number_objection(number, kind):
        yield wrong
        return
    if kind is not IdentifierKind.EGN:
        return
    egn = plain_number(number)
    if values.get("born_on") and values["born_on"] != egn_born(egn):
        yield Objection(OTHER_BIRTH, place="born")
    if values.get("sex") and (values["sex"] == Sex.MAN) != is_male(egn):
        yield Objection(OTHER_SEX, place="sex")


def _lacking(known: Values, *, knows_itself: bool) -> Iterator[Objection]:
    """What nobody can be kept without; a wrong number that is to be corrected will tell sex and age itself."""
    if not known.get("first_name"):
        yield Objection(FIRST_NAME, place="first_name")
    if not known.get("family_name"):
        yield Objection(FAMILY_NAME, place="family_name")
    if not known.get("joined_on"):
        yield Objection(JOINED_WHEN, place="joined")
    if not known.get("sex") and not knows_itself:
        yield Objection(SEX_UNKNOWN, place="sex")
    if not known.get("born_on") and known.get("age") is None and not knows_itself:
        yield Objection(AGE_UNKNOWN, place="born")


def _against_names(known: Values) -> Iterator[Objection]:
    for name in (*_NAMES, "other_disadvantage"):
        if looks_like_personal_number(known.get(name) or ""):
            yield Objection(NUMBER_IN_TEXT, place=name)


def _against_days(values: Values, known: Values, today: date) -> Iterator[Objection]:
    born, joined, left = known.get("born_on"), known.get("joined_on"), known.get("left_on")
    if born and joined and born > joined:
        yield Objection(BORN_AFTER_JOINING, {"day": joined}, place="born")
    elif born and joined and full_years(born, joined) > OLDEST:
        yield Objection(TOO_OLD, {"age": full_years(born, joined)}, place="born")
    elif born and joined and values.get("age") not in {None, known["age"]}:
        yield Objection(OTHER_AGE, {"age": known["age"]}, place="age")
    elif not born and (known.get("age") or 0) > OLDEST:
        yield Objection(TOO_OLD, {"age": known["age"]}, place="age")
    if left and joined and left < joined:
        yield Objection(LEFT_BEFORE_JOINING, {"day": joined}, place="left")
    for column in ("born_on", "joined_on", "left_on", "declared_on"):
        if (day := known.get(column)) and day > today:
            yield Objection(NOT_YET, place=column.removesuffix("_on"))


def _against_lists(known: Values) -> Iterator[Objection]:
    edition = edition_of(known)
    for column, of_edition in _LISTS:
        value = known.get(column)
        if value and value not in getattr(edition, of_edition):
            yield Objection(NOT_IN_LIST, {"edition": edition.code}, place=column)
    asked = {one.name for one in edition.questions}
    for name, answer in (known.get("answers") or {}).items():
        if name not in asked or answer not in set(Answer):
            yield Objection(NOT_IN_LIST, {"edition": edition.code}, place=name)


def _against_place(known: Values, district_column: str, settlement_column: str) -> Iterator[Objection]:
    district, settlement = known.get(district_column) or "", known.get(settlement_column) or ""
    if district and district not in DISTRICTS:
        yield Objection(NO_SUCH_DISTRICT, {"district": district}, place=district_column)
    elif settlement and not district:
        yield Objection(WHICH_DISTRICT, {"settlement": settlement}, place=district_column)
    elif settlement and not in_district(settlement, district):
        elsewhere = districts_of(settlement)
        facts = {"settlement": settlement, "district": district}
        if len(elsewhere) == 1:
            yield Objection(IN_DISTRICT, {**facts, "other": elsewhere[0]}, place=settlement_column)
        else:
            yield Objection(NOT_IN_DISTRICT, facts, place=settlement_column)


def not_exportable(
    values: Values,
    special: Mapping[str, str],
    *,
    has_number: bool,
    special_asked: Collection[str] = (),
) -> list[str]:
    """The names of what the funder's sheet asks and a participant who can be kept does not tell, in the sheet's order.

    `special_asked` are the questions of art. 9 that the project asks at all. A refused answer is one, and so is having no
    middle name: the sheet says how each is written.
    """
    answers = {**(values.get("answers") or {}), **special}
    lacking = [] if has_number else ["personal_number"]
    lacking += [column for column in ("sex", "age") if values.get(column) is None]
    told = {**values, "activity_kind": values.get("activity_kind") or values.get("activity_id")}
    lacking += [column for column in ASKED_BY_THE_SHEET if not told.get(column)]
    lacking += [
        one.name
        for one in edition_of(values).questions
        if (not one.special or one.name in special_asked) and answers.get(one.name) not in set(Answer)
    ]
    return lacking
