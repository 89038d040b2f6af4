"""An agency's own template, checked before it is kept: every field that the law wants is there and is printed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
import pypdfium2
from django.core.exceptions import ValidationError
from jinja2 import TemplateError, nodes

from gongkai_web.info_requests.letters.catalogue import Spec, spec
from gongkai_web.info_requests.letters.inspection import open_template
from gongkai_web.info_requests.letters.pdf import to_pdf
from gongkai_web.info_requests.letters.render import environment, render, sources

__all__ = ["check_template", "words_of_docx", "words_of_pdf"]

_MAX_PAGES = 20
_SPACE = re.compile(r"\s+")
_MARK = "QF{:02d}Z"
"""What stands for a field while it is looked for in what is printed."""


def check_template(code: str, data: bytes) -> None:
    """Raises ValidationError that names every missing and every unknown field, and whatever else is wrong."""
    letter = spec(code)
    open_template(data)
    used, problems = _fields(letter, data)
    known = {field.name for field in letter.fields}
    problems += [f"字段“{name}”不是本文书的字段，请核对写法。" for name in sorted(used - known)]
    problems += [
        f"缺少字段“{field.name}”（{_why(letter, field.name)}）。" for field in letter.required if field.name not in used
    ]
    if problems:
        raise ValidationError(problems)
    for empty in (False, True):
        _printed(letter, data, empty=empty)


def _why(letter: Spec, name: str) -> str:
    """Why a field must be there."""
    content = next((content for content, names in letter.contents.items() if name in names), "")
    return f"文书应当写明{content}" if content else "文书的必备要素"


def _fields(letter: Spec, data: bytes) -> tuple[set[str], list[str]]:
    """The fields that a template uses, and what else stands in its braces."""
    used: set[str] = set()
    problems: list[str] = []
    try:
        trees = [environment().parse(source) for source in sources(data)]
    except TemplateError:
        raise ValidationError("模板里的字段写法有误：每个字段写作{{字段名}}，大括号要成对。") from None
    for tree in trees:
        _walk(letter, tree, frozenset(), used, problems)
    return used, list(dict.fromkeys(problems))


_PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData)


def _walk(letter: Spec, node: nodes.Node, own: frozenset[str], used: set[str], problems: list[str]) -> None:
    """Only fields, lists and conditions on fields that may be empty: everything else is refused by being unknown."""
    if isinstance(node, nodes.Name):
        if node.name not in own:
            used.add(node.name)
        return
    if isinstance(node, nodes.For):
        lists = {field.name: field for field in letter.fields if field.columns}
        named = isinstance(node.iter, nodes.Name) and isinstance(node.target, nodes.Name)
        if not named or node.iter.name not in lists or own or node.else_ or node.test or node.recursive:
            problems.append("循环只能写作{%tr for 项 in 列表字段 %}，不能嵌套。")
            return
        used.add(node.iter.name)
        _columns(lists[node.iter.name].columns, node, problems)
        for child in node.body:
            _walk(letter, child, frozenset({node.target.name}), used, problems)
        return
    if isinstance(node, nodes.If):
        test = node.test.node if isinstance(node.test, nodes.Not) else node.test
        may_be_empty = {field.name for field in letter.fields if field.optional or field not in letter.required}
        if not isinstance(test, nodes.Name) or test.name not in may_be_empty:
            problems.append("条件只能用于可以为空的字段，写作{%p if 字段名 %}。")
            return
        used.add(test.name)
        for child in (*node.body, *node.else_, *node.elif_):
            _walk(letter, child, own, used, problems)
        return
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name in own:
        return
    if not isinstance(node, _PLAIN):
        problems.append("模板只能使用字段、列表和条件，不能使用运算、函数和过滤器。")
        return
    for child in node.iter_child_nodes():
        _walk(letter, child, own, used, problems)


def _columns(columns: tuple[str, ...], node: nodes.For, problems: list[str]) -> None:
    asked = {one.attr for one in node.find_all(nodes.Getattr)}
    problems += [f"列表里没有“{name}”这一列，可用的是：{'、'.join(columns)}。" for name in sorted(asked - set(columns))]
    problems += [f"列表缺少“{name}”这一列。" for name in columns if name not in asked]


def _marks(letter: Spec, *, empty: bool) -> Iterator[tuple[str, Any, list[str]]]:
    """Field, what is put in for it, and what must then be printed."""
    for number, field in enumerate(letter.fields):
        mark = _MARK.format(number)
        if field.columns:
            rows = [{column: f"{mark}{place}" for place, column in enumerate(field.columns)}]
            yield field.name, rows, list(rows[0].values())
        elif empty and (field.optional or field not in letter.required):
            yield field.name, "", []
        else:
            yield field.name, mark, [mark] if field in letter.required else []


def _printed(letter: Spec, data: bytes, *, empty: bool) -> None:
    """Fills the template and reads docx and PDF again. Raises ValidationError for a field that nobody would see."""
    marks = list(_marks(letter, empty=empty))
    try:
        made = render(data, {name: value for name, value, _ in marks}, title=letter.title, author="")
        printed = to_pdf(made)
        texts = (words_of_docx(made), words_of_pdf(printed))
    except ValidationError:
        raise
    except Exception as error:  # docx, Jinja and typst have errors of their own; the template is refused by any
        raise ValidationError("模板填入示例内容后不能生成文书，请检查字段所在的段落和表格。") from error
    hidden = [name for name, _, wanted in marks if not all(mark in text for mark in wanted for text in texts)]
    if hidden:
        raise ValidationError([f"字段“{name}”填入后在文书上看不到，请检查它所在的位置和格式。" for name in hidden])


def words_of_docx(data: bytes) -> str:
    """The words of body, headers and footers, without spaces."""
    document = docx.Document(io.BytesIO(data))
    section = document.sections[0]
    edges = (section.header, section.footer, section.first_page_header, section.first_page_footer)
    roots = [document.element.body, *(edge._element for edge in edges if not edge.is_linked_to_previous)]
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    return _SPACE.sub("", "".join(one.text or "" for root in roots for one in root.iter(name)))


def words_of_pdf(data: bytes) -> str:
    """The words of all pages, without spaces. Raises ValidationError for too many pages."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        if len(pdf) > _MAX_PAGES:
            raise ValidationError(f"文书超过{_MAX_PAGES}页，请检查模板。")
        return _SPACE.sub("", "".join(page.get_textpage().get_text_range() for page in pdf))
    finally:
        pdf.close()
