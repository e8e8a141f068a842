"""Whose exchange rates there are."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class RateSource(StrEnum):
    """Who published a rate."""

    INFOREURO = "inforeuro"
    ECB = "ecb"
    BNB = "bnb"
    TRANCHE = "tranche"


RATE_SOURCES: Mapping[str, str] = {
    RateSource.INFOREURO: N_("InforEuro, by month"),
    RateSource.ECB: N_("European Central Bank, by day"),
    RateSource.BNB: N_("Bulgarian National Bank, by day"),
    RateSource.TRANCHE: N_("as the tranche was booked"),
}
