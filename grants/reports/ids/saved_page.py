"""What a saved page of a funder's system tells of its ids: ИСУН's form of a report as saved by a browser, or FinanceBudget.xml.

Nothing in the page is run: the one object in it that is wanted is found by its braces and read as JSON.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from grants.errors import Objected, Objection
from grants.reports.particulars import Numbered
from grants.values.language import N_

NO_PAGE = N_(
    "This is no saved page of an open report in ИСУН: nothing in it names the parts of a contract. Open the financial "
    "report there for editing, save the page in your browser (Ctrl+S, “web page, HTML only”) and choose that file."
)
CUT_OFF = N_(
    "The page was not saved whole: what ИСУН says of the contract breaks off in it. Save it again and choose that file."
)
NOTHING_IN_IT = N_(
    "The page is of a report in ИСУН, and no part of the contract has an id in it. Save it when the form has loaded completely."
)
TOO_LARGE = N_("This file is far larger than a page of ИСУН. Choose the saved page of the open report.")
BROKEN_XML = N_("This XML file is damaged, or declares things of its own. Take FinanceBudget.xml from ИСУН again.")

MOST: Final = 12 * 1024 * 1024  # bytes; a form with a thousand documents is a fifth of it
_DEEPEST: Final = 60
_GUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_NO_ID: Final = "00000000-0000-0000-0000-000000000000"
_WANTED: Final = re.compile(r"""\b(?:FinanceReport|TechnicalReport)["']?\s*[:=]\s*(?=\{)""")
_CONTRACT: Final = re.compile(rf"/report/({_GUID})", re.IGNORECASE)
_PACKAGE: Final = re.compile(rf"packageGid=({_GUID})", re.IGNORECASE)

# Under which names things stand in the page. What stands deeper is of the same kind until another name says otherwise.
_KINDS: Final[Mapping[str, Numbered | None]] = {
    "partneritemcollection": Numbered.PARTNER,
    "partneritem": Numbered.PARTNER,
    "contractoritemcollection": Numbered.CONTRACTOR,
    "contractoritem": Numbered.CONTRACTOR,
    "contractcontractoritems": Numbered.SUPPLY,
    "contractcontractoritem": Numbered.SUPPLY,
    "budgetdetail": Numbered.LINE,
    "financebudgetlevel3": Numbered.LINE,
    "contractactivity": Numbered.ACTIVITY,
    "bfpcontractactivity": Numbered.ACTIVITY,
    "bfpcontractindicator": Numbered.INDICATOR,
    "attacheddocument": None,
    "attacheddocuments": None,
}

# Under which names stands what the contracts with contractors are for; the contract "" is that of whatever has none.
_PAIRS: Final = frozenset(
    {"activitybudgetdetailitems", "activitybudgetdetaildatacollection", "activitybudgetdetaildata"}
)
_CONTRACT_OF: Final = "contractcontractorid"


@dataclass(frozen=True, slots=True)
class Found:
    """A part of the contract as the funder's system knows it."""

    kind: Numbered
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SavedPage:
    """Everything a page tells; the two ids "" where it does not say them."""

    found: tuple[Found, ...]
    contract: str = ""
    package: str = ""
    pairs: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By the id of each contract with a contractor the ids of the lines it is for, each with an activity or ""; none where
    the page shows it with no line at all.
    """


def read_page(content: bytes) -> SavedPage:
    """What the page tells. Raises Objected with a sentence that says what is wrong with it."""
    if len(content) > MOST:
        raise _refused(TOO_LARGE)
    text = _decoded(content)
    if _WANTED.search(text):
        return _of_form(text)
    if "FinanceBudgetLevel3" in text:
        return SavedPage(_once(_of_budget(text)))
    raise _refused(NO_PAGE)


def _refused(sentence: str) -> Objected:
    return Objected([Objection(sentence, place="page")])


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16", "cp1251"):
        if encoding == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


# --- the form, as a browser saved it ----------------------------------------------------------------------------------


def _of_form(text: str) -> SavedPage:
    told = _told(text) or _told(html.unescape(text))  # the second: a page of its source, saved as a page
    if told is None:
        raise _refused(CUT_OFF)
    try:
        found = _once(_walked(told, None, 0))
    except ValueError:
        raise _refused(CUT_OFF) from None
    if not found:
        raise _refused(NOTHING_IN_IT)
    top = {key.casefold(): value for key, value in told.items()}
    contract, package = _guid(top.get("contractgid")), _guid(top.get("packagegid"))
    pairs = dict(_pairs(told))
    return SavedPage(found, contract or _met(_CONTRACT, text), package or _met(_PACKAGE, text), pairs)


def _told(text: str) -> dict[str, Any] | None:
    """The object of the report; None where it breaks off or is none."""
    wanted = _WANTED.search(text)
    try:
        told = json.loads(_object_at(text, wanted.end())) if wanted else None
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _object_at(text: str, start: int) -> str:
    """The object that begins there, up to the brace that closes it; braces in texts are no braces."""
    depth, in_text, at = 0, False, start
    for sign in re.finditer(r'[{}"]|\\.', text[start:]):
        at, mark = start + sign.end(), sign.group()
        if mark == '"':
            in_text = not in_text
        elif not in_text and mark in "{}":
            depth += 1 if mark == "{" else -1
            if not depth:
                return text[start:at]
    raise ValueError


def _walked(told: Any, kind: Numbered | None, depth: int) -> Iterator[Found]:
    """Everything below that has an id and stands under a name that says what it is."""
    if depth > _DEEPEST:
        raise ValueError
    if isinstance(told, list):
        for one in told:
            yield from _walked(one, kind, depth + 1)
    elif isinstance(told, dict):
        by_name = {key.casefold(): value for key, value in told.items()}
        id_ = _guid(by_name.get("id")) or _guid(by_name.get("gid"))
        if kind and id_:
            yield Found(kind, id_, _name(by_name))
        for name, value in by_name.items():
            if isinstance(value, list | dict):
                yield from _walked(value, _KINDS.get(name, kind), depth + 1)


def _pairs(told: Mapping[str, Any]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """What each contract is for: under its id, or in a list in which each says which contract it is of."""
    for name, value in told.items():
        if name.casefold() not in _PAIRS or not isinstance(value, list | dict):
            continue
        listed = [value] if isinstance(value, dict) and _CONTRACT_OF in {one.casefold() for one in value} else value
        by_contract = listed.items() if isinstance(listed, dict) else [(_contract_of(one), one) for one in listed]
        for contract, pairs in by_contract:
            id_, found = _guid(contract), tuple(dict.fromkeys(_in_pairs(pairs, 0)))
            if id_ and (found or set(_ids_in(pairs)) <= {id_}):  # else there is something in it that is not understood
                yield id_, found


def _contract_of(told: Any) -> object:
    by_name = {key.casefold(): value for key, value in told.items()} if isinstance(told, dict) else {}
    return by_name.get(_CONTRACT_OF)


def _in_pairs(told: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Every line below, with the activity beside it."""
    if depth > _DEEPEST:
        raise ValueError
    if isinstance(told, list):
        for one in told:
            yield from _in_pairs(one, depth + 1)
    elif isinstance(told, dict):
        by_name = {key.casefold(): value for key, value in told.items()}
        line, activity = (_id_of(by_name.get(name)) for name in ("budgetdetail", "contractactivity"))
        if line:
            yield line, activity
        else:
            yield from _in_pairs(list(by_name.values()), depth + 1)


