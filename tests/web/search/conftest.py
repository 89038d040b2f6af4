"""Entries to look for."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai_web.search.actions import Public, put


@pytest.fixture
def entries(db: None) -> None:
    """Five things of two agencies."""
    bureau = {"agency": "QX-GX", "agency_name": "清溪县工业和信息化局"}
    school = {"agency": "QX-JY", "agency_name": "清溪县教育局"}
    put(
        "rule",
        1,
        Public("清溪县政府信息公开办法", "/1/", "政府信息公开应当及时、准确。", on=date(2021, 5, 1), **bureau),
    )
    put(
        "normative",
        2,
        Public(
            "关于做好年度报告编制工作的通知",
            "/2/",
            "清政办〔2021〕30号 各乡镇：按照国办发〔2021〕30号文件",
            on=date(2021, 9, 1),
            **school,
        ),
    )
    put("normative", 3, Public("关于义务教育招生的通知", "/3/", "国办发〔2021〕3号", on=date(2023, 3, 1), **school))
    put("agency", 4, Public("清溪县工业和信息化局", "/4/", other_names="工信局 清溪县经济委员会", **bureau))
    put("file", 5, Public("ＦＵＬＬ１２ 表格 <b>", "/5/", "养老 <script>alert(1)</script> 服务😀", on=date(2022, 1, 1)))
