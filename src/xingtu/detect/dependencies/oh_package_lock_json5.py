"""What does OpenHarmony's lock file hold?"""

from xingtu.detect.lockfiles.format import Format, Found, base, component
from xingtu.detect.lockfiles.json_text import read_json5
from xingtu.detect.lockfiles.table import line_of, member, table, text
from xingtu.errors import LockfileError
from xingtu.facts.components import GIT, REGISTRY, UNKNOWN, URL, Component

ECOSYSTEM = "ohpm"
USUAL = ("https://ohpm.openharmony.cn/", "https://repo.harmonyos.com/ohpm/")
ORIGINS = {"ohpm": REGISTRY, "git": GIT}


def parse(content: str) -> Found:
    """``registryType`` local is own code (folders and .so typings)."""
    document = read_json5(content)
    if "lockfileVersion" not in document:
        raise LockfileError("没有 lockfileVersion，不是 oh-package-lock.json5。", 1)
    rows: list[Component] = []
    packages = table(document, "packages")
    for key in packages:
        package = member(packages, key)
        kind = text(package, "registryType") or "ohpm"
        if kind == "local":
            continue
        resolved = text(package, "resolved")
        name, _, version = key.rpartition("@")  # versions 1 and 2 say it in the key only
        if not (text(package, "name") or name):
            raise LockfileError(f"{key[:80]!r} 不是“包名@版本”。", line_of(packages, key))
        rows.append(
            component(
                ECOSYSTEM,
                text(package, "name") or name,
                text(package, "version") or version,
                scope=UNKNOWN,
                line=line_of(packages, key),
                origin=ORIGINS.get(kind, URL),
                source="" if resolved.startswith(USUAL) else resolved,
            )
        )
    return Found(tuple(rows), notes=("oh-package-lock.json5 不写明范围，也不写明哪些是直接依赖；尚无公告来源覆盖 ohpm。",))


FORMAT = Format(
    id="oh_package_lock_json5",
    version=1,
    name="oh-package-lock.json5",
    ecosystem=ECOSYSTEM,
    resolved=True,
    source="https://developer.huawei.com/consumer/cn/doc/harmonyos-guides/ide-oh-package-json5",
    wants=lambda path: base(path) == "oh-package-lock.json5",
    parse=parse,
    examples=[
        (
            "entry/oh-package-lock.json5",
            """\
{
  "meta": {"stableOrder": true},
  "lockfileVersion": 3,
  // generated
  "specifiers": {"@ohos/lottie@^2.0.0": "@ohos/lottie@2.0.10"},
  "packages": {
    "@ohos/lottie@2.0.10": {
      "name": "@ohos/lottie",
      'version': '2.0.10',
      "resolved": "https://ohpm.openharmony.cn/ohpm/@ohos/lottie/-/lottie-2.0.10.har",
      "registryType": "ohpm",
    },
    "libentry.so@src/main/cpp/types/libentry": {
      "name": "libentry.so",
      "version": "1.0.0",
      "resolved": "src/main/cpp/types/libentry",
      "registryType": "local"
    }
  }
}
""",
            [component(ECOSYSTEM, "@ohos/lottie", "2.0.10", scope=UNKNOWN, line=7)],
        ),
        (
            "oh-package-lock.json5",
            """\
{
 "lockfileVersion": 1,
 "packages": {"@y/otp@1.0.2": {"resolved": "https://ohpm.example.org/otp.har", "registryType": "ohpm"}}
}
""",
            [component(ECOSYSTEM, "@y/otp", "1.0.2", scope=UNKNOWN, line=3, source="https://ohpm.example.org/otp.har")],
        ),
        ("oh-package-lock.json5", "{lockfileVersion: 3, packages: {}}", []),
    ],
    refused=[
        "",
        "{}",
        "{lockfileVersion: 3, packages: []}",
        "{lockfileVersion: 3, packages: {a: {}}}",
        "{lockfileVersion: 3",
        "{lockfileVersion: 3,, }",
    ],
    caveats=["没有公告来源覆盖 ohpm，一律显示为“未覆盖”。"],
)
