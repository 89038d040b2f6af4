"""Writes the pages of docs/ that come from the code: ``python -m scripts.make_docs [--check]``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from gongkai.checks.finding import Severity
from gongkai.checks.registry import Check, all_checks
from gongkai.law.clauses import instruments
from gongkai.report.format import FORMATS, Format, load_format
from gongkai_web import config
from gongkai_web.accounts.rights import RIGHTS, TEXTS, Right
from gongkai_web.accounts.roles import ROLES
from scripts.law_page import law_page
from scripts.markdown import table

DOCS = Path(__file__).resolve().parent.parent / "docs"
GENERATED = "<!-- 由 make docs 生成，不要手工修改 -->"
SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "疑错", Severity.NOTICE: "提示"}


def pages() -> dict[str, str]:
    """File name in docs/ → its content, for every generated page."""
    made = {
        "checks.md": checks_page(),
        "formats.md": formats_page(),
        "law.md": law_page(citing_checks()),
        "roles.md": roles_page(),
        "settings.md": settings_page(),
    }
    return {name: f"{GENERATED}\n\n" + "\n".join(lines) + "\n" for name, lines in made.items()}


def years(since: int | None, until: int | None) -> str:
    """The report years something is for, in Chinese."""
    if since is None and until is None:
        return "各年度"
    if until is None:
        return f"{since}年度起"
    return f"{until}年度及以前" if since is None else f"{since}至{until}年度"


def checks_page() -> Iterator[str]:
    """Every check with its severity, its clause and what it says."""
    found = sorted(all_checks(), key=lambda c: c.id)
    yield from (
        "# 核对规则",
        "",
        f"共 {len(found)} 条。错误：违反勾稽关系或法定要求；疑错：很可能不对；提示：值得看一眼。",
        "",
    )
    yield from table(
        ("规则", "问什么", "级别", "依据", "适用"),
        ((f"[{c.id}](#{c.id.lower()})", c.title, SEVERITIES[c.severity], c.clause.citation, scope(c)) for c in found),
    )
    for one in found:
        yield from (f"## {one.id}", "", f"{one.title}。{one.doc}", "")
        yield f"- 级别：{SEVERITIES[one.severity]}；适用：{scope(one)}"
        yield f"- 依据：{one.clause.citation}：{one.clause.text}"
        for message in dict.fromkeys(one.messages.values()):
            yield f"- 提示语：{re.sub(r'{[^{}]*}', '…', message)}"
        yield ""


def scope(check: Check) -> str:
    """The years a check is for, and whether it needs the report of the year before."""
    return years(check.since, check.until) + ("，需上年度报告" if check.needs_previous else "")


def formats_page() -> Iterator[str]:
    """The statutory formats with the ids that JSON and data sets use."""
    yield from ("# 年度报告格式", "", "编号是 JSON、数据集和程序里用的名字，例如 `table3.granted.natural_person`。", "")
    for format_id in reversed(FORMATS):
        yield from format_part(load_format(format_id))


def format_part(spec: Format) -> Iterator[str]:
    """One format: sections and tables."""
    source = next(i for i in instruments() if i.id == spec.source)
    yield from (f"## {spec.id}（{years(spec.first_year, spec.last_year)}）", "")
    yield from (
        f"《{source.title}》（{source.number}）。标题：{spec.title.format(agency='〔机关〕', year='〔年份〕')}",
        "",
    )
    yield from table(
        ("编号", "部分", "表"), ((f"`{s.id}`", s.heading, f"`{s.table}`" if s.table else "") for s in spec.sections)
    )
    yield from ("### table2", "")
    yield from table(
        ("", "行", "列"),
        (
            (group.caption, f"`{row}` {label}", "、".join(f"`{c}` {name}" for c, name in group.columns.items()))
            for group in spec.table2
            for row, label in group.rows.items()
        ),
    )
    yield from ("### table3", "", "列：" + "、".join(f"`{c}` {name}" for c, name in spec.table3_columns.items()), "")
    yield from table(("编号", "", "行"), ((f"`{r.id}`", r.group or "", r.label) for r in spec.table3_rows))
    if spec.table3_absent:
        yield from ("没有的行：" + "、".join(f"`{row}`" for row in spec.table3_absent), "")
    yield from ("### table4", "", "列：" + "、".join(f"`{c}` {name}" for c, name in spec.table4_columns.items()), "")
    yield from table(("编号", "行"), ((f"`{g}`", label) for g, label in spec.table4_groups.items()))


def roles_page() -> Iterator[str]:
    """Every role with what it may do, from the tables that the site asks."""
    yield from (
        "# 角色和权限",
        "",
        "工作角色在被授予的机关有效，由机关管理员授予；机关管理员、主管部门和三员由安全管理员授予。",
        "主管部门看得到下级机关，改动不了。系统、安全、审计管理员对全站有效，彼此不能兼任，也不能兼任别的角色，登录必须用第二因素。",
        "后台的“角色权限表”是同一张表。",
        "",
    )
    yield from table(("角色", "名称", "做什么"), ((f"`{role}`", spec.label, spec.text) for role, spec in ROLES.items()))
    yield from ("## 可以做什么", "")
    yield from table(
        ("权限", *(spec.label for spec in ROLES.values())),
        ((TEXTS[right], *("●" if role in RIGHTS[right] else "" for role in ROLES)) for right in Right),
    )
    yield from (
        "## 三员互相确认",
        "",
        "没有配置邮件和短信时，设置口令的链接由安全管理员当面转交，他因此有可能自己打开。为了使谁也不能借别人的账号代行另一个管理员：",
        "",
        (
            "1. 安全管理员任命一名管理员，或者对管理员的账号重发口令链接、改邮箱或手机、重置第二因素、"
            "解除单点登录关联，该账号的管理员权限随即停止。"
        ),
        "2. 本人用链接设置口令，登录并设置第二因素。在此之前不能确认。",
        "3. 没有经手的另一名系统管理员或者安全管理员，当面或者打电话向本人核实后，在后台“管理员”中确认，权限才生效。",
        (
            "4. 首次任命系统管理员时还没有这样的人，由运维人员核实后在服务器上执行 "
            "`gongkai manage confirm_administrator 账号`。"
        ),
        "",
        (
            "每一步都记入审计。服务器命令行发出的链接（`gongkai manage recover_account`）和启用页面建立的第一名"
            "安全管理员不需要确认：能使用服务器的人本来就看得到数据库。"
        ),
    )


def settings_page() -> Iterator[str]:
    """Every environment variable of the site."""
    yield from (
        "# 设置",
        "",
        "网站的设置全部来自环境变量，别处没有。不设或设为空，就用默认值；设得不对，网站不启动，并用一行话说明哪一项、为什么。",
        "`gongkai manage settings_table` 列出同样的表和现在的值，密钥和口令不显示。",
        "",
    )
    rows = ((f"`{name}`", f"`{default}`" if default else "", text) for name, _, default, text in config.table({}))
    yield from table(("环境变量", "默认值", "说明"), rows)
    yield from (
        "## 说明",
        "",
        "- 什么都不设也能运行：数据库是数据文件夹里的 SQLite，缓存在内存里，文件在数据文件夹里，只需要 Python。",
        "- `DATABASE_URL` 按 libpq 的写法，可以写多个主机、`sslmode` 等；口令里的特殊字符写作 % 加十六进制。",
        "- PostgreSQL 为每个连接保留常用语句；前面有 PgBouncer 一类按事务分配连接的连接池时，设 `DATABASE_POOLER=1`，",
        "  不保留语句。",
        "- SQLite 用 WAL，每次提交都等数据写到磁盘（`synchronous=FULL`）：收到的申请不能因为断电而丢失。",
        "- `REDIS_URL` 指向的 Redis 要有口令、不对外开放：能写队列的人就能让网站执行程序。",
        "- `STORAGE_URL` 的密钥可以写在地址里，也可以用 `AWS_ACCESS_KEY_ID` 和 `AWS_SECRET_ACCESS_KEY`。",
        "- `SEARCH_URL` 用 OpenSearch 3。Debian、PyPI、npm 都不提供它的服务器，自动测试只核对到客户端的设置；",
        "  改用它以后，请运行 `gongkai manage rebuild_search` 并试查一次。",
        "- 数据文件夹只有运行网站的账号能读；其中的 `keys.json` 是签名和加密的密钥，须与数据库一同备份、分开保存。",
        "",
    )


def citing_checks() -> dict[str, list[str]]:
    """Clause id → links to the checks that rest on it."""
    found: dict[str, list[str]] = {}
    for one in all_checks():
        found.setdefault(one.clause.id, []).append(f"[{one.id}](checks.md#{one.id.lower()})")
    return found


def main(arguments: list[str]) -> int:
    """Writes the pages; with ``--check`` only says which are out of date. Exit status 1 when some are."""
    stale = []
    for name, text in pages().items():
        path = DOCS / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
    if "--check" not in arguments:
        return 0
    for name in stale:
        print(f"docs/{name} 不是最新的，请运行 make docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
