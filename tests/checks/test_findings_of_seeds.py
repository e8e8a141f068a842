"""What the checks find in the five real projects, and that each finding goes when its value is changed (находки)."""

import pytest

from grants.checks.rules import LEVELS, findings
from grants.values.wording import wording
from tests.checks.told import facts_of, seed

# The codes of the field's own list of oddities that a rule can compute. Where a set holds more than that list does:
# - NBSP in 000: its page holds 22 no-break spaces, as the list's own introduction counts;
# - ALL_CAPS_NAME in 000: „БЕЗ ГРАНИЦИ – КОМПОНЕНТ 1, ФАЗА 2" is in capitals as much as the procedure of 004 is;
# - TITLE_HAS_YEARS in 001: „Социално договаряне (2004-2006)“ ends with years as the title of 000 does;
# - NO_PAGE_DATE in 001 and 004: neither page says when it was published, as that of 002 does not.
# Nothing of the list is missing; what no rule computes are remarks in the project files.
EXPECTED = {
    "000": {
        "TITLE_HAS_YEARS",
        "HOMOGLYPH",
        "SPACED_ID",
        "MIXED_QUOTES",
        "MIXED_DATE_STYLE",
        "PERIOD_SECTION_CONFLICT",
        "NO_LEAD",
        "PARTNER_COUNTRY_UNKNOWN",
        "BUDGET_KIND_UNKNOWN",
        "NO_SPLIT",
        "NO_INDICATORS",
        "NO_TERRITORY",
        "NBSP",
        "ALL_CAPS_NAME",
    },
    "001": {
        "AMOUNT_GROUPING",
        "YEAR_PRECISION",
        "NO_BUDGET",
        "NO_PROGRAMME",
        "NO_ID",
        "FOREIGN_CURRENCY",
        "TITLE_HAS_YEARS",
        "NO_PAGE_DATE",
    },
    "002": {
        "END_EQUALS_START",
        "DURATION_MISMATCH",
        "SPACED_ID",
        "TITLE_PREFIXED_BY_ID",
        "NO_BUDGET",
        "NO_INDICATORS",
        "NO_PAGE_DATE",
        "ALL_CAPS_NAME",
    },
    "003": {
        "MIXED_QUOTES",
        "DATE_NO_SPACE",
        "NO_ID",
        "DURATION_ROUNDED",
        "ORG_ALIAS",
        "FUND_NOT_NAMED",
        "NO_SPLIT",
        "NBSP",
    },
    "004": {
        "MONTH_PRECISION",
        "DURATION_AMBIGUOUS",
        "PROGRAMME_AS_DONOR",
        "NO_CONTRACT_SUFFIX",
        "ALL_CAPS_NAME",
        "EUR_CENT_GAP",
        "NO_INDICATORS",
        "NO_PAGE_DATE",
    },
}

# What a person remarked, beside what is computed.
REMARKED = {
    "000": {"NAV_JUNK", "DUPLICATED_NUMBER", "GRAMMAR", "GLUED_TEXT"},
    "001": {
        "INDICATOR_OVERLAP",
        "RESULT_INSIDE_ACTIVITY",
        "MISSING_BULLET",
        "MISSING_WORD",
        "GRAMMAR",
        "LABEL_WITHOUT_COLON",
        "TWO_TITLES_IN_ONE_ITEM",
    },
    "002": {"GRAMMAR", "LOGO_TEXT"},
    "003": {"HEADLINE_NOT_TITLE", "NAV_JUNK"},
    "004": {
        "PUBLISHER_IS_PARTNER",
        "DELIVERABLE_NAME_DRIFT",
        "BUDGET_IS_FORECAST",
        "LIST_IN_PARAGRAPH",
        "REPEATED_FACT",
        "TYPO",
        "LINKS_LOST",
    },
}


def codes(told):
    return {finding.code for finding in findings(facts_of(told))}


@pytest.mark.parametrize("number", EXPECTED)
def test_it_finds_in_a_real_project_what_is_odd_there(number):
    assert codes(seed(number)) == EXPECTED[number]


@pytest.mark.parametrize("number", REMARKED)
def test_a_person_remarked_what_no_rule_computes(number):
    remarks = {remark["code"] for remark in seed(number)["remarks"]}
    assert REMARKED[number] <= remarks
    assert remarks.isdisjoint(LEVELS)


# --- the value is changed, and the finding goes -------------------------------------------------------------------


def wording_of(told, field):
    return next(row for row in told["published_wordings"] if row["field"] == field)


