"""Numbers that name things: projects and contracts in ИСУН's four numberings, organisations, accounts, people;
and the folded form under which any spelling of them is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from stdnum import iban
from stdnum.bg import egn, pnf
from stdnum.eu import vat
from stdnum.exceptions import ValidationError

from grants.values.language import N_

LOOK_ALIKES: Final = dict(zip("АВЕКМНОРСТУХ", "ABEKMHOPCTYX", strict=True))
"""Cyrillic capitals that look like Latin ones."""

_UPPER: Final = str.maketrans(LOOK_ALIKES)
_FOLDED: Final = str.maketrans({cyrillic.lower(): latin.lower() for cyrillic, latin in LOOK_ALIKES.items()})
_DASHES: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
_QUOTES: Final = dict.fromkeys(map(ord, "\"'„“”«»‚‘’‹›"), None)
_FOLDING: Final = {**_INVISIBLE, **_FOLDED, **_DASHES, **_QUOTES}

Kind = Literal["programme", "procedure", "project", "contract"]
Period = Literal["2007-2013", "2014-2020", "2021-2027", "RRP"]


# --- project numbers ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberAnatomy:
    """What a number of ИСУН says; parts below its kind are empty."""

    period: Period
    kind: Kind
    programme: str
    axis: str = ""
    area: str = ""
    scheme: str = ""
    project: str = ""
    version: str = ""

    @property
    def procedure(self) -> str:
        """The number of the procedure, "BG051PO001-7.0.07"; empty for a programme."""
        levels = ".".join(level for level in (self.axis, self.area, self.scheme) if level)
        return f"{self.programme}-{levels}" if levels else ""

    @property
    def project_number(self) -> str:
        """The number of the project without its contract version; empty above a project."""
        return f"{self.procedure}-{self.project}" if self.project else ""

    @property
    def number(self) -> str:
        """The whole number, normalised."""
        whole = self.project_number or self.procedure or self.programme
        return f"{whole}-{self.version}" if self.version else whole


_CALL: Final = r"(?:-(?P<axis>\d{1,2})\.(?P<scheme>\d{3})(?:-(?P<project>\d{4})(?:-(?P<version>C\d{2}))?)?)?"
_SHAPES: Final[tuple[tuple[Period, re.Pattern[str]], ...]] = (
    (
        "2007-2013",
        re.compile(
            r"(?P<programme>BG(?:051|161)PO\d{3})"
            r"(?:-(?P<axis>\d)\.(?P<area>\d)\.(?P<scheme>\d{2})(?:-(?P<project>\d{4})(?:-(?P<version>C\d{4}))?)?)?",
            re.ASCII,
        ),
    ),
    (
        "2014-2020",
        re.compile(
            r"(?P<programme>BG(?:05|06|14|16|65)(?:M\dOP|SFOP|RFOP|RFSM|MFOP|FMOP|RDNP|AMNP|ISNP)\d{3})" + _CALL,
            re.ASCII,
        ),
    ),
    (
        "2021-2027",
        re.compile(
            r"(?P<programme>BG(?:05|14|16|65)(?:SFPR|FFPR|RFPR|RFTA|JTPR|MFPR|AMPR|ISPR|BVPR)\d{3})" + _CALL,
            re.ASCII,
        ),
    ),
    (
        "RRP",
        re.compile(
            r"(?P<programme>BG-RRP)"
            r"-(?P<axis>\d{1,2})\.(?P<scheme>\d{3})(?:-(?P<project>\d{4})(?:-(?P<version>C\d{2}))?)?",
            re.ASCII,
        ),
    ),
)


def normalise_number(text: str) -> str:
    """A number in its one spelling: capitals, Latin letters for look-alikes, plain dashes, no spaces and no "№"."""
    number = unicodedata.normalize("NFKC", text.replace("№", "")).upper()
    return "".join(number.translate(_INVISIBLE).translate(_UPPER).translate(_DASHES).split())


def anatomy(text: str) -> NumberAnatomy | None:
    """What the number says, however it is spelt; None when it follows none of the four numberings."""
    number = normalise_number(text)
    for period, shape in _SHAPES:
        if found := shape.fullmatch(number):
            parts = {name: part or "" for name, part in found.groupdict().items()}
            return NumberAnatomy(period=period, kind=_kind(parts), **parts)
    return None


def _kind(parts: dict[str, str]) -> Kind:
    if parts["version"]:
        return "contract"
    if parts["project"]:
        return "project"
    return "procedure" if parts["scheme"] else "programme"


def project_code(numbers: Iterable[str]) -> str | None:
    """The code a project takes from its numbers: the first contract number, else the first project number.

    None when no number follows one of the four numberings; a person then types a code.
    """
    known = [found for number in numbers if (found := anatomy(number))]
    for kind in ("contract", "project"):
        for found in known:
            if found.kind == kind:
                return found.number
    return None


def homoglyphs(text: str) -> tuple[tuple[int, str, str], ...]:
    """Cyrillic look-alikes inside an otherwise Latin number: place in the text, the letter, the Latin one it mimics.

    Cyrillic words around the number do not count, nor does a number with letters that only Cyrillic has.
    """
    if not re.search(r"[A-Za-z]", text):
        return ()
    return tuple(
        (word.start() + at, letter, LOOK_ALIKES[letter])
        for word in re.finditer(r"\S+", text)
        if _is_latin_number(word[0])
        for at, letter in enumerate(word[0])
        if letter in LOOK_ALIKES
    )


def _is_latin_number(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha() and not letter.isascii()]
    return any(digit.isdecimal() for digit in word) and all(letter in LOOK_ALIKES for letter in letters)


def spaced(text: str) -> bool:
    """Whether a number of one of the four numberings was written with spaces inside."""
    return bool(re.search(r"\s", text.replace("№", " ").strip())) and anatomy(text) is not None


def begins_with_number(text: str) -> bool:
    """Whether a number of one of the four numberings stands before the words, perhaps after "Проект №"."""
    start = re.match(r"\s*(?:проект|project)?\s*(?:№|no\.?|n°|#)?\s*:?\s*", text, re.IGNORECASE)
    number = normalise_number(text[start.end() if start else 0 :])
    return any(found.end() > 0 for _, shape in _SHAPES if (found := shape.match(number)))


# --- search -------------------------------------------------------------------------------------------------------


def search_form(text: str) -> str:
    """The folded form under which a text is found: small letters, one form for look-alike letters of the two
    alphabets, one dash, no quotation marks, single spaces.
    """
    folded = unicodedata.normalize("NFKC", text.replace("№", " ")).casefold()
    return " ".join(folded.translate(_FOLDING).split())


def number_search_form(text: str) -> str:
    """The folded form of a number: as any text's, without spaces and dashes."""
    return re.sub(r"[\s-]", "", search_form(text))


