"""What follows from the statements of a report of the EU's Model Grant Agreement: the payment it may lead to, and whose
certificate on the financial statements is due. Our own computation, no part of the form.

Sources: Annotated Grant Agreement v2.0 (1 April 2025), art. 22.3 and 24.2. Costs of earlier reports count as they were claimed,
less what the funder cut or set aside; row E of each is worked out on what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Grid, Kind, Line, Spot
from grants.funders.ground import EURO, Asked, Earlier, Ground, Party, in_money
from grants.funders.model_grant import (
    FinalGrant,
    InterimPayment,
    final_grant,
    interim_ceiling,
    most_contribution,
    requested_contribution,
    without_certificate,
)
from grants.funders.model_grant_report import (
    DIRECT,
    GRANT,
    NO_RATE,
    Statement,
    code_of,
    in_per_cent,
    income_of,
    is_indirect,
    maximum_grant,
    plain_rate,
    profile,
    statement_of,
)
from grants.funders.model_grant_statements import (
    CERTIFICATE_PLACE,
    adjusted,
    belonging_to,
    funding_rate,
    parties,
    statements,
    typed,
)
from grants.values.language import Text
from grants.values.money import Money, total

ZERO: Final = Money.zero(EURO)
_PAID_BACK: Final = frozenset({"recovery", "correction"})


# --- what was claimed so far ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a participant has claimed with all reports so far: total costs (f) before this one and in it, what of them is
    volunteers, and the EU's part of all of it that is requested.
    """

    party: Party
    key: str  # of its statement
    before: Money
    now: Money
    volunteers: Money
    requested: Money


def claimed(ground: Ground) -> list[Claimed]:
    """Of each participant what it has claimed so far."""
    found, rate = parties(ground), funding_rate(ground) or Decimal(0)
    made: list[Claimed] = []
    for party in found:
        own = [(key, part, statement_of(part)) for key, _name, part in statements(ground) if part.partners[0] == party]
        key, part, first = own[0]
        earlier = _earlier(ground, belonging_to(party, found), part)
        before = total((one.costs for one in earlier), EURO)
        now = total((told.costs for _key, _part, told in own), EURO)
        volunteers = total((told.sums["a5"] for told in [*earlier, *(told for _key, _part, told in own)]), EURO)
        most = most_contribution(before + now, rate)
        requested = requested_contribution(most, before + now, volunteers, first.maximum)
        made.append(Claimed(party, key, before, now, volunteers, requested))
    return made


def _earlier(ground: Ground, whose: frozenset[int | None], part: Ground) -> list[Statement]:
    """What is left of a participant's statements in each earlier package, less what the funder took away."""
    lines, sums = {line.id: line for line in ground.lines}, dict[str, dict[str, Money]]()
    for one in ground.earlier:
        line = lines.get(one.line_id or 0)
        if one.partner_id in whose and not is_indirect(line, one):
            of = sums.setdefault(one.package, dict.fromkeys(DIRECT, ZERO))
            of[code_of(line, one)] += _left(one)
    article, per_cent = profile(part)
    return [Statement(of, article, per_cent, None) for of in sums.values()]


def _left(one: Earlier) -> Money:
    return (one.euro or ZERO) - (one.lost_euro or ZERO)


# --- certificates on the financial statements -----------------------------------------------------------------------


def certificate_threshold(ground: Ground) -> Money | None:
    """From which requested contribution a participant's certificate is due, as typed from the Data Sheet; None where it is not."""
    found = typed(ground, CERTIFICATE_PLACE)
    return Money.of(found, EURO) if isinstance(found, Decimal) and found > 1 and found == round(found, 2) else None


def certificates_due(ground: Ground) -> Iterator[tuple[Text, Money, Money]]:
    """The participants whose certificate is due: what they request with all reports, and what is paid at most without it."""
    threshold = certificate_threshold(ground)
    if threshold is None:
        return
    for one in claimed(ground):
        most = without_certificate(one.requested, threshold)
        if most != one.requested:
            yield one.party.name, one.requested, most


# --- the payment ----------------------------------------------------------------------------------------------------


def paid_before(ground: Ground) -> Money:
    """What came from the funder so far, less what went back: nothing that pays this report itself, a later one or the balance."""
    return total((_came(one) for one in ground.asked if one.kind != "final" and not _is_for_this(ground, one)), EURO)


def _came(one: Asked) -> Money:
    euro = (in_money(one.received, EURO) if one.received else None) or ZERO
    return -euro if one.kind in _PAID_BACK else euro


def _is_for_this(ground: Ground, one: Asked) -> bool:
    own, of = (number.partition(".")[0] for number in (ground.package, one.package))
    return own.isdecimal() and of.isdecimal() and int(of) >= int(own)


def of_whole(ground: Ground) -> Money | None:
    """The maximum grant of the whole project: of its sources, or else of all participants'."""
    return maximum_grant([one for one in ground.sources if one.partner_id is None] or ground.sources)


def revenues(ground: Ground) -> Money:
    """What the participants declare as revenues, where it reads as an amount."""
    return total((one for one in map(_income, _originals(ground)) if one is not None), EURO)


