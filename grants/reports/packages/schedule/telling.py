"""The letter about a package: what is in it, what is missing, until when, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from grants.errors import Objection
from grants.letters.writing import Written, one_line, shortened, written
from grants.reports.packages.queries import PackageSeen
from grants.reports.packages.schedule.queries import PeriodEnded
from grants.reports.packages.schedule.rules import Step
from grants.storage.database import Row
from grants.values.language import N_, Language, Text
from grants.values.money import Money, by_currency
from grants.values.wording import Wording, wording

_SAID: Final = 6  # objections said in the letter; the page has them all
_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Standing:
    """How a period's package stands: what lies in it and what is missing; without one, why it could not be opened."""

    package: PackageSeen | None = None
    rows: int = 0
    amounts: Sequence[Money] = ()
    lacking: Row = field(default_factory=dict)
    partners: Sequence[Text] = ()  # whose parts are awaited
    untranslated: int = 0
    objections: Sequence[Objection] = ()


def package_letter(
    period: PeriodEnded, standing: Standing, step: Step, language: Language, today: date, base: str
) -> Written:
    """The words of the letter; `base` is the address under which people reach the tracker."""
    words = wording(language)
    project, package = period.project, standing.package
    name = project.acronym or project.title.in_(language) or project.code
    place = f"/packages/{package.id}" if package else ""
    refusals = [words.say(one.sentence, **one.facts) for one in standing.objections]
    facts = {
        "said": _first_line(period, package, step, words, today),
        "project": name,
        "project_lang": ""
        if project.acronym or project.title.side(language)[1] == language
        else project.title.side(language)[1],
        "code": project.code,
        "opened": package is not None,
        "holds": _holds(standing, words),
        "missing": _missing(standing, words),
        "refusals": refusals[:_SAID],
        "more": words.count("and one more", "and {n} more", len(refusals) - _SAID) if len(refusals) > _SAID else "",
        "url": f"{base}/projects/{project.code}/reports{place}",
        "tasks_url": f"{base}/tasks",
        "account_url": f"{base}/account",
    }
    return written("report_package", language, _subject(period, name, step, words, today), facts)


def _subject(period: PeriodEnded, name: str, step: Step, words: Wording, today: date) -> str:
    told = {"period": words.period(period.start, period.end), "project": shortened(one_line(name), _NAME)}
    if step is Step.BEFORE and period.due is not None:
        when = words.distance((period.due - today).days)
        return words.say(N_("{when}: report for {period}, {project}"), when=when[:1].upper() + when[1:], **told)
    return words.say(N_("To report: {period}, {project}"), **told)


def _first_line(period: PeriodEnded, package: PackageSeen | None, step: Step, words: Wording, today: date) -> str:
    said = [words.say(N_("The period {period} is over."), period=words.period(period.start, period.end))]
    if package is not None and step is Step.OPENED:
        said.append(
            words.say(
                N_("A draft of package {number} is open; verified expenses go into it by themselves."),
                number=package.number,
            )
        )
    if period.due is not None:
        when = words.distance((period.due - today).days)
        said.append(words.say(N_("Its report is due {when}: {day}."), when=when, day=words.full_day(period.due)))
    return " ".join(said)


def _holds(standing: Standing, words: Wording) -> str:
    package = standing.package
    if package is None or not package.takes:
        return ""
    counted = words.count("one expense", "{n} expenses", standing.rows)
    amounts = [words.amount(one) for one in by_currency(standing.amounts).values()]
    return f"{counted}: {words.list(amounts)}" if amounts else counted


def _missing(standing: Standing, words: Wording) -> list[str]:
    """A line for each kind of thing that is missing."""
    count = {
        name: int(standing.lacking.get(name) or 0)
        for name in ("drafts", "returned", "submitted", "undated", "without_papers")
    }
    lines = (
        (
            count["drafts"],
            words.count("one expense is still a draft", "{n} expenses are still drafts", count["drafts"]),
        ),
        (
            count["returned"],
            words.count(
                "one expense went back to be put right", "{n} expenses went back to be put right", count["returned"]
            ),
        ),
        (
            count["submitted"],
            words.count("one expense is not verified yet", "{n} expenses are not verified yet", count["submitted"]),
        ),
        (count["undated"], words.count("one expense is on no day", "{n} expenses are on no day", count["undated"])),
        (
            count["without_papers"],
            words.count(
                "one document lacks required papers", "{n} documents lack required papers", count["without_papers"]
            ),
        ),
        (
            len(standing.partners),
            words.say(
                N_("awaited from partners: {names}"),
                names=words.list([one.in_(words.language) for one in standing.partners]),
            ),
        ),
        (
            standing.untranslated,
            words.count(
                "one text is not in the language of the report",
                "{n} texts are not in the language of the report",
                standing.untranslated,
            ),
        ),
    )
    return [line for n, line in lines if n]
