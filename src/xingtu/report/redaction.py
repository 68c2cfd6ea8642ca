"""How does a text lose every name that would tell a blind reviewer whose it is, in whatever case, width or spacing it is written?

Text and names are compared folded: compatibility forms, case, accents, spaces and separators do not tell them apart. Rather too much is
hidden than too little: a word that is short or general is left out of the names beforehand (``telling``), never while redacting.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

MASK = "〔隐去〕"
SHORTEST_HAN, SHORTEST_LATIN = 2, 3
SPACED_LATIN = 6
"""Latin names from this length on are also found with spaces, dots or hyphens between their letters."""

_SEPARATORS = frozenset(" \t\r\n\u00a0\u3000-_.·•‧・,，、'’`*~|/\\")
_ADDRESSES = re.compile(
    r"(?:https?|ssh|git|ftp|mailto)\s*[:：]\s*[/／]*[^\s<>\"'“”，。；、（）《》〔〕]+"
    r"|(?<![\w.+%\-])[\w.+%\-]+\s*[@＠]\s*[\w\-]+(?:\s*[.．。]\s*[\w\-]+)+"
    r"|\bwww\.[^\s<>\"'“”，。；、（）《》〔〕]+"
    r"|(?<![\w.\-])[\w\-]+(?:\.[\w\-]+)*\.(?:com|cn|org|net|io|dev|edu|gov|example|tech|ai)(?![\w\-])(?:/[^\s<>\"'“”，。；、（）《》〔〕]*)?",
    re.IGNORECASE | re.ASCII,
)
_CODES = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9A-HJ-NP-RT-UW-Y]{18}|1[3-9][0-9]{9}|[0-9]{16,19})(?![0-9A-Za-z])")
_LEGAL = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团公司|公司|集团|（集团）|\(集团\)|分公司|研究院|研究所|事务所|工作室|基金会|协会|联盟|中心|合伙企业"
    r"|（有限合伙）|\(有限合伙\)|（普通合伙）|大学|学院)+$"
)
_PLACES = re.compile(
    r"^(?:中国|重庆市?|北京市?|上海市?|天津市?|广东省?|深圳市?|广州市?|浙江省?|杭州市?|江苏省?|南京市?|苏州市?|四川省?|成都市?|湖北省?|武汉市?|湖南省?|长沙市?"
    r"|陕西省?|西安市?|山东省?|济南市?|青岛市?|福建省?|厦门市?|安徽省?|合肥市?|河南省?|郑州市?|河北省?|辽宁省?|沈阳市?|大连市?|贵州省?|贵阳市?|云南省?|昆明市?"
    r"|广西|海南省?|江西省?|南昌市?|吉林省?|黑龙江省?|哈尔滨市?|山西省?|太原市?|甘肃省?|兰州市?|内蒙古|宁夏|青海省?|新疆|西藏|（[^）]{2,6}）|\([^)]{2,6}\))+"
)
_TRADES = re.compile(
    r"(?:工业软件|基础软件|软件|信息技术|信息科技|信息|智能科技|智能|网络科技|网络|科技|技术|电子商务|汽车电子|电子|汽车|数据|云计算|计算机|系统|数字"
    r"|自动化|机器人|通信|安全|互联网|开源|发展|服务|工程|实业|产业|控股|投资|文化|传媒|咨询|理工|工业|师范|职业|科学|交通|邮电|医科|财经)+$"
)
_LEGAL_LATIN = re.compile(
    r"[\s,.]*\b(?:co|company|ltd|limited|inc|incorporated|corp|corporation|llc|gmbh|plc|group|foundation|institute|university|technology"
    r"|technologies|software|systems|information|network|electronics|automotive|industrial|research|holdings|studio|laboratory|lab|labs"
    r"|of|the|and|for|science|basic)\b[\s,.]*",
    re.IGNORECASE,
)
_EVERYBODY_S = """
github gitlab gitee gitcode atomgit gitlink gitea bitbucket codeberg sourceforge com org net www git src lib libs code
core main master docs doc web app apps api sdk cli demo test tests tools tool project projects open source opensource
software system server client data home page pages blog edu gov example info admin user users team group dev mail email
qq foxmail gmail outlook hotmail 163 126 sina yeah icloud noreply the and python java rust node linux windows android
framework library service platform website repo repository internal public private common model models plugin plugins
http https ssh
"""
GENERAL = frozenset(_EVERYBODY_S.split())
"""Words of addresses and names that tell nothing of anybody."""


def redacted(text: str, names: Sequence[str], *, addresses: bool = True) -> str:
    """The text with every name replaced; with ``addresses`` also all web addresses, mailboxes, phone and identity numbers."""
    if addresses:
        text = _CODES.sub(MASK, _ADDRESSES.sub(MASK, unicodedata.normalize("NFC", text)))
    pieces = sorted({piece for name in names for piece in _pieces(name)}, key=lambda piece: (-len(piece), piece))
    if not pieces:
        return text
    plain = re.compile("|".join(map(re.escape, pieces)))
    tight = [piece for piece in (_tight(piece) for piece in pieces) if _long_enough(piece)]
    spaced = re.compile("|".join(map(re.escape, sorted(set(tight), key=lambda piece: (-len(piece), piece))))) if tight else None
    hidden = bytearray(len(text))
    for expression, skipped in ((plain, frozenset[str]()), (spaced, _SEPARATORS)):
        if expression is not None:
            _hide(hidden, expression, *folded(text, skipped))
    return "".join(_written(text, hidden))


def folded(text: str, skipped: frozenset[str] = frozenset()) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters where it stands in the text."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()):
            if unicodedata.category(part) not in {"Mn", "Me", "Cf", "Cc"} and part not in skipped:
                characters.append(part)
                places.append(place)
    return "".join(characters), places


def telling(words: Iterable[str]) -> tuple[str, ...]:
    """The words that tell whose something is: long enough, not a word of everybody's; longest first, each once."""
    kept: dict[str, str] = {}
    for word in words:
        clean = word.strip()
        key = folded(clean, _SEPARATORS)[0]
        han = any(_is_han(character) for character in key)
        if len(key) >= (SHORTEST_HAN if han else SHORTEST_LATIN) and key not in GENERAL and key.strip("0123456789"):
            kept.setdefault(folded(clean)[0], clean)
    return tuple(sorted(kept.values(), key=lambda word: (-len(word), word)))


