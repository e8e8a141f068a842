"""ИСУН's sheet of the ESF's micro-data (microdata_ESF.xlsx, 2014–2020), column by column and list by list.

Its lists and places come from the register's edition; here stand their place in the workbook, their names and the words
only this sheet uses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from grants.funders.format import Column, Exact, Group, HiddenSheet, Look, Offer, Rows, Style
from grants.values.language import Text

NONE: Final = "-"  # what stands for no value
YES: Final = "да"
NO: Final = "не"
SEXES: Final = {"man": "мъж", "woman": "жена"}
MOST_SIGNS: Final = 200
NAMED: Final = 2  # rows above the first participant

# Settlements of the sheet's own list that ИСУН's database did not know in 2022: a row with one is refused.
UNKNOWN_PLACES: Final = frozenset({("Велико Търново", "Вълчовци (кметство Майско)"), ("Перник", "Берайнци")})

# What ИСУН's importer says, to the letter.
WRONG_TEMPLATE: Final = "Избраният файл не отговаря на шаблона за съответния тип микроданни."
WRONG_VALUE: Final = 'Невалидна стойност в полето "{heading}" на ред "{row}"'
TWICE: Final = 'Стойността в полето "ЕГН" на ред "{row}" се дублира със стойността на ред "{first}"'
WHY_REQUIRED: Final = "задължително поле"
WHY_WHOLE: Final = "очаквана стойност: цяло число"
WHY_LONG: Final = "полето може да съдържа максимум 200 символа"
WHY_ELSEWHERE: Final = "избраното населено място не се намира в тази област"

_UNDERSCORED: Final = str.maketrans(" -", "__")

# The short name each district has in the workbook beside its own, in the order of its columns.
_CODES: Final = (
    "BLG BUR VAR VTR VDN VRC GBR DBR KRZ KNL LOV MNT PZR PRN PLN PDV RZG RUS SLS SVN SMN SOF SFO STZ TRG HSK SHM JAM"
).split()
_WITHOUT_GAP: Final = "Бургас"  # all other columns of settlements leave the third row empty


def district_written(district: str) -> str:
    """A district as the sheet writes it: Велико_Търново, София_област."""
    return district.translate(_UNDERSCORED)


_OPTIONAL: Final = frozenset(
    {
        *("phone", "email", "participation", "left_year", "left_month", "left_day"),
        *("leaving_reason", "leaving_status"),
    }
)


def refused(heading: str, row: int, why: str = "") -> str:
    """The importer's sentence about a cell."""
    return WRONG_VALUE.format(heading=heading, row=row) + (f" ({why})" if why else "")


def _asked(heading: str, english: str, width: float, shows: str, style: Style = Style.TEXT, across: int = 1) -> Column:
    return Column(Text(heading, english), width, shows, style, required=shows not in _OPTIONAL, across=across)


COLUMNS: Final = (
    _asked("№", "No.", 7.28515625, "place"),
    _asked("Име", "First name", 12.28515625, "first_name"),
    _asked("Презиме", "Middle name", 14.28515625, "middle_name"),
    _asked("Фамилия", "Family name", 13.5703125, "family_name"),
    _asked("ЕГН", "Personal number", 13.85546875, "personal_number", Style.CODE),
    _asked("Пол", "Sex", 12.140625, "sex"),
    _asked("Възраст", "Age", 10, "age", Style.COUNT),
    _asked("Статут на пазара на труда", "Labour-market status", 26.140625, "labour"),
    _asked("Степен на завършено образование", "Education attained", 21.42578125, "education"),
    _asked("Настоящ адрес (област)", "Address: district", 21.42578125, "district"),
    _asked("Настоящ адрес (населено място)", "Address: settlement", 18.28515625, "settlement"),
    _asked("Телефон за контакт", "Phone", 18.28515625, "phone", Style.CODE),
    _asked("e-mail", "E-mail", 18.28515625, "email", Style.CODE),
    _asked("Мигрант", "Migrant", 14.28515625, "migrant"),
    _asked("Участник с произход от друга държава", "Foreign background", 17.28515625, "foreign_background"),
    _asked("Малцинства", "Minority", 14.140625, "minority"),
    _asked("Роми", "Roma", 9.140625, "roma"),
    _asked("Хора с увреждания", "Disability", 14.85546875, "disability"),
    _asked("Бездомни или засегнати от жилищно изключване", "Homeless", 16.7109375, "homeless"),
    _asked("Други хора в неравностойно положение", "Other disadvantage", 20.42578125, "other_disadvantage"),
    _asked("Участници, които живеят в безработни домакинства", "Jobless household", 20.42578125, "jobless_household"),
    _asked(
        "Участници, които живеят в безработни домакинства с деца на издръжка",
        "Jobless household with children",
        20.42578125,
        "jobless_with_children",
    ),
    _asked(
        "Участници, които живеят в едночленно домакинство с деца на издръжка",
        "Single adult with children",
        20,
        "single_with_children",
    ),
    _asked(
        "Дата на включване в дейности (година, месец, ден)",
        "Day of joining (year, month, day)",
        9.5703125,
        "joined_year",
        Style.COUNT,
        across=3,
    ),
    _asked("", "", 10.42578125, "joined_month", Style.COUNT),
    _asked("", "", 7.42578125, "joined_day", Style.COUNT),
    _asked("Дейност", "Activity", 19, "activity_kind"),
    _asked("Място на изпълнение на дейността (област)", "Place of the activity: district", 17.140625, "place_district"),
    _asked(
        "Място на изпълнение на дейността (населено място)",
        "Place of the activity: settlement",
        17.140625,
        "place_settlement",
    ),
    _asked("Статут на участие", "Participation", 31.7109375, "participation"),
    _asked(
        "Дата на напускане на дейности (година, месец, ден)",
        "Day of leaving (year, month, day)",
        11.140625,
        "left_year",
        Style.COUNT,
        across=3,
    ),
    _asked("", "", 17.7109375, "left_month", Style.COUNT),
    _asked("", "", 17.7109375, "left_day", Style.COUNT),
    _asked("Причини за отпадане", "Reason for leaving", 17.7109375, "leaving_reason"),
    _asked("Статут на участника при излизане от операцията", "Status on leaving", 17.7109375, "leaving_status"),
)

