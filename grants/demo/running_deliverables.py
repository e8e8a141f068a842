"""What the demo's running project handed over: evidence files, one deliverable returned, and what people said of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from grants.access import OPERATOR, Identity, Permission, Role
from grants.attached.actions import add_files, say
from grants.attached.files import Sending, kept_files
from grants.attached.models import Attachment
from grants.deliverables.actions import return_deliverable, submit_deliverable
from grants.deliverables.queries import deliverable_row, named
from grants.deliverables.rules import Delivery
from grants.demo.cast import CAST
from grants.demo.laid_out import days_ago
from grants.demo.scans import one_page_pdf
from grants.people.queries import identity_by_email
from grants.projects.queries import Seen
from grants.settings import Settings
from grants.storage.files import FileStore
from grants.values.language import Text
from grants.workplan.models import Deliverable

# The files that prove it, by the number of the deliverable: name, and what stands on the one page.
EVIDENCE: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "1": (("Методика за работа на терен.pdf", ("Outreach methodology", "version 2, 48 pages")),),
    "2": (("Доклад за нуждите – окончателен.pdf", ("Needs of people in Iztok", "final report")),),
    "3": (
        ("Програма за обучение.pdf", ("Training programme", "key skills, 60 hours")),
        ("Протокол от обсъждането.pdf", ("Minutes of the discussion", "12 participants")),
    ),
    "4": (
        ("Raport vizita Giurgiu.pdf", ("First exchange visit", "Giurgiu, 24 to 26 August")),
        ("Lista de prezenta.pdf", ("List of participants", "16 people, signed")),
    ),
}
LEAFLETS = "9"
NO_LOGO = "Липсва емблемата на Европейския съюз на корицата, а в текста се говори само за Гюргево. Добавете и Белолист."
NO_LINK = "Прототипът не се отваря извън мрежата на изпълнителя. Нужен е адрес, който работи за всички."


async def hand_over(project: Seen, settings: Settings, now: datetime, store: FileStore) -> None:
    """Evidence, a return and a few words; where something is attached already nothing is done a second time."""
    if await Attachment.filter(project_id=project.id).exists():
        return
    people = {one.role: await identity_by_email(one.email) or OPERATOR for one in CAST if one.role}
    ids = {row["number"]: row["id"] for row in await Deliverable.filter(project_id=project.id).values("id", "number")}
    manager, partner = people[Role.MANAGER], people[Role.PARTNER]
    for number, files in EVIDENCE.items():
        by = partner if number == "4" else manager
        row = named(project, await deliverable_row(by, project, ids[number]))
        kept = await kept_files(_sendings(files), store, settings.max_upload)
        await add_files(by, project, row, kept, permission=Permission.DELIVER)
    today = now.astimezone(settings.time_zone).date()
    give_back = (now, today, settings.base_url)
    await return_deliverable(manager, project, ids["5"], 1, NO_LINK, *give_back)
    leaflets = Delivery(
        days_ago(today, 4),
        Text("Двуезична листовка „Съседи“", "Bilingual leaflet “Neighbours”"),
        Decimal(950),
        Text(en="Printed in Giurgiu; the rest is waiting for paper."),
    )
    photo = _sendings((("Pliant Vecini.pdf", ("Vecini / Sasedi", "proof of the cover")),))
    await submit_deliverable(
        partner, project, ids[LEAFLETS], 1, leaflets, today, files=photo, store=store, limit=settings.max_upload
    )
    await return_deliverable(manager, project, ids[LEAFLETS], 2, NO_LOGO, *give_back)
    await _talk(project, manager, partner, ids, now, settings.base_url)


def _sendings(files: tuple[tuple[str, tuple[str, ...]], ...]) -> list[Sending]:
    return [Sending(name, one_page_pdf(lines), "application/pdf") for name, lines in files]


async def _talk(
    project: Seen, manager: Identity, partner: Identity, ids: dict[str, int], now: datetime, base: str
) -> None:
    visit = named(project, await deliverable_row(manager, project, ids["4"]))
    leaflets = named(project, await deliverable_row(manager, project, ids[LEAFLETS]))
    said = (
        (manager, visit, 3, "Докладът е добър. В списъка за втория ден ми се губят две имена – ще ги попълните ли?"),
        (partner, visit, 2, "Yes: two colleagues came only for the second day. The corrected list is on its way."),
        (partner, leaflets, 0, "The new cover will be ready on Friday. May we keep the photograph from Belolist?"),
    )
    for by, row, days, wording in said:
        await say(by, project, row, wording, now - timedelta(days=days), base)
