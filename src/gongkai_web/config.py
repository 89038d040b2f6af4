"""Settings from the environment, and from nowhere else: one table that is read, checked, printed and documented."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from gongkai_web import setting_kinds as kind
from gongkai_web.connections import (
    ConfigError,
    caches,
    database,
    email,
    single_sign_on,
    storage,
    tasks,
    trusted_origins,
)

__all__ = [
    "NAMES",
    "SETTINGS",
    "ConfigError",
    "Setting",
    "caches",
    "database",
    "email",
    "read",
    "single_sign_on",
    "storage",
    "table",
    "tasks",
    "trusted_origins",
    "warnings",
]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: the name of the variable, how it is read, what holds without it, what it does.

    A variable that is set to nothing counts as not set, unless ``blank`` says that nothing means something.
    """

    name: str
    read: Callable[[str], Any]
    default: Any
    text: str
    secret: bool = False
    blank: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("GONGKAI_HOME", kind.folder, Path("data"), "存放数据库、文件、密钥和备份的文件夹"),
    Setting("GONGKAI_SECRET_KEY", str, "", "会话和表单签名的密钥；不设则第一次启动时生成并存于数据文件夹", secret=True),
    Setting(
        "GONGKAI_DATA_KEYS", kind.names, (), "个人信息加密的密钥，逗号分隔，第一把用于加密，其余用于解密", secret=True
    ),
    Setting("GONGKAI_HOSTS", kind.names, ("localhost", "127.0.0.1", "[::1]"), "允许访问的域名，逗号分隔"),
    Setting(
        "GONGKAI_URL", kind.url("http", "https"), "http://localhost:8000", "站点的网址，写在邮件、短信和站点地图里"
    ),
    Setting("GONGKAI_HTTPS", kind.flag, False, "站点经由 HTTPS 访问：Cookie 只走 HTTPS，启用 HSTS"),
    Setting("GONGKAI_BEHIND_PROXY", kind.flag, False, "前面有反向代理，由它给出协议和访问者地址"),
    Setting("GONGKAI_DEBUG", kind.flag, False, "开发调试，正式运行不得打开"),
    Setting("GONGKAI_DEMO", kind.flag, False, "演示站点，页面上方有提示"),
    Setting(
        "DATABASE_URL",
        kind.postgresql,
        "",
        "数据库：postgresql://用户:口令@主机:端口/库名，经由套接字则为 postgresql:///库名?host=/路径；"
        "不设则用数据文件夹里的 SQLite",
        secret=True,
    ),
    Setting("DATABASE_POOLER", kind.flag, False, "PostgreSQL 前面有按事务分配连接的连接池（PgBouncer 等）"),
    Setting(
        "REDIS_URL",
        kind.url("redis", "rediss", "unix", host=False),
        "",
        "缓存、会话和任务队列：redis://主机:端口/0；不设则缓存在内存里，会话和队列在数据库里",
        secret=True,
    ),
    Setting("SEARCH_URL", kind.url("http", "https"), "", "OpenSearch 地址；不设则用数据库的全文检索", secret=True),
    Setting("STORAGE_URL", kind.url("s3"), "", "文件存放处：s3://桶名?endpoint=…；不设则在数据文件夹里", secret=True),
    Setting(
        "EMAIL_URL",
        kind.url("smtp", "smtps", "smtp+starttls"),
        "",
        "发信：smtp://用户:口令@主机:端口；不设则只写入站内消息",
        secret=True,
    ),
    Setting("GONGKAI_MAIL_FROM", str, "noreply@localhost", "发信人"),
    Setting("GONGKAI_MAIL_BOUNCE", str, "", "退信地址；不设则退给发信人"),
    Setting(
        "IMAP_URL",
        kind.url("imap", "imaps", "imap+starttls"),
        "",
        "站点接收申请的邮箱：imaps://用户:口令@主机/INBOX；各机关的邮箱在后台设置。取信不删除、不标为已读",
        secret=True,
    ),
    Setting("IMAP_AGENCY", str, "", "上述邮箱所属机关的机关代码"),
    Setting("IMAP_MINUTES", kind.count(1, 60), 10, "每隔多少分钟取信：上述邮箱和各机关在后台设置的邮箱"),
    Setting("IMAP_HOSTS", kind.names, (), "机关可以设置的邮箱服务器，逗号分隔；不设则不限，连接由本站服务器发起"),
    Setting("SMS_URL", kind.url("http", "https"), "", "短信网关的 HTTP 地址；不设则不发短信", secret=True),
    Setting(
        "SMS_BODY",
        kind.json_object,
        {"phone": "{phone}", "text": "{text}"},
        "发给短信网关的 JSON，其中的{phone}、{text}、{id}换成号码、内容、编号",
    ),
    Setting("SMS_HEADERS", kind.json_object, {}, "发给短信网关的请求头（JSON），如 Authorization", secret=True),
    Setting("SMS_OK", str, "", "网关回答里表示成功的一项，如 code=0；不设则看 HTTP 状态"),
    Setting(
        "GONGKAI_QUIET",
        kind.hours,
        (time(22), time(7)),
        "免打扰时段，其间不发短信（紧急的除外）；留空表示不设",
        blank=True,
    ),
    Setting("CLAMD_URL", kind.clamd, "", "ClamAV：tcp://主机:3310 或 unix:///路径；不设则不查毒并注明", secret=True),
    Setting("OIDC_URL", kind.url("http", "https"), "", "单点登录（OIDC）的发现地址；不设则不启用"),
    Setting("OIDC_CLIENT_ID", str, "", "单点登录的客户端编号"),
    Setting("OIDC_CLIENT_SECRET", str, "", "单点登录的客户端密钥", secret=True),
    Setting("OIDC_SECOND_FACTOR", kind.flag, False, "统一身份认证报告已核验第二因素（amr）时，本站不再要求"),
    Setting(
        "GONGKAI_SECOND_FACTOR",
        kind.one_of("administrators", "officers"),
        "administrators",
        "必须使用第二因素的人：administrators 三员，officers 全部工作人员",
    ),
    Setting("GONGKAI_IDLE_MINUTES", kind.count(1, 1440), 30, "工作人员无操作多少分钟后退出"),
    Setting("GONGKAI_SESSION_HOURS", kind.count(1, 168), 12, "工作人员登录最长多少小时"),
    Setting("GONGKAI_PASSWORD_DAYS", kind.count(0, 3650), 90, "工作人员口令多少天后须更换；0表示不要求"),
    Setting("GONGKAI_UPLOAD_MB", kind.count(1, 10240), 50, "上传文件的上限（MB）"),
    Setting("GONGKAI_PARTIES", kind.count(1, 80), 50, "办理一件申请时，一次最多征求多少方的意见"),
    Setting("GONGKAI_AUDIT_HASH", kind.digest, "sm3", "审计记录的摘要算法：sm3或sha256"),
    Setting("GONGKAI_AUDIT_MONTHS", kind.audit_months, 12, "审计记录在库里保留多少个月才归档，不少于6（网络安全法）"),
    Setting("GONGKAI_LOGIN_MONTHS", kind.audit_months, 12, "登录记录保留多少个月，不少于6（网络安全法）"),
    Setting("GONGKAI_BACKUP_DIR", str, "", "每日备份存放的文件夹，宜在另一块盘或另一台机器上；不设则不自动备份"),
    Setting("GONGKAI_BACKUP_KEEP", kind.count(1, 3650), 14, "每日备份保留多少份"),
    Setting("GONGKAI_WORKERS", kind.count(0, 256), 0, "网站进程数；0表示与处理器核数相同"),
    Setting("GONGKAI_THREADS", kind.count(1, 64), 4, "每个网站进程的线程数"),
    Setting(
        "GONGKAI_ACCESS_LOG", kind.flag, False, "把每次访问写入数据文件夹的 logs/web.log；前面有反向代理时由它记录即可"
    ),
    Setting("GONGKAI_NOTICES", str, "", "补充的放假安排文件（JSON 或 TOML）"),
)


