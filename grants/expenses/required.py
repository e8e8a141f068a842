"""Which papers each kind of cost asks for beside its document, and which of them a document still lacks.

The usual lists are what managing authorities ask (the supporting document itself is among them where it may be another
one); an organisation may keep its own. Flat rates, unit costs and lump sums ask for no papers, only for evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from grants.budget.kinds import CostCategory, CostForm
from grants.expenses.rules import DocumentKind
from grants.values.identifiers import search_form
from grants.values.language import Text

Row = Mapping[str, Any]
Lists = Mapping[str, Sequence[Row]]  # rows with name_bg and name_en, by kind of cost

_PAYMENT = ("Платежно нареждане", "Payment order")
_STATEMENT = ("Банково извлечение", "Bank statement")
_CONTRACT = ("Договор", "Contract")
_OFFERS = ("Оферти или досие на процедурата", "Offers, or the file of the procurement")
_HANDOVER = ("Приемо-предавателен протокол", "Hand-over protocol")
_STICKER = ("Снимка със стикера", "Photo with the sticker")
_ATTENDANCE = ("Присъствен списък", "Attendance list")
_DUTY = ("Отчет за дейността", "Report on the work done")

_SERVICES = (
    _OFFERS,
    _CONTRACT,
    ("Фактура", "Invoice"),
    _HANDOVER,
    ("Доклад или продукт", "Report or product"),
    _PAYMENT,
    _STATEMENT,
    ("Складова или инвентарна разписка", "Stock or inventory receipt"),
    _STICKER,
)

_USUAL: Mapping[CostCategory, tuple[tuple[str, str], ...]] = {
    CostCategory.STAFF: (
        ("Трудов договор или допълнително споразумение", "Employment contract or supplementary agreement"),
        ("Заповед за назначаване в екипа", "Order of appointment to the team"),
        ("Длъжностна характеристика", "Job description"),
        ("Отчет за отработено време", "Time sheet"),
        ("Ведомост", "Payroll"),
        ("Рекапитулация", "Payroll summary"),
        ("Платежни нареждания за нето, осигуровки и данък", "Payment orders for net pay, social security and tax"),
        _DUTY,
    ),
    CostCategory.CIVIL_CONTRACT: (
        ("Граждански договор", "Civil contract"),
        ("Сметка за изплатени суми", "Statement of sums paid"),
        ("Приемо-предавателен протокол или отчет", "Hand-over protocol or report"),
        ("Служебна бележка", "Certificate of the sums paid"),
        ("Платежно нареждане за осигуровки", "Payment order for social security"),
        _PAYMENT,
    ),
    CostCategory.TRAVEL: (
        ("Заповед за командировка", "Travel order"),
        ("Доклад от командировката", "Report on the travel"),
        ("Билети, бордни карти или пътен лист", "Tickets, boarding cards or vehicle log"),
        ("Фактура за нощувка", "Invoice for the accommodation"),
        ("Разходен касов ордер или платежно нареждане", "Cash disbursement order or payment order"),
    ),
    CostCategory.SERVICES: _SERVICES,
    CostCategory.EVENTS: (
        ("Заявка или покана", "Order or invitation"),
        ("Програма", "Programme"),
        _ATTENDANCE,
        ("Материали", "Materials"),
        ("Снимки", "Photos"),
        ("Фактура", "Invoice"),
        ("Отчет за събитието", "Report on the event"),
        _PAYMENT,
    ),
    CostCategory.EQUIPMENT: (
        *_SERVICES,
        ("Гаранционна карта със сериен номер", "Warranty card with the serial number"),
        ("Протокол за въвеждане в експлоатация", "Protocol of putting into use"),
        ("Амортизационен план", "Depreciation plan"),
        ("Застраховка", "Insurance"),
    ),
    CostCategory.WORKS: (
        _OFFERS,
        _CONTRACT,
        ("Фактура", "Invoice"),
        ("Протокол за приети строителни и монтажни работи", "Protocol of the works accepted"),
        _PAYMENT,
        _STATEMENT,
    ),
    CostCategory.TRAINING: (
        ("Договор с обучителя", "Contract with the trainer"),
        ("График", "Schedule"),
        ("Дневник на обучението", "Training journal"),
        ("Присъствени списъци", "Attendance lists"),
        ("Тестове", "Tests"),
        ("Удостоверения", "Certificates"),
        ("Анкети", "Questionnaires"),
        ("Декларации на участниците", "Declarations of the participants"),
    ),
    CostCategory.ALLOWANCES: (
        ("Заповед", "Order"),
        ("Декларация на участника", "Declaration of the participant"),
        ("Ведомост или списък с подписи", "Payroll or signed list"),
    ),
    CostCategory.SUB_GRANTS: (
        ("Правила", "Rules"),
        ("Обява", "Call"),
        ("Протокол на комисията", "Protocol of the committee"),
        _CONTRACT,
        ("Отчети", "Reports"),
        ("Решения", "Decisions"),
        ("Декларация за минимални помощи (de minimis)", "De minimis declaration"),
    ),
    CostCategory.PUBLICITY: (
        ("Одобрен макет", "Approved layout"),
        ("Тираж", "Print run"),
        ("Списък на разпространението", "Distribution list"),
        ("Снимка на плаката", "Photo of the poster"),
        ("Екранна снимка с дата", "Screenshot with its date"),
    ),
    CostCategory.VOLUNTEERS: (
        ("Договор за доброволен труд", "Volunteer contract"),
        ("Отчет за вложените часове", "Record of the hours given"),
        ("Оценка на приноса", "Valuation of the contribution"),
    ),
}

USUAL: Final[Lists] = {
    category: tuple({"name_bg": bg, "name_en": en} for bg, en in _USUAL.get(category, ())) for category in CostCategory
}
"""The usual list of each kind of cost; costs that are not stated, indirect or other ask for none."""

# What a document of a kind is itself, and so does not lack.
_ITSELF: Mapping[str, frozenset[str]] = {
    kind: frozenset(search_form(name) for name in names)
    for kind, names in {
        DocumentKind.INVOICE: ("Фактура", "Фактура за нощувка"),
        DocumentKind.DEBIT_NOTE: ("Фактура",),
        DocumentKind.PAYROLL: ("Ведомост", "Ведомост или списък с подписи"),
        DocumentKind.PAID_SUMS: ("Сметка за изплатени суми",),
        DocumentKind.TRAVEL_ORDER: ("Заповед за командировка",),
        DocumentKind.CASH_ORDER: ("Разходен касов ордер или платежно нареждане",),
    }.items()
}
_ASKS_NOTHING = frozenset({DocumentKind.CREDIT_NOTE})


@dataclass(frozen=True, slots=True)
class Required:
    """A paper a document should have beside itself, with the row about it where there is one."""

    name: Text
    paper: Row | None = None

    @property
    def there(self) -> bool:
        """Whether somebody said that it is there."""
        return bool(self.paper and self.paper["there"])


def required_papers(
    document: Row, claims: Iterable[Row], lines: Mapping[int, Row], papers: Iterable[Row], required: Lists | None = None
) -> tuple[Required, ...]:
    """The papers a document should have, by the kinds of cost of the lines it is claimed on; each once, in order.

    `claims` are the expenses that stand on the document, `lines` the budget lines by id, `papers` what is kept of the
    document's papers; `required` the organisation's own lists, the usual ones where it has none. Papers somebody wrote
    down beside the list come last.
    """
    kept = list(papers)
    wanted: dict[str, Required] = {}
    itself = _ITSELF.get(document["kind"], frozenset())
    for category in _categories(document, claims, lines):
        for asked in (USUAL if required is None else required).get(category, ()):
            name = Text(asked["name_bg"], asked["name_en"])
            if search_form(name.bg) not in itself:
                wanted.setdefault(search_form(name.bg or name.en), Required(name, _paper_of(name, kept)))
    about = {id(one.paper) for one in wanted.values() if one.paper}
    beside = [Required(Text(row["name_bg"], row["name_en"]), row) for row in kept if id(row) not in about]
    return (*wanted.values(), *beside)


def _categories(document: Row, claims: Iterable[Row], lines: Mapping[int, Row]) -> list[str]:
    """The kinds of cost of what is claimed as actual cost, in the order of the claims."""
    if document["kind"] in _ASKS_NOTHING:
        return []
    on = (lines[claim["line_id"]] for claim in claims if claim["form"] == CostForm.ACTUAL and claim["line_id"] in lines)
    return list(dict.fromkeys(line["category"] for line in on if line["form"] == CostForm.ACTUAL))


def _paper_of(name: Text, papers: Sequence[Row]) -> Row | None:
    """What is kept of the paper of that name, in either language; rather one that is there."""
    called = {search_form(side) for side in (name.bg, name.en) if side}
    found = [row for row in papers if called & {search_form(row["name_bg"]), search_form(row["name_en"])}]
    return max(found, key=lambda row: bool(row["there"]), default=None)


def missing_papers(
    document: Row, claims: Iterable[Row], lines: Mapping[int, Row], papers: Iterable[Row], required: Lists | None = None
) -> tuple[Text, ...]:
    """The names of the papers a document should have and that nobody said are there."""
    return tuple(one.name for one in required_papers(document, claims, lines, papers, required) if not one.there)
