"""Every address has a rule, every row kind its permissions, every setting its line in README, every sentence its Bulgarian."""

from __future__ import annotations

import ast
import re
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from babel.messages.pofile import read_po

from grants import followers
from grants.access import ADDRESSES, ALLOWED, ROWS, Identity, Permission, ProjectRef, Role, Seat, may
from grants.app import routes
from grants.entries.kinds import ROWS as KINDS
from grants.settings import NAMES
from grants.storage.database import BOOKKEEPING
from tests.house.trees import parsed, text

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "locales"))


def test_it_has_a_rule_for_every_address_and_no_rule_without_one():
    assert {route.name for route in routes()} == set(ADDRESSES)


def test_it_names_each_address_once():
    addresses = [
        (route.path, method) for route in routes() for method in sorted(route.methods or ()) if method != "HEAD"
    ]
    assert len(addresses) == len(set(addresses))


def test_it_changes_nothing_by_an_address_without_a_rule_for_changing():
    for route in routes():
        if "POST" in (route.methods or ()):
            assert ADDRESSES[route.name][1] is not None, route.path


def test_it_has_permissions_for_every_kind_of_row():
    assert {kind.name for kind in KINDS} == set(ROWS)
    assert set(ALLOWED) == set(Permission)


def test_it_brings_the_database_forward_by_one_way_each_step_after_the_one_before():
    steps = sorted((ROOT / "grants" / "migrations").glob("0*.py"))
    assert [int(step.stem[:4]) for step in steps] == list(range(1, len(steps) + 1))
    for before, step in pairwise(steps):
        assert re.findall(r"dependencies = \[\(.grants., .(\w+).\)\]", text(step)) == [before.stem], step.stem


def test_it_prints_the_routes(golden):
    lines = [f"{route.path:55} {','.join(sorted(route.methods or ())):15} {route.name}" for route in routes()]
    golden("routes.txt", "\n".join(sorted(lines)) + "\n")


def test_it_prints_what_follows_what(golden):
    lines = [f"{deed:25} {follower.__module__}.{follower.__name__}" for deed, follower in followers.FOLLOWERS]
    golden("followers.txt", "\n".join(lines) + "\n")


def test_it_prints_who_may_do_what(golden):
    """One line a permission, one letter a role: M manager, A accountant, F field worker, P partner, U auditor, D admin."""
    project = ProjectRef(1, 2)
    people = {
        role.value[0].upper() if role is not Role.AUDITOR else "U": Identity("х", 1, seats=(Seat(role, 1),))
        for role in Role
    }
    people["D"] = Identity("х", 1, is_admin=True)
    lines = [
        f"{permission.value:20} "
        + "".join(letter if may(person, permission, project) else "·" for letter, person in people.items())
        for permission in Permission
    ]
    golden("who_may_what.txt", "\n".join(lines) + "\n")


def test_it_tells_readers_of_readme_every_setting():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}`" not in readme] == []


def test_it_tells_readers_of_readme_every_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    from grants.cli.parser import parser
    from grants.values.wording import wording

    commands = next(action for action in parser(wording("en"))._actions if action.dest == "name").choices
    assert commands is not None
    assert [name for name in commands if f"`grants {name}" not in readme] == []


def test_it_opens_a_transaction_only_in_its_own_room():
    wrong = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "grants").rglob("*.py"))
        if "in_transaction" in path.read_text(encoding="utf-8") and path.name != "database.py"
    ]
    assert wrong == []


def _calls(path: Path, name: str) -> list[ast.Call]:
    return [
        node
        for node in (ast.walk(parsed(path)) if name in text(path) else ())
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name
    ]


def test_no_statement_asks_the_database_which_day_it_is():
    """The database's day is that of UTC; ours is that of the visit, by the clock of Sofia."""
    days = re.compile(r"\b(current_date|localtimestamp|(now\(\)|current_timestamp)\s*::\s*date)\b", re.IGNORECASE)
    wrong = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in ("grants", "jobs")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and days.search(node.value)
    }
    assert not wrong, wrong


def test_it_keeps_the_list_of_bookkeeping_closed():
    used = {
        call.args[0].value
        for folder in ("grants", "jobs")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for call in _calls(path, "bookkeeping")
        if isinstance(call.args[0], ast.Constant)
    }
    assert used <= set(BOOKKEEPING)
    assert set(BOOKKEEPING) <= used, "bookkeeping that nobody does"


def test_it_draws_what_a_property_is_tried_with_before_its_loop_runs():
    """Hypothesis gives a case up by an exception that the loop of anyio (4.14) dies of, and every later test with it."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if "data()" in text(path)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.AsyncFunctionDef)
        for decorator in node.decorator_list
        if re.search(r"\bdata\(\)", ast.unparse(decorator))
    ]
    assert wrong == []


WRITES = {"create", "bulk_create", "update", "delete", "save", "get_or_create", "update_or_create"}


def test_it_writes_only_in_actions():
    """Rows are written in `actions.py` (and by followers), where `acting` or `bookkeeping` stands around them."""
    wrong = []
    for path in sorted((ROOT / "grants").rglob("*.py")):
        if path.name in {"actions.py", "following.py", "acting.py"} or "migrations" in path.parts:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
                name = getattr(node.value.func, "attr", "")
                if name in WRITES:
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")
    assert wrong == []


def _po(language: str) -> dict[object, object]:
    data = (ROOT / "locales" / language / "messages.po").read_bytes()
    return {message.id: message.string for message in read_po(BytesIO(data), locale=language) if message.id}


def test_it_has_gathered_every_sentence():
    import update  # type: ignore[import-not-found]  # lies beside the catalogues, not in a package

    template = update.gathered()
    assert {message.id for message in template if message.id} == set(_po("bg")), "run: python locales/update.py"
    assert (ROOT / "locales/messages.pot").read_text(encoding="utf-8") == update.HEADER.format(
        language=""
    ) + update.written(template)


def test_it_says_everything_in_bulgarian():
    missing = [said for said, string in _po("bg").items() if not (all(string) if isinstance(string, tuple) else string)]
    assert missing == []


def test_it_keeps_the_facts_of_every_sentence():
    """A translation names the same facts as its sentence (a plural may leave out the number)."""
    wrong = []
    for said, string in _po("bg").items():
        for original, translated in zip(
            *((one,) if isinstance(one, str) else one for one in (said, string)), strict=True
        ):
            facts = set(re.findall(r"{(\w+)}", original))
            if set(re.findall(r"{(\w+)}", translated)) - facts or (facts - {"n"}) - set(
                re.findall(r"{(\w+)}", translated)
            ):
                wrong.append((original, translated))
    assert wrong == []


def test_it_names_no_machine_and_no_registry():
    """No path of a developer's machine and no host that packages come from stands anywhere."""
    words = re.compile(
        "|".join(("/wo" + "rk/", "/ro" + "ot/", "pypi" + r"\.(org|io)", "registry" + r"\.npm")), re.IGNORECASE
    )
    folders = ("grants", "jobs", "tests", "templates", "locales", ".ci", ".readme")
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*")) if path.is_file()]
    suffixes = {".py", ".html", ".txt", ".po", ".pot", ".md", ".js", ".css", ".json", ""}
    wrong = [
        str(path.relative_to(ROOT))
        for path in [*files, ROOT / "README.md", ROOT / "pyproject.toml", ROOT / "Procfile"]
        if path.suffix in suffixes
        and "__pycache__" not in path.parts
        and words.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []
