"""Who may do what: roles, permissions and the one table that joins them. Pure; pages ask `may` only to hide a button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.values.language import N_, Language


class Role(StrEnum):
    """What a person is in a project."""

    MANAGER = "manager"
    ACCOUNTANT = "accountant"
    FIELD_WORKER = "field_worker"
    PARTNER = "partner"
    AUDITOR = "auditor"


ROLE_NAMES: Mapping[Role, str] = {
    Role.MANAGER: N_("Project manager"),
    Role.ACCOUNTANT: N_("Accountant"),
    Role.FIELD_WORKER: N_("Field worker"),
    Role.PARTNER: N_("Partner"),
    Role.AUDITOR: N_("Auditor"),
}


class Permission(StrEnum):
    """One thing that may be done; the value is what stands in the audit trail's refusals."""

    SEE_PROJECT = "see_project"
    SEE_MONEY = "see_money"
    SEE_HISTORY = "see_history"
    CREATE_PROJECT = "create_project"
    EDIT_PROJECT = "edit_project"
    EDIT_WORK_PLAN = "edit_work_plan"
    DELIVER = "deliver"
    EDIT_BUDGET = "edit_budget"
    RECORD_EXPENSE = "record_expense"
    VERIFY_EXPENSE = "verify_expense"
    SEE_SENSITIVE = "see_sensitive"
    IMPORT_ACCOUNTING = "import_accounting"
    EDIT_RATES = "edit_rates"
    EDIT_PAPER_LISTS = "edit_paper_lists"
    SEE_CORRESPONDENCE = "see_correspondence"
    EDIT_CORRESPONDENCE = "edit_correspondence"
    SEE_AMENDMENTS = "see_amendments"
    AMEND_CONTRACT = "amend_contract"
    SEND_LINKS = "send_links"
    REPORT_SUB_GRANT = "report_sub_grant"
    COMMENT = "comment"
    SEE_PARTICIPANTS = "see_participants"
    EDIT_PARTICIPANTS = "edit_participants"
    SEE_SPECIAL = "see_special"
    SEE_PERSONAL_NUMBERS = "see_personal_numbers"
    FORGET_PARTICIPANT = "forget_participant"
    SEE_TEAM = "see_team"
    EDIT_TEAM = "edit_team"
    ENTER_HOURS = "enter_hours"
    APPROVE_HOURS = "approve_hours"
    EDIT_DEADLINES = "edit_deadlines"
    SETTLE_DEADLINE = "settle_deadline"
    SEE_REPORTS = "see_reports"
    PREPARE_REPORT = "prepare_report"
    HAND_IN_PART = "hand_in_part"
    EXPORT_PROJECT = "export_project"
    MANAGE_PEOPLE = "manage_people"
    RUN_JOBS = "run_jobs"
    OWN_SETTINGS = "own_settings"


_EVERY_ROLE = frozenset(Role)
_MANAGER = frozenset({Role.MANAGER})
_OFFICE = frozenset({Role.MANAGER, Role.ACCOUNTANT})
_READERS = _OFFICE | {Role.AUDITOR}
_IN_THE_FIELD = frozenset({Role.MANAGER, Role.FIELD_WORKER, Role.PARTNER})

