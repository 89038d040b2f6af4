"""What a number in prose is about: which business, whose, and of which year.

A number counts applications for disclosure only while the words before it speak of them; letters, permits, reviews
and documents have numbers of their own. A total of the whole county is not the office's, and last year's is not this
year's.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

__all__ = ["Scope", "Topic", "Whose", "topic_at", "without_titles"]


class Topic(StrEnum):
    """The business that was last spoken of."""

    REQUEST = "request"
    REMEDY = "remedy"
    DOCUMENT = "document"
    OTHER = "other"
    NONE = "none"


_TOPICS = re.compile(
    r"(?P<remedy>(?:行政)?复议(?:申请|案件|请求)?|(?:行政)?诉讼(?:案件|请求)?|起诉|应诉)"
    r"|(?P<other>(?:信访|投诉|举报|留言|来信(?!申请)|来电|咨询|信箱|热线|工单|提案|建议|议案|诉求|问政|意见(?!书)|办件|服务事项|12345|仲裁"
    r"|信件(?!申请)|清单|考核|检查|巡查|抽查|案件线索|执法案件|处罚案件)(?:事项|类|件)?(?:申请)?|"
    r"(?:许可|救助|登记|补助|补贴|入党|贷款|用地|项目|注册|认定|审批|职称|专利|复核|听证|低保|住房|公租房|赔偿|执行|道路|资助|"
    r"保障|理赔|签证|护照|落户|购房|招生|入学|岗位|贴息|备案|变更|延期|占用|城市道路)申请)"
    r"|(?P<document>规范性文件)"
    r"|(?P<request>依申请|(?:自然人|商业企业|科研机构|社会公益组织|法律服务机构)(?=\d+件(?!案))|信息公开(?:案件|请求|件)|公开请求|申请(?!执行|人))"
)
_TITLE = re.compile(r"《[^《》]*》|〈[^〈〉]*〉")


@lru_cache(maxsize=512)
def without_titles(text: str) -> str:
    """The text with the names of documents blanked out in place: a year or a word in a name claims nothing."""
    return _TITLE.sub(lambda m: "《" + "＊" * (len(m[0]) - 2) + "》", text)


@lru_cache(maxsize=512)
def _topics(text: str) -> tuple[tuple[int, Topic], ...]:
    return tuple((m.end(), Topic(m.lastgroup)) for m in _TOPICS.finditer(text) if m.lastgroup)


def topic_at(text: str, end: int | None = None) -> Topic:
    """The business last spoken of in a text, or in its beginning up to ``end``; Topic.NONE where none is."""
    last = Topic.NONE
    for place, topic in _topics(text):
        if end is not None and place > end:
            break
        last = topic
    return last


class Whose(StrEnum):
    """Whose number it is: the reporting agency's, somebody else's, or not to be told from the words."""

    OWN = "own"
    OTHERS = "others"
    UNCLEAR = "unclear"


_AREAS = "省|自治区|自治州|州|盟|市|县|旗|区|乡|镇|街"
_GOVERNS = re.compile(
    rf"({_AREAS})道?级?(?:人民政府|政府|办事处|管理委员会|管委会)(?P<office>(?:[（(]?[^（）()]*)办公[室厅])?"
)
_PARK = re.compile(r"(?:开发区|园区|产业园|新区|示范区|实验区)(?:管理委员会|管委会)?$")
_PLACE = re.compile(
    rf"全(?P<area>{_AREAS})(?!面|域|程)|各(?:乡镇|单位|部门|地区?|级|县区|区县|县市区|镇街)|全系统|辖区"
    r"|(?P<part>[省市州县区](?:人民)?(?:政府)?本级|[市县区]直(?:部门|单位|各)|(?:人民)?政府办公[室厅]|(?:以|受)?(?:省|市|县|区)(?:人民)?政府(?:及|和)?(?:其)?(?:办公[室厅])?名义)"
    r"|(?P<own>[我本](?:局|委|办|厅|院|站|所|队|中心|机关|单位|镇|乡|街道?|县|市|区|州|省|管委会|处)|局机关)"
)
_YEAR = re.compile(r"(?<![比较与])(20\d\d)年(?!度?末?(?:结转|转结|转入|转来|收到[，,]))")
_TO_YEAR = re.compile(r"(?:结转|转结|转|延)(?:至|到|入)?20\d\d年(?:度)?")
_OTHER_PERIOD = re.compile(
    r"上半年|下半年|[一二三四前后]个?季度|截至目前|目前[，,]|近[两三四五]年|十[二三四五]五|历年|往年"
    r"|(?<![^，。；年中])(?:1[0-2]|[1-9])月(?:份|[底初末]|[上中下]旬)?(?=收到|受理|接到|新收|接收|办结|答复)"
    r"|(?<!今年)(?<!本年)以来[，,]?(?:累计|共|已)"
)


class Scope:
    """The reporting agency and year, as far as they decide which numbers of the prose are its own."""

    def __init__(self, agency: str | None, year: int | None) -> None:
        self.year = year
        match = _GOVERNS.search(agency or "")
        self._area = match[1] if match else ("区" if _PARK.search(agency or "") else None)
        self._office = bool(match and match["office"])
        self._known = agency is not None

    def whose(self, so_far: str) -> Whose:
        """Whose a number is that stands right behind these words of its sentence."""
        last = None
        for match in _PLACE.finditer(so_far):
            last = match
        if last is None or last["own"]:
            return Whose.OWN
        if last["part"]:
            return Whose.OWN if self._office else (Whose.UNCLEAR if self._area else Whose.OTHERS)
        if self._area is None or (last["area"] and last["area"] != self._area):
            return Whose.OTHERS if self._known else Whose.UNCLEAR
        return Whose.UNCLEAR if self._office else Whose.OWN

    def of_another_year(self, so_far: str) -> bool:
        """True when the last year named is not the report's; 2022年结转 and 结转至2024年 are the report's own."""
        years = _YEAR.findall(_TO_YEAR.sub("结转", so_far))
        return bool(years) and self.year is not None and int(years[-1]) != self.year

    def of_unclear_period(self, so_far: str) -> bool:
        """True for 上半年, 截至目前, 近三年: not the year that the tables count."""
        return bool(_OTHER_PERIOD.search(so_far))
