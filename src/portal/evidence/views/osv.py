"""The city's mirror of advisories for everybody's tools: OSV's API and bucket under ``/osv/``.

Read only, without session, account or journal: what is asked tells who uses what, and nobody keeps it. Only published advisories are there;
nothing of the city's projects.
"""

import hashlib
import sqlite3
from contextlib import closing

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from portal.evidence.home import home
from xingtu.errors import EvidenceError
from xingtu.risk.osv_api import MOST_BYTES, UNAVAILABLE, Refusal, refused
from xingtu.risk.serving import Part, Reply, Request, open_reader, respond, unavailable

A_MINUTE = 1_200
"""Requests an address may make in a minute: pip-audit asks once a package."""
MINUTE = 60


@csrf_exempt
def osv(request: HttpRequest, path: str) -> HttpResponseBase:
    """Any question under the mirror's address."""
    if _too_often(request):
        return _sent(
            request,
            _refusal(429, f"每个地址每分钟最多 {A_MINUTE} 次，请稍后再试；整库见 all.zip (too many requests)"),
            ("Retry-After", "60"),
        )
    try:
        body = request.body if request.method == "POST" else b""
    except RequestDataTooBig:
        return _sent(request, _refusal(413, f"查询超过 {MOST_BYTES:,} 字节，请分批 (too large)"))
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        with closing(open_reader(home())) as database:
            reply = respond(database, home(), Request(request.method or "", f"/{path}", headers, body), patient=False)
    except (EvidenceError, sqlite3.Error):
        reply = unavailable()
    return _sent(request, reply)


def _sent(request: HttpRequest, reply: Reply, *more: tuple[str, str]) -> HttpResponseBase:
    answer: HttpResponseBase
    if isinstance(reply.body, Part) and request.method != "HEAD":
        answer = StreamingHttpResponse(reply.body.pieces(), status=reply.status)
    else:
        answer = HttpResponse(b"" if isinstance(reply.body, Part) else reply.body, status=reply.status)
    for name, value in (*reply.headers, *more, ("Content-Length", str(reply.length)), ("Access-Control-Allow-Origin", "*")):
        answer[name] = value
    if reply.status == 304:  # noqa: PLR2004 -- Not Modified
        del answer["Content-Length"]
    return answer


def _refusal(status: int, words: str) -> Reply:
    answer = refused(Refusal(status, UNAVAILABLE, words))
    return Reply(answer.status, answer.headers, answer.body)


def _too_often(request: HttpRequest) -> bool:
    """Counts in the shared cache, by keyed hashes of addresses that are forgotten after two minutes."""
    if settings.ENVIRONMENT.behind_proxy:
        address = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    else:
        address = str(request.META.get("REMOTE_ADDR", ""))
    hashed = hashlib.blake2b(address.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=12).hexdigest()
    key = f"osv:{hashed}:{timezone.now():%H%M}"
    if cache.add(key, 1, 2 * MINUTE):
        return False
    try:
        return cache.incr(key) > A_MINUTE
    except ValueError:
        return False
