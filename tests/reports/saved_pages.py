"""Pages of ИСУН as a browser would save them, made up after the paper: the form's object amid much else."""

from __future__ import annotations

import json
from typing import Any

from tests.reports.drafts import gid

LINES = {101: "I.1.1 Възнаграждения", 102: 'II.2.1 Наем и {скоби} и "кавички"', 103: "II.2.2 Наем"}
ACTIVITIES = {11: "Дейност 1. Обучения на място", 12: "Дейност 2. Управление"}


def named(number: int, name: str) -> dict[str, Any]:
    return {"Id": gid(number), "Name": name, "NameEN": None}


def report(**more: Any) -> dict[str, Any]:
    """The object of the financial report."""
    pairs = [
        {"BudgetDetail": named(line, name), "ContractActivity": named(activity, called)}
        for line, name in LINES.items()
        for activity, called in ACTIVITIES.items()
    ]
    return {
        "id": gid(900),
        "contractGid": gid(1).upper(),
        "packageGid": gid(2),
        "Beneficiary": named(20, "Сдружение „Заедно“"),
        "PartnerItemCollection": [named(21, "Asociación Puente")],
        "ContractorItemCollection": {"ContractorItem": [named(31, "„Печатница Дунав“ ООД")]},
        "ContractContractorItems": [
            {
                "ContractorId": gid(31),
                "ContractContractorItem": [named(32, "No 7-А / 01.09.2025 - „Печатница Дунав“ ООД")],
            }
        ],
        "ActivityBudgetDetailItems": [
            {"ContractContractorId": None, "ActivityBudgetDetailPair": pairs},
            {"ContractContractorId": gid(32), "ActivityBudgetDetailPair": [pairs[0], pairs[4]]},
        ],
        "CostSupportingDocuments": {
            "CostSupportingDocument": [{"AttachedDocument": [{"Type": named(77, "Фактура")}], "Number": "1"}]
        },
        **more,
    }


def saved(told: dict[str, Any] | None = None, name: str = "FinanceReport") -> bytes:
    """The page around it."""
    told = report() if told is None else told
    return (
        "<!DOCTYPE html><html><head><title>ИСУН</title></head><body><p>Ред {</p><script>\n"
        f"window._eumis_options = {{}}; window._eumis_options.{name} = {json.dumps(told, ensure_ascii=False)};\n"
        'window._eumis_options.Other = {"BudgetDetail": {"Id": "x"}};</script></body></html>'
    ).encode()


BUDGET = f"""<?xml version="1.0" encoding="utf-8"?>
<FinanceBudget xmlns="http://ereg.egov.bg/segment/R-10062"><Name>Бюджет</Name>
<FinanceBudgetLevel1 gid="{gid(50)}"><Name xmlns="http://ereg.egov.bg/segment/R-10061">Персонал</Name>
<OrderNum xmlns="http://ereg.egov.bg/segment/R-10061">4</OrderNum>
<FinanceBudgetLevel2 gid="{gid(51)}" xmlns="http://ereg.egov.bg/segment/R-10061">
<Name xmlns="http://ereg.egov.bg/segment/R-10060">Заплати</Name><OrderNum xmlns="http://ereg.egov.bg/segment/R-10060">7</OrderNum>
<FinanceBudgetLevel3 gid="{gid(52)}" xmlns="http://ereg.egov.bg/segment/R-10060">
<Name xmlns="http://ereg.egov.bg/segment/R-10059">Координатор &amp; счетоводител</Name>
<OrderNum xmlns="http://ereg.egov.bg/segment/R-10059">1</OrderNum></FinanceBudgetLevel3>
</FinanceBudgetLevel2></FinanceBudgetLevel1></FinanceBudget>"""
