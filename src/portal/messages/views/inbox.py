"""The pages of the inbox: read, mark as read, go where it is dealt with."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.acting import signed_in
from portal.house.parts import Tab
from portal.messages.selectors import inbox, unread
from portal.messages.services import message_read, messages_read

PER_PAGE = 30


@require_GET
@signed_in
def letters(request: HttpRequest) -> HttpResponse:
    """All messages, or the unread ones."""
    person = request.acting.person  # type: ignore[attr-defined]
    only = request.GET.get("show") == "unread"
    count, here = unread(person), reverse("letters:inbox")
    page = Paginator(inbox(person, unread_only=only), PER_PAGE).get_page(request.GET.get("page"))
    tabs = [Tab(_("全部"), here, not only), Tab(_("未读"), f"{here}?show=unread", only, count)]
    crumbs = [(_("我的"), "/me/"), (_("消息"), "")]
    return render(request, "messages/inbox.html", {"page": page, "count": count, "tabs": tabs, "only": only, "crumbs": crumbs})


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    messages_read(person=request.acting.person)  # type: ignore[attr-defined]
    return redirect("letters:inbox")


@require_POST
@signed_in
def open_letter(request: HttpRequest, message_id: int) -> HttpResponse:
    """Mark one as read and go where it is dealt with, in the reader's language."""
    message = message_read(person=request.acting.person, message_id=message_id)  # type: ignore[attr-defined]
    here = reverse("letters:inbox")
    if "go" not in request.POST or not message.path.startswith("/") or message.path.startswith("//"):
        return redirect(here)
    return redirect(here.removesuffix("/me/messages/") + message.path)
