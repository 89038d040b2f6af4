"""Settings from the environment, and from nowhere else: one table that is read, checked, printed and documented."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = [
    "SETTINGS",
    "ConfigError",
    "Setting",
    "caches",
    "database",
    "email",
    "read",
    "search",
    "single_sign_on",
    "storage",
    "table",
    "tasks",
]


class ConfigError(ValueError):
    """A setting that cannot be used; the message names it, in Chinese."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: the name of the variable, how it is read, what holds without it, what it does."""

    name: str
    read: Callable[[str], Any]
    default: Any
    text: str
    secret: bool = False


def _flag(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on", "是"):
        return True
    if text.lower() in ("", "0", "false", "no", "off", "否"):
        return False
    raise ValueError("应为1或0")


def _digest(text: str) -> str:
    if text.lower() not in ("sm3", "sha256"):
        raise ValueError("应为sm3或sha256")
    return text.lower()


def _audit_months(text: str) -> int:
    if (months := int(text)) < 6:
        raise ValueError("不少于6个月")
    return months


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _hours(text: str) -> tuple[time, time] | None:
    """From and until, of the clock; None for none."""
    if not text:
        return None
    begin, dash, end = text.partition("-")
    try:
        hours = time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())
    except ValueError:
        dash = ""
    if not dash or hours[0] == hours[1]:
        raise ValueError("应为“22:00-07:00”这样的起止时间，留空表示不设")
    return hours


def _json_object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text or "{}")
    except json.JSONDecodeError:
        told = None
    if not isinstance(told, dict):
        raise ValueError("应为 JSON 对象")
    return told


SETTINGS: tuple[Setting, ...] = (
    Setting("GONGKAI_HOME", Path, Path("data"), "存放数据库、文件、密钥和备份的文件夹"),
    Setting("GONGKAI_SECRET_KEY", str, "", "会话和表单签名的密钥；不设则第一次启动时生成并存于数据文件夹", secret=True),
    Setting("GONGKAI_DATA_KEYS", _names, (), "个人信息加密的密钥，逗号分隔，第一把用于加密，其余用于解密", secret=True),
    Setting("GONGKAI_HOSTS", _names, ("localhost", "127.0.0.1", "[::1]"), "允许访问的域名，逗号分隔"),
    Setting("GONGKAI_URL", str, "http://localhost:8000", "站点的网址，写在邮件、短信和站点地图里"),
    Setting("GONGKAI_HTTPS", _flag, False, "站点经由 HTTPS 访问：Cookie 只走 HTTPS，启用 HSTS"),
    Setting("GONGKAI_BEHIND_PROXY", _flag, False, "前面有反向代理，由它给出协议和访问者地址"),
    Setting("GONGKAI_DEBUG", _flag, False, "开发调试，正式运行不得打开"),
    Setting("GONGKAI_DEMO", _flag, False, "演示站点，页面上方有提示"),
    Setting(
        "DATABASE_URL",
        str,
        "",
        "数据库：postgresql://用户:口令@主机:端口/库名；不设则用数据文件夹里的 SQLite",
        secret=True,
    ),
    Setting("REDIS_URL", str, "", "缓存和任务队列：redis://主机:端口/0；不设则都在数据库里", secret=True),
    Setting("SEARCH_URL", str, "", "OpenSearch 地址；不设则用数据库的全文检索", secret=True),
    Setting("STORAGE_URL", str, "", "文件存放处：s3://桶名?endpoint=…；不设则在数据文件夹里", secret=True),
    Setting("EMAIL_URL", str, "", "发信：smtp://用户:口令@主机:端口；不设则只写入站内消息", secret=True),
    Setting("GONGKAI_MAIL_FROM", str, "noreply@localhost", "发信人"),
    Setting("GONGKAI_MAIL_BOUNCE", str, "", "退信地址；不设则退给发信人"),
    Setting("SMS_URL", str, "", "短信网关的 HTTP 地址；不设则不发短信", secret=True),
    Setting(
        "SMS_BODY",
        _json_object,
        {"phone": "{phone}", "text": "{text}"},
        "发给短信网关的 JSON，其中的{phone}、{text}、{id}换成号码、内容、编号",
    ),
    Setting("SMS_HEADERS", _json_object, {}, "发给短信网关的请求头（JSON），如 Authorization", secret=True),
    Setting("SMS_OK", str, "", "网关回答里表示成功的一项，如 code=0；不设则看 HTTP 状态"),
    Setting("GONGKAI_QUIET", _hours, (time(22), time(7)), "免打扰时段，其间不发短信（紧急的除外）；留空表示不设"),
    Setting("CLAMD_URL", str, "", "ClamAV：tcp://主机:3310 或 unix:///路径；不设则不查毒并注明", secret=True),
    Setting("OIDC_URL", str, "", "单点登录（OIDC）的发现地址；不设则不启用"),
    Setting("OIDC_CLIENT_ID", str, "", "单点登录的客户端编号"),
    Setting("OIDC_CLIENT_SECRET", str, "", "单点登录的客户端密钥", secret=True),
    Setting("GONGKAI_IDLE_MINUTES", int, 30, "工作人员无操作多少分钟后退出"),
    Setting("GONGKAI_SESSION_HOURS", int, 12, "工作人员登录最长多少小时"),
    Setting("GONGKAI_PASSWORD_DAYS", int, 90, "工作人员口令多少天后须更换；0表示不要求"),
    Setting("GONGKAI_UPLOAD_MB", int, 50, "上传文件的上限（MB）"),
    Setting("GONGKAI_AUDIT_HASH", _digest, "sm3", "审计记录的摘要算法：sm3或sha256"),
    Setting("GONGKAI_AUDIT_MONTHS", _audit_months, 12, "审计记录在库里保留多少个月才归档，不少于6（网络安全法）"),
    Setting("GONGKAI_BACKUP_DIR", str, "", "每日备份存放的文件夹，宜在另一块盘或另一台机器上；不设则不自动备份"),
    Setting("GONGKAI_BACKUP_KEEP", int, 14, "每日备份保留多少份"),
    Setting("GONGKAI_NOTICES", str, "", "补充的放假安排文件（JSON 或 TOML）"),
)


