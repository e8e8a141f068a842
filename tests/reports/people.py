"""People made up for the sheets: complete, in Bulgarian, with valid personal numbers of nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from grants.participants.actions import Joined
from grants.personal.rules import IdentifierKind
from grants.values.identifiers import egn_check_digit

YES_NO = (
    *("migrant", "foreign_background", "homeless"),
    *("jobless_household", "jobless_with_children", "single_with_children"),
)
SPECIAL = ("minority", "roma", "disability")


def egn(born: date, order: int, *, man: bool) -> str:
    """A valid ЕГН of that day; `order` tells people born on one day apart."""
    month = born.month + (40 if born.year >= 2000 else 0)
    serial = (order % 500) * 2 + (0 if man else 1)
    digits = f"{born.year % 100:02}{month:02}{born.day:02}{serial:03}"
    return digits + egn_check_digit(digits + "0")


def joined(n: int = 0, **told: Any) -> Joined:
    """The n-th of them: women and men by turns, born from 1950 on, with everything the sheet asks."""
    man = n % 2 == 1
    born = date(1950, 1, 1) + timedelta(days=n * 37 % 20_000)
    values: dict[str, Any] = {
        "first_name": "Стоян" if man else "Иванка",
        "middle_name": "Петров" if man else "Петрова",
        "family_name": f"Колев-{n}" if man else f"Колева-{n}",
        "sex": "man" if man else "woman",
        "labour": "inactive",
        "education": "lower",
        "district": "Велико Търново",
        "settlement": "Янтра",
        "phone": f"0888 {n:06}",
        "email": f"uchastnik{n}@primer.example",
        "answers": dict.fromkeys(YES_NO, "no"),
        "joined_on": date(2024, 2, 29),
        "activity_kind": "service_user",
        "place_district": "София-област",
        "place_settlement": "Антон",
        "edition": "2014-2020",
    }
    number = told.pop("number", egn(born, n // 2, man=man))
    special = told.pop("special", dict.fromkeys(SPECIAL, "no"))
    kind = told.pop("kind", IdentifierKind.EGN)
    return Joined({**values, **told}, special, number, kind)
