"""Files that come with a form and files that are given out: nothing is shown by a browser that could act in our name."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.datastructures import UploadFile
from starlette.responses import Response

from grants.errors import NotFound
from grants.storage.files import NOT_HERE, FileStore
from grants.values.files import disposition, shown_as


async def pieces(file: UploadFile) -> AsyncIterator[bytes]:
    """A file of a form, piece by piece."""
    while piece := await file.read(1024 * 1024):
        yield piece


async def given_out(store: FileStore, name: str, sha256: str, *, here: bool = True) -> Response:
    """A kept file; shown by the browser only where its own bytes say that it may be, else saved under its name."""
    if not here:
        raise NotFound(NOT_HERE)
    content = await store.read(sha256)
    media_type = shown_as(content[:16])
    response = Response(content, media_type=media_type or "application/octet-stream")
    response.headers["Content-Disposition"] = disposition("inline" if media_type else "attachment", name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
