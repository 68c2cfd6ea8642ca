"""Is a call that cannot be carried out refused before anyone can apply?"""

from datetime import UTC, date, datetime

import pytest

from tests.policy.calls import CALL, FORM, MILESTONE, MONEY, NOTICE, PAYING, REVIEW, STEPS, load, steps
from xingtu.errors import PolicyError
from xingtu.policy.office import NoticeLength
from xingtu.policy.programme import CallTimes

MOVES = "moves = ['recusal', 'declined']"
"""Where an application goes from ``submitted``."""


def test_a_call_is_read_with_everything_it_promises() -> None:
    call = load()
    assert (call.entry, call.applies, call.subjects, call.applicants) == (
        "open_call",
        True,
        ("project", "community"),
        ("organisation", "person"),
    )
    assert (call.co_applicants, call.library, call.valid_from, call.valid_until) == (
        4,
        "seed_library",
        date(2026, 1, 1),
        date(2026, 12, 31),
    )
    assert call.call == CallTimes(datetime(2026, 3, 1, 1, tzinfo=UTC), datetime(2026, 4, 30, 10, tzinfo=UTC), "deadline")
    assert call.form is not None
    assert [field.id for field in call.form.fields] == ["name", "cost", "team"]
    assert call.evidence == ("merged_changes", "credited_lines")
    assert [(use.id, use.parameters) for use in call.rules] == [("at_least", {"metric": "merged_changes", "value": 3})]
    assert call.review is not None
    assert [criterion.weight for criterion in call.review.criteria] == [60, 40, 0]
    assert call.review.criterion("use").scale == 5
    assert call.notice is not None
    assert (call.notice.period, call.notice.objection_days, call.notice.masks) == (NoticeLength(5, "working"), 2, "project-list")
    assert (call.notice.count_from, call.notice.anonymous, call.notice.needs, call.notice.keep_days) == (
        "next_day",
        "refuse",
        ("name", "phone"),
        30,
    )
    (milestone,) = call.milestones
    assert (milestone.months, milestone.warn_days, milestone.recover_share, milestone.rule.parameters["value"]) == (12, 30, "0", 1)
    assert (call.tracks, call.grants, call.money) == ((), (), False)
    assert call.step("notice").moves == ("listed", "objection")
    with pytest.raises(KeyError):
        call.step("paid")
    with pytest.raises(KeyError):
        call.review.criterion("beauty")


@pytest.mark.parametrize("text", [CALL, PAYING], ids=["call", "paying"])
def test_every_number_nobody_confirmed_is_listed_with_its_source(text: str) -> None:
    listed = load(text).unverified
    assert len(listed) == text.count("verified = false")
    assert all(place.endswith("：占位") for place in listed)
    assert load(text.replace("verified = false", "verified = true")).unverified == ()


def test_a_rule_with_numbers_and_no_word_about_them_is_not_taken_for_confirmed() -> None:
    silent = CALL.replace('value = 3\nverified = false\nsource = "占位"', "value = 3")
    assert 'rule "at_least"：没有写明出处' in load(silent).unverified


def test_a_paying_call_bounds_what_it_pays() -> None:
    paying = load(PAYING)
    assert (paying.money, paying.budget_fen, paying.awards_at_most, paying.approvals) == (True, 10_000_000, 5, ("office_clerk", "finance"))
    assert [grant.reads for grant in paying.grants] == [("answer.cost", "sum.team.paid")]


def test_a_self_assessment_decides_nothing_and_needs_neither_review_nor_notice() -> None:
    flow = {"draft": "submitted abandoned", "submitted": "accepted", "accepted": "", "abandoned": ""}
    head = CALL.split("[[section]]", maxsplit=1)[0].replace('library = "seed_library"\n', "")
    assert load("\n".join((head, FORM, steps(flow)))).notice is None


