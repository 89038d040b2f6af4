"""What the first start asks: as little as a site cannot be without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai_web.accounts.forms import PasswordTwice
from gongkai_web.accounts.models import User
from gongkai_web.organisations.kinds import AgencyKind, RegionLevel
from gongkai_web.setup import codes

__all__ = ["SetupForm"]

_NAME = {"autocomplete": "off"}
_LEVELS = [choice for choice in RegionLevel.choices if choice[0] != RegionLevel.NATIONAL]
_ABOVE = {
    RegionLevel.PROVINCE: (),
    RegionLevel.PREFECTURE: ("province",),
    RegionLevel.COUNTY: ("province", "prefecture"),
    RegionLevel.TOWNSHIP: ("province", "prefecture", "county"),
}
_DIGITS = {
    RegionLevel.PROVINCE: (6,), RegionLevel.PREFECTURE: (6,), RegionLevel.COUNTY: (6,), RegionLevel.TOWNSHIP: (9, 12),
}  # fmt: skip


class SetupForm(PasswordTwice):
    """Code, region with those above it, first agency, first administrator."""

    code = forms.CharField(
        label="启用码",
        max_length=60,
        help_text="启动 gongkai serve 时显示在终端上，也存放在数据文件夹的 setup-code 文件里。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    level = forms.ChoiceField(label="层级", choices=_LEVELS, initial=RegionLevel.COUNTY)
    region_code = forms.CharField(
        label="行政区划代码",
        max_length=12,
        help_text="县级以上6位（GB/T 2260），乡镇、街道9位。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", **_NAME}),
    )
    region_name = forms.CharField(label="行政区划名称", max_length=100, help_text="如“上杭县”。")
    province = forms.CharField(label="所属省、自治区、直辖市", max_length=100, required=False)
    prefecture = forms.CharField(
        label="所属地市", max_length=100, required=False, help_text="直辖市的区县和省直管县留空。"
    )
    county = forms.CharField(label="所属县区", max_length=100, required=False, help_text="乡镇、街道填写。")
    platform = forms.CharField(
        label="平台名称", max_length=120, required=False, help_text="留空则为“区划名称＋政府信息公开平台”。"
    )
    agency_name = forms.CharField(
        label="机关名称", max_length=120, help_text="本平台的主办单位，如“上杭县人民政府办公室”。"
    )
    agency_code = forms.CharField(
        label="机关代码", max_length=32, help_text="宜用统一社会信用代码；2至32位字母、数字或连字符。"
    )
    agency_kind = forms.ChoiceField(label="机关类别", choices=AgencyKind.choices, initial=AgencyKind.GOVERNMENT)
    username = forms.CharField(
        label="账号",
        max_length=60,
        min_length=3,
        validators=[*User._meta.get_field("username").validators],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(label="姓名", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        help_text="用于接收通知和找回口令。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    groups = (
        ("启用码", "", ("code",)),
        (
            "行政区划",
            "平台覆盖的区划和它的上级。",
            ("level", "region_code", "region_name", "province", "prefecture", "county"),
        ),
        (
            "第一个机关",
            "其他机关以后在工作台添加，也可以由表格导入。",
            ("agency_name", "agency_code", "agency_kind", "platform"),
        ),
        (
            "安全管理员",
            (
                "负责开设账号、授予角色。系统管理员和审计管理员由他另行开设，三员由不同的人担任；"
                "第一名系统管理员由运维人员在服务器上确认（gongkai manage confirm_administrator）。"
            ),
            ("username", "name", "email", "password1", "password2"),
        ),
    )

    def __init__(self, *args: Any, home: Path, **kwargs: Any) -> None:
        self.home = home
        super().__init__(*args, **kwargs)
        self.fields["password1"].label, self.fields["password2"].label = "口令", "再输一次口令"
        for name in ("province", "county"):
            # Needed or not, as the level says; where it is needed and empty the form says so.
            self.fields[name].sometimes = True
        for name in ("password1", "password2"):
            # What was typed comes back when something else is wrong: nobody else has this page, it is never stored.
            self.fields[name].widget.render_value = True

    def sections(self) -> Iterator[tuple[str, str, list[forms.BoundField]]]:
        """The fields in their groups: heading, a sentence, fields."""
        for heading, text, names in self.groups:
            yield heading, text, [self[name] for name in names]

    def clean_code(self) -> str:
        """The one of this data folder."""
        if not codes.is_right(self.home, self.cleaned_data["code"]):
            raise ValidationError("启用码不正确。")
        return str(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        """The code of the region fits its level, and those above it are named."""
        data = super().clean()
        level, code = data.get("level"), data.get("region_code", "")
        if level and code and (not code.isascii() or not code.isdigit() or len(code) not in _DIGITS[level]):
            digits = "或".join(map(str, _DIGITS[level]))
            self.add_error("region_code", f"{RegionLevel(level).label}的行政区划代码是{digits}位数字。")
        for name in _ABOVE.get(level, ()) if level else ():
            if name != "prefecture" and not data.get(name):
                self.add_error(name, "请填写。")
        return data

    def person(self) -> User:
        """The administrator as he would be."""
        data = self.cleaned_data
        return User(username=data.get("username", ""), name=data.get("name", ""), email=data.get("email", ""))

    def superiors(self) -> list[tuple[str, str, str]]:
        """Code, name and level of each region above, the highest first; their codes follow from that of the region."""
        data = self.cleaned_data
        code = data["region_code"]
        codes_of = {"province": code[:2] + "0000", "prefecture": code[:4] + "00", "county": code[:6]}
        wanted = _ABOVE[data["level"]]
        return [(codes_of[name], data[name].strip(), name) for name in wanted if data[name].strip()]
