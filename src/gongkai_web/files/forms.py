"""What an officer types about a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from gongkai_web.files.kinds import KINDS
from gongkai_web.files.uploads import Unreceived
from gongkai_web.organisations.models import Agency

__all__ = ["ReasonForm", "TitleForm", "UploadForm"]


class ReceivedFileField(forms.FileField):
    """A file; one that was not received says why."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploaded file. Raises ValidationError."""
        if isinstance(data, Unreceived):
            raise ValidationError(data.why)
        return super().clean(data, initial)


class UploadForm(forms.Form):
    """A new file."""

    agency = forms.ModelChoiceField(Agency.objects.active(), label="机关", empty_label=None)
    file = ReceivedFileField(
        label="文件",
        max_length=255,
        error_messages={
            "required": "请选择文件。",
            "empty": "文件是空的，请检查后重新上传。",
            "max_length": "文件名过长，请改短后上传。",
        },
        widget=forms.FileInput(
            {"accept": ",".join(f".{ending}" for kind in KINDS.values() for ending in kind.endings)}
        ),
    )
    title = forms.CharField(
        label="标题", max_length=200, required=False, help_text="公开时显示的名称；不填则用文件名。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        endings = "、".join(ending for kind in KINDS.values() for ending in kind.endings)
        limit = settings.GONGKAI_UPLOAD_BYTES // 2**20
        self.fields["file"].help_text = (
            f"不超过{limit}MB：{endings}。不得含国家秘密（保守国家秘密法）。上传后自动查毒，并另做一份清理过的副本："
            "去掉作者和单位等属性、批注、修订痕迹、隐藏的文字和工作表、照片的拍摄地点等；原件不改动，公开的只是副本。"
        )


class TitleForm(forms.Form):
    """Another title."""

    title = forms.CharField(label="标题", max_length=200, help_text="公开时显示的名称，也是下载时的文件名。")


class ReasonForm(forms.Form):
    """Why a file is withdrawn."""

    reason = forms.CharField(label="撤下的原因", max_length=200, error_messages={"required": "请写明撤下的原因。"})
