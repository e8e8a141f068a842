"""The letter of one morning: all of one person's deadlines that need a look, the nearest first, in that person's words.

Ten thousand letters are written in a morning, and many say the same: what a deadline's part of a letter says is put into
words once for all who read it in the same language and by the same clock, and so is the frame around the parts.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from grants.deadlines.abroad import abroad
from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.reminding.morning import Told
from grants.deadlines.reminding.queries import Due, Reader
from grants.deadlines.reminding.rules import IN_PLACE_OF, WHYS, WHYS_INTERNAL, Why, headline
from grants.deadlines.rules import NEARNESS, WHAT_TO_DO, Nearness, nearness
from grants.deadlines.rules_yield import Offices
from grants.deadlines.why import counted_said
from grants.deadlines.wishes.rules import is_zone
from grants.letters.links.signed import ANSWERS, Answer, unsigned
from grants.letters.writing import Written, folded, one_line, shortened
from grants.values.language import N_, Language, Text
from grants.values.places import page_of
from grants.values.terms import ends_at
from grants.values.wording import Wording, wording
from grants.web.templating import rendered

_NOTE = 300
_TITLE_IN_SUBJECT = 40  # so that both are read where a telephone shows the subject
_PROJECT_IN_SUBJECT = 30
_SUBJECT = 120
# Stand-ins for what differs between two letters that say the same; no keyboard has these characters.
_ID, _FIRST, _MORE, _GROUPS, _SUBJECT_HERE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_GLUE = "\ue005"  # keeps an address on the line of its label
_TITLE = "\ue006"
# Of one whose internal day has passed: it is not late yet.
PASSED = N_("Internal day passed")
_HEADINGS = (NEARNESS[Nearness.LATE], PASSED, *(NEARNESS[one] for one in Nearness if one is not Nearness.LATE))
_OURS = re.compile("[\ue000-\ue006]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A deadline's part of a letter, with stand-ins for the deadline's id and title."""

    plain: str
    html: str


