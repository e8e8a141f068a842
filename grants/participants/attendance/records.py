"""What is typed of a session. Sessions are no row kind of a project's file: who came to them does not travel."""

from __future__ import annotations

from dataclasses import replace

from grants.participants.places import DISTRICTS
from grants.participants.rules import SESSION_KINDS, SessionKind
from grants.values.language import N_
from grants.values.records import Field, Kind, Record

SESSION = Record(
    "session_held",
    N_("Session"),
    N_("Sessions"),
    (
        Field("title", Kind.BOTH_LINE, N_("Title"), required=True, maximum=1000),
        Field("kind", Kind.CHOICE, N_("Kind of session"), choices=SESSION_KINDS, default=SessionKind.TRAINING),
        Field("activity", Kind.REFERENCE, N_("Activity"), refers_to="activity"),
        Field("partner", Kind.REFERENCE, N_("Held by"), refers_to="partner"),
        Field("held", Kind.DAY, N_("Day"), required=True),
        Field("begins_at", Kind.LINE, N_("From what time"), maximum=20),
        Field("ends_at", Kind.LINE, N_("Until what time"), maximum=20),
        Field("hours", Kind.DECIMAL, N_("Hours"), places=2),
        Field("district", Kind.CHOICE, N_("District"), maximum=60, choices={one: one for one in DISTRICTS}),
        Field("settlement", Kind.LINE, N_("Town or village"), maximum=120),
        Field("place", Kind.LINE, N_("Place"), maximum=400),
        Field("trainer", Kind.LINE, N_("Trainer or consultant"), maximum=400),
    ),
    title="title",
    new=N_("Add a session"),
    tab="participants",
)
_ACTIVITY, _PARTNER = SESSION.field("activity"), SESSION.field("partner")
# What the history tells of a session: its facts, what it names by number, and of people only the register's numbers.
TOLD = (
    *(one for one in SESSION.fields if one not in (_ACTIVITY, _PARTNER)),
    replace(_ACTIVITY, kind=Kind.LINE),
    replace(_PARTNER, kind=Kind.LINE),
    Field("entered", Kind.DAY, N_("Entered on")),
    Field("put_on", Kind.LINE, N_("Put on the list")),
    Field("taken_off", Kind.LINE, N_("Taken off the list")),
    Field("came", Kind.LINE, N_("Present")),
    Field("stayed_away", Kind.LINE, N_("Absent")),
)
