"""An importer of ИСУН's sheet of the team and its hours, written after what the ministry's own does, straight from the file's XML.

It shares no code and no list with what writes the file: the lists come from the ministry's own workbook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.reports.isun_importer import Refusal, parts, read_day, rows_of, sheet_paths

Cell = tuple[str, bool]  # its text, and whether it is a number


@dataclass(frozen=True)
class Entry:
    name: str
    position: str
    identifier: str | None
    number: str
    engagement: str | None
    day: date | None
    hours: Decimal | None
    done: str
    results: str


def lists_in(content: bytes) -> tuple[list[str], list[str]]:
    """The kinds of identifiers and of engagements a workbook offers on its sheet of lists."""
    found = parts(content)
    path = next(path for name, _state, path in sheet_paths(found) if name == "lists")
    rows = rows_of(found, path)
    return [cells[1][0] for _, cells in rows if 1 in cells], [cells[2][0] for _, cells in rows if 2 in cells]


def import_team(content: bytes, lists: tuple[list[str], list[str]]) -> list[Entry]:
    """The rows of the first sheet by position; anything wrong stops everything."""
    found = parts(content)
    if "xl/workbook.xml" not in found:
        raise Refusal("Невалиден файл")
    rows = rows_of(found, sheet_paths(found)[0][2])
    if not rows:
        return []
    left = min(rows[0][1])
    entries = []
    for number, cells in rows[1:]:
        told = [cells.get(left + at, ("", False)) for at in range(9)]
        if not any(text.strip() for text, _ in told):
            continue
        entries.append(
            Entry(
                told[0][0],
                told[1][0],
                _listed(told[2], lists[0], "Идентификатор", number),
                told[3][0],
                _listed(told[4], lists[1], "Тип на ангажимента", number),
                read_day(told[5], "Дата", number),
                _hours(told[6], number),
                told[7][0],
                told[8][0],
            )
        )
    return entries


def _wrong(field: str, row: int) -> Refusal:
    return Refusal(f'Невалидна стойност в полето "{field}" на ред {row}.')


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _listed(cell: Cell, known: list[str], field: str, row: int) -> str | None:
    if not cell[0].strip():
        return None
    found = next((one for one in known if _squeezed(one) == _squeezed(cell[0])), None)
    if found is None:
        raise _wrong(field, row)
    return found


def _hours(cell: Cell, row: int) -> Decimal | None:
    """A number becomes Bulgarian text, and is then read as if its comma parted thousands: 7.5 gives 75."""
    text, is_number = cell
    if not text.strip():
        return None
    if is_number:
        text = text.replace(".", ",")
    if not re.fullmatch(r"[+-]?[0-9,]*[0-9](?:\.[0-9]+)?", text.strip()):
        raise _wrong("Отработени часове", row)
    return Decimal(text.strip().replace(",", ""))


def submission_problems(entries: list[Entry]) -> list[str]:
    """What the ministry's form asks before the report may be submitted."""
    problems = []
    for at, one in enumerate(entries, start=1):
        asked = {"name": one.name, "position": one.position, "identifier": one.identifier, "engagement": one.engagement}
        asked |= {"day": str(one.day or ""), "done": one.done, "results": one.results}
        problems += [f"{at}: {name}" for name, value in asked.items() if not value]
        if one.identifier == "ЕГН" and not is_egn(one.number):
            problems.append(f"{at}: number")
        if one.hours is None or one.hours < 0 or len(one.number) > 50:
            problems.append(f"{at}: hours")
    return problems


def is_egn(number: str) -> bool:
    if not re.fullmatch(r"[0-9]{10}", number):
        return False
    month = int(number[2:4])
    weights = (2, 4, 8, 5, 10, 9, 7, 3, 6)
    check = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11 % 10
    return month % 20 in range(1, 13) and month < 53 and check == int(number[9])