def test_a_deadline_moves_an_application_where_its_step_may_go() -> None:
    timed = CALL.replace(
        "moves = ['recusal', 'declined']", "moves = ['recusal', 'declined']\ndue_days = 10\nlate = \"declined\"\nstaff_en = \"In\""
    )
    step = load(timed).step("submitted")
    assert (step.due_days, step.late, step.staff_en, load().step("submitted").staff_en) == (10, "declined", "In", "shown")


REFUSED_CALLS = [
    ('id = "seeds-2026"', 'id = "seed-2026"', "id = “seed-2026” 与文件名 seeds-2026 不同"),
    ('entry = "open_call"', 'entry = "open"', "entry = “open” 不在可选值之内"),
    ('entry = "open_call"\n', "", "没有任何榜单；请至少写一段"),
    ('subject = "project"\nalso', "also", "also_subjects 写在 subject 之外"),
    ('subject = "project"\nalso_subjects = ["community"]\n', "", "接受申报的项目须写 subject"),
    ('subject = "project"', 'subject = "projects"', "subject = “projects” 不在可选值之内；是不是 “project”？"),
    ('also_subjects = ["community"]', 'also_subjects = ["project"]', "不含 subject 本身"),
    ('also_subjects = ["community"]', 'also_subjects = ["comunity"]', "also_subjects 中的 “comunity” 不在可选值之内；是不是 “community”？"),
    ('applicants = ["organisation", "person"]', 'applicants = ["person", "person"]', "applicants 中的 “person” 写了两次"),
    ('applicants = ["organisation", "person"]\n', "", "接受申报的项目须写 applicants"),
    ('summary_en = "A call for open source projects."\n', "", "summary 与 summary_en 须同时写"),
    ('summary = "征集一批开源项目入库。"\nsummary_en = "A call for open source projects."\n', "", "接受申报的项目须写 summary"),
    ('library = "seed_library"', 'library = "seedlibrary"', "library 中的 “seedlibrary” 不是已有的库；是不是 “seed_library”？"),
    ("valid_until = 2026-12-31", "valid_until = 2025-12-31", "valid_from = 2026-01-01 晚于 valid_until = 2025-12-31"),
    ("valid_until = 2026-12-31", "valid_until = 2026-04-29", "2026-04-30 截止申报，而规则 2026-04-29 就失效"),
    ("valid_from = 2026-01-01", "valid_from = 2026-03-02", "2026-03-01 开始申报，而规则 2026-03-02 才生效"),
    ("09:00:00+08:00", "09:00:00", r"\[call\]: opens_at 没有写时区；请写成 2026-03-01T09:00:00\+08:00"),
    ("opens_at = 2026-03-01T09", "opens_at = 2026-05-01T09", "不早于 deadline_at"),
    ('metrics = ["merged_changes", ', 'metrics = ["merged_change", ', 'metrics names "merged_change", which is not a metric'),
    ('metrics = ["merged_changes", "credited_lines"]', 'metrics = ["merged_changes", "merged_changes"]', "“merged_changes” 写了两次"),
    (FORM, "", "接受申报的项目须有表单"),
    (REVIEW, "", r"评审步骤（review）与 \[review\]（怎样评审）须同时写"),
    (NOTICE, "", r"有公示步骤（notice），却没有 \[notice\]"),
    ("length = 5", "length = 4", "公示期 4 个工作日 短于"),
    ("length = 5\n", 'length = 5\nneeds = ["phone"]\n', "needs 须含 “name”"),
    ("length = 5\n", 'length = 5\nneeds = ["name", "seal"]\n', "“seal” 不是异议可以要求的材料"),
    ('masks = "project-list"', 'masks = "projects"', "masks = “projects” 不在可选值之内"),
    ("weight = 60", "weight = 50", r"\[review\]: 计分指标的权重之和是 90，应是 100"),
    ("weight = 0", "weight = 1", 'criterion "remark": 计分的指标 weight 须大于 0'),
    ("scores = true", "scores = false", "没有任何阶段可以打分"),
    ("experts = 5\nat_least = 3\nquorum = 3", "experts = 3\nat_least = 4\nquorum = 3", "at_least = 4 多于抽取的专家数"),
    ("experts = 5\nat_least = 3\nquorum = 3", "experts = 3\nat_least = 3\nquorum = 4", "quorum = 4 多于抽取的专家数"),
    ("experts = 5", "experts = 4", "至少要 5 位专家，现在是 4"),
    ('spread_alarm = "0.30"', 'spread_alarm = "30"', "spread_alarm = “30” 应是 0 与 1 之间的小数"),
    ('spread_alarm = "0.30"', "spread_alarm = 0.30", "spread_alarm 应是文字"),
    ("months = 12\n", "months = 1\n", "warn_days = 30 比 1 个月还长"),
    ("months = 12\n", 'months = 12\nrecover_share = "0.5"\n', r"节点 alive 写了追回比例，须有资金（money = true）"),
    ('[milestone.rule]\nid = "at_least"', '[milestone.rule]\nid = "at_last"', r'milestone "alive", \[rule\]: is not a rule'),
    ('actor = "applicant"', 'actor = "office"', "第一步须是 draft（草稿），由 applicant 办理；现在是 “draft”（office）"),
    ('actor = "office"', 'actor = "clerk"', "actor = “clerk” 不在可选值之内"),
    (MOVES, f'{MOVES}\ndue_days = 10\nlate = "lapsed"', "late = “lapsed” 不在 moves 之内"),
    (MOVES, f'{MOVES}\nlate = "declined"', "请同时写 due_days"),
    (MOVES, MOVES.replace("]", ", 'declined']"), "moves 中有重复的去向"),
    (MOVES, MOVES.replace("]", ", 'review']"), "不经回避（recusal）就能到达 review（draft → submitted → review）"),
    (MOVES, MOVES.replace("]", ", 'listed']"), "不经公示（notice）就能到达 listed（draft → submitted → listed）"),
]  # fmt: skip


