"""Mail: a message as plain text over SMTP, and what the server answers, in plain words."""

from __future__ import annotations

import smtplib
import ssl
from email.utils import formataddr, parseaddr
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from gongkai_web.common.masks import mask_email
from gongkai_web.notify.failures import Delayed, Rejected, Undelivered

__all__ = ["is_configured", "send"]

_ANSWERS = {
    421: "邮件服务器忙",
    450: "收件箱暂时不能投递",
    452: "收件箱已满或者服务器空间不足",
    550: "收件地址不存在或者拒收",
    551: "收件地址不在该服务器",
    552: "收件箱已满或者邮件太大",
    553: "收件地址不被接受",
    554: "邮件被拒收",
}
_NAME = "政府信息公开"


def is_configured() -> bool:
    """True when there is a server to send over."""
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


def send(address: str, subject: str, text: str, *, identity: UUID) -> None:
    """Hands the mail to the server. Raises Rejected or Delayed; a return means that the server has taken it."""
    try:
        validate_email(address)
    except ValidationError:
        raise Rejected("收件地址的格式不对") from None
    try:
        _mail(address, subject, text, identity).send()
    except smtplib.SMTPAuthenticationError as error:
        raise Delayed("登录不了邮件服务器，请检查 EMAIL_URL 里的用户和口令", down=True) from error
    except smtplib.SMTPRecipientsRefused as error:
        raise _answered(*next(iter(error.recipients.values())), address) from error
    except smtplib.SMTPResponseException as error:
        raise _answered(error.smtp_code, error.smtp_error, address) from error
    except (TimeoutError, smtplib.SMTPServerDisconnected) as error:
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):  # smtplib makes one of both
            raise Delayed(f"邮件服务器{settings.EMAIL_TIMEOUT}秒没有回答", down=True) from error
        raise Delayed("邮件服务器中断了连接") from error
    except ssl.SSLError as error:
        raise Delayed("与邮件服务器的加密连接没有建立，请检查端口和证书", down=True) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Rejected("邮件服务器不支持这样的地址或者连接方式") from error
    except OSError as error:  # refused, no route, no such host; smtplib's other errors
        raise Delayed("连不上邮件服务器", down=True) from error


def _mail(address: str, subject: str, text: str, identity: UUID) -> EmailMessage:
    """From is the site; bounces go to the envelope's sender, which may be another address."""
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = sender.rpartition("@")[2] or "localhost"
    headers = {
        "From": formataddr((name or _NAME, sender)),
        "Message-ID": f"<{identity}@{domain}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday notices in answer
        "X-Auto-Response-Suppress": "All",
    }
    return EmailMessage(
        " ".join(subject.split()), text, settings.GONGKAI_MAIL_BOUNCE or sender, [address], headers=headers
    )


def _answered(code: int, answer: bytes | str, address: str) -> Undelivered:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    said = " ".join(said.replace(address, mask_email(address)).split())[:160]
    reason = f"{_ANSWERS.get(code, '邮件服务器拒绝')}（{code} {said}）"
    return Rejected(reason) if 500 <= code < 600 else Delayed(reason)
