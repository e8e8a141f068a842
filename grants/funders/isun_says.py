"""What ИСУН's portal says of a report when it is validated and submitted, to the letter, by the rule that is broken and its field.

Its sentences are Bulgarian. Each is a template of its published resources with its own names of the field and the section.
Source: `Global.resx` of its validation, `FinanceReport.cs`, `TechnicalReport*.cs`; R-10043 and R-10044 for another contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REQUIRED: Final = "Полето „{field}” от секция „{section}” трябва да е попълнено."
_INVALID: Final = "Полето „{field}” от секция „{section}” съдържа невалидна стойност."
NOT_BELOW_ZERO: Final = "Стойността в полето „{field}” от секция „{section}” трябва да е неотрицателно число."
_WHOLE: Final = "Полето „{field}” от секция „{section}” трябва да съдържа цяло число."
TOO_LONG: Final = "Полето „{field}” от секция „{section}” не може да съдържа повече от {most} символа."
_EMAIL: Final = "Полето „{field}” от секция „{section}” трябва да съдържа валиден адрес на електронна поща."
_IN_ORDER: Final = "Датата в полето „{first}” трябва да бъде преди датата в полето „{last}” в секция „{section}”."
_LESS: Final = "Стойността в полето „{field}” от секция „{section}” трябва да е по-голяма или равна от последно одобрената стойност."

_NO_SUCH: Final = "Невалидна стойност."  # of what a contract does not have, the field and the section are not named

_DOCUMENTS: Final = "Опис - документи"
_GENERAL: Final = "Общи данни"
_ACTIVITIES: Final = "Изпълнение по дейности"
_INDICATORS: Final = "Индикатори"
_TEAM: Final = "Екип"

_OF_DOCUMENT: Final = {
    "kind": "Вид",
    "paper_number": "Уникален номер",
    "issued_on": "Дата",
    "paid_on": "Дата на извършване на плащането",
    "partner": "Партньор",
    "contractor": "Изпълнител",
    "line": "Ред от бюджета",
}
_AMOUNTS: Final = {
    "grant": "БФП/ФИ",
    "own": "Собствено съфинансиране",
    "total": "Обща сума",
    "unit_price": "Разход за единица",
}
_OF_PREPARER: Final = {
    "preparer": "Име",
    "preparer_position": "Длъжност",
    "preparer_phone": "Телефон",
    "preparer_email": "Електронен адрес",
}
_SOURCE: Final = "Източник на информация"
_SO_FAR: Final = "Отчетена стойност с натрупване"
_OF_MEMBER: Final = {
    "name": "Име по документ за самоличност",
    "position": "Позиция по проекта/споразумението",
    "identifier": "Идентификатор",
    "personal_number": "ЕГН/ Чуждестранно лице",
    "engagement": "Тип на ангажимента",
    "day": "Дата",
    "done": "Извършена дейност",
    "results": "Конкретни резултати",
}


def _each(rule: str, template: str, fields: Mapping[str, str], section: str) -> dict[str, str]:
    return {f"{rule}:{name}": template.format(field=field, section=section) for name, field in fields.items()}


# What stays in braces is filled in with the facts of the row.
OF_FINANCE: Final[Mapping[str, str]] = {
    "none": f"Трябва да бъде добавен поне един елемент в секция „{_DOCUMENTS}”.",
    "contract": "Финансовия отчет е към друг договор.",
    **_each("missing", REQUIRED, _OF_DOCUMENT, _DOCUMENTS),
    **_each("below_zero", NOT_BELOW_ZERO, _AMOUNTS, _DOCUMENTS),
    "whole:units": _WHOLE.format(field="Брой произведени единици", section=_DOCUMENTS),
    "linked:line": _NO_SUCH,
    "linked:activity": _NO_SUCH,
    "own_in_advance:own": (
        "Не се позволява покриването на сертифицирано авансово плащане по чл.131(4) от Регламент 1303/2013 да се извършва "
        f"с верифицирани разходи с източник „собствено съфинансиране“ в секция „{_DOCUMENTS}”."
    ),
    "twice": (
        f"В секция „{_DOCUMENTS}” е установено недопустимо дублиране на Уникален номер: „{{number}}”, Дата: „{{day}}”, "
        "Издател на РОД: „{issuer}”, Ред от бюджета: „{line}”, Дейност: „{activity}” и Обща сума: {amount}."
    ),
    "paper": f"Документът „{{paper}}” трябва да бъде прикачен в секция „{_DOCUMENTS}”.",
}
OF_TEAM: Final[Mapping[str, str]] = {
    **_each("missing", REQUIRED, _OF_MEMBER, _TEAM),
    "invalid:personal_number": _INVALID.format(field=_OF_MEMBER["personal_number"], section=_TEAM),
    "long:personal_number": TOO_LONG.format(field=_OF_MEMBER["personal_number"], section=_TEAM, most=50),
    "below_zero:hours": NOT_BELOW_ZERO.format(field="Отработени часове", section=_TEAM),
}
OF_TECHNICAL: Final[Mapping[str, str]] = {
    **_each("missing", REQUIRED, _OF_PREPARER, _GENERAL),
    "long:preparer_phone": TOO_LONG.format(field=_OF_PREPARER["preparer_phone"], section=_GENERAL, most=50),
    "long:preparer_email": TOO_LONG.format(field=_OF_PREPARER["preparer_email"], section=_GENERAL, most=100),
    "invalid:preparer_email": _EMAIL.format(field=_OF_PREPARER["preparer_email"], section=_GENERAL),
    "order:activity": _IN_ORDER.format(first="Актуална начална дата", last="Актуална крайна дата", section=_ACTIVITIES),
    "missing:source": REQUIRED.format(field=_SOURCE, section=_INDICATORS),
    "long:source": TOO_LONG.format(field=_SOURCE, section=_INDICATORS, most=1000),
    "below_zero:indicator": NOT_BELOW_ZERO.format(field="Отчетена стойност за периода на отчета", section=_INDICATORS),
    "below_zero:so_far": NOT_BELOW_ZERO.format(field=_SO_FAR, section=_INDICATORS),
    **{
        f"less:{shows}": _LESS.format(field=_SO_FAR, section=_INDICATORS)
        for shows in ("so_far", "men_so_far", "women_so_far")
    },
    **OF_TEAM,
}
