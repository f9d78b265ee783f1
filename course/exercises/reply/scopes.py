"""Whose words a part of a reply is, and whether it is denied: clauses, negation, quotes, frames."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from course.exercises.reply.normalise import BREAKS, SENTENCE_ENDS

Scope = Literal[
    "negated", "quoted", "reported", "third_party", "forbidden", "warned", "hypothetical", "asked"
]
SCOPES: frozenset[str] = frozenset(get_args(Scope))

_WINDOW = 18
_NEGATION = re.compile(
    "不(?:会|能|得|可以|可|要|应该|应|该|许|允许|代表|等于|意味着|是|必|用|需要|存在|再|承诺|保证)?"
    "|(?:并|绝|决|从)(?:不|非|未|没)|没有|没|无法|无权|未|别|勿|甭|禁止|严禁|拒绝|避免|谨防|防止|警惕|杜绝|谈不上|非|难以|不敢|不便|哪(?:有|里有|来)"
)
# 不 and 别 that deny nothing, in front of which or around which a promise stays a promise.
_NO_NEGATION = re.compile(
    "没问题|没事|没关系|没错|不错|不过|不仅|不但|不只|不光|不单|不论|不管|差不多|不好意思|不如|别人|别的|特别|分别|级别"
    "|区别|识别|告别|个别|鉴别|非常|非要|除非|并非易事|未来|不妨|要不|不久|不断|不少|不同|不然|不懂|不知道|不明白|不清楚|不方便"
    "|不要紧|不会错|不会有(?:问题|事|错)|不用怕|不用担心|不用管|不用愁|不必担心|不用急|不着急|别着急|别急|别担心|别怕|别管"
    "|不是问题|不成问题|不得不|不能不|不可不|不会不|没有不|没有哪\\w不|无不|不是不|不起|不动|不下|不忙"
    "|是不是|能不能|会不会|可不可以|好不好|对不对|行不行|要不要|有没有|可不可|保不保|不麻烦|不瞒您|不骗您|不跑|不排队|不耽误"
)
_NEW_REASON = re.compile("因为|而是|但是|但|反而|所以|却")
_AFTER = re.compile(
    "^(?:不(?:了|掉|得|到|起)|[^。!?;,:]{0,8}?(?:谁都不|谁也不|谁都别|都不能|也不能|都不要|都别|不能给|不要给|别给|不给"
    "|不用给|不要告诉|不能告诉|别告诉|不要说|别说|不用说|不能说|不要念|别念|不用念|不能念|不可能|不成立|不属实|不准确|(?<!对)不对"
    "|(?<!行)不行|(?<!可)不可以|不允许|不存在|不可信|不要信|别信|不合规|不合法|违规|违法|做不到|办不到|说错|说早|是假|都是假|没有的事|不算数|不作数|不算|无效"
    "|(?:我|我们|这边)?(?:不能|无法|没法|不便|不方便|没办法|没有权限)(?:跟|给|向|告诉|说|讲|谈|透露|查|提供|确认|念|答应|承诺|保证)))"
)
_CUSTOMER = re.compile(
    "(?<![跟对和给同向瞒请怕听陪])您(?:刚才|刚刚|刚|上次|之前|昨天|前面|电话里|信里|来信|邮件里|也|是|又|还)?"
    "(?:(?:说|讲|问)(?!一下|下|几|的(?:这|那)|得对|得没错|的对|的没错|的是对|对了|对$|说|呢|个|吧|出|了算|几遍|清楚|他|总行|开发|商|谁|一声|明)|"
    "提到|提及|提出|反映|反馈|描述|要求|收到(?=的(?:那|短信|信息|电话|通知)|过|一条|这|那|了一)|听到|看到|听人|担心|以为|觉得(?!值)|希望|想要|的诉求|诉求|的意思|的要求|转述|怀疑)"
    "|(?:客户|顾客|储户|来电人)(?:说|讲|问|要求|反映|以为|称|提到|转述|:)|您的(?:诉求|要求|疑问|原话)|您(?:想|是想)?(?:让|要|叫|请)我们?(?!们|的)"
)
_SOMEONE = re.compile(
    "有人|对方|骗子|陌生人|自称|冒充|声称|号称|任何人|哪家|哪个(?:银行|人)|谁(?=会|跟|说|让|要|问|敢|能|向|承诺|找)|别人(?!都)|网上(?=说|有|看|那|传|流|的|讲|卖)|群里"
    "|外面(?:说|那)|有的客户|很多人以为|凡是|凡(?=让|要|叫|以|说)|听说有|所谓|打着|假如有|的人(?=说|承诺|讲|告诉|让|要|会)|(?:遇到|碰到)(?:让|要|叫|有|自称)|(?:遇到|碰到)[^。!?;,:]{0,12}的(?:客户|人|情况)|(?:遇到|接到|收到)(?:这种|这样|这类|自称|陌生|可疑|有人|.{0,4}电话)"
    "|(?<!我们)(?<!我)(?<![跟向找])(?:业务员|销售人员|业务人员|工作人员|员工|销售|推销|客户经理|理财师|理财经理|经理|柜员|柜台|前台|客服|同事|网点|保安|中介|代理人|老师"
    "|他|小[一-鿿])(?:当时|之前|那天|原话|前面|昨天|是|就|也|还){0,3}(?:跟您|对您|向您|和您|给您|冲您|问您|找您|劝您)?"
    "(?:(?:说|讲)(?!的[,。])|承诺|答应|告诉|让您|要您|叫您|喊|写|替您|要(?=求|了|过)|问)"
)
_OWN_TURN = re.compile(
    "^(?:我|咱|本行|本公司|但|不过|其实|可是|那您|那我|所以|放心|您放心|请放心|没错|对的|是的|好的|这个|这款|它|确实|现在|结果|您(?:先|把|就|现在|放)|不用担心)"
)
_FRAUD = re.compile(
    "(?<!不是)(?<!不是什么)(?<!别怕)(?:骗子|骗局|骗术|骗您|诈骗|被骗|骗人|上当|当心|警惕|谨防|黑产|违规|不合规|不合法|违者|追责|泄密|说错|说早|更正|纠正"
    "|空话|不像话|不(?:是)?对的|这话不对|是不对|不可以的|不符合规定|没有权限说|切勿|报警|禁语)"
)
_FORBID = re.compile(
    "严禁|禁止|不得|不许|不准|不允许|不可以对|不能跟客户|不要对客户|不能对客户|不能出现|不要出现|别再写|(?:别|不要)写(?=“)|不要轻易|请勿|切勿|千万别|千万不要|一律别|一律不"
)
_IF = re.compile(
    "如果|要是|假如|假设|(?<![0-9一二三四五六七八九十百千])万一|倘若|若是|(?:^|(?<=[。!?;,:]))若|如确|如属|哪怕"
)
_QUOTE_BEFORE = re.compile(
    "(?:写着|写的是|写|所谓|说|讲|喊|问|答|回您?一句|一句|原话|这句|那句|打着|听到|看到|出现|用|以|承诺|答应|宣称|标着|印着|提示|打出|那条|改成|例如|比如|催您|叫做)[的是了:,]{0,2}$"
)
_QUOTE_AFTER = re.compile(
    "^,?(?:的?说法|这句|那句|这话|这种|这类|这些|这几|字样|.个字|二字|的承诺|的字|的宣传|等|之类|都是|不等于|不对|属于|旗号|的名义|的话术|的都|的,?一律|的,?都|(?:是|完全是)两|的,?多半|的,?基本)"
)
_AFTER_COMMA = re.compile(
    "^[^。!?;,:]{0,10},(?:这|这个|这点|这些|这一条)?(?:我|我们|谁|坐席|这边)(?:都|也|现在|这边|可|还|真)?"
    "(?:不能|无法|没法|没权|不敢|不便|说不了|做不到|答应不了|保证不了|没有权限|不可以|没办法)(?!骗|不|害|瞒|让您|看着)"
)
_DO_NOT = re.compile("(?:别|甭|勿|不用|不要|不必|不能|不许)(?:再|去|先|老)?[打找拨]$")
_ASKED = re.compile("是不是|是否|会不会|能不能|保不保|有没有|可不可能|到底|还是(?!会|要|有)")
_LONGEST_QUOTE = 120
_LONGEST_REPORT = 6  # clauses


@dataclass(frozen=True)
class Scopes:
    """The structure of one reduced text; all questions are answered by place."""

    text: str

    @cached_property
    def _breaks(self) -> list[int]:
        return [place for place, char in enumerate(self.text) if char in BREAKS]

    @cached_property
    def _ends(self) -> list[int]:
        return [place for place, char in enumerate(self.text) if char in SENTENCE_ENDS]

    def sentence(self, place: int) -> tuple[int, int]:
        """Return start and end of the sentence around place, its end mark included."""
        return _around(self._ends, place, len(self.text))

    def clause(self, place: int) -> tuple[int, int]:
        """Return start and end of the clause around place, its end mark included."""
        return _around(self._breaks, place, len(self.text))

    @cached_property
    def _negations(self) -> list[tuple[int, int]]:
        idle = [found.span() for found in _NO_NEGATION.finditer(self.text)]
        starts = [start for start, _ in idle]
        kept = []
        for found in _NEGATION.finditer(self.text):
            index = bisect_right(starts, found.start()) - 1
            if index < 0 or idle[index][1] <= found.start():
                kept.append(found.span())
        return kept

    @cached_property
    def _quotes(self) -> Stretches:
        """Quotes that repeat somebody's words, as places of their marks; own emphasis is none."""
        kept = []
        opened = -1
        for place, char in enumerate(self.text):
            if char == "“":
                opened = place
            elif char == "”" and opened >= 0:
                if place - opened <= _LONGEST_QUOTE and self._repeats(opened, place):
                    kept.append((opened, place))
                opened = -1
        return Stretches(kept)

    def _repeats(self, opened: int, closed: int) -> bool:
        before = self.text[max(0, opened - 12) : opened]
        after = self.text[closed + 1 : closed + 13]
        if _QUOTE_BEFORE.search(before) or _QUOTE_AFTER.search(after):
            return True
        return any(
            self._frames[scope].holds(opened) for scope in ("reported", "third_party", "forbidden", "warned")
        )

    @cached_property
    def _frames(self) -> dict[str, Stretches]:
        text = self.text
        return {
            "reported": Stretches([self._until_own_turn(found.end()) for found in _CUSTOMER.finditer(text)]),
            "third_party": Stretches(
                [self._until_own_turn(found.start()) for found in _SOMEONE.finditer(text)]
            ),
            "warned": Stretches([self.sentence(found.start()) for found in _FRAUD.finditer(text)]),
            "forbidden": Stretches(
                [(found.start(), self.sentence(found.start())[1]) for found in _FORBID.finditer(text)]
            ),
            "hypothetical": Stretches(
                [(found.start(), self.clause(found.start())[1]) for found in _IF.finditer(text)]
            ),
            "asked": Stretches(
                [
                    (found.start(), min(found.end() + 8, self.clause(found.start())[1]))
                    for found in _ASKED.finditer(text)
                ]
            ),
        }

    def _until_own_turn(self, start: int) -> tuple[int, int]:
        """Return the rest of the sentence, up to the clause in which the writer speaks again."""
        _, last = self.sentence(start)
        end = self.clause(start)[1]
        for _ in range(_LONGEST_REPORT):
            if end >= last or _OWN_TURN.match(self.text[end : end + 6]):
                break
            end = self.clause(end)[1]
        return start, end

    def denied(self, start: int, end: int, gaps: list[tuple[int, int]], after: bool = True) -> bool:
        """Return whether what stands from start to end is negated.

        Args:
            start: First place of the match; what its own words deny does not count.
            end: Place behind the match.
            gaps: Places inside the match that are not its own words.
            after: Whether a denial behind the match counts, as in 密码谁都不能给.
        """
        first = max(self.clause(start)[0], start - _WINDOW)
        if any(self._denial_between(low, high) for low, high in ((first, start), *gaps)):
            return True
        rest = self.text[end : self.clause(max(start, end - 1))[1]][:24]
        return after and bool(_AFTER.match(rest) or _AFTER_COMMA.match(self.text[end : end + 28]))

    def refused(self, start: int, gaps: list[tuple[int, int]]) -> bool:
        """Return whether a denial touches start or stands in a gap, as in 我们没改到寄 or 不会答复.

        Unlike `denied`, one earlier in the clause means nothing: 不同意可以申请核查 offers a way.
        """
        index = bisect_right(self._negations, (start, -1)) - 1
        if index >= 0 and self._negations[index][1] >= start:
            return True
        if _DO_NOT.search(self.text[max(0, start - 6) : start]):
            return True
        # A denial that only describes somebody denies nothing: 由没有参与销售的同事核实.
        return any(self._denial_between(low, high) and "的" not in self.text[low:high] for low, high in gaps)

    def _denial_between(self, low: int, high: int) -> bool:
        index = bisect_left(self._negations, (low, low))
        if index == len(self._negations) or self._negations[index][0] >= high:
            return False
        rest = self.text[self._negations[index][1] : high]
        if "," in rest or ":" in rest:
            return False
        # 没来是因为他孩子住院 denies nothing of what follows the reason.
        return not _NEW_REASON.search(self.text[self._negations[index][1] : high + 2])

    def within(self, scope: Scope, start: int) -> bool:
        """Return whether the words from start on stand in a quote or a frame of this kind."""
        return self._quotes.holds(start) if scope == "quoted" else self._frames[scope].holds(start)


class Stretches:
    """Stretches of a text that may overlap, asked whether they hold a place."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._reach: list[int] = []
        for start, end in sorted(spans):
            self._starts.append(start)
            self._reach.append(max(end, self._reach[-1] if self._reach else 0))

    def holds(self, place: int) -> bool:
        """Return whether some stretch begins at or before place and ends behind it."""
        index = bisect_right(self._starts, place) - 1
        return index >= 0 and place < self._reach[index]

    def meets(self, start: int, end: int) -> bool:
        """Return whether some stretch shares a place with the one from start to end."""
        index = bisect_left(self._starts, end) - 1
        return index >= 0 and start < self._reach[index]


def _around(marks: list[int], place: int, length: int) -> tuple[int, int]:
    index = bisect_left(marks, place)
    start = marks[index - 1] + 1 if index else 0
    end = marks[index] + 1 if index < len(marks) else length
    return start, end
