"""The .zip of a project: its .json and, beside it, the papers of its documents under names people recognise."""

from __future__ import annotations

import asyncio
import hashlib
import re
import zipfile
from collections.abc import AsyncIterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from grants.errors import Objection
from grants.exchange.brought import Brought
from grants.exchange.hung import ATTACHED
from grants.exchange.json_file import read_json
from grants.exchange.json_file import written as written_json
from grants.exchange.packaged import PREPARED_FILE, WITH_FILES, WORKBOOK
from grants.storage.packing import Member, put
from grants.storage.unpacking import MOST_UNPACKED, pieces, unpacked, unpacking
from grants.values.language import N_
from grants.values.wording import Wording

PROJECT_JSON = "project.json"
PAPERS = "files"
NOT_NAMED = N_("“{name}” in the .zip belongs to no document of the project. It was left out.")

_SAFE = re.compile(r"[^\w.,()\- №]+")


def written(told: Mapping[str, Any], papers: Mapping[str, Path]) -> bytes:
    """The .zip; `papers` tells where the bytes of each sha256 lie. What is not there is left out."""
    ink = BytesIO()
    with zipfile.ZipFile(ink, "w") as archive:
        put(archive, Member(PROJECT_JSON, written_json(told)))
        for name, sha256 in _names(told, papers).items():
            put(archive, Member(name, papers[sha256]))
    return ink.getvalue()


def _names(told: Mapping[str, Any], papers: Mapping[str, Path]) -> dict[str, str]:
    """Under which name each file lies in the .zip: its document's number, or its row, and its own name."""
    names: dict[str, str] = {}
    for document in told.get("supporting_documents", ()):
        for file in document.get("files", ()):
            if file["sha256"] not in papers or file["sha256"] in names.values():
                continue
            names[_free_name(names, f"{document['number']} {file['name']}", file["sha256"])] = file["sha256"]
    for name, file in (
        *((f"{one['of']} {one['row']} {one['name']}", one) for one in told.get(ATTACHED.many, ())),
        *((f"report {one['report']} {one['name']}", one) for one in told.get(PREPARED_FILE.many, ())),
        *((f"{WORKBOOK.name} {one['file_name']}", one) for one in told.get(WORKBOOK.many, ())),
    ):
        if file["sha256"] in papers and file["sha256"] not in names.values():
            names[_free_name(names, name, file["sha256"])] = file["sha256"]
    return names


def _free_name(names: Mapping[str, str], wanted: str, sha256: str) -> str:
    stem, dot, ending = _safe(wanted).rpartition(".")
    name = f"{PAPERS}/{stem}{dot}{ending}"
    return f"{PAPERS}/{stem} {sha256[:12]}{dot}{ending}" if name in names else name


def _safe(name: str) -> str:
    return _SAFE.sub("_", name).strip(" .") or "_"


def read_archive(content: bytes | Path, words: Wording, limit: int) -> Brought:
    """What a .zip brings: its project.json, and where in it the papers lie. Raises Objected."""
    with unpacking(content, max(MOST_UNPACKED, 2 * limit)) as archive:
        brought = read_json(unpacked(archive, PROJECT_JSON), words)
        members = [one.filename for one in archive.infolist() if not one.is_dir() and one.filename != PROJECT_JSON]
        lying = {name: _sha256(archive, name) for name in members}
    named = {file.sha256 for one in brought.records.get("document", ()) for file in one.files}
    for record in (ATTACHED, *WITH_FILES):
        named |= {str(one.typed.get("sha256", "")) for one in brought.records.get(record.name, ())}
    brought.carried = {sha256: name for name, sha256 in lying.items() if sha256 in named}
    left_out = [name for name, sha256 in lying.items() if sha256 not in named]
    brought.warnings += [Objection(NOT_NAMED, {"name": name[:200]}, read=name[:80]) for name in left_out]
    return brought


def _sha256(archive: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    for piece in pieces(archive, name):
        found.update(piece)
    return found.hexdigest()


async def carried_paper(archive: zipfile.ZipFile, name: str) -> AsyncIterator[bytes]:
    """One paper of the .zip, piece by piece, read beside the event loop."""
    found = pieces(archive, name)
    while piece := await asyncio.to_thread(next, found, b""):
        yield piece
