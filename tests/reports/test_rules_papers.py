"""What is to be put right before the papers of a report's documents are uploaded („прикачени документи“)."""

from grants.funders.expenses import EXPENSES_FIRST
from grants.funders.registry import format_named
from grants.reports.rules_papers import LARGEST, paper_warnings
from grants.values.language import Text
from grants.values.wording import wording
from tests.reports.grounds import entry, ground, line

FORMAT = format_named("isun-docs")
PAY = line("1.1", "30000")
WHOLE = entry(1, "10", PAY).but(files=("фактура.pdf",), file_sizes=(1000,))


def said(*entries, format_=FORMAT, language="en"):
    words = wording(language)
    return [words.say(one.sentence, **one.facts) for one in paper_warnings(format_, ground([PAY], entries))]


def test_it_says_nothing_of_documents_with_all_their_papers_nor_to_a_funder_who_does_not_ask():
    assert said(WHOLE) == []
    assert said(WHOLE.but(files=(), file_sizes=()), format_=EXPENSES_FIRST) == []


def test_it_names_the_paper_that_is_not_there_in_the_funders_own_words():
    lacking = WHOLE.but(lacking=(Text("Приемо-предавателен протокол", "Handover protocol"),))
    (found,) = paper_warnings(FORMAT, ground([PAY], (lacking,)))
    assert (
        found.theirs.bg
        == "Документът „Приемо-предавателен протокол” трябва да бъде прикачен в секция „Опис - документи”."
    )
    assert said(lacking, language="bg") == [
        "Документ 1: „Приемо-предавателен протокол“ още го няма, а се качва заедно с него."
    ]


def test_it_says_once_for_each_document_that_it_has_no_file_or_one_too_large():
    bare = entry(2, "5", PAY).but(files=())
    large = WHOLE.but(file_sizes=(LARGEST + 1,))
    assert said(bare, bare.but(id=9)) == [
        f"Document {bare.register_number} has no file here, and the funder asks for its papers before the report is submitted."
    ]
    assert said(large) == [
        "Document 1: the file “фактура.pdf” is larger than 20 MB, and the funder takes none so large. Scan it smaller."
    ]
    assert said(large.but(file_sizes=(LARGEST,))) == []


def test_it_counts_all_the_files_of_a_report():
    many = WHOLE.but(files=("а.pdf",) * 1001, file_sizes=(1,) * 1001)
    assert said(many) == ["The documents have 1001 files in all, and the funder takes 1000 with a report."]
