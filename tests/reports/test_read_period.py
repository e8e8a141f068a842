"""The days of a period as typed („от – до“), on the page of reports and on that of the dossier alike."""

from datetime import date

import pytest

from grants.reports.dossier.forms import asked as dossier_asked
from grants.reports.forms import asked as report_asked
from grants.reports.rules import Period
from grants.values.wording import wording

TODAY = date(2026, 11, 22)
WORDS = wording("bg")
OFFERED = Period(date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("first", "last", "places"),
    [
        ("01.07.2026", "30.09.2026", []),
        ("", "30.09.2026", ["first"]),
        ("юли", "", ["first", "last"]),
        ("01.10.2026", "30.09.2026", ["last"]),
    ],
)
def test_it_reads_the_same_period_on_both_pages(first, last, places):
    typed = {"first": first, "last": last}
    report = report_asked(typed, "isun-docs", OFFERED, TODAY, WORDS)
    dossier = dossier_asked({**typed, "of": "period"}, (), (), TODAY, WORDS)
    assert [one.place for one in report.objections] == [one.place for one in dossier.objections] == places
    assert (report.period, dossier.scope and (dossier.scope.first, dossier.scope.last)) == (
        (None, None) if places else (OFFERED, (OFFERED.first, OFFERED.last))
    )
