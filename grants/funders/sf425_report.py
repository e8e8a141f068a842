"""SF-425, the Federal Financial Report of awards from the United States, with sub-grants and matching.

Captions are the form's own, boxes 1 to 14; the form itself is a PDF, so that the layout of this sheet is ours. Everything is
cumulative from the award's beginning to the last day of the report, in dollars and cents, on the accrual basis: what was
incurred counts whether it is paid or not (lines b and c say what is).

| line | from |
| --- | --- |
| a | payments received from the agency, less what was paid back |
| b | own costs that are paid, and everything advanced to sub-grantees |
| d | the funder's sources of funding |
| e | the federal share of own costs, indirect costs included, and what was accepted of sub-grantees' reports |
| f | what was awarded to sub-grantees and is not yet accepted |
| i | own, third parties' and in-kind sources; where none are recorded, what sub-grantees have to add |
| j | own money, third parties' and in kind, of own costs and of sub-grantees |
| l, m, n | typed into the sheet: program income is not kept here |

Facts that are not kept here stand empty beside their caption, or come from the package's texts of these names: "sf425 1" (the
organizational element), 3 (address), 4a, 4b, 5, 6, 11a, 12, 13 (name and title), 13 phone, 13 email. There is one award in a
project, so that the attachment SF-425A of several awards is never needed. Rounding to whole dollars was found nowhere: cents stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from grants.funders.format import Book, Column, CurrencyRule, Format, Style
from grants.funders.grid import Grid, Kind, Labelled, Line, Spot, Value, checks, compared
from grants.funders.ground import Ground
from grants.funders.sf425_beside import COST_COLUMNS, SUB_COLUMNS, Worked, cost_rows, sub_rows, worked
from grants.funders.sf425_costs import DOLLAR, ZERO, dollars
from grants.funders.sf425_ledger import Ledger, ledger
from grants.funders.sf425_turned import TURNED_COLUMNS, by_which_rate, spent_elsewhere, turned_rows, turned_total
from grants.values.days import months_between
from grants.values.language import Text
from grants.values.money import Money, total

# --- box 10 ---------------------------------------------------------------------------------------------------------

FEDERAL_CASH: Final = Text("Федерални парични средства", "Federal Cash")
FEDERAL: Final = Text("Федерални разходи и непоети средства", "Federal Expenditures and Unobligated Balance")
RECIPIENT: Final = Text("Дял на получателя", "Recipient Share")
INCOME: Final = Text("Приходи по програмата", "Program Income")
CAPTIONS: Final = {
    "a": Text("Парични постъпления", "Cash Receipts"),
    "b": Text("Плащания", "Cash Disbursements"),
    "c": Text("Налични парични средства (a − b)", "Cash on Hand (line a minus b)"),
    "d": Text("Общо одобрени федерални средства", "Total Federal funds authorized"),
    "e": Text("Федерален дял от разходите", "Federal share of expenditures"),
    "f": Text("Федерален дял от неизплатените задължения", "Federal share of unliquidated obligations"),
    "g": Text("Общо федерален дял (e + f)", "Total Federal share (sum of lines e and f)"),
    "h": Text("Непоети федерални средства (d − g)", "Unobligated balance of Federal funds (line d minus g)"),
    "i": Text("Общо изискван дял на получателя", "Total recipient share required"),
    "j": Text("Дял на получателя от разходите", "Recipient share of expenditures"),
    "k": Text("Оставащ дял на получателя (i − j)", "Remaining recipient share to be provided (line i minus j)"),
    "l": Text("Федерален дял от приходите по програмата", "Total Federal share of program income earned"),
    "m": Text(
        "Изразходвани приходи: чрез приспадане", "Program income expended in accordance with the deduction alternative"
    ),
    "n": Text(
        "Изразходвани приходи: чрез добавяне", "Program income expended in accordance with the addition alternative"
    ),
    "o": Text("Неизразходвани приходи (l − m или l − n)", "Unexpended program income (line l minus line m or line n)"),
}
_GROUPS: Final = ((FEDERAL_CASH, "abc"), (FEDERAL, "defgh"), (RECIPIENT, "ijk"), (INCOME, "lmno"))
_LIVE: Final = {
    "c": "[cumulative@a]-[cumulative@b]",
    "g": "[cumulative@e]+[cumulative@f]",
    "h": "[cumulative@d]-[cumulative@g]",
    "k": "[cumulative@i]-[cumulative@j]",
    "o": "IF([cumulative@m]*[cumulative@n]<>0,NA(),IF([cumulative@m]<>0,[cumulative@l]-[cumulative@m],[cumulative@l]-[cumulative@n]))",
}


FORM_COLUMNS: Final = (
    Column(Text("Каре", "Box"), 74, "what"),
    Column(Text("Ред", "Line"), 12, "letter", Style.CODE),
    Column(Text("Натрупано, USD", "Cumulative, USD"), 24, "cumulative", Style.AMOUNT),
)


def form_rows(ground: Ground) -> Iterator[Line]:
    """Boxes 10 to 14."""
    of = worked(ground)
    made = _made_of(ground)
    for group, letters in _GROUPS:
        yield Line({"what": group}, kind=Kind.CHAPTER)
        for letter in letters:
            amount: Money = getattr(of.box, letter)
            formula = _LIVE.get(letter, made.get(letter, ""))
            said, spot = CAPTIONS[letter], Spot(amount, formula)
            yield Line(
                {"what": said, "letter": f"10{letter}", "cumulative": spot},
                letter,
                Kind.TOTAL if letter in "cghko" else Kind.ROW,
            )
    yield from _box_11(ground, of)
    yield from _boxes_12_to_14(ground)


def _made_of(ground: Ground) -> dict[str, str]:
    """How the lines follow from the sheets beside the form."""
    subs = bool(ground.sub_grants)
    parts = {
        "b": ("[costs!paid@sum]", "[subawards!advanced@sum]"),
        "e": ("[costs!federal@sum]", "[subawards!expended@sum]"),
        "f": ("", "[subawards!unliquidated@sum]"),
        "j": ("[costs!recipient@sum]", "[subawards!match@sum]"),
    }
    return {
        letter: "+".join(part for part in (own, of_subs if subs else "") if part)
        for letter, (own, of_subs) in parts.items()
    }


def _box_11(ground: Ground, of: Worked) -> Iterator[Line]:
    yield Line({"what": Text("11. Непреки разходи", "11. Indirect Expense")}, kind=Kind.CHAPTER)
    for at, one in enumerate(of.indirect, start=1):
        rate = Spot(one.rate, style=Style.SHARE)
        formula = f"ROUND([cumulative@11d{at}]*[cumulative@11b{at}],2)" if one.counted else ""
        yield _told(Text("Вид", "Type"), "11a", _text(ground, "11a"))
        yield Line({"what": Text("Ставка", "Rate"), "letter": "11b", "cumulative": rate}, f"11b{at}")
        yield _told(Text("Период от – до", "Period From – To"), "11c", _days(ground.start_on, ground.last))
        yield Line({"what": Text("База", "Base"), "letter": "11d", "cumulative": one.base}, f"11d{at}")
        charged = Spot(one.charged, formula, behind={"line": str(one.line.id)})
        yield Line(
            {"what": Text("Начислена сума", "Amount Charged"), "letter": "11e", "cumulative": charged}, f"11e{at}"
        )
        share = Spot(one.charged, f"[cumulative@11e{at}]")
        yield Line({"what": Text("Федерален дял", "Federal Share"), "letter": "11f", "cumulative": share}, f"11f{at}")
    for letter, what, amounts in (
        ("d", Text("Общо: база", "Totals: Base"), [one.base for one in of.indirect]),
        ("e", Text("Общо: начислена сума", "Totals: Amount Charged"), [one.charged for one in of.indirect]),
        ("f", Text("Общо: федерален дял", "Totals: Federal Share"), [one.charged for one in of.indirect]),
    ):
        formula = "+".join(f"[cumulative@11{letter}{at}]" for at in range(1, len(amounts) + 1))
        summed = Spot(total(amounts, DOLLAR), formula)
        yield Line({"what": what, "letter": "11g", "cumulative": summed}, f"11g{letter}", Kind.TOTAL)


def _told(what: Text, letter: str, value: Value) -> Line:
    return Line({"what": what, "letter": letter, "cumulative": Spot(value, style=Style.TEXT)})


_ASKED: Final = (
    ("1", Text("1. Организационно звено на ведомството", "1. Organizational element of the agency")),
    ("3", Text("3. Адрес на получателя", "3. Address of the recipient")),
    ("4a", Text("4a. UEI", "4a. UEI")),
    ("4b", Text("4b. EIN", "4b. EIN")),
    ("5", Text("5. Номер при получателя", "5. Recipient account or identifying number")),
    ("6", Text("6. Вид на отчета", "6. Report type")),
    ("11a", Text("11a. Вид на ставката за непреки разходи", "11a. Type of the indirect rate")),
    ("12", Text("12. Забележки", "12. Remarks")),
    ("13", Text("13. Име и длъжност на подписващия", "13. Name and title of who certifies")),
    ("13 phone", Text("13. Телефон", "13. Telephone")),
    ("13 email", Text("13. Електронна поща", "13. E-mail address")),
)


def places(_ground: Ground) -> Iterator[tuple[str, Text]]:
    """The boxes of facts that are kept nowhere else."""
    return ((f"sf425 {box}", label) for box, label in _ASKED)


def _text(ground: Ground, place: str) -> Text | None:
    return ground.texts.get(f"sf425 {place}")


def _boxes_12_to_14(ground: Ground) -> Iterator[Line]:
    yield Line({"what": Text("12. Забележки", "12. Remarks")}, kind=Kind.CHAPTER)
    yield Line({"what": _text(ground, "12")})
    yield Line({"what": Text("13. Удостоверяване", "13. Certification")}, kind=Kind.CHAPTER)
    for letter, place, what in (
        ("13a", "13", Text("Име и длъжност", "Typed or Printed Name and Title")),
        ("13b", "", Text("Подпис", "Signature")),
        ("13c", "13 phone", Text("Телефон", "Telephone")),
        ("13d", "13 email", Text("Електронна поща", "Email Address")),
        ("13e", "", Text("Дата на подаване", "Date Report Submitted")),
    ):
        yield _told(what, letter, _text(ground, place) if place else None)
    yield Line({"what": Text("14. За агенцията", "14. Agency use only")}, kind=Kind.CHAPTER)


# --- boxes 1 to 9 ---------------------------------------------------------------------------------------------------

_TYPES: Final = {
    3: Text("тримесечен", "Quarterly"),
    6: Text("шестмесечен", "Semi-Annual"),
    12: Text("годишен", "Annual"),
}
_FINAL: Final = Text("окончателен", "Final")


def _days(first: date | None, last: date | None) -> str:
    return " – ".join(f"{day:%m/%d/%Y}" if day else "…" for day in (first, last))


def _type(ground: Ground) -> Value:
    """Box 6: the final report reaches the project's end; of others the length of the period tells."""
    if ground.end_on is not None and ground.last >= ground.end_on:
        return _FINAL
    return _text(ground, "6") or _TYPES.get(len(months_between(ground.first, ground.last)))