@pytest.mark.parametrize(("sound", "unsound", "said"), REFUSED_CALLS, ids=[said[:24] for *_, said in REFUSED_CALLS])
def test_a_call_that_cannot_be_carried_out_is_refused_with_the_remedy(sound: str, unsound: str, said: str) -> None:
    assert sound in CALL
    with pytest.raises(PolicyError, match=said):
        load(CALL.replace(sound, unsound, 1))


def test_a_call_may_open_on_the_first_day_of_its_rules_and_close_on_the_last() -> None:
    narrow = CALL.replace("valid_from = 2026-01-01", "valid_from = 2026-03-01").replace(
        "valid_until = 2026-12-31", "valid_until = 2026-04-30"
    )
    midnight = narrow.replace("2026-03-01T09:00:00+08:00", "2026-03-01T00:30:00+08:00").replace("04-30T18:00", "04-30T23:59")
    assert load(midnight).call is not None


def test_a_call_says_until_when_and_a_nomination_need_not() -> None:
    start = CALL.index("[call]")
    timeless = CALL[:start] + CALL[CALL.index("[repositories]") :]
    with pytest.raises(PolicyError, match=r"公开征集（entry = “open_call”）须写 \[call\]"):
        load(timeless)
    assert load(timeless.replace('"open_call"', '"nominated"')).call is None


def test_what_must_be_followed_up_needs_a_step_for_it() -> None:
    without = {name: to.replace("tracking", "declined") for name, to in STEPS.items() if name != "tracking"}
    with pytest.raises(PolicyError, match="没有 tracking（绩效跟踪）这一步"):
        load(CALL.replace(steps(STEPS), steps(without)))


def test_a_library_needs_the_step_that_enters_it() -> None:
    with pytest.raises(PolicyError, match="却没有 listed（入库）这一步"):
        load(PAYING.replace("co_applicants = 4\n", 'co_applicants = 4\nlibrary = "nursery"\n'))


