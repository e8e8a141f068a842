"""For which budget lines and activities the funder's system has a contract: a line of text each, “1.2: 1, 3”.

An expense under such a contract is taken on these lines alone, on each with these activities; a line without activities is
taken with any. A dash alone says that the system has the contract for none: no expense under it is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from grants.errors import Objection
from grants.funders.ground import Linked
from grants.reports.ids.matching import Matches, arabic
from grants.reports.ids.queries import Key, Numberable
from grants.reports.ids.saved_page import SavedPage
from grants.reports.particulars import FunderName, Numbered
from grants.values.language import N_

NO_LINE = N_("There is no budget line “{number}” here on which costs are entered.")
NO_ACTIVITY = N_("There is no activity “{number}” here.")

NONE: Final = "–"
FOR_NONE: Final = frozenset({Linked()})
_DASHES: Final = frozenset("-–—−")
Rows = Mapping[Numbered, Mapping[str, int]]


def rows_by_number(found: Iterable[Numberable]) -> Rows:
    """The lines and the activities by their numbers."""
    rows: dict[Numbered, dict[str, int]] = {Numbered.LINE: {}, Numbered.ACTIVITY: {}}
    for one in found:
        if one.ours.kind in rows:
            rows[one.ours.kind][one.ours.number] = one.ours.row_id
    return rows


def pairs_told(linked: Iterable[Linked], found: Sequence[Numberable]) -> str:
    """The pairs as they are typed: a row for each line in the order of the budget, with its activities in theirs."""
    numbers = {kind: {row: number for number, row in of.items()} for kind, of in rows_by_number(found).items()}
    known = set(linked)
    if known == FOR_NONE:
        return NONE
    told = []
    for line, number in numbers[Numbered.LINE].items():
        of_line = {one.activity_id for one in known if one.line_id == line}
        activities = [said for row, said in numbers[Numbered.ACTIVITY].items() if row in of_line]
        if of_line:
            told.append(f"{number}: {', '.join(activities)}" if activities else number)
    return "\n".join(told)


def pairs_read(text: str, place: str, rows: Rows, wrong: list[Objection]) -> frozenset[Linked]:
    """What was typed; `wrong` gets what names no row of ours."""
    if text.strip() in _DASHES:
        return FOR_NONE
    read = set[Linked]()
    for row in filter(None, (one.strip() for one in re.split(r"[\n;]", text))):
        number, _, after = row.partition(":")
        line = _row(number, rows[Numbered.LINE])
        activities = [(one, _row(one, rows[Numbered.ACTIVITY])) for one in re.split(r"[,\s]+", after) if one]
        if line is None:
            wrong.append(Objection(NO_LINE, {"number": number.strip()[:80]}, place=place))
        wrong += [Objection(NO_ACTIVITY, {"number": one[:80]}, place=place) for one, id_ in activities if id_ is None]
        if line is not None:
            read |= {Linked(line, id_) for _, id_ in activities} if activities else {Linked(line)}
    return frozenset(read)


def _row(number: str, rows: Mapping[str, int]) -> int | None:
    """The row of that number, in Roman figures too, as ИСУН writes chapters."""
    told = number.strip().rstrip(".")
    return rows.get(told, rows.get(arabic(told)))


def pairs_of_page(
    page: SavedPage, matches: Matches, known: Mapping[Key, FunderName]
) -> tuple[dict[int, frozenset[Linked]], int]:
    """What a page says our contracts are for, by the contract's row; and how many of its pairs name no row of ours."""
    rows = {(kind, name.id): row for (kind, row), name in known.items()}
    rows |= {(kind, match.found.id): row for (kind, row), match in matches.items()}
    read: dict[int, frozenset[Linked]] = {}
    unknown = 0
    for contract, pairs in page.pairs.items():
        supply = rows.get((Numbered.SUPPLY, contract))
        if supply is None:
            continue
        linked = set[Linked]()
        for line_id, activity_id in pairs:
            line, activity = rows.get((Numbered.LINE, line_id)), rows.get((Numbered.ACTIVITY, activity_id))
            if line is None or (activity_id and activity is None):
                unknown += 1
            else:
                linked.add(Linked(line, activity))
        if linked or not pairs:
            read[supply] = frozenset(linked) or FOR_NONE
    return read, unknown
