"""The closed lists of procurement, and what is still to be paid under a contract."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class SupplyState(StrEnum):
    """Where a contract with a supplier stands."""

    SIGNED = "signed"
    FINISHED = "finished"
    TERMINATED = "terminated"


SUPPLY_STATES: Mapping[str, str] = {
    SupplyState.SIGNED: N_("signed"),
    SupplyState.FINISHED: N_("finished"),
    SupplyState.TERMINATED: N_("terminated"),
}


class PurchaseKind(StrEnum):
    """What is bought, as the thresholds tell it apart."""

    GOODS = "goods"
    SERVICES = "services"
    WORKS = "works"


PURCHASE_KINDS: Mapping[str, str] = {
    PurchaseKind.GOODS: N_("goods"),
    PurchaseKind.SERVICES: N_("services"),
    PurchaseKind.WORKS: N_("works"),
}


class Method(StrEnum):
    """How a supplier is chosen (ЗУСЕФСУ, chapter four; ЗОП)."""

    DIRECT = "direct"
    MARKET_CHECK = "market_check"
    THREE_OFFERS = "three_offers"
    PUBLIC_INVITATION = "public_invitation"
    LOW_VALUE = "low_value"  # ЗОП, collecting offers by notice
    PUBLIC_PROCUREMENT = "public_procurement"
    OTHER = "other"


METHODS: Mapping[str, str] = {
    Method.DIRECT: N_("direct award"),
    Method.MARKET_CHECK: N_("market check"),
    Method.THREE_OFFERS: N_("three offers"),
    Method.PUBLIC_INVITATION: N_("public invitation"),
    Method.LOW_VALUE: N_("collecting offers by notice"),
    Method.PUBLIC_PROCUREMENT: N_("procedure under the Public Procurement Act"),
    Method.OTHER: N_("other method"),
}

# What a threshold may ask for.
JUDGED: Mapping[str, str] = {method: name for method, name in METHODS.items() if method != Method.OTHER}
THRESHOLD_CURRENCIES = ("EUR", "BGN")  # between which a fixed rate lies


class PurchaseState(StrEnum):
    """How far a procedure is."""

    PLANNED = "planned"
    PUBLISHED = "published"
    CHOSEN = "chosen"
    CONTRACTED = "contracted"
    STOPPED = "stopped"


PURCHASE_STATES: Mapping[str, str] = {
    PurchaseState.PLANNED: N_("planned"),
    PurchaseState.PUBLISHED: N_("published, offers awaited"),
    PurchaseState.CHOSEN: N_("supplier chosen"),
    PurchaseState.CONTRACTED: N_("contract signed"),
    PurchaseState.STOPPED: N_("stopped"),
}


class Law(StrEnum):
    """By which law those who buy choose their suppliers."""

    PUBLIC = "public"  # ЗОП: municipalities, agencies
    BENEFICIARY = "beneficiary"  # ЗУСЕФСУ, chapter four: beneficiaries that are no contracting authorities
    OTHER = "other"


LAWS: Mapping[str, str] = {
    Law.PUBLIC: N_("Public Procurement Act (ZOP)"),
    Law.BENEFICIARY: N_("Management of EU Funds Act (ZUSEFSU), chapter four"),
    Law.OTHER: N_("the funder's own rules"),
}
