"""What is typed about a package: with what it is opened, how it was sent, what the funder decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from grants.errors import Objection
from grants.funders.registry import choice_of, offered
from grants.reports.editions import format_typed, formats_offered
from grants.reports.packages.outcome.actions import Outcome
from grants.reports.packages.rules import DAY_NEEDED, Opening, Sending
from grants.reports.rules_package import PackageKind, PackageState, Part
from grants.values.language import N_, language_named
from grants.values.wording import Unreadable, Wording
from grants.web.forms import Sent

CHOOSE_KIND = N_("Choose what the package consists of.")
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, and what it means where all of it could be read."""

    opening: Opening | None
    objections: tuple[Objection, ...]


def formats_of_packages(words: Wording) -> list[tuple[str, str]]:
    """The formats of which a package may be."""
    return formats_offered(
        words,
        [one for one in offered() if not one.of_people and any(part.books or part.documents for part in one.package)],
    )


def opening_asked(typed: Mapping[str, str], words: Wording, today: date) -> Asked:
    """With what a package is to be opened."""
    found: list[Objection] = []
    kind = typed.get("kind", "")
    if kind not in list(PackageKind):
        found.append(Objection(CHOOSE_KIND, place="kind"))
    chosen = format_typed(typed.get("format", ""))
    if isinstance(chosen, Objection):
        found.append(chosen)
    days = [day_typed(typed.get(name, ""), name, words, today, found, needed=True) for name in ("first", "last")]
    first, last = days
    if found or first is None or last is None or isinstance(chosen, Objection):
        return Asked(None, tuple(found))
    period = typed.get("period", "")
    period_id = int(period) if period.isascii() and period.isdigit() and len(period) < 19 else None
    language = language_named(typed.get("language", "")) or words.language
    return Asked(Opening(PackageKind(kind), first, last, choice_of(chosen), language, period_id), ())


def day_typed(
    text: str, place: str, words: Wording, today: date, found: list[Objection], *, needed: bool = False
) -> date | None:
    """A day as it was typed; what can't be read, or is needed and missing, is added to what was found."""
    if not text.strip():
        if needed:
            found.append(Objection(DAY_NEEDED, place=place))
        return None
    try:
        return words.read_day(text, today)
    except Unreadable as problem:
        found.append(Objection(problem.msgid, problem.facts, place=place))
        return None


def books_typed(form: Sent) -> list[int]:
    """The funder's workbooks that are ticked."""
    return _ticked(form, "book_")


def _ticked(form: Sent, start: str) -> list[int]:
    """The numbers of the boxes ticked whose names begin so."""
    numbers = (name.removeprefix(start) for name in form.typed if name.startswith(start))
    return [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 19]


def sending_typed(form: Sent, words: Wording, today: date) -> tuple[Sending, list[Objection]]:
    """How a package went out, and what of it can't be read."""
    found: list[Objection] = []
    sent_on = day_typed(form.line("sent_on"), "sent_on", words, today, found)
    closes = tuple(_ticked(form, "closes_"))
    hour, signer, number = form.line("hour")[:20], form.line("signer")[:200], form.line("funder_number")[:120]
    return Sending(sent_on, hour, signer, number, closes, bool(form.line("as_rated"))), found


def outcome_typed(form: Sent, words: Wording, today: date) -> tuple[Outcome | None, list[Objection]]:
    """What the funder decided, and what of it can't be read."""
    found: list[Objection] = []
    day = day_typed(form.line("day"), "day", words, today, found)
    to = form.line("do")
    if to not in {PackageState.ACCEPTED, PackageState.REFUSED, PackageState.RETURNED}:
        return None, found
    letter, reason = form.line("letter")[:LONGEST], form.line("reason")[:LONGEST]
    # Of a package that has one part only that one can be returned, and the form asks nothing.
    asked = form.line("asks_parts") == "yes"
    parts = frozenset(part for part in Part if form.line(f"returned_{part}")) if asked else None
    return Outcome(PackageState(to), day, letter, reason, bool(form.line("rest")), parts), found