_GROUPS: Final = (
    Group("Общи данни за всички участници", "first_name", "email", "#CCFFCC"),
    Group("Уязвими групи", "migrant", "other_disadvantage", "#FFCC00"),
    Group("Домакинство", "jobless_household", "single_with_children", "#CCFFCC"),
    Group("Информация за участие", "joined_year", "place_settlement", "#00CCFF"),
    Group(
        "Информация при напускане на проекта (попълва се след като лицето е приключило участие в проекта)",
        "participation",
        "leaving_status",
        "#CC99FF",
    ),
)

_LOOK: Final = Look(
    heading_height=63.75,
    heading_size=10,
    fill="#FFFF00",
    group_height=23.25,
    font="Arial",
    size=10,
    wrapped=True,
    bare=True,
    zoom=85,
    scale=25,
    header='&R&"Arial,Bold Italic"Приложение № 15',
    allowed=("format_cells", "format_rows", "insert_rows", "insert_hyperlinks", "delete_rows", "sort", "autofilter"),
)

_NAMED_LISTS: Final = {
    "nasmest": "lists!$D$2:$D$5303",
    "година": "lists!$W$2:$W$10",
    "дейност": "lists!$Z$2:$Z$17",
    "ден": "lists!$Y$2:$Y$33",
    "мда": "lists!$M$2:$M$4",
    "месец": "lists!$X$2:$X$14",
    "ОБЛ": "nasmest!$A$4:$A$32",
    "образование": "lists!$I$2:$I$7",
    "отпадане": "lists!$AE$2:$AE$8",
    "пазар": "lists!$H$2:$H$10",
    "пол": "lists!$F$2:$F$4",
    "резултат": "lists!$AG$2:$AG$10",
    "СПТ": "lists!$H$11:$H$18",
    "статут": "lists!$AC$2:$AC$7",
}

_OFFERS: Final = (
    Offer("AI3:AI1048576", "резултат"),
    Offer("AB3:AB1048576 J1 J3:J1048576", "ОБЛ"),
    Offer("K1 K3:K1048576", "INDIRECT($J1)"),
    Offer("AC3:AC1048576", "INDIRECT($AB3)"),
    Offer("F1 F3:F1048576", "пол"),
    Offer("I1 I3:I1048576", "образование"),
    Offer("U3:W1048576 N3:S1048576", "мда"),
    Offer(
        "AE3:AE1048576 X3:X1048576",
        "година",
        title="грешна година",
        message="Моля, въведете коректна година на включване",
    ),
    Offer("AF3:AF1048576 Y3:Y1048576", "месец"),
    Offer("AG3:AG1048576 Z3:Z1048576", "ден"),
    Offer("AA3:AA1048576", "дейност", refuses=False),
    Offer("AD3:AD1048576", "статут"),
    Offer("AH3:AH1048576", "отпадане", blank=False),
    Offer(
        "E3:E1002",
        length=10,
        title="Невярно ЕГН",
        message="Невярно или непълно ЕГН. Моля, въведете коректно ЕГН",
    ),
    Offer("H1 H3:H1048576", "СПТ"),
)

