"""By which names and in which versions are licences called in Chinese files?

Read on flat NFKC text, where full-width punctuation is ASCII and no white space stands twice.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from xingtu.detect.licences.zh_keys import licence_keys

UNKNOWN = "unknown-license-reference"
"""ScanCode's key where a licence is named and cannot be told: 木兰许可证 without a version."""


@dataclass(frozen=True, slots=True)
class Family:
    """One licence or its kin: how it is called, and how the version is read from a match (key, whether it says which)."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], tuple[str, bool]]
    name: str
    needs: tuple[str, ...]
    """One of these stands in every match: most families are ruled out by a look for a word."""
    chinese: bool


_DIGITS = {"一": "1", "二": "2", "两": "2", "三": "3", "四": "4"}
_MARKS = r"[\s*_`~\[\]《》<>「」『』“”\"',()、·|-]{0,5}"
_ONE_OR_TWO = r"(?:第\s*(?P<v>[12一二])\s*版|(?:[Vv](?:ersion|ERSION|er)?\.?\s*|版本\s*)?(?P<w>[12])(?:\.0)?(?![\d.]\d|\d))"
_GPL_VERSION = re.compile(
    r"第\s*(?P<a>[123一二三])(?:\.[01])?\s*版|版本?\s*[为是号:]?\s*第?\s*(?P<b>[123])(?P<bm>\.[01])?(?!\d)"
    r"|(?:GPL|[vV]|[Vv]ersion)\s*-?\s*(?P<c>[123])(?P<cm>\.[01])?(?!\d)|(?<![\d.])(?P<d>[123])(?P<dm>\.[01])(?![\d.]*\d)"
    r"|(?<=第)(?P<e>[一二三])版"
)
_OR_LATER = re.compile(
    r"(?:或|和|及|还是)[^。;\n]{0,24}?(?:任[何意一]|更[新高]|以后|以後|后续|之后|后来|后面|较新|更晚|其后)[^。;\n]{0,8}?版"
    r"|or[- ](?:any[- ])?later|(?:及|或)?(?:以上|更高)版本|(?<=\d)\+"
)
_AFTER = 110
"""How far behind its name a version may stand: 根据…通用公共许可证的条款,重新发布或修改该程序,许可证版本为第3版."""


def _digit(match: re.Match[str]) -> str:
    groups = match.groupdict()
    found = groups.get("v") or groups.get("w") or groups.get("x") or groups.get("y") or ""
    return _DIGITS.get(found, found)


def _mulan(stem: str) -> Callable[[re.Match[str]], tuple[str, bool]]:
    def read(match: re.Match[str]) -> tuple[str, bool]:
        version = _digit(match) or _version_in_address(match, stem)
        return (f"{stem}-{version}.0", True) if version else (UNKNOWN, False)

    return read


def _version_in_address(match: re.Match[str], stem: str) -> str:
    """[木兰宽松许可证](http://license.coscl.org.cn/MulanPSL2): the address says which."""
    address = re.search(r"coscl\.org\.cn/Mulan(PSL|PubL)-?([12])?", match.string[match.end() : match.end() + 60], re.IGNORECASE)
    if address and stem.endswith(address[1].lower()):
        return address[2] or ("1" if stem == "mulanpsl" else "")
    return ""


def _owl(match: re.Match[str]) -> tuple[str, bool]:
    parts = match.group()
    attributes = ["by"]
    if re.search(r"PL(?![a-z])|专利许可|PatentLicensed", parts[8:]):
        attributes.append("pl")
    if re.search(r"SA|相同方式共享|ShareAlike", parts):
        attributes.append("sa")
    if not re.search(r"BY|署名|Attribution|PL|SA", parts[8:]):
        return UNKNOWN, False
    return f"mulanowl-{'-'.join(attributes)}-1.0", True


def _gnu(match: re.Match[str]) -> tuple[str, bool]:
    name = match.group()
    around = match.string[match.start() : match.end() + _AFTER].split("\n")[0]
    version = _GPL_VERSION.search(around)
    digit = next((value for key, value in version.groupdict().items() if value and len(key) == 1), "") if version else ""
    digit = _DIGITS.get(digit, digit)
    if not digit and (before := re.search(r"第\s*([23二三])\s*版[^。;\n]{0,6}$", match.string[max(0, match.start() - 14) : match.start()])):
        digit = _DIGITS.get(before[1], before[1])
    later = bool(_OR_LATER.search(around[: (version.end() if version else len(name)) + 46][version.start() if version else 0 :]))
    plus = "-plus" if later else ""
    if re.search(r"AGPL|[Aa]ffero|AFFERO|阿费罗", name):
        return (f"agpl-3.0{plus}", True) if digit == "3" else ("agpl-3.0-plus", False)
    if re.search(r"LGPL|[Ll]esser|LESSER|Library|宽|较[小低]|次|函数库", name):
        minor = ".1" if digit == "2" and version and ".1" in version.group() else ".0"
        return (f"lgpl-{digit}{minor}{plus}", True) if digit in {"2", "3"} else ("lgpl-2.0-plus", False)
    return (f"gpl-{digit}.0{plus}", True) if digit else ("gpl-1.0-plus", False)


def _apache(match: re.Match[str]) -> tuple[str, bool]:
    return "apache-2.0", bool(match["v"])


def _bsd(match: re.Match[str]) -> tuple[str, bool]:
    clauses = match["v"] or match["w"]
    clauses = _DIGITS.get(clauses, clauses) if clauses else ""
    known = {"2": "bsd-simplified", "3": "bsd-new", "4": "bsd-original", "0": "bsd-zero"}
    return (known[clauses], True) if clauses in known else (UNKNOWN, False)


def _mpl(match: re.Match[str]) -> tuple[str, bool]:
    version = match["v"]
    return (f"mpl-{version if '.' in version else version + '.0'}", True) if version else (UNKNOWN, False)


def _creative_commons(match: re.Match[str]) -> tuple[str, bool]:
    name, version = match.group(), match["v"]
    parts = ["by"]
    if re.search(r"非商业|非商業|NC", name):
        parts.append("nc")
    if re.search(r"禁止演绎|禁止演繹|禁止改作|ND", name):
        parts.append("nd")
    elif re.search(r"相同方式|SA", name):
        parts.append("sa")
    key = f"cc-{'-'.join(parts)}-{version}"
    if version and key in licence_keys():
        return key, version == "4.0" or not re.search(r"中国大陆|中國|香港|台湾|臺灣", match.string[match.end() : match.end() + 8])
    return UNKNOWN, False


def _always(expression: str) -> Callable[[re.Match[str]], tuple[str, bool]]:
    return lambda _match: (expression, True)


_SOFT = r"(?:软件|开源|开放源代码)?"
_KIND = r"(?:许可(?:证书|证|协议)?|授权(?:条款|协议|书)?|协议|版权)"
_OWL_PARTS = r"(?:[\s,(《\[-]*(?:BY|PL|SA|署名|专利许可|相同方式共享|Attribution|PatentLicensed|ShareAlike))*"
_CC_PART = r"非商业性?(?:使用)?|非商業性|NC|NonCommercial|禁止演绎|禁止演繹|禁止改作|ND|NoDerivatives|相同方式(?:共享|分享)|SA|ShareAlike"
_CC_PARTS = rf"(?:[\s*_/·—–-]*(?:{_CC_PART}))*"
_CC_VERSION = r"(?:[\s*_(-]*(?:CC[\s-]BY[A-Z\s-]*?)?[\s*_-]*[vV]?(?P<v>[1-4]\.[05]))?"

FAMILIES = (
    Family(
        re.compile(rf"木兰宽松{_SOFT}{_KIND}(?:{_MARKS}{_ONE_OR_TWO})?(?:{_MARKS}Mulan\s*-?PSL{_MARKS}[vV]?(?P<x>[12])(?:\.0)?(?!\d))?"),
        _mulan("mulanpsl"),
        "木兰宽松许可证",
        ("木兰宽松",),
        chinese=True,
    ),
    Family(
        re.compile(rf"木兰公共{_SOFT}{_KIND}(?:{_MARKS}{_ONE_OR_TWO})?(?:{_MARKS}Mulan\s*-?PubL{_MARKS}[vV]?(?P<x>[12])(?:\.0)?(?!\d))?"),
        _mulan("mulanpubl"),
        "木兰公共许可证",
        ("木兰公共",),
        chinese=True,
    ),
    Family(
        re.compile(rf"木兰开放作品{_KIND}{_OWL_PARTS}|Mulan\s?-?OWL{_OWL_PARTS}|Mulan Open Works License{_OWL_PARTS}"),
        _owl,
        "木兰开放作品许可协议",
        ("木兰开放作品", "OWL", "Mulan Open Works"),
        chinese=True,
    ),
    Family(
        re.compile(
            rf"木兰\s*(?:PSL|许可)?{_MARKS}(?:[vV]?(?P<w>[12])(?:\.0)?(?!\d)|第\s*(?P<v>[12一二])\s*版)\s*(?:版本?)?{_SOFT}(?:{_KIND})?(?:{_MARKS}Mulan\s*-?PSL[\s,-]*[vV]?[12](?:\.0)?)?"
        ),
        _mulan("mulanpsl"),
        "木兰 PSL",
        ("木兰",),
        chinese=True,
    ),
    Family(
        re.compile(
            rf"木兰系?列?{_SOFT}{_KIND}(?:{_MARKS}Mulan\s*-?PSL{_MARKS}[vV]?(?P<x>[12])(?:\.0)?(?!\d))?(?:{_MARKS}{_ONE_OR_TWO})?|木兰\s*PSL"
        ),
        _mulan("mulanpsl"),
        "木兰许可证",
        ("木兰",),
        chinese=True,
    ),
    Family(
        re.compile(
            r"Mulan\s*-?PubL(?:[\s,-]*(?:[Vv](?:ersion)?\.?\s*)?(?P<v>[12])(?:\.0)?(?!\d))?"
            r"|Mulan Public License(?:[\s,]*Version (?P<w>[12]))?"
        ),
        _mulan("mulanpubl"),
        "Mulan PubL",
        ("PubL", "Mulan Public"),
        chinese=True,
    ),
    Family(
        re.compile(
            r"Mulan\s*-?PSL(?:[\s,-]*(?:[Vv](?:ersion)?\.?\s*)?(?P<v>[12])(?:\.0)?(?!\d))?"
            r"|Mulan Permissive (?:Software )?License(?:[\s,]*(?:Version |v)(?P<w>[12]))?"
        ),
        _mulan("mulanpsl"),
        "Mulan PSL",
        ("PSL", "Mulan Perm"),
        chinese=False,
    ),
    Family(
        re.compile(
            r"(?:GNU\s*)?(?:[Aa]ffero|AFFERO|阿费罗|(?:较为?|更)?宽松?的?|较[小低]的?|[Ll]esser|次)?\s*(?:GNU\s*)?(?:宽松?|次|函数库)?通用(?:宽松|性)?公[共众](?:许可(?:证书|证|协议)?|授权(?:条款|书|协议)?|版权|协议)"
        ),
        _gnu,
        "GNU 通用公共许可证",
        ("通用公", "通用宽", "通用性公"),
        chinese=True,
    ),
    Family(
        re.compile(
            r"(?<![A-Za-z])(?:GNU\s+)?(?:[AL]?GPL|(?:Affero |Lesser )?General Public License)(?![a-uw-z])"
            r"(?:[\s,-]*(?:许可证|协议)?[\s,-]*(?:[vV](?:ersion)?\.?\s*)?[123](?:\.[01])?(?!\d)\+?)?"
        ),
        _gnu,
        "GPL",
        ("GPL", "General Public"),
        chinese=False,
    ),
    Family(
        re.compile(
            r"(?<![A-Za-z./])Apache[\s-]*(?:License|LICENSE|licence|Licence|软件基金会)?(?:许可证|许可协议|开源协议|协议|许可)?"
            r"(?:[\s,(-]*(?:[Vv](?:ersion|ERSION)?\.?\s*|版本\s*|第\s*)?(?P<v>2(?:\.0)?)(?![\d.]*\d)\s*版?)?(?!\s*(?:Spark|Flink|Kafka|Tomcat|Maven|Doris|Hadoop|Hive|POI|Shiro|Commons|软件))"
        ),
        _apache,
        "Apache",
        ("Apache",),
        chinese=False,
    ),
    Family(
        re.compile(r"(?<![A-Za-z./-])MIT(?:[\s-]*(?:License|LICENSE|licence|Licence))?(?![A-Za-z-])"),
        _always("mit"),
        "MIT",
        ("MIT",),
        chinese=False,
    ),
    Family(
        re.compile(
            r"(?<![A-Za-z./])(?:(?P<w>[0234二三两四])[\s-]*(?:条款|[Cc]lause)[\s-]*)?BSD(?:[\s-]*(?P<v>[0234二三两四])(?:[\s-]*(?:[Cc]lauses?|条款?))?)?(?![A-Za-z])"
        ),
        _bsd,
        "BSD",
        ("BSD",),
        chinese=False,
    ),
    Family(
        re.compile(
            r"(?:Mozilla\s*(?:公共|公众)(?:许可证|许可协议|许可)|(?<![A-Za-z])MPL|Mozilla Public License)"
            r"(?:[\s,(-]*(?:[Vv](?:ersion)?\.?\s*|版本\s*|第\s*)?(?P<v>[12](?:\.[01])?)(?!\d))?"
        ),
        _mpl,
        "MPL",
        ("MPL", "Mozilla"),
        chinese=False,
    ),
    Family(
        re.compile(
            r"(?:知识共享|创作共用|创用|創用)[\s*_(]*(?:CC|Creative\s*Commons)?[\s*_)]*(?:许可协议|许可)?[\s*_\[《「“\"(-]*(?:署名|姓名标示|BY)"
            rf"{_CC_PARTS}{_CC_VERSION}"
        ),
        _creative_commons,
        "知识共享",
        ("知识共享", "创作共用", "创用", "創用"),
        chinese=True,
    ),
    Family(
        re.compile(rf"(?<!不)署名(?=[\s—–-]*(?:非商业|禁止演绎|相同方式)){_CC_PARTS}{_CC_VERSION}"),
        _creative_commons,
        "署名-…",
        ("署名",),
        chinese=True,
    ),
    Family(
        re.compile(rf"(?<![A-Za-z])(?:CC|Creative Commons)[\s-]*(?:BY|Attribution|署名){_CC_PARTS}{_CC_VERSION}"),
        _creative_commons,
        "CC",
        ("CC", "Creative Commons"),
        chinese=False,
    ),
)
