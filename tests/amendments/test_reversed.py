"""An approved amendment and then its reverse bring every row back to what it was (там и обратно)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.access import OPERATOR
from grants.amendments.actions import drop_row, prepare, put_change
from grants.amendments.force.actions import Decision, decide
from grants.amendments.models import Amendment
from grants.amendments.plain import kept_row
from grants.amendments.queries import changes_of, standing_rows
from grants.amendments.records import AMENDABLE
from grants.amendments.rules import AmendmentKind, AmendmentState
from grants.projects.models import Project
from grants.values.days import Precision
from tests.cast import TODAY, row
from tests.properties import kept

pytestmark = pytest.mark.anyio

# What an amendment may make of the rows laid out below, kind and number: new values, or None for a row that goes.
WISHES: dict[tuple[str, str], Any] = {
    ("project", ""): st.fixed_dictionaries(
        {"title_bg": st.sampled_from(["Заедно", "Заедно по-близо"]), "title_en": st.just("Together")},
        optional={
            "end_on": st.dates(date(2026, 6, 1), date(2027, 12, 31)),
            "end_precision": st.sampled_from(Precision),
        },
    ),
    ("contract", ""): st.fixed_dictionaries(
        {"total_cents": st.integers(1, 10**9), "currency": st.sampled_from(["EUR", "BGN"])},
        optional={"rhythm": st.just("calendar"), "rhythm_months": st.just(6)},
    ),
    ("partner", "2"): st.fixed_dictionaries(
        {
            "share": st.one_of(st.none(), st.decimals(0, 100, places=4)),
            "left_on": st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 1, 1))),
        }
    ),
    ("indicator", "1"): st.one_of(st.none(), st.fixed_dictionaries({"target": st.decimals(0, 10**6, places=2)})),
    ("activity", "1"): st.fixed_dictionaries({"end_on": st.dates(date(2026, 3, 1), date(2026, 12, 31))}),
    ("source", "1"): st.one_of(
        st.none(), st.fixed_dictionaries({"amount_cents": st.integers(0, 10**9), "currency": st.just("EUR")})
    ),
}
CHOSEN = st.fixed_dictionaries({}, optional=WISHES)


async def laid_out(project):
    await Project.filter(id=project.id).update(start_on=date(2026, 1, 1), end_on=date(2026, 12, 31), months=12)
    await row(project, "contract", "1", signed="1.12.2025", start="1.1.2026", end="31.12.2026", total="1000", currency="EUR",
              rhythm="from_start", rhythm_months="3", report_days="30")  # fmt: skip
    await row(project, "indicator", "1", name_bg="Обучени", target="40", kind="result", code="ЕСФ-7")
    await row(project, "activity", "1", title_bg="На терен", start="1.1.2026", end="12/2026", state="running")
    await row(project, "source", "1", kind="eu", amount="850", currency="EUR", share="85")


async def told(project):
    """Every row that an amendment may change, as people see it: without the database's own ids and counts."""
    left_out = {"id", "version", "position", "project_id", "signed_on", "in_force_on", "subject_bg", "subject_en"}
    return {
        name: sorted(
            [
                {k: v for k, v in one.items() if k not in left_out and (name != "contract" or k != "number")}
                for one in rows.values()
            ],
            key=str,
        )
        for name, rows in (await standing_rows(project)).items()
    }


async def begun(project):
    values = {
        "kind": AmendmentKind.AMENDMENT,
        "reason_bg": "Закъснение",
        "reason_en": "",
        "in_force_on": None,
        "until_on": None,
    }
    return await prepare(OPERATOR, project, values)


async def version_of(amendment):
    return (await Amendment.get(id=amendment)).version


async def approved(project, amendment):
    await decide(
        OPERATOR, project, amendment, await version_of(amendment), AmendmentState.APPROVED, Decision(TODAY), TODAY
    )


async def wished(project, amendment, wishes):
    """The wishes as changes, those that differ from what stands."""
    stand = await standing_rows(project)
    count = 0
    for (kind, number), values in wishes.items():
        found = [one for one in stand[kind].values() if not number or one["number"] == number]
        if not found:
            continue
        which = (OPERATOR, project, amendment, await version_of(amendment), kind)
        if values is None:
            await drop_row(*which, found[0]["id"])
        elif any(found[0][name] != value for name, value in values.items()):
            await put_change(*which, found[0]["id"], values)
        else:
            continue
        count += 1
    return count


async def reversed_of(project, done):
    """An amendment that takes another one back."""
    amendment = await begun(project)
    stand = await standing_rows(project)
    for change in await changes_of(done):
        amendable = AMENDABLE[change["kind"]]
        which = (OPERATOR, project, amendment, await version_of(amendment), change["kind"])
        values = kept_row(amendable.kind.record, change["before"])
        if change["after"] is None:
            await put_change(*which, None, values)
        else:
            row_id = next(iter(stand[change["kind"]])) if amendable.one else change["row_id"]
            await put_change(*which, row_id, values)
    await approved(project, amendment)


@kept
@given(wishes=CHOSEN)
async def test_it_brings_every_row_back(small_world, wishes):
    project = small_world.project
    if not await standing_rows(project) or not (await standing_rows(project))["indicator"]:
        await laid_out(project)
    before = await told(project)
    amendment = await begun(project)
    if not await wished(project, amendment, wishes):
        return
    await approved(project, amendment)
    assert await told(project) != before
    await reversed_of(project, amendment)
    assert await told(project) == before
