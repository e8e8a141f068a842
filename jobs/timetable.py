"""The timetable: what the tracker does by itself, when, and why. Whatever is woken looks for itself at what is due, so
waking it twice, late or not at all for a while loses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from grants.settings import Settings
from jobs import (
    bring_amendments,
    clear_sessions,
    forget_participants,
    heartbeat,
    keep_deadlines,
    make_reports,
    open_packages,
    plan_reminders,
    post_letters,
    read_returned,
    write_of_letters,
)


@dataclass(frozen=True)
class Job:
    """Something that is done at certain times; `when` is said as APScheduler's cron trigger takes it."""

    name: str
    when: Mapping[str, str]
    why: str
    run: Callable[[Settings, asyncio.Event], Awaitable[None]]
    sign_of_life: bool = False  # left out while another job hangs


# No hour between 03:00 and 04:00: on one night of the year it happens twice, on another not at all. None before 01:00 either:
# the scheduler counts a whole day on from there and would miss the day after clocks went forward.
TIMETABLE: tuple[Job, ...] = (
    Job(
        "heartbeat",
        {"second": "*/20"},
        "so that a dead or hanging worker is noticed within a minute and a half",
        lambda _settings, _stop: heartbeat.run(),
        sign_of_life=True,
    ),
    Job(
        "bring_amendments",
        {"hour": "1", "minute": "10"},
        "so that a contract changes on the day from which its amendment holds, before anybody reads or reminds of it",
        lambda settings, _stop: bring_amendments.run(settings),
    ),
    Job(
        "open_packages",
        {"hour": "5", "minute": "10"},
        "so that the day after a period ends its package is open, and who is responsible reads in the morning what it lacks",
        lambda settings, _stop: open_packages.run(settings),
    ),
    Job(
        "keep_deadlines",
        {"hour": "5", "minute": "40"},
        "so that every deadline stands where its thing or its rule has it, before anybody is reminded",
        lambda settings, _stop: keep_deadlines.run(settings),
    ),
    Job(
        "plan_reminders",
        {"hour": "6", "minute": "45"},
        "so that everybody's letter is written before it leaves at seven",
        lambda settings, _stop: plan_reminders.run(settings),
    ),
    Job(
        "post_letters",
        {"second": "*/30"},
        "so that a letter leaves within half a minute, and one that was refused for now is tried again",
        post_letters.run,
    ),
    Job(
        "read_returned",
        {"minute": "*/5"},
        "so that a letter that was taken and came back later is known the same day too",
        lambda settings, _stop: read_returned.run(settings),
    ),
    Job(
        "write_of_letters",
        {"minute": "*/10"},
        "so that an address that refuses letters is known the same day, and admins read every Monday whether letters leave",
        lambda settings, _stop: write_of_letters.run(settings),
    ),
    Job(
        "make_reports",
        {"second": "*/3"},
        "so that who asked for a long report sees it begun while they look on",
        make_reports.run,
    ),
    Job(
        "forget_participants",
        {"hour": "1", "minute": "40"},
        "so that nobody is known by name a day longer than the law or the contract asks",
        lambda settings, _stop: forget_participants.run(settings),
    ),
    Job(
        "clear_sessions",
        {"hour": "2", "minute": "15"},
        "so that what has ended is not kept",
        lambda settings, _stop: clear_sessions.run(settings),
    ),
)
