"""Who and what is invented for a demonstration, beside the example city itself? All people, bodies and numbers are made up.

Ids of the example city (``examples/city``) are used as they are: ``citizen-01`` is 林知远 of Lizhou there and here.
"""

from dataclasses import dataclass
from typing import Any

from portal.accounts.models import OrganisationKind
from portal.accounts.roles import Role

PASSWORD = "xingtu-demo"  # noqa: S105 - printed on purpose; settings and verbs refuse it in production
NO_DECISION = "演示数据，无文号"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who can sign in to the demonstration; ``place``: id of an organisation or district the role is held in."""

    person: str
    name: str
    name_en: str
    email: str
    role: Role = Role.DEVELOPER
    place: str = ""


SIGN_INS = (
    SignIn("demo-admin", "钟守一", "Zhong Shouyi", "admin@demo.example", Role.PLATFORM_ADMIN),
    SignIn("demo-clerk", "云初霁", "Yun Chuji", "clerk@demo.example", Role.OFFICE_CLERK),
    SignIn("demo-head", "顾长川", "Gu Changchuan", "head@demo.example", Role.OFFICE_HEAD),
    SignIn("demo-watch", "江望潮", "Jiang Wangchao", "watch@demo.example", Role.WATCH_OFFICER),
    SignIn("demo-finance", "许知衡", "Xu Zhiheng", "finance@demo.example", Role.FINANCE),
    SignIn("demo-auditor", "严如镜", "Yan Rujing", "auditor@demo.example", Role.AUDITOR),
    SignIn("demo-yinhan", "苏银杏", "Su Yinxing", "yinhan@demo.example", Role.DISTRICT_OFFICER, "yinhan"),
    SignIn("demo-lanyue", "黎揽月", "Li Lanyue", "lanyue@demo.example", Role.DISTRICT_OFFICER, "lanyue"),
    SignIn("demo-xingzhu", "沙星渚", "Sha Xingzhu", "xingzhu@demo.example", Role.DISTRICT_OFFICER, "xingzhu"),
    SignIn("demo-park", "丁天枢", "Ding Tianshu", "park@demo.example", Role.PARK_OFFICER, "tianshu-park"),
    SignIn("demo-lizhou", "秦晚舟", "Qin Wanzhou", "admin@lizhou.example", Role.ORG_ADMIN, "lizhou"),
    SignIn("demo-chenggang", "孟纲举", "Meng Gangju", "admin@chenggang.example", Role.ORG_ADMIN, "chenggang"),
    SignIn("demo-xhut", "白鹭洲", "Bai Luzhou", "admin@xhut.example", Role.ORG_ADMIN, "xhut"),
    SignIn("citizen-01", "林知远", "Lin Zhiyuan", "lin@lizhou.example", Role.ORG_MEMBER, "lizhou"),
    SignIn("citizen-02", "沈若川", "Shen Ruochuan", "shen.ruochuan@mail.example"),
    SignIn("demo-ye", "叶无咎", "Ye Wujiu", "ye@mail.example"),
    SignIn("demo-expert", "温故新", "Wen Guxin", "expert@demo.example", Role.EXPERT),
    SignIn("demo-assessor", "秤星辰", "Cheng Xingchen", "assessor@hengzhun.example", Role.ASSESSOR, "hengzhun"),
    SignIn("demo-community", "柳成荫", "Liu Chengyin", "ops@xinghe-community.example", Role.COMMUNITY_OPERATOR, "xinghe-community"),
    SignIn("demo-department", "石文渊", "Shi Wenyuan", "it@edu.demo.example", Role.DEPARTMENT, "xinghe-education"),
)

ORGANISATIONS: dict[str, dict[str, Any]] = {
    "lizhou": {"uscc": "91500000MA5U000010", "district": "yinhan", "kind": OrganisationKind.ENTERPRISE},
    "yaoqiao": {"uscc": "91500000MA5U000023", "district": "lanyue", "kind": OrganisationKind.ENTERPRISE},
    "xhut": {"uscc": "12500000MA5U00003B", "district": "xingzhu", "kind": OrganisationKind.UNIVERSITY},
    "chenggang": {"uscc": "12500000MA5U00004E", "district": "tianshu-park", "kind": OrganisationKind.INSTITUTE},
    "hengzhun": {
        "name": "衡准软件测试中心", "name_en": "Hengzhun Software Testing", "uscc": "91500000MA5U00005C", "district": "yinhan",
        "kind": OrganisationKind.SERVICE, "domains": ["hengzhun.example"],
    },
    "xinghe-community": {
        "name": "星河开源社区", "name_en": "Xinghe Open Source Community", "uscc": "53500000MA5U00006D", "district": "tianshu-park",
        "kind": OrganisationKind.FOUNDATION, "domains": ["xinghe-community.example"],
    },
    "xinghe-education": {
        "name": "星河市教育局", "name_en": "Xinghe Education Bureau", "uscc": "11500000MA5U00007T", "district": "yinhan",
        "kind": OrganisationKind.DEPARTMENT,
    },
}  # fmt: skip
"""What the example city leaves open about its bodies, and three more bodies."""

PROJECTS: dict[str, dict[str, Any]] = {
    "gearsim": {
        "name_en": "gearsim", "organisation": "lizhou", "district": "yinhan", "fields": ["industrial"],
        "licence": "MulanPSL-2.0", "development_status": "stable", "languages": "Python",
        "summary": "齿轮传动的强度与噪声仿真，供减速器设计单位选型和验算。",
        "summary_en": "Strength and noise simulation of gear trains, for those who design and check reducers.",
    },
    "canlantern": {
        "name_en": "canlantern", "organisation": "yaoqiao", "district": "lanyue", "fields": ["automotive"],
        "licence": "Apache-2.0", "development_status": "stable", "languages": "C",
        "summary": "车灯控制器的总线诊断工具，供整车厂和维修站读取与清除故障码。",
        "summary_en": "Bus diagnostics for vehicle lamps: reads and clears fault codes at plants and workshops.",
    },
    "tideml": {
        "name_en": "tideml", "organisation": "xhut", "district": "xingzhu", "fields": ["artificial_intelligence"],
        "licence": "Apache-2.0", "development_status": "beta", "languages": "Python",
        "summary": "用机器学习预报潮位，供港航单位安排进出港。",
        "summary_en": "Tide levels forecast by machine learning, for ports that plan arrivals.",
    },
    "sealbox": {
        "name_en": "sealbox", "organisation": "chenggang", "district": "tianshu-park", "fields": ["security"],
        "licence": "MulanPSL-2.0", "development_status": "stable", "languages": "Rust",
        "summary": "文件加密封存与验证，供档案单位长期保存。",
        "summary_en": "Seals and verifies files for archives that keep them for decades.",
    },
    "minnow": {
        "name_en": "minnow", "organisation": "chenggang", "district": "tianshu-park", "fields": ["operating_system"],
        "licence": "MulanPSL-2.0", "development_status": "development", "languages": "C",
        "summary": "面向小型设备的微内核，供仪表和传感器厂商使用。",
        "summary_en": "A microkernel for small devices, used by makers of meters and sensors.",
    },
    "reedstore": {
        "name_en": "reedstore", "organisation": "lizhou", "district": "yinhan", "fields": ["cloud_and_data", "system_software"],
        "licence": "Apache-2.0", "development_status": "stable", "languages": "Go",
        "summary": "面向现场设备的时序数据存储，断网也不丢数据。",
        "summary_en": "Time series storage on site that loses nothing when the line is down.",
    },
    "newborn": {
        "name_en": "newborn", "organisation": "xhut", "district": "xingzhu", "fields": ["artificial_intelligence"],
        "development_status": "concept", "summary": "刚刚建立、还没有提交的项目，用来展示空仓库怎样显示。",
        "summary_en": "Just created and still without a commit: shows how an empty repository is told.",
    },
    "starmap": {
        "name_en": "starmap", "organisation": "xhut", "district": "xingzhu", "fields": ["cloud_and_data"],
        "development_status": "beta", "summary": "把星表投影成可交互的图；它的克隆缺少文件内容，用来展示证据不全。",
        "summary_en": "Projects star catalogues; its clone lacks blobs and shows how incomplete evidence is told.",
    },
    "seamount": {
        "name_en": "seamount", "organisation": "xhut", "district": "xingzhu", "fields": ["industrial"],
        "development_status": "beta", "summary": "海底地形网格生成；它的克隆历史被截短，用来展示证据不全。",
        "summary_en": "Meshes of the sea floor; its clone is shallow and shows how incomplete evidence is told.",
    },
}  # fmt: skip

RECORDS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("enterprise", "lizhou-enterprise", "nursery", {
        "name": "砺轴工业软件有限公司", "name_en": "Lizhou Industrial Software", "organisation": "lizhou", "district": "yinhan",
        "fields": ["industrial"], "business_models": ["upgrade", "operation"], "ospo": True, "employees": 86,
        "summary": "做齿轮传动仿真和现场数据存储，两款产品都建立在自己的开源项目上。",
        "summary_en": "Simulation of gear trains and storage on site; both products stand on open source projects of its own.",
    }),
    ("enterprise", "yaoqiao-enterprise", "", {
        "name": "曜桥汽车电子有限公司", "name_en": "Yaoqiao Automotive Electronics", "organisation": "yaoqiao", "district": "lanyue",
        "fields": ["automotive"], "business_models": ["distribution"], "employees": 240,
        "summary": "车灯控制器及诊断设备的供应商，维护 canlantern。",
        "summary_en": "Maker of lamp controllers and diagnostics; maintains canlantern.",
    }),
    ("community", "xinghe-community", "pilots", {
        "name": "星河开源社区", "name_en": "Xinghe Open Source Community", "organisation": "xinghe-community", "district": "tianshu-park",
        "operator": "星河开源社区", "founded_on": "2022-04-23", "channels": "https://community.xinghe.example/",
        "summary": "本市开发者的交流社区，每月一次线下代码评审。",
        "summary_en": "Where the city's developers meet; a code review in person every month.",
    }),
    ("product", "gearsim-studio", "first_version", {
        "name": "砺轴齿轮设计平台", "name_en": "Lizhou Gear Studio", "organisation": "lizhou", "district": "yinhan",
        "fields": ["industrial"], "builds_on": ["gearsim"], "business_model": "saas", "release": "1.0.0",
        "summary": "在 gearsim 之上提供网页设计界面、报表和技术支持。",
        "summary_en": "A web interface, reports and support on top of gearsim.",
    }),
    ("expert", "expert-wen", "expert_committee", {
        "name": "温故新", "name_en": "Wen Guxin", "district": "yinhan", "fields": ["security", "system_software"], "title": "研究员",
        "employer": "星河理工大学", "term_until_on": "2027-12-31", "summary": "系统软件与供应链安全。",
        "summary_en": "System software and supply chain security.",
    }),
    ("expert", "expert-luo", "expert_committee", {
        "name": "罗浮生", "name_en": "Luo Fusheng", "district": "lanyue", "fields": ["automotive"], "title": "正高级工程师",
        "employer": "曜桥汽车电子有限公司", "term_until_on": "2027-12-31", "summary": "车载软件与功能安全。",
        "summary_en": "Vehicle software and functional safety.",
    }),
    ("partner", "hengzhun-testing", "centres", {
        "name": "衡准软件测试中心", "name_en": "Hengzhun Software Testing", "organisation": "hengzhun", "district": "yinhan",
        "services": "测试认证、风险评估", "accreditation": "演示用，未列资质", "summary": "为开源软件出具与提交绑定的测试报告。",
        "summary_en": "Test reports on open source software, each bound to a commit.",
    }),
)  # fmt: skip
"""Kind, id, library it is listed in, content."""

WAITING = {
    "name": "潮汐看板", "name_en": "Tide board", "organisation": "xhut", "district": "xingzhu", "fields": ["artificial_intelligence"],
    "summary": "把 tideml 的预报画成港口值班员看得懂的图。", "licence": "Apache-2.0", "development_status": "development",
}  # fmt: skip
"""A project that waits for its district's check."""

