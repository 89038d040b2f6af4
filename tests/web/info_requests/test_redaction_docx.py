# ruff: noqa: E501 - XML as programs write it
"""Redacted docx: nothing of a removed text is left in any part, whatever the original hid it in."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gongkai_web.info_requests.redaction import MARK, CannotRedact, Mark, StillThere, find, open_source, propose, redact
from gongkai_web.info_requests.redaction.engine import Result
from tests.web.files.made import dirty_docx, rezip
from tests.web.info_requests.papers import FIRM, LINE, NAME, NUMBER, PHONE, docx_of

SECRETS = (NAME, NUMBER, PHONE, FIRM)
_W = nsdecls("w")


def everything(data: bytes) -> str:
    """All that is in a docx: parts as text in several encodings, the text of elements, attributes, names."""
    said: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            body = archive.read(name)
            said += [name, *(body.decode(form, "ignore") for form in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"))]
            if name.endswith((".xml", ".rels")):
                root = ElementTree.fromstring(body)
                said.append("".join(root.itertext()))
                said += [value for element in root.iter() for value in element.attrib.values()]
    return "".join("".join(said).split())


def redacted(data: bytes, *texts: str, pictures: tuple[str, ...] = ()) -> Result:
    source = open_source("docx", data)
    return redact("docx", data, [mark for text in texts for mark in find(source, text)], (), pictures)


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def test_across_runs() -> None:
    pieces = [LINE[at : at + 3] for at in range(0, len(LINE), 3)]
    result = redacted(docx_of("前言", pieces, "结尾"), *SECRETS)
    said = everything(result.data)
    for text in SECRETS:
        assert text not in said
    assert result.texts == (
        "前言",
        f"申请人姓名：{MARK}，公民身份号码{MARK}，联系电话{MARK}，{MARK}为每吨三千元。",
        "结尾",
    )
    assert result.counts == tuple(map(len, SECRETS))
    assert [p.text for p in docx.Document(io.BytesIO(result.data)).paragraphs] == list(result.texts)


def test_blanks_tabs_and_breaks_inside() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("姓名：测试 王")
    paragraph.add_run().add_tab()
    paragraph.add_run("小")
    paragraph.add_run().add_break(WD_BREAK.LINE)
    paragraph.add_run("丫，住１２号")
    result = redacted(saved(document), NAME, "12号")
    assert result.texts == (f"姓名：{MARK}，住{MARK}",)


def test_the_mark_is_as_long_whatever_was_there() -> None:
    result = redacted(docx_of("甲", "甲乙丙丁戊己庚辛"), "甲乙丙丁戊己庚辛", "甲")
    assert result.texts == (MARK, MARK)


def _hiding() -> bytes:
    document = docx.Document()
    document.core_properties.author = NAME
    document.core_properties.title = NAME
    document.core_properties.keywords = NUMBER
    document.add_paragraph(LINE)
    white = document.add_paragraph().add_run(f"白字{NAME}")
    white.font.color.rgb = RGBColor(255, 255, 255)
    hidden = document.add_paragraph().add_run(f"隐藏{NAME}")
    hidden.font.hidden = True
    style = document.styles.add_style("Hides", 2)
    style.font.hidden = True
    document.add_paragraph().add_run(f"样式隐藏{NAME}", style="Hides")
    document.add_comment(document.paragraphs[0].runs, text=NAME, author=NAME, initials="测")
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{NAME}专卷"
    section.footer.paragraphs[0].text = f"联系{PHONE}"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = f"首页{NAME}"
    table = document.add_table(1, 18)
    for at, letter in enumerate(NUMBER):
        table.cell(0, at).text = letter
    body = document.element.body
    for xml in (
        (
            f'<w:p {_W}><w:del w:id="1" w:author="{NAME}"><w:r><w:delText>{NAME}</w:delText></w:r></w:del>'
            f'<w:ins w:id="2" w:author="{NAME}"><w:r><w:t>插入{FIRM}</w:t></w:r></w:ins></w:p>'
        ),
        f'<w:p {_W}><w:bookmarkStart w:id="3" w:name="{NAME}"/><w:r><w:t>书签</w:t></w:r><w:bookmarkEnd w:id="3"/></w:p>',
        (
            f'<w:p {_W}><w:sdt><w:sdtPr><w:alias w:val="{NAME}"/><w:tag w:val="{PHONE}"/><w:dropDownList>'
            f'<w:listItem w:displayText="{NAME}" w:value="{NAME}"/></w:dropDownList></w:sdtPr>'
            f"<w:sdtContent><w:r><w:t>控件{NAME}</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        ),
        (
            f'<w:p {_W}><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="{NAME}"/><w:textInput>'
            f'<w:default w:val="{PHONE}"/></w:textInput></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMTEXT {NAME} '
            f'</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>域{PHONE}</w:t></w:r>'
            f'<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        ),
        f'<w:p {_W}><w:fldSimple w:instr=" DOCPROPERTY {NAME} "><w:r><w:t>简单域</w:t></w:r></w:fldSimple></w:p>',
        f'<w:p {_W}><w:fldSimple w:instr=" PAGE \\* MERGEFORMAT "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>',
        (
            f'<w:p {_W}><w:smartTag w:uri="urn:x" w:element="name"><w:smartTagPr><w:attr w:name="n" w:val="{NAME}"/>'
            f"</w:smartTagPr><w:r><w:t>智能标记</w:t></w:r></w:smartTag></w:p>"
        ),
        (
            f'<w:p {_W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            f'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
            f'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
            f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"><w:r>'
            f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="100" cy="100"/>'
            f'<wp:docPr id="9" name="{NAME}" descr="{NAME}的照片" title="{NAME}"/><a:graphic><a:graphicData '
            f'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent>'
            f"<w:p><w:r><w:t>文本框{NAME}</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic>"
            f'</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape alt="{NAME}"><v:textbox><w:txbxContent>'
            f"<w:p><w:r><w:t>文本框{NAME}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
            f"</mc:AlternateContent></w:r></w:p>"
        ),
        (
            f'<w:p {_W} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape id="{NAME}"><v:textpath '
            f'string="{NAME}水印"/></v:shape></w:pict></w:r></w:p>'
        ),
        f'<w:p {_W}><!-- {NAME} --><w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>极小{NAME}</w:t></w:r></w:p>',
    ):
        body.insert(len(body) - 1, parse_xml(xml))
    document.settings.element.append(parse_xml(f'<w:docVars {_W}><w:docVar w:name="a" w:val="{NAME}"/></w:docVars>'))
    document.part.relate_to(
        f"https://example.invalid/{PHONE}", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    image = io.BytesIO()
    info = PngInfo()
    info.add_text("Author", NAME)
    Image.new("RGB", (40, 30), "white").save(image, "PNG", pnginfo=info)
    image.seek(0)
    document.add_picture(image)
    data = saved(document)

    def more(parts: dict[str, bytes]) -> None:
        parts["docProps/custom.xml"] = f"<p>{NAME}</p>".encode()
        parts["word/embeddings/oleObject1.bin"] = NAME.encode("utf-16-le")
        parts[f"customXml/{NAME}.xml"] = f"<x>{NAME}</x>".encode()
        relations = parts["word/_rels/document.xml.rels"].decode()
        ole = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject"
        chunk = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
        parts["word/afchunk.xml"] = f"<x>{NAME}</x>".encode()
        parts["word/_rels/document.xml.rels"] = relations.replace(
            "</Relationships>",
            f'<Relationship Id="rIdO" Type="{ole}" Target="embeddings/oleObject1.bin"/>'
            f'<Relationship Id="rIdA" Type="{chunk}" Target="afchunk.xml"/></Relationships>',
        ).encode()
        types = parts["[Content_Types].xml"].decode()
        parts["[Content_Types].xml"] = types.replace(
            "</Types>", '<Default Extension="bin" ContentType="application/octet-stream"/></Types>'
        ).encode()

    return rezip(data, more)


def test_every_hiding_place() -> None:
    dirty = _hiding()
    assert everything(dirty).count(NAME) > 30
    source = open_source("docx", dirty)
    for told in ("批注", "隐藏文字", "书签", "域代码（文字保留）", "嵌入的对象", "链接的地址（文字保留）"):
        assert told in source.removed, source.removed
    result = redacted(dirty, *SECRETS)
    said = everything(result.data)
    for text in SECRETS:
        assert text not in said, text
    rest = "\n".join(result.texts)
    for text in (
        "插入" + MARK,
        "书签",
        "控件" + MARK,
        "域" + MARK,
        "简单域",
        "智能标记",
        "文本框" + MARK,
        MARK + "专卷",
    ):
        assert text in rest
    for text in ("白字", "隐藏", "极小", "样式隐藏"):
        assert text not in rest
    with zipfile.ZipFile(io.BytesIO(result.data)) as archive:
        body = archive.read("word/document.xml").decode()
        assert "PAGE" in body
        assert "AlternateContent" not in body
        assert not [name for name in archive.namelist() if re.search(r"embed|custom|comments|afchunk|docProps", name)]
    # The number of one digit in each cell is taken out too.
    cells = [cell.text for cell in docx.Document(io.BytesIO(result.data)).tables[0].rows[0].cells]
    assert set(cells) == {"■"}


def test_hidden_text_goes_even_where_nothing_is_marked_there() -> None:
    result = redact("docx", _hiding(), find(open_source("docx", _hiding()), "每吨三千元"))
    rest = "\n".join(result.texts)
    for text in ("白字", "隐藏", "极小", "样式隐藏"):
        assert text not in rest
    assert "首页" + NAME in rest


def test_the_dirty_file_of_the_cleaner() -> None:
    data = dirty_docx()
    source = open_source("docx", data)
    place = next(one for one in source.places if len(one.text.strip()) > 4)
    result = redact("docx", data, [Mark(place.number, 0, 4)])
    assert place.text[:4] not in result.texts[place.number]


def test_a_picture_is_taken_out() -> None:
    document = docx.Document()
    document.add_paragraph("照片：")
    out = io.BytesIO()
    Image.effect_noise((200, 100), 90).convert("RGB").save(out, "JPEG")
    document.add_picture(io.BytesIO(out.getvalue()))
    data = saved(document)
    source = open_source("docx", data)
    assert source.pictures[0].thumb
    assert "1幅图片" in source.notices[0]
    result = redact("docx", data, [], (), [source.pictures[0].name])
    with zipfile.ZipFile(io.BytesIO(result.data)) as archive:
        media = [archive.read(name) for name in archive.namelist() if "/media/" in name]
    assert len(media) == 1
    assert media[0].startswith(b"\x89PNG")
    assert docx.Document(io.BytesIO(result.data)).inline_shapes


def test_a_picture_that_says_it_is_found_out() -> None:
    """An EMF keeps its words as UTF-16; nobody sees them in a thumbnail."""
    document = docx.Document()
    document.add_paragraph(LINE)
    image = io.BytesIO()
    Image.new("RGB", (40, 30)).save(image, "PNG")
    document.add_picture(io.BytesIO(image.getvalue()))

    def emf(parts: dict[str, bytes]) -> None:
        parts["word/media/image1.emf"] = b"\x01\x00\x00\x00" + NAME.encode("utf-16-le") + bytes(40)
        del parts["word/media/image1.png"]
        for name, old, new in (
            ("word/_rels/document.xml.rels", b"media/image1.png", b"media/image1.emf"),
            ("[Content_Types].xml", b"</Types>", b'<Default Extension="emf" ContentType="image/x-emf"/></Types>'),
        ):
            parts[name] = parts[name].replace(old, new)

    data = rezip(saved(document), emf)
    with pytest.raises(StillThere) as failed:
        redacted(data, NAME)
    assert "图片image1.emf中有被遮盖的内容" in str(failed.value)
    assert NAME not in str(failed.value)
    source = open_source("docx", data)
    result = redacted(data, NAME, pictures=(source.pictures[0].name,))
    assert NAME not in everything(result.data)


def test_only_what_is_chosen() -> None:
    data = docx_of(f"一、{NAME}", f"二、{NAME}")
    first, _second = find(open_source("docx", data), NAME)
    result = redact("docx", data, [first])
    assert result.texts == (f"一、{MARK}", f"二、{NAME}")


def test_words_that_programs_use_too() -> None:
    """Names of styles and fonts and measures say such words in every file: nothing is refused for them."""
    document = docx.Document()
    document.add_heading("标题和正文", 1)
    run = document.add_paragraph("宋体2023年共计12240元").add_run("，页脚1440")
    run.font.name = "宋体"
    document.styles.add_style(NAME, 1)
    document.paragraphs[-1].style = document.styles[NAME]
    result = redacted(saved(document), "标题", "正文", "宋体", "2023", "12240", "1440", "页脚")
    assert result.texts == (f"{MARK}和{MARK}", f"{MARK}{MARK}年共计{MARK}元，{MARK}{MARK}")
    assert NAME not in everything(result.data)


def test_labels_in_cells_of_a_form() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for at, (label, value) in enumerate((("姓名", "测试王"), ("联系电话", "0597-1234567"))):
        table.cell(at, 0).text, table.cell(at, 1).text = label, value
    source = open_source("docx", saved(document))
    assert {source.places[one.place].text[one.start : one.stop] for one in propose(source)} == {
        "测试王",
        "0597-1234567",
    }


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a docx"])
def test_broken_files(data: bytes) -> None:
    with pytest.raises(CannotRedact):
        open_source("docx", data)


def test_other_kinds() -> None:
    with pytest.raises(CannotRedact, match="另存为PDF"):
        open_source("xlsx", b"")
