"""The demo's project across the Danube: its reports go through Interreg's rules, and end as its papers tell („чисти отчети“)."""

import json
from datetime import UTC, date, datetime

import pytest

from grants.access import OPERATOR
from grants.demo.crossing import claims, crossing_files, crossing_project
from grants.demo.crossing_reports import CERTIFICATE, report_crossing
from grants.demo.filling import people_of
from grants.demo.running import running_project
from grants.exchange.actions import import_file
from grants.funders.decided import euro_of
from grants.funders.registry import format_named
from grants.projects.queries import project_seen
from grants.reports.asked_figures import figures_for
from grants.reports.models import Package
from grants.reports.packages.decided import as_decided
from grants.reports.packages.queries import frozen_ground, package_seen
from grants.reports.particulars import NOTHING_MORE
from grants.reports.rules import objections
from grants.reports.verdict import warnings
from grants.storage.database import rows
from grants.storage.files import FileStore
from grants.values.money import Money, total
from grants.values.wording import wording

pytestmark = pytest.mark.anyio


async def bring(told, today, kept_by_id=None):
    content = json.dumps(told, ensure_ascii=False).encode()
    await import_file(OPERATOR, "п.json", content, wording("bg"), today=today, kept_by_id=kept_by_id, manager_id=None)
    return await project_seen(OPERATOR, told["code"])


@pytest.mark.parametrize("today", [date(2026, 11, 27), pytest.param(date(2027, 3, 1), marks=pytest.mark.walk)], ids=str)
async def test_one_report_is_certified_and_the_next_claims_again_what_was_set_aside(db, settings, today):
    store, now = FileStore(settings.files), datetime(2026, 11, 27, 9, tzinfo=UTC)
    running = await bring(running_project(today), today)
    await people_of(running, today)
    for content in crossing_files().values():
        await store.keep(content, len(content))
    project = await bring(crossing_project(today), today, running.ref.kept_by_id)
    for _ in range(2):  # a demo started again is continued
        await report_crossing(project, today, now, store, settings.base_url)
    packages = await Package.filter(project_id=project.id).order_by("sequence").values("id", "number", "state")
    assert [(one["number"], str(one["state"])) for one in packages] == [("1.1", "accepted"), ("2.1", "sent")]
    kept = await rows(
        "SELECT number, state, package, cut_cents, coalesce(rated_cents, amount_cents) AS euro FROM expense "
        "WHERE project_id = $1 ORDER BY position",
        project.id,
    )
    told = claims(today)
    assert {one["number"]: one["euro"] for one in kept} == {number: one.euro.minor for number, one in told.items()}
    assert [one["number"] for one in kept if one["cut_cents"]] == [
        number for number, one in told.items() if one.paper and one.paper.cut
    ]
    again = [number for number, one in told.items() if one.paper and one.paper.parked]
    assert [one["package"] for one in kept if one["number"] in again] == ["2.1"]

    frozen = [await package_seen(OPERATOR, project, one["id"]) for one in packages]
    for package in frozen:
        ground = frozen_ground(package, store)
        claimed = total((euro_of(one) for one in ground.entries), "EUR")
        for code in ("interreg-partner", "esf-plus-sco", "interreg-project"):
            format_ = format_named(code)
            figures = figures_for(format_, ground)
            assert objections(format_, figures, NOTHING_MORE, ground) == ()
            said = warnings(format_, figures, NOTHING_MORE, ground)
            assert [one.sentence for one in said if "certificate" not in one.sentence] == []
            assert format_.comes_to is None or format_.comes_to(ground) == claimed

    # What control decided since stands in the project's report, also of the row that the next report claims again.
    format_ = format_named("interreg-project")
    ground = await as_decided(frozen[0], format_, frozen_ground(frozen[0], store))
    assert warnings(format_, figures_for(format_, ground), NOTHING_MORE, ground) == ()
    lost = Money.zero("EUR")
    for one in told.values():
        if one.paper and (one.paper.cut or one.paper.parked):
            lost += Money(one.paper.cut[0], "EUR") if one.paper.cut else one.euro
    claimed = total((one.euro for one in told.values() if one.report == 1), "EUR")
    assert format_.comes_to
    assert format_.comes_to(ground) == claimed - lost
    assert {one.decision for one in ground.entries if one.state in {"cut", "parked"}} == {
        f"{CERTIFICATE} · {one.paper.cut[1] if one.paper.cut else one.paper.parked}"
        for one in told.values()
        if one.paper and (one.paper.cut or one.paper.parked)
    }
    assert await as_decided(frozen[0], format_named("esf-plus-sco"), ground) is ground
