"""What the site stands on, from the addresses in the environment to the words Django has for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = [
    "ConfigError",
    "caches",
    "database",
    "email",
    "single_sign_on",
    "storage",
    "tasks",
    "trusted_origins",
]


class ConfigError(ValueError):
    """A setting that cannot be used; the message names it, in Chinese."""


def database(url: str, home: Path, *, pooled: bool = False) -> dict[str, Any]:
    """Django's description of the database: SQLite in WAL mode in ``home``, or PostgreSQL by its URL.

    ``pooled`` says that a pooler gives each transaction another connection, so that the server can keep no statements.
    Raises ConfigError for another kind.
    """
    if not url:
        return {
            "ENGINE": "gongkai_web.common.sqlite3",
            "NAME": str(home / "gongkai.sqlite3"),
            # Opening it takes longer than answering with a page that is kept; and a restore sees that the site runs.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                # Seconds. Longer than the longest transaction of ours, the import of a province.
                "timeout": 60,
                # A process serves all kinds of pages, and to prepare a long statement takes longer than to ask it.
                "cached_statements": 512,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA mmap_size=1073741824;PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-32000;",
            },
        }
    # libpq reads its own addresses best: sockets, IPv6, several hosts, sslmode and whatever else it knows.
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        asked = dict(conninfo_to_dict(url))
    except ProgrammingError:
        raise ConfigError("环境变量DATABASE_URL不能用：应为postgresql://用户:口令@主机:端口/库名") from None
    name = asked.pop("dbname", None)
    if not name:
        raise ConfigError("环境变量DATABASE_URL不能用：没有写库名")
    found = {
        "ENGINE": "gongkai_web.common.postgresql",
        "NAME": str(name),
        **{key.upper(): str(asked.pop(key, "") or "") for key in ("user", "password", "host", "port")},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    # A server that does not answer must not hold a page for the two minutes of TCP.
    kept = {} if pooled else {"prepare_threshold": 5}
    return found | {"OPTIONS": {"connect_timeout": 5} | kept | asked}


def caches(redis_url: str) -> dict[str, Any]:
    """Django's caches: in Redis, or in each process's memory."""
    if redis_url:
        cache = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": "gongkai",
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        }
        return {"default": cache}
    return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}}


def tasks(redis_url: str) -> dict[str, Any]:
    """The queue of work out of the request: in Redis, or in the database."""
    backend = "django_tasks_rq.RQBackend" if redis_url else "django_tasks_db.DatabaseBackend"
    return {"default": {"BACKEND": backend, "QUEUES": ["default"]}}


def storage(url: str, folder: Path) -> dict[str, Any]:
    """Where files are kept: a bucket (s3://name?endpoint=…&region=…), keys from AWS_* variables; or a folder.

    Raises ConfigError for another kind.
    """
    if not url:
        options = {"location": str(folder), "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname:
        raise ConfigError("环境变量STORAGE_URL不能用：应为s3://桶名?endpoint=…")
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
        raise ConfigError("环境变量EMAIL_URL不能用：应为smtp://、smtps://或smtp+starttls://开头的地址")
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


def trusted_origins(hosts: tuple[str, ...], *, https: bool) -> list[str]:
    """Django's list of origins whose forms are accepted: the site's own names, over HTTPS."""
    names = (f"*{host}" if host.startswith(".") else host for host in hosts if host != "*")
    return [f"https://{name}" for name in names] if https else []