ALLOWED: Mapping[Permission, frozenset[Role]] = {
    Permission.SEE_PROJECT: _EVERY_ROLE,
    Permission.SEE_MONEY: _READERS | {Role.PARTNER},
    Permission.SEE_HISTORY: _READERS,
    Permission.CREATE_PROJECT: _MANAGER,
    Permission.EDIT_PROJECT: _MANAGER,
    Permission.EDIT_WORK_PLAN: _MANAGER,
    Permission.DELIVER: _IN_THE_FIELD,
    Permission.EDIT_BUDGET: _OFFICE,
    Permission.RECORD_EXPENSE: _OFFICE | {Role.PARTNER},
    Permission.VERIFY_EXPENSE: _OFFICE,
    Permission.SEE_SENSITIVE: _READERS,  # and whoever entered the row
    Permission.IMPORT_ACCOUNTING: _OFFICE,
    Permission.EDIT_RATES: _OFFICE,
    Permission.EDIT_PAPER_LISTS: _OFFICE,  # of one's own organisation
    Permission.SEE_CORRESPONDENCE: _READERS,
    Permission.EDIT_CORRESPONDENCE: _OFFICE,
    Permission.SEE_AMENDMENTS: _READERS,
    Permission.AMEND_CONTRACT: _MANAGER,
    Permission.SEND_LINKS: _OFFICE,  # to partners and sub-grantees, in whose name they are followed
    Permission.REPORT_SUB_GRANT: _OFFICE,  # and the recipient, by a link
    Permission.COMMENT: _EVERY_ROLE,  # on rows one sees
    Permission.SEE_PARTICIPANTS: frozenset({Role.MANAGER, Role.FIELD_WORKER, Role.PARTNER, Role.AUDITOR}),
    Permission.EDIT_PARTICIPANTS: _IN_THE_FIELD,
    Permission.SEE_SPECIAL: _IN_THE_FIELD,  # Regulation 2016/679, art. 9
    Permission.SEE_PERSONAL_NUMBERS: _MANAGER,  # one by one, each look recorded, and in the sheets for the funder
    Permission.FORGET_PARTICIPANT: _MANAGER,
    Permission.SEE_TEAM: _READERS | {Role.PARTNER},
    Permission.EDIT_TEAM: _OFFICE,
    Permission.ENTER_HOURS: _OFFICE
    | {Role.FIELD_WORKER, Role.PARTNER},  # one's own; everybody's for who edits the team
    Permission.APPROVE_HOURS: _OFFICE,  # never one's own
    Permission.EDIT_DEADLINES: _MANAGER,
    Permission.SETTLE_DEADLINE: _OFFICE | {Role.FIELD_WORKER, Role.PARTNER},
    Permission.SEE_REPORTS: _READERS,
    Permission.PREPARE_REPORT: _OFFICE,
    Permission.HAND_IN_PART: _OFFICE | {Role.PARTNER},  # of a report package; a partner its own
    Permission.EXPORT_PROJECT: _READERS,
    Permission.MANAGE_PEOPLE: frozenset(),  # admins only, whatever their role in projects
    Permission.RUN_JOBS: frozenset(),  # the clock and whoever stands at the machine
    Permission.OWN_SETTINGS: frozenset(),  # every signed-in person, for itself
}

