"""An importer of ИСУН's inventory of documents, written after what the ministry's own does, straight from the file's XML.

It shares no code and no list with what writes the file.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"


class Refusal(Exception):
    """The whole import stops with its first message."""


@dataclass(frozen=True)
class Imported:
    kind: str | None
    description: str
    number: str
    issued: date | None
    paid: date | None


def parts(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile:
        raise Refusal("Невалиден файл") from None


def sheet_paths(found: dict[str, bytes]) -> list[tuple[str, str, str]]:
    """Name, state and path of each sheet, by position."""
    targets = {one.get("Id"): one.get("Target", "") for one in ET.fromstring(found["xl/_rels/workbook.xml.rels"])}
    sheets = ET.fromstring(found["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    return [
        (
            one.get("name", ""),
            one.get("state", "visible"),
            "xl/" + targets[one.get(f"{RELATED}id")].removeprefix("/xl/"),
        )
        for one in sheets
    ]


def shared_strings(found: dict[str, bytes]) -> list[str]:
    # Rich text comes back empty; without the part the ministry's reader fails.
    if "xl/sharedStrings.xml" not in found:
        raise Refusal("Няма общи низове")
    items = ET.fromstring(found["xl/sharedStrings.xml"]).iter(f"{MAIN}si")
    return [one.findtext(f"{MAIN}t", "") for one in items]


def column_of(reference: str) -> int:
    letters = re.match(r"[A-Z]+", reference)
    assert letters
    index = 0
    for letter in letters.group():
        index = index * 26 + ord(letter) - 64
    return index


def rows_of(found: dict[str, bytes], path: str) -> list[tuple[int, dict[int, tuple[str, bool]]]]:
    """The used rows: their number, and by column the text and whether it is a number."""
    strings = shared_strings(found)
    rows = []
    for row in ET.fromstring(found[path]).iter(f"{MAIN}row"):
        cells = {}
        for cell in row.iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v")
            if cell.get("t") == "inlineStr":
                value = cell.findtext(f"{MAIN}is/{MAIN}t")
            if value is None:
                continue
            text = strings[int(value)] if cell.get("t") == "s" else value
            cells[column_of(cell.get("r", ""))] = (text, cell.get("t") in {None, "n"})
        rows.append((int(row.get("r", "0")), cells))
    while rows and not rows[0][1]:
        rows.pop(0)
    return rows


def types_in(content: bytes) -> list[str]:
    """The types a workbook offers on its sheet of lists."""
    found = parts(content)
    path = next(path for name, _state, path in sheet_paths(found) if name == "lists")
    return [cells[1][0] for _number, cells in rows_of(found, path) if 1 in cells]


def import_documents(content: bytes, types: list[str]) -> list[Imported]:
    """The documents of the first sheet by position; anything wrong stops everything."""
    found = parts(content)
    if "xl/workbook.xml" not in found:
        raise Refusal("Невалиден файл")
    rows = rows_of(found, sheet_paths(found)[0][2])
    if not rows:
        return []
    left = min(rows[0][1])
    known = {_squeezed(one): one for one in types}
    documents = []
    for number, cells in rows[1:]:
        texts = [cells.get(left + at, ("", False)) for at in range(5)]
        if not any(text.strip() for text, _ in texts):
            continue
        kind = texts[0][0]
        if kind.strip() and _squeezed(kind) not in known:
            raise Refusal(f'Невалидна стойност в полето "Вид" на ред {number}.')
        documents.append(
            Imported(
                known[_squeezed(kind)] if kind.strip() else None,
                texts[1][0],
                texts[2][0],
                read_day(texts[3], "Дата", number),
                read_day(texts[4], "Дата на извършване на плащането", number),
            )
        )
    return documents


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


# The forms of a day that the ministry's machine reads by its Bulgarian settings; a serial number as text is none of them.
_DAYS = (
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})(?: г\.)?(?: \d{1,2}:\d\d(?::\d\d)?)?"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
)


def read_day(cell: tuple[str, bool], field: str, row: int) -> date | None:
    text, is_number = cell
    if not text.strip():
        return None
    if is_number:
        return date(1899, 12, 30) + timedelta(days=int(float(text)))
    read = next((found for form in _DAYS if (found := form.fullmatch(text.strip()))), None)
    try:
        assert read
        return date(int(read["y"]), int(read["m"]), int(read["d"]))
    except (AssertionError, ValueError):
        raise Refusal(f'Невалидна стойност в полето "{field}" на ред {row}.') from None
