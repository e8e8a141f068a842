"""LibreOffice as tests start it: with a profile of its own, told to compute every formula again when it opens a workbook."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def converted(files: Iterable[Path], kind: str, folder: Path, home: Path, *, seconds: int = 120) -> None:
    """Workbooks computed again and written as files of that kind into a folder, by one start; skips where there is none."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-calc-nogui)")
    user = home / "profile" / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    asked = [program, f"-env:UserInstallation=file://{user.parent}", "--headless", "--convert-to", kind]
    subprocess.run(
        [*asked, "--outdir", str(folder), *(str(path) for path in files)],
        check=True,
        capture_output=True,
        timeout=seconds,
        env={**os.environ, "HOME": str(home)},
    )
