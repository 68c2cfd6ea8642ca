"""What has the city's office written down about its repositories, organisations and people?

This is ``city.toml`` and the two lists it imports. The office knows less than ``people.py``: Ye and Åkesund never registered, Lin's other
mailboxes are found by mailmap and alias file, Han's and Talbot's employers by the imported lists.
"""

from dataclasses import dataclass

from .people import AGENT_MAILBOX, CITIZENS, ORGANISATIONS, SHARED_MAILBOX

SEED, NURSERY = "seed_library", "nursery"
EVERY = "registered"
"""Every repository is in it: the scope of the standing observation."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A repository as registered; the order of registration breaks ties between mirrors."""

    id: str
    name: str
    host: str
    path: str
    library: str

    @property
    def url(self) -> str:
        """The public address."""
        return f"https://{self.host}/{self.path}"


XINGHE, TIANQI, YUNFAN = "git.xinghe.example", "code.tianqi.example", "hub.yunfan.example"
HOSTS = (XINGHE, TIANQI, YUNFAN)

REPOSITORIES = (
    Registered("gearsim", "齿轮仿真 gearsim", XINGHE, "lizhou/gearsim", SEED),
    Registered("canlantern", "车灯诊断 canlantern", TIANQI, "yaoqiao/canlantern", SEED),
    Registered("tideml", "潮汐预报 tideml", YUNFAN, "xhut/tideml", SEED),
    Registered("sealbox", "封印盒 sealbox", XINGHE, "chenggang/sealbox", SEED),
    Registered("minnow", "小鱼内核 minnow", TIANQI, "chenggang/minnow", SEED),
    Registered("reedstore", "苇存储 reedstore", YUNFAN, "lizhou/reedstore", SEED),
    Registered("gearsim-mirror", "齿轮仿真（镜像）", TIANQI, "mirrors/gearsim", SEED),
    Registered("gearsim-fork", "齿轮仿真（复刻）", YUNFAN, "han-yuan/gearsim", SEED),
    Registered("newborn", "新生儿 newborn", XINGHE, "xhut/newborn", NURSERY),
    Registered("starmap", "星图投影 starmap", YUNFAN, "xhut/starmap", NURSERY),
    Registered("seamount", "海山网格 seamount", TIANQI, "xhut/seamount", NURSERY),
)

IDENTITIES = {
    "lin": ("lin@lizhou.example",),
    "shen": ("shen@lizhou.example", "shen.ruochuan@mail.example", "shen@chenggang.example"),
    "zhao": ("zhao@yaoqiao.example",),
    "han": ("han.yuan@mail.example",),
    "gu": ("gu@chenggang.example",),
    "bai": ("bai@chenggang.example",),
    "lu": ("lu@xhut.example",),
    "talbot": ("t@ashgrove.example",),
    "he": (SHARED_MAILBOX,),
    "wen": (SHARED_MAILBOX,),
    "liang": ("liang@mail.example",),
}

EMPLOYMENTS = {
    "shen": ('organisation = "lizhou"\nuntil = 2025-07-01', 'organisation = "chenggang"\nfrom = 2025-07-01'),
    "liang": ('organisation = "yaoqiao"\nfrom = 2023-01-01\npercent = 60', 'organisation = "xhut"\nfrom = 2023-01-01\npercent = 40'),
}

ALIASES = """# 别名文件（gitdm EmailAliases 格式）：别名 正式地址
lin.zhiyuan@mail.example lin@lizhou.example
"""

EMAIL_MAP = """# 地址或域名 单位 [< 截止日]（gitdm EmailMap 格式）；日期当天起不再有效
ashgrove.example Lizhou Industrial Software < 2025-05-01
ashgrove.example Yaoqiao Automotive Electronics
"""

AFFILIATIONS = """姓名,邮箱,单位,起,止
韩予安,han.yuan@mail.example,星河理工大学,2023-09-01,2026-07-01
"""

HEAD = """# 示例城市：人物、单位、主机全部虚构。由 examples/city 的程序生成，请勿手改。
# The example city: people, organisations and hosts are invented. Made by examples/city; do not edit.
[city]
id = "xinghe"
name = "星河市"
name_en = "Xinghe City"

[imports]
aliases = ["aliases"]
affiliations = ["affiliations.csv", "email-map"]
"""


def city_toml() -> str:
    """Give the text of ``city.toml``."""
    hosts = "\n[hosts]  # 仅供演示与测试，正式环境拒绝 (demo and tests only)\n" + "".join(f'"{host}" = "hosts/{host}"\n' for host in HOSTS)
    return HEAD + hosts + "".join((*_repositories(), *_organisations(), *_people(), *_exceptions()))


def _repositories() -> list[str]:
    return [
        f'\n[[repository]]\nid = "{one.id}"\nname = "{one.name}"\nurl = "{one.url}"\n'
        f'libraries = ["{one.library}", "{EVERY}"]\nmailmap = "HEAD"\n'
        for one in REPOSITORIES
    ]


def _organisations() -> list[str]:
    return [
        f'\n[[organisation]]\nid = "{one.id}"\nname = "{one.name}"\nname_en = "{one.name_en}"\ndomains = ["{one.domain}"]\n'
        for one in ORGANISATIONS
    ]


def _people() -> list[str]:
    stanzas = []
    for key, addresses in IDENTITIES.items():
        citizen = CITIZENS[key]
        name = f', name = "{citizen.name}"' if SHARED_MAILBOX in addresses else ""
        identities = "".join(f'    {{ address = "{address}"{name} }},\n' for address in addresses)
        stanzas.append(
            f'\n[[person]]\nid = "{citizen.id}"\nname = "{citizen.name}"\nname_en = "{citizen.name_en}"\nidentities = [\n{identities}]\n'
        )
        stanzas += [f"\n[[person.employment]]\n{employment}\n" for employment in EMPLOYMENTS.get(key, ())]
    return stanzas


def _exceptions() -> list[str]:
    return [
        f'\n[[shared_mailbox]]\naddress = "{SHARED_MAILBOX}"\n',
        f'\n[[actor]]\naddress = "{AGENT_MAILBOX}"\nis = "ai_agent"\nreason = "梭影代码助手，由其运营方申报"\n',
    ]