def _originals(ground: Ground) -> list[tuple[str, Ground]]:
    return [(key, own) for key, _name, own in statements(ground) if adjusted(own) is None]


def _income(one: tuple[str, Ground]) -> Money | None:
    found = income_of(one[1])
    return found if isinstance(found, Money) else None


def final(ground: Ground) -> FinalGrant:
    """The final grant, of all costs so far."""
    found = claimed(ground)
    costs = total((one.before + one.now for one in found), EURO)
    volunteers = total((one.volunteers for one in found), EURO)
    rate = funding_rate(ground) or Decimal(0)
    return final_grant(costs, rate, of_whole(ground), revenues(ground), volunteers)


def interim(ground: Ground) -> InterimPayment:
    """The interim payment, of what is requested with this report."""
    asked = total((statement_of(own).requested for _key, _name, own in statements(ground)), EURO)
    maximum, cap = of_whole(ground), ground.interim_cap
    ceiling = None if maximum is None or cap is None else interim_ceiling(maximum, cap)
    return InterimPayment(asked, paid_before(ground), ceiling)


# --- the sheet ------------------------------------------------------------------------------------------------------

_COSTS_SO_FAR: Final = Text("Общо разходи досега", "Total costs so far")
_PAID: Final = Text("Получени плащания дотук", "Payments received so far")
_NO_MAXIMUM: Final = Text(
    "не е известен: впишете сумата на източника „европейско финансиране“",
    "not known: enter the amount of the source “EU funding”",
)
_NO_CAP: Final = Text(
    "не е вписан в условията на договора (обичайно 90 %)", "not entered in the terms of the contract (usually 90%)"
)
_DUE: Final = Text("нужен е сертификат", "the certificate is due")
_NOT_DUE: Final = Text("под прага", "below the threshold")
_NO_THRESHOLD: Final = Text("въвежда се при текстовете на отчета", "typed among the report's texts")
_CUTS: Final = Text("без отрязаното и отложеното от финансиращия", "without what the funder cut or set aside")


def payment_rows(ground: Ground) -> Iterator[Line]:
    """The final grant in its steps, or the interim payment; below them the certificates."""
    yield from _final(ground) if ground.is_final else _interim(ground)
    yield from _certificates(ground)


def _row(key: str, what: Text, amount: Money | Spot | None, note: Text | None = None, kind: Kind = Kind.ROW) -> Line:
    return Line({"what": what, "amount": amount, "note": note}, key, kind)


def _final(ground: Ground) -> Iterator[Line]:
    found, told, rate = claimed(ground), final(ground), funding_rate(ground)
    before, now = (total((getattr(one, name) for one in found), EURO) for name in ("before", "now"))
    volunteers = total((one.volunteers for one in found), EURO)
    yield _row("head", Text("Окончателно плащане", "Payment of the balance"), None, kind=Kind.CHAPTER)
    yield _row("before", Text("Разходи по предишните отчети", "Costs of the earlier reports"), before, _CUTS)
    yield _row("now", Text("Разходи по този отчет", "Costs of this report"), Spot(now, "[all!f@all]"))
    yield _row("costs", _COSTS_SO_FAR, Spot(before + now, "[amount@before]+[amount@now]"))
    if volunteers:
        caption = Text("в т.ч. доброволци (A.5)", "of these volunteers (A.5)")
        yield _row("a5", caption, volunteers)
    of_rate = f"ROUND([amount@costs]*{plain_rate(rate)}/100,2)"
    by_rate = f"MIN({of_rate},[amount@costs]-[amount@a5])" if volunteers else of_rate
    caption = Text("Стъпка 1: процентът от разходите", "Step 1: the rate of the costs")
    yield _row("step1", caption, Spot(told.by_rate, by_rate), _at_rate(rate, limited=bool(volunteers)))
    maximum = of_whole(ground)
    yield _row("m", GRANT, maximum, None if maximum else _NO_MAXIMUM)
    caption = Text("Стъпка 2: не повече от максималния размер", "Step 2: not above the maximum grant")
    capped = "[amount@step1]" if maximum is None else "MIN([amount@step1],[amount@m])"
    yield _row("step2", caption, Spot(told.capped, capped))
    incomes = "+".join(f"[fs-{key}!amount@n]" for key, own in _originals(ground) if _income((key, own)) is not None)
    caption = Text("Приходи от дейността (n) на всички участници", "Revenues (n) of all participants")
    yield _row("n", caption, Spot(revenues(ground), incomes))
    yield _row(
        "profit",
        Text("Печалба: стъпка 2 + приходите − разходите", "Profit: step 2 + revenues − costs"),
        Spot(told.profit, "MAX([amount@step2]+[amount@n]-[amount@costs],0)"),
        Text("само на участници с цел печалба", "of profit-making participants only"),
    )
    yield _row(
        "share",
        Text("Дял на стъпка 2 в разходите", "Share of step 2 in the costs"),
        Spot(told.share, "IF([amount@costs]=0,0,ROUND([amount@step2]/[amount@costs],4))", Style.SHARE),
        Text("с два знака, както в примера на Комисията", "with two decimals, as in the Commission's example"),
    )
    caption = Text("Удръжка: печалбата по този дял", "Deduction: the profit at that share")
    yield _row("deducted", caption, Spot(told.deducted, "ROUND([amount@profit]*[amount@share],2)"))
    caption = Text("Стъпка 3: окончателен размер", "Step 3: the final grant")
    yield _row("step3", caption, Spot(told.grant, "[amount@step2]-[amount@deducted]"), kind=Kind.TOTAL)
    paid = paid_before(ground)
    yield _row("paid", _PAID, paid)
    balance = told.grant - paid
    back = Text("повече е платено: връща се", "more was paid: it goes back") if balance < ZERO else None
    caption = Text("Остатък: стъпка 3 − полученото", "Balance: step 3 − what was received")
    yield _row("balance", caption, Spot(balance, "[amount@step3]-[amount@paid]"), back, Kind.TOTAL)


