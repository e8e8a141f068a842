"""An importer of ИСУН's micro-data of ESF participants, written after its specification, straight from the file's XML.

It shares no code and no list with what writes the file: lists and settlements come from the ministry's own workbook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from xml.etree import ElementTree as ET

from tests.reports.isun_importer import MAIN, Refusal, column_of, parts, sheet_paths

WRONG_TEMPLATE = "Избраният файл не отговаря на шаблона за съответния тип микроданни."
REQUIRED = "задължително поле"
WHOLE = "очаквана стойност: цяло число"
LONG = "полето може да съдържа максимум 200 символа"
ELSEWHERE = "избраното населено място не се намира в тази област"

Cells = dict[int, str]


@dataclass(frozen=True)
class Lists:
    """What the ministry's own workbook offers."""

    headings: list[str]
    lists: dict[str, list[str]]
    places: dict[str, set[str]]


@dataclass
class Taken:
    """The rows of a file that was taken whole, by heading, and its warnings."""

    rows: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def table(found: dict[str, bytes], path: str) -> list[Cells]:
    """The rows as the ministry's reader counts them: by element, whatever number they say; text by the shared strings."""
    if "xl/sharedStrings.xml" not in found:
        raise Refusal("Object reference not set to an instance of an object.")
    items = ET.fromstring(found["xl/sharedStrings.xml"]).iter(f"{MAIN}si")
    strings = [one.findtext(f"{MAIN}t") or "" for one in items]  # rich text gives nothing
    rows = []
    for row in ET.fromstring(found[path]).iter(f"{MAIN}row"):
        cells: Cells = {}
        for cell in row.iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v") or ""
            shared = cell.get("t") == "s"
            cells[column_of(cell.get("r", ""))] = strings[int(value)] if shared and value else value
        rows.append(cells)
    return rows


def lists_of(original: bytes) -> Lists:
    found = parts(original)
    paths = {name: path for name, _state, path in sheet_paths(found)}
    lists, places = table(found, paths["lists"]), table(found, paths["nasmest"])

    def column(rows: list[Cells], number: int, first: int, last: int) -> list[str]:
        return [rows[at].get(number, "") for at in range(first - 1, min(last, len(rows)))]

    by_name = {
        "Пол": column(lists, 6, 3, 4),
        "Статут на пазара на труда": column(lists, 8, 3, 10),
        "Степен на завършено образование": column(lists, 9, 3, 7),
        "Статут на участие": column(lists, 29, 3, 7),
        "Причини за отпадане": column(lists, 31, 3, 8),
        "Статут на участника при излизане от операцията": column(lists, 33, 3, 10),
    }
    districts = column(places, 1, 5, 32)
    by_district = {
        name: {one for one in column(places, 2 + at, 2, len(places)) if one not in {"", "-"}}
        for at, name in enumerate(districts)
    }
    headings = table(found, paths["tablica"])[1]
    return Lists([headings.get(at, "") for at in range(1, 36)], by_name, by_district)


def import_participants(content: bytes, known: Lists) -> Taken:
    """The participants of the first sheet; a heading that is another stops at once, anything else is collected."""
    found = parts(content)
    if "xl/workbook.xml" not in found:
        raise Refusal("Невалиден файл")
    rows = table(found, sheet_paths(found)[0][2])
    check_headings(rows, known.headings)
    taken, errors = Taken(), list[str]()
    first_with: dict[str, int] = {}
    for number, cells in enumerate(rows[2:], start=3):
        if not any(value.strip() for value in cells.values()):
            break
        if 2 not in cells:
            raise Refusal("Object reference not set to an instance of an object.")
        row = _Row(number, cells, known, errors)
        taken.rows.append(row.read())
        if egn := row.egn:
            if egn in first_with:
                taken.warnings.append(
                    f'Стойността в полето "ЕГН" на ред "{number}" се дублира със стойността на ред "{first_with[egn]}"'
                )
            first_with.setdefault(egn, number)
    if errors:
        raise Refusal("\n".join(errors))
    return taken


def check_headings(rows: list[Cells], headings: list[str]) -> None:
    if len(rows) < 2:
        raise Refusal(WRONG_TEMPLATE)
    for at, heading in enumerate(headings, start=1):
        if at not in rows[1]:
            raise Refusal("Object reference not set to an instance of an object.")
        if rows[1][at].strip().lower() != heading.strip().lower():
            raise Refusal(WRONG_TEMPLATE)


