"""What a holiday of another country is called in the reader's language.

The calendars name their holidays in English and in the languages of the country; in Bulgarian those that are known here.
Of any other one it is said that it is an official holiday, with its own name beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from grants.values.days import holiday_name
from grants.values.language import N_, Language, Text
from grants.values.terms import OfficeDays
from grants.values.wording import wording

# As the calendars call them in English, and as it is said here.
CALLED: Final[Mapping[str, str]] = {
    "New Year's Day": N_("New Year's Day"),
    "Second Day of New Year": N_("Second day of the New Year"),
    "Epiphany": N_("Epiphany"),
    "Saint John the Baptist": N_("Saint John the Baptist's Day"),
    "Unification of the Romanian Principalities Day": N_("Day of the Unification of the Romanian Principalities"),
    "Green Monday": N_("Clean Monday"),
    "Good Friday": N_("Good Friday"),
    "Holy Saturday": N_("Holy Saturday"),
    "Easter": N_("Easter"),
    "Easter Sunday": N_("Easter"),
    "Orthodox Easter Sunday": N_("Orthodox Easter"),
    "Catholic Easter Sunday": N_("Catholic Easter"),
    "Easter Monday": N_("Easter Monday"),
    "Ascension Day": N_("Ascension Day"),
    "Pentecost": N_("Pentecost"),
    "Pentecost Monday": N_("Whit Monday"),
    "Corpus Christi": N_("Corpus Christi"),
    "Labour Day": N_("Labour Day"),
    "International Workers' Day": N_("Labour Day"),
    "International Workers' Solidarity Day": N_("Labour Day"),
    "International Labour Day": N_("Labour Day"),
    "Labour and Solidarity Day": N_("Labour and Solidarity Day"),
    "Children's Day": N_("Children's Day"),
    "International Children's Day": N_("Children's Day"),
    "International Women's Day": N_("International Women's Day"),
    "Europe Day": N_("Europe Day"),
    "Victory Day": N_("Victory Day"),
    "Armistice Day": N_("Armistice Day"),
    "Liberation Day": N_("Liberation Day"),
    "Republic Day": N_("Republic Day"),
    "National Day": N_("National Day"),
    "National Unity Day": N_("National Unity Day"),
    "Independence Day": N_("Independence Day"),
    "Republic of Moldova Independence Day": N_("Independence Day"),
    "National Independence Day": N_("Independence Day"),
    "Cyprus Independence Day": N_("Independence Day"),
    "Statehood Day": N_("Statehood Day"),
    "State Foundation Day": N_("Day of the Foundation of the State"),
    "Constitution Day": N_("Constitution Day"),
    "Freedom Day": N_("Freedom Day"),
    "Ohi Day": N_("Ohi Day"),
    "Dormition of the Mother of God": N_("Dormition of the Mother of God"),
    "Assumption Day": N_("Assumption Day"),
    "Assumption Of Mary Day": N_("Assumption Day"),
    "Immaculate Conception": N_("Immaculate Conception"),
    "All Saints' Day": N_("All Saints' Day"),
    "Reformation Day": N_("Reformation Day"),
    "German Unity Day": N_("Day of German Unity"),
    "Saint Andrew's Day": N_("Saint Andrew's Day"),
    "Saint Patrick's Day": N_("Saint Patrick's Day"),
    "Saint Clement of Ohrid Day": N_("Saint Clement of Ohrid's Day"),
    "Saints Cyril and Methodius Day": N_("Saints Cyril and Methodius' Day"),
    "Macedonian Revolutionary Struggle Day": N_("Day of the Macedonian Revolutionary Struggle"),
    "National Uprising Day": N_("Day of the National Uprising"),
    "National Sovereignty and Children's Day": N_("National Sovereignty and Children's Day"),
    "Commemoration of Atatürk, Youth and Sports Day": N_("Day of Atatürk, Youth and Sports"),
    "Democracy and National Unity Day": N_("Democracy and National Unity Day"),
    "Eid al-Fitr": N_("Eid al-Fitr"),
    "Eid al-Adha": N_("Eid al-Adha"),
    "Christmas Eve": N_("Christmas Eve"),
    "Christmas Day": N_("Christmas Day"),
    "Orthodox Christmas Day": N_("Orthodox Christmas"),
    "Second Day of Christmas": N_("Second day of Christmas"),
    "Day After Christmas": N_("Second day of Christmas"),
    "Saint Stephen's Day": N_("Saint Stephen's Day"),
    "Remembrance Day": N_("Day of Remembrance"),
    "Day off": N_("day off instead of another day"),
}
UNCALLED = N_("official holiday ({name})")
_ENGLISH: Final[Language] = "en"


def day_off_called(day: date, offices: OfficeDays) -> Text | None:
    """What a day off is called where these offices are, or was called when it was declared; None on a day on which they
    work, and for a Saturday or Sunday that is nothing else. ValueError as for holiday_called.
    """
    if day in offices.works:
        return None
    return offices.off.get(day) or holiday_called(day, offices.country)


def holiday_called(day: date, country: str) -> Text | None:
    """What holiday that day is in a country, in both languages; None on any other day.

    ValueError for a country whose holidays no calendar knows.
    """
    name = holiday_name(day, _ENGLISH, country)
    if name is None:
        return None
    return Text(_said(day, "bg", country, name), _said(day, _ENGLISH, country, name))


def _said(day: date, language: Language, country: str, english: str) -> str:
    own = holiday_name(day, language, country) or english
    if country == "BG":
        return own
    said = [_one(part, language) for part in english.split("; ")]
    if all(said):
        return ", ".join(dict.fromkeys(said))
    return own if language == _ENGLISH else wording(language).say(UNCALLED, name=own)


def _one(part: str, language: Language) -> str:
    """One holiday by what it is called without why it is on this day: "Labour Day (observed)" is Labour Day."""
    called = CALLED.get(part.split(" (", maxsplit=1)[0])
    return wording(language).say(called) if called else ""
