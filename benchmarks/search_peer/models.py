"""A model as Wagtail's manual tells to write one; its words are cut as ours are, since Wagtail cuts no Chinese."""

from __future__ import annotations

from django.db import models
from wagtail.search import index


class Paper(index.Indexed, models.Model):
    """An entry's words."""

    title_words = models.TextField()
    body_words = models.TextField()
    on = models.DateField()

    search_fields = (index.SearchField("title_words", boost=10), index.SearchField("body_words"))

    class Meta:
        app_label = "search_peer"
