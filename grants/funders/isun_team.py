"""ИСУН's sheet of the team and its hours, as the technical report takes it from a workbook."""

from __future__ import annotations

from typing import Final

from grants.funders.format import Column, Exact, HiddenSheet, Look, Offer, Rows, Style
from grants.values.language import Text

# In ИСУН's own words; the keys are those by which identifiers and engagements are recorded here.
IDENTIFIERS: Final = {"egn": "ЕГН", "foreign": "Чуждестранно лице"}
ENGAGEMENTS: Final = {
    "employment": "Трудов договор",
    "civil": "Граждански договор",
    "order": "Заповед",
    "other": "Друго",
}

# Four headings end in a space in the original. Hours are text with a dot: a numeric cell of 7.5 is read as 75.
TEAM: Final = Exact(
    name="Microdata",
    rows=Rows.HOURS,
    language="bg",
    columns=(
        Column(
            Text("Име по документ за самоличност", "Name as on the identity document"), 37.140625, "name", required=True
        ),
        Column(Text("Позиция по проекта ", "Position in the project"), 37.140625, "position", required=True),
        Column(
            Text("Идентификатор", "Identifier"),
            20.42578125,
            "identifier",
            words=IDENTIFIERS,
            required=True,
        ),
        Column(
            Text("ЕГН/ Чуждестранно лице", "Personal number or foreigner's number"),
            28.28515625,
            "personal_number",
            Style.CODE,
            required=True,
        ),
        Column(
            Text("Тип на ангажимента ", "Kind of engagement"),
            24.7109375,
            "engagement",
            words=ENGAGEMENTS,
            required=True,
        ),
        Column(Text("Дата", "Date"), 11.42578125, "day", Style.TEXT_DAY, required=True, below="dd/mm/yyyy"),
        Column(Text("Отработени часове", "Hours worked"), 22.85546875, "hours", Style.CODE, required=True, below="@"),
        Column(Text("Извършена дейност ", "Work done"), 37.140625, "done", required=True),
        Column(Text("Конкретни резултати ", "Results"), 37.140625, "results", required=True),
    ),
    look=Look(heading_height=27.75, heading_size=12, fill=(8, 1)),
    hidden=(HiddenSheet("lists", (tuple(IDENTIFIERS.values()), tuple(ENGAGEMENTS.values())), (24, 44.7109375)),),
    names={"identifikator": "lists!$A$1:$A$2", "tipnaangajiment": "lists!$B$1:$B$4"},
    offers=(Offer("C2:C1048576", "identifikator"), Offer("E2:E1048576", "tipnaangajiment")),
)