def short_forms(name: str) -> list[str]:
    """What an organisation is called in passing: without place, legal form and trade."""
    plain = unicodedata.normalize("NFKC", name).strip()
    forms = [plain, *(part.strip() for part in re.split(r"[（()）]", plain))]
    without_form = _LEGAL.sub("", plain)
    without_place = _PLACES.sub("", without_form)
    forms += [without_form, without_place]
    brand = _TRADES.sub("", without_place)
    forms += [brand, _TRADES.sub("", _LEGAL.sub("", brand))]
    latin = _LEGAL_LATIN.sub(" ", plain).strip(" ,.")
    if latin and latin != plain:
        forms.append(re.sub(r"\s+", " ", latin))
    return [form for form in dict.fromkeys(forms) if form]


def person_forms(name: str) -> list[str]:
    """What a person is called: the full name, the given name, Latin names in either order."""
    plain = unicodedata.normalize("NFKC", name).strip()
    if not plain:
        return []
    if all(_is_han(character) or character in _SEPARATORS for character in plain):
        given = plain[1:] if len(plain) == 3 else plain[2:] if len(plain) > 3 else ""  # noqa: PLR2004 - a surname of one or two characters
        return [plain, *([given] if len(given) >= SHORTEST_HAN else [])]
    parts = [part for part in re.split(r"[\s,，.·\-_]+", plain) if part]
    return [plain, " ".join(reversed(parts)), *(part for part in parts if len(part) >= SPACED_LATIN - 1)]


def _pieces(name: str) -> Iterator[str]:
    """Folded names; cut at the mask's own brackets, and without what lies inside the mask, so that hiding never makes a new name."""
    mask = folded(MASK)[0].strip("〔〕")
    for part in re.split("[〔〕]", folded(name)[0]):
        piece = part.strip()
        if piece and piece not in mask:
            yield piece


def _tight(piece: str) -> str:
    return "".join(character for character in piece if character not in _SEPARATORS)


def _long_enough(piece: str) -> bool:
    han = any(_is_han(character) for character in piece)
    return bool(piece) and piece not in folded(MASK)[0] and len(piece) >= (SHORTEST_HAN if han else SPACED_LATIN)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff" or "\uf900" <= character <= "\ufaff"


def _hide(hidden: bytearray, expression: re.Pattern[str], plain: str, places: list[int]) -> None:
    """Mark every occurrence, overlapping ones too: a search goes on one character after the last one began."""
    start = 0
    while (match := expression.search(plain, start)) is not None:
        for place in range(places[match.start()], places[match.end() - 1] + 1):
            hidden[place] = 1
        start = match.start() + 1


def _written(text: str, hidden: bytearray) -> Iterator[str]:
    before = 0
    for place, character in enumerate(text):
        if not hidden[place]:
            yield character
        elif not before:
            yield MASK
        before = hidden[place]
