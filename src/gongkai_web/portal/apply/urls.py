"""Addresses below /apply/. None of them holds a number, a name or anything else of the applicant's."""

from __future__ import annotations

from django.urls import path, re_path

from gongkai_web.portal.apply.views import choose, matters, parts, sending, tracking

app_name = "apply"
_MATTER = r"(?P<name>correction|suggestion|complaint)"
urlpatterns = [
    path("", choose.choose, name="choose"),
    path("to/<str:code>/", choose.start, name="start"),
    re_path(r"^(?P<name>information|applicant|delivery)/$", parts.part, name="part"),
    path("keep/<str:name>/", parts.keep_typed, name="keep"),
    path("attachments/", parts.attachments, name="attachments"),
    path("found/", parts.found, name="found"),
    path("forget/", parts.forget, name="forget"),
    path("review/", sending.review, name="review"),
    path("send/", sending.send_it, name="send"),
    path("receipt/", sending.receipt, name="receipt"),
    path("receipt.pdf", sending.pdf, name="receipt-pdf"),
    path("receipt/noted/", sending.noted, name="noted"),
    path("track/", tracking.track, name="track"),
    path("track/case/", tracking.case, name="case"),
    path("track/leave/", tracking.leave, name="leave"),
    path("track/withdraw/", tracking.withdrawing, name="withdraw"),
    path("track/complain/", matters.complain, name="complain"),
    re_path(r"^track/(?P<name>clarify|reasons)/$", tracking.act, name="act"),
    path("track/letters/<str:public_id>.<str:ending>", tracking.letter, name="letter"),
    path("track/papers/<int:key>/", tracking.paper, name="paper"),
    re_path(rf"^{_MATTER}/$", matters.choose_for, name="choose-for"),
    re_path(rf"^{_MATTER}/to/(?P<code>[^/]+)/$", matters.matter, name="matter"),
    path("matter/receipt/", matters.matter_receipt, name="matter-receipt"),
]
