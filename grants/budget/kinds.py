"""The closed lists of the budget, in the field's words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class SourceKind(StrEnum):
    """Whose money it is."""

    EU = "eu"
    NATIONAL = "national"
    OWN = "own"
    IN_KIND = "in_kind"
    THIRD_PARTY = "third_party"
    DONOR = "donor"


SOURCE_KINDS: Mapping[str, str] = {
    SourceKind.EU: N_("EU funding"),
    SourceKind.NATIONAL: N_("national co-financing"),
    SourceKind.OWN: N_("own contribution"),
    SourceKind.IN_KIND: N_("in-kind contribution"),
    SourceKind.THIRD_PARTY: N_("leveraged funds"),
    SourceKind.DONOR: N_("donor's grant"),
}


class CostForm(StrEnum):
    """How a cost is claimed (Regulation (EU) 2021/1060, art. 53(1))."""

    ACTUAL = "actual"
    UNIT_COST = "unit_cost"
    LUMP_SUM = "lump_sum"
    FLAT_RATE = "flat_rate"


COST_FORMS: Mapping[str, str] = {
    CostForm.ACTUAL: N_("actual cost incurred"),
    CostForm.UNIT_COST: N_("unit cost"),
    CostForm.LUMP_SUM: N_("lump sum"),
    CostForm.FLAT_RATE: N_("flat rate"),
}


class CostCategory(StrEnum):
    """What kind of cost a line holds: which papers it asks for, and in which bases of flat rates it counts."""

    NONE = "none"
    STAFF = "staff"
    CIVIL_CONTRACT = "civil_contract"
    TRAVEL = "travel"
    SERVICES = "services"
    EVENTS = "events"
    EQUIPMENT = "equipment"
    WORKS = "works"
    TRAINING = "training"
    ALLOWANCES = "allowances"
    SUB_GRANTS = "sub_grants"
    PUBLICITY = "publicity"
    VOLUNTEERS = "volunteers"
    INDIRECT = "indirect"
    OTHER = "other"


COST_CATEGORIES: Mapping[str, str] = {
    CostCategory.NONE: N_("not stated"),
    CostCategory.STAFF: N_("staff, employment contracts"),
    CostCategory.CIVIL_CONTRACT: N_("civil contracts"),
    CostCategory.TRAVEL: N_("travel"),
    CostCategory.SERVICES: N_("services and goods"),
    CostCategory.EVENTS: N_("events"),
    CostCategory.EQUIPMENT: N_("equipment"),
    CostCategory.WORKS: N_("infrastructure and works"),
    CostCategory.TRAINING: N_("training"),
    CostCategory.ALLOWANCES: N_("participants' pay and allowances"),
    CostCategory.SUB_GRANTS: N_("sub-grants"),
    CostCategory.PUBLICITY: N_("publicity"),
    CostCategory.VOLUNTEERS: N_("in kind, volunteers"),
    CostCategory.INDIRECT: N_("indirect costs"),
    CostCategory.OTHER: N_("other costs"),
}


class Article(StrEnum):
    """The legal ground of a flat rate; each has its base and its ceiling."""

    NONE = "none"
    CPR_54A = "cpr_54a"
    CPR_54B = "cpr_54b"
    CPR_54C = "cpr_54c"
    CPR_55_1 = "cpr_55_1"
    CPR_56_1 = "cpr_56_1"
    INTERREG_STAFF = "interreg_staff"
    INTERREG_OFFICE = "interreg_office"
    INTERREG_TRAVEL = "interreg_travel"
    MGA_7 = "mga_7"
    MGA_25 = "mga_25"
    PRAG_7 = "prag_7"
    CONTRACT = "contract"


ARTICLES: Mapping[str, str] = {
    Article.NONE: N_("not stated"),
    Article.CPR_54A: N_("Regulation 2021/1060, art. 54(a)"),
    Article.CPR_54B: N_("Regulation 2021/1060, art. 54(b)"),
    Article.CPR_54C: N_("Regulation 2021/1060, art. 54(c)"),
    Article.CPR_55_1: N_("Regulation 2021/1060, art. 55(1)"),
    Article.CPR_56_1: N_("Regulation 2021/1060, art. 56(1)"),
    Article.INTERREG_STAFF: N_("Regulation 2021/1059, art. 39 (staff)"),
    Article.INTERREG_OFFICE: N_("Regulation 2021/1059, art. 40 (office)"),
    Article.INTERREG_TRAVEL: N_("Regulation 2021/1059, art. 41 (travel)"),
    Article.MGA_7: N_("model grant agreement, 7 % indirect costs"),
    Article.MGA_25: N_("model grant agreement, 25 % indirect costs"),
    Article.PRAG_7: N_("PRAG, at most 7 % indirect costs"),
    Article.CONTRACT: N_("the contract itself"),
}


class FlatRounding(StrEnum):
    """How a computed amount is rounded to the cent; each is a named rule of `values.money`."""

    TOWARD_ZERO = "toward_zero"
    HALF_UP = "half_up"
    FLOORED = "floored"


FLAT_ROUNDINGS: Mapping[str, str] = {
    FlatRounding.TOWARD_ZERO: N_("cut off to the cent"),
    FlatRounding.HALF_UP: N_("half up"),
    FlatRounding.FLOORED: N_("down to the cent"),
}


class VersionKind(StrEnum):
    """Which version of the budget it is."""

    SIGNED = "signed"
    AMENDMENT = "amendment"


VERSION_KINDS: Mapping[str, str] = {
    VersionKind.SIGNED: N_("as signed"),
    VersionKind.AMENDMENT: N_("amendment"),
}


class VersionState(StrEnum):
    """Where a version of the budget stands; one is worked on, one is in force."""

    WORKING = "working"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


VERSION_STATES: Mapping[str, str] = {
    VersionState.WORKING: N_("being worked on"),
    VersionState.ASKED: N_("asked for"),
    VersionState.APPROVED: N_("approved by the funder"),
    VersionState.REFUSED: N_("refused by the funder"),
}


class MoveState(StrEnum):
    """Where a move between lines stands; one that is approved (or notified) has changed both lines."""

    DRAFT = "draft"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


MOVE_STATES: Mapping[str, str] = {
    MoveState.DRAFT: N_("draft"),
    MoveState.ASKED: N_("asked for"),
    MoveState.APPROVED: N_("approved by the funder"),
    MoveState.REFUSED: N_("refused by the funder"),
}


class LimitBase(StrEnum):
    """Of what the limit of moves is a share: as first agreed in the contract's version."""

    SOURCE = "source"
    TARGET = "target"
    SMALLER = "smaller"
    HEADING = "heading"
    TOTAL = "total"


