"""``{% kept "name" %}…{% endkept %}``: a piece of a template that is rendered once in each process."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe

from gongkai_web.staff.kept import kept

register = template.Library()


class KeptNode(template.Node):
    """What lies between the tags. It must ask nothing of the request."""

    def __init__(self, nodelist: NodeList, key: tuple[str, str]) -> None:
        self.nodelist = nodelist
        self.key = key

    def render(self, context: Any) -> SafeString:
        """The piece."""
        return kept(self.key, lambda: mark_safe(self.nodelist.render(context)))


@register.tag("kept")
def do_kept(parser: Parser, token: Token) -> KeptNode:
    """Takes a name that no other piece of the same template has. Raises TemplateSyntaxError without one."""
    words = token.split_contents()
    if len(words) != 2 or words[1][:1] not in "\"'":
        raise template.TemplateSyntaxError("kept takes one name in quotes")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, (str(parser.origin), words[1][1:-1]))
