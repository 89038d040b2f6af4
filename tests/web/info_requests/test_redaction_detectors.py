"""What is proposed for redaction, and what is not."""

from __future__ import annotations

import pytest

from gongkai_web.info_requests.redaction.detectors import detect


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.stop]) for one in detect(text)]


@pytest.mark.parametrize(
    ("text", "kind", "data"),
    [
        ("身份证号：11010519491231002X。", "identity", "11010519491231002X"),
        ("身份证号 110105 19491231 002x", "identity", "110105 19491231 002x"),
        ("身份证号：１１０１０５１９４９１２３１００２Ｘ", "identity", "１１０１０５１９４９１２３１００２Ｘ"),
        ("（15位身份证110105491231002）", "identity", "110105491231002"),
        ("手机138-0013-8000，", "mobile", "138-0013-8000"),
        ("电话：＋86 13800138000", "mobile", "＋86 13800138000"),
        ("联系电话：0597-3841234转", "phone", "0597-3841234"),
        ("开户行账号：6222020200112233445", "card", "6222020200112233445"),
        ("汇入账户 35001234567890123", "card", "35001234567890123"),
        ("护照号码：E12345678", "passport", "E12345678"),
        ("车牌闽F12345停放", "plate", "闽F12345"),
        ("新能源车闽FD12345", "plate", "闽FD12345"),
        ("邮箱ceshi@example.invalid。", "email", "ceshi@example.invalid"),
        ("住址：清溪县城关镇幸福路12号3单元402室，", "address", "清溪县城关镇幸福路12号3单元402室"),
        ("家庭住址：临江镇上坊村下屋组", "address", "临江镇上坊村下屋组"),
        ("姓名：测试", "name", "测试"),
        ("户主姓名：张大山\n", "name", "张大山"),
        ("姓　名：张　三\n性　别：男", "name", "张　三"),
        ("法定代表人：李四海，职务", "name", "李四海"),
        ("联系人 王小明 电话", "name", "王小明"),
        ("收款人：买买提·艾力", "name", "买买提·艾力"),
        ("收款人：欧阳小明", "name", "欧阳小明"),
        ("经与村民张大山核对", "name", "张大山"),
        ("王女士反映", "name", "王"),
        ("出生日期：1990年1月2日", "birth", "1990年1月2日"),
        ("男，1949年12月出生", "birth", "1949年12月"),
        ("微信号：ceshi_2025", "online", "ceshi_2025"),
        ("户口簿号：350823123456", "household", "350823123456"),
    ],
)
def test_is_found(text: str, kind: str, data: str) -> None:
    assert (kind, data) in found(text), found(text)


@pytest.mark.parametrize(
    "text",
    [
        "政府信息公开申请人名单如下",
        "闽政办〔2025〕12号文件印发",
        "共计收入12345678.90元，支出23456789.12元",
        "申请人应当提供姓名、身份证明、联系方式",
        "法定代表人或者负责人应当签名",
        "2025年3月1日起施行，1949年成立",
        "统计代码100000000000000",
        "第十五条 涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息",
    ],
)
def test_is_left_alone(text: str) -> None:
    assert found(text) == []