OURSELVES = "https://git.xinghe.example/xinghe/xingtu"
XINGTU = {
    "name": "星图", "name_en": "Xingtu", "district": "yinhan", "fields": ["cloud_and_data"], "licence": "MulanPSL-2.0",
    "development_status": "development", "languages": "Python",
    "summary": "以仓库中的证据运行一座城市的开源计划；就是您正在看的这个软件。",
    "summary_en": "Runs a city's open source programme on evidence: the software you are looking at.",
}  # fmt: skip
"""The one real project of the demonstration."""

SIGNBOARD_URL = "https://hub.yunfan.example/lizhou/signboard"
SIGNBOARD = {
    "name": "电子站牌", "name_en": "signboard", "organisation": "lizhou", "district": "yinhan", "fields": ["industrial"], "licence": "MIT",
    "development_status": "stable", "languages": "C",
    "summary": "公交站牌的显示程序；它换过许可证，又拷入了别人的文件，用来展示许可证的冲突和告警。",
    "summary_en": "Shows the signs of bus stops; it changed its licence and copied a file: a conflict and an alarm to look at.",
}  # fmt: skip
"""A repository of the example city that its ``city.toml`` does not declare: no number of the city rests on it."""

VULNERABLE: dict[str, tuple[str, dict[str, Any]]] = {
    "fares": ("https://hub.yunfan.example/lizhou/fares", {
        "name": "票价计算", "name_en": "fares", "organisation": "lizhou", "district": "yinhan", "fields": ["industrial"], "licence": "MIT",
        "development_status": "stable", "languages": "Python",
        "summary": "公交票价计算服务；它的锁文件停在旧版本，用来展示风险发现、声明和豁免。",
        "summary_en": "Works out bus fares; its lock file fell behind: findings, statements and waivers to look at.",
    }),
    "lamppost": ("https://hub.yunfan.example/yaoqiao/lamppost", {
        "name": "路灯控制", "name_en": "lamppost", "organisation": "yaoqiao", "district": "lanyue", "fields": ["industrial"],
        "licence": "MulanPSL-2.0", "development_status": "stable", "languages": "Python",
        "summary": "路灯集中控制器；它的依赖里有一个虚构的恶意包，用来展示告警。",
        "summary_en": "Controls street lamps; one of its invented dependencies is malicious: an alarm to look at.",
    }),
}  # fmt: skip
"""Repositories of the example city that its ``city.toml`` does not declare: their components have invented flaws."""
