"""Which files of a tree are there to state a licence, and what kind of statement is each?

licence   states the licence of its folder and what lies below: LICENSE, COPYING, COPYRIGHT, UNLICENSE, 许可证 …
part      states the licence of one part, which its name begins with: ``dragon4_LICENSE.txt``
texts     one of many texts in a folder kept for them (``LICENSES/``): a text by itself says not what it covers
bundled   lists the licences of what was taken in from others
notice    notices that have to be handed on: NOTICE, PATENTS, AUTHORS are none of the licence itself
"""

import re
from collections.abc import Iterable, Mapping

TEXT_FOLDERS = frozenset({"licenses", "licences", "licensing", "license_texts", "license-texts"})
PROSE = r"(?:\.(?:txt|md|markdown|rst|adoc|html?|rtf|tex|pdf|docx?|gpl|lgpl|mit|bsd|apache|lesser|lib|gz))?"
LICENCE = re.compile(
    rf"(?:un)?licen[cs]e{PROSE}|(?:un)?licen[cs]e[-_.0-9][^/]*|copying{PROSE}|copying[-_.0-9][^/]*|copyright{PROSE}|copyleft{PROSE}"
    rf"|(?:mit|gpl|lgpl|agpl|bsd|apache|mulan)[-_]?licen[cs]e{PROSE}|(?:licen[cs]es){PROSE}|eula{PROSE}"
    r"|.*(?:许可证|許可證|授权书|许可协议|授权协议|版权声明)[^/]*",
    re.IGNORECASE,
)
PART = re.compile(rf"[^/]+[-_.](?:licen[cs]e|copying|copyright){PROSE}", re.IGNORECASE)
BUNDLED = re.compile(
    r".*(?:third[-_. ]?part(?:y|ies)|3rd[-_. ]?part(?:y|ies)|bundled|vendored|dependenc(?:y|ies)|第三方|attributions?).*",
    re.IGNORECASE,
)
NOTICE = re.compile(
    rf"notices?{PROSE}|notice[-_.][^/]*|[^/]*[-_.]notices?{PROSE}|patents?{PROSE}|legal{PROSE}|声明[^/]*|法律声明[^/]*", re.IGNORECASE
)
SOURCE = re.compile(
    r".*\.(?:c|h|cc|cpp|hpp|py|pyi|js|mjs|cjs|ts|tsx|jsx|vue|java|kt|go|rs|rb|php|pl|sh|bat|ps1|cs|swift|lua|css|scss|json5?|ya?ml|toml|xml|tmpl|j2"
    r"|jinja2?|png|jpe?g|svg|gif|sql|proto|ets|scala|m4|cmake|in|patch|diff|ipynb|snap|lock|cfg|ini|properties)",
    re.IGNORECASE,
)
"""``license_checker.py`` and ``LICENSE.png`` state nothing."""


def kind(path: str) -> str:
    """licence, part, texts, bundled or notice; the empty string for any other file."""
    folder, _, name = path.rpartition("/")
    if SOURCE.fullmatch(name) or name.endswith(".license") or path.endswith("debian/copyright"):
        return ""
    is_licence, is_part, is_notice = (bool(pattern.fullmatch(name)) for pattern in (LICENCE, PART, NOTICE))
    if (is_licence or is_part or is_notice or _says_licence(name)) and BUNDLED.fullmatch(name):
        return "bundled"
    if _last(folder) in TEXT_FOLDERS or "LICENSES" in folder.split("/"):
        return "texts"
    if is_licence:
        return "bundled" if name.lower().startswith(("licenses_", "licences_", "licenses-", "licences-")) else "licence"
    if is_part:
        return "part"
    return "notice" if is_notice else ""


def is_legal(path: str) -> bool:
    """It is there to state a licence or a notice."""
    return bool(kind(path))


def by_folder(paths: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Folder -> its files that state a licence, in their order."""
    found: dict[str, list[str]] = {}
    for path in paths:
        if kind(path) == "licence":
            found.setdefault(path.rpartition("/")[0], []).append(path)
    return {folder: tuple(sorted(files)) for folder, files in found.items()}


def _says_licence(name: str) -> bool:
    small = name.lower()
    return any(word in small for word in ("licen", "notice", "copying", "third", "3rd", "attribution", "第三方"))


def _last(folder: str) -> str:
    return folder.rpartition("/")[2].lower()