_YES_NO: Final = (NONE, YES, NO)
_LIST_WIDTHS: Final = (
    *(6.85546875, 19.42578125, 18.7109375, 18.42578125, 17.0, 8.7109375, 8.5703125, 28.85546875, 25.140625),
    *(15.140625, 16.42578125, 13.140625, 11.140625, 16.7109375, 17.140625, 5.85546875, 14.0, 15.42578125),
    *(14.5703125, 16.85546875, 16.5703125, 18.5703125, 9.140625, 9.140625, 9.140625, 23.42578125, 20.28515625),
    *(18.0, 37.28515625, 15.0, 27.42578125, 10.42578125, 33.0),
)
_PLACE_WIDTHS: Final = (
    *(20.140625, 18.5703125, 16.7109375, 22.0, 16.28515625, 24.5703125, 16.85546875, 22.5703125, 24.5703125),
    *(19.28515625, 20.140625, 19.140625, 18.85546875, 19.5703125, 16.140625, 17.42578125, 18.140625, 16.42578125),
    *(15.28515625, 21.5703125, 19.140625, 21.85546875, 14.28515625, 19.140625, 18.28515625, 16.7109375),
    *(21.42578125, 18.28515625, 17.7109375),
)


MICRO_DATA: Final = Exact("tablica", Rows.PARTICIPANTS, "bg", COLUMNS, _LOOK, offers=_OFFERS, groups=_GROUPS)
"""The sheet but for its lists and places, which the register knows (`micro_data`)."""


def micro_data(lists: Mapping[str, Sequence[str]], places: Mapping[str, Sequence[str]]) -> Exact:
    """The sheet with the lists of an edition (by the figure that is chosen from them) and the settlements of each district."""
    return replace(
        MICRO_DATA,
        hidden=(
            HiddenSheet("lists", tuple(_lists(lists)), _LIST_WIDTHS),
            HiddenSheet("nasmest", tuple(_places(places)), _PLACE_WIDTHS),
            HiddenSheet("calendar", (), ()),
        ),
        names={**_NAMED_LISTS, **_named_places(places)},
    )


def _lists(lists: Mapping[str, Sequence[str]]) -> list[tuple[str | int | None, ...]]:
    """The columns of the sheet of lists; the headings over them are its own, and not those of the table."""
    labour = tuple(lists["labour"])
    return [
        ("номер",),
        ("име",),
        ("презиме",),
        ("фамилия",),
        ("ЕГН",),
        ("пол", NONE, *SEXES.values()),
        ("възраст",),
        # Twice: the second, from which the table's cells choose, was never given its last line.
        ("статут на пазара на труда", NONE, *labour, NONE, *labour[:-1]),
        ("Степен на завършено образование", NONE, *lists["education"]),
        ("Настоящ адрес (област)",),
        ("Настоящ адрес (населено място)",),
        ("телефон за контакт",),
        ("Мигрант", *_YES_NO),
        ("Участник с произход от друга държава", *_YES_NO),
        ("Етнически малцинства", *_YES_NO),
        ("Роми", *_YES_NO),
        ("Хора с увреждания", *_YES_NO),
        ("Бездомни или засегнати от жилищно изключване", *_YES_NO),
        ("Други хора в неравностойно положение", *_YES_NO),
        ("Участници, които живеят в безработни домакинства", *_YES_NO),
        ("Участници, които живеят в безработни домакинства с деца на издръжка", *_YES_NO),
        ("Участници, които живеят в едночленно домакинство с деца на издръжка", *_YES_NO),
        ("Дата на включване в дейности (година, месец, ден)", NONE, *range(2014, 2022)),
        (None, NONE, *range(1, 13)),
        (None, NONE, *range(1, 32)),
        ("Дейност", NONE, *lists["activity_kind"]),
        ("Място на изпълнение на дейността (област)",),
        ("Място на изпълнение на дейността (населено място)",),
        ("Статут на участие", NONE, *lists["participation"]),
        ("Дата на приключване на участие",),
        ("Причини за отпадане", NONE, *lists["leaving_reason"]),
        ("Статут на участника при излизане от операцията",),
        (None, NONE, *lists["leaving_status"]),
    ]


def _places(places: Mapping[str, Sequence[str]]) -> list[tuple[str | int | None, ...]]:
    """The columns of the sheet of places: the districts, then the settlements of each."""
    return [(None, None, None, NONE, *(district_written(one) for one in places)), *map(_settlements, places.items())]


def _settlements(district: tuple[str, Sequence[str]]) -> tuple[str | None, ...]:
    name, settlements = district
    return (name, NONE, *(() if name == _WITHOUT_GAP else (None,)), *settlements)


def _named_places(places: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The settlements of a district under its own name, by which its neighbour cell finds them, and its short one."""
    found = {}
    for at, (district, code) in enumerate(zip(places.items(), _CODES, strict=True), start=1):
        letter = chr(65 + at) if at < 26 else "A" + chr(65 + at - 26)
        cells = f"nasmest!${letter}$2:${letter}${len(_settlements(district))}"
        found[code] = found[district_written(district[0])] = cells
    return found
