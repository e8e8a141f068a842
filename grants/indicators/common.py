"""The common indicators of the European Social Fund as data: a beginning for an indicator, never a rule by itself.

Sources: Regulation (EU) 2021/1057, Annex I, and Regulation (EU) 1304/2013, Annex I; the codes are those of the Commission's
system SFC. What a list of participants does not tell (who comes from a rural area, who began to look for work) is typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from grants.indicators.rules import AgeBands, Counted, Group, IndicatorKind
from grants.values.language import N_, Text


class Asks(StrEnum):
    """What of a person is asked for an indicator: nothing, personal data, or what art. 9 of Regulation 2016/679 protects."""

    NOTHING = "nothing"
    PERSONAL = "personal"
    SPECIAL = "special"


ASKS: Final[Mapping[Asks, str]] = {
    Asks.PERSONAL: N_("Asks for personal data."),
    Asks.SPECIAL: N_("Asks for a special category of personal data."),
}
ESF_PLUS: Final = N_("ESF+, 2021–2027")
ESF: Final = N_("ESF, 2014–2020")
_PEOPLE = Text("души", "people")
_NUMBER = Text("брой", "number")


@dataclass(frozen=True, slots=True)
class CommonIndicator:
    """One of the fund's own indicators: whom it counts, where the register of participants can tell."""

    code: str
    name: Text
    edition: str
    who: Group | None = None
    asks: Asks = Asks.NOTHING
    people: bool = True
    bands: AgeBands = AgeBands.NONE

    @property
    def kind(self) -> IndicatorKind:
        """Its code says whether it is an output or a result."""
        return IndicatorKind.RESULT if "R" in self.code else IndicatorKind.OUTPUT

    @property
    def values(self) -> dict[str, str]:
        """What it fills in, as typed; people counted by one of them stand in others too."""
        unit = _PEOPLE if self.people else _NUMBER
        told = {
            "code": self.code,
            "name_bg": self.name.bg,
            "name_en": self.name.en,
            "unit_bg": unit.bg,
            "unit_en": unit.en,
            "kind": self.kind.value,
            "baseline": "0",
            "bands": self.bands.value,
            "counted": (Counted.PARTICIPANTS if self.who else Counted.TYPED).value,
            "who": (self.who or Group.ALL).value,
        }
        return told | ({"by_sex": "yes", "overlaps": "yes"} if self.people else {})


def _plus(
    code: str,
    bg: str,
    en: str,
    who: Group | None = None,
    asks: Asks = Asks.NOTHING,
    *,
    people: bool = True,
    bands: AgeBands = AgeBands.NONE,
) -> CommonIndicator:
    return CommonIndicator(code, Text(bg, en), ESF_PLUS, who, asks, people, bands)


def _before(
    code: str, bg: str, en: str, who: Group | None = None, asks: Asks = Asks.NOTHING, *, people: bool = True
) -> CommonIndicator:
    return CommonIndicator(code, Text(bg, en), ESF, who, asks, people)


_PERSONAL, _SPECIAL = Asks.PERSONAL, Asks.SPECIAL

