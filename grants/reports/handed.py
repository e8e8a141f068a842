"""Files of reports handed over to be saved, and those that are kept nowhere."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from grants.reports.people_export import Exported, called
from grants.values.files import KINDS
from grants.web.pages import Visit

XLSX: Final = KINDS["xlsx"]
XML: Final = KINDS["xml"]


def disposition(name: str) -> str:
    """A file to be saved under its own name, whatever its alphabet (RFC 6266), with a Latin one for old programs."""
    latin = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_. ") else "_" for sign in name)
    return f"attachment; filename=\"{latin}\"; filename*=UTF-8''{quote(name, safe='')}"


def handed_over(visit: Visit, made: Exported, name: str, suffix: str = ".xlsx", media_type: str = XLSX) -> Response:
    """A file that is kept nowhere, to be saved by whoever asked for it."""
    headers = {
        "content-disposition": disposition(called(name, visit.project, visit.today, suffix)),
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return Response(made.content, media_type=media_type, headers=headers)
