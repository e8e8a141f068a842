"""The house stands as it is drawn: rooms import only rooms before them, floors only floors below, each library has its room."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

from tests.house.trees import imports, parsed

ROOT = Path(__file__).parents[2]
ORDER = (
    "values funders storage web audit acting projects people personal letters attached rates workplan procurement budget deliverables expenses accounting subgrants "
    "indicators participants team payments correspondence deadlines entries amendments door checks reports filling portfolio exchange demo followers app cli"
).split()
FREE = {"settings", "errors", "access"}
FLOORS = ("rules", "records", "models", "queries", "actions", "forms", "pages")
PRIVATE = {"forms", "pages", "api"}
LIBRARIES = {
    "xlsxwriter": {
        "grants/reports/workbook.py",
        "grants/reports/exactly.py",
        "grants/reports/inked.py",
        "grants/exchange/",
    },
    "python_calamine": {"grants/accounting/", "grants/exchange/"},
    "babel": {"grants/values/wording.py", "grants/values/language.py", "grants/values/reading.py", "locales/"},
    "apscheduler": {"jobs/"},
    "aiosmtplib": {"grants/letters/"},
    "icalendar": {"grants/deadlines/calendar/"},
    "imap_tools": {"grants/letters/returned/"},
    "asyncpg": {"grants/storage/"},
    "cryptography": {"grants/storage/sealed.py"},
    "argon2": {"grants/people/passwords.py"},
    "uvicorn": {"grants/cli/"},
    "holidays": {"grants/values/days.py"},
    "stdnum": {"grants/values/identifiers.py"},
}


@functools.cache
def sources() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of ours, parsed once for all that look at it."""
    paths = (path for folder in ("grants", "jobs", "locales") for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple((path.relative_to(ROOT), parsed(path)) for path in paths if "migrations" not in path.parts)


def room_of(parts: tuple[str, ...]) -> str:
    return parts[1].removesuffix(".py")


def test_it_imports_only_rooms_before_it():
    wrong = set()
    for path, tree in sources():
        if path.parts[0] != "grants" or len(path.parts) < 2:
            continue
        room = room_of(path.parts)
        if room in FREE or room in {"__init__", "__main__"}:
            continue
        assert room in ORDER, f"the room {room} has no place in the order"
        for module in imports(tree):
            parts = module.split(".")
            if parts[0] != "grants" or len(parts) < 2 or parts[1] in FREE or parts[1] not in ORDER:
                continue
            if ORDER.index(parts[1]) > ORDER.index(room):
                wrong.add(f"{path}: {room} may not import {parts[1]}")
    assert not wrong, "\n".join(sorted(wrong))


def test_it_imports_only_floors_below():
    wrong = set()
    for path, tree in sources():
        if path.parts[0] != "grants" or len(path.parts) != 3:
            continue
        room, floor = path.parts[1], path.stem
        if floor not in FLOORS:
            continue
        for module in imports(tree):
            parts = module.split(".")
            below = parts[2] if parts[:2] == ["grants", room] and len(parts) > 2 and parts[2] in FLOORS else floor
            if FLOORS.index(below) > FLOORS.index(floor):
                wrong.add(f"{path}: {floor} may not import {below}")
    assert not wrong, "\n".join(sorted(wrong))


def test_it_leaves_other_rooms_pages_alone():
    wrong = set()
    for path, tree in sources():
        if path.parts[0] != "grants" or path.parts[1] in {"app.py", "web"}:
            continue
        room = room_of(path.parts)
        for module in imports(tree):
            parts = module.split(".")
            if parts[0] == "grants" and len(parts) > 2 and parts[2] in PRIVATE and parts[1] not in {room, "web"}:
                wrong.add(f"{path}: {module}")
    assert not wrong, "\n".join(sorted(wrong))


def test_it_imports_each_library_in_its_own_room():
    wrong = set()
    for path, tree in sources():
        for module in imports(tree):
            library = module.split(".")[0]
            if library in LIBRARIES and not any(str(path).startswith(place) for place in LIBRARIES[library]):
                wrong.add(f"{path} imports {library}")
    assert not wrong, "\n".join(sorted(wrong))


def test_it_keeps_rules_pure():
    outside = (
        "tortoise",
        "starlette",
        "asyncpg",
        "grants.storage",
        "grants.web",
        "datetime.datetime",
        "grants.values.wording",
    )
    wrong = {
        f"{path}: {module}"
        for path, tree in sources()
        if path.name == "rules.py"
        for module in imports(tree)
        if module.startswith(outside) and "people" not in path.parts and "letters" not in path.parts
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_it_names_no_funder_outside_their_room():
    """No `if`, `match` or dictionary is keyed by a funder or a format outside `funders/` and `demo/`."""
    from grants.funders.registry import FORMATS

    codes = {one.code for one in FORMATS}
    wrong = {
        f"{path}:{node.lineno} {node.value}"
        for path, tree in sources()
        if path.parts[0] != "grants" or path.parts[1] not in {"funders", "demo"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in codes
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_it_opens_every_module_with_a_sentence():
    dumb = [str(path) for path, tree in sources() if not ast.get_docstring(tree)]
    assert not dumb
