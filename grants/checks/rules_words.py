"""Checks of words: how names and titles were published, and what does not belong in free text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, about_project, shortened, words_of
from grants.entries.kinds import PROJECT, ROWS
from grants.values.identifiers import looks_like_personal_number, search_form
from grants.values.language import N_
from grants.values.published import all_caps_name, has_no_break_space, mixed_quotes, title_years
from grants.values.records import Kind, Record

NBSP = N_(
    "The text holds no-break spaces ({count}), which look like ordinary ones. Search disregards them; nothing needs to be done."
)
MIXED_QUOTES = N_(
    "Quotation marks of different kinds stand in “{text}”. Search disregards them; nothing needs to be done."
)
ALL_CAPS_NAME = N_(
    "“{text}” was published in capitals. The name is recorded in ordinary letters; the original is kept."
)
TITLE_HAS_YEARS = N_(
    "The title ends with years: {years}. If they are not part of it, take them out; the dates have their own fields."
)
ORG_ALIAS = N_("“{name}” was published here under another of its names: “{text}”. Both are found as one organisation.")
PROGRAMME_AS_DONOR = N_(
    "“{text}” stands where the donor belongs, but is a programme. Record the fund that pays; the original is kept."
)
PERSONAL_NUMBER = N_(
    "Ten digits here look like a personal number (ЕГН). Take them out: a personal number does not belong in a text."
)

_NAMES = ("title", "programme", "procedure", "funder", "lead")
_ARTICLE = re.compile(r"^(\w{4,}?)(?:та|то|те|ът|ят)\b")
_ABBREVIATION = re.compile(r"\s*\([^()]*\)\s*$")
_PROGRAMME = re.compile(r"\b(?:програма|programme|program|оп)\b", re.IGNORECASE)
# Numbers of papers and of projects may have ten digits; they are no free text.
_NOT_FREE_TEXT = frozenset(
    {
        *("value", "code", "acronym", "period", "address", "field", "base", "year", "package", "preset"),
        *("paper_number", "order_number", "statement", "contract_number", "letter"),
    }
)
_TEXT = frozenset({Kind.LINE, Kind.PROSE, Kind.BOTH_LINE, Kind.BOTH_PROSE, Kind.EIK})


def _quotes_and_capitals(facts: ProjectFacts) -> Iterator[Finding]:
    for kind, row in _worded(facts):
        text = row["as_published"]
        if mixed_quotes(text):
            yield about(kind, row, "MIXED_QUOTES", MIXED_QUOTES, text=shortened(text))
        named = kind == "partner" or (kind == "wording" and row["field"] in _NAMES)
        if named and any(all_caps_name(part) for part in (text, text.split(",")[0])):
            yield about(kind, row, "ALL_CAPS_NAME", ALL_CAPS_NAME, text=shortened(text))


def _worded(facts: ProjectFacts) -> Iterator[tuple[str, Row]]:
    """Every row that keeps a published wording."""
    for kind in ROWS:
        if "as_published" in kind.record.columns:
            yield from ((kind.name, row) for row in facts.of(kind.name) if row["as_published"])


def _no_break_spaces(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("page"):
        if has_no_break_space(row["wording"]):
            count = sum(row["wording"].count(space) for space in "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")
            yield about("page", row, "NBSP", NBSP, on="wording", count=count)


def _years_in_the_title(facts: ProjectFacts) -> Iterator[Finding]:
    years = title_years(facts.project["title_bg"]) or title_years(facts.project["title_en"])
    if facts.published and years:
        yield about_project("TITLE_HAS_YEARS", TITLE_HAS_YEARS, on="title", years=years)


def _other_names(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("partner"):
        organisation = facts.organisations.get(row["organisation_id"])
        if organisation is None or not row["as_published"]:
            continue
        published = name_form(row["as_published"])
        aliases = {name_form(line) for line in organisation["aliases"].splitlines() if " " in line.strip()}
        if published in aliases - {name_form(organisation["name_bg"]), name_form(organisation["name_en"])}:
            yield about(
                "partner",
                row,
                "ORG_ALIAS",
                ORG_ALIAS,
                on="organisation",
                name=words_of(organisation),
                text=row["as_published"],
            )


def name_form(name: str) -> str:
    """A name as it is compared: without its abbreviation in brackets and the article of its first word."""
    return search_form(_ARTICLE.sub(r"\1", _ABBREVIATION.sub("", name).strip().lower()))


def _donor(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.wordings("funder"):
        if _PROGRAMME.search(row["as_published"]):
            yield about("wording", row, "PROGRAMME_AS_DONOR", PROGRAMME_AS_DONOR, text=shortened(row["as_published"]))


def personal_numbers(facts: ProjectFacts) -> Iterator[Finding]:
    """The number itself is in no finding, so that it is in no log, letter or list either."""
    for name in _with_personal_number(_TEXTS[PROJECT.name], facts.project):
        yield about_project("PERSONAL_NUMBER", PERSONAL_NUMBER, on=name)
    for kind in ROWS:
        texts = _TEXTS[kind.name]
        for row in facts.of(kind.name):
            for name in _with_personal_number(texts, row):
                yield about(kind.name, row, "PERSONAL_NUMBER", PERSONAL_NUMBER, on=name)


def _with_personal_number(texts: Sequence[tuple[str, str]], row: Row) -> Iterator[str]:
    """The fields with one, each once; ten digits are looked for first, as most texts have none."""
    told = set()
    for name, column in texts:
        text = row[column]
        if text and name not in told and _TEN_DIGITS.search(text) and looks_like_personal_number(text):
            told.add(name)
            yield name


def _texts(record: Record) -> tuple[tuple[str, str], ...]:
    """The free texts of a record: the field and the column of each."""
    return tuple(
        (field.name, column)
        for field in record.fields
        if field.kind in _TEXT and field.name not in _NOT_FREE_TEXT
        for column in field.columns
    )


_TEN_DIGITS = re.compile("[0-9]{10}")
_TEXTS = {kind.name: _texts(kind.record) for kind in (PROJECT, *ROWS)}

RULES: tuple[Rule, ...] = (
    _quotes_and_capitals,
    _no_break_spaces,
    _years_in_the_title,
    _other_names,
    _donor,
    personal_numbers,
)
