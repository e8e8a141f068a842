"""Pages and letters out of templates, one environment for each language, and the addresses of static files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, nodes, select_autoescape
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import _escape_inner, escape  # type: ignore[attr-defined]

from grants.values.language import Language
from grants.values.wording import wording

_PACKAGE = Path(__file__).parent.parent
STATIC = _PACKAGE / "static"


def templates_folder() -> Path:
    """Where the templates lie: inside the installed package, or beside it in a checkout."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def escaped(value: object) -> str:
    """What markupsafe's escape makes of a value, without its wrapping: a page puts it straight among its other strings."""
    if type(value) is str:
        return _escape_inner(value)
    return str(value) if type(value) is int else escape(value)


class _Plainly(CodeGenerator):
    """Writes what a template puts out as plain strings: the plan of a hundred activities puts out four thousand."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class _CompiledOnce(BytecodeCache):
    """A template is compiled once for both languages, which differ in what it says and not in how it is laid out."""

    def __init__(self) -> None:
        self.kept: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.kept[bucket.key] = bucket.code


_COMPILED = _CompiledOnce()


class _Templates(Environment):
    code_generator_class = _Plainly
    escaped = staticmethod(escaped)


@cache
def environment(language: Language) -> Environment:
    """The templates with the sentences and the formatter of one language."""
    made = _Templates(
        loader=FileSystemLoader(templates_folder()),
        autoescape=select_autoescape(("html", "svg"), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    words = wording(language)
    made.globals |= {
        "words": words,
        "say": words.say,
        "count": words.count,
        "static": static_address,
        "notice": None,
        "banner": None,
        "theme": None,
        "projects_nav": [],
        "other_language_url": None,
        "person": None,
        "path": "",
    }
    return made


def rendered(template: str, language: Language, context: Mapping[str, Any]) -> str:
    """A template filled in."""
    return environment(language).get_template(template).render(**context)


@cache
def static_address(name: str) -> str:
    """The address of a static file, which changes with its content so that browsers may keep it for ever."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?{mark}"
