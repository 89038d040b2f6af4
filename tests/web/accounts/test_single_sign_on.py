"""Single sign-on with a real provider on a port: it opens accounts that are there and makes none."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import httpx
import pytest

from tests.web.accounts.conftest import PASSWORD
from tests.web.processes import Site

pytestmark = pytest.mark.slow
BIN = Path(sys.executable).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[str]) -> None:
    until = monotonic() + 60
    while monotonic() < until:
        assert process.poll() is None, process.communicate()
        try:
            httpx.get(address, timeout=5)
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(address)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    port = _free_port()
    process = subprocess.Popen(
        [str(BIN / "oidc-provider-mock"), "--port", str(port)],
        text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    _wait(f"{address}/.well-known/openid-configuration", process)
    yield address
    process.terminate()
    process.wait(10)


_MAKE = f"""
from gongkai_web.accounts.models import User

from gongkai_web.accounts.roles import Role
from gongkai_web.common.actor import Actor
from gongkai_web.organisations.actions import create_agency, create_region, grant
from gongkai_web.organisations.models import Platform
by = Actor.system("测试")
region = create_region(code="990821", name="清溪县", level="county", by=by)
agency = create_agency(code="QX-1", name="测试机关", kind="department", level="county", region=region, by=by)
Platform.objects.create(region=region, name="测试平台", sponsor="测试机关")
for name, mail in (("chengban", ""), ("youxiang", "you@example.com"), ("shenji", ""), ("gongzhong", "")):
    user = User.objects.create_user(name, "{PASSWORD}", name="测试", email=mail, is_officer=name != "gongzhong")
    if name != "gongzhong":
        role = Role.AUDITOR if name == "shenji" else Role.HANDLER
        grant(user, role, None if name == "shenji" else agency, by=by)
print(User.objects.count())
"""


@pytest.fixture
def start(new_site: Callable[..., Site], provider: str) -> Iterator[Callable[..., tuple[Site, str]]]:
    """Runs the site with this provider; gives it with its address."""
    running: list[subprocess.Popen[str]] = []

    def run(**variables: str) -> tuple[Site, str]:
        site: Site = new_site("sqlite")
        port = _free_port()
        site.variables = {
            "OIDC_URL": provider, "OIDC_CLIENT_ID": "gongkai", "OIDC_CLIENT_SECRET": "ceshi", "GONGKAI_DEBUG": "1",
            "GONGKAI_URL": f"http://127.0.0.1:{port}", **variables,
        }  # fmt: skip
        assert site.python(_MAKE).strip() == "4"
        running.append(site.start("-m", "django", "runserver", "--noreload", f"127.0.0.1:{port}"))
        _wait(f"http://127.0.0.1:{port}/health", running[-1])
        return site, f"http://127.0.0.1:{port}"

    yield run
    for process in running:
        process.terminate()
        process.communicate(timeout=20)


def _told(provider: str, subject: str, **claims: object) -> None:
    """What the provider knows of somebody."""
    userinfo = {key: value for key, value in claims.items() if key != "amr"}
    given = {"userinfo": {"sub": subject, **userinfo}, "claims": {"sub": subject, **claims}, **claims}
    answer = httpx.put(f"{provider}/users/{subject}", json=given)
    assert answer.is_success, answer.text


_clients: list[httpx.Client] = []


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    while _clients:
        _clients.pop().close()


def _log_in(site: str, subject: str) -> tuple[httpx.Client, httpx.Response]:
    """As a browser does it: to the provider, the person there, and back."""
    client = httpx.Client(follow_redirects=True, timeout=60)
    _clients.append(client)
    page = client.get(f"{site}/accounts/login/").text
    found = re.search(r'href="(/accounts/oidc/sso/login/[^"]*)"', page)
    assert found
    asked = client.get(site + found[1].replace("&amp;", "&"))
    assert "code_challenge" in str(asked.url)
    return client, client.post(str(asked.url), data={"sub": subject})


def _linked(site: Site) -> list[str]:
    told = site.python(
        "from allauth.socialaccount.models import SocialAccount as S\n"
        "print(sorted((s.user.username, s.uid, str(s.extra_data)) for s in S.objects.all()))\n"
        "from gongkai_web.accounts.models import User\nprint(User.objects.count())"
    )
    return told.splitlines()


def test_accounts_that_are_there_and_no_others(start: Callable[..., tuple[Site, str]], provider: str) -> None:
    site, address = start()
    _told(provider, "subject-1", preferred_username="ChengBan")
    client, answer = _log_in(address, "subject-1")
    assert answer.url.path == "/staff/", answer.text[:2000]
    history = client.get(f"{address}/accounts/history/").text
    assert "统一身份认证" in history
    assert _linked(site)[0] == "[('chengban', 'subject-1', '{}')]"

    _told(provider, "subject-2", preferred_username="nobody", email="nobody@example.com", email_verified=True)
    _, answer = _log_in(address, "subject-2")
    assert answer.status_code == 403
    assert "没有为“nobody”开设账号" in answer.text

    _told(provider, "subject-3", preferred_username="chengban")
    _, answer = _log_in(address, "subject-3")
    assert (answer.status_code, "已关联另一个统一身份" in answer.text) == (403, True), "a name that somebody else took"

    _told(provider, "subject-4", email="you@example.com", email_verified=False)
    assert _log_in(address, "subject-4")[1].status_code == 403
    _told(provider, "subject-4", email="you@example.com", email_verified=True)
    assert _log_in(address, "subject-4")[1].url.path == "/staff/"

    _told(provider, "subject-5", preferred_username="gongzhong")
    assert _log_in(address, "subject-5")[1].status_code == 403, "citizens have no single sign-on"

    _told(provider, "subject-6", preferred_username="shenji", amr=["pwd", "mfa"])
    assert _log_in(address, "subject-6")[1].url.path == "/accounts/2fa/totp/activate/", "the rule holds"
    assert _linked(site)[1] == "4", "no account was made"

    site.python(
        "from gongkai_web.accounts.models import User\nUser.objects.filter(username='chengban').update(is_active=False)"
    )
    _, answer = _log_in(address, "subject-1")
    assert (answer.status_code, "已停用" in answer.text) == (403, True)


def test_the_providers_second_factor_counts_where_the_site_says_so(
    start: Callable[..., tuple[Site, str]], provider: str
) -> None:
    _, address = start(OIDC_SECOND_FACTOR="1")
    _told(provider, "subject-7", preferred_username="shenji", amr=["pwd"])
    assert _log_in(address, "subject-7")[1].url.path == "/accounts/2fa/totp/activate/"
    _told(provider, "subject-7", preferred_username="shenji", amr=["pwd", "otp"])
    assert _log_in(address, "subject-7")[1].url.path == "/staff/"
