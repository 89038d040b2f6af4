"""The first start: one page, one code, all or nothing, once."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from gongkai_web.accounts.models import User
from gongkai_web.accounts.roles import Role
from gongkai_web.audit.models import Event
from gongkai_web.organisations.models import Agency, Platform, Region
from gongkai_web.organisations.scope import Scope
from gongkai_web.setup import codes
from tests.web.conftest import KINDS
from tests.web.processes import Site

PASSWORD = "Qidong!Ceshi-58"
GIVEN = {
    "level": "county", "region_code": "990821", "region_name": "清溪县", "province": "云岭省", "prefecture": "青川市",
    "county": "", "platform": "", "agency_name": "清溪县人民政府办公室", "agency_code": "QX-BGS",
    "agency_kind": "department", "username": "ceshi-anquan", "name": "测试安全", "email": "", "password1": PASSWORD,
    "password2": PASSWORD,
}  # fmt: skip


@pytest.fixture(autouse=True)
def home(db: None, monkeypatch: pytest.MonkeyPatch, settings: object, tmp_path: Path) -> Path:
    monkeypatch.setattr("gongkai_web.setup.state._known", set())
    settings.GONGKAI_HOME = tmp_path / "home"  # type: ignore[attr-defined]
    return tmp_path / "home"


def test_every_page_leads_there(client: Client) -> None:
    for address in ("/", "/agencies/", "/staff/", "/accounts/login/", "/check/", "/no-such-page"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/setup/"), address
        assert "no-store" in answer["Cache-Control"]
    assert client.get("/health").status_code == 200
    page = client.get("/setup/")
    assert page.status_code == 200
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert " style=" not in page.content.decode()
    assert Client(enforce_csrf_checks=True).post("/setup/", GIVEN).status_code == 403


def test_the_code_is_its_owners_and_stays_until_set_up(home: Path) -> None:
    code = codes.issue(home)
    assert codes.issue(home) == code
    assert len(code.replace("-", "")) == 20
    assert stat.S_IMODE((home / "setup-code").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["setup-code"]
    assert codes.is_right(home, f" {code.lower().replace('-', ' ')} ")
    assert not codes.is_right(home, code[:-1])
    assert not codes.is_right(home, "")
    codes.end(home)
    assert not codes.is_right(home, code)
    assert not codes.is_right(home, "")


def test_set_up(client: Client, home: Path) -> None:
    answer = client.post("/setup/", {**GIVEN, "code": codes.issue(home)})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    platform = Platform.objects.get()
    assert platform.name == "清溪县政府信息公开平台"
    assert platform.region.full_name == "云岭省青川市清溪县"
    assert list(Region.objects.values_list("code", "level")) == [
        ("990000", "province"), ("990800", "prefecture"), ("990821", "county"),
    ]  # fmt: skip
    assert Agency.objects.get().level == "county"
    user = User.objects.get()
    assert user.check_password(PASSWORD)
    assert Scope.of(user).roles == {Role.SECURITY_ADMINISTRATOR}
    assert Event.objects.filter(verb="site.set_up").get().actor_name == "系统（首次启用）"
    assert not (home / "setup-code").exists()
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", {**GIVEN, "code": "x"}).status_code == 404
    assert client.get("/accounts/login/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "AAAAA"}, "启用码不正确"),
        ({"region_code": "35"}, "是6位数字"),
        ({"province": ""}, "请填写"),
        ({"password1": "short", "password2": "short"}, "10"),
        ({"password2": "another"}, "不一致"),
        ({"agency_code": "不行"}, "机关代码由"),
        ({"level": "township", "region_code": "990821001"}, "请填写"),
        ({"username": "a b"}, "字母、数字"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, home: Path, wrong: dict[str, str], said: str
) -> None:
    answer = client.post("/setup/", {**GIVEN, "code": codes.issue(home), **wrong})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "填写的内容都还在" in page
    for name in ("region_name", "agency_name", "name"):
        assert f'value="{GIVEN[name]}"' in page
    assert not Platform.objects.exists()
    assert not Region.objects.exists()
    assert not User.objects.exists()
    assert not Event.objects.exists()
    assert (home / "setup-code").exists()


def test_guessing_the_code_has_a_limit(client: Client, home: Path) -> None:
    codes.issue(home)
    for _ in range(20):
        assert client.post("/setup/", {**GIVEN, "code": "AAAAA-AAAAA-AAAAA-AAAAA"}).status_code == 200
    assert client.post("/setup/", {**GIVEN, "code": codes.issue(home)}).status_code == 429


_RACE = """
import sys
from pathlib import Path
from gongkai_web.setup.actions import AlreadySetUp, First, set_up
first = First((("990000", "云岭省", "province"),), "", {"name": "测试机关", "code": "QX-1", "kind": "government"},
              "ceshi-anquan", "测试安全", "Qidong!Ceshi-58")
try:
    set_up(first, home=Path("."), address="")
    print("won")
except AlreadySetUp:
    print("lost")
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_of_two_at_once_one_wins(new_site: Callable[..., Site], kind: str) -> None:
    site = new_site(kind)
    both = [site.start("-c", f"import django; django.setup()\n{_RACE}") for _ in range(3)]
    said = [process.communicate(timeout=120) for process in both]
    assert sorted(out.strip() for out, _ in said) == ["lost", "lost", "won"], said
    counted = "from gongkai_web.accounts.models import User; from gongkai_web.organisations.models import Platform\n"
    assert site.python(f"{counted}print(User.objects.count(), Platform.objects.count())").split() == ["1", "1"]
