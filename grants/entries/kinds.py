"""The list of everything that is recorded, in the order in which rows may refer to one another."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from grants.access import Identity, ProjectRef
from grants.budget import models as budget
from grants.budget import records as budget_records
from grants.budget.presets import PRESETS
from grants.budget.reading import against_investment, against_removing, against_removing_named, settled
from grants.budget.rules import completed_line
from grants.correspondence.models import Matter
from grants.correspondence.queries import against_matter
from grants.correspondence.records import MATTER
from grants.correspondence.rules import completed_matter
from grants.deadlines import models as deadlines
from grants.deadlines.records import DEADLINE, DEADLINE_RULE, REMINDER_PLAN
from grants.deadlines.reminding.rules import plan_objections
from grants.deadlines.seen import things_seen
from grants.deadlines.things import against_rule
from grants.deadlines.typed import against_deadline, clock_objections
from grants.deadlines.typed import against_removing as against_removing_deadline
from grants.deliverables.queries import against_deliverable
from grants.errors import Objection
from grants.expenses import models as expenses
from grants.expenses import records as expense_records
from grants.expenses.rules import is_closed
from grants.indicators import models as indicators
from grants.indicators.common import ASKS, COMMON
from grants.indicators.queries import against_value
from grants.indicators.records import INDICATOR, INDICATOR_VALUE
from grants.indicators.rules_figures import trend_wrong
from grants.payments import models as payments
from grants.payments.partner_accounts import against_removing_transfer, against_transfer
from grants.payments.queries import against_payment
from grants.payments.records import GUARANTEE, PARTNER_TRANSFER, PAYMENT
from grants.payments.rules_partners import transfer_objections
from grants.procurement import models as procurement
from grants.procurement.queries import against_offer, against_purchase, against_subcontractor, against_supply
from grants.procurement.records import OFFER, PURCHASE, SUBCONTRACTOR, SUPPLY
from grants.procurement.rules_procedure import purchase_objections
from grants.projects import models as projects
from grants.projects import records as project_records
from grants.projects.keeping import against_duty, against_keeping
from grants.projects.periods import against_contract, against_period, by_hand
from grants.projects.presets import RHYTHM_PRESETS
from grants.storage.columns import Record as RecordModel
from grants.subgrants import models as subgrants
from grants.subgrants import records as subgrant_records
from grants.subgrants.queries import against_instalment, against_span
from grants.values.days import PublishedDay
from grants.values.language import N_, Text
from grants.values.records import Record
from grants.workplan import models as workplan
from grants.workplan import records as workplan_records
from grants.workplan.queries import against_activity
from grants.workplan.rules_plan import activity_objections, update_objections, with_days

Values = dict[str, Any]
OPENING_PARTS = ("own_cents", "in_kind_cents", "third_cents", "cut_cents")


def _as_read(values: Values) -> Values:
    return values


def _never(_row: Values) -> bool:
    return False


async def _nothing_against(_project_id: int, _values: Values, _row_id: int) -> Sequence[Objection]:
    return ()


async def _nothing_names_it(_project_id: int, _row_id: int) -> Sequence[Objection]:
    return ()


async def _never_settled(_project_id: int) -> str:
    return ""


def _all_readable(_by: Identity, _project: ProjectRef) -> Q | None:
    return None


def _nothing_wrong(_values: Values) -> Sequence[Objection]:
    return ()


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new row may be filled with: what it is called, what a reader must know of it, and each value as typed.

    Many beginnings are shown under the `heading` of each.
    """

    name: str | Text
    note: str
    values: Mapping[str, str]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record with its table, the room's rule that completes what was read, and when a row is closed.

    A new row may begin from one of its `beginnings`, whose name is kept in the record's title where that is a line.
    `wrong` is asked of the values alone, typed or brought in by a file; `objections` with the project, the values and the
    row's id (0 for a new one) before a person's row is kept, `named` with the project and the row's id before one is
    removed. `settled` says why all rows of a project stay as they are, or nothing. Where something of a row follows from
    the project's start, `from_start` says it of the values, that day and the row as it stood (None for a new one).
    """

    record: Record
    model: type[RecordModel]
    complete: Callable[[Values], Values] = _as_read
    closed: Callable[[Values], bool] = _never
    beginnings: tuple[Beginning, ...] = ()
    begin_with: str = N_("Begin with the usual terms of a programme")
    begun_with: str = N_("Filled in with the usual terms of {name}. Check each against your contract before you save.")
    objections: Callable[[int, Values, int], Awaitable[Sequence[Objection]]] = _nothing_against
    wrong: Callable[[Values], Sequence[Objection]] = _nothing_wrong
    from_start: Callable[[Values, PublishedDay | None, Values | None], Values] | None = None
    # What of its rows a person may read, besides whose part they are; None for all.
    readable: Callable[[Identity, ProjectRef], Q | None] = _all_readable
    everybodys: bool = False  # whether rows of no partner are seen by every partner
    part: str = "partner_id"  # by which a row belongs to a partner's part: a column, or one of the row it names
    named: Callable[[int, int], Awaitable[Sequence[Objection]]] = _nothing_names_it
    settled: Callable[[int], Awaitable[str]] = _never_settled

    @property
    def name(self) -> str:
        """The record's name."""
        return self.record.name


# Organisations, programmes and procedures: shared by projects, named by their name.
SHARED: tuple[Kind, ...] = (
    Kind(project_records.ORGANISATION, projects.Organisation),
    Kind(project_records.PROGRAMME, projects.Programme),
    Kind(project_records.PROCEDURE, projects.Procedure),
)

