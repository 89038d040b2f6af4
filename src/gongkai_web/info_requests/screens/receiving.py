"""Steps at the counter: confirming the receipt, handing over to a section, withdrawal."""

from __future__ import annotations

from gongkai_web.info_requests.screens.forms import StepForm, step_form

__all__ = ["Confirmed"]


@step_form("confirmed")
class Confirmed(StepForm):
    """Both sides have confirmed: from here the limit runs."""

    lead = "网络、传真、电子邮件提交的申请，以双方确认之日为收到申请之日（条例第三十一条第三项），期限从次日起算。"
    tries = True
