"""Figures as they were kept with a package or a report, told one by one: by their path, each with its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec

from grants.values.reading import whole_number

_Amount = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,15}\.[0-9]{2}$")]
_Currency = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$")]
_Count = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


class _Sum(msgspec.Struct, forbid_unknown_fields=True):
    amount: _Amount = "0.00"
    currency: _Currency = "EUR"


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    number: str = ""
    kind: str = ""
    currency: _Currency = "EUR"
    approved: _Amount = "0.00"
    previous: _Amount = "0.00"
    opening: _Amount = "0.00"
    this: _Amount = "0.00"
    so_far: _Amount = "0.00"
    remaining: _Amount = "0.00"


class _Figures(msgspec.Struct, omit_defaults=False):
    documents: _Count = 0
    expenses: _Count = 0
    late: _Count = 0
    claimed: list[_Sum] = []
    grant: list[_Sum] = []
    own: list[_Sum] = []
    in_kind: list[_Sum] = []
    third: list[_Sum] = []
    euro: _Sum = msgspec.field(default_factory=_Sum)
    rounding_difference: _Sum = msgspec.field(default_factory=_Sum)
    without_rate: list[str] = []
    lines: list[_Line] = []
    line_totals: list[_Line] = []
    particulars: str = ""
    inventory: list[str] = []


_COUNTS = ("documents", "expenses", "late")


def figures_told(figures: Mapping[str, Any], documents: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Each figure by its path ("claimed.0.amount"), in a fixed order; documents by their number. What is empty is not told."""
    inventory = [documents[one] for one in figures.get("inventory", ()) if one in documents]
    kept = msgspec.convert({**figures, "inventory": inventory}, _Figures)
    yield from _paths("", msgspec.to_builtins(kept))


def _paths(above: str, told: Any) -> Iterator[tuple[str, str]]:
    if isinstance(told, Mapping | list):
        pairs = told.items() if isinstance(told, Mapping) else enumerate(told)
        for name, one in pairs:
            yield from _paths(f"{above}.{name}" if above else str(name), one)
    elif told != "":
        yield above, str(told)


def figures_read(told: Sequence[tuple[str, str]], documents: Mapping[str, int]) -> dict[str, Any] | str:
    """The figures again, documents by their place; or the path of the first that can't be so."""
    tree: dict[str, Any] = {}
    for path, value in told:
        names = path.split(".")
        if len(names) > 3 or names[0] not in _Figures.__struct_fields__:
            return path
        at = tree
        for name in names[:-1]:
            at = at.setdefault(name, {})
            if not isinstance(at, dict):
                return path
        if names[-1] in at:
            return path
        count = whole_number(value) if path in _COUNTS else None
        at[names[-1]] = value if count is None else count
    listed = {name: _listed(one) if name in _LISTS else one for name, one in tree.items()}
    try:
        found = msgspec.to_builtins(msgspec.convert(listed, _Figures))
    except msgspec.ValidationError as problem:
        return str(problem).rpartition("$.")[2].rstrip("`") or told[0][0]
    unknown = next((one for one in found["inventory"] if one not in documents), None)
    if unknown is not None:
        return "inventory"
    return {**found, "inventory": [documents[one] for one in found["inventory"]]}


_LISTS = frozenset({"claimed", "grant", "own", "in_kind", "third", "without_rate", "lines", "line_totals", "inventory"})


def _listed(told: Any) -> Any:
    """What stands under 0, 1, 2… as a list; anything else as it is, to be objected to."""
    if isinstance(told, dict) and list(told) == [str(at) for at in range(len(told))]:
        return list(told.values())
    return told
