"""The demo's project across the Danube as a project file: Interreg, in the eleventh of its 24 months on any day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from grants.budget.costs import flat_amount
from grants.demo import crossing_plan as plan
from grants.demo.crossing_papers import LEI, PAPERS, SURVEYORS, UNITS, Paper
from grants.demo.laid_out import Told, both, iso
from grants.demo.laid_rows import (
    activity_row,
    deliverable_row,
    indicator_row,
    line_row,
    organisation_row,
    package_row,
    partner_row,
    project_file,
    source_row,
    told_as,
    whole_euros,
)
from grants.demo.running_plan import ORGANISATIONS, Line
from grants.demo.running_spent import in_its_currency
from grants.demo.scans import specimen
from grants.expenses.required import required_papers
from grants.values.days import add_months, computed_end, previous_working_day
from grants.values.money import Money, in_euro, per_unit, total

_WHOLE_REPORTS: Final = (1, 2)


def crossing_project(today: date) -> Told:
    """The project as a .json file tells it, its days laid around today, with every expense from before its first report."""
    start = begun(today)
    rows = {
        "number": [{"kind": kind, "value": plan.CODE} for kind in ("contract", "project")],
        "contract": [_contract(today)],
        "partner": [partner_row(one) for one in plan.PARTNERS],
        "objective": [{"kind": kind, "wording": both((bg, en))} for kind, bg, en in plan.OBJECTIVES],
        "target_group": [{"name": both((bg, en)), "size": size} for bg, en, size in plan.TARGET_GROUPS],
        "work_package": [package_row(one) for one in plan.PACKAGES],
        "activity": [activity_row(one, start) for one in plan.ACTIVITIES],
        "activity_update": [_update(one, today) for one in plan.UPDATES],
        "deliverable": [deliverable_row(one, today) for one in plan.DELIVERABLES],
        "indicator": [indicator_row(one) for one in plan.INDICATORS],
        "indicator_value": [_value(*one, today) for one in plan.VALUES],
        "source": [source_row(one) for one in plan.SOURCES],
        "line": [_line(one) for one in plan.LINES],
        "terms": [_terms(today)],
        "investment": [_investment()],
        "supply": [_supply(today)],
        "document": [_document(one, today) for one in PAPERS],
        "paper": _papers(),
        "expense": [one.told for one in claims(today).values()],
        **_money(today),
    }
    shared = {
        "organisations": [organisation_row(one) for one in sorted(ORGANISATIONS) if one.name[0] in _TAKE_PART],
        "programmes": [told_as("programme", _PROGRAMME)],
    }
    return project_file(plan.CODE, shared, _project(start), rows)


_TAKE_PART: Final = frozenset(one.organisation for one in plan.PARTNERS)
_PROGRAMME: Final[Told] = {
    "name": both((plan.PROGRAMME, "Interreg VI-A Romania-Bulgaria 2021-2027")),
    "period": "2021-2027",
    "fund": both(("Европейски фонд за регионално развитие", "European Regional Development Fund")),
}


def begun(today: date) -> date:
    """The project's first day."""
    return add_months(today.replace(day=1), -plan.MONTHS_BEHIND)


def day_in(today: date, month: int, day: int) -> date:
    """A working day of a month of the project, counted from 0; not after the day named."""
    return previous_working_day(add_months(begun(today), month).replace(day=day))


def _last(today: date, month: int) -> date:
    return computed_end(add_months(begun(today), month), 1)


def _project(start: date) -> Told:
    return {
        "title": both(
            (
                "Мост на грижата – обща домашна подкрепа от двата бряга на Дунав",
                "Bridge of Care – joint home support on both banks of the Danube",
            )
        ),
        "acronym": "BRIDGE OF CARE",
        "state": "running",
        "programme": plan.PROGRAMME,
        "priority": both(("4. Интегриран регион", "4. An integrated region")),
        "start": iso(start),
        "end": iso(computed_end(start, plan.MONTHS)),
        "months": plan.MONTHS,
        "total": whole_euros(plan.TOTAL),
        "currency": "EUR",
        "total_kind": "total",
        "territory": both(("Русе, България; Гюргево, Румъния", "Ruse, Bulgaria; Giurgiu, Romania")),
        "summary": both(
            (
                "Обучени доброволци посещават самотни възрастни хора в Русе и Гюргево по един и същи стандарт.",
                "Trained volunteers visit older people living alone in Ruse and Giurgiu, by the same standard.",
            )
        ),
    }


