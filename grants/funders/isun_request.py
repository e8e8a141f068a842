"""ИСУН's payment request: its fields in the order of its form, its types, and what it says when one is validated.

Source: the portal's published code, R-10045 and R-10049, `PaymentRequest.cs`, `PaymentRequestBasicData.cs`, `Global.resx`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from grants.funders.isun_says import NOT_BELOW_ZERO, REQUIRED, TOO_LONG
from grants.values.language import Text

ROOT: Final = "PaymentRequest"
FIELDS: Final[Mapping[str, Text]] = {
    "first": Text("Начална дата", "Start date"),
    "last": Text("Крайна дата", "End date"),
    "kind": Text("Тип на искането за плащане", "Type of payment request"),
    "reported": Text(
        "Обща стойност на отчетените разходи съгласно финансовия отчет",
        "Total of the reported costs by the financial report",
    ),
    "income": Text(
        "Допълнителни нетни приходи, които не са заложени в договора",
        "Additional net income not foreseen in the contract",
    ),
    "asked": Text("Сума на искането за плащането", "Amount of the payment request"),
    "without_income": Text(
        "Стойност на исканите средства за плащане без допълнителните нетни приходи",
        "Amount asked for without the additional net income",
    ),
    "other_registration": Text("Друга регистрация", "Another registration"),
    "vat_registered": Text("Регистрация на бенефициента по ЗДДС", "The beneficiary is registered for VAT"),
    "bank_account": Text("Банкова сметка", "Bank account"),
}
ELEMENTS: Final[Mapping[str, str]] = {
    "kind": "Type",
    "reported": "FinanceReportAmount",
    "income": "AdditionalIncome",
    "asked": "TotalAmount",
    "without_income": "FinanceReportAmountWithoutIncome",
    "bank_account": "BankAccount",
}
"""What the fields that are checked are called in its file."""

KINDS: Final[Mapping[str, Text]] = {
    "advance": Text("Авансово", "Advance"),
    "advance_verified": Text(
        "Авансово, подлежащо на верификация съгласно чл. 131 от Регламент ЕС 1303/2013",
        "Advance to be verified, Art. 131 of Regulation (EU) 1303/2013",
    ),
    "interim": Text("Междинно", "Interim"),
    "final": Text("Окончателно", "Final"),
}
LONGEST_DESCRIPTION: Final = 200  # of an attachment
_SECTION: Final = "Общи данни"
_ATTACHED: Final = "Прикачени документи"
_DESCRIPTION: Final = "Описание"
_AMOUNTS: Final = ("reported", "income", "asked", "without_income")
OF_REQUEST: Final[Mapping[str, str]] = {
    **{
        f"request_missing:{name}": REQUIRED.format(field=FIELDS[name].bg, section=_SECTION)
        for name in ("kind", "bank_account")
    },
    **{
        f"request_below_zero:{name}": NOT_BELOW_ZERO.format(field=FIELDS[name].bg, section=_SECTION)
        for name in _AMOUNTS
    },
    "file_missing:description": REQUIRED.format(field=_DESCRIPTION, section=_ATTACHED),
    "file_long:description": TOO_LONG.format(field=_DESCRIPTION, section=_ATTACHED, most=LONGEST_DESCRIPTION),
    "file_paper": f"Документът „{{paper}}” трябва да бъде прикачен в секция „{_ATTACHED}”.",
    "request_again:kind": (
        "Вече съществува искане за плащане от тип 'Авансово, подлежащо на верификация съгласно чл. 131 от Регламент ЕС "
        "1303/2013' към този договор в друг пакет отчетни документи със статус 'Приет'."
    ),
}