def reworded(kind, at, words):
    def change(told):
        told[kind][at]["as_published"] = words

    return change


def project(**values):
    return lambda told: told["project"].update(values)


def without(kind):
    return lambda told: told.pop(kind)


def page(**values):
    return lambda told: told["published_pages"][0].update(values)


def page_without(*unwanted):
    def change(told):
        for words, instead in unwanted:
            (only,) = told["published_pages"]
            only["wording"] = only["wording"].replace(words, instead)

    return change


def with_lead(told):
    told["partners"][0]["role"] = "lead"


def with_country(told):
    for organisation in told["organisations"]:
        organisation["country"] = "BG"


def with_sources(told):
    told["sources_of_funding"] = [{"number": "1", "kind": "eu", "amount": told["project"]["total"], "currency": "BGN"}]


def with_number(told):
    told["numbers"] = [{"number": "1", "kind": "other", "value": "ESF-2303-04-02002"}]


def with_contract(told):
    told["numbers"].append({"number": "3", "kind": "contract", "value": "BG05SFOP001-2.009-0004-C01"})


def with_programme(told):
    told["programmes"] = [{"name": {"bg": "Програма на донора"}}]
    told["project"]["programme"] = "Програма на донора"


def with_indicator(told):
    told["indicators"] = [{"number": "1", "name": {"bg": "Обучени хора"}, "kind": "output", "target": "12"}]


def with_attracted(told):
    told["small_grants_schemes"][0]["attracted"] = "175332.00"


def in_euro(told):
    told["small_grants_schemes"][0]["currency"] = "EUR"
    told["project"]["currency"] = "EUR"


def ordinary_quotes(told):
    for row in told["published_wordings"]:
        row["as_published"] = row["as_published"].replace('"', "“").replace("”", "“")


def lower(told):
    for row in told["published_wordings"]:
        row["as_published"] = row["as_published"].capitalize()


def named_officially(told):
    told["partners"][2]["as_published"] = "Национално сдружение на общините в Република България"


def with_fund(told):
    told["published_wordings"].append({"number": "20", "field": "fund", "as_published": "Европейски социален фонд"})


def even_cents(told):
    told["sources_of_funding"][0]["amount"] = "57157.33"
    told["sources_of_funding"][1]["amount"] = "10086.60"


def donor_not_programme(told):
    wording_of(told, "funder")["as_published"] = "Европейски социален фонд"


def plain_title(told):
    wording_of(told, "title")["as_published"] = "„Изграждане на административен капацитет“"


def one_date_style(told):
    wording_of(told, "period")["as_published"] = "18 месеца (01.06.2013 г. до 30.11.2014 г.)"


def unspaced(told):
    for row in told["numbers"]:
        row["as_published"] = row["value"]


CHANGES = [
    ("HOMOGLYPH", "000", reworded("numbers", 0, "№BG051PO001 – 7.0.07-0104-C0001")),  # with a Latin C
    ("SPACED_ID", "000", unspaced),
    ("SPACED_ID", "002", unspaced),
    ("TITLE_PREFIXED_BY_ID", "002", plain_title),
    ("NO_ID", "001", with_number),
    ("NO_ID", "003", with_number),
    ("NO_CONTRACT_SUFFIX", "004", with_contract),
    ("END_EQUALS_START", "002", project(end="2019-02-14")),
    ("END_EQUALS_START", "002", project(months=1)),
    ("DURATION_MISMATCH", "002", project(end="2019-02-14")),
    ("DURATION_MISMATCH", "002", project(end="2019-02-15")),
    ("DURATION_ROUNDED", "003", project(end="2014-11-02")),
    ("DURATION_AMBIGUOUS", "004", project(start="2019-01-15", end="2020-01-14")),
    ("MONTH_PRECISION", "004", project(start="2019-01-15", end="2020-01-14")),
    ("YEAR_PRECISION", "001", project(start="2004-03", end="2006-10")),
    ("MIXED_DATE_STYLE", "000", one_date_style),
    ("DATE_NO_SPACE", "003", page_without(("2011г.", "2011 г."))),
    ("NO_PAGE_DATE", "002", page(published="2017-11")),
    ("PERIOD_SECTION_CONFLICT", "000", page(section="2007-2013")),
    ("NBSP", "000", page_without(("\N{NBSP}", " "))),
    ("NBSP", "003", page_without(("\N{NBSP}", " "))),
    ("MIXED_QUOTES", "000", ordinary_quotes),
    ("MIXED_QUOTES", "003", ordinary_quotes),
    ("ALL_CAPS_NAME", "000", lower),
    ("ALL_CAPS_NAME", "002", reworded("partners", 1, "Община Пуебла де ла Калсада, Испания")),
    ("ALL_CAPS_NAME", "004", lower),
    ("TITLE_HAS_YEARS", "000", project(title={"bg": "Социалното договаряне", "en": "Social contracting"})),
    ("TITLE_HAS_YEARS", "001", project(title={"bg": "Социално договаряне", "en": "Social contracting"})),
    ("ORG_ALIAS", "003", named_officially),
    ("PROGRAMME_AS_DONOR", "004", donor_not_programme),
    ("NO_LEAD", "000", with_lead),
    ("NO_PROGRAMME", "001", with_programme),
    ("NO_TERRITORY", "000", project(territory={"bg": "България"})),
    ("NO_INDICATORS", "000", with_indicator),
    ("NO_INDICATORS", "002", with_indicator),
    ("NO_INDICATORS", "004", with_indicator),
    ("PARTNER_COUNTRY_UNKNOWN", "000", with_country),
    ("FUND_NOT_NAMED", "003", with_fund),
    ("FUND_NOT_NAMED", "003", with_sources),
    ("AMOUNT_GROUPING", "001", with_attracted),
    ("NO_BUDGET", "002", project(total="1000.00", currency="BGN")),
    ("NO_SPLIT", "000", with_sources),
    ("NO_SPLIT", "003", with_sources),
    ("BUDGET_KIND_UNKNOWN", "000", project(total_kind="grant")),
    ("FOREIGN_CURRENCY", "001", in_euro),
    ("EUR_CENT_GAP", "004", even_cents),
]