class Press:
    """Writes the letters of one morning; `base` is the address under which people reach the tracker; `offices` tell the days off."""

    def __init__(self, today: date, zone: ZoneInfo, base: str, offices: Offices) -> None:
        self._today, self._zone, self._base, self._offices = today, zone, base, offices
        self._parts: dict[Hashable, _Part] = {}
        self._frames: dict[Language, _Part] = {}
        self._days: dict[tuple[Language, date], tuple[str, str]] = {}

    def letter(self, reader: Reader, told: Sequence[Told], new: Sequence[Told]) -> Written:
        """The letter about everything in `told`; its subject and first line speak of the most urgent of `new`."""
        words = wording(reader.language)
        chosen = new or told
        first = chosen[headline([self._left(one) for one in chosen])]
        subject = shortened(one_line(self._subject(words, first, len(told))), _SUBJECT)
        more = words.count("{n} more deadline below.", "{n} more deadlines below.", len(told) - 1) if told[1:] else ""
        frame, said = self._frame(reader.language), self._first_line(words, first)
        plain, html = self._groups(reader, told)
        return Written(
            subject,
            frame.plain.replace(_FIRST, folded("\n".join(filter(None, (said, more)))).rstrip("\n"), 1).replace(
                _GROUPS, plain, 1
            ),
            _filled(frame.html, subject, said, more).replace(_GROUPS, html, 1),
        )

    # --- what is said once ----------------------------------------------------------------------------------------

    def _frame(self, language: Language) -> _Part:
        if language not in self._frames:
            facts = {
                "subject": _SUBJECT_HERE,
                "first": _FIRST,
                "more": _MORE,
                "groups": _GROUPS,
                "tasks_url": f"{self._base}/tasks",
                "wish_url": f"{self._base}/account/reminders",
            }
            plain = folded(rendered("letters/reminders.txt", language, facts))
            self._frames[language] = _Part(plain, rendered("letters/reminders.html", language, facts))
        return self._frames[language]

    def _groups(self, reader: Reader, told: Iterable[Told]) -> tuple[str, str]:
        near: dict[str, list[_Part]] = {}
        ordered = list(told)
        if len(ordered) > 1:
            ordered.sort(key=lambda one: (one.counted, one.due.code, one.due.id))
        for one in ordered:
            part, number = self._part(reader, one), str(one.due.id)
            title = _clean(one.due.title.in_(reader.language))
            heading = PASSED if self._passed(one) else NEARNESS[nearness(one.counted, self._today)]
            near.setdefault(heading, []).append(
                _Part(
                    part.plain.replace(_ID, number).replace(_TITLE, folded(f"  {title}").rstrip("\n"), 1),
                    part.html.replace(_ID, number).replace(_TITLE, str(escape(title)), 1),
                )
            )
        plain: list[str] = []
        html: list[str] = []
        for sentence in _HEADINGS:
            if parts := near.get(sentence):
                heading = wording(reader.language).say(sentence)
                plain += [f"{heading.upper()}\n", *(part.plain for part in parts)]
                html += [f"<h3>{heading}</h3>\n", *(part.html for part in parts)]
        return "\n".join(plain).rstrip("\n"), "".join(html).rstrip("\n")

    def _part(self, reader: Reader, one: Told) -> _Part:
        due, zone = one.due, self._clock(reader)
        own = due.person_id == reader.person_id
        key = (
            *(reader.language, zone.key, one.counted, one.why is Why.OWN, one.may_settle, own),
            self._whose(wording(reader.language), one),
            *(
                due.kind,
                _other(due.title, reader.language),
                due.note,
                due.due_on,
                due.hour,
                due.zone,
                due.partner_country,
                due.begun_on,
                due.thing,
                due.thing_id,
                due.closes,
            ),
            *(due.fixed, due.rule_country, due.from_on, due.amount, due.unit, due.raw_on),
            *(due.person_id == due.coordinator_id, due.code, due.acronym, due.project_title),
        )
        if key not in self._parts:
            facts = self._facts(wording(reader.language), one, zone, own=own)
            plain = folded(rendered("letters/reminder.txt", reader.language, facts)).replace(_GLUE, " ")
            self._parts[key] = _Part(plain, rendered("letters/reminder.html", reader.language, facts))
        return self._parts[key]

    def _clock(self, reader: Reader) -> ZoneInfo:
        return ZoneInfo(reader.wish.zone) if reader.wish.zone and is_zone(reader.wish.zone) else self._zone

    def _day(self, words: Wording, day: date) -> tuple[str, str]:
        """How far off a day is, and the day itself."""
        key = (words.language, day)
        if key not in self._days:
            self._days[key] = words.distance((day - self._today).days), words.full_day(day)
        return self._days[key]

    def _passed(self, one: Told) -> bool:
        """Whether its internal day has passed and the deadline itself is still ahead."""
        return one.internal and one.counted < self._today

    def _left(self, one: Told) -> int:
        """The days left to the day the letter speaks of."""
        return ((one.due.due_on if self._passed(one) else one.counted) - self._today).days

    def _when(self, words: Wording, one: Told) -> tuple[str, str]:
        """How far off a deadline is and on which day, by the day the letter speaks of, and which of its days that is."""
        if self._passed(one):
            when, day = self._day(words, one.due.due_on)
            return words.say(N_("internal day passed, the deadline is {when}"), when=when), day
        when, day = self._day(words, one.counted)
        return (words.say(N_("{when} (internal day)"), when=when) if one.internal else when), day

    # --- a deadline's part ----------------------------------------------------------------------------------------

    def _facts(self, words: Wording, one: Told, zone: ZoneInfo, *, own: bool) -> dict[str, Any]:
        due, language = one.due, words.language
        when, day = self._when(words, one)
        project = f"{self._base}/projects/{quote(due.code)}"
        place = page_of(due.thing, due.thing_id) if due.closes else ""
        return {
            "glue": _GLUE,
            "title": _TITLE,
            "title_lang": _other(due.title, language),
            "when": _capital(when),
            "day": day,
            "until": self._until(words, one, zone),
            "why": counted_said(words, due, self._offices),
            "abroad": abroad(words, due, self._offices),
            "project": _clean(_short_name(due, language)),
            "project_lang": "" if due.acronym else _other(due.project_title, language),
            "code": due.code,
            "note": shortened(_clean(due.note.in_(language)), _NOTE),
            "do": words.say(WHAT_TO_DO[due.kind]),
            "begun": words.say(N_("In progress since {day}."), day=words.long_day(due.begun_on))
            if due.begun_on
            else "",
            "whose": self._whose(words, one),
            "closes": words.say(N_("It closes by itself when this is done here:")) if place else "",
            "thing_url": f"{project}{place}" if place else "",
            "links": [
                (words.say(ANSWERS[answer]), unsigned(self._base, _ID, answer))
                for answer in offered(one, self._today, own=own)
            ],
            "url": f"{project}/deadlines/{_ID}",
        }

    def _until(self, words: Wording, one: Told, zone: ZoneInfo) -> str:
        """Until when exactly: the real day behind the house's own one, and the hour by both clocks."""
        due = one.due
        hour = hour_said(words, due, zone)
        until = _capital(hour) + "." if hour else ""
        if not one.internal:
            return until
        if self._passed(one):
            was = words.say(N_("The internal day was {day}."), day=words.full_day(one.counted))
            return " ".join(filter(None, (until, was)))
        day = words.full_day(due.due_on)
        return words.say(N_("The deadline itself is {day}."), day=f"{day}, {hour}" if hour else day)

    @staticmethod
    def _whose(words: Wording, one: Told) -> str:
        if one.stood_for_name:
            return words.say(IN_PLACE_OF, name=_clean(one.stood_for_name))
        said = (WHYS_INTERNAL if one.internal else WHYS)[one.why]
        return words.say(said, name=_clean(one.due.person)) if said else ""

    # --- the subject and the first line ---------------------------------------------------------------------------

    def _subject(self, words: Wording, first: Told, n: int) -> str:
        title = shortened(_clean(first.due.title.in_(words.language)), _TITLE_IN_SUBJECT)
        project = shortened(_clean(_short_name(first.due, words.language)), _PROJECT_IN_SUBJECT)
        when, _ = self._when(words, first)
        if n == 1:
            return words.say(N_("{when}: {title}, {project}"), when=_capital(when), title=title, project=project)
        return words.count(
            "{n} deadline: {when} – {title}, {project}",
            "{n} deadlines: {when} – {title}, {project}",
            n,
            when=when,
            title=title,
            project=project,
        )

    def _first_line(self, words: Wording, first: Told) -> str:
        when, day = self._when(words, first)
        return words.say(
            N_("{when}, {day}: {title}"),
            when=_capital(when),
            day=day,
            title=_clean(first.due.title.in_(words.language)),
        )


