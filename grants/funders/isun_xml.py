"""ИСУН: drafts of its financial report (.fisun) and of its technical report (.tisun), as the portal takes them on upload.

The root stands in no namespace, what is below it in that of the report, and what is below that in its own type's. What
ИСУН works out itself (budget, totals, names of the partners) is left out: it is ignored on upload.
Source: the portal's published code, `FinanceReport.Copy` and `TechnicalReport.Copy`, schemas R-10043 and R-10044.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from grants.funders.expenses import EXPENSES_FIRST
from grants.funders.format import CurrencyRule, Format
from grants.funders.isun import DEBIT_NOTE, OTHER, TYPES
from grants.funders.isun_request import OF_REQUEST
from grants.funders.isun_says import OF_FINANCE, OF_TECHNICAL
from grants.funders.isun_team import ENGAGEMENTS, IDENTIFIERS
from grants.funders.tree import Attribute, Branch, Document, Element, Listed, Plain
from grants.values.language import Text

_SEGMENT: Final = "http://ereg.egov.bg/segment/R-"
_LIST: Final = f"{_SEGMENT}09991"

_CODES: Final = {
    "invoice": "invoice",
    "credit_note": "creditNotification",
    "cash_receipt": "cashReceipt",
    "paid_sums": "paidAmountsAccount",
    "payroll": "payroll",
    "travel_order": "countryTravelOrder",
    "advance_report": "advanceReport",
    "vat_protocol": "vATProtocol",
    "cash_order": "costCashReceipts",
    "other": "other",
}
# A debit note goes in as "друг" with a description that says what it is, as in the inventory.
TYPE: Final = Listed(
    _LIST, {**{kind: (code, TYPES[kind]) for kind, code in _CODES.items()}, "debit_note": ("other", OTHER)}
)
MARKER: Final = Listed(_LIST, {"yes": ("yes", "Да"), "no": ("no", "Не"), "": ("notApplicable", "Не е приложимо")})
STATUS: Final = Listed(
    _LIST,
    {
        "planned": ("notStarted", "Нестартирала"),
        "running": ("inProgress", "В процес на изпълнение"),
        "done": ("completed", "Приключена"),
    },
)
IDENTIFIER: Final = Listed(
    _LIST, {"egn": ("egn", IDENTIFIERS["egn"]), "foreign": ("foreignPerson", IDENTIFIERS["foreign"])}
)
ENGAGEMENT: Final = Listed(
    _LIST,
    {
        kind: (code, ENGAGEMENTS[kind])
        for kind, code in {
            "employment": "employmentContract",
            "civil": "civilContract",
            "order": "order",
            "other": "other",
        }.items()
    },
)
ISSUERS: Final = {"lead": "Beneficiary", "partner": "Partner", "contractor": "Contractor"}

_NAMED: Final = Branch(f"{_SEGMENT}10000", (Element("Id", "id"), Element("Name", "name")))
_ROOT: Final = (
    Attribute("contractGid", "contract"),
    Attribute("packageGid", "package"),
    Attribute("contractNumber", "number"),
)
_PERIOD: Final = (Element("StartDate", "first", Plain.DAY), Element("EndDate", "last", Plain.DAY))

# All seven markers are always written: ИСУН reads some of them without asking whether they are there.
COST: Final = Branch(
    f"{_SEGMENT}10065",
    (
        Element("ContractActivity", "activity", _NAMED),
        Element("BudgetDetail", "line", _NAMED),
        Element("GrandAmount", "grant", Plain.AMOUNT),
        Element("SelfAmount", "own", Plain.AMOUNT),
        Element("TotalAmount", "total", Plain.AMOUNT),
        Element("CrossFinancing", "cross_financed", MARKER),
        Element("IsVatAmount", "with_vat", Plain.TRUTH),
        Element("UnitDefinition", "unit"),
        Element("ProducedUnitsCount", "units", Plain.WHOLE),
        Element("UnitCost", "unit_price", Plain.AMOUNT),
        Element("InsideEU", "outside_area", MARKER),
        Element("OutsideEU", "outside_union", MARKER),
        Element("OutsideEUInProgrammingAreaEFRR", "programming_area", MARKER),
        Element("ThirdCountriesEFRR", "third_countries", MARKER),
        Element("AdvancePayment", "from_advance", MARKER),
        Element("ContributionNature", "in_kind", MARKER),
    ),
)
SUPPORTING: Final = Branch(
    f"{_SEGMENT}10066",
    (
        Element("CostSupportingDocumentType", "kind", TYPE),
        Element("CostSupportingDocumentDescription", "description", opens_with={"debit_note": DEBIT_NOTE}),
        Element("Number", "paper_number"),
        Element("Date", "issued_on", Plain.DAY),
        Element("PaymentDate", "paid_on", Plain.DAY),
        Element("IsLocked", "locked", Plain.TRUTH),
        Element("CompanyType", "issuer", words=ISSUERS),
        Element("Partner", "partner", _NAMED),
        Element("Contractor", "contractor", _NAMED),
        Element("ContractContractor", "supply", _NAMED),
        Element("FinanceReportBudgetItemData", "expenses", COST),
    ),
    (Attribute("gid", "id"),),
)
_FINANCE: Final = f"{_SEGMENT}10043"
FINANCE: Final = Document(
    Text("Чернова на финансов отчет за ИСУН", "Draft financial report for ИСУН"),
    ".fisun",
    "costs",
    "FinanceReport",
    Branch(
        _FINANCE,
        (
            Element("BasicData", of=Branch(f"{_SEGMENT}10078", _PERIOD)),
            Element(
                "CostSupportingDocuments",
                of=Branch(_FINANCE, (Element("CostSupportingDocument", "documents", SUPPORTING),)),
                always=True,
            ),
        ),
        _ROOT,
    ),
)

_GID: Final = Branch("", (), (Attribute("gid", "id"),))
ACTIVITY: Final = Branch(
    f"{_SEGMENT}10053",
    (
        Element("BFPContractActivity", of=_GID),
        Element("ExecutionDescription", "done"),
        Element("Status", "state", STATUS),
        Element("ActualStartDate", "began_on", Plain.DAY),
        Element("ActualEndDate", "finished_on", Plain.DAY),
        Element("DelayReason", "late"),
        Element("PeriodResult", "result"),
        Element("CumulativeResult", "result_so_far"),
    ),
)
INDICATOR: Final = Branch(
    f"{_SEGMENT}10054",
    (
        Element(
            "BFPContractIndicator", of=Branch(f"{_SEGMENT}10038", (Element("Description", "source"),), _GID.attributes)
        ),
        Element("PeriodAmountMen", "men", Plain.NUMBER),
        Element("PeriodAmountWomen", "women", Plain.NUMBER),
        Element("PeriodAmountTotal", "total", Plain.NUMBER),
        Element("CumulativeAmountMen", "men_so_far", Plain.NUMBER),
        Element("CumulativeAmountWomen", "women_so_far", Plain.NUMBER),
        Element("CumulativeAmountTotal", "so_far", Plain.NUMBER),
        Element("Comment", "comment"),
    ),
)
MEMBER: Final = Branch(
    f"{_SEGMENT}10057",
    (
        Element("Name", "name"),
        Element("Position", "position"),
        Element("Uin", "personal_number"),
        Element("UinType", "identifier", IDENTIFIER),
        Element("CommitmentType", "engagement", ENGAGEMENT),
        Element("Date", "day", Plain.DAY),
        Element("Hours", "hours", Plain.NUMBER),
        Element("Activity", "done"),
        Element("Result", "results"),
    ),
)
_TECHNICAL: Final = f"{_SEGMENT}10044"
TECHNICAL: Final = Document(
    Text("Чернова на технически отчет за ИСУН", "Draft technical report for ИСУН"),
    ".tisun",
    "progress",
    "TechnicalReport",
    Branch(
        _TECHNICAL,
        (
            Element(
                "BasicData",
                of=Branch(
                    f"{_SEGMENT}10052",
                    (
                        *_PERIOD,
                        Element("PreparerName", "preparer"),
                        Element("PreparerPosition", "preparer_position"),
                        Element("PreparerPhone", "preparer_phone"),
                        Element("PreparerEmail", "preparer_email"),
                    ),
                ),
            ),
            Element("Activities", of=Branch(_TECHNICAL, (Element("Activity", "activities", ACTIVITY),)), always=True),
            Element("Indicators", of=Branch(_TECHNICAL, (Element("Indicator", "indicators", INDICATOR),)), always=True),
            Element("Team", of=Branch(_TECHNICAL, (Element("TeamMember", "team", MEMBER),)), always=True),
            Element("AttachedDocuments", of=Branch(_TECHNICAL), always=True),  # ИСУН fails where it is missing
        ),
        _ROOT,
    ),
)


def _notice(replaced: str, replaced_en: str) -> Text:
    """What a person has to know before a draft is uploaded."""
    return Text(
        "Това е чернова. След като я качите, отворете отчета в ИСУН, прегледайте всеки ред и го проверете там, преди да "
        f"го подадете: не сме я сравнявали с работещата система. Качването заменя {replaced}.",
        "This is a draft. After you upload it, open the report in ИСУН, look through every row and validate it there "
        f"before you submit: it has not been tried against the running system. Uploading replaces {replaced_en}.",
    )


OF_TECHNICAL_DRAFT: Final = _notice(
    "екипа и файловете, които вече са въведени в техническия отчет",
    "the team and the files already entered in the technical report",
)
FIRST: Final = Format(
    code="isun-xml",
    name=Text(
        "ИСУН: чернови на финансовия и техническия отчет (XML)", "ИСУН: draft financial and technical report (XML)"
    ),
    edition="2022",
    in_force_from=date(2022, 8, 2),
    languages=("bg",),
    layout_verified=False,
    currency=CurrencyRule(),
    in_order=True,
    books=(),
    documents=(FINANCE, TECHNICAL),
    checks=(
        *(
            "at_least_one_document",
            "documents_complete",
            "amounts_taken",
            "issuers_known",
            "lines_known",
            "lines_linked",
        ),
        *(
            "no_document_twice",
            "contract_known",
            "preparer_known",
            "activities_known",
            "indicators_known",
            "team_complete",
            "papers_attached",
            "request_complete",
        ),
    ),
    beside=(EXPENSES_FIRST,),
    # Upload empties a line the contract does not have, and an empty one is not taken.
    says={**OF_FINANCE, **OF_TECHNICAL, **OF_REQUEST, "linked:line": OF_FINANCE["missing:line"]},
    notice=_notice(
        "всички разходооправдателни документи, екипа и файловете, които вече са въведени в отчетите",
        "all supporting documents, the team and the files already entered in the reports",
    ),
    source="the published source text of ИСУН's portal of 2 August 2022: schemas R-10043 and R-10044 and what upload copies",
)

EDITIONS: Final = (FIRST,)
