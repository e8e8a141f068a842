"""The reports of the demo's project across the Danube: one certified by control, one sent that claims again what was set aside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from grants.access import OPERATOR, Role
from grants.demo.crossing import Claim, amount_of, claims, day_in
from grants.demo.crossing_papers import LEI
from grants.demo.laid_out import Told
from grants.demo.packages import Office, player, version_of
from grants.expenses.life.actions import decide_expenses
from grants.expenses.life.decision import Decision
from grants.payments.actions import convert_at
from grants.projects.actions import generate_periods
from grants.projects.models import Period
from grants.projects.periods import proposed_moves, reporting_plan
from grants.projects.queries import Seen
from grants.projects.rules_periods import fingerprint
from grants.rates.actions import add_rate
from grants.reports.models import Package
from grants.reports.packages.again.actions import take_set_aside
from grants.reports.packages.outcome.actions import Outcome, decide_on_package
from grants.reports.packages.texts.actions import write_texts
from grants.reports.rules_package import PackageState
from grants.storage.database import transaction
from grants.storage.files import FileStore
from grants.values.language import Text

FORMAT: Final = "interreg-partner"
CERTIFICATE: Final = "Сертификати на контрола № 11 и № 12"
_SENT: Final = ((4, 20), (9, 18))  # the month of the project and its day
_CERTIFIED: Final = (6, 13)
_ERROR: Final = "Недопустим разход"  # the typology that control gave what it cut
_WRITTEN: Final[tuple[dict[str, Text], ...]] = (
    {
        "summary.1": Text(
            "Проведено е първото обучение на доброволци в Гюргево; подготвен е общият стандарт на услугата.",
            "The first training of volunteers in Giurgiu took place; the joint standard of the service was prepared.",
        ),
        "summary.2": Text(
            "Завърши първият етап на проучването; обучени са 12 доброволци и е обзаведен дневният кът.",
            "The first stage of the study is complete; 12 volunteers were trained and the day room was furnished.",
        ),
        "problems.2": Text(
            "Столовете за дневния кът дойдоха със седмица закъснение; графикът не се променя.",
            "The chairs of the day room came a week late; the timetable does not change.",
        ),
        "forecast.1": Text("14 000 €", "EUR 14,000"),
        "forecast.2": Text("21 000 €", "EUR 21,000"),
        "target_group.1": Text("Интервюирани са 140 души.", "140 people were interviewed."),
        "work_package.2": Text("Проучването върви по план.", "The study goes as planned."),
    },
    {
        "summary.1": Text(
            "Две общи срещи с превод; посещават се 41 души в Гюргево.",
            "Two joint meetings with interpreting; 41 people in Giurgiu are visited.",
        ),
        "summary.2": Text(
            "Проучването е завършено; обучени са още 18 доброволци и се посещават 74 души.",
            "The study is complete; 18 more volunteers were trained and 74 people are visited.",
        ),
        "forecast.1": Text("16 500 €", "EUR 16,500"),
        "forecast.2": Text("18 000 €", "EUR 18,000"),
        "target_group.1": Text("115 души с редовни посещения.", "115 people are visited regularly."),
        "target_group.2": Text("30 обучени доброволци.", "30 trained volunteers."),
        "work_package.2": Text(
            "Проучването е прието; посещенията започнаха и в двата града.",
            "The study was accepted; visits began in both cities.",
        ),
    },
)


async def report_crossing(project: Seen, today: date, now: datetime, store: FileStore, base_url: str) -> None:
    """Both reports, all or none; where there is a package already nothing is done."""
    if await Package.filter(project_id=project.id).exists():
        return
    manager, accountant = await player(Role.MANAGER), await player(Role.ACCOUNTANT)
    office = Office(project, FORMAT, "Jems", manager, accountant, now, today, store, base_url)
    async with transaction():
        moves = await proposed_moves(project.id, await reporting_plan(project.id, today))
        await generate_periods(OPERATOR, project, fingerprint(moves), today)
        first, second = await Period.filter(project_id=project.id).order_by("start_on").limit(2)
        numbered = claims(today)
        await _certified(office, first, {number: one for number, one in numbered.items() if one.report == 1})
        await _sent(office, second, numbered)


async def _certified(office: Office, period: Period, claimed: dict[str, Claim]) -> None:
    """The first report: all rows certified but one cut and one set aside."""
    package = await _prepared(office, period, claimed, 1)
    await _submit(office, package, 1)
    on = day_in(office.today, *_CERTIFIED)
    for number, one in claimed.items():
        paper = one.paper
        if paper is None or not (paper.cut or paper.parked):
            continue
        [picked] = (await office.picked([number])).items()
        cents, reason = paper.cut or (0, paper.parked)
        cuts = {picked[0]: amount_of(paper, cents, office.today).minor} if cents else {}
        kind = _ERROR if cuts else ""
        decision = Decision(bool(paper.parked), on, CERTIFICATE, reason, cuts, sampled=True, error_kind=kind)
        await decide_expenses(office.accountant, office.project, dict([picked]), decision, office.today)
    good = Outcome(PackageState.ACCEPTED, on, CERTIFICATE, rest=True)
    await decide_on_package(office.manager, office.project, package, await version_of(package), good, office.today)


async def _sent(office: Office, period: Period, numbered: dict[str, Claim]) -> None:
    """The second, with what was set aside in the first."""
    claimed = {number: one for number, one in numbered.items() if one.report == 2}
    package = await _prepared(office, period, claimed, 2)
    aside = [number for number, one in numbered.items() if one.report == 1 and one.paper and one.paper.parked]
    for expense in await office.picked(aside):
        await take_set_aside(office.manager, office.project, package, expense)
    await _submit(office, package, 2)


async def _prepared(office: Office, period: Period, claimed: dict[str, Claim], report: int) -> int:
    """The draft of a report: its texts written, its lei at InforEuro of the month in which it is sent."""
    on = day_in(office.today, *_SENT[report - 1])
    await add_rate(OPERATOR, _rate(on, report))
    package = await office.opened(period, claimed)
    lei = [number for number, one in claimed.items() if one.told["currency"] == "RON"]
    await convert_at(office.accountant, office.project, list(await office.picked(lei)), on, office.now)
    await write_texts(office.manager, office.project, package, _WRITTEN[report - 1])
    return package


async def _submit(office: Office, package: int, report: int) -> None:
    await office.send(package, day_in(office.today, *_SENT[report - 1]), f"{office.project.code}-R{report}")


def _rate(on: date, report: int) -> Told:
    return {
        "source": "inforeuro",
        "project_id": None,
        "currency": "RON",
        "first_on": on.replace(day=1),
        "per_euro": LEI[report - 1],
        "note": "Измислен курс за примера.",
    }