@pytest.mark.parametrize(("code", "number", "change"), CHANGES)
def test_a_finding_goes_when_its_value_is_changed(code, number, change):
    told = seed(number)
    assert code in codes(told)
    change(told)
    assert code not in codes(told)


def test_every_finding_of_a_real_project_is_among_those_shown_to_go():
    assert {(code, number) for number, found in EXPECTED.items() for code in found} - {
        (code, number) for code, number, _ in CHANGES
    } == {("NO_BUDGET", "001"), ("NO_PAGE_DATE", "001"), ("NO_PAGE_DATE", "004")}


# --- what a finding says ------------------------------------------------------------------------------------------


def the(code, number):
    return next(finding for finding in findings(facts_of(seed(number))) if finding.code == code)


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("number", EXPECTED)
def test_its_sentence_can_be_said_in_both_languages(number, language):
    for finding in findings(facts_of(seed(number))):
        said = wording(language).say(finding.sentence, **finding.facts)
        assert "{" not in said
        assert len(said) > 30


def test_it_offers_the_readings_of_a_broken_amount_in_order_with_the_reason():
    question = the("AMOUNT_GROUPING", "001")
    said = wording("en").say(question.sentence, **question.facts)
    assert question.level == "question"
    assert (question.row, question.field) == ("scheme 1", "attracted")
    amounts = ["175,332.00", "17,532.00", "17,533.00", "17,533.20"]
    places = [said.index(amount) for amount in amounts]
    assert places == sorted(places)
    assert "2.75, 0.28, 0.28 and 0.28 times the US$63,658.00" in said


def test_it_shows_the_computed_end_beside_the_published_one():
    said = wording("en").say(the("END_EQUALS_START", "002").sentence, **the("END_EQUALS_START", "002").facts)
    assert "15 Nov 2017" in said
    assert "14 Feb 2019" in said


def test_it_shows_both_sums_of_the_cent_gap():
    gap = the("EUR_CENT_GAP", "004")
    said = wording("en").say(gap.sentence, **gap.facts)
    assert "€34,381.27" in said
    assert "€34,381.28" in said
    assert "€0.01" in said


@pytest.mark.parametrize(
    ("code", "number", "row", "level"),
    [
        ("HOMOGLYPH", "000", "number 1", "info"),
        ("PARTNER_COUNTRY_UNKNOWN", "000", "partner 1", "warning"),
        ("NO_LEAD", "000", "project", "warning"),
        ("PERIOD_SECTION_CONFLICT", "000", "page 1", "warning"),
        ("ORG_ALIAS", "003", "partner 3", "info"),
        ("AMOUNT_GROUPING", "001", "scheme 1", "question"),
    ],
)
def test_it_names_the_row_and_how_much_it_matters(code, number, row, level):
    found = the(code, number)
    assert (found.row, found.level) == (row, level)
