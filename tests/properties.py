"""How many cases a property is tried with: few in the ordinary run, many where THOROUGH is set, as in CI.

`pure` is for rules that need nothing but values, `kept` where a database, a workbook or a browser is in the loop. Every
property carries the mark of that name, so that `THOROUGH=1 pytest -n auto -m property` runs them to their full number.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

# What fails with a database or a workbook in the loop is told as it was found: making it smaller takes many minutes.
_AS_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)


def _tried(often: int, seldom: int, phases: tuple[Phase, ...] = tuple(Phase)) -> settings:
    return settings(
        max_examples=often if os.environ.get("THOROUGH") else seldom,
        deadline=None,
        database=None,
        derandomize=True,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )


pure = _tried(10_000, 60)
kept = _tried(200, 15, _AS_FOUND)
