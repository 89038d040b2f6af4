"""The five blocks of an agency's platform page, in their order (国办公开办函〔2019〕61号)."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BLOCKS", "Block"]


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its word in addresses, its statutory name, what it holds."""

    id: str
    label: str
    text: str

    @property
    def url_name(self) -> str:
        """The name of its address."""
        return f"portal:{self.id}"

    @property
    def icon(self) -> str:
        """The template of its picture."""
        return f"portal/icons/{self.id}.html"


BLOCKS = (
    Block("guide", "政府信息公开指南", "信息怎样分类、到哪里查、向谁问"),
    Block("rules", "政府信息公开制度", "法律法规、国家文件和本机关的制度"),
    Block("content", "法定主动公开内容", "条例规定应当主动公开的事项"),
    Block("annual", "政府信息公开年报", "历年政府信息公开工作年度报告"),
    Block("apply", "依申请公开", "怎样申请，多久答复，怎样收费"),
)
