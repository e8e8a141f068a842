"""What a personal number says of its bearer, and whether it is one at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from grants.errors import Objection
from grants.values.identifiers import egn_born, egn_check_digit, is_foreigners_number
from grants.values.language import N_

# None of them repeats the number: what was mistyped is nearly somebody's number too.
NOT_TEN_DIGITS = N_("A personal number (ЕГН) has ten digits. Look at the identity document again.")
NO_SUCH_DAY = N_(
    "This is no personal number (ЕГН): its first six digits are not a day. Look at the identity document again."
)
CHECK_DIGIT = N_(
    "This is no personal number (ЕГН): its last digit does not fit the others. Look at the identity document again."
)
WRONG_FOREIGN = N_("This is not a valid personal number of a foreigner. Look at the document again.")


class IdentifierKind(StrEnum):
    """By what a person is known to the state; ИСУН's own two."""

    EGN = "egn"
    FOREIGN = "foreign"


IDENTIFIER_KINDS: Mapping[str, str] = {
    IdentifierKind.EGN: N_("personal number (ЕГН)"),
    IdentifierKind.FOREIGN: N_("foreigner’s number"),
}


class Bearer(StrEnum):
    """Whose number it is."""

    PARTICIPANT = "participant"
    MEMBER = "team_member"


def plain_number(typed: str) -> str:
    """The number without spaces."""
    return "".join(typed.split())


def egn_objection(typed: str, place: str = "personal_number") -> Objection | None:
    """Why this is no ЕГН, or None. The digit is that of the ordinance: weights 2,4,8,5,10,9,7,3,6, mod 11, 10 is 0."""
    number = plain_number(typed)
    if not (len(number) == 10 and number.isascii() and number.isdigit()):
        return Objection(NOT_TEN_DIGITS, place=place)
    if egn_born(number) is None:
        return Objection(NO_SUCH_DAY, place=place)
    if egn_check_digit(number) != number[-1]:
        return Objection(CHECK_DIGIT, place=place)
    return None


def number_objection(typed: str, kind: IdentifierKind, place: str = "personal_number") -> Objection | None:
    """Why this is no number of that kind, or None."""
    if kind is IdentifierKind.EGN:
        return egn_objection(typed, place)
    return None if is_foreigners_number(plain_number(typed)) else Objection(WRONG_FOREIGN, place=place)


def is_male(number: str) -> bool:
    """Whether a valid ЕГН is a man's: its ninth digit is even."""
    return int(number[8]) % 2 == 0


def full_years(born: date, on: date) -> int:
    """How old somebody is on a day, in full years; one born on 29 February is a year older from 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
