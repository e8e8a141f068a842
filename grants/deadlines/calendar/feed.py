"""The feed itself: deadlines as events of a calendar (RFC 5545), with alarms, by the tracker's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vDuration

from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.rules import WHAT_TO_DO, DeadlineState
from grants.letters.writing import one_line
from grants.values.language import N_
from grants.values.places import page_of
from grants.values.terms import MIDNIGHT, ends_at
from grants.values.wording import Wording

# When a calendar program is to ring: so long before the day begins, that is at nine in the morning a week and a day ahead.
ALARMS: Final = (timedelta(days=-7, hours=9), timedelta(days=-1, hours=9))
# Before an hour of a day.
ALARMS_TO_THE_HOUR: Final = (timedelta(days=-7), timedelta(days=-1), timedelta(hours=-2))
REFRESH: Final = timedelta(hours=1)


def feed(due: Sequence[DeadlineSeen], name: str, words: Wording, zone: ZoneInfo, base: str, now: datetime) -> bytes:
    """The calendar of these deadlines; `base` is the address under which people reach the tracker.

    Each is the same event (UID) in every feed, its SEQUENCE the version of the deadline. An hour is told in UTC (RFC 5545
    §3.3.5, form 2): every calendar shows it by its own reader's clock, and none needs to know the rules of a zone.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Grants//Deadlines//BG")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for one in due:
        calendar.add_component(_event(one, words, zone, base, now))
    return bytes(calendar.to_ical())


def _event(one: DeadlineSeen, words: Wording, zone: ZoneInfo, base: str, now: datetime) -> Event:
    done = one.state is DeadlineState.DONE
    title = f"{one_line(one.title.in_(words.language))} · {one_line(one.acronym or one.project_title.in_(words.language)) or one.code}"
    event = Event()
    event.add("uid", f"deadline-{one.id}@{base.partition('://')[2].partition(':')[0] or 'localhost'}")
    event.add("dtstamp", now)
    event.add("sequence", one.version)
    event.add("summary", f"✓ {title}" if done else title)
    event.add("description", "\n".join(_said(one, words, zone)))
    event.add("url", f"{base}/projects/{quote(one.code)}{page_of('deadline', one.id)}")
    event.add("categories", [one.code])
    event.add("transp", "TRANSPARENT")
    at = moment_of(one, zone)
    if at is None:
        event.add("dtstart", one.due_on)
        event.add("dtend", one.due_on + timedelta(days=1))
    else:  # it ends the moment it begins, which an event says by naming no end (RFC 5545 §3.6.1)
        event.add("dtstart", at.astimezone(UTC))
    for before in () if done else ALARMS if at is None else ALARMS_TO_THE_HOUR:
        event.add_component(_alarm(title, before))
    return event


def moment_of(one: DeadlineSeen, zone: ZoneInfo) -> datetime | None:
    """The moment a deadline ends, where it ends at an hour; None where it lasts to the end of its day by this clock."""
    if not one.hour or (one.hour == MIDNIGHT and (one.zone or zone.key) == zone.key):
        return None
    return ends_at(one.due_on, one.hour, one.zone or zone.key)


def _alarm(title: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", before)
    return alarm


def _said(one: DeadlineSeen, words: Wording, zone: ZoneInfo) -> list[str]:
    at = moment_of(one, zone)
    lines = [words.say(WHAT_TO_DO[one.kind])]
    if at is not None:
        where = one.zone or zone.key
        lines.append(words.say(N_("Until {hour} by the clock of {zone}."), hour=one.hour, zone=where))
    if one.internal_on is not None:
        lines.append(words.say(N_("In the house by {day}."), day=words.full_day(one.internal_on)))
    if one.person:
        lines.append(words.say(N_("Responsible: {name}"), name=one.person))
    return lines + ([note] if (note := one.note.in_(words.language).strip()) else [])
