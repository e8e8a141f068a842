"""The pages of exchange rates: the list, one rate by hand, and loading a file that others published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from grants.access import Permission
from grants.errors import AlreadyDone, Changed, Objected, Objection, TooLarge
from grants.rates.actions import add_rate, change_rate, load_rates, met, remove_rate
from grants.rates.forms import rate_fields, read_rate
from grants.rates.published import NOT_UTF8, Published, Reading, brought, carried, read_rates, text_of
from grants.rates.queries import PAGE, Row, rate_seen, rates_seen, tranche_projects
from grants.rates.records import RATE
from grants.rates.rules import RATE_SOURCES, RATED, RateSource
from grants.values.days import add_months
from grants.values.language import N_
from grants.values.reading import Unreadable
from grants.values.records import Record
from grants.values.wording import Wording
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit, address

SOMEBODY_CHANGED = N_("Somebody else changed this rate since you opened it. Look at it again.")
CHOOSE_A_FILE = N_("Choose a file first.")
_MOST_PAGES = 100_000
_SHOWN = 60  # rates of a file that are shown before it is taken


async def rates(visit: Visit) -> Response:
    """The rates by day, narrowed by source and currency."""
    source, currency = visit.query("source"), visit.query("currency")
    source, currency = source if source in RATE_SOURCES else "", currency if currency in RATED else ""
    page = visit.page_asked(_MOST_PAGES)
    found = await rates_seen(visit.by, source, currency, max(1, page))
    context = {
        "rows": [_shown(row, visit) for row in found],
        "filters": {"source": source, "currency": currency},
        "sources": [(str(key), visit.words.say(name)) for key, name in RATE_SOURCES.items()],
        "currencies": [(code, code) for code in RATED],
        "filtered": bool(source or currency),
        "pages": _pages(found, max(1, page), source, currency, visit.words),
        "may_add": visit.may(Permission.EDIT_RATES),
    }
    return visit.page("rates/rates.html", context)


def _pages(found: Sequence[Row], page: int, source: str, currency: str, words: Wording) -> dict[str, Any] | None:
    if not found or found[0]["found"] <= PAGE:
        return None
    first, last, count = (page - 1) * PAGE + 1, (page - 1) * PAGE + len(found), found[0]["found"]

    def at(other: int) -> str:
        return "/rates?" + urlencode({"source": source, "currency": currency, "page": other})

    sentence = words.say(
        N_("Rows {first} to {last} of {all}"),
        first=words.number(first), last=words.number(last), all=words.number(count),
    )  # fmt: skip
    return {
        "sentence": sentence,
        "before": at(page - 1) if page > 1 else None,
        "after": at(page + 1) if last < count else None,
    }


def _shown(row: Row, visit: Visit) -> dict[str, Any]:
    words = visit.words
    return {
        "url": f"/rates/{row['id']}",
        "day": _day_said(row["source"], row["first_on"], words),
        "source": words.say(RATE_SOURCES[row["source"]]),
        "project": row["project_name"] or "",
        "currency": row["currency"],
        "per_euro": words.number(row["per_euro"].normalize()),
        "note": row["note"],
        "used": row["used_at"] is not None,
        "corrected": row["corrected"],
    }


def _day_said(source: str, day: date, words: Wording) -> str:
    if source == RateSource.INFOREURO:
        return words.month(day)
    return words.day(day)


# --- one rate by hand ---------------------------------------------------------------------------------------------


async def new_rate(visit: Visit) -> Response:
    """Entering a rate."""
    if visit.request.method == "GET":
        return await _form(visit, {}, ())
    form = await sent(visit.request)
    reading = read_rate(form.typed, await tranche_projects(visit.by), visit.words, visit.today)
    if reading.objections:
        return await _form(visit, form.typed, reading.objections, form=form)
    try:
        await add_rate(visit.by, reading.values, once=form.key)
    except Objected as problem:
        return await _form(visit, form.typed, problem.objections, form=form)
    except AlreadyDone:
        return visit.see("/rates", "already")
    return visit.see("/rates", "added")


async def rate(visit: Visit) -> Response:
    """One rate: changed while nobody used it, read afterwards."""
    row = await rate_seen(visit.by, visit.number_in_path("id"))
    if visit.request.method == "GET":
        return await _form(visit, _typed_again(row, visit.words), (), row=row)
    form = await sent(visit.request)
    reading = read_rate(form.typed, await tranche_projects(visit.by), visit.words, visit.today)
    if reading.objections:
        return await _form(visit, form.typed, reading.objections, row=row, form=form)
    try:
        await change_rate(visit.by, row["id"], form.whole("version"), reading.values)
    except Objected as problem:
        return await _form(visit, form.typed, problem.objections, row=row, form=form)
    except Changed:
        now = await rate_seen(visit.by, row["id"])
        return await _form(visit, form.typed, (Objection(SOMEBODY_CHANGED),), row=now, form=form, status=409)
    return visit.see("/rates", "saved")


async def remove(visit: Visit) -> Response:
    """Taking away a rate that nobody used."""
    row_id = visit.number_in_path("id")
    if visit.request.method == "GET":
        return visit.see(f"/rates/{row_id}")
    await remove_rate(visit.by, row_id, (await sent(visit.request)).whole("version"))
    return visit.see("/rates", "removed")


def _typed_again(row: Row, words: Wording) -> dict[str, str]:
    return {
        "source": row["source"],
        "currency": row["currency"],
        "first": f"{row['first_on']:%d.%m.%Y}",
        "per_euro": words.number(row["per_euro"].normalize()),
        "project": row["project_code"] or "",
        "note": row["note"],
    }


async def _form(
    visit: Visit,
    typed: Mapping[str, str],
    objections: Sequence[Objection],
    *,
    row: Row | None = None,
    form: Sent | None = None,
    status: int = 422,
) -> Response:
    words, projects = visit.words, await tranche_projects(visit.by)
    told = problems(objections, words)
    labels = _labels(RATE, words)
    changing = row is None or (row["used_at"] is None and visit.may(Permission.EDIT_RATES))
    context = {
        "heading": words.say(RATE.new if row is None else RATE.singular),
        "fields": rate_fields(typed, told.by_field, projects, words) if changing else None,
        "facts": None if changing or row is None else _facts(row, visit),
        "used": row is not None and row["used_at"] is not None,
        "errors": [
            (one.place or None, f"{labels[one.place]}: {said}" if one.place in labels else said)
            for one, (_, said) in zip(objections, told.listed, strict=True)
        ],
        "version": row["version"] if row else None,
        "url": f"/rates/{row['id']}" if row else "/rates/new",
        "form_key": form.key if form else new_form_key(),
    }
    return visit.page("rates/rate.html", context, status if objections else 200)


def _labels(record: Record, words: Wording) -> dict[str, str]:
    return {field.name: words.say(field.label) for field in record.fields}


def _facts(row: Row, visit: Visit) -> list[tuple[str, str]]:
    shown, labels = _shown(row, visit), _labels(RATE, visit.words)
    told = [
        (labels["source"], shown["source"]),
        (labels["currency"], shown["currency"]),
        (labels["first"], shown["day"]),
    ]
    told += [
        (labels["per_euro"], shown["per_euro"]),
        (labels["project"], shown["project"]),
        (labels["note"], row["note"]),
    ]
    if row["used_at"]:
        told.append((visit.words.say(N_("First used")), visit.words.moment(row["used_at"], visit.zone)))
    return [(label, said) for label, said in told if said]


# --- a file -------------------------------------------------------------------------------------------------------


async def load(visit: Visit) -> Response:
    """Loading a file: first looked at, row by row, then taken."""
    if visit.request.method == "GET":
        return visit.page("rates/load.html", _asking(visit, {}))
    form = await sent(visit.request)
    if "lines" in form.typed:
        try:
            await load_rates(visit.by, list(brought(form.typed["lines"])), once=form.key)
        except AlreadyDone:
            return visit.see("/rates", "already")
        return visit.see("/rates", "imported")
    uploads = form.files.get("file", ())
    if not uploads:
        return visit.page("rates/load.html", _asking(visit, form.typed, [Objection(CHOOSE_A_FILE, place="file")]), 422)
    if (uploads[0].size or 0) > visit.settings.max_upload:
        raise TooLarge(N_("The file is larger than {limit}."), limit=visit.words.size(visit.settings.max_upload))
    days, objections = _days(visit, form)
    text = text_of(await uploads[0].read())
    if text is None:
        objections.append(Objection(NOT_UTF8, place="file"))
    if objections or text is None:
        return visit.page("rates/load.html", _asking(visit, form.typed, objections), 422)
    reading = read_rates(text, month=days["month"], first=days["first"] or date.min, last=days["last"] or visit.today)
    return await _preview(visit, form, reading)


def _days(visit: Visit, form: Sent) -> tuple[dict[str, date | None], list[Objection]]:
    """The days typed above a file; without them those of this year and the one before."""
    read: dict[str, date | None] = {"month": None, "first": date(visit.today.year - 1, 1, 1), "last": None}
    objections = []
    for name in read:
        if typed := form.line(name):
            try:
                read[name] = (
                    visit.words.read_published_day(typed).first
                    if name == "month"
                    else visit.words.read_day(typed, visit.today)
                )
            except Unreadable as problem:
                objections.append(Objection(problem.msgid, problem.facts, place=name))
    return read, objections


async def _preview(visit: Visit, form: Sent, reading: Reading) -> Response:
    words = visit.words
    new, loaded = await met(reading.rates)
    context = _asking(visit, form.typed, [one for one in reading.problems if one.place]) | {
        "told": [_told(one, words) for one in reading.problems if not one.place]
        + [_differing(one, str(words.number(there.normalize())), words) for one, there in loaded.differ],
        "new": [_of_file(one, words) for one in new[:_SHOWN]],
        "new_total": len(new),
        "same": loaded.same,
        "more": max(0, len(new) - _SHOWN),
        "left_out": words.list(sorted(reading.left_out)),
        "lines": carried(new) if new and not reading.problems else None,
        "previewed": True,
        "form_key": new_form_key(),
    }
    return visit.page("rates/load.html", context, 422 if reading.problems else 200)


def _told(one: Objection, words: Wording) -> dict[str, str]:
    where = words.say(N_("row {row}, column “{column}”"), row=one.row, column=one.column) if one.row else ""
    return {"where": where, "sentence": words.say(one.sentence, **one.facts)}


def _differing(one: Published, there: str, words: Wording) -> dict[str, str]:
    sentence = words.say(
        N_("{currency} {day}: the file says {new}, but {kept} is kept here and stays. Change that one by hand if it is wrong."),
        currency=one.currency, day=_day_said(one.source, one.first_on, words), new=one.per_euro.normalize(), kept=there,
    )  # fmt: skip
    return {"where": words.say(N_("row {row}"), row=one.row), "sentence": sentence}


def _of_file(one: Published, words: Wording) -> dict[str, Any]:
    return {
        "row": one.row,
        "day": _day_said(one.source, one.first_on, words),
        "source": words.say(RATE_SOURCES[one.source]),
        "currency": one.currency,
        "per_euro": words.number(one.per_euro.normalize()),
        "how": one.how,
    }


def _asking(visit: Visit, typed: Mapping[str, str], objections: Sequence[Objection] = ()) -> dict[str, Any]:
    told = problems(objections, visit.words)
    month = add_months(visit.today.replace(day=1), 0)
    return {
        "typed": {name: typed.get(name, "") for name in ("month", "first", "last")},
        "hint_month": f"{month.month}/{month.year}",
        "first_year": visit.today.year - 1,
        "errors": [(one.place, said) for one, (_, said) in zip(objections, told.listed, strict=True)],
        "by_field": told.by_field,
        "previewed": False,
        "form_key": new_form_key(),
    }


ROUTES = [
    address("/rates", "rates", rates),
    address("/rates/new", "new_rate", new_rate, changes=True),
    address("/rates/load", "load_rates", load, changes=True),
    address("/rates/{id:int}", "rate", rate, changes=True),
    address("/rates/{id:int}/remove", "remove_rate", remove, changes=True),
]
