"""`grants report` leaves all files in the folder or none, and shows people how far it is („ред“)."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from grants.cli.progress import bar, progress_shown
from grants.cli.projects import _put
from grants.reports.watch import Watch
from grants.values.wording import wording


class Terminal(StringIO):
    """A screen."""

    def isatty(self) -> bool:
        return True


def lying(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "съдържание"
    path.write_bytes("Отчет".encode())
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "отчети").mkdir()
    return tmp_path / "отчети"


def test_it_puts_every_file_under_its_name(folder, kept):
    (folder / "Б.xlsx").write_bytes(b"old")
    _put(folder, [("А.xlsx", kept), ("Б.xlsx", kept)])
    assert lying(folder) == ["А.xlsx", "Б.xlsx"]
    assert (folder / "Б.xlsx").read_text(encoding="utf-8") == "Отчет"


def test_it_leaves_nothing_when_one_of_them_can_not_be_written(folder, kept, tmp_path):
    with pytest.raises(OSError, match="няма"):
        _put(folder, [("А.xlsx", kept), ("Б.xlsx", tmp_path / "няма")])
    assert lying(folder) == []


@pytest.mark.parametrize(
    ("done", "of", "said"),
    [
        (0, 0, "[..............................] …"),
        (1, 2, "[###############...............] 1 от 2 реда"),
        (3, 2, "[##############################] 3 от 2 реда"),
    ],
)
def test_it_says_how_far_it_is(done, of, said):
    assert bar(done, of, wording("bg")) == said


@pytest.mark.parametrize(("screen", "quiet"), [(StringIO(), False), (Terminal(), True)])
def test_it_shows_nothing_to_scripts(screen, quiet):
    with progress_shown(Watch(), wording("bg"), quiet=quiet, to=screen):
        pass
    assert screen.getvalue() == ""


def test_it_leaves_the_line_of_a_terminal_empty():
    screen = Terminal()
    with progress_shown(Watch(), wording("bg"), quiet=False, to=screen):
        pass
    assert screen.getvalue().endswith("\r\x1b[K")
