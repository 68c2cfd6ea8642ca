"""Checking a published run: by its number, or by the bundle somebody holds."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.public import addresses
from portal.public.bundle_check import NotABundle, read_bundle
from portal.public.forms import VerifyForm
from portal.public.selectors.observation import disclosed_run, published_runs
from portal.public.selectors.verification import file_hashes, run_by_code, verification_of
from portal.public.views.crumbs import below_home
from portal.public.views.freshness import fresh


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a number or a bundle, and say whether it is ours."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    checked = None
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["bundle"]:
            try:
                checked = verification_of(read_bundle(form.cleaned_data["bundle"].read()))
            except NotABundle as error:
                form.add_error("bundle", _refusal(error))
        elif run := run_by_code(form.cleaned_data["code"]):
            return HttpResponseRedirect(reverse("public:verify_run", args=[run.short]))
        else:
            form.add_error("code", _("没有公布过这个编号的运行。请逐位核对；编号只有 0–9 和 a–f，至少 6 位。"))
    context = {"form": form, "checked": checked, "runs": published_runs()[:10], "crumbs": below_home((_("核验"), ""))}
    return render(request, "public/verify.html", context, status=400 if form.errors else 200)


@require_safe
@fresh
def verify_run(request: HttpRequest, run: str) -> HttpResponse:
    """A run's hashes, and the commands that compute them again."""
    found = disclosed_run(run)
    if found is None:
        raise Http404
    context = {
        "run": found,
        "repositories": found.repositories.all(),
        "tracks": found.tracks.all(),
        "files": file_hashes(found.run_id),
        "bundle": addresses.bundle(found.short),
        "crumbs": below_home((_("核验"), reverse("public:verify")), (found.short, "")),
    }
    return render(request, "public/verify_run.html", context)


def _refusal(error: NotABundle) -> str:
    return {
        "zip": _("这不是一个完整的 zip 文件；请重新下载运行包。"),
        "large": _("解开后太大，不予读取；请核对来源，或在自己的电脑上运行 xingtu replay。"),
        "missing": _("运行包里缺少 %(what)s；请重新下载完整的运行包。"),
        "json": _("运行包里的 %(what)s 读不出来；它被改动过，或不是星图的运行包。"),
    }[error.reason] % {"what": error.what}
