"""A funder's XML file written from its tree and the values of a report. The same values always give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from grants.funders.tree import Branch, Document, Element, Listed, Plain
from grants.values.language import Text

Told = Mapping[str, Any]

DECLARATION: Final = '<?xml version="1.0" encoding="utf-8"?>'
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Before it reads the file, ИСУН takes this text for an ampersand that somebody forgot to write out.
_TAKEN_FOR_AMPERSAND: Final = re.compile("(?<!&)amp;")


def written_tree(document: Document, told: Told) -> bytes:
    """The file: a declaration, UTF-8, a line for each element, and every namespace where it begins."""
    lines = [
        DECLARATION,
        *_element(document.root, "", _attributes(document.branch, told), document.branch, told, "", 0),
    ]
    return ("\n".join(lines) + "\n").encode()


def _element(
    name: str, opening: str, attributes: str, branch: Branch, told: Told, outer: str, depth: int
) -> Iterator[str]:
    """An element with those below it; `outer` is the namespace it stands in itself."""
    pad = "  " * depth
    below = [line for element in branch.elements for line in _below(element, branch.space, outer, told, depth + 1)]
    if not below:
        yield f"{pad}<{name}{opening}{attributes} />"
        return
    yield f"{pad}<{name}{opening}{attributes}>"
    yield from below
    yield f"{pad}</{name}>"


def _below(element: Element, space: str, outer: str, told: Told, depth: int) -> Iterator[str]:
    """What one element of the tree comes to in this row: nothing, itself, or one for each of its rows."""
    opening = f" xmlns={quoteattr(space)}" if space != outer else ""
    if isinstance(element.of, Branch):
        for row in _rows(element, told):
            yield from _element(element.name, opening, _attributes(element.of, row), element.of, row, space, depth)
        return
    pad = "  " * depth
    value = told.get(element.shows)
    if isinstance(element.of, Listed):
        if isinstance(value, str) and value in element.of.words:
            yield f"{pad}<{element.name}{opening}>"
            inner = f" xmlns={quoteattr(element.of.space)}" if element.of.space != space else ""
            for name, text in zip(("Value", "Description"), element.of.words[value], strict=True):
                yield f"{pad}  <{name}{inner}>{_escaped(text)}</{name}>"
            yield f"{pad}</{element.name}>"
        return
    text = _clean(_text(element, value, told))
    if text or element.always:
        yield f"{pad}<{element.name}{opening}>{_escaped(text)}</{element.name}>"


def _rows(element: Element, told: Told) -> Sequence[Told]:
    """The rows an element with others below it stands for."""
    if not element.shows:
        return (told,) if element.always or _says_something(element.of, told) else ()
    found = told.get(element.shows)
    if found is None:
        return ()
    return (found,) if isinstance(found, Mapping) else found


def _says_something(branch: object, told: Told) -> bool:
    assert isinstance(branch, Branch)
    shown = (*(one.shows for one in branch.elements), *(one.shows for one in branch.attributes))
    return any(told.get(shows) not in (None, "") for shows in shown)


def _attributes(branch: Branch, told: Told) -> str:
    found = ((one.name, told.get(one.shows)) for one in branch.attributes)
    return "".join(f" {name}={quoteattr(_clean(str(value)))}" for name, value in found if value)


def _text(element: Element, value: Any, told: Told) -> str:
    """A value as the file says it; "" where there is none."""
    if isinstance(value, Text):
        value = value.in_("bg")
    opening = element.opens_with.get(told.get("kind", ""), "")
    if opening and not str(value or "").casefold().startswith(opening.casefold()):
        value = f"{opening}: {value}" if value else opening
    if value is None:
        return ""
    match element.of:
        case Plain.DAY:
            return str(value.isoformat())
        case Plain.AMOUNT:
            return str(value.plain)
        case Plain.NUMBER:
            return _number(value)
        case Plain.TRUTH:
            return "true" if value else "false"
        case _:
            return element.words.get(value, "") if element.words else str(value)


def _number(value: Decimal) -> str:
    """A number with a dot and nothing needless: 7.5, 8."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _clean(text: str) -> str:
    """Text without the signs that no XML may hold."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _escaped(text: str) -> str:
    return _TAKEN_FOR_AMPERSAND.sub("amp&#59;", escape(text))
