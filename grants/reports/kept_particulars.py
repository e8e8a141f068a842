"""What a funder's form asks beside the figures, as a file: frozen with a package, read back whenever its files are made again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from grants.reports.particulars import ActivityTold, FunderName, IndicatorTold, Numbered, Particulars, Preparer


@dataclass(frozen=True)
class _Kept:
    """As it lies in the file: no one's personal number is among it."""

    ids: tuple[tuple[Numbered, int, FunderName], ...]
    contract: FunderName | None
    package: FunderName | None
    preparer: Preparer
    activities: tuple[ActivityTold, ...]
    indicators: tuple[IndicatorTold, ...]


@cache
def _kept() -> TypeAdapter[_Kept]:
    return TypeAdapter(_Kept)


def bytes_of(known: Particulars) -> bytes:
    """The file; the same particulars always give the same bytes."""
    ids = tuple((kind, row_id, name) for (kind, row_id), name in sorted(known.ids.items()))
    told = _Kept(ids, known.contract, known.package, known.preparer, known.activities, known.indicators)
    return _kept().dump_json(told)


def particulars_in(path: Path) -> Particulars:
    """The particulars that are kept in a file."""
    told = _kept().validate_json(path.read_bytes())
    ids = {(kind, row_id): name for kind, row_id, name in told.ids}
    return Particulars(ids, told.contract, told.package, told.preparer, told.activities, told.indicators)