class _Row:
    def __init__(self, number: int, cells: Cells, known: Lists, errors: list[str]) -> None:
        self.number, self.cells, self.known, self.errors = number, cells, known, errors
        self.egn = ""
        self.told: dict[str, str] = {}

    def wrong(self, heading: str, why: str = "") -> None:
        more = f" ({why})" if why else ""
        self.errors.append(f'Невалидна стойност в полето "{heading}" на ред "{self.number}"{more}')

    def text(self, at: int) -> str:
        return self.cells.get(at, "").strip()

    def keep(self, at: int, value: str) -> None:
        heading = self.known.headings[at - 1]
        self.told[heading if heading not in self.told else f"{heading} {at}"] = value

    def free(self, at: int, *, required: bool) -> None:
        heading, value = self.known.headings[at - 1], self.text(at)
        if required and not value:
            self.wrong(heading, REQUIRED)
        elif len(value) > 200:
            self.wrong(heading, LONG)
        self.keep(at, value)

    def listed(self, at: int, *, required: bool) -> None:
        heading, value = self.known.headings[at - 1], self.text(at)
        nothing = value in {"", "-"}
        if nothing and required:
            self.wrong(heading, REQUIRED)
        elif not nothing and value.lower() not in {one.lower() for one in self.known.lists[heading]}:
            self.wrong(heading)
        self.keep(at, "" if nothing else value)

    def yes_no(self, at: int) -> None:
        heading, value = self.known.headings[at - 1], self.cells.get(at, "")
        if value.strip() in {"", "-"}:
            self.wrong(heading, REQUIRED)
        elif value not in {"да", "не"}:
            self.wrong(heading)
        self.keep(at, value)

    def place(self, district_at: int) -> None:
        district = self.text(district_at).removeprefix("Област").strip()
        heading = self.known.headings[district_at - 1]
        if district in {"", "-"}:
            self.wrong(heading, REQUIRED)
        elif district not in self.known.places:
            self.wrong(heading)
        heading, settlement = self.known.headings[district_at], self.text(district_at + 1)
        if settlement in {"", "-"}:
            self.wrong(heading, REQUIRED)
        elif not any(settlement in names for names in self.known.places.values()):
            self.wrong(heading)
        elif settlement not in self.known.places.get(district, set()):
            self.wrong(heading, ELSEWHERE)
        self.keep(district_at, district)
        self.keep(district_at + 1, settlement)

    def day(self, at: int, *, required: bool) -> None:
        heading = self.known.headings[at - 1]
        values = [self.text(at + more) for more in range(3)]
        given = [value for value in values if value not in {"", "-"}]
        if not given:
            if required:
                self.wrong(heading, REQUIRED)
            self.told[heading] = ""
            return
        try:
            assert len(given) == 3
            assert re.fullmatch(r"\d{4}", values[0])
            self.told[heading] = date(*map(int, values)).isoformat()
        except (AssertionError, ValueError):
            self.wrong(heading)

    def read(self) -> dict[str, str]:
        for at in (1, 2, 3, 4):
            self.free(at, required=True)
        egn = self.text(5)
        if not egn:
            self.wrong("ЕГН", REQUIRED)
        elif not re.search(r"[0-9]{10}", egn):
            self.wrong("ЕГН")
        else:
            self.egn = egn
        self.keep(5, egn)
        self.listed(6, required=True)
        age = self.text(7)
        if not age:
            self.wrong("Възраст", REQUIRED)
        elif not re.fullmatch(r"[0-9]+", age):
            self.wrong("Възраст", WHOLE)
        self.keep(7, age)
        self.listed(8, required=True)
        self.listed(9, required=True)
        self.place(10)
        self.free(12, required=False)
        self.free(13, required=False)
        for at in range(14, 20):
            self.yes_no(at)
        self.free(20, required=True)
        for at in range(21, 24):
            self.yes_no(at)
        self.day(24, required=True)
        self.free(27, required=True)
        self.place(28)
        self.listed(30, required=False)
        self.day(31, required=False)
        self.listed(34, required=False)
        self.listed(35, required=False)
        return self.told