def above(ground: Ground) -> list[Labelled]:
    """Boxes 1 to 9."""
    element = _text(ground, "1")
    agency = Text(*(", ".join(said for said in both if said) for both in _beside(ground.funder, element)))
    place = Text(
        *(", ".join(said for said in both if said) for both in _beside(ground.beneficiary, _text(ground, "3")))
    )
    account = _text(ground, "5") or ground.code
    boxes: tuple[tuple[Text, Value], ...] = (
        (Text("1. Федерална агенция и подразделение", "1. Federal Agency and Organizational Element"), agency),
        (
            Text("2. Номер на безвъзмездната помощ", "2. Federal Grant or Other Identifying Number"),
            ground.number,
        ),
        (Text("3. Организация получател, адрес", "3. Recipient Organization, address"), place),
        (Text("4a. UEI", "4a. UEI"), _text(ground, "4a")),
        (Text("4b. EIN", "4b. EIN"), _text(ground, "4b")),
        (
            Text("5. Номер при получателя", "5. Recipient Account Number or Identifying Number"),
            account,
        ),
        (Text("6. Вид на отчета", "6. Report Type"), _type(ground)),
        (Text("7. Основа на отчитането", "7. Basis of Accounting"), Text("начисляване", "Accrual")),
        (
            Text("8. Период на проекта от – до", "8. Project/Grant Period From – To"),
            _days(ground.start_on, ground.end_on),
        ),
        (Text("9. Край на отчетния период", "9. Reporting Period End Date"), f"{ground.last:%m/%d/%Y}"),
    )
    return [Labelled(caption, value) for caption, value in boxes]


