"""A reader of ИСУН's .fisun and .tisun, written after the paper: which element stands in which namespace, in which order, and
what upload and submission refuse. It is stricter than ИСУН in one thing: elements out of order or unknown are refused.

It shares no code and no list with what writes the files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

SEGMENT = "http://ereg.egov.bg/segment/"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# Each type: the namespace of its children, then the children in the order of the schema: name, type, ! where the file is
# refused without it, * where it may stand several times.
TYPES = """
FinanceReport            R-10043  BasicData:FinanceBasic! CostSupportingDocuments:Documents!
FinanceBasic             R-10078  StartDate:date! EndDate:date!
Documents                R-10043  CostSupportingDocument:Document*!
Document                 R-10066  CostSupportingDocumentType:documentType! CostSupportingDocumentDescription:string Number:string! Date:date! PaymentDate:date! IsLocked:boolean CompanyType:company! Partner:Named Beneficiary:Named Contractor:Named ContractContractor:Named FinanceReportBudgetItemData:Cost*
Cost                     R-10065  ContractActivity:Named BudgetDetail:Named! GrandAmount:amount! SelfAmount:amount! TotalAmount:amount! CrossFinancing:marker! IsVatAmount:boolean UnitDefinition:string ProducedUnitsCount:integer UnitCost:amount InsideEU:marker! OutsideEU:marker! OutsideEUInProgrammingAreaEFRR:marker! ThirdCountriesEFRR:marker! AdvancePayment:marker! ContributionNature:marker!
Named                    R-10000  Id:guid! Name:string NameEN:string
TechnicalReport          R-10044  BasicData:TechnicalBasic! Activities:Activities Indicators:Indicators Team:Team AttachedDocuments:Empty!
TechnicalBasic           R-10052  StartDate:date! EndDate:date! PreparerName:string! PreparerPosition:string! PreparerPhone:string! PreparerEmail:string!
Activities               R-10044  Activity:Activity*
Activity                 R-10053  BFPContractActivity:Gid! ExecutionDescription:string Status:status! MonthsDuration:integer ActualStartDate:date ActualEndDate:date DelayReason:string PeriodResult:string CumulativeResult:string
Indicators               R-10044  Indicator:Indicator*
Indicator                R-10054  BFPContractIndicator:Gid! PeriodAmountMen:number PeriodAmountWomen:number PeriodAmountTotal:number Comment:string
Team                     R-10044  TeamMember:Member*
Member                   R-10057  Name:string! Position:string! Uin:string UinType:identifier! CommitmentType:engagement! Date:date! Hours:number! Activity:string! Result:string!
Empty                    R-10044
Gid                      R-10053
"""
LISTS = {
    "documentType": {
        "invoice": "фактура",
        "creditNotification": "кредитно известие",
        "cashReceipt": "касова бележка (фискален бон)",
        "paidAmountsAccount": "сметка за изплатени суми",
        "payroll": "ведомост",
        "countryTravelOrder": "заповед за командировка в страната",
        "advanceReport": "авансов отчет",
        "vATProtocol": "протокол по ЗДДС",
        "costCashReceipts": "разходен касов ордер",
        "other": "друг",
    },
    "marker": {"yes": "Да", "no": "Не", "notApplicable": "Не е приложимо"},
    "status": {"notStarted": "Нестартирала", "inProgress": "В процес на изпълнение", "completed": "Приключена"},
    "identifier": {"egn": "ЕГН", "foreignPerson": "Чуждестранно лице"},
    "engagement": {
        "employmentContract": "Трудов договор",
        "civilContract": "Граждански договор",
        "order": "Заповед",
        "other": "Друго",
    },
}
SIMPLE = {
    "date": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "amount": r"\d+\.\d\d",
    "number": r"\d+(\.\d+)?",
    "integer": r"\d+",
    "boolean": "true|false",
    "string": r"(?s).+",
    "company": "Beneficiary|Partner|Contractor",
    "guid": GUID.pattern,
}
WITH_GID = {"Document", "Gid"}


class Refusal(Exception):
    """What the funder's system would say, or the rule that is broken."""


def _types():
    found = {}
    for line in TYPES.strip().splitlines():
        name, space, *children = line.split()
        told = []
        for child in children:
            element, kind = child.split(":")
            told.append((element, kind.rstrip("!*"), "*" in kind, "!" in kind))
        found[name] = (space, told)
    return found


TREE = _types()


@dataclass(frozen=True)
class Draft:
    """What is open in the funder's system."""

    contract: str
    partners: frozenset[str] = frozenset()
    contractors: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()