NAMES = frozenset(setting.name for setting in SETTINGS)
_TESTS_OWN = "GONGKAI_REQUIRE_ALL"


def read(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Every setting by name. Raises ConfigError for the first that cannot be used."""
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = source.get(setting.name)
        try:
            given = text is not None and (setting.blank or text.strip())
            values[setting.name] = setting.read((text or "").strip()) if given else setting.default
        except ValueError as error:
            raise ConfigError(f"环境变量{setting.name}不能用：{error}") from None
    if values["OIDC_URL"] and not values["OIDC_CLIENT_ID"]:
        raise ConfigError("设了OIDC_URL，还须设环境变量OIDC_CLIENT_ID")
    if values["IMAP_URL"] and not values["IMAP_AGENCY"]:
        raise ConfigError("设了IMAP_URL，还须设环境变量IMAP_AGENCY")
    return values


def warnings(environ: Mapping[str, str] | None = None) -> list[str]:
    """A line for each variable that begins as ours do and is none of ours: most are slips of the pen."""
    source = os.environ if environ is None else environ
    lines = []
    for name in sorted(source):
        if name.startswith("GONGKAI_") and name not in NAMES and name != _TESTS_OWN:
            near = get_close_matches(name, NAMES, n=1)
            lines.append(f"没有名为{name}的设置，不起作用{f'；是不是{near[0]}？' if near else ''}")
    return lines


def table(environ: Mapping[str, str] | None = None) -> list[tuple[str, str, str, str]]:
    """Name, value as set (secrets hidden), default, explanation of every setting, for people."""
    source = os.environ if environ is None else environ
    rows = []
    for setting in SETTINGS:
        text = source.get(setting.name)
        shown = "" if not text else ("（已设）" if setting.secret else text)
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
    return str(int(value)) if isinstance(value, bool) else str(value)
