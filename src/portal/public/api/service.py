"""How does the API answer: to everybody, so often a minute, with a mark by which an answer can be kept?"""

import hashlib
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import Throttled
from ninja.throttling import BaseThrottle

from portal.public.selectors.state import RELEASE, public_state

A_MINUTE = 120
"""Requests an address may make in a minute."""
MINUTE = 60
DESCRIPTION = (
    "只读接口：项目、单位、名录、运行、排行、指标定义与核验。"
    "每个数字都带运行编号、指标版本、统计期与完整度；未知为 null 并写明原因，从不写作 0。"
    f"每个地址每分钟 {A_MINUTE} 次。数据以 CC-BY-4.0 授权。\n\n"
    "Read-only: projects, organisations, libraries, runs, rankings, metric definitions, verification. Every number carries its run, metric "
    "version, window and completeness; unknown is null with a reason, never 0. "
    f"{A_MINUTE} requests a minute per address. Data under CC-BY-4.0."
)


class PerAddress(BaseThrottle):
    """Counts in the shared cache, so that the limit is the same whichever process answers.

    Addresses are kept as keyed hashes, for two minutes.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        """Count this one; False when it is one too many."""
        now = timezone.now()
        key = f"api:{_hashed(_address(request))}:{now:%H%M}"
        if cache.add(key, 1, 2 * MINUTE):
            count = 1
        else:
            try:
                count = cache.incr(key)
            except ValueError:
                count = 1
        self.left = MINUTE - now.second
        return count <= A_MINUTE

    def wait(self) -> float | None:
        """Seconds until the next minute begins."""
        return float(self.left)


class ReadOnlyAPI(NinjaAPI):
    """Open to every origin; answers carry an ETag that changes with the register and with publications."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,  # noqa: ANN401 -- as ninja declares it
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """The answer with its headers."""
        answer = super().create_response(request, data, status=status, temporal_response=temporal_response)
        if answer.status_code == 200:  # noqa: PLR2004
            mark = hashlib.sha256(f"{RELEASE}|{request.get_full_path()}|{public_state()}".encode()).hexdigest()[:24]
            etag = f'W/"{mark}"'
            if etag in request.headers.get("If-None-Match", ""):
                answer = HttpResponseNotModified()
            answer["ETag"] = etag
            answer["Cache-Control"] = "public, no-cache"
        answer["Access-Control-Allow-Origin"] = "*"
        return answer


api = ReadOnlyAPI(
    title="星图 Xingtu",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api-v1",
    throttle=[PerAddress()],
)


@api.exception_handler(Throttled)
def too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    """429: how long to wait, and where everything lies as one file."""
    wait = int(error.wait or MINUTE)
    body = {
        "detail": _("每个地址每分钟最多 %(most)d 次，请在 %(wait)d 秒后再试；要全部数据请下载 /data/ 的文件。")
        % {"most": A_MINUTE, "wait": wait}
    }
    answer = api.create_response(request, body, status=429)
    answer["Retry-After"] = str(wait)
    return answer


def _address(request: HttpRequest) -> str:
    if settings.ENVIRONMENT.behind_proxy:
        return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _hashed(address: str) -> str:
    return hashlib.blake2b(address.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=12).hexdigest()