def read(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Every setting by name. Raises ConfigError for the first that cannot be used."""
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = source.get(setting.name)
        if text is None:
            values[setting.name] = setting.default
            continue
        try:
            values[setting.name] = setting.read(text.strip())
        except ValueError as error:
            raise ConfigError(f"环境变量{setting.name}不能用：{error}") from None
    return values


def table(environ: Mapping[str, str] | None = None) -> list[tuple[str, str, str, str]]:
    """Name, value as set (secrets hidden), default, explanation of every setting, for people."""
    source = os.environ if environ is None else environ
    rows = []
    for setting in SETTINGS:
        text = source.get(setting.name)
        shown = "" if text is None else ("（已设）" if setting.secret else text)
        default = _shown(setting.default)
        rows.append((setting.name, shown, default, setting.text))
    return rows


def _shown(value: Any) -> str:
    """A default as it would be written in the environment."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, tuple):
        times = [part.isoformat("minutes") for part in value if isinstance(part, time)]
        return "-".join(times) or ",".join(value)
    return str(value)


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's description of the database: SQLite in WAL mode in ``home``, or PostgreSQL by its URL.

    Raises ConfigError for another kind.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home / "gongkai.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-32000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ConfigError("环境变量DATABASE_URL只能是postgresql://…，不设则用SQLite")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def caches(redis_url: str) -> dict[str, Any]:
    """Django's caches: in Redis, or in each process's memory."""
    if redis_url:
        return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}}
    return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}}


def tasks(redis_url: str) -> dict[str, Any]:
    """The queue of work out of the request: in Redis, or in the database."""
    backend = "django_tasks_rq.RQBackend" if redis_url else "django_tasks_db.DatabaseBackend"
    return {"default": {"BACKEND": backend, "QUEUES": ["default"]}}


def search(url: str) -> dict[str, Any]:
    """Wagtail's search: OpenSearch, or the full-text index of the database."""
    if not url:
        return {"default": {"BACKEND": "wagtail.search.backends.database"}}
    return {
        "default": {
            "BACKEND": "wagtail.search.backends.opensearch3",
            "URLS": [url],
            "INDEX_PREFIX": "gongkai_",
            "TIMEOUT": 10,
        }
    }


def storage(url: str, folder: Path) -> dict[str, Any]:
    """Where files are kept: a bucket (s3://name?endpoint=…&region=…), keys from AWS_* variables; or a folder.

    Raises ConfigError for another kind.
    """
    if not url:
        options = {"location": str(folder), "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname:
        raise ConfigError("环境变量STORAGE_URL只能是s3://桶名?endpoint=…，不设则用数据文件夹")
    asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    options = {
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        "endpoint_url": asked.get("endpoint"),
        "region_name": asked.get("region"),
        "access_key": unquote(parts.username) if parts.username else None,
        "secret_key": unquote(parts.password) if parts.password else None,
        "file_overwrite": False,
        "default_acl": None,
        "querystring_auth": True,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def email(url: str) -> tuple[str, tuple[str, int, str, str, bool, bool]]:
    """Django's mail backend with host, port, user, password, SSL, STARTTLS.

    smtp:// speaks plainly, smtps:// over TLS, smtp+starttls:// changes to TLS. Without a URL mail goes nowhere and
    notify says so. Raises ConfigError.
    """
    if not url:
        return "django.core.mail.backends.dummy.EmailBackend", ("localhost", 25, "", "", False, False)
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
    if parts.scheme not in ports or not parts.hostname:
        raise ConfigError("环境变量EMAIL_URL应为smtp://、smtps://或smtp+starttls://开头的地址")
    return "django.core.mail.backends.smtp.EmailBackend", (
        parts.hostname,
        parts.port or ports[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.scheme == "smtps",
        parts.scheme == "smtp+starttls",
    )


def single_sign_on(env: Mapping[str, Any]) -> dict[str, Any]:
    """Allauth's description of the OpenID provider; empty without one."""
    if not env["OIDC_URL"]:
        return {}
    app = {
        "provider_id": "sso",
        "name": "统一身份认证",
        "client_id": env["OIDC_CLIENT_ID"],
        "secret": env["OIDC_CLIENT_SECRET"],
        "settings": {"server_url": env["OIDC_URL"]},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