def _contract(today: date) -> Told:
    start = begun(today)
    signed = previous_working_day(add_months(start, -1).replace(day=18))
    return {
        "state": "in_force",
        "signed": iso(signed),
        "in_force": iso(signed),
        "start": iso(start),
        "end": iso(computed_end(start, plan.MONTHS)),
        "total": whole_euros(plan.TOTAL),
        "currency": "EUR",
        "rhythm": "from_start",
        "rhythm_months": plan.REPORT_MONTHS,
        "report_days": 60,
        "final_report_days": 90,
    }


def _terms(today: date) -> Told:
    start = begun(today)
    end = computed_end(start, plan.MONTHS)
    return {
        "contract": "1",
        "in_force": iso(start),
        "eligible_from": iso(start),
        "eligible_until": iso(end),
        "pay_until": iso(add_months(end, 2)),
        "closes": "2029-12-31",
        "eu_rate": "80",
        "move_limit": "10",
        "move_base": "heading",
        "move_approver": "notify",
        "share_rule": "interreg",
        "booked_rate": "inforeuro_submission",
    }


# --- the plan -------------------------------------------------------------------------------------------------------


def _update(one: plan.Told, today: date) -> Told:
    written = iso(previous_working_day(_last(today, one.month)))
    return {"activity": one.activity, "written": written, "progress": one.progress, "done": both(one.done)}


def _value(indicator: str, month: int, value: str, today: date) -> Told:
    return {"indicator": indicator, "until": iso(_last(today, month)), "value": value}


def _line(one: Line) -> Told:
    told = line_row(one)
    if one.number in plan.CATEGORIES:
        told["category"] = plan.CATEGORIES[one.number]
    if rate := plan.RATES.get(one.number):
        told |= {"rate": str(rate.per_cent), "base": rate.base, "article": rate.article, "rounding": "toward_zero"}
        told["amount"] = whole_euros(rate.planned)
    return told


def _investment() -> Told:
    number, title, partner, lines = plan.INVESTMENT
    return {"number": number, "title": both(title), "partner": partner, "lines": lines}


def _supply(today: date) -> Told:
    return {
        "subject": both(("Проучване на нуждите в два етапа", "Study of needs in two stages")),
        "contract_number": "Д-Т02",
        "supplier_name": SURVEYORS.name,
        "supplier_eik": SURVEYORS.eik,
        "state": "finished",
        "signed": iso(day_in(today, 1, 16)),
        "until": iso(_last(today, 7)),
        "line": "2.4",
        "partner": "2",
        "amount": "7680.00",
        "net": "6400.00",
        "currency": "EUR",
    }


# --- what was spent -------------------------------------------------------------------------------------------------


class Claim(NamedTuple):
    """An expense as the file tells it, in which report it is, and what it is in euro there."""

    told: Told
    report: int
    euro: Money
    paper: Paper | None = None


def claims(today: date) -> dict[str, Claim]:
    """By its number: what is claimed of every document, by units and as lump sums, and of each report at its flat rates."""
    found = [_of_paper(at, paper, today) for at, paper in enumerate(PAPERS, 1)]
    found += [_by_units(today, *one) for one in UNITS]
    for report in _WHOLE_REPORTS:
        found += _at_flat_rates([one for one in found if one.report == report], report, today)
    return {str(at): one for at, one in enumerate(found, 1)}


def paid_on(paper: Paper, today: date) -> date:
    """When a document was paid."""
    return day_in(today, paper.month, paper.days[1])


def amount_of(paper: Paper, cents: int, today: date) -> Money:
    """So many cents of a document in its money."""
    if paper.currency == "RON":
        return Money(cents, "RON")
    return in_its_currency(cents, day_in(today, paper.month, paper.days[0]))


def _document(paper: Paper, today: date) -> Told:
    net, vat = (amount_of(paper, cents, today) for cents in (paper.net, paper.vat))
    content = _scan(paper)
    facts = {"name": _name(paper), "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return {
        "kind": paper.kind,
        "paper_number": paper.number,
        "issued": iso(day_in(today, paper.month, paper.days[0])),
        "paid": iso(paid_on(paper, today)),
        "supplier_name": paper.supplier.name,
        "supplier_eik": paper.supplier.eik,
        "partner": paper.partner,
        "supply": paper.supply,
        "description": both(paper.text),
        "net": net.plain,
        "currency": net.currency,
        "sensitive": paper.kind == "payroll",
        "files": [facts | {"media_type": "application/pdf"}],
        **({"vat": vat.plain} if paper.vat else {}),
    }


def _papers() -> list[Told]:
    """The papers beside each document that was reported: all are there."""
    told: list[Told] = []
    for at, paper in enumerate(PAPERS, 1):
        stood = {"line_id": paper.line, "form": "actual"}
        lines = {paper.line: {"category": plan.CATEGORIES[paper.line], "form": "actual"}}
        wanted = required_papers({"kind": paper.kind}, [stood], lines, ())  # type: ignore[arg-type]  # by number, not id
        for one in wanted if paper.report in _WHOLE_REPORTS else ():
            name = both((one.name.bg, one.name.en))
            told.append({"document": str(at), "name": name, "there": True, "original": f"Папка {paper.partner}"})
    return told


