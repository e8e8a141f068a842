"""What correspondence records, field by field."""

from __future__ import annotations

from grants.correspondence.rules import ANSWER_DAYS, DIRECTIONS, MATTER_KINDS, AnswerDays, Direction, MatterKind
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Record

MATTER = Record(
    "matter",
    N_("Letter or finding"),
    N_("Correspondence"),
    (
        Field("subject", Kind.BOTH_LINE, N_("Subject"), required=True, maximum=1000),
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=MATTER_KINDS, default=MatterKind.LETTER),
        Field("direction", Kind.CHOICE, N_("Direction"), choices=DIRECTIONS, default=Direction.RECEIVED),
        Field("counterpart", Kind.LINE, N_("From whom, to whom"), required=True),
        Field("reference", Kind.LINE, N_("Their number"), maximum=120),
        Field("our_reference", Kind.LINE, N_("Our number"), maximum=120),
        Field("written", Kind.DAY, N_("Dated")),
        Field("received", Kind.DAY, N_("Received or sent on")),
        Field("wording", Kind.PROSE, N_("What it says"), maximum=20_000),
        Field("answer_within", Kind.WHOLE, N_("Answer within, days")),
        Field("answer_days", Kind.CHOICE, N_("Which days"), choices=ANSWER_DAYS, default=AnswerDays.NONE),
        Field("answer_due", Kind.DAY, N_("Answer due on")),
        Field("person", Kind.REFERENCE, N_("Person responsible"), refers_to="person", travels=False),
        Field("partner", Kind.REFERENCE, N_("Partner concerned"), refers_to="partner"),
        Field("arose_from", Kind.REFERENCE, N_("Belongs to"), refers_to="matter"),
        Field("amount", Kind.AMOUNT, N_("Amount touched")),
        CURRENCY,
        Field("answer", Kind.PROSE, N_("Answer"), maximum=20_000),
        Field("answer_reference", Kind.LINE, N_("Number of the answer"), maximum=120),
        Field("answered", Kind.DAY, N_("Answered on")),
        Field("sent_by", Kind.LINE, N_("Proof of sending"), maximum=400),
        Field("closed", Kind.DAY, N_("Closed on")),
    ),
    title="subject",
    new=N_("Add a letter or finding"),
    tab="correspondence",
)