PROJECT = Kind(project_records.PROJECT, projects.Project)

# Rows of a project, named by their number in it; each refers only to kinds before it.
ROWS: tuple[Kind, ...] = (
    Kind(project_records.NUMBER, projects.Number),
    Kind(project_records.PAGE, projects.Page),
    Kind(project_records.WORDING, projects.Wording),
    Kind(project_records.REMARK, projects.Remark),
    Kind(
        project_records.CONTRACT,
        projects.Contract,
        objections=against_contract,
        beginnings=tuple(Beginning(one.name, one.note, one.values) for one in RHYTHM_PRESETS),
    ),
    Kind(project_records.PARTNER, projects.Partner, named=against_removing_named("partner")),
    Kind(project_records.PERIOD, projects.Period, by_hand, objections=against_period),
    Kind(project_records.DUTY, projects.Duty, objections=against_duty),
    Kind(project_records.KEEPING, projects.Keeping, objections=against_keeping),
    Kind(project_records.OBJECTIVE, projects.Objective),
    Kind(project_records.TARGET_GROUP, projects.TargetGroup),
    Kind(workplan_records.WORK_PACKAGE, workplan.WorkPackage),
    Kind(
        workplan_records.ACTIVITY,
        workplan.Activity,
        objections=against_activity,
        wrong=activity_objections,
        from_start=with_days,
        named=against_removing_named("activity"),
    ),
    Kind(
        workplan_records.ACTIVITY_UPDATE,
        workplan.ActivityUpdate,
        wrong=update_objections,
        part="activity__partner_id",
    ),
    Kind(workplan_records.MILESTONE, workplan.Milestone),
    Kind(workplan_records.DELIVERABLE, workplan.Deliverable, objections=against_deliverable),
    Kind(workplan_records.PUBLICATION, workplan.Publication),
    Kind(
        INDICATOR,
        indicators.Indicator,
        wrong=trend_wrong,
        everybodys=True,
        beginnings=tuple(
            Beginning(
                Text(*(f"{one.code} · {side}" for side in (one.name.bg, one.name.en))),
                ASKS.get(one.asks, ""),
                one.values,
                one.edition,
            )
            for one in COMMON
        ),
        begin_with=N_("Begin with a common indicator of the European Social Fund"),
        begun_with=N_("Filled in as {name}. Type the target and check the rest against your contract before you save."),
    ),
    Kind(INDICATOR_VALUE, indicators.IndicatorValue, objections=against_value),
    Kind(budget_records.SOURCE, budget.Source),
    Kind(budget_records.LINE, budget.Line, completed_line, named=against_removing, settled=settled),
    Kind(budget_records.VERSION, budget.Version),
    Kind(budget_records.VERSION_LINE, budget.VersionLine, completed_line),
    Kind(budget_records.MOVE, budget.Move),
    Kind(
        budget_records.TERMS,
        budget.Terms,
        beginnings=tuple(Beginning(one.name, one.note, one.values) for one in PRESETS),
    ),
    Kind(budget_records.INVESTMENT, budget.Investment, objections=against_investment),
    Kind(budget_records.OPENING, budget.Opening, budget_records.nothing_where_empty(*OPENING_PARTS)),
    Kind(PURCHASE, procurement.Purchase, objections=against_purchase, wrong=purchase_objections),
    Kind(OFFER, procurement.Offer, objections=against_offer, part="purchase__partner_id"),
    Kind(SUPPLY, procurement.Supply, objections=against_supply),
    Kind(
        SUBCONTRACTOR,
        procurement.Subcontractor,
        objections=against_subcontractor,
        part="supply__partner_id",
    ),
    Kind(expense_records.DOCUMENT, expenses.Document),
    Kind(expense_records.PAYOUT, expenses.Payout),
    Kind(expense_records.CREDIT, expenses.Credit),
    Kind(expense_records.PAPER, expenses.Paper),
    Kind(expense_records.EXPENSE, expenses.Expense, expense_records.completed_expense, is_closed),
    Kind(PAYMENT, payments.Payment, objections=against_payment),
    Kind(
        PARTNER_TRANSFER,
        payments.PartnerTransfer,
        objections=against_transfer,
        wrong=transfer_objections,
        named=against_removing_transfer,
    ),
    Kind(GUARANTEE, payments.Guarantee),
    Kind(subgrant_records.SCHEME, subgrants.Scheme),
    Kind(subgrant_records.SUB_GRANT, subgrants.SubGrant, objections=against_span),
    Kind(subgrant_records.SUB_REPORT, subgrants.SubReport, objections=against_span),
    Kind(subgrant_records.INSTALMENT, subgrants.Instalment, objections=against_instalment),
    Kind(subgrant_records.ATTRACTED, subgrants.Attracted),
    Kind(MATTER, Matter, completed_matter, objections=against_matter),
    Kind(DEADLINE_RULE, deadlines.DeadlineRule, objections=against_rule, wrong=clock_objections),
    Kind(REMINDER_PLAN, deadlines.ReminderPlan, wrong=plan_objections),
    Kind(
        DEADLINE,
        deadlines.Deadline,
        objections=against_deadline,
        wrong=clock_objections,
        readable=things_seen,
        named=against_removing_deadline,
    ),
)

BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in (*SHARED, PROJECT, *ROWS)}
