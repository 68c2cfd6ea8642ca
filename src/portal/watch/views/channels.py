"""Pages of channels: which there are, adding one, trying, pausing and removing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.acting import needs
from portal.accounts.roles import Act
from portal.errors import Invalid
from portal.house.parts import Tab
from portal.register.forms.problems import with_problems
from portal.watch.channels import channel_kinds
from portal.watch.forms.channels import ChannelForm
from portal.watch.owners import owner_managed, owner_names
from portal.watch.selectors.telling import channel_managed, channels_of
from portal.watch.services.channels import MOST_CHANNELS, channel_add, channel_pause, channel_remove, channel_resume, channel_test
from portal.watch.views.crumbs import crumbs

BAD_REQUEST = 400


@require_safe
@needs(Act.CHANNEL_MANAGE)
def channels(request: HttpRequest) -> HttpResponse:
    """Those of the acting organisation, or of the office."""
    owner = owner_managed(request.acting)
    context = {
        "lines": channels_of(request.acting),
        "owner": owner_names([owner])[owner],
        "most": MOST_CHANNELS,
        "kinds": list(channel_kinds().values()),
        "crumbs": crumbs((_("通知渠道"), "")),
    }
    return render(request, "watch/channels.html", context)


@require_http_methods(["GET", "POST"])
@needs(Act.CHANNEL_MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Add one of the kind that ``?kind=`` names."""
    kinds = channel_kinds()
    kind = kinds.get(request.GET.get("kind", ""), kinds["mail"])
    form = ChannelForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = channel_add(
                kind=kind.id, name=given["name"], address=given["address"], secret=given.get("secret", ""), by=request.acting
            )
        except Invalid as error:
            with_problems(form, error)
        else:
            messages.success(request, _("已添加“%(name)s”。请发一条测试消息，确认收得到。") % {"name": made.name})
            return redirect("watch:channels")
    here = reverse("watch:channel_new")
    context = {
        "form": form,
        "kind": kind,
        "tabs": [Tab(one.name, f"{here}?kind={one.id}", one is kind) for one in kinds.values()],
        "crumbs": crumbs((_("通知渠道"), reverse("watch:channels")), (_("添加"), "")),
    }
    return render(request, "watch/channel_new.html", context, status=BAD_REQUEST if form.errors else 200)


@require_POST
@needs(Act.CHANNEL_MANAGE)
def test(request: HttpRequest, channel: int) -> HttpResponse:
    """Send a message that says it is a test."""
    channel_test(channel=channel_managed(request.acting, channel), by=request.acting)
    messages.success(request, _("测试消息正在发送，稍后刷新本页看结果。"))
    return redirect("watch:channels")


@require_POST
@needs(Act.CHANNEL_MANAGE)
def pause(request: HttpRequest, channel: int) -> HttpResponse:
    """Use it no more for now."""
    channel_pause(channel=channel_managed(request.acting, channel), by=request.acting)
    messages.success(request, _("已暂停。汇总仍可在门户里查看。"))
    return redirect("watch:channels")


@require_POST
@needs(Act.CHANNEL_MANAGE)
def resume(request: HttpRequest, channel: int) -> HttpResponse:
    """Use it again."""
    channel_resume(channel=channel_managed(request.acting, channel), by=request.acting)
    messages.success(request, _("已恢复。"))
    return redirect("watch:channels")


@require_http_methods(["GET", "POST"])
@needs(Act.CHANNEL_MANAGE)
def remove(request: HttpRequest, channel: int) -> HttpResponse:
    """Forget its address and secret."""
    shown = channel_managed(request.acting, channel)
    if request.method == "POST":
        channel_remove(channel=shown, by=request.acting)
        messages.success(request, _("已移除，地址和密钥已清除。"))
        return redirect("watch:channels")
    context = {
        "title": _("移除通知渠道“%(name)s”") % {"name": shown.name},
        "sentences": [_("移除以后不再向它发送，地址和密钥立即清除，不能恢复；要再用须重新添加。投递记录保留。")],
        "action": _("移除"),
        "tone": "danger",
        "cancel": reverse("watch:channels"),
    }
    return render(request, "house/confirm.html", context)
