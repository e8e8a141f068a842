"""Projects made up from what is declared, for the round trips; texts are chosen to hurt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from grants.entries.kinds import PROJECT, ROWS, SHARED
from grants.exchange.hung import ATTACHED, SAID
from grants.exchange.standing import STANDING
from grants.values.countries import COUNTRIES
from grants.values.entry import reference_key
from grants.values.money import CURRENCIES
from grants.values.records import Field, Kind, Record
from tests.exchange.made_up_packages import packages

HURTFUL = (
    "=1+1",
    '=HYPERLINK("http://x")',
    "+359 2 123",
    "-5",
    "@x",
    "_x0041_",
    "_x005F_x0041_",
    "_x0041_x0042_x0043_",
    "http://пример.бг/?a=1",
    "mailto:a@b.bg",
    "„Мост“ ООД",
    "\"кавички\" и 'апостроф'",
    "<b>&amp;",
    "<r><t>не е</t></r>",
    "<r>",
    "0001",
    "1.2019",
    "TRUE",
    "#DIV/0!",
    "#N/A",
    "С12 СO34",
    "a\u00a0b\u202fc",
    "\ufeffневидим\u200b",
    "😀 емоджи",
    "́акцент",
)
_NO_CHARACTERS = "\ufffe\uffff" + "".join(map(chr, range(0xFDD0, 0xFDF0)))
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters=_NO_CHARACTERS)
_LINES = st.sampled_from(HURTFUL) | st.text(_LETTERS, max_size=12)
_PROSE = (
    _LINES
    | st.sampled_from((" #REF!\n", " водещ интервал", "ред\nред", "\tтаб\t", "\n\nкрай\n", "  "))
    | st.text(_LETTERS | st.sampled_from("\n\t "), max_size=20)
)
_CENTS = st.integers(-(10**15) + 1, 10**15 - 1) | st.sampled_from(
    (0, -1, 18866499, 10**14, 10**15 - 1, 123456789012345)
)
_DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


def _line(field: Field) -> st.SearchStrategy[str]:
    return _LINES.map(lambda text: text[: field.maximum].strip(" "))


def _amount(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def _decimal(units: int, places: int) -> str:
    text = f"{Decimal(units).scaleb(-places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in_order(told: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: told[key] for key in keys if told.get(key) not in (None, "")}


def _both(sides: st.SearchStrategy[str], required: bool) -> st.SearchStrategy[dict[str, str]]:
    both = st.fixed_dictionaries({"bg": sides, "en": sides}).map(lambda two: _in_order(two, "bg", "en"))
    return both.filter(lambda two: any(side.strip() for side in two.values())) if required else both


_MADE: Mapping[Kind, Callable[[Field], st.SearchStrategy[Any]]] = {
    Kind.BOTH_LINE: lambda field: _both(_line(field), field.required),
    Kind.BOTH_PROSE: lambda field: _both(_PROSE, field.required),
    Kind.PROSE: lambda field: _PROSE.filter(bool) if field.required else _PROSE,
    Kind.DAY: lambda _: _DAYS.map(date.isoformat),
    Kind.PUBLISHED_DAY: lambda _: st.tuples(_DAYS, st.sampled_from((4, 7, 10))).map(
        lambda two: two[0].isoformat()[: two[1]]
    ),
    Kind.AMOUNT: lambda _: _CENTS.map(_amount),
    Kind.WHOLE: lambda _: st.integers(0, 2**31 - 1),
    Kind.DECIMAL: lambda field: st.integers(-(10 ** (12 + field.places)) + 1, 10 ** (12 + field.places) - 1).map(
        lambda units: _decimal(units, field.places)
    ),
    Kind.PERCENT: lambda _: st.integers(0, 1_000_000).map(lambda units: _decimal(units, 4)),
    Kind.CHOICE: lambda field: st.sampled_from([str(key) for key in field.choices or ()]),
    Kind.CURRENCY: lambda _: st.sampled_from(CURRENCIES),
    Kind.YES_NO: lambda _: st.sampled_from((True, None)),
    Kind.COUNTRY: lambda _: st.sampled_from(COUNTRIES),
    Kind.WEB: lambda _: st.sampled_from(("https://пример.бг/път?а=1&б=2#x", "http://example.bg/_x0041_")),
    Kind.EMAIL: lambda _: st.sampled_from(("maria@example.bg", "ivan.petrov+grants@example.org")),
}
_CLOCK = {"hour": ("09:30", "17:00", "24:00"), "zone": ("Europe/Brussels", "Europe/Sofia")}


def value(field: Field, names: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    """What may stand in a field of a .json file; `names` are those of the records that may be referred to."""
    if field.kind is Kind.REFERENCE:
        known = names.get(field.refers_to, [])
        return st.sampled_from(known) if known else st.none()
    if field.kind in _MADE:
        return _MADE[field.kind](field)
    if field.name in _CLOCK:
        return st.sampled_from(_CLOCK[field.name])
    return _line(field).filter(bool) if field.required else _line(field)


@st.composite
def record(draw: st.DrawFn, declared: Record, names: dict[str, list[str]]) -> dict[str, Any]:
    """One record as the .json file has it: what is empty is left out, choices always stand there."""
    told: dict[str, Any] = {}
    for field in declared.fields:
        always = field.required or field.default
        if field.travels and (always or draw(st.booleans())):
            found = draw(value(field, names))
            if found not in (None, "", {}) and not (field.empty_is_zero and found == "0.00"):
                told[field.name] = found
    if "hour" not in told:
        told.pop("zone", None)
    _put_right(declared.name, told)
    return {field.name: told[field.name] for field in declared.fields if field.name in told}


def _put_right(name: str, told: dict[str, Any]) -> None:
    """What a record may not say, or always says, by the rules that files are read with."""
    if name in {"line", "version_line"} and {"units", "unit_price"} <= told.keys():
        told.setdefault("amount", "1.00")
    if name == "expense":
        told.setdefault("own", "0.00")
    if name == "indicator" and told.get("less_is_better"):
        told.pop("trendless", None)
    if name in {"activity", "activity_update"}:
        _as_can_be(told)
    if name == "purchase":
        _one_after_another(told, "published", "offers_until", "decided")
        _above_zero(told, "estimate")
    if "steps" in told:
        told["steps"] = "30, 7, 0"
    if name == "matter" and "answer_due" not in told:
        told.pop("answer_within", None)  # where the days are given, the day they end on is filled in
    if name == "partner_transfer":
        _above_zero(told, "amount")
    if name == "activity_update" and not any(side.strip() for side in told.get("done", {}).values()):
        told["done"] = {"bg": "Готово"}


def _one_after_another(told: dict[str, Any], *days: str) -> None:
    """Days that are there, the earlier first."""
    there = [day for day in days if day in told]
    told.update(zip(there, sorted(told[day] for day in there), strict=True))


def _above_zero(told: dict[str, Any], name: str) -> None:
    """An amount that neither is nothing nor goes below it."""
    if name in told:
        told[name] = told[name].removeprefix("-")
        told[name] = "1.00" if not told[name].strip("0.") else told[name]


def _as_can_be(told: dict[str, Any]) -> None:
    """What the rules of the work plan refuse in a file too is put right: progress, months and days."""
    if "progress" in told:
        told["progress"] %= 101
    for name in ("start_month", "end_month"):
        if name in told:
            told[name] = told[name] % 600 + 1
    for first, last in (("start_month", "end_month"), ("start", "end"), ("began", "finished")):
        if first in told and last in told:
            told[first], told[last] = sorted((told[first], told[last]))
    for month, day in (("start_month", "start"), ("end_month", "end")):
        if month in told:
            told.setdefault(day, "2026-03-15")  # where it is left empty, the day follows the month
    if {"start", "end"} <= told.keys() and told["end"] < told["start"]:
        told["end"] = told["start"]


def name_of(told: dict[str, Any]) -> str:
    """How rows refer to a shared record."""
    name: dict[str, str] = told["name"]
    return next(side for side in (name.get("bg", ""), name.get("en", "")) if side.strip())


_NUMBERS = st.lists(
    st.sampled_from(("1", "1.1", "1.10", "D3", "Д-3", "001", "=1", "2026-01-01"))
    | st.text(_LETTERS, min_size=1, max_size=5).map(str.strip),
    max_size=2,
    unique_by=reference_key,
).map(lambda found: [number for number in found if number.strip()])
_FILE = st.fixed_dictionaries(
    {
        "name": st.sampled_from(("фактура №1.pdf", "=скан.png", "a b.pdf")),
        "size": st.integers(0, 2**31 - 1),
        "sha256": st.text("0123456789abcdef", min_size=64, max_size=64),
    },
    optional={"media_type": st.just("application/pdf")},
).map(lambda told: _in_order(told, "name", "size", "sha256", "media_type"))
_SAID_OF_FILE = st.fixed_dictionaries(
    {
        "description": st.sampled_from(("", "Сметката на водещата", "=1+1")),
        "paper": st.sampled_from(("", "Справка за ДДС")),
    }
).map(lambda told: _in_order(told, "description", "paper"))
_ATTACHED = st.builds(lambda file, said: {**file, **said}, _FILE, _SAID_OF_FILE)


_SAID = st.fixed_dictionaries(
    {
        "wording": _PROSE.filter(str.strip),
        "language": st.sampled_from(("bg", "en")),
        "by": st.sampled_from(("Мария Иванова", "=María", "")),
        "at": st.sampled_from(("2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000001Z", "1999-12-31T23:59:59Z")),
    }
).map(lambda told: _in_order(told, "wording", "language", "by", "at"))


@st.composite
def _hung(draw: st.DrawFn, names: dict[str, list[str]], one: Any, *, by_moment: bool = False) -> list[dict[str, Any]]:
    """What hangs on some rows, in the order of the rows and, of comments, of their moments."""
    found = []
    for kind in ("deliverable", "expense", "remark", "package", "package_request"):
        for number in names["package" if kind == "package_request" else kind]:
            hung = draw(st.lists(one, max_size=2))
            if by_moment:
                hung = sorted(hung, key=lambda told: datetime.fromisoformat(told["at"]))
            found += [{"of": kind, "row": number, **told} for told in hung]
    return sorted(
        found, key=lambda told: [*(kind.name for kind in ROWS), "package", "package_request"].index(told["of"])
    )


@st.composite
def _standing(draw: st.DrawFn, deadline: str, names: dict[str, list[str]]) -> dict[str, Any]:
    """How one deadline stands: typed and begun, or hanging on something with a day of its own."""
    told = draw(record(STANDING, names)) | {"deadline": deadline, "fixed": True, "begun": "2026-11-20"}
    for name in ("thing", "row", "rule", "because"):
        told.pop(name, None)
    if told["origin"] == "attached":
        told["thing"] = draw(st.sampled_from(("milestone", "duty", "matter")))
        if deadline == names["deadline"][0] and names[told["thing"]]:  # no two hang on the same
            told["row"] = names[told["thing"]][0]
    elif told["origin"] == "generated":
        told |= draw(st.sampled_from(({"thing": "year", "row": "2026"}, {"thing": "period"}, {})))
    counts = {"unit", "side"} if "amount" not in told else set()
    told |= {"unit": "months", "side": "before"} if told.get("amount") else {}
    told |= {"unit": "days", "side": "after"} if told.get("amount") == 0 else {}
    return _in_order(
        {name: value for name, value in told.items() if name not in counts}, *(f.name for f in STANDING.fields)
    )


@st.composite
def projects(draw: st.DrawFn) -> dict[str, Any]:
    """A whole project as its .json file tells it."""
    names: dict[str, list[str]] = {}
    told: dict[str, Any] = {"format": "grants-project", "version": 1, "code": "тест-1"}
    for kind in SHARED:
        many = 2 if kind.name == "organisation" else 1
        found = draw(
            st.lists(record(kind.record, names), max_size=many, unique_by=lambda one: reference_key(name_of(one)))
        )
        names[kind.name] = [name_of(one) for one in found]
        told[kind.record.many] = sorted(found, key=name_of)
    project = draw(record(PROJECT.record, names))
    for name in ("programme", "procedure"):
        if names[name]:
            project[name] = names[name][0]
    told["project"] = {f.name: project[f.name] for f in PROJECT.record.fields if f.name in project}
    for kind in ROWS:
        rows = draw(_rows(kind.record, names))
        names[kind.name] = [row["number"] for row in rows]
        told[kind.record.many] = rows
    told[STANDING.many] = [draw(_standing(number, names)) for number in names["deadline"]]
    told |= draw(packages(names, record))
    told[ATTACHED.many] = draw(_hung(names, _ATTACHED))
    told[SAID.many] = draw(_hung(names, _SAID, by_moment=True))
    return {key: found for key, found in told.items() if found != []}


@st.composite
def _rows(draw: st.DrawFn, declared: Record, names: dict[str, list[str]]) -> list[dict[str, Any]]:
    numbers = draw(_NUMBERS)
    needed = {field.refers_to for field in declared.fields if field.required and field.kind is Kind.REFERENCE}
    if not all(names.get(name) for name in needed):
        return []
    if declared.name == "partner":  # every organisation takes part, so that none is left out of the file
        numbers = [str(place) for place, _ in enumerate(names["organisation"], 1)]
    rows = [{"number": number, **draw(record(declared, names))} for number in numbers]
    for row, organisation in zip(rows, names["organisation"], strict=False):
        if declared.name == "partner":
            row["organisation"] = organisation
    if declared.name != "document":
        return rows
    found = [draw(st.lists(_FILE, max_size=2)) for _ in rows]
    return [{**row, **({"files": files} if files else {})} for row, files in zip(rows, found, strict=True)]