def _activity(line: str) -> str:
    return next(one.activity for one in plan.LINES if one.number == line)


def _of_paper(at: int, paper: Paper, today: date) -> Claim:
    amount = amount_of(paper, paper.net + paper.vat, today)
    told = {
        "document": str(at),
        "line": paper.line,
        "activity": _activity(paper.line),
        "partner": paper.partner,
        "description": both(paper.text),
        "amount": amount.plain,
        "own": "0.00",
        "currency": amount.currency,
        "state": "submitted",
    }
    rated = amount.currency == "RON"
    euro = per_unit(amount, LEI[paper.report - 1]) if rated else in_euro(amount)
    return Claim(told, paper.report, euro or Money.zero("EUR"), paper)


def _by_units(today: date, report: int, line: str, text: tuple[str, str], units: int, price: int, proof: str) -> Claim:
    lump = units == 1
    amount = Money(units * price, "EUR")
    told = {
        "form": "lump_sum" if lump else "unit_cost",
        "line": line,
        "activity": _activity(line),
        "partner": line[0],
        "description": both(text),
        **({} if lump else {"units": str(units), "unit_price": Money(price, "EUR").plain}),
        "claimed": iso(day_in(today, report * plan.REPORT_MONTHS - 1, 20)),
        "evidence": proof,
        "amount": amount.plain,
        "own": "0.00",
        "currency": "EUR",
        "state": "submitted",
    }
    return Claim(told, report, amount)


def _named(partner: str) -> str:
    return plan.PARTNERS[int(partner) - 1].organisation


def _at_flat_rates(of_report: Sequence[Claim], report: int, today: date) -> Iterator[Claim]:
    """The flat rates of a report, each of what its base comes to there."""
    months = plan.REPORT_MONTHS
    first, last = add_months(begun(today), (report - 1) * months), _last(today, report * months - 1)
    for line, rate in plan.RATES.items():
        base = total((one.euro for one in of_report if one.told["line"] == rate.base), "EUR")
        amount = flat_amount(base, Decimal(rate.per_cent))
        text = (
            f"Единна ставка {rate.per_cent} % от разходите за персонал",
            f"Flat rate of {rate.per_cent}% of staff costs",
        )
        told = {
            "form": "flat_rate",
            "line": line,
            "partner": line[0],
            "description": both(text),
            "base_from": iso(first),
            "claimed": iso(last),
            "evidence": f"Ведомости на {_named(line[0])} за периода",
            "amount": amount.plain,
            "own": "0.00",
            "currency": "EUR",
            "state": "submitted",
        }
        yield Claim(told, report, amount)


# --- what came of it ------------------------------------------------------------------------------------------------


def _money(today: date) -> dict[str, list[Told]]:
    """What the programme paid of the first report after its certificates, and what of it the lead passed on."""
    whole, partner = (_fund_of_the_first(today, partners) for partners in ("12", "2"))
    asked, came = day_in(today, 6, 16), day_in(today, 7, 20)
    payment = {
        "kind": "interim",
        "package": "1.1",
        "requested": iso(asked),
        "requested_sum": whole.plain,
        "approved": whole.plain,
        "received": iso(came),
        "received_sum": whole.plain,
        "currency": "EUR",
    }
    passed = {
        "partner": "2",
        "kind": "interim",
        "paid": iso(day_in(today, 7, 26)),
        "amount": partner.plain,
        "currency": "EUR",
        "package": "1.1",
        "order_number": "OP 31",
    }
    return {"payment": [payment], "partner_transfer": [passed]}


def _fund_of_the_first(today: date, partners: str) -> Money:
    """What the fund pays of what was certified of the first report."""
    left = Money.zero("EUR")
    for one in claims(today).values():
        if one.report == 1 and one.told["partner"] in partners and not (one.paper and one.paper.parked):
            left += one.euro
            if one.paper and one.paper.cut:
                left -= in_euro(amount_of(one.paper, one.paper.cut[0], today)) or Money.zero("EUR")
    return flat_amount(left, Decimal(plan.SOURCES[0][3]))


def crossing_files() -> dict[str, bytes]:
    """The scanned papers of the project by the name under which its documents list them."""
    return {_name(paper): _scan(paper) for paper in PAPERS}


def _name(paper: Paper) -> str:
    return f"{paper.number}.pdf"


def _scan(paper: Paper) -> bytes:
    return specimen(paper.kind, paper.number, plan.CODE, Money(paper.net + paper.vat, paper.currency))