def read(content: bytes, draft: Draft) -> Any:
    """The report as nested values. Raises Refusal."""
    if not content.startswith(b'<?xml version="1.0" encoding="utf-8"?>'):
        raise Refusal("no declaration")
    # The portal takes a bare "amp;" for an ampersand that was not written out.
    text = re.sub("(?<!&)amp;", "&amp;", content.decode("utf-8"))
    try:
        root = ET.fromstring(text.encode())
    except ET.ParseError as problem:
        raise Refusal("Global.AttachedFileIsCorrupted") from problem
    if root.tag not in {"FinanceReport", "TechnicalReport"}:
        raise Refusal("There is an error in XML document")
    if root.get("contractGid") != draft.contract:
        which = "Финансовия" if root.tag == "FinanceReport" else "Техническия"
        raise Refusal(f"{which} отчет е към друг договор.")
    if not GUID.fullmatch(root.get("packageGid", "")):
        raise Refusal("packageGid")
    told = _branch(root, root.tag)
    _submission(told, draft)
    return told


def _branch(element, type_):
    space, children = TREE[type_]
    told, at = {}, 0
    if type_ in WITH_GID:
        if not GUID.fullmatch(element.get("gid", "")):
            raise Refusal(f"{element.tag}: gid")
        told["gid"] = element.get("gid")
    below = list(element)
    if below and (element.text or "").strip():
        raise Refusal(f"{element.tag}: text among elements")
    for name, kind, many, asked in children:
        found = []
        while at < len(below) and below[at].tag == f"{{{SEGMENT}{space}}}{name}":
            found.append(_value(below[at], kind))
            at += 1
        if asked and not found:
            raise Refusal(f"{element.tag}: {name} is missing")
        if len(found) > 1 and not many:
            raise Refusal(f"{element.tag}: {name} twice")
        if found or many:
            told[name] = found if many else found[0]
    if at < len(below):
        raise Refusal(f"{element.tag}: {below[at].tag} is not known there, or out of order")
    return told


def _value(element, kind):
    if kind in TREE:
        return _branch(element, kind)
    if kind in LISTS:
        told = [(child.tag, child.text) for child in element]
        if [tag for tag, _ in told] != [f"{{{SEGMENT}R-09991}}{name}" for name in ("Value", "Description")]:
            raise Refusal(f"{element.tag}: Value and Description")
        (_, code), (_, words) = told
        if code not in LISTS[kind] or LISTS[kind][code] != words:
            raise Refusal(f"{element.tag}: {code} / {words}")
        return code
    if list(element) or element.attrib:
        raise Refusal(f"{element.tag}: no plain value")
    text = element.text or ""
    if not re.fullmatch(SIMPLE[kind], text):
        raise Refusal(f"{element.tag}: {kind} {text!r}")
    return Decimal(text) if kind in {"amount", "number"} else text


def _submission(told, draft):
    """What is refused when the report is submitted."""
    basic = told["BasicData"]
    if basic["EndDate"] < basic["StartDate"]:
        raise Refusal("EndDate before StartDate")
    met: set[tuple[Any, ...]] = set()
    for document in told.get("CostSupportingDocuments", {}).get("CostSupportingDocument", ()):
        _issuer(document, draft)
        issuer = (document.get("Partner") or document.get("Contractor") or {}).get("Id", "")
        for cost in document["FinanceReportBudgetItemData"]:
            if cost["BudgetDetail"]["Id"] not in draft.lines:
                raise Refusal("BudgetDetail")
            if cost["SelfAmount"] > 0 and cost["AdvancePayment"] == "yes":
                raise Refusal("AdvancePaymentWithSelfAmountNotAllowed")
            if cost["GrandAmount"] + cost["SelfAmount"] != cost["TotalAmount"]:
                raise Refusal("TotalAmount")
            line = (cost["BudgetDetail"]["Id"], cost.get("ContractActivity", {}).get("Id"), cost["TotalAmount"])
            key = (document["Number"], document["Date"], issuer, *line, document["gid"])
            if any(one[:-1] == key[:-1] and one[-1] != key[-1] for one in met):
                raise Refusal("the same document twice")
            met.add(key)
    for activity in told.get("Activities", {}).get("Activity", ()):
        if activity.get("ActualEndDate", "9999") < activity.get("ActualStartDate", "0"):
            raise Refusal("ActualEndDate")


def _issuer(document, draft):
    company = document["CompanyType"]
    if company == "Partner" and document.get("Partner", {}).get("Id") not in draft.partners:
        raise Refusal("Partner")
    if company == "Contractor" and document.get("Contractor", {}).get("Id") not in draft.contractors:
        raise Refusal("Contractor")
    if company != "Partner" and "Partner" in document:
        raise Refusal("Partner of a document that is not a partner's")
