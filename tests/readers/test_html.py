from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.readers.errors import Unreadable
from gongkai.readers.html import read
from gongkai.readers.outline import Grid, Outline, Paragraph
from tests.readers import web_page


def page(body: str, head: str = "") -> Outline:
    return read(f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode())


def texts(outline: Outline) -> list[str]:
    return [block.text for block in outline.blocks if isinstance(block, Paragraph)]


def grids(outline: Outline) -> list[Grid]:
    return [block for block in outline.blocks if isinstance(block, Grid)]


def shape(grid: Grid) -> list[list[tuple[str, int, int, int]]]:
    return [[(c.text, c.col, c.colspan, c.rowspan) for c in row] for row in grid.rows]


def plain_rows(grid: Grid) -> list[list[str]]:
    return [[c.text for c in row] for row in grid.rows]


# The article in its page


def expected_texts() -> list[str]:
    return texts(page(web_page.report()))


@pytest.mark.parametrize("around", [web_page.content_system, web_page.layout_tables, web_page.nameless])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_article_is_found_in_its_page(around: Callable[[str], str], encoding: str) -> None:
    html = around(web_page.report()).replace("gb2312", encoding).replace('charset="utf-8"', f'charset="{encoding}"')
    outline = read(html.encode(encoding))
    found = texts(outline)
    assert found[found.index(web_page.BEGIN) :] == expected_texts()
    assert set(found[: found.index(web_page.BEGIN)]) <= {web_page.TITLE}
    assert [plain_rows(g) for g in grids(outline)] == [plain_rows(g) for g in grids(page(web_page.report()))]
    assert outline.title == web_page.TITLE
    assert outline.kind == "html"
    assert outline.warnings == ()


def test_the_report_alone_gives_everything() -> None:
    outline = page(web_page.report())
    found = texts(outline)
    assert found[0] == web_page.PREAMBLE
    assert found[1:3] == ["一、总体情况", web_page.PROSE["overview"]]
    assert found[-1] == web_page.END
    table2, table3, table4 = grids(outline)
    assert len(table2.rows) == 14
    assert len(table3.rows) == 28
    assert {cell.col + cell.colspan for row in table3.rows for cell in row[-1:]} == {10, 9}
    assert [cell.col for cell in table3.rows[3]] == [0, 3, 4, 5, 6, 7, 8, 9]
    assert [cell.text for cell in table4.rows[3]] == [str(n) for n in range(15)]


def test_sections_in_containers_of_their_own() -> None:
    parts = "".join(f"<div class=part><div>{part}</div></div>" for part in web_page.sections())
    outline = read(web_page.nameless(f"<div><p>{web_page.PREAMBLE}</p></div><div>{parts}</div>").encode())
    assert texts(outline)[-len(expected_texts()) :] == expected_texts()


def test_a_contents_list_of_links_is_not_the_article() -> None:
    names = "".join(f'<li><a href="#{n}">{name}</a></li>' for n, name in enumerate(("总体情况", "其他需要报告的事项")))
    html = web_page.content_system(web_page.report())
    outline = read(html.replace('<div class="main">', f"<ul>{names}</ul><div>").encode())
    assert texts(outline) == expected_texts()


def test_prose_beside_links_is_found_without_any_mark() -> None:
    prose = "<p>我局按照要求公开了全部应当公开的信息，群众反映良好。</p>" * 5
    menu = f"<div>{web_page.MENU}</div>"
    html = f"{menu}<div><div class=x>{prose}</div><ul>{web_page.YEARS}</ul></div>{menu}"
    assert texts(page(html)) == ["我局按照要求公开了全部应当公开的信息，群众反映良好。"] * 5


def test_a_real_page(shared: Path) -> None:
    outline = read((shared / "samples" / "pingtan_2020.html").read_bytes())
    assert [len(grid.rows) for grid in grids(outline)] == [4, 26, 4]
    assert outline.title is not None
    assert outline.title.endswith("2020年政府信息公开工作年度报告")


# Title


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>某局2023年政府信息公开工作年度报告-某县人民政府</title>", "某局2023年政府信息公开工作年度报告"),
        ("<title>某县人民政府 | 某局2023年政府信息公开年报</title>", "某局2023年政府信息公开年报"),
        ("<title>某县</title><meta name=ArticleTitle content='某局2023年年度报告'>", "某局2023年年度报告"),
        ("<title>通知公告</title>", "通知公告"),
        ("", None),
    ],
)
def test_title(head: str, title: str | None) -> None:
    assert page("<p>正文</p>", head).title == title


