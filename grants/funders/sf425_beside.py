"""The sheets beside the SF-425: own costs by budget line, and every sub-grant. The form's lines are made of their sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Behind, Kind, Line, Spot, Value, on_line
from grants.funders.ground import Earlier, Entry, Ground
from grants.funders.line_amounts import numbered
from grants.funders.sf425 import Box10, SubAwards, together
from grants.funders.sf425_costs import (
    DOLLAR,
    ZERO,
    Indirect,
    OnLine,
    authorized,
    dollars,
    indirect_lines,
    matched,
    own_costs,
    received,
    required,
    sub_award,
)
from grants.values.language import Text
from grants.values.money import Money, total


@dataclass(frozen=True, slots=True)
class Worked:
    """The form's figures, with what they are made of."""

    box: Box10
    own: OnLine
    awards: SubAwards
    matched: Money
    indirect: tuple[Indirect, ...]


def worked(ground: Ground) -> Worked:
    """The form's figures."""
    return ground.once(_worked)


def _worked(ground: Ground) -> Worked:
    indirect = tuple(indirect_lines(ground))
    own = OnLine()
    for row in _cost_rows(ground, indirect):
        own.before += row.on.before
        own.now += row.on.now
        own.unpaid += row.on.unpaid
        own.recipient += row.on.recipient
    awards = together([sub_award(one) for one in ground.sub_grants])
    match = total((matched(one) for one in ground.sub_grants), DOLLAR)
    box = Box10(
        a=received(ground),
        b=own.paid + awards.advanced,
        d=authorized(ground),
        e=own.federal + awards.expended,
        f=awards.unliquidated,
        i=required(ground),
        j=own.recipient + match,
        l=ZERO,
        m=ZERO,
        n=ZERO,
    )
    return Worked(box, own, awards, match, indirect)


# --- own costs ------------------------------------------------------------------------------------------------------

COST_COLUMNS: Final = (
    Column(Text("Бюджетен ред", "Budget line"), 46, "what"),
    Column(Text("Федерален дял преди периода", "Federal share before the period"), 16, "before", Style.AMOUNT),
    Column(Text("Федерален дял за периода", "Federal share of the period"), 16, "now", Style.AMOUNT),
    Column(
        Text("Федерален дял, натрупано", "Federal share, cumulative"),
        16,
        "federal",
        Style.AMOUNT,
        formula="[before]+[now]",
    ),
    Column(Text("От него неплатено", "Of it not paid"), 16, "unpaid", Style.AMOUNT),
    Column(Text("От него платено", "Of it paid"), 16, "paid", Style.AMOUNT, formula="[federal]-[unpaid]"),
    Column(Text("Дял на получателя", "Recipient share"), 16, "recipient", Style.AMOUNT),
)
_SUMMED: Final = ("before", "now", "unpaid", "recipient")
_BY_RATE: Final = Text("непреки разходи по ставката", "indirect costs by the rate")
_ON_NO_LINE: Final = Text("На никой ред от бюджета", "On no budget line")


@dataclass(frozen=True, slots=True)
class _CostRow:
    key: str
    what: Text
    on: OnLine
    behind: Behind | None


def _on_none_of(ground: Ground) -> Behind:
    """The expenses on no line of the budget."""
    known = {line.id for line in ground.lines}

    def holds(entry: Entry | Earlier) -> bool:
        return entry.line_id not in known

    return holds


def _cost_rows(ground: Ground, indirect: tuple[Indirect, ...]) -> Iterator[_CostRow]:
    costs = ground.once(own_costs)
    counted = {one.line.id: one for one in indirect if one.counted}
    for line in ground.lines:
        name = numbered(line)
        if line.id in counted:
            one = counted[line.id]
            on = OnLine(before=one.before, now=one.charged - one.before)
            said = Text(f"{name.bg}: {_BY_RATE.bg}" if name.bg else "", f"{name.en}: {_BY_RATE.en}" if name.en else "")
            yield _CostRow(f"l{line.id}", said, on, None)
        elif line.id in costs.lines:
            yield _CostRow(f"l{line.id}", name, costs.lines[line.id], on_line(line.id))
    if None in costs.lines:
        yield _CostRow("none", _ON_NO_LINE, costs.lines[None], _on_none_of(ground))