def test_a_notice_nobody_comes_to_is_refused() -> None:
    flow = {"draft": "submitted", "submitted": "tracking", "tracking": ""}
    head = CALL.split("[[section]]", maxsplit=1)[0].replace('library = "seed_library"\n', "")
    with pytest.raises(PolicyError, match=r"\[notice\]: 写了 \[notice\]，却没有公示步骤"):
        load("\n".join((head, FORM, NOTICE, MILESTONE, steps(flow))))


REFUSED_MONEY = [
    ('approvals = ["office_clerk", "finance"]', 'approvals = ["office_clerk"]', "至少 2 个互不相同的审批角色"),
    ('approvals = ["office_clerk", "finance"]', 'approvals = ["finance", "finance"]', "同一角色不能审批两次"),
    ('approvals = ["office_clerk", "finance"]', 'approvals = ["office_clerk", "expert"]', "approvals 中的 “expert” 不能审批资金"),
    ("money = true", 'money = true\nincomplete = "allow"', "不能在证据不全时公布"),
    ("money = true", "money = false", "却标为 money = false"),
    ("amount_fen = 10_000_000", "amount_fen = 1_999_999", "一份申报最多可得 20,000.00 元，超过预算 19,999.99 元"),
    ("amount_fen = 10_000_000", "amount_fen = 9_999_999", "最多可能发出 100,000.00 元（5 份申报 100,000.00 元），超过预算 99,999.99 元"),
    ("awards_at_most = 5\n", "", r"没有写预算不够时怎么办；请在 \[budget\] 写 awards_at_most"),
    ('"answer.cost"', '"answer.costs"', r'grant "cost" 要用 answer.costs，表单里没有 “costs” 这一栏；是不是 “cost”？'),
    ('"answer.cost"', '"answer.team"', "“team” 是 table，没有可用的答案"),
    ('"answer.cost"', '"count.cost"', "“cost” 是 money，不能计数"),
    ('"sum.team.paid"', '"sum.team.name"', "“team” 里没有可以相加的列 “name”"),
    (MONEY[MONEY.index("[[grant]]") :], "", "没有写怎样算钱"),
    (MONEY[: MONEY.index("[[grant]]")], "", r"必须写 \[budget\] amount_fen"),
    ("moves = ['awarded', 'declined']", "moves = ['awarded', 'declined', 'paid']", 'step "objection": 只有 awarded 之后才能到 paid'),
]  # fmt: skip


@pytest.mark.parametrize(("sound", "unsound", "said"), REFUSED_MONEY, ids=[said[:24] for *_, said in REFUSED_MONEY])
def test_money_that_could_run_away_is_refused(sound: str, unsound: str, said: str) -> None:
    assert sound in PAYING
    with pytest.raises(PolicyError, match=said):
        load(PAYING.replace(sound, unsound, 1))


def test_a_rule_for_what_exceeds_the_budget_stands_in_for_a_most_number_of_awards() -> None:
    stacking = '\n[stacking]\noverflow = "pro_rata"\nverified = false\nsource = "占位"\n'
    assert load(PAYING.replace("awards_at_most = 5\n", "") + stacking).awards_at_most is None
    with pytest.raises(PolicyError, match="却标为 money = false"):
        load(CALL + stacking)


def test_recovery_needs_a_share_of_money_and_a_step() -> None:
    recovering = PAYING.replace("months = 12\n", 'months = 12\nrecover_share = "0.50"\n')
    assert load(recovering).milestones[0].recover_share == "0.50"
    with pytest.raises(PolicyError, match="须有资金（money = true）和 recovery（追回）这一步"):
        load(
            recovering.replace("'recovery'", "'declined'")
            .replace('id = "recovery"', 'id = "waived"')
            .replace("'accepted', 'declined'", "'accepted', 'waived'")
        )
