"""The page of a package's texts: what is written for it, and what is not written in the language of the file yet."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from starlette.responses import Response

from grants.access import Permission
from grants.entries.kinds import BY_NAME, PROJECT
from grants.errors import AlreadyDone, Objected, Objection, WrongState
from grants.funders.format import Format
from grants.funders.ground import Ground
from grants.reports.makings.rules import is_long
from grants.reports.packages.drawn.counting import contents_shown, counted
from grants.reports.packages.queries import PackageSeen, head_of, package_ground, package_seen, texts_of, written_in
from grants.reports.packages.rules import LONGEST_TEXT, Place, places_of, text_stays
from grants.reports.packages.shown import address_of, head, views
from grants.reports.packages.texts.actions import write_texts, write_translations
from grants.reports.packages.texts.queries import MissingText, texts_missing
from grants.reports.rules_package import PackageState
from grants.values.language import N_, Language, Text, language_named, other_language
from grants.values.records import Record
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

MOST_TEXTS: Final = 50  # shown at once; when they are written the rest follow
_NAMES: Final = {"done": N_("Done"), "late": N_("Late, and why")}
_OF_THE_ROW: Final = frozenset({"title", "name", "description", "subject"})
_T: Final = "t_"


async def words(visit: Visit) -> Response:
    """The texts of a package; sent, what was written for it or the sides that were missing."""
    found = await package_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "GET":
        return await _page(visit, found)
    form = await sent(visit.request)
    here = address_of(visit, found.id, "/words")
    try:
        if form.line("do") == "translate":
            language = language_named(form.line("file_language")) or found.language
            written = {name.removeprefix(_T): form.line(name) for name in form.typed if name.startswith(_T)}
            await write_translations(visit.by, visit.project, found.id, language, written, once=form.key)
            here = address_of(visit, found.id, "/words", file_language=language)
        else:
            ground = await _head(visit, found)
            open_ = [one for one in places_of(written_in(found), ground) if not text_stays(one.place, found.stays)]
            told = {one.place: _typed(form, one) for one in open_}
            await write_texts(visit.by, visit.project, found.id, told, once=form.key)
    except AlreadyDone:
        return visit.see(here, "already")
    except Objected as problem:
        return await _page(visit, found, form, problem.objections, 422)
    except WrongState as problem:
        return await _page(visit, found, form, [Objection(problem.sentence, problem.facts)], 409)
    return visit.see(here, "saved")


async def _head(visit: Visit, found: PackageSeen) -> Ground:
    return await head_of(visit.by, visit.project, found, visit.request.app.state.files, visit.today)


async def _page(
    visit: Visit, found: PackageSeen, form: Sent | None = None, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    asked = form.line("file_language") if form else visit.query("file_language")
    language: Language = language_named(asked) or found.language
    contents, ground = await contents_shown(visit, found), await _head(visit, found)
    missing, of = await texts_missing(visit.by, visit.project, found, language, most=MOST_TEXTS)
    kept = await texts_of(found.id)
    writes = form is not None and form.line("do") == "texts"
    said = [(one.place or None, visit.words.say(one.sentence, **one.facts)) for one in objections]
    is_draft = found.state is PackageState.DRAFT
    chosen = written_in(found)
    owed = await _owed(visit, found, chosen, contents.count) if is_draft else frozenset[str]()
    context = {
        "package": head(visit, found),
        "views": views(visit, found, "words", {**await counted(visit, found, contents), "words": of}),
        "missing": [_missing(visit, one, form) for one in missing],
        "more": of - len(missing),
        "file_language": language,
        "original": other_language(language),
        "here": address_of(visit, found.id, "/words"),
        "places": [
            {
                "name": one.name,
                "label": visit.words.say(one.label)
                if isinstance(one.label, str)
                else one.label.in_(visit.words.language),
                "stays": is_draft and text_stays(one.place, found.stays),
                "owed": one.place in owed,
                "text": _typed(form, one) if writes and form else kept.get(one.place, Text()),
            }
            for one in places_of(chosen, ground)
        ],
        "most": visit.words.number(LONGEST_TEXT),
        "may_write": is_draft and visit.may(Permission.PREPARE_REPORT),
        "told": {place: sentence for place, sentence in said if place},
        "errors": said,
        "keys": {name: new_form_key() for name in ("texts", "translate")},
    }
    return visit.page("reports/package_words.html", context, status)


async def _owed(visit: Visit, found: PackageSeen, chosen: Format | None, count: int) -> frozenset[str]:
    """The texts that the form asks for and that are not written; of a long draft the check of the package tells them."""
    owed = chosen.owed if chosen is not None else None
    if owed is None or is_long(count):
        return frozenset()
    ground = await package_ground(visit.by, visit.project, found, visit.today)
    return await asyncio.to_thread(lambda: frozenset(owed(ground)))


def _typed(form: Sent, one: Place) -> Text:
    return Text(form.line(f"{one.name}_bg"), form.line(f"{one.name}_en"))


def _missing(visit: Visit, one: MissingText, form: Sent | None) -> dict[str, Any]:
    return {
        "name": f"{_T}{one.key}",
        "what": _called(visit, one),
        "original": (one.text.bg or one.text.en).splitlines(),
        "long": len(one.text.bg or one.text.en) > 80,
        "typed": form.line(f"{_T}{one.key}") if form else "",
    }


def _called(visit: Visit, one: MissingText) -> str:
    """Which text it is: “Budget line 1.2”, “Expense 14”."""
    if one.kind == "package_text":
        return visit.words.say(N_("Text of the package"))
    kind = PROJECT if one.kind == "project" else BY_NAME[one.kind]
    named = [visit.words.say(kind.record.singular), one.number]
    label = _NAMES.get(one.name) or _label_in(kind.record, one.name)
    named += [f"({visit.words.say(label)})"] if label else []
    return " ".join(part for part in named if part)


def _label_in(record: Record, name: str) -> str:
    """How the record calls one of its texts, where that is not what the row itself is called."""
    return "" if name in _OF_THE_ROW else next((one.label for one in record.fields if one.name == name), "")


ROUTES = [
    address("/projects/{code}/reports/packages/{id:int}/words", "package_words", words, changes=True),
]