LIMIT_BASES: Mapping[str, str] = {
    LimitBase.SOURCE: N_("of the line it is taken from"),
    LimitBase.TARGET: N_("of the line it goes to"),
    LimitBase.SMALLER: N_("of the smaller of the two"),
    LimitBase.HEADING: N_("of each heading as first set"),
    LimitBase.TOTAL: N_("of the whole budget"),
}


class Approver(StrEnum):
    """What a move within the limit needs."""

    NONE = "none"
    NOTIFY = "notify"
    APPROVAL = "approval"
    ANNEX = "annex"


APPROVERS: Mapping[str, str] = {
    Approver.NONE: N_("nothing"),
    Approver.NOTIFY: N_("a notice to the funder"),
    Approver.APPROVAL: N_("the funder's approval"),
    Approver.ANNEX: N_("an amendment of the contract"),
}


class ShareRule(StrEnum):
    """How a sum is divided among the sources to the cent."""

    LARGEST_REMAINDER = "largest_remainder"
    ISUN = "isun"
    INTERREG = "interreg"


SHARE_RULES: Mapping[str, str] = {
    ShareRule.LARGEST_REMAINDER: N_("largest remainder"),
    ShareRule.ISUN: N_("ISUN: the national share rounded, the EU takes the rest"),
    ShareRule.INTERREG: N_("Interreg: funds rounded down, the partner takes the rest"),
}


class BookedRate(StrEnum):
    """At which rate other currencies are converted to the euro."""

    NONE = "none"
    INFOREURO_MONTH = "inforeuro_month"
    INFOREURO_MEAN = "inforeuro_mean"
    INFOREURO_SUBMISSION = "inforeuro_submission"
    DAY = "day"
    DAY_MEAN = "day_mean"
    TRANCHE = "tranche"


BOOKED_RATES: Mapping[str, str] = {
    BookedRate.NONE: N_("none named"),
    BookedRate.INFOREURO_MONTH: N_("InforEuro of the month"),
    BookedRate.INFOREURO_MEAN: N_("mean of the InforEuro months of the period"),
    BookedRate.INFOREURO_SUBMISSION: N_("InforEuro of the month in which the report is first submitted"),
    BookedRate.DAY: N_("ECB or BNB, of the day"),
    BookedRate.DAY_MEAN: N_("mean of the ECB's days of the period"),
    BookedRate.TRANCHE: N_("at which the tranche was booked"),
}


class ReservePlace(StrEnum):
    """Where the reserve for contingencies stands among the rows that close a budget."""

    NONE = "none"
    BEFORE = "before"
    AFTER = "after"


RESERVE_PLACES: Mapping[str, str] = {
    ReservePlace.NONE: N_("where the budget or the form has it"),
    ReservePlace.BEFORE: N_("before indirect costs, which are counted on it too"),
    ReservePlace.AFTER: N_("after indirect costs, which are counted without it"),
}


class WageRule(StrEnum):
    """How pay that was set in leva becomes euro; each value is a rounding of grants.values.money by its name."""

    GENERAL = "half_up"
    THIRD_DIGIT = "wages"
    CEILING = "ceiling"


WAGE_RULES: Mapping[str, str] = {
    WageRule.GENERAL: N_("by the general rule, half a cent up"),
    WageRule.THIRD_DIGIT: N_("by the rule for wages: up when the third digit is above zero"),
    WageRule.CEILING: N_("never below the amount in leva: always up"),
}


class VatRule(StrEnum):
    """When VAT may be claimed."""

    NOT_RECOVERABLE = "not_recoverable"
    ALWAYS = "always"
    NEVER = "never"


VAT_RULES: Mapping[str, str] = {
    VatRule.NOT_RECOVERABLE: N_("only where it cannot be recovered"),
    VatRule.ALWAYS: N_("always"),
    VatRule.NEVER: N_("never"),
}
