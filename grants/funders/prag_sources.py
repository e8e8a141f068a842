"""The sources of funding in PRAG's final report: who was to pay, and who did.

Where a source has only a per cent it is taken of the accepted budget in force. What the applicant, contributions in kind and
other donors did not give is asked from the contracting authority. Captions are a reconstruction.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from grants.funders.format import Style
from grants.funders.grid import Kind, Line, Spot
from grants.funders.ground import EURO, Ground
from grants.funders.prag_budget import ZERO
from grants.funders.prag_rows import Worked, money_in
from grants.values.language import Text
from grants.values.money import Money, in_euro, share, total

_SOURCES: Final = (
    ("authority", Text("Договарящ орган: безвъзмездна помощ", "Contracting authority grant"), {"eu", "national"}),
    ("own", Text("Принос на кандидата", "Applicant's contribution"), {"own"}),
    ("kind", Text("Принос в натура", "Contributions in kind"), {"in_kind"}),
    ("others", Text("Други донори", "Other donors"), {"donor", "third_party"}),
)
_INTEREST: Final = Text("Приходи и лихви", "Revenue and interest")


def sources(of: Worked, ground: Ground, rows: list[Line]) -> Iterator[Line]:
    """Who pays: as budgeted and in fact. What nobody else gave is asked from the contracting authority."""
    accepted = next(line for line in rows if line.key == "accepted")
    in_force, cumulated = money_in(accepted, "in_force"), money_in(accepted, "cumulated")
    now, before = of.spent.now_parts, of.spent.before_parts
    given = {
        "own": now.own + before.own,
        "kind": now.in_kind + before.in_kind,
        "others": now.third + before.third,
    }
    given["authority"] = cumulated - total(given.values(), EURO)
    foreseen = {key: _foreseen(ground, kinds, in_force) for key, _, kinds in _SOURCES}
    sums = total(foreseen.values(), EURO), cumulated
    yield Line(
        {
            "what": Text("Източници на финансиране", "Sources of funding"),
            "contract": Spot(Text("По бюджет", "Amount budgeted"), style=Style.TEXT),
            "moved": Spot(Text("%", "%"), style=Style.TEXT),
            "period": Spot(Text("Действително", "Amount actual"), style=Style.TEXT),
            "before": Spot(Text("%", "%"), style=Style.TEXT),
        },
        "sources",
        Kind.CHAPTER,
    )
    others = "+".join(f"[period@source_{key}]" for key in ("own", "kind", "others"))
    for key, caption, kinds in _SOURCES:
        formula = f"[cumulated@accepted]-({others})" if key == "authority" else ""
        yield _source(f"source_{key}", _named(caption, ground, kinds), foreseen[key], given[key], sums, formula)
    yield Line({"what": _INTEREST}, "source_interest")
    yield _source("source_total", Text("Общо", "Total"), *sums, sums, "", Kind.TOTAL)


def _named(caption: Text, ground: Ground, kinds: set[str]) -> Text:
    if "donor" not in kinds:
        return caption
    bg, en = (
        ", ".join(n for s in ground.sources if s.kind in kinds if (n := s.name.in_(code))) for code in ("bg", "en")
    )
    return Text(f"{caption.bg}: {bg}" if bg else caption.bg, f"{caption.en}: {en}" if en else caption.en)


def _foreseen(ground: Ground, kinds: set[str], whole: Money) -> Money:
    """What sources of these kinds were to give: their amount, or their per cent of the budget in force."""
    amounts = (
        (in_euro(one.amount) or ZERO) if one.amount is not None else whole.at((one.share or Decimal(0)).scaleb(-2))
        for one in ground.sources
        if one.kind in kinds and one.partner_id is None
    )
    return total(amounts, EURO)


def _source(
    key: str,
    what: Text,
    foreseen: Money,
    actual: Money,
    sums: tuple[Money, Money],
    formula: str,
    kind: Kind = Kind.ROW,
) -> Line:
    whole, cumulated = sums
    summed = "SUM([{0}@source_authority:source_interest])" if kind is Kind.TOTAL else ""
    part = 'IF([{0}@source_total]=0,"",ROUND([{0}]/[{0}@source_total],4))'
    return Line(
        {
            "what": what,
            "contract": Spot(foreseen, summed.format("contract")),
            "moved": Spot(share(foreseen, whole), part.format("contract"), Style.SHARE),
            "period": Spot(actual, formula or summed.format("period")),
            "before": Spot(share(actual, cumulated), part.format("period"), Style.SHARE),
        },
        key,
        kind,
    )
