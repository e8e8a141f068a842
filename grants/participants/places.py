"""The official list of districts and settlements, as people write them; the funder's underscores stay at its sheet's edge."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

_LIST: Final = "places.tsv"  # a district a line, its settlements after it


@cache
def _places() -> Mapping[str, tuple[str, ...]]:
    text = files("grants.participants").joinpath(_LIST).read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line)
    return MappingProxyType({district: tuple(settlements) for district, *settlements in lines})


@cache
def _sought() -> Mapping[str, frozenset[str]]:
    return MappingProxyType({district: frozenset(settlements) for district, settlements in _places().items()})


DISTRICTS: Final = tuple(_places())


def settlements(district: str) -> tuple[str, ...]:
    """The settlements of a district, in the list's order; none where there is no such district."""
    return _places().get(district, ())


def in_district(settlement: str, district: str) -> bool:
    """Whether a settlement of that name lies in the district."""
    return settlement in _sought().get(district, frozenset())


def districts_of(settlement: str) -> tuple[str, ...]:
    """The districts in which a settlement of that name lies: often one, of some names several."""
    return tuple(district for district in DISTRICTS if in_district(settlement, district))
