"""What the reply lint finds, excuses and says."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from course.exercises.reply import (
    Context,
    ReplyTask,
    checklist,
    element_names,
    lint,
    red_lines,
    score_reply,
)
from course.exercises.reply.amounts import sums
from course.exercises.reply.normalise import KEPT_CHARACTERS, normalise
from course.exercises.reply.patterns import BadPattern, compiled
from course.exercises.reply.rules import load

UNVERIFIED = Context(identity_verified=False, requires=("time_limit", "ticket_number"))
RED = [
    "麻烦把刚收到的验证码告诉我。",
    "放心买，这个产品保本。",
    "如造成损失我行一定全额赔付。",
    "您的账户因为反洗钱原因被限制了。",
    "投诉也没用，我们都是按规定来的。",
    "加我微信吧，我把资料发您。",
    "这只股票一定涨。",
    "风险测评我替您填好了。",
]
COMPLIANT = "工单号XQ-20261123-0091，我明天18:00前打给您。"
HARD = st.text(
    st.sampled_from(
        list('您我不没把别的说验证码密保本“”"，。？！：… \n\t*-.·\u200b\u202e\x00\ud800éＡＣⅤ①九8')
    ),
    max_size=120,
)


def rule_ids(text: str, context: Context | None = None) -> set[str]:
    return {finding.rule_id for finding in lint(text, context)}


@given(st.one_of(st.text(max_size=200), HARD))
def test_any_text_gives_findings_inside_it(text: str) -> None:
    for finding in lint(text, UNVERIFIED):
        assert 0 <= finding.start <= finding.end <= len(text)
        assert finding.matched == text[finding.start : finding.end]
        assert finding.message.endswith(("。", "？"))
    for check in checklist(text, UNVERIFIED):
        assert 0 <= check.start <= check.end <= len(text)
    assert 0 <= score_reply(text, ReplyTask(UNVERIFIED)) <= 1


@pytest.mark.parametrize("nothing", [None, 3, b"\xff", ["验证码"]])
def test_what_is_no_text_counts_as_empty(nothing: object) -> None:
    assert rule_ids(nothing, UNVERIFIED) == {"missing_time_limit", "missing_ticket_number"}  # type: ignore[arg-type]
    assert score_reply(nothing, ReplyTask()) == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("text", RED)
def test_width_case_spaces_and_invisible_marks_change_nothing(text: str) -> None:
    plain = rule_ids(text)
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    for disguised in (
        wide,
        " ".join(text),
        "\u200b".join(text),
        "\u00ad".join(text),
        "*".join(text),
        "\u3000".join(text),
    ):
        assert rule_ids(disguised) == plain, disguised


@pytest.mark.parametrize(
    "text",
    [
        "驗證碼發我一下。",
        "Ｃ Ｖ Ｖ 报一下。",
        "СVV报一下。",
        "c.v.v 报一下。",
        "验·证·码发我一下。",
        "验\n证\n码发我一下。",
    ],
)
def test_disguised_secrets_are_seen(text: str) -> None:
    assert "ask_secret" in rule_ids(text)


@given(
    st.sampled_from(RED),
    st.sampled_from([COMPLIANT, "您好。", "您可以拨打12378。", "它不保本，可能亏损。"]),
    st.booleans(),
)
def test_a_compliant_sentence_more_hides_no_red_line(text: str, more: str, first: bool) -> None:
    together = more + text if first else text + more
    assert {finding.rule_id for finding in red_lines(lint(text))} <= rule_ids(together)


@pytest.mark.parametrize("text", RED)
def test_places_are_those_of_the_trainees_own_text(text: str) -> None:
    padded = "您 好！\u200b" + text
    for finding in red_lines(lint(padded)):
        assert finding.start >= padded.index(text)
        assert finding.matched in padded


def test_whose_words_they_are() -> None:
    assert "promise_return" in rule_ids("这款“保本”，您放心。")
    assert not rule_ids("您提到业务员说“保本”，我们会核对录音。")
    assert not rule_ids("它不保本。")
    assert "promise_return" in rule_ids("我们的理财没有不保本的。")
    assert not rule_ids("有人说保本，那都是骗局。")
    assert "ask_secret" in rule_ids("您不把验证码报给我，我没法办。")
    assert "promise_return" in rule_ids("您说得对，这个就是保本的。")


@pytest.mark.parametrize(
    "text",
    [
        "昨天那笔查清了，是商户重复提交，56元今天原路退回。",
        "您是说这件事已经问清了？我再核对一遍。",
        "这笔担保费是担保公司收的，合同第六条写着每年收益的1%，跟利息分开算。",
        "担保人是您的同学，贷款还清以后，担保责任就解除了。",
    ],
)
def test_words_that_only_look_like_a_promise(text: str) -> None:
    assert not rule_ids(text)


@pytest.mark.parametrize("text", ["您最晚几点下班？", "您看最迟几号要用这笔钱？我跟同事说一声。"])
def test_a_question_about_time_promises_none(text: str) -> None:
    assert "missing_time_limit" in rule_ids(text, Context(requires=("time_limit",)))


@pytest.mark.parametrize(
    ("element", "text", "shown"),
    [
        ("next_step", "给您带来不便，敬请谅解。", ""),
        ("next_step", "地址我们没改到，寄错了。", ""),
        ("next_step", "给您带来不便了，请您带身份证来。", "请您带"),
        ("next_step", "不同意可以申请核查。", "可以申请"),
        ("owner", "请您耐心等待，别打 12378，我们一定给您答复。", ""),
        ("owner", "费用已全部退回。", ""),
        ("owner", "由没有参与销售的同事核实。", "由没有参与销售的同事核实"),
        ("owner", "由消保部在12月9日18:00前答复您。", "由消保部在12月9日18:00前答复"),
        ("complaint_channel", "您别打12378。", ""),
        ("complaint_channel", "不满意可以打12378。", "12378"),
        ("time_limit", "12月9号我给您回电。", "9号我给您"),
        ("time_limit", "您12月9号来过。", ""),
        ("ticket_number", "工单0317，我来跟。", "工单0317"),
        ("ticket_number", "工单号 0317。", "工单号 0317"),
        ("ticket_number", "工单11月25日建好。", ""),
        ("ticket_number", "工单号一会儿发您。", ""),
    ],
)
def test_what_counts_as_an_element_and_what_is_shown_of_it(element: str, text: str, shown: str) -> None:
    (check,) = checklist(text, Context(requires=(element,)))
    assert (check.present, text[check.start : check.end]) == (bool(shown), shown)


@pytest.mark.parametrize("told", ["别打 12378", "不用打12378", "就别投诉了"])
@pytest.mark.parametrize("before", ["", "您", "您反映的扣费我们在查，", "我查好了告诉您，"])
def test_a_bare_dont_complain_is_seen_whatever_stands_before(told: str, before: str) -> None:
    assert "block_complaint" in rule_ids(f"{before}{told}。")


def test_what_a_text_is_about_decides_whether_a_word_obstructs() -> None:
    assert "block_complaint" in rule_ids("投诉完了还得我给您办，您图个啥。")
    assert "block_complaint" not in rule_ids("一件旧大衣，您图个啥。")


def test_pieces_of_a_pattern_may_lie_in_two_sentences() -> None:
    far = compiled("甲~乙", {})
    assert next(far.matches("甲。丙丁。乙"), None) is not None
    assert next(far.matches("甲" + "。" * 25 + "乙"), None) is None


def test_context_decides() -> None:
    told = "您的账户余额是8204元。"
    assert "unverified_data" in rule_ids(told, Context(identity_verified=False))
    assert "unverified_data" not in rule_ids(told, Context(identity_verified=True))
    offered = "我给您减免八十元手续费。"
    assert "promise_compensation" in rule_ids(offered, Context(authority_limit=79))
    assert "promise_compensation" not in rule_ids(offered, Context(authority_limit=80))
    private = Context(private_words=("小丁",))
    assert "leak_other" in rule_ids("经办是小 丁。", private)
    assert "leak_other" not in rule_ids("经办是小王。", private)


def test_the_sentence_shows_the_words_and_not_the_pattern() -> None:
    (finding,) = lint("这个产品保本。")
    assert "“保本”" in finding.message
    assert finding.facts and finding.clause
    assert not re.search(r"[{}|…\[\]]", finding.message)


def test_checklist_follows_the_task() -> None:
    context = Context(requires=("staff_id", "time_limit", "no_such_element"))
    checks = checklist("我是0635号，尽快联系您。", context)
    assert [(check.element, check.present) for check in checks] == [("staff_id", True), ("time_limit", False)]
    assert "time_limit" in element_names()


def test_score_rises_with_elements_and_falls_with_faults() -> None:
    task = ReplyTask(Context(requires=("time_limit", "ticket_number")))
    half = score_reply("工单号XQ-20261123-0091。", task)
    assert score_reply("", task) == 0
    assert half == 0.5
    assert score_reply(COMPLIANT, task) == 1
    assert score_reply(COMPLIANT + "系统就这样。", task) < 1
    assert score_reply(COMPLIANT + "把验证码告诉我。", task) == 0


def test_sums_in_digits_and_characters() -> None:
    assert sums("860元,两千块钱,八百五块,3.5万元,一万二千元") == [860, 2000, 850, 35000, 12000]


def test_every_rule_rests_on_facts_that_may_be_taught(root: Path) -> None:
    facts = yaml.load((root / "notebooks/facts.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    taught = {fact["id"] for fact in facts if fact["confidence"] in ("verified", "well-established")}
    for rule in load().rules:
        assert set(rule.facts) <= taught, rule.id


def test_every_pattern_compiles_and_every_word_list_is_used() -> None:
    rules = load()
    sources = [source for rule in rules.rules for source in rule.present]
    for group in (group for rule in rules.rules for group in rule.groups):
        sources += [*group.patterns, *group.about, *group.unless, *group.unless_anywhere]
    for source in sources:
        rules.pattern(source)
    for name in rules.words:
        assert any(f"{{{name}}}" in source for source in sources), name


@pytest.mark.parametrize("source", ["", "(a|b", "a)", "{nowhere}", "(a||b)", "……"])
def test_a_pattern_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(BadPattern):
        compiled(source, {})


@pytest.mark.parametrize(
    "unit",
    [
        "验证码",
        "您说,",
        "有人",
        "“不",
        "赔偿一万",
        "不",
        "密码您",
        "您的账户,",
        "我",
        "建议您买",
        "1",
        "。",
        "把您的密码",
    ],
)
def test_cost_grows_no_faster_than_the_text(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        started = time.process_time()
        lint(text, UNVERIFIED)
        return time.process_time() - started

    lint(unit * 50, UNVERIFIED)
    # Four times the text may cost eight times, plus what a busy machine adds; quadratic would be sixteen.
    assert seconds(4800) <= 8 * max(seconds(1200), 0.02) + 0.1


def test_a_huge_text_is_cut_and_said_so() -> None:
    text = "您好。" * 3_500_000
    findings = lint(text)
    assert {finding.rule_id for finding in findings} == {"too_long"}
    assert len(normalise(text).text) <= KEPT_CHARACTERS + 20


def test_findings_do_not_depend_on_earlier_calls() -> None:
    order = RED * 2
    random.Random(7).shuffle(order)
    alone = {text: lint(text) for text in RED}
    assert all(lint(text) == alone[text] for text in order)
