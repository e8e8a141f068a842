"""How deadlines stand, as a project's file tells it: what each hangs on or comes of, and what was said of it since.

An open deadline that only follows its thing or its rule is made of it again wherever the project is brought in. Told are
those of which more is known: settled, given a day of their own, begun, put off, with a note, a file or a comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from grants.deadlines.proof.queries import settled_because
from grants.deadlines.rules import CLOSED_BY, SIDES, DeadlineState, Origin, Side
from grants.entries.kinds import ROWS
from grants.errors import Objection
from grants.exchange.brought import BroughtRecord
from grants.exchange.packages_read import SAID_TWICE
from grants.storage.database import rows
from grants.values.days import UNITS, Unit
from grants.values.entry import REQUIRED, UNKNOWN_REFERENCE, reference_key
from grants.values.language import N_
from grants.values.reading import whole_number
from grants.values.records import Field, Kind, Record

Row = Mapping[str, Any]
Values = dict[str, Any]
References = Mapping[str, Mapping[str, int]]

ORIGINS: Final[Mapping[str, str]] = {
    Origin.TYPED: N_("typed by somebody"),
    Origin.ATTACHED: N_("hangs on what is named here"),
    Origin.GENERATED: N_("comes of a rule"),
}
YEAR: Final = "year"
_THINGS: Final = {kind.name: kind.record.singular for kind in ROWS if kind.name in CLOSED_BY}
# What a deadline may belong to, by where it comes from: a rule makes one of each period or year, or of the whole project.
_OF: Final[Mapping[str, frozenset[str]]] = {
    Origin.TYPED: frozenset({""}),
    Origin.ATTACHED: frozenset(_THINGS),
    Origin.GENERATED: frozenset({"", "period", YEAR}),
}

STANDING: Final = Record(
    "deadline_standing",
    N_("How a deadline stands"),
    N_("How deadlines stand"),
    (
        Field("deadline", Kind.REFERENCE, N_("Deadline"), required=True, refers_to="deadline"),
        Field("origin", Kind.CHOICE, N_("Where it comes from"), required=True, choices=ORIGINS),
        Field("rule", Kind.REFERENCE, N_("Rule for deadlines"), refers_to="deadline_rule"),
        Field("thing", Kind.CHOICE, N_("What it belongs to"), choices={**_THINGS, YEAR: N_("Year")}),
        Field("row", Kind.LINE, N_("No. of the row"), maximum=40),
        Field("called", Kind.LINE, N_("Named as"), maximum=60),
        Field("from", Kind.DAY, N_("Counted from")),
        Field("amount", Kind.WHOLE, N_("How many")),
        Field("unit", Kind.CHOICE, N_("Counted in"), choices=UNITS),
        Field("side", Kind.CHOICE, N_("After or before it"), choices=SIDES),
        Field("raw", Kind.DAY, N_("Day before it was moved for a day off")),
        Field("internal", Kind.DAY, N_("In the house by")),
        Field("fixed", Kind.YES_NO, N_("Has a day of its own")),
        Field("ruled", Kind.DAY, N_("Day of what it follows")),
        Field("begun", Kind.DAY, N_("In progress since")),
        Field("later", Kind.DAY, N_("Put off until")),
        Field("because", Kind.PROSE, N_("Cancelled because"), maximum=2000),
    ),
    title="called",
    new="",
)
NOT_OF_IT = N_("A deadline that comes from there does not belong to such a thing.")
FOLLOWED_TWICE = N_("Two deadlines of this file hang on the same thing, or come of the same rule for it.")

_HELD: Final = """
SELECT row_id AS id FROM attachment WHERE project_id = $1 AND kind = 'deadline'
UNION SELECT row_id FROM comment WHERE project_id = $1 AND kind = 'deadline'
UNION SELECT m.deadline_id FROM report_package_deadline m JOIN report_package k ON k.id = m.package_id WHERE k.project_id = $1
"""


# --- going out --------------------------------------------------------------------------------------------------------


async def worth_telling(project_id: int, deadlines: Sequence[Values]) -> list[Values]:
    """Those that nobody could make again of things and rules, each with why it was cancelled. Two queries."""
    held = {row["id"] for row in await rows(_HELD, project_id)}
    reasons = await settled_because(project_id)
    return [
        row | {"because": reasons.get(row["id"], "") if row["state"] == DeadlineState.CANCELLED else ""}
        for row in deadlines
        if row["origin"] == Origin.TYPED or row["id"] in held or _is_more(row)
    ]


def _is_more(row: Row) -> bool:
    """Whether more is known of a deadline than its thing or its rule says."""
    said = ("fixed", "begun_on", "later_on", "note_bg", "note_en")
    return row["state"] != DeadlineState.OPEN or any(row[name] for name in said)


def standing_told(recorded: Mapping[str, Sequence[Row]]) -> list[Row]:
    """How each of the deadlines that are told stands, as rows of STANDING; nothing of a typed one of which nothing was said."""
    numbers = {name: {row["id"]: row["number"] for row in recorded[name]} for name in _THINGS}
    return [
        _told(row, numbers)
        for row in recorded["deadline"]
        if row["origin"] != Origin.TYPED or row["begun_on"] or row["later_on"] or row["because"]
    ]


def _told(row: Row, numbers: Mapping[str, Mapping[int, str]]) -> Row:
    counts = row["amount"] is not None
    of_year = str(row["thing_id"]) if row["thing"] == YEAR else ""
    return {
        **row,
        "deadline_id": row["id"],
        "row": numbers.get(row["thing"], {}).get(row["thing_id"], of_year),
        "called": row["thing_number"],
        "amount": abs(row["amount"]) if counts else None,
        "unit": row["unit"] if counts else "",
        "side": (Side.BEFORE if row["amount"] < 0 else Side.AFTER) if counts else "",
    }


# --- coming in --------------------------------------------------------------------------------------------------------


def look_at_standing(
    read: Sequence[Values], brought: Sequence[BroughtRecord], partners: Sequence[int | None], known: References
) -> Iterator[Objection]:
    """What is wrong with what was read of STANDING beside its fields; `partners` are those of the deadlines by place."""
    met: set[int] = set()
    followed: set[tuple[object, ...]] = set()
    for values, one in zip(read, brought, strict=True):
        if not values:
            continue
        at, row = values["deadline_id"], reference_key(values["row"])
        problems = [*([Objection(SAID_TWICE, place="deadline")] if at in met else []), *_wrong(values, known)]
        met.add(at)
        partner = partners[at] if values["origin"] == Origin.GENERATED else None
        key = (values["origin"], values["rule_id"], values["thing"], row, partner)
        if _hangs_still(values) and key in followed:
            problems.append(Objection(FOLLOWED_TWICE, place="row", read=values["row"]))
        followed.add(key)
        yield from (one.where.put(problem) for problem in problems)


def _hangs_still(values: Values) -> bool:
    """Whether what it hangs on or comes of is there."""
    return bool(values["row"]) if values["origin"] == Origin.ATTACHED else values["rule_id"] is not None


def _wrong(values: Values, known: References) -> Iterator[Objection]:
    origin, thing, row = values["origin"], values["thing"], values["row"]
    if thing not in _OF[origin]:
        yield Objection(NOT_OF_IT if thing else REQUIRED, place="thing", read=thing)
    elif row and _row_place(thing, row, known) is None:
        yield Objection(UNKNOWN_REFERENCE, {"text": row}, place="row", read=row)


def _row_place(thing: str, row: str, known: References) -> int | None:
    """The place of a thing in its list; of a year the year itself."""
    if thing == YEAR:
        return whole_number(row) if len(row) == 4 else None
    return known.get(thing, {}).get(reference_key(row))


_AS_TOLD: Final = (
    "origin",
    "thing",
    "from_on",
    "raw_on",
    "internal_on",
    "fixed",
    "ruled_on",
    "begun_on",
    "later_on",
)


def columns_of(values: Values, known: References, ids: Mapping[str, Sequence[int]]) -> Values:
    """What a deadline gets besides what was typed of it, by the columns of its table, its thing and rule named by `ids`."""
    thing, rule, amount = values["thing"], values["rule_id"], values["amount"]
    place = _row_place(thing, values["row"], known) if values["row"] else None
    before = amount is not None and values["side"] == Side.BEFORE
    return {
        **{name: values[name] for name in _AS_TOLD},
        "thing_number": values["called"],
        "thing_id": place if place is None or thing == YEAR else ids[thing][place],
        "rule_id": ids["deadline_rule"][rule] if rule is not None and values["origin"] == Origin.GENERATED else None,
        "amount": -amount if before else amount,
        "unit": values["unit"] or Unit.DAYS,
    }
