"""A project as its .json file tells it: the declared records, row by row, without ids, people or times of entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from grants.entries.kinds import PROJECT, ROWS, SHARED
from grants.exchange.hung import HUNG
from grants.exchange.packaged import NUMBERED_HERE, PACKAGED
from grants.exchange.packages_told import Kept
from grants.exchange.standing import STANDING, standing_told
from grants.values.days import Precision, PublishedDay
from grants.values.entry import iso_text, reference_key
from grants.values.money import Money
from grants.values.records import Field, Kind, Record

FORMAT = "grants-project"
VERSION = 1

Row = Mapping[str, Any]
Labels = Mapping[str, Mapping[int, str]]  # for each kind of record, how each id is called in the file
FILE_FACTS = ("name", "size", "sha256", "media_type")


def told_project(
    code: str,
    project: Row,
    shared: Mapping[str, Sequence[Row]],
    rows: Mapping[str, Sequence[Row]],
    files: Mapping[int, Sequence[Row]],
    hung: Mapping[str, Sequence[Row]],
    kept: Kept,
) -> dict[str, Any]:
    """The whole file, its keys in their fixed order; `shared` and `rows` by kind of record, `files` by document.

    `hung` are files and comments of rows as hung.py tells them, `kept` is what is known of report packages.

    A kind of record of which there is none is left out.
    """
    labels: dict[str, dict[int, str]] = {}
    for kind in SHARED:
        found = shared[kind.name]
        labels[kind.name] = dict(zip((row["id"] for row in found), shared_labels(kind.record, found), strict=True))
    for kind in ROWS:
        labels[kind.name] = {row["id"]: row["number"] for row in rows[kind.name]}
    labels |= {name: dict(known) for name, known in kept.labels.items()}
    told: dict[str, Any] = {"format": FORMAT, "version": VERSION, "code": code}
    for kind in SHARED:
        if shared[kind.name]:
            told[kind.record.many] = [told_record(kind.record, row, labels) for row in shared[kind.name]]
    told["project"] = told_record(PROJECT.record, project, labels)
    for kind in ROWS:
        if rows[kind.name]:
            told[kind.record.many] = [_told_row(kind.record, row, labels, files) for row in rows[kind.name]]
    beside = {STANDING.name: standing_told(rows), **kept.rows}
    for record in (STANDING, *PACKAGED):
        if listed := beside.get(record.name):
            told[record.many] = [_told_kept(record, row, labels) for row in listed]
    told |= {record.many: list(hung[record.name]) for record in HUNG if hung.get(record.name)}
    return told


def _told_row(record: Record, row: Row, labels: Labels, files: Mapping[int, Sequence[Row]]) -> dict[str, Any]:
    told = {"number": row["number"], **told_record(record, row, labels)}
    if record.name == "document" and files.get(row["id"]):
        told["files"] = [{fact: file[fact] for fact in FILE_FACTS if file[fact] != ""} for file in files[row["id"]]]
    return told


def _told_kept(record: Record, row: Row, labels: Labels) -> dict[str, Any]:
    told = told_record(record, row, labels)
    return {"number": row["number"], **told} if record in NUMBERED_HERE else told


def told_record(record: Record, row: Row, labels: Labels) -> dict[str, Any]:
    """One record with its empty values left out."""
    told = {field.name: _told(field, row, labels) for field in record.fields if field.travels}
    return {name: value for name, value in told.items() if not _is_empty(value)}


def _is_empty(value: object) -> bool:
    return value is None or value is False or value in ("", {})


def _told(field: Field, row: Row, labels: Labels) -> object:
    value = row[field.columns[0]]
    if field.kind in {Kind.BOTH_LINE, Kind.BOTH_PROSE}:
        sides = {"bg": value, "en": row[field.columns[1]]}
        return {language: words for language, words in sides.items() if words}
    if field.empty_is_zero and not value:
        return None
    if value is None or field.kind not in _TELLERS:
        return value
    return _TELLERS[field.kind](field, row, labels)


def _told_amount(field: Field, row: Row, labels: Labels) -> str:  # noqa: ARG001 - one of _TELLERS
    return Money(row[field.columns[0]], field.currency or row["currency"]).plain


def _told_published_day(field: Field, row: Row, labels: Labels) -> str:  # noqa: ARG001 - one of _TELLERS
    return iso_text(PublishedDay(row[field.columns[0]], Precision(row[field.columns[1]])))


def _told_reference(field: Field, row: Row, labels: Labels) -> str | None:
    return labels[field.refers_to].get(row[field.columns[0]])


_TELLERS: Mapping[Kind, Callable[[Field, Row, Labels], object]] = {
    Kind.AMOUNT: _told_amount,
    Kind.DAY: lambda field, row, _: row[field.columns[0]].isoformat(),
    Kind.PUBLISHED_DAY: _told_published_day,
    Kind.DECIMAL: lambda field, row, _: plain_decimal(row[field.columns[0]]),
    Kind.PERCENT: lambda field, row, _: plain_decimal(row[field.columns[0]]),
    Kind.REFERENCE: _told_reference,
    Kind.CHOICE: lambda field, row, _: str(row[field.columns[0]]),
}


def plain_decimal(number: Decimal) -> str:
    """A number as machines write it, without trailing zeros: 100, 0.5."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def shared_labels(record: Record, rows: Sequence[Row]) -> list[str]:
    """How rows refer to each of these: by its Bulgarian name, else the English one; of equal names by EIK or code too.

    Should even these be equal, the later ones are counted: "Name (2)".
    """
    names = [_name(row) for row in rows]
    keys = [reference_key(name) for name in names]
    apart_by = "eik" if record.name == "organisation" else "code"
    labels: list[str] = []
    taken: set[str] = set()
    for name, key, row in zip(names, keys, rows, strict=True):
        known_by = row.get(apart_by) or ""
        label = f"{name} ({known_by})" if keys.count(key) > 1 and known_by else name
        label = _free(label, taken | (set(keys) - {key}))
        taken.add(reference_key(label))
        labels.append(label)
    return labels


def _free(label: str, taken: set[str]) -> str:
    if reference_key(label) not in taken:
        return label
    return next(f"{label} ({n})" for n in range(2, len(taken) + 3) if reference_key(f"{label} ({n})") not in taken)


def _name(row: Row) -> str:
    sides = (str(row["name_bg"] or ""), str(row["name_en"] or ""))
    return next((side for side in sides if side.strip()), "")


def by_name(record: Record, rows: Sequence[Row]) -> list[Row]:
    """Shared records in the order of the file: by name, and equal names by everything else that is told of them."""
    told = [column for column in record.columns if not column.endswith("_id")]
    return sorted(rows, key=lambda row: (_name(row), *(str(row[column]) for column in told)))
