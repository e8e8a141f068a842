"""What other people wrote lies in one folder, with its licence, and is byte for byte what the manifest says."""

import hashlib
import json
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[2] / "grants" / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))


def altered(manifest: list[dict[str, str]], folder: Path) -> list[str]:
    """Files of the folder that are missing from the manifest, missing from the folder, or not what the manifest says."""
    told = {row["file"]: row["sha256"] for row in manifest}
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    return sorted(file for file in told.keys() | found.keys() if told.get(file) != found.get(file))


def test_it_holds_exactly_what_the_manifest_says() -> None:
    assert altered(MANIFEST, VENDOR) == []


@pytest.mark.parametrize("row", MANIFEST, ids=lambda row: row["file"])
def test_it_names_version_and_licence_of_each_file(row: dict[str, str]) -> None:
    assert all(row[fact] for fact in ("name", "version", "licence"))
    assert (VENDOR / row["file"]).parent.joinpath("LICENSE").is_file()


def test_it_notices_a_changed_a_new_and_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "променен.js").write_text("друго", encoding="utf-8")
    (tmp_path / "нов.css").write_text("", encoding="utf-8")
    manifest = [{"file": "променен.js", "sha256": "0" * 64}, {"file": "липсва.svg", "sha256": "0" * 64}]
    assert altered(manifest, tmp_path) == ["липсва.svg", "нов.css", "променен.js"]
