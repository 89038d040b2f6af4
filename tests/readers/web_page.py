"""Web pages made for tests: a report as content systems publish it, with the furniture round it."""

from __future__ import annotations

from gongkai.report.format import load_format

TITLE = "云岭县人民政府2023年政府信息公开工作年度报告"
PREAMBLE = "本报告依据《中华人民共和国政府信息公开条例》编制，统计期限自2023年1月1日起，至2023年12月31日止。"
PROSE = {
    "overview": "2023年，云岭县共发布政府信息512条，其中政策文件36条，其余476条。",
    "problems": "公开的及时性还不够，已按周检查目录。",
    "other": "本年度未收取信息处理费，没有其他需要说明的情况。",
}
BEGIN, END = PREAMBLE, PROSE["other"]


def cell(text: str | int, *, cols: int = 1, rows: int = 1) -> str:
    """A cell as editors in the browser write it."""
    spans = (f' colspan="{cols}"' if cols > 1 else "") + (f' rowspan="{rows}"' if rows > 1 else "")
    return f'<td{spans} style="border:1px solid"><p style="text-align:center"><span>{text}</span></p></td>'


def table3() -> str:
    """Table 3 with its merged cells; each row has the figures 0 to 6."""
    spec = load_format("2021")
    *names, total = spec.table3_columns.values()
    head = [
        cell(spec.table3_words["note"], cols=3, rows=3) + cell("申请人情况", cols=7),
        cell(names[0], rows=2) + cell("法人或其他组织", cols=5) + cell(total, rows=2),
        "".join(map(cell, names[1:])),
    ]
    figures = "".join(map(cell, range(7)))
    groups = [row.group for row in spec.table3_rows]
    body = []
    results = False
    seen: set[str] = set()
    for row in spec.table3_rows:
        label = ""
        if row.id == "granted" and not results:
            results = True
            label = cell(spec.table3_words["results"], rows=22)
        if row.group is None:
            outer = row.id in {"received", "carried_in", "carried_out"}
            label += cell(row.label, cols=3 if outer else 2)
        else:
            if row.group not in seen:
                seen.add(row.group)
                label += cell(row.group, rows=groups.count(row.group))
            label += cell(row.label)
        body.append(label + figures)
    return "<table border=1><tbody>" + "".join(f"<tr>{row}</tr>\n" for row in [*head, *body]) + "</tbody></table>"


def table2() -> str:
    """Table 2."""
    rows = []
    for group in load_format("2021").table2:
        rest = 4 // len(group.columns) if len(group.columns) == 1 else 1
        wide = 3 if rest > 1 else 1
        rows.append(cell(group.caption, cols=4))
        rows.append(cell("信息内容") + "".join(cell(label, cols=wide) for label in group.columns.values()))
        rows.extend(cell(label) + "".join(cell(7, cols=wide) for _ in group.columns) for label in group.rows.values())
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def table4() -> str:
    """Table 4 with 0 to 14."""
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = [
        cell("行政复议", cols=5) + cell("行政诉讼", cols=10),
        "".join(cell(r, rows=2) for r in results) + cell("未经复议直接起诉", cols=5) + cell("复议后起诉", cols=5),
        "".join(map(cell, results * 2)),
        "".join(map(cell, range(15))),
    ]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def sections() -> list[str]:
    """Each section with its heading and its table."""
    tables = {"table2": table2(), "table3": table3(), "table4": table4(), None: ""}
    return [
        f"<p><strong>{spec.number}</strong><span>{spec.name}</span></p>\n"
        + (f"<p>{PROSE[spec.id]}</p>\n" if spec.id in PROSE else "")
        + tables[spec.table]
        for spec in load_format("2021").sections
    ]


def report() -> str:
    """The whole article but its title."""
    return f"<p>&nbsp;&nbsp;&nbsp;&nbsp;{PREAMBLE}</p>" + "".join(sections())


MENU = "<ul>" + "".join(f'<li><a href="/c{n}/">栏目{n}</a></li>' for n in range(60)) + "</ul>"
YEARS = "".join(
    f'<li><a href="/{y}.html">云岭县人民政府{y}年政府信息公开工作年度报告</a></li>' for y in range(2015, 2023)
)
HEAD = f"""<head><meta charset="utf-8"><meta name="SiteName" content="云岭县人民政府网">
<meta name="ArticleTitle" content="{TITLE}"><title>{TITLE}_云岭县人民政府网</title>
<style>.a{{color:red}}</style><script>var t = "<table><tr><td>总体情况";</script></head>"""


def content_system(article: str) -> str:
    """A page of a content system that names its containers."""
    return f"""<!DOCTYPE html><html>{HEAD}<body>
<div class="header"><div class="logo">云岭县人民政府</div><div class="nav">{MENU}</div></div>
<div class="wrap"><div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/nb">政府信息公开年报</a></div>
<div class="main"><h1>{TITLE}</h1><div class="info">发布时间：2024-01-20　来源：县政府办　字号：大 中 小</div>
<div id="zoom" class="TRS_UEDITOR TRS_WEB">{article}</div>
<div class="bdsharebuttonbox">分享到：微信 微博</div><p>责任编辑：管理员</p><p>扫一扫在手机打开当前页</p>
<div class="related"><h3>相关信息</h3><ul>{YEARS}</ul></div></div></div>
<div class="footer"><ul>{MENU}</ul><p>主办单位：云岭县人民政府，地址：云岭县人民路1号，网站标识码0000000000。</p></div>
</body></html>"""


def layout_tables(article: str) -> str:
    """An old page arranged by tables in tables, with capitals, forgotten end tags and no names."""
    return f"""<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312">
<TITLE>{TITLE}</TITLE></HEAD><BODY><TABLE width=980 align=center><TR><TD colspan=2>{MENU}<TR><TD width=200 valign=top>
<TABLE><TR><TD>政府信息公开<TR><TD><A href="/zn">公开指南</A><TR><TD><A href="/nb">公开年报</A></TABLE>
<TD><TABLE width=100%><TR><TD align=center><B>{TITLE}</B><TR><TD>发布日期：2024-01-20 浏览次数：118
<TR><TD><DIV>{article}</DIV><TR><TD align=right>【打印】【关闭】</TABLE>
<TR><TD colspan=2 align=center>版权所有 云岭县人民政府 备案号000000<BR>技术支持：云岭县信息中心</TABLE></BODY></HTML>"""


def nameless(article: str) -> str:
    """A page of containers without names, with an article in parts of its own."""
    return f"""<html><head><title>云岭县政府 - {TITLE}</title></head><body><form id="form1">
<input type="hidden" name="__VIEWSTATE" value="{"x/+" * 20000}"><div><div>{MENU}</div><div><div><h2>{TITLE}</h2>
<div><div>{article}</div></div></div><div><ul>{YEARS}</ul></div></div><div>{MENU}<p>云岭县人民政府办公室主办</p></div>
</div></form></body></html>"""