# What is recorded as a row of a project: (who sees it, who changes it).
ROWS: Mapping[str, tuple[Permission, Permission]] = {
    "number": (Permission.SEE_PROJECT, Permission.EDIT_PROJECT),
    "contract": (Permission.SEE_MONEY, Permission.EDIT_PROJECT),
    "partner": (Permission.SEE_PROJECT, Permission.EDIT_PROJECT),
    "period": (Permission.SEE_PROJECT, Permission.EDIT_PROJECT),
    "duty": (Permission.SEE_PROJECT, Permission.EDIT_PROJECT),
    "keeping": (Permission.SEE_MONEY, Permission.EDIT_PROJECT),
    "objective": (Permission.SEE_PROJECT, Permission.EDIT_PROJECT),
    "target_group": (Permission.SEE_PROJECT, Permission.EDIT_PROJECT),
    "page": (Permission.SEE_PROJECT, Permission.EDIT_PROJECT),
    "wording": (Permission.SEE_PROJECT, Permission.EDIT_PROJECT),
    "remark": (Permission.SEE_PROJECT, Permission.EDIT_PROJECT),
    "work_package": (Permission.SEE_PROJECT, Permission.EDIT_WORK_PLAN),
    "activity": (Permission.SEE_PROJECT, Permission.EDIT_WORK_PLAN),
    "activity_update": (Permission.SEE_PROJECT, Permission.DELIVER),
    "milestone": (Permission.SEE_PROJECT, Permission.EDIT_WORK_PLAN),
    "deliverable": (Permission.SEE_PROJECT, Permission.EDIT_WORK_PLAN),
    "publication": (Permission.SEE_PROJECT, Permission.EDIT_WORK_PLAN),
    "indicator": (Permission.SEE_PROJECT, Permission.EDIT_WORK_PLAN),
    "indicator_value": (Permission.SEE_PROJECT, Permission.DELIVER),
    "source": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "line": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "version": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "version_line": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "move": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "terms": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "investment": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "opening": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "purchase": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "offer": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "supply": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "subcontractor": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "document": (Permission.SEE_MONEY, Permission.RECORD_EXPENSE),
    "payout": (Permission.SEE_MONEY, Permission.RECORD_EXPENSE),
    "credit": (Permission.SEE_MONEY, Permission.RECORD_EXPENSE),
    "paper": (Permission.SEE_MONEY, Permission.RECORD_EXPENSE),
    "expense": (Permission.SEE_MONEY, Permission.RECORD_EXPENSE),
    "payment": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "partner_transfer": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "guarantee": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "scheme": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "sub_grant": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "sub_report": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "instalment": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "attracted": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "matter": (Permission.SEE_CORRESPONDENCE, Permission.EDIT_CORRESPONDENCE),
    "deadline": (Permission.SEE_PROJECT, Permission.EDIT_DEADLINES),
    "deadline_rule": (Permission.SEE_PROJECT, Permission.EDIT_DEADLINES),
    "reminder_plan": (Permission.SEE_PROJECT, Permission.EDIT_DEADLINES),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A membership: a role in one project (`project_id`) or in all an organisation keeps (`organisation_id`)."""

    role: Role
    project_id: int | None = None
    organisation_id: int | None = None
    partner_id: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ProjectRef:
    """As much of a project as permissions ask: its id and the organisation that keeps it here."""

    id: int
    kept_by_id: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Who acts: a person with seats, the clock (`scheduled jobs`) or the operator at the machine's command line."""

    name: str
    person_id: int | None = None
    email: str = ""
    language: Language = "bg"
    is_admin: bool = False
    organisation_id: int | None = None
    seats: tuple[Seat, ...] = ()
    unbounded: bool = False
    lent: frozenset[Permission] = frozenset()  # what a link in a letter lends, in the one project it is for
    lent_in: int | None = None

    def seats_in(self, project: ProjectRef) -> tuple[Seat, ...]:
        """The seats that reach this project."""
        return tuple(
            seat for seat in self.seats if project.id == seat.project_id or project.kept_by_id == seat.organisation_id
        )


CLOCK = Identity(name="clock", unbounded=True)
OPERATOR = Identity(name="operator", unbounded=True)


def may(by: Identity, permission: Permission, project: ProjectRef | None = None) -> bool:
    """Whether `by` may do this: in that project, or anywhere when none is named."""
    if by.unbounded:
        return True
    if permission is Permission.OWN_SETTINGS:
        return by.person_id is not None
    if permission is Permission.MANAGE_PEOPLE:
        return by.is_admin
    if permission in by.lent and project is not None and project.id == by.lent_in:
        return True
    if project is not None:
        return any(seat.role in ALLOWED[permission] for seat in by.seats_in(project))
    if permission is Permission.CREATE_PROJECT:
        return any(seat.role is Role.MANAGER and seat.organisation_id is not None for seat in by.seats)
    return any(seat.role in ALLOWED[permission] for seat in by.seats)


def own_part_only(by: Identity, project: ProjectRef, permission: Permission = Permission.SEE_MONEY) -> int | None:
    """The partner whose rows alone `by` reaches with this permission here, or None when all are reached.

    A seat that does not give the permission widens nothing: a field worker who is also a partner sees no more money.
    """
    if by.unbounded:
        return None
    seats = [seat for seat in by.seats_in(project) if seat.role in ALLOWED[permission]]
    if any(seat.partner_id is None for seat in seats):
        return None
    return next((seat.partner_id for seat in seats), None)


def sees_all_money(by: Identity, project: ProjectRef) -> bool:
    """Whether sums over all partners of a project are shown to this person."""
    return may(by, Permission.SEE_MONEY, project) and own_part_only(by, project) is None


class Door(StrEnum):
    """Addresses that no permission guards."""

    ANYONE = "anyone"  # sign-in, the machine's own state, static files
    SIGNED_IN = "signed_in"  # pages that show only what the person may see


Rule = Permission | Door

# Every address by name: what reading it needs, and what changing through it needs. The row pages ask ROWS.
ADDRESSES: Mapping[str, tuple[Rule, Rule | None]] = {
    "front": (Door.ANYONE, None),
    "sign_in": (Door.ANYONE, Door.ANYONE),
    "sign_out": (Door.SIGNED_IN, Door.SIGNED_IN),
    "settings": (Door.SIGNED_IN, Permission.OWN_SETTINGS),
    "reminder_wish": (Door.SIGNED_IN, Permission.OWN_SETTINGS),
    "link": (Door.ANYONE, Door.ANYONE),  # what the link's token lends, and nothing else
    "link_again": (Door.ANYONE, Door.ANYONE),
    "deadline_link": (Door.ANYONE, Door.ANYONE),  # what its signature names, and that its reader sees it still
    "calendars": (Door.SIGNED_IN, Permission.OWN_SETTINGS),
    "revoke_calendar": (Door.SIGNED_IN, Permission.OWN_SETTINGS),
    "calendar_file": (Door.ANYONE, None),  # whoever knows the feed's address
    "healthz": (Door.ANYONE, None),
    "readyz": (Door.ANYONE, None),
    "mark": (Door.ANYONE, None),
    "projects": (Door.SIGNED_IN, None),
    "new_project": (Permission.CREATE_PROJECT, Permission.CREATE_PROJECT),
    "import_projects": (Permission.CREATE_PROJECT, Permission.CREATE_PROJECT),
    "tasks": (Door.SIGNED_IN, None),
    "all_deadlines": (Door.SIGNED_IN, None),
    "deadline_month": (Door.SIGNED_IN, None),
    "deadline_year": (Door.SIGNED_IN, None),
    "organisations": (Door.SIGNED_IN, None),
    "rates": (Permission.SEE_MONEY, None),
    "new_rate": (Permission.EDIT_RATES, Permission.EDIT_RATES),
    "load_rates": (Permission.EDIT_RATES, Permission.EDIT_RATES),
    "rate": (Permission.SEE_MONEY, Permission.EDIT_RATES),
    "remove_rate": (Permission.SEE_MONEY, Permission.EDIT_RATES),
    "thresholds": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),  # of the law, for every project here, like the rates
    "new_threshold": (Permission.EDIT_BUDGET, Permission.EDIT_BUDGET),
    "threshold": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "remove_threshold": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "search": (Door.SIGNED_IN, None),
    "letters": (Door.SIGNED_IN, None),
    "letter": (Door.SIGNED_IN, None),
    "days_off": (Door.SIGNED_IN, Permission.MANAGE_PEOPLE),
    "people": (Permission.MANAGE_PEOPLE, None),
    "new_person": (Permission.MANAGE_PEOPLE, Permission.MANAGE_PEOPLE),
    "overview": (Permission.SEE_PROJECT, None),
    "details": (Permission.SEE_PROJECT, None),
    "findings": (Permission.SEE_PROJECT, None),
    "findings_glance": (Permission.SEE_PROJECT, None),
    "expense_findings": (Permission.SEE_MONEY, None),
    "expenses_findings": (Permission.SEE_MONEY, None),
    "budget_findings": (Permission.SEE_MONEY, None),
    "edit_project": (Permission.EDIT_PROJECT, Permission.EDIT_PROJECT),
    "export_project": (Permission.EXPORT_PROJECT, None),
    "partners": (Permission.SEE_PROJECT, None),
    "partner": (Permission.SEE_PROJECT, None),  # of a partner's seat only its own
    "missing": (Permission.SEND_LINKS, Permission.SEND_LINKS),
    "revoke_link": (Permission.SEND_LINKS, Permission.SEND_LINKS),
    "workplan": (Permission.SEE_PROJECT, None),
    "activity": (Permission.SEE_PROJECT, Permission.DELIVER),  # of one's own part only
    "contract": (Permission.SEE_PROJECT, None),
    "contract_periods": (Permission.EDIT_PROJECT, Permission.EDIT_PROJECT),
    "contract_period": (Permission.SEE_PROJECT, Permission.EDIT_PROJECT),
    "contract_duties": (Permission.EDIT_PROJECT, Permission.EDIT_PROJECT),
    "contract_stage": (Permission.EDIT_PROJECT, Permission.EDIT_PROJECT),
    "procurement": (Permission.SEE_MONEY, None),
    "purchase": (Permission.SEE_MONEY, None),  # of one's own part only
    "subgrants": (Permission.SEE_MONEY, None),  # and only with all money of the project, and so on
    "sub_grant": (Permission.SEE_MONEY, None),
    "pay_instalment": (Permission.EDIT_BUDGET, Permission.EDIT_BUDGET),
    "sub_report": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "ask_back": (Permission.EDIT_BUDGET, Permission.EDIT_BUDGET),
    "correspondence": (Permission.SEE_CORRESPONDENCE, None),
    "matter": (Permission.SEE_CORRESPONDENCE, Permission.EDIT_CORRESPONDENCE),
    "indicators": (Permission.SEE_PROJECT, None),
    "indicator": (Permission.SEE_PROJECT, Permission.DELIVER),  # of one's own part only
    "indicator_value": (Permission.DELIVER, Permission.DELIVER),  # likewise
    "participants": (Permission.SEE_PARTICIPANTS, None),  # of one's own part only, and so on
    "sessions": (Permission.SEE_PARTICIPANTS, None),
    "session": (Permission.SEE_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),
    "session_list": (Permission.SEE_PARTICIPANTS, None),
    "attendance": (Permission.SEE_PARTICIPANTS, None),
    "new_session": (Permission.EDIT_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),
    "session_edit": (Permission.EDIT_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),
    "session_people": (Permission.EDIT_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),
    "session_again": (Permission.EDIT_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),
    "session_remove": (Permission.EDIT_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),
    "session_files": (Permission.SEE_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),
    "session_file": (Permission.SEE_PARTICIPANTS, None),
    "session_file_remove": (Permission.EDIT_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),
    "team": (Permission.SEE_PROJECT, None),  # of who sees the team; of whoever enters hours, oneself; and so on
    "member": (Permission.SEE_PROJECT, None),
    "new_member": (Permission.EDIT_TEAM, Permission.EDIT_TEAM),
    "edit_member": (Permission.EDIT_TEAM, Permission.EDIT_TEAM),
    "remove_member": (Permission.EDIT_TEAM, Permission.EDIT_TEAM),
    "member_number": (Permission.SEE_PERSONAL_NUMBERS, Permission.SEE_PERSONAL_NUMBERS),  # each look is recorded
    "member_salary": (Permission.APPROVE_HOURS, Permission.APPROVE_HOURS),
    "member_days": (Permission.EDIT_TEAM, Permission.EDIT_TEAM),
    "remove_member_days": (Permission.EDIT_TEAM, Permission.EDIT_TEAM),
    "timesheet": (Permission.SEE_PROJECT, Permission.ENTER_HOURS),  # of members one sees, one's own or with EDIT_TEAM
    "timesheet_decision": (Permission.SEE_PROJECT, Permission.APPROVE_HOURS),  # never of one's own
    "timesheet_paper": (Permission.SEE_PROJECT, None),
    "team_months": (Permission.SEE_PROJECT, Permission.APPROVE_HOURS),
    "new_participant": (Permission.EDIT_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),
    "check_participant": (Permission.EDIT_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),
    "participant_places": (Permission.EDIT_PARTICIPANTS, None),
    "participant": (Permission.SEE_PARTICIPANTS, None),
    "edit_participant": (Permission.EDIT_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),
    "participant_number": (Permission.SEE_PERSONAL_NUMBERS, Permission.SEE_PERSONAL_NUMBERS),
    "forget_participant": (Permission.FORGET_PARTICIPANT, Permission.FORGET_PARTICIPANT),
    "remove_participant": (Permission.FORGET_PARTICIPANT, Permission.FORGET_PARTICIPANT),
    "participant_known": (Permission.SEE_PERSONAL_NUMBERS, Permission.SEE_PERSONAL_NUMBERS),
    "amendments": (Permission.SEE_AMENDMENTS, None),  # and only with all money of the project, like all below
    "new_amendment": (Permission.AMEND_CONTRACT, Permission.AMEND_CONTRACT),
    "amendment": (Permission.SEE_AMENDMENTS, Permission.AMEND_CONTRACT),
    "edit_amendment": (Permission.AMEND_CONTRACT, Permission.AMEND_CONTRACT),
    "new_amendment_change": (Permission.AMEND_CONTRACT, Permission.AMEND_CONTRACT),
    "amendment_change": (Permission.AMEND_CONTRACT, Permission.AMEND_CONTRACT),
    "budget": (Permission.SEE_MONEY, None),
    "edit_budget": (Permission.EDIT_BUDGET, Permission.EDIT_BUDGET),
    "grid_total": (Permission.EDIT_BUDGET, Permission.EDIT_BUDGET),
    "budget_versions": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "budget_version": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "edit_budget_version": (Permission.EDIT_BUDGET, Permission.EDIT_BUDGET),
    "budget_difference": (Permission.SEE_MONEY, None),
    "budget_moves": (Permission.SEE_MONEY, None),
    "new_budget_move": (Permission.EDIT_BUDGET, Permission.EDIT_BUDGET),
    "budget_move_limit": (Permission.EDIT_BUDGET, Permission.EDIT_BUDGET),
    "budget_move": (Permission.SEE_MONEY, Permission.EDIT_BUDGET),
    "edit_budget_move": (Permission.EDIT_BUDGET, Permission.EDIT_BUDGET),
    "budget_opening": (Permission.EDIT_BUDGET, Permission.EDIT_BUDGET),
    "budget_sources": (Permission.EDIT_BUDGET, Permission.EDIT_BUDGET),
    "expenses": (Permission.SEE_MONEY, None),
    "new_expense": (Permission.RECORD_EXPENSE, Permission.RECORD_EXPENSE),
    "expense": (Permission.SEE_MONEY, Permission.RECORD_EXPENSE),
    "many_expenses": (Permission.SEE_MONEY, Permission.RECORD_EXPENSE),  # and what the step itself asks
    "expense_papers": (Permission.SEE_MONEY, Permission.RECORD_EXPENSE),
    "paper_lists": (Permission.EDIT_PAPER_LISTS, Permission.EDIT_PAPER_LISTS),
    "package": (Permission.PREPARE_REPORT, Permission.PREPARE_REPORT),
    "decisions": (Permission.VERIFY_EXPENSE, Permission.VERIFY_EXPENSE),
    "submit_expense": (Permission.SEE_MONEY, Permission.RECORD_EXPENSE),
    "document": (Permission.SEE_MONEY, None),
    "expense_state": (Permission.SEE_MONEY, Permission.VERIFY_EXPENSE),
    "remove_expense": (Permission.RECORD_EXPENSE, Permission.RECORD_EXPENSE),
    "expense_file": (Permission.SEE_MONEY, None),
    "new_claim": (Permission.RECORD_EXPENSE, Permission.RECORD_EXPENSE),
    "another_claim": (Permission.RECORD_EXPENSE, Permission.RECORD_EXPENSE),
    "claim_elsewhere": (Permission.RECORD_EXPENSE, Permission.RECORD_EXPENSE),
    "new_payout": (Permission.RECORD_EXPENSE, Permission.RECORD_EXPENSE),
    "payout": (Permission.RECORD_EXPENSE, Permission.RECORD_EXPENSE),
    "remove_payout": (Permission.RECORD_EXPENSE, Permission.RECORD_EXPENSE),
    "new_credit": (Permission.RECORD_EXPENSE, Permission.RECORD_EXPENSE),
    "remove_credit": (Permission.RECORD_EXPENSE, Permission.RECORD_EXPENSE),
    "correct_expense": (Permission.RECORD_EXPENSE, Permission.RECORD_EXPENSE),
    "accounting": (Permission.SEE_MONEY, Permission.IMPORT_ACCOUNTING),  # all of it only for whoever sees all money
    "accounting_import": (Permission.SEE_MONEY, Permission.IMPORT_ACCOUNTING),  # likewise, and so on
    "accounting_columns": (Permission.IMPORT_ACCOUNTING, Permission.IMPORT_ACCOUNTING),
    "accounting_csv": (Permission.SEE_MONEY, None),
    "accounting_file": (Permission.SEE_MONEY, None),
    "undo_accounting": (Permission.IMPORT_ACCOUNTING, Permission.IMPORT_ACCOUNTING),
    "reconcile_accounting": (Permission.SEE_MONEY, None),
    "payments": (Permission.SEE_MONEY, None),  # and only with all money of the project
    "convert_expenses": (Permission.SEE_MONEY, Permission.VERIFY_EXPENSE),  # likewise
    "deadlines": (Permission.SEE_PROJECT, None),
    "deadline_rules": (Permission.SEE_PROJECT, None),  # of those who see the whole project
    "programme_rules": (Permission.EDIT_DEADLINES, Permission.EDIT_DEADLINES),
    "deadline": (Permission.SEE_PROJECT, Permission.SETTLE_DEADLINE),  # of whom one sees; giving it asks EDIT_DEADLINES
    "settle_deadline": (Permission.SEE_PROJECT, Permission.SETTLE_DEADLINE),
    "reports": (Permission.SEE_REPORTS, Permission.PREPARE_REPORT),
    "report_look": (Permission.SEE_REPORTS, Permission.SEE_REPORTS),  # by the worker; it changes nothing
    "report_file": (Permission.SEE_REPORTS, None),
    "report_figure": (Permission.SEE_REPORTS, None),
    "package_figure": (Permission.SEE_REPORTS, None),
    "report_makings": (Permission.SEE_REPORTS, None),  # of dossiers for those who see the whole project
    "new_package": (Permission.PREPARE_REPORT, Permission.PREPARE_REPORT),
    "report_package": (Permission.SEE_REPORTS, Permission.PREPARE_REPORT),
    "package_look": (Permission.SEE_REPORTS, Permission.SEE_REPORTS),
    "package_sending": (Permission.PREPARE_REPORT, Permission.PREPARE_REPORT),
    "package_words": (Permission.SEE_REPORTS, Permission.PREPARE_REPORT),
    "package_request": (Permission.SEE_REPORTS, Permission.PREPARE_REPORT),
    "request_files": (Permission.SEE_REPORTS, Permission.PREPARE_REPORT),
    "request_file": (Permission.SEE_REPORTS, None),
    "request_file_remove": (Permission.PREPARE_REPORT, Permission.PREPARE_REPORT),
    "request_papers": (Permission.SEE_REPORTS, Permission.PREPARE_REPORT),
    "package_receipt": (Permission.SEE_REPORTS, Permission.PREPARE_REPORT),
    "package_receipt_file": (Permission.SEE_REPORTS, None),
    "package_parts": (Permission.HAND_IN_PART, None),  # a partner its own, and so on
    "package_part": (Permission.HAND_IN_PART, Permission.HAND_IN_PART),
    "dossier": (Permission.EXPORT_PROJECT, Permission.EXPORT_PROJECT),  # of those who see the whole project
    "dossier_file": (Permission.EXPORT_PROJECT, None),
    "funder_ids": (Permission.SEE_REPORTS, Permission.PREPARE_REPORT),
    "own_templates": (Permission.SEE_REPORTS, Permission.PREPARE_REPORT),  # of the organisation that keeps the project
    "own_template": (Permission.SEE_REPORTS, Permission.PREPARE_REPORT),
    "own_template_file": (Permission.SEE_REPORTS, Permission.PREPARE_REPORT),
    "own_template_cell": (Permission.PREPARE_REPORT, Permission.PREPARE_REPORT),
    "fill_own_template": (Permission.PREPARE_REPORT, Permission.PREPARE_REPORT),
    "remove_own_template": (Permission.PREPARE_REPORT, Permission.PREPARE_REPORT),
    "participants_import": (Permission.EDIT_PARTICIPANTS, Permission.EDIT_PARTICIPANTS),  # to one's own part
    "participants_sheet": (Permission.SEE_PERSONAL_NUMBERS, Permission.SEE_PERSONAL_NUMBERS),
    "team_sheet": (Permission.SEE_PERSONAL_NUMBERS, Permission.SEE_PERSONAL_NUMBERS),
    "history": (Permission.SEE_HISTORY, None),
    "rows_new": (Permission.SEE_PROJECT, Permission.SEE_PROJECT),  # and what ROWS asks for the kind of row
    "row_edit": (Permission.SEE_PROJECT, Permission.SEE_PROJECT),  # likewise
    "row_remove": (Permission.SEE_PROJECT, Permission.SEE_PROJECT),  # likewise
    "row_comments": (Permission.SEE_PROJECT, Permission.COMMENT),  # and that the row is seen
    "row_files": (Permission.SEE_PROJECT, Permission.SEE_PROJECT),  # and what attaching to the kind of row asks
    "row_file": (Permission.SEE_PROJECT, None),  # and that the row is seen
    "row_file_remove": (Permission.SEE_PROJECT, Permission.SEE_PROJECT),  # and what attaching to the kind of row asks
    "deliverables": (Permission.SEE_PROJECT, None),
    "deliverable": (Permission.SEE_PROJECT, Permission.DELIVER),
    "deliverable_decision": (Permission.SEE_PROJECT, Permission.EDIT_WORK_PLAN),
    "new_shared": (Door.SIGNED_IN, Permission.CREATE_PROJECT),
    "edit_shared": (Door.SIGNED_IN, Permission.CREATE_PROJECT),
}
