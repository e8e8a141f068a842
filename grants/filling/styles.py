"""Which formats of a workbook show a day, and which per cent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from grants.values.reading import whole_number

# ECMA-376, part 1, 18.8.30: numbers of the formats that every spreadsheet knows.
_DAYS: Final = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
_SHARES: Final = frozenset({9, 10})
_NOT_SHOWN: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of cells by their number in the workbook; `since_1904` where its days are counted from that year."""

    days: frozenset[str] = frozenset()
    shares: frozenset[str] = frozenset()
    since_1904: bool = False

    def is_day(self, style: str) -> bool:
        """Whether a cell of this format shows its number as a day."""
        return (style or "0") in self.days

    def is_share(self, style: str) -> bool:
        """Whether a cell of this format shows its number as per cent."""
        return (style or "0") in self.shares


def styles_of(root: ET.Element | None, *, since_1904: bool) -> Styles:
    """The formats that a workbook's part of styles declares."""
    if root is None:
        return Styles(since_1904=since_1904)
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iter() if _local(one) == "numFmt"}
    used = next((list(part) for part in root if _local(part) == "cellXfs"), [])
    numbers = {str(at): one.get("numFmtId", "0") for at, one in enumerate(used)}
    return Styles(
        frozenset(style for style, number in numbers.items() if _shows_day(number, codes.get(number))),
        frozenset(style for style, number in numbers.items() if _shows_share(number, codes.get(number))),
        since_1904,
    )


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _shows_day(number: str, code: str | None) -> bool:
    if code is None:
        return whole_number(number) in _DAYS
    shown = _NOT_SHOWN.sub("", code.partition(";")[0]).casefold()
    return "y" in shown or "d" in shown or ("m" in shown and not {"h", "s"} & set(shown))


def _shows_share(number: str, code: str | None) -> bool:
    if code is None:
        return whole_number(number) in _SHARES
    return "%" in _NOT_SHOWN.sub("", code.partition(";")[0])
