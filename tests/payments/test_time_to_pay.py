"""Until when the authority pays is counted here and by the view of all things that are due: both say the same day."""

from __future__ import annotations

from datetime import date

import pytest

from grants.payments.models import Payment
from grants.payments.rules import CLOCKS, PaymentKind, clock_ends
from grants.projects.models import Programme, Project
from grants.projects.rules import ProjectState
from grants.storage.database import rows
from tests.cast import World

pytestmark = pytest.mark.anyio
PERIODS = [*CLOCKS, "2021–2027", " 2014 - 2020 ", "2007-2013", "няма", ""]
ASKED = date(2026, 10, 30)
STOPS = [
    (None, None),
    (date(2026, 11, 10), None),
    (date(2026, 11, 10), date(2026, 11, 25)),
    (date(2026, 11, 10), date(2026, 11, 10)),
]


@pytest.mark.parametrize("period", PERIODS)
async def test_the_view_gives_the_authority_as_many_days_as_the_rule(small_world: World, period: str) -> None:
    programme = await Programme.create(name_bg="Развитие на човешките ресурси", name_en="", period=period)
    project = small_world.project.id
    await Project.filter(id=project).update(programme_id=programme.id, state=ProjectState.RUNNING)
    counted = {}
    for at, (stopped, resumed) in enumerate(STOPS, start=1):
        one = await Payment.create(
            project_id=project,
            number=str(at),
            position=at,
            kind=PaymentKind.INTERIM,
            requested_on=ASKED,
            stopped_on=stopped,
            resumed_on=resumed,
        )
        counted[one.id] = clock_ends(ASKED, period, stopped, resumed)
    seen = await rows("SELECT thing_id, due_on FROM thing_due WHERE thing = 'payment' AND project_id = $1", project)
    assert {row["thing_id"]: row["due_on"] for row in seen} == {id_: day for id_, day in counted.items() if day}
