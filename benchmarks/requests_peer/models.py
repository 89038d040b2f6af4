"""Requests and steps as they lie in the site's tables; what is sealed stays sealed."""

from __future__ import annotations

from django.db import models


class Agency(models.Model):
    """Whose request it is."""

    name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "organisations_agency"

    def __str__(self) -> str:
        return self.name


class Request(models.Model):
    """An application."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    number = models.CharField(max_length=60)
    channel = models.CharField(max_length=20)
    arrived_on = models.DateField()
    applicant_name = models.TextField()
    title = models.CharField(max_length=200)
    content = models.TextField()
    state = models.CharField(max_length=20)
    due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10)

    class Meta:
        managed = False
        db_table = "info_requests_inforequest"

    def __str__(self) -> str:
        return self.number


class Step(models.Model):
    """What happened."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT)
    event = models.CharField(max_length=30)
    on = models.DateField()
    note = models.TextField()

    class Meta:
        managed = False
        db_table = "info_requests_step"
