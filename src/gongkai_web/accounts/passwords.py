"""What a password must be. The rules are GB/T 22239's (complexity, change); their numbers are product defaults."""

from __future__ import annotations

import re
import string
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai_web.accounts.models import User

__all__ = [
    "LAST_ONES",
    "LEAST",
    "CharacterClasses",
    "LongEnough",
    "NotGuessable",
    "NotLikeThePerson",
    "NotOneOfTheLast",
    "expired",
]

LAST_ONES = 5
LEAST = 10
_CLASSES = (
    ("小写字母", re.compile(r"[a-z]")),
    ("大写字母", re.compile(r"[A-Z]")),
    ("数字", re.compile(r"\d")),
    ("符号", re.compile(r"[^A-Za-z\d]")),
)
_NEEDED = 3
_LEET = str.maketrans("013457@$!", "oieastasi")


class LongEnough:
    """Ten characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if len(password) < LEAST:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        """The rule."""
        return f"至少{LEAST}个字符。"


class NotLikeThePerson(UserAttributeSimilarityValidator):
    """Not made from what everybody knows of the person."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "name", "email"))

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(self.get_help_text(), code="password_too_similar") from None

    def get_help_text(self) -> str:
        """The rule."""
        return "不能与账号、姓名或邮箱相近。"


class CharacterClasses:
    """Three of four: small and capital letters, digits, symbols."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if sum(bool(pattern.search(password)) for _, pattern in _CLASSES) < _NEEDED:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        """The rule."""
        return "至少含有小写字母、大写字母、数字、符号中的三种。"


class NotGuessable(CommonPasswordValidator):
    """No common word with digits and symbols hung on it (Admin@2024!): that is what is tried first."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        plain = password.lower().strip()
        bare = plain.strip(string.digits + string.punctuation + " ")
        known = {plain, bare, bare.translate(_LEET)}
        if len(set(plain)) < 5 or any(word and word in self.passwords for word in known):
            raise ValidationError("口令过于常见，容易被猜到。", code="password_too_common")

    def get_help_text(self) -> str:
        """The rule."""
        return "不能是常见口令，也不能是常见词加上几位数字或符号。"


class NotOneOfTheLast:
    """None of the last ones, that in use included."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if user is None or user.pk is None:
            return
        used = list(user.passwords_used.values_list("hash", flat=True)[:LAST_ONES])
        if user.password not in used:
            used.insert(0, user.password)
        if any(check_password(password, one) for one in used[:LAST_ONES]):
            raise ValidationError(f"不能与最近{LAST_ONES}次用过的口令相同。", code="password_used")

    def get_help_text(self) -> str:
        """The rule."""
        return f"不能与最近{LAST_ONES}次用过的口令相同。"


def expired(user: User) -> bool:
    """Whether an officer has to choose a new password before anything else (GONGKAI_PASSWORD_DAYS; 0 is never)."""
    if not user.is_officer or not user.has_usable_password():
        return False
    if user.must_change_password:
        return True
    days = settings.GONGKAI_PASSWORD_DAYS
    if days <= 0 or user.password_changed_at is None:
        return False
    return (timezone.now() - user.password_changed_at).days >= days
