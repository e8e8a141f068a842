"""A project file as the facts the checks look at, read without a database."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path

import grants.demo
from grants.checks.finding import ProjectFacts
from grants.entries.kinds import PROJECT, ROWS, SHARED
from grants.values.entry import Reader, read_entry, reference_key
from grants.values.records import Kind
from grants.values.wording import wording

FOLDER = Path(grants.demo.__file__).parent / "projects"
NAMES = {
    "000": "social-contracting-2013",
    "001": "social-contracting-2004",
    "002": "administrative-capacity-tvarditsa",
    "003": "social-services-planning-2011",
    "004": "civic-monitoring-vidin",
}


def seed(number):
    """The project file of a seed: a copy, to be changed at will."""
    return json.loads((FOLDER / f"{NAMES[number]}.json").read_text(encoding="utf-8"))


def _typed(record, row):
    typed: dict[str, object] = {}
    for field in record.fields:
        value = row.get(field.name, "")
        if field.kind in (Kind.BOTH_LINE, Kind.BOTH_PROSE):
            typed |= {f"{field.name}_{language}": side for language, side in (value or {}).items()}
        else:
            typed[field.name] = value
    return typed


def facts_of(told, *, today=date(2026, 11, 22), twins=(), edits=()):
    """The facts of a project file; a row's id is its place in its list, counted from 1."""
    told = deepcopy(told)
    references: dict[str, dict[str, int]] = {}
    reader = Reader(wording("en"), today, references)

    def read(kind, row):
        reading = read_entry(kind.record, _typed(kind.record, row), reader)
        assert reading.objections == (), (kind.name, row, reading.objections)
        return kind.complete(reading.values)

    shared = {}
    for kind in SHARED:
        shared[kind.name] = {
            at: read(kind, row) | {"id": at} for at, row in enumerate(told.get(kind.record.many, []), 1)
        }
        names = ((at, row["name_bg"] or row["name_en"]) for at, row in shared[kind.name].items())
        references[kind.name] = {reference_key(name): at for at, name in names}
    project = read(PROJECT, told["project"])
    rows = {}
    for kind in ROWS:
        listed = told.get(kind.record.many, [])
        references[kind.name] = {reference_key(row["number"]): at for at, row in enumerate(listed, 1)}
        rows[kind.name] = [
            read(kind, row) | {"number": row["number"], "id": at, "position": at} for at, row in enumerate(listed, 1)
        ]
    return ProjectFacts(
        code=told["code"],
        project=project,
        rows=rows,
        organisations=shared["organisation"],
        programme=shared["programme"].get(project["programme_id"]),
        procedure=shared["procedure"].get(project["procedure_id"]),
        today=today,
        known=tuple(shared["organisation"].values()),
        files=[
            {"document_id": at, "name": file["name"], "size": file["size"]}
            for at, row in enumerate(told.get("supporting_documents", []), 1)
            for file in row.get("files", ())
        ],
        twins=twins,
        edits=edits,
    )