def cost_rows(ground: Ground) -> Iterator[Line]:
    """Own costs by budget line."""
    rows = list(_cost_rows(ground, tuple(indirect_lines(ground))))
    for row in rows:
        cells: dict[str, Value | Spot] = {name: getattr(row.on, name) for name in ("before", "unpaid", "recipient")}
        cells |= {"what": row.what, "now": row.on.now}
        yield Line({**cells, "federal": row.on.federal, "paid": row.on.paid}, row.key, behind=row.behind)
    of = worked(ground).own
    sums = {
        name: Spot(getattr(of, name), f"SUM([{name}@{rows[0].key}:{rows[-1].key}])" if rows else "") for name in _SUMMED
    }
    yield Line({"what": Text("Общо", "Total"), **sums, "federal": of.federal, "paid": of.paid}, "sum", Kind.TOTAL)


# --- subawards ------------------------------------------------------------------------------------------------------

SUB_COLUMNS: Final = (
    Column(Text("№", "No"), 5, "number", Style.CODE),
    Column(Text("Получател на подгрант", "Sub-grantee"), 32, "recipient"),
    Column(Text("Споразумение №", "Agreement no"), 13, "agreement", Style.CODE),
    Column(Text("Сума (федерална)", "Amount (federal)"), 13, "amount", Style.AMOUNT),
    Column(Text("Преведено досега", "Advanced to date"), 13, "advanced", Style.AMOUNT),
    Column(Text("Изразходвано и прието (част от e)", "Expended & accepted (e part)"), 14, "expended", Style.AMOUNT),
    Column(Text("Неизразходвано", "Unliquidated"), 14, "unliquidated", Style.AMOUNT, formula="[amount]-[expended]"),
    Column(
        Text("Преведено и неотчетено", "Advance outstanding"),
        13,
        "outstanding",
        Style.AMOUNT,
        formula="[advanced]-[expended]",
    ),
    Column(Text("Изискван принос", "Match required"), 13, "match_required", Style.AMOUNT),
    Column(Text("Принос в пари", "Match cash"), 13, "match_cash", Style.AMOUNT),
    Column(Text("Принос в натура", "Match in-kind"), 13, "match_in_kind", Style.AMOUNT),
    Column(Text("Принос досега", "Match to date"), 13, "match", Style.AMOUNT, formula="[match_cash]+[match_in_kind]"),
)
_TYPED: Final = ("amount", "advanced", "expended", "match_required", "match_cash", "match_in_kind")


def sub_rows(ground: Ground) -> Iterator[Line]:
    """A row for each sub-grant, and their sums."""
    rows = []
    for one in ground.sub_grants:
        award = sub_award(one)
        amounts: dict[str, Money] = {
            "amount": award.amount,
            "advanced": award.advanced,
            "expended": award.expended,
            "unliquidated": award.unliquidated,
            "outstanding": award.outstanding,
            "match_required": dollars(one.match_required),
            "match_cash": dollars(one.matched),
            "match_in_kind": dollars(one.matched_in_kind),
            "match": matched(one),
        }
        rows.append(amounts)
        told: dict[str, Value | Spot] = {"number": one.number, "recipient": one.recipient, "agreement": one.agreement}
        yield Line({**told, **amounts}, f"g{len(rows)}")
    sums: dict[str, Value | Spot] = {"recipient": Text("Общо", "Total")}
    for name in _TYPED:
        held = total((row[name] for row in rows), DOLLAR)
        sums[name] = Spot(held, f"SUM([{name}@g1:g{len(rows)}])")
    of = worked(ground)
    sums |= {"unliquidated": of.awards.unliquidated, "outstanding": of.awards.outstanding, "match": of.matched}
    yield Line(sums, "sum", Kind.TOTAL)
