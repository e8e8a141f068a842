"""The financial statements that a report of the EU's Model Grant Agreement consists of: one for each participant and period."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from grants.funders.ground import EURO, FundedBy, Ground, Party, PlannedLine, Reported, in_money
from grants.values.language import Text
from grants.values.money import Money, share, total
from grants.values.reading import whole_number

ORIGINAL: Final = Text("първоначален", "original")
EXPLANATIONS: Final = Text("Обяснение на корекциите", "Explanations on adjustments")

INDIRECT_RATES: Final[Mapping[str, Decimal]] = {"mga_7": Decimal(7), "mga_25": Decimal(25)}
"""The legal grounds of indirect costs, with the per cent each stands for where the budget names none."""


def parties(ground: Ground) -> tuple[Party, ...]:
    """The participants, the coordinator first; the beneficiary alone where no partner is recorded."""
    alone = Party(0, "1", ground.beneficiary, "lead", ground.beneficiary_eik)
    return tuple(sorted(ground.partners, key=lambda party: party != ground.lead)) or (alone,)


def belonging_to(party: Party, found: Sequence[Party]) -> frozenset[int | None]:
    """By which partners' ids what is a participant's is known: what names no partner belongs to the coordinator."""
    return frozenset({party.id, None} if party == found[0] else {party.id})


def statements(ground: Ground) -> Iterator[tuple[str, Text, Ground]]:
    """Each statement with its key, its name and its part of the ground: of every participant that of this period, and one for
    each earlier period of which it declares or corrects costs. What names no partner belongs to the coordinator.
    """
    found, known = parties(ground), {one.sequence: one for one in ground.reported}
    for party in found:
        whose = belonging_to(party, found)
        late = {one.adjusts for one in ground.tallies if one.partner_id in whose and one.adjusts}
        own = [one for one in ground.sources if one.partner_id == party.id]
        alone = [one for one in ground.sources if one.partner_id is None and len(found) == 1]
        part = replace(
            ground,
            partners=(party,),
            lines=_lines_of(ground, party, whose),
            sources=tuple(own or alone),
            eu_rate=funding_rate(ground),
        ).told_in_sums(ground.tallies)
        yield party.number, _sheet(party, own_number(ground)), part.of_partners(whose, 0)
        for adjusts in (known[sequence] for sequence in sorted(late)):
            name = _sheet(party, period_number(ground, adjusts), adjusted=True)
            of_period = part.of_partners(whose, adjusts.sequence, first=adjusts.first, last=adjusts.last)
            yield f"{party.number}-{adjusts.sequence}", name, of_period


def _sheet(party: Party, number: str, *, adjusted: bool = False) -> Text:
    """What a statement's sheet is called: of which participant and reporting period it is."""
    bg, en = ("_корекция", "_adjustment") if adjusted else ("", "")
    return Text(f"ФО_{party.number}_период_{number}{bg}", f"FS_{party.number}_RP{number}{en}")


def own_number(ground: Ground) -> str:
    """The number of the report's own period: the one after those reported before, else as its package is numbered."""
    if ground.reported:
        last = whole_number(period_number(ground, max(ground.reported, key=lambda one: one.sequence)))
        if last is not None:
            return str(last + 1)
    return ground.package.partition(".")[0] or str(ground.next_package or 1)


def adjusted(own: Ground) -> Reported | None:
    """The earlier period to which a statement is an adjustment; None of that of the report's own period."""
    sequence = next((one.adjusts for one in own.tallies), 0)
    return next((one for one in own.reported if one.sequence == sequence), None)


def period_number(ground: Ground, one: Reported) -> str:
    """How an earlier period is numbered: as it is planned, or where not all are, by its package."""
    numbers = [each.number for each in ground.reported]
    return one.number if all(numbers) and len({*numbers}) == len(numbers) else str(one.sequence)


def kind_of(own: Ground) -> Text:
    """What a statement is: the original of its period, or an adjustment to that of an earlier one."""
    adjusts = adjusted(own)
    return statement_kind(own, adjusts.sequence if adjusts else 0)


def statement_kind(ground: Ground, sequence: int) -> Text:
    """What the statement is in which a cost stands that adjusts the package of that sequence, or none (0)."""
    adjusts = next((one for one in ground.reported if one.sequence == sequence), None)
    if adjusts is None:
        return ORIGINAL
    number = period_number(ground, adjusts)
    return Text(
        f"корекция на финансовия отчет за период {number}", f"adjustment to the financial statement of period {number}"
    )


def _lines_of(ground: Ground, party: Party, whose: frozenset[int | None]) -> tuple[PlannedLine, ...]:
    """A participant's lines, those of nobody and those it claims on; the agreement's indirect costs are its own too where it
    has no such line.
    """
    claimed = {one.line_id for one in ground.tallies if one.partner_id in whose}
    own = tuple(line for line in ground.lines if line.partner_id in {None, party.id} or line.id in claimed)
    flat = indirect_line(own) or indirect_line(ground.lines)
    return own if flat is None or flat in own else (*own, flat)


def indirect_line(lines: Sequence[PlannedLine]) -> PlannedLine | None:
    """The line that says which indirect costs the agreement pays; None where the budget does not say it."""
    return next((line for line in lines if line.article in INDIRECT_RATES), None)


def funding_rate(ground: Ground) -> Decimal | None:
    """The funding rate, per cent: the contract's; without one the EU's share of the sources. None where neither is known.

    Where the EU and the State together make up just what the contract pays, its rate is that of both: the EU's is its share.
    """
    whole = [one for one in ground.sources if one.partner_id is None] or [*ground.sources]
    of_eu = _part(whole, {"eu"})
    if ground.eu_rate is None:
        return of_eu
    return of_eu if of_eu and _part(whole, {"eu", "national"}) == ground.eu_rate else ground.eu_rate


def _part(sources: Sequence[FundedBy], kinds: set[str]) -> Decimal | None:
    """The share of some sources, as stated, else of the amounts of all; None where it is not known of all of these."""
    some = [one for one in sources if one.kind in kinds]
    stated = [one.share for one in some if one.share is not None]
    if some and len(stated) == len(some):
        return sum(stated, Decimal(0))
    amounts = [in_money(one.amount, EURO) if one.amount is not None else None for one in sources]
    if not some or None in amounts:
        return None
    known = list(zip(sources, (one for one in amounts if one is not None), strict=True))
    paid: list[Money] = [amount for one, amount in known if one.kind in kinds]
    return share(total(paid, EURO), total((amount for _one, amount in known), EURO))


# --- what is typed for them -----------------------------------------------------------------------------------------


CERTIFICATE_PLACE: Final = "mga certificate"
"""Where it is typed from which requested contribution the Data Sheet asks for a certificate on the financial statements."""


def income_place(party: Party) -> str:
    """Where a participant's revenues are typed."""
    return f"mga income {party.number}"


def use_place(party: Party, line: str) -> str:
    """Where it is explained what a participant used the money of a budget line for."""
    return f"mga use {party.number} {line}".strip()


def explanation_place(own: Ground, adjusts: Reported) -> str:
    """Where it is explained what a participant adjusts of an earlier period."""
    return f"mga adjustment {own.partners[0].number} {adjusts.sequence}"


def typed(ground: Ground, place: str) -> Decimal | Text | None:
    """What stands in a place: a number where it reads as one, with a point or a comma, else the words."""
    text = ground.texts.get(place)
    if not text:
        return None
    said = (text.bg or text.en).replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".")
    return Decimal(said) if re.fullmatch(r"\d{1,9}(\.\d{1,4})?", said, re.ASCII) else text
