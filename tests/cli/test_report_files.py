"""`grants report` leaves all files in the folder or none, and shows people how far it is („ред“)."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from grants.cli.parser import parser
from grants.cli.progress import bar, progress_shown
from grants.cli.projects import _put, _try_out
from grants.reports.watch import Watch
from grants.storage.reasons import reason_of
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


def test_it_writes_none_when_a_folder_has_the_name_of_one_of_them(folder, kept):
    (folder / "Б.xlsx").mkdir()
    with pytest.raises(OSError, match=r"Б\.xlsx"):
        _put(folder, [("А.xlsx", kept), ("Б.xlsx", kept)])
    assert lying(folder) == ["Б.xlsx"]


@pytest.mark.parametrize(
    ("below", "why"),
    [("файл", "там вече има файл с това име"), ("файл/отчети", "част от пътя до нея е файл, а не папка")],
)
def test_it_refuses_a_folder_that_can_not_be_used_before_anything_is_made(tmp_path, below, why):
    (tmp_path / "файл").write_bytes(b"")
    with pytest.raises(OSError, match="файл") as refused:
        _try_out(tmp_path / below)
    assert wording("bg").fact(reason_of(refused.value)) == why
    _try_out(tmp_path / "нова" / "папка")
    assert lying(tmp_path) == ["файл"]


@pytest.mark.parametrize("typed", ["вчера", "31.02.2026", "0001-01-01"])
def test_it_says_in_the_persons_language_that_a_day_can_not_be_read(typed, capsys):
    asked = ["report", "П", "--format", "prag", "--from", typed, "--to", "30.09.2026", "--to-dir", "о"]
    with pytest.raises(SystemExit) as left:
        parser(wording("bg")).parse_args(asked)
    assert left.value.code == 2
    assert f"„{typed}“" in capsys.readouterr().err


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