# --- organisations, accounts, people ------------------------------------------------------------------------------

EIK_NOT_DIGITS: Final = N_("An EIK consists of 9 or 13 digits.")
EIK_WRONG_CHECK: Final = N_(
    "The last digit of this EIK does not agree with the others; please compare it with the register."
)
EIK_WRONG_BRANCH: Final = N_(
    "The last digit of this branch number does not agree with the others; please compare it with the register."
)


def _check_digit(digits: list[int], first: tuple[int, ...], second: tuple[int, ...]) -> int:
    for weights in (first, second):
        rest = sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
        if rest < 10:
            return rest
    return 0


def eik_objection(text: str) -> str | None:
    """Why this is no EIK (9 digits) or branch number (13), as a sentence to be said; None when it is one."""
    number = "".join(text.split())
    if not re.fullmatch(r"[0-9]{9}(?:[0-9]{4})?", number):
        return EIK_NOT_DIGITS
    digits = [int(digit) for digit in number]
    if _check_digit(digits[:8], (1, 2, 3, 4, 5, 6, 7, 8), (3, 4, 5, 6, 7, 8, 9, 10)) != digits[8]:
        return EIK_WRONG_CHECK
    if len(digits) == 13 and _check_digit(digits[8:12], (2, 7, 3, 5), (4, 9, 5, 7)) != digits[12]:
        return EIK_WRONG_BRANCH
    return None


def vat_valid(text: str) -> bool:
    """Whether this is a well-formed VAT number of a member state, with its country letters."""
    return bool(vat.is_valid(text))


def iban_valid(text: str) -> bool:
    """Whether this is a well-formed account number with right check digits, of any country that has them."""
    return bool(iban.is_valid(text))


def looks_like_personal_number(text: str) -> bool:
    """Whether a ten-digit number in the text is a valid personal number (ЕГН), which does not belong in free text."""
    return any(egn.is_valid(found) for found in re.findall(r"(?<![0-9])[0-9]{10}(?![0-9])", text))


def egn_born(number: str) -> date | None:
    """The day of birth that the first six of ten digits tell; None where they are no day."""
    try:
        born: date = egn.get_birth_date(number)
    except ValidationError:
        return None
    return born


def egn_check_digit(number: str) -> str:
    """The tenth digit that belongs to the first nine: weights 2,4,8,5,10,9,7,3,6, the sum modulo 11, where 10 is 0."""
    return str(egn.calc_check_digit(number[:9]))


def is_foreigners_number(number: str) -> bool:
    """Whether this is a valid personal number of a foreigner (ЛНЧ)."""
    return bool(pnf.is_valid(number))
