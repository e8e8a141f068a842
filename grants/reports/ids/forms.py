"""The form of the funder's ids as typed: an id for each row, the address of the open report, who prepares the report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from grants.errors import Objection
from grants.funders.ground import Linked
from grants.reports.ids.pairs import pairs_read, rows_by_number
from grants.reports.ids.queries import CONTRACT_AND_PACKAGE, Key, Numberable
from grants.reports.particulars import FunderName, Numbered, Preparer
from grants.values.language import N_

NO_ID = N_(
    "“{text}” is no id of ИСУН. An id is 32 letters and digits in five groups, such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301."
)
NO_ADDRESS = N_(
    "No id of a contract is in this address. Copy it from the open report in ИСУН; it contains “/report/” and an id."
)
TWICE = N_("The same id already stands for another row.")

_ID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_TYPED: Final = re.compile(rf"\{{?({_ID})\}}?(?:\s+(.+))?", re.IGNORECASE | re.DOTALL)
PREPARER: Final = ("preparer", "preparer_position", "preparer_phone", "preparer_email")


def field_of(key: Key) -> str:
    """The name of a row's field."""
    return f"{key[0].value}-{key[1]}"


@dataclass(frozen=True, slots=True)
class Typed:
    """What is to be kept: of each row that was on the form and differs from what it showed, its id or None, and of each such
    contract what it is for; and what is wrong.
    """

    ids: dict[Key, FunderName | None] = field(default_factory=dict)
    pairs: dict[int, frozenset[Linked]] = field(default_factory=dict)
    preparer: Preparer = field(default_factory=Preparer)
    objections: tuple[Objection, ...] = ()


def pairs_field(supply_id: int) -> str:
    """The name of the field of what a contract is for."""
    return f"pairs-{supply_id}"


def read_typed(typed: Mapping[str, str], found: Sequence[Numberable], known: Mapping[Key, FunderName]) -> Typed:
    """What the form says. A row left as it was shown says nothing, so that two people may fill in two halves."""
    ids: dict[Key, FunderName | None] = {}
    wrong: list[Objection] = []
    for one in found:
        name = field_of(one.key)
        told, shown = typed.get(name), typed.get(f"was-{name}", "")
        if told is None or told.strip().casefold() == shown.strip().casefold():
            continue
        ids[one.key] = _read(told.strip(), name, known.get(one.key), wrong)
    pairs = _pairs(typed, found, wrong)
    _from_address(typed.get("address", "").strip(), found, ids, wrong)
    wrong += _twice(known, ids)
    return Typed(ids, pairs, Preparer(*(typed.get(name, "").strip() for name in PREPARER)), tuple(wrong))


def _pairs(
    typed: Mapping[str, str], found: Sequence[Numberable], wrong: list[Objection]
) -> dict[int, frozenset[Linked]]:
    rows, pairs = rows_by_number(found), {}
    for one in found:
        name = pairs_field(one.ours.row_id)
        told, shown = typed.get(name), typed.get(f"was-{name}", "")
        if one.ours.kind is Numbered.SUPPLY and told is not None and _plain(told) != _plain(shown):
            pairs[one.ours.row_id] = pairs_read(told, name, rows, wrong)
    return pairs


def _plain(pairs: str) -> list[str]:
    """Pairs without how their rows are set apart."""
    return pairs.replace(";", "\n").split()


def _read(text: str, name: str, known: FunderName | None, wrong: list[Objection]) -> FunderName | None:
    if not text:
        return None
    said = _TYPED.fullmatch(text)
    if not said:
        wrong.append(Objection(NO_ID, {"text": text[:80]}, place=name))
        return known
    id_, called = said.group(1).casefold(), " ".join((said.group(2) or "").split())
    return FunderName(id_, called or (known.name if known and known.id == id_ else ""))


def _from_address(
    address: str, found: Sequence[Numberable], ids: dict[Key, FunderName | None], wrong: list[Objection]
) -> None:
    """The contract and its open package from the address of the page they are open in."""
    if not address:
        return
    contract = re.search(rf"/report/({_ID})", address, re.IGNORECASE)
    package = re.search(rf"packageGid=({_ID})", address, re.IGNORECASE)
    if not contract:
        wrong.append(Objection(NO_ADDRESS, place="address"))
    keys = {one.ours.kind: one.key for one in found}
    for kind, met in zip(CONTRACT_AND_PACKAGE, (contract, package), strict=True):
        if met:
            ids[keys[kind]] = FunderName(met.group(1).casefold())


def _twice(known: Mapping[Key, FunderName], ids: Mapping[Key, FunderName | None]) -> list[Objection]:
    """Two lines, activities, partners or contracts are never one and the same; contractors have many contracts."""
    stands: dict[tuple[str, str], Key] = {}
    wrong = []
    for key, name in {**known, **ids}.items():
        if name is None or key[0].value == "contractor":
            continue
        other = stands.setdefault((key[0].value, name.id), key)
        if other != key:
            changed = key if key in ids else other
            wrong.append(Objection(TWICE, place=field_of(changed)))
    return wrong