def _at_rate(rate: Decimal | None, *, limited: bool) -> Text:
    said = NO_RATE if rate is None else in_per_cent(rate)
    if not limited:
        return said
    return Text(f"{said.bg}, не повече от разходите без A.5", f"{said.en}, not above the costs without A.5")


def _interim(ground: Ground) -> Iterator[Line]:
    told, maximum, cap = interim(ground), of_whole(ground), ground.interim_cap
    yield _row("head", Text("Междинно плащане", "Interim payment"), None, kind=Kind.CHAPTER)
    caption = Text("Поискано участие на ЕС с този отчет", "EU contribution requested with this report")
    yield _row("h", caption, Spot(told.requested, "[all!h@all]"))
    yield _row("m", GRANT, maximum, None if maximum else _NO_MAXIMUM)
    reached = f"ROUNDDOWN(ROUND([amount@m]*{plain_rate(cap)}/100,6),2)"  # no cent is lost to binary fractions
    caption = Text("Таван на плащанията преди остатъка", "Ceiling of the payments before the balance")
    ceiling = None if told.ceiling is None else Spot(told.ceiling, reached)
    yield _row("ceiling", caption, ceiling, _NO_CAP if cap is None else in_per_cent(cap))
    yield _row("paid", _PAID, told.paid)
    caption = Text("Остава до тавана", "Left below the ceiling")
    room = None if told.room is None else Spot(told.room, "MAX([amount@ceiling]-[amount@paid],0)")
    yield _row("room", caption, room)
    pays = "[amount@h]" if told.room is None else "MIN([amount@h],[amount@room])"
    caption = Text("Плащане най-много", "Payment, at most")
    yield _row("payment", caption, Spot(told.payment, pays), kind=Kind.TOTAL)


def _certificates(ground: Ground) -> Iterator[Line]:
    threshold = certificate_threshold(ground)
    yield _row(
        "certificates",
        Text("Сертификат за финансовите отчети", "Certificate on the financial statements"),
        None,
        kind=Kind.CHAPTER,
    )
    said = None if threshold else ground.texts.get(CERTIFICATE_PLACE) or _NO_THRESHOLD
    yield _row("threshold", Text("Праг по информационния лист", "Threshold of the Data Sheet"), threshold, said)
    for one in claimed(ground):
        due = threshold is not None and one.requested >= threshold
        yield Line(
            {
                "what": one.party.name,
                "amount": one.requested,
                "without": without_certificate(one.requested, threshold) if due and threshold else None,
                "note": _DUE if due else _NOT_DUE if threshold else None,
            },
            f"of-{one.party.number}",
        )


def _said_below(ground: Ground) -> Iterator[Text]:
    yield Text(
        "Наше изчисление по чл. 22.3 и 24.2 на споразумението, не е част от формуляра: плащането решава финансиращият.",
        "Our own computation by art. 22.3 and 24.2 of the agreement, no part of the form: the funder decides what is paid.",
    )
    yield Text(
        "При сертификатите: поисканото от участника с всички отчети досега; без нужния сертификат се плаща до прага без едно евро.",
        "Of certificates: what the participant requests with all reports so far; without one that is due at most the threshold "
        "less one euro is paid.",
    )
    if any(one.received and in_money(one.received, EURO) is None for one in ground.asked):
        yield Text(
            "Плащания във валута без твърд курс към еврото не са броени.",
            "Payments in a currency without a fixed rate to the euro are not counted.",
        )


PAYMENT: Final = Grid(
    "payment",
    Text("Плащане", "Payment"),
    (
        Column(Text("Изчисление", "Computation"), 52, "what"),
        Column(Text("Сума (EUR)", "Amount (EUR)"), 18, "amount", Style.AMOUNT),
        Column(
            Text("Без сертификат най-много (EUR)", "Without certificate at most (EUR)"), 20, "without", Style.AMOUNT
        ),
        Column(Text("Бележка", "Note"), 52, "note"),
    ),
    payment_rows,
    title=Text(
        "Какво плащане следва от отчета (наше изчисление)", "What payment follows from the report (our computation)"
    ),
    below=_said_below,
    where=lambda ground: ground.is_whole,  # a partner's part says nothing of its payments
)
