"""What is written for a package itself, and the translations its report lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tortoise.models import Model

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.entries.kinds import BY_NAME, PROJECT
from grants.errors import Objected, Objection, WrongState
from grants.projects.queries import Seen
from grants.reports.models import PackageText
from grants.reports.packages.actions import STAYS, held, only_draft
from grants.reports.packages.queries import label_of, package_seen, texts_of
from grants.reports.packages.rules import (
    LONGEST_TEXT,
    TOO_LONG,
    field_of,
    text_objections,
    text_stays,
)
from grants.reports.packages.texts.queries import MissingText, texts_missing
from grants.values.language import N_, Language, Text

ALREADY_WRITTEN = N_("Somebody has written this text meanwhile. Look at it again.")


async def write_texts(
    by: Identity, project: Seen, package_id: int, written: Mapping[str, Text], *, once: str = ""
) -> None:
    """What is written for a draft itself, in both languages, by place. Raises Objected."""
    problems = [one for place, words in written.items() for one in text_objections(words, field_of(place))]
    if problems:
        raise Objected(problems)
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id)
        only_draft(package)
        kept = await texts_of(package_id)
        if any(
            text_stays(place, package.stays) and words != kept.get(place, Text()) for place, words in written.items()
        ):
            raise WrongState(STAYS)
        for place, words in written.items():
            if words != kept.get(place, Text()):
                await PackageText.update_or_create(
                    {"words_bg": words.bg, "words_en": words.en}, package_id=package_id, place=place
                )
        before, after = (
            {f"{place}_{side}": getattr(text, side) for place, text in of.items() for side in ("bg", "en")}
            for of in (kept, {**kept, **written})
        )
        deed.happened(
            "package.told",
            "package",
            package_id,
            label_of(package.number, package.first, package.last),
            before=before,
            after=after,
        )


_TRANSLATED: Final[Mapping[str, type[Model]]] = {
    **{
        kind: BY_NAME[kind].model
        for kind in (
            *("programme", "procedure", "organisation", "source", "line", "document", "expense", "supply"),
            *("work_package", "activity", "activity_update", "deliverable", "indicator", "investment", "target_group"),
        )
    },
    "project": PROJECT.model,
    "package_text": PackageText,
}


async def write_translations(
    by: Identity, project: Seen, package_id: int, language: Language, written: Mapping[str, str], *, once: str = ""
) -> int:
    """The side that texts of a package's report lack, into the rows they stand in; gives how many were written.

    Only what is missing is written: a text that has that side meanwhile stays as it is, WrongState. Raises Objected for what is too long.
    """
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await package_seen(by, project, package_id)
        only_draft(package)
        wanted = {key: words.strip() for key, words in written.items() if words.strip()}
        missing, _ = await texts_missing(by, project, package, language, of=_rows_named(wanted))
        known = {one.key: one for one in missing}
        if not wanted or not wanted.keys() <= known.keys():
            raise WrongState(ALREADY_WRITTEN)
        if too_long := [one for key, words in wanted.items() for one in _too_long(known[key], words)]:
            raise Objected(too_long)
        for key, words in wanted.items():
            await _translate(deed, known[key], language, words)
        return len(wanted)


def _too_long(one: MissingText, words: str) -> list[Objection]:
    """What is longer than the row has room for."""
    kind = PROJECT if one.kind == "project" else BY_NAME.get(one.kind)
    maximum = next((field.maximum for field in kind.record.fields if field.name == one.name), 0) if kind else 0
    maximum = maximum or LONGEST_TEXT
    if len(words) <= maximum:
        return []
    return [Objection(TOO_LONG, {"length": len(words), "maximum": maximum}, place=f"t_{one.key}")]


def _rows_named(keys: Iterable[str]) -> list[int]:
    """The ids in the names of a form's fields, as `MissingText.key` writes them."""
    parts = (key.split("-") for key in keys)
    return [
        int(part[1])
        for part in parts
        if len(part) == 3 and part[1].isascii() and part[1].isdigit() and len(part[1]) < 19
    ]


async def _translate(deed: Deed, one: MissingText, language: Language, words: str) -> None:
    model, column = _TRANSLATED[one.kind], f"{one.name}_{language}"
    row = await model.filter(**{"id": one.row_id, column: ""}).first().values("version")
    if row is None or not await model.filter(id=one.row_id, version=row["version"]).update(
        **{column: words, "version": row["version"] + 1}
    ):
        raise WrongState(ALREADY_WRITTEN)
    label = " · ".join(part for part in (one.number, (one.text.bg or one.text.en)[:200]) if part)
    subject = "package" if one.kind == "package_text" else one.kind
    deed.happened(f"{subject}.translated", subject, one.row_id, label, before={column: ""}, after={column: words})
