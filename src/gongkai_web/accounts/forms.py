"""What people type at the door and on their own page."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangeForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ReauthenticateForm as AllauthAgainForm
from allauth.account.forms import ResetPasswordForm as AllauthResetForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetKeyForm
from allauth.account.forms import SetPasswordForm as AllauthSetForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from gongkai_web.accounts.models import User, normal
from gongkai_web.accounts.second_factor import is_locked
from gongkai_web.common.rate import hit

__all__ = [
    "ActivateForm",
    "AuthenticateForm",
    "ChangePasswordForm",
    "DetailsForm",
    "EraseForm",
    "LoginForm",
    "NewPasswordForm",
    "PasswordAgainForm",
    "ReauthenticateForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "SetPasswordForm",
    "SignUpForm",
    "phone_field",
]

_PHONE = RegexValidator(
    r"^(\+?86[- ]?)?(1\d{10}|0\d{2,3}[- ]?\d{7,8}(-\d{1,6})?)$", "请填写11位手机号码，或带区号的电话号码。"
)
_REPLAY_SECONDS = 120
_REQUIRED = "请填写。"
_NAME_ATTRS = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


def phone_field(**given: Any) -> forms.CharField:
    """A field for a phone number."""
    widget = forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    return forms.CharField(label="手机号码", max_length=30, required=False, validators=[_PHONE], widget=widget, **given)


def _password(label: str, kind: str = "new-password", **given: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": kind})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=128, **given)


class LoginForm(AllauthLoginForm):
    """Account and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "账号"
        self.fields["login"].widget.attrs.update(_NAME_ATTRS)
        self.fields["password"].label = "口令"
        self.fields["password"].max_length = 128
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = _REQUIRED

    def clean_login(self) -> str:
        """In the case and width by which failures are counted."""
        return normal(self.cleaned_data["login"])


class _InChinese:
    """The words of this site on allauth's fields, no placeholders, and the rules of passwords."""

    labels = {
        "oldpassword": "当前口令",
        "password": "口令",
        "password1": "新口令",
        "password2": "再输一次新口令",
        "email": "电子邮箱",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label, field.help_text = self.labels.get(name, field.label), ""
            field.error_messages["required"] = _REQUIRED
            field.widget.attrs.pop("placeholder", None)

    def rules(self) -> list[str]:
        """What a password must be."""
        return password_validators_help_texts()


class ChangePasswordForm(_InChinese, AllauthChangeForm):
    """A new password for the old one."""


class SetPasswordForm(_InChinese, AllauthSetForm):
    """A password for an account that has none, beside single sign-on."""


class ResetPasswordForm(_InChinese, AllauthResetForm):
    """The address to which the link goes."""


class ResetPasswordKeyForm(_InChinese, AllauthResetKeyForm):
    """A new password by the link."""


class PasswordAgainForm(_InChinese, AllauthAgainForm):
    """The password once more, before something delicate."""


class PlainForm(forms.Form):
    """Says of an empty field what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _REQUIRED


class PasswordTwice(PlainForm):
    """A new password, typed twice, by the rules."""

    password1 = _password("新口令")
    password2 = _password("再输一次新口令")

    def rules(self) -> list[str]:
        """What a password must be."""
        return password_validators_help_texts()

    def person(self) -> User:
        """Whose password it is to be."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Both the same, and by the rules."""
        data = super().clean() or self.cleaned_data
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "两次输入的口令不一致。")
        if first:
            try:
                validate_password(first, self.person())
            except ValidationError as error:
                self.add_error("password1", error)
        return data


class NewPasswordForm(PasswordTwice):
    """For a person who was invited or whose password was forgotten."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def person(self) -> User:
        """The one who was invited."""
        return self.user


class SignUpForm(PasswordTwice):
    """An account for a member of the public; as little as can be."""

    username = forms.CharField(
        label="账号",
        max_length=60,
        min_length=3,
        validators=[*User._meta.get_field("username").validators],
        help_text="3至60个字符，可以用文字、数字和 @ . + - _。不要用身份证号或手机号作账号。",
        widget=forms.TextInput(attrs=_NAME_ATTRS),
    )
    name = forms.CharField(label="姓名", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        help_text="忘记口令时用它找回。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = phone_field(help_text="加密保存，只用于联系您。")
    field_order = ("username", "name", "password1", "password2", "email", "phone")

    def clean_username(self) -> str:
        """Not taken, whatever its case."""
        username = User.normalize_username(self.cleaned_data["username"]).strip()
        if User.objects.called(username) is not None or username.lower().startswith("erased-"):
            raise ValidationError("该账号已有人使用，请换一个。")
        return username

    def person(self) -> User:
        """The account as it would be."""
        data = self.cleaned_data
        return User(username=data.get("username", ""), name=data.get("name", ""), email=data.get("email", ""))


class DetailsForm(PlainForm):
    """A person's own details."""

    name = forms.CharField(label="姓名", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        help_text="用于接收通知和找回口令。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = phone_field(help_text="加密保存。")


class EraseForm(PlainForm):
    """The wish to have one's account erased, with the password against others at the same screen."""

    password = _password("当前口令", "current-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """The right one."""
        password = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError("口令不正确。")
        return str(password)


class _Code:
    """A code of the authenticator: wrong ones lock the account as wrong passwords do, a right one works once."""

    user: User
    help_text = "验证器显示的6位数字；手机不在身边时，填写一个未用过的恢复码。"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.help_text, field.max_length = "验证码", self.help_text, 20
        field.error_messages["required"] = _REQUIRED
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none"}

    def clean_code(self) -> str:
        """The right one, not used before. While the account is locked even the right one is refused."""
        request = context.request
        if is_locked(request, self.user):
            request.axes_locked_out = True
            raise ValidationError("账号已锁定。")
        code = str(super().clean_code())
        # allauth remembers used codes in the cache, which is each process's own where there is no Redis.
        if not hit(f"totp:{self.user.pk}", code, limit=1, seconds=_REPLAY_SECONDS).allowed:
            raise ValidationError("这个验证码已经用过，请等验证器显示下一个。")
        return code


class AuthenticateForm(_Code, AllauthAuthenticateForm):
    """The second step of a login."""


class ReauthenticateForm(_Code, AllauthReauthenticateForm):
    """The code once more, before something delicate."""


class ActivateForm(_Code, AllauthActivateForm):
    """The first code, which shows that the authenticator has the secret."""

    help_text = "验证器显示的6位数字。"
