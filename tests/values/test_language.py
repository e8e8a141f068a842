"""The two languages: what is shown when one side is missing, and how sentences are said."""

from pathlib import Path

import pytest

from grants.values.language import LANGUAGES, N_, Catalogue, Text, catalogue, language_named, negotiate

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Welcome to {project}."
msgstr "Добре дошли в {project}."

msgid "Period"
msgstr "Период"

msgctxt "reporting"
msgid "Period"
msgstr "Отчетен период"

msgid "{n} partner of {project}"
msgid_plural "{n} partners of {project}"
msgstr[0] "{n} партньор на {project}"
msgstr[1] "{n} партньори на {project}"

#, fuzzy
msgid "Budget"
msgstr "Бюджетче"

msgid "Not yet translated"
msgstr ""

msgid "{n} half"
msgid_plural "{n} halves"
msgstr[0] "{n} половина"
msgstr[1] ""

#~ msgid "Gone"
#~ msgstr "Отминало"
"""


@pytest.fixture
def bulgarian(tmp_path: Path) -> Catalogue:
    path = tmp_path / "messages.po"
    path.write_text(PO, encoding="utf-8")
    return Catalogue.read(path, "bg")


def test_it_says_a_sentence_with_its_facts(bulgarian):
    assert bulgarian.say("Welcome to {project}.", project="„Грижа у дома“") == "Добре дошли в „Грижа у дома“."


def test_it_says_a_word_by_where_it_stands(bulgarian):
    assert bulgarian.say("Period") == "Период"
    assert bulgarian.say_in("reporting", "Period") == "Отчетен период"
    assert bulgarian.say_in("history", "Period") == "Период"


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 партньори на А"), (1, "1 партньор на А"), (2, "2 партньори на А"), (21, "21 партньори на А")],
)
def test_it_counts_as_bulgarian_counts(bulgarian, n, said):
    assert bulgarian.count("{n} partner of {project}", "{n} partners of {project}", n, project="А") == said


@pytest.mark.parametrize(("n", "said"), [(0, "0 days"), (1, "1 day"), (21, "21 days")])
def test_it_counts_as_english_counts(n, said):
    assert Catalogue("en").count("{n} day", "{n} days", n) == said


@pytest.mark.parametrize("msgid", ["Budget", "Not yet translated", "Gone", "Unknown"])
def test_it_says_in_english_what_is_not_or_not_surely_translated(bulgarian, msgid):
    assert bulgarian.say(msgid) == msgid


def test_it_counts_in_english_when_a_form_is_missing(bulgarian):
    assert bulgarian.count("{n} half", "{n} halves", 2) == "2 halves"


@pytest.mark.parametrize("fact", ["{project}", "{0.__class__}", "100 %", "{", "Община „Твърдица“ {x!r}"])
def test_it_never_reads_a_fact_as_a_pattern(bulgarian, fact):
    assert bulgarian.say("Welcome to {project}.", project=fact) == f"Добре дошли в {fact}."


def test_it_shows_a_fact_of_any_kind_as_text_only(bulgarian):
    assert bulgarian.say("Welcome to {project}.", project=Text(bg="Дом", en="Home")) == "Добре дошли в Дом."
    with pytest.raises(AttributeError):
        Catalogue("en").say("{project.bg}", project=Text(bg="Дом"))


def test_it_marks_a_sentence_without_changing_it():
    assert N_("Period") == "Period"


def test_it_has_one_catalogue_for_each_language():
    for language in LANGUAGES:
        assert catalogue(language) is catalogue(language)
        assert catalogue(language).language == language


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        (Text("Дом", "Home"), "bg", ("Дом", "bg")),
        (Text("Дом", "Home"), "en", ("Home", "en")),
        (Text("Дом"), "en", ("Дом", "bg")),
        (Text(en="Home"), "bg", ("Home", "en")),
        (Text(), "bg", ("", "bg")),
        (Text(), "en", ("", "en")),
    ],
)
def test_it_shows_the_other_side_of_a_text_and_says_which_it_is(text, language, shown):
    assert text.side(language) == shown
    assert text.in_(language) == shown[0]


@pytest.mark.parametrize(
    ("text", "something", "untranslated"),
    [
        (Text("Дом", "Home"), True, False),
        (Text("Дом"), True, True),
        (Text(en="Home"), True, True),
        (Text(), False, False),
    ],
)
def test_it_knows_an_empty_and_an_untranslated_text(text, something, untranslated):
    assert bool(text) is something
    assert text.untranslated is untranslated


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "bg"),
        ("bg-BG,bg;q=0.9,en;q=0.8", "bg"),
        ("en-US,en;q=0.9,bg;q=0.8", "en"),
        ("de-DE,de;q=0.9,en;q=0.5,bg;q=0.4", "en"),
        ("en;q=0.3, bg;q=0.7", "bg"),
        ("fr", "bg"),
        ("*", "bg"),
        ("en;q=0", "bg"),
        ("en;q=много", "bg"),
        ("EN_gb", "en"),
        (",;,q=1,,", "bg"),
    ],
)
def test_it_chooses_the_language_a_browser_asks_for_most(header, language):
    assert negotiate(header) == language


def test_it_falls_back_to_the_language_it_is_told():
    assert negotiate("fr,de", "en") == "en"


@pytest.mark.parametrize(
    ("tag", "language"), [("bg_BG.UTF-8", "bg"), ("en-GB", "en"), ("C", None), ("", None), ("български", None)]
)
def test_it_recognises_a_language_by_its_tag(tag, language):
    assert language_named(tag) == language
