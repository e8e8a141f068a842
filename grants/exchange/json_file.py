"""The project's .json file: written with its keys in their order, read with every problem named by its path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from grants.entries.kinds import PROJECT, ROWS, SHARED
from grants.errors import Objected, Objection
from grants.exchange.brought import NUMBER_OF_ROW, Brought, BroughtFile, BroughtRecord, Typed, Where
from grants.exchange.hung import HUNG
from grants.exchange.packaged import NUMBERED_HERE, PACKAGED
from grants.exchange.standing import STANDING
from grants.exchange.telling import FORMAT, VERSION
from grants.values.entry import NOT_TEXT
from grants.values.language import N_
from grants.values.records import Field, Kind, Record
from grants.values.wording import Wording

NOT_JSON = N_("This file is no project workbook, no .json and no .zip of a project.")
BROKEN_JSON = N_("This is no readable .json file: line {line}, column {column} is not as it should be.")
NOT_A_PROJECT = N_("This .json file is not a project written by this tracker.")
OTHER_VERSION = N_("This file has version {version} of the format; this tracker reads version {known}.")
UNKNOWN_KEY = N_("A project file has nothing called “{text}” here.")
TWICE = N_("“{text}” stands here twice.")
A_LIST = N_("A list was expected here.")
A_RECORD = N_("A record with named values was expected here.")
BOTH_TEXTS = N_("A text under “bg” and one under “en” were expected here.")
A_NUMBER = N_("A number was expected here.")
YES_OR_NO = N_("true or false was expected here.")
BAD_FILE = N_("A file needs its name, its size in bytes and its sha256.")

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,20})?", re.ASCII)
_NUMBERS = frozenset({Kind.AMOUNT, Kind.WHOLE, Kind.DECIMAL, Kind.PERCENT})
_BOTH = frozenset({Kind.BOTH_LINE, Kind.BOTH_PROSE})
_HEAD = ("format", "version", "code", "project")


def written(told: Mapping[str, Any]) -> bytes:
    """The file itself: UTF-8, one space of indent, a final newline."""
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


class _Twice(ValueError):
    """A name stands twice in one record."""


def read_json(content: bytes, words: Wording) -> Brought:
    """What a .json file brings. A file that is none raises Objected; problems of single values are kept in it."""
    told = _parsed(content)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise Objected([Objection(NOT_A_PROJECT)])
    if told.get("version") != VERSION:
        raise Objected(
            [Objection(OTHER_VERSION, {"version": str(told.get("version"))[:20], "known": VERSION}, "version")]
        )
    return _Reader(words).project(told)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            parse_float=_number,
            parse_int=_number,
            parse_constant=str,
            object_pairs_hook=_once,
        )
    except _Twice as twice:
        raise Objected([Objection(TWICE, {"text": str(twice)[:80]}, place=str(twice)[:80])]) from None
    except json.JSONDecodeError as problem:
        raise Objected([Objection(BROKEN_JSON, {"line": problem.lineno, "column": problem.colno})]) from None
    except (UnicodeDecodeError, RecursionError):
        raise Objected([Objection(NOT_JSON)]) from None


def _number(text: str) -> Decimal | str:
    """Exactly; what no field could hold stays text and is objected to where it stands."""
    return Decimal(text) if _PLAIN_NUMBER.fullmatch(text) else text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


class _Reader:
    """Reads one file and gathers what is wrong with it."""

    def __init__(self, words: Wording) -> None:
        self.words = words
        self.brought = Brought()

    def project(self, told: dict[str, Any]) -> Brought:
        kinds = {
            record.many: record for record in (*(one.record for one in (*SHARED, *ROWS)), STANDING, *PACKAGED, *HUNG)
        }
        for unknown in sorted(told.keys() - kinds.keys() - set(_HEAD)):
            self._object(Objection(UNKNOWN_KEY, {"text": unknown[:80]}, place=unknown[:80]))
        self.brought.code = told["code"] if isinstance(told.get("code"), str) else ""
        self.brought.project = self._record(PROJECT.record, told.get("project", {}), "project", None)
        for many, record in kinds.items():
            self.brought.records[record.name] = list(self._records(record, told.get(many, []), many))
        return self.brought

    def _object(self, objection: Objection) -> None:
        self.brought.objections.append(objection)

    def _records(self, record: Record, told: object, many: str) -> Iterator[BroughtRecord]:
        if not isinstance(told, list):
            self._object(Objection(A_LIST, place=many, read=_shown(told)))
            return
        for place, entry in enumerate(told):
            yield self._record(record, entry, f"{many}[{place}]", place + 1)

    def _record(self, record: Record, entry: object, path: str, row: int | None) -> BroughtRecord:
        where = _where(record, path, row, self.words)
        if not isinstance(entry, dict):
            self._object(replace(where.put(Objection(A_RECORD, read=_shown(entry))), place=path))
            return BroughtRecord({}, where, spoiled=frozenset(record.slots))
        fields = {field.name: field for field in record.fields if field.travels}
        typed: Typed = {}
        problems: list[Objection] = []
        for name, value in entry.items():
            if name in fields:
                found, problem = _typed(fields[name], value)
                typed |= found
                problems += [problem] if problem else []
            elif not _is_beside(record, name):
                unknown = where.put(Objection(UNKNOWN_KEY, {"text": name[:80]}, read=_shown(value)))
                self._object(replace(unknown, place=f"{path}.{name[:80]}"))
        number, problem = _typed(NUMBER_OF_ROW, entry.get("number"))
        problems += [problem] if problem and row is not None else []
        for problem in problems:
            self._object(where.put(problem))
        return BroughtRecord(
            typed,
            where,
            str(number.get("number", "")),
            tuple(self._files(entry.get("files", []), f"{path}.files", where)),
            frozenset(slot for problem in problems for slot in _slots(fields, problem.place)),
        )

    def _files(self, told: object, path: str, where: Where) -> Iterator[BroughtFile]:
        for place, file in enumerate(told if isinstance(told, list) else [told]):
            read = read_file(file) if isinstance(file, dict) else None
            if read is None:
                self._object(replace(where.put(Objection(BAD_FILE, read=_shown(file))), place=f"{path}[{place}]"))
            else:
                yield read


def _slots(fields: Mapping[str, Field], name: str) -> tuple[str, ...]:
    return fields[name].slots if name in fields else (name,)


def _is_beside(record: Record, name: str) -> bool:
    """Whether that is told of such a record beside its declared fields."""
    if name == "number":
        without = (PROJECT.record, STANDING, *HUNG, *(one for one in PACKAGED if one not in NUMBERED_HERE))
        return not record.shared and record not in without
    return name == "files" and record.name == "document"


def _where(record: Record, path: str, row: int | None, words: Wording) -> Where:
    paths = {"number": f"{path}.number"}
    for field in record.fields:
        paths[field.name] = f"{path}.{field.name}"
        for slot in field.slots:
            paths[slot] = f"{path}.{field.name}" + (f".{slot[-2:]}" if slot != field.name else "")
    return Where(words.say(record.plural), row, {}, paths)


def _typed(field: Field, value: object) -> tuple[Typed, Objection | None]:
    """The value under its slots, or why it can't be one of this field."""
    if value is None:
        return {}, None
    if field.kind in _BOTH:
        if isinstance(value, dict) and value.keys() <= {"bg", "en"} and _all_text(value):
            return {f"{field.name}_{language}": side for language, side in value.items()}, None
        return {}, Objection(BOTH_TEXTS, place=field.name, read=_shown(value))
    expected = _expected(field, value)
    if expected:
        return {}, Objection(expected, place=field.name, read=_shown(value))
    return {field.name: _number(value) if field.kind in _NUMBERS and isinstance(value, str) else value}, None


