"""Does a Chinese sentence put this work under the licence it names, or does it only speak of that licence?

A notice needs a sentence about this work (本项目采用…), a label (许可证：…) or a heading; everything doubtful is a reference.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from xingtu.detect.licences.zh_keys import spdx_of
from xingtu.detect.licences.zh_match import WHOLE, ChineseMatch
from xingtu.detect.licences.zh_names import Named, names
from xingtu.detect.licences.zh_reading import Flat

_WORK = (
    r"(?:项目|专案|软件|软体|仓库|存储库|储存库|程序|程式|作品|代码|源码|源代码|源文件|库|类库|工程|系统|框架|平台|站|网站|站点|博客|文|文档|文章|文件|书|电子书|产品|工具|插件|组件|模块|"
    r"脚本|教程|数据集|模型|模组|笔记|课程|内容|扩展|应用|主题|游戏|指南|开源库|技能|固件|资料|手册|翻译|译文|服务|引擎|SDK|API|App|APP|仓|包|镜像|发行版)"
)
_OURS = re.compile(
    rf"(?:本|此|这[个一款些]?|该)(?:开源|自由|技术|演示|示例|人)?{_WORK}|(?:全部|所有|站内)[^,。;]{{0,6}}{_WORK}|(?:全部|所有)[^,。;]{{0,20}}(?:文件|文档|图片|音频|代码)均|(?:项目|仓库|以上)的?(?:原创)?{_WORK}"
    rf"|^\s*(?:项目|代码|源码|源代码|文档|软件)(?:部分)?|(?:^|[\s>*])(?:作品|项目|文章|网站|内容)(?=采用|遵循|使用|基于|依据)"
    r"|自由软[件体]|免费软[件体]|自由程序|除(?:非)?(?:特别|另有|额外)?(?:声明|说明|注明)|如(?:无|未|非)(?:特别|另行|特殊)?(?:声明|说明|注明)"
)
_UNDER = re.compile(
    r"采[用取]|使用|遵[循守照从]|基于|依[据照]|根据|按照?|[以受]|适用|签署|许可[于在为]|发布|授权|开源|许可|分发|之下|协议下|条款|[在于][^。]{0,30}下"
)
_NOUN = re.compile(r"许可|协议|授权|开源|条款|发布|分发|licen[cs]e", re.IGNORECASE)
_DOUBT = re.compile(
    r"如果|假如|倘若|若(?:你|您|是|某|项目)|例如|比如|譬如|是否|不[能得可应再会]?(?:采用|使用|是|支持)|兼容|区别|对比|相比|什么是|何为|哪[个种些]|主流|常见|"
    r"建议|推荐|应(?:该|当)|可能|曾经?|此前|之前|原(?:项目|作者|仓库|本|先)|上游|第三方|依赖|引用|借鉴|参考|感谢|致谢|鸣谢|检测|识别|扫描|类似|"
    r"其它?(?:采用|使用|遵循|基于)|计划|考虑|改为|变更|切换|从.{1,20}(?:改|迁移|换)|为什么|怎么|如何|[?吗]|介绍|简介|属于|传染|要求|允许|收录|标注|修改的|的区别|模板|"
    r"(?:一种|一类|一个|首个|国内|认证)的?[^。]{0,12}(?:许可|协议)"
)
_STRONG_DOUBT = re.compile(
    r"如果|假如|例如|比如|是否|不[能得可应再会]?(?:采用|使用)|兼容|区别|对比|什么是|哪[个种]|建议|推荐|曾|此前|第三方|依赖|引用了?的|用到了|为什么|怎么|如何|[?吗]|计划|考虑|检测|识别|扫描|"
    r"(?:使用|引用|包含|集成|调用|基于)(?:了|的)"
)
_VERB = r"(?:遵循|采用|使用|基于|依据|按照?)"
_LABEL = re.compile(
    r"(?:许可(?:证|协议|方式)?|协议|授权(?:协议|方式)?|开源(?:协议|许可证|许可)?|遵循|[Ll]icen[cs]e|LICENSE|版权)(?:类型|名称|声明|信息)?"
    rf"\s*[\]*`]*\s*:\s*[*_`]*{_VERB}?[\s*_`\[《「“\"]*$"
    r"|(?:软件|代码|源码|文档|模板|数据|数据集|内容|素材|图片|文章|教程)[^。:]{0,6}:\s*[\s*_`\[《「“\"]*$"
)
_FIRST = re.compile(rf"^\s*(?:[-+] |\d+[.)] )?[\s*_`\[(<《]*(?P<verb>{_VERB}[\s*_`\[《「“\"]*)?$")
_EXCEPTED = re.compile(r"除[^。;]{0,60}?外,?")
_HEADING = re.compile(
    r"^[^。]{0,8}(?:许可|协议|授权|版权|[Ll]icen[cs]e|LICENSE|[Cc]opyright)[^。]{0,10}$"
    r"|^[^。]{0,4}开源(?:相关|信息|声明|说明|情况)?$|^[^。\n]{0,40}(?:许可|协议|授权)[^。\n]{0,8}:$"
)
_LISTED = re.compile(r"(?:[-+] |\d+[.)] )")
_STATED = re.compile(r"(?:采[用取]|使用|遵循|基于|按照?|根据)[^。]{0,6}$")
_LONGEST_STATEMENT = 90
"""Characters of a line below a licence heading that may be the statement."""
_ANY_VERSION = {"gpl-1.0-plus", "lgpl-2.0-plus", "agpl-3.0-plus"}
"""Their own texts say that without a number any version may be chosen."""
_HEADER_LINES = 40
_ONE_STATEMENT = 25
"""Lines within which a repeated name is the same statement."""
_SENTENCE_END = re.compile(r"[。;!?\n]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LICENSED_UNDER = re.compile(r"[Ll]icensed under (?:the )?$")
_NEAR, _VERB_BEFORE = 24, 16
_REACH = 300
"""How far around a name anything is looked at."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What stands before and behind a name, no further than a sentence reaches and a reader would look."""

    before: str
    behind: str
    whole: str
    starts_line: bool
    heading: str
    """The block above it, or above the list it stands in."""


