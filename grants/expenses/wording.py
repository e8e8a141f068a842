"""How the state of an expense and what is odd about its paper are said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from grants.expenses.rules import ExpenseState
from grants.values.language import N_
from grants.values.money import Money
from grants.values.wording import Wording

STATE_TONES: Mapping[ExpenseState, str] = {
    ExpenseState.DRAFT: "quiet",
    ExpenseState.SUBMITTED: "active",
    ExpenseState.RETURNED: "wait",
    ExpenseState.VERIFIED: "good",
    ExpenseState.REPORTED: "good",
    ExpenseState.APPROVED: "good",
    ExpenseState.CUT: "bad",
    ExpenseState.PARKED: "wait",
}

TWIN_HERE = N_("Claimed twice? The same supplier, number and date stand also in document {number} of this project.")
TWIN_ELSEWHERE = N_(
    "Claimed twice? The same supplier, number and date stand also in document {number} of project {code}."
)

BASE_FELL = "base_fell"
_CUTS: Mapping[str, str] = {BASE_FELL: N_("Its base was cut to {base}; {rate} % of it is {amount}.")}


def why_lost(row: Mapping[str, Any], words: Wording) -> str:
    """Why an expense was returned, cut or set aside: what somebody typed, and what the machine found while that holds."""
    return " ".join(part for part in (row["reason"], _cut_by_itself(row, words)) if part)


def _cut_by_itself(row: Mapping[str, Any], words: Wording) -> str:
    """The sentence about a cut that followed a base; none once another cut stands on the row."""
    told = row["cut_told"]
    facts = json.loads(told) if isinstance(told, str) else told
    if not facts or row["state"] != ExpenseState.CUT or facts["amount"] != row["amount_cents"] - row["cut_cents"]:
        return ""
    base, amount = (Money(facts[name], row["currency"]) for name in ("base", "amount"))
    return words.say(_CUTS[facts["key"]], base=base, rate=Decimal(facts["rate"]), amount=amount)


def twin_sentence(twin: Mapping[str, Any], words: Wording) -> str:
    """That the same paper seems to be recorded a second time, and where."""
    sentence = TWIN_HERE if twin["here"] else TWIN_ELSEWHERE
    return words.say(sentence, number=twin["twin_number"], code=twin["twin_code"])
