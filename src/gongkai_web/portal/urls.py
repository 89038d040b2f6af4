"""The public addresses; those of the contract in the design never change."""

from __future__ import annotations

from django.urls import path

from gongkai_web.portal.views import agency, search
from gongkai_web.portal.views.agencies import agencies
from gongkai_web.portal.views.feeds import feed
from gongkai_web.portal.views.harvest import favicon, robots, sitemap_xml
from gongkai_web.portal.views.home import home
from gongkai_web.portal.views.pages import accessibility, sitemap
from gongkai_web.portal.views.preferences import preferences

app_name = "portal"
urlpatterns = [
    path("", home, name="home"),
    path("agencies/", agencies, name="agencies"),
    path("agencies/<str:code>/", agency.overview, name="agency"),
    path("agencies/<str:code>/guide/", agency.guide, name="guide"),
    path("agencies/<str:code>/rules/", agency.rules, name="rules"),
    path("agencies/<str:code>/rules/<int:key>/", agency.rule, name="rule"),
    path("agencies/<str:code>/content/", agency.content, name="content"),
    path("agencies/<str:code>/annual/", agency.annual, name="annual"),
    path("agencies/<str:code>/apply/", agency.apply, name="apply"),
    path("feeds/", feed, name="feed"),
    path("help/accessibility/", accessibility, name="accessibility"),
    path("preferences/", preferences, name="preferences"),
    path("search/", search.results, name="search"),
    path("search/suggestions/", search.suggestions, name="search-suggestions"),
    path("sitemap/", sitemap, name="sitemap"),
    path("sitemap.xml", sitemap_xml, name="sitemap-xml"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
]
