"""The demo's running project as a project file: a made-up association's, in the middle of its 24 months on any day."""

from __future__ import annotations

from datetime import date, timedelta

from grants.demo import running_buying as buying
from grants.demo import running_money as money
from grants.demo import running_plan as plan
from grants.demo.laid_out import Told, both, days_ago, iso
from grants.demo.laid_rows import (
    activity_row,
    deliverable_row,
    due_day,
    indicator_row,
    line_row,
    organisation_row,
    package_row,
    partner_row,
    project_file,
    source_row,
    told_as,
    whole_euros,
)
from grants.demo.running_payments import partner_transfers, payments
from grants.demo.running_spent import scanned_files, spent
from grants.values.days import add_months, computed_end, previous_working_day
from grants.values.money import EUR_RATE_BGN, EURO_SINCE, Money

__all__ = ["running_project", "scanned_files"]


def running_project(today: date) -> Told:
    """The project as a .json file tells it, its days laid around today.

    Its papers of before 2026 are in leva, everything else is in euro.
    """
    start = add_months(today.replace(day=1), -plan.MONTHS_BEHIND)
    lines = [money.costed(line_row(one)) for one in plan.LINES]
    rows = {
        "number": _numbers(),
        "contract": _contracts(start),
        "partner": [partner_row(one) for one in plan.PARTNERS],
        "objective": [{"kind": kind, "wording": both((bg, en))} for kind, bg, en in plan.OBJECTIVES],
        "target_group": [{"name": both((bg, en)), "size": size} for bg, en, size in plan.TARGET_GROUPS],
        "work_package": [package_row(one) for one in plan.PACKAGES],
        "activity": [activity_row(one, start) for one in plan.ACTIVITIES],
        "activity_update": [_update(one, today) for one in plan.UPDATES],
        "milestone": [_milestone(one, today) for one in plan.MILESTONES],
        "deliverable": [deliverable_row(one, today) for one in plan.DELIVERABLES],
        "publication": _publications(today),
        "indicator": [indicator_row(one) for one in plan.INDICATORS],
        "source": [source_row(one) for one in plan.SOURCES],
        "line": lines,
        **money.versions(start, [told_as("line", line) | {"number": line["number"]} for line in lines]),
        "move": money.moves(today),
        "terms": money.terms(start, plan.MONTHS),
        "opening": money.openings(start),
        "purchase": buying.purchases(today),
        "offer": buying.offers(today),
        "supply": money.supplies(today),
        "subcontractor": buying.SUBCONTRACTORS,
        **spent(today),
        "payment": payments(today),
        "partner_transfer": partner_transfers(today),
        "deadline": [_deadline(one, today) for one in plan.DEADLINES],
    }
    return project_file(plan.CODE, _shared(), _project(start), rows)


# --- the plan -------------------------------------------------------------------------------------------------------


def _shared() -> Told:
    programme = {
        "code": "BG05SFPR002",
        "name": both((plan.PROGRAMME, "Human Resources Development Programme 2021–2027")),
        "period": "2021-2027",
        "fund": both(("Европейски социален фонд плюс", "European Social Fund Plus")),
    }
    procedure = {
        "programme": plan.PROGRAMME,
        "code": "BG05SFPR002-2.900",
        "name": both((plan.PROCEDURE, "Together in the neighbourhood – new community services")),
    }
    return {
        "organisations": [organisation_row(one) for one in sorted(plan.ORGANISATIONS)],
        "programmes": [told_as("programme", programme)],
        "procedures": [told_as("procedure", procedure)],
    }


def _project(start: date) -> Told:
    return {
        "title": both(
            (
                "Отворени врати – мобилна подкрепа и нови услуги в квартал „Изток“",
                "Open Doors – mobile support and new services in the Iztok neighbourhood",
            )
        ),
        "acronym": "ОТВОРЕНИ ВРАТИ",
        "state": "running",
        "programme": plan.PROGRAMME,
        "procedure": plan.PROCEDURE,
        "priority": both(("2. Социално включване и равни възможности", "2. Social inclusion and equal opportunities")),
        "start": iso(start),
        "end": iso(computed_end(start, plan.MONTHS)),
        "months": plan.MONTHS,
        "total": whole_euros(plan.TOTAL),
        "currency": "EUR",
        "total_kind": "total",
        "territory": both(
            (
                "Община Белолист, квартал „Изток“; посещения в Гюргево, Румъния",
                "Municipality of Belolist, Iztok neighbourhood; visits to Giurgiu, Romania",
            )
        ),
        "summary": both(
            (
                "Мобилен екип търси хората там, където живеят, и изпробва с тях две нови услуги по румънски пример.",
                "A mobile team seeks people out where they live and tries out two new services with them.",
            )
        ),
        "sustainability": both(("Общината поема двете нови услуги след края на проекта.", "")),
    }


def _numbers() -> list[Told]:
    return [
        {"kind": "contract", "value": plan.CODE},
        {"kind": "project", "value": plan.NUMBER},
        {"kind": "procedure", "value": "BG05SFPR002-2.900"},
    ]


def _contracts(start: date) -> list[Told]:
    """The contract as signed; one signed in leva was changed into euro when the euro came."""
    dates = {
        "start": iso(start),
        "end": iso(computed_end(start, plan.MONTHS)),
        "rhythm": "from_start",
        "rhythm_months": 6,
        "report_days": 90,
        "final_report_days": 90,
    }
    signed = days_ago(start, 21)
    as_signed = {"state": "in_force", "signed": iso(signed), "in_force": iso(signed), **dates}
    total = Money(plan.TOTAL * 100, "EUR")
    if signed >= EURO_SINCE:
        return [as_signed | {"total": total.plain, "currency": "EUR"}]
    converted = {
        "state": "in_force",
        "signed": iso(EURO_SINCE + timedelta(days=14)),
        "in_force": iso(EURO_SINCE),
        **dates,
        "total": total.plain,
        "currency": "EUR",
        "subject": both(("Превалутиране на договора в евро", "Conversion of the contract into euro")),
    }
    return [as_signed | {"total": total.at(EUR_RATE_BGN).plain, "currency": "BGN"}, converted]


def _update(one: plan.Update, today: date) -> Told:
    texts = {name: both(getattr(one, name)) for name in ("done", "late", "next")}
    return {
        "activity": one.activity,
        "written": iso(days_ago(today, one.days_ago)),
        "progress": int(one.progress),
        **texts,
    }


def _milestone(one: plan.Milestone, today: date) -> Told:
    reached = None if one.reached_in is None else previous_working_day(today + timedelta(days=one.reached_in))
    named = {"title": both(one.title), "activity": one.activity, "partner": one.partner, "means": both(one.means)}
    return named | {"due": iso(due_day(today, one.due_in)), "reached": iso(reached)}


def _publications(today: date) -> list[Told]:
    return [
        {
            "title": both(("Доклад за нуждите на хората в квартал „Изток“", "Report on the needs of people in Iztok")),
            "deliverable": "2",
            "address": "https://toplaprag.example/otvoreni-vrati/nuzhdi",
            "published": f"{days_ago(today, 240):%Y-%m}",
        },
        {
            "title": both(("Страница на проекта", "The project's page")),
            "address": "https://toplaprag.example/otvoreni-vrati",
            "published": iso(days_ago(today, 400)),
        },
    ]


def _deadline(one: plan.Deadline, today: date) -> Told:
    due = due_day(today, one.due_in)
    told = {"title": both(one.title), "note": both(one.note), "due": iso(due)}
    return (
        one._asdict()
        | told
        | {"done": iso(previous_working_day(due - timedelta(days=2))) if one.state == "done" else ""}
    )
