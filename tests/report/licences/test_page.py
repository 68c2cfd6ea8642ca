import re
from dataclasses import replace
from html.parser import HTMLParser

from tests.report.licences.examples import ADVICE, ALARMS, COMMIT, EVIDENCE, INCOMPLETE, NOTHING, conflict, finding, root
from xingtu.facts.licence_evidence import LicenceEvidence
from xingtu.report.licences.advice import Advice
from xingtu.report.licences.page import LICENCES_SHOWN, PLACES_SHOWN, ROWS_SHOWN, to_page

VOID = {"meta", "br", "link"}


class Page(HTMLParser):
    """What a reader sees, and what a browser would load or run; refuses tags that do not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.runs = 0
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.runs += tag in {"script", "img", "iframe"} or any(name.startswith("on") or name == "src" for name in given)
        self.links += [given.get("href") or ""] if tag == "a" else []
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "title"}:
            self.words.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(filter(None, self.words))


def first_screen(given: LicenceEvidence, advice: Advice | None = ADVICE) -> str:
    return Page(to_page(given, advice=advice)).text.partition("覆盖范围")[0]


def test_the_first_screen_answers_the_four_questions() -> None:
    seen = first_screen(EVIDENCE)
    assert "是什么许可证？ MulanPSL-2.0 由规则“声明与文件一致”（declared_agrees@1）认定" in seen
    assert "我能用吗？ 内部使用 可以" in seen
    assert "闭源商用 须先问 先由法务确认。" in seen
    assert "申报种子项目 不可以" in seen
    assert "我要做什么？ 随附许可证全文。 MulanPSL-2.0 保留版权声明。" in seen
    assert "还有什么没定？ 1 处不兼容 1 处待专家复核 1 个问题待澄清" in seen


def test_where_nobody_concluded_no_licence_is_given_for_the_answer() -> None:
    torn = replace(EVIDENCE, roots=(root(declared="MIT", detected="GPL-2.0-only"),))
    assert "尚未认定 声明的是 MIT，文件里检出的是 GPL-2.0-only。" in first_screen(torn)
    assert "没有找到许可证" in first_screen(NOTHING)


def test_without_a_policy_the_page_says_that_nobody_judged() -> None:
    assert "没有可用的许可证政策，本报告不作判断。" in first_screen(EVIDENCE, None)


def test_one_reason_for_all_uses_is_given_once() -> None:
    same = replace(ADVICE, uses=tuple(replace(use, reason=ADVICE.uses[3].reason) for use in ADVICE.uses))
    assert first_screen(EVIDENCE, same).count("含不兼容的部分。") == 1


def test_incomplete_evidence_says_so_before_anything_else() -> None:
    for lang, words in (("zh", "证据不完整"), ("en", "Incomplete evidence")):
        text = Page(to_page(INCOMPLETE, lang=lang)).text  # type: ignore[arg-type]
        assert words in text.partition("首" if lang == "zh" else "Which licence?")[0]
    assert "证据完整：" not in Page(to_page(INCOMPLETE)).text
    assert "证据完整：" in Page(to_page(EVIDENCE)).text


def test_a_page_needs_no_script_and_its_links_land() -> None:
    page = Page(to_page(EVIDENCE, advice=ADVICE, alarms=ALARMS))
    assert page.runs == 0
    assert len(page.ids) == len(set(page.ids))
    assert all(link.startswith("https://git.xinghe.com/") or link[1:] in page.ids for link in page.links)


def test_a_conflict_stands_with_its_reasons_sources_and_lines() -> None:
    text = Page(to_page(EVIDENCE, advice=ADVICE)).text
    shown = text[text.index("不兼容 LicenseRef-scancode-mulanpubl-2.0 → MulanPSL-2.0") :]
    assert "木兰公共许可证第四条要求衍生作品以同一许可证发布。" in shown
    assert "osadl@2024-05-22" in shown
    assert "third_party/publ/LICENSE:1-40" in shown
    assert "义务 随附许可证全文。" in shown


def test_alarms_come_by_urgency_with_their_commit_and_without_an_author() -> None:
    text = Page(to_page(EVIDENCE, advice=ADVICE, alarms=ALARMS)).text
    assert text.index("项目许可证变得更严") < text.index("REUSE 覆盖率提高。")
    assert "BSD-3-Clause → SSPL-1.0" in text
    assert "77" * 20 in text
    assert "Wang Private" not in text
    assert "1 条告警" in text


def test_nothing_compared_is_not_no_alarms() -> None:
    assert "没有告警。" not in to_page(EVIDENCE)
    assert "没有告警。" in to_page(EVIDENCE, alarms=())


def test_a_page_stays_small_and_says_what_it_left_out() -> None:
    many = tuple(finding(f"f{n}.c", "MIT", first_line=n + 1) for n in range(PLACES_SHOWN + 7))
    kinds = tuple(finding("x.c", f"LicenseRef-{n}", n) for n in range(LICENCES_SHOWN + 4))
    conflicts = tuple(conflict(f"LicenseRef-{n}", "review") for n in range(ROWS_SHOWN + 3))
    text = Page(to_page(replace(EVIDENCE, findings=many + kinds, conflicts=conflicts))).text
    assert "另有 7 处没有列在本页" in text
    assert "另有 5 个许可证没有列在本页" in text
    assert "另有 3 行" in text


def test_a_page_says_how_to_get_it_again() -> None:
    assert f"xingtu licences git.xinghe.com/zhixing/middleware@{COMMIT} --format html" in to_page(EVIDENCE)
    assert "xingtu licences x --diff y" in to_page(EVIDENCE, command="xingtu licences x --diff y")
    assert EVIDENCE.look.fingerprint in to_page(EVIDENCE)


def test_the_english_page_is_english() -> None:
    english = replace(EVIDENCE, look=replace(EVIDENCE.look, name="middleware"), files=(), findings=(), conflicts=EVIDENCE.conflicts[:1])
    text = Page(to_page(english, advice=ADVICE, alarms=ALARMS, lang="en")).text
    assert not re.findall(r"[\u3400-\u9fff]+", text)
