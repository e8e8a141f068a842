"""Checks of dates: whether a period and its duration agree, and how precisely they are known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grants.checks.finding import Finding, ProjectFacts, Rule, about, about_project, shortened
from grants.values.days import Precision, PublishedDay, computed_end, duration_verdict
from grants.values.language import N_
from grants.values.published import date_without_space, mixed_date_styles

END_EQUALS_START = N_(
    "The end date is the start date, {day}. Both are left as they are; compare them with the contract."
)
END_EQUALS_START_BUT_LASTS = N_(
    "The end date is the start date, {day}, although the duration is given as {months} months: with it the project "
    "would end on {computed}. Both dates are left as they are; compare them with the contract."
)
DURATION_MISMATCH = N_(
    "A duration of {months} months does not fit the period {start} – {end}: with it the project would end on {computed}. "
    "Compare all three with the contract."
)
END_BEFORE_START = N_("The end date, {end}, is before the start date, {start}. Compare both with the contract.")
DURATION_ROUNDED = N_(
    "The period {start} – {end} is not {months} months to the day, but is when begun months are counted. Nothing needs to "
    "be done."
)
DURATION_AMBIGUOUS = N_(
    "The period {start} – {end} is known only roughly; whether it is {months} months cannot be told. Take the exact dates from the "
    "contract before a deadline depends on them."
)
MONTH_PRECISION = N_(
    "Of the period only the months are known: {days}. No day is made up; add the days once you have the contract."
)
YEAR_PRECISION = N_(
    "Of the period only the years are known: {days}. No day is made up; add the days once you have the contract."
)
MIXED_DATE_STYLE = N_("Dates are written in more than one way: “{text}”. See that each is read rightly.")
DATE_NO_SPACE = N_(
    "In the text the sign “г.” is glued to its year. The dates are read all the same; nothing needs to be done."
)
NO_PAGE_DATE = N_("It is not known when the page was published. Note the day on which it was seen, if you know it.")
PERIOD_SECTION_CONFLICT = N_(
    "The page stands in the section “{section}” of its site, but the programming period is {period}. The period of the "
    "number counts; the section is kept as published."
)

_PERIOD = re.compile(r"(\d{4})\s*[-–—/]\s*(\d{4})")


def _same_day(start: PublishedDay, end: PublishedDay) -> bool:
    return start == end and start.precision is Precision.DAY


def _one_day(facts: ProjectFacts) -> Iterator[Finding]:
    start, end, months = facts.start, facts.end, facts.project["months"]
    if start is None or end is None or not _same_day(start, end):
        return
    if months is None:
        yield about_project("END_EQUALS_START", END_EQUALS_START, on="end", day=end)
    elif months > 1:
        yield about_project(
            "END_EQUALS_START",
            END_EQUALS_START_BUT_LASTS,
            on="end",
            day=end,
            months=months,
            computed=computed_end(start.first, months),
        )


def _duration(facts: ProjectFacts) -> Iterator[Finding]:
    start, end, months = facts.start, facts.end, facts.project["months"]
    if start is None or end is None:
        return
    if end.last < start.first:
        yield about_project("DURATION_MISMATCH", END_BEFORE_START, on="end", start=start, end=end)
        return
    if months is None:
        return
    sentences = {"mismatch": DURATION_MISMATCH, "rounded": DURATION_ROUNDED, "ambiguous": DURATION_AMBIGUOUS}
    verdict = duration_verdict(months, start, end)
    if verdict == "exact":
        return
    told = {"computed": computed_end(start.first, months)} if verdict == "mismatch" else {}
    code = f"DURATION_{verdict.upper()}"
    yield about_project(code, sentences[verdict], on="months", months=months, start=start, end=end, **told)


def _precision(facts: ProjectFacts) -> Iterator[Finding]:
    known = [day for day in (facts.start, facts.end) if day is not None]
    for precision, code, sentence in (
        (Precision.MONTH, "MONTH_PRECISION", MONTH_PRECISION),
        (Precision.YEAR, "YEAR_PRECISION", YEAR_PRECISION),
    ):
        if days := [day for day in known if day.precision is precision]:
            yield about_project(code, sentence, on="start", days=days)


def _ways_of_writing(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.wordings("period"):
        if mixed_date_styles(row["as_published"]):
            yield about("wording", row, "MIXED_DATE_STYLE", MIXED_DATE_STYLE, text=shortened(row["as_published"]))
    for row in facts.of("page"):
        if date_without_space(row["wording"]):
            yield about("page", row, "DATE_NO_SPACE", DATE_NO_SPACE, on="wording")


def _page_dates(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("page"):
        if row["published_on"] is None:
            yield about("page", row, "NO_PAGE_DATE", NO_PAGE_DATE, on="published")


def _sections(facts: ProjectFacts) -> Iterator[Finding]:
    period = _PERIOD.search(facts.period)
    for row in facts.of("page"):
        section = _PERIOD.search(row["section"])
        if section and period and section.groups() != period.groups():
            yield about(
                "page",
                row,
                "PERIOD_SECTION_CONFLICT",
                PERIOD_SECTION_CONFLICT,
                on="section",
                section=row["section"],
                period=period[0],
            )


RULES: tuple[Rule, ...] = (_one_day, _duration, _precision, _ways_of_writing, _page_dates, _sections)