def _beside(one: Text, other: Text | None) -> tuple[tuple[str, str], tuple[str, str]]:
    second = other or Text()
    return (one.bg, second.bg), (one.en, second.en)


# --- checks ---------------------------------------------------------------------------------------------------------


def check_rows(ground: Ground) -> Iterator[Line]:
    """The form against the ledger's own rows, and against the sheets beside it."""
    of, known = worked(ground), ledger(ground)
    box, awards = of.box, of.awards
    by_rate = total((one.charged for one in of.indirect if one.counted), DOLLAR)
    for what, letters, one, other in (
        (Text("10a и постъпленията в регистъра", "10a, and the receipts in the ledger"), "a", box.a, known.received),
        (
            Text("10e и федералният дял в регистъра", "10e, and the federal share in the ledger"),
            *("e", box.e, known.federal + by_rate),
        ),
        (
            Text("10e + 10f и регистърът с договореното", "10e + 10f, and the ledger with what was awarded"),
            *("ef", box.e + box.f, _own(known, ground) + by_rate + known.awarded),
        ),
        (
            Text("10j и дялът на получателя в регистъра", "10j, and the recipient's share in the ledger"),
            *("j", box.j, known.recipient),
        ),
    ):
        yield compared(what, one, _sum_of(letters), other, "")
    yield compared(
        Text("Приходи: 10m или 10n, не и двете", "Program income: 10m or 10n, not both"),
        *(ZERO, "[form!cumulative@m]*[form!cumulative@n]", ZERO, ""),
    )
    if not ground.sub_grants:
        return
    yield compared(
        Text("Федерален дял: разходи и неизплатени задължения", "Federal share: expenditures and unliquidated"),
        box.g,
        "[form!cumulative@g]",
        of.own.federal + awards.amount,
        "[costs!federal@sum]+[subawards!amount@sum]",
    )