# Paragraphs


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>甲</p>乙<div>丙<div>丁</div>戊</div>", ["甲", "乙", "丙", "丁", "戊"]),
        ("<p>甲<br>乙<br><br/>丙</p>", ["甲", "乙", "丙"]),
        ("<p><span>20</span><b>23</b>年<font>公开</font></p>", ["2023年公开"]),
        ("<p>　　甲&nbsp;乙　丙&ensp;</p>", ["甲 乙 丙"]),
        ("<p>公开\n  信息 5\n  条 a\nb</p>", ["公开信息 5 条 a b"]),
        ("<p>甲<span style='display: none'>乙</span><i hidden>丙</i><!-- 丁 --></p>", ["甲"]),
        ("<p>甲</p><script>document.write('<p>乙')</script><noscript>丙</noscript><template><p>丁</template>", ["甲"]),
        ("<p>甲<o:p>&nbsp;</o:p></p><![if !supportLists]>乙<![endif]><v:shape>丙</v:shape>", ["甲", "乙丙"]),
        ("<!--[if gte mso 9]><xml><w:x>1</w:x></xml><![endif]--><p>甲</p>", ["甲"]),
        ("<p>甲<del>乙</del><ins>丙</ins></p>", ["甲丙"]),
        ("<p>甲\u200b乙\ufeff</p>", ["甲乙"]),
        ("<pre>甲\n乙</pre><p>丙</p>", ["甲", "乙", "丙"]),
        ("<p>甲&lt;乙&gt;&#12295;&hellip;</p>", ["甲<乙>〇…"]),
    ],
)
def test_paragraphs(body: str, expected: list[str]) -> None:
    assert texts(page(body)) == expected


def test_levels_of_headings() -> None:
    outline = page("<h1>甲</h1><p>乙</p><h3>丙<br>丁</h3>戊<h2><div>己</div></h2>")
    assert [(b.text, b.level) for b in outline.blocks if isinstance(b, Paragraph)] == [
        ("甲", 1), ("乙", None), ("丙", 3), ("丁", 3), ("戊", None), ("己", 2),
    ]  # fmt: skip


def test_a_table_in_plain_text_within_a_page() -> None:
    (grid,) = grids(page("<pre>行政许可\t9\t0\n行政处罚\t1\t2\n</pre>"))
    assert plain_rows(grid) == [["行政许可", "9", "0"], ["行政处罚", "1", "2"]]


def test_lines_of_the_content_system_inside_the_container_are_left_out() -> None:
    outline = page("<p>来源：县政府办</p><p>发布时间：2024-01-02</p><p>正文</p><p>【打印本页】</p><p>上一篇：通知</p>")
    assert texts(outline) == ["正文"]


# Tables


def test_cells_keep_their_lines() -> None:
    (grid,) = grids(page("<table><tr><td>商业<br>企业<td><p>社会</p><p>公益</p><td> 7 <td><td>a\nb</table>"))
    assert plain_rows(grid) == [["商业\n企业", "社会\n公益", "7", "", "a b"]]
    assert grid.exact


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (  # both spans
            "<tr><td rowspan=2 colspan=2>甲<td>乙<tr><td>丙<tr><td>丁<td>戊<td>己",
            [
                [("甲", 0, 2, 2), ("乙", 2, 1, 1)],
                [("丙", 2, 1, 1)],
                [("丁", 0, 1, 1), ("戊", 1, 1, 1), ("己", 2, 1, 1)],
            ],
        ),
        (  # more columns and rows than there are
            "<tr><td colspan=99999 rowspan=65534>甲<tr><td colspan=0>乙<td rowspan=-3>丙",
            [[("甲", 0, 2, 2)], [("乙", 2, 1, 1), ("丙", 3, 1, 1)]],
        ),
        (  # rowspan 0: to the end of the group
            "<tr><td rowspan=0>甲<td>乙<tr><td>丙<tr><td>丁<tbody><tr><td>戊<td>己",
            [
                [("甲", 0, 1, 3), ("乙", 1, 1, 1)],
                [("丙", 1, 1, 1)],
                [("丁", 1, 1, 1)],
                [("戊", 0, 1, 1), ("己", 1, 1, 1)],
            ],
        ),
        (  # a span does not leave its group
            "<thead><tr><th rowspan=9>甲<th>乙<tbody><tr><td>丙<td>丁",
            [[("甲", 0, 1, 1), ("乙", 1, 1, 1)], [("丙", 0, 1, 1), ("丁", 1, 1, 1)]],
        ),
        (  # what the number begins with counts
            '<tr><td colspan="2px">甲<td>乙<tr><td colspan="x">丙<td>丁<td>戊',
            [[("甲", 0, 2, 1), ("乙", 2, 1, 1)], [("丙", 0, 1, 1), ("丁", 1, 1, 1), ("戊", 2, 1, 1)]],
        ),
        (  # the last row holds nothing
            "<tr><td>甲<td>乙<tr><td>1<td>2<tr height=0><td width=5><td width=9>",
            [[("甲", 0, 1, 1), ("乙", 1, 1, 1)], [("1", 0, 1, 1), ("2", 1, 1, 1)]],
        ),
    ],
)
def test_spans(rows: str, expected: list[list[tuple[str, int, int, int]]]) -> None:
    (grid,) = grids(page(f"<table>{rows}</table>"))
    assert shape(grid) == expected


