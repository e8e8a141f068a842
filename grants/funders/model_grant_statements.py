"""The financial statements that a report of the EU's Model Grant Agreement consists of: one for each participant and period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from grants.funders.ground import Ground, Party, Reported
from grants.values.language import Text

ORIGINAL: Final = Text("първоначален", "original")
EXPLANATIONS: Final = Text("Обяснение на корекциите", "Explanations on adjustments")


def parties(ground: Ground) -> tuple[Party, ...]:
    """The participants, the coordinator first; the beneficiary alone where no partner is recorded."""
    alone = Party(0, "1", ground.beneficiary, "lead", ground.beneficiary_eik)
    return tuple(sorted(ground.partners, key=lambda party: party != ground.lead)) or (alone,)


def statements(ground: Ground) -> Iterator[tuple[str, Text, Ground]]:
    """Each statement with its key, its name and its part of the ground: of every participant that of this period, and one for
    each earlier period of which it declares or corrects costs. What names no partner belongs to the coordinator.
    """
    found, known = parties(ground), {one.sequence: one for one in ground.reported}
    for party in found:
        whose: frozenset[int | None] = frozenset({party.id, None} if party == found[0] else {party.id})
        late = {one.adjusts for one in ground.tallies if one.partner_id in whose and one.adjusts}
        own = [one for one in ground.sources if one.partner_id == party.id]
        alone = [one for one in ground.sources if one.partner_id is None and len(found) == 1]
        part = replace(
            ground,
            partners=(party,),
            lines=tuple(line for line in ground.lines if line.partner_id in {None, party.id}),
            sources=tuple(own or alone),
            eu_rate=rate_of(ground),
        ).told_in_sums(ground.tallies)
        yield party.number, Text(f"ФО {party.number}", f"FS {party.number}"), part.of_partners(whose, 0)
        for adjusts in (known[sequence] for sequence in sorted(late)):
            number = period_number(ground, adjusts)
            name = Text(f"ФО {party.number} корекция {number}", f"FS {party.number} adjustment {number}")
            of_period = part.of_partners(whose, adjusts.sequence, first=adjusts.first, last=adjusts.last)
            yield f"{party.number}-{adjusts.sequence}", name, of_period


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


def rate_of(ground: Ground) -> Decimal:
    """The funding rate, per cent: the contract's, or that of the EU's source."""
    of_source = next((one.share for one in ground.sources if one.kind == "eu" and one.share is not None), None)
    return ground.eu_rate if ground.eu_rate is not None else of_source or Decimal(100)


# --- what is typed for them -----------------------------------------------------------------------------------------


def income_place(party: Party) -> str:
    """Where a participant's revenues are typed."""
    return f"mga income {party.number}"


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
