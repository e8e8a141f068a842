"""What published project pages look like: reading the amounts they print, and recognising their oddities.

Everything here only recognises; nothing is corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from grants.values.identifiers import begins_with_number
from grants.values.money import toward_zero
from grants.values.reading import month_names

_NO_BREAK: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_NUMBER: Final = re.compile(rf"[0-9](?:[0-9 .,{_NO_BREAK}]*[0-9])?")
_SPACED: Final = re.compile(rf"[0-9]{{1,3}}(?:[ {_NO_BREAK}][0-9]{{3}})*(?:,[0-9]{{2}})?")
_PLAIN: Final = re.compile(r"[0-9]+(?:[.,][0-9]{1,2})?")


# --- amounts ------------------------------------------------------------------------------------------------------


def _cents_of(number: str) -> int | None:
    if not (_SPACED.fullmatch(number) or _PLAIN.fullmatch(number)):
        return None
    return int(Decimal(re.sub(rf"[ {_NO_BREAK}]", "", number).replace(",", ".")) * 100)


def amount_grouping_broken(wording: str) -> bool:
    """Whether a number in the wording is grouped in a way that leaves its value open, as "17 5332" is."""
    return any(_cents_of(number) is None for number in _NUMBER.findall(wording))


def amount_candidates(number_text: str) -> tuple[int, ...]:
    """The cents a published number may mean, the most plausible first; of a well-formed number, the one it means.

    Seed 001: "17 5332" may be 175 332 (a misplaced space), 17 532 or 17 533 (a digit too many), or 17 533.2.
    """
    number = number_text.translate(dict.fromkeys(map(ord, _NO_BREAK), " ")).strip()
    certain = _cents_of(number)
    if certain is not None:
        return (certain,)
    if not _NUMBER.fullmatch(number):
        return ()
    readings = _separated(number) if re.search(r"[.,]", number) else _misgrouped(number)
    return tuple(dict.fromkeys(int(toward_zero(Decimal(reading) * 100, 0)) for reading in readings))


def _separated(number: str) -> Iterator[str]:
    """The last separator before decimals unless three digits follow; else first as one between thousands."""
    whole, _, last = re.sub(" ", "", number).replace(",", ".").rpartition(".")
    digits = whole.replace(".", "")
    if len(last) == 3:
        yield digits + last
    yield f"{digits}.{last}"


def _misgrouped(number: str) -> Iterator[str]:
    groups = number.split(" ")
    yield "".join(groups)
    *before, last = groups
    if len(last) != 4 or not before or not all(len(group) <= 3 for group in before):
        return
    for at in range(1, 4):  # a digit struck twice is the likeliest one too many, then the last one
        if last[at] == last[at - 1]:
            yield "".join(before) + last[:at] + last[at + 1 :]
    yield "".join(before) + last[:3]
    yield "".join(before) + f"{last[:3]}.{last[3]}"


# --- ways of writing ----------------------------------------------------------------------------------------------

_QUOTE_MARKS: Final = frozenset('„“”"«»')
_QUOTE_STYLES: Final = (frozenset("„“"), frozenset("“”"), frozenset('"'), frozenset("«»"))
_DATE_STYLES: Final = (
    re.compile(r"\b[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2,4}(?![0-9])"),
    re.compile(r"\b[0-9]{1,2}/(?:[0-9]{1,2}/)?[0-9]{4}\b"),
    re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b"),
)
_MONTH_WORD: Final = re.compile(r"(?:\b[0-9]{1,2}\s+)?\b([^\W\d_]+)\s+[0-9]{4}\b")
_GLUED_YEAR_MARK: Final = re.compile(r"[0-9]г\.?(?!\w)")
_YEARS_AT_END: Final = re.compile(r"\(?\b([12][0-9]{3})(?:\s*[-–—/]\s*([12][0-9]{3}))?\s*(?:г\.?)?\)?\s*[\"“”»]?$")
_LONG_WORD: Final = 4


def mixed_quotes(text: str) -> bool:
    """Whether quotation marks of more than one style stand in the text, as in „ФАЗА 2"."""
    used = _QUOTE_MARKS.intersection(text)
    return bool(used) and not any(used <= style for style in _QUOTE_STYLES)


def mixed_date_styles(text: str) -> bool:
    """Whether dates are written in more than one way, as in "1 юни 2013 г. до 30.11.2014 г."."""
    in_words = any(word.casefold() in month_names() for word in _MONTH_WORD.findall(text))
    return in_words + sum(bool(style.search(text)) for style in _DATE_STYLES) > 1


def date_without_space(text: str) -> bool:
    """Whether the mark of the year is glued to its figure, as in "04.10.2011г."."""
    return bool(_GLUED_YEAR_MARK.search(text))


def all_caps_name(text: str) -> bool:
    """Whether a name of two or more long words is in capitals alone; an abbreviation is not."""
    if any(character.islower() for character in text):
        return False
    return len([word for word in re.findall(r"[^\W\d_]+", text) if len(word) >= _LONG_WORD]) > 1


def has_no_break_space(text: str) -> bool:
    """Whether the text holds spaces that look like others and are not."""
    return any(space in text for space in _NO_BREAK)


def title_years(text: str) -> tuple[int, ...]:
    """The years a title ends with, as in "Социално договаряне (2004-2006)"; none for most titles."""
    found = _YEARS_AT_END.search(text.strip())
    return tuple(int(year) for year in found.groups() if year) if found else ()


def title_starts_with_number(text: str) -> bool:
    """Whether a project number stands before the title, as in "Проект №: BG05M9OP001-4.001 -0080- C01 - „…“"."""
    return begins_with_number(text)
