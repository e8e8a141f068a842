"""The third sheet of ИСУН's financial report: where the money comes from, given, claimed now and so far; and what of the
period's costs the form asks for apart.

The grant claimed is divided between the funds as ИСУН's authority divides it: the national share of the whole grant to four
decimals, its amount half up, and the rest the Union's. A European source whose name is that of no fund stands with the ESF,
and is named under the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.grid import Behind, Grid, Kind, Labelled, Line, Spot, Value, everything
from grants.funders.ground import Earlier, Entry, FundedBy, Ground
from grants.funders.isun_costs import currency_of
from grants.funders.isun_form_costs import all_figures
from grants.funders.isun_form_sums import Pair, nothing, of_whole_project, source_amount, sums_of
from grants.funders.isun_sums import grant_split
from grants.values.language import Text
from grants.values.money import Money, share, split, total

FUNDS: Final[Mapping[str, tuple[Text, tuple[str, ...]]]] = {
    "esf": (Text("EСФ", "ESF"), ("есф", "esf", "социален фонд", "social fund")),
    "yei": (Text("ИМЗ", "YEI"), ("имз", "yei", "младежка заетост", "youth employment")),
    "erdf": (Text("EФРР", "ERDF"), ("ефрр", "erdf", "регионално развитие", "regional development")),
    "cf": (Text("КФ", "CF"), ("кохезионен", "cohesion fund")),
    "fead": (Text("ФЕПНЛ", "FEAD"), ("фепнл", "fead", "нуждаещи", "most deprived")),
}
"""The Union's funds in the form's order, each with the words by which a source is known as its."""

NATIONAL: Final = Text("НФ", "National funding")
_UNKNOWN: Final[Mapping[str, Text]] = {
    "minimis": Text("в режим „de minimis” (минимална помощ)", "under “de minimis” (minimal aid)"),
    "state_aid": Text("в режим държавна помощ", "under State aid"),
}
CROSS: Final = Text("кръстосано финансиране", "cross-financing")
GRANT: Final = Text("Общо съфинансиране (БФП)", "Total co-financing (grant)")
OWN: Final = Text("Собствено съфинансиране от бенефициента", "The beneficiary's own co-financing")
PUBLIC: Final = Text(
    "Съфинансиране от бенефициента/партньорите (средства от бюджетни предприятия)/ (публично финансиране)",
    "Co-financing by the beneficiary/partners (money of budget organisations)/ (public funding)",
)
ALL: Final = Text("ОБЩА СТОЙНОСТ НА ПРОЕКТА", "TOTAL VALUE OF THE PROJECT")
Three = tuple[Money, Money, Money]
"""What is given, claimed now and so far."""


def fund_of(one: FundedBy) -> str:
    """The fund a source is of by its name, in either language; "" where it names none."""
    words = f"{one.name.bg} {one.name.en}".casefold()
    return next((fund for fund, (_, known) in FUNDS.items() if any(word in words for word in known)), "")


def so_far_of(ground: Ground) -> Money:
    """Approved before and claimed now, without what is in kind."""
    (grant, own), (before_grant, before_own) = all_figures(ground).now, all_figures(ground).before
    return grant + own + before_grant + before_own


def _given(ground: Ground) -> dict[str, Money]:
    """What each fund, the nation and the beneficiary give by the contract."""
    found = {key: Money.zero(currency_of(ground)) for key in (*FUNDS, "national", "own")}
    for one in of_whole_project(ground):
        key = {"eu": fund_of(one) or "esf", "donor": "esf", "national": "national"}.get(
            one.kind, "own" if one.kind != "in_kind" else ""
        )
        if key:
            found[key] += source_amount(ground, one)
    return found


def _divided(grant: Money, given: Mapping[str, Money]) -> dict[str, Money]:
    """A grant between the funds and the nation, as they give."""
    union = [given[fund].minor for fund in FUNDS]
    national = given["national"]
    if not any(union) and not national:
        return {
            **dict.fromkeys(FUNDS, Money.zero(grant.currency)),
            "esf": grant,
            "national": Money.zero(grant.currency),
        }
    of_union, of_nation = grant_split(grant, sum(union), national.minor)
    parts = split(of_union, union if any(union) else [1] + [0] * (len(union) - 1))
    return {**dict(zip(FUNDS, parts, strict=True)), "national": of_nation}


def sources(ground: Ground) -> Iterator[Line]:
    """The first table, with its rows where the form has them, and the second below it."""
    figures, given = all_figures(ground), _given(ground)
    (grant, own), (before_grant, before_own) = figures.now, figures.before
    now = {**_divided(grant, given), "own": own}
    so_far = {**_divided(grant + before_grant, given), "own": own + before_own}
    wholes = _wholes(given, now, so_far)
    for key, (name, _) in FUNDS.items():
        yield _source(name, (given[key], now[key], so_far[key]), wholes, key)
    yield _source(NATIONAL, (given["national"], now["national"], so_far["national"]), wholes, "national")
    for key, name in _UNKNOWN.items():
        yield Line({"name": name}, key)
    yield _cross(ground, wholes[1])
    granted = _wholes(*({key: one for key, one in of.items() if key != "own"} for of in (given, now, so_far)))
    yield _source(GRANT, granted, wholes, "grant", Kind.CHAPTER, "SUM([{shows}@esf:national])")
    yield _source(OWN, (given["own"], now["own"], so_far["own"]), wholes, "own", now_is="[costs!own@all]")
    zero = Money.zero(grant.currency)
    yield _source(PUBLIC, (zero, zero, zero), wholes, "public")
    yield Line({}, "gap-1", Kind.REMARK)
    yield Line({}, "gap-2", Kind.REMARK)
    yield _source(ALL, wholes, wholes, "all", Kind.TOTAL, "[{shows}@grant]+[{shows}@own]+[{shows}@public]")
    yield from _second(ground)


def _cross(ground: Ground, whole: Money) -> Line:
    """What of the grant claimed now is cross-financing: a part of the rows above, and of no sum below."""
    grant, _ = ground.once(sums_of).cross
    cells: dict[str, Value | Spot] = {"name": CROSS}
    if grant:
        cells |= {"now": Spot(grant, behind=_cross_financed), "now_share": share(grant, whole) or Decimal(0)}
    return Line(cells, "cross")


def _wholes(*of: Mapping[str, Money]) -> Three:
    given, now, so_far = (total(one.values(), next(iter(one.values())).currency) for one in of)
    return given, now, so_far


def _source(
    name: Text, three: Three, wholes: Three, key: str, kind: Kind = Kind.ROW, formula: str = "", now_is: str = ""
) -> Line:
    amounts = dict(zip(("given", "now", "so_far"), three, strict=True))
    shares = zip(("given_share", "now_share", "so_far_share"), three, wholes, strict=True)
    cells: dict[str, Value | Spot] = {"name": name}
    cells |= {shows: Spot(amount, formula.replace("{shows}", shows)) for shows, amount in amounts.items()}
    cells |= {"now": Spot(three[1], now_is)} if now_is else {}
    cells |= {shows: share(part, whole) or Decimal(0) for shows, part, whole in shares}
    return Line(cells, key, kind, behind=everything)


# --- the second table -------------------------------------------------------------------------------------------------

_APART: Final[Mapping[str, Text]] = {
    "outside_area": Text(
        "Стойност на разходите за дейности, осъществени извън програмния район, но в границите на ЕС",
        "Costs of activities outside the programme area, in the EU",
    ),
    "outside_union": Text("Стойност на разходите, осъществени извън границите на ЕС", "Costs outside the EU"),
    "advance": Text(
        "Стойност на разходите, покриващи авансово плащане“ (Само за разходите по авансово, подлежащо на верификация "
        "съгласно чл. 131 от Регламент ЕС 1303/2013)",
        "Costs that cover an advance payment (only advances verified under Art. 131 of Regulation 1303/2013)",
    ),
    "no_advance": Text(
        "Стойност на разходите, които не са покрити от авансово плащане“ (Само за разходите по авансово, подлежащо на "
        "верификация съгласно чл. 131 от Регламент ЕС 1303/2013)",
        "Costs not covered by an advance payment (only advances verified under Art. 131 of Regulation 1303/2013)",
    ),
    "lump_sum": Text("Стойност на разходите въз основа на „еднократни общи суми“", "Costs by lump sums"),
    "lump_sum_ec": Text(
        "Стойност на разходите въз основа на „еднократни общи суми, одобрени от ЕК“ (Приложимо само за ЕСФ)",
        "Costs by lump sums approved by the Commission (ESF only)",
    ),
    "flat_rate": Text("Стойност на разходите въз основа на „единни ставки“", "Costs by flat rates"),
    "unit_cost": Text(
        "Стойност на разходите въз основа на „стандартни таблици на единичните разходи“",
        "Costs by standard scales of unit costs",
    ),
    "unit_cost_ec": Text(
        "Стойност на разходите въз основа на „стандартни таблици на единичните разходи, одобрени от ЕК“ (Приложимо само за "
        "ЕСФ)",
        "Costs by standard scales of unit costs approved by the Commission (ESF only)",
    ),
    "in_kind": Text("Стойност на разхода за принос в натура", "In-kind contributions"),
}


def _second(ground: Ground) -> Iterator[Line]:
    now = ground.once(sums_of)
    none = nothing(now.currency)
    for at in (3, 4, 5):
        yield Line({}, f"gap-{at}", Kind.REMARK)
    yield Line(
        {
            "given": _heading("БФП", "Grant"),
            "given_share": _heading("Собствено съфинансиране", "Own co-financing"),
            "now": _heading("Обща стойност", "Total"),
        },
        kind=Kind.CHAPTER,
    )
    yield Line(
        {
            "given_share": _heading("Финансов принос от бенефициента", "The beneficiary's contribution"),
            "public": _heading("Съфинансиране от бенефициента/партньорите", "Co-financing by beneficiary/partners"),
        },
        kind=Kind.CHAPTER,
    )
    known = {**now.by_form, **now.by_place, "advance": now.advance, "in_kind": (none[0], now.in_kind)}
    known["no_advance"] = now.rest if any(now.advance) else none
    for key, name in _APART.items():
        yield _apart(name, known.get(key, none), key)


def _cross_financed(one: Entry | Earlier) -> bool:
    return isinstance(one, Entry) and one.cross_financed


_HOLDS: Final[Mapping[str, Behind]] = {
    "outside_area": lambda one: isinstance(one, Entry) and one.carried_out == "outside_area",
    "outside_union": lambda one: isinstance(one, Entry) and one.carried_out == "outside_union",
    "advance": lambda one: isinstance(one, Entry) and one.from_advance,
    "no_advance": lambda one: isinstance(one, Entry) and not one.from_advance,
    "in_kind": lambda one: bool(one.in_kind),
}


def _of_form(form: str) -> Behind:
    return lambda one: one.form == form


def _heading(bg: str, en: str) -> Spot:
    return Spot(Text(bg, en), style=Style.OVER)


def _apart(name: Text, pair: Pair, key: str) -> Line:
    grant, own = pair
    behind = _HOLDS.get(key, _of_form(key))
    cells: dict[str, Value | Spot] = {
        "name": name,
        "given": Spot(grant, behind=behind),
        "given_share": Spot(own, style=Style.AMOUNT, behind=behind),
        "public": Spot(Money.zero(grant.currency), style=Style.AMOUNT),
        "now": Spot(grant + own, "[given]+[given_share]+[public]"),
    }
    return Line(cells, key)


# --- the sheet ----------------------------------------------------------------------------------------------------------


def _share(bg: str, en: str, shows: str, of: str) -> Column:
    formula = f"IF([{of}@all]=0,0,ROUND([{of}]/[{of}@all],4))"
    return Column(Text(bg, en), 16, shows, Style.SHARE, formula=formula)


def _fitted(grid: Grid, ground: Ground) -> Grid:
    """Before the euro the form speaks of leva."""
    if currency_of(ground) == "EUR":
        return grid
    in_leva = {shows: replace(column, heading=_leva(column.heading)) for shows, column in _columns(grid).items()}
    return replace(grid, columns=tuple(in_leva.values()))


def _columns(grid: Grid) -> dict[str, Column]:
    return {column.shows: column for column in grid.columns}


def _leva(heading: Text) -> Text:
    return Text(heading.bg.replace("евро", "лева"), heading.en.replace("euro", "leva"))


def _unnamed(ground: Ground) -> Iterator[Text]:
    for one in of_whole_project(ground):
        if one.kind == "donor" or (one.kind == "eu" and not fund_of(one)):
            yield Text(
                f"Източникът „{one.name.in_('bg')}“ не назовава никой от тези фондове и стои на реда на ЕСФ.",
                f"The source “{one.name.in_('en')}” names none of these funds, and stands with the ESF.",
            )


SOURCES: Final = Grid(
    "sources",
    Text("Източници на финансиране_ОП", "Sources of funding"),
    (
        Column(Text("Наименование на източниците на финансиране", "Source of funding"), 60, "name"),
        Column(Text("Сума евро", "Amount, euro"), 16, "given", Style.AMOUNT),
        _share("Процент от общата сума %", "Per cent of the whole", "given_share", "given"),
        Column(Text("", ""), 16, "public"),
        Column(Text("Сума евро: на настоящото ИП", "Amount, euro: this claim"), 16, "now", Style.AMOUNT),
        Column(Text("Сума евро: с натрупване", "Amount, euro: so far"), 16, "so_far", Style.AMOUNT),
        _share("% на настоящото искане", "% of this claim", "now_share", "now"),
        _share("% с натрупване", "% so far", "so_far_share", "so_far"),
    ),
    sources,
    title=Text("Източници на финансиране", "Sources of funding"),
    above=lambda ground: (
        Labelled(Text(f"Договор за БФП: {ground.number}", f"Grant contract: {ground.number}"), None),
    ),
    bands=(
        (Text("Отпуснато съфинансиране (БФП)", "Co-financing given (grant)"), "given", "public"),
        (Text("Отчетено съфинансиране (БФП)", "Co-financing claimed (grant)"), "now", "so_far_share"),
    ),
    numbered=("1", "2", "3", "", "4", "5", "6", "7"),
    below=_unnamed,
    adds=("now", "so_far"),
    before=("so_far",),
    plans=("given",),
    fitted=_fitted,
)
