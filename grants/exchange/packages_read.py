"""Understanding what a file says of report packages: every reference found, every checksum, moment and figure looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from grants.errors import Objection
from grants.exchange import packaged
from grants.exchange.brought import BroughtFile, BroughtRecord
from grants.exchange.hung import BAD_CHECKSUM, NO_MOMENT, moment_in
from grants.exchange.kept_figures import figures_read
from grants.exchange.packages_told import NAMED_AFTER
from grants.funders.registry import UnknownFormat, format_named
from grants.reports.particulars import Numbered
from grants.values.entry import UNKNOWN_REFERENCE, reference_key
from grants.values.language import N_

Values = dict[str, Any]
References = Mapping[str, Mapping[str, int]]
SAID_TWICE = N_("This stands in the file twice.")
NO_FORMAT = N_("There is no report format “{text}” here.")
NO_FIGURE = N_("The figure “{text}” can't be so.")
AFTER_ITSELF = N_("A package comes after an earlier one, not after itself or a later one.")

_MOMENTS: Final = {
    packaged.PACKAGE.name: "ready",
    packaged.PART.name: "changed",
    packaged.PREPARED.name: "prepared",
    packaged.WORKBOOK.name: "uploaded",
}
_SUMS: Final = {
    packaged.PACKAGE.name: ("ground",),
    packaged.PREPARED_FILE.name: ("sha256",),
    packaged.WORKBOOK.name: ("sha256",),
    packaged.BOOK.name: ("sha256",),
}
_NOT_FROZEN_YET: Final = frozenset({packaged.PACKAGE.name, packaged.BOOK.name})  # they may be without a checksum


@dataclass(slots=True)
class Packages:
    """What was read: values of each kind, references as places in their lists; moments and figures beside them, by place."""

    rows: dict[str, list[Values]] = field(default_factory=dict)
    numbers: dict[str, list[str]] = field(default_factory=dict)
    moments: dict[tuple[str, int], datetime] = field(default_factory=dict)
    figures: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)


def look_at(
    name: str, read: Sequence[Values], brought: Sequence[BroughtRecord], told: Packages, known: References
) -> Iterator[Objection]:
    """What is wrong with the records of a kind beside their fields; `told` takes what was understood of them."""
    told.rows[name] = list(read)
    met: set[tuple[object, ...]] = set()
    unique = packaged.UNIQUE.get(name)
    for place, (values, one) in enumerate(zip(read, brought, strict=True)):
        if not values:
            continue
        said = tuple(_key(values[column]) for column in unique) if unique is not None else (place,)
        problems = [] if said not in met else [Objection(SAID_TWICE, place=packaged.FIRST_OF[name])]
        met.add(said)
        problems += [*_moment(name, place, values, told), *_sums(name, values), *_own(name, place, values, known)]
        yield from (one.where.put(problem) for problem in problems)


def _key(value: object) -> object:
    return reference_key(value) if isinstance(value, str) else value


def _moment(name: str, place: int, values: Values, told: Packages) -> Iterator[Objection]:
    slot = _MOMENTS.get(name, "")
    if not slot or not values[slot]:
        return
    at = moment_in(values[slot])
    if at is None:
        yield Objection(NO_MOMENT, {"text": values[slot]}, place=slot, read=values[slot])
    else:
        told.moments[name, place] = at


def _sums(name: str, values: Values) -> Iterator[Objection]:
    for slot in _SUMS.get(name, ()):
        called = str(values.get("file_name", values.get("name", "-")))
        sound = name in _NOT_FROZEN_YET and not values[slot]
        if not sound and not BroughtFile(called, values.get("size", 0), values[slot]).is_sound:
            yield Objection(BAD_CHECKSUM, place=slot, read=values[slot][:80])


def _own(name: str, place: int, values: Values, known: References) -> Iterator[Objection]:
    """What only one kind is asked."""
    if name == packaged.PACKAGE.name:
        if not _is_format(values["format"], values["edition"]):
            said = " ".join(part for part in (values["format"], values["edition"]) if part)
            yield Objection(NO_FORMAT, {"text": said}, place="format", read=said[:80])
        if values["after_id"] is not None and values["after_id"] >= place:
            yield Objection(AFTER_ITSELF, place="after")
    of = NAMED_AFTER[Numbered(values["kind"])] if name == packaged.ID.name else values.get("of", "")
    if of and reference_key(values["row"]) not in known.get(of, {}):
        yield Objection(UNKNOWN_REFERENCE, {"text": values["row"]}, place="row", read=values["row"])


def _is_format(code: str, edition: str) -> bool:
    """Whether a report can be of that format and edition: what lists people is kept nowhere."""
    try:
        return not format_named(code, edition or None).of_people
    except UnknownFormat:
        return False


def look_at_figures(brought: Sequence[BroughtRecord], told: Packages, known: References) -> Iterator[Objection]:
    """The figures of each package and report put together again."""
    parts: dict[tuple[str, int], list[tuple[str, str]]] = {}
    first: dict[tuple[str, int], BroughtRecord] = {}
    for values, one in zip(told.rows[packaged.FIGURE.name], brought, strict=True):
        place = known.get(values["of"], {}).get(reference_key(values["row"])) if values else None
        if place is not None:
            parts.setdefault((values["of"], place), []).append((values["figure"], values["value"]))
            first.setdefault((values["of"], place), one)
    for key, pairs in parts.items():
        found = figures_read(pairs, known["document"])
        if isinstance(found, str):
            yield first[key].where.put(Objection(NO_FIGURE, {"text": found}, place="figure", read=found[:80]))
        else:
            told.figures[key] = found
