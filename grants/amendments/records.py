"""What is typed of an amendment, and which fields of which rows one may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grants.amendments.rules import AMENDMENT_KINDS, AMENDMENT_STATES, AmendmentKind, AmendmentState
from grants.entries.kinds import BY_NAME
from grants.entries.kinds import Kind as RowKind
from grants.values.language import N_
from grants.values.records import Field, Kind, Record

_KIND = Field(
    "kind", Kind.CHOICE, N_("What is asked"), required=True, choices=AMENDMENT_KINDS, default=AmendmentKind.AMENDMENT
)
_REASON = Field("reason", Kind.BOTH_PROSE, N_("Reason"), required=True, maximum=4000)
_IN_FORCE = Field(
    "in_force", Kind.DAY, N_("In force from"), hint=N_("Left empty, it holds from the day of the decision.")
)
_UNTIL = Field("until", Kind.DAY, N_("Suspended until"), hint=N_("Only of a suspension, where its last day is known."))

# Everything kept of an amendment, as the history tells it.
AMENDMENT = Record(
    "amendment",
    N_("Amendment"),
    N_("Amendments"),
    (
        _KIND,
        Field("state", Kind.CHOICE, N_("State"), choices=AMENDMENT_STATES, default=AmendmentState.DRAFT),
        _REASON,
        Field("asked", Kind.DAY, N_("Asked on")),
        Field("letter", Kind.LINE, N_("Number of the letter"), maximum=120),
        Field("decided", Kind.DAY, N_("Decided on")),
        Field("decision", Kind.LINE, N_("Number of the decision"), maximum=120),
        _IN_FORCE,
        _UNTIL,
        Field("refused_because", Kind.PROSE, N_("Why it was refused"), maximum=2000),
        Field("applied", Kind.DAY, N_("Changes made on")),
    ),
    title="reason",
    new=N_("Prepare an amendment"),
    tab="contract",
)
# What is typed when one is prepared; the rest comes with the deeds.
PREPARED = Record(
    "amendment",
    AMENDMENT.singular,
    AMENDMENT.plural,
    (_KIND, _REASON, _IN_FORCE, _UNTIL),
    title="reason",
    new=AMENDMENT.new,
    tab="contract",
)


@dataclass(frozen=True, slots=True)
class Amendable:
    """A kind of row that an amendment may change: which of its fields, which a new one is told by, and whether it may go.

    Of a kind that is `renewed` no row is changed: the amendment leaves a new one after the newest, from its own day on.
    """

    kind: RowKind
    changed: Record
    added: Record | None = None
    dropped: bool = False
    renewed: bool = False

    @property
    def name(self) -> str:
        """The kind's name."""
        return self.kind.name

    @property
    def one(self) -> bool:
        """Whether there is one row of it only, that nobody needs to choose."""
        return self.renewed or self.name == "project"


def _part(kind: RowKind, names: str) -> Record:
    whole = kind.record
    return Record(
        whole.name,
        whole.singular,
        whole.plural,
        tuple(whole.field(name) for name in names.split()),
        title=whole.title,
        new=whole.new,
        tab=whole.tab,
    )


def _amendable(
    name: str, changed: str, added: str = "", *, dropped: bool = False, renewed: bool = False
) -> tuple[str, Amendable]:
    kind = BY_NAME[name]
    return name, Amendable(kind, _part(kind, changed), _part(kind, added) if added else None, dropped, renewed)


# In the order in which changes are shown and made.
AMENDABLE: Mapping[str, Amendable] = dict(
    (
        _amendable("project", "title start end"),
        _amendable("contract", "total currency rhythm rhythm_months report_days final_report_days", renewed=True),
        _amendable(
            "terms",
            "eligible_from eligible_until pay_until closes eu_rate advance_rate interim_cap move_limit",
            renewed=True,
        ),
        _amendable(
            "partner",
            "role share joined left contact_name contact_email",
            "organisation role share joined contact_name contact_email language",
        ),
        _amendable("source", "name amount currency share", "kind name partner amount currency share", dropped=True),
        _amendable(
            "activity",
            "title partner start_month end_month start end",
            "title result partner start_month end_month start end",
        ),
        _amendable("milestone", "title due", "title activity partner due means"),
        _amendable("deliverable", "title quantity unit due", "title kind activity partner quantity unit due"),
        _amendable("indicator", "name unit baseline target", "name code kind unit baseline target", dropped=True),
        _amendable("deadline", "due"),
    )
)
