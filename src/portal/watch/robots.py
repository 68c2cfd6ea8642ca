"""What do the robots of the three chat tools have in common? JSON to a secret address, and the error in a body that HTTP calls fine."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _

from portal.errors import Invalid, Sentence, Unreachable
from portal.evidence.outgoing import way_out
from portal.watch.channel_kinds import SENT, Letter, Outcome, Target, cut, told
from portal.watch.posting import LATER, Answer, judged, post

JSON = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Xingtu"}
PER_MINUTE = 20


def robot_problem(target: Target, *, path: str, key: str, example: str) -> Sentence:
    """Whether the address is a robot's: its path, the key it is called by, and a host outside.

    key: the parameter that names the robot; empty: the last part of the path does
    """
    try:
        parts = urlsplit(target.address)
    except ValueError:
        return _("不是网址，请检查。")
    named = parse_qs(parts.query).get(key, [""])[0] if key else parts.path.removeprefix(path)
    if not parts.path.startswith(path) or not named:
        return _("不是机器人的地址；请从群设置里复制完整的 Webhook 地址，形如 %(example)s") % {"example": example}
    try:
        way_out(target.address)
    except (Invalid, Unreachable) as error:
        return str(error)
    return ""


def text_message(letter: Letter, most_bytes: int) -> dict[str, object]:
    """Plain text as 企业微信 and 钉钉 take it; the link always stands at the end."""
    text = told(letter).removesuffix(letter.link).rstrip("\n")
    return {"msgtype": "text", "text": {"content": cut(text, most_bytes, tail=letter.link)}}


def posted(url: str, content: Mapping[str, object], *, codes: tuple[str, ...], too_often: frozenset[int]) -> Outcome:
    """Post and read the body's own verdict.

    codes:     where the body gives it, the first that is there counts
    too_often: its numbers for "slower, please"; after them we are quiet for ten minutes
    """
    answer = post(url, json.dumps(content, ensure_ascii=False).encode(), JSON)
    if not isinstance(answer, Answer):
        return answer
    if (bad := judged(answer)) is not None:
        return bad
    try:
        read = json.loads(answer.body)
        code = next(read[name] for name in codes if name in read)
    except (ValueError, TypeError, StopIteration, RecursionError):
        # HTTP 200 is no receipt: these tools answer it to everything
        return Outcome("answer", "?", again=True)
    if isinstance(code, bool) or not isinstance(code, int):
        return Outcome("answer", "?", again=True)
    if code == 0:
        return SENT
    return Outcome("too_often", str(code), again=True, wait=LATER) if code in too_often else Outcome("answer", str(code)[:20])
