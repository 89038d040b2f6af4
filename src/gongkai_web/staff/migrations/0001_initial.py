from __future__ import annotations

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LongWork",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=120, verbose_name="事项")),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="发起时间")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待开始"),
                            ("running", "正在进行"),
                            ("done", "已完成"),
                            ("failed", "没有完成"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总数")),
                ("message", models.TextField(blank=True, verbose_name="说明")),
                ("result_url", models.CharField(blank=True, max_length=300, verbose_name="结果地址")),
                (
                    "file",
                    models.FileField(blank=True, max_length=200, upload_to="work/%Y/%m/", verbose_name="结果文件"),
                ),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
            ],
            options={
                "verbose_name": "后台任务",
                "verbose_name_plural": "后台任务",
                "ordering": ("-started_at",),
                "default_permissions": (),
                "indexes": [models.Index(fields=["started_by", "-started_at"], name="long_work_of_person")],
            },
        ),
    ]
