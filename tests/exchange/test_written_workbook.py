"""The workbook that is written: no formula and no link in it, real dates and amounts, and an office program agrees."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from grants.errors import Refused
from grants.exchange import json_file, workbook
from grants.exchange.layout import columns, headings, listed, plain
from grants.exchange.reading import read_workbook
from grants.exchange.understanding import understand
from grants.values.language import LANGUAGES, Language
from grants.values.wording import wording
from tests.exchange.made_up import HURTFUL, projects
from tests.properties import kept

TODAY = date(2026, 11, 22)
SEEDS = sorted((Path(__file__).parents[2] / "grants" / "demo" / "projects").glob("*.json"))
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HURT: dict[str, Any] = {
    "format": "grants-project",
    "version": 1,
    "code": "=мост",
    "project": {"title": {"bg": "=2+3", "en": "@x"}, "state": "running", "currency": "EUR", "total_kind": "grant"},
    "numbers": [
        {"number": str(n), "kind": "contract", "value": text.strip(), "as_published": text.strip()}
        for n, text in enumerate(HURTFUL, 1)
    ],
    "published_pages": [
        {"number": "1", "address": "http://example.bg/", "published": "2004", "wording": " ред\n\tтаб\n"},
        {"number": "2", "published": "2019-01"},
        {"number": "3", "published": "2019-01-15"},
    ],
    "contract_versions": [
        {"number": "1", "state": "in_force", "signed": "1900-01-01", "total": "-0.01", "currency": "BGN"},
        {"number": "2", "state": "in_force", "signed": "2199-12-31", "total": "9999999999999.99", "currency": "BGN"},
        {"number": "3", "state": "in_force", "total": "-9999999999999.99", "currency": "BGN"},
    ],
}


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@kept
@given(told=projects())
def test_it_holds_no_formula_and_no_link(told: dict[str, Any]) -> None:
    for name, part in parts(workbook.written(told, wording("bg"))).items():
        if name.endswith((".xml", ".rels")):
            assert not re.search(r"<f[ >/]|<hyperlink|relationships/hyperlink|<externalReference", part), name
            ET.fromstring(part)


def cells(content: bytes, heading: str) -> dict[str, ET.Element]:
    """The cells of the sheet on which a heading stands, straight from the XML."""
    found = parts(content)
    strings = ["".join(one.itertext()) for one in ET.fromstring(found["xl/sharedStrings.xml"]).iter(f"{MAIN}si")]
    for name, part in found.items():
        if not name.startswith("xl/worksheets/sheet"):
            continue
        sheet = {cell.get("r", ""): cell for cell in ET.fromstring(part).iter(f"{MAIN}c")}
        texts = {strings[int(cell[0].text or 0)] for cell in sheet.values() if cell.get("t") == "s"}
        if heading in texts:
            return sheet
    raise AssertionError(heading)


def test_it_writes_days_and_amounts_as_numbers_and_what_is_no_day_as_text() -> None:
    content = workbook.written(HURT, wording("en"))
    contracts = cells(content, "Signed on / Дата на подписване")
    pages = cells(content, "Text of the page / Текст на страницата")
    numbers = cells(content, "Number / Номер *")
    shown = {at: (cell.get("t"), cell.findtext(f"{MAIN}v")) for at, cell in contracts.items()}
    assert shown["C2"] == (None, "1")
    assert shown["C3"] == (None, "109574")
    assert shown["G2"] == (None, "-0.01")
    assert shown["G3"] == (None, "9999999999999.99")
    assert shown["G4"] == (None, "-9999999999999.99")
    assert [pages[at].get("t") for at in ("D2", "D3", "D4")] == ["s", "s", None]
    assert {cell.get("t") for at, cell in numbers.items() if at[0] == "C"} == {"s"}


def test_it_offers_choices_in_the_language_of_the_file() -> None:
    found = parts(workbook.written(HURT, wording("bg")))
    offered = "".join(part for name, part in found.items() if "worksheets" in name)
    assert offered.count('<dataValidation type="list"') > 30
    assert "в изпълнение" in found["xl/sharedStrings.xml"]
    assert 'name="lists"' in found["xl/workbook.xml"]
    assert 'state="hidden"' in found["xl/workbook.xml"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_a_heading_of_its_own_for_every_column(language: Language) -> None:
    for record in listed():
        known = headings(record)
        for column in columns(record):
            assert known[plain(column.heading(language))] == column
            assert known[plain(column.label(wording(language)))] == column


def test_it_says_that_a_text_fits_no_cell() -> None:
    told = HURT | {"published_pages": [{"number": "1", "wording": "😀" * 20_000}]}
    with pytest.raises(Refused, match="too long for a cell"):
        workbook.written(told, wording("bg"))


@pytest.mark.office
@pytest.mark.walk
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_comes_back_unchanged_from_an_office_program(tmp_path: Path, language: Language) -> None:
    told = json.loads(SEEDS[0].read_text(encoding="utf-8")) | {
        "numbers": [row for row in HURT["numbers"] if not re.search("_x[0-9A-F]{4}_x", row["value"])],  # it loses these
        "published_pages": HURT["published_pages"],
        "contract_versions": HURT["contract_versions"],
    }
    sent = tmp_path / "проект.xlsx"
    sent.write_bytes(workbook.written(told, wording(language)))
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed"
    profile = f"-env:UserInstallation={(tmp_path / 'профил').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "обратно", sent],
        check=True,
        capture_output=True,
        timeout=120,
    )
    words = wording("en")
    saved = read_workbook((tmp_path / "обратно" / "проект.xlsx").read_bytes(), words, TODAY)
    expected = json_file.read_json(json_file.written(told), words)
    assert understand(saved, {}, words, TODAY) == understand(expected, {}, words, TODAY)
