"""The page of the first start."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gongkai_web.common.address import client_address
from gongkai_web.common.rate import limited
from gongkai_web.setup.actions import AlreadySetUp, First, set_up
from gongkai_web.setup.forms import SetupForm
from gongkai_web.setup.state import is_set_up

__all__ = ["first_start"]

_FIELDS = {"code": "agency_code", "kind": "agency_kind"}


@limited("setup", limit=20, seconds=600)
@never_cache
@sensitive_post_parameters("code", "password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def first_start(request: HttpRequest) -> HttpResponse:
    """The form, and once everything is right the way to the login; not found on a site that has been set up."""
    if is_set_up():
        raise Http404
    form = SetupForm(request.POST or None, home=settings.GONGKAI_HOME)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        first = First(
            regions=(*form.superiors(), (given["region_code"], given["region_name"].strip(), given["level"])),
            platform=given["platform"].strip(),
            agency={
                "name": given["agency_name"].strip(),
                "code": given["agency_code"].strip(),
                "kind": given["agency_kind"],
            },
            username=given["username"],
            name=given["name"],
            email=given["email"],
            password=given["password1"],
        )
        try:
            set_up(first, home=settings.GONGKAI_HOME, address=client_address(request))
        except AlreadySetUp:
            raise Http404 from None
        except ValidationError as error:
            for field, errors in getattr(error, "error_dict", {None: error}).items():
                name = _FIELDS.get(field or "", field)
                form.add_error(name if name in form.fields else None, errors)
        else:
            logout(request)
            messages.success(request, "启用成功。请用刚才设置的账号登录，并按提示启用第二因素。")
            return redirect("account_login")
    return render(request, "setup/first_start.html", {"form": form}, status=200)
