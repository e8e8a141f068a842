"""ИСУН's workbooks of people: the team with its hours, and the micro-data of the ESF's participants. No expense is in them."""

from __future__ import annotations

from datetime import date
from typing import Final

from grants.funders.esf_sheet import MICRO_DATA
from grants.funders.format import Book, CurrencyRule, Format
from grants.funders.isun_says import OF_TEAM
from grants.funders.isun_team import TEAM
from grants.values.language import Text

TEAM_FIRST: Final = Format(
    code="isun-team",
    name=Text("ИСУН: екип и отработени часове", "ИСУН: team and hours worked"),
    edition="2014-2020",
    in_force_from=date(2015, 10, 26),
    languages=("bg",),
    layout_verified=True,
    currency=CurrencyRule(),
    in_order=True,
    books=(Book(Text("Team", "Team"), (TEAM,)),),
    says=OF_TEAM,
    source="Team.xlsx of ИСУН's public portal, last changed on 26 October 2015, as published on 2 August 2022",
)
PARTICIPANTS_FIRST: Final = Format(
    code="isun-participants",
    name=Text("ИСУН: микроданни за участниците (ЕСФ)", "ИСУН: participants’ micro-data (ESF)"),
    edition="2014-2020",
    in_force_from=date(2018, 8, 6),
    languages=("bg",),
    layout_verified=True,
    currency=CurrencyRule(),
    in_order=True,
    books=(Book(Text("microdata_ESF", "microdata_ESF"), (MICRO_DATA,)),),
    notice=Text(
        "Листът е за периода 2014–2020 г. За 2021–2027 г. ИСУН може да иска друг: проверете, преди да го качите.",
        "The sheet is that of 2014–2020. For 2021–2027 ИСУН may ask for another one: check before you upload it.",
    ),
    source="microdata_ESF.xlsx of ИСУН's public portal, last changed on 6 August 2018, as published on 2 August 2022",
)
EDITIONS: Final = (TEAM_FIRST, PARTICIPANTS_FIRST)
