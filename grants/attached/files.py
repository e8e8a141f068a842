"""Files on their way into the store: looked at before they are kept, named as they were sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from grants.errors import Objected
from grants.storage.files import FileStore, pieces_of
from grants.values.files import BEGINNING, KeptFile, false_name, file_objection, kept_name, media_type_of
from grants.web.files import pieces
from grants.web.forms import Sent


@dataclass(frozen=True, slots=True)
class Sending:
    """A file somebody sends: its name, its bytes as they come, and the media type it was sent under."""

    name: str
    stream: AsyncIterator[bytes] | bytes
    claimed: str = ""


def sendings_of(form: Sent, name: str = "file") -> list[Sending]:
    """The files of a form on their way into the store."""
    return [Sending(file.filename or "", pieces(file), file.content_type or "") for file in form.files.get(name, ())]


async def kept_files(sent: Sequence[Sending], store: FileStore, limit: int) -> list[KeptFile]:
    """The files, kept in the store; `limit` in bytes for each.

    Raises Objected about one that is empty, of a kind that is not kept, or not what it says; TooLarge; NoRoom. Bytes
    kept before one of them was refused lie there unnamed and harm nothing.
    """
    return [await _kept(sending, store, limit) for sending in sent]


async def _kept(sending: Sending, store: FileStore, limit: int) -> KeptFile:
    name = kept_name(sending.name) or "?"
    stream = pieces_of(sending.stream)
    beginning = await _beginning(stream)
    objection = file_objection(name, len(beginning)) or false_name(name, sending.claimed, beginning[:BEGINNING])
    if objection:
        raise Objected([objection])
    kept = await store.keep(_from(beginning, stream), limit)
    return KeptFile(name, media_type_of(name, beginning), kept.size, kept.sha256)


async def _beginning(pieces: AsyncIterator[bytes]) -> bytes:
    """As much of the file as tells what it is, however small the pieces it comes in."""
    found = b""
    while len(found) < BEGINNING and (piece := await anext(pieces, b"")):
        found += piece
    return found


async def _from(beginning: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield beginning
    async for piece in rest:
        yield piece
