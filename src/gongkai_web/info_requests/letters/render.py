"""A template and the values of a case → docx. Nothing in a template can run, nothing in a value is read as markup."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gongkai.writers.package import settled
from gongkai_web.info_requests.letters.plain import plain

__all__ = ["Values", "environment", "render", "sources"]

Values = Mapping[str, Any]
"""Field → text, or for a list → rows, each a mapping of column → text."""

_NEW_PARAGRAPH = "\a"
"""What docxtpl makes a new paragraph of, in the style of the first."""


def environment() -> ImmutableSandboxedEnvironment:
    """Jinja without anything: no functions, no filters, no tests; a field that is not there is an error."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    for names in (made.globals, made.filters, made.tests):
        names.clear()
    return made


class _Template(DocxTemplate):
    """docxtpl's template: properties and footnotes are no places for fields, and values stay as they are."""

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Nothing."""

    def render_footnotes(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Nothing."""

    def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> str:
        """The part with its fields filled; docxtpl would read ``{_{`` in a value as its own sign."""
        self.current_rendering_part = part
        return str(self.resolve_listing(jinja_env.from_string(src_xml).render(context)))


def sources(template: bytes) -> list[str]:
    """The XML of body, headers and footers as Jinja reads it."""
    made = _Template(io.BytesIO(template))
    made.init_docx()
    found = [made.patch_xml(made.get_xml())]
    for uri in (made.HEADER_URI, made.FOOTER_URI):
        found += [made.patch_xml(made.get_part_xml(part)) for _, part in made.get_headers_footers(uri)]
    return found


def _prepared(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _prepared(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_prepared(one) for one in value]
    return plain(str(value)).replace("\n", _NEW_PARAGRAPH)


def render(template: bytes, values: Values, *, title: str, author: str) -> bytes:
    """The docx. The same template and values give the same bytes.

    Raises jinja2.TemplateError for a template that ``checking`` would have refused.
    """
    made = _Template(io.BytesIO(template))
    made.render(_prepared(values), environment(), autoescape=True)
    document = made.docx
    properties = document.core_properties
    properties.title, properties.author = plain(title)[:255], plain(author)[:255]
    properties.last_modified_by = properties.comments = properties.keywords = ""
    buffer = io.BytesIO()
    document.save(buffer)
    return settled(buffer.getvalue())
