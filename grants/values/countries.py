"""Countries that partners come from: ISO 3166-1 codes; their names come from Babel."""

from __future__ import annotations

COUNTRIES = tuple(
    (
        "AL AM AT AZ BA BE BG BY CA CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IL IS IT LI LT LU LV MA MD ME MK MT NL "
        "NO PL PT RO RS SE SI SK TN TR UA US XK"
    ).split()
)