COMMON: Final[tuple[CommonIndicator, ...]] = (
    _plus("EECO01", "Общ брой на участниците", "Total number of participants", Group.ALL, bands=AgeBands.ESF_PLUS),
    _plus("EECO02", "Безработни, включително трайно безработни", "Unemployed, including long-term unemployed", Group.UNEMPLOYED),
    _plus("EECO03", "Трайно безработни", "Long-term unemployed", Group.LONG_TERM),
    _plus("EECO04", "Неактивни", "Inactive", Group.INACTIVE),
    _plus("EECO05", "Заети, включително самостоятелно заети", "Employed, including self-employed", Group.EMPLOYED),
    _plus("EECO06", "Деца под 18-годишна възраст", "Children below 18 years of age", Group.CHILDREN),
    _plus("EECO07", "Младежи на възраст 18–29 години", "Young people aged 18–29", Group.YOUNG),
    _plus("EECO08", "Участници на 55 и повече години", "Participants 55 years of age and above", Group.OLDER),
    _plus("EECO09", "С прогимназиално или по-ниско образование (ISCED 0–2)", "With lower secondary education or less (ISCED 0–2)", Group.SCHOOLING_LOW),
    _plus("EECO10", "С гимназиално (ISCED 3) или следгимназиално (ISCED 4) образование", "With upper secondary (ISCED 3) or post-secondary (ISCED 4) education", Group.SCHOOLING_MIDDLE),
    _plus("EECO11", "С висше образование (ISCED 5–8)", "With tertiary education (ISCED 5–8)", Group.SCHOOLING_HIGH),
    _plus("EECO12", "Участници с увреждания", "Participants with disabilities", Group.DISABLED, _SPECIAL),
    _plus("EECO13", "Граждани на трети държави", "Third-country nationals", None, _PERSONAL),
    _plus("EECO14", "Участници с чуждестранен произход", "Participants with a foreign background", Group.FOREIGN, _PERSONAL),
    _plus("EECO15", "Малцинства (включително маргинализирани общности като ромите)", "Minorities (including marginalised communities such as Roma people)", Group.MINORITY, _SPECIAL),
    _plus("EECO16", "Бездомни или засегнати от жилищно изключване", "Homeless or affected by housing exclusion", Group.HOMELESS, _PERSONAL),
    _plus("EECO17", "От селски райони", "From rural areas", None, _PERSONAL),
    _plus("EECO18", "Подкрепени публични администрации или публични служби", "Supported public administrations or public services", people=False),
    _plus("EECO19", "Подкрепени микро-, малки и средни предприятия", "Supported micro, small and medium-sized enterprises", people=False),
    _plus("EECR01", "Участници, търсещи работа при напускане", "Participants engaged in job searching upon leaving"),
    _plus("EECR02", "Участници в образование или обучение при напускане", "Participants in education or training upon leaving", Group.STUDYING_AFTER),
    _plus("EECR03", "Участници, получаващи квалификация при напускане", "Participants gaining a qualification upon leaving", Group.CERTIFIED),
    _plus("EECR04", "Участници с работа при напускане, включително самостоятелно заети", "Participants in employment, including self-employment, upon leaving", Group.WORKING_AFTER),
    _plus("EECR05", "Участници с работа шест месеца след напускане, включително самостоятелно заети", "Participants in employment, including self-employment, six months after leaving", Group.WORKING_SIX_MONTHS),
    _plus("EECR06", "Участници с подобрено положение на пазара на труда шест месеца след напускане", "Participants with an improved labour market situation six months after leaving"),
    _before("CO01", "Безработни, включително трайно безработни", "Unemployed, including long-term unemployed", Group.UNEMPLOYED),
    _before("CO02", "Трайно безработни", "Long-term unemployed", Group.LONG_TERM),
    _before("CO03", "Неактивни", "Inactive", Group.INACTIVE),
    _before("CO04", "Неактивни, които не са ангажирани с образование или обучение", "Inactive, not in education or training", Group.IDLE),
    _before("CO05", "Заети, включително самостоятелно заети", "Employed, including self-employed", Group.EMPLOYED),
    _before("CO06", "Под 25-годишна възраст", "Below 25 years of age", Group.UNDER_25),
    _before("CO07", "Над 54-годишна възраст", "Above 54 years of age", Group.OVER_54),
    _before("CO08", "Над 54-годишна възраст, безработни или неактивни извън образование или обучение", "Above 54 years of age who are unemployed, or inactive not in education or training", Group.OLDER_IDLE),
    _before("CO09", "С начално (ISCED 1) или прогимназиално (ISCED 2) образование", "With primary (ISCED 1) or lower secondary education (ISCED 2)", Group.SCHOOLING_LOW),
    _before("CO10", "С гимназиално (ISCED 3) или следгимназиално (ISCED 4) образование", "With upper secondary (ISCED 3) or post-secondary education (ISCED 4)", Group.SCHOOLING_MIDDLE),
    _before("CO11", "С висше образование (ISCED 5–8)", "With tertiary education (ISCED 5 to 8)", Group.SCHOOLING_HIGH),
    _before("CO12", "Участници, които живеят в безработни домакинства", "Participants who live in jobless households", Group.JOBLESS_HOUSEHOLD, _PERSONAL),
    _before("CO13", "Участници, които живеят в безработни домакинства с деца на издръжка", "Participants who live in jobless households with dependent children", Group.JOBLESS_WITH_CHILDREN, _PERSONAL),
    _before("CO14", "Участници, които живеят в домакинство с един възрастен с деца на издръжка", "Participants who live in a single adult household with dependent children", Group.SINGLE_WITH_CHILDREN, _PERSONAL),
    _before("CO15", "Мигранти, участници с произход от други държави, малцинства (включително маргинализирани общности като ромите)", "Migrants, participants with a foreign background, minorities (including marginalised communities such as the Roma)", Group.MIGRANT_OR_MINORITY, _SPECIAL),
    _before("CO16", "Участници с увреждания", "Participants with disabilities", Group.DISABLED, _SPECIAL),
    _before("CO17", "Други хора в неравностойно положение", "Other disadvantaged", Group.OTHER_DISADVANTAGE, _PERSONAL),
    _before("CO18", "Бездомни или засегнати от жилищно изключване", "Homeless or affected by housing exclusion", Group.HOMELESS, _PERSONAL),
    _before("CO19", "От селски райони", "From rural areas", None, _PERSONAL),
    _before("CO20", "Проекти, изцяло или частично изпълнени от социални партньори или неправителствени организации", "Projects fully or partially implemented by social partners or non-governmental organisations", people=False),
    _before("CO21", "Проекти, насочени към трайното участие и напредъка на жените в заетостта", "Projects dedicated at sustainable participation and progress of women in employment", people=False),
    _before("CO22", "Проекти, насочени към публични администрации или публични служби на национално, регионално или местно равнище", "Projects targeting public administrations or public services at national, regional or local level", people=False),
    _before("CO23", "Подкрепени микро-, малки и средни предприятия", "Supported micro, small and medium-sized enterprises", people=False),
    _before("CR01", "Неактивни участници, които започват да търсят работа при напускане", "Inactive participants engaged in job searching upon leaving"),
    _before("CR02", "Участници, ангажирани с образование или обучение при напускане", "Participants in education or training upon leaving", Group.STUDYING_AFTER),
    _before("CR03", "Участници, получили квалификация при напускане", "Participants gaining a qualification upon leaving", Group.CERTIFIED),
    _before("CR04", "Участници с работа при напускане, включително самостоятелно заети", "Participants in employment, including self-employment, upon leaving", Group.WORKING_AFTER),
    _before("CR05", "Участници в неравностойно положение, които при напускане търсят работа, учат, получават квалификация или работят", "Disadvantaged participants engaged in job searching, education or training, gaining a qualification, or in employment upon leaving", None, _SPECIAL),
    _before("CR06", "Участници с работа шест месеца след напускане, включително самостоятелно заети", "Participants in employment, including self-employment, six months after leaving", Group.WORKING_SIX_MONTHS),
    _before("CR07", "Участници с подобрено положение на пазара на труда шест месеца след напускане", "Participants with an improved labour market situation six months after leaving"),
    _before("CR08", "Участници над 54-годишна възраст с работа шест месеца след напускане", "Participants above 54 years of age in employment six months after leaving"),
    _before("CR09", "Участници в неравностойно положение с работа шест месеца след напускане", "Disadvantaged participants in employment six months after leaving", None, _SPECIAL),
)  # fmt: skip
BY_CODE: Final[Mapping[str, CommonIndicator]] = {one.code: one for one in COMMON}
