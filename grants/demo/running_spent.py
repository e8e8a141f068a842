"""The running project's papers as a project file tells them, and their scanned files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from grants.budget.costs import flat_amount
from grants.demo.laid_out import Told, both, days_ago, iso
from grants.demo.running_money import category_of
from grants.demo.running_papers import PAPERS, PAYROLLS, Claim, Paper
from grants.demo.running_plan import CODE
from grants.demo.scans import specimen
from grants.expenses.required import required_papers
from grants.values.days import Precision, PublishedDay, add_months, computed_end, next_working_day, previous_working_day
from grants.values.money import EUR_RATE_BGN, EURO_SINCE, Money, split, total
from grants.values.wording import wording


def spent(today: date) -> dict[str, list[Told]]:
    """The supporting documents in the order of their dates, and what of each is claimed."""
    told = [_paper(paper, today) for paper in PAPERS] + list(_payrolls(today))
    documents: list[Told] = []
    expenses: list[Told] = []
    for document, claims in sorted(told, key=lambda one: str(one[0]["issued"])):
        documents.append(document)
        expenses += [claim | {"document": str(len(documents))} for claim in claims]
    at = {str(document["paper_number"]): str(place) for place, document in enumerate(documents, 1)}
    expenses += _flat_rates(documents, expenses)
    return {
        "document": documents,
        "payout": _payouts(documents, at),
        "credit": _credits(documents, at),
        "paper": _papers(documents, expenses),
        "expense": [_as_reported(one, documents, today) for one in expenses],
    }


# The reports so far, and what the funder said of them: of the first everything was approved but what is cut in part; of the
# second it has decided on a few papers.
FIRST, SECOND = "1.2", "2.1"
_PAID_FOR_THE_FIRST = 290  # days ago and longer
_LETTERS = {FIRST: ("Писмо № 94-112 на управляващия орган", 130), SECOND: ("Писмо № 94-131 на управляващия орган", 9)}
_APPROVED_OF_SECOND = frozenset({"СИС-014"})
_CUT = {
    "3000000061": ("ДДС по дебитното известие не се признава.", 24_00),
    "4000000915": ("Надвишава договорената цена за един ден превод.", 60_00),
}
_PARKED = {"ЗК-07": "Липсва докладът за командировката."}


def _as_reported(claim: Told, documents: Sequence[Told], today: date) -> Told:
    """A reported claim with the number of its report package, and with what the funder said of it, as far as it has."""
    if claim["state"] != "reported":
        return claim
    document = documents[int(str(claim["document"])) - 1] if "document" in claim else {}
    day = str(document.get("paid") or claim["claimed"])
    package = FIRST if day <= iso(days_ago(today, _PAID_FOR_THE_FIRST)) else SECOND
    return claim | {"package": package} | _decided(package, document, today)


def _decided(package: str, document: Told, today: date) -> Told:
    paper, (letter, ago) = document.get("paper_number", ""), _LETTERS[package]
    told = {"decided": iso(days_ago(today, ago)), "decision": letter}
    if paper in _PARKED:
        return {"state": "parked", "reason": _PARKED[paper], **told}
    if paper in _CUT:
        reason, cents = _CUT[paper]
        cut = in_its_currency(cents, date.fromisoformat(str(document["issued"])))
        return {"state": "cut", "reason": reason, "cut": cut.plain, **told}
    return {"state": "approved", **told} if package == FIRST or paper in _APPROVED_OF_SECOND else {}


def _papers(documents: Sequence[Told], expenses: Sequence[Told]) -> list[Told]:
    """The papers beside each document: of what went out all but one are there, of what is verified the first few."""
    told: list[Told] = []
    for place, document in enumerate(documents, 1):
        claims = [one for one in expenses if one.get("document") == str(place)]
        if not claims or claims[0]["state"] not in {"reported", "verified"}:
            continue
        lines = {str(one["line"]): {"category": category_of(str(one["line"])), "form": "actual"} for one in claims}
        stood = [{"line_id": one["line"], "form": "actual"} for one in claims]
        wanted = required_papers({"kind": document["kind"]}, stood, lines, ())  # type: ignore[arg-type]  # by number, not id
        there = wanted if claims[0]["state"] == "reported" else wanted[:3]
        told += [
            {
                "document": str(place),
                "name": both((one.name.bg, one.name.en)),
                "there": document["paper_number"] not in _PARKED or one is not there[0],
                "original": f"Папка {document['partner']}",
            }
            for one in there
        ]
    return told


def _payouts(documents: Sequence[Told], at: Mapping[str, str]) -> list[Told]:
    """One invoice was paid on two days, half each time."""
    place = at["6000000338"]
    document = documents[int(place) - 1]
    gross = Money.of(str(document["net"]), "EUR") + Money.of(str(document["vat"]), "EUR")
    last = date.fromisoformat(str(document["paid"]))
    days = (previous_working_day(last - timedelta(days=5)), last)
    return [
        {
            "document": place,
            "paid": iso(day),
            "amount": part.plain,
            "currency": document["currency"],
            "order_number": f"ПН-{240 + n}",
            "statement": f"Извлечение {day:%d.%m.%Y}",
        }
        for n, (day, part) in enumerate(zip(days, split(gross, (1, 1)), strict=True))
    ]


def _credits(documents: Sequence[Told], at: Mapping[str, str]) -> list[Told]:
    """The credit note stands against its invoice, whole."""
    note, invoice = at["5000000744"], at["5000000730"]
    document = documents[int(note) - 1]
    currency = str(document["currency"])
    whole = Money.of(str(document["net"]), currency) + Money.of(str(document["vat"]), currency)
    return [{"credit_note": note, "invoice": invoice, "amount": whole.plain, "currency": currency}]


def _flat_rates(documents: Sequence[Told], expenses: Sequence[Told]) -> list[Told]:
    """For every payroll that counts, the flat rate on it: a claim that needs no invoice."""
    return [
        _flat_rate(document, claims)
        for place, document in enumerate(documents, 1)
        if document["kind"] == "payroll"
        and (claims := [one for one in expenses if one["document"] == str(place)])
        and claims[0]["state"] in {"reported", "verified"}
    ]


def _flat_rate(document: Told, claims: Sequence[Told]) -> Told:
    base = total((Money.of(str(one["amount"]), str(one["currency"])) for one in claims), str(document["currency"]))
    day = date.fromisoformat(str(document["paid"]))
    return {
        "form": "flat_rate",
        "line": f"2.{document['partner']}",
        "partner": document["partner"],
        "description": both(
            (
                f"Единна ставка 40 % върху {document['paper_number']}",
                f"Flat rate of 40% on {document['paper_number']}",
            )
        ),
        "base_from": iso(day),
        "claimed": iso(day),
        "evidence": f"Верифицирани разходи за персонал по {document['paper_number']}",
        "amount": flat_amount(base, Decimal(40)).plain,
        "own": "0.00",
        "currency": base.currency,
        "state": claims[0]["state"],
    }


def _paper(paper: Paper, today: date) -> tuple[Told, list[Told]]:
    issued = days_ago(today, paper.issued)
    paid = None if paper.paid is None else days_ago(today, paper.paid)
    document = {
        "kind": paper.kind,
        "paper_number": paper.number,
        "issued": iso(issued),
        "paid": iso(paid),
        "supplier_name": paper.supplier.name,
        "supplier_eik": paper.supplier.eik,
        "partner": paper.partner,
        "description": both(paper.text),
        **_amounts(paper.net, paper.vat, issued),
    }
    if paid is not None:
        document["original"] = f"Класьор „Разходи {paid:%Y}“"
    if paper.scan:
        content = _scan(paper)
        facts = {"name": paper.scan, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        document["files"] = [facts | {"media_type": "application/pdf"}]
    if paper.kind == "paid_sums":
        document["sensitive"] = True
    if paper.number in _UNDER_CONTRACT:
        document["supply"] = _UNDER_CONTRACT[paper.number]
    claims = _claims(paper.claims, (paper.net, paper.vat), issued, paper.partner, paper.state)
    return document, claims


_UNDER_CONTRACT = {"7000000104": "1", "7000000131": "1"}


def _payrolls(today: date) -> Iterable[tuple[Told, list[Told]]]:
    for payroll in PAYROLLS:
        month = add_months(today.replace(day=1), -payroll.months_ago)
        issued = previous_working_day(computed_end(month, 1))
        paid = next_working_day(issued + timedelta(days=3))
        claims = tuple(Claim(*claim) for claim in payroll.claims)
        net = sum(claim.cents for claim in claims)
        published = PublishedDay(month, Precision.MONTH)
        document = {
            "kind": "payroll",
            "paper_number": f"ВЕД-{month:%m/%Y}",
            "issued": iso(issued),
            "paid": iso(paid) if paid <= today else "",
            "supplier_name": payroll.supplier.name,
            "supplier_eik": payroll.supplier.eik,
            "partner": payroll.partner,
            "description": both(
                (
                    f"Ведомост за заплати за {wording('bg').published_day(published)}",
                    f"Payroll for {wording('en').published_day(published)}",
                )
            ),
            "sensitive": True,
            "original": f"Папка „Ведомости {month:%Y}“",
            **_amounts(net, 0, issued),
        }
        yield document, _claims(claims, (net, 0), issued, payroll.partner, payroll.state)


def _currency(issued: date) -> str:
    return "EUR" if issued >= EURO_SINCE else "BGN"


def in_its_currency(cents: int, issued: date) -> Money:
    """Cents of a euro in the money of a Bulgarian paper of that day: of before 2026 in leva."""
    if issued >= EURO_SINCE:
        return Money(cents, "EUR")
    return Money(Money(cents, "EUR").at(EUR_RATE_BGN).minor, "BGN")


def _amounts(net: int, vat: int, issued: date) -> Told:
    told = {"net": in_its_currency(net, issued).plain, "currency": _currency(issued)}
    return told | {"vat": in_its_currency(vat, issued).plain} if vat else told


def _claims(
    claims: Sequence[Claim], net_and_vat: tuple[int, int], issued: date, partner: str, state: str
) -> list[Told]:
    """What is claimed of a paper; parts that make up the paper do so also where it is in leva."""
    if not claims:
        return []
    parts = [claim.cents or sum(net_and_vat) for claim in claims]
    claimed = net_and_vat if sum(parts) == sum(net_and_vat) else (sum(parts), 0)
    whole = in_its_currency(claimed[0], issued) + in_its_currency(claimed[1], issued)
    amounts = split(whole, parts)
    return [
        {
            "line": claim.line,
            "activity": claim.activity,
            "partner": partner,
            "description": both(claim.text),
            "amount": amount.plain,
            "own": "0.00",
            "currency": amount.currency,
            "state": state,
        }
        for claim, amount in zip(claims, amounts, strict=True)
    ]


def scanned_files() -> dict[str, bytes]:
    """The scanned papers of the project by the name under which its documents list them."""
    return {paper.scan: _scan(paper) for paper in PAPERS if paper.scan}


def _scan(paper: Paper) -> bytes:
    return specimen(paper.kind, paper.number, CODE, Money(paper.net + paper.vat, "EUR"))
