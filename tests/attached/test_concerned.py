"""Whom a comment concerns, who sees what hangs on a row, and when the letter about it leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from grants.access import Identity, ProjectRef, Role, Seat
from grants.attached.rules import (
    LONGEST,
    NOTHING_SAID,
    TOO_LONG,
    RowNamed,
    comment_objections,
    people_concerned,
    sees_row,
)
from grants.attached.telling import leaves_at
from grants.values.language import Text

PROJECT = ProjectRef(1, 9)


def somebody(id_, role, partner=None, project=1):
    return Identity(f"Човек {id_}", id_, seats=(Seat(role, project, partner_id=partner),))


MANAGER = somebody(1, Role.MANAGER)
ACCOUNTANT = somebody(2, Role.ACCOUNTANT)
ABROAD = somebody(3, Role.PARTNER, partner=7)
VIDIN = somebody(4, Role.PARTNER, partner=8)
FIELD = somebody(5, Role.FIELD_WORKER)
AUDITOR = somebody(6, Role.AUDITOR)
STRANGER = somebody(9, Role.MANAGER, project=2)
PEOPLE = (MANAGER, ACCOUNTANT, ABROAD, VIDIN, FIELD, AUDITOR, STRANGER)


def named(kind="deliverable", **more):
    return RowNamed(kind, 11, Text("П1"), "/projects/П/deliverables/11", **more)


@pytest.mark.parametrize(
    ("row", "coordinator", "before", "author", "told"),
    [
        (named(partner_id=7), 1, (), None, {1, 3}),
        (named(partner_id=7), 1, (), 3, {1}),
        (named(partner_id=7), 1, (), 1, {3}),
        (named(partner_id=7, person_id=5), 1, (), 1, {3, 5}),
        (named(partner_id=7), None, (2, 6), 6, {2, 3}),
        (named(partner_id=7), None, (4,), None, {3}),  # who commented before and no longer sees it
        (named(partner_id=7), 9, (), None, {3}),  # a coordinator without a seat here sees nothing
        (named(), None, (), None, set()),
        (named("expense", partner_id=7, person_id=5), 1, (), None, {1, 3}),  # a field worker sees no money
        (named("matter", partner_id=7, person_id=5), 1, (2,), None, {1, 2}),  # nor a partner the correspondence
        (named("expense", partner_id=7, sensitive=True), 1, (), None, {1}),
        (named("expense", partner_id=7, sensitive=True, entered_by=frozenset({3})), 1, (), None, {1, 3}),
    ],
)
def test_it_tells_those_whom_a_row_concerns_and_who_see_it(row, coordinator, before, author, told):
    found = people_concerned(
        PROJECT, row, PEOPLE, coordinator_id=coordinator, said_before=set(before), author_id=author
    )
    assert {person.person_id for person in found} == told


@pytest.mark.parametrize(("everybodys", "seen"), [(False, False), (True, True)])
def test_it_shows_a_partner_a_row_of_no_part_only_where_that_is_everybodys(everybodys, seen):
    assert sees_row(ABROAD, PROJECT, named("objective", everybodys=everybodys)) is seen
    assert sees_row(MANAGER, PROJECT, named("objective", everybodys=everybodys))


NOON = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "leaves"),
    [(None, 0), (-61, 0), (-60, 0), (-59, 1), (-20, 40), (0, 60), (40, None)],
)
def test_it_writes_at_most_one_letter_an_hour_and_leaves_nothing_untold(minutes, leaves):
    last = None if minutes is None else NOON + timedelta(minutes=minutes)
    expected = None if leaves is None else NOON + timedelta(minutes=leaves)
    assert leaves_at(last, NOON) == expected


@pytest.mark.parametrize(
    ("wording", "wrong"),
    [("Защо закъснява?", []), (" \n", [NOTHING_SAID]), ("я" * LONGEST, []), ("я" * (LONGEST + 1), [TOO_LONG])],
)
def test_it_keeps_a_comment_of_some_words_and_not_of_too_many(wording, wrong):
    assert [one.sentence for one in comment_objections(wording)] == wrong
