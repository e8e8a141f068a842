"""The demo's projects come in and go out again to the letter (проектите влизат и излизат същите)."""

import json
from pathlib import Path

import pytest

import grants.demo
from grants.access import OPERATOR
from grants.demo.crossing import crossing_project
from grants.demo.running import running_project
from grants.exchange.actions import export_project, import_file
from grants.projects.queries import project_seen
from grants.values.wording import wording

pytestmark = pytest.mark.anyio


async def test_they_all_leave_as_they_came(db, today):
    files = [path.read_bytes() for path in sorted((Path(grants.demo.__file__).parent / "projects").glob("*.json"))]
    made = (running_project(today), crossing_project(today))
    files += [(json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode() for told in made]
    for file in files:
        await import_file(OPERATOR, "a.json", file, wording("bg"), today=today, kept_by_id=None, manager_id=None)
    for file in files:
        project = await project_seen(OPERATOR, json.loads(file)["code"])
        assert await export_project(OPERATOR, project, "json", wording("en")) == file
