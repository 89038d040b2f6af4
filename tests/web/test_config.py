"""Settings from the environment: every variable, every address, and one clear line for what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gongkai_web import config

HOME = Path("/nowhere")


def wrong(**environ: str) -> str:
    with pytest.raises(config.ConfigError) as caught:
        config.read(environ)
    (line,) = str(caught.value).splitlines()
    return line


def test_without_variables_the_defaults_hold() -> None:
    assert config.read({}) == {setting.name: setting.default for setting in config.SETTINGS}


def test_names_are_unique_and_explained() -> None:
    names = [setting.name for setting in config.SETTINGS]
    assert len(names) == len(set(names)) == len(config.NAMES)
    assert all(setting.text for setting in config.SETTINGS)


def test_a_variable_set_to_nothing_is_not_set() -> None:
    assert config.read({"GONGKAI_HOME": " ", "GONGKAI_IDLE_MINUTES": ""}) == config.read({})
    assert config.read({"GONGKAI_QUIET": ""})["GONGKAI_QUIET"] is None


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("GONGKAI_HOME", "~/x", Path("~/x").expanduser()),
        ("GONGKAI_HOSTS", " a.gov.cn, .b.gov.cn ,", ("a.gov.cn", ".b.gov.cn")),
        ("GONGKAI_HTTPS", "是", True),
        ("GONGKAI_HTTPS", "off", False),
        ("GONGKAI_IDLE_MINUTES", " 15 ", 15),
        ("GONGKAI_URL", "https://xxgk.example.gov.cn", "https://xxgk.example.gov.cn"),
        ("CLAMD_URL", "unix:///run/clamav/clamd.ctl", "unix:///run/clamav/clamd.ctl"),
        ("GONGKAI_WORKERS", "0", 0),
    ],
)
def test_read(name: str, text: str, value: Any) -> None:
    assert config.read({name: text})[name] == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("GONGKAI_HTTPS", "maybe"),
        ("GONGKAI_IDLE_MINUTES", "0"),
        ("GONGKAI_IDLE_MINUTES", "abc"),
        ("GONGKAI_IDLE_MINUTES", "２"),
        ("GONGKAI_UPLOAD_MB", "-1"),
        ("GONGKAI_URL", "xxgk.example.gov.cn"),
        ("DATABASE_URL", "mysql://u:p@h/db"),
        ("REDIS_URL", "http://h:6379"),
        ("REDIS_URL", "redis://h:99999/0"),
        ("SEARCH_URL", "http://[::1:9200"),
        ("STORAGE_URL", "s3://"),
        ("EMAIL_URL", "smtp://h:port"),
        ("SMS_URL", "ftp://h"),
        ("CLAMD_URL", "unix://"),
        ("CLAMD_URL", "tcp://"),
        ("OIDC_URL", "idp.example"),
        ("GONGKAI_AUDIT_MONTHS", "5"),
        ("GONGKAI_AUDIT_HASH", "md5"),
        ("GONGKAI_QUIET", "22-7"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(name: str, text: str) -> None:
    assert wrong(**{name: text}).startswith(f"环境变量{name}不能用：")


def test_a_wrong_address_never_shows_its_password() -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "SEARCH_URL", "EMAIL_URL", "STORAGE_URL"):
        assert "geheim" not in wrong(**{name: "gopher://u:geheim@h:1/x"})


def test_single_sign_on_needs_a_client() -> None:
    assert "OIDC_CLIENT_ID" in wrong(OIDC_URL="https://idp.example")


def test_a_slip_of_the_pen_is_told() -> None:
    (line,) = config.warnings({"GONGKAI_HOST": "x", "GONGKAI_HOME": "x", "PATH": "x", "GONGKAI_REQUIRE_ALL": "1"})
    assert "GONGKAI_HOST" in line
    assert "是不是GONGKAI_HOSTS" in line


def test_the_table_hides_secrets() -> None:
    secret = {setting.name for setting in config.SETTINGS if setting.secret}
    assert {"GONGKAI_SECRET_KEY", "GONGKAI_DATA_KEYS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"} <= secret
    rows = {row[0]: row for row in config.table(dict.fromkeys(config.NAMES, "geheim"))}
    assert set(rows) == config.NAMES
    assert all(rows[name][1] == "（已设）" for name in secret)
    assert rows["GONGKAI_HTTPS"][2] == "0"


# Databases


def test_sqlite_as_shipped() -> None:
    told = config.database("", HOME)
    assert told["NAME"] == str(HOME / "gongkai.sqlite3")
    assert told["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    ("url", "host", "port", "name", "password"),
    [
        ("postgresql://u:p%40ss%2F%3A%25@db.example:5433/gk", "db.example", "5433", "gk", "p@ss/:%"),
        ("postgres://u:p@[2001:db8::1]:5432/gk", "2001:db8::1", "5432", "gk", "p"),
        ("postgresql:///gk?host=/run/PostgreSQL&user=u&password=p", "/run/PostgreSQL", "", "gk", "p"),
        ("postgresql://u:p@%2Frun%2FPostgreSQL/gk", "/run/PostgreSQL", "", "gk", "p"),
        ("postgresql://u:p@one:5432,two:5433/gk", "one,two", "5432,5433", "gk", "p"),
        ("postgresql://u:p@h/%E5%85%AC%E5%BC%80", "h", "", "公开", "p"),
    ],
)
def test_postgresql(url: str, host: str, port: str, name: str, password: str) -> None:
    config.read({"DATABASE_URL": url})
    told = config.database(url, HOME)
    assert told["ENGINE"] == "gongkai_web.common.postgresql"
    assert (told["HOST"], told["PORT"], told["NAME"], told["USER"], told["PASSWORD"]) == (
        host,
        port,
        name,
        "u",
        password,
    )
    assert told["OPTIONS"] == {"connect_timeout": 5, "prepare_threshold": 5}
    assert config.database(url, HOME, pooled=True)["OPTIONS"] == {"connect_timeout": 5}


def test_postgresql_takes_what_libpq_knows() -> None:
    told = config.database("postgresql://u@h/gk?sslmode=verify-full&connect_timeout=2", HOME)
    assert told["OPTIONS"] == {"connect_timeout": "2", "sslmode": "verify-full", "prepare_threshold": 5}


@pytest.mark.parametrize("url", ["postgresql://u:p@h:5432", "postgresql://u:p@h:x/gk?nonsense", "postgresql://h/%zz"])
def test_postgresql_that_cannot_be(url: str) -> None:
    with pytest.raises(config.ConfigError, match="DATABASE_URL不能用"):
        config.database(url, HOME)


# The rest


def test_caches() -> None:
    assert config.caches("")["default"]["BACKEND"].endswith("LocMemCache")
    told = config.caches("rediss://:p%40@h:6380/1")["default"]
    assert told["LOCATION"] == "rediss://:p%40@h:6380/1"
    assert told["OPTIONS"]["socket_timeout"] == 2


def test_tasks() -> None:
    assert config.tasks("")["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend"
    assert config.tasks("redis://h")["default"]["BACKEND"] == "django_tasks_rq.RQBackend"


def test_storage() -> None:
    folder = config.storage("", HOME / "files")
    assert folder["OPTIONS"]["file_permissions_mode"] == 0o600
    told = config.storage("s3://a%2Fb:c%3Ad@bucket/under/it?endpoint=http://[::1]:9000&region=cn", HOME)["OPTIONS"]
    assert (told["bucket_name"], told["location"], told["region_name"]) == ("bucket", "under/it", "cn")
    assert (told["access_key"], told["secret_key"], told["endpoint_url"]) == ("a/b", "c:d", "http://[::1]:9000")
    with pytest.raises(config.ConfigError, match="STORAGE_URL不能用"):
        config.storage("file:///x", HOME)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://h", ("h", 25, "", "", False, False)),
        ("smtps://u%40x:p%2F@h", ("h", 465, "u@x", "p/", True, False)),
        ("smtp+starttls://u:p@[::1]:2525", ("::1", 2525, "u", "p", False, True)),
    ],
)
def test_email(url: str, expected: tuple[Any, ...]) -> None:
    assert config.email(url)[1] == expected
    assert config.email(url)[0].endswith("smtp.EmailBackend")


def test_email_to_nowhere() -> None:
    assert config.email("")[0].endswith("dummy.EmailBackend")
    with pytest.raises(config.ConfigError, match="EMAIL_URL不能用"):
        config.email("imap://h")


def test_single_sign_on() -> None:
    assert config.single_sign_on(config.read({})) == {}
    told = config.single_sign_on(config.read({"OIDC_URL": "https://idp.example", "OIDC_CLIENT_ID": "gk"}))
    (app,) = told["openid_connect"]["APPS"]
    assert (app["client_id"], app["settings"]["server_url"]) == ("gk", "https://idp.example")


def test_trusted_origins() -> None:
    hosts = ("a.gov.cn", ".b.gov.cn", "*")
    assert config.trusted_origins(hosts, https=True) == ["https://a.gov.cn", "https://*.b.gov.cn"]
    assert config.trusted_origins(hosts, https=False) == []
