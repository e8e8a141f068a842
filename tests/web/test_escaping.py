"""What a template puts out is escaped, whatever it is."""

from __future__ import annotations

import pytest
from markupsafe import Markup, escape

from grants.web.templating import environment, escaped


class Shown:
    def __html__(self) -> str:
        return "<b>свой</b>"


VALUES = [
    "",
    "Кафе & чай",
    "<script>alert('1')</script>",
    '"в кавички"',
    0,
    -7,
    True,
    None,
    1.5,
    Markup("<i>а</i>"),
    Shown(),
]


@pytest.mark.parametrize("value", VALUES)
def test_it_writes_what_escape_writes(value):
    assert escaped(value) == str(escape(value))


@pytest.mark.parametrize("value", VALUES)
def test_it_escapes_in_pages_in_macros_and_in_what_is_set_aside(value):
    page = environment("bg").from_string(
        "{% autoescape true %}{% macro cell(v) %}<td>{{ v }}</td>{% endmacro %}{% set kept %}{{ v }}{% endset %}"
        "{{ v }}{{ cell(v) }}{{ kept }}{% endautoescape %}"
    )
    once = str(escape(value))
    assert page.render(v=value) == f"{once}<td>{once}</td>{once}"


def test_it_escapes_in_every_page():
    source = environment("bg").compile("{{ v }}", "page.html", raw=True)
    assert "environment.escaped(" in source
    assert "escape(v" not in source.replace("environment.escaped(", "")
