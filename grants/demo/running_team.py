"""The people of the demo's running project: five, by five rules of pay, one of whom worked in an earlier project too."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from grants.access import OPERATOR, Identity, Role
from grants.demo.cast import CAST
from grants.demo.laid_out import days_ago
from grants.demo.running_plan import MONTHS, MONTHS_BEHIND
from grants.people.queries import identity_by_email
from grants.personal.rules import IdentifierKind
from grants.projects.models import Partner, Project
from grants.projects.queries import Seen, project_seen
from grants.storage.database import rows
from grants.storage.sealed import Seal
from grants.team.actions import NumberTyped, add_days, add_member
from grants.team.models import Member
from grants.team.records import MEMBER
from grants.team.rules import DayKind, Engagement, RateRule
from grants.values.days import add_months, computed_end

EARLIER = "BG05SFOP001-2.009-0004"  # a project of before in which one of them worked too


class Person(NamedTuple):
    """One of the team; `number` is made up, with a check digit that fits."""

    name: str
    position: tuple[str, str]
    partner: str
    line: str
    engagement: Engagement
    paper: str
    rule: RateRule
    cost: int
    post: str = "1"
    role: Role | None = None
    number: str = ""
    share: str = ""
    kind: IdentifierKind = IdentifierKind.EGN
    month: str = ""  # hours at most


ILIYANA = "Илияна Стефанова Тодорова"
TEAM = (
    Person(
        *("Десислава Колева", ("социален работник", "social worker"), "1", "1.1", Engagement.EMPLOYMENT, "РД-07"),
        *(RateRule.HOURS_1720, 12_384_00, "0.5", Role.FIELD_WORKER, "8503124456"),
    ),
    Person(
        *("Мария Петрова Иванова", ("координатор на екипа", "team coordinator"), "1", "1.6", Engagement.EMPLOYMENT, "РД-05"),
        *(RateRule.FIXED_SHARE, 2_000_00, "1", Role.MANAGER, "7909083212", "30"),
    ),
    Person(
        *(ILIYANA, ("психолог", "psychologist"), "1", "1.2", Engagement.CIVIL, "ГД-12"),
        *(RateRule.TWELFTH, 1_100_00, "0.5", None, "8801196036"),
        month="60",
    ),
    Person(
        *("Росица Димитрова Асенова", ("здравен медиатор", "health mediator"), "2", "1.4", Engagement.EMPLOYMENT, ""),
        *(RateRule.ACTUAL, 900_00, "1", None, "9107235542"),
    ),
    Person(
        *("Elena Ionescu", ("експерт обмен на опит", "exchange expert"), "3", "1.5", Engagement.OTHER, "CIM 48"),
        *(RateRule.DAYS_215, 1_400_00, "0.5", Role.PARTNER, "2850417410013"),
        kind=IdentifierKind.FOREIGN,
    ),
)  # fmt: skip


async def gather_team(running: Seen, today: date, seal: Seal) -> None:
    """The team with its days of leave and one order; where there is a team already nothing is done a second time."""
    if await Member.filter(project_id=running.id).exists():
        return
    by = await _player(Role.MANAGER) or OPERATOR
    start = add_months(today.replace(day=1), -MONTHS_BEHIND)
    span = (start, computed_end(start, MONTHS))
    members = [await add_member(by, running, await _values(running, one, span), _number(one), seal) for one in TEAM]
    await _days(by, running, dict(zip((one.line for one in TEAM), members, strict=True)), today)
    if await Project.filter(code=EARLIER).exists():
        psychologist = next(one for one in TEAM if one.name == ILIYANA)
        earlier = await project_seen(OPERATOR, EARLIER)
        told = dict.fromkeys(MEMBER.columns) | {
            "name": ILIYANA,
            "position_bg": "експерт „Наблюдение“",
            "position_en": "monitoring expert",
            "engagement": Engagement.CIVIL,
            "contract_number": "ГД-3",
            "order_number": "",
            "currency": "EUR",
            "start_on": date(2019, 2, 1),
            "end_on": date(2019, 12, 31),
            "rate_rule": RateRule.NONE,
        }
        await add_member(OPERATOR, earlier, told, _number(psychologist), seal)


async def _player(role: Role) -> Identity | None:
    return await identity_by_email(next(one.email for one in CAST if one.role is role))


async def _values(project: Seen, one: Person, span: tuple[date, date]) -> dict[str, Any]:
    lines = await rows("SELECT id FROM budget_line WHERE project_id = $1 AND number = $2", project.id, one.line)
    partner = await Partner.filter(project_id=project.id, number=one.partner).first().values("id")
    player = await _player(one.role) if one.role else None
    by_contract = one.engagement in (Engagement.CIVIL, Engagement.OTHER)
    return dict.fromkeys(MEMBER.columns) | {
        "name": one.name,
        "position_bg": one.position[0],
        "position_en": one.position[1],
        "partner_id": partner["id"] if partner else None,
        "person_id": player.person_id if player else None,
        "engagement": one.engagement,
        "start_on": span[0],
        "end_on": span[1],
        "post": Decimal(one.post),
        "contract_number": one.paper if by_contract else "",
        "order_number": "" if by_contract else one.paper,
        "order_on": span[0] if one.paper and not by_contract else None,
        "rate_rule": one.rule,
        "cost_cents": one.cost,
        "currency": "EUR",
        "share": Decimal(one.share) if one.share else None,
        "line_id": lines[0]["id"] if lines else None,
        "hours_month": Decimal(one.month) if one.month else None,
    }


def _number(one: Person) -> NumberTyped:
    return NumberTyped(one.number, one.kind)


async def _days(by: Identity, project: Seen, members: dict[str, int], today: date) -> None:
    """Leave of the social worker and a Saturday on which it worked by order; two days of sick leave of the psychologist."""
    away = add_months(today.replace(day=1), -1).replace(day=12)
    saturday = days_ago(today, 14) - timedelta(days=(days_ago(today, 14).weekday() - 5) % 7)
    for line, kind, first, last, paper in (
        ("1.1", DayKind.LEAVE, away, away + timedelta(days=2), "ЗО-31"),
        ("1.1", DayKind.ORDER, saturday, saturday, "РД-41"),
        ("1.2", DayKind.SICK, away + timedelta(days=6), away + timedelta(days=7), ""),
    ):
        days = {"kind": kind, "first_on": first, "last_on": last, "paper": paper}
        await add_days(by, project, members[line], days)