def offered(one: Told, today: date, *, own: bool) -> list[Answer]:
    """What the reader may say of a deadline by a link in its letter; what hangs on a thing is not done by saying so."""
    if not one.may_settle:
        return []
    due = one.due
    answers = {
        Answer.DONE: not due.closes,
        Answer.BEGUN: due.begun_on is None,
        Answer.LATER: due.due_on > today,
        Answer.NOT_MINE: own and one.why is Why.OWN and due.person_id != due.coordinator_id,
    }
    return [answer for answer, may_be in answers.items() if may_be]


def hour_said(words: Wording, due: DeadlineSeen, reads_by: ZoneInfo) -> str:
    """The hour at which a deadline ends, where it is (in Sofia where no zone is named), and by the reader's clock where
    that shows another.
    """
    if not due.hour:
        return ""
    try:
        ends = ends_at(due.due_on, due.hour, due.zone)
    except ValueError:  # an hour that no clock shows
        return ""
    here, hour = ends.astimezone(reads_by), due.hour.zfill(5)
    if here.replace(tzinfo=None) == ends.replace(tzinfo=None):
        return words.say(N_("until {hour}"), hour=hour)
    own = f"{here:%H:%M}" if here.date() == due.due_on else f"{words.day(here.date())}, {here:%H:%M}"
    return words.say(
        N_("until {hour} ({zone}), which is {own} by your clock"),
        hour=hour,
        zone=ends.tzinfo,
        own=own,
    )


def _filled(frame: str, subject: str, first: str, more: str) -> str:
    """The frame of a letter's HTML with people's words in it as words."""
    said = {
        _SUBJECT_HERE: escape(subject),
        _FIRST: escape(first),
        _MORE: Markup("<p>{}</p>").format(more) if more else "",
    }
    for place, words in said.items():
        frame = frame.replace(place, str(words))
    return frame


def _clean(typed: str) -> str:
    """What people typed, on one line and without the characters that stand in for something here."""
    return _OURS.sub("", one_line(typed))


def _short_name(due: Due, language: Language) -> str:
    return due.acronym or due.project_title.in_(language) or due.code


def _other(words: Text, language: Language) -> str:
    """The language a text is shown in, where it is not the reader's."""
    shown = words.side(language)[1]
    return "" if shown == language else shown


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
