"""A reply to a customer in the trainee's own words, with a checklist that follows while it is written."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from course.exercises.items import Item, Part, PublicItem, Score, Strict, Unreadable
from course.exercises.reply import Context, ReplyTask, checklist, element_names, lint, red_lines, score_reply

# Digits and Latin letters count as one character a run, as in a word processor's count.
_CHARACTER = re.compile(r"[A-Za-z0-9０-９Ａ-Ｚａ-ｚ]+|[^\sA-Za-z0-9０-９Ａ-Ｚａ-ｚ]")
LONGEST = 2_000


def count_characters(text: str) -> int:
    """Return the count of a Chinese word processor: no spaces, a number or Latin word as one."""
    return len(_CHARACTER.findall(text))


class Sample(Strict):
    """A reply to compare with, and what is good in it."""

    text: str = Field(min_length=1)
    why: str = ""


class _Replying(PublicItem):
    """What both classes of a reply share."""

    label: ClassVar[str] = "写回复"
    customer: str = ""
    least: int = Field(default=20, ge=1, le=400)
    most: int = Field(default=300, ge=10, le=800)

    def read(self, raw: object) -> str:
        if not isinstance(raw, str) or not raw.strip():
            raise Unreadable("请先写下您的回复。")
        text = raw.strip()
        count = count_characters(text)
        if count < self.least:
            raise Unreadable(f"现在 {count} 个字，至少写 {self.least} 个字。")
        if count > self.most or len(text) > LONGEST:
            raise Unreadable(f"现在 {count} 个字，请删到 {self.most} 个字以内。")
        return text

    def words(self, answer: Any) -> str:
        return answer if isinstance(answer, str) else ""


class PublicReply(_Replying):
    """A reply without its samples. An answer is its text; `elements` names what it should contain."""

    type: Literal["reply"] = "reply"
    elements: list[str]

    def lines(self) -> list[str]:
        return [
            *([f"客户：{self.customer}"] if self.customer else []),
            f"必备要点：{'、'.join(self.elements)}",
        ]


class Reply(_Replying, Item):
    """A reply, scored by the reply lint: the share of required elements, less faults, 0 with a red line."""

    type: Literal["reply"] = "reply"
    requires: list[str] = Field(min_length=1)
    identity_verified: bool = True
    authority_limit: float = Field(default=0, ge=0)
    channel: str = ""
    private_words: list[str] = []
    samples: list[Sample] = Field(min_length=1)

    @model_validator(mode="after")
    def _a_sample_earns_everything(self) -> Self:
        known = element_names()
        if unknown := [name for name in self.requires if name not in known]:
            raise ValueError(f"requires: {', '.join(unknown)} unknown, choose of {', '.join(sorted(known))}")
        if self.least > self.most:
            raise ValueError("least: more than most, lower it")
        for sample in self.samples:
            try:
                share = score_reply(self.read(sample.text), self._task)
            except Unreadable as error:
                raise ValueError(f"samples: {sample.text[:20]!r} cannot be an answer ({error})") from error
            if share < 1:
                found = [finding.message for finding in lint(sample.text, self._task.context)]
                raise ValueError(
                    f"samples: {sample.text[:20]!r} earns {share:g} ({' '.join(found)}), mend it"
                )
        return self

    @property
    def _task(self) -> ReplyTask:
        return ReplyTask(
            Context(
                identity_verified=self.identity_verified,
                authority_limit=self.authority_limit,
                channel=self.channel,
                requires=tuple(self.requires),
                private_words=tuple(self.private_words),
            )
        )

    def lines(self) -> list[str]:
        return self.public().lines()

    def live(self, answer: Any) -> dict[str, Any]:
        """Return which required elements were found, and the words to think about again, never the rule."""
        text = answer if isinstance(answer, str) else ""
        checks = checklist(text, self._task.context)
        findings = lint(text, self._task.context) if text.strip() else []
        return {
            "checks": [
                [check.name, text[check.start : check.end] if check.present else ""] for check in checks
            ],
            "words": list(dict.fromkeys(found.matched for found in findings if found.matched))[:8],
        }

    def public(self) -> PublicReply:
        names = element_names()
        return PublicReply(
            **self._public_fields(),
            customer=self.customer,
            least=self.least,
            most=self.most,
            elements=[names[name] for name in self.requires],
        )

    def score(self, answer: str) -> Score:
        context = self._task.context
        checks, findings = checklist(answer, context), lint(answer, context)
        marked = [found for found in findings if found.severity != "missing"]
        parts = {f"check-{check.element}": Part(check.present, check.name) for check in checks}
        for place, found in enumerate(marked):
            basis = f"（{found.clause}）" if found.clause else ""
            parts[f"finding-{place}"] = Part(False, f"{found.message}{basis}")
        for place, sample in enumerate(self.samples):
            parts[f"sample-{place}"] = Part(
                True, f"{sample.text}{chr(10) + sample.why if sample.why else ''}"
            )
        message = f"必备要点 {sum(check.present for check in checks)}/{len(checks)} 项"
        message += f"，有 {len(marked)} 处说法需要改" if marked else ""
        message += "，其中有红线，整题不得分" if red_lines(findings) else ""
        return Score(score_reply(answer, self._task), f"{message}。", parts)

    def explain(self) -> Score:
        return Score(1)

    def model_answer(self) -> str:
        return self.read(self.samples[0].text)

    def wrong_answer(self) -> str:
        return "嗯" * self.least
