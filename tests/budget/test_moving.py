"""Moves between lines: the limit counted to the cent, what a move needs, what can't be done, and the letter that asks for it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.audit.models import Entry
from grants.budget.kinds import Approver, LimitBase, MoveState
from grants.budget.models import Line, Move, Version, VersionLine
from grants.budget.moves.actions import bring_move, keep_move
from grants.budget.moving import (
    ALREADY_SPENT,
    BLOCKED,
    CAPPED,
    MORE_THAN_THERE_IS,
    NOTHING_MOVED,
    OTHER_CURRENCY,
    SAME_LINE,
    Level,
    Limit,
    Moved,
    Signed,
    Standing,
    first_set,
    refusals,
    verdict,
    with_amount,
)
from grants.errors import Objected, WrongState
from grants.values.money import Money
from tests.cast import CODE, TODAY, row
from tests.properties import kept, pure

pytestmark = pytest.mark.anyio
MOVES = f"/projects/{CODE}/budget/moves"


def eur(text):
    return Money.of(text, "EUR")


def line(id_, number, amount, spent="0", *, capped=False):
    return Standing(id_, number, eur(amount), eur(spent), capped)


ROOM, PRINT, TRIP = line(1, "1.1", "17150.00"), line(2, "1.2", "5000.00"), line(3, "2.1", "8000.00")
SIGNED = tuple(Signed(one.id, one.number, one.amount) for one in (ROOM, PRINT, TRIP) if one.amount)


def used(base, amount, *earlier, per_cent="10", source=ROOM, target=TRIP, cumulative=True):
    found = verdict(Limit(Decimal(per_cent), base, cumulative), SIGNED, earlier, source, target, eur(amount))
    return [(one.number, one.used.plain, one.allowed.plain, one.share, one.level) for one in found.used]


def test_it_says_how_much_of_the_limit_is_used():
    assert used(LimitBase.SOURCE, "1234") == [("1.1", "1234.00", "1715.00", Decimal("7.20"), Level.WITHIN)]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (LimitBase.SOURCE, [("1.1", "600.00", "1715.00")]),
        (LimitBase.TARGET, [("2.1", "500.00", "800.00")]),
        (LimitBase.SMALLER, [("2.1", "500.00", "800.00")]),
        (LimitBase.HEADING, [("1", "500.00", "2215.00"), ("2", "500.00", "800.00")]),
        (LimitBase.TOTAL, [("", "600.00", "3015.00")]),
    ],
)
def test_it_counts_on_each_base_what_was_moved_before(base, expected):
    inside = Moved(ROOM.id, PRINT.id, eur("100"))  # within chapter 1: it crosses no heading
    assert [one[:3] for one in used(base, "500", inside)] == expected


def test_it_uses_nothing_of_a_heading_inside_one_heading():
    assert used(LimitBase.HEADING, "500", target=PRINT) == []


def test_it_counts_each_move_alone_where_the_contract_does():
    assert used(LimitBase.SOURCE, "500", Moved(1, 3, eur("1500")), cumulative=False)[0][1] == "500.00"
    assert used(LimitBase.SOURCE, "500", Moved(1, 3, eur("1500")))[0][1] == "2000.00"


@pytest.mark.parametrize(
    ("amount", "level"),
    [("1371.99", Level.WITHIN), ("1372.00", Level.NEAR), ("1715.00", Level.NEAR), ("1715.01", Level.OVER)],
)
def test_it_warns_from_four_fifths_and_is_over_by_one_cent(amount, level):
    assert used(LimitBase.SOURCE, amount)[0][4] is level


def test_it_counts_the_limit_on_what_was_signed_and_not_on_what_moves_made_of_it():
    richer = line(1, "1.1", "99999.00")
    found = verdict(Limit(Decimal(10)), SIGNED, (), richer, TRIP, eur("1715.01"))
    assert found.level is Level.OVER
    assert found.approver == Approver.ANNEX


def test_it_allows_nothing_on_a_line_that_was_not_signed():
    new = line(9, "3", "500")
    found = verdict(Limit(Decimal(10), LimitBase.TARGET), SIGNED, (), ROOM, new, eur("1"))
    assert (found.used[0].share, found.level) == (None, Level.OVER)


@pytest.mark.parametrize(
    ("limit", "source", "target", "sentence"),
    [
        (Limit(blocked=("2",)), ROOM, TRIP, BLOCKED),
        (Limit(blocked=("1.1",)), ROOM, TRIP, BLOCKED),
        (Limit(), ROOM, line(3, "2.1", "1", capped=True), CAPPED),
        (Limit(blocked=("1.10", "11")), ROOM, TRIP, None),
        (Limit(), line(3, "2.1", "8000", capped=True), ROOM, None),
    ],
)
def test_it_asks_for_an_amendment_where_a_line_may_not_change_or_grow(limit, source, target, sentence):
    found = verdict(limit, SIGNED, (), source, target, eur("1"))
    assert [one.sentence for one in found.notes] == ([sentence] if sentence else [])
    assert found.approver == (Approver.ANNEX if sentence else Approver.NOTIFY)


@pytest.mark.parametrize(
    ("source", "target", "amount", "sentence"),
    [
        (ROOM, ROOM, "1", SAME_LINE),
        (ROOM, Standing(5, "5", Money(100, "BGN"), Money(0, "BGN")), "1", OTHER_CURRENCY),
        (ROOM, TRIP, "0", NOTHING_MOVED),
        (ROOM, TRIP, "-5", NOTHING_MOVED),
        (ROOM, TRIP, "17150.01", MORE_THAN_THERE_IS),
        (line(1, "1.1", "100", spent="60"), TRIP, "40.01", ALREADY_SPENT),
        (line(1, "1.1", "100", spent="60"), TRIP, "40", None),
        (ROOM, TRIP, "17150", None),
    ],
)
def test_it_refuses_what_can_not_be_true_and_nothing_else(source, target, amount, sentence):
    assert [one.sentence for one in refusals(source, target, eur(amount))] == ([sentence] if sentence else [])


def test_it_goes_back_to_what_stood_before_any_move():
    now = (line(1, "1.1", "900"), line(2, "1.2", "1100"))
    assert [one.amount.plain for one in first_set(now, [Moved(1, 2, eur("100"))])] == ["1000.00", "1000.00"]


@pytest.mark.parametrize(
    ("cents", "units"),
    [(50000, Decimal(10)), (47500, Decimal("9.5")), (49999, Decimal("9.9998")), (49999 + 10**9, None), (1, None)],
)
def test_it_keeps_the_price_and_lets_the_units_follow_where_they_come_out_even(cents, units):
    price = 5000 if cents != 1 and cents < 10**9 else 30001
    found = with_amount({"units": Decimal(10), "unit_price_cents": price}, cents)
    assert found == {"amount_cents": cents, "units": units}


@pure
@given(
    st.lists(st.integers(0, 10**8), min_size=2, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(-5, 10**8)), max_size=12),
)
def test_it_keeps_the_total_whatever_is_moved(amounts, moves):
    lines = [Standing(at, str(at), Money(cents, "EUR"), Money(0, "EUR")) for at, cents in enumerate(amounts)]
    made = []
    for source, target, cents in moves:
        if max(source, target) >= len(lines) or refusals(lines[source], lines[target], Money(cents, "EUR")):
            continue
        for at, apart in ((source, -cents), (target, cents)):
            there = lines[at].amount
            lines[at] = Standing(at, str(at), there + Money(apart, "EUR"), Money(0, "EUR"))
        made.append(Moved(source, target, Money(cents, "EUR")))
    left = [one.amount.minor for one in lines if one.amount is not None]
    assert (sum(left), len(left)) == (sum(amounts), len(amounts))
    assert min(left) >= 0
    assert [one.amount.minor for one in first_set(lines, made)] == amounts


# --- in the tracker -----------------------------------------------------------------------------------------------


async def budget_of(project, limit="10"):
    room = await row(
        project, "line", "1.1", title_bg="Зала", title_en="Hall", units="343", unit_price="50", currency="EUR"
    )
    trip = await row(project, "line", "2.1", title_bg="Пътуване", amount="8 000", currency="EUR")
    await row(project, "terms", move_limit=limit, move_base="source", move_cumulative="yes", move_approver="approval")
    return room, trip


async def test_it_counts_the_limit_live_and_fills_in_the_request_in_both_languages(browser, small_world):
    room, trip = await budget_of(small_world.project)
    await row(small_world.project, "number", kind="contract", value="Д-123/2026")
    await browser.sign_in("maria@zaedno.example")
    await browser.get(MOVES)
    await browser.get(f"{MOVES}/new")
    typed = {
        "from_line": "1.1",
        "to_line": "2.1",
        "amount": "1 234,00",
        "reason_bg": "Залата е по-евтина",
        "reason_en": "The hall is cheaper",
    }
    live = (await browser.client.post(f"{MOVES}/limit", data=typed)).text.replace("\xa0", " ")
    assert "използвани 7,2% от 10%: 1 234,00 € от 1 715,00 €" in live
    live = (await browser.client.post(f"{MOVES}/limit?lang=en", data=typed | {"amount": "9999"})).text
    assert "over the limit" in live
    assert "needs an amendment of the contract" in live
    assert (await browser.post(f"{MOVES}/new", typed)).status_code == 303
    move = await Move.get()
    page = await browser.get(f"{MOVES}/{move.id}")
    for said in (
        "Молим да одобрите прехвърлянето на 1 234,00 € от бюджетен ред 1.1 в ред 2.1.", "Д-123/2026", "15 916,00 €",
        "We ask for your approval to move €1,234.00 from budget line 1.1 to line 2.1.", "€9,234.00", "7.20%",
        "Залата е по-евтина", "The hall is cheaper",
    ):  # fmt: skip
        assert said in page
    assert (
        await browser.post(f"{MOVES}/{move.id}", {"to": "asked", "version": "1", "on": "31.02.2026"})
    ).status_code == 422
    assert (
        await browser.post(f"{MOVES}/{move.id}", {"to": "asked", "version": "1", "on": "20.11.2026"})
    ).status_code == 303
    answer = await browser.post(f"{MOVES}/{move.id}", {"to": "approved", "version": "2", "letter": "№ 5"})
    assert answer.status_code == 303
    assert await Line.get(id=room).values_list("amount_cents", "units", "unit_price_cents") == (
        1591600,
        Decimal("318.32"),
        5000,
    )
    assert (await Line.get(id=trip)).amount_cents == 923400
    assert await Entry.filter(deed="line.changed").count() == 2
    page = await browser.get(f"{MOVES}/{move.id}")
    assert "17 150,00 €" in page  # before, also when it is done
    assert (await browser.post(f"{MOVES}/{move.id}", {"to": "refused", "version": "3"})).status_code == 409
    assert "одобрено" in await browser.get(MOVES)


async def test_it_keeps_what_was_typed_of_a_move_that_can_not_be(browser, small_world):
    await budget_of(small_world.project)
    await row(small_world.project, "opening", line="1.1", until="30.06.2026", amount="17 000", currency="EUR")
    await browser.sign_in("maria@zaedno.example")
    typed = {"from_line": "1.1", "to_line": "2.1", "amount": "150,01", "reason_bg": "Остана"}
    answer = await browser.post(f"{MOVES}/new", typed)
    assert answer.status_code == 422
    assert "най-много 150,00" in answer.text.replace("\xa0", " ")
    assert "Остана" in answer.text
    for wrong in ({"amount": "12,345"}, {"amount": ""}, {"to_line": "1.1"}, {"from_line": ""}):
        assert (await browser.post(f"{MOVES}/new", typed | wrong)).status_code == 422
    assert await Move.all().count() == 0
    assert (await browser.post(f"{MOVES}/new", typed | {"amount": "150"})).status_code == 303


async def test_it_shows_both_versions_of_a_draft_and_refuses_to_change_what_was_asked_for(browser, small_world):
    await budget_of(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    typed = {"from_line": "1.1", "to_line": "2.1", "amount": "100"}
    await browser.post(f"{MOVES}/new", typed)
    move = await Move.get()
    assert (await browser.post(f"{MOVES}/{move.id}/edit", typed | {"amount": "200", "version": "1"})).status_code == 303
    answer = await browser.post(f"{MOVES}/{move.id}/edit", typed | {"amount": "300", "version": "1"})
    assert answer.status_code == 409
    assert "200,00" in answer.text
    assert 'name="version" value="2"' in answer.text
    await browser.post(f"{MOVES}/{move.id}", {"to": "asked", "version": "2"})
    answer = await browser.post(f"{MOVES}/{move.id}/edit", typed | {"reason_bg": "Друга причина", "version": "3"})
    assert (answer.status_code, (await Move.get()).amount_cents) == (409, 20000)
    assert "Друга причина" in answer.text
    assert (await browser.post(f"{MOVES}/{move.id}", {"to": "dropped", "version": "3"})).status_code == 409


async def test_a_partner_sees_no_move_between_the_lines_of_others(browser, small_world):
    await budget_of(small_world.project)
    await row(small_world.project, "move", from_line="1.1", to_line="2.1", amount="5", currency="EUR")
    await browser.sign_in("elena@puente.example")
    assert "€5" not in await browser.get(MOVES)
    await browser.get(f"{MOVES}/{(await Move.get()).id}", 404)
    assert (await browser.post(f"{MOVES}/new", {"from_line": "1.1"})).status_code == 403


async def amounts_of(rows):
    return [row["amount_cents"] for row in await rows.values("amount_cents")]


async def moved(by, project, source, target, cents):
    values = {
        "from_line_id": source,
        "to_line_id": target,
        "amount_cents": cents,
        "currency": "EUR",
        "reason_bg": "",
        "reason_en": "",
    }
    return await keep_move(by, project, None, 0, values)


async def test_it_carries_a_move_into_the_working_version_but_not_into_one_that_was_asked_for(small_world):
    from grants.budget.actions import bring_version, keep_as_signed, open_working
    from grants.budget.kinds import VersionState

    project, maria = small_world.project, small_world.maria
    room, trip = await budget_of(project)
    await keep_as_signed(maria, project, TODAY)
    working = await open_working(maria, project)
    await bring_move(maria, project, await moved(maria, project, room, trip, 100), 1, MoveState.APPROVED, TODAY)
    carried = VersionLine.filter(budget_id=working).order_by("position")
    assert await amounts_of(carried) == [1714900, 800100]
    await bring_version(maria, project, working, 2, VersionState.ASKED, TODAY)
    await bring_move(maria, project, await moved(maria, project, room, trip, 100), 1, MoveState.APPROVED, TODAY)
    assert await amounts_of(carried) == [1714900, 800100]
    assert await amounts_of(Line.all().order_by("position")) == [1714800, 800200]


async def test_it_says_where_an_approved_move_did_not_fit_into_an_open_version(browser, small_world):
    from grants.budget.actions import bring_version, keep_as_signed, open_working
    from grants.budget.kinds import VersionState

    project, maria = small_world.project, small_world.maria
    room, trip = await budget_of(project)
    await keep_as_signed(maria, project, TODAY)
    working = await open_working(maria, project)
    await VersionLine.filter(budget_id=working, line_id=room).update(amount_cents=99)
    await browser.sign_in("maria@zaedno.example")
    here = f"/projects/{CODE}/budget/versions/{working}"
    first = await moved(maria, project, room, trip, 100)
    await bring_move(maria, project, first, 1, MoveState.APPROVED, TODAY)
    page = await browser.get(here)
    assert "Прехвърляне 1 на 1,00 € от ред 1.1 към ред 2.1 е одобрено, но не е пренесено" in page.replace("\xa0", " ")
    assert "редът, от който се взема, има по-малко" in page
    said = await browser.get(f"{MOVES}/{first}?lang=en")
    assert "This move was not carried into version “2 · amendment”: the line that gives has less in it." in said
    assert "прехвърляне, което не се побра" in await browser.get(f"/projects/{CODE}/history")

    await VersionLine.filter(budget_id=working, line_id=trip).delete()
    second = await moved(maria, project, room, trip, 1)
    await bring_move(maria, project, second, 1, MoveState.APPROVED, TODAY)
    assert "one of the two lines is not in it" in await browser.get(f"{MOVES}/{second}?lang=en")
    opened = (await Version.get(id=working)).version
    await bring_version(maria, project, working, opened, VersionState.ASKED, TODAY)
    third = await moved(maria, project, trip, room, 1)
    await bring_move(maria, project, third, 1, MoveState.APPROVED, TODAY)
    assert "it was asked for already" in await browser.get(f"{here}?lang=en")
    await bring_version(maria, project, working, opened + 1, VersionState.REFUSED, TODAY)
    assert "was not carried into" not in await browser.get(f"{MOVES}/{third}?lang=en")
    assert "не е пренесено" not in await browser.get(here)


async def test_it_looks_again_at_what_is_spent_when_a_move_is_approved(small_world):
    project, maria = small_world.project, small_world.maria
    room, trip = await budget_of(project)
    move = await moved(maria, project, room, trip, 1715000)
    await row(project, "opening", line="1.1", until="30.06.2026", amount="1", currency="EUR")
    with pytest.raises(Objected):
        await bring_move(maria, project, move, 1, MoveState.APPROVED, TODAY)
    assert (await Line.get(id=room)).amount_cents == 1715000
    with pytest.raises(WrongState):
        await bring_move(maria, project, move, 1, MoveState.REFUSED, TODAY)


@kept
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 900000)), min_size=1, max_size=4))
def test_it_moves_money_in_the_database_without_losing_a_cent(own_database, moves):
    import asyncio

    from grants.access import OPERATOR
    from grants.projects.models import Organisation
    from grants.storage import database
    from tests.cast import project_of

    async def tried():
        async with database.connected(own_database):
            keeper = (await Organisation.create(name_bg="Пазител")).id
            project = await project_of(
                f"p{keeper}",
                keeper,
                title_bg="Проба",
            )
            room, trip = await budget_of(project)
            for forth, cents in moves:
                source, target = (room, trip) if forth else (trip, room)
                try:
                    move = await moved(OPERATOR, project, source, target, cents)
                    await bring_move(OPERATOR, project, move, 1, MoveState.APPROVED, TODAY)
                except Objected:
                    continue
            amounts = await amounts_of(Line.filter(project_id=project.id))
            assert sum(amounts) == 1715000 + 800000
            assert min(amounts) >= 0

    asyncio.run(tried())
