"""How the running project's tables are laid around today and told in a file: texts, and working days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from grants.values.days import previous_working_day

Told = dict[str, Any]


def both(words: tuple[str, str]) -> Told:
    return {language: side for language, side in zip(("bg", "en"), words, strict=True) if side}


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def days_ago(today: date, days: int) -> date:
    """A working day at least so many days ago."""
    return previous_working_day(today - timedelta(days=days))
