"""How the state of an expense and what is odd about its paper are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grants.expenses.rules import ExpenseState
from grants.values.language import N_
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


def twin_sentence(twin: Mapping[str, Any], words: Wording) -> str:
    """That the same paper seems to be recorded a second time, and where."""
    sentence = TWIN_HERE if twin["here"] else TWIN_ELSEWHERE
    return words.say(sentence, number=twin["twin_number"], code=twin["twin_code"])
