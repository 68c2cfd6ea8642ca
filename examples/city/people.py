"""Who lives in the example city, and which bytes stand in the commits of each?

All people, firms and hosts are invented; the domains end in ``.example``, which nobody can own. The short key (``lin``) is used by the
timelines; a variant (``lin.laptop``) is the same person from another machine, mailbox or encoding. Who is who, told as prose, stands here;
what an engine must conclude from it stands in ``expected.py``.
"""

from dataclasses import dataclass

from .history import Author


@dataclass(frozen=True, slots=True)
class Citizen:
    """A person as the city knows them; ``id`` is the opaque one of the declarations, None: never declared anything."""

    id: str | None
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A firm, a university or an institute."""

    id: str
    name: str
    name_en: str
    domain: str


ORGANISATIONS = (
    Organisation("lizhou", "砺轴工业软件有限公司", "Lizhou Industrial Software", "lizhou.example"),
    Organisation("yaoqiao", "曜桥汽车电子有限公司", "Yaoqiao Automotive Electronics", "yaoqiao.example"),
    Organisation("xhut", "星河理工大学", "Xinghe University of Technology", "xhut.example"),
    Organisation("chenggang", "澄纲基础软件研究院", "Chenggang Institute of System Software", "chenggang.example"),
)

CITIZENS = {
    # Writes from work, from a laptop whose address the mailmap corrects, and from home, which the alias file joins.
    "lin": Citizen("citizen-01", "林知远", "Lin Zhiyuan"),
    # Leaves Lizhou for Chenggang on 2025-07-01; once afterwards an old machine still writes the Lizhou address.
    "shen": Citizen("citizen-02", "沈若川", "Shen Ruochuan"),
    "zhao": Citizen("citizen-03", "赵听澜", "Zhao Tinglan"),
    # A student with a private mailbox; the university's list says since when.
    "han": Citizen("citizen-04", "韩予安", "Han Yu'an"),
    "gu": Citizen("citizen-05", "顾明溪", "Gu Mingxi"),
    # Part of his commits hold GB18030 bytes without saying so.
    "bai": Citizen("citizen-06", "白砚秋", "Bai Yanqiu"),
    # Part of her commits are GB18030 with the encoding header.
    "lu": Citizen("citizen-07", "陆鸣珂", "Lu Mingke"),
    # A name that a careless bot rule takes for a bot; a contractor whose dated map line changes on 2025-05-01.
    "talbot": Citizen("citizen-08", "Talbot Ashgrove", "Talbot Ashgrove"),
    # These two share the mailbox of their laboratory.
    "he": Citizen("citizen-09", "何望舒", "He Wangshu"),
    "wen": Citizen("citizen-10", "温凭栏", "Wen Pinglan"),
    # 60 % at Yaoqiao, 40 % at the university.
    "liang": Citizen("citizen-11", "梁栖迟", "Liang Qichi"),
    # Never declared anything: the organisation stays unknown.
    "ye": Citizen(None, "叶无咎", "Ye Wujiu"),
    # Likewise; part of his commits hold latin-1 bytes without saying so.
    "jorn": Citizen(None, "Jörn Åkesund", "Jörn Åkesund"),
}

SHARED_MAILBOX = "lab@xhut.example"
AGENT_MAILBOX = "agent@suoying.example"


def _author(name: str, email: str) -> Author:
    return Author(name.encode(), email.encode())


AUTHORS = {
    "lin": _author("林知远", "lin@lizhou.example"),
    "lin.laptop": _author("lin", "lin@laptop.lizhou.example"),
    "lin.home": _author("Lin Zhiyuan", "lin.zhiyuan@mail.example"),
    "shen": _author("沈若川", "shen@lizhou.example"),
    "shen.home": _author("沈若川", "shen.ruochuan@mail.example"),
    "shen.new": _author("沈若川", "Shen@Chenggang.example"),
    "zhao": _author("赵听澜", "zhao@yaoqiao.example"),
    "han": _author("韩予安", "han.yuan@mail.example"),
    "gu": _author("顾明溪", "gu@chenggang.example"),
    "bai": _author("白砚秋", "bai@chenggang.example"),
    "bai.raw": Author("白砚秋".encode("gb18030"), b"bai@chenggang.example", None, "gb18030"),
    "lu": _author("陆鸣珂", "lu@xhut.example"),
    "lu.gb": Author("陆鸣珂".encode("gb18030"), b"lu@xhut.example", "GB18030", "gb18030"),
    "talbot": _author("Talbot Ashgrove", "t@ashgrove.example"),
    "he": _author("何望舒", SHARED_MAILBOX),
    "wen": _author("温凭栏", SHARED_MAILBOX),
    "liang": _author("梁栖迟", "liang@mail.example"),
    "ye": _author("叶无咎", "ye@mail.example"),
    "jorn": _author("Jörn Åkesund", "jorn@fjord.example"),
    "jorn.raw": Author("Jörn Åkesund".encode("latin-1"), b"jorn@fjord.example", None, "latin-1"),
    "ci": _author("yunfan-ci[bot]", "41+yunfan-ci[bot]@users.noreply.hub.yunfan.example"),
    "deps": _author("yunfan-deps[bot]", "42+yunfan-deps[bot]@users.noreply.hub.yunfan.example"),
    "agent": _author("Suoying Agent", AGENT_MAILBOX),
    "nameless": _author("", "ops@reedstore.example"),
    "no_at": _author("build", "root"),
}


def trailer(kind: str, who: str) -> str:
    """Give a message's trailer line for an author of ``AUTHORS``."""
    author = AUTHORS[who]
    return f"{kind}: {author.name.decode(author.message_codec)} <{author.email.decode()}>"
