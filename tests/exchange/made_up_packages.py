"""Report packages of made-up projects: their rows, texts, files and figures, the funder's ids, own workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from grants.exchange import packaged
from grants.exchange.packages_told import NAMED_AFTER
from grants.funders.registry import FORMATS
from grants.values.entry import reference_key
from grants.values.records import Record

Told = dict[str, Any]
Names = dict[str, list[str]]
Draws = Callable[[Record, Names], st.SearchStrategy[Told]]
_SUMS = st.text("0123456789abcdef", min_size=64, max_size=64)
_MOMENTS = st.sampled_from(("2026-11-22T10:00:00Z", "2025-02-03T04:05:06.000007Z"))
_FORMATS = st.sampled_from([(one.code, one.edition) for one in FORMATS if not one.of_people])
_FIGURES = st.fixed_dictionaries(
    {
        "documents": st.integers(0, 9),
        "expenses": st.integers(0, 9),
        "claimed": st.lists(st.sampled_from(("-1.20", "123456789.01")), max_size=2),
        "lines": st.lists(st.sampled_from(("1", "2.1", "=1+1")), max_size=2),
    }
)


@st.composite
def packages(draw: st.DrawFn, names: Names, record: Draws) -> Told:
    """All lists of packaged.py, as a file has them; those of a package follow the order of the packages."""
    told: Told = {}

    def some(declared: Record, most: int = 2, **more: Any) -> list[Told]:
        needed = [one.refers_to for one in declared.fields if one.required and one.refers_to]
        if not all(names.get(name) for name in needed):
            return []
        found = [
            draw(record(declared, names)) | {name: draw(one) for name, one in more.items()}
            for _ in range(draw(st.integers(0, most)))
        ]
        unique = packaged.UNIQUE.get(declared.name)
        fields = [one.removesuffix("_id") for one in unique] if unique is not None else None
        return [_ordered(declared, one) for one in (_once(found, fields) if fields is not None else found)]

    listed = some(packaged.PACKAGE, ground=_SUMS | st.just(""), ready=_MOMENTS, after=st.none())
    for one in listed:
        one["format"], one["edition"] = draw(_FORMATS)
    names["package"] = [f"{at}.1" for at, _ in enumerate(listed, 1)]
    if len(listed) == 2 and draw(st.booleans()):
        listed[1]["after"] = names["package"][0]
    told[packaged.PACKAGE.many] = [
        {"number": number, **_ordered(packaged.PACKAGE, one)}
        for number, one in zip(names["package"], listed, strict=True)
    ]
    for of in (packaged.ROW, packaged.OUT, packaged.PART, packaged.REQUEST, packaged.TEXT, packaged.MET):
        more: Told = {"changed": _MOMENTS} if of is packaged.PART else {}
        told[of.many] = sorted(some(of, **more), key=lambda one: names["package"].index(one["package"]))
    told[packaged.ASKED.many] = sorted(some(packaged.ASKED), key=lambda one: str(one["kind"]))
    _by_place(told[packaged.MET.many], "package", names["package"], "deadline", names["deadline"])
    reports = some(packaged.PREPARED, prepared=_MOMENTS)
    names["report"] = [str(at) for at, _ in enumerate(reports, 1)]
    told[packaged.PREPARED.many] = [
        {"number": number, **one} for number, one in zip(names["report"], reports, strict=True)
    ]
    files = some(packaged.PREPARED_FILE, name=st.sampled_from(("Отчет №1.xlsx", "=a.xml")), sha256=_SUMS)
    told[packaged.PREPARED_FILE.many] = sorted(files, key=lambda one: names["report"].index(one["report"]))
    told[packaged.FIGURE.many] = [
        *(
            one
            for number in names["package"]
            if draw(st.booleans())
            for one in _figures("package", number, draw(_FIGURES))
        ),
        *(one for number in names["report"] for one in _figures("report", number, draw(_FIGURES))),
    ]
    told[packaged.ID.many] = list(_ids(some(packaged.ID, most=3), names))
    told[packaged.PAIR.many] = some(packaged.PAIR)
    told[packaged.PREPARER.many] = some(packaged.PREPARER, most=1, name=st.just("Мария"))
    workbooks = some(packaged.WORKBOOK, file_name=st.just("Образец.xlsx"), sha256=_SUMS, uploaded=_MOMENTS)
    told[packaged.WORKBOOK.many] = sorted(workbooks, key=lambda one: str(one["name"]))
    names["own_template"] = [one["name"] for one in told[packaged.WORKBOOK.many]]
    cells = some(packaged.CELL)
    told[packaged.CELL.many] = sorted(cells, key=lambda one: names["own_template"].index(one["template"]))
    books = some(packaged.BOOK, file_name=st.just("Образец.xlsx"), sha256=_SUMS | st.just(""))
    told[packaged.BOOK.many] = sorted(books, key=lambda one: names["package"].index(one["package"]))
    return told


def _ordered(declared: Record, told: Told) -> Told:
    found = {one.name: told.get(one.name) for one in declared.fields}
    return {name: value for name, value in found.items() if value not in (None, "", {})}


def _once(found: list[Told], fields: list[str]) -> list[Told]:
    met = {tuple(reference_key(str(one.get(name, ""))) for name in fields): one for one in found}
    return list(met.values())


def _by_place(listed: list[Told], first: str, firsts: list[str], then: str, seconds: list[str]) -> None:
    listed.sort(key=lambda one: (firsts.index(one[first]), seconds.index(one[then])))


def _figures(of: str, row: str, told: Told) -> Iterator[Told]:
    pairs = [("documents", str(told["documents"])), ("expenses", str(told["expenses"])), ("late", "0")]
    for at, amount in enumerate(told["claimed"]):
        pairs += [(f"claimed.{at}.amount", amount), (f"claimed.{at}.currency", "BGN")]
    for name in ("euro", "rounding_difference"):
        pairs += [(f"{name}.amount", "0.00"), (f"{name}.currency", "EUR")]
    for at, number in enumerate(told["lines"]):
        pairs += [(f"lines.{at}.number", number), (f"lines.{at}.kind", "actual"), (f"lines.{at}.currency", "EUR")]
        pairs += [
            (f"lines.{at}.{name}", "1.00")
            for name in ("approved", "previous", "opening", "this", "so_far", "remaining")
        ]
    for path, value in pairs:
        yield {"of": of, "row": row, "figure": path, "value": value}


def _ids(found: list[Told], names: Names) -> Iterator[Told]:
    """Each of a row that is there, those of one kind together."""
    met: set[tuple[str, str]] = set()
    for kind, of in NAMED_AFTER.items():
        for one in found:
            rows = names[of] if of else [""]
            if one["kind"] != kind or not rows or (kind.value, rows[0]) in met:
                continue
            met.add((kind.value, rows[0]))
            yield _ordered(packaged.ID, {**one, "row": rows[0]})
