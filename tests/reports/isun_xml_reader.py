"""A reader of ИСУН's .fisun and .tisun, written after the paper: which element stands in which namespace, in which order, and
what upload and submission refuse. It is stricter than ИСУН in one thing: elements out of order or unknown are refused.

It shares no code and no list with what writes the files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from tests.reports.team_importer import is_egn

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
Indicator                R-10054  BFPContractIndicator:OfContract! PeriodAmountMen:number PeriodAmountWomen:number PeriodAmountTotal:number CumulativeAmountMen:number CumulativeAmountWomen:number CumulativeAmountTotal:number Comment:string
OfContract               R-10038  Description:string!
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
    "amount": r"-?\d+\.\d\d",
    "number": r"-?\d+(\.\d+)?",
    "integer": r"\d+",
    "boolean": "true|false",
    "string": r"(?s).+",
    "company": "Beneficiary|Partner|Contractor",
    "guid": GUID.pattern,
}
WITH_GID = {"Document", "Gid", "OfContract"}

# What is said where an element is not there, by the type it is asked in: its field and its section.
FIELDS = {
    "FinanceBasic": ("Общи данни", {"StartDate": "Начална дата", "EndDate": "Крайна дата"}),
    "Document": (
        "Опис - документи",
        {
            "CostSupportingDocumentType": "Вид",
            "Number": "Уникален номер",
            "Date": "Дата",
            "PaymentDate": "Дата на извършване на плащането",
        },
    ),
    "Cost": ("Опис - документи", {"BudgetDetail": "Ред от бюджета"}),
    "TechnicalBasic": (
        "Общи данни",
        {
            "StartDate": "Начална дата",
            "EndDate": "Крайна дата",
            "PreparerName": "Име",
            "PreparerPosition": "Длъжност",
            "PreparerPhone": "Телефон",
            "PreparerEmail": "Електронен адрес",
        },
    ),
    "Activity": ("Изпълнение по дейности", {"Status": "Статус"}),
    "OfContract": ("Индикатори", {"Description": "Източник на информация"}),
    "Member": (
        "Екип",
        {
            "Name": "Име по документ за самоличност",
            "Position": "Позиция по проекта/споразумението",
            "UinType": "Идентификатор",
            "CommitmentType": "Тип на ангажимента",
            "Date": "Дата",
            "Activity": "Извършена дейност",
            "Result": "Конкретни резултати",
        },
    ),
}
NOT_THERE = "Полето „{}” от секция „{}” трябва да е попълнено."
WRONG = "Полето „{}” от секция „{}” съдържа невалидна стойност."
BELOW_ZERO = "Стойността в полето „{}” от секция „{}” трябва да е неотрицателно число."
IN_ORDER = "Датата в полето „{}” трябва да бъде преди датата в полето „{}” в секция „{}”."
LESS = "Стойността в полето „{}” от секция „{}” трябва да е по-голяма или равна от последно одобрената стойност."
TOO_LONG = "Полето „{}” от секция „{}” не може да съдържа повече от {} символа."
NO_ADDRESS = "Полето „{}” от секция „{}” трябва да съдържа валиден адрес на електронна поща."
NONE = "Трябва да бъде добавен поне един елемент в секция „Опис - документи”."
ADVANCE = (
    "Не се позволява покриването на сертифицирано авансово плащане по чл.131(4) от Регламент 1303/2013 да се извършва с "
    "верифицирани разходи с източник „собствено съфинансиране“ в секция „Опис - документи”."
)


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
    pairs: dict[str, set[tuple[str, str]]] = field(default_factory=dict)  # by contract: what it may be spent on
    approved: dict[str, tuple[int, int, int]] = field(
        default_factory=dict
    )  # men, women, all; by indicator with a trend


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
    told = branch(root, root.tag)
    _submission(told, draft)
    return told


def not_there(type_, name, otherwise):
    section, fields = FIELDS.get(type_, ("", {}))
    return Refusal(NOT_THERE.format(fields[name], section) if name in fields else otherwise)


def branch(element, type_):
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
            raise not_there(type_, name, f"{element.tag}: {name} is missing")
        if len(found) > 1 and not many:
            raise Refusal(f"{element.tag}: {name} twice")
        if found or many:
            told[name] = found if many else found[0]
    if at < len(below):
        raise Refusal(f"{element.tag}: {below[at].tag} is not known there, or out of order")
    return told


def _value(element, kind):
    if kind in TREE:
        return branch(element, kind)
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
    if kind == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            raise Refusal(f"{element.tag}: no day {text}") from None
    return Decimal(text) if kind in {"amount", "number"} else text


def _submission(told, draft):
    """What is refused when the report is submitted."""
    basic = told["BasicData"]
    if basic["EndDate"] < basic["StartDate"]:
        raise Refusal(IN_ORDER.format("Начална дата", "Крайна дата", "Общи данни"))
    if "CostSupportingDocuments" in told:
        _finance(told["CostSupportingDocuments"]["CostSupportingDocument"], draft)
    else:
        _technical(told, draft)


def _finance(documents, draft):
    if not documents:
        raise Refusal(NONE)
    met: set[tuple[Any, ...]] = set()
    for document in documents:
        _issuer(document, draft)
        issuer = (document.get("Partner") or document.get("Contractor") or {}).get("Id", "")
        for cost in document["FinanceReportBudgetItemData"]:
            _cost(document, cost, draft)
            line = (cost["BudgetDetail"]["Id"], cost.get("ContractActivity", {}).get("Id"), cost["TotalAmount"])
            key = (document["Number"], document["Date"], issuer, *line, document["gid"])
            if any(one[:-1] == key[:-1] and one[-1] != key[-1] for one in met):
                raise Refusal("В секция „Опис - документи” е установено недопустимо дублиране")
            met.add(key)


def _cost(document, cost, draft):
    """Upload empties a line the contract does not have, and with it the field that must be filled; of an activity the contract
    does not have on the line, the portal says that it is not valid.
    """
    pair = (cost["BudgetDetail"]["Id"], cost.get("ContractActivity", {}).get("Id", ""))
    linked = draft.pairs.get(document.get("ContractContractor", {}).get("Id", ""))
    if pair[0] not in draft.lines or (linked is not None and pair[0] not in {line for line, _ in linked}):
        raise not_there("Cost", "BudgetDetail", "")
    if linked is not None and pair[1] and pair not in linked:
        raise Refusal("Невалидна стойност.")
    fields = {"GrandAmount": "БФП/ФИ", "SelfAmount": "Собствено съфинансиране", "TotalAmount": "Обща сума"}
    for name, called in {**fields, "UnitCost": "Разход за единица"}.items():
        if cost.get(name, 0) < 0:
            raise Refusal(BELOW_ZERO.format(called, "Опис - документи"))
    if cost["SelfAmount"] > 0 and cost["AdvancePayment"] == "yes":
        raise Refusal(ADVANCE)
    if cost["GrandAmount"] + cost["SelfAmount"] != cost["TotalAmount"]:
        raise Refusal("TotalAmount")


def _issuer(document, draft):
    company = document["CompanyType"]
    for name, called, known in (
        ("Partner", "Партньор", draft.partners),
        ("Contractor", "Изпълнител", draft.contractors),
    ):
        if company != name:
            continue
        if name not in document:
            raise Refusal(NOT_THERE.format(called, "Опис - документи"))
        if document[name]["Id"] not in known:
            raise Refusal(WRONG.format(called, "Опис - документи"))
    if company != "Partner" and "Partner" in document:
        raise Refusal("Partner of a document that is not a partner's")


def _technical(told, draft):
    basic = told["BasicData"]
    for name, called, most in (("PreparerPhone", "Телефон", 50), ("PreparerEmail", "Електронен адрес", 100)):
        if len(basic[name]) > most:
            raise Refusal(TOO_LONG.format(called, "Общи данни", most))
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", basic["PreparerEmail"]):
        raise Refusal(NO_ADDRESS.format("Електронен адрес", "Общи данни"))
    for activity in told.get("Activities", {}).get("Activity", ()):
        if activity.get("ActualEndDate", "9999") < activity.get("ActualStartDate", "0"):
            raise Refusal(IN_ORDER.format("Актуална начална дата", "Актуална крайна дата", "Изпълнение по дейности"))
    for indicator in told.get("Indicators", {}).get("Indicator", ()):
        _indicator(indicator, draft)
    for member in told.get("Team", {}).get("TeamMember", ()):
        _member(member)


def _indicator(indicator, draft):
    if any(indicator.get(f"PeriodAmount{of}", 0) < 0 for of in ("Men", "Women", "Total")):
        raise Refusal(BELOW_ZERO.format("Отчетена стойност за периода на отчета", "Индикатори"))
    of_contract = indicator["BFPContractIndicator"]
    if len(of_contract["Description"]) > 1000:
        raise Refusal(TOO_LONG.format("Източник на информация", "Индикатори", 1000))
    for of in ("Men", "Women", "Total"):
        if (so_far := indicator.get(f"CumulativeAmount{of}")) is not None and so_far < 0:
            raise Refusal(BELOW_ZERO.format("Отчетена стойност с натрупване", "Индикатори"))
    for of, approved in zip(("Men", "Women", "Total"), draft.approved.get(of_contract["gid"], (0, 0, 0)), strict=True):
        if indicator.get(f"CumulativeAmount{of}", 0) >= approved:
            continue
        raise Refusal(LESS.format("Отчетена стойност с натрупване", "Индикатори"))


def _member(member):
    number = member.get("Uin", "")
    named = ("ЕГН/ Чуждестранно лице", "Екип")
    if not number and member["UinType"] != "foreignPerson":
        raise Refusal(NOT_THERE.format(*named))
    if number and member["UinType"] == "egn" and not is_egn(number):
        raise Refusal(WRONG.format(*named))
    if len(number) > 50:
        raise Refusal(TOO_LONG.format(*named, 50))
    if member["Hours"] < 0:
        raise Refusal(BELOW_ZERO.format("Отработени часове", "Екип"))
