"""The words of the week's letter: how many letters went out, how many did not arrive, how many wait."""

from __future__ import annotations

from datetime import date

from grants.letters.queries import WeekOfLetters
from grants.letters.writing import Written, written
from grants.values.language import N_, Language
from grants.values.wording import wording


def weekly_letter(week: WeekOfLetters, first: date, last: date, language: Language, base: str) -> Written:
    """The letter about the days from first to last."""
    words = wording(language)
    went = words.count("{n} letter went out", "{n} letters went out", week.sent)
    subject = (
        words.say(N_("Last week: {went}"), went=went[:1].lower() + went[1:])
        if week.sent
        else words.say(N_("No letter went out last week"))
    )
    lines = [words.count("{n} did not arrive", "{n} did not arrive", week.failed)] if week.failed else []
    lines += [words.count("{n} letter is waiting", "{n} letters are waiting", week.waiting)] if week.waiting else []
    if week.latest_waiting:
        one = N_("it should have left on {day}")
        longest = N_("the one that has waited longest should have left on {day}")
        lines.append(words.say(longest if week.waiting > 1 else one, day=words.day(week.latest_waiting)))
    facts = {
        "first": words.say(
            N_("From {first} to {last}: {went}."),
            first=words.day(first),
            last=words.day(last),
            went=went[:1].lower() + went[1:] if week.sent else words.say(N_("no letter went out")),
        ),
        "doubt": ""
        if week.sent
        else words.say(
            N_(
                "If reminders were due, something holds them up: the mail server or the worker. The page of letters says what."
            )
        ),
        "lines": lines,
        "letters_url": f"{base}/letters",
        "account_url": f"{base}/account",
    }
    return written("week", language, subject, facts)
