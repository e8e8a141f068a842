"""Interreg's partner report and project report, cell by cell („отчет на партньора“, „отчет на проекта“)."""

import pytest

from grants.funders.interreg_project import PROJECT_FIRST
from grants.funders.interreg_report import PARTNER_FIRST
from grants.values.language import LANGUAGES
from tests.reports.grounds import as_text, drawn
from tests.reports.interreg import whole


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", [PARTNER_FIRST, PROJECT_FIRST], ids=lambda one: one.code)
def test_it_writes_every_sheet_as_kept(golden, format_, language):
    golden(f"{format_.code}_{language}.txt", as_text(drawn(format_, whole(), language)))
