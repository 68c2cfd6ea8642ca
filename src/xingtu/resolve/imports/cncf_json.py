"""What does a list of people in the form of CNCF's ``github_users.json`` say?

Rows ``{"login", "email": "name!domain", "name", "affiliation": "A < 2019-05-01, B"}``: an employer holds before its day, the last one
ever since. Rows with one login are one account, so their addresses are joined.
"""

import json
from collections import defaultdict

from xingtu.resolve.addresses import address_subject, normalise_address
from xingtu.resolve.assertions import NO_DAY, Assertion
from xingtu.resolve.imports.gitdm import known_organisation
from xingtu.resolve.imports.imported import Imported, OrganisationId, iso_day, text_of
from xingtu.resolve.intervals import intervals_from_ends


def read_cncf_json(content: bytes, name: str, organisation: OrganisationId) -> Imported:
    """Employers by address, with days, and the addresses of one login joined to the alphabetically first of them."""
    try:
        rows = json.loads(text_of(content, "gb18030"))
    except ValueError as error:
        return Imported(problems=(f"{name}：不是可读的 JSON（{error}）；请重新导出。",))
    if not isinstance(rows, list):
        return Imported(problems=(f"{name}：应是人员列表 [{{…}}, …]，实际是 {type(rows).__name__}；请使用 github_users.json 的格式。",))
    found: list[Assertion] = []
    problems: list[str] = []
    logins = defaultdict(set)
    employers: dict[str, tuple[int, str]] = {}
    for number, row in enumerate(rows, start=1):
        fault = _fault(row)
        if fault:
            problems.append(f"{name} 第 {number} 项：{fault}")
            continue
        address = normalise_address(row["email"].replace("!", "@"))
        if row.get("login"):
            logins[row["login"].lower()].add(address)
        said = row.get("affiliation") or ""
        line_before, said_before = employers.setdefault(address, (number, said))
        if said_before != said:
            problems.append(f"{name} 第 {number} 项：与第 {line_before} 项对同一邮箱的 affiliation 说法不同；请只保留一项。")
        elif line_before == number:
            ends, wrong = _ends(said, organisation)
            problems += [f"{name} 第 {number} 项 affiliation：{text}" for text in wrong]
            found += [
                Assertion("affiliated", f"address:{address}", employer, since, until, source=name)
                for since, until, employer in intervals_from_ends(ends)
            ]
    for addresses in logins.values():
        first, *others = sorted(addresses)
        found += [Assertion("alias", address_subject(other), address_subject(first), source=name) for other in others]
    return Imported(tuple(found), tuple(problems))


def _fault(row: object) -> str:
    if not isinstance(row, dict) or not isinstance(row.get("email"), str) or not row["email"].strip():
        return "缺少文本 email；请补上邮箱（“!”代替“@”亦可）或删除该项。"
    for field in ("login", "affiliation"):
        if not isinstance(row.get(field) or "", str):
            return f"{field} 应是文本，实际是 {type(row[field]).__name__}；请改正。"
    return ""


def _ends(said: str, organisation: OrganisationId) -> tuple[list[tuple[str, str]], list[str]]:
    ends, wrong = [], []
    for part in (part.strip() for part in said.split(",")):
        employer, limited, day = part.partition("<")
        until = iso_day(day) if limited else NO_DAY
        if until is None:
            wrong.append(f"“{part}”的日期应是 YYYY-MM-DD；请改正。")
        elif employer.strip():
            ends.append((until, known_organisation(employer, organisation)))
    return ends, wrong
