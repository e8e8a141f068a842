"""How serious each finding is, which of them speak of all the money, and how many of one code are told together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from grants.values.language import N_

Level = Literal["error", "warning", "question", "info"]

# error: the funder would refuse it; warning: needs a look; question: a value is withheld until a person chooses;
# info: nothing to do. In the order in which they are read.
ORDER: tuple[Level, ...] = ("error", "warning", "question", "info")

_ERRORS = (
    *("SPLIT_SUM", "LINES_SUM", "CHAPTER_SUM", "SHARE_SUM", "PARTNER_SOURCES_SUM", "PARTNER_SHARE_SUM", "EU_RATE_OVER"),
    *("FLAT_ON_ITSELF", "FLAT_OVER_CEILING", "FLAT_TOTAL"),
    *(
        "ISUN_NO_NUMBER",
        "ISUN_NO_DATE",
        "ISUN_NO_PAYMENT_DATE",
        "ISUN_NO_ISSUER",
        "ISUN_NEGATIVE",
        "ISUN_NO_LINE",
    ),
    *("ISUN_UNITS", "ISUN_SAME_CLAIM", "ISUN_FILE_SIZE", "ISUN_ADVANCE_OWN"),
)
_WARNINGS = (
    *("NO_ID", "EIK_CHECK", "VAT_CHECK", "IBAN_CHECK", "NUMBER_PERIOD", "NUMBER_AXIS"),
    *("END_EQUALS_START", "DURATION_MISMATCH", "PERIOD_SECTION_CONFLICT", "PROGRAMME_AS_DONOR", "PERSONAL_NUMBER"),
    *("NO_LEAD", "NO_PROGRAMME", "NO_TERRITORY", "NO_INDICATORS", "PARTNER_COUNTRY_UNKNOWN", "FUND_NOT_NAMED"),
    *("NO_BUDGET", "NO_SPLIT", "BUDGET_KIND_UNKNOWN"),
    *("DUPLICATE_DOCUMENT", "DUPLICATE_ELSEWHERE", "CLAIMED_TWICE"),
    *("PAID_BEFORE_ISSUED", "PAID_OVER_DOCUMENT", "PAID_TOO_LATE", "DATE_IN_FUTURE", "EXPENSE_OUTSIDE_PERIOD"),
    "EXPENSE_WHILE_SUSPENDED",
    *("EXPENSE_OVER_DOCUMENT", "SHARES_OVER_DOCUMENT", "LINE_OVERSPENT", "VAT_CLAIMED"),
    *("CLAIM_WITHOUT_LINE", "CLAIM_WITHOUT_DOCUMENT", "CLAIM_WITHOUT_EVIDENCE", "NO_RATE", "OPENING_OVERLAP"),
    *("DOCUMENT_UNCLAIMED", "DOCUMENT_WITHOUT_FILE", "PAPERS_MISSING", "CREDIT_NOT_SET", "NOT_MARKED_SENSITIVE"),
    *("FLAT_INCOMPLETE", "FLAT_ON_FLAT_STAFF", "FLAT_BELOW", "FLAT_CLAIM_OVER_BASE", "FORMS_COMPULSORY"),
    *("MOVE_LIMIT_NEAR", "MOVE_LIMIT_OVER", "SCHEME_OVER_CEILING", "SUB_GRANT_OVER_CEILING", "SUB_GRANTS_SUM"),
    *("ADVANCE_OVER_RATE", "PREPAID_OVER_CAP", "CLEARED_OVER_ADVANCE", "ADVANCE_BARELY_USED", "RECEIVED_BEFORE_ASKED"),
    "AUTHORITY_LATE",
    *("PROCUREMENT_THRESHOLD", "PROCUREMENT_METHOD", "SUPPLIER_NOT_CHOSEN"),
    *("INDICATOR_BEHIND", "INDICATOR_BEHIND_MONEY", "INDICATOR_SHORT", "INDICATOR_ARITHMETIC"),
    *("INDICATOR_WORSE", "INDICATOR_FELL"),
    *("HOURS_OVER_YEAR", "DAYS_OVER_YEAR", "HOURS_OVER_MONTH", "HOURS_OVER_DAY", "HOURS_ON_LEAVE", "HOURS_ON_DAY_OFF"),
    *("HOURS_OUTSIDE_CONTRACT", "MEMBER_UNAPPOINTED"),
    "PUBLICITY",
)
_QUESTIONS = ("AMOUNT_GROUPING",)
_INFOS = (
    "ISUN_TYPE",
    *("HOMOGLYPH", "SPACED_ID", "TITLE_PREFIXED_BY_ID", "NO_CONTRACT_SUFFIX", "DURATION_ROUNDED", "DURATION_AMBIGUOUS"),
    *("MONTH_PRECISION", "YEAR_PRECISION", "MIXED_DATE_STYLE", "DATE_NO_SPACE", "NO_PAGE_DATE", "NBSP", "MIXED_QUOTES"),
    *(
        "ALL_CAPS_NAME",
        "TITLE_HAS_YEARS",
        "ORG_ALIAS",
        "ORG_ALIKE",
        "SUPPLIER_NAMES",
        "FOREIGN_CURRENCY",
        "EUR_CENT_GAP",
    ),
    *(
        "WAGE_ROUNDING",
        "FLAT_OF_PARTNER",
        "SCHEME_MATCH",
        "AUTHORITY_PAYS",
        "AUTHORITY_STOPPED",
        "DEADLINE_DAY_OFF",
        "RETENTION",
        "RETENTION_ACCOUNTS",
    ),
    *("NO_ENGLISH", "NO_BULGARIAN", "TRANSLATION_STALE", "INDICATOR_EXCEEDED"),
)

LEVELS: Mapping[str, Level] = {
    **dict.fromkeys(_ERRORS, "error"),
    **dict.fromkeys(_WARNINGS, "warning"),
    **dict.fromkeys(_QUESTIONS, "question"),
    **dict.fromkeys(_INFOS, "info"),
}

# Findings that speak of the money, or the people, of the whole project: only for those who see all of its money.
OF_ALL_MONEY = frozenset(
    {
        *("NO_BUDGET", "NO_SPLIT", "SPLIT_SUM", "BUDGET_KIND_UNKNOWN", "FOREIGN_CURRENCY", "EUR_CENT_GAP"),
        *(
            "ADVANCE_OVER_RATE",
            "PREPAID_OVER_CAP",
            "LINES_SUM",
            "SHARE_SUM",
            "PARTNER_SHARE_SUM",
            "EU_RATE_OVER",
            "FORMS_COMPULSORY",
            "PUBLICITY",
            "RETENTION",
            "RETENTION_ACCOUNTS",
        ),
        *(
            "CLEARED_OVER_ADVANCE",
            "PROCUREMENT_THRESHOLD",
            "MOVE_LIMIT_NEAR",
        ),
        *("MOVE_LIMIT_OVER", "SUPPLIER_NAMES", "INDICATOR_BEHIND_MONEY"),
        *(
            "HOURS_OVER_YEAR",
            "DAYS_OVER_YEAR",
            "HOURS_OVER_MONTH",
            "HOURS_OVER_DAY",
            "HOURS_ON_LEAVE",
            "HOURS_ON_DAY_OFF",
        ),
        *("HOURS_OUTSIDE_CONTRACT", "MEMBER_UNAPPOINTED"),
    }
)

# More findings of one code than this are told in one sentence, with the way to each of the rows.
MOST_APART = 3

TOGETHER: Mapping[str, str] = {
    "HOMOGLYPH": N_("{count} numbers were published with Cyrillic letters among Latin ones."),
    "SPACED_ID": N_("{count} numbers were published with spaces inside."),
    "EIK_CHECK": N_("{count} EIKs cannot be right: their digits do not agree. Compare them with the register."),
    "VAT_CHECK": N_("{count} VAT numbers cannot be right. Compare them with the register."),
    "IBAN_CHECK": N_("{count} bank account numbers cannot be right: their digits do not agree."),
    "MIXED_QUOTES": N_("Quotation marks of different kinds stand in {count} published texts."),
    "ALL_CAPS_NAME": N_("{count} names were published in capitals."),
    "PERSONAL_NUMBER": N_("In {count} places ten digits look like a personal number (ЕГН). Take them out."),
    "PARTNER_COUNTRY_UNKNOWN": N_("The country of {count} partners is not known. Fill it in with the organisations."),
    "DUPLICATE_DOCUMENT": N_("{count} documents stand in the register twice. Keep one of each."),
    "DUPLICATE_ELSEWHERE": N_(
        "{count} documents stand in other projects too. See that no part of them is claimed twice."
    ),
    "CLAIMED_TWICE": N_("Of {count} documents more is claimed in several projects together than they amount to."),
    "PAID_BEFORE_ISSUED": N_("{count} documents were paid before their date."),
    "PAID_OVER_DOCUMENT": N_("For {count} documents more was paid than they amount to."),
    "PAID_TOO_LATE": N_("{count} documents were paid after the last day for payments."),
    "DATE_IN_FUTURE": N_("{count} documents bear a date in the future."),
    "EXPENSE_OUTSIDE_PERIOD": N_("{count} expenses are dated outside the eligible period."),
    "EXPENSE_WHILE_SUSPENDED": N_("{count} expenses are dated while the contract was suspended."),
    "EXPENSE_OVER_DOCUMENT": N_("Of {count} documents more is claimed than they amount to. Lower what is claimed."),
    "SHARES_OVER_DOCUMENT": N_("Of {count} documents more than 100 % is allocated."),
    "LINE_OVERSPENT": N_("{count} budget lines are overspent."),
    "VAT_CLAIMED": N_("With {count} documents VAT is claimed that may not be."),
    "CLAIM_WITHOUT_LINE": N_("{count} expenses stand on no budget line. Choose the line of each."),
    "CLAIM_WITHOUT_DOCUMENT": N_("{count} expenses claim actual cost without a supporting document."),
    "CLAIM_WITHOUT_EVIDENCE": N_("{count} claims without an invoice name no evidence."),
    "NO_RATE": N_("{count} expenses are in a currency without a rate; no total in euro counts them."),
    "OPENING_OVERLAP": N_("{count} expenses are dated within the opening figures of their lines and may count twice."),
    "DOCUMENT_UNCLAIMED": N_("Nothing is claimed of {count} documents."),
    "DOCUMENT_WITHOUT_FILE": N_("{count} documents have no file."),
    "PAPERS_MISSING": N_("{count} documents miss required papers."),
    "CREDIT_NOT_SET": N_("{count} credit notes are not set against an invoice."),
    "NOT_MARKED_SENSITIVE": N_("{count} payrolls and statements of sums paid are not marked as personal."),
    "NO_ENGLISH": N_("Rows of {count} kinds have texts in Bulgarian only."),
    "NO_BULGARIAN": N_("Rows of {count} kinds have texts in English only."),
    "SUPPLIER_NAMES": N_("{count} suppliers stand under several names."),
    "ORG_ALIKE": N_("{count} organisations look like others in the tracker."),
    "FLAT_OF_PARTNER": N_("{count} flat-rate lines differ from their rate on their partner's own base."),
    "WAGE_ROUNDING": N_("{count} payrolls in leva come to another cent by the rule for wages."),
    "SUB_GRANT_OVER_CEILING": N_("{count} sub-grants are above the ceiling of their scheme."),
    "PROCUREMENT_METHOD": N_("{count} purchases were made in a way weaker than their value asks for."),
    "SUPPLIER_NOT_CHOSEN": N_("{count} contracts are with another supplier than the one chosen."),
    "DEADLINE_DAY_OFF": N_("{count} deadlines fall on days off."),
    "TRANSLATION_STALE": N_("{count} texts were changed in one language only."),
    "INDICATOR_BEHIND_MONEY": N_("{count} indicators lag far behind the money that is spent."),
    "INDICATOR_SHORT": N_("{count} indicators did not reach their target."),
    "INDICATOR_EXCEEDED": N_("{count} indicators are above their target."),
    "INDICATOR_BEHIND": N_("{count} indicators lag far behind the time that has passed."),
    "HOURS_OVER_DAY": N_("On {count} days people have more hours than a day may have."),
    "HOURS_ON_LEAVE": N_("On {count} days people have hours while on leave. Take them out."),
    "HOURS_ON_DAY_OFF": N_("On {count} days off people have hours without an order to work."),
    "MEMBER_UNAPPOINTED": N_("{count} people work for the project without an order of appointment."),
    "ISUN_NO_NUMBER": N_("{count} documents have no number: ISUN would refuse them."),
    "ISUN_NO_DATE": N_("{count} documents have no date: ISUN would refuse them."),
    "ISUN_NO_PAYMENT_DATE": N_("{count} documents have no payment date: ISUN would refuse them."),
    "ISUN_NO_ISSUER": N_("It is not said who issued {count} documents: ISUN would refuse them."),
    "ISUN_TYPE": N_("{count} documents are debit notes, a type that ISUN's file does not take."),
    "ISUN_NEGATIVE": N_("{count} expenses are below zero: ISUN would refuse them."),
    "ISUN_NO_LINE": N_("{count} expenses stand on no budget line: ISUN would refuse them."),
    "ISUN_UNITS": N_("{count} claims have parts of a unit: ISUN takes whole units only."),
    "ISUN_SAME_CLAIM": N_("{count} expenses repeat another one to the cent: ISUN would refuse them."),
    "ISUN_ADVANCE_OWN": N_(
        "{count} expenses cover an advance and have own contribution in them: ISUN would refuse them."
    ),
    "ISUN_FILE_SIZE": N_("{count} documents have a file larger than 20 MB: ISUN will not take them."),
}