def test_caption_stands_before_its_table() -> None:
    outline = page("<table><caption>表一</caption><tr><td>甲<td>1</table>")
    assert texts(outline) == ["表一"]
    assert plain_rows(grids(outline)[0]) == [["甲", "1"]]


def test_a_table_that_only_arranges_gives_its_content_in_order() -> None:
    inner = "<table><tr><td>甲<td>1<tr><td>乙<td>2</table>"
    outline = page(f"<table><tr><td><p>前</p>{inner}<p>中</p>{inner}<td>旁</table>后")
    assert [b.text if isinstance(b, Paragraph) else "表" for b in outline.blocks] == [
        "前",
        "表",
        "中",
        "表",
        "旁",
        "后",
    ]


def test_a_table_of_figures_keeps_its_cells_though_one_holds_a_table() -> None:
    row = "<tr>" + "".join(f"<td>{n}" for n in range(9))
    (grid,) = grids(page(f"<table>{row}<tr><td colspan=9><table><tr><td>甲<td>乙<tr><td>丙<td>丁</table></table>"))
    assert plain_rows(grid) == [[str(n) for n in range(9)], ["甲\t乙\n丙\t丁"]]


def test_an_empty_table_is_nothing() -> None:
    assert page("<table></table><table><tr><td></table><p>甲</p><table><tr></table>").blocks == (Paragraph("甲"),)


# Archives, pictures, nothing


def archive(part: str, encoding: str) -> bytes:
    return (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n' + part + "\r\n--b--\r\n"
    ).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_archive(encoding: str) -> None:
    head = f"Content-Type: text/html; charset={encoding}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    outline = read(archive(f"{head}<html><body><p>正文</p><table><tr><td>甲<td>1</table></body></html>", encoding))
    assert texts(outline) == ["正文"]
    assert plain_rows(grids(outline)[0]) == [["甲", "1"]]


def test_an_archive_without_a_page() -> None:
    with pytest.raises(Unreadable, match="没有网页"):
        read(archive("Content-Type: image/png\r\n\r\nx", "utf-8"))


def test_a_page_of_pictures_says_so() -> None:
    assert page("<p>正文</p><img src=1.png>").warnings == ("网页里没有表格而有图片，图片里的文字没有读取",)
    assert page("<p>正文</p><img src=1.png><table><tr><td>甲<td>1</table>").warnings == ()
    with pytest.raises(Unreadable, match="没有文字"):
        page("<img src=1.png>")


# Limits


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<div>" * 100_000 + "x", "嵌套"),
        ("<span>" * 100_000 + "x", "嵌套"),
        ("<x>" * 1_000_000, "标签"),
        ("".join(f"<b id={n}>" for n in range(900)) + "<p>x" * 20_000, "字体标签"),
        ("<table><tr>" + "<td>0" * 1_000_000, "单元格"),
        ("<table><tr>" + "<td>0" * 60_001, "单元格"),
        ("<table><tr><td>" * 300 + "x", "嵌套"),
        ("字" * 4_000_001, "文字超过"),
    ],
)
def test_limits(body: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        page(body)


@pytest.mark.parametrize("value", ["", '="<"', "='>'", "=/"])
def test_an_endless_tag_does_not_keep_the_reader(value: str) -> None:
    assert texts(page("<p " + " ".join(f"a{n}{value}" for n in range(200_000)) + ">甲</p>乙")) == ["甲", "乙"]


@pytest.mark.parametrize("more", ["", "<p>丙</p>" * 30_000])
def test_a_long_tag_and_a_stray_quote_lose_no_text(more: str) -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 9_000}">'
    table = '<table><tr><td width="10"">甲<td class=x">1<tr><td>乙<td title=\'"\'>2</table>'
    outline = page(f"<p>前{picture}后</p>{table}<p>末</p>{more}")
    assert texts(outline)[:2] == ["前后", "末"]
    assert plain_rows(grids(outline)[0]) == [["甲", "1"], ["乙", "2"]]


def test_a_page_too_large() -> None:
    with pytest.raises(Unreadable, match="24 MB"):
        read(b"<p>" + bytes(24 * 1024 * 1024))


def test_forgotten_end_tags_are_no_deep_nesting() -> None:
    assert len(texts(page("<div><font><span>甲</div>" * 200))) == 200
