"""How the demo's running project chooses suppliers: the platform, bought; and its upkeep, which would cross a threshold with it.

Every supplier and EIK here is made up.
"""

from __future__ import annotations

from datetime import date, timedelta

from grants.demo.laid_out import Told, both, days_ago, iso

CPV = "72200000-7"  # programming services: both procedures are of one kind


def purchases(today: date) -> list[Told]:
    """The procedure of the platform with its choice; that of its upkeep, for which offers are awaited."""
    return [
        {
            "subject": both(("Изработване на онлайн платформа", "Making an online platform")),
            "kind": "services",
            "law": "beneficiary",
            "method": "three_offers",
            "subject_code": CPV,
            "state": "contracted",
            "partner": "1",
            "estimate": "5500.00",
            "currency": "EUR",
            "published": iso(days_ago(today, 185)),
            "address": "https://toplaprag.example/oferti/platforma",
            "offers_until": iso(days_ago(today, 170)),
            "decided": iso(days_ago(today, 160)),
            "decision": "Най-ниската оферта не предлага поддръжка; избраната е втора по цена и отговаря на всички условия.",
        },
        {
            "subject": both(
                (
                    "Втори етап на платформата: обучение и преводи",
                    "The platform's second stage: training and translations",
                )
            ),
            "kind": "services",
            "law": "beneficiary",
            "method": "three_offers",
            "subject_code": CPV,
            "state": "published",
            "partner": "1",
            "estimate": "10200.00",
            "currency": "EUR",
            "published": iso(days_ago(today, 6)),
            "address": "https://toplaprag.example/oferti/vtori-etap",
            "offers_until": iso(today + timedelta(days=9)),
        },
    ]


def offers(today: date) -> list[Told]:
    """Three offers for the platform, two so far for its second stage."""
    told = (
        ("1", "Ателие „Пиксел“ ЕООД", "999007015", 176, "4980.00", False, "Без поддръжка след предаването."),
        ("1", "Дигитална работилница „Нишка“ ООД", "999005854", 173, "5200.00", True, ""),
        ("1", "„Облак Север“ АД", "999007061", 171, "6150.00", False, ""),
        ("2", "Дигитална работилница „Нишка“ ООД", "999005854", 3, "9840.00", False, ""),
        ("2", "Ателие „Пиксел“ ЕООД", "999007015", 1, "10120.00", False, ""),
    )
    return [
        {
            "purchase": purchase,
            "supplier_name": name,
            "supplier_eik": eik,
            "received": iso(days_ago(today, ago)),
            "amount": amount,
            "currency": "EUR",
            "chosen": chosen,
            "note": note,
        }
        for purchase, name, eik, ago, amount, chosen, note in told
    ]


SUBCONTRACTORS: list[Told] = [
    {
        "supply": "1",
        "name": "„Облак Север“ АД",
        "eik": "999007061",
        "amount": "900.00",
        "currency": "EUR",
        "part": "Настаняване на платформата за две години.",
    }
]
