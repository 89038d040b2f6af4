"""The unified platform: the one row of the site's settings."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from gongkai_web.organisations.models.regions import Region

__all__ = ["Platform"]


class Platform(models.Model):
    """The unified platform of a region: one row, written at set-up; what stands at the foot of every public page.

    The items of the footer: 政府网站发展指引 (国办发〔2017〕47号).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    region = models.ForeignKey(Region, verbose_name="行政区划", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("平台名称", max_length=120, help_text="如“上杭县政府信息公开平台”。")
    sponsor = models.CharField("主办单位", max_length=120)
    undertaker = models.CharField("承办单位", max_length=120, blank=True)
    contact = models.CharField("联系方式", max_length=200, blank=True)
    site_code = models.CharField(
        "网站标识码", max_length=10, blank=True, validators=[RegexValidator(r"^[0-9]{10}\Z", "网站标识码为10位数字。")]
    )
    icp_number = models.CharField("ICP备案号", max_length=60, blank=True)
    police_number = models.CharField("公安机关备案号", max_length=60, blank=True)
    error_report_url = models.URLField("“我为政府网站找错”地址", blank=True)
    party_mark_url = models.URLField("党政机关网站标识地址", blank=True)
    set_up_at = models.DateTimeField("启用时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "平台"
        verbose_name_plural = "平台"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="platform_one_row")]

    def __str__(self) -> str:
        return self.name