def _own(known: Ledger, ground: Ground) -> Money:
    """The federal share of the ledger without what was accepted of sub-grantees."""
    return known.federal - total((dollars(one.accepted) for one in ground.sub_grants), DOLLAR)


def _sum_of(letters: str) -> str:
    return "+".join(f"[form!cumulative@{letter}]" for letter in letters)


# --- the format -----------------------------------------------------------------------------------------------------

SHEETS: Final = (
    Grid(
        "form",
        Text("SF-425", "SF-425"),
        FORM_COLUMNS,
        form_rows,
        title=Text("Федерален финансов отчет", "Federal Financial Report"),
        above=above,
    ),
    Grid(
        "subawards",
        Text("Подгрантове", "Subawards"),
        SUB_COLUMNS,
        sub_rows,
        where=lambda ground: bool(ground.sub_grants),
    ),
    Grid(
        "costs",
        Text("Собствени разходи", "Own costs"),
        COST_COLUMNS,
        cost_rows,
        below=by_which_rate,
        adds=("now", "unpaid", "recipient"),
        before=("before",),
    ),
    Grid(
        "turned",
        Text("Разходи в долари", "Expenses in dollars"),
        TURNED_COLUMNS,
        turned_rows,
        long=True,
        after=turned_total,
        where=spent_elsewhere,
    ),
    checks(check_rows),
)
FIRST: Final = Format(
    code="sf-425",
    usual_in=("us",),
    name=Text("SF-425: федерален финансов отчет (САЩ)", "SF-425: Federal Financial Report (United States)"),
    edition="2018",
    in_force_from=date(2018, 1, 1),
    languages=("en", "bg"),
    layout_verified=False,
    currency=CurrencyRule(into=DOLLAR),
    books=(Book(Text("SF-425", "SF-425"), SHEETS),),
    checks=(
        *(
            "a_line_for_each_expense",
            "expenses_in_its_money",
            "sources_in_its_money",
            "receipts_and_sub_grants_in_its_money",
        ),
        "ends_with_a_quarter",
    ),
    texts=places,
    source="the form's captions and lines as cleared by OMB (ICR 201711-0584-002), and the Treasury's instructions for them; the "
    "form is a PDF, the layout of the sheets is ours",
)
EDITIONS: Final = (FIRST,)
"""The Federal Financial Report."""
