"""What stops each of the funders' forms („липсва курс“, „няма ред“): the sentence names the thing, and what to do."""

from decimal import Decimal

import pytest

from grants.funders.registry import FORMATS
from grants.reports.grounded import figures_of
from grants.reports.rules import objections
from grants.reports.rules_ground import ground_warnings
from grants.values.language import LANGUAGES
from grants.values.wording import wording
from tests.reports.grounds import entry, eur, ground, line

GRIDS = (
    "interreg-partner",
    "interreg-project",
    "prag",
    "eu-mga",
    "eu-mga-lump-sums",
    "eu-mga-units",
    "sf-425",
    "eea-interim",
)
ABROAD = [one for one in FORMATS if one.code in GRIDS]
SERVICES = line("1.1", "100", category="services")
UNKNOWN = line("1.2", "100")
INDIRECT = line("9", category="indirect", form="flat_rate", article="mga_7", rate=Decimal(7))
REMEDIES = {
    "bg": ("въведете", "дайте", "изберете", "задайте", "добавете", "заявете"),
    "en": ("enter", "give", "choose", "claim"),
}


def told(format_, of, language):
    words = wording(language)
    found = objections(format_, figures_of(of), ground=of)
    return [words.say(one.sentence, **one.facts) for one in found]


def stops(format_, of, language, *names):
    """Whether one of the sentences names everything, and says what to do."""
    sentences = told(format_, of, language)
    return any(
        all(name in sentence for name in names) and any(one in sentence.lower() for one in REMEDIES[language])
        for sentence in sentences
    ), sentences


def called(format_):
    return f"{format_.code} {format_.edition}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", ABROAD, ids=called)
def test_it_names_the_expense_that_has_no_rate_and_says_what_to_do(format_, language):
    of = ground([SERVICES], [entry(708, "50.00", SERVICES, currency="RSD")])
    stopped, sentences = stops(format_, of, language, "708", "RSD")
    assert stopped, sentences


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", ABROAD, ids=called)
def test_it_names_the_expense_that_is_on_no_line_and_says_what_to_do(format_, language):
    stopped, sentences = stops(format_, ground([SERVICES], [entry(708, "50.00", category="services")]), language, "708")
    assert stopped, sentences


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", [one for one in ABROAD if one.unmapped], ids=called)
def test_it_names_the_line_for_which_the_form_has_no_row(format_, language):
    spent = [entry(1, "50.00", UNKNOWN), entry(2, "5.00", UNKNOWN)]
    stopped, sentences = stops(format_, ground([UNKNOWN], spent), language, "1.2")
    assert stopped, sentences
    assert not any("1.2" in one for one in told(format_, ground([UNKNOWN], []), language))


@pytest.mark.parametrize("format_", [one for one in ABROAD if one.code != "sf-425"], ids=called)
def test_it_takes_what_has_its_line_and_its_rate(format_):
    files = ("фактура.pdf",)
    spent = [
        entry(1, "50.00", SERVICES, files=files),
        entry(2, "100.00", SERVICES, currency="RSD", euro=eur("0.85"), files=files),
    ]
    assert told(format_, ground([SERVICES, INDIRECT], spent), "bg") == []


@pytest.mark.parametrize(
    ("format_", "rule", "currency", "asked"),
    [
        ("eu-mga AGA 2.0", "none", "RSD", "средно от дните на ЕЦБ за периода"),
        ("eu-mga AGA 2.0", "tranche", "RSD", "средно от дните на ЕЦБ за периода"),
        ("eu-mga AGA 2.0", "day_mean", "RSD", None),
        ("eu-mga AGA 2.0", "inforeuro_mean", "RSD", None),
        ("eu-mga AGA 2.0", "none", "BGN", None),
        ("prag 2012-01", "day_mean", "RSD", "средно от месеците на InforEuro за периода"),
        ("prag 2012-01", "inforeuro_mean", "RSD", None),
        ("prag 2012-01", "none", "EUR", None),
        ("prag 2018-08", "tranche", "RSD", None),
    ],
)
def test_it_warns_where_the_contract_has_another_exchange_rate_than_the_form(format_, rule, currency, asked):
    chosen = next(one for one in ABROAD if called(one) == format_)
    of = ground([SERVICES], [entry(1, "100.00", SERVICES, currency=currency, euro=eur("0.85"))], booked_rate=rule)
    words = wording("bg")
    of_rates = [one for one in ground_warnings(chosen, of) if not one.facts.get("written")]
    said = [words.say(one.sentence, **one.facts) for one in of_rates]
    assert len(said) == (asked is not None)
    assert all(f"формулярът иска друг: {asked}" in one and currency in one for one in said)