def _all_text(sides: Mapping[str, object]) -> bool:
    return all(isinstance(side, str) for side in sides.values())


def _expected(field: Field, value: object) -> str:
    """The sentence that says what was expected instead, empty when the value will do."""
    if field.kind in _NUMBERS:
        return "" if isinstance(value, str | Decimal) else A_NUMBER
    if field.kind is Kind.YES_NO:
        return "" if isinstance(value, bool | str) else YES_OR_NO
    return "" if isinstance(value, str) else NOT_TEXT


def read_file(told: Mapping[str, object]) -> BroughtFile | None:
    """What is told of a scanned paper; None when a name, a size or a sha256 is missing or is none."""
    name, size, sha256 = told.get("name"), told.get("size"), told.get("sha256")
    media_type = told.get("media_type", "")
    texts = isinstance(name, str) and isinstance(sha256, str) and isinstance(media_type, str)
    if not texts or not isinstance(size, Decimal) or told.keys() - {"name", "size", "sha256", "media_type"}:
        return None
    file = BroughtFile(str(name), int(size), str(sha256), str(media_type))
    return file if file.is_sound and size == file.size else None


def _shown(value: object) -> str:
    """What was read, as far as it helps to find it."""
    if isinstance(value, str):
        return value[:80]
    return json.dumps(value, ensure_ascii=False, default=str)[:80]
