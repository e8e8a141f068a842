"""Understanding what a file brings: every record read as it is declared, every reference found, every problem named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from grants.entries.kinds import PROJECT, ROWS, SHARED, Kind
from grants.errors import Objection
from grants.exchange.brought import NUMBER_OF_ROW, Brought, BroughtFile, BroughtRecord
from grants.exchange.hung import ATTACHED, HUNG, brought_file, moment_of
from grants.exchange.packaged import FIGURE, NUMBERED_HERE, PACKAGE, PACKAGED, REQUEST, WITH_FILES, WORKBOOK
from grants.exchange.packages_read import Packages, look_at, look_at_figures
from grants.exchange.standing import STANDING, look_at_standing
from grants.exchange.telling import shared_labels
from grants.storage.columns import published_day
from grants.values.days import PublishedDay
from grants.values.entry import (
    MOST_CENTS,
    REQUIRED,
    TOO_BIG,
    UNKNOWN_REFERENCE,
    Reader,
    Reading,
    References,
    read_entry,
    reference_key,
)
from grants.values.language import N_
from grants.values.money import Money
from grants.values.records import Kind as FieldKind
from grants.values.records import Record
from grants.values.wording import Wording
from grants.workplan.rules_plan import place_objections

Values = dict[str, Any]
BAD_CODE = N_("“{text}” can't be a project's code: at most 60 characters, without spaces and without / ? # %.")
NUMBER_TWICE = N_("The number “{text}” stands twice on this sheet.")

_CODE = re.compile(r"[^\s/?#%\\\"<>\x00-\x1f\x7f\ud800-\udfff]{1,60}")
_NUMBERED = Record("numbered", "", "", (NUMBER_OF_ROW,), title="number", new="")


@dataclass(slots=True)
class Understood:
    """A file as values under columns.

    A reference is the place of the other record in its list, counted from 0; minus its id where the file itself has
    none of that name but the tracker has; a NewOrganisation where neither has.
    """

    code: str
    project: Values = field(default_factory=dict)
    shared: dict[str, list[Values]] = field(default_factory=dict)
    rows: dict[str, list[tuple[str, Values]]] = field(default_factory=dict)
    files: list[tuple[int, BroughtFile]] = field(default_factory=list)
    attached: list[tuple[str, int, BroughtFile, Values]] = field(
        default_factory=list
    )  # kind and place of the row, the file
    said: list[tuple[str, int, datetime, Values]] = field(default_factory=list)
    standing: list[Values] = field(default_factory=list)  # how deadlines stand
    packages: Packages = field(default_factory=Packages)
    objections: list[Objection] = field(default_factory=list)

    @property
    def named(self) -> list[str]:
        """The checksums of every file that is named."""
        listed = [file.sha256 for _, file in self.files] + [file.sha256 for _, _, file, _ in self.attached]
        kept = [values["sha256"] for one in WITH_FILES for values in self.packages.rows.get(one.name, ()) if values]
        return listed + kept


def is_code(text: str) -> bool:
    """Whether a project may be called so: its code stands in addresses and in names of files."""
    return bool(_CODE.fullmatch(text))


def understand(brought: Brought, here: References, words: Wording, today: date) -> Understood:
    """The file's records as values; `here` are the shared records this tracker already knows, by what people type."""
    understood = Understood(brought.code.strip(), objections=list(brought.objections))
    references = {name: {key: -known for key, known in names.items()} for name, names in here.items()}
    reader = Reader(words, today, references, may_name_new_organisations=True)
    if not is_code(understood.code):
        sentence = BAD_CODE if understood.code else REQUIRED
        problem = Objection(sentence, {"text": understood.code[:80]}, place="code", read=understood.code[:80])
        understood.objections.append(brought.code_where.put(problem))
    for kind in SHARED:
        values = [_read(kind.record, record, reader, understood) for record in brought.records.get(kind.name, ())]
        understood.shared[kind.name] = values
        references[kind.name] = references.get(kind.name, {}) | _named(
            kind.record, values, brought.records.get(kind.name, ())
        )
    understood.project = _read(PROJECT.record, brought.project, reader, understood)
    for kind in ROWS:
        records = brought.records.get(kind.name, ())
        numbers = _numbers(records, reader, understood)
        references[kind.name] = {reference_key(number): place for place, number in enumerate(numbers)}
        read = [_completed(kind, _read(kind.record, one, reader, understood), one, understood) for one in records]
        _refuse_circles(kind, read, records, understood)
        understood.rows[kind.name] = list(zip(numbers, read, strict=True))
    for place, record in enumerate(brought.records.get("document", ())):
        understood.files += [(place, file) for file in record.files]
    _stand(brought, references, reader, understood)
    _kept(brought, references, reader, understood)
    _hang(brought, references, reader, understood)
    return understood


def _stand(
    brought: Brought, references: Mapping[str, Mapping[str, int]], reader: Reader, understood: Understood
) -> None:
    """How deadlines stand, beside what was typed of them."""
    records = brought.records.get(STANDING.name, ())
    understood.standing = [_read(STANDING, one, reader, understood) for one in records]
    partners = [values.get("partner_id") for _, values in understood.rows["deadline"]]
    understood.objections += look_at_standing(understood.standing, records, partners, references)


