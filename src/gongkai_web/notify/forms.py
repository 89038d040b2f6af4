"""What a person says about the messages he wants."""

from __future__ import annotations

from typing import Any

from django import forms

__all__ = ["PreferenceForm"]


class PreferenceForm(forms.Form):
    """Which channels, and when the phone stays silent."""

    mail = forms.BooleanField(label="接收邮件", required=False)
    sms = forms.BooleanField(label="接收短信", required=False)
    quiet_from = forms.TimeField(label="开始", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label="结束", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def clean(self) -> dict[str, Any]:
        """Both ends or none."""
        data = super().clean() or {}
        if not self.errors and (data.get("quiet_from") is None) != (data.get("quiet_until") is None):
            missing = "quiet_until" if data.get("quiet_from") else "quiet_from"
            self.add_error(missing, "开始和结束要么都填，要么都不填。")
        return data
