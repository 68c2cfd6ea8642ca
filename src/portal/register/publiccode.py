"""What does a project's publiccode.yml say, and which one do we write for it?

The standard's keys that we have no field for are kept as they came and written again. Ours, which it does not know, stand in
``x-xingtu``. What neither side has is left out and named in a comment: a guessed platform would be worse than none.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

from portal.errors import Invalid, Sentence
from portal.register.columns import SEPARATOR
from portal.register.models import Project

LARGEST_BYTES = 64 * 2**10
DEEPEST = 12
STANDARD = "0.4"
OURS = "x-xingtu"
CHINESE = ("zh-Hans", "zh-hans", "zh_CN", "zh-CN", "zh")
ENGLISH = ("en", "en-US", "en-GB")
MANDATORY = (
    "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal.license",
    "maintenance.type", "localisation.localisationReady", "localisation.availableLanguages",
)  # fmt: skip
_OWN_FIELDS = ("district", "fields", "languages", "organisation", "research_task")
_PERSONAL = frozenset({"email", "phone"})
_MAILBOX = re.compile(r"(?<=[\w.+-])@[\w-]+\.\w")
"""Begins at the sign: from every letter before it, a long word would take the square of its length."""


class _Loader(yaml.SafeLoader):
    """Dates stay texts: the register keeps JSON."""

    yaml_implicit_resolvers = {  # noqa: RUF012 -- the library's own way
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True, slots=True)
class Publiccode:
    """``values`` by column name, as the services take them; ``further`` is everything we have no column for."""

    values: dict[str, Any]
    url: str
    further: dict[str, Any]


def read_publiccode(text: str) -> Publiccode:
    """Read a file.

    Raises:
        Invalid: not YAML, too large or too deep, or without a name.
    """
    root = _loaded(text)
    own = root.pop(OURS, None)
    values: dict[str, Any] = {
        "name": _text(root, "name"),
        "homepage": _text(root, "landingURL"),
        "development_status": _text(root, "developmentStatus"),
        "software_type": _text(root, "softwareType"),
        "licence": _text(_table(root, "legal"), "license"),
    }
    for languages, short, long, named in ((CHINESE, "summary", "description", ""), (ENGLISH, "summary_en", "", "name_en")):
        told = _told_in(root, languages)
        values[short] = _text(told, "shortDescription")
        if long:
            values[long] = _text(told, "longDescription")
        if named:
            values[named] = _text(told, "localisedName")
    if isinstance(own, dict):
        values |= {name: own[name] for name in _OWN_FIELDS if isinstance(own.get(name), str | list)}
    url = _text(root, "url")
    root.pop("publiccodeYmlVersion", None)
    values = {name: SEPARATOR.join(map(str, value)) if isinstance(value, list) else value for name, value in values.items()}
    if not values["name"]:
        raise Invalid({"text": _("publiccode.yml 里没有 name（软件名称），请补上。")})
    return Publiccode({name: value for name, value in values.items() if value != ""}, url, _without_empty(root))


def write_publiccode(project: Project, url: str, organisation_code: str = "") -> str:
    """The file of a project; the same project gives the same text."""
    root: dict[str, Any] = {"publiccodeYmlVersion": STANDARD, "name": project.name, "url": url}
    root |= {key: value for key, value in project.publiccode.items() if key not in root}
    _set(root, "landingURL", project.homepage)
    _set(root, "developmentStatus", project.development_status)
    _set(root, "softwareType", project.software_type)
    description = {key: dict(value) for key, value in _table(root, "description").items() if isinstance(value, dict)}
    for languages, said in (
        (CHINESE, {"shortDescription": project.summary, "longDescription": project.description}),
        (ENGLISH, {"localisedName": project.name_en, "shortDescription": project.summary_en}),
    ):
        language = next((one for one in languages if one in description), languages[0])
        told = {**description.get(language, {}), **{key: value for key, value in said.items() if value}}
        if told:
            description[language] = told
    _set(root, "description", description)
    _set(root, "legal", {**_table(root, "legal"), **({"license": project.licence} if project.licence else {})})
    own: dict[str, Any] = {"id": project.pk, "version": project.version}
    for name in _OWN_FIELDS:
        _set(own, name, organisation_code if name == "organisation" else getattr(project, name))
    root[OURS] = own
    missing = [key for key in MANDATORY if not _has(root, key)]
    head = "# 由星图登记生成。This file is written by the register of Xingtu.\n"
    head += f"# 标准要求而登记里没有，请在仓库中补充 (mandatory, not known to the register): {', '.join(missing)}\n" if missing else ""
    return head + yaml.safe_dump(root, allow_unicode=True, sort_keys=False, width=120)


def _loaded(text: str) -> dict[str, Any]:
    if len(text.encode("utf-8", "replace")) > LARGEST_BYTES:
        raise _no(_("文件超过 64 KB，这不像 publiccode.yml。"))
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _no(_("不读取用锚点（& 和 *）写的内容，请展开后再试。"))
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise _no(_("层次太多，这不像 publiccode.yml。"))
        loaded = yaml.load(text, Loader=_Loader)  # noqa: S506 -- a SafeLoader without dates
        # what the database can keep: no dates, no bytes, no NaN, no lone surrogates
        plain = json.loads(json.dumps(loaded, ensure_ascii=False, allow_nan=False).encode("utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = _("第 %(line)d 行：") % {"line": mark.line + 1} if mark else ""
        raise _no(_("%(where)s不是合法的 YAML，请核对缩进和冒号。") % {"where": where}) from error
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        raise _no(_("里面有不能保存的内容（如二进制或超出范围的数字），请删去后再试。")) from error
    if not isinstance(plain, dict):
        raise _no(_("publiccode.yml 应由“键: 值”组成，请粘贴完整的文件内容。"))
    cleaned: dict[str, Any] = _without_mailboxes(plain)
    return cleaned


def _no(sentence: Sentence) -> Invalid:
    return Invalid({"text": sentence})


def _text(table: dict[str, Any], key: str) -> str:
    """Take a text out; what is no text stays where it is."""
    value = table.get(key)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        del table[key]
        return str(value).strip()
    return ""


def _table(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _told_in(root: dict[str, Any], languages: tuple[str, ...]) -> dict[str, Any]:
    description = _table(root, "description")
    return next((_table(description, one) for one in languages if isinstance(description.get(one), dict)), {})


def _set(table: dict[str, Any], key: str, value: Any) -> None:  # noqa: ANN401 -- what YAML takes
    if value not in ("", None, [], {}):
        table[key] = value


def _has(root: Mapping[str, Any], path: str) -> bool:
    here: Any = root
    for key in path.split("."):
        here = here.get(key) if isinstance(here, dict) else None
    return here not in (None, "", [], {})


def _without_empty(value: Any) -> Any:  # noqa: ANN401 -- a walk over JSON
    if isinstance(value, dict):
        kept = {key: _without_empty(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in ({}, None)}
    return value


def _without_mailboxes(value: Any) -> Any:  # noqa: ANN401 -- a walk over JSON
    """Mailboxes and telephones are left to the repository's own file: ours is public and exported."""
    if isinstance(value, dict):
        return {key: _without_mailboxes(inner) for key, inner in value.items() if key.lower() not in _PERSONAL and not _is_mailbox(inner)}
    if isinstance(value, list):
        return [_without_mailboxes(inner) for inner in value if not _is_mailbox(inner)]
    return value


def _is_mailbox(value: Any) -> bool:  # noqa: ANN401 -- a walk over JSON
    return isinstance(value, str) and _MAILBOX.search(value) is not None