def _kept(brought: Brought, references: dict[str, dict[str, int]], reader: Reader, understood: Understood) -> None:
    """Report packages with what belongs to them, and the funder's own workbooks."""
    told = understood.packages
    for record in PACKAGED:
        records = brought.records.get(record.name, ())
        if record in NUMBERED_HERE:
            told.numbers[record.name] = _numbers(records, reader, understood)
            references[record.name] = {reference_key(one): at for at, one in enumerate(told.numbers[record.name])}
        read = [_read(record, one, reader, understood) for one in records]
        understood.objections += look_at(record.name, read, records, told, references)
        if record is WORKBOOK:
            references[record.name] = {reference_key(one["name"]): at for at, one in enumerate(read) if one}
    references[REQUEST.name] = references[PACKAGE.name]  # what hangs on a payment request names its package
    understood.objections += look_at_figures(brought.records.get(FIGURE.name, ()), told, references)


def _hang(
    brought: Brought, references: Mapping[str, Mapping[str, int]], reader: Reader, understood: Understood
) -> None:
    """The files and comments of rows, each put to its row."""
    for record in HUNG:
        for one in brought.records.get(record.name, ()):
            values = _read(record, one, reader, understood)
            if not values:
                continue
            place = references.get(values["of"], {}).get(reference_key(values["row"]))
            found = brought_file(values) if record is ATTACHED else moment_of(values)
            if place is None:
                facts = {"text": values["row"]}
                found = Objection(UNKNOWN_REFERENCE, facts, place="row", read=values["row"])
            if isinstance(found, Objection):
                understood.objections.append(one.where.put(found))
            elif isinstance(found, BroughtFile):
                understood.attached.append((values["of"], place or 0, found, values))
            else:
                understood.said.append((values["of"], place or 0, found, values))


def _read(record: Record, brought: BroughtRecord, reader: Reader, understood: Understood) -> Values:
    reading: Reading = read_entry(record, brought.typed, reader)
    understood.objections += [
        brought.where.put(objection) for objection in reading.objections if objection.place not in brought.spoiled
    ]
    return reading.values


def _completed(kind: Kind, values: Values, brought: BroughtRecord, understood: Understood) -> Values:
    """The values completed by the room's rule; a sum it makes can be too large to be true."""
    if not values:
        return values
    completed = kind.complete(values)
    if kind.from_start:
        completed = kind.from_start(completed, _start(understood.project), None)
    understood.objections += [
        brought.where.put(problem) for problem in kind.wrong(completed) if problem.place not in brought.spoiled
    ]
    for declared in kind.record.fields:
        cents = completed[declared.columns[0]] if declared.kind is FieldKind.AMOUNT else None
        if cents is not None and abs(cents) >= MOST_CENTS:
            problem = Objection(TOO_BIG, {"text": Money(cents, "EUR").decimal}, place=declared.name)
            understood.objections.append(brought.where.put(problem))
    return completed


def _refuse_circles(
    kind: Kind, read: Sequence[Values], brought: Sequence[BroughtRecord], understood: Understood
) -> None:
    """Object to rows that are part of themselves, or of one that is part of them."""
    for declared in (one for one in kind.record.fields if one.refers_to == kind.name):
        column = declared.columns[0]
        above = {place: None if row.get(column) is None else row[column] + 1 for place, row in enumerate(read, 1)}
        for place, one in enumerate(brought, 1):
            problems = place_objections(above, place, above[place])
            understood.objections += [one.where.put(replace(problem, place=declared.name)) for problem in problems]


def _start(project: Values) -> PublishedDay | None:
    return published_day(project, "start") if project else None


def _named(record: Record, values: Sequence[Values], brought: Sequence[BroughtRecord]) -> dict[str, int]:
    """What the file's rows may call these: the label of the file first, then either name, other names, EIK or code."""
    shown = [found or _as_typed(record, one) for found, one in zip(values, brought, strict=True)]
    names: dict[str, int] = {}
    for place, label in enumerate(shared_labels(record, shown)):
        names.setdefault(reference_key(label), place)
    for place, row in enumerate(shown):
        others = (
            row["name_bg"],
            row["name_en"],
            *str(row.get("aliases", "")).splitlines(),
            row.get("eik"),
            row.get("code"),
        )
        for other in others:
            if other and reference_key(str(other)):
                names.setdefault(reference_key(str(other)), place)
    return names


def _as_typed(record: Record, brought: BroughtRecord) -> Values:
    return {slot: str(brought.typed.get(slot) or "") for slot in record.slots}


def _numbers(records: Sequence[BroughtRecord], reader: Reader, understood: Understood) -> list[str]:
    """The number of each row; one that has none gets the first that is free from its place on."""
    numbers: list[str] = []
    taken: set[str] = set()
    for record in records:
        reading = read_entry(_NUMBERED, {"number": record.number}, reader)
        number = str(reading.values.get("number", "")).strip()
        problems = list(reading.objections)
        if number and reference_key(number) in taken:
            problems.append(Objection(NUMBER_TWICE, {"text": number}, place="number", read=number))
        understood.objections += [record.where.put(problem) for problem in problems]
        taken.add(reference_key(number))
        numbers.append(number)
    for place, number in enumerate(numbers):
        if not number:
            numbers[place] = next(str(n) for n in range(place + 1, place + len(numbers) + 2) if str(n) not in taken)
            taken.add(numbers[place])
    return numbers