def named_licences(flat: Flat) -> tuple[ChineseMatch, ...]:
    """Notices and references, in the order of the lines."""
    said: list[tuple[Named, ChineseMatch]] = []
    ends = [match.start() for match in _SENTENCE_END.finditer(flat.text)]
    for named in names(flat.text):
        kind = _kind(_sentence(flat.text, ends, named), named, flat)
        if kind is not None:
            first, last = flat.line(named.start), flat.line(named.end - 1)
            said.append((named, ChineseMatch(named.expression, spdx_of(named.expression), kind, first, last, WHOLE, named.name)))
    return tuple(match for named, match in said if not _said_better(named, match, said))


def _said_better(named: Named, match: ChineseMatch, said: Sequence[tuple[Named, ChineseMatch]]) -> bool:
    """The lines around say the same licence before or more firmly, or its family with the version."""
    for other, better in said:
        if better is match or abs(better.first_line - match.first_line) > _ONE_STATEMENT:
            continue
        if not named.sure and other.sure and _family(other.expression) == _family(named.expression):
            return True
        if better.expression == match.expression and _firmness(other, better) < _firmness(named, match):
            return True
    return False


def _firmness(named: Named, match: ChineseMatch) -> tuple[bool, int]:
    """Notices before references, then what stands first."""
    return match.kind != "notice", named.start


def _family(expression: str) -> str:
    """GPL and its kin speak of each other by the short name; an unknown one is a Mulan one."""
    stem = expression.split("-", maxsplit=1)[0]
    return "gpl" if stem in {"agpl", "lgpl"} else "mulan" if stem.startswith("mulan") or stem == "unknown" else stem


def _sentence(text: str, ends: Sequence[int], named: Named) -> _Sentence:
    before, behind = bisect_left(ends, named.start), bisect_left(ends, named.end)
    start = ends[before - 1] + 1 if before else 0
    end = ends[behind] if behind < len(ends) else len(text)
    return _Sentence(
        before=text[max(start, named.start - _REACH) : named.start],
        behind=text[named.end : min(end, named.end + _REACH)],
        whole=text[max(start, named.start - _REACH) : min(end, named.end + _REACH)],
        starts_line=not start or text[start - 1] == "\n",
        heading=_block_above(text, start),
    )


def _block_above(text: str, start: int) -> str:
    blocks = [block.strip() for block in text[max(0, start - _REACH) : start].split("\n")]
    return next((block for block in reversed(blocks) if block and not _LISTED.match(block)), "")


def _kind(sentence: _Sentence, named: Named, flat: Flat) -> str | None:
    """notice, reference, or None for a Latin name ScanCode may judge alone."""
    chinese = bool(_CHINESE.search(sentence.whole))
    stated = _is_notice(sentence, flat.line(named.start), flat) if chinese or _CHINESE.search(sentence.heading) else False
    if stated or (_LICENSED_UNDER.search(sentence.before) and (named.chinese or chinese)):
        return "notice" if named.sure or named.expression in _ANY_VERSION else "reference"
    return "reference" if named.chinese else None


def _is_notice(sentence: _Sentence, line: int, flat: Flat) -> bool:
    before, behind = _EXCEPTED.sub("", sentence.before), sentence.behind
    clause = before + behind.split(",", maxsplit=1)[0]
    if _STRONG_DOUBT.search(clause):
        return False
    first = _FIRST.match(before)
    if _LABEL.search(before[-30:]) or (first and first["verb"] and sentence.starts_line and _NOUN.search(behind[:30])):
        return True
    if (ours := _OURS.search(before)) and _UNDER.search(before[ours.start() :] + behind[:40]):
        return True
    if _HEADING.match(sentence.heading) and not _DOUBT.search(sentence.heading + clause):
        return bool(first or _STATED.search(before)) or len(sentence.whole.strip()) <= _LONGEST_STATEMENT
    in_header = line <= _HEADER_LINES and line in flat.commented
    near = before[-_NEAR:] + behind.split(",", maxsplit=1)[0]
    return in_header and bool(_UNDER.search(before[-_VERB_BEFORE:]) and _NOUN.search(behind[:30])) and not _DOUBT.search(near)
