"""What the funder's micro-data sheet asks about each participant, edition by edition, as data.

A list's keys are kept here for good; its Bulgarian words are those the importer takes, to the letter (two spaces and the
Cyrillic „І“ included). Source: the sheet microdata_ESF.xlsx of ИСУН, as published on 2 August 2022.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from grants.values.language import Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question answered by yes or no; `special` where Regulation 2016/679, art. 9, protects the answer."""

    name: str
    asked: Text
    special: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the micro-data: its lists (key to words) and its questions, in the sheet's order.

    A later edition is one more value of this kind, and no column.
    """

    code: str
    name: Text
    labour: Mapping[str, Text]
    education: Mapping[str, Text]
    activity_kinds: Mapping[str, Text]
    participation: Mapping[str, Text]
    leaving_reasons: Mapping[str, Text]
    leaving_statuses: Mapping[str, Text]
    questions: tuple[Question, ...]

    def question(self, name: str) -> Question:
        """The question of that name."""
        return next(one for one in self.questions if one.name == name)


ESF_2014: Final = Edition(
    "2014-2020",
    Text("ЕСФ, микроданни за участниците, 2014–2020", "ESF, micro-data of participants, 2014–2020"),
    labour={
        "employed": Text("заето лице", "employed"),
        "self_employed": Text("самонаето лице", "self-employed"),
        "unemployed_under_6": Text("безработно лице до 6 месеца", "unemployed up to 6 months"),
        "unemployed_over_6": Text("безработно лице над 6 месеца", "unemployed over 6 months"),
        "unemployed_over_12": Text("безработно лице над 12 месеца", "unemployed over 12 months"),
        "inactive": Text("неактивно лице", "inactive"),
        "inactive_idle": Text(
            "неактивно лице извън образование или обучение", "inactive, not in education or training"
        ),
        "inactive_student": Text(
            "неактивно лице, ангажирано с образование и обучение (учащ)", "inactive, in education or training (student)"
        ),
    },
    education={
        "none": Text("Без образование", "no education"),
        "lower": Text("Основно образование (начално  или прогимназиално)", "primary or lower secondary education"),
        "upper": Text("Средно образование (гимназия, техникум и т.н.)", "upper secondary education"),
        "post": Text(
            "Следгимназиално (професионално обучение след средно образование – ІV степен)", "post-secondary education"
        ),
        "tertiary": Text("Висше образование", "tertiary education"),
    },
    activity_kinds={
        "service_user": Text("Потребител на услуги", "user of services"),
        "personal_assistant": Text("Личен асистент", "personal assistant"),
        "officials_axis_2": Text(
            "Обучение на служители от администрацията по ПО 2 по ОПДУ",
            "training of officials under axis 2 of the good governance programme",
        ),
        "officials_axis_2_beside": Text(
            "Съпътстващо обучение на служители от администрацията по ПО 2 по ОПДУ",
            "accompanying training of officials under axis 2 of the good governance programme",
        ),
        "judiciary": Text(
            "Обучение на магистрати, съдебни служители и служители на разследващите органи по НПК по ПО 3 по ОПДУ",
            "training of magistrates, court and investigating officers under axis 3 of the good governance programme",
        ),
        "judiciary_beside": Text(
            "Съпътстващо обучение на магистрати, съдебни служители и служители на разследващите органи по НПК по ПО 3 по ОПДУ",
            "accompanying training of magistrates, court and investigating officers under axis 3 of the programme",
        ),
        "ngo_staff": Text(
            "Обучение на служители на НПО и социално-икономически партньори по ОПДУ",
            "training of NGOs’ and social partners’ staff under the good governance programme",
        ),
        "axis_4": Text("Обучение на служители по ПО 4 по ОПДУ", "training of officials under axis 4 of the programme"),
        "axis_5": Text(
            "Обучение на служители на УО и членове на КН по ПО 5 по ОПДУ",
            "training of the authority’s staff and committee members under axis 5 of the programme",
        ),
        "axis_1": Text("Обучение по ПО 1 по ОПДУ", "training under axis 1 of the good governance programme"),
        "pupils": Text("Дейности с деца/ученици (ОП НОИР)", "activities with children and pupils"),
        "students": Text("Дейности със студенти/докторанти (ОП НОИР)", "activities with students"),
        "researchers": Text("Дейности с учени/изследователи (ОП НОИР)", "activities with researchers"),
        "teachers": Text("Дейности с учители/преподаватели (ОП НОИР)", "activities with teachers"),
        "parents": Text("Дейности с родители (ОП НОИР)", "activities with parents"),
    },
    participation={
        "left_early": Text(
            "лицето е напуснало операцията преди планирания край на дейностите", "left before the planned end"
        ),
        "completed": Text("лицето е участвало до планирания край на дейностите", "stayed to the planned end"),
        "certified": Text(
            "лицето е участвало до планирания край на дейностите (обучение по ОПДУ) с получаване на сертификат",
            "stayed to the planned end and received a certificate",
        ),
        "not_certified": Text(
            "лицето е участвало до планирания край на дейностите (обучение по ОПДУ) без получаване на сертификат",
            "stayed to the planned end and received no certificate",
        ),
        "no_certificate": Text(
            "лицето е участвало до планирания край на дейностите (обучение по ОПДУ), за които не е предвидено издаването на сертификат",
            "stayed to the planned end of what gives no certificate",
        ),
    },
    leaving_reasons={
        "job": Text("Получих предложение за друга работа", "was offered another job"),
        "personal": Text(
            "Нямах възможност да продължа участие поради лични причини", "could not go on for personal reasons"
        ),
        "education": Text(
            "Получих предложение за продължаване на образование/обучение", "was offered education or training"
        ),
        "moved": Text("Промених своето местоживеене", "moved to another place"),
        "school": Text("Преместих се в друга образователна институция", "moved to another school"),
        "other": Text("Друго", "other"),
    },
    leaving_statuses={
        "no_offer": Text(
            "което не е получило предложение за работа, обучение или образование",
            "was offered no work, training or education",
        ),
        "studying": Text("ангажирано с образование/обучение", "in education or training"),
        "offered": Text(
            "получило предложение за работа, обучение или образование", "was offered work, training or education"
        ),
        "same_employer": Text("което е заето при същия работодател", "works for the same employer"),
        "other_employer": Text("което е заето при друг работодател", "works for another employer"),
        "self_employed": Text("което е самонаето", "is self-employed"),
        "dropped_out": Text("което е отпаднало от образователната система", "dropped out of school"),
        "other": Text("Друго", "other"),
    },
    questions=(
        Question("migrant", Text("Мигрант", "Migrant")),
        Question("foreign_background", Text("Участник с произход от друга държава", "Foreign background")),
        Question("minority", Text("Малцинства", "Minority"), special=True),
        Question("roma", Text("Роми", "Roma"), special=True),
        Question("disability", Text("Хора с увреждания", "Disability"), special=True),
        Question(
            "homeless",
            Text("Бездомни или засегнати от жилищно изключване", "Homeless or affected by housing exclusion"),
        ),
        Question(
            "jobless_household",
            Text("Участници, които живеят в безработни домакинства", "Lives in a jobless household"),
        ),
        Question(
            "jobless_with_children",
            Text(
                "Участници, които живеят в безработни домакинства с деца на издръжка",
                "Lives in a jobless household with dependent children",
            ),
        ),
        Question(
            "single_with_children",
            Text(
                "Участници, които живеят в едночленно домакинство с деца на издръжка",
                "Lives in a single-adult household with dependent children",
            ),
        ),
    ),
)

EDITIONS: Final[Mapping[str, Edition]] = {ESF_2014.code: ESF_2014}
