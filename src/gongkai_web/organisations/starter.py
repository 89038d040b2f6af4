"""The first draft of a guide: the statute's own words, to be completed with what only the agency knows."""

from __future__ import annotations

from gongkai.law.disclosure import categories
from gongkai_web.organisations.models import Agency, Platform

__all__ = ["starter"]


def starter(agency: Agency) -> dict[str, str]:
    """Texts for the fields of a guide that the law and the tree already tell. Office, address and phones stay blank."""
    every = categories(agency.level)
    common = [one.label.rstrip("；。") for one in every if one.clause == "REG2019/20"]
    own = [one.label for one in every if one.clause == "REG2019/21"]
    listed = "；\n".join(f"{number}．{label}" for number, label in enumerate(common, 1))
    local = f"还根据本地方的具体情况，主动公开{'、'.join(own)}等方面的政府信息。\n" if own else ""
    site = Platform.objects.first()
    where = site.name if site else "政府信息公开平台"
    supervisor = agency.superior.name if agency.superior else ""
    return {
        "introduction": (
            f"根据《中华人民共和国政府信息公开条例》（以下简称《条例》），{agency.name}（以下简称本机关）编制本指南，"
            "供公民、法人和其他组织获取政府信息时使用。本指南随情况变化及时更新。"
        ),
        "classification": (
            "本机关的政府信息分为主动公开的政府信息和依申请公开的政府信息。\n"
            "对涉及公众利益调整、需要公众广泛知晓或者需要公众参与决策的政府信息，本机关主动公开，主要包括以下各类：\n"
            f"{listed}。\n{local}"
            "除本机关主动公开的政府信息外，公民、法人和其他组织可以向本机关申请获取相关政府信息；"
            "《条例》第十四条、第十五条、第十六条规定不予公开的除外。"
        ),
        "arrangement": (
            "本机关编制政府信息公开目录，目录包括政府信息的索引、名称、内容概述、生成日期等内容。\n"
            "政府信息按内容分类编排，同一类别内按生成日期从近到远排列；每条信息有唯一的索引号。"
        ),
        "obtaining": (
            f"本机关主动公开的政府信息在“{where}”发布，可以按类别、年份检索，查阅全文，下载文件。\n"
            "属于主动公开范围的政府信息，自该政府信息形成或者变更之日起20个工作日内公开；"
            "法律、法规对公开期限另有规定的，从其规定。"
        ),
        "reading_places": "国家档案馆、公共图书馆、政务服务场所设有政府信息查阅场所，提供主动公开的政府信息。",
        "applying": (
            "申请应当包括：（一）申请人的姓名或者名称、身份证明、联系方式；（二）申请公开的政府信息的名称、文号或者便于"
            "查询的其他特征性描述；（三）申请公开的政府信息的形式要求，包括获取信息的方式、途径。"
            "采用书面形式确有困难的，可以口头提出，由本机关代为填写。\n"
            "申请内容不明确的，本机关自收到申请之日起7个工作日内一次性告知补正。\n"
            "能够当场答复的，当场答复；不能当场答复的，自收到申请之日起20个工作日内答复；需要延长的，经本机关政府信息"
            "公开工作机构负责人同意并告知申请人，延长的期限最长不超过20个工作日。征求第三方和其他机关意见所需时间不计算在内。"
        ),
        "fees": (
            "本机关提供政府信息，不收取费用。申请公开政府信息的数量、频次明显超过合理范围的，"
            "按照《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）收取信息处理费。"
        ),
        "complaint_office": supervisor,
        "remedies": (
            "公民、法人或者其他组织认为本机关未按照要求主动公开政府信息，或者对政府信息公开申请不依法答复处理的，"
            "可以向政府信息公开工作主管部门提出。\n"
            "认为本机关在政府信息公开工作中侵犯其合法权益的，可以向上一级行政机关或者政府信息公开工作主管部门投诉、举报，"
            "也可以依法申请行政复议或者提起行政诉讼。"
        ),
    }