def _ids_in(told: Any) -> Iterator[str]:
    """Every id below."""
    for one in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        if isinstance(one, list | dict):
            yield from _ids_in(one)
        elif id_ := _guid(one):
            yield id_


def _id_of(told: Any) -> str:
    by_name = {key.casefold(): value for key, value in told.items()} if isinstance(told, dict) else {}
    return _guid(by_name.get("id")) or _guid(by_name.get("gid"))


def _name(by_name: Mapping[str, Any]) -> str:
    """What a thing is called: by itself, or one below it (an indicator of the contract names the indicator)."""
    for key in ("name", "displayname", "title", "code"):
        if isinstance(by_name.get(key), str) and by_name[key].strip():
            return " ".join(by_name[key].split())
    for value in by_name.values():
        if isinstance(value, dict) and (name := _name({key.casefold(): one for key, one in value.items()})):
            return name
    return ""


def _guid(value: object) -> str:
    text = str(value or "").strip().strip("{}").casefold()
    return text if re.fullmatch(_GUID, text) and text != _NO_ID else ""


def _met(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1).casefold() if found else ""


def _once(found: Iterator[Found]) -> tuple[Found, ...]:
    """Each thing once, with the first name it is called by."""
    known: dict[tuple[Numbered, str], Found] = {}
    for one in found:
        before = known.get((one.kind, one.id))
        if before is None or not before.name:
            known[one.kind, one.id] = one
    return tuple(known.values())


# --- the budget as XML ------------------------------------------------------------------------------------------------


class _Budget:
    """The lines of the third level while the file is read."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.path: list[str] = []
        self.levels: list[dict[str, str]] = []
        self.text = ""

    def opens(self, name: str, attributes: Mapping[str, str]) -> None:
        self.path.append(_local(name))
        self.text = ""
        if self.path[-1].startswith("FinanceBudgetLevel"):
            self.levels.append({"gid": attributes.get("gid", "")})

    def said(self, text: str) -> None:
        self.text += text

    def closes(self, _name: str) -> None:
        name = self.path.pop()
        above = self.path[-1] if self.path else ""
        if name in {"Name", "OrderNum"} and above.startswith("FinanceBudgetLevel") and self.levels:
            self.levels[-1][name] = " ".join(self.text.split())
        elif name.startswith("FinanceBudgetLevel"):
            if name.endswith("3") and (id_ := _guid(self.levels[-1]["gid"])):
                self.found.append(Found(Numbered.LINE, id_, self.called()))
            self.levels.pop()

    def called(self) -> str:
        """A line as ИСУН shows it: I.1.2 and its name."""
        first, *others = [level.get("OrderNum", "") for level in self.levels]
        number = ".".join([roman(first), *others])
        return f"{number} {self.levels[-1].get('Name', '')}".strip()


def _of_budget(text: str) -> Iterator[Found]:
    budget = _Budget()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.StartElementHandler = budget.opens
    parser.EndElementHandler = budget.closes
    parser.CharacterDataHandler = budget.said
    parser.StartDoctypeDeclHandler = _no_declarations
    try:
        parser.Parse(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode(), True)
    except (expat.ExpatError, _DeclaresError):
        raise _refused(BROKEN_XML) from None
    yield from budget.found


class _DeclaresError(Exception):
    """The file declares entities of its own."""


def _no_declarations(*_told: object) -> None:
    raise _DeclaresError


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def roman(text: str) -> str:
    """A chapter's number in Roman figures; what is no number stays."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 400):
        return text
    left, written = int(text), ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        written += sign * (left // value)
        left %= value
    return written
